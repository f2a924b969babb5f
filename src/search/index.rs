//! Records to an inverted index: which term stands in which record, and how much it says there.
//!
//! Takes records in order, gives terms in the order in which browsers compare them. How much a term says in
//! a record is a level of the BM25F kind: what each field says, dampened by the field's length, saturates;
//! how rare the term is, the browser reckons itself. Invariant: a record's levels depend on that record
//! alone, and nothing here depends on the platform's mathematics library, so the same records give the
//! same bytes on any machine.

use std::hash::Hasher as _;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHasher;

use super::code;
use super::record::{Fields, Record};
use super::tokenise;

/// How a field counts.
struct Measure {
    /// How much one occurrence counts.
    weight: f64,
    /// The number of terms at which length neither helps nor hurts.
    pivot: f64,
    /// How far length matters, from 0 to 1.
    slope: f64,
}

/// In the order of [`texts`].
const MEASURES: [Measure; 5] = [
    Measure { weight: 5.0, pivot: 9.0, slope: 0.8 },
    Measure { weight: 4.0, pivot: 28.0, slope: 0.3 },
    Measure { weight: 3.0, pivot: 28.0, slope: 0.3 },
    Measure { weight: 3.0, pivot: 10.0, slope: 0.3 },
    Measure { weight: 1.0, pivot: 90.0, slope: 0.6 },
];

/// At this much said, a term has half its weight.
const SATURATION: f64 = 4.0;
/// The highest level.
pub const LEVELS: u8 = 20;
/// Terms are shared out by their bytes' hash, so that they can be joined on all cores.
const BUCKETS: usize = 16;

/// A term with the records it stands in, as the index has them, and how many those are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The term.
    pub term: String,
    /// Its records by level, see [`code::postings`].
    pub postings: String,
    /// How many records it stands in.
    pub count: usize,
    /// The most it says in one of them.
    pub best: u8,
}

/// Some records and how much each term says in each of them.
#[derive(Debug, Default)]
pub struct Counted {
    /// The records.
    pub records: Vec<Record>,
    terms: Terms,
    /// The terms by bucket.
    buckets: [Vec<u32>; BUCKETS],
    /// Where each term's part of `said` begins, and the end of the last.
    starts: Vec<u32>,
    /// Records, counted from the first of these, and levels.
    said: Said,
}

/// The level of a term in records, by their number.
type Said = Vec<(u32, u8)>;

/// Distinct terms, each with a number from 0, in one text. A table of our own spares a copy of each term
/// and a second hash: there are hundreds of thousands of them, and this is most of the work of an index.
#[derive(Debug, Default)]
struct Terms {
    text: String,
    ends: Vec<u32>,
    hashes: Vec<u32>,
    /// Numbers from 1, 0 where none is; as many places as a power of two.
    places: Vec<u32>,
}

impl Terms {
    fn get(&self, number: u32) -> &str {
        let at = number as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[start..self.ends[at] as usize]
    }

    /// The number of a term, a new one if it is new.
    fn number(&mut self, term: &str, hash: u32) -> u32 {
        if self.places.len() < (self.ends.len() + 1) * 2 {
            self.grow();
        }
        let mask = self.places.len() - 1;
        let mut place = hash as usize & mask;
        while let Some(number) = self.places[place].checked_sub(1) {
            if self.hashes[number as usize] == hash && self.get(number) == term {
                return number;
            }
            place = (place + 1) & mask;
        }
        self.text.push_str(term);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.hashes.push(hash);
        self.places[place] = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.places[place] - 1
    }

    fn grow(&mut self) {
        self.places = vec![0; (self.places.len() * 2).max(256)];
        let mask = self.places.len() - 1;
        for (number, hash) in (1_u32..).zip(&self.hashes) {
            let mut place = *hash as usize & mask;
            while self.places[place] != 0 {
                place = (place + 1) & mask;
            }
            self.places[place] = number;
        }
    }
}

fn hash(term: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(term.as_bytes());
    let hash = hasher.finish();
    #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
    let folded = (hash ^ (hash >> 32)) as u32;
    folded
}

/// Counts the terms of some records.
#[must_use]
pub fn count(records: Vec<Record>) -> Counted {
    let mut terms = Terms::default();
    let mut sums: Vec<f64> = Vec::new();
    let mut found: Vec<(u32, u32, u8)> = Vec::new();
    for (number, record) in (0_u32..).zip(&records) {
        let first = found.len();
        add(record, &mut terms, &mut sums, &mut |term| found.push((term, number, 0)));
        for (term, _, said) in &mut found[first..] {
            *said = level(std::mem::take(&mut sums[*term as usize]));
        }
    }
    let mut counted = Counted { records, terms, ..Counted::default() };
    counted.arrange(&found);
    counted
}

/// Adds what a record's terms say in it to `sums`; hands over each term at its first occurrence.
fn add(record: &Record, terms: &mut Terms, sums: &mut Vec<f64>, first: &mut dyn FnMut(u32)) {
    let mut numbers: Vec<u32> = Vec::new();
    for (text, measure) in texts(&record.fields).into_iter().zip(&MEASURES) {
        numbers.clear();
        tokenise::each(text, |term| numbers.push(terms.number(term, hash(term))));
        sums.resize(terms.ends.len(), 0.0);
        let length = f64::from(u32::try_from(numbers.len()).unwrap_or(u32::MAX));
        let one = measure.weight / (1.0 - measure.slope + measure.slope * length / measure.pivot);
        for number in &numbers {
            let sum = &mut sums[*number as usize];
            if *sum == 0.0 {
                first(*number);
            }
            *sum += one;
        }
    }
}

impl Counted {
    /// Sorts what was found, in the order of the records, by term.
    fn arrange(&mut self, found: &[(u32, u32, u8)]) {
        self.starts = vec![0; self.terms.ends.len() + 1];
        for (term, _, _) in found {
            self.starts[*term as usize + 1] += 1;
        }
        for at in 1..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
        let mut next = self.starts.clone();
        self.said = vec![(0, 0); found.len()];
        for (term, record, level) in found {
            let at = &mut next[*term as usize];
            self.said[*at as usize] = (*record, *level);
            *at += 1;
        }
        for (number, hash) in (0_u32..).zip(&self.terms.hashes) {
            // The upper bits: the lower ones choose the place in a table.
            self.buckets[(*hash >> 28) as usize].push(number);
        }
    }

    fn said(&self, number: u32) -> &[(u32, u8)] {
        let at = number as usize;
        &self.said[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// The index of all these records, in the order of the terms; records are numbered through.
#[must_use]
pub fn invert(parts: &[Arc<Counted>]) -> Vec<Entry> {
    let buckets: Vec<Vec<Entry>> = (0..BUCKETS).into_par_iter().map(|bucket| joined(parts, bucket)).collect();
    let entries: Vec<Entry> = buckets.into_iter().flatten().collect();
    // Bytes have the order of UTF-16 but for the characters beyond its first plane.
    let is_plain = entries.par_iter().all(|entry| entry.term.bytes().all(|byte| byte < 0xF0));
    let mut order: Vec<(u64, &str, usize)> =
        entries.iter().enumerate().map(|(at, entry)| (beginning(&entry.term), entry.term.as_str(), at)).collect();
    if is_plain {
        order.par_sort_unstable();
    } else {
        order.par_sort_unstable_by(|left, right| code::order(left.1, right.1));
    }
    let order: Vec<usize> = order.into_iter().map(|(_, _, at)| at).collect();
    let mut entries: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| entries[at].take()).collect()
}

/// The first bytes of a term as a number, which is quicker to compare.
fn beginning(term: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(term.bytes()).for_each(|(to, from)| *to = from);
    u64::from_be_bytes(bytes)
}

/// The terms of one bucket of all parts.
fn joined(parts: &[Arc<Counted>], bucket: usize) -> Vec<Entry> {
    let mut terms = Terms::default();
    let mut lists: Vec<Said> = Vec::new();
    let mut first = 0;
    for part in parts {
        for own in &part.buckets[bucket] {
            let number = terms.number(part.terms.get(*own), part.terms.hashes[*own as usize]) as usize;
            if number == lists.len() {
                lists.push(Vec::new());
            }
            lists[number].extend(part.said(*own).iter().map(|(record, level)| (record + first, *level)));
        }
        first += u32::try_from(part.records.len()).unwrap_or(u32::MAX);
    }
    (0_u32..).zip(&lists).map(|(number, said)| entry(terms.get(number), said)).collect()
}

fn entry(term: &str, said: &[(u32, u8)]) -> Entry {
    let best = said.iter().map(|(_, level)| *level).max().unwrap_or_default();
    Entry { term: term.to_owned(), postings: code::postings(said), count: said.len(), best }
}

fn texts(fields: &Fields) -> [&str; 5] {
    [&fields.title, &fields.also, &fields.short, &fields.headings, &fields.body]
}

/// What is said, from 1 to the highest level: the more, the less each more counts.
fn level(sum: f64) -> u8 {
    let part = sum / (SATURATION + sum);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of the type")]
    let level = (part * f64::from(LEVELS)).round().clamp(1.0, f64::from(LEVELS)) as u8;
    level
}

#[cfg(test)]
mod tests {
    use super::{Counted, Entry, count, level};
    use crate::search::record::{Fields, Kind, Record};
    use std::sync::Arc;

    fn record(title: &str, body: &str) -> Record {
        Record {
            kind: Kind::Question,
            title: title.to_owned(),
            path: String::new(),
            short: String::new(),
            platforms: Vec::new(),
            regions: Vec::new(),
            topics: Vec::new(),
            reviewed: None,
            fields: Fields { title: title.to_owned(), body: body.to_owned(), ..Fields::default() },
        }
    }

    /// The index of records that came in two parts.
    fn invert(records: &[Record]) -> Vec<Entry> {
        let (head, tail) = records.split_at(records.len() / 2);
        let parts: Vec<Arc<Counted>> = [head, tail].map(|part| Arc::new(count(part.to_vec()))).into();
        super::invert(&parts)
    }

    #[test]
    fn terms_stand_in_order_with_their_records() {
        let index = invert(&[record("B a", ""), record("a", "c")]);
        let terms: Vec<(&str, usize)> = index.iter().map(|entry| (entry.term.as_str(), entry.count)).collect();
        assert_eq!(terms, [("a", 2), ("b", 1), ("c", 1)]);
    }

    #[test]
    fn a_title_says_more_than_a_body() {
        let index = invert(&[record("rare", ""), record("", "rare words")]);
        assert_eq!(index[0].count, 2);
        assert!(index[0].best > index[1].best);
        assert_eq!(index[1].best, level(MEASURED_BODY));
    }

    /// One word of two in a body.
    const MEASURED_BODY: f64 = {
        let body = &super::MEASURES[4];
        body.weight / (1.0 - body.slope + body.slope * 2.0 / body.pivot)
    };

    #[test]
    fn many_records_give_the_same_index_again() {
        let records: Vec<Record> = (0..1000).map(|at| record("same", &format!("word{at}"))).collect();
        assert_eq!(invert(&records), invert(&records));
        assert_eq!(invert(&records)[0].count, 1000);
    }

    #[test]
    fn levels_grow_and_stay_within_their_range() {
        assert_eq!([0.0, 4.0, 1e9].map(level), [1, super::LEVELS / 2, super::LEVELS]);
    }
}
