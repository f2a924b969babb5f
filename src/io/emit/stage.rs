//! The new folder beside the target, filled while the site is compiled: a file is written once, when it is made, and
//! one that the target holds already is not written at all.
//!
//! Invariant: touches nothing but that folder, which is gone when its site is not published. Where there can be none,
//! files are held until they are written.

use std::fs::{self, File};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use faqtual::output::{Put, Shelf};

use super::lock::{self, Lock};
use super::manifest::is_plain;
use super::swap::{is_unsuitable, repair};
use super::{Failure, OWN_PREFIX, Progress, Standing, Target};

/// A target that is about to be written, by this build alone.
pub(crate) struct Stage<'t> {
    pub(crate) target: &'t Target,
    folder: Option<Arc<NewFolder>>,
    /// The folders above the target that were not there, the inner before the outer.
    made: Vec<PathBuf>,
    is_published: bool,
    lock: Option<Lock>,
}

impl<'t> Stage<'t> {
    /// Waits until no other build writes the target, and puts right what a dead one left.
    pub(crate) fn open(target: &'t Target, progress: &Progress) -> Result<Self, Failure> {
        let made = target.make_parent()?;
        let lock = Some(lock::take(target, progress)?);
        let mut stage = Self { target, folder: None, made, is_published: false, lock };
        repair(target)?;
        let standing = Standing { exists: target.folder.exists(), ..Standing::default() };
        if standing.may_be_swapped(target) {
            let new = target.beside("new");
            match fs::create_dir(&new) {
                Err(error) if is_unsuitable(&error) && standing.exists => {}
                made => {
                    made.map_err(|error| Failure::system("make the folder", &new, &error))?;
                    let old = standing.exists.then(|| target.folder.clone());
                    stage.folder = Some(Arc::new(NewFolder { new, old }));
                }
            }
        }
        Ok(stage)
    }

    /// Takes files as soon as they are made.
    pub(crate) fn shelf(&self) -> Option<Arc<dyn Shelf>> {
        self.folder.clone().map(|folder| folder as Arc<dyn Shelf>)
    }

    /// The new folder, if there is one.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.folder.as_ref().map(|folder| folder.new.as_path())
    }

    /// Notes that the new folder has become the target.
    pub(super) fn is_now_published(&mut self) {
        self.is_published = true;
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        if self.is_published {
            return;
        }
        if let Some(new) = self.folder() {
            let _ = fs::remove_dir_all(new);
        }
        // The lock lies in the innermost; a folder that holds something stays.
        self.lock = None;
        for folder in &self.made {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The new folder, and the one that it is to replace.
#[derive(Debug)]
struct NewFolder {
    new: PathBuf,
    old: Option<PathBuf>,
}

impl Shelf for NewFolder {
    fn put(&self, path: &str, bytes: &[u8]) -> Option<Put> {
        // Other names are refused when the plan is made.
        if !is_plain(path) || path.starts_with(OWN_PREFIX) {
            return None;
        }
        if self.old.as_ref().is_some_and(|old| holds(&old.join(path), bytes)) {
            return Some(Put::Standing);
        }
        let path = self.new.join(path);
        if write(&path, bytes).is_err() {
            // It is held, and whoever writes it then tells why that cannot be.
            return None;
        }
        Some(Put::Written)
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, String> {
        let read = fs::read(self.new.join(path)).or_else(|error| match &self.old {
            Some(old) if error.kind() == ErrorKind::NotFound => fs::read(old.join(path)),
            _ => Err(error),
        });
        read.map_err(|error| error.to_string())
    }
}

/// Whether a regular file with exactly these bytes is there.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|found| found == bytes)
}

/// Writes a file that is not there yet, whole or not at all, and the folders above it.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = match (File::create_new(path), path.parent()) {
        (Err(error), Some(parent)) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(parent)?;
            File::create_new(path)?
        }
        (created, _) => created?,
    };
    let written = file.write_all(bytes);
    if written.is_err() {
        let _ = fs::remove_file(path);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::Stage;
    use crate::io::emit::manifest::{MANIFEST, of_texts};
    use crate::io::emit::{Plan, Standing, Target, emit, in_place};
    use crate::io::terminal::Progress;
    use faqtual::output::{Output, OutputFile, Put};
    use std::fs;
    use std::path::Path;

    fn target(home: &Path) -> Target {
        Target::choose(&home.join("root"), &home.join("dist")).unwrap()
    }

    /// An output of these files, put on the stage as soon as they are made.
    fn staged(stage: &Stage<'_>, files: &[(&str, &str)]) -> Output {
        let mut output = Output::default();
        for (path, text) in files {
            let file = OutputFile::shelved(path, text.as_bytes().to_vec(), stage.shelf().as_ref());
            output.claim((*path).to_owned(), file).unwrap();
        }
        output.claim(MANIFEST.to_owned(), OutputFile::new(of_texts(files))).unwrap();
        output
    }

    fn puts(output: &Output) -> Vec<Option<Put>> {
        output.files().map(|(_, file)| file.put()).collect()
    }

    #[test]
    fn what_stands_is_not_written_again() {
        let home = tempfile::tempdir().unwrap();
        let (target, progress) = (target(home.path()), Progress::start());
        let stage = Stage::open(&target, &progress).map_err(|failure| failure.message).unwrap();
        let first = staged(&stage, &[("a", "1"), ("b/c", "2")]);
        assert_eq!(puts(&first), [Some(Put::Written), Some(Put::Written), None]);
        assert!(emit(&first, stage, None, &progress).is_ok());

        let stage = Stage::open(&target, &progress).map_err(|failure| failure.message).unwrap();
        let second = staged(&stage, &[("a", "1"), ("b/c", "3")]);
        assert_eq!(puts(&second), [Some(Put::Standing), Some(Put::Written), None]);
        for ((_, file), text) in second.files().zip(["1", "3"]) {
            assert_eq!(&*file.read().unwrap(), text.as_bytes());
        }
        assert!(emit(&second, stage, None, &progress).is_ok());
        assert_eq!(fs::read_to_string(target.folder.join("a")).unwrap(), "1");
        assert_eq!(fs::read_to_string(target.folder.join("b/c")).unwrap(), "3");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "only the target is left");
    }

    #[test]
    fn names_that_lead_out_are_written_nowhere() {
        let home = tempfile::tempdir().unwrap();
        let (target, progress) = (target(home.path()), Progress::start());
        let stage = Stage::open(&target, &progress).map_err(|failure| failure.message).unwrap();
        for path in ["../a", "/a", "", ".faqtual-a", "a/../../b"] {
            let file = OutputFile::shelved(path, b"1".to_vec(), stage.shelf().as_ref());
            assert_eq!((file.put(), file.held()), (None, Some(&b"1"[..])), "{path}");
        }
        drop(stage);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    /// The exchange of folders may turn out not to be possible when all files are made.
    #[test]
    fn what_was_put_away_can_be_published_in_place() {
        let home = tempfile::tempdir().unwrap();
        let (target, progress) = (target(home.path()), Progress::start());
        for files in [[("a", "1"), ("b/c", "2")], [("a", "1"), ("b/c", "3")]] {
            let stage = Stage::open(&target, &progress).map_err(|failure| failure.message).unwrap();
            let output = staged(&stage, &files);
            let standing = Standing::survey(&target).map_err(|failure| failure.message).unwrap();
            let plan = Plan::make(&output, &standing, &target).map_err(|failure| failure.message).unwrap();
            assert!(in_place::publish(&plan, &standing, &target, &progress).is_ok());
            for (path, text) in files {
                assert_eq!(fs::read_to_string(target.folder.join(path)).unwrap(), text);
            }
        }
    }
}
