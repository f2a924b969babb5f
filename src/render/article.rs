//! Explainers, letters and pages.

use super::context::PageContext;
use super::view::{ArticleView, BlankView, HeadingView, ProofView};
use super::{html, proof};
use crate::model::Local;
use crate::parse::article::Article;

/// An article without its text. `folder` is what stands before its name in its path, if anything.
pub(super) fn card(article: Local<'_, Article>, folder: &[&str], context: &PageContext<'_, '_>) -> ArticleView {
    let desk = context.desk;
    let mut path = folder.join("/");
    if !path.is_empty() {
        path.push('/');
    }
    path.push_str(article.id.as_str());
    ArticleView {
        id: article.id.text.clone(),
        path: desk.edition.route(&format!("{path}.html")).href(""),
        title: article.title.text.clone(),
        description: article.description.text.clone(),
        language: (article.language != desk.edition.language).then(|| article.language.to_owned()),
        summary_html: article.summary.as_ref().map(|summary| html::inline(summary, context)),
        body_html: String::new(),
        contents: Vec::new(),
        reading_time: desk.words.count("counts.minutes", article.body.outline.minutes()),
        platforms: desk.platforms(&article.platforms),
        regions: desk.regions(&article.regions),
        topics: desk.topics(&article.topics),
        proof: proof::view(&article.proof, desk),
    }
}

/// An article with its text, its table of contents and what it cites.
pub(super) fn whole(article: Local<'_, Article>, folder: &[&str], context: &PageContext<'_, '_>) -> ArticleView {
    let mut view = card(article, folder, context);
    view.body_html = html::blocks(&article.body, "", 0, context);
    view.contents = contents(article);
    cited(&mut view.proof, context);
    view
}

fn contents(article: Local<'_, Article>) -> Vec<HeadingView> {
    let headings = article.body.outline.headings.iter().filter(|heading| heading.level == 2);
    headings.map(|heading| HeadingView { level: 2, id: heading.id.clone(), text: heading.text.clone() }).collect()
}

/// What the text cites by number comes first; receipts that it does not cite follow.
fn cited(view: &mut ProofView, context: &PageContext<'_, '_>) {
    let desk = context.desk;
    let citations = context.citations.borrow();
    let mut receipts: Vec<_> =
        citations.iter().enumerate().map(|(at, source)| proof::source(source, at + 1, desk)).collect();
    for receipt in view.receipts.drain(..) {
        if let Some(known) = receipts.iter_mut().find(|known| known.id == receipt.id) {
            *known = super::view::ReceiptView { number: known.number, ..receipt };
        } else {
            let number = receipts.len() + 1;
            receipts.push(super::view::ReceiptView { number, ..receipt });
        }
    }
    let newest = citations.iter().filter_map(|source| source.date).max().map(|date| desk.date(date));
    view.evidence = [view.evidence.take(), newest].into_iter().flatten().max_by(|left, right| left.iso.cmp(&right.iso));
    view.receipts = receipts;
}

/// A letter's blanks.
pub(super) fn blanks(article: Local<'_, Article>) -> Vec<BlankView> {
    let text = |text: &Option<crate::parse::entry::Text>| text.as_ref().map(|text| text.text.clone());
    article
        .blanks
        .iter()
        .map(|blank| BlankView {
            id: blank.id.text.clone(),
            label: blank.label.text.clone(),
            help: text(&blank.help),
            example: text(&blank.example),
        })
        .collect()
}
