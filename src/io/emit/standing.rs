//! What stands in a target before it is written: ours by its manifest, and what is not.
//!
//! Invariant: only looks.

use std::collections::BTreeSet;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use super::manifest::{JOURNAL, MANIFEST, names};
use super::{Failure, OWN_PREFIX, Target};

/// The state of a target.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Whether the folder is there.
    pub(super) exists: bool,
    /// The names that a build wrote, whether or not they are still there.
    pub(super) ours: BTreeSet<String>,
    /// Files, links and the like that no build wrote, below the folder.
    pub(super) foreign_files: BTreeSet<PathBuf>,
    /// Folders that no build made, below the folder, the outer before the inner.
    pub(super) foreign_folders: BTreeSet<PathBuf>,
    /// Whether a publication in place did not end.
    pub(super) is_unfinished: bool,
}

impl Standing {
    /// Looks at the target; refuses a folder that somebody else filled.
    pub(super) fn survey(target: &Target) -> Result<Self, Failure> {
        let failed = |error: Error| Failure::system("read", &target.folder, &error);
        if !target.folder.try_exists().map_err(failed)? {
            return Ok(Self::default());
        }
        if is_foreign(&target.folder).map_err(failed)? {
            return Err(target.foreign());
        }
        let ours = ours(&target.folder).into_iter().flatten().collect();
        let is_unfinished = target.folder.join(JOURNAL).exists();
        let mut standing = Self { exists: true, ours, is_unfinished, ..Self::default() };
        standing.find_foreign(&target.folder).map_err(failed)?;
        Ok(standing)
    }

    /// Whether no publication was left half done.
    pub(super) fn is_whole(&self) -> bool {
        self.exists && !self.is_unfinished
    }

    /// Whether the folder may be exchanged for another. Not a mount point, nor one that holds a mount point,
    /// nor the folder this process stands in, whose shell would be left in the old one.
    pub(super) fn may_be_swapped(&self, target: &Target) -> bool {
        let here = std::env::current_dir().and_then(|here| here.canonicalize());
        let is_here = here.is_ok_and(|here| here.starts_with(&target.folder));
        let parent = device(&target.parent);
        let folders = self.foreign_folders.iter().map(|folder| target.folder.join(folder));
        !self.exists || (!is_here && folders.chain([target.folder.clone()]).all(|folder| device(&folder) == parent))
    }

    /// Notes everything in the folder that is not ours.
    pub(super) fn find_foreign(&mut self, folder: &Path) -> Result<(), Error> {
        let made: BTreeSet<PathBuf> =
            self.ours.iter().flat_map(|name| Path::new(name).ancestors().skip(1)).map(Path::to_owned).collect();
        self.visit(folder, Path::new(""), &made)
    }

    fn visit(&mut self, folder: &Path, below: &Path, made: &BTreeSet<PathBuf>) -> Result<(), Error> {
        for entry in std::fs::read_dir(folder.join(below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            if is_own_work(&path) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                if !made.contains(&path) {
                    self.foreign_folders.insert(path.clone());
                }
                self.visit(folder, &path, made)?;
            } else if !path.to_str().is_some_and(|name| self.ours.contains(name)) {
                self.foreign_files.insert(path);
            }
        }
        Ok(())
    }
}

/// The names that the manifest and the journal list; `None` when there is neither.
fn ours(folder: &Path) -> Option<Vec<String>> {
    match (names(folder, MANIFEST), names(folder, JOURNAL)) {
        (None, None) => None,
        (manifest, journal) => Some(manifest.into_iter().chain(journal).flatten().collect()),
    }
}

/// Whether the folder holds something, and no manifest of ours.
pub(super) fn is_foreign(folder: &Path) -> Result<bool, Error> {
    Ok(!is_empty(folder)? && ours(folder).is_none())
}

/// Whether there is nothing in the folder but work of ours; a folder that is not there is empty.
pub(super) fn is_empty(folder: &Path) -> Result<bool, Error> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        entries => entries?,
    };
    for entry in entries {
        if !is_own_work(Path::new(&entry?.file_name())) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a regular file of so many bytes is there.
pub(super) fn is_file_of(path: &Path, length: usize) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() == length as u64)
}

fn is_own_work(path: &Path) -> bool {
    path.components().count() == 1 && path.to_string_lossy().starts_with(OWN_PREFIX)
}

/// The device that holds a folder; two that differ lie on different file systems.
#[cfg(unix)]
fn device(folder: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    folder.metadata().ok().map(|metadata| metadata.dev())
}

/// Elsewhere the renames themselves tell.
#[cfg(not(unix))]
fn device(_folder: &Path) -> Option<u64> {
    None
}
