//! How platforms differ in one row of the comparison, as a plain sentence computed from the values.
//!
//! Takes a row and the platforms, gives a sentence or nothing. Invariant: it says only what follows from the
//! values as they are stored. Own words are never compared in meaning, what is not stated is never taken for
//! a value, and where entries hold for account types nothing is said.

use super::Wording;
use crate::model::fact::{FactValue, value, ways};
use crate::model::{Edition, Local};
use crate::parse::choice::Choice;
use crate::parse::comparison::{FactKind, Row};
use crate::parse::platform::{Fact, Platform};
use crate::text::date::Date;
use crate::text::direction::led;

/// A platform's name and what it says in the row.
struct Side<'s, 'd> {
    name: &'s str,
    facts: &'s [&'d Fact],
}

/// From this many days on a span is told in months.
const DAYS_TOLD: i32 = 60;

impl Wording<'_, '_> {
    /// How these platforms differ in a row; `None` when the values do not tell.
    #[must_use]
    pub fn difference(&self, row: &Row, platforms: &[Local<'_, Platform>]) -> Option<String> {
        if platforms.len() < 2 {
            return None;
        }
        if row.kind == FactKind::Effort {
            return self.efforts_compared(platforms);
        }
        let sides: Vec<Side<'_, '_>> = platforms
            .iter()
            .map(|platform| Side {
                name: platform.name.as_str(),
                facts: self.edition.facts(platform.id.as_str(), row.id.as_str()),
            })
            .collect();
        if sides.iter().any(|side| side.facts.is_empty() || side.facts.iter().any(|fact| !fact.accounts.is_empty())) {
            return None;
        }
        match (row.kind, everywhere(&sides)) {
            (FactKind::Date, Some(facts)) => self.dates(&sides, &facts).or_else(|| self.spoken(&sides, &facts)),
            (FactKind::Date, None) => self.dates_by_region(&sides),
            (FactKind::Choice, Some(facts)) => self.choices(&sides, &facts),
            (FactKind::Choice, None) => self.choices_by_region(&sides),
            (_, Some(facts)) => self.spoken(&sides, &facts),
            (_, None) => None,
        }
    }

    /// "LinkedIn: Used. Meta: Not used."
    fn sides(&self, parts: &[(&str, String)]) -> String {
        let side = |(name, value): &(&str, String)| {
            self.words.fill("difference.side", &[("platform", *name), ("value", value.as_str())])
        };
        parts.iter().map(side).collect::<Vec<_>>().join(" ")
    }

    fn choices(&self, sides: &[Side<'_, '_>], facts: &[&Fact]) -> Option<String> {
        let choices: Vec<Choice> = facts.iter().map(|fact| choice(fact)).collect::<Option<_>>()?;
        if choices.iter().any(|choice| is_open(*choice)) {
            return self.spoken(sides, facts);
        }
        let value = self.choice_words(facts[0], choices[0]);
        if choices.iter().all(|choice| *choice == choices[0]) {
            let shown = |fact: &&Fact| self.fact_words(fact);
            let is_same = choices[0] != Choice::Partly && facts.iter().all(|fact| shown(fact) == shown(&facts[0]));
            return Some(
                self.words
                    .fill(if is_same { "difference.same" } else { "difference.alike" }, &[("value", value.as_str())]),
            );
        }
        let parts: Vec<(&str, String)> = sides
            .iter()
            .zip(facts.iter().zip(&choices))
            .map(|(side, (fact, choice))| (side.name, self.choice_words(fact, *choice)))
            .collect();
        Some(self.words.fill("difference.differ", &[("sides", self.sides(&parts).as_str())]))
    }

    /// Which of the platforms say anything, when some do and some do not; that they say the same, when they do.
    fn spoken(&self, sides: &[Side<'_, '_>], facts: &[&Fact]) -> Option<String> {
        let is_silent = |fact: &Fact| fact.value.as_str() == Choice::NotStated.word() && fact.words.is_none();
        let spoken: Vec<&str> =
            sides.iter().zip(facts).filter(|(_, fact)| !is_silent(fact)).map(|(side, _)| side.name).collect();
        if spoken.is_empty() {
            return Some(self.words.get("difference.silent").to_owned());
        }
        if spoken.len() < sides.len() {
            return Some(self.words.fill("difference.only", &[("platforms", spoken.join(", ").as_str())]));
        }
        let shown = self.fact_words(facts[0]);
        let is_same = choice(facts[0]).is_none_or(|choice| !is_open(choice))
            && facts.iter().all(|fact| self.fact_words(fact) == shown);
        is_same.then(|| self.words.fill("difference.same", &[("value", shown.as_str())]))
    }

    fn choices_by_region(&self, sides: &[Side<'_, '_>]) -> Option<String> {
        let (mut same, mut differ, mut open) = (Vec::new(), Vec::new(), Vec::new());
        for region in self.edition.page_regions() {
            let choices: Vec<Choice> =
                nearest(sides, region.id.as_str(), self.edition)?.into_iter().map(choice).collect::<Option<_>>()?;
            let list = match choices.first() {
                _ if choices.iter().any(|choice| is_open(*choice)) => &mut open,
                first if choices.iter().all(|choice| Some(choice) == first) => &mut same,
                _ => &mut differ,
            };
            list.push(region.label.as_str());
        }
        if same.is_empty() && differ.is_empty() {
            return None;
        }
        let told = [("difference.differ_in", differ), ("difference.same_in", same), ("difference.open_in", open)];
        let sentences = told
            .iter()
            .filter(|(_, regions)| !regions.is_empty())
            .map(|(word, regions)| self.words.fill(word, &[("regions", regions.join(", ").as_str())]));
        Some(sentences.collect::<Vec<_>>().join(" "))
    }

    fn dates(&self, sides: &[Side<'_, '_>], facts: &[&Fact]) -> Option<String> {
        let dates: Vec<Date> = facts.iter().map(|fact| exact(fact)).collect::<Option<_>>()?;
        Some(self.order(sides, &dates))
    }

    fn dates_by_region(&self, sides: &[Side<'_, '_>]) -> Option<String> {
        let told: Vec<String> = self
            .edition
            .page_regions()
            .filter_map(|region| {
                let facts = nearest(sides, region.id.as_str(), self.edition)?;
                let dates: Vec<Date> = facts.into_iter().map(exact).collect::<Option<_>>()?;
                Some(led(&region.label.text, &self.order(sides, &dates)))
            })
            .collect();
        (!told.is_empty()).then(|| told.join(" "))
    }

    /// "Meta first, LinkedIn about 5 months later."
    fn order(&self, sides: &[Side<'_, '_>], dates: &[Date]) -> String {
        let mut order: Vec<(Date, &str)> = dates.iter().copied().zip(sides.iter().map(|side| side.name)).collect();
        order.sort_by_key(|(date, _)| *date);
        let first = order[0];
        if order.iter().all(|(date, _)| *date == first.0) {
            return self.words.get("difference.same_day").to_owned();
        }
        let later = order[1..].iter().map(|(date, name)| {
            let gap = self.span(first.0.days_until(date));
            self.words.fill("difference.later", &[("platform", *name), ("gap", gap.as_str())])
        });
        let later = later.collect::<Vec<_>>().join(", ");
        self.words.fill("difference.order", &[("platform", first.1), ("others", later.as_str())])
    }

    fn span(&self, days: i32) -> String {
        let count = |group: &str, number: i32| self.words.count(group, usize::try_from(number).unwrap_or(0));
        // A month is 365.25 / 12 days; half a month more rounds to the nearest.
        if days < DAYS_TOLD { count("counts.days", days) } else { count("counts.months", (days * 48 + 730) / 1461) }
    }

    fn efforts_compared(&self, platforms: &[Local<'_, Platform>]) -> Option<String> {
        let sides: Vec<String> = platforms
            .iter()
            .map(|platform| {
                let (count, steps) = self.ways_effort(ways(platform.item))?;
                let ways = self.words.count("counts.ways", count);
                let values = [("platform", platform.name.as_str()), ("ways", ways.as_str()), ("steps", steps.as_str())];
                Some(self.words.fill("difference.effort", &values))
            })
            .collect::<Option<_>>()?;
        Some(sides.join(" "))
    }
}

/// The one fact of each side, when each says one thing for everywhere.
fn everywhere<'d>(sides: &[Side<'_, 'd>]) -> Option<Vec<&'d Fact>> {
    let only = |side: &Side<'_, 'd>| match side.facts {
        [fact] if fact.regions.is_empty() => Some(*fact),
        _ => None,
    };
    sides.iter().map(only).collect()
}

/// The one fact of each side that holds nearest to a region.
fn nearest<'d>(sides: &[Side<'_, 'd>], region: &str, edition: &Edition<'d>) -> Option<Vec<&'d Fact>> {
    let only = |side: &Side<'_, 'd>| match edition.nearest_in(side.facts, region, |fact| &fact.regions)[..] {
        [fact] => Some(fact),
        _ => None,
    };
    sides.iter().map(only).collect()
}

fn is_open(choice: Choice) -> bool {
    matches!(choice, Choice::NotStated | Choice::Unclear)
}

fn choice(fact: &Fact) -> Option<Choice> {
    match value(fact.value.as_str(), FactKind::Choice) {
        Some(FactValue::Choice(choice)) => Some(choice),
        _ => None,
    }
}

/// A date to the day that no words of its own qualify.
fn exact(fact: &Fact) -> Option<Date> {
    match value(fact.value.as_str(), FactKind::Date) {
        Some(FactValue::Date(date)) if date.is_exact() && fact.words.is_none() => Some(date),
        _ => None,
    }
}
