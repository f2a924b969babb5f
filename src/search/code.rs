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

/// Records with their levels: for each level that occurs its letter, `A` for 1, then its records.
#[must_use]
pub fn postings(said: &[(u32, u8)]) -> String {
    let levels = said.iter().fold(0_u32, |levels, (_, level)| levels | 1 << level);
    let mut coded = String::with_capacity(said.len() * 2 + 4);
    for level in (0..32_u8).filter(|level| levels & 1 << level != 0) {
        coded.push(char::from(b'@' + level));
        write_numbers(said.iter().filter(|(_, own)| *own == level).map(|(record, _)| *record), &mut coded);
    }
    coded
}

/// Rising numbers, each counted from the one before.
#[must_use]
pub fn numbers(numbers: impl Iterator<Item = u32>) -> String {
    let mut coded = String::new();
    write_numbers(numbers, &mut coded);
    coded
}

fn write_numbers(numbers: impl Iterator<Item = u32>, coded: &mut String) {
    let mut next = 0;
    for number in numbers {
        let mut rest = number.saturating_sub(next);
        while rest >= 32 {
            coded.push(char::from(MORE[(rest % 32) as usize]));
            rest /= 32;
        }
        coded.push(char::from(LAST[rest as usize % 32]));
        next = number + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{numbers, order, postings, terms};
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
        assert_eq!(postings(&[(0, 2), (3, 1), (4, 2), (40, 1)]), "AdYbBad");
        assert_eq!(numbers([0, 1, 33, 1058].into_iter()), "aa5UUb");
    }

    #[test]
    fn order_is_that_of_utf_16() {
        assert_eq!(order("\u{fb00}", "\u{10000}"), Ordering::Greater);
        assert_eq!(order("a", "b"), Ordering::Less);
    }
}
