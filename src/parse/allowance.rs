//! `allow:` on an entry or in front matter: a problem that may stay at this one place, and why.
//!
//! Every kind of entry takes the key. Invariant: says what is allowed where; whether the problem is there
//! is the checks' matter.

use super::entry::{Entry, Text};
use super::shape::{Field, Mapping, Shape, optional, required};
use super::yaml::{Node, Value};
use crate::diagnostic::Code;
use crate::source::{Place, SitePath, Spot};

/// A problem that may stay.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// The name of its kind.
    pub code: Text,
    /// The entry it is allowed in: the numbers of its YAML nodes; `None` for all of the file.
    pub nodes: Option<(u32, u32)>,
}

impl Allowance {
    /// Whether a place lies where this allows something.
    #[must_use]
    pub fn covers(&self, place: &Place) -> bool {
        let Some((first, last)) = self.nodes else { return place.file == self.code.place.file };
        match place.spot {
            Spot::Node(number) | Spot::InNode(number, ..) => {
                place.file == self.code.place.file && (first..=last).contains(&number)
            }
            Spot::File | Spot::Bytes(..) => false,
        }
    }
}

const ALLOWANCE: Mapping = Mapping {
    name: "an allowance",
    fields: &[
        required("code", Shape::Word(Code::ALLOWABLE), "the name of the warning or hint that may stay here"),
        required("reason", Shape::Text, "why it may"),
    ],
};

/// The key, for every kind of entry.
pub const ALLOW: Field =
    optional("allow", Shape::List(&Shape::Mapping(&ALLOWANCE)), "warnings and hints that may stay here, and why");

/// Every allowance below this node, which is a whole file's or its front matter's.
#[must_use]
pub fn all(root: &Node, file: &SitePath) -> Vec<Allowance> {
    let mut found = Vec::new();
    collect(root, root, file, &mut found);
    found
}

fn collect(node: &Node, root: &Node, file: &SitePath, found: &mut Vec<Allowance>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| collect(item, root, file, found)),
        Value::Mapping(pairs) => {
            let entry = Entry { node, file };
            let is_whole = node.number == root.number;
            let codes = entry.entries("allow").into_iter().filter_map(|own| own.text("reason").and(own.text("code")));
            found.extend(codes.map(|code| Allowance { code, nodes: (!is_whole).then(|| (node.number, last(node))) }));
            pairs.iter().for_each(|(_, value)| collect(value, root, file, found));
        }
        _ => {}
    }
}

/// The number of the last node in it.
fn last(node: &Node) -> u32 {
    match &node.value {
        Value::List(items) => items.last().map_or(node.number, last),
        Value::Mapping(pairs) => pairs.last().map_or(node.number, |(_, value)| last(value)),
        _ => node.number,
    }
}
