//! From a folder to sources: every file below `content/` and `themes/`, as bytes.
//!
//! Takes the root, gives all files or the first reason why not. Invariant: reads nothing outside the
//! root, waits for no pipe or device, and must not know what a file means. The only file that names
//! `walkdir`.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use faqtual::cores;
use faqtual::limits;
use faqtual::source::{SourceFile, Sources};
use walkdir::{DirEntry, WalkDir};

use super::Failure;

/// The folders below the root that are read.
pub(super) const FOLDERS: [&str; 2] = ["content", "themes"];

/// A file that was found: where it lies, and its path below the root.
struct Found {
    path: PathBuf,
    name: String,
}

/// Reads everything below `content/` and `themes/`.
pub(crate) fn load(root: &Path) -> Result<Sources, Failure> {
    let home = root.canonicalize().map_err(|error| no_root(root, &error))?;
    if !home.is_dir() {
        return Err(Failure::new(format!("`{}` is not a folder", root.display()))
            .help("name the folder that holds `content/site.yaml`"));
    }
    let mut files = Vec::new();
    for folder in FOLDERS {
        list(root, &home, folder, &mut files)?;
    }
    let total = AtomicU64::new(0);
    let loaded = cores::each(&files, |file| Ok(SourceFile::new(&file.name, within(&total, read(&file.path)?)?)));
    let mut sources = Sources::default();
    for file in loaded {
        sources.add(file?);
    }
    Ok(sources)
}

/// The bytes, if all files together are not too large with them.
fn within(total: &AtomicU64, bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let sum = total.fetch_add(bytes.len() as u64, Ordering::Relaxed) + bytes.len() as u64;
    if sum > limits::SITE_BYTES {
        let message = format!("the files of the site are larger than {} GiB together", limits::SITE_BYTES >> 30);
        return Err(Failure::new(message).help("move large files out of the site and link to them"));
    }
    Ok(bytes)
}

/// Reads only these paths anew, as [`load`] would; gives nothing when more than files changed, or it cannot be
/// sure that nothing else did.
pub(crate) fn reload(root: &Path, known: &Sources, paths: &BTreeSet<PathBuf>) -> Option<Sources> {
    let home = root.canonicalize().ok()?;
    let mut sources = known.clone();
    for path in paths {
        let name = path.strip_prefix(&home).ok()?.to_str()?;
        match path.symlink_metadata() {
            Ok(data) if data.is_file() => sources.insert(name, read(path).ok()?),
            Err(error) if error.kind() == ErrorKind::NotFound && sources.under(name).next().is_none() => {
                sources.remove(name);
            }
            _ => return None,
        }
    }
    Some(sources)
}

/// Whether a symbolic link lies below `content/` or `themes/`: then a file may change under two names.
pub(crate) fn has_links(root: &Path) -> bool {
    FOLDERS
        .iter()
        .flat_map(|folder| WalkDir::new(root.join(folder)))
        .any(|entry| entry.is_ok_and(|entry| entry.path_is_symlink()))
}

/// Why the root cannot be used.
pub(super) fn no_root(root: &Path, error: &std::io::Error) -> Failure {
    let failure = match error.kind() {
        ErrorKind::NotFound => Failure::new(format!("there is no folder `{}`", root.display())),
        _ => Failure::system("read", root, error),
    };
    failure.help("name the folder that holds `content/site.yaml`")
}

fn list(root: &Path, home: &Path, folder: &str, files: &mut Vec<Found>) -> Result<(), Failure> {
    // Shown without a leading `./`.
    let start = root.join(folder).components().collect::<PathBuf>();
    if matches!(start.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound) {
        return Ok(());
    }
    let walk = WalkDir::new(&start).follow_links(true).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_passing(entry.file_name())) {
        let entry = match entry {
            Ok(entry) => entry,
            // Editors keep locks as links that lead nowhere.
            Err(error) if error.path().and_then(Path::file_name).is_some_and(is_passing) => continue,
            Err(error) => return Err(not_walked(&start, &error)),
        };
        if entry.path_is_symlink() {
            stays_inside(home, entry.path())?;
        }
        files.extend(found(&start, folder, &entry)?);
        if files.len() > limits::FILES {
            let message = format!("there are more than {} files below `content` and `themes`", limits::FILES);
            return Err(Failure::new(message).help("move what is no part of the site elsewhere"));
        }
    }
    Ok(())
}

/// Whether a file comes and goes with an editor or a system, and is none of the author's.
pub(super) fn is_passing(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.')
        || name.ends_with('~')
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
        || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'))
        || name == "4913"
}

fn stays_inside(home: &Path, link: &Path) -> Result<(), Failure> {
    let end = link.canonicalize().map_err(|error| Failure::system("follow", link, &error))?;
    if end.starts_with(home) {
        return Ok(());
    }
    let message = format!("the symbolic link `{}` leaves the site: it leads to `{}`", link.display(), end.display());
    Err(Failure::new(message).help("copy what it leads to in its place"))
}

fn found(start: &Path, folder: &str, entry: &DirEntry) -> Result<Option<Found>, Failure> {
    let path = entry.path();
    let kind = entry.file_type();
    if kind.is_dir() {
        return Ok(None);
    }
    if entry.depth() == 0 {
        return Err(Failure::new(format!("`{}` is not a folder", path.display())).help("rename it"));
    }
    if !kind.is_file() {
        let message = format!("`{}` is not a regular file", path.display());
        return Err(
            Failure::new(message).help("move it out of the site; pipes, sockets and devices cannot be published")
        );
    }
    let mut name = folder.to_owned();
    for part in path.strip_prefix(start).unwrap_or(path) {
        name.push('/');
        name.push_str(part.to_str().ok_or_else(|| not_text(path))?);
    }
    Ok(Some(Found { path: path.to_owned(), name }))
}

fn not_text(path: &Path) -> Failure {
    Failure::new(format!("the file name `{}` is not UTF-8", path.display())).help("rename the file")
}

fn not_walked(start: &Path, error: &walkdir::Error) -> Failure {
    let path = error.path().unwrap_or(start);
    if error.loop_ancestor().is_some() {
        let message = format!("the symbolic link `{}` leads to a folder that holds it", path.display());
        return Failure::new(message).help("remove the link");
    }
    let Some(cause) = error.io_error() else {
        return Failure::new(format!("cannot read `{}`", path.display()));
    };
    let failure = Failure::system("read", path, cause);
    if path.is_symlink() { failure.help("the symbolic link leads nowhere: mend or remove it") } else { failure }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error| Failure::system("read", path, &error);
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(limits::FILE_BYTES)).unwrap_or_default());
    // One byte more than allowed tells a file that grows meanwhile.
    file.take(limits::FILE_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limits::FILE_BYTES {
        let message = format!("`{}` is larger than 64 MiB", path.display());
        return Err(Failure::new(message).help("move it out of the site and link to it"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{has_links, load, reload};
    use faqtual::limits;
    use std::fs;

    use faqtual::source::Sources;

    fn names(root: &std::path::Path) -> Vec<String> {
        load(root).unwrap().iter().map(|file| file.path.to_string()).collect()
    }

    #[test]
    fn reads_content_and_themes_in_order_and_passes_over_temporary_files() {
        let root = tempfile::tempdir().unwrap();
        for folder in ["content/faq", "themes/own", "other", "content/.git"] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        for file in [
            "content/site.yaml",
            "content/faq/b.yaml",
            "content/faq/a.yaml",
            "themes/own/theme.yaml",
            "other/x",
            "content/.hidden",
            "content/.git/config",
            "content/a.md~",
            "content/a.swp",
            "content/a.tmp",
            "content/#a.md#",
            "content/4913",
        ] {
            fs::write(root.path().join(file), file).unwrap();
        }
        let expected = ["content/faq/a.yaml", "content/faq/b.yaml", "content/site.yaml", "themes/own/theme.yaml"];
        assert_eq!(names(root.path()), expected);
    }

    #[test]
    fn files_that_changed_are_read_alone_and_folders_are_not() {
        let root = tempfile::tempdir().unwrap();
        let home = root.path().canonicalize().unwrap();
        let at = |path: &str| home.join("content").join(path);
        fs::create_dir_all(at("faq")).unwrap();
        fs::write(at("a"), "1").unwrap();
        fs::write(at("faq/b"), "1").unwrap();
        let before = load(root.path()).unwrap();
        fs::write(at("a"), "2").unwrap();
        fs::write(at("new"), "1").unwrap();
        fs::remove_file(at("faq/b")).unwrap();
        let changed = ["a", "new", "faq/b", "came-and-went"].map(at).into_iter().collect();
        let after = reload(root.path(), &before, &changed).unwrap();
        let digests =
            |sources: &Sources| sources.iter().map(|file| (file.path.clone(), file.digest)).collect::<Vec<_>>();
        assert_eq!(digests(&after), digests(&load(root.path()).unwrap()));
        assert!(reload(root.path(), &before, &[at("faq")].into_iter().collect()).is_none());
        fs::remove_dir_all(at("faq")).unwrap();
        assert!(reload(root.path(), &before, &[at("faq")].into_iter().collect()).is_none());
        assert!(!has_links(root.path()));
    }

    #[test]
    fn a_file_that_is_too_large_is_refused() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("content")).unwrap();
        fs::File::create(root.path().join("content/big")).unwrap().set_len(limits::FILE_BYTES + 1).unwrap();
        assert!(load(root.path()).unwrap_err().message.contains("64 MiB"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_the_root_only() {
        use std::os::unix::fs::symlink;
        let (root, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir_all(root.path().join("content/faq")).unwrap();
        fs::write(root.path().join("shared.md"), "shared").unwrap();
        symlink("../shared.md", root.path().join("content/linked.md")).unwrap();
        symlink("nowhere@host.1234", root.path().join("content/.#lock")).unwrap();
        assert_eq!(names(root.path()), ["content/linked.md"]);

        symlink(outside.path(), root.path().join("content/out")).unwrap();
        assert!(load(root.path()).unwrap_err().message.contains("leaves the site"));
        fs::remove_file(root.path().join("content/out")).unwrap();

        symlink("..", root.path().join("content/faq/round")).unwrap();
        assert!(load(root.path()).unwrap_err().message.contains("a folder that holds it"));
        fs::remove_file(root.path().join("content/faq/round")).unwrap();

        symlink("gone", root.path().join("content/gone.md")).unwrap();
        assert!(load(root.path()).unwrap_err().help.unwrap().contains("leads nowhere"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_must_be_utf_8_and_files_regular() {
        use std::os::unix::ffi::OsStrExt;
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("content")).unwrap();
        let socket = root.path().join("content/socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(load(root.path()).unwrap_err().message.contains("not a regular file"));
        fs::remove_file(socket).unwrap();
        fs::write(root.path().join("content").join(std::ffi::OsStr::from_bytes(b"caf\xe9.md")), "").unwrap();
        assert!(load(root.path()).unwrap_err().message.contains("not UTF-8"));
    }
}
