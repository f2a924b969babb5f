//! Terms and numbers to the short text that the index is written in.
//!
//! Takes terms in order and numbers in order, gives printable ASCII (and the terms' own letters) that needs no
//! escape in JSON. Invariant: `themes/default/scripts/search.js` reads what is written here.

use std::cmp::Ordering;

/// The base of the digit before a term.
const DIGITS: u32 = 36;

/// Digits of a number in base 32, the least first: the last one is of `LAST`, those before it of `MORE`.
const LAST: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz012345";
const MORE: &[u8; 32] = b"UVWXYZ6789!#$%&()*+,-./:;=>?@[]^";

/// The order in which browsers compare texts: by their UTF-16 units.
#[must_use]
pub fn order(left: &str, right: &str) -> Ordering {
    if left.is_ascii() && right.is_ascii() { left.cmp(right) } else { left.encode_utf16().cmp(right.encode_utf16()) }
}

/// Each term without what it shares with the one before, after a digit that tells how much that is.
#[must_use]
pub fn terms<'t>(terms: impl Iterator<Item = &'t str>) -> String {
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

/// A record and how much a term says in it, in one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said(u32);

impl Said {
    const LEVEL_BITS: u32 = 5;

    /// A record by its number, and a level below 32.
    #[must_use]
    pub fn new(record: u32, level: u8) -> Self {
        Self(record << Self::LEVEL_BITS | u32::from(level))
    }

    /// The same when the record is counted from so many records before.
    #[must_use]
    pub fn after(self, records: u32) -> Self {
        Self(self.0 + (records << Self::LEVEL_BITS))
    }

    /// The level.
    #[must_use]
    pub fn level(self) -> u8 {
        (self.0 % (1 << Self::LEVEL_BITS)) as u8
    }

    fn record(self) -> u32 {
        self.0 >> Self::LEVEL_BITS
    }
}

/// Writes postings: for each level that occurs its letter, `A` for 1, then its records, see [`numbers`].
#[derive(Default)]
pub struct Postings {
    coded: Vec<u8>,
    levels: [Vec<u32>; 1 << Said::LEVEL_BITS],
}

impl Postings {
    /// Writes what one term says, in the order of the records.
    pub fn write(&mut self, said: &[Said]) {
        let mut found = 0_u32;
        for one in said {
            found |= 1 << one.level();
            self.levels[usize::from(one.level())].push(one.record());
        }
        while found != 0 {
            let level = found.trailing_zeros() as u8;
            found &= found - 1;
            self.coded.push(b'@' + level);
            write_numbers(self.levels[usize::from(level)].drain(..), &mut self.coded);
        }
    }

    /// All that was written.
    #[must_use]
    pub fn coded(&self) -> &[u8] {
        &self.coded
    }

    /// All that was written, as text.
    #[must_use]
    pub fn into_text(self) -> String {
        String::from_utf8(self.coded).unwrap_or_default()
    }
}

/// Rising numbers, each counted from the one before.
#[must_use]
pub fn numbers(numbers: impl Iterator<Item = u32>) -> String {
    let mut coded = Vec::new();
    write_numbers(numbers, &mut coded);
    String::from_utf8(coded).unwrap_or_default()
}

fn write_numbers(numbers: impl Iterator<Item = u32>, coded: &mut Vec<u8>) {
    let mut next = 0;
    for number in numbers {
        let mut rest = number.saturating_sub(next);
        while rest >= 32 {
            coded.push(MORE[(rest % 32) as usize]);
            rest /= 32;
        }
        coded.push(LAST[rest as usize % 32]);
        next = number + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{Postings, Said, numbers, order, terms};
    use std::cmp::Ordering;

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
        for (list, expected) in cases {
            assert_eq!(terms(list.iter().copied()), expected);
        }
    }

    #[test]
    fn records_stand_by_level_and_are_counted_from_the_one_before() {
        let mut postings = Postings::default();
        let said = [(0, 2), (3, 1), (4, 2), (40, 1)].map(|(record, level)| Said::new(record, level));
        postings.write(&said);
        postings.write(&[said[0].after(7)]);
        assert_eq!(postings.into_text(), "AdYbBadBh");
        assert_eq!(numbers([0, 1, 33, 1058].into_iter()), "aa5UUb");
    }

    #[test]
    fn order_is_that_of_utf_16() {
        assert_eq!(order("\u{fb00}", "\u{10000}"), Ordering::Greater);
        assert_eq!(order("a", "b"), Ordering::Less);
    }
}
