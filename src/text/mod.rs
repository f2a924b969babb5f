//! The small words of the core: slugs, dates, languages, directions, what no text may hold.

use std::borrow::Cow;

pub mod date;
pub mod direction;
pub mod hidden;
pub mod language;
pub mod slug;
pub mod xml;

/// Bytes as they are shown: what is not UTF-8 becomes replacement characters. Text, which they nearly always are, is
/// found to be one far quicker than by a search for what is not.
#[must_use]
pub fn shown(bytes: &[u8]) -> Cow<'_, str> {
    str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
