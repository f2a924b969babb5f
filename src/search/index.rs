//! Records to an inverted index: which term stands in which record, and how much it says there.
//!
//! Takes records in order, gives terms in order. The weight of a term in a record is a whole number of
//! the BM25F kind: what each field says, dampened by the field's length, saturates, times how rare the
//! term is. Invariant: a record's own counts depend on that record alone, and nothing here depends on
//! the platform's mathematics library, so the same records give the same bytes on any machine.

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
/// So many records are counted at a time.
const CHUNK: usize = 64;

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

/// What each term says in each record, before its rarity is known.
type Counted = FxHashMap<String, Vec<(u32, f64)>>;

/// The index of these records, in the order of the terms.
#[must_use]
pub fn invert(records: &[Record]) -> Vec<Entry> {
    let counted = counted(records);
    let mut terms: Vec<(String, Vec<(u32, f64)>)> = counted.into_iter().collect();
    terms.par_sort_unstable_by(|left, right| left.0.cmp(&right.0));
    terms.into_par_iter().map(|(term, said)| (term, weighed(&said, records.len()))).collect()
}

/// Chunks are counted apart and joined in their order.
fn counted(records: &[Record]) -> Counted {
    let chunks: Vec<Counted> = records
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(at, chunk)| {
            let mut counted = Counted::default();
            for (record, number) in chunk.iter().zip(at * CHUNK..) {
                count(record, u32::try_from(number).unwrap_or(u32::MAX), &mut counted);
            }
            counted
        })
        .collect();
    let mut chunks = chunks.into_iter();
    let first = chunks.next().unwrap_or_default();
    chunks.fold(first, |mut all, chunk| {
        chunk.into_iter().for_each(|(term, said)| all.entry(term).or_default().extend(said));
        all
    })
}

fn texts(fields: &Fields) -> [&str; 5] {
    [&fields.title, &fields.also, &fields.short, &fields.headings, &fields.body]
}

/// Adds what a record's terms say in it.
fn count(record: &Record, number: u32, counted: &mut Counted) {
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
    said.iter().map(|(record, sum)| Posting { record: *record, weight: whole(SCALE * rarity * sum / (SATURATION + sum)) }).collect()
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
    use super::{Posting, binary_logarithm, invert, rarity};
    use crate::search::record::{Fields, Kind, Record};

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
        let records: Vec<Record> = (0..200).map(|at| record(if at == 7 { "rare" } else { "common" }, if at == 8 { "rare" } else { "" })).collect();
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
