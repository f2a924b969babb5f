//! Who started where and when: the first highlighted row of dates, drawn along one axis by region.
//!
//! Invariant: what is drawn follows from dates as they are stored. Where a row has words and no date, nothing is
//! drawn for it and the words stand alone.

use super::context::{PageContext, entry_word};
use super::platform::region_link;
use super::view::{LinkView, MarkView, RegionStartsView, SpanView, StartView, StartsView, TickView};
use super::{comparison, event};
use crate::model::Local;
use crate::model::fact::{FactValue, value};
use crate::model::reference::Target;
use crate::parse::comparison::{FactKind, Row};
use crate::parse::platform::{Event, Platform};
use crate::parse::vocabulary::Region;
use crate::text::date::Date;

/// Kinds of events that begin a stretch, and those that end it.
const BEGINS: &[&str] = &["started", "resumed"];
const ENDS: &[&str] = &["paused"];

/// From the first day of a year to the day of the compile.
struct Axis {
    from: Date,
    to: Date,
}

impl Axis {
    fn share(&self, days: i32) -> String {
        let whole = self.from.days_until(&self.to).max(1);
        format!("{:.2}%", f64::from(days) * 100.0 / f64::from(whole))
    }

    fn at(&self, date: Date) -> String {
        self.share(self.from.days_until(&date.clamp(self.from, self.to)))
    }

    fn years(&self) -> Vec<TickView> {
        (self.from.year..=self.to.year)
            .map(|year| TickView { at: self.at(Date { year, month: None, day: None }), label: year.to_string() })
            .collect()
    }
}

/// The drawing; nothing without such a row, regions or a date.
pub(super) fn view(context: &PageContext<'_, '_>) -> Option<StartsView> {
    let desk = context.desk;
    let edition = desk.edition;
    let row = edition.highlights().find(|row| row.kind == FactKind::Date)?;
    let dates = edition.page_regions().flat_map(|region| {
        edition.platforms.iter().flat_map(move |platform| {
            let events = turns(*platform, region, context).into_iter().map(|(date, _)| date);
            start(row, *platform, region, context).into_iter().chain(events)
        })
    });
    let from = Date { year: dates.min()?.year, month: None, day: None };
    let axis = Axis { from, to: desk.site.as_of };
    Some(StartsView {
        row: desk.link(row.id.as_str(), row.label.as_str(), &Target::Row(row)),
        years: axis.years(),
        regions: edition
            .page_regions()
            .map(|region| RegionStartsView {
                region: entry_word(&region.id, &region.label, region.help.as_ref()),
                lines: edition.platforms.iter().map(|own| line(row, *own, region, &axis, context)).collect(),
            })
            .collect(),
    })
}

fn line(
    row: &Row,
    platform: Local<'_, Platform>,
    region: &Region,
    axis: &Axis,
    context: &PageContext<'_, '_>,
) -> StartView {
    let desk = context.desk;
    let turns = turns(platform, region, context);
    let mark = |(date, event): &(Date, &Event)| MarkView {
        at: axis.at(*date),
        date: desk.date(*date),
        kind: desk.word("event_kinds", &event.kind),
        event: desk.link(event.id.as_str(), event.title.as_str(), &Target::Event(platform, event)),
    };
    let link = region_link(platform.id.as_str(), region, desk);
    StartView {
        platform: LinkView { id: platform.id.text.clone(), title: platform.name.text.clone(), ..link },
        entries: comparison::entries_in(platform, row.id.as_str(), region.id.as_str(), context),
        spans: spans(start(row, platform, region, context), &turns)
            .into_iter()
            .map(|(from, to)| SpanView {
                at: axis.at(from),
                width: axis.share(from.days_until(&to.unwrap_or(axis.to)).max(0)),
            })
            .collect(),
        marks: turns.iter().filter(|(_, event)| ENDS.contains(&event.kind.as_str())).map(mark).collect(),
    }
}

/// The date that the row gives for a region, when it gives one.
fn start(row: &Row, platform: Local<'_, Platform>, region: &Region, context: &PageContext<'_, '_>) -> Option<Date> {
    let edition = context.desk.edition;
    let facts = edition.facts(platform.id.as_str(), row.id.as_str());
    match edition.nearest_in(facts, region.id.as_str(), |fact| &fact.regions)[..] {
        [fact] => match value(fact.value.as_str(), FactKind::Date) {
            Some(FactValue::Date(date)) if date <= context.desk.site.as_of => Some(date),
            _ => None,
        },
        _ => None,
    }
}

/// Starts, pauses and returns that events name for a region, the oldest first.
fn turns<'d>(platform: Local<'d, Platform>, region: &Region, context: &PageContext<'_, '_>) -> Vec<(Date, &'d Event)> {
    let edition = context.desk.edition;
    let as_of = context.desk.site.as_of;
    let is_here =
        |event: &Event| !event.regions.is_empty() && edition.nearness(&event.regions, region.id.as_str()).is_some();
    let is_turn = |event: &Event| BEGINS.contains(&event.kind.as_str()) || ENDS.contains(&event.kind.as_str());
    let mut turns = event::newest_first(platform);
    turns.retain(|(date, event)| *date <= as_of && is_turn(event) && is_here(event));
    turns.reverse();
    turns
}

/// From the start on, ended by a pause, begun again by a return; the last has no end when it still runs.
fn spans(start: Option<Date>, turns: &[(Date, &Event)]) -> Vec<(Date, Option<Date>)> {
    let Some(start) = start else { return Vec::new() };
    let mut spans = vec![(start, None)];
    for (date, event) in turns.iter().filter(|(date, _)| *date > start) {
        let begins = BEGINS.contains(&event.kind.as_str());
        match spans.last_mut() {
            Some((_, end)) if end.is_none() && !begins => *end = Some(*date),
            Some((_, Some(_))) if begins => spans.push((*date, None)),
            _ => {}
        }
    }
    spans
}
