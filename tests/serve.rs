//! `faqtual serve` as a process: real files, real sockets. Waits on what the server tells, never on time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share may fail loudly")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use faqtual::compile::Compiled;
use faqtual::memo::Digest;
use faqtual::output::Output;
use faqtual::source::Sources;
use serde_json::Value;
use support::{cold, minimal, options, sources_of, text_of};
use tempfile::TempDir;

/// Longer than anything takes; only a test that fails waits so long.
const LIMIT: Duration = Duration::from_secs(60);

// ---- A site on disk ----

/// A copy of the smallest site in a folder of its own.
fn site() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for file in minimal().iter() {
        write(root.path(), file.path.as_str(), &file.bytes);
    }
    root
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Replaces a piece of a file, as editors do it: a new file beside it, moved over the old one.
fn save(root: &Path, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(root.join(path)).unwrap();
    assert!(text.contains(from), "{path} has no {from:?}");
    let beside = root.join(format!("{path}.tmp"));
    fs::write(&beside, text.replacen(from, to, 1)).unwrap();
    fs::rename(beside, root.join(path)).unwrap();
}

/// A theme of the site's own, which changes the background.
fn own_theme(root: &Path, colour: &str) {
    write(root, "themes/own/theme.yaml", b"name: own\nextends: default\n");
    write(root, "themes/own/styles/base.css", format!("body {{ background: {colour} }}\n").as_bytes());
    let settings = text_of(&minimal(), "content/site.yaml");
    write(root, "content/site.yaml", format!("{settings}theme: own\n").as_bytes());
}

/// Back to the theme that all sites have.
fn no_theme(root: &Path) {
    fs::remove_dir_all(root.join("themes")).unwrap();
    write(root, "content/site.yaml", text_of(&minimal(), "content/site.yaml").as_bytes());
}

/// The sources as they are on disk now.
fn on_disk(root: &Path) -> Sources {
    let mut sources = Sources::default();
    for folder in ["content", "themes"].into_iter().filter(|folder| root.join(folder).is_dir()) {
        for file in sources_of(root.join(folder).to_str().unwrap()).iter() {
            sources.insert(&format!("{folder}/{}", file.path), file.bytes.to_vec());
        }
    }
    sources
}

/// The digest by which the server tells what it has read.
fn digest(sources: &Sources) -> String {
    let lines: String = sources.iter().map(|file| format!("{} {}\n", file.digest.hex(), file.path)).collect();
    Digest::of(lines.as_bytes()).hex()
}

fn build(root: &Path) -> Compiled {
    cold(&on_disk(root), &options())
}

// ---- The server ----

struct Server {
    child: Child,
    port: u16,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Server {
    fn start(root: &Path) -> Self {
        Self::with(root, &["--watch", "--port", "0"])
    }

    fn with(root: &Path, arguments: &[&str]) -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_faqtual")).args(["serve", root.to_str().unwrap()]).args(arguments))
    }

    fn run(command: &mut Command) -> Self {
        command.args(["--as-of", "2026-11-23"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stdout = lines(child.stdout.take().unwrap());
        let stderr = lines(child.stderr.take().unwrap());
        let mut server = Self { child, port: 0, stdout, stderr };
        let line = server.says("serving ");
        server.port = line.trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        server
    }

    /// The next line on stdout with these words.
    fn says(&self, words: &str) -> String {
        next_with(&self.stdout, words)
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Sends a request as it stands, and reads the answer until the server closes.
    fn raw(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        // What is refused early may not be read to its end.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        if let Err(error) = stream.read_to_end(&mut bytes) {
            assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
        }
        Answer::read(&bytes)
    }

    fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        self.raw(&format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n", self.host()))
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    fn events(&self) -> Events {
        let mut stream = self.connect();
        let host = self.host();
        write!(stream, "GET /__faqtual/events HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\n\r\n")
            .unwrap();
        let mut reader = BufReader::new(stream);
        let mut status = String::new();
        reader.read_line(&mut status).unwrap();
        assert!(status.contains(" 200 "), "{status}");
        Events(reader)
    }

    /// Asks the process to end, as Ctrl-C does, and waits for its end.
    #[cfg(unix)]
    fn interrupt(&mut self) -> Option<i32> {
        assert!(Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    receiver
}

fn next_with(lines: &Receiver<String>, words: &str) -> String {
    let mut seen = Vec::new();
    while let Ok(line) = lines.recv_timeout(LIMIT) {
        if line.contains(words) {
            return line;
        }
        seen.push(line);
    }
    panic!("no line with {words:?} in {seen:#?}")
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let end =
            bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or_else(|| panic!("no answer: {bytes:?}"));
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Self { status, headers: headers.collect(), body: bytes[end + 4..].to_vec() }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// The server's event stream.
struct Events(BufReader<TcpStream>);

impl Events {
    /// The next message, or nothing when the stream has ended.
    fn next(&mut self) -> Option<Value> {
        let mut line = String::new();
        loop {
            line.clear();
            if self.0.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return Some(serde_json::from_str(data).unwrap());
            }
        }
    }

    /// The message about these sources.
    fn about(&mut self, sources: &Sources) -> Value {
        let wanted = digest(sources);
        loop {
            let message = self.next().unwrap();
            if message["sources"] == wanted {
                return message;
            }
        }
    }

    /// The message about what is on disk now.
    fn settle(&mut self, root: &Path) -> Value {
        self.about(&on_disk(root))
    }
}

/// One connection for many requests.
struct Visitor {
    reader: BufReader<TcpStream>,
    host: String,
}

impl Visitor {
    fn new(server: &Server) -> Self {
        Self { reader: BufReader::new(server.connect()), host: server.host() }
    }

    fn get(&mut self, path: &str) -> (u16, Vec<u8>) {
        let request = format!("GET /{path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        self.reader.get_mut().write_all(request.as_bytes()).unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            assert_ne!(self.reader.read_until(b'\n', &mut head).unwrap(), 0, "the server closed");
        }
        let answer = Answer::read(&head);
        let mut body = vec![0; answer.header("content-length").parse().unwrap()];
        self.reader.read_exact(&mut body).unwrap();
        (answer.status, body)
    }

    /// Holds that exactly these files are served.
    fn sees(&mut self, wanted: &Output, gone: &BTreeSet<String>, round: &str) {
        for (path, bytes) in wanted.iter() {
            let (status, body) = self.get(path);
            assert!(status == 200 && body == bytes, "{round}: {path} differs");
        }
        for path in gone.iter().filter(|path| wanted.file(path).is_none()) {
            assert_eq!(self.get(path).0, 404, "{round}: {path} is still there");
        }
    }
}

// ---- What is served ----

#[test]
fn what_is_served_is_what_a_build_writes() {
    let root = site();
    write(root.path(), "content/assets/Grüße 100%.txt", b"x");
    let server = Server::start(root.path());
    let before = on_disk(root.path());
    let output = build(root.path()).output;
    for (path, bytes) in output.iter() {
        let path: String = path
            .bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect();
        let answer = server.get(&format!("/{path}"));
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body == bytes, "{path} differs");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        // Embeds are there for other sites; nothing else is.
        let is_shared = answer.headers.contains_key("access-control-allow-origin");
        assert_eq!(is_shared, path.starts_with("embed/"), "{path}");
        assert_ne!(answer.header("content-type"), "application/octet-stream", "{path}");

        let head = server.ask("HEAD", &format!("/{path}"), "");
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!(head.header("content-length"), bytes.len().to_string(), "{path}");
        let again = server.ask("GET", &format!("/{path}"), &format!("If-None-Match: {}\r\n", answer.header("etag")));
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
    assert_eq!(digest(&before), digest(&on_disk(root.path())));
    let names: BTreeSet<PathBuf> = fs::read_dir(root.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(names, BTreeSet::from([root.path().join("content")]), "nothing is written");
}

#[test]
fn folders_missing_files_and_the_own_script() {
    let root = site();
    let server = Server::start(root.path());
    let output = build(root.path()).output;
    assert!(server.get("/").body == output.file("index.html").unwrap());
    assert!(server.get("/acme/").body == output.file("acme/index.html").unwrap());
    assert!(server.get("/acme/?a=b").body == output.file("acme/index.html").unwrap());
    let folder = server.get("/acme");
    assert_eq!((folder.status, folder.header("location")), (301, "/acme/"));
    for missing in ["/nowhere.html", "/a/b/c", "//acme/", "/acme//", "/__faqtual/nothing"] {
        assert_eq!(server.get(missing).status, 404, "{missing}");
    }
    let missing = server.get("/nowhere.html");
    assert!(missing.body == output.file("404.html").unwrap());
    assert_eq!(missing.header("content-type"), "text/html; charset=utf-8");

    let script = server.get("/__faqtual/reload.js");
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("cache-control"), "no-store");
    assert!(script.text() == include_str!("../src/io/reload.js"));
    assert!(output.iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("__faqtual")));
}

#[test]
fn only_opened_pages_get_the_script() {
    let root = site();
    let server = Server::start(root.path());
    let output = build(root.path()).output;
    let plain = String::from_utf8(output.file("faq.html").unwrap().to_vec()).unwrap();
    for opens in ["Sec-Fetch-Dest: document\r\n", "Sec-Fetch-Dest: iframe\r\n", "Accept: text/html,*/*\r\n"] {
        let page = server.ask("GET", "/faq.html", opens);
        let (start, rest) = page.text().split_once("<script src=\"/__faqtual/reload.js\"").unwrap();
        let (tag, rest) = rest.split_once("</script>").unwrap();
        assert!(tag.contains("data-page=\"faq.html\""), "{tag}");
        assert!(format!("{start}{rest}") == plain);
        let known = format!("{opens}If-None-Match: {}\r\n", page.header("etag"));
        assert_eq!(server.ask("GET", "/faq.html", &known).status, 304);
        assert!(!server.ask("GET", "/compare.csv", opens).text().contains("__faqtual"));
    }
    for fetches in ["Sec-Fetch-Dest: empty\r\nAccept: text/html\r\n", "Accept: */*\r\n", ""] {
        assert!(server.ask("GET", "/faq.html", fetches).text() == plain);
    }
}

#[test]
fn a_browser_gets_pages_packed_as_from_a_host() {
    let root = site();
    let server = Server::start(root.path());
    let output = build(root.path()).output;
    let asks = "Accept-Encoding: br, gzip\r\n";
    let page = server.ask("GET", "/faq.html", asks);
    assert_eq!((page.status, page.header("content-encoding"), page.header("vary")), (200, "gzip", "accept-encoding"));
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&page.body[..]).read_to_end(&mut text).unwrap();
    assert!(text == output.file("faq.html").unwrap());
    let head = server.ask("HEAD", "/faq.html", asks);
    assert_eq!((head.header("content-length"), head.body.len()), (page.body.len().to_string().as_str(), 0));
    let known = format!("{asks}If-None-Match: {}\r\n", page.header("etag"));
    assert_eq!(server.ask("GET", "/faq.html", &known).status, 304);
    assert!(!server.ask("GET", "/faq.html", "").headers.contains_key("content-encoding"));
}

// ---- Safe by default ----

#[test]
fn only_names_of_this_machine_are_answered() {
    let root = site();
    let server = Server::start(root.path());
    let port = server.port;
    let status = |host: &str| server.raw(&format!("GET / HTTP/1.1\r\n{host}Connection: close\r\n\r\n")).status;
    for good in ["localhost", "127.0.0.1", "[::1]", "faqtual.localhost"] {
        assert_eq!(status(&format!("Host: {good}:{port}\r\n")), 200, "{good}");
    }
    for bad in
        ["example.org", "rebound.example.org:80", "127.0.0.1.example.org", "localhost.example.org", "192.168.0.1"]
    {
        assert_eq!(status(&format!("Host: {bad}\r\n")), 403, "{bad}");
        assert_eq!(
            server.raw(&format!("GET http://{bad}/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).status,
            403
        );
    }
    assert_eq!(status(""), 400);
    assert_eq!(status("Host: localhost\r\nHost: example.org\r\n"), 400);

    let events = |headers: &str| server.ask("HEAD", "/__faqtual/events", headers).status;
    assert_eq!(events(&format!("Origin: http://127.0.0.1:{port}\r\n")), 200);
    for bad in [
        "Origin: https://example.org\r\n",
        "Origin: null\r\n",
        "Origin: http://localhost:1\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
    ] {
        assert_eq!(events(bad), 403, "{bad}");
    }
    assert!(!server.ask("HEAD", "/__faqtual/events", "").headers.contains_key("access-control-allow-origin"));
}

/// A page of another site could run the search index as its own script, and fetch what embeds let everybody read; what
/// is under edit is not published yet. It may lead here, as any link may.
#[test]
fn pages_of_other_sites_read_nothing() {
    let root = site();
    let server = Server::start(root.path());
    for path in ["/", "/search/index.js", "/embed/index.json", "/__faqtual/reload.js"] {
        let status = |headers: &str| server.ask("GET", path, headers).status;
        for bad in [
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n",
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nOrigin: https://example.org\r\n",
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
            "Origin: https://example.org\r\n",
            "Origin: null\r\n",
        ] {
            assert_eq!(status(bad), 403, "{path} {bad}");
        }
        for good in [
            "",
            "Sec-Fetch-Site: none\r\nSec-Fetch-Dest: document\r\n",
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n",
            "Sec-Fetch-Site: same-site\r\nSec-Fetch-Dest: iframe\r\n",
            "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Dest: script\r\n",
        ] {
            assert_eq!(status(good), 200, "{path} {good}");
        }
    }
}

#[test]
fn nothing_leads_out_of_the_map() {
    let root = site();
    write(root.path(), "secret.txt", b"secret");
    let server = Server::start(root.path());
    for path in [
        "/../secret.txt",
        "/content/site.yaml",
        "/%2e%2e/secret.txt",
        "/%252e%252e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/acme/../../secret.txt",
        "/secret.txt",
        "/secret.txt%00.html",
        "/index.html%00",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/file:///etc/passwd",
        "/%c0%ae%c0%ae/secret.txt",
        "/.git/config",
        "/acme/..;/secret.txt",
        "/%uff0e",
        "/%",
    ] {
        let answer = server.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
        assert!(!String::from_utf8_lossy(&answer.body).contains("secret"), "{path}");
    }
}

#[test]
fn only_small_reading_requests_are_taken() {
    let root = site();
    let server = Server::start(root.path());
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"] {
        for path in ["/", "/__faqtual/events", "/__faqtual/reload.js"] {
            let answer = server.ask(method, path, "");
            assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method} {path}");
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
    assert_eq!(server.ask("GET", "/", &format!("X: {}\r\n", "x".repeat(100_000))).status, 431);
    assert!([414, 431].contains(&server.get(&format!("/{}", "x".repeat(100_000))).status));
    assert_eq!(server.ask("GET", "/", &"X: x\r\n".repeat(1000)).status, 431);
    assert_eq!(server.get("/").status, 200);
}

/// Who sends its headers too slowly is let go; the others do not notice.
#[test]
fn slow_requests_are_not_waited_for() {
    let root = site();
    let server = Server::start(root.path());
    let mut slow = server.connect();
    write!(slow, "GET / HTTP/1.1\r\nHost: localhost\r\n").unwrap();
    assert_eq!(server.get("/").status, 200);
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    assert!(rest.is_empty() || Answer::read(&rest).status == 408);
}

// ---- Watching ----

#[test]
fn every_way_to_change_a_file_is_noticed() {
    let root = site();
    let server = Server::start(root.path());
    let mut events = server.events();
    events.settle(root.path());
    let home = root.path();
    let mut gone = BTreeSet::new();
    let mut visitor = Visitor::new(&server);
    let steps: [(&str, &dyn Fn()); 10] = [
        ("an atomic save", &|| save(home, "content/faq/acme.yaml", "Can I object?", "May I object?")),
        ("a write in place", &|| {
            write(home, "content/pages/about.md", b"---\ntitle: About\ndescription: Us.\n---\n\nWords.\n");
        }),
        ("a backup and a rename", &|| {
            fs::rename(home.join("content/pages/about.md"), home.join("content/pages/about.md~")).unwrap();
            write(home, "content/pages/about.md", b"---\ntitle: About us\ndescription: Us.\n---\n\nWords.\n");
            fs::remove_file(home.join("content/pages/about.md~")).unwrap();
        }),
        ("a new file in a new folder", &|| write(home, "content/assets/deep/er/a.txt", b"a")),
        ("another in it", &|| write(home, "content/assets/deep/er/b.txt", b"b")),
        ("a renamed folder", &|| {
            fs::rename(home.join("content/assets/deep"), home.join("content/assets/high")).unwrap();
        }),
        ("a deleted folder", &|| fs::remove_dir_all(home.join("content/assets")).unwrap()),
        ("a theme that comes later", &|| own_theme(home, "red")),
        ("a theme that changes", &|| own_theme(home, "blue")),
        ("a theme that goes", &|| no_theme(home)),
    ];
    for (step, change) in steps {
        change();
        let message = events.settle(home);
        assert_eq!(message["errors"], 0, "{step}: {message}");
        let output = build(home).output;
        visitor.sees(&output, &gone, step);
        gone.extend(output.iter().map(|(path, _)| path.to_owned()));
    }
}

/// The content folder is moved away and put back, as by a checkout of another branch.
#[test]
fn the_whole_content_may_go_and_come_back() {
    let root = site();
    let server = Server::start(root.path());
    let mut events = server.events();
    events.settle(root.path());
    fs::rename(root.path().join("content"), root.path().join("away")).unwrap();
    assert_eq!(events.settle(root.path())["problems"][0]["code"], "missing-settings");
    assert_eq!(server.get("/faq.html").status, 200, "the last good site stays");
    fs::rename(root.path().join("away"), root.path().join("content")).unwrap();
    assert_eq!(events.settle(root.path())["errors"], 0);
    save(root.path(), "content/faq/acme.yaml", "Can I object?", "May I object?");
    events.settle(root.path());
    assert!(server.get("/faq.html").text().contains("May I object?"));
}

#[test]
fn a_hundred_files_are_few_compiles() {
    let root = site();
    let server = Server::start(root.path());
    let mut events = server.events();
    events.settle(root.path());
    for number in 0..100 {
        let text = format!("---\ntitle: Page {number}\ndescription: More.\n---\n\nWords.\n");
        write(root.path(), &format!("content/pages/page-{number}.md"), text.as_bytes());
    }
    let wanted = digest(&on_disk(root.path()));
    let compiles = (1..).find(|_| events.next().unwrap()["sources"] == wanted).unwrap();
    assert!(compiles <= 10, "{compiles} compiles");
    assert_eq!(server.get("/page-99.html").status, 200);
}

#[test]
fn what_editors_leave_beside_a_file_is_no_change() {
    let root = site();
    let server = Server::start(root.path());
    let mut events = server.events();
    events.settle(root.path());
    for name in [".a.md.swp", "a.md~", "4913", "#a.md#", ".#a.md", "a.tmp", ".git/index"] {
        write(root.path(), &format!("content/pages/{name}"), b"x");
    }
    write(root.path(), "dist/index.html", b"x");
    write(root.path(), "content/pages/about.md", &fs::read(root.path().join("content/pages/about.md")).unwrap());
    save(root.path(), "content/faq/acme.yaml", "Can I object?", "May I object?");
    // The message about the save is the first one.
    let message = events.next().unwrap();
    assert!(server.get("/faq.html").text().contains("May I object?"), "{message}");
}

#[test]
fn messages_tell_what_changed_and_where_pages_went() {
    let root = site();
    let server = Server::start(root.path());
    let mut events = server.events();
    let first = events.settle(root.path());
    save(root.path(), "content/explainers/what-changes.md", "Posts are used.", "Posts and pictures are used.");
    let second = events.settle(root.path());
    assert_eq!(second["from"], first["build"]);
    let changed: Vec<&str> = second["changed"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
    assert!(changed.contains(&"explainers/what-changes.html"), "{changed:?}");
    assert!(!changed.contains(&"letters/objection.html") || !changed.contains(&"compare.csv"), "{changed:?}");

    let (old, new) = ("content/letters/objection.md", "content/letters/no-training.md");
    fs::rename(root.path().join(old), root.path().join(new)).unwrap();
    let third = events.settle(root.path());
    assert_eq!(third["departed"]["letters/objection.html"], "letters/no-training.html");
    assert_eq!(server.get("/letters/objection.html").status, 404);
    fs::rename(root.path().join(new), root.path().join(old)).unwrap();
    let fourth = events.settle(root.path());
    assert_eq!(fourth["departed"]["letters/objection.html"], Value::Null);
    assert_eq!(server.get("/letters/objection.html").status, 200);
}

// ---- Errors ----

#[test]
fn errors_leave_the_last_good_site_and_are_told_once() {
    let root = site();
    let server = Server::start(root.path());
    let mut events = server.events();
    events.settle(root.path());
    server.says("watching content and themes");
    let good = build(root.path()).output;

    save(root.path(), "content/faq/acme.yaml", "platforms: [acme]", "platforms: [<b>nobody</b>]");
    let message = events.settle(root.path());
    let problem = &message["problems"][0];
    assert_eq!(
        (&problem["severity"], &problem["place"]["file"]),
        (&Value::from("error"), &Value::from("content/faq/acme.yaml"))
    );
    assert!(
        problem["place"]["line"].as_u64().unwrap() > 0 && problem["place"]["column"].as_u64().unwrap() > 0,
        "{problem}"
    );
    assert!(problem["place"]["excerpt"][1].as_str().unwrap().contains("nobody"), "{problem}");
    Visitor::new(&server).sees(&good, &BTreeSet::new(), "broken");
    next_with(&server.stderr, "content/faq/acme.yaml:");
    server.says("the last good site stays");

    // Another file with the same problem left: the list is not shown again.
    save(root.path(), "content/letters/objection.md", "I object", "I do object");
    events.settle(root.path());
    server.says("the last good site stays");
    assert!(server.stderr.try_iter().all(|line| !line.contains("acme.yaml")), "told twice");

    save(root.path(), "content/faq/acme.yaml", "platforms: [<b>nobody</b>]", "platforms: [acme]");
    let message = events.settle(root.path());
    assert_eq!(message["problems"], Value::Array(Vec::new()));
    server.says("no problems");
    Visitor::new(&server).sees(&build(root.path()).output, &BTreeSet::new(), "mended");
}

#[test]
fn a_site_that_begins_with_errors_shows_them_until_mended() {
    let root = site();
    save(root.path(), "content/faq/acme.yaml", "platforms: [acme]", "platforms: ['<img src=x>']");
    let server = Server::start(root.path());
    let mut events = server.events();
    assert_ne!(events.settle(root.path())["errors"], 0);
    for path in ["/", "/faq.html", "/anything"] {
        let page = server.get(path);
        assert_eq!(page.status, 503, "{path}");
        assert!(page.text().contains("content/faq/acme.yaml:"), "{}", page.text());
        assert!(page.text().contains("&lt;img src=x&gt;") && !page.text().contains("<img"), "{}", page.text());
        assert!(page.text().contains("/__faqtual/reload.js"));
        assert!(page.header("content-security-policy").contains("default-src 'none'"));
    }
    save(root.path(), "content/faq/acme.yaml", "platforms: ['<img src=x>']", "platforms: [acme]");
    assert_eq!(events.settle(root.path())["errors"], 0);
    Visitor::new(&server).sees(&build(root.path()).output, &BTreeSet::new(), "mended");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_told_and_the_site_stays() {
    let root = site();
    let server = Server::start(root.path());
    let mut events = server.events();
    events.settle(root.path());
    std::os::unix::fs::symlink("nowhere", root.path().join("content/pages/gone.md")).unwrap();
    let message = events.next().unwrap();
    assert!(message["problems"][0]["message"].as_str().unwrap().contains("gone.md"), "{message}");
    next_with(&server.stderr, "leads nowhere");
    assert_eq!(server.get("/faq.html").status, 200);
    fs::remove_file(root.path().join("content/pages/gone.md")).unwrap();
    assert_eq!(events.settle(root.path())["errors"], 0);
}

// ---- The process ----

#[test]
fn two_hundred_tabs_are_told() {
    let root = site();
    let server = Server::start(root.path());
    let mut tabs: Vec<Events> = (0..200).map(|_| server.events()).collect();
    let sources = on_disk(root.path());
    for tab in &mut tabs {
        tab.about(&sources);
    }
    save(root.path(), "content/faq/acme.yaml", "Can I object?", "May I object?");
    let sources = on_disk(root.path());
    for tab in &mut tabs {
        assert_eq!(tab.about(&sources)["errors"], 0);
    }
    assert_eq!(server.get("/").status, 200, "there is a place left");
}

#[test]
fn a_taken_port_is_told_and_the_next_used() {
    let root = site();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let server = Server::with(root.path(), &["--port", &port.to_string()]);
    assert!(server.port > port);
    next_with(&server.stderr, &format!("port {port} is taken; port {} is used", server.port));
    assert_eq!(server.get("/").status, 200);
}

#[cfg(unix)]
#[test]
fn it_ends_cleanly_and_another_takes_its_place() {
    let root = site();
    let mut server = Server::start(root.path());
    let mut events = server.events();
    let first = events.settle(root.path());
    assert_eq!(server.interrupt(), Some(0));
    while events.next().is_some() {}

    save(root.path(), "content/faq/acme.yaml", "Can I object?", "May I object?");
    let port = server.port.to_string();
    let again = Server::with(root.path(), &["--watch", "--port", &port]);
    assert_eq!(again.port, server.port);
    let message = again.events().settle(root.path());
    assert_ne!(message["build"], first["build"]);
    assert!(again.get("/faq.html").text().contains("May I object?"));
}

#[test]
fn without_watch_the_site_stays_as_it_was() {
    let root = site();
    let server = Server::with(root.path(), &["--port", "0"]);
    save(root.path(), "content/faq/acme.yaml", "Can I object?", "May I object?");
    assert!(server.get("/faq.html").text().contains("Can I object?"));
}

#[test]
fn what_cannot_run_says_so() {
    let root = site();
    for (arguments, words) in [
        (&["serve", "nowhere-at-all"][..], "nowhere-at-all"),
        (&["serve", root.path().to_str().unwrap(), "--host", "203.0.113.1"], "name an address of this machine"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_faqtual")).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(words), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn open_shows_the_address_in_a_browser() {
    use std::os::unix::fs::PermissionsExt;
    let (root, bin) = (site(), tempfile::tempdir().unwrap());
    let (browser, pipe) = (bin.path().join("xdg-open"), bin.path().join("pipe"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fs::write(&browser, format!("#!/bin/sh\necho \"$1\" > '{}'\n", pipe.display())).unwrap();
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bin.path().display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_faqtual"));
    command
        .args(["serve", root.path().to_str().unwrap(), "--port", "0", "--open"])
        .env("PATH", path)
        .env_remove("BROWSER");
    let server = Server::run(&mut command);
    assert_eq!(fs::read_to_string(&pipe).unwrap().trim(), format!("http://127.0.0.1:{}/", server.port));
}

// ---- A long day ----

/// A small generator of its own (SplitMix64), so that a failure can be run again by its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((value ^ (value >> 31)) % bound as u64).unwrap()
    }
}

/// One edit of an editor's day: words, a break, a mend, a new file, a deleted or renamed one, a theme.
fn any_edit(root: &Path, random: &mut Random, round: usize) {
    let original = minimal();
    let paths: Vec<String> = original.iter().map(|file| file.path.to_string()).collect();
    let path = &paths[random.below(paths.len())];
    let text = text_of(&original, path);
    let extra = format!("content/pages/extra-{}.md", random.below(3));
    match random.below(14) {
        0 | 1 => write(root, path, text.replace("Acme", &format!("Acme{round}")).as_bytes()),
        2 => write(root, path, b"a: [broken\n"),
        3 => fs::remove_file(root.join(path)).unwrap_or_default(),
        4 => write(
            root,
            &extra,
            format!("---\ntitle: Extra {round}\ndescription: More.\n---\n\nWords {round}.\n").as_bytes(),
        ),
        5 => fs::rename(root.join(&extra), root.join(format!("content/pages/renamed-{}.md", random.below(3))))
            .unwrap_or_default(),
        6 => own_theme(root, &format!("#{round:06}")),
        7 => fs::remove_dir_all(root.join("themes")).unwrap_or_default(),
        // All is mended.
        _ => original.iter().for_each(|file| write(root, file.path.as_str(), &file.bytes)),
    }
}

#[test]
fn after_each_of_two_hundred_edits_the_served_site_is_a_cold_build() {
    let root = site();
    let server = Server::start(root.path());
    let mut events = server.events();
    let mut sources = on_disk(root.path());
    events.about(&sources);
    let mut visitor = Visitor::new(&server);
    let mut shown = cold(&sources, &options()).output;
    let (mut random, mut ever, mut whole, mut broken) = (Random(20_261_123), BTreeSet::new(), 0, 0);
    for round in 0.. {
        any_edit(root.path(), &mut random, round);
        let now = on_disk(root.path());
        if digest(&now) == digest(&sources) {
            continue;
        }
        if whole + broken == 200 {
            break;
        }
        sources = now;
        let message = events.about(&sources);
        let fresh = cold(&sources, &options());
        let errors = fresh.diagnostics.iter().any(faqtual::diagnostic::Diagnostic::is_error);
        assert_eq!(message["errors"] != 0, errors, "round {round}: {message}");
        if errors {
            broken += 1;
        } else {
            whole += 1;
            shown = fresh.output;
        }
        visitor.sees(&shown, &ever, &format!("round {round}"));
        ever.extend(shown.iter().map(|(path, _)| path.to_owned()));
    }
    assert!(whole > 40 && broken > 20, "{whole} whole, {broken} broken: the edits test too little");
}

// ---- Attacks and load ----

impl Server {
    /// Sends bytes as they stand, and reads what comes until the server closes; it may close at once.
    fn bytes(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        let _ = stream.write_all(request);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        bytes
    }

    /// The memory that the process holds, in KiB, where the system tells (Linux); else 0.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
    }
}

/// How many answers these bytes hold.
fn answers(bytes: &[u8]) -> usize {
    bytes.windows(9).filter(|window| window == b"HTTP/1.1 ").count()
}

/// Two programs that read the ends of requests differently could be made to see one request as two. No body is
/// taken here, so whatever claims to have one ends its connection.
#[test]
fn a_request_in_a_request_is_not_answered() {
    let root = site();
    let server = Server::start(root.path());
    let inner = "GET /acme/index.html HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let length = inner.len();
    for head in [
        format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"),
        format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n".to_owned(),
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: +0\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0, 9\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding:\x0bchunked\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n Content-Length: 9\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\rContent-Length: 9\r\n\r\n".to_owned(),
        "GET / HTTP/1.1 HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\0\r\nHost: localhost\r\n\r\n".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: 7\r\n\r\n"
            .to_owned(),
    ] {
        let bytes = server.bytes(format!("{head}{inner}").as_bytes());
        let told = String::from_utf8_lossy(&bytes).into_owned();
        let is_refused = answers(&bytes) == 0 || Answer::read(&bytes).status >= 400;
        assert!(answers(&bytes) <= 1 || !told.contains("<title>Acme"), "{head:?}: {} answers", answers(&bytes));
        assert!(is_refused || answers(&bytes) == 1, "{head:?}: {told}");
    }
    assert_eq!(server.get("/").status, 200);
}

/// Requests of any bytes: each is answered as HTTP, or closed; nothing from outside of the site comes back.
#[test]
fn any_bytes_are_a_request_or_none() {
    let root = site();
    write(root.path(), "secret.txt", b"the secret");
    let server = Server::start(root.path());
    let pieces: &[&[u8]] = &[
        b"GET ",
        b"HEAD ",
        b"POST ",
        b" HTTP/1.1\r\n",
        b" HTTP/1.0\r\n",
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b" ",
        b"\t",
        b":",
        b"/",
        b"//",
        b"\\",
        b"..",
        b"%2e",
        b"%2f",
        b"%5c",
        b"%00",
        b"%ff",
        b"%c0%ae",
        b"%",
        b"%zz",
        b"?",
        b"#",
        b";",
        b"*",
        b"\xff",
        b"\xc3",
        b"\xe2\x80\xae",
        b"secret.txt",
        b"content/site.yaml",
        b"index.html",
        b"acme/",
        b"Host: localhost\r\n",
        b"Host: e.example\r\n",
        b"Range: bytes=0-,-1\r\n",
        b"If-None-Match: \"\"\r\n",
        b"Accept: text/event-stream\r\n",
        b"Origin: null\r\n",
        b"Content-Length: 99999999999999999999\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Connection: keep-alive\r\n",
        b"__faqtual/events",
        b"http://",
    ];
    let runs = std::env::var("FUZZ_REQUESTS").map_or(300, |runs| runs.parse().unwrap());
    let seed = std::env::var("FUZZ_SEED").map_or(11, |seed| seed.parse().unwrap());
    let mut answered = 0;
    for run in 0..runs {
        let mut random = Random(seed ^ (run * 0x2545_f491));
        let mut request: Vec<u8> = Vec::new();
        if random.below(4) > 0 {
            request.extend(b"GET /");
        }
        for _ in 0..random.below(14) {
            request.extend(pieces[random.below(pieces.len())]);
        }
        if random.below(4) > 0 {
            request.extend(b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        }
        let bytes = server.bytes(&request);
        let told = || format!("run {run}, seed {seed}: {:?}", String::from_utf8_lossy(&request));
        assert!(!bytes.windows(10).any(|window| window == b"the secret"), "{}", told());
        if !bytes.is_empty() {
            answered += 1;
            let status = Answer::read(&bytes).status;
            assert!(
                [200, 206, 304, 307, 308, 301, 302, 400, 403, 404, 405, 406, 408, 413, 414, 416, 431, 505]
                    .contains(&status),
                "{status}: {}",
                told()
            );
        }
    }
    println!("{runs} requests, {answered} answered");
    assert!(answered > 0 && server.get("/").status == 200);
}

/// Who opens connections and says nothing is let go; who asks is answered all the same.
#[test]
fn hundreds_of_silent_connections_end() {
    let root = site();
    let server = Server::start(root.path());
    let silent: Vec<TcpStream> = (0..800).map_while(|_| TcpStream::connect(("127.0.0.1", server.port)).ok()).collect();
    assert!(silent.len() > 600, "{} connections", silent.len());
    assert_eq!(server.get("/").status, 200);
    drop(silent);
    assert_eq!(server.get("/").status, 200);
}

/// Many readers while the site is made anew again and again: each answer is a page as some build made it, nobody goes
/// back in time, and memory does not grow with the rounds. `LOAD_SECONDS=30` is the long run, with 200 readers.
#[test]
fn readers_never_see_a_mix() {
    let seconds: Option<u64> = std::env::var("LOAD_SECONDS").ok().map(|seconds| seconds.parse().unwrap());
    let (clients, rounds) = (if seconds.is_some() { 200 } else { 20 }, seconds.unwrap_or(5));
    let root = site();
    let page = |round: u64| {
        format!(
            "---\ntitle: Round {round}.\ndescription: Round {round}.\n---\n\n{}\n",
            format!("Round {round}. ").repeat(200)
        )
    };
    write(root.path(), "content/pages/about.md", page(0).as_bytes());
    let server = Server::start(root.path());
    let mut events = server.events();
    events.settle(root.path());
    let before = server.memory();
    let is_over = std::sync::atomic::AtomicBool::new(false);
    let answered = std::sync::atomic::AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..clients {
            let mut visitor = Visitor::new(&server);
            let (is_over, answered) = (&is_over, &answered);
            scope.spawn(move || {
                let mut newest = 0;
                while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                    let (status, body) = visitor.get("about.html");
                    assert_eq!(status, 200);
                    let text = String::from_utf8(body).unwrap();
                    let rounds: BTreeSet<u64> = text
                        .split("Round ")
                        .skip(1)
                        .map(|rest| rest.split('.').next().unwrap().parse().unwrap())
                        .collect();
                    assert_eq!(rounds.len(), 1, "a mix of {rounds:?}");
                    let round = *rounds.first().unwrap();
                    assert!(round >= newest, "back from {newest} to {round}");
                    newest = round;
                    answered.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                }
            });
        }
        for round in 1..=rounds {
            write(root.path(), "content/pages/about.md", page(round).as_bytes());
            events.settle(root.path());
            if seconds.is_some() {
                std::thread::sleep(Duration::from_secs(1));
            }
        }
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    let after = server.memory();
    println!(
        "{} answers to {clients} readers in {rounds} rounds; {before} KiB before, {after} KiB after",
        answered.into_inner()
    );
    assert!(after < before + 100_000, "{before} KiB before, {after} KiB after");
}
