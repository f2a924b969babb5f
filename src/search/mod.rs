//! An edition to the index of its search: one plain script that hands its data to the search of the theme.
//!
//! Takes an edition with its words, gives bytes. Invariant:
//! knows neither templates nor where the index is written; [`tokenise`] follows the same rules as
//! `themes/default/scripts/search.js`.
//!
//! The script is `faqtualSearch.load({…})`, so that it works from a folder on a disk as well. In it:
//!
//! | key | what |
//! |---|---|
//! | `version` | 1; another number means another form |
//! | `language` | the edition's language |
//! | `kinds` | the words for kinds: the first item of a record is a place in this list |
//! | `platforms`, `regions`, `topics` | `[id, label]` each: records name them by their place |
//! | `records` | `[kind, title, path, short, [platforms], [regions], [topics], reviewed or 0]` each |
//! | `terms` | the terms in order, between spaces; each begins with one base-36 digit: so many UTF-16 units are those of the term before |
//! | `postings` | for each term `[record, weight, record, weight …]`, each record counted from the one before |
//! | `synonyms` | groups of phrases, each a list of terms |

pub mod index;
mod marks;
pub mod record;
pub mod tokenise;

use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::memo::{Digest, Recall};
use crate::model::Edition;
use crate::parse::entry::Text;
use crate::source::SitePath;
use crate::wording::Wording;
pub use index::Counted;
use index::Posting;
use record::{Kind, Record};

/// The form of the index; the search of the theme refuses any other.
const VERSION: u32 = 1;

/// The index of an edition, as a script. `key` gives the digest of all that a unit's records are made
/// from: of the file that it depends on, or with none of what all files show to others.
#[must_use]
pub fn index(
    wording: &Wording<'_, '_>,
    key: &(dyn Fn(Option<&SitePath>) -> Digest + Sync),
    memo: &Recall<Arc<Counted>>,
) -> Vec<u8> {
    let edition = wording.edition;
    let units = record::units(edition);
    let parts: Vec<Arc<Counted>> = units
        .par_iter()
        .enumerate()
        .map(|(at, unit)| {
            let key =
                Digest::of_parts([&at.to_le_bytes()[..usize::from(unit.file().is_none())], key(unit.file()).bytes()]);
            memo.get(key, || Arc::new(index::count(record::records(unit, wording))))
        })
        .collect();
    let entries = index::invert(&parts);
    let names = Names::of(edition);
    let records: Vec<&Record> = parts.iter().flat_map(|part| &part.records).collect();
    let file = File {
        version: VERSION,
        language: edition.language,
        kinds: Kind::ALL.map(Kind::word),
        records: records.iter().map(|record| line(record, &names)).collect(),
        terms: front_coded(entries.iter().map(|(term, _)| term.as_str())),
        postings: entries.iter().map(|(_, postings)| delta_coded(postings)).collect(),
        synonyms: synonyms(&edition.vocabulary.synonyms),
        platforms: names.platforms,
        regions: names.regions,
        topics: names.topics,
    };
    script(&file)
}

/// What the script hands over.
#[derive(Serialize)]
struct File<'a> {
    version: u32,
    language: &'a str,
    kinds: [&'static str; 6],
    platforms: Vec<Name<'a>>,
    regions: Vec<Name<'a>>,
    topics: Vec<Name<'a>>,
    records: Vec<Line<'a>>,
    terms: String,
    postings: Vec<Vec<u32>>,
    synonyms: Vec<Vec<Vec<String>>>,
}

/// An id and its label.
type Name<'a> = (&'a str, &'a str);

/// A record as the script has it.
#[derive(Serialize)]
struct Line<'a>(usize, &'a str, &'a str, &'a str, Vec<usize>, Vec<usize>, Vec<usize>, Reviewed);

/// A date, or 0.
#[derive(Serialize)]
#[serde(untagged)]
enum Reviewed {
    On(String),
    Never(u8),
}

/// What records are about, by place.
struct Names<'a> {
    platforms: Vec<Name<'a>>,
    regions: Vec<Name<'a>>,
    topics: Vec<Name<'a>>,
}

impl<'a> Names<'a> {
    fn of(edition: &Edition<'a>) -> Self {
        let vocabulary = edition.vocabulary;
        Self {
            platforms: edition
                .platforms
                .iter()
                .map(|platform| (platform.item.id.as_str(), platform.item.name.as_str()))
                .collect(),
            regions: vocabulary.regions.iter().map(|region| (region.id.as_str(), region.label.as_str())).collect(),
            topics: vocabulary.topics.iter().map(|topic| (topic.id.as_str(), topic.label.as_str())).collect(),
        }
    }
}

fn line<'r>(record: &'r Record, names: &Names<'_>) -> Line<'r> {
    let places = |ids: &[String], names: &[Name<'_>]| -> Vec<usize> {
        ids.iter().filter_map(|id| names.iter().position(|(known, _)| known == id)).collect()
    };
    Line(
        Kind::ALL.iter().position(|kind| *kind == record.kind).unwrap_or_default(),
        &record.title,
        &record.path,
        &record.short,
        places(&record.platforms, &names.platforms),
        places(&record.regions, &names.regions),
        places(&record.topics, &names.topics),
        record.reviewed.map_or(Reviewed::Never(0), |date| Reviewed::On(date.to_string())),
    )
}

/// Each term without what it shares with the one before, after a digit that tells how much that is.
fn front_coded<'t>(terms: impl Iterator<Item = &'t str>) -> String {
    let mut coded = String::new();
    let mut before = "";
    for term in terms {
        let (shared, units) = shared(before, term);
        if !coded.is_empty() {
            coded.push(' ');
        }
        coded.push(char::from_digit(units, DIGITS).unwrap_or('0'));
        coded.push_str(&term[shared..]);
        before = term;
    }
    coded
}

/// The base of the digit before a term.
const DIGITS: u32 = 36;

/// How much two terms share, in bytes and in UTF-16 units: whole characters, as many as a digit can tell.
fn shared(before: &str, term: &str) -> (usize, u32) {
    let (mut bytes, mut units) = (0, 0);
    for (left, right) in before.chars().zip(term.chars()) {
        let more = if u32::from(right) > 0xFFFF { 2 } else { 1 };
        if left != right || units + more >= DIGITS {
            break;
        }
        bytes += right.len_utf8();
        units += more;
    }
    (bytes, units)
}

fn delta_coded(postings: &[Posting]) -> Vec<u32> {
    let mut before = 0;
    postings
        .iter()
        .flat_map(|posting| [posting.record - std::mem::replace(&mut before, posting.record), posting.weight])
        .collect()
}

fn synonyms(groups: &[Vec<Text>]) -> Vec<Vec<Vec<String>>> {
    let group = |phrases: &Vec<Text>| {
        let mut group: Vec<Vec<String>> = Vec::new();
        for phrase in phrases.iter().map(|phrase| tokenise::terms(phrase.as_str())) {
            if !phrase.is_empty() && !group.contains(&phrase) {
                group.push(phrase);
            }
        }
        group
    };
    groups.iter().map(group).filter(|group: &Vec<Vec<String>>| group.len() > 1).collect()
}

/// The data as a script. It stays one wherever it is put: nothing in it closes an element or ends a line.
fn script(file: &File<'_>) -> Vec<u8> {
    let json = serde_json::to_string(file).unwrap_or_else(|_| "{}".to_owned());
    let json = json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("faqtualSearch.load({json});\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::index::Entry;
    use super::{Posting, delta_coded, front_coded, synonyms};
    use crate::parse::entry::Text;
    use crate::source::{Place, SitePath};

    #[test]
    fn terms_are_cut_where_they_differ() {
        let long = "x".repeat(50);
        let cases: [(&[&str], &str); 5] = [
            (&[], ""),
            (&["object", "objection", "zeal"], "0object 6ion 0zeal"),
            (&["2024", "2025"], "02024 35"),
            (&["𠀀a", "𠀀b", "𠀁"], "0𠀀a 2b 0𠀁"),
            (&[&long, &format!("{long}y")], &format!("0{long} z{}y", "x".repeat(15))),
        ];
        for (terms, expected) in cases {
            assert_eq!(front_coded(terms.iter().copied()), expected);
        }
    }

    #[test]
    fn records_are_counted_from_the_one_before() {
        let entry: Entry = ("a".to_owned(), vec![Posting { record: 3, weight: 9 }, Posting { record: 10, weight: 1 }]);
        assert_eq!(delta_coded(&entry.1), [3, 9, 7, 1]);
    }

    #[test]
    fn synonyms_are_phrases_of_terms() {
        let text = |text: &str| Text { text: text.to_owned(), place: Place::file(&SitePath::new("a")) };
        let groups = [vec![text("Opt out"), text("opt-out"), text("object")], vec![text("alone")]];
        assert_eq!(synonyms(&groups), [[vec!["opt", "out"], vec!["object"]]]);
    }
}
