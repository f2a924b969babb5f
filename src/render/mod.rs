//! A site and a theme to pages.
//!
//! Takes the model and a loaded theme, gives HTML by path. Pages are made on all cores; each is a pure
//! function of the site, the theme and its own address.

mod article;
mod changes;
mod comparison;
mod context;
pub mod embed;
mod event;
mod faults;
mod home;
mod html;
mod lists;
mod matrix;
mod opt_out;
pub mod pages;
pub mod picture;
mod platform;
mod proof;
mod qr;
mod question;
mod raw_html;
mod region;
mod sources;
mod starts;
mod structured_data;
mod tags;
pub mod theme;
pub mod view;

use std::sync::Arc;

use rustc_hash::FxHashMap;

pub use context::Desk;
use context::entry_word;

use crate::cores;
use crate::diagnostic::Diagnostic;
use crate::memo::{Digest, Recall};
use crate::model::policy;
use crate::model::reference::Target;
use crate::model::{Edition, Local, Site};
use crate::output::{Finish, Finished};
use crate::parse::article::Article;
use crate::source::{SitePath, Sources};
use crate::text::language;
use crate::wording::Wording;
use crate::wording::words::Words;
use pages::{Page, Reads};
use theme::{Press, Theme};
use view::{AssetsView, LinkView, PublisherView, SiteView, WordView};

/// A page as made, and whether the site map names it.
pub struct Rendered {
    /// The path in the output.
    pub path: String,
    /// The HTML, finished.
    pub finished: Finished,
    /// Whether search engines and the site map are to know it.
    pub is_listed: bool,
}

/// What making a page gave: a file, or what templates could not do.
pub type Made = Result<Finished, Arc<[Diagnostic]>>;

/// What pages are made from, as digests: a page is made again only when what it reads has changed.
pub struct Inputs {
    /// The theme, the options, and what every document shows to others.
    pub shared: Digest,
    /// All files of questions.
    pub answers: Digest,
    /// All of every document.
    pub texts: Digest,
    /// Each document by its path.
    pub documents: FxHashMap<SitePath, Digest>,
}

impl Inputs {
    /// The digest of a file, or of all of them when it is not known.
    #[must_use]
    pub fn document(&self, file: &SitePath) -> &Digest {
        self.documents.get(file).unwrap_or(&self.texts)
    }

    /// The digest of all that a page at this path reads.
    fn of(&self, reads: Reads<'_>, path: &str) -> Digest {
        let own = reads.own.map(|file| self.document(file));
        let answers = reads.answers.then_some(&self.answers);
        let texts = reads.texts.then_some(&self.texts);
        let digests = [Some(&self.shared), own, answers, texts];
        Digest::of_parts(
            std::iter::once(path.as_bytes())
                .chain(digests.into_iter().map(|digest| digest.map_or(&[][..], Digest::bytes))),
        )
    }
}

/// Every page of an edition, and what templates could not do.
#[must_use]
pub fn pages(
    desk: &Desk<'_, '_>,
    sources: &Sources,
    inputs: &Inputs,
    memo: &Recall<Made>,
    finish: &Finish<'_>,
) -> (Vec<Rendered>, Vec<Diagnostic>) {
    let made = cores::each(pages::all(desk.edition), |page| {
        let path = desk.edition.route(&page.path()).path;
        let made = memo.get(inputs.of(page.reads(), &path), || make(page, &path, desk, sources, finish));
        (path, page.is_listed(), made)
    });
    let mut pages = Vec::with_capacity(made.len());
    let mut problems = Vec::new();
    for (path, is_listed, made) in made {
        match made {
            Ok(finished) => pages.push(Rendered { path, finished, is_listed }),
            Err(errors) => problems.extend(errors.iter().cloned()),
        }
    }
    (pages, problems)
}

fn make<'d>(page: Page<'d>, path: &str, desk: &Desk<'_, 'd>, sources: &Sources, finish: &Finish<'_>) -> Made {
    let html = pages::render(page, desk);
    html.map(|html| finish(path, html.into_bytes()))
        .map_err(|errors| errors.iter().map(|error| error.diagnostic(path, sources)).collect())
}

/// The theme in the language of an edition, with the site's own view in it.
#[must_use]
pub fn press(site: &Site<'_>, edition: &Edition<'_>, theme: &Theme, words: &Words, search_index: String) -> Press {
    theme.press(edition.language, &site_view(site, &Wording { edition, words }, theme, search_index))
}

fn site_view(site: &Site<'_>, wording: &Wording<'_, '_>, theme: &Theme, search_index: String) -> SiteView {
    let edition = wording.edition;
    let settings = edition.settings;
    let fixed = crate::model::reference::FIXED_PAGES.iter().map(|name| ((*name).to_owned(), wording.fixed(name).path));
    SiteView {
        title: settings.title.text.clone(),
        description: settings.description.text.clone(),
        language: edition.language.to_owned(),
        direction: language::direction(edition.language),
        policy: policy::POLICY,
        base_url: site.base_url.clone(),
        prefix: edition.prefix.clone(),
        publisher: PublisherView {
            name: settings.publisher.name.as_ref().map(|name| name.text.clone()),
            url: settings.publisher.url.clone(),
            contact: settings.publisher.contact.clone(),
        },
        menu: menu(wording),
        own_pages: edition.pages.iter().map(|page| own_page(*page, wording)).collect(),
        platforms: comparison::columns(wording),
        regions: edition.page_regions().map(region_word).collect(),
        options: theme.options.clone(),
        as_of: wording.date(site.as_of),
        assets: AssetsView {
            style: theme.style.path.clone(),
            script: theme.script.path.clone(),
            search: theme.search.path.clone(),
            page_scripts: theme.page_scripts.iter().map(|(name, own)| (name.clone(), own.path.clone())).collect(),
            search_index,
        },
        pages: fixed.collect(),
        filled: crate::model::reference::FIXED_PAGES
            .iter()
            .map(|name| ((*name).to_owned(), is_filled(name, edition)))
            .collect(),
    }
}

/// Whether a page that every site has shows anything in this edition.
fn is_filled(page: &str, edition: &Edition<'_>) -> bool {
    match page {
        "affected" => !edition.platforms.is_empty() && edition.page_regions().next().is_some(),
        "compare" => !edition.platforms.is_empty() && !edition.comparison.rows.is_empty(),
        "data" => !edition.platforms.is_empty() && !edition.vocabulary.data_categories.is_empty(),
        "faq" => !edition.questions.is_empty(),
        "explainers" => !edition.explainers.is_empty(),
        "letters" => !edition.letters.is_empty(),
        "timeline" => edition.platforms.iter().any(|platform| !platform.events.is_empty()),
        "changes" => !edition.platforms.is_empty(),
        "glossary" => !edition.vocabulary.glossary.is_empty(),
        "sources" => !edition.sources.is_empty(),
        "embed" => !edition.embeds().is_empty(),
        _ => true,
    }
}

fn own_page(page: Local<'_, Article>, wording: &Wording<'_, '_>) -> LinkView {
    wording.link(page.id.as_str(), page.title.as_str(), &Target::Page(page, None))
}

fn region_word(region: &crate::parse::vocabulary::Region) -> WordView {
    entry_word(&region.id, &region.label, region.help.as_ref())
}

/// The menu of the settings, or the platforms and the pages that every site has.
fn menu(wording: &Wording<'_, '_>) -> Vec<LinkView> {
    let own = &wording.edition.settings.menu;
    if own.is_empty() {
        let fixed = ["affected", "compare", "data", "faq", "explainers", "timeline"];
        let fixed = fixed.into_iter().filter(|name| is_filled(name, wording.edition)).map(|name| wording.fixed(name));
        return comparison::columns(wording).into_iter().chain(fixed).collect();
    }
    own.iter().filter_map(|target| pages::menu_link(target.as_str(), wording)).collect()
}
