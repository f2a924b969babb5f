//! Problems as the workflow commands that GitHub Actions turns into annotations.

use super::{Report, Severity};

/// One line a problem; `root` is the path from the repository to the site's root: empty, or ending in `/`.
#[must_use]
pub fn github(report: &Report, root: &str) -> String {
    let mut lines = String::new();
    for problem in &report.problems {
        let command = match problem.code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "notice",
        };
        let place = problem.location.as_ref().map_or_else(String::new, |location| {
            let file = property(&format!("{root}{}", location.file));
            match location.line {
                0 => format!("file={file},"),
                line => format!("file={file},line={line},col={},", location.column),
            }
        });
        let help = problem.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let words = text(&format!("{}{help}", problem.message));
        lines.push_str(&format!("::{command} {place}title={}::{words}\n", property(problem.code.name())));
    }
    lines
}

/// What kept a run from its end, as one such line.
#[must_use]
pub fn github_failure(message: &str, help: Option<&str>) -> String {
    let help = help.map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    format!("::error::{}\n", text(&format!("{message}{help}")))
}

/// A message as a workflow command takes it.
fn text(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value as a workflow command takes it.
fn property(value: &str) -> String {
    text(value).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{github_failure, property, text};

    #[test]
    fn what_a_command_reads_itself_is_escaped() {
        assert_eq!(text("100 %\nnext: a, b"), "100 %25%0Anext: a, b");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
        assert_eq!(
            github_failure("cannot read `a\n::error::b`", Some("50%")),
            "::error::cannot read `a%0A::error::b`%0Ahelp: 50%25\n"
        );
    }
}
