//! A file without a name in which pages, embeds and parts of the search index of a large site wait to be written.
//!
//! Invariant: saves memory and nothing else. Where it cannot be opened or takes no more, files are held as they would
//! be without it; the system removes it with the process.

use std::fs::File;
use std::io::Error;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use faqtual::output::Shelf;

/// How many bytes are held before any is put away: most sites are smaller, and need no second copy.
const HELD: usize = 16 << 20;

/// The file, and how much went where.
#[derive(Debug)]
pub(crate) struct Spool {
    file: File,
    held: AtomicUsize,
    end: AtomicU64,
}

impl Spool {
    /// A new spool in the system's folder for temporary files, where that takes one.
    pub(crate) fn open() -> Option<Self> {
        let file = tempfile::tempfile().ok()?;
        Some(Self { file, held: AtomicUsize::new(0), end: AtomicU64::new(0) })
    }
}

impl Shelf for Spool {
    fn put(&self, bytes: &[u8]) -> Option<u64> {
        if self.held.load(Ordering::Relaxed) < HELD {
            self.held.fetch_add(bytes.len(), Ordering::Relaxed);
            return None;
        }
        let offset = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        write_at(&self.file, bytes, offset).ok().map(|()| offset)
    }

    fn get(&self, offset: u64, length: usize) -> Result<Vec<u8>, String> {
        read_at(&self.file, length, offset).map_err(|error| error.to_string())
    }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], offset: u64) -> Result<(), Error> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(unix)]
fn read_at(file: &File, length: usize, offset: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length {
        let at = offset + bytes.len() as u64;
        // Spare memory is written without being made zero before.
        let read = || rustix::io::pread(file, rustix::buffer::spare_capacity(&mut bytes), at);
        if rustix::io::retry_on_intr(read)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// Elsewhere nothing is put away.
#[cfg(not(unix))]
fn write_at(_file: &File, _bytes: &[u8], _offset: u64) -> Result<(), Error> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn read_at(_file: &File, _length: usize, _offset: u64) -> Result<Vec<u8>, Error> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{HELD, Spool};
    use faqtual::output::{OutputFile, Shelf};

    #[test]
    fn what_goes_beyond_is_put_away_and_comes_back() {
        let shelf: Arc<dyn Shelf> = Arc::new(Spool::open().unwrap());
        let first = OutputFile::shelved(vec![b'a'; HELD], Some(&shelf));
        let away = ["b", "", "cc"].map(|text| OutputFile::shelved(text.into(), Some(&shelf)));
        // Held are the first alone and the caller's own handle; the others hold the shelf.
        assert_eq!(Arc::strong_count(&shelf), 1 + away.len());
        assert_eq!(first.len(), HELD);
        for (file, text) in away.iter().zip(["b", "", "cc"]) {
            assert_eq!((&*file.read().unwrap(), file.len()), (text.as_bytes(), text.len()));
            assert_eq!(file, &OutputFile::new(text.into()));
        }
    }

    #[test]
    fn what_cannot_be_put_away_is_held() {
        let path = std::env::current_exe().unwrap();
        let unwritable = std::fs::File::open(path).unwrap();
        let shelf: Arc<dyn Shelf> = Arc::new(Spool { file: unwritable, held: HELD.into(), end: 0.into() });
        assert_eq!(&*OutputFile::shelved(b"text".to_vec(), Some(&shelf)).read().unwrap(), b"text");
    }
}
