//! A site and a theme to pages.
//!
//! Takes the model and a loaded theme, gives HTML by path. Pages are made on all cores; each is a pure
//! function of the site, the theme and its own address.

mod article;
mod comparison;
mod context;
mod event;
mod home;
mod html;
mod lists;
mod opt_out;
pub mod pages;
mod platform;
mod proof;
mod question;
mod sources;
mod structured_data;
pub mod theme;
pub mod view;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

pub use context::Desk;

use crate::diagnostic::Diagnostic;
use crate::model::{Edition, Site};
use crate::source::Sources;
use crate::text::language;
use theme::{Press, Theme};
use view::{AssetsView, LinkView, PublisherView, SiteView, WordView};
use crate::wording::Wording;
use crate::wording::words::Words;

/// A page as made: its path, its bytes, and whether the site map names it.
pub struct Rendered {
    /// The path in the output.
    pub path: String,
    /// The HTML.
    pub html: String,
    /// Whether search engines and the site map are to know it.
    pub is_listed: bool,
}

/// Every page of an edition, and what templates could not do.
#[must_use]
pub fn pages(desk: &Desk<'_, '_>, sources: &Sources) -> (Vec<Rendered>, Vec<Diagnostic>) {
    let made: Vec<_> = pages::all(desk.edition)
        .into_par_iter()
        .map(|page| (desk.edition.route(&page.path()).path, page.is_listed(), pages::render(page, desk)))
        .collect();
    let mut pages = Vec::with_capacity(made.len());
    let mut problems = Vec::new();
    for (path, is_listed, result) in made {
        match result {
            Ok(html) => pages.push(Rendered { path, html, is_listed }),
            Err(errors) => problems.extend(errors.iter().map(|error| error.diagnostic(&path, sources))),
        }
    }
    (pages, problems)
}

/// The theme in the language of an edition, with the site's own view in it.
#[must_use]
pub fn press(site: &Site<'_>, edition: &Edition<'_>, theme: &Theme, words: &Words, search_index: String) -> Press {
    let bare = theme.press(edition.language, &());
    let desk = Desk { site, wording: Wording { edition, words }, press: &bare };
    theme.press(edition.language, &site_view(&desk, theme, search_index))
}

fn site_view(desk: &Desk<'_, '_>, theme: &Theme, search_index: String) -> SiteView {
    let edition = desk.edition;
    let settings = edition.settings;
    let fixed = crate::model::reference::FIXED_PAGES.iter().map(|name| ((*name).to_owned(), desk.fixed(name).path));
    SiteView {
        title: settings.title.text.clone(),
        description: settings.description.text.clone(),
        language: edition.language.to_owned(),
        direction: language::direction(edition.language),
        base_url: desk.site.base_url.clone(),
        prefix: edition.prefix.clone(),
        publisher: PublisherView {
            name: settings.publisher.name.as_ref().map(|name| name.text.clone()),
            url: settings.publisher.url.clone(),
            contact: settings.publisher.contact.clone(),
        },
        menu: menu(desk),
        platforms: comparison::columns(desk),
        regions: edition.page_regions().map(region_word).collect(),
        options: theme.options.clone(),
        as_of: desk.date(desk.site.as_of),
        assets: AssetsView {
            style: theme.style.path.clone(),
            script: theme.script.path.clone(),
            search: theme.search.path.clone(),
            search_index,
        },
        pages: fixed.collect(),
    }
}

fn region_word(region: &crate::parse::vocabulary::Region) -> WordView {
    WordView {
        id: region.id.text.clone(),
        label: region.label.text.clone(),
        help: region.help.as_ref().map(|help| help.text.clone()),
    }
}

/// The menu of the settings, or the platforms and the pages that every site has.
fn menu(desk: &Desk<'_, '_>) -> Vec<LinkView> {
    let own = &desk.edition.settings.menu;
    if own.is_empty() {
        let fixed = ["compare", "data", "faq", "explainers", "timeline"].map(|name| desk.fixed(name));
        return comparison::columns(desk).into_iter().chain(fixed).collect();
    }
    own.iter().filter_map(|target| pages::menu_link(target.as_str(), desk)).collect()
}
