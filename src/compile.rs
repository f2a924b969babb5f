//! The whole product in one function: sources to output.

use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use crate::diagnostic::{Code, Diagnostic};
use crate::memo::{Digest, Recall};
use crate::model::{self, Edition, Options, Site};
use crate::output::Output;
use crate::parse::{self, Document};
use crate::render::theme::{self, Theme};
use crate::render::{self, Desk};
use crate::source::{SourceFile, Sources};
use crate::wording::Wording;

/// What a compile remembers for the next one.
#[derive(Debug, Default)]
pub struct Memo {
    documents: Recall<Arc<Document>>,
}

/// What a compile gives.
#[derive(Debug, Default)]
pub struct Compiled {
    /// Every file of the site; what could be made, when there are errors.
    pub output: Output,
    /// Everything that is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// How many of the files are pages.
    pub pages: usize,
}

/// Compiles the sources.
#[must_use]
pub fn compile(sources: &Sources, options: &Options, memo: &mut Memo) -> Compiled {
    let documents = parse(sources, memo);
    let mut compiled = Compiled::default();
    compiled.diagnostics.extend(documents.iter().flat_map(|document| document.problems.iter().cloned()));
    let Some(site) = model::assemble(&documents, options) else {
        compiled.diagnostics.extend(missing_settings(sources));
        return compiled;
    };
    compiled.diagnostics.extend(crate::check::site(&site, sources));
    match load_theme(&site, options, sources) {
        Ok(theme) => make(&site, &theme, sources, &mut compiled),
        Err(problems) => compiled.diagnostics.extend(problems),
    }
    compiled
}

/// Parses every file below `content/`, on all cores, each version of a file once.
fn parse(sources: &Sources, memo: &mut Memo) -> Vec<Arc<Document>> {
    let files: Vec<&SourceFile> = sources.under("content").collect();
    let documents = files
        .into_par_iter()
        .map(|file| memo.documents.get(key(file), || Arc::new(parse::document(file))))
        .collect();
    memo.documents.turn();
    documents
}

/// A document depends on its path and its bytes.
fn key(file: &SourceFile) -> Digest {
    Digest::of(format!("{}\0{}", file.path, file.digest.hex()).as_bytes())
}

fn missing_settings(sources: &Sources) -> Option<Diagnostic> {
    let missing = sources.file("content/site.yaml").is_none();
    missing.then(|| {
        Diagnostic::nowhere(Code::MissingSettings, "there is no `content/site.yaml` here")
            .help("run faqtual in the folder that holds `content`, or name that folder: `faqtual build FOLDER`")
    })
}

fn load_theme(site: &Site<'_>, options: &Options, sources: &Sources) -> Result<Theme, Vec<Diagnostic>> {
    let Some(settings) = site.editions.first().map(|edition| edition.settings) else { return Err(Vec::new()) };
    let mut wanted = settings.theme.clone();
    if let Some(name) = &options.theme {
        wanted.text.clone_from(name);
    }
    theme::load(&wanted, &settings.languages, &settings.theme_options, sources, crate::builtin::themes())
}

/// Renders and exports every edition, then what belongs to the site as a whole.
fn make(site: &Site<'_>, theme: &Theme, sources: &Sources, compiled: &mut Compiled) {
    let mut claims = Claims { compiled, files: Vec::new() };
    for bundle in [&theme.style, &theme.script, &theme.search] {
        claims.add(bundle.path.clone(), bundle.bytes.clone());
    }
    for (path, bytes) in &theme.assets {
        claims.add(path.clone(), bytes.clone());
    }
    for path in &site.assets {
        if let (Some(file), Some(inside)) = (sources.file(path.as_str()), path.as_str().strip_prefix("content/")) {
            claims.add(inside.to_owned(), file.bytes.to_vec());
        }
    }
    let mut listed = Vec::new();
    for edition in &site.editions {
        listed.extend(make_edition(site, edition, theme, sources, &mut claims));
    }
    for (path, bytes) in crate::export::site(site, &listed) {
        claims.add(path, bytes);
    }
    claims.finish();
}

/// One edition's pages, search index and exports; gives the paths that the site map names.
fn make_edition(site: &Site<'_>, edition: &Edition<'_>, theme: &Theme, sources: &Sources, claims: &mut Claims<'_>) -> Vec<String> {
    let Some(words) = theme.words(edition.language) else { return Vec::new() };
    let wording = Wording { edition, words };
    let (index, exports) = rayon::join(
        || crate::search::index(&wording),
        || crate::export::edition(&wording),
    );
    let index_path = format!("{}search/index.{}.js", edition.prefix, Digest::of(&index).short());
    let press = render::press(site, edition, theme, words, index_path.clone());
    let (pages, problems) = render::pages(&Desk { site, wording, press: &press }, sources);
    claims.compiled.diagnostics.extend(problems);
    claims.compiled.pages += pages.len();
    let listed = pages.iter().filter(|page| page.is_listed).map(|page| page.path.clone()).collect();
    claims.add(index_path, index);
    for (path, bytes) in exports {
        claims.add(path, bytes);
    }
    for page in pages {
        claims.add(page.path, page.html.into_bytes());
    }
    listed
}

/// Files on their way into the output.
struct Claims<'c> {
    compiled: &'c mut Compiled,
    files: Vec<(String, Vec<u8>)>,
}

impl Claims<'_> {
    fn add(&mut self, path: String, bytes: Vec<u8>) {
        self.files.push((path, bytes));
    }

    fn finish(self) {
        for (path, bytes) in self.files {
            if let Err(path) = self.compiled.output.claim(path, bytes) {
                let message = format!("two pages or files claim the address `{path}`");
                let help = "rename one of them: a page, a platform, or a file below `content/assets`";
                self.compiled.diagnostics.push(Diagnostic::nowhere(Code::DuplicateRoute, message).help(help));
            }
        }
        let manifest = crate::export::manifest(&self.compiled.output);
        let _ = self.compiled.output.claim(crate::export::MANIFEST.to_owned(), manifest);
    }
}
