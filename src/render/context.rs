//! What every view is made from: the site, the edition, its words and theme, and the page at hand.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::OnceLock;

use super::embed::Kit;
use super::picture::Pictures;
use super::theme::{Press, PressError};
use super::view::{DateView, LinkView, WordView};
use crate::memo::Once;
use crate::model::Site;
use crate::model::reference::Target;
use crate::model::route::{Route, root_of};
use crate::parse::citations::CitationSource;
use crate::parse::entry::Text;
use crate::text::date::Date;
use crate::wording::Wording;

/// One edition with everything that renders it; it words things as its [`Wording`] does.
pub struct Desk<'a, 'd> {
    /// The whole site.
    pub site: &'a Site<'d>,
    /// The edition and its words.
    pub wording: Wording<'a, 'd>,
    /// The theme in the edition's language.
    pub press: &'a Press,
    /// The pictures that pages show in previews.
    pub pictures: Pictures,
    /// What embeds load.
    pub kit: &'a Kit,
    /// Everything that has a title, with the letter it stands under; made when a page asks first.
    pub(super) index: OnceLock<Vec<(String, LinkView)>>,
    /// What rests on each source; made when a page asks first.
    pub(super) cited: OnceLock<BTreeMap<&'d str, Vec<LinkView>>>,
    /// The marks of citations, by source, number and the way up to the output folder.
    pub(super) citations: Once<(&'d str, usize, String), String>,
}

impl<'a, 'd> Desk<'a, 'd> {
    /// The means of one edition.
    #[must_use]
    pub fn new(site: &'a Site<'d>, wording: Wording<'a, 'd>, press: &'a Press, kit: &'a Kit) -> Self {
        Self {
            site,
            wording,
            press,
            kit,
            pictures: Pictures::default(),
            index: OnceLock::new(),
            cited: OnceLock::new(),
            citations: Once::default(),
        }
    }
}

impl<'a, 'd> Deref for Desk<'a, 'd> {
    type Target = Wording<'a, 'd>;

    fn deref(&self) -> &Wording<'a, 'd> {
        &self.wording
    }
}

/// The page being made.
pub(super) struct PageContext<'a, 'd> {
    /// The edition and its means.
    pub desk: &'a Desk<'a, 'd>,
    /// The way up to the output folder.
    pub root: String,
    /// Sources cited by number on this page, in that order.
    pub citations: RefCell<Vec<&'d CitationSource>>,
    /// What templates could not do.
    pub errors: RefCell<Vec<PressError>>,
    /// Whether a reference alone in its paragraph becomes a block; not inside a block.
    pub blocks: bool,
}

impl<'a, 'd> PageContext<'a, 'd> {
    /// A page at this path.
    pub(super) fn new(desk: &'a Desk<'a, 'd>, path: &str) -> Self {
        Self { desk, root: root_of(path), citations: RefCell::default(), errors: RefCell::default(), blocks: true }
    }

    /// The same page, for what stands inside a block.
    pub(super) fn inside_block(&self) -> Self {
        Self {
            desk: self.desk,
            root: self.root.clone(),
            citations: RefCell::default(),
            errors: RefCell::default(),
            blocks: false,
        }
    }

    /// The number under which this page cites a source.
    pub(super) fn cite(&self, source: &'d CitationSource) -> usize {
        let mut citations = self.citations.borrow_mut();
        let known = citations.iter().position(|known| known.id.text == source.id.text);
        known.unwrap_or_else(|| {
            citations.push(source);
            citations.len() - 1
        }) + 1
    }
}

/// An entry of the vocabulary as templates see it.
pub(super) fn entry_word(id: &Text, label: &Text, help: Option<&Text>) -> WordView {
    WordView { id: id.text.clone(), label: label.text.clone(), help: help.map(|help| help.text.clone()) }
}

/// Words as views: what needs neither theme nor page.
impl Wording<'_, '_> {
    /// A date in the edition's language.
    pub(super) fn date(&self, date: Date) -> DateView {
        DateView { iso: date.to_string(), text: self.words.date(date) }
    }

    /// A value of a small set with its word.
    pub(super) fn word(&self, group: &str, id: &str) -> WordView {
        WordView { id: id.to_owned(), label: self.words.of(group, id), help: None }
    }

    /// A link to a target.
    pub(super) fn link(&self, id: &str, title: &str, target: &Target<'_, '_>) -> LinkView {
        let path = self.edition.address(target).map_or_else(String::new, |route| route.href(""));
        LinkView { id: id.to_owned(), title: title.to_owned(), path }
    }

    /// A link to a page of the edition.
    pub(super) fn page_link(&self, id: &str, title: &str, route: &Route) -> LinkView {
        LinkView { id: id.to_owned(), title: title.to_owned(), path: route.href("") }
    }

    /// The regions with their names.
    pub(super) fn regions(&self, ids: &[Text]) -> Vec<WordView> {
        ids.iter()
            .filter_map(|id| self.edition.region(id.as_str()))
            .map(|region| entry_word(&region.id, &region.label, region.help.as_ref()))
            .collect()
    }

    /// The account types with their names.
    pub(super) fn accounts(&self, ids: &[Text]) -> Vec<WordView> {
        ids.iter()
            .filter_map(|id| self.edition.account_type(id.as_str()))
            .map(|account| entry_word(&account.id, &account.label, account.help.as_ref()))
            .collect()
    }

    /// Links to the platforms with these ids.
    pub(super) fn platforms(&self, ids: &[Text]) -> Vec<LinkView> {
        ids.iter()
            .filter_map(|id| self.edition.platform(id.as_str()))
            .map(|platform| self.link(platform.id.as_str(), platform.name.as_str(), &Target::Platform(platform)))
            .collect()
    }

    /// Links to the topics with these ids.
    pub(super) fn topics(&self, ids: &[Text]) -> Vec<LinkView> {
        ids.iter()
            .filter_map(|id| self.edition.topic(id.as_str()))
            .map(|topic| self.link(topic.id.as_str(), topic.label.as_str(), &Target::Topic(topic)))
            .collect()
    }
}
