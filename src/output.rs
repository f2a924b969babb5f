//! The output: a map from path to bytes, with two consumers, the folder and the dev server.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use crate::memo::Digest;

/// A path below the output folder, with `/` between its parts: `faq/late-opt-out.html`.
pub type OutputPath = String;

/// A file of the output: its bytes, shared with the next compile, and their digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// The digest of the bytes.
    pub digest: Digest,
}

impl OutputFile {
    /// A file of these bytes.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { digest: Digest::of(&bytes), bytes: Arc::from(bytes) }
    }
}

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

    /// The bytes at this path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(|file| &*file.bytes)
    }

    /// The digest of the bytes at this path.
    #[must_use]
    pub fn digest(&self, path: &str) -> Option<Digest> {
        self.files.get(path).map(|file| file.digest)
    }

    /// Every path with its bytes, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, file)| (path.as_str(), &*file.bytes))
    }

    /// Every path with its bytes and their digest, in order.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8], Digest)> {
        self.files.iter().map(|(path, file)| (path.as_str(), &*file.bytes, file.digest))
    }

    /// Every path with its digest, in order.
    pub fn digests(&self) -> impl Iterator<Item = (&str, Digest)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file.digest))
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
        self.files.values().map(|file| file.bytes.len()).sum()
    }
}
