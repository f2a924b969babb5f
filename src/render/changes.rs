//! What changed, and where to follow it.

use super::context::{Desk, PageContext};
use super::view::{ChangeView, ChangesPageView, FeedView, LinkView};
use super::{html, proof};
use crate::model::Local;
use crate::model::changes::{Change, What};
use crate::model::reference::Target;
use crate::parse::platform::{Fact, Platform};
use crate::text::direction::led;

/// `changes.html`
pub(super) fn page(context: &PageContext<'_, '_>) -> ChangesPageView {
    let desk = context.desk;
    let changes = desk.edition.changes(desk.site.as_of, None);
    let platforms = desk.edition.platforms.iter().map(|platform| feed(Some(*platform), desk));
    ChangesPageView {
        changes: changes.iter().map(|change| view(change, context)).collect(),
        feeds: std::iter::once(feed(None, desk)).chain(platforms).collect(),
    }
}

/// The feeds and the calendar of a platform, or of all.
pub(super) fn feed(platform: Option<Local<'_, Platform>>, desk: &Desk<'_, '_>) -> FeedView {
    let folder = platform.map_or_else(String::new, |own| format!("{}/", own.id.as_str()));
    let title = platform.map_or(desk.edition.settings.title.as_str(), |own| own.item.name.as_str());
    let path = |name: &str| desk.edition.route(&format!("{folder}{name}")).path;
    FeedView {
        title: title.to_owned(),
        atom_path: path("feed.xml"),
        json_path: path("feed.json"),
        calendar_path: path("calendar.ics"),
    }
}

fn view(change: &Change<'_>, context: &PageContext<'_, '_>) -> ChangeView {
    let desk = context.desk;
    let platform = change.platform;
    let (kind, label) = desk.change_kind(change);
    let mut view = ChangeView {
        id: change.id.clone(),
        date: desk.date(change.date),
        kind: super::view::WordView { id: kind, label, help: None },
        platform: desk.link(platform.id.as_str(), platform.name.as_str(), &Target::Platform(platform)),
        link: LinkView { id: change.id.clone(), title: desk.change_title(change), path: desk.change_path(change) },
        text_html: None,
        regions: Vec::new(),
        before: None,
        after: None,
        facts: Vec::new(),
        proof: None,
    };
    match &change.what {
        What::Event(event) => {
            view.text_html = event.text.as_ref().map(|text| html::inline(text, context));
            view.regions = desk.regions(&event.regions);
            view.proof = Some(proof::view(&event.proof, desk));
        }
        What::Fact(fact, earlier, next) => {
            view.before = Some(desk.stated(fact, *earlier));
            view.after = Some(desk.stated(fact, *next));
            view.proof = Some(proof::view(&fact.proof, desk));
        }
        What::Review(facts) => view.facts = facts.iter().map(|fact| fact_link(platform, fact, desk)).collect(),
    }
    view
}

fn fact_link(platform: Local<'_, Platform>, fact: &Fact, desk: &Desk<'_, '_>) -> LinkView {
    let path = desk.edition.address(&Target::Fact(platform, fact)).map_or_else(String::new, |route| route.href(""));
    let title = led(&desk.named(fact), &desk.fact_words(fact));
    LinkView { id: fact.key.text.clone(), title, path }
}
