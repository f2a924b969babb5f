//! One build at a time for one target.
//!
//! The system holds the lock for a living process only, so a killed build leaves no lock, at most its empty file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{Failure, OWN_PREFIX, Progress, Target};

/// How long a build waits for another: longer than any build takes, with all its pictures.
const PATIENCE: Duration = Duration::from_secs(600);

/// How often it looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Held while a site is made and its target written.
pub(super) struct Lock {
    path: PathBuf,
    _file: File,
}

/// Waits until no other build writes the target.
pub(super) fn take(target: &Target, progress: &Progress) -> Result<Lock, Failure> {
    let started = Instant::now();
    let mut told = false;
    loop {
        let (path, file) = open(target)?;
        match file.try_lock() {
            // Its last holder may have removed the file between our opening and locking it.
            Ok(()) if is_current(&file, &path) => return Ok(Lock { path, _file: file }),
            Ok(()) => continue,
            Err(TryLockError::WouldBlock) => {}
            // A file system without locks: better to build than to refuse for ever.
            Err(TryLockError::Error(_)) => return Ok(Lock { path, _file: file }),
        }
        if started.elapsed() > PATIENCE {
            let message = format!("another build has been writing `{target}` for ten minutes");
            return Err(Failure::new(message).help("let it finish, or end it; the lock ends with it"));
        }
        if !told {
            progress.note(format!("another build is writing `{target}`; waiting for it"));
            progress.stage("waiting");
            told = true;
        }
        std::thread::sleep(PAUSE);
    }
}

/// Opens the lock file beside the target, or inside where its parent may not be written.
fn open(target: &Target) -> Result<(PathBuf, File), Failure> {
    let beside = target.beside("lock");
    // Another build may have made the folders above, and taken them away again.
    let mut opened = open_file(&beside);
    if opened.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        target.make_parent()?;
        opened = open_file(&beside);
    }
    match opened {
        Ok(file) => Ok((beside, file)),
        Err(error)
            if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
                && target.folder.is_dir() =>
        {
            let inside = target.folder.join(format!("{OWN_PREFIX}lock"));
            open_file(&inside)
                .map(|file| (inside, file))
                .map_err(|error| Failure::system("write to", &target.folder, &error))
        }
        Err(error) => Err(Failure::system("write to", &target.parent, &error)),
    }
}

fn open_file(path: &Path) -> Result<File, Error> {
    OpenOptions::new().write(true).create(true).truncate(false).open(path)
}

/// Whether the path still leads to this file.
#[cfg(unix)]
fn is_current(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), path.symlink_metadata()) {
        (Ok(held), Ok(there)) => (held.dev(), held.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

/// Elsewhere the file is never removed, so it is always the same.
#[cfg(not(unix))]
fn is_current(_file: &File, _path: &Path) -> bool {
    true
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while still held, so that nobody can hold a file that is gone from its path.
        if cfg!(unix) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
