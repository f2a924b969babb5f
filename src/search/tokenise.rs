//! Text to terms: the words a search finds.
//!
//! Takes any text, gives its terms in order. Invariant: the same rules, step by step, stand in
//! `themes/default/scripts/search.js`; `tests/tokeniser/cases.json` holds both to each other.
//!
//! 1. Compatibility forms are unified (NFKC), letters become small, accents go (NFD, drop Mn, then NFC),
//!    `ς` becomes `σ`, and characters that are never seen (joiners, direction controls) go.
//! 2. A word is a run of letters (Alphabetic) and digits (Number). An apostrophe inside a word goes.
//! 3. Scripts that are written without spaces, and Hangul, become overlapping pairs of characters; a
//!    character between two other kinds stands alone.

use unicode_normalization::UnicodeNormalization;

use super::marks::is_accent;

/// The terms of a text, in order and as often as they occur.
#[must_use]
pub fn terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    each(text, |term| terms.push(term.to_owned()));
    terms
}

/// Hands over each term of a text, in order.
///
/// Most texts are plain ones, so this goes by bytes: from one that surely ends a word to the next; what lies
/// between is either a word as it stands, or is looked at character by character.
pub fn each(text: &str, mut take: impl FnMut(&str)) {
    let folded = folded(text);
    let (mut start, mut is_plain) = (0, true);
    let mut end = |piece: &str, is_plain: bool| {
        if is_plain && !piece.is_empty() {
            take(piece);
        } else if !is_plain {
            cut(piece, &mut take);
        }
    };
    for (at, byte) in folded.bytes().enumerate() {
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() {
            continue;
        }
        if byte.is_ascii() && byte != b'\'' {
            end(&folded[start..at], is_plain);
            (start, is_plain) = (at + 1, true);
        } else {
            is_plain = false;
        }
    }
    end(&folded[start..], is_plain);
}

/// The same for a piece of folded text of any characters.
fn cut(folded: &str, take: impl FnMut(&str)) {
    let mut cutter = Cutter { take, word: String::new(), pending: None, paired: false };
    let mut characters = folded.chars().peekable();
    while let Some(character) = characters.next() {
        match class(character) {
            Class::Plain => cutter.plain(character),
            Class::Dense => cutter.dense(character),
            Class::Apostrophe => {
                let inside = characters.peek().is_some_and(|next| class(*next) == Class::Plain);
                if !inside || cutter.word.is_empty() {
                    cutter.gap();
                }
            }
            Class::Gap => cutter.gap(),
        }
    }
    cutter.gap();
}

/// Collects characters and hands over terms.
struct Cutter<F> {
    take: F,
    word: String,
    pending: Option<char>,
    paired: bool,
}

impl<F: FnMut(&str)> Cutter<F> {
    fn plain(&mut self, character: char) {
        self.end_pairs();
        self.word.push(character);
    }

    fn dense(&mut self, character: char) {
        self.end_word();
        if let Some(before) = self.pending.replace(character) {
            self.pair(&[before, character]);
            self.paired = true;
        }
    }

    fn gap(&mut self) {
        self.end_word();
        self.end_pairs();
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            (self.take)(&self.word);
            self.word.clear();
        }
    }

    fn end_pairs(&mut self) {
        let alone = self.pending.take().filter(|_| !self.paired);
        if let Some(character) = alone {
            self.pair(&[character]);
        }
        self.paired = false;
    }

    fn pair(&mut self, characters: &[char]) {
        let mut buffer = String::with_capacity(8);
        buffer.extend(characters);
        (self.take)(&buffer);
    }
}

/// What a character does to the word it meets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Goes on with a word.
    Plain,
    /// Makes pairs with its neighbours.
    Dense,
    /// Vanishes inside a word, else ends it.
    Apostrophe,
    /// Ends a word.
    Gap,
}

fn class(character: char) -> Class {
    match character {
        'a'..='z' | '0'..='9' => Class::Plain,
        '\'' | '\u{2019}' | '\u{2bc}' => Class::Apostrophe,
        _ if !character.is_alphabetic() && !character.is_numeric() => Class::Gap,
        _ if is_dense(character) => Class::Dense,
        _ => Class::Plain,
    }
}

/// Han, Hiragana, Katakana, Hangul and Thai, by their blocks.
fn is_dense(character: char) -> bool {
    matches!(character,
        '\u{e01}'..='\u{e4e}'
        | '\u{1100}'..='\u{11ff}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{3029}'
        | '\u{3038}'..='\u{303b}'
        | '\u{3041}'..='\u{30ff}'
        | '\u{3131}'..='\u{318e}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97c}'
        | '\u{ac00}'..='\u{d7fb}'
        | '\u{f900}'..='\u{faff}'
        | '\u{1aff0}'..='\u{1b16f}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Characters that are never seen and may stand inside a word.
fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The text in the form in which words are compared. ASCII, which no step but the lower case touches,
/// is passed by quickly: no accent that follows it survives, so nothing joins it to its neighbours.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (ascii, after) = split(rest, |byte| !byte.is_ascii());
        let start = folded.len();
        folded.push_str(ascii);
        folded[start..].make_ascii_lowercase();
        let (other, after) = split(after, |byte| byte.is_ascii());
        let bare = other
            .nfkc()
            .flat_map(char::to_lowercase)
            .nfd()
            .filter(|character| !is_accent(*character) && !is_unseen(*character));
        folded.extend(bare.map(|character| if character == 'ς' { 'σ' } else { character }).nfc());
        rest = after;
    }
    folded
}

/// Splits before the first byte that ends the run; both runs end at character boundaries.
fn split(text: &str, ends: impl Fn(u8) -> bool) -> (&str, &str) {
    text.split_at(text.bytes().position(ends).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::terms;

    #[test]
    fn words_are_folded_and_cut() {
        let cases: [(&str, &[&str]); 7] = [
            ("", &[]),
            ("Opt-out: NOW!", &["opt", "out", "now"]),
            ("Don’t 'quote' users'", &["dont", "quote", "users"]),
            ("Donne\u{301}es d'IA", &["donnees", "dia"]),
            ("AI学習を停止", &["ai", "学習", "習を", "を停", "停止"]),
            ("学 a 習", &["学", "a", "習"]),
            ("ＡＩ ﬁle №5", &["ai", "file", "no5"]),
        ];
        for (text, expected) in cases {
            assert_eq!(terms(text), expected, "{text}");
        }
    }
}
