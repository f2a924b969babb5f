//! The pages of one platform: at a glance, how to say no.

use std::collections::BTreeSet;

use super::context::{Desk, PageContext};
use super::view::{LinkView, OptOutPageView, PlatformPageView, PlatformView, ReceiptView, StepsView};
use super::{article, comparison, event, html, opt_out, proof, qr, question};
use crate::model::Local;
use crate::model::listing::List;
use crate::model::reference::Target;
use crate::parse::faq::Question;
use crate::parse::platform::Platform;
use crate::parse::receipt::Proof;
use crate::parse::vocabulary::Region;

/// A platform in short.
pub(super) fn view(platform: Local<'_, Platform>, context: &PageContext<'_, '_>) -> PlatformView {
    let desk = context.desk;
    let id = platform.id.as_str();
    let opt_out = desk.edition.route(&format!("{id}/opt-out.html"));
    PlatformView {
        id: id.to_owned(),
        name: platform.name.text.clone(),
        owner: platform.owner.as_ref().map(|owner| owner.text.clone()),
        website: platform.website.clone(),
        path: desk.edition.route(&format!("{id}/index.html")).path,
        opt_out_path: opt_out.path,
        summary_html: html::inline(&platform.summary, context),
        answer_html: html::blocks(&platform.answer, &format!("{id}--"), 1, context),
        highlights: comparison::highlights(platform, context),
        regions: desk.edition.page_regions().map(|region| region_link(id, region, desk)).collect(),
        reviewed: platform.reviewed.map(|date| desk.date(date)),
        evidence: proofs(platform.item)
            .filter_map(|proof| desk.edition.evidence(proof))
            .max()
            .map(|date| desk.date(date)),
    }
}

/// A link to a platform's page for a region, in the region's name.
pub(super) fn region_link(platform: &str, region: &Region, desk: &Desk<'_, '_>) -> LinkView {
    let route = desk.edition.route(&format!("{platform}/{}.html", region.id.as_str()));
    desk.page_link(region.id.as_str(), region.label.as_str(), &route)
}

/// Every proof of a platform's file.
fn proofs(platform: &Platform) -> impl Iterator<Item = &Proof> {
    let facts = platform.facts.iter().map(|fact| &fact.proof);
    let data = platform.data.iter().map(|data| &data.proof);
    let paths = platform.opt_out.iter().map(|path| &path.proof);
    let events = platform.events.iter().map(|event| &event.proof);
    facts.chain(data).chain(paths).chain(events)
}

/// `platform.html`
pub(super) fn page(platform: Local<'_, Platform>, context: &PageContext<'_, '_>) -> PlatformPageView {
    let desk = context.desk;
    let edition = desk.edition;
    let explainer = platform.explainer.as_ref().and_then(|id| edition.explainer(id.as_str()));
    PlatformPageView {
        platform: view(platform, context),
        comparison: comparison::of_platforms(&[platform], context),
        more_facts: comparison::more_facts(platform, context),
        opt_out: paths(platform, false, context),
        data: comparison::data(&[platform], context),
        events: event::newest_first(platform)
            .into_iter()
            .filter_map(|(_, own)| event::view(platform, own, context))
            .collect(),
        questions: questions_of(platform, desk, |_| true),
        explainer: explainer.map(|found| article::card(found, &["explainers"], context)),
        sources: rests_on(platform.item, desk),
    }
}

fn paths(platform: Local<'_, Platform>, about_ads: bool, context: &PageContext<'_, '_>) -> Vec<StepsView> {
    let own = platform.opt_out.iter().filter(|path| path.about_ads() == about_ads);
    own.map(|path| opt_out::steps(platform, path, context)).collect()
}

/// The paths with what a printed sheet needs: a way back to the screen.
fn for_paper(paths: Vec<StepsView>) -> Vec<StepsView> {
    paths.into_iter().map(|path| StepsView { qr: path.link.as_deref().and_then(qr::code), ..path }).collect()
}

/// Links to those of a platform's questions that are wanted, as many as a page has room for.
pub(super) fn questions_of(
    platform: Local<'_, Platform>,
    desk: &Desk<'_, '_>,
    keep: impl Fn(&Question) -> bool,
) -> Vec<LinkView> {
    desk.edition
        .questions
        .iter()
        .filter(|found| found.item.platforms.iter().any(|id| id.text == platform.id.text) && keep(found.item))
        .take(List::Questions.most())
        .map(|found| question::link(*found, desk))
        .collect()
}

/// The sources of a platform's file, in the order of the list of sources.
fn rests_on(platform: &Platform, desk: &Desk<'_, '_>) -> Vec<ReceiptView> {
    let cited: BTreeSet<&str> =
        proofs(platform).flat_map(|proof| &proof.receipts).map(|receipt| receipt.source.as_str()).collect();
    let sources = desk.edition.sources.iter().filter(|source| cited.contains(source.id.as_str()));
    sources.enumerate().map(|(at, source)| proof::source(source, at + 1, desk)).collect()
}

/// `opt-out.html`
pub(super) fn opt_out_page(platform: Local<'_, Platform>, context: &PageContext<'_, '_>) -> OptOutPageView {
    let desk = context.desk;
    let letters = desk.edition.letters.iter().filter(|letter| {
        letter.item.platforms.is_empty() || letter.item.platforms.iter().any(|id| id.text == platform.id.text)
    });
    OptOutPageView {
        platform: view(platform, context),
        paths: for_paper(paths(platform, false, context)),
        about_ads: for_paper(paths(platform, true, context)),
        questions: questions_of(platform, desk, |question| {
            question.kind == "how-to" || question.topics.iter().any(|topic| topic.as_str() == "opt-out")
        }),
        letters: letters
            .map(|letter| desk.link(letter.id.as_str(), letter.title.as_str(), &Target::Letter(*letter)))
            .collect(),
    }
}
