//! The binary and real folders: what a build may touch, and what is left when it is killed.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};

use faqtual::memo::Digest;
use tempfile::TempDir;

/// A site of a few pages and files, in a folder of its own.
struct Site {
    home: TempDir,
}

impl Site {
    fn new() -> Self {
        let site = Self { home: tempfile::tempdir().unwrap() };
        site.write("content/site.yaml", "title: Tiny\ndescription: A site to test with.\n");
        site.page("one", "The first page.");
        site.page("two", "The second page.");
        site
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn page(&self, name: &str, text: &str) {
        let head = format!("title: Page {name}\ndescription: A page.\nreviewed: 2026-11-23");
        self.write(&format!("content/pages/{name}.md"), &format!("---\n{head}\n---\n{text}\n"));
    }

    /// Many files, so that writing takes long enough to be interrupted; all of them change with the version.
    fn assets(&self, version: &str) {
        for number in 0..100 {
            self.write(&format!("content/assets/{}/{number}.txt", number % 7), &version.repeat(2000 + number));
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_faqtual"));
        command.current_dir(self.home.path()).args(["build", "--as-of", "2026-11-23"]).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn build(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn built(&self) {
        let output = self.build(&[]);
        assert!(output.status.success(), "{}", text(&output.stderr));
    }

    /// What lies beside the site's sources, save the target.
    fn beside(&self) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(self.home.path()).unwrap().map(|entry| name_of(&entry.unwrap().path())).collect();
        names.retain(|name| name != "content" && name != "dist");
        names.sort();
        names
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Every file below a folder, with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            (entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// Holds the folder to its own manifest: every file named there is whole, and there is no other.
fn assert_whole(folder: &Path) {
    let files = tree(folder);
    let manifest: serde_json::Value = serde_json::from_slice(&files["build-manifest.json"]).unwrap();
    let named = manifest["files"].as_object().unwrap();
    for (name, hash) in named {
        let bytes = files.get(name).unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(hash.as_str(), Some(Digest::of(bytes).hex().as_str()), "{name}");
    }
    let others: Vec<_> =
        files.keys().filter(|name| !named.contains_key(*name) && *name != "build-manifest.json").collect();
    assert!(others.is_empty(), "{others:?}");
}

fn modified(path: &Path) -> SystemTime {
    path.metadata().unwrap().modified().unwrap()
}

#[test]
fn a_build_writes_what_its_manifest_says_and_nothing_beside() {
    let site = Site::new();
    let output = site.build(&[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("built "), "{}", text(&output.stdout));
    assert_whole(&site.path("dist"));
    assert!(site.beside().is_empty(), "{:?}", site.beside());
}

#[test]
fn unchanged_files_keep_their_time_stamp() {
    let site = Site::new();
    site.write("content/assets/same.txt", "same");
    site.write("content/assets/other.txt", "before");
    site.built();
    let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for name in tree(&site.path("dist")).keys() {
        fs::File::options().write(true).open(site.path("dist").join(name)).unwrap().set_modified(past).unwrap();
    }
    site.built();
    assert!(tree(&site.path("dist")).keys().all(|name| modified(&site.path("dist").join(name)) == past));

    // The same length: only the bytes tell.
    site.write("content/assets/other.txt", "after!");
    site.built();
    let changed: Vec<_> = tree(&site.path("dist"))
        .into_iter()
        .filter(|(name, _)| modified(&site.path("dist").join(name)) != past)
        .collect();
    assert!(changed.iter().any(|(_, bytes)| bytes == b"after!"));
    assert!(!changed.iter().any(|(_, bytes)| bytes == b"same"));
    assert_whole(&site.path("dist"));
}

#[test]
fn vanished_files_go_with_their_folders() {
    let site = Site::new();
    site.write("content/assets/deep/down/gone.txt", "gone");
    site.built();
    assert!(tree(&site.path("dist")).values().any(|bytes| bytes == b"gone"));
    fs::remove_dir_all(site.path("content/assets")).unwrap();
    site.built();
    assert!(!tree(&site.path("dist")).values().any(|bytes| bytes == b"gone"));
    assert!(
        !walkdir::WalkDir::new(site.path("dist")).into_iter().any(|entry| name_of(entry.unwrap().path()) == "down")
    );
    assert_whole(&site.path("dist"));
}

#[test]
fn a_foreign_folder_is_refused_and_left_alone() {
    let site = Site::new();
    site.write("thesis/chapter.txt", "years of work");
    let output = site.build(&["--out", "thesis"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("help: empty it, or name another folder"), "{}", text(&output.stderr));
    assert_eq!(tree(&site.path("thesis")).len(), 1);
}

#[test]
fn foreign_files_in_our_folder_stay() {
    let site = Site::new();
    site.built();
    site.write("dist/CNAME", "example.org");
    site.write("dist/.git/objects/ab", "blob");
    fs::create_dir(site.path("dist/empty")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", site.path("dist/link")).unwrap();
    site.page("two", "Changed.");
    site.built();
    assert_eq!(fs::read_to_string(site.path("dist/CNAME")).unwrap(), "example.org");
    assert_eq!(fs::read_to_string(site.path("dist/.git/objects/ab")).unwrap(), "blob");
    assert!(site.path("dist/empty").is_dir());
    #[cfg(unix)]
    assert!(site.path("dist/link").is_symlink());
}

#[test]
fn errors_leave_the_old_site() {
    let site = Site::new();
    site.built();
    let before = tree(&site.path("dist"));
    site.page("two", "See [it](faq:nonesuch).");
    let output = site.build(&[]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
    assert_eq!(tree(&site.path("dist")), before);
    assert!(site.beside().is_empty());
}

#[test]
fn a_build_from_inside_the_target_leaves_the_shell_where_it_was() {
    let site = Site::new();
    fs::create_dir(site.path("public")).unwrap();
    for text in ["first", "second"] {
        site.page("two", text);
        let output = site.command(&["..", "--out", "."]).current_dir(site.path("public")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_whole(&site.path("public"));
    }
}

#[test]
fn two_builds_at_once_both_succeed() {
    let site = Site::new();
    site.assets("a");
    site.built();
    for version in ["b", "c", "d"] {
        site.assets(version);
        let builds: Vec<_> = (0..4).map(|_| site.command(&[]).spawn().unwrap()).collect();
        for build in builds {
            let output = build.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", text(&output.stderr));
        }
        assert_whole(&site.path("dist"));
        assert!(site.beside().is_empty(), "{:?}", site.beside());
    }
}

#[test]
fn nobody_reading_is_no_panic() {
    let site = Site::new();
    let mut build = site.command(&[]).spawn().unwrap();
    drop(build.stdout.take());
    drop(build.stderr.take());
    assert!(build.wait().unwrap().success());
}

/// Kills builds around the instant at which the folder changes: later when the last one was killed too
/// early to change it, earlier when it was too late.
fn kill_builds(rounds: u32) {
    let site = Site::new();
    site.assets("a");
    site.built();
    site.assets("c");
    let started = Instant::now();
    site.built();
    let mut delay = started.elapsed() / 2;
    let mut before = tree(&site.path("dist"));
    let (mut old, mut new) = (0, 0);
    for round in 0..rounds {
        site.assets(if round % 2 == 0 { "b" } else { "a" });
        kill_after(&mut site.command(&[]), delay);
        assert_whole(&site.path("dist"));
        let after = tree(&site.path("dist"));
        if after == before {
            old += 1;
            delay = delay.mul_f64(1.3);
        } else {
            new += 1;
            delay = delay.mul_f64(0.8);
        }
        before = after;
    }
    println!("{rounds} killed builds: {old} left the old site, {new} the new one; the last after {delay:?}");
    assert!(old > 0 && new > 0);
    // A killed build hinders no later one, which leaves nothing of it.
    site.built();
    assert_whole(&site.path("dist"));
    assert!(site.beside().is_empty(), "{:?}", site.beside());
}

fn kill_after(command: &mut Command, delay: Duration) {
    let mut build = command.spawn().unwrap();
    std::thread::sleep(delay);
    build.kill().unwrap();
    build.wait().unwrap();
}

/// `KILLS=200 cargo test --test emit -- --nocapture killed` is the long run.
#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    kill_builds(std::env::var("KILLS").map_or(24, |kills| kills.parse().unwrap()));
}

/// Where folders cannot be exchanged, a killed build may leave a mix; the next one completes it.
#[test]
fn a_build_killed_in_place_is_completed_by_the_next() {
    let site = Site::new();
    fs::create_dir(site.path("public")).unwrap();
    let mut delay = Duration::from_millis(2);
    for round in 0..12 {
        site.assets(if round % 2 == 0 { "a" } else { "b" });
        // From inside the target there is no exchange.
        let mut command = site.command(&["..", "--out", "."]);
        command.current_dir(site.path("public"));
        kill_after(&mut command, delay);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_whole(&site.path("public"));
        delay = delay.mul_f64(1.6);
    }
}
