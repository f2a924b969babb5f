//! The sources as read: paths, bytes, and places inside them.
//!
//! Takes nothing but what the loader hands over. Invariant: a source file is opaque here; only
//! [`crate::parse`] looks inside.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::memo::Digest;

/// A file's path below the root, with `/` between its parts: `content/faq/meta.yaml`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// Wraps a relative path that already uses `/`.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(Arc::from(path))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part of the path, without its extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        let name = self.0.rsplit('/').next().unwrap_or(&self.0);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// What follows the last dot of the last part, or an empty text.
    #[must_use]
    pub fn extension(&self) -> &str {
        let name = self.0.rsplit('/').next().unwrap_or(&self.0);
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

/// One file as read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Where it lies below the root.
    pub path: SitePath,
    /// Its bytes, shared so that a compile may keep them.
    pub bytes: Arc<[u8]>,
    /// The digest of the bytes.
    pub digest: Digest,
}

impl SourceFile {
    /// A file of these bytes. A byte order mark before Markdown or YAML is dropped: it says nothing in UTF-8, and every
    /// offset counts from the text itself.
    #[must_use]
    pub fn new(path: &str, mut bytes: Vec<u8>) -> Self {
        let path = SitePath::new(path);
        if bytes.starts_with(b"\xef\xbb\xbf") && matches!(path.extension(), "md" | "yaml") {
            bytes.drain(..3);
        }
        Self { path, digest: Digest::of(&bytes), bytes: Arc::from(bytes) }
    }
}

/// All files that a compile reads, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<SitePath, SourceFile>,
}

impl Sources {
    /// Adds or replaces a file.
    pub fn insert(&mut self, path: &str, bytes: Vec<u8>) {
        self.add(SourceFile::new(path, bytes));
    }

    /// Adds or replaces a file that is read already.
    pub fn add(&mut self, file: SourceFile) {
        self.files.insert(file.path.clone(), file);
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(&SitePath::new(path));
    }

    /// The file at this path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files.get(&SitePath::new(path))
    }

    /// Every file, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.values()
    }

    /// The files whose path begins with `folder/`, in the order of the paths.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a SourceFile> {
        self.files
            .range(SitePath::new(folder)..)
            .map(|(_, file)| file)
            .take_while(move |file| file.path.as_str().starts_with(folder))
            .filter(move |file| file.path.as_str()[folder.len()..].starts_with('/'))
    }
}

/// A place in a source file, cheap to carry; it is turned into line and column only when shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: SitePath,
    /// Where in it.
    pub spot: Spot,
}

/// How a place inside a file is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// The file as a whole.
    File,
    /// Bytes `start..end` of the file.
    Bytes(u32, u32),
    /// The YAML node with this number, counted from 0 in reading order, keys included.
    Node(u32),
    /// Bytes `start..end` of the text that the YAML node with this number holds.
    InNode(u32, u32, u32),
}

impl Place {
    /// The whole file.
    #[must_use]
    pub fn file(file: &SitePath) -> Self {
        Self { file: file.clone(), spot: Spot::File }
    }

    /// A range of bytes of the file.
    #[must_use]
    pub fn bytes(file: &SitePath, range: std::ops::Range<usize>) -> Self {
        Self { file: file.clone(), spot: Spot::Bytes(narrow(range.start), narrow(range.end)) }
    }

    /// Behind all that the file holds.
    #[must_use]
    pub fn end(file: &SitePath) -> Self {
        Self::bytes(file, usize::MAX..usize::MAX)
    }

    /// A YAML node of the file.
    #[must_use]
    pub fn node(file: &SitePath, number: u32) -> Self {
        Self { file: file.clone(), spot: Spot::Node(number) }
    }

    /// A part of the text at this place; `range` counts its bytes.
    #[must_use]
    pub fn within(&self, range: std::ops::Range<usize>) -> Self {
        let (start, end) = (narrow(range.start), narrow(range.end));
        let spot = match self.spot {
            Spot::File => Spot::Bytes(start, end),
            Spot::Bytes(from, _) => Spot::Bytes(from + start, from + end),
            Spot::Node(number) => Spot::InNode(number, start, end),
            Spot::InNode(number, from, _) => Spot::InNode(number, from + start, from + end),
        };
        Self { file: self.file.clone(), spot }
    }
}

/// Offsets are kept in 32 bits; a larger file was refused when it was read.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// The bytes of a file's text that are YAML: all of it, or a Markdown file's front matter.
#[must_use]
pub fn yaml_part(file: &SitePath, text: &str) -> std::ops::Range<usize> {
    if file.extension() != "md" {
        return 0..text.len();
    }
    match front_matter(text) {
        FrontMatter::Found { yaml, .. } => yaml,
        FrontMatter::Missing | FrontMatter::Unclosed => 0..0,
    }
}

/// What stands at the head of a Markdown file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrontMatter {
    /// The bytes between the `---` lines, and where the text after them begins.
    Found {
        /// The YAML.
        yaml: std::ops::Range<usize>,
        /// The first byte of the text.
        body: usize,
    },
    /// The file does not begin with a `---` line.
    Missing,
    /// There is no second `---` line.
    Unclosed,
}

/// Splits a Markdown file's text at its `---` lines.
#[must_use]
pub fn front_matter(text: &str) -> FrontMatter {
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let fence = line.trim_end() == "---";
        match (start, fence) {
            (None, true) => start = Some(at + line.len()),
            (None, false) => return FrontMatter::Missing,
            (Some(start), true) => return FrontMatter::Found { yaml: start..at, body: at + line.len() },
            (Some(_), false) => {}
        }
        at += line.len();
    }
    if start.is_some() { FrontMatter::Unclosed } else { FrontMatter::Missing }
}
