//! A site to its problems. One function a rule; each sees one edition. Finished pages have a rule of their own.
//!
//! Invariant: reports, never mends; what one file alone gets wrong was reported when it was parsed.

mod completeness;
mod everything;
mod identity;
mod names;
mod pages;
mod receipts;
mod references;
mod structure;
mod vocabulary;

pub use pages::page;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Edition, Site};
use crate::parse::Kind;
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
    completeness::history,
    completeness::facts,
    completeness::data_categories,
    completeness::steps,
    structure::texts,
    structure::bodies,
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
    problems.extend(names::names(sources));
    problems.retain(|problem| !rests_on(problem.code).iter().any(|kind| site.unread.contains(kind)));
    problems
}

/// The kinds of files that a problem is known from: when one of them could not be read, the problem may
/// be none, and saying it would bury the real one.
fn rests_on(code: Code) -> &'static [Kind] {
    match code {
        Code::UnknownSource | Code::BareReceipt => &[Kind::Sources],
        Code::UnknownRegion
        | Code::UnknownAccountType
        | Code::UnknownTopic
        | Code::UnknownDataCategory
        | Code::UnknownTerm => &[Kind::Vocabulary],
        Code::UnknownRow | Code::UnknownGroup | Code::UnnamedFact | Code::WrongFactValue => &[Kind::Comparison],
        Code::UnknownPlatform | Code::UnknownFact | Code::FactNotInRegion | Code::UnknownPath | Code::UnknownEvent => {
            &[Kind::Platform, Kind::Vocabulary]
        }
        Code::UnknownQuestion => &[Kind::Faq],
        Code::UnknownExplainer => &[Kind::Explainer],
        Code::UnknownLetter => &[Kind::Letter],
        Code::UnknownPage => &[Kind::Page],
        Code::DeadAnchor | Code::DeadLink => &[Kind::Explainer, Kind::Letter, Kind::Page],
        Code::UnlistedLanguage => &[Kind::Settings],
        _ => &[],
    }
}
