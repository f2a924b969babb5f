//! The small words of the core: slugs, dates, languages, directions, what no text may hold.

pub mod date;
pub mod direction;
pub mod hidden;
pub mod language;
pub mod slug;
pub mod xml;
