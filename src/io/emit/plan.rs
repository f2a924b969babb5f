//! What has to be done so that a target holds an output: compared by size first, then by digest.
//!
//! Invariant: only looks. Refuses to write over what no build wrote.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use faqtual::cores;
use faqtual::memo::Digest;
use faqtual::output::{Output, OutputFile, Put};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::manifest::{MANIFEST, is_plain};
use super::standing::is_file_of;
use super::{Failure, Standing, Target};

/// A file and its name.
pub(super) type Named<'o> = (&'o str, &'o OutputFile);

/// The difference between an output and a folder.
pub(super) struct Plan<'o> {
    /// Files whose bytes are right already.
    pub(super) kept: Vec<Named<'o>>,
    /// Files that are new or differ, the manifest last.
    pub(super) changed: Vec<Named<'o>>,
    /// Files of the last build that this one does not have.
    pub(super) vanished: Vec<String>,
    /// Foreign files that stay, below the folder.
    pub(super) carried: Vec<PathBuf>,
}

impl<'o> Plan<'o> {
    /// Compares the output with what stands in the target.
    pub(super) fn make(output: &'o Output, standing: &Standing, target: &Target) -> Result<Self, Failure> {
        may_be_written(output)?;
        let files: Vec<Named<'o>> = output.files().collect();
        let mut plan = Self { kept: Vec::new(), changed: Vec::new(), vanished: Vec::new(), carried: Vec::new() };
        if standing.exists {
            let same = cores::each(&files, |(name, file)| match file.put_at(name) {
                Some(put) => put == Put::Standing,
                None => is_same(&target.folder.join(name), file),
            });
            for (file, same) in files.into_iter().zip(same) {
                if same { plan.kept.push(file) } else { plan.changed.push(file) }
            }
        } else {
            plan.changed = files;
        }
        plan.changed.sort_by_key(|(name, _)| *name == MANIFEST);
        plan.vanished = standing
            .ours
            .iter()
            .filter(|name| !output.has(name) && !name.starts_with(super::OWN_PREFIX))
            // Behind a link lies what no build wrote, whatever the manifest says.
            .filter(|name| !Path::new(name).ancestors().skip(1).any(|above| standing.foreign_files.contains(above)))
            .cloned()
            .collect();
        plan.carried = standing.foreign_files.iter().filter(|path| !is_in(output, path)).cloned().collect();
        plan.spares_foreign(standing, target)?;
        Ok(plan)
    }

    /// Whether nothing is to be done.
    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.vanished.is_empty()
    }

    /// Every folder that the files of the output lie in, the outer before the inner.
    pub(super) fn folders(&self) -> BTreeSet<&'o Path> {
        let names = self.kept.iter().chain(&self.changed).map(|(name, _)| *name);
        let mut folders: Vec<&str> = names.filter_map(|name| Some(name.rsplit_once('/')?.0)).collect();
        // Most files stand beside others of their folder, whose own folders are then looked for once.
        folders.dedup();
        let above = folders.into_iter().flat_map(|folder| Path::new(folder).ancestors());
        above.filter(|folder| !folder.as_os_str().is_empty()).collect()
    }

    /// Refuses when a file would take the place of a foreign one, or of a folder that holds one.
    fn spares_foreign(&self, standing: &Standing, target: &Target) -> Result<(), Failure> {
        if standing.foreign_files.is_empty() && standing.foreign_folders.is_empty() {
            return Ok(());
        }
        let inside: BTreeSet<&Path> = standing
            .foreign_files
            .iter()
            .flat_map(|path| path.ancestors().skip(1))
            .chain(standing.foreign_folders.iter().flat_map(|path| path.ancestors()))
            .collect();
        for (name, _) in &self.changed {
            let path = Path::new(name);
            let in_the_way =
                path.ancestors().find(|path| standing.foreign_files.contains(*path)).or(inside.get(path).copied());
            if let Some(found) = in_the_way {
                let found = target.folder.join(found);
                let message = format!("will not write over `{}`: no build wrote it", found.display());
                return Err(Failure::new(message).help("move it away, or into `content/assets`"));
            }
        }
        Ok(())
    }
}

/// Refuses an output that could be written nowhere safely, or never again.
fn may_be_written(output: &Output) -> Result<(), Failure> {
    if !output.has(MANIFEST) {
        return Err(
            Failure::new(format!("the site has no `{MANIFEST}`")).help("this is a fault of faqtual; please report it")
        );
    }
    let names: Vec<&str> = output.files().map(|(name, _)| name).collect();
    match names.par_iter().find_first(|name| !is_plain(name) || name.starts_with(super::OWN_PREFIX)) {
        Some(name) => {
            Err(Failure::new(format!("`{name}` cannot be the name of a file of the site")).help("rename its source"))
        }
        None => Ok(()),
    }
}

fn is_in(output: &Output, path: &Path) -> bool {
    path.to_str().is_some_and(|name| output.has(name))
}

/// Whether a regular file with exactly these bytes is there.
fn is_same(path: &Path, file: &OutputFile) -> bool {
    is_file_of(path, file.len()) && std::fs::read(path).is_ok_and(|found| Digest::of(&found) == file.digest())
}
