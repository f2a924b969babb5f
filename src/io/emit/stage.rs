//! The new folder beside the target, filled while the site is compiled: a file is written once, when it is made, and
//! one that the target holds already gets a second name and is not written at all.
//!
//! Invariant: changes nothing in the target. The folder is gone when its site is not published. Where there can be
//! none, files are held until they are written.

use std::fs::{self, File};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use faqtual::output::{Put, Shelf};

use super::lock::{self, Lock};
use super::manifest::is_plain;
use super::standing::is_file_of;
use super::swap::{is_unsuitable, repair, take_over};
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
        let mut stage = Self { target, folder: None, made, is_published: false, lock: None };
        stage.lock = Some(lock::take(target, progress)?);
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
                    stage.admit_as_target();
                }
            }
        }
        Ok(stage)
    }

    /// Lets nobody into the new folder who may not enter the target.
    fn admit_as_target(&self) {
        let permissions = self.target.folder.metadata().map(|found| found.permissions());
        if let (Some(new), Ok(permissions)) = (self.folder(), permissions)
            && !permissions.readonly()
        {
            let _ = fs::set_permissions(new, permissions);
        }
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
        let new = self.new.join(path);
        if self.old.as_ref().is_some_and(|old| self.takes_over(&old.join(path), &new, bytes)) {
            return Some(Put::Standing);
        }
        // What cannot be written now is held, and whoever writes it then tells why that cannot be.
        self.write(&new, bytes).ok().map(|()| Put::Written)
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, String> {
        fs::read(self.new.join(path)).map_err(|error| error.to_string())
    }
}

impl NewFolder {
    /// Takes over a regular file with exactly these bytes, if it is there. What came over is what is compared.
    fn takes_over(&self, old: &Path, new: &Path, bytes: &[u8]) -> bool {
        if !is_file_of(old, bytes.len()) || self.in_folder(new, || take_over(old, new)).is_err() {
            return false;
        }
        let is_same = fs::read(new).is_ok_and(|found| found == bytes);
        if !is_same {
            let _ = fs::remove_file(new);
        }
        is_same
    }

    /// Writes a file that is not there yet, whole or not at all.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let written = self.in_folder(path, || File::create_new(path))?.write_all(bytes);
        if written.is_err() {
            let _ = fs::remove_file(path);
        }
        written
    }

    /// Makes a file, and the folders between it and the new one if they are not there.
    fn in_folder<T>(&self, path: &Path, make: impl Fn() -> Result<T, Error>) -> Result<T, Error> {
        match (make(), path.parent()) {
            (Err(error), Some(parent)) if error.kind() == ErrorKind::NotFound && self.new.is_dir() => {
                fs::create_dir_all(parent)?;
                make()
            }
            (made, _) => made,
        }
    }
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
        output.files().map(|(path, file)| file.put_at(path)).collect()
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

    /// A build that has made everything while somebody else was at work on the folders, and is about to publish.
    fn publish_after(meddle: impl FnOnce(&Target)) -> (tempfile::TempDir, Result<(), String>) {
        let home = tempfile::tempdir().unwrap();
        let (target, progress) = (target(home.path()), Progress::start());
        let open = || Stage::open(&target, &progress).map_err(|failure| failure.message).unwrap();
        let stage = open();
        let first = staged(&stage, &[("a", "1"), ("b", "2")]);
        emit(&first, stage, None, &progress).map_err(|failure| failure.message).unwrap();
        let stage = open();
        let second = staged(&stage, &[("a", "1"), ("b", "3")]);
        meddle(&target);
        let outcome = emit(&second, stage, None, &progress).map_err(|failure| failure.message);
        (home, outcome)
    }

    #[test]
    fn what_was_compared_is_published_even_if_it_is_removed_meanwhile() {
        for meddle in [
            (|target| fs::remove_file(target.folder.join("a")).unwrap()) as fn(&Target),
            |target| fs::remove_dir_all(&target.folder).unwrap(),
            |target| {
                fs::remove_file(target.folder.join("a")).unwrap();
                fs::write(target.folder.join("a"), "9").unwrap();
            },
        ] {
            let (home, outcome) = publish_after(meddle);
            assert_eq!(outcome, Ok(()));
            let text = |name: &str| fs::read_to_string(home.path().join("dist").join(name)).unwrap();
            assert_eq!((text("a"), text("b")), ("1".to_owned(), "3".to_owned()));
        }
    }

    #[test]
    fn a_new_folder_that_somebody_emptied_is_not_published() {
        for meddle in [
            (|new| fs::remove_dir_all(new).unwrap()) as fn(&Path),
            |new| fs::remove_file(new.join("a")).unwrap(),
            |new| fs::remove_file(new.join("b")).unwrap(),
            |new| fs::write(new.join("b"), "longer").unwrap(),
        ] {
            let (home, outcome) = publish_after(|target| meddle(&target.beside("new")));
            assert!(outcome.clone().is_err_and(|message| message.contains("while the site was built")), "{outcome:?}");
            assert_eq!(fs::read_to_string(home.path().join("dist/b")).unwrap(), "2", "the old site stays");
            assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "only the target is left");
        }
    }

    #[test]
    fn names_that_lead_out_are_written_nowhere() {
        let home = tempfile::tempdir().unwrap();
        let (target, progress) = (target(home.path()), Progress::start());
        let stage = Stage::open(&target, &progress).map_err(|failure| failure.message).unwrap();
        for path in ["../a", "/a", "", ".faqtual-a", "a/../../b"] {
            let file = OutputFile::shelved(path, b"1".to_vec(), stage.shelf().as_ref());
            assert_eq!((file.put_at(path), file.held()), (None, Some(&b"1"[..])), "{path}");
        }
        drop(stage);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_path_that_is_put_twice_leaves_the_old_file_whole() {
        let home = tempfile::tempdir().unwrap();
        let (target, progress) = (target(home.path()), Progress::start());
        let open = || Stage::open(&target, &progress).map_err(|failure| failure.message).unwrap();
        let stage = open();
        assert!(emit(&staged(&stage, &[("a", "1")]), stage, None, &progress).is_ok());
        let stage = open();
        let put = |text: &str| OutputFile::shelved("a", text.into(), stage.shelf().as_ref()).put_at("a");
        assert_eq!([put("1"), put("1"), put("2")], [Some(Put::Standing), None, None]);
        drop(stage);
        assert_eq!(fs::read_to_string(target.folder.join("a")).unwrap(), "1");
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
