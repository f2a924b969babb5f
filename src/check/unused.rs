//! Nothing is kept that nothing uses.

use rustc_hash::FxHashSet;

use super::Checked;
use super::everything::{self, Use};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::reference::Reference;
use crate::parse::entry::Text;
use crate::parse::platform::Fact;

/// Sources, regions and topics that nothing names.
pub(super) fn entries(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let edition = checked.edition;
    let used = used(checked);
    let mut report = |kind: &str, id: &Text, help: &str| {
        let message = format!("nothing uses the {kind} `{}`", id.text);
        problems.push(Diagnostic::new(Code::UnusedEntry, id.place.clone(), message).help(help));
    };
    for source in edition.sources.iter().filter(|source| !used.sources.contains(source.id.as_str())) {
        let help = format!("cite it in a receipt (`receipts: [{}]`), or take it out", source.id.text);
        report("source", &source.id, &help);
    }
    for region in &edition.vocabulary.regions {
        if !region.has_page && !used.regions.contains(region.id.as_str()) {
            let id = &region.id.text;
            let help = format!("name it (`regions: [{id}]`), give it a page (`page: true`), or take it out");
            report("region", &region.id, &help);
        }
    }
    for topic in edition.vocabulary.topics.iter().filter(|topic| !used.topics.contains(topic.id.as_str())) {
        let help = format!("give it to a question (`topics: [{}]`), or take it out", topic.id.text);
        report("topic", &topic.id, &help);
    }
}

/// Facts that say for a region what they say everywhere anyway.
pub(super) fn facts(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    for platform in &checked.edition.platforms {
        for fact in platform.item.facts.iter().filter(|fact| !fact.regions.is_empty()) {
            let entries = checked.edition.facts(platform.id.as_str(), fact.key.as_str());
            let everywhere =
                entries.iter().find(|other| other.regions.is_empty() && ids(&other.accounts).eq(ids(&fact.accounts)));
            let Some(everywhere) = everywhere.filter(|everywhere| says(everywhere) == says(fact)) else { continue };
            let message = format!("`{}` says for this region what it says everywhere", fact.key.text);
            problems.push(
                Diagnostic::new(Code::UnusedEntry, fact.key.place.clone(), message)
                    .help("take it out, and put its receipts to the other entry")
                    .related(everywhere.key.place.clone(), "everywhere"),
            );
        }
    }
}

fn ids(texts: &[Text]) -> impl Iterator<Item = &str> {
    texts.iter().map(Text::as_str)
}

/// What readers are told by a fact.
fn says(fact: &Fact) -> (&str, Option<&str>, Option<&str>, Option<&str>) {
    let words = fact.words.as_ref().map(Text::as_str);
    (fact.value.as_str(), words, fact.note.as_ref().map(|note| note.text.as_str()), fact.link.as_deref())
}

/// The ids that something names.
#[derive(Default)]
struct Used<'d> {
    sources: FxHashSet<&'d str>,
    regions: FxHashSet<&'d str>,
    topics: FxHashSet<&'d str>,
}

fn used<'d>(checked: &Checked<'_, 'd>) -> Used<'d> {
    let edition = checked.edition;
    let mut used = Used::default();
    let articles =
        edition.explainers.iter().chain(&edition.letters).chain(&edition.pages).map(|found| &found.item.proof);
    let proofs = everything::proofs(edition).into_iter().map(|(proof, _)| proof).chain(articles);
    used.sources.extend(proofs.flat_map(|proof| &proof.receipts).map(|receipt| receipt.source.as_str()));
    for (kind, id) in everything::uses(edition) {
        match kind {
            Use::Region => used.regions.insert(id.as_str()),
            Use::Topic => used.topics.insert(id.as_str()),
            _ => false,
        };
    }
    for link in everything::texts(edition).into_iter().flat_map(|written| &written.prose.outline.links) {
        match Reference::parse(&link.target) {
            Reference::Own("source", id) => {
                used.sources.insert(id);
            }
            Reference::Own("fact", rest) => used.regions.extend(rest.split_once('@').map(|(_, region)| region)),
            Reference::Own("faq", rest) => used.topics.extend(rest.strip_prefix("topic/")),
            _ => {}
        }
    }
    used
}
