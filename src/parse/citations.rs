//! `content/sources.yaml`: the citation sources.

use super::allowance::ALLOW;
use super::entry::{Entry, Text};
use super::shape::{Mapping, Shape, gap, optional, required};
use crate::source::Place;
use crate::text::date::Date;

/// Something that can be cited.
#[derive(Clone, Debug)]
pub struct CitationSource {
    /// The id.
    pub id: Text,
    /// Who says it.
    pub publisher: Text,
    /// Its title.
    pub title: Text,
    /// Where it is; left out when only a copy was read that is better not linked.
    pub url: Option<String>,
    /// A capture of it.
    pub archived: Option<String>,
    /// Whether any address is written, even one that cannot be read.
    pub has_address: bool,
    /// Where an address could be added, if not at the head.
    pub url_gap: Option<(Place, String)>,
    /// Where a summary could be added.
    pub summary_gap: (Place, String),
    /// What kind of source, one of [`KINDS`].
    pub kind: String,
    /// Its newest date.
    pub date: Option<Date>,
    /// Its language.
    pub language: Option<String>,
    /// What we rely on it for.
    pub summary: Option<Text>,
    /// How it was read, or why there is no address.
    pub note: Option<Text>,
}

/// The kinds of sources, from the nearest to the farthest.
pub const KINDS: &[&str] = &["primary", "regulator", "court", "ngo", "press", "other"];

const SOURCE: Mapping = Mapping {
    name: "a source",
    fields: &[
        required("id", Shape::Id, "the id that receipts use"),
        required("publisher", Shape::Text, "who says it"),
        required("title", Shape::Text, "its title"),
        optional("url", Shape::Url, "its address"),
        optional("archived", Shape::Url, "the address of a capture"),
        required("kind", Shape::Word(KINDS), "primary, regulator, court, ngo, press or other"),
        optional("date", Shape::Date, "its newest date"),
        optional("language", Shape::Language, "its language"),
        optional("summary", Shape::Text, "what we rely on it for, in our words"),
        optional("note", Shape::Text, "how it was read, or why it has no address"),
        ALLOW,
    ],
};

/// The shape of `sources.yaml`.
pub const SHAPE: Shape = Shape::List(&Shape::Mapping(&SOURCE));

/// Reads one source.
#[must_use]
pub fn read(entry: &Entry<'_>) -> Option<CitationSource> {
    Some(CitationSource {
        id: entry.text("id")?,
        publisher: entry.text_or_empty("publisher"),
        title: entry.text_or_empty("title"),
        url: entry.url("url"),
        archived: entry.url("archived"),
        has_address: entry.text("url").or_else(|| entry.text("archived")).is_some(),
        url_gap: gap(entry.node, SOURCE.fields, "url", entry.file),
        summary_gap: gap(entry.node, SOURCE.fields, "summary", entry.file)
            .unwrap_or_else(|| (entry.place(), "the source".to_owned())),
        kind: entry.text("kind").map_or_else(|| "other".to_owned(), |kind| kind.text),
        date: entry.date("date"),
        language: entry.text("language").map(|language| language.text),
        summary: entry.text("summary"),
        note: entry.text("note"),
    })
}
