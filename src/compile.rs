//! The whole product in one function: sources to output.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;

use crate::cores;
use crate::diagnostic::{Code, Diagnostic};
use crate::memo::{Digest, Recall};
use crate::model::{self, Edition, Options, Site};
use crate::output::{Finished, Output, OutputFile, Shelf};
use crate::parse::{self, Document, Kind};
use crate::render::embed::{self, Embedded, Kit};
use crate::render::picture::{self, Gallery, Studio};
use crate::render::theme::{self, Theme};
use crate::render::{self, Desk, Inputs, Made, Rendered};
use crate::source::{Place, SitePath, SourceFile, Sources};
use crate::text;
use crate::wording::Wording;
use crate::{check, export, limits, search};

/// What a compile remembers for the next one.
#[derive(Debug, Default)]
pub struct Memo {
    documents: Recall<Arc<Document>>,
    pages: Recall<Made>,
    embeds: Recall<embed::Made>,
    records: Recall<Arc<search::Counted>>,
    exports: Recall<Arc<Vec<File>>>,
    findings: check::Findings,
    pictures: Recall<picture::Drawn>,
    copies: Recall<OutputFile>,
    /// Where finished files are put, if they are not held.
    shelf: Option<Arc<dyn Shelf>>,
}

impl Memo {
    /// A memo for the only compile of a process, which gives back early what it needs no more; files are put on the
    /// shelf as soon as they are made.
    #[must_use]
    pub fn with_shelf(shelf: Option<Arc<dyn Shelf>>) -> Self {
        // Documents are kept till the end, so that whoever has no time to give back each text can forget the memo.
        Self { shelf, documents: Recall::default(), ..Self::of_one_compile() }
    }

    /// A memo for the only compile of a process, which gives back early what it needs no more.
    #[must_use]
    pub fn of_one_compile() -> Self {
        Self {
            shelf: None,
            documents: Recall::of_one_compile(),
            pages: Recall::of_one_compile(),
            embeds: Recall::of_one_compile(),
            records: Recall::of_one_compile(),
            exports: Recall::of_one_compile(),
            findings: Recall::of_one_compile(),
            pictures: Recall::of_one_compile(),
            copies: Recall::of_one_compile(),
        }
    }

    /// Remembers pictures that an earlier build drew, by their paths below the output folder: a path is the
    /// digest of all that its picture is drawn from.
    pub fn recall_pictures(&mut self, pictures: impl IntoIterator<Item = (String, Vec<u8>)>) {
        for (path, bytes) in pictures {
            self.pictures.insert(picture::key(&path), Ok(OutputFile::new(bytes)));
        }
    }
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
    /// Whether the files come from the sources alone, and nothing was wrong with the files themselves: then the
    /// [`identity`] of the sources stands for them, and [`examine`] finds all that there is to find.
    pub is_of_sources_alone: bool,
}

/// Compiles the sources.
#[must_use]
pub fn compile(sources: &Sources, options: &Options, memo: &mut Memo) -> Compiled {
    let compiled = everything(sources, options, memo);
    Compiled { diagnostics: few_of_each_file(compiled.diagnostics), ..compiled }
}

/// What a compile is made from, as one digest: this version, the options, and each source with its path. The same
/// digest gives the same output.
#[must_use]
pub fn identity(sources: &Sources, options: &Options) -> Digest {
    let setting = format!("{} {options:?}", env!("CARGO_PKG_VERSION"));
    let files = sources.iter().flat_map(|file| [file.path.as_str().as_bytes(), file.digest.bytes()]);
    Digest::of_parts(std::iter::once(setting.as_bytes()).chain(files))
}

/// Finds what is wrong, and makes no file: all that [`compile`] finds, but for what only shows in the files.
#[must_use]
pub fn examine(sources: &Sources, options: &Options) -> Vec<Diagnostic> {
    let mut memo = Memo::of_one_compile();
    let documents = parse(sources, &mut memo);
    let found =
        model::assemble(&documents, options).map(|site| check::site(&site, &documents, sources, &memo.findings));
    few_of_each_file(found.unwrap_or_default())
}

/// Puts the site together, makes no file of it, and asks it something; gives nothing when there are no settings.
pub fn ask<T>(sources: &Sources, options: &Options, question: impl FnOnce(&Site<'_>) -> T) -> Option<T> {
    let documents = parse(sources, &mut Memo::of_one_compile());
    model::assemble(&documents, options).map(|site| question(&site))
}

/// What a rule that is not part of every compile finds, without what the files allow.
pub fn inspect(
    sources: &Sources,
    options: &Options,
    rule: impl FnOnce(&Site<'_>) -> Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let documents = parse(sources, &mut Memo::of_one_compile());
    let found = model::assemble(&documents, options).map(|site| rule(&site)).unwrap_or_default();
    check::unallowed(&documents, found)
}

/// No more errors of one file than an editor can take in: beyond that, one that says so. Warnings and hints all stay,
/// since many of them are no error.
fn few_of_each_file(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts: FxHashMap<SitePath, usize> = FxHashMap::default();
    let mut few = Vec::with_capacity(diagnostics.len());
    for problem in diagnostics {
        let Some(file) = problem.place.as_ref().map(|place| &place.file).filter(|_| problem.is_error()) else {
            few.push(problem);
            continue;
        };
        let count = counts.entry(file.clone()).or_default();
        *count += 1;
        if *count == limits::ERRORS + 1 {
            let message =
                format!("there are more than {} errors in this file; the others are not told", limits::ERRORS);
            few.push(Diagnostic::new(Code::BeyondLimits, Place::file(file), message).help("mend these first"));
        } else if *count <= limits::ERRORS {
            few.push(problem);
        }
    }
    few
}

fn everything(sources: &Sources, options: &Options, memo: &mut Memo) -> Compiled {
    let documents = parse(sources, memo);
    let mut compiled = Compiled::default();
    let Some(site) = model::assemble(&documents, options) else {
        compiled.diagnostics.extend(documents.iter().flat_map(|document| document.problems.iter().cloned()));
        compiled.diagnostics.extend(missing_settings(sources));
        return compiled;
    };
    let (found, theme) = rayon::join(
        || check::site(&site, &documents, sources, &memo.findings),
        || load_theme(&site, options, sources).map(|theme| (embed::kit(&theme), theme)),
    );
    compiled.diagnostics.extend(found);
    match theme {
        Ok((kit, theme)) => {
            let inputs = inputs(&documents, &theme, options);
            let studio = studio(&site, &theme, options);
            let studio = studio.as_ref();
            let making = Making { site: &site, theme: &theme, kit: &kit, studio, sources, inputs: &inputs, memo };
            let found = compiled.diagnostics.len();
            making.make(&mut compiled);
            compiled.seal();
            compiled.is_of_sources_alone = compiled.diagnostics.len() == found;
        }
        Err(problems) => compiled.diagnostics.extend(problems),
    }
    memo.pages.turn();
    memo.embeds.turn();
    memo.records.turn();
    memo.exports.turn();
    memo.pictures.turn();
    memo.findings.turn();
    memo.copies.turn();
    compiled
}

/// What pages are made from, as digests.
fn inputs(documents: &[Arc<Document>], theme: &Theme, options: &Options) -> Inputs {
    let options = Digest::of(format!("{options:?}").as_bytes());
    let joined = |digests: &mut dyn Iterator<Item = Digest>| {
        let digests: Vec<Digest> = digests.collect();
        Digest::of_parts(digests.iter().map(Digest::bytes))
    };
    let faces = documents.iter().map(|document| document.face);
    let answers = documents.iter().filter(|document| document.kind == Kind::Faq).map(|document| document.digest);
    Inputs {
        shared: joined(&mut [theme.digest, options].into_iter().chain(faces)),
        answers: joined(&mut answers.into_iter()),
        texts: joined(&mut documents.iter().map(|document| document.digest)),
        documents: documents.iter().map(|document| (document.path.clone(), document.digest)).collect(),
    }
}

/// Parses every file below `content/`, on all cores, each version of a file once.
fn parse(sources: &Sources, memo: &mut Memo) -> Vec<Arc<Document>> {
    let files: Vec<&SourceFile> = sources.under("content").collect();
    let documents =
        cores::each(files, |file| memo.documents.get(parse::identity(file), || Arc::new(parse::document(file))));
    memo.documents.turn();
    documents
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

/// What draws pictures; a preview needs a whole address.
fn studio<'t>(site: &Site<'_>, theme: &'t Theme, options: &Options) -> Option<Studio<'t>> {
    let is_wanted = site.editions.first().is_some_and(|edition| edition.settings.pictures);
    (options.pictures && is_wanted && site.base_url.is_some()).then(|| Studio::open(theme)).flatten()
}

impl Compiled {
    /// Takes over files of an earlier build that never change. What this build has made itself stays.
    pub fn keep(&mut self, files: Vec<(String, Vec<u8>)>) {
        if files.is_empty() || self.output.is_empty() {
            return;
        }
        for (path, bytes) in files {
            // A path that is taken has the same bytes: its hash stands in it.
            let _ = self.output.claim(path, OutputFile::new(bytes));
        }
        self.output.remove(export::MANIFEST);
        self.seal();
        self.is_of_sources_alone = false;
    }

    /// Adds the manifest of all files.
    fn seal(&mut self) {
        let manifest = OutputFile::new(export::manifest(&self.output));
        if self.output.claim(export::MANIFEST.to_owned(), manifest).is_err() {
            self.diagnostics.push(taken(export::MANIFEST));
        }
    }
}

/// Everything that files are made from.
struct Making<'m, 'd> {
    site: &'m Site<'d>,
    theme: &'m Theme,
    studio: Option<&'m Studio<'m>>,
    kit: &'m Kit,
    sources: &'m Sources,
    inputs: &'m Inputs,
    memo: &'m Memo,
}

impl Making<'_, '_> {
    /// Renders and exports every edition, then what belongs to the site as a whole.
    fn make(&self, compiled: &mut Compiled) {
        let mut files: Vec<File> = Vec::new();
        let bundles = [&self.theme.style, &self.theme.script, &self.theme.search];
        for bundle in bundles.into_iter().chain(self.theme.page_scripts.values()) {
            files.push((bundle.path.clone(), OutputFile::new(bundle.bytes.clone())));
        }
        let mut made = Pages::default();
        for (path, bytes) in &self.theme.assets {
            let Finished { file, breaches } = self.finish(path, bytes.clone());
            made.breaches.extend(breaches);
            files.push((path.clone(), file));
        }
        let has_embeds = self.site.has_embeds();
        if has_embeds {
            files.extend(digested(self.kit.files.clone()));
        }
        for edition in &self.site.editions {
            self.edition(edition, &mut files, &mut made, compiled);
        }
        if has_embeds {
            let index = embed::index::index(&made.embeds, self.kit, self.site.base_url.as_deref());
            files.extend(digested(embed::index::files(&index)));
        }
        files.extend(digested(export::site(self.site, &made.listed, &made.all)));
        claim(files, compiled);
        made.tell_breaches(compiled);
        self.assets(compiled);
    }

    /// Holds a page to the content security policy, whoever's theme it is made with or comes with, and puts it on the
    /// shelf.
    fn finish(&self, path: &str, bytes: Vec<u8>) -> Finished {
        let home = self.site.base_url.as_deref();
        let is_page = path.ends_with(".html");
        let breaches = if is_page { check::page(path, &text::shown(&bytes), home) } else { Vec::new() };
        Finished { file: OutputFile::shelved(path, bytes, self.memo.shelf.as_ref()), breaches }
    }

    /// Copies what is to be copied; last, so that a clash is told at the asset.
    fn assets(&self, compiled: &mut Compiled) {
        for path in &self.site.assets {
            let (Some(file), Some(inside)) = (self.sources.file(path.as_str()), path.as_str().strip_prefix("content/"))
            else {
                continue;
            };
            let asset = OutputFile::of(Arc::clone(&file.bytes), file.digest);
            if let Err(claimed) = compiled.output.claim(inside.to_owned(), asset) {
                let problem = Diagnostic { place: Some(Place::file(path)), ..taken(&claimed) };
                compiled.diagnostics.push(problem.help("rename this file"));
            }
        }
    }

    /// The search index of an edition; a theme without a search has no use for one.
    fn index(&self, wording: &Wording<'_, '_>, key: Key<'_>) -> Vec<File> {
        if self.theme.search.bytes.is_empty() {
            return Vec::new();
        }
        let path = |name: &str| searched_at(wording.edition, name);
        let put_away = |name: &str, file: OutputFile| file.put_away(&path(name), self.memo.shelf.as_ref());
        let index = search::index(wording, key, &self.memo.records, &put_away);
        index.into_iter().map(|(name, file)| (path(&name), file)).collect()
    }

    /// One edition's pages, embeds, search index and exports.
    fn edition(&self, edition: &Edition<'_>, files: &mut Vec<File>, made: &mut Pages, compiled: &mut Compiled) {
        let Some(words) = self.theme.words(edition.language) else { return };
        let wording = Wording { edition, words };
        let key = |file: Option<&SitePath>| {
            let own = file.map_or(&self.inputs.shared, |file| self.inputs.document(file));
            Digest::of_parts([edition.language.as_bytes(), self.inputs.shared.bytes(), own.bytes()])
        };
        let ((index, (exports, copies)), shown) = rayon::join(
            || rayon::join(|| self.index(&wording, &key), || (self.exports(&wording), self.copies(&wording))),
            || self.shown(wording, searched_at(edition, search::ENTRY)),
        );
        let Shown { drawn, pages, embeds, problems } = shown;
        compiled.diagnostics.extend(problems);
        files.extend(drawn);
        compiled.pages += pages.len();
        made.listed.extend(pages.iter().filter(|page| page.is_listed).map(|page| page.path.clone()));
        made.all.extend(pages.iter().map(|page| page.path.clone()));
        files.extend(embeds.iter().flat_map(|embedded| embedded.files.iter().cloned()));
        files.extend(index);
        files.extend(exports.iter().cloned());
        files.extend(copies);
        for Rendered { path, finished, .. } in pages {
            made.breaches.extend(finished.breaches);
            files.push((path, finished.file));
        }
        made.breaches.extend(embeds.iter().flat_map(|embedded| embedded.breaches.iter().cloned()));
        made.embeds.extend(embeds);
    }
}

/// Where a file of an edition's search lies.
fn searched_at(edition: &Edition<'_>, name: &str) -> String {
    format!("{}search/{name}", edition.prefix)
}

/// What an edition shows by means of the theme.
struct Shown {
    /// The pictures for previews.
    drawn: BTreeMap<String, OutputFile>,
    pages: Vec<Rendered>,
    embeds: Vec<Arc<Embedded>>,
    problems: Vec<Diagnostic>,
}

impl Making<'_, '_> {
    /// Makes everything that needs the theme; `search_index` is what its pages load to search.
    fn shown(&self, wording: Wording<'_, '_>, search_index: String) -> Shown {
        let press = render::press(self.site, wording.edition, self.theme, wording.words, search_index);
        let mut desk = Desk::new(self.site, wording, &press, self.kit);
        let drawn = self.studio.map(|studio| picture::all(&desk, studio, self.sources, &self.memo.pictures));
        let Gallery { pictures, files: drawn, problem } = drawn.unwrap_or_default();
        desk.pictures = pictures;
        let finish = |path: &str, bytes: Vec<u8>| self.finish(path, bytes);
        let ((pages, problems), (embeds, more)) = rayon::join(
            || render::pages(&desk, self.sources, self.inputs, &self.memo.pages, &finish),
            || embed::embeds(&desk, self.sources, self.inputs, &self.memo.embeds, &finish),
        );
        Shown { drawn, pages, embeds, problems: problem.into_iter().chain(problems).chain(more).collect() }
    }

    /// An edition's files for machines, which show facts and answers but no articles.
    fn exports(&self, wording: &Wording<'_, '_>) -> Arc<Vec<File>> {
        let parts = [wording.edition.language.as_bytes(), self.inputs.shared.bytes(), self.inputs.answers.bytes()];
        self.memo.exports.get(Digest::of_parts(parts), || Arc::new(digested(export::edition(wording, self.site))))
    }

    /// The Markdown copies of an edition, each made again only when what it reads has changed.
    fn copies(&self, wording: &Wording<'_, '_>) -> Vec<File> {
        cores::each(export::copies::all(wording.edition), |copy| {
            let path = copy.path(wording.edition);
            let own = self.inputs.document(copy.source());
            let key = Digest::of_parts([path.as_bytes(), self.inputs.shared.bytes(), own.bytes()]);
            let written = || OutputFile::shelved(&path, copy.written(wording, self.site), self.memo.shelf.as_ref());
            let file = self.memo.copies.get(key, written);
            (path, file)
        })
    }
}

/// What the editions gave, for the files of the whole site.
#[derive(Default)]
struct Pages {
    /// The pages that search engines are to know.
    listed: Vec<String>,
    /// All pages.
    all: Vec<String>,
    embeds: Vec<Arc<Embedded>>,
    /// What breaks the content security policy in pages and embeds.
    breaches: Vec<Diagnostic>,
}

impl Pages {
    /// The same breach on many pages is one problem.
    fn tell_breaches(self, compiled: &mut Compiled) {
        let mut told = BTreeSet::new();
        compiled.diagnostics.extend(self.breaches.into_iter().filter(|breach| told.insert(breach.message.clone())));
    }
}

/// What files another depends on, as a digest.
type Key<'k> = &'k (dyn Fn(Option<&SitePath>) -> Digest + Sync);

/// A path in the output and its file.
type File = (String, OutputFile);

fn digested(files: Vec<export::File>) -> Vec<File> {
    files.into_iter().map(|(path, bytes)| (path, OutputFile::new(bytes))).collect()
}

/// Puts the files into the output. A page whose address is taken was told by the checks, where its file
/// is known; what is left over is told here.
fn claim(mut files: Vec<File>, compiled: &mut Compiled) {
    // On all cores; then each comes behind the last in the map. Of two with one path the first stays the first.
    files.par_sort_by(|(path, _), (other, _)| path.cmp(other));
    let told = [Code::DuplicateRoute, Code::FormerIdInUse, Code::DuplicateId, Code::TombstoneInUse];
    let is_told = compiled.diagnostics.iter().any(|problem| told.contains(&problem.code));
    for (path, file) in files {
        if let Err(path) = compiled.output.claim(path, file)
            && !is_told
        {
            compiled.diagnostics.push(taken(&path));
        }
    }
}

fn taken(path: &str) -> Diagnostic {
    Diagnostic::nowhere(Code::DuplicateRoute, format!("two pages or files claim the address `{path}`"))
        .help("rename one of them: a page, a platform, or a file below `content/assets`")
}
