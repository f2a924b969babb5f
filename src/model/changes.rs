//! What changed: events, facts that say something else than before, and reviews, as one list.
//!
//! The page of changes and the feeds show the same list. It is bounded, so that neither grows with the
//! years; timelines and pages hold all of it.

use std::collections::BTreeMap;

use super::{Edition, Local};
use crate::parse::entry::Text;
use crate::parse::platform::{Event, Fact, Platform};
use crate::text::date::Date;

/// No list of changes is longer.
pub const MOST: usize = 100;

/// One change.
#[derive(Debug)]
pub struct Change<'d> {
    /// When it happened; for what is announced and still to come, when we wrote of it.
    pub date: Date,
    /// Its name, unique in its edition and never another's: the anchor on the page of changes.
    pub id: String,
    /// The platform.
    pub platform: Local<'d, Platform>,
    /// What it is.
    pub what: What<'d>,
}

/// The kinds of changes.
#[derive(Debug)]
pub enum What<'d> {
    /// Something happened, or will.
    Event(&'d Event),
    /// A fact says something else: its name for readers, what it said, and what it said from then on.
    Fact(&'d Fact, Stated<'d>, Stated<'d>),
    /// These facts were held against their sources on one day.
    Review(Vec<&'d Fact>),
}

/// What a fact says or said: its value, and words shown instead.
#[derive(Clone, Copy, Debug)]
pub struct Stated<'d> {
    /// The value as written.
    pub value: &'d Text,
    /// The words.
    pub words: Option<&'d Text>,
}

impl Fact {
    /// What it says now, then what it said before, the newest first.
    #[must_use]
    pub fn history(&self) -> Vec<Stated<'_>> {
        let earlier = self.was.iter().map(|own| Stated { value: &own.value, words: own.words.as_ref() });
        std::iter::once(Stated { value: &self.value, words: self.words.as_ref() }).chain(earlier).collect()
    }
}

impl<'d> Edition<'d> {
    /// The newest changes up to a day, of one platform or of all, the newest first.
    #[must_use]
    pub fn changes(&self, as_of: Date, platform: Option<&str>) -> Vec<Change<'d>> {
        let mut changes = Vec::new();
        for own in self.platforms.iter().filter(|own| platform.is_none_or(|id| own.id.as_str() == id)) {
            events(*own, as_of, &mut changes);
            facts(*own, &mut changes);
            reviews(*own, &mut changes);
        }
        changes.retain(|change| change.date <= as_of);
        changes.sort_by(|left, right| (right.date, &left.id).cmp(&(left.date, &right.id)));
        changes.truncate(MOST);
        changes
    }
}

fn events<'d>(platform: Local<'d, Platform>, as_of: Date, changes: &mut Vec<Change<'d>>) {
    for event in &platform.item.events {
        let told = event.date.filter(|date| *date <= as_of).or(event.date.and(event.proof.reviewed));
        let id = format!("event-{}", event.id.as_str());
        changes.extend(told.map(|date| Change { date, id, platform, what: What::Event(event) }));
    }
}

fn facts<'d>(platform: Local<'d, Platform>, changes: &mut Vec<Change<'d>>) {
    for fact in &platform.item.facts {
        let history = fact.history();
        for (earlier, pair) in fact.was.iter().zip(history.windows(2)) {
            let Some(date) = earlier.until else { continue };
            let scope = fact.regions.iter().chain(&fact.accounts).map(|id| format!("-{}", id.as_str()));
            let id = format!("{}--{}{}-{date}", fact.key.as_str(), platform.id.as_str(), scope.collect::<String>());
            changes.push(Change { date, id, platform, what: What::Fact(fact, pair[1], pair[0]) });
        }
    }
}

/// One change a day, however many facts were looked at.
fn reviews<'d>(platform: Local<'d, Platform>, changes: &mut Vec<Change<'d>>) {
    let mut days: BTreeMap<Date, Vec<&'d Fact>> = BTreeMap::new();
    for fact in &platform.item.facts {
        if let Some(date) = fact.proof.reviewed {
            days.entry(date).or_default().push(fact);
        }
    }
    changes.extend(days.into_iter().map(|(date, facts)| Change {
        date,
        id: format!("review-{}-{date}", platform.id.as_str()),
        platform,
        what: What::Review(facts),
    }));
}
