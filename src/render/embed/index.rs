//! `embed/index.json`: the promise to those who embed. `embed/schema.json` describes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Embedded, Kit};

/// The path of the index.
pub const INDEX: &str = "embed/index.json";

/// One embed in one language.
#[derive(Clone, Debug)]
pub struct Record {
    /// The id.
    pub id: String,
    /// question, topic, steps, compare or gone.
    pub kind: &'static str,
    /// Ids that it had; they go on answering.
    pub former: Vec<String>,
    /// The language of its edition.
    pub language: String,
    /// What differs from language to language.
    pub edition: Edition,
}

/// An embed in a language.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Edition {
    /// The title.
    pub title: String,
    /// The page it leads to, below the site's address.
    pub path: String,
    /// The folder of its files, below `embed/`: nothing, or `fr/`.
    pub folder: String,
    /// The hash of its pinned copies.
    pub hash: String,
    /// What the pinned data must be (Subresource Integrity).
    pub integrity: String,
    /// About how high it is, in CSS pixels.
    pub height: u32,
    /// The day of the oldest review.
    pub reviewed: Option<String>,
    /// The newest date among its sources.
    pub evidence: Option<String>,
    /// The day from which a new look is due.
    pub due: Option<String>,
}

/// An embed in all its languages.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Item {
    /// The id.
    pub id: String,
    /// question, topic, steps, compare or gone.
    pub kind: String,
    /// Ids that it had.
    pub former: Vec<String>,
    /// The languages, each with what it has.
    pub languages: BTreeMap<String, Edition>,
}

/// The index.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Index {
    /// 1; another number means another form.
    pub version: u32,
    /// The site's address, when it is known.
    pub base_url: Option<String>,
    /// The hash in the path of the pinned script and style.
    pub kit: String,
    /// What the pinned script must be (Subresource Integrity).
    pub script_integrity: String,
    /// Everything that can be embedded, and what is gone.
    pub items: Vec<Item>,
}

/// The index of all editions' embeds.
#[must_use]
pub fn index(embeds: &[Arc<Embedded>], kit: &Kit, base_url: Option<&str>) -> Index {
    let mut items: BTreeMap<&str, Item> = BTreeMap::new();
    for Record { id, kind, former, language, edition } in embeds.iter().map(|embedded| &embedded.record) {
        let item = items.entry(id).or_insert_with(|| Item {
            id: id.clone(),
            kind: (*kind).to_owned(),
            former: Vec::new(),
            languages: BTreeMap::new(),
        });
        item.former.extend(former.iter().filter(|id| !item.former.contains(id)).cloned().collect::<Vec<_>>());
        item.languages.insert(language.clone(), edition.clone());
    }
    Index {
        version: 1,
        base_url: base_url.map(str::to_owned),
        kit: kit.hash.clone(),
        script_integrity: kit.script_integrity.clone(),
        items: items.into_values().collect(),
    }
}

/// The files that describe all embeds.
#[must_use]
pub fn files(index: &Index) -> Vec<(String, Vec<u8>)> {
    let mut bytes = serde_json::to_vec(index).unwrap_or_default();
    bytes.push(b'\n');
    vec![(INDEX.to_owned(), bytes), ("embed/schema.json".to_owned(), include_bytes!("schema.json").to_vec())]
}

/// Reads an index.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Index> {
    serde_json::from_slice(bytes).ok()
}
