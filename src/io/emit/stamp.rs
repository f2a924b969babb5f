//! What the last build was made from, noted beside its sources, so that the next one can see that nothing has changed.
//!
//! Invariant: only a build on this machine can have left a note that holds. It names the very manifest that was
//! written, by what the file system alone gives out; a folder that came with a checkout is built anew, whatever it
//! says of itself. A note that is missing, or cannot be written, costs time and nothing else.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use faqtual::memo::Digest;

use super::Target;
use super::manifest::MANIFEST;
use crate::io::create::refresh;

/// Where the note lies, below the root.
const NOTE: &str = ".faqtual/built";

/// What a build is made from, and where that is noted.
pub(crate) struct Stamp {
    note: PathBuf,
    made_from: Digest,
}

impl Stamp {
    /// The stamp of a build from these inputs of the site at `root`.
    pub(crate) fn new(root: &Path, made_from: Digest) -> Self {
        Self { note: root.join(NOTE), made_from }
    }

    /// Whether the target is what the last build made, from the same, by this program.
    pub(super) fn holds(&self, target: &Target) -> bool {
        std::fs::read_to_string(&self.note).is_ok_and(|noted| self.text(target) == Some(noted))
    }

    /// Notes what the target has just been made from.
    pub(super) fn note(&self, target: &Target) {
        if let Some(text) = self.text(target) {
            let _ = refresh(&self.note, &text);
        }
    }

    fn text(&self, target: &Target) -> Option<String> {
        let manifest = identity(&target.folder.join(MANIFEST).symlink_metadata().ok()?)?;
        let program = identity(&std::env::current_exe().ok()?.metadata().ok()?)?;
        let folder = target.folder.as_os_str().as_encoded_bytes();
        Some(Digest::of_parts([self.made_from.bytes(), folder, manifest.as_bytes(), program.as_bytes()]).hex())
    }
}

/// What tells this very state of a file from every other: its number and the time of its last change, which no
/// program can choose.
#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere there may be none")]
fn identity(file: &Metadata) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    Some(format!("{} {} {} {}", file.dev(), file.ino(), file.ctime(), file.ctime_nsec()))
}

/// Elsewhere, the times at which it was made and written.
#[cfg(not(unix))]
fn identity(file: &Metadata) -> Option<String> {
    Some(format!("{:?} {:?}", file.created().ok()?, file.modified().ok()?))
}
