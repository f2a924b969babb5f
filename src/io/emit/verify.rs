//! Compares a folder with the manifest of the build that wrote it.
//!
//! Invariant: only looks.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Error, ErrorKind, Read};
use std::path::Path;

use faqtual::cores;
use faqtual::memo::Hasher;

use super::manifest::{JOURNAL, MANIFEST, hashes};
use super::{Failure, Standing};

/// How a folder differs from what its build wrote.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    /// The number of files that the manifest names.
    pub(crate) named: usize,
    /// Files with other bytes, or something else in the place of a file.
    pub(crate) touched: Vec<String>,
    /// Files that are not there.
    pub(crate) missing: Vec<String>,
    /// Files that the manifest does not name.
    pub(crate) added: Vec<String>,
}

impl Differences {
    /// Whether the folder is as it was built.
    pub(crate) fn is_empty(&self) -> bool {
        self.touched.is_empty() && self.missing.is_empty() && self.added.is_empty()
    }
}

/// How a file compares with its hash.
enum Found {
    AsBuilt,
    Touched,
    Missing,
}

/// Holds a folder to its own manifest.
pub(crate) fn verify(folder: &Path) -> Result<Differences, Failure> {
    let (hashes, differences) = held_to_manifest(folder)?;
    Ok(Differences { added: added(folder, &hashes)?, ..differences })
}

/// The same, but for what was added; with the hashes that the manifest lists.
pub(super) fn held_to_manifest(folder: &Path) -> Result<(BTreeMap<String, String>, Differences), Failure> {
    folder.read_dir().map_err(|error| Failure::system("read", folder, &error))?;
    let Some(hashes) = hashes(folder, MANIFEST) else {
        let message = format!("`{}` has no `{MANIFEST}` that a build wrote", folder.join("").display());
        return Err(Failure::new(message).help("name the folder that a build wrote: `--verify DIR`"));
    };
    if folder.join(JOURNAL).exists() {
        let message = format!("a build of `{}` did not end", folder.display());
        return Err(Failure::new(message).help("build again to complete it"));
    }
    let files: Vec<(&String, &String)> = hashes.iter().collect();
    let found = cores::each(&files, |(name, hash)| compare(&folder.join(name), hash));
    let mut differences = Differences { named: hashes.len(), ..Differences::default() };
    for ((name, _), found) in files.into_iter().zip(found) {
        match found? {
            Found::AsBuilt => {}
            Found::Touched => differences.touched.push(name.clone()),
            Found::Missing => differences.missing.push(name.clone()),
        }
    }
    Ok((hashes, differences))
}

fn compare(path: &Path, hash: &str) -> Result<Found, Failure> {
    match path.symlink_metadata() {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Found::Missing);
        }
        Err(error) => return Err(Failure::system("read", path, &error)),
        Ok(found) if !found.is_file() => return Ok(Found::Touched),
        Ok(_) => {}
    }
    let found = digest(path).map_err(|error| Failure::system("read", path, &error))?;
    Ok(if found.eq_ignore_ascii_case(hash) { Found::AsBuilt } else { Found::Touched })
}

/// The SHA-256 of a file, read in pieces: a file that was put there may be of any size.
fn digest(path: &Path) -> Result<String, Error> {
    let mut hasher = Hasher::default();
    let mut file = File::open(path)?;
    let mut piece = vec![0; 64 << 10];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hasher.digest().hex()),
            length => hasher.add(&piece[..length]),
        }
    }
}

fn added(folder: &Path, hashes: &BTreeMap<String, String>) -> Result<Vec<String>, Failure> {
    let ours = hashes.keys().cloned().chain([MANIFEST.to_owned()]).collect();
    let mut standing = Standing { ours, ..Standing::default() };
    standing.find_foreign(folder).map_err(|error| Failure::system("read", folder, &error))?;
    // A file within a folder that is itself a file by the manifest was told as touched.
    Ok(standing.foreign_files.iter().map(|path| path.to_string_lossy().into_owned()).collect())
}
