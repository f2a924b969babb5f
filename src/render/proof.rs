//! Receipts and the two dates.

use super::context::Desk;
use super::view::{ProofView, ReceiptView};
use crate::parse::citations::CitationSource;
use crate::parse::receipt::{Proof, Receipt};
use crate::text::language;

/// A source by itself, with its summary as our reading.
pub(super) fn source(source: &CitationSource, number: usize, desk: &Desk<'_, '_>) -> ReceiptView {
    let foreign = source.language.clone().filter(|own| own != desk.edition.language);
    ReceiptView {
        id: source.id.text.clone(),
        number,
        publisher: source.publisher.text.clone(),
        title: source.title.text.clone(),
        language_name: foreign.as_deref().map(|tag| language::own_name(tag).to_owned()),
        language: foreign,
        url: source.url.clone(),
        archived: source.archived.clone(),
        kind: desk.word("source_kinds", &source.kind),
        seen: source.date.map(|date| desk.date(date)),
        quote: None,
        reading: source.summary.as_ref().map(|summary| summary.text.clone()),
        note: source.note.as_ref().map(|note| note.text.clone()),
        path: desk.edition.anchor("sources.html", source.id.as_str()).href(""),
    }
}

/// A receipt: its source with its own quote, reading and date.
fn receipt(receipt: &Receipt, number: usize, desk: &Desk<'_, '_>) -> Option<ReceiptView> {
    let mut view = source(desk.edition.source(receipt.source.as_str())?, number, desk);
    let own = receipt.quote.is_some() || receipt.reading.is_some();
    if own {
        view.reading = receipt.reading.as_ref().map(|reading| reading.text.clone());
    }
    view.quote = receipt.quote.as_ref().map(|quote| quote.text.clone());
    view.seen = desk.edition.seen(receipt).map(|date| desk.date(date));
    Some(view)
}

/// Everything that proves an entry.
pub(super) fn view(proof: &Proof, desk: &Desk<'_, '_>) -> ProofView {
    let receipts = proof.receipts.iter().enumerate().filter_map(|(at, own)| receipt(own, at + 1, desk)).collect();
    ProofView {
        receipts,
        confidence: desk.word("confidence", proof.confidence.word()),
        reviewed: proof.reviewed.map(|date| desk.date(date)),
        evidence: desk.edition.evidence(proof).map(|date| desk.date(date)),
        overdue: proof.reviewed.is_some_and(|date| desk.edition.due(date) < desk.site.as_of),
    }
}
