//! The small words of the core: slugs, dates, languages.

pub mod date;
pub mod language;
pub mod slug;
pub mod xml;
