//! Slugs: the form of an id, and of a heading's anchor.

use unicode_normalization::UnicodeNormalization;

/// Whether this is a slug: `a-z`, `0-9`, single hyphens between them. Slugs become names of files, so that
/// those which Windows keeps for devices are none.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && !is_device(text)
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// Whether Windows takes this file name for a device, whatever its extension: `con`, `nul.txt`, `com1`.
#[must_use]
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let numbered = |prefix: &str| {
        stem.len() == 4
            && stem.is_char_boundary(3)
            && stem[..3].eq_ignore_ascii_case(prefix)
            && matches!(stem.as_bytes()[3], b'1'..=b'9')
    };
    ["con", "prn", "aux", "nul"].iter().any(|device| stem.eq_ignore_ascii_case(device))
        || numbered("com")
        || numbered("lpt")
}

/// Why a text is no slug, and the slug to write in its place, if there is one.
#[must_use]
pub fn objection(text: &str) -> (String, Option<String>) {
    if is_device(text) {
        return (format!("`{text}` is no id: Windows keeps the name for a device"), Some(format!("{}-1", slug(text))));
    }
    let near = Some(slug(text)).filter(|slug| is_slug(slug));
    (format!("`{text}` is no id: only `a-z`, `0-9` and single hyphens"), near)
}

/// The slug of a heading or a name: folded to lower case, accents dropped, everything that is not
/// a letter or a digit turned into one hyphen. Letters of other scripts stay. Never empty.
#[must_use]
pub fn slug(text: &str) -> String {
    // ASCII is in every normal form already.
    let slug = if text.is_ascii() { joined(text.chars()) } else { joined(text.nfkd()).nfc().collect() };
    if slug.is_empty() { "section".to_owned() } else { slug }
}

/// Letters and digits in lower case, one hyphen where others stand between them.
fn joined(characters: impl Iterator<Item = char>) -> String {
    let mut slug = String::with_capacity(characters.size_hint().1.unwrap_or_default());
    for character in characters.flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !is_mark(character) && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Combining marks and apostrophes vanish instead of splitting a word.
fn is_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character) || matches!(character, '\'' | '\u{2019}')
}

#[cfg(test)]
mod tests {
    use super::{is_device, is_slug, slug};

    #[test]
    fn slugs_of_headings() {
        let cases = [
            ("Which data?", "which-data"),
            ("  What's new – 2025  ", "whats-new-2025"),
            ("It's (new): 2025!", "its-new-2025"),
            ("Données d’IA", "donnees-dia"),
            ("人工知能", "人工知能"),
            ("?!", "section"),
        ];
        for (heading, expected) in cases {
            assert_eq!(slug(heading), expected, "{heading}");
        }
    }

    #[test]
    fn devices_of_windows_are_known_by_any_extension() {
        for device in ["con", "NUL", "aux.html", "Com1.tar.gz", "lpt9 .txt"] {
            assert!(is_device(device), "{device}");
        }
        for file in ["console", "com0", "com10", "com", "x.con", "naïf", "日本"] {
            assert!(!is_device(file), "{file}");
        }
    }

    #[test]
    fn ids_are_slugs() {
        for good in ["a", "opt-out", "2024-plan"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "a_b", "ä", "a b", "con", "lpt9"] {
            assert!(!is_slug(bad), "{bad}");
        }
    }
}
