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
        url_at_quote: None,
        archived: source.archived.clone(),
        kind: desk.word("source_kinds", &source.kind),
        seen: source.date.map(|date| desk.date(date)),
        quote: None,
        reading: source.summary.as_ref().map(|summary| summary.text.clone()),
        note: source.note.as_ref().map(|note| note.text.clone()),
        path: desk.edition.anchor(&desk.edition.listing.source_path(source.id.as_str()), source.id.as_str()).href(""),
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
    view.url_at_quote = view.url.as_deref().zip(view.quote.as_deref()).and_then(|(url, quote)| at_quote(url, quote));
    view.seen = desk.edition.seen(receipt).map(|date| desk.date(date));
    Some(view)
}

/// A web page's address at words that stand in it (URL Fragment Text Directives, WICG). A long quote is given by
/// its first and last words, a quote with a gap by the longest part; a browser that knows no such links opens the
/// page at its top.
fn at_quote(url: &str, quote: &str) -> Option<String> {
    const WHOLE: usize = 12;
    const END: usize = 5;
    let is_page = url.starts_with("http") && !url.contains('#') && !url.to_ascii_lowercase().ends_with(".pdf");
    if !is_page {
        return None;
    }
    let parts = quote.split(['…', '[', ']']).flat_map(|part| part.split("..."));
    let longest = parts.map(str::trim).max_by_key(|part| part.chars().count()).filter(|part| !part.is_empty())?;
    let words: Vec<&str> = longest.split_whitespace().collect();
    let encoded = |words: &[&str]| {
        percent_encoding::utf8_percent_encode(&words.join(" "), percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let directive = if words.len() <= WHOLE {
        encoded(&words)
    } else {
        format!("{},{}", encoded(&words[..END]), encoded(&words[words.len() - END..]))
    };
    Some(format!("{url}#:~:text={directive}"))
}

/// After so many days even the newest evidence is called old.
const AGED_DAYS: i32 = 730;

/// Everything that proves an entry.
pub(super) fn view(proof: &Proof, desk: &Desk<'_, '_>) -> ProofView {
    let receipts = proof.receipts.iter().enumerate().filter_map(|(at, own)| receipt(own, at + 1, desk)).collect();
    let evidence = desk.edition.evidence(proof);
    ProofView {
        receipts,
        confidence: desk.word("confidence", proof.confidence.word()),
        reviewed: proof.reviewed.map(|date| desk.date(date)),
        evidence: evidence.map(|date| desk.date(date)),
        overdue: proof.reviewed.is_some() && desk.edition.due(proof).is_some_and(|due| due < desk.site.as_of),
        aged: evidence.is_some_and(|date| date.days_until(&desk.site.as_of) > AGED_DAYS),
    }
}

#[cfg(test)]
mod tests {
    use super::at_quote;

    #[test]
    fn a_link_leads_to_the_quote() {
        let at = |url, quote| at_quote(url, quote).unwrap_or_default();
        assert_eq!(
            at("https://a.example/b", "opt-out, at any time"),
            "https://a.example/b#:~:text=opt%2Dout%2C%20at%20any%20time"
        );
        assert_eq!(
            at("https://a.example/b", "one two three four five six seven eight nine ten eleven twelve thirteen"),
            "https://a.example/b#:~:text=one%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%20thirteen"
        );
        assert_eq!(
            at("https://a.example/b", "We … may use the data"),
            "https://a.example/b#:~:text=may%20use%20the%20data"
        );
        for (url, quote) in
            [("https://a.example/b.pdf", "x"), ("https://a.example/b#c", "x"), ("https://a.example", "…")]
        {
            assert_eq!(at_quote(url, quote), None, "{url}");
        }
    }
}
