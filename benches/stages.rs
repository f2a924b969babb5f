//! The hot stages, each alone, by Criterion: `cargo bench --bench stages`.
//!
//! On the corpus of the build benchmark, 100 explainers of about 900 words and all that goes with them.

#![allow(clippy::unwrap_used, missing_docs, reason = "a program for developers")]

#[allow(dead_code, reason = "the texts for other tools are not needed here")]
#[path = "build/corpus.rs"]
mod corpus;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use faqtual::compile::{Memo, compile};
use faqtual::memo::Recall;
use faqtual::model::{self, Options};
use faqtual::search::tokenise;
use faqtual::source::Sources;
use faqtual::text::date::Date;
use faqtual::{check, parse};

const PAGES: usize = 100;

fn sources() -> Sources {
    let mut sources = Sources::default();
    for (path, text) in corpus::faqtual(corpus::Shape::of(PAGES)) {
        sources.insert(&path, text.into_bytes());
    }
    sources
}

fn options() -> Options {
    Options { as_of: Date::parse("2026-11-23").unwrap(), base_url: None, theme: None, drafts: false, pictures: false }
}

fn parsing(criterion: &mut Criterion) {
    let sources = sources();
    let mut group = criterion.benchmark_group("parse");
    for path in ["content/explainers/page-7.md", "content/faq/part-0.yaml", "content/platforms/platform-0.yaml"] {
        let file = sources.file(path).unwrap();
        group.throughput(Throughput::Bytes(file.bytes.len() as u64));
        group.bench_function(path, |bencher| bencher.iter(|| parse::document(black_box(file))));
    }
    let text = std::str::from_utf8(&sources.file("content/explainers/page-7.md").unwrap().bytes).unwrap();
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("search terms", |bencher| bencher.iter(|| tokenise::terms(black_box(text))));
    group.finish();
}

fn checking(criterion: &mut Criterion) {
    let sources = sources();
    let documents: Vec<_> = sources.under("content").map(|file| Arc::new(parse::document(file))).collect();
    let options = options();
    criterion.bench_function("model", |bencher| bencher.iter(|| model::assemble(black_box(&documents), &options)));
    let site = model::assemble(&documents, &options).unwrap();
    criterion.bench_function("check", |bencher| {
        bencher.iter(|| check::site(black_box(&site), &documents, &sources, &Recall::default()));
    });
}

fn compiling(criterion: &mut Criterion) {
    let sources = sources();
    let options = options();
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(20);
    group.bench_function("cold", |bencher| bencher.iter(|| compile(&sources, &options, &mut Memo::default())));
    let mut memo = Memo::default();
    black_box(compile(&sources, &options, &mut memo));
    let path = "content/explainers/page-7.md";
    let text = sources.file(path).unwrap().bytes.to_vec();
    let mut edits = 0_u32;
    let mut edited = || {
        edits += 1;
        let mut sources = sources.clone();
        sources.insert(path, [&text[..], format!("\nEdit {edits}.\n").as_bytes()].concat());
        sources
    };
    group.bench_function("one explainer edited", |bencher| {
        bencher.iter_batched(&mut edited, |sources| compile(&sources, &options, &mut memo), BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(stages, parsing, checking, compiling);
criterion_main!(stages);
