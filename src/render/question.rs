//! Questions with their answers.

use super::context::{Desk, PageContext};
use super::view::{LinkView, QuestionView};
use super::{html, proof};
use crate::model::Local;
use crate::model::reference::Target;
use crate::parse::faq::Question;

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

/// Questions that share most with this one: a platform counts more than a topic.
pub(super) fn related(question: Local<'_, Question>, desk: &Desk<'_, '_>, most: usize) -> Vec<LinkView> {
    let shared = |own: &[crate::parse::entry::Text], other: &[crate::parse::entry::Text]| {
        own.iter().filter(|text| other.iter().any(|also| also.text == text.text)).count()
    };
    let mut near: Vec<(usize, usize)> = Vec::new();
    for (at, other) in desk.edition.questions.iter().enumerate() {
        let topics = shared(&question.topics, &other.topics);
        if topics > 0 && other.id.text != question.id.text {
            near.push((topics * 2 + shared(&question.platforms, &other.platforms) * 3, at));
        }
    }
    near.sort_by_key(|(likeness, at)| (std::cmp::Reverse(*likeness), *at));
    near.truncate(most);
    near.into_iter().map(|(_, at)| link(desk.edition.questions[at], desk)).collect()
}
