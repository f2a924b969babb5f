//! Digests of content, and results remembered by them from one compile to the next.

use std::convert::Infallible;
use std::fmt;
use std::hash::Hash;
use std::sync::Mutex;

use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

/// The SHA-256 of some bytes (FIPS 180-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of several parts, each with its length, so that no two lists of parts are alike.
    #[must_use]
    pub fn of_parts<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// All 64 hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// The first ten hexadecimal digits: enough to tell versions of one file apart in its name.
    #[must_use]
    pub fn short(&self) -> String {
        hex(&self.0[..5])
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| b"0123456789abcdef"[usize::from(half)];
    let digits: Vec<u8> = bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    String::from_utf8(digits).unwrap_or_default()
}

/// Digests bytes that come in pieces.
#[derive(Debug, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Takes the next piece.
    pub fn add(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The digest of all pieces.
    #[must_use]
    pub fn digest(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.short())
    }
}

/// Things found out once within a compile, by name, on whichever core comes first.
#[derive(Debug)]
pub struct Once<K, V>(Mutex<FxHashMap<K, V>>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Once<K, V> {
    /// What is known by this name, or else what `look` finds.
    pub fn get(&self, name: K, look: impl FnOnce() -> V) -> V {
        let found: Result<V, Infallible> = self.try_get(name, || Ok(look()));
        match found {
            Ok(found) => found,
            Err(never) => match never {},
        }
    }

    /// The same, where `look` may find nothing; that is not remembered.
    ///
    /// # Errors
    /// That of `look`.
    pub fn try_get<E>(&self, name: K, look: impl FnOnce() -> Result<V, E>) -> Result<V, E> {
        if let Some(known) = self.0.lock().ok().and_then(|known| known.get(&name).cloned()) {
            return Ok(known);
        }
        let found = look()?;
        if let Ok(mut known) = self.0.lock() {
            known.insert(name, found.clone());
        }
        Ok(found)
    }
}

/// Remembers a pure function's results by the digest of its input, for this compile and the last.
///
/// What the last compile did not ask for is forgotten by [`Recall::turn`].
#[derive(Debug)]
pub struct Recall<V> {
    last: FxHashMap<Digest, V>,
    /// Nothing where no compile follows.
    now: Option<Mutex<FxHashMap<Digest, V>>>,
}

impl<V> Default for Recall<V> {
    fn default() -> Self {
        Self { last: FxHashMap::default(), now: Some(Mutex::default()) }
    }
}

impl<V> Recall<V> {
    /// For the only compile of a process: recalls what is inserted, and keeps nothing that is made.
    #[must_use]
    pub fn of_one_compile() -> Self {
        Self { last: FxHashMap::default(), now: None }
    }
}

impl<V: Clone> Recall<V> {
    /// The remembered result for this digest, or the one that `make` gives.
    pub fn get(&self, digest: Digest, make: impl FnOnce() -> V) -> V {
        let value = self.last.get(&digest).cloned().unwrap_or_else(make);
        if let Some(Ok(mut now)) = self.now.as_ref().map(Mutex::lock) {
            now.insert(digest, value.clone());
        }
        value
    }

    /// Remembers a result that is known from elsewhere.
    pub fn insert(&mut self, digest: Digest, value: V) {
        self.last.insert(digest, value);
    }

    /// Ends a compile: what it used is what the next one may recall.
    pub fn turn(&mut self) {
        if let Some(Ok(now)) = self.now.as_mut().map(Mutex::get_mut) {
            self.last = std::mem::take(now);
        }
    }
}
