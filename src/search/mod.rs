//! An edition to the index of its search: plain scripts that hand their data to the search of the theme.
//!
//! Takes an edition with its words, gives files. Invariant: knows neither templates nor where the index is
//! written; [`tokenise`] follows the same rules as `themes/default/scripts/search.js`.
//!
//! Everything is a script, so that it works from a folder on a disk as well. Pages name [`ENTRY`] only, which is
//! `faqtualSearch.load({…})`. The parts follow in it while the site is small; else they are files of their own,
//! named by their content, which the browser loads when a query needs them: `faqtualSearch.add(KIND, NUMBER, PART)`.
//!
//! | key of the entry | what |
//! |---|---|
//! | `version` | 2; another number means another form |
//! | `language` | the edition's language |
//! | `count` | how many records there are |
//! | `kinds` | `[word, first record]`: from there on, records are of this kind |
//! | `platforms`, `topics` | `[id, label]` each: records name them by their place |
//! | `regions` | `[id, label, place of the larger one or -1]` each |
//! | `synonyms` | groups of phrases, each a list of terms |
//! | `stop` | words that say little, as terms |
//! | `terms` | `[first term, file or 0]` for each part of the terms |
//! | `records` | `[how many a part, [file or 0 …]]` |
//! | `facets`, `words` | a file or 0 |
//!
//! | part | what |
//! |---|---|
//! | `terms` | `[terms, postings]`: the terms in order, see [`code::terms`]; for each its postings, between spaces |
//! | `records` | `[title, path, short, [platforms], [regions], [topics], reviewed or 0]` each |
//! | `facets` | `[platforms, regions, topics, limited]`: for each name the records that name it, see [`code::numbers`]; the last are all that name a region |
//! | `words` | the terms that say most, for words that no part has; `0` while the site is small |

pub mod code;
pub mod index;
mod marks;
mod parts;
pub mod record;
pub mod tokenise;

use std::sync::Arc;

use serde::Serialize;

use crate::cores;
use crate::memo::{Digest, Recall};
use crate::output::OutputFile;
use crate::parse::entry::Text;
use crate::source::SitePath;
use crate::wording::Wording;
pub use index::Counted;
use parts::{Names, Part};
use record::{Record, Unit};

/// The form of the index; the search of the theme refuses any other.
const VERSION: u32 = 2;
/// The file that pages name, below the folder of the search.
pub const ENTRY: &str = "index.js";

/// A file below the folder of the search with its name.
pub type File = (String, OutputFile);

/// What puts away a file with a name below the folder of the search, as soon as it is made.
pub type PutAway<'p> = dyn Fn(&str, OutputFile) -> OutputFile + Sync + 'p;

/// The index of an edition; the entry comes first. `key` gives the digest of all that a unit's records are made from:
/// of the file that it depends on, or with none of what all files show to others.
#[must_use]
pub fn index(
    wording: &Wording<'_, '_>,
    key: &(dyn Fn(Option<&SitePath>) -> Digest + Sync),
    memo: &Recall<Arc<Counted>>,
    put_away: &PutAway<'_>,
) -> Vec<File> {
    let counted = counted(wording, key, memo);
    let inverted = index::invert(&counted);
    let entries = inverted.entries();
    let records: Vec<&Record> = counted.iter().flat_map(|part| &part.records).collect();
    let (parts, chunk) = parts::parts(&entries, &records, &Names::of(wording.edition), put_away);
    let mut files = vec![(ENTRY.to_owned(), entry(wording, &records, &parts, chunk))];
    let outside = parts.into_iter().filter(|part| !part.is_inside);
    files.extend(outside.map(|part| (part.name, part.script)));
    files
}

/// The counts of all units, in order, each batch of them counted once a version.
fn counted(
    wording: &Wording<'_, '_>,
    key: &(dyn Fn(Option<&SitePath>) -> Digest + Sync),
    memo: &Recall<Arc<Counted>>,
) -> Vec<Arc<Counted>> {
    let stop = tokenise::terms(own(wording, "search.stop")).into_iter().collect();
    let units = record::units(wording.edition);
    let batches: Vec<&[Unit<'_>]> = units.split_inclusive(ends_batch).collect();
    let count = |batch: &[Unit<'_>]| {
        let keys: Vec<[Digest; 2]> =
            batch.iter().map(|unit| [Digest::of(unit.name().as_bytes()), key(unit.file())]).collect();
        memo.get(Digest::of_parts(keys.as_flattened().iter().map(Digest::bytes)), || {
            let written = batch.iter().flat_map(|unit| record::records(unit, wording)).collect();
            Arc::new(index::count(written, &stop))
        })
    };
    cores::each(batches, count)
}

/// Units are counted together: terms that many of them share are then joined once. Where a batch ends is told by
/// the name of its last file, so that a new file changes the batch it comes into and no other.
fn ends_batch(unit: &Unit<'_>) -> bool {
    const UNITS: u8 = 64;
    Digest::of(unit.name().as_bytes()).bytes()[0].is_multiple_of(UNITS)
}

/// Words of the theme that a language need not have.
fn own<'w>(wording: &Wording<'w, '_>, path: &'static str) -> &'w str {
    if wording.words.has(path) { wording.words.get(path) } else { "" }
}

/// What the entry hands over.
#[derive(Serialize)]
struct Entry<'a> {
    version: u32,
    language: &'a str,
    count: usize,
    kinds: Vec<(&'static str, usize)>,
    platforms: &'a [(&'a str, &'a str)],
    regions: &'a [(&'a str, &'a str, i32)],
    topics: &'a [(&'a str, &'a str)],
    synonyms: Vec<Vec<Vec<String>>>,
    stop: Vec<String>,
    terms: Vec<(&'a str, parts::Name)>,
    records: (usize, Vec<parts::Name>),
    facets: parts::Name,
    words: parts::Name,
}

fn entry(wording: &Wording<'_, '_>, records: &[&Record], parts: &[Part], chunk: usize) -> OutputFile {
    let names = Names::of(wording.edition);
    let named = |kind: &'static str| parts.iter().filter(move |part| part.kind == kind).map(Part::place);
    let firsts = parts.iter().filter(|part| part.kind == parts::TERMS).map(|part| part.first.as_str());
    let entry = Entry {
        version: VERSION,
        language: wording.edition.language,
        count: records.len(),
        kinds: kinds(records),
        platforms: &names.platforms,
        regions: &names.regions,
        topics: &names.topics,
        synonyms: synonyms(&wording.edition.vocabulary.synonyms, own(wording, "search.alike")),
        stop: tokenise::terms(own(wording, "search.stop")),
        terms: firsts.zip(named(parts::TERMS)).collect(),
        records: (chunk, named(parts::RECORDS).collect()),
        facets: named(parts::FACETS).next().unwrap_or(parts::Name::Entry(0)),
        words: named(parts::WORDS).next().unwrap_or(parts::Name::Entry(0)),
    };
    let mut script = format!("faqtualSearch.load({});\n", parts::json(&entry)).into_bytes();
    for part in parts.iter().filter(|part| part.is_inside) {
        script.extend_from_slice(part.script.held().unwrap_or_default());
    }
    OutputFile::new(script)
}

/// The kinds in the order of the records, each with its first one.
fn kinds(records: &[&Record]) -> Vec<(&'static str, usize)> {
    let mut kinds: Vec<(&'static str, usize)> = Vec::new();
    for (at, record) in records.iter().enumerate() {
        if kinds.last().is_none_or(|(word, _)| *word != record.kind.word()) {
            kinds.push((record.kind.word(), at));
        }
    }
    kinds
}

/// The site's groups of phrases, then the theme's: these are one text, with commas and semicolons between.
fn synonyms(groups: &[Vec<Text>], own: &str) -> Vec<Vec<Vec<String>>> {
    let site = groups.iter().map(|group| group.iter().map(Text::as_str).collect::<Vec<_>>());
    let theme = own.split(';').map(|group| group.split(',').collect::<Vec<_>>());
    let group = |phrases: Vec<&str>| {
        let mut group: Vec<Vec<String>> = Vec::new();
        for phrase in phrases.into_iter().map(tokenise::terms) {
            if !phrase.is_empty() && !group.contains(&phrase) {
                group.push(phrase);
            }
        }
        group
    };
    site.chain(theme).map(group).filter(|group| group.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::synonyms;
    use crate::parse::entry::Text;
    use crate::source::{Place, SitePath};

    #[test]
    fn synonyms_are_phrases_of_terms() {
        let text = |text: &str| Text { text: text.to_owned(), place: Place::file(&SitePath::new("a")) };
        let groups = [vec![text("Opt out"), text("opt-out"), text("object")], vec![text("alone")]];
        let found = synonyms(&groups, "Konto, account; alone");
        assert_eq!(found, [[vec!["opt", "out"], vec!["object"]], [vec!["konto"], vec!["account"]]]);
    }
}
