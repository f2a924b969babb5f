//! Receipts and what every sourced entry has: regions, confidence, a review date.

use super::entry::{Entry, Prose, Text};
use super::shape::{Field, Mapping, Shape, optional, required};
use super::yaml::{Node, Value};
use crate::source::{Place, SitePath};
use crate::text::date::Date;

/// Proof: which source says so, in which words, seen when.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The id of the citation source.
    pub source: Text,
    /// The source's own words.
    pub quote: Option<Text>,
    /// What we read in it.
    pub reading: Option<Text>,
    /// When it said so; else the source's own date counts.
    pub seen: Option<Date>,
}

/// How sure we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// A primary, regulator's or court's text was read, or several independent reports agree.
    High,
    /// One good report.
    Medium,
    /// A single weak source, or sources that conflict.
    Low,
}

impl Confidence {
    /// The word used in content and in themes' words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// What kind of entry a proof is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A fact of a platform.
    Fact,
    /// A platform's use of a data category.
    Data,
    /// An opt-out path.
    OptOut,
    /// An event.
    Event,
    /// A question.
    Question,
    /// An explainer, a letter or a page.
    Article,
}

impl Subject {
    /// The word for it in lists.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Data => "data",
            Self::OptOut => "opt-out",
            Self::Event => "event",
            Self::Question => "question",
            Self::Article => "article",
        }
    }
}

/// What every sourced entry has.
#[derive(Clone, Debug)]
pub struct Proof {
    /// What it is the proof of.
    pub subject: Subject,
    /// The receipts.
    pub receipts: Vec<Receipt>,
    /// Whether none is written, not even one that cannot be read.
    pub is_bare: bool,
    /// When an editor last held the entry against its sources.
    pub reviewed: Option<Date>,
    /// How sure we are.
    pub confidence: Confidence,
    /// Where the receipts stand, or the entry.
    pub place: Place,
    /// Where receipts could be added when no key is there: at the entry's last key, if it is not its first.
    pub end: Option<Place>,
}

/// The words for confidence.
pub const CONFIDENCES: &[&str] = &["high", "medium", "low"];

const RECEIPT: Mapping = Mapping {
    name: "a receipt",
    fields: &[
        required("source", Shape::Id, "the id of an entry in sources.yaml"),
        optional("quote", Shape::Text, "the source's own words, short"),
        optional("reading", Shape::Text, "what we read in the source, in our words"),
        optional("seen", Shape::Date, "when the source said so, if that is not the source's own date"),
    ],
};

/// A list of receipts, each in full or only as the id of its source.
pub const RECEIPTS: Field = optional(
    "receipts",
    Shape::List(&Shape::Either(&Shape::Id, &Shape::Mapping(&RECEIPT))),
    "which sources say so: ids, or entries with source, quote, reading, seen",
);

/// When an editor last checked.
pub const REVIEWED: Field = optional("reviewed", Shape::Date, "when an editor last held this against its sources");

/// How sure we are.
pub const CONFIDENCE: Field = optional("confidence", Shape::Word(CONFIDENCES), "how sure we are: high, medium or low");

/// Reads the proof of an entry; `reviewed` is what the file says for all.
#[must_use]
pub fn proof(entry: &Entry<'_>, subject: Subject, reviewed: Option<Date>) -> Proof {
    let receipts = entry.items("receipts").filter_map(|node| receipt(node, entry.file)).collect();
    let confidence = match entry.text("confidence").as_ref().map(Text::as_str) {
        Some("low") => Confidence::Low,
        Some("medium") => Confidence::Medium,
        _ => Confidence::High,
    };
    let place = entry.node.get("receipts").map_or_else(|| entry.place(), |node| Place::node(entry.file, node.number));
    let written = entry.node.get("receipts").map(|node| &node.value);
    let is_bare = written.is_none_or(|value| matches!(value, Value::List(items) if items.is_empty()));
    let end = if written.is_none() { entry.last_key() } else { None };
    Proof { subject, receipts, is_bare, reviewed: entry.date("reviewed").or(reviewed), confidence, place, end }
}

fn receipt(node: &Node, file: &SitePath) -> Option<Receipt> {
    let entry = Entry { node, file };
    match &node.value {
        Value::Text(id) => {
            let source = Text { text: id.clone(), place: Place::node(file, node.number) };
            Some(Receipt { source, quote: None, reading: None, seen: None })
        }
        Value::Mapping(_) => Some(Receipt {
            source: entry.text("source")?,
            quote: entry.text("quote"),
            reading: entry.text("reading"),
            seen: entry.date("seen"),
        }),
        _ => None,
    }
}

/// An optional note: one or two sentences of Markdown.
#[must_use]
pub fn note(entry: &Entry<'_>) -> Option<Prose> {
    entry.prose("note")
}
