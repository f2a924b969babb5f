//! What an embed shows, as its component sees it.

use std::collections::BTreeSet;

use crate::model::embed::Embed;
use crate::model::reference::Target;
use crate::model::{Local, fact};
use crate::parse::faq::Question;
use crate::parse::platform::Platform;
use crate::parse::receipt::Proof;
use crate::parse::tombstone::Tombstone;
use crate::parse::vocabulary::Word;
use crate::render::context::{Desk, PageContext};
use crate::render::view::{EmbedAnswerView, EmbedView, ReceiptView};
use crate::render::{comparison, html, opt_out, proof, question};
use crate::text::language;

/// A view and what is said of it elsewhere.
pub(super) struct Shown {
    pub(super) view: EmbedView,
    /// One sentence without markup.
    pub(super) description: String,
}

/// What an embed shows. Paths count from the output folder.
pub(super) fn shown(embed: Embed<'_>, context: &PageContext<'_, '_>) -> Shown {
    match embed {
        Embed::Question(own) => of_question(own, context),
        Embed::Topic(topic) => of_topic(topic, context),
        Embed::Steps(platform) => of_steps(platform, context),
        Embed::Compare => of_comparison(context),
        Embed::Gone(tombstone) => of_tombstone(tombstone, context),
    }
}

fn empty(embed: Embed<'_>, title: String, path: String, desk: &Desk<'_, '_>) -> EmbedView {
    let tag = desk.edition.language.to_owned();
    EmbedView {
        id: embed.id(),
        kind: embed.kind(),
        title,
        path,
        site: desk.edition.settings.title.text.clone(),
        direction: language::direction(&tag),
        language: tag,
        answers: Vec::new(),
        paths: Vec::new(),
        comparison: None,
        why_html: None,
        see: None,
        sources: Vec::new(),
        reviewed: None,
        evidence: None,
        due: None,
    }
}

/// The proofs of an embed as one: each source once, the oldest review, the newest evidence.
fn rests_on(view: &mut EmbedView, proofs: &[&Proof], desk: &Desk<'_, '_>) {
    let mut known = BTreeSet::new();
    let views = proofs.iter().map(|own| proof::view(own, desk)).flat_map(|view| view.receipts);
    let mut sources: Vec<ReceiptView> = views.filter(|receipt| known.insert(receipt.id.clone())).collect();
    for (at, source) in sources.iter_mut().enumerate() {
        source.number = at + 1;
    }
    view.sources = sources;
    let reviewed = proofs.iter().filter_map(|own| own.reviewed).min();
    view.reviewed = reviewed.map(|date| desk.date(date));
    view.due = proofs.iter().filter_map(|own| due(own, desk)).min();
    view.evidence = proofs.iter().filter_map(|own| desk.edition.evidence(own)).max().map(|date| desk.date(date));
}

fn answer(own: Local<'_, Question>, context: &PageContext<'_, '_>) -> EmbedAnswerView {
    EmbedAnswerView { question: question::view(own, context), sources: Vec::new(), due: due(&own.proof, context.desk) }
}

/// An answer with the numbers of its sources among these.
fn numbered(answer: EmbedAnswerView, sources: &[ReceiptView]) -> EmbedAnswerView {
    let receipts = &answer.question.proof.receipts;
    let is_its_own = |source: &&ReceiptView| receipts.iter().any(|receipt| receipt.id == source.id);
    let numbers = sources.iter().filter(is_its_own).map(|source| source.number).collect();
    EmbedAnswerView { sources: numbers, ..answer }
}

/// The day from which what was once reviewed is due again, as `2026-05-22`.
fn due(proof: &Proof, desk: &Desk<'_, '_>) -> Option<String> {
    proof.reviewed.and(desk.edition.due(proof)).map(|day| day.to_string())
}

fn of_question(own: Local<'_, Question>, context: &PageContext<'_, '_>) -> Shown {
    let desk = context.desk;
    let answer = answer(own, context);
    let mut view = empty(Embed::Question(own), own.question.text.clone(), answer.question.path.clone(), desk);
    rests_on(&mut view, &[&own.item.proof], desk);
    own.language.clone_into(&mut view.language);
    view.direction = language::direction(own.language);
    let description = answer.question.short.clone();
    view.answers = vec![answer];
    Shown { view, description }
}

fn of_topic(topic: &Word, context: &PageContext<'_, '_>) -> Shown {
    let desk = context.desk;
    let path = desk.link("", "", &Target::Topic(topic)).path;
    let mut view = empty(Embed::Topic(topic), topic.label.text.clone(), path, desk);
    let questions = desk.edition.shown_about(topic.id.as_str());
    rests_on(&mut view, &questions.iter().map(|own| &own.item.proof).collect::<Vec<_>>(), desk);
    let inside = context.inside_block();
    // A number in an answer is the one that the list of all sources has.
    for source in view.sources.iter().filter_map(|source| desk.edition.source(&source.id)) {
        inside.cite(source);
    }
    view.answers = questions.iter().map(|own| numbered(answer(*own, &inside), &view.sources)).collect();
    context.errors.borrow_mut().append(&mut inside.errors.borrow_mut());
    let description = topic.help.as_ref().map_or_else(|| topic.label.text.clone(), |help| help.text.clone());
    Shown { view, description }
}

fn of_steps(platform: Local<'_, Platform>, context: &PageContext<'_, '_>) -> Shown {
    let desk = context.desk;
    let words = |part: &str| {
        let values = [("platform", platform.name.as_str()), ("region", "")];
        desk.words.fill(&format!("pages.opt-out.{part}"), &values)
    };
    let path = desk.edition.route(&format!("{}/opt-out.html", platform.id.as_str())).path;
    let mut view = empty(Embed::Steps(platform), words("title"), path, desk);
    let ways = || platform.item.opt_out.iter().filter(|path| !path.about_ads());
    view.paths = ways().map(|path| opt_out::steps(platform, path, context)).collect();
    rests_on(&mut view, &ways().map(|path| &path.proof).collect::<Vec<_>>(), desk);
    Shown { view, description: words("description") }
}

fn of_comparison(context: &PageContext<'_, '_>) -> Shown {
    let desk = context.desk;
    let edition = desk.edition;
    let own = desk.fixed("compare");
    let mut view = empty(Embed::Compare, own.title, own.path, desk);
    view.comparison = Some(comparison::of_platforms(&edition.platforms, context));
    let rows = || edition.comparison.rows.iter().map(|row| row.id.as_str());
    let proofs = edition.platforms.iter().flat_map(|platform| {
        let facts = rows().flat_map(|row| edition.facts(platform.item.id.as_str(), row)).map(|fact| &fact.proof);
        facts.chain(fact::ways(platform.item).map(|path| &path.proof))
    });
    rests_on(&mut view, &proofs.collect::<Vec<_>>(), desk);
    Shown { view, description: desk.words.of("pages.compare", "description") }
}

fn of_tombstone(tombstone: &Tombstone, context: &PageContext<'_, '_>) -> Shown {
    let desk = context.desk;
    let see = question::instead_of(tombstone, desk);
    let path = see.as_ref().map_or_else(|| desk.fixed("faq").path, |see| see.path.clone());
    let mut view = empty(Embed::Gone(tombstone), desk.words.get("embed.gone").to_owned(), path, desk);
    view.why_html = Some(html::inline(&tombstone.why, context));
    view.see = see;
    Shown { view, description: desk.plain(&tombstone.why) }
}
