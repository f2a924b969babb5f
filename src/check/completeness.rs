//! Nothing is left unsaid: "not stated" is a value, a gap is a problem.

use std::cell::LazyCell;

use super::Checked;
use super::examples::{Examples, indented};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::Edition;
use crate::model::changes::Stated;
use crate::model::fact;
use crate::parse::comparison::FactKind;
use crate::parse::entry::ListEnd;
use crate::parse::platform::Fact;

/// Every fact has a name and a value that suits its kind.
pub(super) fn values(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    for fact in checked.edition.platforms.iter().flat_map(|platform| &platform.item.facts) {
        let row = checked.edition.row(fact.key.as_str());
        if row.is_none() && (fact.label.is_none() || fact.kind.is_none()) {
            problems.push(unnamed(fact, checked.edition));
            continue;
        }
        let kind = checked.edition.kind(fact);
        if kind == FactKind::Effort {
            let message = format!("`{}` is computed from the opt-out paths", fact.key.text);
            problems.push(
                Diagnostic::new(Code::TypedEffort, fact.key.place.clone(), message)
                    .help("take this fact out; its steps say it"),
            );
        } else {
            let written = fact.history().into_iter().map(|stated| stated.value);
            let wrong =
                written.filter(|value| !value.as_str().is_empty() && fact::value(value.as_str(), kind).is_none());
            problems.extend(wrong.map(|value| wrong_value(value, kind)));
        }
    }
}

/// A fact that is no row and lacks what makes it one of its own.
fn unnamed(fact: &Fact, edition: &Edition<'_>) -> Diagnostic {
    let rows = edition.comparison.rows.iter().map(|row| row.id.as_str());
    let near = nearest(fact.key.as_str(), rows)
        .map_or_else(String::new, |near| format!("did you mean the row `{near}`? if not, "));
    let lacking = [
        (fact.label.is_none(), "`label`", "label: What readers see"),
        (fact.kind.is_none(), "`kind`", "kind: text  # or `choice`, `date`, `number`"),
    ];
    let (names, lines): (Vec<_>, Vec<_>) =
        lacking.into_iter().filter(|(is_lacking, ..)| *is_lacking).map(|(_, name, line)| (name, line)).unzip();
    let message = format!("`{}` is no row of the comparison, and has no {}", fact.key.text, names.join(" and "));
    Diagnostic::new(Code::UnnamedFact, fact.key.place.clone(), message)
        .help(format!("{near}add below this line\n{}", lines.join("\n")))
}

/// What a fact said before differs from what it said next.
pub(super) fn history(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    for fact in checked.edition.platforms.iter().flat_map(|platform| &platform.item.facts) {
        for pair in fact.history().windows(2) {
            let [next, earlier] = pair else { continue };
            let words = |stated: &Stated<'_>| stated.words.map(|words| words.text.clone());
            if next.value.text == earlier.value.text && words(next) == words(earlier) {
                let message = format!("`{}` says here what it says after that day too", fact.key.text);
                problems.push(
                    Diagnostic::new(Code::UnchangedFact, earlier.value.place.clone(), message)
                        .help("write the value or the `text` that it had, or take this entry off `was`")
                        .related(next.value.place.clone(), "the same from that day on"),
                );
            }
        }
    }
}

fn wrong_value(value: &crate::parse::entry::Text, kind: FactKind) -> Diagnostic {
    let what = match kind {
        FactKind::Choice => "a choice",
        FactKind::Date => "a date",
        _ => "a number",
    };
    Diagnostic::new(Code::WrongFactValue, value.place.clone(), format!("`{}` is not {what}", value.text))
        .help(format!("`value` must be {}; put words in `text:` below it", accepted(kind)))
}

/// The values that a kind of fact takes, in words.
fn accepted(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Choice => "`yes`, `no`, `partly`, `not-stated` or `unclear`",
        FactKind::Date => "a date such as `2025-11-03`, `2025-11` or `2025`, or `not-stated` or `unclear`",
        FactKind::Number => "a number such as `3`, or `not-stated` or `unclear`",
        FactKind::Text | FactKind::Effort => "some words, or `not-stated` or `unclear`",
    }
}

/// Every platform says something about every row.
pub(super) fn facts(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let edition = checked.edition;
    let examples = LazyCell::new(|| Examples::new(edition));
    let rows = || edition.comparison.rows.iter().filter(|row| row.kind != FactKind::Effort);
    for platform in &edition.platforms {
        for row in rows().filter(|row| edition.facts(platform.id.as_str(), row.id.as_str()).is_empty()) {
            let end = &platform.item.facts_end;
            let message = format!("`{}` says nothing about the row `{}`", platform.id.text, row.id.text);
            let lines = format!("- fact: {}\n  value: not-stated", row.id.text);
            let help = to_add(("facts", end), ("value", accepted(row.kind)), &lines, &examples);
            problems.push(
                Diagnostic::new(Code::MissingFact, end.place.clone(), message)
                    .help(help)
                    .related(row.id.place.clone(), "the row"),
            );
        }
    }
}

/// Every platform says something about every data category.
pub(super) fn data_categories(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let edition = checked.edition;
    let examples = LazyCell::new(|| Examples::new(edition));
    for platform in &edition.platforms {
        let is_told = |id: &str| platform.item.data.iter().any(|data| data.category.as_str() == id);
        for category in edition.vocabulary.data_categories.iter().filter(|category| !is_told(category.id.as_str())) {
            let end = &platform.item.data_end;
            let message = format!("`{}` says nothing about the data category `{}`", platform.id.text, category.id.text);
            let lines = format!("- category: {}\n  used: not-stated", category.id.text);
            let help = to_add(("data", end), ("used", accepted(FactKind::Choice)), &lines, &examples);
            problems.push(
                Diagnostic::new(Code::MissingDataCategory, end.place.clone(), message)
                    .help(help)
                    .related(category.id.place.clone(), "the data category"),
            );
        }
    }
}

/// The lines to add to a list of a platform, and what to say in them.
fn to_add(
    (list, end): (&str, &ListEnd),
    (key, accepted): (&str, &str),
    lines: &str,
    examples: &Examples<'_>,
) -> String {
    let file = &end.place.file;
    let receipt = examples.forms(file).into_iter().next().unwrap_or_default();
    let lines = format!("{}\n{}", indented(lines, 2), indented(&receipt, 4));
    let (place, head) = if end.is_begun {
        (format!("at the end of the list `{list}:` in `{file}`"), String::new())
    } else {
        (format!("to `{file}`, in one list `{list}:`"), format!("{list}:\n"))
    };
    format!("add it {place}; `{key}` is {accepted}; the receipt is the source that you looked in\n{head}{lines}")
}

/// Every way to say no tells how.
pub(super) fn steps(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let paths = checked.edition.platforms.iter().flat_map(|platform| &platform.item.opt_out);
    for path in paths.filter(|path| path.kind != "none" && fact::effort(path).is_none()) {
        let message = format!("the opt-out path `{}` has no steps", path.id.text);
        let lines = if path.surfaces.is_empty() {
            format!("surfaces:\n  - surface: web  # or `app`, `form`\n    title: On the web\n{}", indented(STEPS, 4))
        } else {
            STEPS.to_owned()
        };
        let problem = Diagnostic::new(Code::MissingSteps, path.id.place.clone(), message)
            .help(format!("say how it is done; only if there is no way to say no, write `kind: none`\n{lines}"));
        problems.push(match path.surfaces_gap.clone().filter(|_| path.surfaces.is_empty()) {
            Some((place, role)) => problem.related(place, role),
            None => problem,
        });
    }
}

/// Steps as they are written.
const STEPS: &str = "steps:\n  - do: Open the settings.\n  - do: Switch it off.";
