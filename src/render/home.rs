//! The first page.

use super::context::PageContext;
use super::view::HomeView;
use super::{event, html, lists, platform, question};

/// How many explainers the first page shows; all of them have a page.
const MOST_EXPLAINERS: usize = 12;

/// `home.html`
pub(super) fn view(context: &PageContext<'_, '_>) -> HomeView {
    let desk = context.desk;
    let edition = desk.edition;
    let home = &edition.settings.home;
    let mut latest: Vec<_> = edition
        .platforms
        .iter()
        .flat_map(|platform| event::newest_first(*platform).into_iter().map(|(date, event)| (date, *platform, event)))
        .filter(|(date, _, _)| *date <= desk.site.as_of)
        .collect();
    latest.sort_by(|left, right| (right.0, &left.2.id.text).cmp(&(left.0, &right.2.id.text)));
    let questions = home.questions.iter().filter_map(|id| edition.question(id.as_str()));
    HomeView {
        question: home
            .question
            .as_ref()
            .map_or_else(|| edition.settings.title.text.clone(), |question| question.text.clone()),
        answer_html: home.answer.as_ref().map(|answer| html::blocks(answer, "home--", 1, context)),
        platforms: edition.platforms.iter().map(|platform| platform::view(*platform, context)).collect(),
        questions: questions.map(|found| question::view(found, &context.inside_block())).collect(),
        explainers: lists::cards(
            edition.explainers.get(..MOST_EXPLAINERS).unwrap_or(&edition.explainers),
            "explainers",
            context,
        )
        .articles,
        latest: latest
            .into_iter()
            .take(5)
            .filter_map(|(_, platform, own)| event::view(platform, own, context))
            .collect(),
        question_count: edition.questions.len(),
    }
}
