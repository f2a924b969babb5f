//! A problem as the browser shows it: plain texts, each for one element.

use faqtual::diagnostic::{Located, Location, Report, Severity};
use faqtual::source::Sources;
use serde::Serialize;

use crate::io::Failure;

/// A line is shown as far as this many characters around what is meant.
const MARGIN: usize = 120;

/// A problem.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Problem {
    severity: &'static str,
    code: String,
    message: String,
    help: Option<String>,
    place: Option<Place>,
    related: Vec<(String, Place)>,
}

/// Where, and the line there in three parts: before what is meant, what is meant, and after it.
#[derive(Clone, Debug, Serialize)]
struct Place {
    file: String,
    line: usize,
    column: usize,
    excerpt: Option<[String; 3]>,
}

impl Problem {
    /// The problems of a report.
    pub(crate) fn all(report: &Report, sources: &Sources) -> Vec<Self> {
        report.problems.iter().map(|problem| Self::of(problem, sources)).collect()
    }

    fn of(problem: &Located, sources: &Sources) -> Self {
        let severity = match problem.code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        };
        Self {
            severity,
            code: problem.code.name().to_owned(),
            message: problem.message.clone(),
            help: problem.help.clone(),
            place: problem.location.as_ref().map(|location| place(location, sources)),
            related: problem.related.iter().map(|(location, role)| (role.clone(), place(location, sources))).collect(),
        }
    }

    /// Why nothing could be read.
    pub(crate) fn failure(failure: &Failure) -> Self {
        Self {
            severity: "error",
            code: "failure".to_owned(),
            message: failure.message.clone(),
            help: failure.help.clone(),
            place: None,
            related: Vec::new(),
        }
    }

    pub(super) fn is_error(&self) -> bool {
        self.severity == "error"
    }

    pub(super) fn is_warning(&self) -> bool {
        self.severity == "warning"
    }

    pub(super) fn is_hint(&self) -> bool {
        self.severity == "hint"
    }

    /// The problem in a few lines.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{}[{}]: {}\n", self.severity, self.code, self.message);
        if let Some(place) = &self.place {
            text.push_str(&format!("  {}:{}:{}\n", place.file, place.line, place.column));
            text.push_str(&place.excerpt.as_ref().map(|parts| format!("    {}\n", parts.concat())).unwrap_or_default());
        }
        text + &self.help.as_ref().map(|help| format!("  help: {help}\n")).unwrap_or_default()
    }
}

fn place(location: &Location, sources: &Sources) -> Place {
    let bytes = sources.file(location.file.as_str()).map(|file| &*file.bytes).unwrap_or_default();
    let excerpt = (location.line > 0).then(|| excerpt(&String::from_utf8_lossy(bytes), location.start, location.end));
    Place { file: location.file.to_string(), line: location.line, column: location.column, excerpt: excerpt.flatten() }
}

/// The line around `start..end`, split there; what is meant ends with its first line.
fn excerpt(text: &str, start: usize, end: usize) -> Option<[String; 3]> {
    let (before, rest) = text.split_at_checked(start)?;
    let line = rest.split(['\n', '\r']).next()?;
    let (meant, after) = line.split_at_checked(end.saturating_sub(start).min(line.len()))?;
    let before = before.rsplit('\n').next()?;
    let skipped = before.chars().count().saturating_sub(MARGIN);
    let before: String = before.chars().skip(skipped).collect();
    Some([before, meant.chars().take(MARGIN).collect(), after.chars().take(MARGIN).collect()])
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn an_excerpt_is_one_line_in_three_parts() {
        let text = "a: 1\nbc: def ghi\nj: 2\n";
        assert_eq!(excerpt(text, 9, 12).unwrap(), ["bc: ", "def", " ghi"]);
        assert_eq!(excerpt(text, 13, 20).unwrap(), ["bc: def ", "ghi", ""]);
        assert_eq!(excerpt(text, 22, 22).unwrap(), ["", "", ""]);
        assert_eq!(excerpt(text, 99, 99), None);
        let long = "x".repeat(500);
        assert_eq!(excerpt(&long, 250, 251).unwrap().map(|part| part.len()), [120, 1, 120]);
    }
}
