//! Publishes by exchanging folders: the new one is completed beside the old one, then takes its place.
//!
//! The stages and what a crash leaves:
//!
//! 1. `.NAME.faqtual-new` is filled and brought to the disk: the target is the old site.
//! 2. The two are exchanged, on Linux and macOS in one system call: the target is the old or the new site.
//!    Where a file system cannot, the target is first renamed to `.NAME.faqtual-old`; [`repair`] undoes that.
//! 3. The old folder is removed: the target is the new site.
//!
//! The next build removes what a dead one left beside the target.

use std::fs::{self, File};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

use faqtual::cores;
use faqtual::output::OutputFile;

use super::manifest::{MANIFEST, names};
use super::plan::Named;
use super::standing::{is_empty, is_file_of};
use super::{Failure, Plan, Progress, Published, Standing, Target, untouched};

/// Puts right what a dead build left beside the target.
pub(super) fn repair(target: &Target) -> Result<(), Failure> {
    let (old, new) = (target.beside("old"), target.beside("new"));
    let failed = |path: &Path, error: Error| Failure::system("clear away", path, &error);
    if is_there(&old) {
        if is_empty(&target.folder).map_err(|error| failed(&target.folder, error))? {
            fs::rename(&old, &target.folder).map_err(|error| failed(&old, error))?;
        } else if names(&target.folder, MANIFEST).is_some() {
            fs::remove_dir_all(&old).map_err(|error| failed(&old, error))?;
        }
    }
    if is_there(&new) {
        fs::remove_dir_all(&new).map_err(|error| failed(&new, error))?;
    }
    Ok(())
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Completes the new folder and exchanges it for the old one.
pub(super) fn publish(
    new: &Path,
    plan: &Plan<'_>,
    standing: &Standing,
    target: &Target,
    progress: &Progress,
) -> Result<Published, Failure> {
    let outcome = fill(new, plan, standing, target, progress).and_then(|filled| match filled {
        Published::Yes => exchange(new, target, standing),
        Published::Unsuitable => Ok(Published::Unsuitable),
    });
    if let Ok(Published::Yes) = outcome {
        retire(new, standing, target);
    }
    outcome.map_err(|failure| untouched(failure, target))
}

/// Fills the new folder with what is not there yet: changed files are written, unchanged and foreign ones linked.
fn fill(
    new: &Path,
    plan: &Plan<'_>,
    standing: &Standing,
    target: &Target,
    progress: &Progress,
) -> Result<Published, Failure> {
    let old = &target.folder;
    let mut folders: Vec<&Path> =
        plan.folders().into_iter().chain(standing.foreign_folders.iter().map(PathBuf::as_path)).collect();
    folders.sort_unstable();
    for folder in &folders {
        let path = new.join(folder);
        fs::create_dir_all(&path).map_err(|error| Failure::system("make the folder", &path, &error))?;
    }
    each(&plan.changed, |(name, file)| {
        progress.step();
        if file.put_at(name).is_some() { is_staged(new, name, file) } else { write(&new.join(name), file) }
    })?;
    each(&plan.kept, |(name, file)| {
        let is_there = file.put_at(name).is_some();
        if is_there { is_staged(new, name, file) } else { keep(&old.join(name), &new.join(name)) }
    })?;
    for path in &plan.carried {
        // Without hard links a foreign file cannot be in both folders and stay one file.
        if fs::hard_link(old.join(path), new.join(path)).is_err() {
            return Ok(Published::Unsuitable);
        }
    }
    for folder in folders.into_iter().rev().chain([Path::new("")]) {
        if let Ok(found) = old.join(folder).metadata() {
            let _ = fs::set_permissions(new.join(folder), found.permissions());
        }
    }
    settle(new, &plan.changed).map_err(|error| Failure::system("write to", new, &error))?;
    Ok(Published::Yes)
}

/// Does one thing to all items over all cores; of several failures gives the first in order.
fn each<T: Sync>(items: &[T], work: impl Fn(&T) -> Result<(), Failure> + Send + Sync) -> Result<(), Failure> {
    cores::each(items, work).into_iter().collect()
}

/// Makes sure that a file is still there, as long as it was when it was put there.
fn is_staged(new: &Path, name: &str, file: &OutputFile) -> Result<(), Failure> {
    let path = new.join(name);
    if is_file_of(&path, file.len()) { Ok(()) } else { Err(meddled(&path)) }
}

/// Somebody else was at work where only a build is.
fn meddled(path: &Path) -> Failure {
    let message = format!("`{}` was changed or removed while the site was built", path.display());
    Failure::new(message).help("build again, and leave the folder alone until that ends")
}

/// Writes a file that is not there yet.
pub(super) fn write(path: &Path, file: &OutputFile) -> Result<(), Failure> {
    let bytes = file
        .read()
        .map_err(|error| Failure::new(format!("cannot read what is to be written to `{}`: {error}", path.display())))?;
    if bytes.len() != file.len() {
        return Err(meddled(path));
    }
    let written = File::create_new(path).and_then(|mut file| file.write_all(&bytes));
    written.map_err(|error| Failure::system("write", path, &error))
}

fn keep(old: &Path, new: &Path) -> Result<(), Failure> {
    take_over(old, new).map_err(|error| Failure::system("copy", old, &error))
}

/// Gives an unchanged file its second name, or a copy with the same time stamp where there are no links. What has the
/// new name already may be the old file itself, and is never written over.
pub(super) fn take_over(old: &Path, new: &Path) -> Result<(), Error> {
    match fs::hard_link(old, new) {
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::AlreadyExists) => {
            fs::copy(old, new)?;
            File::options().write(true).open(new)?.set_modified(old.metadata()?.modified()?)
        }
        linked => linked,
    }
}

/// Waits until the disk has everything below the folder: one call for all files, far faster than one each.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn settle(folder: &Path, _changed: &[Named<'_>]) -> Result<(), Error> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

/// Waits until the disk has the changed files.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn settle(folder: &Path, changed: &[Named<'_>]) -> Result<(), Error> {
    let sync = |(name, _): &Named<'_>| File::options().write(true).open(folder.join(name))?.sync_all();
    cores::each(changed, sync).into_iter().collect()
}

/// Puts the new folder in the target's place, and the old one, if any, in the new one's.
fn exchange(new: &Path, target: &Target, standing: &Standing) -> Result<Published, Failure> {
    let swapped = if standing.exists { exchange_folders(new, target) } else { fs::rename(new, &target.folder) };
    match swapped {
        Err(error) if is_unsuitable(&error) && standing.exists => return Ok(Published::Unsuitable),
        swapped => swapped.map_err(|error| Failure::system("replace", &target.folder, &error))?,
    }
    // The exchange is to reach the disk before the removal of the old folder does.
    if let Ok(parent) = File::open(&target.parent) {
        let _ = parent.sync_all();
    }
    Ok(Published::Yes)
}

/// Exchanges two folders in one step, where the system and the file system can.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange_folders(new: &Path, target: &Target) -> Result<(), Error> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let exchanged = renameat_with(CWD, new, CWD, &target.folder, RenameFlags::EXCHANGE).map_err(Error::from);
    match exchanged {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            two_renames(new, target)
        }
        exchanged => exchanged,
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange_folders(new: &Path, target: &Target) -> Result<(), Error> {
    two_renames(new, target)
}

/// Exchanges two folders in steps; between the first two the target is missing until [`repair`].
fn two_renames(new: &Path, target: &Target) -> Result<(), Error> {
    let old = target.beside("old");
    fs::rename(&target.folder, &old)?;
    if let Err(error) = fs::rename(new, &target.folder) {
        fs::rename(&old, &target.folder)?;
        return Err(error);
    }
    fs::rename(&old, new)
}

/// Whether a folder cannot be renamed here, though its files can: mount points, layers, rights.
pub(super) fn is_unsuitable(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::CrossesDevices
            | ErrorKind::ResourceBusy
            | ErrorKind::PermissionDenied
            | ErrorKind::ReadOnlyFilesystem
    )
}

/// Removes the old folder, after saving what others put there while we were building.
///
/// The site is published by now: what fails here is left for the next build to clear away.
fn retire(old: &Path, before: &Standing, target: &Target) {
    if !before.exists {
        return;
    }
    let mut now = Standing { ours: before.ours.clone(), ..Standing::default() };
    if now.find_foreign(old).is_err() {
        return;
    }
    for path in now.foreign_files.difference(&before.foreign_files) {
        let home = target.folder.join(path);
        let saved =
            home.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::hard_link(old.join(path), &home));
        if saved.is_err_and(|error| error.kind() != ErrorKind::AlreadyExists) {
            return;
        }
    }
    let _ = fs::remove_dir_all(old);
}

#[cfg(test)]
mod tests {
    use super::{repair, two_renames};
    use crate::io::emit::Target;
    use crate::io::emit::manifest::MANIFEST;
    use std::fs;

    fn site(folder: &std::path::Path, text: &str) {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("index.html"), text).unwrap();
        fs::write(folder.join(MANIFEST), format!(r#"{{"files": {{"index.html": "{}"}}}}"#, "a".repeat(64))).unwrap();
    }

    fn text(target: &Target) -> String {
        fs::read_to_string(target.folder.join("index.html")).unwrap()
    }

    #[test]
    fn half_a_swap_is_undone_and_a_whole_one_cleared_away() {
        let home = tempfile::tempdir().unwrap();
        let target = Target::choose(&home.path().join("root"), &home.path().join("dist")).unwrap();
        let (old, new) = (target.beside("old"), target.beside("new"));

        site(&old, "old");
        site(&new, "new");
        repair(&target).unwrap();
        assert_eq!(text(&target), "old");
        assert!(!old.exists() && !new.exists());

        site(&old, "older");
        repair(&target).unwrap();
        assert_eq!(text(&target), "old");
        assert!(!old.exists());
    }

    #[test]
    fn two_renames_exchange() {
        let home = tempfile::tempdir().unwrap();
        let target = Target::choose(&home.path().join("root"), &home.path().join("dist")).unwrap();
        site(&target.folder, "old");
        let new = target.beside("new");
        site(&new, "new");
        two_renames(&new, &target).unwrap();
        assert_eq!(text(&target), "new");
        assert_eq!(fs::read_to_string(new.join("index.html")).unwrap(), "old");
        assert!(!target.beside("old").exists());
    }
}
