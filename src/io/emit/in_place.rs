//! Publishes file by file, where folders cannot be exchanged.
//!
//! Everything that can fail for want of space or rights comes first, inside the target but out of sight. Then
//! finished files are renamed into place, the manifest last. A crash before that leaves the old site; a crash
//! within it, some milliseconds, leaves a mix of whole files and a journal, and the next build completes it.

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::Path;

use faqtual::cores;
use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator};

use super::manifest::{JOURNAL, write_journal};
use super::swap::{settle, write};
use super::{Failure, OWN_PREFIX, Plan, Progress, Standing, Target, untouched};

/// Moves the changed files into the target and takes out the vanished.
pub(super) fn publish(
    plan: &Plan<'_>,
    standing: &Standing,
    target: &Target,
    progress: &Progress,
) -> Result<(), Failure> {
    let folder = &target.folder;
    fs::create_dir_all(folder).map_err(|error| Failure::system("make the folder", folder, &error))?;
    let written = plan.changed.iter().map(|(name, _)| *name);
    let names = standing.ours.iter().map(String::as_str).filter(|name| *name != JOURNAL).chain(written);
    let stage = folder.join(format!("{OWN_PREFIX}new"));
    let staged = begin(folder, names, &stage).and_then(|()| fill(&stage, plan, progress));
    if let Err(failure) = staged {
        // Nothing of the site was touched: a new journal has nothing to tell, an old one still has.
        let _ = fs::remove_dir_all(&stage);
        if !standing.is_unfinished {
            let _ = fs::remove_file(folder.join(JOURNAL));
        }
        return Err(untouched(failure, target));
    }
    move_in(&stage, plan, folder).map_err(|failure| {
        let help = "the folder now holds old and new files; put that right, then build again to complete it";
        Failure { help: Some(failure.help.map_or_else(|| help.to_owned(), |own| format!("{own}; {help}"))), ..failure }
    })
}

/// Writes the journal and makes an empty stage.
fn begin<'n>(folder: &Path, names: impl Iterator<Item = &'n str>, stage: &Path) -> Result<(), Failure> {
    write_journal(folder, names).map_err(|error| Failure::system("write to", folder, &error))?;
    if stage.symlink_metadata().is_ok() {
        fs::remove_dir_all(stage).map_err(|error| Failure::system("clear away", stage, &error))?;
    }
    fs::create_dir(stage).map_err(|error| Failure::system("make the folder", stage, &error))
}

/// Writes all changed files to the stage, under their numbers.
fn fill(stage: &Path, plan: &Plan<'_>, progress: &Progress) -> Result<(), Failure> {
    let written = cores::each(plan.changed.par_iter().enumerate(), |(number, (_, file))| {
        progress.step();
        write(&stage.join(number.to_string()), file)
    });
    written.into_iter().collect::<Result<(), _>>()?;
    settle(stage, &plan.changed).map_err(|error| Failure::system("write to", stage, &error))
}

fn move_in(stage: &Path, plan: &Plan<'_>, folder: &Path) -> Result<(), Failure> {
    for name in &plan.vanished {
        take_out(folder, name).map_err(|error| Failure::system("remove", &folder.join(name), &error))?;
    }
    for (number, (name, _)) in plan.changed.iter().enumerate() {
        let path = folder.join(name);
        let failed = |error| Failure::system("write", &path, &error);
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
        fs::rename(stage.join(number.to_string()), &path).map_err(failed)?;
    }
    // The journal goes only after everything it speaks of is on the disk.
    settle(folder, &[]).map_err(|error| Failure::system("write to", folder, &error))?;
    let ended = fs::remove_dir_all(stage).and_then(|()| fs::remove_file(folder.join(JOURNAL)));
    ended.map_err(|error| Failure::system("clear away", stage, &error))
}

/// Removes a file, and the folders that it leaves empty.
fn take_out(folder: &Path, name: &str) -> Result<(), Error> {
    let path = folder.join(name);
    match fs::remove_file(&path) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
        removed => removed?,
    }
    let above = Path::new(name).ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
    for above in above {
        if fs::remove_dir(folder.join(above)).is_err() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::publish;
    use crate::io::emit::manifest::{JOURNAL, MANIFEST, of_texts};
    use crate::io::emit::{Plan, Standing, Target};
    use crate::io::terminal::Progress;
    use faqtual::output::{Output, OutputFile};
    use std::fs;
    use std::path::Path;

    fn output(files: &[(&str, &str)]) -> Output {
        let mut output = Output::default();
        for (name, text) in files {
            output.claim((*name).to_owned(), OutputFile::new(text.as_bytes().to_vec())).unwrap();
        }
        output.claim(MANIFEST.to_owned(), OutputFile::new(of_texts(files))).unwrap();
        output
    }

    fn emit_in_place(output: &Output, folder: &Path) -> Result<(), String> {
        let target = Target::choose(&folder.join("root"), folder).map_err(|failure| failure.message)?;
        let standing = Standing::survey(&target).map_err(|failure| failure.message)?;
        let plan = Plan::make(output, &standing, &target).map_err(|failure| failure.message)?;
        publish(&plan, &standing, &target, &Progress::start()).map_err(|failure| failure.message)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn files_come_and_go_and_foreign_ones_stay() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        emit_in_place(&output(&[("a", "1"), ("b/c", "2"), ("d", "3")]), folder).unwrap();
        fs::write(folder.join("CNAME"), "example.org").unwrap();
        // A file becomes a folder, and a folder a file.
        emit_in_place(&output(&[("a/x", "1"), ("b", "2")]), folder).unwrap();
        assert_eq!(names(folder), ["CNAME", "a", "b", MANIFEST]);
        assert_eq!(fs::read_to_string(folder.join("a/x")).unwrap(), "1");
    }

    #[test]
    fn half_a_publication_is_completed() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        // Killed in the first build: a journal, one file in place, no manifest.
        super::write_journal(folder, ["a", "b"].into_iter()).unwrap();
        fs::create_dir(folder.join(".faqtual-new")).unwrap();
        fs::write(folder.join(".faqtual-new/1"), "half").unwrap();
        fs::write(folder.join("a"), "old").unwrap();
        emit_in_place(&output(&[("b", "new")]), folder).unwrap();
        assert_eq!(names(folder), ["b", MANIFEST]);
        assert!(!folder.join(JOURNAL).exists());
    }

    /// A folder that came from elsewhere, with a manifest and links of somebody who means harm.
    #[cfg(unix)]
    #[test]
    fn nothing_behind_a_link_is_written_or_removed() {
        use std::os::unix::fs::symlink;
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (folder, thesis) = (folder.path(), outside.path().join("thesis"));
        fs::write(&thesis, "years of work").unwrap();
        emit_in_place(&output(&[("a", "1"), ("b/thesis", "2"), ("c/thesis", "3")]), folder).unwrap();
        for name in ["b", "c"] {
            fs::remove_dir_all(folder.join(name)).unwrap();
            symlink(outside.path(), folder.join(name)).unwrap();
        }
        symlink(&thesis, folder.join(format!("{JOURNAL}.part"))).unwrap();
        emit_in_place(&output(&[("a", "2")]), folder).unwrap();
        assert!(emit_in_place(&output(&[("b/thesis", "4")]), folder).unwrap_err().contains("no build wrote it"));
        assert_eq!(fs::read_to_string(&thesis).unwrap(), "years of work");
        assert_eq!(fs::read_to_string(folder.join("a")).unwrap(), "2");
    }

    #[test]
    fn a_foreign_file_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        emit_in_place(&output(&[("a", "1")]), folder).unwrap();
        fs::write(folder.join("robots.txt"), "mine").unwrap();
        fs::create_dir(folder.join("own")).unwrap();
        for name in ["robots.txt", "robots.txt/x", "own"] {
            let message = emit_in_place(&output(&[("a", "2"), (name, "ours")]), folder).unwrap_err();
            assert!(message.contains("no build wrote it"), "{name}: {message}");
        }
        assert_eq!(fs::read_to_string(folder.join("a")).unwrap(), "1");
        // The same bytes harm nobody.
        emit_in_place(&output(&[("a", "2"), ("robots.txt", "mine")]), folder).unwrap();
    }
}
