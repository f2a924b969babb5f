//! What the build benchmark needs beside the command; `node benches/build/run.mjs` calls it.
//!
//! ```text
//! cargo bench --bench build -- corpus PAGES FOLDER    FOLDER/faqtual and FOLDER/others: the same texts twice
//! cargo bench --bench build -- grown PAGES QUESTIONS PLATFORMS ROWS LINKS FOLDER    FOLDER/content, of any shape
//! cargo bench --bench build -- floor SITE OUT         reads and parses SITE/content, writes files like OUT's beside OUT
//! cargo bench --bench build -- stages SITE RUNS       times of the compiler's stages in memory, as JSON
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a program for developers")]

mod corpus;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use faqtual::compile::{Memo, compile};
use faqtual::memo::{Digest, Recall};
use faqtual::model::{self, Options};
use faqtual::output::{Finished, OutputFile};
use faqtual::render::{Desk, Inputs, theme};
use faqtual::source::Sources;
use faqtual::text::date::Date;
use faqtual::wording::Wording;
use faqtual::{builtin, check, export, parse, render, search};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use serde_json::{Value, json};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["corpus", pages, folder] => {
            let (shape, folder) = (corpus::Shape::of(pages.parse().unwrap()), Path::new(folder));
            write(&corpus::faqtual(shape), &folder.join("faqtual"));
            write(&corpus::others(shape), &folder.join("others"));
        }
        ["grown", counts @ .., folder] => {
            let [pages, questions, platforms, rows, links] =
                counts.iter().map(|count| count.parse().unwrap()).collect::<Vec<_>>()[..]
            else {
                panic!("five counts and a folder")
            };
            write(&corpus::faqtual(corpus::Shape { pages, questions, platforms, rows, links }), Path::new(folder));
        }
        ["floor", site, out] => floor(Path::new(site), Path::new(out)),
        ["stages", site, runs] => println!("{}", stages(Path::new(site), runs.parse().unwrap())),
        // `cargo test --all-targets` and `cargo bench` without words come by here.
        _ => println!("corpus PAGES FOLDER | grown … FOLDER | floor SITE OUT | stages SITE RUNS"),
    }
}

fn write(files: &[corpus::File], folder: &Path) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let found = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    found.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// The least that any such tool does: read every source, parse the Markdown, write as many bytes into as many files.
fn floor(site: &Path, out: &Path) {
    let content = site.join("content");
    let sources = files(&content);
    let parsed: usize = sources
        .par_iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            if path.extension().is_some_and(|extension| extension == "md") {
                pulldown_cmark::Parser::new_ext(&text, parse::markdown::OPTIONS).count()
            } else {
                text.len()
            }
        })
        .sum();
    let sizes: Vec<(PathBuf, u64)> = files(out)
        .into_iter()
        .map(|path| {
            let size = fs::metadata(&path).unwrap().len();
            (path, size)
        })
        .collect();
    let copy = out.with_extension("floor");
    let start = Instant::now();
    for folder in walkdir::WalkDir::new(out).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_dir())
    {
        fs::create_dir_all(copy.join(folder.path().strip_prefix(out).unwrap())).unwrap();
    }
    sizes.par_iter().for_each(|(path, size)| {
        fs::write(copy.join(path.strip_prefix(out).unwrap()), vec![b' '; usize::try_from(*size).unwrap()]).unwrap();
    });
    eprintln!("{parsed} events, {} files written in {:.3} s", sizes.len(), start.elapsed().as_secs_f64());
}

/// The medians of so many runs: each stage alone, then the compile as a whole, where some run side by side.
fn stages(site: &Path, runs: usize) -> Value {
    let mut times: Vec<Vec<f64>> = Vec::new();
    let mut names = Vec::new();
    for run in 0..=runs {
        let mut clock = Clock(Vec::new());
        one(site, &mut clock);
        // The first run warms up.
        if run > 0 {
            times.push(clock.0.iter().map(|(_, time)| *time).collect());
        }
        names = clock.0.into_iter().map(|(name, _)| name).collect();
    }
    let median = |at: usize| {
        let mut column: Vec<f64> = times.iter().map(|run| run[at]).collect();
        column.sort_by(f64::total_cmp);
        column[column.len() / 2]
    };
    names.iter().enumerate().map(|(at, name)| json!({ "stage": name, "seconds": median(at) })).collect()
}

/// Times of stages, in order, in seconds.
struct Clock(Vec<(&'static str, f64)>);

impl Clock {
    fn time<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.0.push((stage, start.elapsed().as_secs_f64()));
        result
    }
}

fn one(root: &Path, clock: &mut Clock) {
    let options = Options {
        as_of: Date::parse("2026-11-23").unwrap(),
        base_url: None,
        theme: None,
        drafts: false,
        pictures: false,
    };
    let sources = clock.time("load", || {
        let mut sources = Sources::default();
        for path in files(&root.join("content")) {
            sources.insert(path.strip_prefix(root).unwrap().to_str().unwrap(), fs::read(&path).unwrap());
        }
        sources
    });
    let files: Vec<_> = sources.under("content").collect();
    let documents: Vec<_> =
        clock.time("parse", || files.par_iter().map(|file| Arc::new(parse::document(file))).collect());
    let site = clock.time("model", || model::assemble(&documents, &options).unwrap());
    clock.time("check", || check::site(&site, &documents, &sources, &Recall::default()));
    let settings = site.editions[0].settings;
    let themes = builtin::themes();
    let load = || theme::load(&settings.theme, &settings.languages, &settings.theme_options, &sources, themes);
    let theme = clock.time("theme", || load().unwrap());
    let edition = &site.editions[0];
    let words = theme.words(edition.language).unwrap();
    let wording = Wording { edition, words };
    let press = render::press(&site, edition, &theme, words, "search/index.js".to_owned());
    let kit = render::embed::kit(&theme);
    let desk = Desk::new(&site, wording, &press, &kit);
    let digest = Digest::of(b"");
    let inputs = Inputs {
        shared: digest,
        answers: digest,
        texts: digest,
        documents: documents.iter().map(|document| (document.path.clone(), document.digest)).collect(),
    };
    let finish = |_: &str, bytes| Finished { file: OutputFile::new(bytes), breaches: Vec::new() };
    clock.time("render", || render::pages(&desk, &sources, &inputs, &Recall::default(), &finish));
    let key = |file: Option<&faqtual::source::SitePath>| file.map_or(digest, |file| *inputs.document(file));
    clock.time("search", || search::index(&desk.wording, &key, &Recall::default(), &|_, file| file));
    clock.time("export", || export::edition(&desk.wording, &site));
    clock.time("compile, all of it", || compile(&sources, &options, &mut Memo::default()));
}
