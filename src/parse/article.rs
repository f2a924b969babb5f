//! `content/explainers/*.md`, `letters/*.md` and `pages/*.md`: front matter and Markdown.

use super::allowance::ALLOW;
use super::entry::{Entry, Prose, Text};
use super::receipt::{Proof, RECEIPTS, REVIEWED, Subject, proof};
use super::shape::{Field, Mapping, Shape, optional, required};
use crate::source::Place;

/// An explainer, a letter or a page.
#[derive(Clone, Debug)]
pub struct Article {
    /// The id: the name of its file.
    pub id: Text,
    /// The title.
    pub title: Text,
    /// What it is about, in one sentence.
    pub description: Text,
    /// The answer in two sentences (explainers).
    pub summary: Option<Prose>,
    /// When it helps (letters).
    pub helps_when: Option<Prose>,
    /// When it does not (letters).
    pub helps_not_when: Option<Prose>,
    /// The blanks to fill (letters).
    pub blanks: Vec<Blank>,
    /// The ids of the platforms it is about.
    pub platforms: Vec<Text>,
    /// Where it holds; everywhere if empty.
    pub regions: Vec<Text>,
    /// What it is about.
    pub topics: Vec<Text>,
    /// Its rank among its kind, the lowest first.
    pub order: u32,
    /// Whether it is shown only with `--drafts`.
    pub draft: bool,
    /// The text.
    pub body: Prose,
    /// Where the text begins in its file.
    pub body_start: usize,
    /// Its receipts and review date.
    pub proof: Proof,
}

/// A blank in a letter.
#[derive(Clone, Debug)]
pub struct Blank {
    /// The id that `blank:` links use.
    pub id: Text,
    /// What goes in.
    pub label: Text,
    /// How to fill it.
    pub help: Option<Text>,
    /// An example.
    pub example: Option<Text>,
}

const TITLE: Field = required("title", Shape::Text, "the title");
const DESCRIPTION: Field = required("description", Shape::Text, "what it is about, in one sentence");
const PLATFORMS: Field = optional("platforms", Shape::List(&Shape::Id), "the platforms it is about");
const REGIONS: Field = optional("regions", Shape::List(&Shape::Id), "where it holds; everywhere if left out");
const ORDER: Field = optional("order", Shape::Integer, "its rank among its kind, the lowest first");
const DRAFT: Field = optional("draft", Shape::Boolean, "whether it is shown only with --drafts");

/// The shape of an explainer's front matter.
pub const EXPLAINER: Shape = Shape::Mapping(&Mapping {
    name: "an explainer",
    fields: &[
        TITLE,
        DESCRIPTION,
        required("summary", Shape::Prose, "the answer in two sentences"),
        PLATFORMS,
        REGIONS,
        required("topics", Shape::List(&Shape::Id), "what it is about"),
        ORDER,
        DRAFT,
        REVIEWED,
        ALLOW,
    ],
});

const BLANK: Mapping = Mapping {
    name: "a blank",
    fields: &[
        required("id", Shape::Id, "the id that `blank:` links use"),
        required("label", Shape::Text, "what goes in"),
        optional("help", Shape::Text, "how to fill it"),
        optional("example", Shape::Text, "an example"),
    ],
};

/// The shape of a letter's front matter.
pub const LETTER: Shape = Shape::Mapping(&Mapping {
    name: "a letter",
    fields: &[
        TITLE,
        DESCRIPTION,
        required("when", Shape::Prose, "when it helps"),
        required("not_when", Shape::Prose, "when it does not help"),
        optional("blanks", Shape::List(&Shape::Mapping(&BLANK)), "the blanks to fill"),
        PLATFORMS,
        REGIONS,
        optional("topics", Shape::List(&Shape::Id), "what it is about"),
        ORDER,
        DRAFT,
        REVIEWED,
        RECEIPTS,
        ALLOW,
    ],
});

/// The shape of a page's front matter.
pub const PAGE: Shape =
    Shape::Mapping(&Mapping { name: "a page", fields: &[TITLE, DESCRIPTION, ORDER, DRAFT, REVIEWED, ALLOW] });

/// Reads the front matter, and joins the body, which stands at `body` in the file.
#[must_use]
pub fn read(entry: &Entry<'_>, text: &str, body: std::ops::Range<usize>) -> Article {
    let blank = |entry: &Entry<'_>| {
        Some(Blank {
            id: entry.text("id")?,
            label: entry.text_or_empty("label"),
            help: entry.text("help"),
            example: entry.text("example"),
        })
    };
    Article {
        id: Text { text: entry.file.stem().to_owned(), place: Place::file(entry.file) },
        title: entry.text_or_empty("title"),
        description: entry.text_or_empty("description"),
        summary: entry.prose("summary"),
        helps_when: entry.prose("when"),
        helps_not_when: entry.prose("not_when"),
        blanks: entry.entries("blanks").iter().filter_map(blank).collect(),
        platforms: entry.texts("platforms"),
        regions: entry.texts("regions"),
        topics: entry.texts("topics"),
        order: entry.text("order").and_then(|order| order.text.parse().ok()).unwrap_or(u32::MAX),
        draft: entry.is_true("draft"),
        body_start: body.start,
        body: Prose::new(text[body.clone()].to_owned(), Place::bytes(entry.file, body)),
        proof: proof(entry, Subject::Article, None),
    }
}
