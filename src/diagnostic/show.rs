//! Problems as people and programs read them.
//!
//! `annotate-snippets` draws the excerpts; no other file names it.

use std::collections::BTreeMap;

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;

use super::{Code, Diagnostic, Location, Locator, Severity};
use crate::limits;
use crate::source::Sources;

/// A problem with its line and column.
#[derive(Clone, Debug)]
pub struct Located {
    /// The kind.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where, if a file is to blame.
    pub location: Option<Location>,
    /// Other places, each with its role.
    pub related: Vec<(Location, String)>,
}

/// All problems of one run in the order of their places, each once.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The problems.
    pub problems: Vec<Located>,
}

impl Report {
    /// Locates, sorts and thins out the problems of a run.
    #[must_use]
    pub fn new(diagnostics: &[Diagnostic], sources: &Sources) -> Self {
        // What a locator learns of a file serves the problems of that file, which mostly follow each other.
        let mut problems: Vec<Located> = diagnostics
            .par_iter()
            .with_min_len(64)
            .map_init(|| Locator::new(sources), |locator, diagnostic| located(diagnostic, locator))
            .collect();
        problems.sort_by(|left, right| key(left).cmp(&key(right)));
        problems.dedup_by(|left, right| key(left) == key(right));
        Self { problems }
    }

    /// The number of errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// The number of warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// The number of hints.
    #[must_use]
    pub fn hints(&self) -> usize {
        self.count(Severity::Hint)
    }

    fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.code.severity() == severity).count()
    }

    /// Whether the run fails: any error, or any warning when `strict`.
    #[must_use]
    pub fn blocks(&self, strict: bool) -> bool {
        self.errors() > 0 || (strict && self.warnings() > 0)
    }
}

fn key(problem: &Located) -> (&Option<Location>, Code, &str) {
    (&problem.location, problem.code, &problem.message)
}

fn located(diagnostic: &Diagnostic, locator: &mut Locator<'_>) -> Located {
    Located {
        code: diagnostic.code,
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        location: diagnostic.place.as_ref().map(|place| locator.locate(place)),
        related: diagnostic.related.iter().map(|(place, role)| (locator.locate(place), role.clone())).collect(),
    }
}

/// The report as text with excerpts and carets; `styled` adds terminal colours. Of warnings and hints of
/// one kind the first are drawn, and no more problems in all than a person reads; the others are counted.
#[must_use]
pub fn human(report: &Report, sources: &Sources, styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let locator = Locator::new(sources);
    let mut kinds: BTreeMap<Code, usize> = BTreeMap::new();
    let is_drawn = |problem: &&Located| {
        let count = kinds.entry(problem.code).or_default();
        *count += 1;
        match problem.code.severity() {
            Severity::Error => true,
            Severity::Warning => *count <= limits::WARNINGS_OF_A_KIND,
            Severity::Hint => *count <= limits::HINTS_OF_A_KIND,
        }
    };
    let mut problems: Vec<&Located> = report.problems.iter().filter(is_drawn).collect();
    if problems.len() > limits::SHOWN {
        // What stands in the way is told before what does not.
        problems.sort_by_key(|problem| problem.code.severity());
        problems.truncate(limits::SHOWN);
    }
    let mut text = String::new();
    for problem in &problems {
        text.push_str(&one(problem, &locator, &renderer));
        text.push_str("\n\n");
    }
    let hidden = report.problems.len() - problems.len();
    if hidden > 0 {
        text.push_str(&format!("and {hidden} more problems, which `--report json` tells\n\n"));
    }
    text
}

fn level(code: Code) -> Level<'static> {
    match code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO.with_name("hint"),
    }
}

fn one(problem: &Located, locator: &Locator<'_>, renderer: &Renderer) -> String {
    let texts: Vec<_> = problem
        .location
        .iter()
        .chain(problem.related.iter().map(|(location, _)| location))
        .map(|location| locator.text(&location.file).unwrap_or_default())
        .collect();
    let mut group = Group::with_title(level(problem.code).primary_title(&*problem.message).id(problem.code.name()));
    if let (Some(location), Some(text)) = (&problem.location, texts.first()) {
        group = group.element(excerpt(location, text, AnnotationKind::Primary, None));
    }
    for ((location, role), text) in problem.related.iter().zip(texts.iter().skip(1)) {
        group = group.element(excerpt(location, text, AnnotationKind::Context, Some(role)));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(&**help));
    }
    renderer.render(&[group])
}

fn excerpt<'a>(location: &'a Location, text: &'a str, kind: AnnotationKind, label: Option<&'a String>) -> Element<'a> {
    let path = location.file.as_str();
    if location.line == 0 {
        // The file as a whole: its name is the place.
        return Origin::path(path).into();
    }
    let line_start = text[..location.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = line_start + text[line_start..].lines().next().map_or(0, str::len);
    // The carets end with the place, or with its first line.
    let end = location.end.min(line_end).max(location.start);
    let annotation: Annotation<'a> =
        kind.span(location.start - line_start..end - line_start).label(label.map(String::as_str));
    Snippet::source(&text[line_start..line_end]).line_start(location.line).path(path).annotation(annotation).into()
}

#[derive(Serialize)]
struct JsonProblem<'a> {
    code: &'a str,
    severity: String,
    message: &'a str,
    help: Option<&'a str>,
    #[serde(flatten)]
    location: Option<JsonLocation<'a>>,
    related: Vec<JsonRelated<'a>>,
}

#[derive(Serialize)]
struct JsonLocation<'a> {
    file: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    role: &'a str,
    #[serde(flatten)]
    location: JsonLocation<'a>,
}

#[derive(Serialize)]
struct JsonReport<'a> {
    version: u32,
    errors: usize,
    warnings: usize,
    hints: usize,
    problems: Vec<JsonProblem<'a>>,
}

/// The report as one JSON object, for programs.
#[must_use]
pub fn json(report: &Report) -> String {
    let problems = report.problems.iter().map(json_problem).collect();
    let whole = JsonReport {
        version: 1,
        errors: report.errors(),
        warnings: report.warnings(),
        hints: report.hints(),
        problems,
    };
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

fn json_problem(problem: &Located) -> JsonProblem<'_> {
    JsonProblem {
        code: problem.code.name(),
        severity: problem.code.severity().to_string(),
        message: &problem.message,
        help: problem.help.as_deref(),
        location: problem.location.as_ref().map(json_location),
        related: problem
            .related
            .iter()
            .map(|(location, role)| JsonRelated { role, location: json_location(location) })
            .collect(),
    }
}

fn json_location(location: &Location) -> JsonLocation<'_> {
    JsonLocation { file: location.file.as_str(), line: location.line, column: location.column }
}
