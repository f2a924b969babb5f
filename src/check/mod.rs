//! A site to its problems. One function a rule; each sees one edition.
//!
//! Invariant: reports, never mends; what one file alone gets wrong was reported when it was parsed.

mod completeness;
mod everything;
mod identity;
mod receipts;
mod references;
mod structure;
mod vocabulary;

use crate::diagnostic::Diagnostic;
use crate::model::{Edition, Site};
use crate::source::Sources;

/// What rules see: an edition, and the files it may link to.
struct Checked<'c, 'd> {
    site: &'c Site<'d>,
    edition: &'c Edition<'d>,
    sources: &'c Sources,
}

/// A rule.
type Rule = fn(&Checked<'_, '_>, &mut Vec<Diagnostic>);

const RULES: &[Rule] = &[
    identity::ids,
    identity::former_ids,
    identity::facts,
    identity::routes,
    vocabulary::uses,
    vocabulary::region_cycles,
    receipts::receipts,
    receipts::sources,
    references::links,
    references::menu_and_home,
    completeness::values,
    completeness::facts,
    completeness::data_categories,
    completeness::steps,
    structure::texts,
    structure::blanks,
];

/// Everything that is wrong with a site beyond its single files.
#[must_use]
pub fn site(site: &Site<'_>, sources: &Sources) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for edition in &site.editions {
        let checked = Checked { site, edition, sources };
        for rule in RULES {
            rule(&checked, &mut problems);
        }
    }
    problems.extend(identity::unlisted_languages(site, sources));
    problems
}
