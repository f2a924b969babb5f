//! Receipts to paste: what a help shows where one is missing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::everything::proofs;
use crate::model::Edition;
use crate::parse::citations::CitationSource;
use crate::source::SitePath;

/// The most sources that a help names.
const NAMED: usize = 3;

/// The sources that a new entry is likely to rest on.
pub(super) struct Examples<'d> {
    /// By file, what it cites most.
    cited: BTreeMap<&'d SitePath, Vec<&'d CitationSource>>,
    /// For files that cite nothing.
    first: Vec<&'d CitationSource>,
}

impl<'d> Examples<'d> {
    pub(super) fn new(edition: &Edition<'d>) -> Self {
        let mut counts: BTreeMap<&SitePath, BTreeMap<&str, (&CitationSource, usize)>> = BTreeMap::new();
        for (proof, _) in proofs(edition) {
            let own = counts.entry(&proof.place.file).or_default();
            for source in proof.receipts.iter().filter_map(|receipt| edition.source(receipt.source.as_str())) {
                own.entry(source.id.as_str()).or_insert((source, 0)).1 += 1;
            }
        }
        let named = |own: BTreeMap<&str, (&'d CitationSource, usize)>| {
            let mut own: Vec<_> = own.into_values().collect();
            // A source with a summary makes the shorter receipt.
            own.sort_by_key(|(source, count)| (source.summary.is_none(), Reverse(*count)));
            own.into_iter().take(NAMED).map(|(source, _)| source).collect::<Vec<_>>()
        };
        let cited =
            counts.into_iter().map(|(file, own)| (file, named(own))).filter(|(_, own)| !own.is_empty()).collect();
        let first = named(edition.sources.iter().map(|source| (source.id.as_str(), (*source, 0))).collect());
        Self { cited, first }
    }

    fn of(&self, file: &SitePath) -> &[&'d CitationSource] {
        self.cited.get(file).unwrap_or(&self.first)
    }

    /// The names of some sources, in words.
    pub(super) fn names(&self, file: &SitePath) -> String {
        match self.of(file) {
            [] => "add one to `content/sources.yaml` first".to_owned(),
            own => {
                let names: Vec<_> = own.iter().map(|source| format!("`{}`", source.id.text)).collect();
                format!("its id in `content/sources.yaml`, such as {}", names.join(", "))
            }
        }
    }

    /// The forms of a receipt, the shortest that will do first.
    pub(super) fn forms(&self, file: &SitePath) -> Vec<String> {
        let source = self.of(file).first();
        let id = source.map_or("ID", |source| source.id.as_str());
        let short = source.filter(|source| source.summary.is_some()).map(|_| format!("receipts: [{id}]"));
        short.into_iter().chain([in_full(id)]).collect()
    }
}

/// A receipt with the words of its source.
pub(super) fn in_full(id: &str) -> String {
    format!("receipts:\n  - source: {id}\n    quote: \"the words it says so in\"  # or `reading:`, in your own words")
}

/// Lines, each further in.
pub(super) fn indented(lines: &str, by: usize) -> String {
    lines.lines().map(|line| format!("{:by$}{line}", "")).collect::<Vec<_>>().join("\n")
}
