//! Slugs: the form of an id, and of a heading's anchor.

use unicode_normalization::UnicodeNormalization;

/// Whether this is a slug: `a-z`, `0-9`, single hyphens between them.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// The slug of a heading or a name: folded to lower case, accents dropped, everything that is not
/// a letter or a digit turned into one hyphen. Letters of other scripts stay. Never empty.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.nfkd().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !is_mark(character) && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.trim_end_matches('-').nfc().collect();
    if slug.is_empty() { "section".to_owned() } else { slug }
}

/// Combining marks and apostrophes vanish instead of splitting a word.
fn is_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character) || matches!(character, '\'' | '\u{2019}')
}

#[cfg(test)]
mod tests {
    use super::{is_slug, slug};

    #[test]
    fn slugs_of_headings() {
        let cases = [
            ("Which data?", "which-data"),
            ("  What's new – 2025  ", "whats-new-2025"),
            ("Données d’IA", "donnees-dia"),
            ("人工知能", "人工知能"),
            ("?!", "section"),
        ];
        for (heading, expected) in cases {
            assert_eq!(slug(heading), expected, "{heading}");
        }
    }

    #[test]
    fn ids_are_slugs() {
        for good in ["a", "opt-out", "2024-plan"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "a_b", "ä", "a b"] {
            assert!(!is_slug(bad), "{bad}");
        }
    }
}
