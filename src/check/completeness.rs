//! Nothing is left unsaid: "not stated" is a value, a gap is a problem.

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::changes::Stated;
use crate::model::fact;
use crate::parse::comparison::FactKind;
use crate::source::Place;

/// Every fact has a name and a value that suits its kind.
pub(super) fn values(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    for fact in checked.edition.platforms.iter().flat_map(|platform| &platform.item.facts) {
        let row = checked.edition.row(fact.key.as_str());
        if row.is_none() && (fact.label.is_none() || fact.kind.is_none()) {
            let rows: Vec<&str> = checked.edition.comparison.rows.iter().map(|row| row.id.as_str()).collect();
            let near = crate::diagnostic::nearest(fact.key.as_str(), rows)
                .map(|near| format!("did you mean the row `{near}`? if not, add `label` and `kind`"));
            let message =
                format!("`{}` is no row of the comparison, and has no `label` and `kind` of its own", fact.key.text);
            problems.push(
                Diagnostic::new(Code::UnnamedFact, fact.key.place.clone(), message)
                    .help(near.unwrap_or_else(|| "add `label` and `kind`".to_owned())),
            );
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
    let (what, help) = match kind {
        FactKind::Choice => {
            ("a choice", "write `yes`, `no`, `partly`, `not-stated` or `unclear`; words go into `text`")
        }
        FactKind::Date => {
            ("a date", "write `2025-11-03`, `2025-11`, `2025`, `not-stated` or `unclear`; words go into `text`")
        }
        _ => ("a number", "write a number such as `3`, `not-stated` or `unclear`; words go into `text`"),
    };
    Diagnostic::new(Code::WrongFactValue, value.place.clone(), format!("`{}` is not {what}", value.text)).help(help)
}

/// Every platform says something about every row.
pub(super) fn facts(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let rows = checked.edition.comparison.rows.iter().filter(|row| row.kind != FactKind::Effort);
    for row in rows {
        for platform in &checked.edition.platforms {
            if checked.edition.facts(platform.id.as_str(), row.id.as_str()).is_empty() {
                let message = format!("`{}` says nothing about the row `{}`", platform.id.text, row.id.text);
                let help = format!("add `- fact: {}`; if no source says, its value is `not-stated`", row.id.text);
                let last = platform.item.facts.last().map(|fact| &fact.key.place);
                let problem = Diagnostic::new(Code::MissingFact, platform.id.place.clone(), message)
                    .help(help)
                    .related(row.id.place.clone(), "the row");
                problems.push(leading_to(last, problem));
            }
        }
    }
}

/// Every platform says something about every data category.
pub(super) fn data_categories(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    for category in &checked.edition.vocabulary.data_categories {
        for platform in &checked.edition.platforms {
            if !platform.item.data.iter().any(|data| data.category.text == category.id.text) {
                let message =
                    format!("`{}` says nothing about the data category `{}`", platform.id.text, category.id.text);
                let help = format!("add `- category: {}`; if no source says, `used` is `not-stated`", category.id.text);
                let last = platform.item.data.last().map(|data| &data.category.place);
                let problem = Diagnostic::new(Code::MissingDataCategory, platform.id.place.clone(), message)
                    .help(help)
                    .related(category.id.place.clone(), "the data category");
                problems.push(leading_to(last, problem));
            }
        }
    }
}

/// The problem, with the entry below which the missing one can stand; without any, with the end of the file, which
/// may have been lost.
fn leading_to(last: Option<&Place>, problem: Diagnostic) -> Diagnostic {
    let file = problem.place.as_ref().map(|place| place.file.clone());
    match (last, file) {
        (Some(last), _) => problem.related(last.clone(), "the last that there is"),
        (None, Some(file)) => problem.related(Place::end(&file), "the file ends here"),
        (None, None) => problem,
    }
}

/// Every way to say no tells how.
pub(super) fn steps(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let paths = checked.edition.platforms.iter().flat_map(|platform| &platform.item.opt_out);
    for path in paths.filter(|path| path.kind != "none" && fact::effort(path).is_none()) {
        let message = format!("the opt-out path `{}` has no steps", path.id.text);
        problems.push(
            Diagnostic::new(Code::MissingSteps, path.id.place.clone(), message)
                .help("add `surfaces:` with `steps:`, or let its `kind` be `none`"),
        );
    }
}
