//! Ids that other sites rely on go on answering.

use std::collections::BTreeSet;

use super::Checked;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::Edition;
use crate::model::embed::{Embed, is_id};

/// The ids that answer, tombstones left out.
fn answering(edition: &Edition<'_>) -> BTreeSet<String> {
    let living = edition.embeds().into_iter().filter(|embed| !matches!(embed, Embed::Gone(_)));
    living.flat_map(|embed| embed.former().into_iter().map(str::to_owned).chain([embed.id()])).collect()
}

/// A tombstone stands for an id that is gone, and leads to a question that is there.
pub(super) fn tombstones(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let edition = checked.edition;
    if edition.tombstones.is_empty() {
        return;
    }
    let answering = answering(edition);
    for tombstone in &edition.tombstones {
        let id = &tombstone.id;
        if !is_id(id.as_str()) {
            let message = format!("`{}` is no id that could be embedded", id.text);
            let help = "write it as in `content/ids.lock`: a question's id, `topic--ID` or `steps--PLATFORM`";
            problems.push(Diagnostic::new(Code::MalformedId, id.place.clone(), message).help(help));
        } else if answering.contains(id.as_str()) {
            let message = format!("the tombstone's id `{}` still answers", id.text);
            let help = "take the tombstone away, or take the id off the question that has it";
            problems.push(Diagnostic::new(Code::TombstoneInUse, id.place.clone(), message).help(help));
        }
        let lost = tombstone.see.as_ref().filter(|see| edition.question(see.as_str()).is_none());
        if let Some(see) = lost {
            let known = edition.questions.iter().map(|question| question.item.id.as_str());
            let near = nearest(see.as_str(), known).map(|near| format!("did you mean `{near}`?"));
            let message = format!("there is no question `{}`", see.text);
            problems.push(Diagnostic::new(Code::UnknownQuestion, see.place.clone(), message).maybe_help(near));
        }
    }
}

/// Every id of the lock answers, under this id or as a former one, or has a tombstone.
pub(super) fn locked_ids(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let edition = checked.edition;
    if edition.lock.is_empty() {
        return;
    }
    let answering = answering(edition);
    let buried: BTreeSet<&str> = edition.tombstones.iter().map(|tombstone| tombstone.id.as_str()).collect();
    for id in edition.lock {
        if answering.contains(id.as_str()) || buried.contains(id.as_str()) {
            continue;
        }
        if !is_id(id.as_str()) {
            let message = format!("`{}` is no id that could be embedded", id.text);
            let help = "restore the file from your history, or take the line out; `faqtual lock` writes one id a line";
            problems.push(Diagnostic::new(Code::MalformedId, id.place.clone(), message).help(help));
            continue;
        }
        let message = format!("nothing answers to `{}` any more, and other sites may embed it", id.text);
        problems.push(Diagnostic::new(Code::VanishedId, id.place.clone(), message).help(cure(id.as_str(), edition)));
    }
}

/// What to do about an id that vanished.
fn cure(id: &str, edition: &Edition<'_>) -> String {
    let buried = format!("add a tombstone with `id: {id}` and `why:` to `content/tombstones.yaml`");
    if id.contains("--") || id == crate::model::embed::COMPARE {
        return format!("bring it back, or {buried}");
    }
    let near = nearest(id, edition.questions.iter().map(|question| question.item.id.as_str()));
    let heir = near
        .map_or_else(|| "the question that answers it now".to_owned(), |near| format!("`{near}`, if that is it now"));
    format!("add `former: [{id}]` to {heir}; or {buried}")
}
