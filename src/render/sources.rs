//! The list of citation sources, each with everything that rests on it.

use std::collections::BTreeMap;

use super::context::Desk;
use super::view::{LinkView, SourceView, SourcesPageView};
use super::{proof, question};
use crate::model::listing::List;
use crate::model::reference::{Reference, Target};
use crate::parse::citations::CitationSource;
use crate::parse::receipt::Proof;
use crate::text::direction::led;

/// How many places a source names that rest on it.
const MOST_PLACES: usize = 100;

/// A part of `sources.html`
pub(super) fn view(part: usize, desk: &Desk<'_, '_>) -> SourcesPageView {
    let cited = desk.cited.get_or_init(|| cited_by(desk));
    let view = |source: &&CitationSource| {
        let places = cited.get(source.id.as_str()).map_or(&[][..], Vec::as_slice);
        SourceView {
            source: proof::source(source, 0, desk),
            cited_by: places.iter().take(MOST_PLACES).cloned().collect(),
            cited_count: places.len(),
        }
    };
    SourcesPageView { sources: List::Sources.part(&desk.edition.listing.sources, part).iter().map(view).collect() }
}

/// For each source, links to everything that rests on it, each place once.
fn cited_by<'d>(desk: &Desk<'_, 'd>) -> BTreeMap<&'d str, Vec<LinkView>> {
    let mut cited: BTreeMap<&'d str, Vec<LinkView>> = BTreeMap::new();
    let mut add = |proof: &'d Proof, link: LinkView| {
        for receipt in &proof.receipts {
            let links = cited.entry(receipt.source.as_str()).or_default();
            if links.last().is_none_or(|last| last.path != link.path) {
                links.push(link.clone());
            }
        }
    };
    for platform in &desk.edition.platforms {
        let own = platform.item;
        let named = |label: &str| led(&own.name.text, label);
        for fact in &own.facts {
            let label = desk.edition.label(fact);
            add(&fact.proof, desk.link(fact.key.as_str(), &named(label), &Target::Fact(*platform, fact)));
        }
        for data in &own.data {
            let Some(category) = desk.edition.data_category(data.category.as_str()) else { continue };
            let route = desk.edition.anchor("data.html", format!("{}--{}", category.id.text, own.id.text));
            add(&data.proof, desk.page_link(category.id.as_str(), &named(category.label.as_str()), &route));
        }
        for path in &own.opt_out {
            add(&path.proof, desk.link(path.id.as_str(), &named(path.title.as_str()), &Target::Path(*platform, path)));
        }
        for event in &own.events {
            add(
                &event.proof,
                desk.link(event.id.as_str(), &named(event.title.as_str()), &Target::Event(*platform, event)),
            );
        }
    }
    for found in &desk.edition.questions {
        add(&found.item.proof, question::link(*found, desk));
    }
    for letter in &desk.edition.letters {
        add(&letter.item.proof, desk.link(letter.id.as_str(), letter.title.as_str(), &Target::Letter(*letter)));
    }
    cite_in_texts(desk, &mut cited);
    cited
}

fn cite_in_texts<'d>(desk: &Desk<'_, 'd>, cited: &mut BTreeMap<&'d str, Vec<LinkView>>) {
    let explainers = desk.edition.explainers.iter().map(|found| (found, Target::Explainer(*found, None)));
    let letters = desk.edition.letters.iter().map(|found| (found, Target::Letter(*found)));
    let pages = desk.edition.pages.iter().map(|found| (found, Target::Page(*found, None)));
    for (article, target) in explainers.chain(letters).chain(pages) {
        let link = desk.link(article.id.as_str(), article.title.as_str(), &target);
        for reference in &article.item.body.outline.links {
            let Reference::Own("source", id) = Reference::parse(&reference.target) else { continue };
            let Some(source) = desk.edition.source(id) else { continue };
            let links = cited.entry(source.id.as_str()).or_default();
            if links.last().is_none_or(|last| last.path != link.path) {
                links.push(link.clone());
            }
        }
    }
}
