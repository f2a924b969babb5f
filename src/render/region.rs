//! What holds in one region: a platform's page for it, and "am I affected?" for all platforms.

use std::collections::BTreeSet;

use super::context::{Desk, PageContext, entry_word};
use super::platform::{questions_of, region_link};
use super::view::{AffectedPageView, AffectedView, RegionPageView, StandingView};
use super::{comparison, event, opt_out, platform};
use crate::model::{Edition, Local};
use crate::parse::entry::Text;
use crate::parse::platform::{OptOutPath, Platform};
use crate::parse::vocabulary::Region;

/// `region.html`: what holds in one region.
pub(super) fn page(platform: Local<'_, Platform>, region: &Region, context: &PageContext<'_, '_>) -> RegionPageView {
    let desk = context.desk;
    let edition = desk.edition;
    let id = region.id.as_str();
    let events = event::newest_first(platform).into_iter().filter(|(_, own)| holds(&own.regions, id, edition));
    let others = edition.page_regions().filter(|other| other.id.text != region.id.text);
    let elsewhere = edition.platforms.iter().filter(|other| other.id.text != platform.id.text);
    RegionPageView {
        platform: platform::view(platform, context),
        region: entry_word(&region.id, &region.label, region.help.as_ref()),
        countries: countries(region),
        answer: answer(platform.item, region, desk),
        highlights: comparison::highlights_in(platform, id, context),
        groups: comparison::in_region(platform, id, context),
        paths: paths(platform.item, id, edition).map(|path| opt_out::steps(platform, path, context)).collect(),
        events: events.filter_map(|(_, own)| event::view(platform, own, context)).collect(),
        questions: questions_of(platform, desk, |question| {
            !question.regions.is_empty() && holds(&question.regions, id, edition)
        }),
        others: others.map(|other| region_link(platform.id.as_str(), other, desk)).collect(),
        elsewhere: elsewhere
            .map(|other| {
                let mut link = region_link(other.id.as_str(), region, desk);
                link.title.clone_from(&other.name.text);
                link
            })
            .collect(),
    }
}

/// `affected.html`: every region with how each platform stands there.
pub(super) fn affected(context: &PageContext<'_, '_>) -> AffectedPageView {
    let desk = context.desk;
    let edition = desk.edition;
    let regions: Vec<AffectedView> = edition
        .page_regions()
        .map(|region| AffectedView {
            region: entry_word(&region.id, &region.label, region.help.as_ref()),
            countries: countries(region),
            platforms: edition.platforms.iter().map(|own| standing(*own, region, context)).collect(),
        })
        .collect();
    let standings = || regions.iter().flat_map(|region| &region.platforms);
    let of_ways = standings().flat_map(|own| &own.ways).flat_map(|way| &way.accounts);
    let of_facts = standings().flat_map(|own| &own.highlights).flat_map(|facts| &facts.entries);
    let used: BTreeSet<String> =
        of_ways.chain(of_facts.flat_map(|entry| &entry.accounts)).map(|account| account.id.clone()).collect();
    let accounts = edition.vocabulary.account_types.iter().filter(|account| used.contains(account.id.as_str()));
    AffectedPageView {
        platforms: comparison::columns(desk),
        accounts: accounts.map(|account| entry_word(&account.id, &account.label, account.help.as_ref())).collect(),
        regions,
    }
}

fn standing(platform: Local<'_, Platform>, region: &Region, context: &PageContext<'_, '_>) -> StandingView {
    let desk = context.desk;
    let mut link = region_link(platform.id.as_str(), region, desk);
    link.id.clone_from(&platform.id.text);
    link.title.clone_from(&platform.name.text);
    StandingView {
        platform: link,
        answer: answer(platform.item, region, desk),
        highlights: comparison::highlights_in(platform, region.id.as_str(), context),
        ways: paths(platform.item, region.id.as_str(), desk.edition)
            .map(|path| opt_out::effort(platform, path, desk))
            .collect(),
    }
}

/// Whether one can say no in a region, and what that takes.
fn answer(platform: &Platform, region: &Region, desk: &Desk<'_, '_>) -> String {
    let ways = || paths(platform, region.id.as_str(), desk.edition).filter(|path| path.is_way());
    let name = platform.name.as_str();
    match desk.ways_effort(ways()) {
        Some((count, steps)) => {
            let ways = desk.words.count("counts.ways", count);
            let values = [("platform", name), ("ways", ways.as_str()), ("steps", steps.as_str())];
            desk.words.fill("standing.ways", &values)
        }
        None if ways().next().is_some() => desk.words.fill("standing.unknown", &[("platform", name)]),
        None => desk.words.fill("standing.no_way", &[("platform", name)]),
    }
}

/// The paths about training that are offered in a region.
fn paths<'p>(platform: &'p Platform, region: &str, edition: &Edition<'_>) -> impl Iterator<Item = &'p OptOutPath> {
    platform.opt_out.iter().filter(move |path| !path.about_ads() && holds(&path.regions, region, edition))
}

fn holds(regions: &[Text], region: &str, edition: &Edition<'_>) -> bool {
    edition.nearness(regions, region).is_some()
}

fn countries(region: &Region) -> Vec<String> {
    region.countries.iter().map(|country| country.text.clone()).collect()
}
