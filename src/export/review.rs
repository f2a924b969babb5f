//! The review ledger for the team: `api/review.json`, and `review.ics` with one entry a day on which something
//! is due.

use std::collections::BTreeMap;

use serde::Serialize;

use super::address::Address;
use super::icalendar::{Calendar, Entry, written};
use super::{File, pretty};
use crate::model::Site;
use crate::model::review::Review;
use crate::parse::entry::Text;
use crate::text::date::Date;
use crate::wording::Wording;

#[derive(Serialize)]
struct Record<'a> {
    kind: &'static str,
    id: &'a str,
    regions: Vec<&'a str>,
    reviewed: Option<String>,
    due: Option<String>,
    file: &'a str,
}

#[derive(Serialize)]
struct Ledger<'a> {
    version: u32,
    as_of: String,
    entries: Vec<Record<'a>>,
}

/// A day's entry in the calendar names no more than this.
const NAMED: usize = 20;

/// The ledger as files; only of the first language, for a translation is reviewed with it.
pub(super) fn files(wording: &Wording<'_, '_>, site: &Site<'_>) -> Vec<File> {
    let edition = wording.edition;
    if !edition.prefix.is_empty() {
        return Vec::new();
    }
    let ledger = edition.ledger();
    let entries = ledger.iter().map(record).collect();
    let json = pretty(&Ledger { version: 1, as_of: site.as_of.to_string(), entries });
    let mut days: BTreeMap<Date, Vec<&Review<'_>>> = BTreeMap::new();
    for review in &ledger {
        if let Some(due) = review.due {
            days.entry(due.max(site.as_of)).or_default().push(review);
        }
    }
    let address = Address(site.base_url.as_deref());
    let entries = days.iter().map(|(day, reviews)| entry(*day, reviews, site.as_of, &address)).collect();
    let name = format!("{}: review", edition.settings.title.text);
    let source = address.whole("review.ics");
    let description = "What is to be held against its sources again";
    let calendar =
        Calendar { name: &name, description, language: edition.language, source: source.as_deref(), entries };
    vec![("api/review.json".to_owned(), json), ("review.ics".to_owned(), written(&calendar))]
}

fn record<'a>(review: &'a Review<'_>) -> Record<'a> {
    Record {
        kind: review.subject.word(),
        id: &review.id,
        regions: review.regions.iter().map(Text::as_str).collect(),
        reviewed: review.reviewed.map(|date| date.to_string()),
        due: review.due.map(|date| date.to_string()),
        file: review.place.file.as_str(),
    }
}

fn entry(day: Date, reviews: &[&Review<'_>], as_of: Date, address: &Address<'_>) -> Entry {
    let named = reviews.iter().take(NAMED).map(|review| format!("{} {}", review.subject.word(), review.id));
    let more = (reviews.len() > NAMED).then(|| format!("and {} more: api/review.json", reviews.len() - NAMED));
    Entry {
        uid: format!("review-{day}@{}", address.host()),
        stamp: as_of,
        date: day,
        summary: format!("{} {} to review", reviews.len(), if reviews.len() == 1 { "entry" } else { "entries" }),
        description: named.chain(more).collect::<Vec<_>>().join("\n"),
        url: None,
        category: None,
        yearly: false,
        alarms: &[],
    }
}
