//! Walks over an edition: every text, every proof, every list of ids.

use crate::model::Edition;
use crate::parse::article::Article;
use crate::parse::entry::{Prose, Text};
use crate::parse::platform::{OptOutPath, Platform};
use crate::parse::receipt::Proof;

/// A piece of Markdown, and the letter it stands in, if it is one.
pub(super) struct Written<'d> {
    pub(super) prose: &'d Prose,
    pub(super) letter: Option<&'d Article>,
}

/// Every piece of Markdown of an edition.
pub(super) fn texts<'d>(edition: &Edition<'d>) -> Vec<Written<'d>> {
    let mut texts: Vec<&Prose> = edition.platforms.iter().flat_map(|found| of_platform(found.item)).collect();
    texts.extend(edition.questions.iter().flat_map(|found| [&found.item.short, &found.item.answer]));
    texts.extend(edition.vocabulary.glossary.iter().map(|term| &term.definition));
    texts.extend(&edition.settings.home.answer);
    texts.extend(edition.explainers.iter().chain(&edition.pages).flat_map(|found| of_article(found.item)));
    let mut texts: Vec<Written<'d>> = texts.into_iter().map(|prose| Written { prose, letter: None }).collect();
    for letter in &edition.letters {
        let own = of_article(letter.item).into_iter();
        texts.extend(own.map(|prose| Written { prose, letter: Some(letter.item) }));
    }
    texts
}

/// Every piece of Markdown of a platform.
pub(super) fn of_platform(own: &Platform) -> Vec<&Prose> {
    let mut texts: Vec<Option<&Prose>> = vec![Some(&own.summary), Some(&own.answer)];
    texts.extend(own.facts.iter().map(|fact| fact.note.as_ref()));
    texts.extend(own.data.iter().map(|data| data.note.as_ref()));
    texts.extend(own.events.iter().map(|event| event.text.as_ref()));
    let paths = own.opt_out.iter().flat_map(of_path);
    texts.into_iter().flatten().chain(paths).collect()
}

/// Every piece of Markdown of an opt-out path.
pub(super) fn of_path(path: &OptOutPath) -> Vec<&Prose> {
    let around = [path.excludes.as_ref(), path.unavailable.as_ref(), path.confirmation.as_ref()];
    let steps = path.surfaces.iter().flat_map(|surface| &surface.steps).map(|step| &step.action);
    std::iter::once(&path.covers).chain(around.into_iter().flatten()).chain(steps).collect()
}

/// Every piece of Markdown of an article.
pub(super) fn of_article(own: &Article) -> Vec<&Prose> {
    let around = [&own.summary, &own.helps_when, &own.helps_not_when];
    std::iter::once(&own.body).chain(around.into_iter().flatten()).collect()
}

/// Every proof that must hold a receipt, and what it proves.
pub(super) fn proofs<'d>(edition: &Edition<'d>) -> Vec<(&'d Proof, String)> {
    let mut proofs = Vec::new();
    for platform in &edition.platforms {
        let own = platform.item;
        proofs.extend(own.facts.iter().map(|fact| (&fact.proof, format!("the fact `{}`", fact.key.text))));
        proofs.extend(own.data.iter().map(|data| (&data.proof, format!("the data category `{}`", data.category.text))));
        proofs.extend(own.opt_out.iter().map(|path| (&path.proof, format!("the opt-out path `{}`", path.id.text))));
        proofs.extend(own.events.iter().map(|event| (&event.proof, format!("the event `{}`", event.id.text))));
    }
    proofs.extend(
        edition.questions.iter().map(|found| (&found.item.proof, format!("the question `{}`", found.item.id.text))),
    );
    proofs
}

/// The kinds of ids that entries use and the vocabulary or a file defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Region,
    AccountType,
    Topic,
    DataCategory,
    Platform,
    Explainer,
    Group,
}

/// Every id that an entry uses outside Markdown and receipts.
pub(super) fn uses<'d>(edition: &Edition<'d>) -> Vec<(Use, &'d Text)> {
    let mut uses: Vec<(Use, &'d Text)> = Vec::new();
    let mut add = |kind: Use, ids: &'d [Text]| uses.extend(ids.iter().map(|id| (kind, id)));
    for platform in &edition.platforms {
        let own = platform.item;
        for fact in &own.facts {
            add(Use::Region, &fact.regions);
            add(Use::AccountType, &fact.accounts);
        }
        for data in &own.data {
            add(Use::Region, &data.regions);
            add(Use::DataCategory, std::slice::from_ref(&data.category));
        }
        for path in &own.opt_out {
            add(Use::Region, &path.regions);
            add(Use::AccountType, &path.accounts);
        }
        own.events.iter().for_each(|event| add(Use::Region, &event.regions));
        add(Use::Explainer, own.explainer.as_slice());
    }
    for question in &edition.questions {
        add(Use::Region, &question.item.regions);
        add(Use::Topic, &question.item.topics);
        add(Use::Platform, &question.item.platforms);
    }
    for article in edition.explainers.iter().chain(&edition.letters) {
        add(Use::Region, &article.item.regions);
        add(Use::Topic, &article.item.topics);
        add(Use::Platform, &article.item.platforms);
    }
    for region in &edition.vocabulary.regions {
        add(Use::Region, region.within.as_slice());
    }
    for row in &edition.comparison.rows {
        add(Use::Group, std::slice::from_ref(&row.group));
    }
    uses
}
