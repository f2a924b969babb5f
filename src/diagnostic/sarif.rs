//! Problems as SARIF 2.1.0 (OASIS), which code hosts show beside the lines of a change.

use serde_json::{Value, json};

use super::{Code, Located, Location, Report, Severity};

/// What a report is told with beside its problems.
#[derive(Clone, Copy)]
pub struct Setting<'s> {
    /// The path from where the report is read to the site's root: empty, or ending in `/`.
    pub root: &'s str,
    /// The page about a code, in Markdown.
    pub page: fn(Code) -> &'static str,
    /// Why the command could not run, if it could not.
    pub failure: Option<&'s str>,
}

/// The report as one SARIF log with one run.
#[must_use]
pub fn sarif(report: &Report, setting: Setting<'_>) -> String {
    let mut codes: Vec<Code> = report.problems.iter().map(|problem| problem.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut invocation = json!({ "executionSuccessful": setting.failure.is_none() });
    if let Some(message) = setting.failure {
        invocation["toolExecutionNotifications"] = json!([{ "level": "error", "message": { "text": message } }]);
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "faqtual",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": codes.iter().map(|code| rule(*code, setting)).collect::<Vec<_>>(),
            } },
            "invocations": [invocation],
            "columnKind": "unicodeCodePoints",
            "results": report.problems.iter().map(|problem| result(problem, &codes, setting)).collect::<Vec<_>>(),
        }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn level(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn rule(code: Code, setting: Setting<'_>) -> Value {
    let page = (setting.page)(code);
    // The page's third paragraph says why; the first two are its name and its meaning.
    let why = page.split("\n\n").nth(2).unwrap_or_else(|| code.meaning());
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.meaning() },
        "fullDescription": { "text": why },
        "help": { "text": why, "markdown": page },
        "defaultConfiguration": { "level": level(code) },
    })
}

fn result(problem: &Located, codes: &[Code], setting: Setting<'_>) -> Value {
    let text = match &problem.help {
        Some(help) => format!("{}. Help: {help}", problem.message),
        None => problem.message.clone(),
    };
    let mut result = json!({
        "ruleId": problem.code.name(),
        "ruleIndex": codes.binary_search(&problem.code).unwrap_or_default(),
        "level": level(problem.code),
        "message": { "text": text },
        "locations": problem.location.iter().map(|place| location(place, setting)).collect::<Vec<_>>(),
    });
    if !problem.related.is_empty() {
        let related = problem.related.iter().enumerate().map(|(at, (place, role))| {
            let mut value = location(place, setting);
            value["id"] = json!(at + 1);
            value["message"] = json!({ "text": role });
            value
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn location(place: &Location, setting: Setting<'_>) -> Value {
    let path = format!("{}{}", setting.root, place.file);
    let uri = path.split('/').map(encoded).collect::<Vec<_>>().join("/");
    let mut physical = json!({ "artifactLocation": { "uri": uri } });
    if place.line > 0 {
        physical["region"] = json!({
            "startLine": place.line,
            "startColumn": place.column,
            "byteOffset": place.start,
            "byteLength": place.end - place.start,
        });
    }
    json!({ "physicalLocation": physical })
}

/// A part of a path as it stands in a URI (RFC 3986).
fn encoded(part: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(part, KEPT).to_string()
}
