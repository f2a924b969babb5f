//! What the tests of the library share: sites in memory, and how they are compiled.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share may fail loudly")]

use std::fs;
use std::path::Path;

use faqtual::compile::{Compiled, Memo, compile};
use faqtual::diagnostic::{Report, human};
use faqtual::model::Options;
use faqtual::source::Sources;
use faqtual::text::date::Date;

/// Every file below a folder, under its path from there.
pub(crate) fn sources_of(folder: &str) -> Sources {
    let mut sources = Sources::default();
    add(Path::new(folder), "", &mut sources);
    sources
}

fn add(folder: &Path, path: &str, sources: &mut Sources) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if path.is_empty() { name } else { format!("{path}/{name}") };
        if entry.path().is_dir() {
            add(&entry.path(), &path, sources);
        } else {
            sources.insert(&path, fs::read(entry.path()).unwrap());
        }
    }
}

/// The smallest site: one of each kind of file, no problem.
pub(crate) fn minimal() -> Sources {
    sources_of("tests/sites/minimal")
}

/// The site that the repository ships.
pub(crate) fn shipped() -> Sources {
    let mut sources = Sources::default();
    add(Path::new("content"), "content", &mut sources);
    sources
}

/// Options for a fixed day.
pub(crate) fn options() -> Options {
    Options { as_of: Date::parse("2026-11-23").unwrap(), base_url: None, theme: None, drafts: false, pictures: false }
}

/// Compiles from nothing.
pub(crate) fn cold(sources: &Sources, options: &Options) -> Compiled {
    compile(sources, options, &mut Memo::default())
}

/// Compiles a site that must have no problem.
pub(crate) fn clean(sources: &Sources, options: &Options) -> Compiled {
    let compiled = cold(sources, options);
    assert_eq!(report(sources, &compiled), "");
    compiled
}

/// The report of a compile as text.
pub(crate) fn report(sources: &Sources, compiled: &Compiled) -> String {
    human(&Report::new(&compiled.diagnostics, sources), sources, false)
}

/// A file of the output as text.
pub(crate) fn page<'c>(compiled: &'c Compiled, path: &str) -> &'c str {
    let bytes = compiled.output.file(path).unwrap_or_else(|| panic!("no file {path}"));
    std::str::from_utf8(bytes).unwrap()
}

/// Puts a text into a site.
pub(crate) fn put(sources: &mut Sources, path: &str, text: &str) {
    sources.insert(path, text.as_bytes().to_vec());
}

/// The text of a source file.
pub(crate) fn text_of(sources: &Sources, path: &str) -> String {
    String::from_utf8(sources.file(path).unwrap_or_else(|| panic!("no file {path}")).bytes.to_vec()).unwrap()
}

/// Replaces a piece of a source file, which must be there.
pub(crate) fn edit(sources: &mut Sources, path: &str, from: &str, to: &str) {
    let text = text_of(sources, path);
    assert!(text.contains(from), "{path} has no {from:?}");
    put(sources, path, &text.replacen(from, to, 1));
}

/// A calendar is well formed: every line is a property, every part that begins ends, and no line is longer than the format allows.
pub(crate) fn assert_calendar(path: &str, calendar: &str) {
    let mut open: Vec<&str> = Vec::new();
    assert!(calendar.ends_with("\r\n") && !calendar.replace("\r\n", "").contains(['\r', '\n']), "{path}");
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "{path}");
    let whole = calendar.replace("\r\n ", "");
    for line in whole.trim_end().split("\r\n") {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("{path}: {line:?}"));
        let word = name.split(';').next().unwrap();
        assert!(word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-'), "{path}: {line:?}");
        match name {
            "BEGIN" => open.push(value),
            "END" => assert_eq!(open.pop(), Some(value), "{path}"),
            _ => assert!(!open.is_empty(), "{path}: {line:?}"),
        }
    }
    assert!(open.is_empty(), "{path}: {open:?}");
}

/// A small generator of its own (SplitMix64), so that a failure can be run again by its seed.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number from 0 up to `bound`, which is not reached.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((value ^ (value >> 31)) % bound as u64).unwrap()
    }

    /// One of these.
    pub(crate) fn one_of<'t, T>(&mut self, these: &'t [T]) -> &'t T {
        &these[self.below(these.len())]
    }
}
