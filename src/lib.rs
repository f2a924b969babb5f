//! faqtual turns Markdown explainers and a YAML FAQ, each fact with a receipt, into a searchable static
//! site with a comparison table.
//!
//! # A compiler from sources to a map of files
//!
//! ```text
//!         load            parse            model              check / render / export / search   emit
//!  disk ───────► Sources ───────► Documents ───────► Site ────────────────────────────► Output ───────► disk
//!                path → bytes                references resolved        └──► diagnostics ──► report
//! ```
//!
//! [`compile::compile`] is the whole product in one function. It touches no disk, clock, environment or
//! network: files come in as [`source::Sources`], today's date as [`model::Options::as_of`], and what
//! comes out is a map from path to bytes, [`output::Output`], with everything that is wrong as
//! [`diagnostic::Diagnostic`]s. The binary around it (`main.rs` with `cli` and `io`) loads and emits.
//!
//! ```
//! use faqtual::compile::{Memo, compile};
//! use faqtual::{model::Options, source::Sources, text::date::Date};
//!
//! let mut sources = Sources::default();
//! sources.insert("content/site.yaml", b"title: A site\ndescription: What it is about.\n".to_vec());
//! let as_of = Date::parse("2026-11-23").ok_or("no date")?;
//! let options = Options { as_of, base_url: None, theme: None, drafts: false, pictures: false };
//! let compiled = compile(&sources, &options, &mut Memo::default());
//! assert!(compiled.diagnostics.is_empty());
//! assert!(compiled.output.file("index.html").is_some());
//! # Ok::<(), &str>(())
//! ```
//!
//! # Layers
//!
//! Imports go down only; `tests/layers.rs` reads this table and holds the code to it.
//!
//! | layer | modules | may import |
//! |---|---|---|
//! | 0 | source, diagnostic, output, memo, cores, text, limits | 0 |
//! | 1 | parse, builtin | 0-1 |
//! | 2 | model, wording, schema | 0-2 |
//! | 3 | check, render, export, search, scaffold | 0-2 |
//! | 4 | compile | 0-4 |
//!
//! Each foreign package with a wide surface is named in one file: `serde_yaml` in `parse/yaml.rs`, `tera`
//! in `render/theme.rs` and `render/faults.rs`, `html5gum` in `render/embed/tree.rs`, `fast_qr` in `render/qr.rs`, `resvg` and `png` in `render/picture/draw.rs`,
//! `skrifa` in `render/picture/fit.rs`, `saphyr-parser` in `diagnostic/locate.rs`, `annotate-snippets` in
//! `diagnostic/show.rs`, `walkdir` in `io/load.rs`, `notify` in `io/watch.rs`, `dom_query` in
//! `scaffold/import.rs`, `ureq` and `robotxt` in
//! `io/fetch.rs`, `axum`, `hyper` and `tokio` in
//! `io/http/mod.rs`, `flate2` in `io/http/packing.rs`; `ammonia` in `render/raw_html.rs`; `pulldown-cmark` in
//! four, `parse/markdown.rs`, `render/html.rs`, `render/raw_html.rs` and `export/markdown.rs`.
//!
//! # Words
//!
//! | word | meaning here |
//! |---|---|
//! | source file, sources | a file as read; all of them. A *cited* source is a citation source |
//! | document | one parsed file |
//! | site, edition | everything resolved, nothing rendered; the same in one language |
//! | fact, receipt | a claim with its value and regions; the proof of one: source, quote or reading, date |
//! | reference, target | a link with a scheme of ours, as written; what it leads to |
//! | route | a path in the output, and an anchor in it |
//! | view | the plain data that a template sees |
//! | diagnostic, code, place | a problem; its kind; where |
//! | memo | results kept from the last compile, by digest |

pub mod builtin;
pub mod check;
pub mod compile;
pub mod cores;
pub mod diagnostic;
pub mod export;
pub mod limits;
pub mod memo;
pub mod model;
pub mod output;
pub mod parse;
pub mod render;
pub mod scaffold;
pub mod schema;
pub mod search;
pub mod source;
pub mod text;
pub mod wording;
