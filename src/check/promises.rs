//! Ids that other sites rely on go on answering.

use std::collections::BTreeSet;

use super::Checked;
use super::vocabulary::home_of;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, nearest};
use crate::model::Edition;
use crate::model::embed::{Embed, is_id};
use crate::parse::entry::Text;
use crate::source::Place;

/// The ids that answer, tombstones left out.
fn answering(edition: &Edition<'_>) -> BTreeSet<String> {
    let living = edition.embeddable().into_iter().filter(|embed| !matches!(embed, Embed::Gone(_)));
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
            problems.push(in_use(id, edition));
        }
        let lost = tombstone.see.as_ref().filter(|see| edition.question(see.as_str()).is_none());
        if let Some(see) = lost {
            let known = edition.questions.iter().map(|question| question.item.id.as_str());
            let near = did_you_mean(see.as_str(), known);
            let message = format!("there is no question `{}`", see.text);
            problems.push(Diagnostic::new(Code::UnknownQuestion, see.place.clone(), message).maybe_help(near));
        }
    }
}

/// A tombstone of what is still there, and where that is.
fn in_use(id: &Text, edition: &Edition<'_>) -> Diagnostic {
    let is_it = |embed: &Embed<'_>| embed.id() == id.text || embed.former().contains(&id.as_str());
    let (name, holder) = match edition.embeddable().into_iter().find(is_it) {
        Some(Embed::Question(question)) => {
            let former = question.item.former.iter().find(|former| former.text == id.text);
            (format!("the question `{}`", question.id.text), Some(former.unwrap_or(&question.item.id)))
        }
        Some(Embed::Topic(topic)) => (format!("the topic `{}`", topic.id.text), Some(&topic.id)),
        Some(Embed::Steps(platform)) => {
            (format!("the platform `{}`", platform.id.text), platform.item.opt_out.first().map(|path| &path.id))
        }
        _ => ("the comparison".to_owned(), edition.comparison.rows.first().map(|row| &row.id)),
    };
    let message = format!("`{}` is not gone: {name} answers to it", id.text);
    let problem = Diagnostic::new(Code::TombstoneInUse, id.place.clone(), message)
        .help("take the tombstone out; or, if it is right, take out what still answers");
    match holder {
        Some(holder) => problem.related(holder.place.clone(), "answers"),
        None => problem,
    }
}

/// Every id of the lock answers, under this id or as a former one, or has a tombstone.
pub(super) fn locked_ids(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let edition = checked.edition;
    let Some(first) = edition.lock.first() else { return };
    if !edition.has_embeds {
        let message = "`embeds: false` takes back the ids that are written down here, and other sites may embed them";
        let help = "take `embeds: false` out of `content/site.yaml`; or, if nobody embeds them, remove this file";
        problems.push(Diagnostic::new(Code::VanishedId, first.place.clone(), message).help(help));
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
        let problem = Diagnostic::new(Code::VanishedId, id.place.clone(), message).help(cure(id.as_str(), edition));
        problems.push(
            trace(id.as_str(), edition)
                .into_iter()
                .fold(problem, |problem, (place, role)| problem.related(place, role)),
        );
    }
}

/// Where to look for a question that vanished: the question that took its place, or the end of its file.
fn trace(id: &str, edition: &Edition<'_>) -> Option<(Place, &'static str)> {
    if let Some(heir) = heir(id, edition) {
        return Some((heir.place.clone(), "this is the nearest"));
    }
    let questions: Vec<&Text> = edition.questions.iter().map(|question| &question.item.id).collect();
    home_of(id, &questions).map(|file| (Place::end(file), "the file ends here"))
}

/// The question that may be what had this id: the only one that is new since the lock was written, or the one whose
/// id is most like it.
fn heir<'e>(id: &str, edition: &'e Edition<'_>) -> Option<&'e Text> {
    let questions = || edition.questions.iter().map(|question| &question.item.id);
    let mut new = questions().filter(|question| !edition.lock.iter().any(|known| known.text == question.text));
    if let (Some(one), None) = (new.next(), new.next()) {
        return Some(one);
    }
    let near = nearest(id, questions().map(Text::as_str))?;
    questions().find(|question| question.as_str() == near)
}

/// What to do about an id that vanished.
fn cure(id: &str, edition: &Edition<'_>) -> String {
    let buried = format!("add a tombstone with `id: {id}` and `why:` to `content/tombstones.yaml`");
    if id.contains("--") || id == crate::model::embed::COMPARE {
        return format!("bring it back, or {buried}");
    }
    let heir = heir(id, edition).map_or_else(
        || "the question that answers it now".to_owned(),
        |heir| format!("`{}`, if that is it now", heir.text),
    );
    format!("add `former: [{id}]` to {heir}; or {buried}")
}
