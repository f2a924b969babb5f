//! What an edition holds as a fact, an event or an opt-out path, by how it would be typed in a text.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use rustc_hash::FxHashMap;

use super::words::is_whole;
use crate::model::Edition;
use crate::model::fact::{self, FactValue};
use crate::parse::entry::Text;
use crate::parse::platform::Fact;
use crate::text::date::Date;

/// What may be typed, and the reference to write in its place.
pub(super) struct Known<'c, 'd> {
    pub(super) edition: &'c Edition<'d>,
    as_of: Date,
    dates: FxHashMap<Date, Vec<Dated<'d>>>,
    addresses: FxHashMap<&'d str, String>,
    names: Vec<(&'d str, String)>,
    automaton: Option<AhoCorasick>,
}

/// Something with a date.
struct Dated<'d> {
    platform: &'d str,
    /// The fact's key or the event's id.
    key: &'d str,
    reference: String,
    /// Where it holds; everywhere if empty.
    regions: &'d [Text],
}

/// Shorter values are ordinary words.
const SHORTEST_NAME: usize = 12;

impl<'c, 'd> Known<'c, 'd> {
    pub(super) fn new(edition: &'c Edition<'d>, as_of: Date) -> Self {
        let mut known = Self {
            edition,
            as_of,
            dates: FxHashMap::default(),
            addresses: FxHashMap::default(),
            names: Vec::new(),
            automaton: None,
        };
        let mut patterns: Vec<&str> = Vec::new();
        for platform in &edition.platforms {
            let own = platform.item;
            let id = own.id.as_str();
            for fact in &own.facts {
                match fact::value(fact.value.as_str(), edition.kind(fact)) {
                    Some(FactValue::Date(date)) if date.is_exact() => {
                        let dated = Dated {
                            platform: id,
                            key: fact.key.as_str(),
                            reference: reference(id, fact),
                            regions: &fact.regions,
                        };
                        known.dates.entry(date).or_default().push(dated);
                    }
                    Some(FactValue::Text(_)) if is_name(fact.value.as_str()) => {
                        known.names.push((id, reference(id, fact)));
                        patterns.push(fact.value.as_str());
                    }
                    _ => {}
                }
            }
            for event in &own.events {
                if let Some(date) = event.date.filter(Date::is_exact) {
                    let dated = Dated {
                        platform: id,
                        key: event.id.as_str(),
                        reference: format!("event:{}", event.id.text),
                        regions: &event.regions,
                    };
                    known.dates.entry(date).or_default().push(dated);
                }
            }
            for path in &own.opt_out {
                if let Some(link) = &path.link {
                    known.addresses.entry(link).or_insert_with(|| format!("steps:{}", path.id.text));
                }
            }
        }
        let builder = AhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest).build(patterns);
        known.automaton = builder.ok().filter(|_| !known.names.is_empty());
        known
    }

    pub(super) fn has_passed(&self, date: Date) -> bool {
        date.is_exact() && date < self.as_of
    }

    /// The reference that writes this date, of the platforms that a text is about; of any, when it says none.
    /// What holds for one region alone counts only where the text names that region, for two things may share a
    /// day; a fact that is stated for several regions counts all the same.
    pub(super) fn date(&self, date: Date, about: &[&str], text: &str) -> Option<&str> {
        let candidates: Vec<_> =
            self.dates.get(&date)?.iter().filter(|dated| is_about(about, dated.platform)).collect();
        let is_named =
            |id: &Text| self.edition.region(id.as_str()).is_some_and(|own| text.contains(own.label.as_str()));
        let is_shared = |dated: &Dated<'_>| candidates.iter().filter(|other| other.key == dated.key).count() > 1;
        let is_meant =
            |dated: &Dated<'_>| dated.regions.is_empty() || dated.regions.iter().any(is_named) || is_shared(dated);
        candidates.iter().find(|dated| is_meant(dated)).map(|dated| dated.reference.as_str())
    }

    /// The names in a text that a fact holds.
    pub(super) fn names(&self, text: &str, about: &[&str]) -> Vec<(Range<usize>, &str)> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let hits = automaton.find_iter(text).filter(|hit| is_whole(text, hit.range()));
        hits.filter_map(|hit| {
            let (platform, reference) = &self.names[hit.pattern().as_usize()];
            is_about(about, platform).then_some((hit.range(), reference.as_str()))
        })
        .collect()
    }

    /// The reference that leads to this address.
    pub(super) fn address(&self, url: &str) -> Option<&str> {
        self.addresses.get(url).map(String::as_str)
    }
}

fn is_about(about: &[&str], platform: &str) -> bool {
    about.is_empty() || about.contains(&platform)
}

fn reference(platform: &str, fact: &Fact) -> String {
    match fact.regions.first() {
        Some(region) => format!("fact:{platform}.{}@{}", fact.key.text, region.text),
        None => format!("fact:{platform}.{}", fact.key.text),
    }
}

/// Whether a value is a name or an address rather than a phrase: two capitals, a digit or an `@`.
fn is_name(value: &str) -> bool {
    let capitals = value.chars().filter(|letter| letter.is_uppercase()).count();
    value.len() >= SHORTEST_NAME && (capitals >= 2 || value.contains('@') || value.contains("://"))
}
