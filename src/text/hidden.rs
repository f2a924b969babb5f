//! Characters that a reader cannot see, and that a page, a feed or a header may stumble over.

use std::ops::Range;

use super::has_byte;

/// Why a character may not stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// It controls a device or a line, or is no character at all; no markup language may hold most of them.
    Control,
    /// It shows what follows in an order other than the one it is read in (UAX #9, overrides).
    Override,
    /// It turns the direction of what follows, and nothing on its line turns it back.
    Unclosed,
}

/// The first character that may not stand in a text, and why. Line ends (`\r\n` too) and tabs may.
#[must_use]
pub fn first(text: &str) -> Option<(Range<usize>, Hidden)> {
    // Nearly all texts are plain ones.
    if !has_byte(text, |byte| !matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return None;
    }
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let found = |why| Some((at..at + character.len_utf8(), why));
        match character {
            '\n' => {
                if let Some(&(at, character)) = open.first() {
                    return Some((at..at + character.len_utf8(), Hidden::Unclosed));
                }
            }
            '\t' => {}
            '\r' if characters.peek().is_some_and(|(_, next)| *next == '\n') => {}
            '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' => return found(Hidden::Control),
            '\u{202d}' | '\u{202e}' => return found(Hidden::Override),
            '\u{202a}' | '\u{202b}' | '\u{2066}'..='\u{2068}' => open.push((at, character)),
            '\u{202c}' => drop(open.pop_if(|(_, opened)| matches!(opened, '\u{202a}' | '\u{202b}'))),
            '\u{2069}' => {
                let isolate = open.iter().rposition(|(_, opened)| matches!(opened, '\u{2066}'..='\u{2068}'));
                open.truncate(isolate.unwrap_or(open.len()));
            }
            other if other.is_control() => return found(Hidden::Control),
            _ => {}
        }
    }
    open.first().map(|&(at, character)| (at..at + character.len_utf8(), Hidden::Unclosed))
}

/// A character's code point, as `U+202E`.
#[must_use]
pub fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

#[cfg(test)]
mod tests {
    use super::{Hidden, first};

    #[test]
    fn what_is_hidden_is_found() {
        let cases = [
            ("a\0b", Some((1..2, Hidden::Control))),
            ("a\rb", Some((1..2, Hidden::Control))),
            ("a\u{1b}[31m", Some((1..2, Hidden::Control))),
            ("a\u{85}", Some((1..3, Hidden::Control))),
            ("a\u{2028}b", Some((1..4, Hidden::Control))),
            ("\u{202e}moc.elpmaxe\u{202c}", Some((0..3, Hidden::Override))),
            ("\u{2067}never closed\nb\u{2069}", Some((0..3, Hidden::Unclosed))),
            ("\u{2067}\u{202b}closed by the outer\u{2069}", None),
            ("\u{2067}\u{202b}\u{2069}\u{2066}", Some((9..12, Hidden::Unclosed))),
            ("\u{202b}closed\u{202c}, stray \u{2069}\u{202c}", None),
            ("a\tb\r\nשלום \u{200f}!\n👩‍👩‍👧", None),
        ];
        for (text, found) in cases {
            assert_eq!(first(text), found, "{text:?}");
        }
    }
}
