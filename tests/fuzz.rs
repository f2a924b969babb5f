//! Random input for everything that reads or writes what others wrote: no panic, no hang, and what is written reads
//! back as it was.
//!
//! A usual run takes some of each target. The long run takes each target for that many seconds, from a seed of its
//! own, and tells how many runs that were:
//!
//! ```sh
//! FUZZ_SECONDS=600 FUZZ_SEED=$(date +%s) cargo test --release --test fuzz -- --nocapture --test-threads 1
//! ```
//!
//! A failure names its seed and run; `FUZZ_SEED=S FUZZ_RUN=N` with the name of the target runs that one again. What
//! was found once stands in [`FOUND`], and in `tests/hostile.rs`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share may fail loudly")]

mod support;

use std::time::{Duration, Instant};

use faqtual::diagnostic::{Code, Report, human, json};
use faqtual::model::reference::Reference;
use faqtual::model::route::joined;
use faqtual::parse::markdown::outline;
use faqtual::parse::shape::examine_url;
use faqtual::search::tokenise::terms;
use faqtual::source::{FrontMatter, SitePath, Sources, front_matter};
use faqtual::text::date::Date;
use faqtual::text::direction::led;
use faqtual::text::hidden;
use faqtual::text::slug::{is_slug, slug};
use support::{Random, assert_calendar, cold, edit, minimal, options, page, put, shipped, text_of};

// ---- Runs ----

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} is no number: {value}")))
}

/// Tells which run it was when that run panics.
struct Run {
    target: &'static str,
    seed: u64,
    run: u64,
}

impl Drop for Run {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Self { target, seed, run } = self;
            eprintln!("again: FUZZ_SEED={seed} FUZZ_RUN={run} cargo test --test fuzz -- {target}");
        }
    }
}

/// Runs a target so many times, or for the seconds that are asked for.
fn fuzz(target: &'static str, usual: u64, mut once: impl FnMut(&mut Random)) {
    let seed = number("FUZZ_SEED").unwrap_or(20_261_123);
    let mut take = |run: u64| {
        let _named = Run { target, seed, run };
        once(&mut Random(seed ^ run.wrapping_mul(0x2545_f491_4f6c_dd1d)));
    };
    if let Some(run) = number("FUZZ_RUN") {
        return take(run);
    }
    let (started, mut slowest, mut runs) = (Instant::now(), Duration::ZERO, 0);
    let limit = number("FUZZ_SECONDS").map(Duration::from_secs);
    while limit.map_or(runs < usual, |limit| started.elapsed() < limit) {
        let began = Instant::now();
        take(runs);
        slowest = slowest.max(began.elapsed());
        runs += 1;
    }
    let peak = peak();
    println!(
        "{target}: {runs} runs in {:.0?}, the slowest {slowest:.1?}, at most {} MiB",
        started.elapsed(),
        peak >> 20
    );
    assert!(peak < 1 << 30, "{target}: {peak} bytes");
}

/// The most memory that this process has held, where the system tells (Linux); else 0.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) * 1024
}

// ---- Input ----

/// What means something to one of the readers, or to a program that reads what we write.
const TOKENS: &[&str] = &[
    "\n",
    "\r\n",
    "\t",
    "  ",
    ": ",
    "- ",
    "? ",
    "&a ",
    "*a",
    "<<: ",
    "!x ",
    "!!str ",
    "|\n",
    ">-\n",
    "---\n",
    "...\n",
    "# ",
    "'",
    "\"",
    "\\",
    "[",
    "]",
    "{",
    "}",
    ",",
    "%",
    "@",
    "`",
    "```\n",
    "~~~",
    "## ",
    "{#id}",
    "> ",
    "> [!NOTE]\n",
    "| a | b |\n|---|--:|\n",
    "[^1]",
    "[^1]: ",
    "[a]: ",
    "](",
    "![",
    "<!--",
    "-->",
    "<b",
    "</b>",
    "<script>",
    "]]>",
    "&amp;",
    "&#0;",
    "*",
    "**",
    "_",
    "~~",
    "1. ",
    "- [ ] ",
    "\\\n",
    "[](fact:acme.default-state)",
    "[](fact:acme.default-state@eea)",
    "[](steps:acme-switch)",
    "[](faq:topic/rights)",
    "[](source:acme-notice)",
    "[x](letter:objection)",
    "[](compare:default-state)",
    "[](timeline:acme)",
    "[x](#a)",
    "[x](../a.md#b)",
    "[x](blank:name)",
    "(javascript:x)",
    "(https://e.example/)",
    "(//e.example)",
    "(data:text/html,x)",
    "(mailto:a@e.example?body=%0a)",
    "../",
    "..\\",
    "%2e%2e%2f",
    "%00",
    "\0",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{200d}",
    "\u{202e}",
    "\u{2067}",
    "\u{2069}",
    "\u{2028}",
    "\u{feff}",
    "\u{fffc}",
    "\u{fffd}",
    "\u{e000}0\u{e001}",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "ﬁ",
    "ς",
    "日本",
    "ไทย",
    "한국어",
    "שלום",
    "👩‍👩‍👧",
    "🇩🇪",
    "=1+1",
    "BEGIN:VEVENT\r\n",
    ";",
    "yes",
    "no",
    "null",
    "~",
    "0x10",
    "1e9",
    ".inf",
    "2025-02-30",
    "2025-11-03",
    "9999-12-31",
    "0000",
    "id: ",
    "regions: [eea]\n",
    "receipts: [acme-notice]\n",
    "reviewed: 2026-11-23\n",
];

fn token(random: &mut Random) -> &'static str {
    TOKENS[random.below(TOKENS.len())]
}

/// Tokens, letters and repetitions in any order.
fn any_text(random: &mut Random, most: usize) -> String {
    let mut text = String::new();
    for _ in 0..random.below(most) {
        match random.below(8) {
            0 => text.push_str(&token(random).repeat(random.below(40))),
            1 => text.extend(char::from_u32(u32::try_from(random.below(0x11_0000)).unwrap())),
            2 | 3 => text.push_str(["word", "a", " ", "Opt out", "7", "\n\n"][random.below(6)]),
            _ => text.push_str(token(random)),
        }
    }
    text
}

/// The largest boundary of characters up to a random place.
fn boundary(text: &str, random: &mut Random) -> usize {
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A text with some of it taken out, doubled, moved, or with something put in.
fn mutated(text: &str, other: &str, random: &mut Random) -> String {
    let mut text = text.to_owned();
    for _ in 0..=random.below(4) {
        let (one, two) = (boundary(&text, random), boundary(&text, random));
        let (from, to) = (one.min(two), one.max(two).min(one.min(two) + 400));
        let to = (from..=to).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(from);
        match random.below(6) {
            0 => text.replace_range(from..to, ""),
            1 => {
                let piece = text[from..to].to_owned();
                text.insert_str(from, &piece);
            }
            2 => text.insert_str(from, &any_text(random, 6)),
            3 => text.replace_range(from..to, token(random)),
            4 => {
                let (one, two) = (boundary(other, random), boundary(other, random));
                text.insert_str(from, &other[one.min(two)..one.max(two)]);
            }
            _ => text.insert_str(from, &token(random).repeat(random.below(300))),
        }
    }
    text
}

// ---- Targets ----

/// What a compile of anything must give: a report whose places lie in their files, JSON that is JSON, and no page
/// that breaks the policy, for a text is never markup.
fn holds(sources: &Sources) {
    let compiled = cold(sources, &options());
    let report = Report::new(&compiled.diagnostics, sources);
    for problem in &report.problems {
        assert_ne!(problem.code, Code::PolicyBreach, "{}", problem.message);
        for location in problem.location.iter().chain(problem.related.iter().map(|(location, _)| location)) {
            let text = String::from_utf8_lossy(&sources.file(location.file.as_str()).unwrap().bytes).into_owned();
            assert!(location.start <= location.end && location.end <= text.len(), "{location:?}");
            assert!(text.is_char_boundary(location.start) && text.is_char_boundary(location.end), "{location:?}");
        }
    }
    assert_eq!(human(&report, sources, false).is_empty(), report.problems.is_empty());
    serde_json::from_str::<serde_json::Value>(&json(&report)).unwrap();
    for (path, bytes) in compiled.output.iter().filter(|(path, _)| path.ends_with(".json")) {
        serde_json::from_slice::<serde_json::Value>(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    for (path, bytes) in compiled.output.iter().filter(|(path, _)| path.ends_with(".ics")) {
        assert_calendar(path, std::str::from_utf8(bytes).unwrap());
    }
}

#[test]
fn source_files() {
    let base = minimal();
    let paths: Vec<String> = base.iter().map(|file| file.path.to_string()).collect();
    let others: Vec<String> = shipped().iter().filter_map(|file| String::from_utf8(file.bytes.to_vec()).ok()).collect();
    fuzz("source_files", 60, |random| {
        let mut sources = base.clone();
        for _ in 0..=random.below(2) {
            let path = random.one_of(&paths);
            let other = random.one_of(&others);
            let text = mutated(&text_of(&base, path), other, random);
            put(&mut sources, path, &text);
        }
        holds(&sources);
    });
}

#[test]
fn markdown_with_references() {
    let base = minimal();
    fuzz("markdown_with_references", 60, |random| {
        let mut sources = base.clone();
        let text = any_text(random, 60);
        let _ = outline(&text);
        put(&mut sources, "content/pages/method.md", &format!("---\ntitle: M\ndescription: D.\n---\n\n{text}\n"));
        let settings = text_of(&base, "content/site.yaml");
        put(&mut sources, "content/site.yaml", &format!("{settings}raw_html: {}\n", random.below(2) == 0));
        holds(&sources);
    });
}

#[test]
fn search_terms() {
    fuzz("search_terms", 5_000, |random| {
        let text = any_text(random, 60);
        let found = terms(&text);
        for term in &found {
            assert!(!term.is_empty() && !term.contains(char::is_whitespace), "{term:?} of {text:?}");
            // A term as typed finds itself.
            assert_eq!(terms(term), [term.as_str()], "of {text:?}");
        }
    });
}

#[test]
fn addresses_and_paths() {
    let from = SitePath::new("content/explainers/a.md");
    fuzz("addresses_and_paths", 20_000, |random| {
        let text = any_text(random, 12);
        let address = if random.below(2) == 0 { text.clone() } else { format!("https://e.example/{text}") };
        if examine_url(&address).is_ok() {
            let url = url::Url::parse(&address).unwrap();
            assert!(["https", "mailto", "tel"].contains(&url.scheme()), "{address:?}");
            assert!(!address.contains(|found: char| found.is_whitespace() || found.is_control()), "{address:?}");
            assert!(matches!(Reference::parse(&address), Reference::External(_)), "{address:?}");
        }
        if let Some(path) = joined(&from, &text) {
            assert!(!path.starts_with('/') && path.split('/').all(|part| !matches!(part, "." | "..")), "{path:?}");
        }
        let slug_of = slug(&text);
        assert!(!slug_of.is_empty() && slug(&slug_of) == slug_of, "{text:?}: {slug_of:?}");
        assert!(!is_slug(&text) || slug(&text) == text, "{text:?}");
        if let Some(date) = Date::parse(&text) {
            assert_eq!(date.to_string(), text);
        }
        if let FrontMatter::Found { yaml, body } = front_matter(&text) {
            assert!(text.get(yaml).is_some() && text.get(body..).is_some(), "{text:?}");
        }
        if let Some((range, _)) = hidden::first(&text) {
            assert_eq!(text[range].chars().count(), 1, "{text:?}");
        }
    });
}

/// The values of a TEXT property, as a calendar program reads them.
fn texts(calendar: &str, property: &str) -> Vec<String> {
    let whole = calendar.replace("\r\n ", "");
    let values = whole.split("\r\n").filter_map(|line| line.strip_prefix(property)?.strip_prefix(':'));
    values
        .map(|value| {
            let mut text = String::new();
            let mut characters = value.chars();
            while let Some(character) = characters.next() {
                match character {
                    '\\' => match characters.next().unwrap() {
                        'n' => text.push('\n'),
                        escaped => text.push(escaped),
                    },
                    ',' | ';' => panic!("{value:?} holds a separator"),
                    plain => text.push(plain),
                }
            }
            text
        })
        .collect()
}

/// A text in one line for a field, as YAML and as it will be read.
fn field(random: &mut Random) -> (String, String) {
    let text: String = any_text(random, 12).chars().filter(|found| !found.is_control()).collect();
    let text = format!("{text}x");
    (serde_json::to_string(&text).unwrap(), text)
}

#[test]
fn written_formats_read_back() {
    let base = minimal();
    const PLATFORM: &str = "content/platforms/acme.yaml";
    let mut read = 0;
    fuzz("written_formats_read_back", 60, |random| {
        let mut sources = base.clone();
        let ((name_yaml, name), (title_yaml, title), (fact_yaml, fact)) = (field(random), field(random), field(random));
        edit(&mut sources, PLATFORM, "name: Acme\n", &format!("name: {name_yaml}\n"));
        edit(&mut sources, PLATFORM, "title: Acme begins to train\n", &format!("title: {title_yaml}\n"));
        edit(&mut sources, PLATFORM, "    value: yes\n", &format!("    value: yes\n    text: {fact_yaml}\n"));
        let compiled = cold(&sources, &options());
        if compiled.diagnostics.iter().any(faqtual::diagnostic::Diagnostic::is_error) {
            return;
        }
        read += 1;
        let calendar = page(&compiled, "calendar.ics");
        assert_calendar("calendar.ics", calendar);
        assert!(texts(calendar, "SUMMARY").contains(&led(&name, &title)), "{calendar}");
        let mut csv = csv::Reader::from_reader(page(&compiled, "compare.csv").as_bytes());
        let head = csv.headers().unwrap().clone();
        let column = |name: &str| head.iter().position(|found| found == name).unwrap();
        let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        let cell = |at: usize| rows[0][at].to_owned();
        for (name, text) in [("platform", &name), ("text", &fact)] {
            let found = cell(column(name));
            // Apostrophes keep a spreadsheet from calculating; nothing else is added.
            assert_eq!(found.replace('\'', ""), text.replace('\'', ""));
            assert!(found.len() - text.len() <= 1 + text.matches(';').count(), "{found:?}");
            let is_formula = |part: &str| part.trim_start().starts_with(['=', '+', '-', '@']);
            assert!(!found.split(';').any(is_formula), "{found:?}");
        }
        let facts: serde_json::Value = serde_json::from_str(page(&compiled, "api/facts.json")).unwrap();
        assert_eq!(facts["facts"][0]["text"], fact);
    });
    assert!(read > 0 || number("FUZZ_RUN").is_some(), "no run had a site: the target tests nothing");
}

// ---- What was found ----

/// Texts that broke something once, each with what it was.
const FOUND: &[(&str, &str)] = &[];

#[test]
fn what_was_found_once_holds() {
    for (why, text) in FOUND {
        let mut sources = minimal();
        put(&mut sources, "content/pages/method.md", &format!("---\ntitle: M\ndescription: D.\n---\n\n{text}\n"));
        println!("{why}");
        holds(&sources);
    }
}
