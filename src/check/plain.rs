//! What readers see of a piece of Markdown, at the places where it stands.
//!
//! Takes prose, gives a text of the same length: what is code, markup, an address or somebody else's words
//! between quotation marks is blank, so that an offset in the one is an offset in the other.

use memchr::memchr3_iter;

use crate::parse::entry::Prose;

/// Stands for what readers do not see.
pub(super) const BLANK: char = '\0';

/// Quotation marks, and how far the closing one may be.
const QUOTES: [(char, &[char]); 4] = [('"', &['"']), ('“', &['”']), ('„', &['“', '”']), ('«', &['»'])];
const LONGEST_QUOTE: usize = 600;

/// The ASCII characters of words: most letters are among them, and so passed by bytes.
const IN_WORDS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'\'' | b'-');
        byte += 1;
    }
    table
};

/// A piece of Markdown, and what readers see of it.
pub(super) struct Plain<'p> {
    pub(super) prose: &'p Prose,
    pub(super) text: String,
}

impl<'p> Plain<'p> {
    pub(super) fn new(prose: &'p Prose) -> Self {
        let source = prose.text.as_bytes();
        let mut bytes = vec![BLANK as u8; source.len()];
        for range in &prose.outline.text {
            bytes[range.clone()].copy_from_slice(&source[range.clone()]);
        }
        bytes.iter_mut().for_each(|byte| *byte = if *byte == b'\n' { b' ' } else { *byte });
        let text = String::from_utf8(bytes).unwrap_or_default();
        Self { prose, text: without_quotations(text) }
    }

    /// Whether a sentence or a paragraph ends at this byte.
    fn ends_at(&self, at: usize) -> bool {
        match self.text.as_bytes()[at] {
            0 => self.prose.text.as_bytes()[at] == b'\n',
            byte => is_mark(byte) && self.text.as_bytes().get(at + 1).is_none_or(|next| *next <= b' '),
        }
    }

    /// The part of the sentence before this byte.
    pub(super) fn sentence_before(&self, at: usize) -> std::ops::Range<usize> {
        let start = (0..at).rev().find(|place| self.ends_at(*place)).map_or(0, |place| place + 1);
        start..at
    }

    /// The rest of the sentence from this byte.
    pub(super) fn sentence_after(&self, at: usize) -> std::ops::Range<usize> {
        at..(at..self.text.len()).find(|place| self.ends_at(*place)).unwrap_or(self.text.len())
    }

    /// The words of a part.
    pub(super) fn words(&self, range: std::ops::Range<usize>) -> Vec<&str> {
        let part = self.text.get(range).unwrap_or_default();
        part.split(|letter: char| letter == BLANK || letter.is_whitespace()).filter(|word| !word.is_empty()).collect()
    }

    /// How hard the text is to read by its LIX: words to a sentence, and words in a hundred of more than six
    /// letters; `None` for a text that is too short to tell.
    pub(super) fn lix(&self) -> Option<usize> {
        const ENOUGH: usize = 60;
        let (mut words, mut long, mut letters) = (0, 0, 0);
        // The words up to the end of the last sentence.
        let (mut sentences, mut closed) = (0, 0);
        // Sums without a branch for each letter; the space ends the last word.
        for (at, byte) in self.text.bytes().chain([b' ']).enumerate() {
            let is_letter = match byte {
                0..0x80 => IN_WORDS[usize::from(byte)],
                // Goes on with a letter that was counted.
                0x80..0xc0 => continue,
                _ => self.text[at..].chars().next().is_some_and(|letter| letter.is_alphanumeric() || letter == '’'),
            };
            words += usize::from(!is_letter & (letters > 0));
            long += usize::from(!is_letter & (letters > 6));
            letters = if is_letter { letters + 1 } else { 0 };
            if is_mark(byte) && words > closed && self.ends_at(at) {
                (sentences, closed) = (sentences + 1, words);
            }
        }
        sentences += usize::from(words > closed);
        (words >= ENOUGH).then(|| words / sentences.max(1) + 100 * long / words)
    }

    /// How many characters readers see.
    pub(super) fn length(&self) -> usize {
        self.text.chars().filter(|letter| *letter != BLANK).count()
    }
}

/// Whether this byte may end a sentence or a paragraph.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b'.' | b'?' | b'!' | b';' | b':' | b'(' | 0)
}

/// The first opening quotation mark from this byte on: where it stands, where it ends, and what may close it.
fn next_quote(text: &str, from: usize) -> Option<(usize, usize, &'static [char])> {
    // Each mark begins with one of these bytes.
    memchr3_iter(b'"', b'\xe2', b'\xc2', &text.as_bytes()[from..]).find_map(|at| {
        let letter = text[from + at..].chars().next()?;
        let (_, close) = QUOTES.iter().find(|(open, _)| *open == letter)?;
        Some((from + at, from + at + letter.len_utf8(), *close))
    })
}

/// The text with what stands between quotation marks made blank.
pub(super) fn without_quotations(text: String) -> String {
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some((open, inside, quote)) = next_quote(&text, from) {
        let close = text[inside..]
            .char_indices()
            .take_while(|(at, _)| *at < LONGEST_QUOTE)
            .find(|(_, letter)| quote.contains(letter));
        from = match close {
            Some((at, letter)) => {
                ranges.push(open..inside + at + letter.len_utf8());
                inside + at + letter.len_utf8()
            }
            None => inside,
        };
    }
    if ranges.is_empty() {
        return text;
    }
    let mut bytes = text.into_bytes();
    ranges.into_iter().for_each(|range| bytes[range].fill(BLANK as u8));
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Plain, without_quotations};
    use crate::parse::entry::Prose;
    use crate::source::{Place, SitePath};

    fn prose(text: &str) -> Prose {
        Prose::new(text.to_owned(), Place::file(&SitePath::new("a.md")))
    }

    #[test]
    fn only_what_readers_see_stays() {
        let prose = prose("One [two\nthree](faq:four) `five`\n\n> six\n\n    seven\n");
        let plain = Plain::new(&prose);
        assert_eq!(plain.text.len(), prose.text.len());
        assert_eq!(plain.words(0..plain.text.len()), ["One", "two", "three"]);
    }

    #[test]
    fn quotations_are_somebody_elses() {
        let shown = |text: &str| without_quotations(text.to_owned()).replace('\0', "");
        assert_eq!(shown("a “b” c „d“ e «f» g \"h\" i"), "a  c  e  g  i");
        assert_eq!(shown("5\" wide"), "5\" wide");
    }

    #[test]
    fn long_words_and_sentences_make_a_text_hard() {
        let easy = prose(&"The cat sat on the mat. ".repeat(12));
        assert_eq!(Plain::new(&easy).lix(), Some(6));
        let hard = prose(&"Notwithstanding organisational considerations concerning information ".repeat(15));
        assert!(Plain::new(&hard).lix() > Some(100));
        assert_eq!(Plain::new(&prose("Short.")).lix(), None);
        // Letters are counted, not bytes; a heading ends without a mark, and the last sentence may too.
        let words = "# Über\n\nÉté. L’œuvre à ëïöüÿ! ".repeat(15) + "no mark";
        assert_eq!(Plain::new(&prose(&words)).lix(), Some(77 / 46 + 100 * 15 / 77));
    }
}
