//! Questions with their answers.

use super::context::{Desk, PageContext};
use super::view::{LinkView, QuestionView};
use super::{html, proof};
use crate::model::Local;
use crate::model::reference::Target;
use crate::parse::faq::Question;
use crate::parse::tombstone::Tombstone;

/// A question with everything.
pub(super) fn view(question: Local<'_, Question>, context: &PageContext<'_, '_>) -> QuestionView {
    let desk = context.desk;
    let scope = format!("{}--", question.id.as_str());
    QuestionView {
        id: question.id.text.clone(),
        path: link(question, desk).path,
        language: (question.language != desk.edition.language).then(|| question.language.to_owned()),
        question: question.question.text.clone(),
        also: question.also.iter().map(|also| also.text.clone()).collect(),
        short_html: html::inline(&question.short, context),
        short: desk.plain(&question.short),
        answer_html: html::blocks(&question.answer, &scope, 1, context),
        kind: desk.word("question_kinds", &question.kind),
        platforms: desk.platforms(&question.platforms),
        regions: desk.regions(&question.regions),
        topics: desk.topics(&question.topics),
        proof: proof::view(&question.proof, desk),
    }
}

/// A link to a question's permanent page.
pub(super) fn link(question: Local<'_, Question>, desk: &Desk<'_, '_>) -> LinkView {
    desk.link(question.id.as_str(), question.question.as_str(), &Target::Question(question))
}

/// The question to read in place of one that is gone.
pub(super) fn instead_of(tombstone: &Tombstone, desk: &Desk<'_, '_>) -> Option<LinkView> {
    let see = tombstone.see.as_ref()?;
    desk.edition.question(see.as_str()).map(|found| link(found, desk))
}

/// Questions that share most with this one: a platform counts more than a topic.
pub(super) fn related(question: Local<'_, Question>, desk: &Desk<'_, '_>, most: usize) -> Vec<LinkView> {
    let shared = |own: &[crate::parse::entry::Text], other: &[crate::parse::entry::Text]| {
        own.iter().filter(|text| other.iter().any(|also| also.text == text.text)).count()
    };
    let likeness = |other: &Question| {
        shared(&question.topics, &other.topics) * 2 + shared(&question.platforms, &other.platforms) * 3
    };
    let mut near = desk.edition.questions_like(question.item);
    near.sort_by_key(|other| std::cmp::Reverse(likeness(other.item)));
    near.into_iter().take(most).map(|other| link(other, desk)).collect()
}
