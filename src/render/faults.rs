//! What is wrong with a template, in our words: Tera's errors, with a place and a cure.

use tera::{ErrorKind, ReportError};

use super::tags;
use super::theme::{Templates, new_tera, utf8};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::source::{Place, SitePath, SourceFile};

/// Tera stops at the first template it cannot read; each is tried alone, so that all are told.
pub(super) fn unreadable(error: &tera::Error, texts: &[(&str, &str)], files: &Templates) -> Vec<Diagnostic> {
    let alone: Vec<Diagnostic> = texts
        .iter()
        .filter_map(|text| Some((text, new_tera().add_raw_templates([*text]).err()?)))
        .filter_map(|((name, _), error)| match error.kind() {
            ErrorKind::SyntaxError(report) => Some(syntax_problem(report, files.get(*name)?)),
            _ => None,
        })
        .collect();
    if !alone.is_empty() {
        return alone;
    }
    let unknown = match error.kind() {
        ErrorKind::Msg(reports) => unknown_names(reports, files),
        _ => Vec::new(),
    };
    if unknown.is_empty() { vec![problem(error, Code::TemplateSyntax, files)] } else { unknown }
}

/// Tera tells names that are not there as a text of reports: `error: Unknown filter`, then ` --> page.html:3:29`.
fn unknown_names(reports: &str, files: &Templates) -> Vec<Diagnostic> {
    reports.split("error: Unknown ").filter_map(|report| unknown_name(report, files)).collect()
}

fn unknown_name(report: &str, files: &Templates) -> Option<Diagnostic> {
    let (what, name) = report.lines().next()?.trim_end().trim_end_matches('`').split_once(" `")?;
    let mut place = report.lines().nth(1)?.trim().strip_prefix("--> ")?.rsplitn(3, ':');
    let column: usize = place.next()?.parse().ok()?;
    let line: usize = place.next()?.parse().ok()?;
    let file = files.get(place.next()?)?;
    let text = utf8(file).ok()?;
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let start = start + text[start..].chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
    // The name itself where it stands behind that place, as in `{{ <name /> }}`; else the one character.
    let start = text[start..].find(name).map_or(start, |at| start + at);
    let problem = Diagnostic::new(
        Code::TemplateSyntax,
        Place::bytes(&file.path, start..start + name.len()),
        format!("there is no {what} `{name}`"),
    );
    let near = match what {
        "template" => did_you_mean(name, files.keys().map(String::as_str)),
        "component" => did_you_mean(name, files.values().filter_map(|file| utf8(file).ok()).flat_map(component_names)),
        "filter" => did_you_mean(name, tags::FILTERS.iter().copied()),
        _ => None,
    };
    let other = (what == "filter").then_some("take it off, or use one of Tera's, such as `upper`, `join` or `default`");
    Some(problem.maybe_help(near.or(other.map(str::to_owned))))
}

/// What a template gets wrong in its own text.
fn syntax_problem(report: &ReportError, file: &SourceFile) -> Diagnostic {
    let text = utf8(file).unwrap_or_default();
    let message = report.message().trim().trim_end_matches('.');
    let range = report.span().range.clone();
    let place = Place::bytes(&file.path, range.clone());
    match message {
        "Unexpected end of input" => return unended(text, &file.path),
        "Unknown tag" => return unknown_tag(&text[range.clone()], &place, &tags::open(&text[..range.start])),
        _ => {}
    }
    let found = text.get(range).unwrap_or_default();
    let (message, help) = match message.split_once(" but expected ") {
        Some((_, close @ ("}}" | "%}"))) => (
            format!("found `{found}` where `{close}` belongs"),
            Some(if found.bytes().all(|byte| b"-%}".contains(&byte)) {
                format!("write `{close}` here")
            } else {
                format!("write `{close}` before it, or take it out")
            }),
        ),
        Some((_, expected)) if expected.starts_with("one of: integer") => (
            format!("found `{found}` where a value belongs"),
            Some("write one, such as `page.path`, `\"a text\"` or `3`".to_owned()),
        ),
        _ => plain_words(message),
    };
    Diagnostic::new(Code::TemplateSyntax, place, message).maybe_help(help)
}

/// A template that ends too early.
fn unended(text: &str, file: &SitePath) -> Diagnostic {
    let problem = |place, message: String| Diagnostic::new(Code::TemplateSyntax, place, message);
    match tags::open(text).last() {
        Some(tag) => problem(
            Place::bytes(file, tag.range.clone()),
            format!("the template ends while this `{}` is open", tag.name),
        )
        .help(format!("put `{{% {} %}}` where it ends", tag.end())),
        None => problem(Place::end(file), "the template ends within braces".to_owned())
            .help("close what `{{` opened with `}}`, and `{%` with `%}`"),
    }
}

/// A tag that is none, or that cannot stand where it does.
fn unknown_tag(name: &str, place: &Place, open: &[tags::Tag<'_>]) -> Diagnostic {
    let problem = |message: String| Diagnostic::new(Code::TemplateSyntax, place.clone(), message);
    if !name.starts_with("end") && !tags::names().any(|known| known == name) {
        let help = did_you_mean(name, tags::names()).unwrap_or_else(|| format!("tags: {}", quoted(tags::names())));
        return problem(format!("there is no tag `{name}`")).help(help);
    }
    let belongs = |tag: &tags::Tag<'_>| match name {
        "elif" => tag.name == "if",
        "else" => matches!(tag.name, "if" | "for"),
        _ => tag.end() == name,
    };
    match open.last() {
        Some(innermost) if open.iter().any(belongs) => {
            problem(format!("`{name}` stands here while `{}` is open", innermost.name))
                .help(format!("put `{{% {} %}}` before it", innermost.end()))
                .related(Place::bytes(&place.file, innermost.range.clone()), "still open")
        }
        _ => problem(format!("nothing is open that `{name}` belongs to"))
            .help("take it out, or put the tag before it that it belongs to"),
    }
}

/// The components that a template defines.
fn component_names(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let begins = |at: usize| text[..at].trim_end().trim_end_matches('-').ends_with("{%");
    let named =
        text.match_indices("component ").filter(move |(at, _)| begins(*at)).map(|(at, word)| &text[at + word.len()..]);
    named.filter_map(move |rest| rest.split(|character| !is_name(character)).next())
}

/// What a template gets wrong, at its place.
pub(super) fn problem(error: &tera::Error, code: Code, files: &Templates) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let (message, help) = plain_words(report.message().trim());
            match files.get(report.filename()) {
                Some(file) => Diagnostic::new(code, Place::bytes(&file.path, report.span().range.clone()), message),
                None => Diagnostic::nowhere(code, format!("{}: {message}", report.filename())),
            }
            .maybe_help(help)
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("the template extends `{parent}`, which is not there");
            let known = did_you_mean(parent, files.keys().map(String::as_str));
            let problem = match files.get(current) {
                Some(file) => Diagnostic::new(code, named(file, parent), message),
                None => Diagnostic::nowhere(code, message),
            };
            problem.maybe_help(known)
        }
        other => Diagnostic::nowhere(code, lower_first(&other.to_string())),
    }
}

/// Where a file names something first.
fn named(file: &SourceFile, name: &str) -> Place {
    let at = utf8(file).ok().and_then(|text| text.find(name));
    at.map_or_else(|| Place::file(&file.path), |at| Place::bytes(&file.path, at..at + name.len()))
}

/// Tera's message in our style, and what to do.
fn plain_words(message: &str) -> (String, Option<String>) {
    if let Some((wanted, got)) = message
        .strip_prefix("Invalid type for the value, expected `")
        .and_then(|types| types.trim_end_matches(['.', '`']).split_once("` but got `"))
    {
        let (wanted, got) = (kind(wanted), kind(got));
        return (format!("{wanted} belongs here, and this is {got}"), Some(format!("give it {wanted}")));
    }
    let (message, fields) =
        message.split_once(". Available fields: ").map_or((message, None), |(head, fields)| (head, Some(fields)));
    let help = fields.map(|fields| {
        let name = message.split('`').nth(1).unwrap_or_default();
        let known = || fields.split(", ");
        did_you_mean(name, known()).unwrap_or_else(|| format!("known fields: {}", quoted(known())))
    });
    (lower_first(message.trim_end_matches('.')), help)
}

/// Names, each in backticks.
fn quoted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// What Tera's name of a type means.
fn kind(name: &str) -> &str {
    match name {
        "string" | "String" | "&str" | "str" => "a text",
        "bool" => "true or false",
        "array" | "Vec" => "a list",
        "map" | "Map" => "keys and values",
        number if number.trim_start_matches(['i', 'u', 'f']).bytes().all(|byte| byte.is_ascii_digit()) => "a number",
        other => other,
    }
}

fn lower_first(message: &str) -> String {
    let mut characters = message.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
