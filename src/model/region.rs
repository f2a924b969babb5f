//! Where things hold: regions within regions.

use super::Edition;
use crate::parse::entry::Text;
use crate::parse::vocabulary::Region;

/// Regions nest no deeper than this; a circle ends here.
const DEEPEST: usize = 8;

impl<'d> Edition<'d> {
    /// The region and those it lies in, the nearest first.
    pub fn region_chain(&self, id: &str) -> Vec<&'d Region> {
        let mut chain: Vec<&'d Region> = Vec::new();
        let mut next = self.region(id);
        while let Some(region) = next.filter(|_| chain.len() < DEEPEST) {
            chain.push(region);
            next = region.within.as_ref().and_then(|within| self.region(within.as_str()));
        }
        chain
    }

    /// How near something that holds for `regions` is to `region`: 0 names it, 1 names what it lies in,
    /// and so on; the largest number for what holds everywhere; `None` when it does not hold there.
    #[must_use]
    pub fn nearness(&self, regions: &[Text], region: &str) -> Option<usize> {
        if regions.is_empty() {
            return Some(usize::MAX);
        }
        self.region_chain(region).iter().position(|link| regions.iter().any(|own| own.as_str() == link.id.as_str()))
    }

    /// Of entries that hold for regions, those that hold nearest to `region`.
    pub fn nearest_in<'e, T>(&self, entries: &[&'e T], region: &str, regions: impl Fn(&T) -> &[Text]) -> Vec<&'e T> {
        let near: Vec<_> =
            entries.iter().filter_map(|entry| Some((self.nearness(regions(entry), region)?, *entry))).collect();
        let best = near.iter().map(|(nearness, _)| *nearness).min();
        near.into_iter().filter(|(nearness, _)| Some(*nearness) == best).map(|(_, entry)| entry).collect()
    }

    /// The regions that get a page for every platform.
    pub fn page_regions(&self) -> impl Iterator<Item = &'d Region> {
        self.vocabulary.regions.iter().filter(|region| region.has_page)
    }
}
