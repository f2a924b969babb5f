//! Random slips in the shipped content: none ends in a panic or a hang, and the report on one points at it.
//!
//! Every run takes a few slips of each kind. `MUTATIONS=100000 cargo test --release --test mutations -- --nocapture`
//! takes that many, holds each to a second, and tells what they came to; `MUTATIONS_SHOW=30` lists so many of those
//! that were not pointed at, and `MUTATIONS_FROM=N` begins at slip number N.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "what tests share may fail loudly")]

mod support;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use faqtual::check;
use faqtual::diagnostic::{Located, Location, Report, Severity, human};
use faqtual::model;
use faqtual::parse::{self, Document};
use faqtual::source::{SourceFile, Sources};
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use support::{Random, cold, options, shipped};

/// How many slips a usual run takes.
const FEW: usize = 300;
/// One slip in so many goes through the whole compile, pages and all.
const WHOLE: usize = 50;
/// At least this share of the refused slips is to be pointed at; of a few, chance takes more than its part.
const SHARE: f64 = 0.99;
const SHARE_OF_FEW: f64 = 0.95;
/// What is cut off leaves little to point at but the end of the file: every entry that went with the rest is missed
/// elsewhere.
const SHARE_OF_CUT: f64 = 0.9;

/// The kind that is counted apart.
const CUT: &str = "the rest cut off";
/// No slip may keep an editor waiting for longer.
const PATIENCE: Duration = Duration::from_secs(1);

/// One slip: what was done, and the lines of the new text that it touched.
struct Slip {
    kind: &'static str,
    text: Vec<u8>,
    lines: RangeInclusive<usize>,
}

/// A text, taken apart for one slip.
struct Page<'t> {
    text: &'t str,
    random: Random,
}

/// What a slip does: it takes a text and gives the range of it that goes, and what comes in its place.
type Kind = (&'static str, fn(&mut Page<'_>) -> (std::ops::Range<usize>, String));

const KINDS: &[Kind] = &[
    ("a character less", |page| (page.character(), String::new())),
    ("a letter more", |page| page.insert(&["a", "e", "s", "x", "T", "1", "0", "é", "ß", "中"])),
    ("a sign more", |page| {
        page.insert(&[
            ":", ": ", "-", "- ", "#", " #", "'", "\"", "[", "]", "{", "}", ",", "&", "*", "!", "|", ">", "%", "@",
            "`", "?", "? ", "~", "<", "(", ")", "\\", "/", "=", "_", "$", "^", ";", ".",
        ])
    }),
    ("an invisible sign more", |page| {
        page.insert(&["\t", "\u{a0}", "\u{200b}", "\u{feff}", "\u{2028}", "\r", "\u{7}", "\u{0}", " ", "  "])
    }),
    ("a typographic sign more", |page| page.insert(&["“", "”", "’", "–", "…", "🙂", "e\u{301}", "\u{202e}"])),
    ("a wrong letter", |page| (page.character(), (*page.random.one_of(&["a", "e", "n", "t", "Q", "9"])).to_owned())),
    ("a wrong sign", |page| {
        let sign = *page.random.one_of(&[":", "-", "'", "\"", "[", "]", " ", "#", "\n", "\t", "}"]);
        (page.character(), sign.to_owned())
    }),
    ("two characters swapped", |page| {
        let first = page.character();
        let Some(second) = page.text[first.end..].chars().next() else { return (first, String::new()) };
        let swapped = format!("{second}{}", &page.text[first.clone()]);
        (first.start..first.end + second.len_utf8(), swapped)
    }),
    ("a character twice", |page| {
        let range = page.character();
        (range.end..range.end, page.text[range].to_owned())
    }),
    ("a line less", |page| (page.line(), String::new())),
    ("some lines less", |page| (page.lines(2, 5), String::new())),
    ("a line twice", |page| {
        let range = page.line();
        (range.end..range.end, page.text[range].to_owned())
    }),
    ("some lines twice", |page| {
        let range = page.lines(2, 5);
        (range.end..range.end, page.text[range].to_owned())
    }),
    ("two lines swapped", |page| {
        let range = page.lines(2, 2);
        let (first, second) = page.text[range.clone()].split_once('\n').unwrap_or_default();
        let swapped = format!("{}\n{first}\n", second.trim_end_matches('\n'));
        (range, swapped)
    }),
    ("a line further in", |page| {
        let start = page.line().start;
        (start..start, (*page.random.one_of(&[" ", "  ", "    ", "\t"])).to_owned())
    }),
    ("a line further out", |page| {
        let line = page.line();
        let blanks = page.text[line.clone()].len() - page.text[line.clone()].trim_start_matches(' ').len();
        (line.start..line.start + blanks.min(1 + page.random.below(2)), String::new())
    }),
    ("a line end less", |page| {
        let line = page.line();
        (line.end.saturating_sub(1)..line.end, (*page.random.one_of(&["", " "])).to_owned())
    }),
    ("a line end more", |page| {
        let at = page.character().start;
        (at..at, (*page.random.one_of(&["\n", "\n\n", "\r\n", "\n  "])).to_owned())
    }),
    ("a line of Windows", |page| {
        let line = page.line();
        (line.end.saturating_sub(1)..line.end, "\r\n".to_owned())
    }),
    ("a line commented out", |page| {
        let start = page.line().start;
        (start..start, "# ".to_owned())
    }),
    ("a word less", |page| (page.word(), String::new())),
    ("a wrong word", |page| {
        let other = page.word();
        let other = page.text[other].to_owned();
        (page.word(), other)
    }),
    ("a word twice", |page| {
        let range = page.word();
        (range.end..range.end, format!(" {}", &page.text[range]))
    }),
    ("a word in capitals", |page| {
        let range = page.word();
        (range.clone(), page.text[range].to_uppercase())
    }),
    ("a colon less", |page| (page.first_in_line(": ").unwrap_or(0..0), String::new())),
    ("a blank after a colon less", |page| (page.first_in_line(": ").unwrap_or(0..0), ":".to_owned())),
    ("a dash less", |page| (page.first_in_line("- ").unwrap_or(0..0), String::new())),
    ("a dash more", |page| {
        let line = page.line();
        let text = page.text[line.clone()].trim_start_matches(' ').len();
        (line.end - text..line.end - text, "- ".to_owned())
    }),
    ("a value less", |page| {
        let line = page.line();
        let at = page.text[line.clone()].find(": ").map_or(line.end, |at| line.start + at + 1);
        (at..page.text[at..].find('\n').map_or(at, |end| at + end).max(at), String::new())
    }),
    ("a value of another kind", |page| {
        let line = page.line();
        let value = (*page.random.one_of(&[
            " true",
            " 42",
            " null",
            " []",
            " {}",
            " [a, b]",
            " {a: b}",
            " \"\"",
            " ~",
            " !tag x",
            " *x",
            " &x y",
            " |",
            " >",
            " 2025-13-45",
            " yes",
            " 1e400",
            " .nan",
            " 0x1F",
        ]))
        .to_owned();
        let at = page.text[line.clone()].find(": ").map_or(line.end, |at| line.start + at + 1);
        (at..page.text[at..].find('\n').map_or(at, |end| at + end).max(at), value)
    }),
    ("a piece of Markdown", |page| {
        page.insert(&[
            "[](",
            "](faq:",
            "[x](faq:y)",
            "[](fact:a.b)",
            "![](",
            "```",
            "<b>",
            "<script>",
            "# ",
            "\n# ",
            "---\n",
            "\n---\n",
            "[^1]",
            "| a | b |",
            "> ",
            "* ",
            "**",
            "&nbsp;",
            "javascript:x",
            "<!-- ",
            "{#id}",
            "$$",
        ])
    }),
    (CUT, |page| {
        let line = page.line();
        (line.start..page.text.len(), String::new())
    }),
];

impl Page<'_> {
    /// One character that is not the last.
    fn character(&mut self) -> std::ops::Range<usize> {
        let mut at = self.random.below(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at..at + self.text[at..].chars().next().map_or(0, char::len_utf8)
    }

    fn insert(&mut self, these: &[&str]) -> (std::ops::Range<usize>, String) {
        let at = self.character().start;
        (at..at, (*self.random.one_of(these)).to_owned())
    }

    /// One line with its end.
    fn line(&mut self) -> std::ops::Range<usize> {
        let at = self.character().start;
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        start..self.text[at..].find('\n').map_or(self.text.len(), |end| at + end + 1)
    }

    /// So many lines, fewer at the end of the text.
    fn lines(&mut self, least: usize, most: usize) -> std::ops::Range<usize> {
        let first = self.line();
        let count = least + self.random.below(most - least + 1);
        let rest = &self.text[first.start..];
        first.start..first.start + rest.split_inclusive('\n').take(count).map(str::len).sum::<usize>()
    }

    /// One word, with the hyphens in it.
    fn word(&mut self) -> std::ops::Range<usize> {
        let at = self.character().start;
        let is_word = |found: char| found.is_alphanumeric() || found == '-' || found == '_';
        let start = self.text[..at].rfind(|found| !is_word(found)).map_or(0, |before| before + 1);
        let start = (start..=at).find(|start| self.text.is_char_boundary(*start)).unwrap_or(at);
        start..self.text[at..].find(|found| !is_word(found)).map_or(self.text.len(), |after| at + after)
    }

    /// The first place of this in some line.
    fn first_in_line(&mut self, wanted: &str) -> Option<std::ops::Range<usize>> {
        let line = self.line();
        let at = line.start + self.text[line].find(wanted)?;
        Some(at..at + wanted.len())
    }
}

/// The slip of this number in a text.
fn slip(text: &str, mut random: Random) -> Slip {
    if random.below(KINDS.len() + 1) == 0 {
        return bad_bytes(text, random);
    }
    let (kind, change) = random.one_of(KINDS);
    let (range, new) = change(&mut Page { text, random });
    let first = 1 + text[..range.start].matches('\n').count();
    // A line that went is felt at the one that took its place; whole new lines end before the next.
    let is_whole = new.ends_with('\n') && text[..range.start].ends_with('\n');
    let last = first + new.matches('\n').count() - usize::from(is_whole);
    let text = [&text[..range.start], &new, &text[range.end..]].concat();
    Slip { kind, text: text.into_bytes(), lines: first..=last }
}

/// Bytes that are no text at all.
fn bad_bytes(text: &str, mut random: Random) -> Slip {
    let at = random.below(text.len());
    let mut bytes = text.as_bytes().to_vec();
    let line = 1 + text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
    let gone = random.below(2);
    let new: Vec<u8> = (0..=random.below(4)).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
    bytes.splice(at..at + gone, new);
    Slip { kind: "random bytes", text: bytes, lines: line..=line }
}

/// What came of one slip.
struct Outcome {
    number: usize,
    kind: &'static str,
    /// The first error.
    code: &'static str,
    is_refused: bool,
    is_pointed_at: bool,
    time: Duration,
    /// What was done and what was reported, for the slips that were not pointed at.
    story: String,
}

/// The shipped site, each of its files parsed.
struct Shop {
    sources: Sources,
    files: Vec<SourceFile>,
    documents: Vec<Arc<Document>>,
    /// What is wrong with files that stay as they are is looked for once.
    findings: check::Findings,
}

impl Shop {
    fn open() -> Self {
        let sources = shipped();
        let files: Vec<SourceFile> = sources.under("content").cloned().collect();
        let documents = files.iter().map(|file| Arc::new(parse::document(file))).collect();
        Self { sources, files, documents, findings: check::Findings::default() }
    }

    /// Makes the slip of this number, and looks at what is said of it.
    fn serve(&self, number: usize) -> Outcome {
        let mut random = Random(number as u64 ^ 0x5eed_0000_0000_0000);
        // A file's chance is its length.
        let total: usize = self.files.iter().map(|file| file.bytes.len()).sum();
        let mut at = random.below(total);
        let which = self.files.iter().position(|file| match at.checked_sub(file.bytes.len()) {
            Some(rest) => {
                at = rest;
                false
            }
            None => true,
        });
        let which = which.unwrap();
        let before = std::str::from_utf8(&self.files[which].bytes).unwrap();
        let slip = slip(before, random);
        let path = self.files[which].path.as_str();
        let mut sources = self.sources.clone();
        sources.insert(path, slip.text.clone());
        let started = Instant::now();
        let told = catch_unwind(AssertUnwindSafe(|| self.report(which, &sources, number)));
        let time = started.elapsed();
        let Ok(report) = told else {
            panic!("slip {number}, {} in {path} at {:?}, ended in a panic", slip.kind, slip.lines);
        };
        let is_pointed_at = report.problems.iter().any(|problem| points(problem, path, &slip.lines));
        let is_refused = report.errors() > 0;
        let story = if is_refused && !is_pointed_at {
            self.story(number, which, &slip, &human(&report, &sources, false))
        } else {
            String::new()
        };
        let code = report.problems.iter().find(|problem| problem.code.severity() == Severity::Error);
        let code = code.map_or("", |problem| problem.code.name());
        Outcome { number, kind: slip.kind, code, is_refused, is_pointed_at, time, story }
    }

    /// What a check says; now and then the pages are made as well.
    fn report(&self, which: usize, sources: &Sources, number: usize) -> Report {
        if number.is_multiple_of(WHOLE) {
            return Report::new(&cold(sources, &options()).diagnostics, sources);
        }
        let mut documents = self.documents.clone();
        documents[which] = Arc::new(parse::document(sources.file(self.files[which].path.as_str()).unwrap()));
        let diagnostics = match model::assemble(&documents, &options()) {
            Some(site) => check::site(&site, &documents, sources, &self.findings),
            None => documents.iter().flat_map(|document| document.problems.iter().cloned()).collect(),
        };
        Report::new(&diagnostics, sources)
    }

    fn story(&self, number: usize, which: usize, slip: &Slip, report: &str) -> String {
        let excerpt = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let first = slip.lines.start().saturating_sub(3);
            text.split('\n').skip(first).take(6).map(|line| format!("    | {line:?}\n")).collect::<String>()
        };
        let file = &self.files[which];
        let report: String = report.lines().take(24).map(|line| format!("    {line}\n")).collect();
        format!(
            "\n== slip {number}: {} in {} at {:?}\n  before\n{}  after\n{}  report\n{report}",
            slip.kind,
            file.path,
            slip.lines,
            excerpt(&file.bytes),
            excerpt(&slip.text)
        )
    }
}

/// Whether a problem, or a place that belongs to it, lies within a line of these.
fn points(problem: &Located, path: &str, lines: &RangeInclusive<usize>) -> bool {
    let near = |location: &Location| {
        location.file.as_str() == path && (lines.start().saturating_sub(1)..=lines.end() + 1).contains(&location.line)
    };
    problem.location.iter().chain(problem.related.iter().map(|(location, _)| location)).any(near)
}

/// How long this thread has been at work; where the system does not tell, the time that went by.
fn busy() -> Duration {
    static STARTED: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| STARTED.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

fn number(variable: &str) -> Option<usize> {
    std::env::var(variable).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{variable} is no number")))
}

#[test]
fn slips_are_told_where_they_are() {
    let wanted = number("MUTATIONS");
    let from = number("MUTATIONS_FROM").unwrap_or(0);
    let shop = Shop::open();
    let outcomes: Vec<Outcome> =
        (from..from + wanted.unwrap_or(FEW)).into_par_iter().map(|number| shop.serve(number)).collect();
    let (cut, told): (Vec<&Outcome>, Vec<&Outcome>) =
        outcomes.iter().filter(|outcome| outcome.is_refused).partition(|outcome| outcome.kind == CUT);
    let missed_of = |these: &[&Outcome]| these.iter().filter(|outcome| !outcome.is_pointed_at).count();
    let missed: Vec<&Outcome> = told.iter().chain(&cut).copied().filter(|outcome| !outcome.is_pointed_at).collect();
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    let share = |missed: usize, all: usize| 1.0 - missed as f64 / all as f64;
    let (pointed_at, of_cut) = (share(missed_of(&told), told.len()), share(missed_of(&cut), cut.len().max(1)));
    if wanted.is_some() {
        println!("{} slips; {} refused, {:.2} % of them pointed at", outcomes.len(), told.len(), pointed_at * 100.0);
        println!("cut off: {} refused, {:.2} % pointed at", cut.len(), of_cut * 100.0);
        println!("together: {:.2} %", share(missed.len(), told.len() + cut.len()) * 100.0);
        println!("the slowest took {:?}", outcomes.iter().map(|outcome| outcome.time).max().unwrap());
        println!("not pointed at:");
        let mut kinds: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for outcome in &missed {
            *kinds.entry((outcome.code, outcome.kind)).or_default() += 1;
        }
        for ((code, kind), count) in kinds {
            println!("{count:6} {code}, {kind}");
        }
        for outcome in missed.iter().take(number("MUTATIONS_SHOW").unwrap_or(0)) {
            println!("{}", outcome.story);
        }
        // A machine with other work to do may have been slow itself: what took long is tried again on one core.
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        for slow in outcomes.iter().filter(|outcome| outcome.time > PATIENCE) {
            let again = one.install(|| {
                let started = busy();
                shop.serve(slow.number);
                busy() - started
            });
            assert!(again < PATIENCE, "slip {}, {}, takes {again:?}", slow.number, slow.kind);
        }
    }
    assert!(told.len() * 4 > outcomes.len(), "hardly any slip is refused: the slips test nothing");
    let least = if wanted.is_some() { SHARE } else { SHARE_OF_FEW };
    assert!(
        wanted.is_none() || of_cut >= SHARE_OF_CUT,
        "only {:.2} % of what is cut off is pointed at",
        of_cut * 100.0
    );
    assert!(pointed_at >= least, "only {:.2} % of the refused slips are pointed at", pointed_at * 100.0);
}
