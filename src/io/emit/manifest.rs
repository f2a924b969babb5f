//! The names in a build's manifest: the files that a build wrote, and may therefore replace or remove.
//!
//! Invariant: trusts nothing it reads; a name that could lead out of the folder makes the manifest none of ours.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Error, ErrorKind, Write};
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

/// The file that names all others with their hashes; part of every output.
pub(super) const MANIFEST: &str = "build-manifest.json";

/// The same for a publication in place that has not ended.
pub(super) const JOURNAL: &str = ".faqtual-journal.json";

#[derive(Deserialize, Serialize)]
struct Files {
    files: BTreeMap<String, String>,
}

/// The names that a manifest or journal lists, itself included; `None` if it is missing or not ours.
pub(super) fn names(folder: &Path, file: &str) -> Option<Vec<String>> {
    hashes(folder, file).map(|hashes| hashes.into_keys().chain([file.to_owned()]).collect())
}

/// The names that a manifest or journal lists, each with its hash; `None` if it is missing or not ours.
pub(super) fn hashes(folder: &Path, file: &str) -> Option<BTreeMap<String, String>> {
    let bytes = std::fs::read(folder.join(file)).ok()?;
    let listed: Files = serde_json::from_slice(&bytes).ok()?;
    let is_ours = listed.files.iter().all(|(name, hash)| is_plain(name) && is_digest(hash));
    is_ours.then_some(listed.files)
}

/// Whether the name stays below its folder and is written the same on every system.
pub(super) fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(['\\', '\0'])
        && !name.ends_with('/')
        && !name.contains("//")
        && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

fn is_digest(hash: &str) -> bool {
    hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Writes a journal that lists these names, and waits until the disk has it.
pub(super) fn write_journal<'n>(folder: &Path, names: impl Iterator<Item = &'n str>) -> Result<(), Error> {
    let no_hash = "0".repeat(64);
    let files = names.map(|name| (name.to_owned(), no_hash.clone())).collect();
    let part = folder.join(format!("{JOURNAL}.part"));
    // What stands there could be a link to somewhere else.
    match std::fs::remove_file(&part) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = File::create_new(&part)?;
    file.write_all(&serde_json::to_vec(&Files { files })?)?;
    file.sync_all()?;
    std::fs::rename(part, folder.join(JOURNAL))
}

/// A manifest of these files, as an output has one.
#[cfg(test)]
pub(super) fn of_texts(files: &[(&str, &str)]) -> Vec<u8> {
    let hash = |text: &str| faqtual::memo::Digest::of(text.as_bytes()).hex();
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), hash(text))).collect();
    serde_json::to_vec(&Files { files }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{MANIFEST, is_plain, names, write_journal};

    #[test]
    fn only_names_below_the_folder_are_plain() {
        for good in ["index.html", "a/b.html", "ünï.html", ".nojekyll", "a b"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in ["", "/", "/etc/passwd", "../a", "a/../b", "./a", "a/", "a//b", "a\\b", "a\0"] {
            assert!(!is_plain(bad), "{bad}");
        }
    }

    #[test]
    fn a_manifest_of_something_else_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let digest = "a".repeat(64);
        let cases = [
            (format!(r#"{{"files": {{"a": "{digest}"}}}}"#), true),
            (format!(r#"{{"version": 1, "files": {{"a": "{digest}"}}}}"#), true),
            (format!(r#"{{"files": {{"../a": "{digest}"}}}}"#), false),
            (r#"{"files": {"a": "1.js"}}"#.to_owned(), false),
            (r#"{"pages": {}}"#.to_owned(), false),
            ("{".to_owned(), false),
        ];
        for (text, ours) in cases {
            std::fs::write(folder.path().join(MANIFEST), &text).unwrap();
            assert_eq!(names(folder.path(), MANIFEST).is_some(), ours, "{text}");
        }
    }

    #[test]
    fn a_journal_reads_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        write_journal(folder.path(), ["b", "a"].into_iter()).unwrap();
        assert_eq!(names(folder.path(), super::JOURNAL).unwrap(), ["a", "b", super::JOURNAL]);
    }
}
