//! `content/tombstones.yaml`: ids that others rely on and that nothing answers any more.

use super::entry::{Entry, Prose, Text};
use super::shape::{Mapping, Shape, optional, required};

/// An id that is gone for good.
#[derive(Clone, Debug)]
pub struct Tombstone {
    /// The id, as `faqtual lock` lists it.
    pub id: Text,
    /// Why it is gone, in a sentence that readers of an embed see.
    pub why: Prose,
    /// The question to read now.
    pub see: Option<Text>,
}

const TOMBSTONE: Mapping = Mapping {
    name: "a tombstone",
    fields: &[
        required("id", Shape::Text, "the id that is gone, as `content/ids.lock` lists it"),
        required("why", Shape::Prose, "why it is gone, in a sentence that readers see"),
        optional("see", Shape::Id, "the question to read now"),
    ],
};

/// The shape of the file.
pub const SHAPE: Shape = Shape::List(&Shape::Mapping(&TOMBSTONE));

/// Reads one tombstone; without an id there is none.
#[must_use]
pub fn read(entry: &Entry<'_>) -> Option<Tombstone> {
    Some(Tombstone { id: entry.text("id")?, why: entry.prose_or_empty("why"), see: entry.text("see") })
}
