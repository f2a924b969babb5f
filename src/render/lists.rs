//! Pages that gather: the comparison, questions, explainers, letters, terms, the index of everything.

use super::context::{Desk, PageContext, entry_word};
use super::view::{
    ArticlesPageView, ComparePageView, FaqPageView, GlossaryPageView, LetterPageView, LetterView, LinkView,
    SearchPageView, TermView, TopicView,
};
use super::{article, comparison, html, question};
use crate::model::Local;
use crate::model::reference::Target;
use crate::parse::article::Article;
use crate::parse::faq::Question;

/// `compare.html`
pub(super) fn compare_page(context: &PageContext<'_, '_>) -> ComparePageView {
    let edition = context.desk.edition;
    ComparePageView {
        comparison: comparison::of_platforms(&edition.platforms, context),
        csv_path: edition.route("compare.csv").path,
        json_path: edition.route("compare.json").path,
    }
}

/// `faq.html`: each question once, under its first topic.
pub(super) fn faq_page(context: &PageContext<'_, '_>) -> FaqPageView {
    let desk = context.desk;
    let edition = desk.edition;
    let first =
        |found: &Local<'_, Question>| found.item.topics.first().map(|topic| topic.text.clone()).unwrap_or_default();
    let topic = |topic: &crate::parse::vocabulary::Word| {
        let (own, also): (Vec<_>, Vec<_>) =
            edition.about(topic.id.as_str()).partition(|found| first(found) == topic.id.text);
        TopicView {
            topic: entry_word(&topic.id, &topic.label, topic.help.as_ref()),
            questions: own.into_iter().map(|found| question::view(found, &context.inside_block())).collect(),
            also: also.into_iter().map(|found| question::link(found, desk)).collect(),
        }
    };
    let topics = edition.vocabulary.topics.iter().map(topic);
    FaqPageView {
        topics: topics.filter(|topic| !topic.questions.is_empty() || !topic.also.is_empty()).collect(),
        count: edition.questions.len(),
    }
}

/// `explainers.html` and `letters.html`
pub(super) fn cards(articles: &[Local<'_, Article>], folder: &str, context: &PageContext<'_, '_>) -> ArticlesPageView {
    ArticlesPageView { articles: articles.iter().map(|found| article::card(*found, &[folder], context)).collect() }
}

/// Explainers that share a topic with this one.
pub(super) fn related_explainers(article: Local<'_, Article>, desk: &Desk<'_, '_>) -> Vec<LinkView> {
    let shares =
        |other: &Article| other.topics.iter().any(|topic| article.topics.iter().any(|own| own.text == topic.text));
    let others = desk.edition.explainers.iter().filter(|other| other.id.text != article.id.text && shares(other.item));
    others
        .take(5)
        .map(|other| desk.link(other.id.as_str(), other.title.as_str(), &Target::Explainer(*other, None)))
        .collect()
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

/// `glossary.html`
pub(super) fn glossary(context: &PageContext<'_, '_>) -> GlossaryPageView {
    let mut terms: Vec<TermView> = context
        .desk
        .edition
        .vocabulary
        .glossary
        .iter()
        .map(|term| TermView {
            id: term.id.text.clone(),
            term: term.term.text.clone(),
            also: term.also.iter().map(|also| also.text.clone()).collect(),
            definition_html: html::inline(&term.definition, context),
        })
        .collect();
    terms.sort_by_key(|term| sort_key(&term.term));
    GlossaryPageView { terms }
}

/// The order of an index: by the slug, which ignores case and accents.
pub(super) fn sort_key(title: &str) -> (String, String) {
    (crate::text::slug::slug(title), title.to_owned())
}

/// `search.html`: the index from A to Z that needs no script.
pub(super) fn search_page(desk: &Desk<'_, '_>) -> SearchPageView {
    let edition = desk.edition;
    let mut entries: Vec<LinkView> = edition.questions.iter().map(|found| question::link(*found, desk)).collect();
    entries.extend(
        edition
            .vocabulary
            .glossary
            .iter()
            .map(|term| desk.link(term.id.as_str(), term.term.as_str(), &Target::Term(term))),
    );
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
    entries.sort_by_cached_key(|entry| (sort_key(&entry.title), entry.path.clone()));
    let mut letters: Vec<LetterView> = Vec::new();
    for entry in entries {
        let letter =
            sort_key(&entry.title).0.chars().next().map_or_else(String::new, |letter| letter.to_uppercase().collect());
        match letters.last_mut().filter(|known| known.letter == letter) {
            Some(known) => known.entries.push(entry),
            None => letters.push(LetterView { letter, entries: vec![entry] }),
        }
    }
    let topics = edition.vocabulary.topics.iter().filter(|topic| edition.about(topic.id.as_str()).next().is_some());
    let topics =
        topics.map(|topic| desk.link(topic.id.as_str(), topic.label.as_str(), &Target::Topic(topic))).collect();
    SearchPageView { letters, topics }
}
