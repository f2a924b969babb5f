//! `content/comparison.yaml`: the rows of the comparison table.

use super::allowance::ALLOW;
use super::entry::{Entry, Text};
use super::shape::{Mapping, Shape, optional, required};

/// The comparison: groups of rows, in the order of the table.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The groups.
    pub groups: Vec<(Text, Text)>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// The id, which facts use as their key.
    pub id: Text,
    /// The name.
    pub label: Text,
    /// The id of its group.
    pub group: Text,
    /// What its cells hold.
    pub kind: FactKind,
    /// What it means, for a layperson.
    pub help: Text,
    /// After how many days its facts are to be looked at again, if not as the settings say.
    pub review_days: Option<u32>,
    /// Words for the values `yes` and `no`, where those say too little.
    pub words: [Option<Text>; 2],
    /// Whether it belongs to the first things that a reader wants to know.
    pub is_highlight: bool,
}

/// What a fact holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// One of five values.
    Choice,
    /// A date.
    Date,
    /// A number.
    Number,
    /// Words.
    Text,
    /// Computed from the opt-out paths; no platform states it.
    Effort,
}

/// The kinds that a fact of its own may have.
pub const FACT_KINDS: &[&str] = &["choice", "date", "number", "text"];
const ROW_KINDS: &[&str] = &["choice", "date", "number", "text", "effort"];

impl FactKind {
    /// Reads the word; anything else is `Text`.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        match word {
            "choice" => Self::Choice,
            "date" => Self::Date,
            "number" => Self::Number,
            "effort" => Self::Effort,
            _ => Self::Text,
        }
    }

    /// The word used in content.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Date => "date",
            Self::Number => "number",
            Self::Text => "text",
            Self::Effort => "effort",
        }
    }
}

const GROUP: Mapping = Mapping {
    name: "a group of rows",
    fields: &[
        required("id", Shape::Id, "the id that rows use"),
        required("label", Shape::Text, "the name readers see"),
    ],
};

const ROW: Mapping = Mapping {
    name: "a row",
    fields: &[
        required("id", Shape::Id, "the id that facts use"),
        required("label", Shape::Text, "the name readers see"),
        required("group", Shape::Id, "the id of its group"),
        required("kind", Shape::Word(ROW_KINDS), "choice, date, number, text or effort"),
        optional("yes", Shape::Text, "words for the value `yes`"),
        optional("no", Shape::Text, "words for the value `no`"),
        required("help", Shape::Text, "what the row means, for a layperson"),
        optional("highlight", Shape::Boolean, "whether cards and the tops of pages show it"),
        optional("review", Shape::Integer, "after how many days its facts are to be looked at again; 0 is never"),
        ALLOW,
    ],
};

/// The shape of `comparison.yaml`.
pub const SHAPE: Shape = Shape::Mapping(&Mapping {
    name: "the comparison",
    fields: &[
        required("groups", Shape::List(&Shape::Mapping(&GROUP)), "the groups, in the order of the table"),
        required("rows", Shape::List(&Shape::Mapping(&ROW)), "the rows, in the order of the table"),
    ],
});

/// Reads the comparison.
#[must_use]
pub fn read(entry: &Entry<'_>) -> Comparison {
    let group = |entry: &Entry<'_>| Some((entry.text("id")?, entry.text_or_empty("label")));
    Comparison {
        groups: entry.entries("groups").iter().filter_map(group).collect(),
        rows: entry.entries("rows").iter().filter_map(row).collect(),
    }
}

fn row(entry: &Entry<'_>) -> Option<Row> {
    Some(Row {
        id: entry.text("id")?,
        label: entry.text_or_empty("label"),
        group: entry.text_or_empty("group"),
        kind: FactKind::parse(entry.text_or_empty("kind").as_str()),
        help: entry.text_or_empty("help"),
        review_days: entry.text("review").and_then(|days| days.text.parse().ok()),
        words: [entry.text("yes"), entry.text("no")],
        is_highlight: entry.is_true("highlight"),
    })
}
