//! A site to its problems. One function a rule; each sees one edition. Finished pages have a rule of their own.
//!
//! Invariant: reports, never mends; what one file alone gets wrong was reported when it was parsed.

pub mod addresses;
mod allowances;
mod completeness;
mod everything;
mod examples;
mod identity;
mod known;
mod names;
mod pages;
mod plain;
mod promises;
mod prose;
pub mod quotes;
mod receipts;
mod references;
mod repeats;
mod statements;
mod structure;
mod unused;
mod vocabulary;
mod words;

use std::sync::Arc;

pub use pages::page;

use crate::cores;
use crate::diagnostic::{Code, Diagnostic};
use crate::memo::{Digest, Recall};
use crate::model::{Edition, Site};
use crate::parse::{Content, Document, Kind};
use crate::source::Sources;
use known::Known;

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
    statements::once,
    statements::in_every_language,
    identity::routes,
    promises::tombstones,
    promises::locked_ids,
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
    unused::entries,
    unused::facts,
    repeats::paragraphs,
];

/// Problems of single documents, by the digest of all they depend on.
pub type Findings = Recall<Arc<Vec<Diagnostic>>>;

/// Everything that is wrong with a site and may not stay: what its files get wrong by themselves, and what they
/// get wrong together.
#[must_use]
pub fn site(site: &Site<'_>, documents: &[Arc<Document>], sources: &Sources, findings: &Findings) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> =
        documents.iter().flat_map(|document| document.problems.iter().cloned()).collect();
    let (of_rules, of_texts) = rayon::join(|| rules(site, sources), || texts(site, documents, findings));
    problems.extend(of_rules);
    problems.extend(identity::unlisted_languages(site, sources));
    problems.extend(names::names(sources));
    problems.extend(of_texts);
    problems.retain(|problem| !rests_on(problem.code).iter().any(|kind| site.unread.contains(kind)));
    if problems.iter().any(|problem| problem.is_error() && !is_unknown(problem.code)) {
        // What is not used may be what an error stands in the way of. A name that is not there stands in no way, and
        // both together tell of an entry whose id was changed.
        problems.retain(|problem| problem.code != Code::UnusedEntry);
    }
    let allowing = documents.iter().map(|document| &**document).filter(|document| edition_of(site, document).is_some());
    let mut left = allowances::apply(allowing, problems);
    // What could not be read may hold what an allowance is for.
    left.retain(|problem| problem.code != Code::StaleAllowance || site.unread.is_empty());
    left
}

/// What each rule finds in each edition.
fn rules(site: &Site<'_>, sources: &Sources) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for edition in &site.editions {
        let checked = Checked { site, edition, sources };
        let found = cores::each(RULES, |rule| {
            let mut problems = Vec::new();
            rule(&checked, &mut problems);
            problems
        });
        problems.extend(found.into_iter().flatten());
    }
    problems
}

/// Of problems that were looked for on request, those that no file allows.
#[must_use]
pub fn unallowed(documents: &[Arc<Document>], problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut left = allowances::apply(documents.iter().map(|document| &**document), problems);
    left.retain(|problem| problem.code != Code::StaleAllowance);
    left
}

/// What the texts of each document get wrong, on all cores, each version of a document once.
fn texts(site: &Site<'_>, documents: &[Arc<Document>], findings: &Findings) -> Vec<Diagnostic> {
    let facts = documents.iter().filter(|document| matches!(document.kind, Kind::Platform | Kind::Comparison));
    let facts: Vec<Digest> = facts.map(|document| document.digest).collect();
    let facts = Digest::of_parts(facts.iter().map(Digest::bytes));
    let known: Vec<Known<'_, '_>> = site.editions.iter().map(|edition| Known::new(edition, site.as_of)).collect();
    let as_of = site.as_of.to_string();
    let found: Vec<Option<Arc<Vec<Diagnostic>>>> = cores::each(documents, |document| {
        let at = edition_of(site, document)?;
        let language = site.editions[at].language;
        let key = [document.digest.bytes(), facts.bytes(), language.as_bytes(), as_of.as_bytes()];
        let make = || Arc::new(prose::document(document, language, &known[at]));
        Some(findings.get(Digest::of_parts(key), make))
    });
    found.iter().flatten().flat_map(|found| found.iter().cloned()).collect()
}

/// The edition that a document was written for; `None` for a draft that is not shown, and for a language that
/// is not listed.
fn edition_of(site: &Site<'_>, document: &Document) -> Option<usize> {
    let at = match &document.language {
        None => 0,
        Some(language) => site.editions.iter().position(|edition| edition.language == language)?,
    };
    let edition = site.editions.get(at)?;
    let is_shown = match &document.content {
        Content::Explainer(own) | Content::Letter(own) | Content::Page(own) => {
            !own.draft || !edition.drafts.contains(&own.id.as_str())
        }
        _ => true,
    };
    is_shown.then_some(at)
}

/// Whether a problem is that a name leads nowhere.
fn is_unknown(code: Code) -> bool {
    matches!(code, Code::UnknownSource | Code::UnknownRegion | Code::UnknownTopic | Code::VanishedId)
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
        Code::VanishedId => &[Kind::Faq, Kind::Platform, Kind::Vocabulary, Kind::Comparison, Kind::Tombstones],
        _ => &[],
    }
}
