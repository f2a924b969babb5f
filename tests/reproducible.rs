//! The same sources and the same day give the same bytes, whoever builds them, where, and in what order.

#![allow(clippy::unwrap_used, reason = "what tests share may fail loudly")]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| (entry.path().strip_prefix(folder).unwrap().to_owned(), fs::read(entry.path()).unwrap()))
        .collect()
}

/// Builds the shipped content in a folder of this name, its files written in this order; gives the output.
fn built(name: &str, is_reversed: bool, surroundings: &[(&str, &str)], prelude: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join(name);
    let mut sources: Vec<_> = files(Path::new("content")).into_iter().collect();
    if is_reversed {
        sources.reverse();
    }
    for (path, bytes) in sources {
        let path = root.join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let script = format!("{prelude} exec {} build --as-of 2026-11-23", env!("CARGO_BIN_EXE_faqtual"));
    let output =
        Command::new("sh").args(["-c", &script]).current_dir(&root).envs(surroundings.iter().copied()).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    files(&root.join("dist"))
}

#[test]
fn the_same_sources_give_the_same_bytes_anywhere() {
    let here = [("TZ", "UTC"), ("LC_ALL", "C"), ("RAYON_NUM_THREADS", "1"), ("USER", "one"), ("HOME", "/")];
    let there = [
        ("TZ", "Pacific/Kiritimati"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("LANG", "ar_EG.UTF-8"),
        ("RAYON_NUM_THREADS", "4"),
        ("USER", "another"),
        ("HOME", "/tmp"),
        ("SOURCE_DATE_EPOCH", "1"),
    ];
    let first = built("one", false, &here, "umask 022;");
    let second = built("two folders deep/ünï", true, &there, "umask 077;");
    assert!(first.len() > 100);
    let differing: Vec<_> =
        first.keys().chain(second.keys()).filter(|path| first.get(*path) != second.get(*path)).collect();
    assert!(differing.is_empty(), "{differing:?}");
}
