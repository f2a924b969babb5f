//! Words of two directions of writing in one line.
//!
//! Where one of them runs from right to left, signs and numbers beside it would go to where it ends, and the words after
//! it before it. Isolates keep each in its place (UAX #9, FSI and PDI); a line of one direction has none.

use std::borrow::Cow;

const ISOLATE: char = '\u{2068}';
const END: char = '\u{2069}';

/// A text that is put amid other words, held apart from them if it or they run from right to left.
#[must_use]
pub fn isolated<'t>(text: &'t str, amid: &str) -> Cow<'t, str> {
    let differs = has_right(text) || (has_right(amid) && text.chars().any(is_from_left));
    if differs { Cow::Owned(format!("{ISOLATE}{}{END}", without_stray_ends(text))) } else { Cow::Borrowed(text) }
}

/// `name: text`, each in its place.
#[must_use]
pub fn led(name: &str, text: &str) -> String {
    format!("{}: {}", isolated(name, text), isolated(text, name))
}

/// The direction of a text's first letter that has one: `ltr` or `rtl`.
#[must_use]
pub fn of(text: &str) -> Option<&'static str> {
    text.chars().find_map(|character| match character {
        _ if is_from_right(character) => Some("rtl"),
        _ if is_from_left(character) => Some("ltr"),
        _ => None,
    })
}

/// Whether some of a text runs against this direction.
#[must_use]
pub fn turns(text: &str, direction: &str) -> bool {
    match direction {
        "rtl" => text.chars().any(is_from_left),
        _ => has_right(text),
    }
}

/// An end without its beginning would end what is put around the text.
fn without_stray_ends(text: &str) -> String {
    let mut depth = 0_usize;
    let is_kept = |character: &char| {
        match character {
            '\u{2066}'..='\u{2068}' => depth += 1,
            &END if depth == 0 => return false,
            &END => depth -= 1,
            _ => {}
        }
        true
    };
    text.chars().filter(is_kept).collect()
}

/// Whether it runs from right to left: the blocks of Hebrew, Arabic and their kin, and the marks and controls that turn
/// to that direction (UAX #44, default classes R and AL).
fn is_from_right(character: char) -> bool {
    matches!(character,
        '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202b}' | '\u{2067}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Whether some of a text runs from right to left.
fn has_right(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_from_right)
}

fn is_from_left(character: char) -> bool {
    character.is_alphabetic() && !is_from_right(character)
}

#[cfg(test)]
mod tests {
    use super::{isolated, led, of, turns};

    #[test]
    fn a_text_runs_as_its_first_letter_does() {
        for (text, direction) in [("1. שלום a", Some("rtl")), ("a שלום", Some("ltr")), ("1. …", None)] {
            assert_eq!(of(text), direction, "{text}");
        }
        assert!(turns("a שלום", "ltr") && turns("a שלום", "rtl"));
        assert!(!turns("Łódź 7", "ltr") && !turns("שלום 7", "rtl"));
    }

    #[test]
    fn only_what_could_move_is_isolated() {
        let cases = [
            ("Acme", "{platform}: {value}", "Acme"),
            ("Łódź 7!", "é", "Łódź 7!"),
            ("שלום!", "{platform}: {value}", "\u{2068}שלום!\u{2069}"),
            ("مرحبا", "", "\u{2068}مرحبا\u{2069}"),
            ("Acme", "עברית {platform}", "\u{2068}Acme\u{2069}"),
            ("7", "עברית {n}", "7"),
            ("\u{2067}a\u{2069}", "b", "\u{2068}\u{2067}a\u{2069}\u{2069}"),
            ("א\u{2069}ב", "b", "\u{2068}אב\u{2069}"),
        ];
        for (text, amid, expected) in cases {
            assert_eq!(isolated(text, amid), expected, "{text:?} amid {amid:?}");
        }
        assert_eq!(led("Acme", "begins"), "Acme: begins");
        assert_eq!(led("שלום", "begins"), "\u{2068}שלום\u{2069}: \u{2068}begins\u{2069}");
    }
}
