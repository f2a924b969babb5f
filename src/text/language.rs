//! Language tags (BCP 47), as far as a site needs them.

/// Whether this has the form of a language tag: `en`, `pt-BR`, `zh-Hant`.
#[must_use]
pub fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    let letters = primary.bytes().all(|byte| byte.is_ascii_lowercase());
    (2..=3).contains(&primary.len())
        && letters
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The direction of a language's script: `rtl` or `ltr`.
#[must_use]
pub fn direction(tag: &str) -> &'static str {
    let primary = tag.split('-').next().unwrap_or_default();
    match primary {
        "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi" => "rtl",
        _ => "ltr",
    }
}

/// The tag's language in its own words, where we know it; else the tag itself.
#[must_use]
pub fn own_name(tag: &str) -> &str {
    const NAMES: [(&str, &str); 24] = [
        ("ar", "العربية"),
        ("cs", "Čeština"),
        ("da", "Dansk"),
        ("de", "Deutsch"),
        ("el", "Ελληνικά"),
        ("en", "English"),
        ("es", "Español"),
        ("fi", "Suomi"),
        ("fr", "Français"),
        ("he", "עברית"),
        ("hu", "Magyar"),
        ("it", "Italiano"),
        ("ja", "日本語"),
        ("ko", "한국어"),
        ("nl", "Nederlands"),
        ("no", "Norsk"),
        ("pl", "Polski"),
        ("pt", "Português"),
        ("ro", "Română"),
        ("ru", "Русский"),
        ("sv", "Svenska"),
        ("tr", "Türkçe"),
        ("uk", "Українська"),
        ("zh", "中文"),
    ];
    let primary = tag.split('-').next().unwrap_or(tag);
    NAMES.iter().find(|(known, _)| *known == primary).map_or(tag, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::is_tag;

    #[test]
    fn tags() {
        for good in ["en", "pt-BR", "zh-Hant", "de-CH-1996"] {
            assert!(is_tag(good), "{good}");
        }
        for bad in ["", "e", "english", "EN", "en_GB", "en-"] {
            assert!(!is_tag(bad), "{bad}");
        }
    }
}
