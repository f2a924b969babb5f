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

    /// Builds, and gives what was said of it.
    fn built(&self) -> String {
        let output = self.build(&[]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    }

    /// What lies beside the site's sources, save the target and the tool's own folder.
    fn beside(&self) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(self.home.path()).unwrap().map(|entry| name_of(&entry.unwrap().path())).collect();
        names.retain(|name| !["content", "dist", ".faqtual"].contains(&name.as_str()));
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
    assert!(written_by(&site, || assert!(site.built().starts_with("built "))).is_empty());

    // The same length: only the bytes tell.
    site.write("content/assets/other.txt", "after!");
    let written = written_by(&site, || assert!(site.built().starts_with("built ")));
    let bytes: Vec<_> = written.iter().map(|name| fs::read(site.path("dist").join(name)).unwrap()).collect();
    assert!(bytes.iter().any(|bytes| bytes == b"after!"));
    assert!(!bytes.iter().any(|bytes| bytes == b"same"));
    assert_whole(&site.path("dist"));
}

/// Takes the times of the target's files back to the past, and gives those that a build has written since.
fn written_by(site: &Site, build: impl FnOnce()) -> Vec<String> {
    let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let path = |name: &String| site.path("dist").join(name);
    for name in tree(&site.path("dist")).keys() {
        fs::File::options().write(true).open(path(name)).unwrap().set_modified(past).unwrap();
    }
    build();
    tree(&site.path("dist")).into_keys().filter(|name| modified(&path(name)) != past).collect()
}

#[test]
fn a_build_where_nothing_has_changed_only_checks() {
    let site = Site::new();
    site.page("late", "[A link](http://example.org/?utm_source=x)");
    let first = site.build(&[]);
    assert!(text(&first.stdout).starts_with("built "), "{}", text(&first.stderr));
    let written = written_by(&site, || {
        // The times were changed, and so may have been the bytes.
        assert!(site.built().starts_with("built "));
        let second = site.build(&[]);
        assert!(text(&second.stdout).starts_with("unchanged: "), "{}", text(&second.stdout));
        // What there is to tell of the sources is told again.
        assert_eq!(text(&second.stderr), text(&first.stderr));
    });
    assert!(written.is_empty(), "{written:?}");
}

#[test]
fn whatever_a_build_is_made_from_makes_it_anew() {
    let site = Site::new();
    site.write("content/assets/a.txt", "before");
    let changes: [(&str, &dyn Fn() -> Output); 7] = [
        ("a page", &|| {
            site.page("one", "Other words.");
            site.build(&[])
        }),
        ("an asset", &|| {
            site.write("content/assets/a.txt", "after!");
            site.build(&[])
        }),
        ("a new page", &|| {
            site.page("three", "One more.");
            site.build(&[])
        }),
        ("an option", &|| site.build(&["--drafts"])),
        ("the address", &|| site.build(&["--base-url", "https://example.org/"])),
        ("a published file", &|| {
            site.write("dist/index.html", "somebody else's");
            site.build(&[])
        }),
        ("a vanished file", &|| {
            fs::remove_file(site.path("dist/faq.html")).unwrap();
            site.build(&[])
        }),
    ];
    for (what, change) in changes {
        site.built();
        assert!(site.built().starts_with("unchanged: "), "before {what}");
        let output = change();
        assert!(text(&output.stdout).starts_with("built "), "{what}: {}{}", text(&output.stdout), text(&output.stderr));
        assert_whole(&site.path("dist"));
    }
}

/// A folder that came with a checkout, manifest and note and all, is not taken for a build of one's own.
#[test]
fn a_note_from_elsewhere_counts_for_nothing() {
    let (site, other) = (Site::new(), Site::new());
    other.page("one", "Words that nobody approved.");
    other.built();
    site.built();
    for name in tree(&other.path("dist")).keys() {
        fs::copy(other.path("dist").join(name), site.path("dist").join(name)).unwrap();
    }
    assert!(site.built().starts_with("built "));
    let page = fs::read_to_string(site.path("dist/one.html")).unwrap();
    assert!(page.contains("The first page."), "{page}");
}

#[test]
fn warnings_that_may_not_be_block_a_build_with_nothing_to_do() {
    let site = Site::new();
    site.page("late", "[A link](http://example.org/?utm_source=x)");
    assert!(site.built().starts_with("built "));
    assert!(site.built().starts_with("unchanged: "));
    let strict = site.build(&["--strict"]);
    assert_eq!(strict.status.code(), Some(1), "{}", text(&strict.stderr));
    assert!(text(&strict.stderr).contains("nothing was written"), "{}", text(&strict.stderr));
}

/// One file of the site may stand at several addresses.
#[test]
fn embeds_under_former_ids_are_there_from_the_first_build_on() {
    let site = Site::new();
    let source =
        "- id: help\n  publisher: Acme\n  title: Help\n  url: https://example.com/\n  kind: primary\n  language: en\n";
    site.write("content/sources.yaml", source);
    site.write("content/vocabulary.yaml", "topics:\n  - id: rights\n    label: Rights\n");
    let question = |former: &str, answer: &str| {
        let lines = [
            "- id: can-i-object",
            "  question: Can I object?",
            &format!("  short: {answer}"),
            &format!("  answer: {answer}"),
            "  topics: [rights]",
            &format!("  former: [{former}]"),
            "  receipts: [{source: help, reading: Says so.}]",
            "  reviewed: 2026-11-01",
        ];
        site.write("content/faq/all.yaml", &lines.join("\n"));
    };
    for (former, answer) in [("objecting", "Yes."), ("objecting", "No."), ("objecting, saying-no", "No.")] {
        question(former, answer);
        site.page("two", &format!("{former} {answer}"));
        site.built();
        assert_whole(&site.path("dist"));
        for former in former.split(", ") {
            let (one, other) =
                (site.path("dist/embed/can-i-object.html"), site.path(&format!("dist/embed/{former}.html")));
            assert_eq!(fs::read(one).unwrap(), fs::read(other).unwrap(), "{former}");
        }
    }
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

    // Not even the folders above a new one are left.
    assert_eq!(site.build(&["--out", "a/b/c"]).status.code(), Some(1));
    assert!(site.beside().is_empty(), "{:?}", site.beside());
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

/// What `--verify` says of a folder, and whether it is content.
fn verified(site: &Site, folder: &str) -> (String, bool) {
    let output = site.build(&["--verify", folder]);
    (text(&output.stdout), output.status.success())
}

#[test]
fn verification_names_what_was_touched_missing_or_added() {
    let site = Site::new();
    site.write("content/assets/deep/a.txt", "a");
    site.built();
    let (told, is_well) = verified(&site, "dist");
    assert!(is_well && told.starts_with("verified ") && told.ends_with(" files in dist: as built\n"), "{told}");

    site.write("dist/one.html", "somebody else's");
    fs::remove_file(site.path("dist/two.html")).unwrap();
    site.write("dist/faq/new.html", "added");
    fs::remove_dir_all(site.path("dist/assets/deep")).unwrap();
    site.write("dist/assets/deep", "a file in the place of a folder");
    #[cfg(unix)]
    {
        fs::rename(site.path("dist/robots.txt"), site.path("robots.txt")).unwrap();
        std::os::unix::fs::symlink("../robots.txt", site.path("dist/robots.txt")).unwrap();
    }
    let (told, is_well) = verified(&site, "dist");
    assert!(!is_well);
    let mut expected = vec![
        "touched: one.html",
        "missing: assets/deep/a.txt",
        "missing: two.html",
        "added: assets/deep",
        "added: faq/new.html",
    ];
    if cfg!(unix) {
        expected.insert(1, "touched: robots.txt");
    }
    assert_eq!(told.lines().collect::<Vec<_>>(), expected);

    // What a build wrote is put right; what it did not write stays, and is told.
    fs::remove_file(site.path("dist/assets/deep")).unwrap();
    #[cfg(unix)]
    fs::remove_file(site.path("dist/robots.txt")).unwrap();
    site.built();
    assert_eq!(verified(&site, "dist"), ("added: faq/new.html\n".to_owned(), false));
}

#[test]
fn only_a_built_folder_is_verified() {
    let site = Site::new();
    for folder in ["nowhere", "content", "content/site.yaml"] {
        let output = site.build(&["--verify", folder]);
        assert_eq!(output.status.code(), Some(2), "{folder}");
        assert!(text(&output.stderr).starts_with("error: "), "{folder}");
    }
}

/// A command line under `sh`, as another user where the tests run as root, whom no right binds.
#[cfg(unix)]
fn shell(site: &Site, script: &str) -> Command {
    let is_root = text(&Command::new("id").arg("-u").output().unwrap().stdout).trim() == "0";
    let mut command = Command::new(if is_root { "setpriv" } else { "sh" });
    if is_root {
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "sh"]);
    }
    // The binary may lie where only its owner can go.
    let binary = site.path("faqtual");
    if !binary.exists() {
        fs::copy(env!("CARGO_BIN_EXE_faqtual"), &binary).unwrap();
    }
    command.args(["-c", script]).env("FAQTUAL", binary).current_dir(site.home.path());
    command
}

#[cfg(unix)]
fn permit(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Without a right to write, the old site stays, whole, and the report says which folder and what to do.
#[cfg(unix)]
#[test]
fn folders_without_rights_keep_the_old_site() {
    let site = Site::new();
    permit(site.home.path(), 0o777);
    let build = "\"$FAQTUAL\" build --as-of 2026-11-23";
    let output = shell(&site, build).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let before = tree(&site.path("dist"));
    site.page("two", "Changed.");

    // Neither the target nor what holds it may be written.
    let close = "chmod 555 dist dist/*/ && trap 'chmod -R u+w dist' EXIT";
    permit(site.home.path(), 0o755);
    let output = shell(&site, &format!("{close}; {build}")).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("help: give yourself the right to it"), "{}", text(&output.stderr));
    assert_eq!(tree(&site.path("dist")), before);

    // The target alone may be written: it is filled in place.
    let output = shell(&site, build).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_ne!(tree(&site.path("dist")), before);
    assert_whole(&site.path("dist"));

    // Sources that may not be read are told by name.
    permit(&site.path("content/pages/one.md"), 0o000);
    let before = tree(&site.path("dist"));
    let output = shell(&site, build).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("cannot read `./content/pages/one.md`")
            || text(&output.stderr).contains("cannot read `content/pages/one.md`"),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(tree(&site.path("dist")), before);
    permit(&site.path("content/pages/one.md"), 0o644);
    permit(site.home.path(), 0o777);
    assert!(shell(&site, build).output().unwrap().status.success());
}

/// Writing fails in the middle of a build, at many places: by a limit on the size of files, which every system has
/// and which fails a write as a full disk does, and by a disk that is full, where this process may mount one.
#[cfg(unix)]
#[test]
fn a_disk_that_fills_keeps_the_old_site() {
    let site = Site::new();
    permit(site.home.path(), 0o777);
    let build = "\"$FAQTUAL\" build --as-of 2026-11-23";
    site.assets("a");
    assert!(shell(&site, build).output().unwrap().status.success());
    site.assets("b");
    let mut refused = 0;
    for blocks in [0, 1, 2, 4, 8, 16, 64] {
        let before = tree(&site.path("dist"));
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; {build}");
        let output = shell(&site, &limited).output().unwrap();
        if !output.status.success() {
            refused += 1;
            assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
            assert!(text(&output.stderr).contains("as it was"), "{}", text(&output.stderr));
            assert_eq!(tree(&site.path("dist")), before, "{blocks} blocks");
        }
        assert_whole(&site.path("dist"));
    }
    assert!(refused >= 3, "{refused} builds were refused");
    assert!(shell(&site, build).output().unwrap().status.success());
    assert_whole(&site.path("dist"));
    fill_a_small_disk();
}

/// A file system in memory that grows from too small to large enough, in a name space of its own.
#[cfg(target_os = "linux")]
fn fill_a_small_disk() {
    let site = Site::new();
    fs::create_dir(site.path("disk")).unwrap();
    let script = r#"
        mount -t tmpfs -o size=600k none disk && "$FAQTUAL" build --as-of 2026-11-23 --out disk/dist || exit 3
        cp -r assets content/
        for size in 600k 700k 800k 900k 1m 1200k 1600k 8m; do
            mount -o remount,size=$size disk
            "$FAQTUAL" build --as-of 2026-11-23 --out disk/dist >> told 2>&1 && echo built >> told
            "$FAQTUAL" build --verify disk/dist >> verified || exit 4
        done"#;
    site.assets("b");
    fs::rename(site.path("content/assets"), site.path("assets")).unwrap();
    let mut command = Command::new("unshare");
    command.args(["--mount", "--user", "--map-root-user", "sh", "-c", script]).current_dir(site.home.path());
    let output = command.env("FAQTUAL", env!("CARGO_BIN_EXE_faqtual")).output().unwrap();
    if text(&output.stderr).contains("unshare failed") || output.status.code() == Some(3) {
        println!("no disk was mounted: {}", text(&output.stderr));
        return;
    }
    assert!(output.status.success(), "{} {}", text(&output.stdout), text(&output.stderr));
    let told = fs::read_to_string(site.path("told")).unwrap();
    assert!(told.contains("No space left on device") && told.contains("as it was"), "{told}");
    assert!(told.contains("help: free some space, then build again") && told.ends_with("built\n"), "{told}");
}

#[cfg(all(unix, not(target_os = "linux")))]
fn fill_a_small_disk() {}
