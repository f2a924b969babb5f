//! Text inside XML and HTML.

/// Escapes text for elements and quoted attributes; characters that XML 1.0 cannot hold are left out.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let mut from = 0;
    for (at, special) in text.match_indices(is_special) {
        escaped.push_str(&text[from..at]);
        escaped.push_str(match special {
            "&" => "&amp;",
            "<" => "&lt;",
            ">" => "&gt;",
            "\"" => "&quot;",
            "'" => "&#39;",
            _ => "",
        });
        from = at + special.len();
    }
    escaped.push_str(&text[from..]);
    escaped
}

/// Whether a character stands for something else, or nowhere in XML.
fn is_special(character: char) -> bool {
    match character {
        '&' | '<' | '>' | '"' | '\'' | '\u{fffe}' | '\u{ffff}' => true,
        '\t' | '\n' | '\r' => false,
        other => other < ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_ends_an_element_or_an_attribute() {
        assert_eq!(escaped("<a b=\"c\" d='e'>&\u{1}é"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;é");
    }
}
