//! Records to an inverted index: which term stands in which record, and how much it says there.
//!
//! Takes records in order, gives terms in order. The weight of a term in a record is a whole number of
//! the BM25F kind: what each field says, dampened by the field's length, saturates, times how rare the
//! term is. Invariant: a record's own counts depend on that record alone, and nothing here depends on
//! the platform's mathematics library, so the same records give the same bytes on any machine.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

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
    Measure { weight: 5.0, pivot: 9.0, slope: 0.3 },
    Measure { weight: 4.0, pivot: 28.0, slope: 0.3 },
    Measure { weight: 3.0, pivot: 28.0, slope: 0.3 },
    Measure { weight: 3.0, pivot: 10.0, slope: 0.3 },
    Measure { weight: 1.0, pivot: 90.0, slope: 0.6 },
];

/// At this much said, a term has half its weight.
const SATURATION: f64 = 4.0;
/// Weights are kept as whole numbers of this fraction.
const SCALE: f64 = 6.0;
/// Terms are shared out by their first bytes' hash, so that they can be joined on all cores.
const BUCKETS: usize = 16;

/// A term in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The record's number.
    pub record: u32,
    /// How much the term says there, from 1.
    pub weight: u32,
}

/// A term with the records it stands in, in their order.
pub type Entry = (String, Vec<Posting>);

/// Some records and what each term says in each of them, before its rarity is known.
#[derive(Debug, Default)]
pub struct Counted {
    /// The records.
    pub records: Vec<Record>,
    /// The terms by bucket; each with the records it stands in, counted from the first of these.
    buckets: [Vec<(String, Said)>; BUCKETS],
}

/// How much a term says in records, by their number.
type Said = Vec<(u32, f64)>;

/// Counts the terms of some records.
#[must_use]
pub fn count(records: Vec<Record>) -> Counted {
    let mut terms: FxHashMap<String, Said> = FxHashMap::default();
    for (number, record) in (0_u32..).zip(&records) {
        count_one(record, number, &mut terms);
    }
    let mut counted = Counted { records, ..Counted::default() };
    #[expect(clippy::iter_over_hash_type, reason = "each bucket is sorted below")]
    for (term, said) in terms {
        counted.buckets[bucket(&term)].push((term, said));
    }
    counted.buckets.iter_mut().for_each(|bucket| bucket.sort_unstable_by(|left, right| left.0.cmp(&right.0)));
    counted
}

fn bucket(term: &str) -> usize {
    term.bytes().fold(0_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte))) % BUCKETS
}

/// The index of all these records, in the order of the terms; records are numbered through.
#[must_use]
pub fn invert(parts: &[Arc<Counted>]) -> Vec<Entry> {
    let all: usize = parts.iter().map(|part| part.records.len()).sum();
    let mut entries: Vec<Entry> =
        (0..BUCKETS).into_par_iter().flat_map_iter(|bucket| joined(parts, bucket, all)).collect();
    entries.par_sort_unstable_by(|left, right| left.0.cmp(&right.0));
    entries
}

/// The terms of one bucket of all parts.
fn joined(parts: &[Arc<Counted>], bucket: usize, all: usize) -> Vec<Entry> {
    let mut terms: FxHashMap<&str, Said> = FxHashMap::default();
    let mut first = 0;
    for part in parts {
        for (term, said) in &part.buckets[bucket] {
            terms.entry(term).or_default().extend(said.iter().map(|(record, sum)| (record + first, *sum)));
        }
        first += u32::try_from(part.records.len()).unwrap_or(u32::MAX);
    }
    let weigh = |(term, said): (&str, Said)| (term.to_owned(), weighed(&said, all));
    #[expect(clippy::iter_over_hash_type, reason = "all entries are sorted together")]
    let entries = terms.into_iter().map(weigh).collect();
    entries
}

fn texts(fields: &Fields) -> [&str; 5] {
    [&fields.title, &fields.also, &fields.short, &fields.headings, &fields.body]
}

/// Adds what a record's terms say in it.
fn count_one(record: &Record, number: u32, counted: &mut FxHashMap<String, Said>) {
    for (text, measure) in texts(&record.fields).into_iter().zip(&MEASURES) {
        let terms = tokenise::terms(text);
        let length = f64::from(u32::try_from(terms.len()).unwrap_or(u32::MAX));
        let one = measure.weight / (1.0 - measure.slope + measure.slope * length / measure.pivot);
        for term in terms {
            let said = counted.entry(term).or_default();
            match said.last_mut() {
                Some((last, sum)) if *last == number => *sum += one,
                _ => said.push((number, one)),
            }
        }
    }
}

fn weighed(said: &[(u32, f64)], records: usize) -> Vec<Posting> {
    let rarity = rarity(said.len(), records);
    said.iter()
        .map(|(record, sum)| Posting { record: *record, weight: whole(SCALE * rarity * sum / (SATURATION + sum)) })
        .collect()
}

/// How much the occurrence of a term tells: little when it stands in more than half of the records.
fn rarity(with: usize, all: usize) -> f64 {
    let [with, all] = [with, all].map(|count| f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
    binary_logarithm(1.0 + (all - with + 0.5) / (with + 0.5))
}

/// The binary logarithm of a number from 1 on, to 16 binary places, by arithmetic that is exact everywhere.
fn binary_logarithm(mut number: f64) -> f64 {
    let mut logarithm = 0.0;
    while number >= 2.0 {
        number /= 2.0;
        logarithm += 1.0;
    }
    let mut place = 1.0;
    for _ in 0..16 {
        number *= number;
        place /= 2.0;
        if number >= 2.0 {
            number /= 2.0;
            logarithm += place;
        }
    }
    logarithm
}

/// The nearest whole number, at least 1.
fn whole(number: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of the type")]
    let whole = number.round().clamp(1.0, f64::from(u32::MAX)) as u32;
    whole
}

#[cfg(test)]
mod tests {
    use super::{Counted, Entry, Posting, binary_logarithm, count, rarity};
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
        let terms: Vec<&str> = index.iter().map(|(term, _)| term.as_str()).collect();
        assert_eq!(terms, ["a", "b", "c"]);
        let records: Vec<u32> = index[0].1.iter().map(|posting| posting.record).collect();
        assert_eq!(records, [0, 1]);
    }

    #[test]
    fn a_title_says_more_than_a_body_and_a_rare_term_more_than_a_common_one() {
        let records: Vec<Record> = (0..200)
            .map(|at| record(if at == 7 { "rare" } else { "common" }, if at == 8 { "rare" } else { "" }))
            .collect();
        let index = invert(&records);
        let weight = |term: usize, at: usize| -> Posting { index[term].1[at] };
        assert_eq!((weight(1, 0).record, weight(1, 1).record), (7, 8));
        assert!(weight(1, 0).weight > weight(1, 1).weight);
        assert!(weight(1, 1).weight > weight(0, 0).weight);
        assert!(weight(0, 0).weight >= 1);
    }

    #[test]
    fn many_records_keep_their_order() {
        let records: Vec<Record> = (0..1000).map(|_| record("same", "")).collect();
        let numbers: Vec<u32> = invert(&records)[0].1.iter().map(|posting| posting.record).collect();
        assert_eq!(numbers, (0..1000).collect::<Vec<u32>>());
        assert_eq!(invert(&records), invert(&records));
    }

    #[test]
    fn logarithms_are_near_enough() {
        for number in [1.0, 1.5, 2.0, 3.0, 10.0, 12345.0_f64] {
            assert!((binary_logarithm(number) - number.log2()).abs() < 1e-4, "{number}");
        }
        assert!(rarity(1, 1) > 0.0 && rarity(600, 600) > 0.0);
    }
}
