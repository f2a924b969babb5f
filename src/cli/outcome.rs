//! What came of a run: shown once, at its end.
//!
//! Takes the compilation and how it ended, gives the exit code. Problems go to stderr, the summary line to stdout.

use std::process::ExitCode;
use std::time::Duration;

use clap::builder::styling::{AnsiColor, Style};
use faqtual::builtin::page;
use faqtual::diagnostic::{Located, Report, Setting, github, github_failure, human, json, sarif};
use faqtual::source::Sources;

use super::inputs::{Compilation, ReportForm};
use crate::io::Failure;
use crate::io::terminal::{give, is_styled, tell};

/// How a run ended.
pub(super) enum Ending {
    /// It did what was asked; here is the line that says so.
    Done(String),
    /// Problems stood in the way; what that means for the site.
    Blocked(&'static str),
    /// It could not run.
    Failed(Failure),
}

/// Shows a run that came to nothing before there was a site.
pub(super) fn failed(form: ReportForm, failure: &Failure) -> ExitCode {
    match form {
        ReportForm::Human => tell(&failure_text(failure)),
        ReportForm::Json => tell(&failure_json(&Report::default(), failure)),
        ReportForm::Sarif => tell(&as_sarif(&Report::default(), "", Some(failure))),
        ReportForm::Github => tell(&github_failure(&failure.message, failure.help.as_deref())),
    }
    ExitCode::from(2)
}

/// Shows the problems of a run and how it ended.
pub(super) fn show(form: ReportForm, compilation: &Compilation, ending: &Ending) -> ExitCode {
    let Compilation { report, sources, prefix, .. } = compilation;
    let failure = match ending {
        Ending::Failed(failure) => Some(failure),
        Ending::Done(_) | Ending::Blocked(_) => None,
    };
    match (form, failure) {
        (ReportForm::Human, _) => tell(&as_text(report, sources, ending)),
        (ReportForm::Json, Some(failure)) => tell(&failure_json(report, failure)),
        (ReportForm::Sarif, Some(failure)) => tell(&as_sarif(report, prefix, Some(failure))),
        (ReportForm::Github, Some(failure)) => {
            tell(&(github(report, prefix) + &github_failure(&failure.message, failure.help.as_deref())));
        }
        (_, None) => tell(&list(form, report, sources, prefix)),
    }
    match ending {
        Ending::Done(summary) => {
            give(&format!("{summary}\n"));
            ExitCode::SUCCESS
        }
        Ending::Blocked(_) => ExitCode::from(1),
        Ending::Failed(_) => ExitCode::from(2),
    }
}

/// The list of problems in the form that was asked for.
pub(super) fn list(form: ReportForm, report: &Report, sources: &Sources, prefix: &str) -> String {
    match form {
        ReportForm::Human => human(report, sources, is_styled()),
        ReportForm::Json => json(report),
        ReportForm::Sarif => as_sarif(report, prefix, None),
        ReportForm::Github => github(report, prefix),
    }
}

fn as_text(report: &Report, sources: &Sources, ending: &Ending) -> String {
    let problems = human(report, sources, is_styled());
    match ending {
        Ending::Done(_) => problems + &more(report),
        Ending::Blocked(meaning) if report.errors() == 0 => {
            format!("{problems}{}, which --strict takes for errors; {meaning}\n{}", counted(report), more(report))
        }
        Ending::Blocked(meaning) => format!("{problems}{}; {meaning}\n{}", counted(report), more(report)),
        Ending::Failed(failure) => problems + &failure_text(failure),
    }
}

/// Where to read more about the first problem.
fn more(report: &Report) -> String {
    let line = |problem: &Located| format!("for more on `{0}`: faqtual explain {0}\n", problem.code);
    report.problems.first().map(line).unwrap_or_default()
}

fn as_sarif(report: &Report, prefix: &str, failure: Option<&Failure>) -> String {
    let failure = failure.map(|failure| failure.message.as_str());
    sarif(report, Setting { root: prefix, page, failure })
}

/// A failure and its cure as text. File names may hold anything, so that what would steer a terminal is shown
/// escaped.
pub(super) fn failure_text(failure: &Failure) -> String {
    let visible = |text: &str| -> String {
        text.chars()
            .flat_map(|found| if found.is_control() { found.escape_debug().collect() } else { vec![found] })
            .collect()
    };
    let error = AnsiColor::BrightRed.on_default().bold();
    let help = AnsiColor::BrightCyan.on_default().bold();
    let mut text = format!("{}: {}\n", painted(error, "error"), visible(&failure.message));
    if let Some(cure) = &failure.help {
        text.push_str(&format!("{}: {}\n", painted(help, "help"), visible(cure)));
    }
    text
}

fn painted(style: Style, word: &str) -> String {
    if is_styled() { format!("{style}{word}{style:#}") } else { word.to_owned() }
}

/// The report's object with one more key, so that stderr holds one object in every case.
fn failure_json(report: &Report, failure: &Failure) -> String {
    let mut whole: serde_json::Value = serde_json::from_str(&json(report)).unwrap_or_default();
    whole["failure"] = serde_json::json!({ "message": failure.message, "help": failure.help });
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

/// The line that says what a run did, as in "built 214 pages, 260 files, 3.1 MB in dist, no problems, 0.21 s".
pub(super) fn summary(verb: &str, compilation: &Compilation, folder: Option<&str>) -> String {
    let output = &compilation.compiled.output;
    let pages = count(compilation.compiled.pages, "page");
    let files = count(output.len(), "file");
    let bytes = size(output.total_bytes());
    let place = folder.map(|folder| format!(" in {folder}")).unwrap_or_default();
    let problems = counted(&compilation.report);
    let time = seconds(compilation.started.elapsed());
    format!("{verb} {pages}, {files}, {bytes}{place}, {problems}, {time}")
}

/// The line that says that a build had nothing to do, as in "unchanged: 260 files in dist, no problems, 0.10 s".
pub(super) fn unchanged(compilation: &Compilation, files: usize, folder: &str) -> String {
    let (files, problems) = (count(files, "file"), counted(&compilation.report));
    format!("unchanged: {files} in {folder}, {problems}, {}", seconds(compilation.started.elapsed()))
}

/// Errors, warnings and hints in a few words.
pub(super) fn counted(report: &Report) -> String {
    let counts = [(report.errors(), "error"), (report.warnings(), "warning"), (report.hints(), "hint")];
    let parts: Vec<String> =
        counts.iter().filter(|(number, _)| *number > 0).map(|(number, noun)| count(*number, noun)).collect();
    if parts.is_empty() { "no problems".to_owned() } else { parts.join(", ") }
}

/// A number with its noun.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Bytes in the decimal units that storage is sold and hosted in.
fn size(bytes: usize) -> String {
    let mut amount = bytes as f64;
    for unit in ["B", "kB", "MB"] {
        if amount < 999.95 {
            return if unit == "B" { format!("{bytes} B") } else { format!("{amount:.1} {unit}") };
        }
        amount /= 1000.0;
    }
    format!("{amount:.1} GB")
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::{count, size};

    #[test]
    fn sizes_are_decimal() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (3_140_000, "3.1 MB"),
            (999_960, "1.0 MB"),
            (5_000_000_000, "5.0 GB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn nouns_agree() {
        assert_eq!(count(1, "page"), "1 page");
        assert_eq!(count(0, "page"), "0 pages");
    }
}
