//! Events and timelines.

use super::context::PageContext;
use super::view::{EventView, TimelineView, YearView};
use super::{html, proof};
use crate::model::Local;
use crate::model::reference::Target;
use crate::parse::platform::{Event, Platform};
use crate::text::date::Date;

/// An event; `None` when its date could not be read.
pub(super) fn view(platform: Local<'_, Platform>, event: &Event, context: &PageContext<'_, '_>) -> Option<EventView> {
    let desk = context.desk;
    let date = event.date?;
    Some(EventView {
        id: event.id.text.clone(),
        date: desk.date(date),
        is_ahead: date > desk.site.as_of,
        kind: desk.word("event_kinds", &event.kind),
        title: event.title.text.clone(),
        text_html: event.text.as_ref().map(|text| html::inline(text, context)),
        platform: desk.link(platform.id.as_str(), platform.name.as_str(), &Target::Platform(platform)),
        regions: desk.regions(&event.regions),
        calendar_path: desk.edition.reminder(event, desk.site.as_of).map(|route| route.path),
        proof: proof::view(&event.proof, desk),
    })
}

/// A platform's events in order, the newest first.
pub(super) fn newest_first<'d>(platform: Local<'d, Platform>) -> Vec<(Date, &'d Event)> {
    let mut events: Vec<(Date, &Event)> =
        platform.item.events.iter().filter_map(|event| Some((event.date?, event))).collect();
    events.sort_by(|left, right| (right.0, &left.1.id.text).cmp(&(left.0, &right.1.id.text)));
    events
}

/// A platform's events by year, the newest first.
pub(super) fn timeline(platform: Local<'_, Platform>, context: &PageContext<'_, '_>) -> TimelineView {
    let mut years: Vec<YearView> = Vec::new();
    for (date, event) in newest_first(platform) {
        let Some(view) = view(platform, event, context) else { continue };
        match years.last_mut().filter(|year| year.year == date.year) {
            Some(year) => year.events.push(view),
            None => years.push(YearView { year: date.year, events: vec![view] }),
        }
    }
    let name = platform.name.as_str();
    TimelineView { platform: context.desk.link(platform.id.as_str(), name, &Target::Platform(platform)), years }
}
