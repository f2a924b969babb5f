//! External addresses and what came of the last look at each: on request. The looking is somebody else's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::everything::texts;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::model::reference::Reference;
use crate::source::Place;

/// What came of a look at an address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// The day.
    pub date: String,
    /// The status of the last response, if there was one.
    pub status: Option<u16>,
    /// What went wrong, if something did.
    pub error: Option<String>,
    /// Where redirects led, if anywhere.
    pub moved: Option<String>,
}

/// The answers, by address.
pub type Answers = BTreeMap<String, Answer>;

/// Every address of the web that the site leads to, and the first place that names it.
#[must_use]
pub fn addresses(site: &Site<'_>) -> BTreeMap<String, Place> {
    let mut found: BTreeMap<String, Place> = BTreeMap::new();
    let mut add = |url: &str, place: Place| {
        if url.starts_with("https://") || url.starts_with("http://") {
            let page = url.split('#').next().unwrap_or(url);
            found.entry(page.to_owned()).or_insert(place);
        }
    };
    for edition in &site.editions {
        for source in &edition.sources {
            [&source.url, &source.archived].into_iter().flatten().for_each(|url| add(url, source.id.place.clone()));
        }
        for platform in &edition.platforms {
            let own = platform.item;
            own.website.iter().for_each(|url| add(url, own.name.place.clone()));
            own.facts.iter().for_each(|fact| fact.link.iter().for_each(|url| add(url, fact.key.place.clone())));
            for path in &own.opt_out {
                path.link.iter().for_each(|url| add(url, path.id.place.clone()));
                let steps = path.surfaces.iter().flat_map(|surface| &surface.steps);
                steps.for_each(|step| step.link.iter().for_each(|url| add(url, step.action.place.clone())));
            }
        }
        for written in texts(edition) {
            for link in &written.prose.outline.links {
                if let Reference::External(url) = Reference::parse(&link.target) {
                    add(url, written.prose.place.within(link.range.clone()));
                }
            }
        }
    }
    found
}

/// What the answers tell: a page that is gone is an error, what could not be reached a warning.
#[must_use]
pub fn judged(addresses: &BTreeMap<String, Place>, answers: &Answers) -> Vec<Diagnostic> {
    addresses.iter().filter_map(|(url, place)| judge(url, place, answers.get(url)?)).collect()
}

fn judge(url: &str, place: &Place, answer: &Answer) -> Option<Diagnostic> {
    let date = &answer.date;
    match (answer.status, &answer.error) {
        (Some(status @ (404 | 410)), _) => {
            let message = format!("`{url}` is gone: the server answered {status} on {date}");
            let help =
                "write the address where it is now, or that of a capture (`archived:` of a source); or take it out";
            Some(Diagnostic::new(Code::GoneAddress, place.clone(), message).help(help))
        }
        (Some(status), _) if status >= 400 => {
            let message = format!("`{url}` could not be read: the server answered {status} on {date}");
            let help = "open it in a browser; many sites turn programs away and are fine";
            Some(Diagnostic::new(Code::UnreachableAddress, place.clone(), message).help(help))
        }
        (_, Some(error)) => {
            let message = format!("`{url}` could not be read on {date}: {error}");
            let help = "open it in a browser, and look again later";
            Some(Diagnostic::new(Code::UnreachableAddress, place.clone(), message).help(help))
        }
        _ => None,
    }
}
