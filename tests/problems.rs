//! Every kind of problem, shown: `tests/problems/CODE.md` holds why it matters, the files of a broken site,
//! and the whole report. Test and reference in one.
//!
//! The files of a case overlay the site in `tests/sites/minimal`. `UPDATE_EXPECT=1 cargo test --test problems`
//! writes the reports anew; review them as a diff.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what tests share may fail loudly")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use faqtual::check::{addresses, quotes};
use faqtual::compile::{Memo, compile, inspect};
use faqtual::diagnostic::{Code, Report, human};
use faqtual::model::{Options, Site};
use faqtual::source::Sources;
use faqtual::text::date::Date;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

/// The one file that is about no single code.
const MANY_AT_ONCE: &str = "many-at-once";

/// Begins the headings of cases that come near a problem and are none.
const NOT_REPORTED: &str = "Not reported: ";

/// A fenced block of a file: its info string, and its lines as a range of the file's.
struct Block {
    info: String,
    lines: std::ops::Range<usize>,
}

/// One broken site and the report on it.
struct Case {
    heading: String,
    inputs: Vec<Block>,
    report: Block,
}

/// A file of `tests/problems`.
struct Page {
    path: PathBuf,
    lines: Vec<String>,
    cases: Vec<Case>,
}

impl Page {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut cases: Vec<Case> = Vec::new();
        let mut heading = String::new();
        let mut inputs: Vec<Block> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            if let Some(title) = lines[at].strip_prefix("## ") {
                assert!(inputs.is_empty(), "{}: `{heading}` has no report", path.display());
                title.clone_into(&mut heading);
            }
            if let Some(block) = block(&lines, at) {
                at = block.lines.end;
                if block.info == "text report" {
                    cases.push(Case { heading: heading.clone(), inputs: std::mem::take(&mut inputs), report: block });
                } else {
                    inputs.push(block);
                }
            }
            at += 1;
        }
        assert!(inputs.is_empty(), "{}: `{heading}` has no report", path.display());
        assert!(!cases.is_empty(), "{}: no case", path.display());
        Self { path: path.to_owned(), lines, cases }
    }

    fn name(&self) -> &str {
        self.path.file_stem().unwrap().to_str().unwrap()
    }

    /// The base site with the case's files over it.
    fn sources(&self, case: &Case) -> Sources {
        let mut sources = base();
        for block in &case.inputs {
            let (kind, path) = block.info.split_once(' ').expect("a block's kind and path");
            let lines = &self.lines[block.lines.clone()];
            if let Some(path) = path.strip_suffix(" (removed)") {
                assert!(sources.file(path).is_some(), "{}: the base site has no `{path}`", self.path.display());
                sources.remove(path);
            } else if kind == "hex" {
                sources.insert(path, lines.iter().flat_map(|line| bytes(line)).collect());
            } else {
                sources.insert(path, lines.iter().flat_map(|line| [line, "\n"].concat().into_bytes()).collect());
            }
        }
        sources
    }

    /// The file with these reports in place of its own.
    fn with_reports(&self, reports: &[String]) -> String {
        let mut text = String::new();
        let mut at = 0;
        for (case, report) in self.cases.iter().zip(reports) {
            for line in &self.lines[at..case.report.lines.start] {
                text += &format!("{line}\n");
            }
            text += report;
            at = case.report.lines.end;
        }
        for line in &self.lines[at..] {
            text += &format!("{line}\n");
        }
        text
    }
}

/// The fenced block that opens at this line.
fn block(lines: &[String], at: usize) -> Option<Block> {
    let ticks = lines[at].len() - lines[at].trim_start_matches('`').len();
    let (fence, info) = lines[at].split_at(ticks);
    if ticks < 3 {
        return None;
    }
    let length = lines[at + 1..].iter().position(|line| line == fence).expect("a fence that is closed");
    Some(Block { info: info.trim().to_owned(), lines: at + 1..at + 1 + length })
}

/// The bytes of a line of a `hex` block: pairs of digits, and between quotes text as it is.
fn bytes(line: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (at, part) in line.split('"').enumerate() {
        if at % 2 == 1 {
            bytes.extend(part.bytes());
        } else {
            bytes.extend(part.split_whitespace().map(|pair| u8::from_str_radix(pair, 16).unwrap()));
        }
    }
    bytes
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The smallest site without a problem.
fn base() -> Sources {
    fn add(folder: &Path, path: &str, sources: &mut Sources) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = format!("{path}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                add(&entry.path(), &path, sources);
            } else {
                sources.insert(&path, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut sources = Sources::default();
    add(&root().join("sites/minimal/content"), "content", &mut sources);
    sources
}

fn pages() -> Vec<Page> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(root().join("problems")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| Page::read(path)).collect()
}

fn report(sources: &Sources, memo: &mut Memo) -> Report {
    let as_of = Date::parse("2026-11-23").unwrap();
    let options = Options { as_of, base_url: None, theme: None, drafts: false, pictures: false };
    let mut problems = compile(sources, &options, memo).diagnostics;
    // What is looked for on request, where a case has what it takes: saved texts, answers of servers.
    if sources.under("content/sources").next().is_some() {
        problems.extend(inspect(sources, &options, |site| quotes::quotes(site, sources)));
    }
    if let Some(file) = sources.file(".faqtual/links.json") {
        let answers = serde_json::from_slice(&file.bytes).unwrap();
        let judge = |site: &Site<'_>| addresses::judged(&addresses::addresses(site), &answers);
        problems.extend(inspect(sources, &options, judge));
    }
    Report::new(&problems, sources)
}

/// The report as a person reads it. Nothing in it hangs on blanks at the ends of lines.
fn text(report: &Report, sources: &Sources) -> String {
    let text = human(report, sources, false);
    text.trim_end().lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn the_base_site_has_no_problem() {
    let sources = base();
    assert_eq!(text(&report(&sources, &mut Memo::default()), &sources), "");
}

/// What is wrong with the reports of a page, which an update writes anew.
fn judged(page: &Page, update: bool) -> String {
    let mut wrong = String::new();
    let mut reports = Vec::new();
    let mut memo = Memo::default();
    for case in &page.cases {
        let sources = page.sources(case);
        let found = report(&sources, &mut memo);
        let reported = text(&found, &sources);
        let expected: String = page.lines[case.report.lines.clone()].iter().map(|line| format!("{line}\n")).collect();
        let title = format!("{}: {}", page.name(), case.heading);
        if reported != expected && !update {
            wrong += &format!("\n{title}\n--- expected\n{expected}--- reported\n{reported}");
        }
        let is_shown = found.problems.iter().any(|problem| problem.code.name() == page.name());
        let is_wanted = !case.heading.starts_with(NOT_REPORTED);
        if is_shown != is_wanted && page.name() != MANY_AT_ONCE {
            let (verb, name) = (if is_wanted { "reports no" } else { "reports" }, page.name());
            wrong += &format!("\n{title}\n{verb} `{name}`\n{reported}");
        }
        if !is_wanted && !reported.is_empty() {
            wrong += &format!("\n{title}\nreports something else\n{reported}");
        }
        reports.push(reported);
    }
    if update {
        fs::write(&page.path, page.with_reports(&reports)).unwrap();
    }
    wrong
}

#[test]
fn reports_are_as_written() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let wrong: String = pages().par_iter().map(|page| judged(page, update)).collect();
    assert!(wrong.is_empty(), "{wrong}\nif the reports are right: UPDATE_EXPECT=1 cargo test --test problems\n");
}

#[test]
fn every_code_has_its_page_and_every_page_its_code() {
    let pages = pages();
    let names: BTreeSet<&str> = pages.iter().map(Page::name).filter(|name| *name != MANY_AT_ONCE).collect();
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(
        codes.difference(&names).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "codes without a page in tests/problems"
    );
    assert_eq!(
        names.difference(&codes).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "pages in tests/problems without a code"
    );
    for code in Code::ALL {
        let page = pages.iter().find(|page| page.name() == code.name()).unwrap();
        let head: Vec<&str> = page.lines.iter().take(4).map(String::as_str).collect();
        assert_eq!(head, [&format!("# {code}"), "", code.meaning(), ""], "{}", page.path.display());
        let why = page.lines.get(4).map_or("", String::as_str);
        assert!(
            why.len() > 40 && !why.starts_with('#') && !why.starts_with("```"),
            "{}: no paragraph that says why",
            page.path.display()
        );
        let (silent, shown): (Vec<&Case>, Vec<&Case>) =
            page.cases.iter().partition(|case| case.heading.starts_with(NOT_REPORTED));
        assert!(!shown.is_empty(), "{}: no case that is reported", page.path.display());
        assert!(!silent.is_empty(), "{}: no case that comes near and is not reported", page.path.display());
        let is_a_site = |case: &&Case| !case.inputs.is_empty();
        assert!(silent.iter().all(is_a_site), "{}: a case without files comes near nothing", page.path.display());
    }
}

#[test]
fn typos_in_five_files_are_all_reported_in_one_run() {
    let pages = pages();
    let page = pages.iter().find(|page| page.name() == MANY_AT_ONCE).unwrap();
    let found = report(&page.sources(&page.cases[0]), &mut Memo::default());
    let places: BTreeSet<_> = found.problems.iter().filter_map(|problem| problem.location.as_ref()).collect();
    let files: BTreeSet<_> = places.iter().map(|place| &place.file).collect();
    assert_eq!((found.problems.len(), places.len(), files.len()), (5, 5, 5));
}
