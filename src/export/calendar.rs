//! Dates as calendars: `calendar.ics` of all platforms, one of each platform, and one of each day to come.

use super::File;
use super::address::Address;
use super::icalendar::{Calendar, Entry, written};
use crate::model::{Local, Site};
use crate::parse::platform::{Event, Platform};
use crate::text::direction::led;
use crate::wording::Wording;

/// Reminders of what is still to come, in days before.
const AHEAD: &[u32] = &[7, 1];

/// The calendars of an edition.
pub(super) fn files(wording: &Wording<'_, '_>, site: &Site<'_>) -> Vec<File> {
    let dates = Dates { wording, site, address: Address(site.base_url.as_deref()) };
    let edition = wording.edition;
    let title = &edition.settings.title.text;
    let mut files = vec![dates.subscription("calendar.ics", title, &edition.platforms)];
    for platform in &edition.platforms {
        let name = led(title, platform.name.as_str());
        let path = format!("{}/calendar.ics", platform.id.as_str());
        files.push(dates.subscription(&path, &name, std::slice::from_ref(platform)));
        for event in &platform.item.events {
            if let Some(route) = edition.reminder(event, site.as_of) {
                let entries = dates.event(*platform, event).into_iter().collect();
                files.push((route.path, dates.calendar(&name, None, entries)));
            }
        }
    }
    files
}

struct Dates<'a, 'd> {
    wording: &'a Wording<'a, 'd>,
    site: &'a Site<'d>,
    address: Address<'a>,
}

impl Dates<'_, '_> {
    fn subscription(&self, path: &str, name: &str, platforms: &[Local<'_, Platform>]) -> File {
        let path = self.wording.edition.route(path).path;
        let events =
            platforms.iter().flat_map(|own| own.item.events.iter().filter_map(|event| self.event(*own, event)));
        let mut entries: Vec<Entry> = events.chain(platforms.iter().filter_map(|own| self.again(*own))).collect();
        entries.sort_by(|left, right| (left.date, &left.uid).cmp(&(right.date, &right.uid)));
        let source = self.address.whole(&path);
        let bytes = self.calendar(name, source.as_deref(), entries);
        (path, bytes)
    }

    fn calendar(&self, name: &str, source: Option<&str>, entries: Vec<Entry>) -> Vec<u8> {
        let edition = self.wording.edition;
        let description = &edition.settings.description.text;
        written(&Calendar { name, description, language: edition.language, source, entries })
    }

    fn event(&self, platform: Local<'_, Platform>, event: &Event) -> Option<Entry> {
        let Wording { edition, words } = *self.wording;
        let date = event.date?;
        let regions = event.regions.iter().filter_map(|id| Some(edition.region(id.as_str())?.label.text.clone()));
        let regions: Vec<String> = regions.collect();
        let text = event.text.as_ref().map(|text| self.wording.plain(text));
        let sources = event.proof.receipts.iter().filter_map(|receipt| edition.source(receipt.source.as_str()));
        let sources = sources.filter_map(|source| Some(format!("{}: {}", source.publisher.text, source.url.as_ref()?)));
        let parts = [(!regions.is_empty()).then(|| regions.join(", ")), text].into_iter().flatten();
        let description: Vec<String> = parts.chain(sources).collect();
        Some(Entry {
            uid: format!("{}@{}", event.id.as_str(), self.address.host()),
            stamp: event.proof.reviewed.unwrap_or(self.site.as_of),
            date,
            summary: led(platform.name.as_str(), event.title.as_str()),
            description: description.join("\n"),
            url: self.address.whole(&edition.anchor("timeline.html", event.id.as_str()).href("")),
            category: Some(words.of("event_kinds", &event.kind)),
            yearly: false,
            alarms: if date > self.site.as_of { AHEAD } else { &[] },
        })
    }

    /// Settings move and rules change: once a year, on the day it all began, one looks again.
    fn again(&self, platform: Local<'_, Platform>) -> Option<Entry> {
        let Wording { edition, words } = *self.wording;
        let exact = || {
            platform
                .item
                .events
                .iter()
                .filter_map(|event| Some((event, event.date.filter(crate::text::date::Date::is_exact)?)))
        };
        let started = exact().filter(|(event, _)| event.kind == "started").map(|(_, date)| date).max();
        let began = started.or_else(|| exact().map(|(_, date)| date).min())?;
        let name = [("platform", platform.name.as_str())];
        let route = edition.route(&format!("{}/opt-out.html", platform.id.as_str()));
        Some(Entry {
            uid: format!("again-{}@{}", platform.id.as_str(), self.address.host()),
            stamp: platform.reviewed.unwrap_or(self.site.as_of),
            date: began.plus_days(365),
            summary: words.fill("calendar.again", &name),
            description: words.fill("calendar.again_text", &name),
            url: self.address.whole(&route.path),
            category: Some(words.of("event_kinds", "review")),
            yearly: true,
            alarms: &[0],
        })
    }
}
