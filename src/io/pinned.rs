//! Pinned copies of embeds, read from an earlier build.
//!
//! Takes a folder, gives `embed/v/HASH/NAME` with bytes. Invariant: reads files of that form only, follows no link.

use std::fs;
use std::path::Path;

use faqtual::render::embed::FOLDER;

use super::Failure;

/// Every pinned copy below a built site's folder.
pub(crate) fn pinned(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let home = folder.join(FOLDER).join("v");
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Err(Failure::new(format!("there is no folder `{}` to keep pinned copies of", folder.display()))
            .help("name the folder of an earlier build, as it is published"));
    }
    if !home.is_dir() {
        return Ok(files);
    }
    for hash in names(&home)?.into_iter().filter(|name| is_hash(name)) {
        let inside = home.join(&hash);
        for name in names(&inside)?.into_iter().filter(|name| is_copy(name)) {
            let path = inside.join(&name);
            if path.symlink_metadata().is_ok_and(|data| data.is_file()) {
                let bytes = fs::read(&path).map_err(|error| Failure::system("read", &path, &error))?;
                files.push((format!("{FOLDER}v/{hash}/{name}"), bytes));
            }
        }
    }
    Ok(files)
}

/// The names in a folder, in order.
fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let failed = |error| Failure::system("read", folder, &error);
    let entries: Result<Vec<_>, _> = fs::read_dir(folder).map_err(failed)?.collect();
    let mut names: Vec<String> =
        entries.map_err(failed)?.into_iter().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable();
    Ok(names)
}

fn is_hash(name: &str) -> bool {
    name.len() == 16 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_copy(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    name.bytes().all(plain)
        && matches!(name.rsplit_once('.'), Some((stem, "html" | "json" | "css" | "js")) if !stem.is_empty())
}

#[cfg(test)]
mod tests {
    use super::pinned;
    use std::fs;

    #[test]
    fn only_copies_under_a_hash_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(pinned(folder.path()).unwrap(), []);
        let hash = folder.path().join("embed/v/0123456789abcdef");
        fs::create_dir_all(&hash).unwrap();
        fs::create_dir_all(folder.path().join("embed/v/other")).unwrap();
        for name in [
            "embed/v/0123456789abcdef/a.json",
            "embed/v/0123456789abcdef/a.exe",
            "embed/v/other/a.json",
            "embed/a.json",
        ] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let kept = pinned(folder.path()).unwrap();
        assert_eq!(kept, [("embed/v/0123456789abcdef/a.json".to_owned(), b"x".to_vec())]);
        assert!(pinned(&folder.path().join("nowhere")).unwrap_err().message.contains("no folder"));
    }
}
