//! The output: a map from path to bytes, with two consumers, the folder and the dev server.

use std::collections::BTreeMap;

/// A path below the output folder, with `/` between its parts: `faq/late-opt-out.html`.
pub type OutputPath = String;

/// Every file of the compiled site, in the order of the paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    files: BTreeMap<OutputPath, Vec<u8>>,
}

impl Output {
    /// Claims a path for these bytes. A second claim changes nothing and gives the path back.
    ///
    /// # Errors
    /// The path, when something else claimed it before.
    pub fn claim(&mut self, path: OutputPath, bytes: Vec<u8>) -> Result<(), OutputPath> {
        use std::collections::btree_map::Entry;
        match self.files.entry(path) {
            Entry::Occupied(entry) => Err(entry.key().clone()),
            Entry::Vacant(entry) => {
                entry.insert(bytes);
                Ok(())
            }
        }
    }

    /// The bytes at this path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Every path with its bytes, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
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
        self.files.values().map(Vec::len).sum()
    }
}
