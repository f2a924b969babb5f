//! The folder that is written, and which folders never are.
//!
//! Takes the root and what `--out` says, gives an absolute path free of symbolic links, or a refusal with its cure.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use super::Failure;
use super::standing::is_foreign;

/// A folder that may be written.
#[derive(Debug)]
pub(crate) struct Target {
    /// The folder, absolute and without symbolic links; it need not exist.
    pub(super) folder: PathBuf,
    /// The folder that holds it.
    pub(super) parent: PathBuf,
    name: OsString,
    shown: String,
}

impl Target {
    /// The target that these two paths mean, unless writing it could hurt.
    pub(crate) fn choose(root: &Path, out: &Path) -> Result<Self, Failure> {
        let shown = out.display().to_string();
        if out.is_symlink() {
            let message = format!("will not write to `{shown}`: it is a symbolic link");
            return Err(Failure::new(message).help("name the folder it leads to"));
        }
        let folder = resolve(out).map_err(|error| Failure::system("find", out, &error))?;
        let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
            return Err(refusal(&shown, "it is the whole file system"));
        };
        let target = Self { parent: parent.to_owned(), name: name.to_owned(), folder, shown };
        target.keeps_off(root)?;
        target.is_ours()?;
        Ok(target)
    }

    /// A path beside the target for work in progress: on the same file system, in the same folder.
    pub(super) fn beside(&self, role: &str) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(".faqtual-");
        name.push(role);
        self.parent.join(name)
    }

    /// Makes the folders above the target, and gives those that were not there, the inner before the outer.
    pub(super) fn make_parent(&self) -> Result<Vec<PathBuf>, Failure> {
        let missing = self.parent.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
        let made = std::fs::create_dir_all(&self.parent);
        made.map(|()| missing).map_err(|error| Failure::system("make the folder", &self.parent, &error))
    }

    /// Refuses the root, what holds it, and its sources.
    fn keeps_off(&self, root: &Path) -> Result<(), Failure> {
        // A root that is not there is told by the loader.
        let Ok(root) = root.canonicalize() else { return Ok(()) };
        if self.folder == root {
            return Err(refusal(&self.shown, "it is the folder of the site's sources"));
        }
        if root.starts_with(&self.folder) {
            return Err(refusal(&self.shown, "it holds the folder of the site's sources"));
        }
        for sources in ["content", "themes"] {
            let sources = root.join(sources);
            let real = sources.canonicalize().unwrap_or_else(|_| sources.clone());
            if [sources, real]
                .iter()
                .any(|sources| self.folder.starts_with(sources) || sources.starts_with(&self.folder))
            {
                return Err(refusal(&self.shown, "sources of the site lie there"));
            }
        }
        Ok(())
    }

    /// Refuses a file, and a folder that holds something we did not write.
    fn is_ours(&self) -> Result<(), Failure> {
        match self.folder.metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Failure::system("read", &self.folder, &error)),
            Ok(found) if !found.is_dir() => return Err(refusal(&self.shown, "it is a file")),
            Ok(_) => {}
        }
        if is_foreign(&self.folder).map_err(|error| Failure::system("read", &self.folder, &error))? {
            return Err(self.foreign());
        }
        Ok(())
    }

    /// The refusal of a folder that somebody else filled.
    pub(super) fn foreign(&self) -> Failure {
        let message = format!("will not write to `{}`: it holds files that no build wrote", self);
        Failure::new(message).help("empty it, or name another folder with --out DIR")
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.shown)
    }
}

fn refusal(shown: &str, reason: &str) -> Failure {
    Failure::new(format!("will not write to `{shown}`: {reason}"))
        .help("name another folder with --out DIR, such as `--out dist`")
}

/// The path made absolute; as much of it as exists is freed of symbolic links and `..`.
fn resolve(path: &Path) -> Result<PathBuf, Error> {
    let mut existing = std::path::absolute(path)?;
    let mut missing: Vec<OsString> = Vec::new();
    loop {
        match existing.canonicalize() {
            Ok(found) => return Ok(missing.iter().rev().fold(found, |path, name| path.join(name))),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                // A path that ends in `..` has no name: what it leads back from is not there.
                let Some(name) = existing.file_name().map(OsStr::to_owned) else { return Err(error) };
                missing.push(name);
                existing.pop();
            }
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Target;
    use std::fs;
    use std::path::Path;

    fn refused(root: &Path, out: &Path) -> String {
        Target::choose(root, out).unwrap_err().message
    }

    #[test]
    fn folders_that_must_not_be_written_are_refused() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("site");
        for folder in ["content/faq", "themes/own", "foreign"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        fs::write(root.join("foreign/thesis.txt"), "years of work").unwrap();
        fs::write(root.join("file"), "").unwrap();
        let cases = [
            ("/", "whole file system"),
            (".", "is the folder of the site's sources"),
            ("content/..", "is the folder of the site's sources"),
            ("..", "holds the folder"),
            ("content", "sources of the site"),
            ("content/faq/new", "sources of the site"),
            ("themes/own", "sources of the site"),
            ("foreign", "no build wrote"),
            ("file", "is a file"),
            ("file/dist", "cannot find"),
            ("nowhere/../content", "cannot find"),
        ];
        for (out, reason) in cases {
            let message = refused(&root, &root.join(out));
            assert!(message.contains(reason), "{out}: {message}");
        }
    }

    #[test]
    fn new_empty_and_deep_folders_are_taken() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("content")).unwrap();
        fs::create_dir_all(root.path().join("empty")).unwrap();
        for out in ["dist", "empty", "a/b/c", "content/../dist", "content2"] {
            assert!(Target::choose(root.path(), &root.path().join(out)).is_ok(), "{out}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_refused_and_seen_through() {
        use std::os::unix::fs::symlink;
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("content")).unwrap();
        symlink("elsewhere", root.path().join("dist")).unwrap();
        symlink(".", root.path().join("round")).unwrap();
        assert!(refused(root.path(), &root.path().join("dist")).contains("symbolic link"));
        assert!(refused(root.path(), &root.path().join("round/content/x")).contains("sources of the site"));
    }
}
