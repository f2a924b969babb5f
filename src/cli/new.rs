//! `faqtual new`: a site, or a blank entry in its place.
//!
//! Invariant: what is there is never overwritten; an entry is added to the end of a list at most.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use faqtual::builtin;
use faqtual::parse::comparison::Comparison;
use faqtual::parse::vocabulary::Vocabulary;
use faqtual::parse::{Content, Document, document};
use faqtual::scaffold::{self, SCHEMAS, import};
use faqtual::source::Sources;
use faqtual::text::slug::{is_slug, slug};

use super::inputs::{ReportForm, today};
use super::outcome::{count, failed};
use crate::io::Failure;
use crate::io::create::{append, below, create};
use crate::io::load::load;
use crate::io::terminal::{give, tell};

const EXAMPLES: &str = "\
Examples:
  faqtual new site mysite                 a small complete site that builds at once
  faqtual new platform north-market       content/platforms/north-market.yaml, with a blank for every row
  faqtual new question who-sees-it --in basics
                                          at the end of content/faq/basics.yaml
  faqtual new faq --from questions.csv    content/faq/questions.yaml, drafts of what the file asks and answers
  faqtual new explainer how-it-works      content/explainers/how-it-works.md
  faqtual new source north-market-notice  at the end of content/sources.yaml
  faqtual new words nl --theme mine       themes/mine/words/nl.yaml, the English words, to be translated

What is there is never overwritten. Required values are left empty: `faqtual check` asks for them.";

/// Begin a site, or an entry of one, with comments that explain its keys
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A small complete site that builds at once
    Site {
        /// The folder for it; made if it is not there
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// A platform: content/platforms/ID.yaml
    Platform(Entry),
    /// A question: content/faq/ID.yaml, or the end of another file there
    Question {
        #[command(flatten)]
        entry: Entry,
        /// The file in content/faq to add it to, without `.yaml`
        #[arg(long = "in", value_name = "FILE")]
        file: Option<String>,
    },
    /// Questions out of a CSV file, a Markdown file or a web page, as drafts
    Faq {
        /// The name of the file in content/faq [default: made of FILE's]
        #[arg(value_name = "NAME")]
        name: Option<String>,
        /// What to take them from: .csv or .tsv with columns `question` and `answer`, .md with headings as questions,
        /// .html with FAQPage data
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        /// The folder that holds `content/site.yaml`
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
    /// An explainer: content/explainers/ID.md
    Explainer(Entry),
    /// A source: the end of content/sources.yaml
    Source(Entry),
    /// The words of pages in another language: themes/NAME/words/LANGUAGE.yaml
    Words {
        /// The language, as `site.yaml` lists it: `nl`, `pt-br`
        #[arg(value_name = "LANGUAGE", value_parser = id)]
        language: String,
        /// The theme that they are for
        #[arg(long, value_name = "NAME", value_parser = id)]
        theme: String,
        /// The folder that holds `content/site.yaml`
        #[arg(value_name = "ROOT", default_value = ".")]
        root: PathBuf,
    },
}

#[derive(Args, Debug)]
struct Entry {
    /// Its id: `a-z`, `0-9` and hyphens
    #[arg(value_name = "ID", value_parser = id)]
    id: String,
    /// The folder that holds `content/site.yaml`
    #[arg(value_name = "ROOT", default_value = ".")]
    root: PathBuf,
}

fn id(text: &str) -> Result<String, String> {
    if is_slug(text) {
        return Ok(text.to_owned());
    }
    let near =
        Some(slug(text)).filter(|near| is_slug(near)).map_or_else(String::new, |near| format!("; write `{near}`"));
    Err(format!("an id has only `a-z`, `0-9` and single hyphens{near}"))
}

/// Makes what was asked for, and tells the next step.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let made = match &arguments.what {
        What::Site { folder } => site(folder),
        What::Platform(entry) => platform(entry),
        What::Question { entry, file } => question(entry, file.as_deref()),
        What::Faq { name, from, root } => faq(name.as_deref(), from, root),
        What::Explainer(entry) => explainer(entry),
        What::Source(entry) => source(entry),
        What::Words { language, theme, root } => words(language, theme, root),
    };
    match made {
        Ok(told) => {
            give(&told);
            ExitCode::SUCCESS
        }
        Err(failure) => failed(ReportForm::Human, &failure),
    }
}

/// What to do about blanks.
const NEXT: &str = "next: fill in what is empty; `faqtual check` tells what is missing\n";

/// What was made, and what to do about the blanks in it.
fn blanks(path: &Path) -> String {
    format!("made {}\n{NEXT}", path.display())
}

fn site(folder: &Path) -> Result<String, Failure> {
    let files = scaffold::site(today()?);
    create(folder, &files)?;
    let folder = folder.display();
    Ok(format!(
        "made {} in {folder}\nnext: faqtual serve {folder} --watch --open\n      then edit {folder}/content, beginning with \
         site.yaml; the page follows every save\n",
        count(files.len(), "file")
    ))
}

fn platform(entry: &Entry) -> Result<String, Failure> {
    let site = Site::load(&entry.root)?;
    let (mut comparison, mut vocabulary) = (Comparison::default(), Vocabulary::default());
    for document in &site.documents {
        match &document.content {
            Content::Comparison(own) if document.language.is_none() => comparison = own.clone(),
            Content::Vocabulary(own) if document.language.is_none() => vocabulary = own.clone(),
            _ => {}
        }
    }
    let text = scaffold::platform(&entry.id, today()?, &comparison, &vocabulary);
    site.make(&format!("content/platforms/{}.yaml", entry.id), &(site.modeline("platform", 2) + &text))
}

fn question(entry: &Entry, file: Option<&str>) -> Result<String, Failure> {
    let site = Site::load(&entry.root)?;
    if site.questions().contains(&entry.id) {
        return Err(taken("question", &entry.id));
    }
    let name = file.map_or_else(|| Ok(entry.id.clone()), id);
    let name = name.map_err(|error| Failure::new(format!("there can be no such file in content/faq: {error}")))?;
    let path = format!("content/faq/{name}.yaml");
    site.add(&path, "faq", 2, &scaffold::question(&entry.id, today()?))
}

fn source(entry: &Entry) -> Result<String, Failure> {
    let site = Site::load(&entry.root)?;
    let is_taken = site.documents.iter().any(|document| match &document.content {
        Content::Sources(sources) => sources.iter().any(|source| source.id.as_str() == entry.id),
        _ => false,
    });
    if is_taken {
        return Err(taken("source", &entry.id));
    }
    site.add("content/sources.yaml", "sources", 1, &scaffold::source(&entry.id, today()?))
}

fn explainer(entry: &Entry) -> Result<String, Failure> {
    let site = Site::load(&entry.root)?;
    site.make(&format!("content/explainers/{}.md", entry.id), &scaffold::explainer(&entry.id, today()?))
}

fn faq(name: Option<&str>, from: &Path, root: &Path) -> Result<String, Failure> {
    let site = Site::load(root)?;
    let bytes = std::fs::read(from).map_err(|error| Failure::system("read", from, &error))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::new(format!("`{}` is not UTF-8", from.display())).help("save it as UTF-8 and try again")
    })?;
    let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let import = import::read(&part(from.extension()), &text).ok_or_else(|| {
        Failure::new(format!("`{}` is of no kind that is read", from.display()))
            .help("name a file that ends in .csv, .tsv, .md or .html")
    })?;
    let name = name.map_or_else(|| slug(&part(from.file_stem())), str::to_owned);
    let name = id(&name).map_err(|error| Failure::new(format!("`{name}` cannot be the name: {error}")))?;
    for left in &import.left {
        tell(&format!("not taken: {}, {left}\n", from.display()));
    }
    if import.found.is_empty() {
        return Err(Failure::new(format!("`{}` has no question with an answer; nothing was written", from.display())));
    }
    let head = "# Drafts: only --drafts shows them. Each needs `receipts` and `topics` of its own and a look at `short`; then\n\
                # take its `draft: true` out.\n";
    let questions = import::written(&import.found, &site.questions());
    let path = format!("content/faq/{name}.yaml");
    create(root, &[(path.clone(), site.modeline("faq", 2) + head + &questions)])?;
    Ok(format!(
        "made {}, a draft of {}\nnext: faqtual check --drafts tells what each of them lacks\n",
        below(root, &path).display(),
        count(import.found.len(), "question")
    ))
}

/// The English words as they are built in, under another language's name.
fn words(language: &str, theme: &str, root: &Path) -> Result<String, Failure> {
    let english = builtin::themes().file("themes/default/words/en.yaml");
    let english = english.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).unwrap_or_default();
    let path = format!("themes/{theme}/words/{language}.yaml");
    create(root, &[(path.clone(), english)])?;
    Ok(format!(
        "made {}\nnext: translate what stands behind the names, and list `{language}` under `languages` in content/site.yaml\n",
        below(root, &path).display()
    ))
}

fn taken(kind: &str, id: &str) -> Failure {
    Failure::new(format!("there is a {kind} `{id}` already; nothing was written")).help("choose another id")
}

/// The site that an entry is for.
struct Site<'r> {
    root: &'r Path,
    sources: Sources,
    documents: Vec<Document>,
}

impl<'r> Site<'r> {
    fn load(root: &'r Path) -> Result<Self, Failure> {
        let sources = load(root)?;
        if sources.file("content/site.yaml").is_none() {
            return Err(Failure::new(format!("there is no site in `{}`", root.display()))
                .help("name the folder that holds `content/site.yaml`, or begin with `faqtual new site DIR`"));
        }
        let documents = sources.under("content").map(document).collect();
        Ok(Self { root, sources, documents })
    }

    /// The line that names the schema, if the site has one.
    fn modeline(&self, name: &str, depth: usize) -> String {
        let has_schema = self.root.join(SCHEMAS).join(format!("{name}.json")).is_file();
        if has_schema { scaffold::modeline(name, depth) } else { String::new() }
    }

    /// The ids of all questions, and those that they had.
    fn questions(&self) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for document in &self.documents {
            if let Content::Faq(questions) = &document.content {
                let own = questions.iter().flat_map(|question| std::iter::once(&question.id).chain(&question.former));
                ids.extend(own.map(|id| id.text.clone()));
            }
        }
        ids
    }

    fn make(&self, path: &str, text: &str) -> Result<String, Failure> {
        create(self.root, &[(path.to_owned(), text.to_owned())])?;
        Ok(blanks(&below(self.root, path)))
    }

    /// Adds an entry to a list, or begins the list with it.
    fn add(&self, path: &str, schema: &str, depth: usize, entry: &str) -> Result<String, Failure> {
        let Some(file) = self.sources.file(path) else {
            return self.make(path, &(self.modeline(schema, depth) + entry));
        };
        let old = String::from_utf8_lossy(&file.bytes).into_owned();
        let gap = if old.ends_with('\n') || old.is_empty() { "\n" } else { "\n\n" };
        let mut sources = Sources::default();
        sources.insert(path, format!("{old}{gap}{entry}").into_bytes());
        let fits = sources.file(path).is_some_and(|new| entries(&document(new)) == entries(&document(file)) + 1);
        if !fits {
            return Err(Failure::new(format!("nothing can be added to `{path}` as it is; it was left alone"))
                .help(format!("mend it, or write the entry yourself:\n\n{entry}")));
        }
        append(&below(self.root, path), &format!("{gap}{entry}"))?;
        Ok(format!("added to the end of {}\n{NEXT}", below(self.root, path).display()))
    }
}

/// How many entries a list has.
fn entries(document: &Document) -> usize {
    match &document.content {
        Content::Sources(sources) => sources.len(),
        Content::Faq(questions) => questions.len(),
        _ => 0,
    }
}
