//! No claim without proof.

use super::Checked;
use super::everything::proofs;
use super::vocabulary::unknown;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::slug::is_slug;

/// Every fact, data category, path, event and answer has a receipt that says something.
pub(super) fn receipts(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let known: Vec<&str> = checked.edition.sources.iter().map(|source| source.id.as_str()).collect();
    let letters = checked.edition.letters.iter().map(|letter| (&letter.item.proof, String::new()));
    for (proof, subject) in proofs(checked.edition).into_iter().chain(letters) {
        if proof.is_bare && !subject.is_empty() {
            let mut problem =
                Diagnostic::new(Code::MissingReceipt, proof.place.clone(), format!("{subject} has no receipt"))
                    .help("add `receipts:` with the id of the source that says so, and a `quote` or a `reading`");
            problem.related.extend(proof.end.clone().map(|end| (end, "`receipts` can stand below this".to_owned())));
            problems.push(problem);
        }
        for receipt in &proof.receipts {
            let id = &receipt.source;
            match checked.edition.source(id.as_str()) {
                None if is_slug(id.as_str()) => {
                    let kind = (Code::UnknownSource, "source");
                    problems.push(unknown(checked.edition, kind, id.as_str(), id.place.clone(), &known));
                }
                Some(source) if source.summary.is_none() && receipt.quote.is_none() && receipt.reading.is_none() => {
                    let message = format!("the receipt from `{}` says nothing", id.text);
                    let mut problem = Diagnostic::new(Code::BareReceipt, id.place.clone(), message)
                        .help("add a `quote` or a `reading`, or give the source a `summary`");
                    problem.related.push(source.summary_gap.clone());
                    problems.push(problem);
                }
                // What is no id was reported when the file was parsed.
                Some(_) | None => {}
            }
        }
    }
}

/// A source without an address says why.
pub(super) fn sources(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    for source in checked.edition.sources.iter().filter(|source| !source.has_address && source.note.is_none()) {
        let message = format!("the source `{}` has no address", source.id.text);
        let mut problem = Diagnostic::new(Code::UnlinkedSource, source.id.place.clone(), message)
            .help("add `url`, or say in `note` why there is none");
        problem.related.extend(source.url_gap.clone());
        problems.push(problem);
    }
}
