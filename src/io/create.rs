//! New files: made where nothing is yet, or added to the end of one.
//!
//! Invariant: no file that is there is ever replaced.

use std::fs::{File, OpenOptions, create_dir_all, rename};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use super::Failure;

/// A path below the root, without `./`.
pub(crate) fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path).components().filter(|part| *part != Component::CurDir).collect()
}

/// Writes these files below `root`, all or none: if one of them is there already, nothing is written.
pub(crate) fn create(root: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    let paths: Vec<_> = files.iter().map(|(path, _)| below(root, path)).collect();
    if let Some(taken) = paths.iter().find(|path| path.symlink_metadata().is_ok()) {
        return Err(Failure::new(format!("there is a file `{}` already; nothing was written", taken.display()))
            .help("choose another name, or move that file away"));
    }
    for (path, (_, text)) in paths.iter().zip(files) {
        if let Some(folder) = path.parent() {
            create_dir_all(folder).map_err(|error| Failure::system("make the folder", folder, &error))?;
        }
        let written = File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| Failure::system("write", path, &error))?;
    }
    Ok(())
}

/// Adds a text to the end of a file that is there.
pub(crate) fn append(path: &Path, text: &str) -> Result<(), Failure> {
    let written = OpenOptions::new().append(true).open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| Failure::system("write", path, &error))
}

/// Writes a file of our own making, whatever it held, in one step. A link in its place is not followed.
pub(crate) fn refresh(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        create_dir_all(folder).map_err(|error| Failure::system("make the folder", folder, &error))?;
    }
    let part = path.with_extension("part");
    let _ = std::fs::remove_file(&part);
    let written = File::create_new(&part).and_then(|mut file| file.write_all(text.as_bytes()));
    written.and_then(|()| rename(&part, path)).map_err(|error| Failure::system("write", path, &error))
}
