//! `content/vocabulary.yaml`: the words that everything else uses.

use super::allowance::ALLOW;
use super::entry::{Entry, Prose, Text};
use super::shape::{Mapping, Shape, optional, required};
use super::yaml::Value;

/// The vocabulary of a site.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Where things hold.
    pub regions: Vec<Region>,
    /// For whom things hold.
    pub account_types: Vec<Word>,
    /// Kinds of data.
    pub data_categories: Vec<Word>,
    /// What questions are about.
    pub topics: Vec<Word>,
    /// Groups of words and phrases that mean the same in a search.
    pub synonyms: Vec<Vec<Text>>,
    /// Terms in plain words.
    pub glossary: Vec<Term>,
}

/// A region: a country, a union of countries, or the rest of the world.
#[derive(Clone, Debug)]
pub struct Region {
    /// The id.
    pub id: Text,
    /// The name.
    pub label: Text,
    /// What it covers, in words.
    pub help: Option<Text>,
    /// The countries it covers.
    pub countries: Vec<Text>,
    /// The larger region it lies in.
    pub within: Option<Text>,
    /// Whether every platform gets a page for it.
    pub has_page: bool,
}

/// An id with its label.
#[derive(Clone, Debug)]
pub struct Word {
    /// The id.
    pub id: Text,
    /// The name.
    pub label: Text,
    /// What it means.
    pub help: Option<Text>,
}

/// A term of the glossary.
#[derive(Clone, Debug)]
pub struct Term {
    /// The id.
    pub id: Text,
    /// The term.
    pub term: Text,
    /// Other words for it.
    pub also: Vec<Text>,
    /// What it means.
    pub definition: Prose,
}

const REGION: Mapping = Mapping {
    name: "a region",
    fields: &[
        required("id", Shape::Id, "the id that facts use"),
        required("label", Shape::Text, "the name readers see"),
        optional("help", Shape::Text, "what it covers, in words"),
        optional("countries", Shape::List(&Shape::Text), "the countries it covers"),
        optional("within", Shape::Id, "the larger region it lies in"),
        optional("page", Shape::Boolean, "whether every platform gets a page for it"),
        ALLOW,
    ],
};

const WORD: Mapping = Mapping {
    name: "an entry of the vocabulary",
    fields: &[
        required("id", Shape::Id, "the id that other files use"),
        required("label", Shape::Text, "the name readers see"),
        optional("help", Shape::Text, "what it means"),
        ALLOW,
    ],
};

const TERM: Mapping = Mapping {
    name: "a glossary term",
    fields: &[
        required("id", Shape::Id, "the id that `term:` links use"),
        required("term", Shape::Text, "the term"),
        optional("also", Shape::List(&Shape::Text), "other words for it"),
        required("definition", Shape::Prose, "what it means, in plain words"),
        ALLOW,
    ],
};

/// The shape of `vocabulary.yaml`.
pub const SHAPE: Shape = Shape::Mapping(&Mapping {
    name: "the vocabulary",
    fields: &[
        optional("regions", Shape::List(&Shape::Mapping(&REGION)), "where things hold"),
        optional("account_types", Shape::List(&Shape::Mapping(&WORD)), "for whom things hold"),
        optional("data_categories", Shape::List(&Shape::Mapping(&WORD)), "kinds of data"),
        optional("topics", Shape::List(&Shape::Mapping(&WORD)), "what questions are about"),
        optional("synonyms", Shape::List(&Shape::List(&Shape::Text)), "words that mean the same in a search"),
        optional("glossary", Shape::List(&Shape::Mapping(&TERM)), "terms in plain words"),
    ],
});

/// Reads the vocabulary.
#[must_use]
pub fn read(entry: &Entry<'_>) -> Vocabulary {
    Vocabulary {
        regions: entry.entries("regions").iter().filter_map(region).collect(),
        account_types: words(entry, "account_types"),
        data_categories: words(entry, "data_categories"),
        topics: words(entry, "topics"),
        synonyms: synonyms(entry),
        glossary: entry.entries("glossary").iter().filter_map(term).collect(),
    }
}

fn region(entry: &Entry<'_>) -> Option<Region> {
    Some(Region {
        id: entry.text("id")?,
        label: entry.text_or_empty("label"),
        help: entry.text("help"),
        countries: entry.texts("countries"),
        within: entry.text("within"),
        has_page: entry.is_true("page"),
    })
}

fn words(entry: &Entry<'_>, key: &str) -> Vec<Word> {
    let word = |entry: &Entry<'_>| {
        Some(Word { id: entry.text("id")?, label: entry.text_or_empty("label"), help: entry.text("help") })
    };
    entry.entries(key).iter().filter_map(word).collect()
}

fn term(entry: &Entry<'_>) -> Option<Term> {
    Some(Term {
        id: entry.text("id")?,
        term: entry.text_or_empty("term"),
        also: entry.texts("also"),
        definition: entry.prose_or_empty("definition"),
    })
}

fn synonyms(entry: &Entry<'_>) -> Vec<Vec<Text>> {
    let group = |node: &super::yaml::Node| match &node.value {
        Value::List(items) => items
            .iter()
            .filter_map(|item| {
                let place = crate::source::Place::node(entry.file, item.number);
                item.text().map(|text| Text { text: text.to_owned(), place })
            })
            .collect(),
        _ => Vec::new(),
    };
    entry.items("synonyms").map(group).collect()
}
