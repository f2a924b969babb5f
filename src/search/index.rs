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
use rustc_hash::{FxHashSet, FxHasher};

use super::code::{self, Said};
use super::record::{Field, Fields, Record, Written};
use super::tokenise;
use crate::cores;

/// How a field counts.
struct Measure {
    /// How much one occurrence counts.
    weight: f64,
    /// The number of terms at which length neither helps nor hurts.
    pivot: f64,
    /// How far length matters, from 0 to 1.
    slope: f64,
}

/// In the order of [`Field::ALL`].
const MEASURES: [Measure; 5] = [
    Measure { weight: 6.0, pivot: 4.0, slope: 0.6 },
    Measure { weight: 4.0, pivot: 4.0, slope: 0.6 },
    Measure { weight: 3.0, pivot: 28.0, slope: 0.3 },
    Measure { weight: 3.0, pivot: 10.0, slope: 0.3 },
    Measure { weight: 0.7, pivot: 90.0, slope: 0.6 },
];

impl Measure {
    /// What one occurrence says in a text of so many terms.
    fn one(&self, length: usize) -> f64 {
        self.weight / (1.0 - self.slope + self.slope * f64::from(size(length)) / self.pivot)
    }
}

/// A title and each other phrasing are phrases: asked one way or another, it is the same question. So the phrase
/// in which a term says most counts, and of the others this part.
const OTHER_PHRASES: f64 = 0.2;
/// At this much said, a term has half its weight.
const SATURATION: f64 = 6.0;
/// The highest level.
pub const LEVELS: u8 = 12;
/// What a term that says little says wherever it stands: told apart, it would cost more bytes than it helps.
const LITTLE: u8 = 2;
/// Terms are shared out by their bytes' hash, so that they can be joined on all cores.
const BUCKETS: usize = 16;

/// A term with the records it stands in, as the index has them, and how many those are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'i> {
    /// The term.
    pub term: &'i str,
    /// Its records by level, see [`code::Postings`].
    pub postings: &'i str,
    /// How many records it stands in.
    pub count: usize,
    /// The most it says in one of them.
    pub best: u8,
    head: u128,
}

/// Some records and how much each term says in each of them.
#[derive(Debug, Default)]
pub struct Counted {
    /// The records.
    pub records: Vec<Record>,
    text: String,
    /// The terms by bucket.
    terms: Vec<Term>,
    /// What each term says, in the order of the terms; records are counted from the first of these.
    said: Vec<Said>,
    /// For each bucket where its terms begin, and what they say; after the last where they end.
    buckets: [(u32, u32); BUCKETS + 1],
}

/// A term in a text that holds many.
#[derive(Clone, Copy, Debug)]
struct Term {
    /// Its first sixteen bytes as a number: most terms are no longer, so two of them are compared in one step,
    /// and they have the order of their bytes.
    head: u128,
    hash: u32,
    /// Where it stands in the text.
    start: u32,
    end: u32,
    /// The number of records that say it.
    count: u32,
}

impl Term {
    fn bucket(&self) -> usize {
        // The upper bits: the lower ones choose the place in a table.
        (self.hash >> 28) as usize
    }

    fn in_text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }
}

/// The length of a head.
const HEAD: usize = 16;

/// The first sixteen bytes of a term as a number, the first byte the highest.
fn head(term: &str) -> u128 {
    let bytes = term.as_bytes();
    let (first, rest) = bytes.split_at(bytes.len().min(HEAD / 2));
    u128::from(half(first)) << 64 | u128::from(half(&rest[..rest.len().min(HEAD / 2)]))
}

/// Up to eight bytes as a number, the first byte the highest: read from both ends, which may share some.
fn half(bytes: &[u8]) -> u64 {
    let empty = 64 - 8 * size(bytes.len().min(8));
    match (bytes.first_chunk::<8>(), bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(all), _, _) => u64::from_be_bytes(*all),
        (None, Some(first), Some(last)) => {
            u64::from(u32::from_be_bytes(*first)) << 32 | u64::from(u32::from_be_bytes(*last)) << empty
        }
        _ => bytes.iter().zip([56, 48, 40]).fold(0, |number, (byte, place)| number | u64::from(*byte) << place),
    }
}

fn hash(term: &str, head: u128) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write_u128(head);
    if term.len() > HEAD {
        hasher.write(&term.as_bytes()[HEAD..]);
    }
    let hash = hasher.finish();
    #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
    let folded = (hash ^ (hash >> 32)) as u32;
    folded
}

/// Distinct terms, each with a number from 0. A table of our own spares a copy of each term: there are
/// hundreds of thousands of them, and this is most of the work of an index.
#[derive(Debug, Default)]
struct Terms {
    text: String,
    list: Vec<Term>,
    /// Numbers from 1, 0 where none is; as many places as a power of two.
    places: Vec<u32>,
}

impl Terms {
    /// The number of a term as a text has it.
    fn take(&mut self, term: &str) -> u32 {
        let head = head(term);
        size(self.number(term, head, hash(term, head)))
    }

    /// The number of a term, a new one if it is new.
    fn number(&mut self, term: &str, head: u128, hash: u32) -> usize {
        if self.places.len() < (self.list.len() + 1) * 2 {
            self.grow();
        }
        let mask = self.places.len() - 1;
        let mut place = hash as usize & mask;
        while let Some(number) = (self.places[place] as usize).checked_sub(1) {
            let known = &self.list[number];
            if known.head == head && (term.len() < HEAD || known.in_text(&self.text) == term) {
                return number;
            }
            place = (place + 1) & mask;
        }
        let start = size(self.text.len());
        self.text.push_str(term);
        self.list.push(Term { head, hash, start, end: size(self.text.len()), count: 0 });
        self.places[place] = size(self.list.len());
        self.list.len() - 1
    }

    fn grow(&mut self) {
        self.places = vec![0; (self.places.len() * 2).max(256)];
        let mask = self.places.len() - 1;
        for (number, term) in (1_u32..).zip(&self.list) {
            let mut place = term.hash as usize & mask;
            while self.places[place] != 0 {
                place = (place + 1) & mask;
            }
            self.places[place] = number;
        }
    }
}

/// A length as it is kept; none comes near the limit.
fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Counts the terms of some records; `stop` are the terms that say little.
#[must_use]
pub fn count(written: Vec<Written<'_>>, stop: &FxHashSet<String>) -> Counted {
    let mut terms = Terms::default();
    let mut tally = Tally::default();
    let mut found: Vec<(u32, Said)> = Vec::new();
    let mut records = Vec::with_capacity(written.len());
    let mut is_little: Vec<bool> = Vec::new();
    for (number, Written { record, fields }) in (0_u32..).zip(written) {
        tally.add(&fields, &mut terms, stop);
        let new = &terms.list[is_little.len()..];
        is_little.extend(new.iter().map(|term| stop.contains(term.in_text(&terms.text))));
        for term in tally.said.drain(..) {
            let sum = std::mem::take(&mut tally.sums[term as usize]);
            terms.list[term as usize].count += 1;
            let level = if is_little[term as usize] { LITTLE } else { level(sum.whole()) };
            found.push((term, Said::new(number, level)));
        }
        records.push(record);
    }
    arranged(records, terms, &found)
}

/// How much a term says in one record.
#[derive(Clone, Copy, Default)]
struct Sum {
    /// In the phrase in which it says most.
    best: f64,
    /// In all phrases.
    phrases: f64,
    /// In all else.
    texts: f64,
}

impl Sum {
    fn whole(self) -> f64 {
        self.best + OTHER_PHRASES * (self.phrases - self.best) + self.texts
    }
}

/// How much the terms of one record say.
#[derive(Default)]
struct Tally {
    /// By the number of the term.
    sums: Vec<Sum>,
    /// The numbers of the terms that say anything.
    said: Vec<u32>,
    numbers: Vec<u32>,
}

impl Tally {
    fn add(&mut self, fields: &Fields<'_>, terms: &mut Terms, stop: &FxHashSet<String>) {
        for (field, measure) in Field::ALL.into_iter().zip(&MEASURES) {
            self.numbers.clear();
            for text in fields.of(field) {
                if matches!(field, Field::Title | Field::Also) {
                    self.add_phrase(text, measure, terms, stop);
                } else {
                    tokenise::each(text, |term| self.numbers.push(terms.take(term)));
                }
            }
            self.sums.resize(terms.list.len(), Sum::default());
            let one = measure.one(self.numbers.len());
            for number in &self.numbers {
                let sum = &mut self.sums[*number as usize];
                if sum.texts == 0.0 && sum.phrases == 0.0 {
                    self.said.push(*number);
                }
                sum.texts += one;
            }
        }
    }

    /// Words that say little do not make a phrase longer.
    fn add_phrase(&mut self, text: &str, measure: &Measure, terms: &mut Terms, stop: &FxHashSet<String>) {
        let mut length = 0;
        let mut numbers: Vec<u32> = Vec::new();
        tokenise::each(text, |term| {
            length += usize::from(!stop.contains(term));
            numbers.push(terms.take(term));
        });
        numbers.sort_unstable();
        numbers.dedup();
        self.sums.resize(terms.list.len(), Sum::default());
        let one = measure.one(length);
        for number in numbers {
            let sum = &mut self.sums[number as usize];
            if sum.phrases == 0.0 {
                self.said.push(number);
            }
            sum.best = sum.best.max(one);
            sum.phrases += one;
        }
    }
}

/// Sorts the terms by bucket, and what was found, in the order of the records, by term.
fn arranged(records: Vec<Record>, terms: Terms, found: &[(u32, Said)]) -> Counted {
    let mut buckets = [(0, 0); BUCKETS + 1];
    for term in &terms.list {
        let after = &mut buckets[term.bucket() + 1];
        *after = (after.0 + 1, after.1 + term.count);
    }
    for at in 1..buckets.len() {
        buckets[at] = (buckets[at].0 + buckets[at - 1].0, buckets[at].1 + buckets[at - 1].1);
    }
    let mut next = buckets;
    let mut sorted = terms.list.clone();
    let mut places: Vec<u32> = terms
        .list
        .iter()
        .map(|term| {
            let at = &mut next[term.bucket()];
            let said = at.1;
            sorted[at.0 as usize] = *term;
            *at = (at.0 + 1, at.1 + term.count);
            said
        })
        .collect();
    let mut said = vec![Said::default(); found.len()];
    for (term, own) in found {
        let place = &mut places[*term as usize];
        said[*place as usize] = *own;
        *place += 1;
    }
    Counted { records, text: terms.text, terms: sorted, said, buckets }
}

impl Counted {
    /// The terms of a bucket, each with what it says.
    fn bucket(&self, bucket: usize) -> impl Iterator<Item = (&Term, &[Said])> {
        let [(first, said), (end, _)] = [self.buckets[bucket], self.buckets[bucket + 1]];
        let mut rest = &self.said[said as usize..];
        self.terms[first as usize..end as usize].iter().map(move |term| {
            let (own, after) = rest.split_at(term.count as usize);
            rest = after;
            (term, own)
        })
    }
}

/// The terms of all parts of an edition with their records, numbered through; [`Inverted::entries`] has them in order.
#[derive(Debug)]
pub struct Inverted(Vec<Joined>);

/// The index of all these records.
#[must_use]
pub fn invert(parts: &[Arc<Counted>]) -> Inverted {
    Inverted(cores::each(0..BUCKETS, |bucket| joined(parts, bucket)))
}

impl Inverted {
    /// All terms in the order in which browsers compare them.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry<'_>> {
        let mut entries: Vec<Entry<'_>> = self.0.iter().flat_map(Joined::entries).collect();
        // Bytes have the order of UTF-16 but for the characters beyond its first plane.
        if entries.par_iter().all(|entry| entry.term.bytes().all(|byte| byte < 0xF0)) {
            entries.par_sort_unstable_by(|left, right| (left.head, left.term).cmp(&(right.head, right.term)));
        } else {
            entries.par_sort_unstable_by(|left, right| code::order(left.term, right.term));
        }
        entries
    }
}

/// The terms of one bucket.
#[derive(Debug)]
struct Joined {
    text: String,
    terms: Vec<Term>,
    /// All postings, one after the other.
    postings: String,
    /// For each term where its postings end, and the most that it says.
    ends: Vec<(usize, u8)>,
}

impl Joined {
    fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let mut start = 0;
        self.terms.iter().zip(&self.ends).map(move |(term, (end, best))| {
            let postings = &self.postings[start..*end];
            start = *end;
            Entry { term: term.in_text(&self.text), postings, count: term.count as usize, best: *best, head: term.head }
        })
    }
}

/// Joins what all parts say of the terms of one bucket.
fn joined(parts: &[Arc<Counted>], bucket: usize) -> Joined {
    let mut terms = Terms::default();
    let mut numbers: Vec<usize> = Vec::new();
    for part in parts {
        for (term, _) in part.bucket(bucket) {
            let number = terms.number(term.in_text(&part.text), term.head, term.hash);
            terms.list[number].count += term.count;
            numbers.push(number);
        }
    }
    let mut total = 0;
    let mut next: Vec<usize> = Vec::with_capacity(terms.list.len());
    for term in &terms.list {
        next.push(total);
        total += term.count as usize;
    }
    let mut said = vec![Said::default(); total];
    let mut numbers = numbers.into_iter();
    let mut first = 0;
    for part in parts {
        for ((_, own), number) in part.bucket(bucket).zip(numbers.by_ref()) {
            let at = next[number];
            next[number] += own.len();
            said[at..at + own.len()].iter_mut().zip(own).for_each(|(to, from)| *to = from.after(first));
        }
        first += size(part.records.len());
    }
    coded(terms, &said)
}

/// Writes the postings of terms that stand in this order in `said`.
fn coded(terms: Terms, said: &[Said]) -> Joined {
    let mut writer = code::Postings::default();
    let mut rest = said;
    let mut ends = Vec::with_capacity(terms.list.len());
    for term in &terms.list {
        let (own, after) = rest.split_at(term.count as usize);
        rest = after;
        writer.write(own);
        let best = own.iter().map(|said| said.level()).max().unwrap_or_default();
        ends.push((writer.coded().len(), best));
    }
    Joined { text: terms.text, terms: terms.list, postings: writer.into_text(), ends }
}

/// What is said, from 1 to the highest level: the more, the less each more counts.
fn level(sum: f64) -> u8 {
    let part = sum / (SATURATION + sum);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of the type")]
    let level = (part * f64::from(LEVELS) + 0.5).clamp(1.0, f64::from(LEVELS)) as u8;
    level
}

#[cfg(test)]
mod tests {
    use super::{Counted, Inverted, count, head, level};
    use crate::search::record::{Field, Fields, Kind, Record, Written};
    use rustc_hash::FxHashSet;
    use std::sync::Arc;

    fn written(title: &str, body: &str) -> Written<'static> {
        let record = Record {
            kind: Kind::Question,
            title: title.to_owned(),
            path: String::new(),
            short: String::new(),
            about: Arc::default(),
        };
        let fields = Fields::default().with(Field::Title, title.to_owned()).with(Field::Body, body.to_owned());
        Written { record, fields }
    }

    /// The index of records that came in two parts.
    fn invert(records: &[Written<'static>]) -> Inverted {
        let (head, tail) = records.split_at(records.len() / 2);
        let parts: Vec<Arc<Counted>> =
            [head, tail].map(|part| Arc::new(count(part.to_vec(), &FxHashSet::default()))).into();
        super::invert(&parts)
    }

    #[test]
    fn terms_stand_in_order_with_their_records() {
        let long = "a".repeat(40);
        let index = invert(&[written("B a", &format!("{long}c")), written("a", &format!("c {long}b {long}c"))]);
        let terms: Vec<(&str, usize)> = index.entries().iter().map(|entry| (entry.term, entry.count)).collect();
        assert_eq!(terms, [("a", 2), (&format!("{long}b"), 1), (&format!("{long}c"), 2), ("b", 1), ("c", 1)]);
    }

    #[test]
    fn heads_have_the_order_of_bytes() {
        let mut terms = [
            "",
            "a",
            "aa",
            "ab",
            "abc",
            "abcd",
            "abcde",
            "abcdefg",
            "abcdefgh",
            "abcdefghi",
            "abcdefghijklmnop",
            "b",
            "é",
            "学",
        ];
        terms.sort_unstable();
        assert!(terms.windows(2).all(|pair| head(pair[0]) < head(pair[1])), "{terms:?}");
    }

    #[test]
    fn a_title_says_more_than_a_body() {
        let index = invert(&[written("rare", ""), written("", "rare words")]);
        let entries = index.entries();
        assert_eq!(entries[0].count, 2);
        assert!(entries[0].best > entries[1].best);
        assert_eq!(entries[1].best, level(MEASURED_BODY));
    }

    /// One word of two in a body.
    const MEASURED_BODY: f64 = {
        let body = &super::MEASURES[4];
        body.weight / (1.0 - body.slope + body.slope * 2.0 / body.pivot)
    };

    #[test]
    fn many_records_give_the_same_index_again() {
        let records: Vec<Written<'_>> = (0..1000).map(|at| written("same", &format!("word{at}"))).collect();
        assert_eq!(invert(&records).entries(), invert(&records).entries());
        assert_eq!(invert(&records).entries()[0].count, 1000);
    }

    #[test]
    fn levels_grow_and_stay_within_their_range() {
        assert_eq!([0.0, super::SATURATION, 1e9].map(level), [1, super::LEVELS / 2, super::LEVELS]);
    }
}
