//! What the checks know of a language: its tables in `words/`, and how they are found in a text.
//!
//! Takes plain text, gives what stands where. Invariant: a language without a table has no sightings.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};

use crate::parse::yaml::{self, Node, Value};
use crate::text::date::Date;

/// One language's table.
pub(super) struct Words {
    language: &'static str,
    marks: Vec<Mark>,
    automaton: Option<AhoCorasick>,
    on: Vec<String>,
    that: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
    /// The LIX above which a text is hard to read.
    pub(super) hard: usize,
}

/// What a phrase of the table tells.
#[derive(Clone, Copy)]
enum Mark {
    Relative,
    Future,
    /// The month's number, and whether its name begins with a capital.
    Month(u8, bool),
}

/// What was found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Words that are true only for a while.
    Relative,
    /// A sign of the future tense.
    Future,
    /// A date with at least a month and a year.
    Date(Date),
}

/// Something found, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sighting {
    pub(super) what: What,
    pub(super) range: Range<usize>,
}

static TABLES: LazyLock<Vec<Words>> = LazyLock::new(|| {
    [
        ("en", include_str!("words/en.yaml")),
        ("de", include_str!("words/de.yaml")),
        ("fr", include_str!("words/fr.yaml")),
    ]
    .into_iter()
    .filter_map(|(language, table)| Some(Words::new(language, &yaml::read(table).ok()?)))
    .collect()
});

/// The table of a language, if there is one: `en` for `en-GB` too.
pub(super) fn of(language: &str) -> Option<&'static Words> {
    let primary = language.split('-').next().unwrap_or(language);
    TABLES.iter().find(|words| words.language == primary)
}

impl Words {
    fn new(language: &'static str, table: &Node) -> Self {
        let mut phrases: Vec<(String, Mark)> = Vec::new();
        let list = |key: &str| texts(table.get(key));
        phrases.extend(list("relative").into_iter().map(|phrase| (phrase, Mark::Relative)));
        for weekday in list("weekdays") {
            let before = list("before_weekday");
            phrases.extend(before.iter().map(|word| (format!("{word} {weekday}"), Mark::Relative)));
        }
        phrases.extend(list("future").into_iter().map(|phrase| (phrase, Mark::Future)));
        let months = list("months").into_iter().zip(1..);
        phrases.extend(months.map(|(name, number)| {
            let has_capital = name.starts_with(char::is_uppercase);
            (name, Mark::Month(number, has_capital))
        }));
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(phrases.iter().map(|(phrase, _)| phrase));
        let hard = match table.get("hard").map(|node| &node.value) {
            Some(Value::Number(number)) => number.parse().unwrap_or(usize::MAX),
            _ => usize::MAX,
        };
        let marks = phrases.into_iter().map(|(_, mark)| mark).collect();
        Self {
            language,
            marks,
            automaton: automaton.ok(),
            on: list("on"),
            that: list("that"),
            yes: list("yes"),
            no: list("no"),
            hard,
        }
    }

    /// Everything the table knows in this text, in order.
    pub(super) fn sightings(&self, text: &str) -> Vec<Sighting> {
        let mut found: Vec<Sighting> = iso_dates(text).collect();
        let Some(automaton) = &self.automaton else { return found };
        for hit in automaton.find_iter(text).filter(|hit| is_whole(text, hit.range())) {
            found.extend(match self.marks[hit.pattern().as_usize()] {
                Mark::Relative => Some(Sighting { what: What::Relative, range: hit.range() }),
                Mark::Future => Some(Sighting { what: What::Future, range: hit.range() }),
                // The month of May is not the verb.
                Mark::Month(_, true) if text[hit.range()].starts_with(char::is_lowercase) => None,
                Mark::Month(month, _) => date(text, hit.range(), month),
            });
        }
        found.sort_by_key(|sighting| sighting.range.start);
        found
    }

    /// Whether this word leads to a day.
    pub(super) fn leads_to_a_day(&self, word: &str) -> bool {
        self.on.iter().any(|known| known.eq_ignore_ascii_case(word))
    }

    /// Whether this word makes what follows somebody's words.
    pub(super) fn reports(&self, word: &str) -> bool {
        self.that.iter().any(|known| known.eq_ignore_ascii_case(word))
    }

    /// Whether a text begins with the word for yes (`true`) or no (`false`).
    pub(super) fn says(&self, text: &str) -> Option<bool> {
        let first = text.split(|letter: char| !letter.is_alphanumeric()).find(|word| !word.is_empty())?;
        let is = |list: &[String]| list.iter().any(|known| known.eq_ignore_ascii_case(first));
        if is(&self.yes) { Some(true) } else { is(&self.no).then_some(false) }
    }
}

fn texts(node: Option<&Node>) -> Vec<String> {
    match node.map(|node| &node.value) {
        Some(Value::List(items)) => items.iter().filter_map(|item| item.text().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

/// Whether no letter or digit touches the range.
pub(super) fn is_whole(text: &str, range: Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// Dates such as `2025-11-03`.
fn iso_dates(text: &str) -> impl Iterator<Item = Sighting> {
    text.match_indices('-').filter_map(|(at, _)| {
        let range = at.checked_sub(4)?..at + 6;
        let date = Date::parse(text.get(range.clone())?).filter(|_| is_whole(text, range.clone()))?;
        Some(Sighting { what: What::Date(date), range })
    })
}

/// The date around the name of a month: `3 November 2025`, `3. November 2025`, `November 3, 2025`,
/// `1er novembre 2025`, `November 2025`.
fn date(text: &str, month: Range<usize>, number: u8) -> Option<Sighting> {
    let (before, after) = (&text[..month.start], text[month.end..].strip_prefix(' ')?);
    let lead = before.trim_end_matches([' ', '.']);
    let lead = ["st", "nd", "rd", "th", "er"].iter().find_map(|end| lead.strip_suffix(end)).unwrap_or(lead);
    let (start, day_before) = match digits_at_end(lead) {
        Some(day) if lead.len() < before.len() => (lead.len() - day.len(), day.parse().ok()),
        _ => (month.start, None),
    };
    let (day_after, rest) = match after.split_once(", ") {
        Some((day, rest)) if day_before.is_none() && day.len() <= 2 => (day.parse().ok(), rest),
        _ => (None, after),
    };
    let year = rest.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let end = text.len() - rest.len() + 4;
    let day: Option<u8> = day_before.or(day_after);
    let written = match day {
        Some(day) => format!("{year}-{number:02}-{day:02}"),
        None => format!("{year}-{number:02}"),
    };
    let range = start..end;
    let date = Date::parse(&written).filter(|_| is_whole(text, range.clone()))?;
    Some(Sighting { what: What::Date(date), range })
}

fn digits_at_end(text: &str) -> Option<&str> {
    let start = text.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
    Some(&text[start..]).filter(|digits| (1..=2).contains(&digits.len()))
}

#[cfg(test)]
mod tests {
    use super::{What, of};

    fn found(language: &str, text: &str) -> Vec<(String, String)> {
        let what = |what| match what {
            What::Relative => "relative".to_owned(),
            What::Future => "future".to_owned(),
            What::Date(date) => date.to_string(),
        };
        let sightings = of(language).unwrap().sightings(text);
        sightings.into_iter().map(|found| (what(found.what), text[found.range].to_owned())).collect()
    }

    #[test]
    fn dates_are_read_in_every_language() {
        for (language, text, date, written) in [
            ("en", "On 3 November 2025 it began", "2025-11-03", "3 November 2025"),
            ("en-GB", "on November 3, 2025.", "2025-11-03", "November 3, 2025"),
            ("en", "the 3rd November 2025", "2025-11-03", "3rd November 2025"),
            ("en", "in May 2025", "2025-05", "May 2025"),
            ("en", "(2025-11-03)", "2025-11-03", "2025-11-03"),
            ("de", "am 3. März 2025", "2025-03-03", "3. März 2025"),
            ("fr", "le 1er août 2025", "2025-08-01", "1er août 2025"),
        ] {
            assert_eq!(found(language, text), [(date.to_owned(), written.to_owned())], "{text}");
        }
        for text in ["You may 2025 times", "31 February 2025", "12025-11-03", "may 20", "in March"] {
            assert_eq!(found("en", text), [], "{text}");
        }
    }

    #[test]
    fn words_that_pass_are_found_whole() {
        for (language, text) in [
            ("en", "Starting Monday it changes"),
            ("en", "it changed Next month"),
            ("de", "ab Montag"),
            ("de", "Nächsten Monat"),
            ("fr", "dès lundi"),
        ] {
            assert_eq!(found(language, text).len(), 1, "{text}");
        }
        assert!(found("en", "concurrently, the nextmonth").is_empty());
        assert!(of("ja").is_none());
    }
}
