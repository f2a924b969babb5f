//! Every id names one thing, every address one page.

use std::collections::BTreeMap;

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::model::embed::RESERVED;
use crate::model::route::FOLDERS;
use crate::parse::entry::Text;
use crate::source::Sources;
use crate::text::language;

/// No two entries of a kind have one id.
pub(super) fn ids(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let edition = checked.edition;
    let vocabulary = edition.vocabulary;
    let platforms = || edition.platforms.iter().map(|platform| platform.item);
    unique("source", edition.sources.iter().map(|source| &source.id), problems);
    unique("question", edition.questions.iter().map(|question| &question.item.id), problems);
    unique("row", edition.comparison.rows.iter().map(|row| &row.id), problems);
    unique("group", edition.comparison.groups.iter().map(|(id, _)| id), problems);
    unique("region", vocabulary.regions.iter().map(|region| &region.id), problems);
    unique("account type", vocabulary.account_types.iter().map(|word| &word.id), problems);
    unique("data category", vocabulary.data_categories.iter().map(|word| &word.id), problems);
    unique("topic", vocabulary.topics.iter().map(|word| &word.id), problems);
    unique("tombstone", edition.tombstones.iter().map(|tombstone| &tombstone.id), problems);
    unique("term", vocabulary.glossary.iter().map(|term| &term.id), problems);
    unique("opt-out path", platforms().flat_map(|platform| &platform.opt_out).map(|path| &path.id), problems);
    unique("event", platforms().flat_map(|platform| &platform.events).map(|event| &event.id), problems);
    for letter in &edition.letters {
        unique("blank", letter.item.blanks.iter().map(|blank| &blank.id), problems);
    }
}

fn unique<'t>(kind: &str, ids: impl Iterator<Item = &'t Text>, problems: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<&str, &Text> = BTreeMap::new();
    for id in ids {
        if let Some(known) = first.get(id.as_str()) {
            problems.push(
                Diagnostic::new(
                    Code::DuplicateId,
                    id.place.clone(),
                    format!("two entries have the {kind} id `{}`", id.text),
                )
                .help("give one of them another id")
                .related(known.place.clone(), "first here"),
            );
        } else {
            first.insert(id.as_str(), id);
        }
    }
}

/// A former id is nobody's id.
pub(super) fn former_ids(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let edition = checked.edition;
    let mut seen: BTreeMap<&str, &Text> = BTreeMap::new();
    for question in &edition.questions {
        for former in &question.item.former {
            let user = edition
                .question(former.as_str())
                .map(|user| &user.item.id)
                .or_else(|| seen.get(former.as_str()).copied());
            if let Some(user) = user {
                let message = format!("the former id `{}` is in use", former.text);
                problems.push(
                    Diagnostic::new(Code::FormerIdInUse, former.place.clone(), message)
                        .help("take it off this list, or give the other question another id")
                        .related(user.place.clone(), "used here"),
                );
            }
            seen.insert(former.as_str(), former);
        }
    }
}

/// No page takes an address that every site needs.
pub(super) fn routes(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let edition = checked.edition;
    let mut taken = |text: &Text, address: String, help: &str| {
        let message = format!("the address `{address}` is taken on every site");
        problems.push(Diagnostic::new(Code::DuplicateRoute, text.place.clone(), message).help(help));
    };
    for page in &edition.pages {
        let id = page.item.id.as_str();
        if edition.fixed_pages().any(|name| name == id) || matches!(id, "index" | "404") {
            taken(&page.item.id, format!("{id}.html"), "rename the file");
        }
    }
    for question in edition.questions.iter().filter(|_| edition.has_embeds) {
        let ids = std::iter::once(&question.item.id).chain(&question.item.former);
        for id in ids.filter(|id| RESERVED.contains(&id.as_str())) {
            taken(id, format!("embed/{}.json", id.text), "give the question another id");
        }
    }
    for platform in &edition.platforms {
        let id = platform.item.id.as_str();
        if FOLDERS.contains(&id) || checked.site.editions.iter().any(|edition| edition.language == id) {
            taken(&platform.item.id, format!("{id}/"), "rename the file");
        }
    }
    for region in edition.page_regions().filter(|region| matches!(region.id.as_str(), "index" | "opt-out")) {
        taken(
            &region.id,
            format!("PLATFORM/{}.html", region.id.text),
            "give the region another id, or take `page` off it",
        );
    }
}

/// Folders of languages that the settings do not list.
pub(super) fn unlisted_languages(site: &Site<'_>, sources: &Sources) -> Vec<Diagnostic> {
    let known = |name: &str| site.editions.iter().any(|edition| edition.language == name);
    let mut told: Vec<&str> = Vec::new();
    let mut problems = Vec::new();
    for file in sources.under("content") {
        let Some((folder, _)) = file.path.as_str().trim_start_matches("content/").split_once('/') else { continue };
        if language::is_tag(folder) && !known(folder) && folder != "faq" && !told.contains(&folder) {
            told.push(folder);
            let message = format!("`content/{folder}` looks like a language that `site.yaml` does not list");
            let known = site.editions.iter().map(|edition| edition.language).collect::<Vec<_>>().join(", ");
            let help =
                format!("write `languages: [{known}, {folder}]` in `content/site.yaml`, or move the folder away");
            problems.push(
                Diagnostic::new(Code::UnlistedLanguage, crate::source::Place::file(&file.path), message).help(help),
            );
        }
    }
    problems
}
