//! Text inside XML and HTML.

/// Escapes text for elements and quoted attributes; characters that XML 1.0 cannot hold are left out.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    push_escaped(&mut escaped, text);
    escaped
}

/// Adds a text as [`escaped`] gives it.
pub fn push_escaped(to: &mut String, text: &str) {
    let mut from = 0;
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        at += 1;
        // The last is the first byte of two that are no characters, and of others that are.
        if !matches!(byte, 0..b' ' | b'&' | b'<' | b'>' | b'"' | b'\'' | 0xef) {
            continue;
        }
        let start = at - 1;
        let (entity, length) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            b'\'' => ("&#39;", 1),
            b'\t' | b'\n' | b'\r' => continue,
            0xef if text[start..].starts_with(['\u{fffe}', '\u{ffff}']) => ("", 3),
            0xef => continue,
            _ => ("", 1),
        };
        to.push_str(&text[from..start]);
        to.push_str(entity);
        at = start + length;
        from = at;
    }
    to.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_ends_an_element_or_an_attribute() {
        assert_eq!(escaped("<a b=\"c\" d='e'>&\u{1}é"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;é");
        assert_eq!(escaped("a\u{ffff}b\u{fffe}\u{fffd}\t\u{feff}\u{0}"), "ab\u{fffd}\t\u{feff}");
    }
}
