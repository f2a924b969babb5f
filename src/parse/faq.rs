//! `content/faq/*.yaml`: lists of questions.

use super::allowance::ALLOW;
use super::entry::{Entry, Prose, Text};
use super::receipt::{CONFIDENCE, Proof, RECEIPTS, REVIEWED, Subject, proof};
use super::shape::{Mapping, Shape, optional, required};

/// One question with its answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// The id, which never changes.
    pub id: Text,
    /// The question.
    pub question: Text,
    /// The same question as people type it.
    pub also: Vec<Text>,
    /// The answer in one sentence.
    pub short: Prose,
    /// The answer.
    pub answer: Prose,
    /// The ids of the platforms it is about.
    pub platforms: Vec<Text>,
    /// Where the answer holds; everywhere if empty.
    pub regions: Vec<Text>,
    /// What it is about.
    pub topics: Vec<Text>,
    /// One of [`KINDS`].
    pub kind: String,
    /// Ids that it had; they redirect.
    pub former: Vec<Text>,
    /// Whether it is shown only with `--drafts`.
    pub draft: bool,
    /// The proof of the answer.
    pub proof: Proof,
}

/// The kinds of questions.
pub const KINDS: &[&str] = &["question", "myth", "how-to"];

const QUESTION: Mapping = Mapping {
    name: "a question",
    fields: &[
        required("id", Shape::Id, "the id, which never changes"),
        required("question", Shape::Text, "the question"),
        optional("also", Shape::List(&Shape::Text), "the same question as people type it"),
        required("short", Shape::Prose, "the answer in one sentence"),
        required("answer", Shape::Prose, "the answer"),
        optional("platforms", Shape::List(&Shape::Id), "the platforms it is about"),
        optional("regions", Shape::List(&Shape::Id), "where the answer holds; everywhere if left out"),
        required("topics", Shape::List(&Shape::Id), "what it is about"),
        optional("kind", Shape::Word(KINDS), "question, myth or how-to"),
        optional("former", Shape::List(&Shape::Id), "ids that it had; they redirect"),
        optional("draft", Shape::Boolean, "whether it is shown only with --drafts"),
        CONFIDENCE,
        REVIEWED,
        RECEIPTS,
        ALLOW,
    ],
};

/// The shape of a list of questions.
pub const SHAPE: Shape = Shape::List(&Shape::Mapping(&QUESTION));

/// Reads one question.
#[must_use]
pub fn read(entry: &Entry<'_>) -> Option<Question> {
    Some(Question {
        id: entry.text("id")?,
        question: entry.text_or_empty("question"),
        also: entry.texts("also"),
        short: entry.prose_or_empty("short"),
        answer: entry.prose_or_empty("answer"),
        platforms: entry.texts("platforms"),
        regions: entry.texts("regions"),
        topics: entry.texts("topics"),
        kind: entry.text("kind").map_or_else(|| "question".to_owned(), |kind| kind.text),
        former: entry.texts("former"),
        draft: entry.is_true("draft"),
        proof: proof(entry, Subject::Question, None),
    })
}
