//! What may stay as it is: problems that an `allow:` covers are taken out, and an `allow:` that covers
//! none is a problem itself.

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::Document;

/// Problems that only some runs look for: an allowance for one of them is not stale when it is not there.
const ON_REQUEST: [Code; 2] = [Code::UnsavedSource, Code::UnreachableAddress];

/// The problems that are left.
pub(super) fn apply<'d>(documents: impl Iterator<Item = &'d Document>, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut stale = Vec::new();
    let mut is_allowed = vec![false; problems.len()];
    for document in documents {
        for allowance in &document.allowances {
            let mut is_used = false;
            for (problem, is_allowed) in problems.iter().zip(&mut is_allowed) {
                let covers = problem.code.name() == allowance.code.as_str()
                    && problem.place.as_ref().is_some_and(|place| allowance.covers(place));
                *is_allowed |= covers;
                is_used |= covers;
            }
            if !is_used && !ON_REQUEST.iter().any(|code| code.name() == allowance.code.as_str()) {
                let message = format!("there is no `{}` here any more", allowance.code.text);
                stale.push(
                    Diagnostic::new(Code::StaleAllowance, allowance.code.place.clone(), message)
                        .help("delete this entry, and `allow:` itself if nothing is left below it"),
                );
            }
        }
    }
    let left = problems.into_iter().zip(is_allowed).filter(|(_, is_allowed)| !is_allowed).map(|(problem, _)| problem);
    left.chain(stale).collect()
}
