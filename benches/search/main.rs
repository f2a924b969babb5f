//! What the search benchmark needs from the library; `node benches/search/run.mjs` calls it.
//!
//! ```text
//! cargo bench --bench search -- records ROOT FILE    the records of a site, as JSON
//! cargo bench --bench search -- corpus PAGES FOLDER  a site of so many explainers of 900 words
//! cargo bench --bench search -- time PAGES RUNS      builds in memory, with and without the search, in turn
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a program for developers")]

mod corpus;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use faqtual::compile::{Memo, compile};
use faqtual::model::{self, Options};
use faqtual::parse;
use faqtual::search::record::{self, Field, Written};
use faqtual::source::Sources;
use faqtual::text::date::Date;
use faqtual::wording::{Wording, words::Words};
use serde_json::{Value, json};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["records", root, file] => std::fs::write(file, records(Path::new(root)).to_string()).unwrap(),
        ["corpus", pages, folder] => write(&corpus::site(pages.parse().unwrap()), Path::new(folder)),
        ["time", pages, runs] => println!("{}", time(pages.parse().unwrap(), runs.parse().unwrap())),
        _ => println!("records ROOT FILE | corpus PAGES FOLDER | time PAGES RUNS"),
    }
}

fn options() -> Options {
    Options { as_of: Date::parse("2026-11-23").unwrap(), base_url: None, theme: None, drafts: false, pictures: false }
}

fn load(root: &Path) -> Sources {
    let mut sources = Sources::default();
    for file in walkdir::WalkDir::new(root.join("content")).sort_by_file_name().into_iter().map(Result::unwrap) {
        if file.file_type().is_file() {
            let path = file.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            sources.insert(&path, std::fs::read(file.path()).unwrap());
        }
    }
    sources
}

/// Every record of a site with the texts that are searched.
fn records(root: &Path) -> Value {
    let sources = load(root);
    let documents: Vec<_> = sources.under("content").map(|file| Arc::new(parse::document(file))).collect();
    let site = model::assemble(&documents, &options()).expect("no settings");
    let mut words = Words::default();
    words.add(&parse::yaml::read(include_str!("../../themes/default/words/en.yaml")).unwrap());
    let wording = Wording { edition: &site.editions[0], words: &words };
    let units = record::units(&site.editions[0]);
    let records = units.iter().flat_map(|unit| record::records(unit, &wording));
    let shown = records.map(|Written { record, fields }| {
        let text = |field: Field| fields.of(field).collect::<Vec<_>>().join(" ");
        json!({
            "kind": record.kind.word(), "path": record.path, "title": record.title, "short": text(Field::Short),
            "also": text(Field::Also), "headings": text(Field::Headings), "body": text(Field::Body),
        })
    });
    shown.collect()
}

fn write(sources: &Sources, folder: &Path) {
    for file in sources.iter() {
        let path = folder.join(file.path.as_str());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &file.bytes).unwrap();
    }
}

/// The median times of a build from nothing, in memory; a theme without search scripts makes no index.
fn time(pages: usize, runs: usize) -> Value {
    let with = corpus::site(pages);
    let mut without = with.clone();
    let theme = "name: bare\nextends: default\nsearch_scripts: []\n";
    without.insert("themes/bare/theme.yaml", theme.as_bytes().to_vec());
    let bare = Options { theme: Some("bare".to_owned()), ..options() };
    let (mut searched, mut plain) = (Vec::new(), Vec::new());
    for run in 0..=runs {
        let pair = [one(&with, &options()), one(&without, &bare)];
        // The first pair warms up.
        if run > 0 {
            searched.push(pair[0]);
            plain.push(pair[1]);
        }
    }
    let [searched, plain] = [searched, plain].map(|mut times| {
        times.sort();
        times[times.len() / 2].as_secs_f64()
    });
    json!({ "pages": pages, "with": searched, "without": plain, "added": searched / plain - 1.0 })
}

fn one(sources: &Sources, options: &Options) -> Duration {
    let start = Instant::now();
    let compiled = compile(sources, options, &mut Memo::default());
    let time = start.elapsed();
    assert!(compiled.diagnostics.iter().all(|problem| problem.code.severity() != faqtual::diagnostic::Severity::Error));
    time
}
