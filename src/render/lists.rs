//! Pages that gather: the comparison, questions, explainers, letters, terms, the index of everything.

use super::context::{Desk, PageContext, entry_word};
use super::view::{
    ArticlesPageView, ComparePageView, FaqPageView, GlossaryPageView, LetterPageView, LetterView, LinkView,
    SearchPageView, TermView, TopicView,
};
use super::{article, comparison, html, question};
use crate::model::Local;
use crate::model::listing::{List, sort_key};
use crate::model::reference::Target;
use crate::parse::article::Article;
use crate::parse::faq::Question;
use crate::parse::vocabulary::{Term, Word};

/// `compare.html`
pub(super) fn compare_page(context: &PageContext<'_, '_>) -> ComparePageView {
    let edition = context.desk.edition;
    ComparePageView {
        comparison: comparison::of_platforms(&edition.platforms, context),
        csv_path: edition.route("compare.csv").path,
        json_path: edition.route("compare.json").path,
    }
}

/// A part of `faq.html`: each question once, under its first topic.
pub(super) fn faq_page(part: usize, context: &PageContext<'_, '_>) -> FaqPageView {
    let desk = context.desk;
    let edition = desk.edition;
    let mut topics: Vec<TopicView> = Vec::new();
    for (topic, found) in List::Questions.part(&edition.listing.questions, part) {
        let view = question::view(*found, &context.inside_block());
        match topics.last_mut().filter(|last| last.topic.id == topic.id.text) {
            Some(last) => last.questions.push(view),
            None => topics.push(TopicView {
                topic: entry_word(&topic.id, &topic.label, topic.help.as_ref()),
                questions: vec![view],
                also: also_about(topic, desk),
            }),
        }
    }
    // A topic that no question names first has its links on the first part.
    for topic in edition.vocabulary.topics.iter().filter(|_| part == 0) {
        let listed = edition.listing.questions.iter().any(|(known, _)| known.id.text == topic.id.text);
        let also = if listed { Vec::new() } else { also_about(topic, desk) };
        if !also.is_empty() {
            let topic = entry_word(&topic.id, &topic.label, topic.help.as_ref());
            topics.push(TopicView { topic, questions: Vec::new(), also });
        }
    }
    let rank = |id: &str| edition.vocabulary.topics.iter().position(|topic| topic.id.text == id);
    topics.sort_by_cached_key(|topic| rank(&topic.topic.id));
    FaqPageView { topics, count: edition.questions.len() }
}

/// Questions that name a topic, but not first: as many as a page has room for.
fn also_about(topic: &Word, desk: &Desk<'_, '_>) -> Vec<LinkView> {
    let second =
        |found: &Local<'_, Question>| found.item.topics.first().is_some_and(|first| first.text != topic.id.text);
    let also = desk.edition.about(topic.id.as_str()).filter(second);
    also.take(List::Questions.most()).map(|found| question::link(found, desk)).collect()
}

/// `explainers.html` and `letters.html`
pub(super) fn cards(articles: &[Local<'_, Article>], folder: &str, context: &PageContext<'_, '_>) -> ArticlesPageView {
    ArticlesPageView { articles: articles.iter().map(|found| article::card(*found, &[folder], context)).collect() }
}

/// Explainers that share a topic with this one.
pub(super) fn related_explainers(article: Local<'_, Article>, desk: &Desk<'_, '_>) -> Vec<LinkView> {
    let near = desk.edition.explainers_like(article.item).into_iter().take(5);
    near.map(|other| desk.link(other.id.as_str(), other.title.as_str(), &Target::Explainer(other, None))).collect()
}

/// `letter.html`
pub(super) fn letter_page(letter: Local<'_, Article>, context: &PageContext<'_, '_>) -> LetterPageView {
    LetterPageView {
        article: article::whole(letter, &["letters"], context),
        when_html: letter.helps_when.as_ref().map(|when| html::inline(when, context)),
        not_when_html: letter.helps_not_when.as_ref().map(|when| html::inline(when, context)),
        blanks: article::blanks(letter),
    }
}

/// A part of `glossary.html`
pub(super) fn glossary(part: usize, context: &PageContext<'_, '_>) -> GlossaryPageView {
    let view = |term: &&Term| TermView {
        id: term.id.text.clone(),
        term: term.term.text.clone(),
        also: term.also.iter().map(|also| also.text.clone()).collect(),
        definition_html: html::inline(&term.definition, context),
    };
    GlossaryPageView { terms: List::Terms.part(&context.desk.edition.listing.terms, part).iter().map(view).collect() }
}

/// `search.html`: a part of the index from A to Z that needs no script.
pub(super) fn search_page(part: usize, desk: &Desk<'_, '_>) -> SearchPageView {
    let edition = desk.edition;
    let entries = desk.index.get_or_init(|| index(desk));
    let mut letters: Vec<LetterView> = Vec::new();
    for (letter, entry) in List::Index.part(entries, part) {
        match letters.last_mut().filter(|known| known.letter == *letter) {
            Some(known) => known.entries.push(entry.clone()),
            None => letters.push(LetterView { letter: letter.clone(), entries: vec![entry.clone()] }),
        }
    }
    let topics = edition.vocabulary.topics.iter().filter(|topic| edition.about(topic.id.as_str()).next().is_some());
    let topics =
        topics.map(|topic| desk.link(topic.id.as_str(), topic.label.as_str(), &Target::Topic(topic))).collect();
    SearchPageView { letters, topics }
}

/// Everything that has a title, from A to Z, each with the letter it stands under.
fn index(desk: &Desk<'_, '_>) -> Vec<(String, LinkView)> {
    let edition = desk.edition;
    let terms = edition.listing.terms.iter();
    let mut entries: Vec<LinkView> = edition.questions.iter().map(|found| question::link(*found, desk)).collect();
    entries.extend(terms.map(|term| desk.link(term.id.as_str(), term.term.as_str(), &Target::Term(term))));
    entries.extend(comparison::columns(desk));
    entries.extend(
        edition
            .explainers
            .iter()
            .map(|found| desk.link(found.id.as_str(), found.title.as_str(), &Target::Explainer(*found, None))),
    );
    entries.extend(
        edition.letters.iter().map(|found| desk.link(found.id.as_str(), found.title.as_str(), &Target::Letter(*found))),
    );
    let mut keyed: Vec<_> = entries.into_iter().map(|entry| (sort_key(&entry.title), entry)).collect();
    keyed.sort_by(|left, right| (&left.0, &left.1.path).cmp(&(&right.0, &right.1.path)));
    let letter = |slug: &str| slug.chars().next().map_or_else(String::new, |letter| letter.to_uppercase().collect());
    keyed.into_iter().map(|((slug, _), entry)| (letter(&slug), entry)).collect()
}
