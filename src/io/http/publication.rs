//! What the server shows: a whole site with its problems, swapped as one.
//!
//! Takes compiled output, gives what tabs are told. Invariant: a publication never changes; the site in it
//! is one that a build would write, or none.

use std::collections::BTreeMap;
use std::sync::Arc;

use faqtual::output::Output;
use serde::Serialize;

use super::problem::Problem;
use super::rules::Rules;

/// When more files than these changed, tabs are not told which.
const MOST_NAMED: usize = 500;

/// More problems than these are counted, not listed, in the browser.
const MOST_PROBLEMS: usize = 200;

/// A whole site with its problems.
#[derive(Debug, Default)]
pub(crate) struct Publication {
    pub(super) output: Arc<Output>,
    pub(super) rules: Rules,
    /// Which build of the site it is, in this run of the server and no other.
    pub(super) build: String,
    /// What every tab is told, as JSON.
    pub(super) message: String,
    departed: Departed,
    problems: Vec<Problem>,
}

/// The pages that vanished while the server ran, each with the page that took its place, where that shows.
type Departed = BTreeMap<String, Option<String>>;

/// What tabs are told. Each message stands for itself: who missed some compares `build` and looks anew.
#[derive(Serialize)]
struct Message<'m> {
    /// The build that is served, and the one before it.
    build: &'m str,
    from: &'m str,
    /// The files in which they differ; nothing when there are too many to name.
    changed: Option<&'m [String]>,
    /// Those of them that are not pages and that both builds have: a tab may show them under their old name.
    renewed: Option<Vec<&'m str>>,
    departed: &'m Departed,
    /// The digest of the sources that were read, whatever came of them.
    sources: &'m str,
    /// The digest of the reload script.
    script: &'m str,
    problems: &'m [Problem],
    errors: usize,
    warnings: usize,
    hints: usize,
}

/// What came of the sources.
pub(crate) struct Reading<'r> {
    /// The digest of the sources that were read.
    pub(crate) sources: &'r str,
    /// Everything that is wrong with them.
    pub(crate) problems: Vec<Problem>,
}

impl Publication {
    /// Nothing yet.
    pub(super) fn nothing(build: String) -> Self {
        Self { build, ..Self::default() }
    }

    /// Whether there has been no whole site so far.
    pub(super) fn is_stand_in(&self) -> bool {
        self.output.is_empty()
    }

    /// The problems as plain text.
    pub(super) fn problems_text(&self) -> String {
        self.problems.iter().map(Problem::text).collect::<Vec<_>>().join("\n")
    }

    /// The next site, and the paths in which it differs from this one.
    pub(super) fn next(&self, output: Output, build: String, reading: Reading<'_>) -> (Self, Vec<String>) {
        let changed = changed(&self.output, &output);
        let departed = departed(&self.departed, &self.output, &output);
        let rules =
            output.file("_headers").map(|bytes| Rules::read(&String::from_utf8_lossy(bytes))).unwrap_or_default();
        let mut next = Self { output: Arc::new(output), rules, build, departed, ..Self::default() };
        next.tell(self, Some(&changed).filter(|changed| changed.len() <= MOST_NAMED), reading);
        (next, changed)
    }

    /// The same site, with what is wrong now.
    pub(super) fn with_problems(&self, reading: Reading<'_>) -> Self {
        let mut next = Self {
            output: Arc::clone(&self.output),
            rules: self.rules.clone(),
            build: self.build.clone(),
            departed: self.departed.clone(),
            ..Self::default()
        };
        next.tell(self, Some(&Vec::new()), reading);
        next
    }

    fn tell(&mut self, from: &Self, changed: Option<&Vec<String>>, reading: Reading<'_>) {
        self.problems = reading.problems;
        let errors = self.problems.iter().filter(|problem| problem.is_error()).count();
        let message = Message {
            build: &self.build,
            from: &from.build,
            changed: changed.map(Vec::as_slice),
            renewed: changed.map(|changed| renewed(changed, &from.output, &self.output)),
            departed: &self.departed,
            sources: reading.sources,
            script: super::script_version(),
            problems: &self.problems[..self.problems.len().min(MOST_PROBLEMS)],
            errors,
            warnings: self.problems.iter().filter(|problem| problem.is_warning()).count(),
            hints: self.problems.iter().filter(|problem| problem.is_hint()).count(),
        };
        self.message = serde_json::to_string(&message).unwrap_or_default();
    }
}

/// The paths that only one of them has, or that differ.
fn changed(before: &Output, after: &Output) -> Vec<String> {
    let new = after.files().filter(|(path, file)| before.digest(path) != Some(file.digest()));
    let gone = before.files().filter(|(path, _)| !after.has(path));
    new.chain(gone).map(|(path, _)| path.to_owned()).collect()
}

/// The changed files that both have, pages left out.
fn renewed<'c>(changed: &'c [String], before: &Output, after: &Output) -> Vec<&'c str> {
    let is_in_both = |path: &&str| before.digest(path).is_some() && after.digest(path).is_some();
    changed.iter().map(String::as_str).filter(|path| !path.ends_with(".html")).filter(is_in_both).collect()
}

/// The pages that vanished until now: what came back is taken out, what vanished just now put in. A new page
/// with the same title is taken for the old one under another address.
fn departed(known: &Departed, before: &Output, after: &Output) -> Departed {
    let mut departed: Departed = known.clone();
    departed.retain(|path, _| !after.has(path));
    let is_page = |path: &str| path.ends_with(".html");
    for (path, bytes) in before.iter().filter(|(path, _)| is_page(path) && !after.has(path)) {
        let wanted = title(bytes);
        let mut arrived = after.iter().filter(|(path, _)| is_page(path) && !before.has(path));
        let heir = arrived.find(|(_, bytes)| wanted.is_some() && title(bytes) == wanted);
        departed.insert(path.to_owned(), heir.map(|(path, _)| path.to_owned()));
    }
    departed
}

/// The bytes between a page's `<title>` tags.
fn title(page: &[u8]) -> Option<&[u8]> {
    let find =
        |from: usize, tag: &[u8]| page[from..].windows(tag.len()).position(|window| window == tag).map(|at| from + at);
    let start = find(0, b"<title>")? + b"<title>".len();
    Some(&page[start..find(start, b"</title>")?])
}

#[cfg(test)]
mod tests {
    use faqtual::output::{Output, OutputFile};

    use super::{Publication, Reading};

    fn output(files: &[(&str, &str)]) -> Output {
        let mut output = Output::default();
        for (path, text) in files {
            output.claim((*path).to_owned(), OutputFile::new(text.as_bytes().to_vec())).unwrap();
        }
        output
    }

    fn reading() -> Reading<'static> {
        Reading { sources: "s", problems: Vec::new() }
    }

    #[test]
    fn a_vanished_page_leads_to_the_one_with_its_title() {
        let first =
            output(&[("a.html", "<title>A</title>1"), ("b.html", "<title>B</title>"), ("c.html", "<title>C</title>")]);
        let second = output(&[("new.html", "<title>A</title>2"), ("c.html", "<title>C</title>")]);
        let (start, _) = Publication::nothing("0".into()).next(first, "1".into(), reading());
        let (next, changed) = start.next(second, "2".into(), reading());
        assert_eq!(changed, ["new.html", "a.html", "b.html"]);
        assert_eq!(next.departed["a.html"].as_deref(), Some("new.html"));
        assert_eq!(next.departed["b.html"], None);
        let (back, _) = next.next(output(&[("a.html", "<title>A</title>1")]), "3".into(), reading());
        assert!(!back.departed.contains_key("a.html"));
        assert!(back.departed.contains_key("b.html"));
    }

    #[test]
    fn problems_leave_the_site_as_it_is() {
        let (site, _) = Publication::nothing("0".into()).next(output(&[("a.html", "a")]), "1".into(), reading());
        let broken = site.with_problems(reading());
        assert!(broken.output == site.output);
        assert_eq!(broken.build, site.build);
        assert!(broken.message.contains("\"changed\":[]"));
    }
}
