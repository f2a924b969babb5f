//! What a fact says, and which of several entries is meant.

use super::Edition;
use crate::parse::choice::Choice;
use crate::parse::comparison::FactKind;
use crate::parse::platform::{Fact, OptOutPath, Platform};
use crate::text::date::Date;

/// The value of a fact, read by its kind.
#[derive(Clone, Debug, PartialEq)]
pub enum FactValue {
    /// One of the five; `not-stated` and `unclear` for facts of every kind.
    Choice(Choice),
    /// A date.
    Date(Date),
    /// A number, as written.
    Number(String),
    /// Words.
    Text(String),
}

/// Why a fact that is asked for is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// There is no such platform.
    Platform,
    /// The platform says nothing under this key.
    Fact,
    /// It does, but not for this region, or only for regions and none was asked for.
    Region,
}

/// What an opt-out path takes: computed, never typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// The steps on the shortest surface.
    pub fewest: usize,
    /// The steps on the longest.
    pub most: usize,
}

/// The steps of a path; `None` when it has none.
#[must_use]
pub fn effort(path: &OptOutPath) -> Option<Effort> {
    let counts = || path.surfaces.iter().map(|surface| surface.steps.len()).filter(|count| *count > 0);
    Some(Effort { fewest: counts().min()?, most: counts().max()? })
}

/// Whether a reader can get to a path: it has an address, or words on the screen to go by.
#[must_use]
pub fn is_findable(path: &OptOutPath) -> bool {
    path.link.is_some() || path.surfaces.iter().flat_map(|surface| &surface.steps).any(|step| step.label.is_some())
}

/// The paths that a platform's effort is told of: ways to say no to training that have steps.
pub fn ways(platform: &Platform) -> impl Iterator<Item = &OptOutPath> {
    platform.opt_out.iter().filter(|path| path.is_way() && effort(path).is_some())
}

/// Reads a value as written by a kind; `None` when it does not suit.
#[must_use]
pub fn value(written: &str, kind: FactKind) -> Option<FactValue> {
    if let Some(open) = Choice::parse(written).filter(|choice| matches!(choice, Choice::NotStated | Choice::Unclear)) {
        return Some(FactValue::Choice(open));
    }
    match kind {
        FactKind::Choice => Choice::parse(written).map(FactValue::Choice),
        FactKind::Date => Date::parse(written).map(FactValue::Date),
        FactKind::Number => written.parse::<f64>().ok().map(|_| FactValue::Number(written.to_owned())),
        FactKind::Text => Some(FactValue::Text(written.to_owned())),
        FactKind::Effort => None,
    }
}

impl<'d> Edition<'d> {
    /// The kind of a fact: its row's, or its own.
    #[must_use]
    pub fn kind(&self, fact: &Fact) -> FactKind {
        self.row(fact.key.as_str()).map_or_else(|| fact.kind.unwrap_or(FactKind::Text), |row| row.kind)
    }

    /// A fact's name: its row's, or its own, or its key.
    #[must_use]
    pub fn label<'f>(&self, fact: &'f Fact) -> &'f str
    where
        'd: 'f,
    {
        let row = self.row(fact.key.as_str()).map(|row| &row.label);
        row.or(fact.label.as_ref()).unwrap_or(&fact.key).as_str()
    }

    /// The entry that holds for a region, or for no region in particular.
    ///
    /// # Errors
    /// What is missing.
    pub fn fact(&self, platform: &str, key: &str, region: Option<&str>) -> Result<&'d Fact, Absence> {
        self.platform(platform).ok_or(Absence::Platform)?;
        let entries = self.facts(platform, key);
        if entries.is_empty() {
            return Err(Absence::Fact);
        }
        let found = match region {
            Some(region) => self.nearest_in(entries, region, |fact| &fact.regions).first().copied(),
            None => entries
                .iter()
                .find(|fact| fact.regions.is_empty())
                .or(entries.first().filter(|_| entries.len() == 1))
                .copied(),
        };
        found.ok_or(Absence::Region)
    }
}
