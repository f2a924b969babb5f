//! The parts of an index: terms, records, facets, as scripts.
//!
//! Takes what an edition's records say, gives named scripts. Invariant: a part's name tells its content, and
//! nothing in a script closes an element or ends a line, wherever it is put.

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator};
use serde::Serialize;

use super::PutAway;
use super::code;
use super::index::{Entry, LEVELS};
use super::record::{About, Record};
use crate::cores;
use crate::model::Edition;
use crate::output::OutputFile;
use crate::text::in_script;

pub(super) const TERMS: &str = "terms";
pub(super) const RECORDS: &str = "records";
pub(super) const FACETS: &str = "facets";
pub(super) const WORDS: &str = "words";

/// Everything is in the entry up to so many bytes; compressed it is about two fifths of that.
const ONE_FILE: usize = 90_000;
/// The terms are in the entry up to so many bytes; compressed they are about two thirds of that.
const TERMS_IN_ENTRY: usize = 60_000;
/// So many records are a part: few while that makes few files.
const CHUNKS: [usize; 2] = [8, 32];
/// The records of a site with more than these are parts of the larger size.
const MANY_RECORDS: usize = 1_500;
/// A part of the terms ends after so many bytes; compressed it is about three quarters of that.
const SHARD: usize = 24_000;
/// So many terms can be told from a typing mistake without their part.
const MOST_WORDS: usize = 6_000;
/// A term that says so much somewhere stands in a title, an answer or another phrasing.
const TELLING: u8 = LEVELS * 7 / 20;

/// A part of an index.
pub(super) struct Part {
    pub(super) kind: &'static str,
    /// The name of its file.
    pub(super) name: String,
    /// The first of its terms.
    pub(super) first: String,
    pub(super) script: OutputFile,
    /// Whether it stands in the entry.
    pub(super) is_inside: bool,
}

impl Part {
    /// What the entry says of where it is.
    pub(super) fn place(&self) -> Name {
        if self.is_inside { Name::Entry(0) } else { Name::File(self.name.clone()) }
    }
}

/// The file of a part; 0 when it stands in the entry, or is not there.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Name {
    File(String),
    Entry(u8),
}

/// What records are about, by place: ids, labels, and for regions the place of the larger one.
pub(super) struct Names<'a> {
    pub(super) platforms: Vec<(&'a str, &'a str)>,
    pub(super) regions: Vec<(&'a str, &'a str, i32)>,
    pub(super) topics: Vec<(&'a str, &'a str)>,
}

impl<'a> Names<'a> {
    pub(super) fn of(edition: &Edition<'a>) -> Self {
        let vocabulary = edition.vocabulary;
        let platforms =
            edition.platforms.iter().map(|platform| (platform.item.id.as_str(), platform.item.name.as_str()));
        let topics = vocabulary.topics.iter().map(|topic| (topic.id.as_str(), topic.label.as_str()));
        let place = |id: &str| {
            let at = vocabulary.regions.iter().position(|region| region.id.as_str() == id);
            at.and_then(|at| i32::try_from(at).ok()).unwrap_or(-1)
        };
        let regions = vocabulary.regions.iter().map(|region| {
            let larger = region.within.as_ref().map_or(-1, |within| place(within.as_str()));
            (region.id.as_str(), region.label.as_str(), larger)
        });
        Self { platforms: platforms.collect(), regions: regions.collect(), topics: topics.collect() }
    }
}

/// The parts of an index, and how many records are a part; those that are files of their own are put away.
pub(super) fn parts(
    entries: &[Entry<'_>],
    records: &[&Record],
    names: &Names<'_>,
    put_away: &PutAway<'_>,
) -> (Vec<Part>, usize) {
    let size: usize = entries.iter().map(|entry| entry.postings.len() + entry.term.len() / 2 + 2).sum();
    let is_small = size <= TERMS_IN_ENTRY;
    let facets = facets(records, names);
    let mut parts: Vec<Part> =
        if is_small { vec![terms(0, entries), facets] } else { large(entries, facets, put_away) };
    parts.iter_mut().for_each(|part| part.is_inside = is_small);
    let all = chunk(0, if is_small { records } else { &[] });
    if is_small && size + all.script.len() <= ONE_FILE {
        parts.push(Part { is_inside: true, ..all });
        return (parts, records.len().max(1));
    }
    let length = CHUNKS[usize::from(records.len() > MANY_RECORDS)];
    let chunks: Vec<&[&Record]> = records.chunks(length).collect();
    parts.extend(cores::each(chunks.par_iter().enumerate(), |(number, some)| chunk(number, some).put_away(put_away)));
    (parts, length)
}

impl Part {
    fn put_away(self, put_away: &PutAway<'_>) -> Self {
        Self { script: put_away(&self.name, self.script), ..self }
    }
}

/// The terms of a large site in parts, and what helps to choose among them.
fn large(entries: &[Entry<'_>], facets: Part, put_away: &PutAway<'_>) -> Vec<Part> {
    let ranges = ranges(entries);
    let mut parts =
        cores::each(ranges.par_iter().enumerate(), |(number, range)| terms(number, range).put_away(put_away));
    parts.extend([facets, words(entries)].map(|part| part.put_away(put_away)));
    parts
}

/// The terms cut into ranges of about the same size.
fn ranges<'e, 'i>(entries: &'e [Entry<'i>]) -> Vec<&'e [Entry<'i>]> {
    let mut ranges = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (at, entry) in entries.iter().enumerate() {
        let own = entry.postings.len() + 4;
        if size > 0 && size + own > SHARD {
            ranges.push(&entries[start..at]);
            (start, size) = (at, 0);
        }
        size += own;
    }
    ranges.push(&entries[start..]);
    ranges
}

/// The script is written as it is: neither terms nor postings have anything to escape.
fn terms(number: usize, entries: &[Entry<'_>]) -> Part {
    let coded = code::terms(entries.iter().map(|entry| entry.term));
    let postings: usize = entries.iter().map(|entry| entry.postings.len() + 1).sum();
    let mut content = String::with_capacity(coded.len() + postings + 8);
    content.extend(["[\"", &coded, "\",\""]);
    for (at, entry) in entries.iter().enumerate() {
        content.push_str(if at == 0 { "" } else { " " });
        content.push_str(entry.postings);
    }
    content.push_str("\"]");
    let first = entries.first().map(|entry| entry.term.to_owned()).unwrap_or_default();
    Part { first, ..part(TERMS, number, &content) }
}

/// A record as the script has it.
#[derive(Serialize)]
struct Line<'r>(&'r str, &'r str, &'r str, &'r [usize], &'r [usize], &'r [usize], Reviewed);

/// A date, or 0.
#[derive(Serialize)]
#[serde(untagged)]
enum Reviewed {
    On(String),
    Never(u8),
}

fn chunk(number: usize, records: &[&Record]) -> Part {
    part(RECORDS, number, &json(&records.iter().map(|record| line(record)).collect::<Vec<_>>()))
}

fn line(record: &Record) -> Line<'_> {
    let About { platforms, regions, topics, reviewed } = &*record.about;
    let reviewed = reviewed.map_or(Reviewed::Never(0), |date| Reviewed::On(date.to_string()));
    Line(&record.title, &record.path, &record.short, platforms, regions, topics, reviewed)
}

/// Which records name each platform, region and topic.
fn facets(records: &[&Record], names: &Names<'_>) -> Part {
    let mut lists =
        [names.platforms.len(), names.regions.len(), names.topics.len()].map(|count| vec![Vec::new(); count]);
    let mut limited = Vec::new();
    for (number, record) in (0_u32..).zip(records) {
        let about = &record.about;
        for (list, places) in lists.iter_mut().zip([&about.platforms, &about.regions, &about.topics]) {
            places.iter().for_each(|place| list[*place].push(number));
        }
        if !about.regions.is_empty() {
            limited.push(number);
        }
    }
    let coded = lists.map(|list| list.iter().map(|records| code::numbers(records.iter().copied())).collect::<Vec<_>>());
    let [platforms, regions, topics] = coded;
    part(FACETS, 0, &json(&(platforms, regions, topics, code::numbers(limited.into_iter()))))
}

/// The terms that say most, and of those the most frequent.
fn words(entries: &[Entry<'_>]) -> Part {
    let mut telling: Vec<&Entry<'_>> =
        entries.iter().filter(|entry| entry.best >= TELLING && entry.term.chars().count() > 3).collect();
    telling.sort_by_key(|entry| std::cmp::Reverse(entry.count));
    telling.truncate(MOST_WORDS);
    telling.sort_by(|left, right| code::order(left.term, right.term));
    part(WORDS, 0, &json(&code::terms(telling.iter().map(|entry| entry.term))))
}

fn part(kind: &'static str, number: usize, content: &str) -> Part {
    let script = OutputFile::new(format!("faqtualSearch.add(\"{kind}\",{number},{content});\n").into_bytes());
    let name = format!("{}-{}.js", &kind[..1], script.digest().short());
    Part { kind, name, first: String::new(), script, is_inside: false }
}

/// Data as JSON that stays one text wherever it is put.
pub(super) fn json(content: &impl Serialize) -> String {
    in_script(serde_json::to_string(content).unwrap_or_else(|_| "{}".to_owned()))
}
