//! One file's bytes to a document. Never fails: what cannot be read is reported, and a neutral value
//! stands in for it.
//!
//! Invariant: looks at one file only; what other files hold is the model's matter.

pub mod allowance;
pub mod article;
pub mod choice;
pub mod citations;
pub mod comparison;
pub mod entry;
pub mod faq;
pub mod lock;
pub mod markdown;
pub mod platform;
pub mod receipt;
pub mod settings;
pub mod shape;
pub mod tombstone;
pub mod vocabulary;
pub mod yaml;

use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::memo::Digest;
use crate::source::{FrontMatter, Place, SitePath, SourceFile, front_matter};
use crate::text::{language, slug};
use entry::Entry;
use shape::Shape;
use yaml::{Node, Value};

/// One parsed file.
#[derive(Debug)]
pub struct Document {
    /// Its path.
    pub path: SitePath,
    /// The language of its folder; `None` for the default.
    pub language: Option<String>,
    /// What kind of file it is.
    pub kind: Kind,
    /// Whether it could be read; if not, what it says is not known.
    pub is_read: bool,
    /// What it holds.
    pub content: Content,
    /// What is wrong with it, taken alone.
    pub problems: Vec<Diagnostic>,
    /// What may stay as it is.
    pub allowances: Vec<allowance::Allowance>,
    /// The digest of its path and its bytes.
    pub digest: Digest,
    /// The digest of what other pages may show of it: all of it, but for the answers of questions and the
    /// texts of articles.
    pub face: Digest,
}

/// What a file holds, by where it lies.
#[derive(Debug)]
pub enum Content {
    /// `site.yaml`
    Settings(Box<settings::Settings>),
    /// `vocabulary.yaml`
    Vocabulary(vocabulary::Vocabulary),
    /// `comparison.yaml`
    Comparison(comparison::Comparison),
    /// `sources.yaml`
    Sources(Vec<citations::CitationSource>),
    /// `platforms/ID.yaml`
    Platform(Box<platform::Platform>),
    /// `faq/*.yaml`
    Faq(Vec<faq::Question>),
    /// `explainers/*.md`
    Explainer(Box<article::Article>),
    /// `letters/*.md`
    Letter(Box<article::Article>),
    /// `pages/*.md`
    Page(Box<article::Article>),
    /// `tombstones.yaml`
    Tombstones(Vec<tombstone::Tombstone>),
    /// `ids.lock`
    Lock(Vec<entry::Text>),
    /// `assets/**`, copied as they are
    Asset,
    /// A file that could not be read, that is not published, or of no kind that is read.
    Nothing,
}

/// The kinds of files, told by their path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `site.yaml`
    Settings,
    /// `vocabulary.yaml`
    Vocabulary,
    /// `comparison.yaml`
    Comparison,
    /// `sources.yaml`
    Sources,
    /// `platforms/ID.yaml`
    Platform,
    /// `faq/*.yaml`
    Faq,
    /// `explainers/*.md`
    Explainer,
    /// `letters/*.md`
    Letter,
    /// `pages/*.md`
    Page,
    /// `tombstones.yaml`
    Tombstones,
    /// `ids.lock`
    Lock,
    /// `assets/**`
    Asset,
    /// For editors only: saved texts of sources.
    Private,
    /// No kind that is read.
    Unknown,
}

/// The folders and files of a language's tree.
const KNOWN: &[(&str, &str, Kind)] = &[
    ("platforms", "yaml", Kind::Platform),
    ("faq", "yaml", Kind::Faq),
    ("explainers", "md", Kind::Explainer),
    ("letters", "md", Kind::Letter),
    ("pages", "md", Kind::Page),
];

/// The language and the kind of a file below `content/`, by its path without that.
fn classify(path: &str) -> (Option<&str>, Kind) {
    let known = |first: &str| KNOWN.iter().any(|(folder, _, _)| *folder == first);
    match path.split_once('/') {
        Some((first, rest)) if language::is_tag(first) && !known(first) => (Some(first), kind(rest)),
        _ => (None, kind(path)),
    }
}

fn kind(path: &str) -> Kind {
    let Some((folder, rest)) = path.split_once('/') else {
        return match path {
            "site.yaml" => Kind::Settings,
            "vocabulary.yaml" => Kind::Vocabulary,
            "comparison.yaml" => Kind::Comparison,
            "sources.yaml" => Kind::Sources,
            "tombstones.yaml" => Kind::Tombstones,
            "ids.lock" => Kind::Lock,
            _ => Kind::Unknown,
        };
    };
    match folder {
        "assets" => Kind::Asset,
        // Saved texts of cited sources: evidence for editors, never published.
        "sources" => Kind::Private,
        _ => KNOWN
            .iter()
            .find(|(known, extension, _)| {
                *known == folder && rest.rsplit_once('.').is_some_and(|(_, found)| found == *extension)
            })
            .map_or(Kind::Unknown, |(_, _, kind)| *kind),
    }
}

/// What keeps a file from being read at all.
const UNREADABLE: &[Code] =
    &[Code::NotUtf8, Code::BeyondLimits, Code::YamlSyntax, Code::MissingFrontMatter, Code::UnclosedFrontMatter];

/// Parses one file below `content/`.
#[must_use]
pub fn document(file: &SourceFile) -> Document {
    let path = file.path.as_str().strip_prefix("content/").unwrap_or(file.path.as_str());
    let (language, kind) = classify(path);
    let mut problems = Vec::new();
    let mut allowances = Vec::new();
    let content = match kind {
        Kind::Asset => Content::Asset,
        Kind::Private => Content::Nothing,
        Kind::Unknown => {
            problems.push(unknown_file(file));
            Content::Nothing
        }
        _ => match std::str::from_utf8(&file.bytes) {
            Ok(text) => match beyond_limits(text, &file.path) {
                Some(problem) => {
                    problems.push(problem);
                    Content::Nothing
                }
                None => read(kind, text, &file.path, (&mut problems, &mut allowances)),
            },
            Err(error) => {
                problems.push(not_utf8(file, error.valid_up_to()));
                Content::Nothing
            }
        },
    };
    if matches!(kind, Kind::Platform | Kind::Explainer | Kind::Letter | Kind::Page) && !slug::is_slug(file.path.stem())
    {
        let (objection, near) = slug::objection(file.path.stem());
        let message = format!("the file name gives the id, and {objection}");
        let help = match near {
            Some(slug) => format!("rename the file to `{slug}.{}`", file.path.extension()),
            None => "rename the file with `a-z`, `0-9` and hyphens; the title may be in any script".to_owned(),
        };
        problems.push(Diagnostic::new(Code::MalformedId, Place::file(&file.path), message).help(help));
    }
    let is_read = !problems.iter().any(|problem| UNREADABLE.contains(&problem.code));
    let content = match content {
        // Settings that cannot be read are neutral ones, so that the other files are checked all the same.
        Content::Nothing if kind == Kind::Settings => {
            let nothing = Node { number: 0, value: Value::Null };
            Content::Settings(Box::new(settings::read(&Entry { node: &nothing, file: &file.path })))
        }
        content => content,
    };
    let digest = identity(file);
    let face = face(&content, file).unwrap_or(digest);
    let language = language.map(str::to_owned);
    Document { path: file.path.clone(), language, kind, is_read, content, problems, allowances, digest, face }
}

/// The digest of a file's path and bytes: a document depends on both.
#[must_use]
pub fn identity(file: &SourceFile) -> Digest {
    Digest::of_parts([file.path.as_str().as_bytes(), file.digest.bytes()])
}

/// The digest of a document's face, when that is less than all of it.
fn face(content: &Content, file: &SourceFile) -> Option<Digest> {
    let mut parts: Vec<&[u8]> = vec![file.path.as_str().as_bytes()];
    match content {
        Content::Faq(questions) => {
            for question in questions {
                let lists = [&question.topics, &question.platforms, &question.regions, &question.former];
                parts.extend([question.id.as_str(), question.question.as_str(), &question.kind].map(str::as_bytes));
                for list in lists {
                    parts.push(b"list");
                    parts.extend(list.iter().map(|text| text.as_str().as_bytes()));
                }
            }
        }
        Content::Explainer(article) | Content::Letter(article) | Content::Page(article) => {
            parts.push(&file.bytes[..article.body_start]);
            parts.extend(article.body.outline.headings.iter().map(|heading| heading.id.as_bytes()));
            let minutes = article.body.outline.minutes().to_le_bytes();
            parts.push(&minutes);
            return Some(Digest::of_parts(parts));
        }
        _ => return None,
    }
    Some(Digest::of_parts(parts))
}

fn unknown_file(file: &SourceFile) -> Diagnostic {
    let message = format!("`{}` is of no kind that is read", file.path);
    let folder = file.path.as_str().rsplit('/').nth(1);
    let help = if let Some(path) = file.path.as_str().strip_suffix(".yml") {
        format!("rename it to `{path}.yaml`")
    } else if let Some((folder, extension, _)) = KNOWN.iter().find(|(known, _, _)| Some(*known) == folder) {
        format!("the files in `{folder}` end in `.{extension}`")
    } else {
        "move it below `content/assets` if it is to be copied as it is, or out of `content`".to_owned()
    };
    Diagnostic::new(Code::UnknownFile, Place::file(&file.path), message).help(help)
}

/// A text that is too long, or has a line that is. Shown without an excerpt, which would be as long.
fn beyond_limits(text: &str, path: &SitePath) -> Option<Diagnostic> {
    let problem = |message, help| Some(Diagnostic::new(Code::BeyondLimits, Place::file(path), message).help(help));
    if text.len() > limits::TEXT_BYTES {
        let message = format!("the file is larger than {} MiB", limits::TEXT_BYTES >> 20);
        return problem(message, "split it into several files");
    }
    let line = text.lines().position(|line| line.len() > limits::LINE_BYTES)?;
    let message = format!("line {} is longer than {} KiB", line + 1, limits::LINE_BYTES >> 10);
    problem(message, "break it into several lines")
}

fn not_utf8(file: &SourceFile, valid: usize) -> Diagnostic {
    let place = Place::bytes(&file.path, valid..valid + 1);
    Diagnostic::new(Code::NotUtf8, place, "this byte is not UTF-8").help("save the file as UTF-8")
}

/// The shape of a kind of file, or of its front matter; a file that is not read has none.
#[must_use]
pub fn shape(kind: Kind) -> Option<Shape> {
    Some(match kind {
        Kind::Settings => settings::SHAPE,
        Kind::Vocabulary => vocabulary::SHAPE,
        Kind::Comparison => comparison::SHAPE,
        Kind::Sources => citations::SHAPE,
        Kind::Platform => platform::SHAPE,
        Kind::Faq => faq::SHAPE,
        Kind::Explainer => article::EXPLAINER,
        Kind::Letter => article::LETTER,
        Kind::Page => article::PAGE,
        Kind::Tombstones => tombstone::SHAPE,
        Kind::Asset | Kind::Lock | Kind::Private | Kind::Unknown => return None,
    })
}

fn read(
    kind: Kind,
    text: &str,
    path: &SitePath,
    (problems, allowances): (&mut Vec<Diagnostic>, &mut Vec<allowance::Allowance>),
) -> Content {
    if kind == Kind::Lock {
        return Content::Lock(lock::read(text, path));
    }
    let Some(shape) = shape(kind) else { return Content::Nothing };
    let markdown = path.extension() == "md";
    let (yaml, body) = match (markdown, front_matter(text)) {
        (false, _) => (0..text.len(), text.len()),
        (true, FrontMatter::Found { yaml, body }) => (yaml, body),
        (true, missing) => {
            problems.push(no_front_matter(path, text, &missing, shape));
            return Content::Nothing;
        }
    };
    let Some(node) = examined(&text[yaml.clone()], yaml.start, shape, path, problems) else {
        return Content::Nothing;
    };
    if markdown {
        problems.extend(shape::hidden_character(&Place::bytes(path, body..text.len()), &text[body..]));
    }
    *allowances = allowance::all(&node, path);
    let entry = Entry { node: &node, file: path };
    match kind {
        Kind::Explainer => Content::Explainer(Box::new(article::read(&entry, text, body..text.len()))),
        Kind::Letter => Content::Letter(Box::new(article::read(&entry, text, body..text.len()))),
        Kind::Page => Content::Page(Box::new(article::read(&entry, text, body..text.len()))),
        Kind::Settings => Content::Settings(Box::new(settings::read(&entry))),
        Kind::Vocabulary => Content::Vocabulary(vocabulary::read(&entry)),
        Kind::Comparison => Content::Comparison(comparison::read(&entry)),
        Kind::Platform => Content::Platform(Box::new(platform::read(&entry))),
        Kind::Sources => Content::Sources(top_entries(&node, path).iter().filter_map(citations::read).collect()),
        Kind::Tombstones => Content::Tombstones(top_entries(&node, path).iter().filter_map(tombstone::read).collect()),
        _ => Content::Faq(top_entries(&node, path).iter().filter_map(faq::read).collect()),
    }
}

/// Reads the YAML and holds it to its shape; an empty list file is an empty list.
fn examined(yaml: &str, base: usize, shape: Shape, path: &SitePath, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    match yaml::read(yaml) {
        Ok(node) if matches!(node.value, Value::Null) && matches!(shape, Shape::List(_)) => Some(node),
        Ok(node) => {
            problems.extend(shape::examine(&node, shape, "the file", path));
            Some(node)
        }
        Err(error) => {
            problems.push(error.diagnostic(path, base));
            None
        }
    }
}

fn no_front_matter(path: &SitePath, text: &str, missing: &FrontMatter, shape: Shape) -> Diagnostic {
    if *missing == FrontMatter::Unclosed {
        let last = last_key(text);
        let help = if text[last.clone()].starts_with("--") && last.start > 0 {
            "write `---` here, and nothing else on the line"
        } else {
            "put a line `---` after this one, and the text below that"
        };
        let place = Place::bytes(path, last);
        return Diagnostic::new(Code::UnclosedFrontMatter, place, "the front matter is not closed")
            .help(help)
            .related(Place::bytes(path, 0..3), "it begins here");
    }
    let problem =
        Diagnostic::new(Code::MissingFrontMatter, Place::file(path), "the file does not begin with front matter");
    if text.trim_start().starts_with("---") {
        return problem.help("delete all that stands before the first `---`, empty lines too");
    }
    problem.help(format!("put this at the head of the file\n---\n{}\n---", shape::required_lines(shape)))
}

/// The last line that looks like front matter, where nothing says where that ends: keys, and what belongs to them.
fn last_key(text: &str) -> std::ops::Range<usize> {
    let is_key = |line: &str| {
        line.split_once(':').is_some_and(|(key, value)| {
            key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
                && (value.is_empty() || value.starts_with(' '))
        })
    };
    let mut at = 0;
    let mut last = 0..3;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        if is_key(line.trim_end()) || (line.starts_with([' ', '-']) && !range.is_empty()) {
            last = range;
        } else if !range.is_empty() && !line.starts_with('#') {
            break;
        }
        at += line.len();
    }
    last
}

fn top_entries<'a>(node: &'a Node, file: &'a SitePath) -> Vec<Entry<'a>> {
    match &node.value {
        Value::List(items) => items
            .iter()
            .filter(|node| matches!(node.value, Value::Mapping(_)))
            .map(|node| Entry { node, file })
            .collect(),
        _ => Vec::new(),
    }
}
