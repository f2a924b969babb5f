//! No claim without proof.

use std::cell::LazyCell;

use super::Checked;
use super::everything::proofs;
use super::examples::{Examples, in_full};
use super::vocabulary::unknown;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::receipt::{Proof, Subject};
use crate::text::slug::is_slug;

/// Every fact, data category, path, event and answer has a receipt that says something.
pub(super) fn receipts(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let known: Vec<&str> = checked.edition.sources.iter().map(|source| source.id.as_str()).collect();
    let letters = checked.edition.letters.iter().map(|letter| (&letter.item.proof, String::new()));
    let examples = LazyCell::new(|| Examples::new(checked.edition));
    for (proof, subject) in proofs(checked.edition).into_iter().chain(letters) {
        if proof.is_bare && !subject.is_empty() {
            let message = format!("{subject} has no receipt");
            let mut problem =
                Diagnostic::new(Code::MissingReceipt, proof.place.clone(), message).help(cure(&examples, proof));
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
                    let mut problem = Diagnostic::new(Code::BareReceipt, id.place.clone(), message).help(format!(
                        "write what the source says in place of this, or give the source a `summary` in `content/sources.yaml`\n{}",
                        in_full(id.as_str())
                    ));
                    problem.related.push(source.summary_gap.clone());
                    problems.push(problem);
                }
                // What is no id was reported when the file was parsed.
                Some(_) | None => {}
            }
        }
    }
}

/// How to add a receipt.
fn cure(examples: &Examples<'_>, proof: &Proof) -> String {
    let file = &proof.place.file;
    let looked_in = match proof.subject {
        Subject::Fact | Subject::Data => " (for `not-stated`, the source you looked in)",
        _ => "",
    };
    let names = examples.names(file);
    format!("name the source that says so{looked_in}: {names}\n{}", examples.forms(file).join("\nor\n"))
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
