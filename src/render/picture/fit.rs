//! Text that fits: how wide words are in a font, and where their lines break.
//!
//! The only file that names `skrifa`. Knows no picture.

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use unicode_normalization::UnicodeNormalization;

/// A font that text is measured with.
pub(super) struct Face<'f> {
    font: FontRef<'f>,
}

impl<'f> Face<'f> {
    /// The font in these bytes, if they are one.
    pub(super) fn new(bytes: &'f [u8]) -> Option<Self> {
        FontRef::new(bytes).ok().map(|font| Self { font })
    }

    fn glyph(&self, character: char) -> Option<GlyphId> {
        self.font.charmap().map(character)
    }

    /// The text as this font can show it: composed, in one line, without signs that it lacks. `None` when it
    /// lacks a letter: a word with holes is worse than none.
    pub(super) fn shown(&self, text: &str) -> Option<String> {
        let mut shown = String::with_capacity(text.len());
        for character in text.split_whitespace().collect::<Vec<_>>().join(" ").nfc() {
            match self.glyph(character) {
                Some(_) => shown.push(character),
                None if character.is_alphanumeric() => return None,
                None => {}
            }
        }
        (!shown.trim().is_empty()).then_some(shown)
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        let metrics = self.font.glyph_metrics(Size::new(size), LocationRef::default());
        text.chars().filter_map(|character| metrics.advance_width(self.glyph(character)?)).sum()
    }

    /// The text in lines no wider than `widest`; a word that is wider is cut.
    pub(super) fn lines(&self, text: &str, size: f32, widest: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|line| self.width(line, size) <= widest) {
                Some(line) => {
                    lines.pop();
                    lines.push(line);
                }
                None => lines.extend(self.pieces(word, size, widest)),
            }
        }
        lines
    }

    fn pieces(&self, word: &str, size: f32, widest: f32) -> Vec<String> {
        let mut pieces = vec![String::new()];
        for character in word.chars() {
            let last = pieces.len() - 1;
            let longer = format!("{}{character}", pieces[last]);
            if pieces[last].is_empty() || self.width(&longer, size) <= widest {
                pieces[last] = longer;
            } else {
                pieces.push(character.to_string());
            }
        }
        pieces
    }

    /// The first `most` lines; where there are more, the last ends in an ellipsis.
    pub(super) fn cut(&self, mut lines: Vec<String>, most: usize, size: f32, widest: f32) -> Vec<String> {
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                while self.width(&format!("{last} …"), size) > widest {
                    let Some((head, _)) = last.rsplit_once(' ') else { break };
                    *last = head.to_owned();
                }
                last.push_str(" …");
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::Face;

    const FONT: &[u8] = include_bytes!("../../../themes/default/fonts/text.otf");

    #[test]
    fn lines_are_no_wider_than_asked_and_lose_nothing() {
        let face = Face::new(FONT).unwrap();
        let text = "Is my data used to train AI, and how do I say no? Donaudampfschifffahrtsgesellschaftskapitän";
        let lines = face.lines(text, 40.0, 400.0);
        assert!(lines.len() > 3 && lines.iter().all(|line| face.width(line, 40.0) <= 400.0), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
    }

    #[test]
    fn what_is_cut_says_so() {
        let face = Face::new(FONT).unwrap();
        let lines = face.lines("one two three four five six seven eight", 40.0, 220.0);
        let cut = face.cut(lines.clone(), 2, 40.0, 220.0);
        assert!(cut.len() == 2 && cut[1].ends_with(" …") && face.width(&cut[1], 40.0) <= 220.0, "{cut:?}");
        assert_eq!(face.cut(lines.clone(), 20, 40.0, 220.0), lines);
    }

    #[test]
    fn a_script_that_the_font_lacks_is_told_and_signs_are_left_out() {
        let face = Face::new(FONT).unwrap();
        for known in ["Ünï códé", "Τι ισχύει;", "Что делать?", "Tiếng Việt", "e\u{301}te\u{301}"]
        {
            assert!(face.shown(known).is_some(), "{known}");
        }
        for unknown in ["私のデータ", "بياناتي", "안녕"] {
            assert_eq!(face.shown(unknown), None, "{unknown}");
        }
        assert_eq!(face.shown("Say\u{200b} no 🎉!\u{202e}").as_deref(), Some("Say no !"));
        assert_eq!(face.shown("🎉"), None);
    }
}
