//! The small words of the core: slugs, dates, languages, directions, what no text may hold.

use std::borrow::Cow;

pub mod date;
pub mod direction;
pub mod hidden;
pub mod language;
pub mod slug;
pub mod xml;

/// Whether some byte is of a kind. It is looked for in blocks, many bytes in one step: quicker where there is nearly
/// never one.
#[must_use]
pub fn has_byte(text: &str, is_of_kind: impl Fn(u8) -> bool) -> bool {
    text.as_bytes().chunks(1024).any(|part| part.iter().fold(false, |found, byte| found | is_of_kind(*byte)))
}

/// JSON that stays one text in any script: `<` could end its element, and two line ends of Unicode a text in it.
#[must_use]
pub fn in_script(json: String) -> String {
    // The first byte of each of the three.
    if !has_byte(&json, |byte| (byte == b'<') | (byte == 0xe2)) {
        return json;
    }
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Bytes as they are shown: what is not UTF-8 becomes replacement characters. Text, which they nearly always are, is
/// found to be one far quicker than by a search for what is not.
#[must_use]
pub fn shown(bytes: &[u8]) -> Cow<'_, str> {
    str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
