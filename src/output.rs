//! The output: a map from path to bytes, with two consumers, the folder and the dev server.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::memo::Digest;

/// A path below the output folder, with `/` between its parts: `faq/late-opt-out.html`.
pub type OutputPath = String;

/// A place where files are put as soon as they are made, so that a large output need not be held in memory.
pub trait Shelf: fmt::Debug + Send + Sync {
    /// Puts away the bytes of the file at this path; nothing where they are better held.
    fn put(&self, path: &str, bytes: &[u8]) -> Option<Put>;

    /// The bytes of the file at this path, which [`Shelf::put`] took.
    ///
    /// # Errors
    /// What the system says when it cannot read them.
    fn get(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// What was done with the bytes of a file that was put away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// They were written.
    Written,
    /// The same stand at this path already, and were taken over.
    Standing,
}

/// The bytes of a file.
#[derive(Clone, Debug)]
enum Bytes {
    /// In memory, shared with the next compile.
    Held(Arc<[u8]>),
    /// On a shelf.
    Away { shelf: Arc<dyn Shelf>, path: Box<str>, length: usize, put: Put },
}

/// A file of the output: its bytes and their digest.
#[derive(Clone, Debug)]
pub struct OutputFile {
    bytes: Bytes,
    digest: Digest,
}

impl OutputFile {
    /// A file of these bytes.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { digest: Digest::of(&bytes), bytes: Bytes::Held(Arc::from(bytes)) }
    }

    /// A file of these bytes, which are put on the shelf if there is one that takes them.
    #[must_use]
    pub fn shelved(path: &str, bytes: Vec<u8>, shelf: Option<&Arc<dyn Shelf>>) -> Self {
        match put(path, &bytes, shelf) {
            Some(away) => Self { digest: Digest::of(&bytes), bytes: away },
            None => Self::new(bytes),
        }
    }

    /// The same file, whose bytes are put on the shelf if there is one that takes them.
    #[must_use]
    pub fn put_away(self, path: &str, shelf: Option<&Arc<dyn Shelf>>) -> Self {
        match self.held().and_then(|bytes| put(path, bytes, shelf)) {
            Some(away) => Self { bytes: away, ..self },
            None => self,
        }
    }

    /// A file of bytes that are held already, with their digest.
    #[must_use]
    pub fn of(bytes: Arc<[u8]>, digest: Digest) -> Self {
        Self { bytes: Bytes::Held(bytes), digest }
    }

    /// The digest of the bytes.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The number of bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.bytes {
            Bytes::Held(bytes) => bytes.len(),
            Bytes::Away { length, .. } => *length,
        }
    }

    /// Whether there is no byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes, fetched from the shelf if they are there.
    ///
    /// # Errors
    /// What the system says when the shelf cannot be read.
    pub fn read(&self) -> Result<Cow<'_, [u8]>, String> {
        match &self.bytes {
            Bytes::Held(bytes) => Ok(Cow::Borrowed(bytes)),
            Bytes::Away { shelf, path, .. } => shelf.get(path).map(Cow::Owned),
        }
    }

    /// What the shelf did with the bytes, if they are there for this path. One file may be at several paths, and is put
    /// away for one of them.
    #[must_use]
    pub fn put_at(&self, path: &str) -> Option<Put> {
        match &self.bytes {
            Bytes::Away { put, path: own, .. } if **own == *path => Some(*put),
            _ => None,
        }
    }

    /// The bytes, if they are held.
    #[must_use]
    pub fn held(&self) -> Option<&[u8]> {
        match &self.bytes {
            Bytes::Held(bytes) => Some(bytes),
            Bytes::Away { .. } => None,
        }
    }
}

fn put(path: &str, bytes: &[u8], shelf: Option<&Arc<dyn Shelf>>) -> Option<Bytes> {
    let shelf = shelf?;
    let put = shelf.put(path, bytes)?;
    Some(Bytes::Away { shelf: Arc::clone(shelf), path: path.into(), length: bytes.len(), put })
}

/// A file as made, and what in it may not be.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The file.
    pub file: OutputFile,
    /// What may not be.
    pub breaches: Vec<Diagnostic>,
}

/// What is done with a file, by its path and bytes, as soon as it is made: while the core still has it at hand.
pub type Finish<'f> = dyn Fn(&str, Vec<u8>) -> Finished + Sync + 'f;

/// Files of the same bytes are the same.
impl PartialEq for OutputFile {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for OutputFile {}

/// Every file of the compiled site, in the order of the paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    files: BTreeMap<OutputPath, OutputFile>,
}

impl Output {
    /// Claims a path for a file. A second claim changes nothing and gives the path back.
    ///
    /// # Errors
    /// The path, when something else claimed it before.
    pub fn claim(&mut self, path: OutputPath, file: OutputFile) -> Result<(), OutputPath> {
        match self.files.entry(path) {
            Entry::Occupied(entry) => Err(entry.key().clone()),
            Entry::Vacant(entry) => {
                entry.insert(file);
                Ok(())
            }
        }
    }

    /// Gives a path free.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }

    /// The bytes at this path, if they are held; without a shelf all are.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).and_then(OutputFile::held)
    }

    /// Whether there is a file at this path.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The digest of the bytes at this path.
    #[must_use]
    pub fn digest(&self, path: &str) -> Option<Digest> {
        self.files.get(path).map(OutputFile::digest)
    }

    /// Every path with its bytes, in order, as far as they are held; without a shelf all are.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().filter_map(|(path, file)| Some((path.as_str(), file.held()?)))
    }

    /// Every path with its file, in order.
    pub fn files(&self) -> impl Iterator<Item = (&str, &OutputFile)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// The number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The bytes of all files together.
    #[must_use]
    pub fn total_bytes(&self) -> usize {
        self.files.values().map(OutputFile::len).sum()
    }
}
