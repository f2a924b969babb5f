//! `fetch`, `check --sources` and `check --links` against a server on this machine.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share may fail loudly")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Barrier, Mutex};

/// What the server answers, by path: status, other header lines, body.
type Pages = Arc<Mutex<BTreeMap<String, (u16, String, String)>>>;

/// A server on a free port of this machine; it ends with the test's process.
struct Server {
    port: u16,
    pages: Pages,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        Self::meeting(&Arc::new(Barrier::new(1)))
    }

    /// A server that answers `/meet` only when as many are asked for it as the barrier waits for.
    fn meeting(barrier: &Arc<Barrier>) -> Self {
        let barrier = Arc::clone(barrier);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (pages, asked) = (Pages::default(), Arc::new(Mutex::new(Vec::new())));
        let (answers, log) = (Arc::clone(&pages), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let request = answer(stream, &answers, &barrier);
                log.lock().unwrap().push(request);
            }
        });
        Self { port, pages, asked }
    }

    fn says(&self, path: &str, status: u16, headers: &str, body: &str) {
        self.pages.lock().unwrap().insert(path.to_owned(), (status, headers.to_owned(), body.to_owned()));
    }

    /// The requests since the last look: path and user agent.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

fn answer(mut stream: TcpStream, pages: &Pages, barrier: &Barrier) -> String {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let path = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default().to_owned();
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let agent = headers.iter().find(|line| line.to_lowercase().starts_with("user-agent:")).cloned();
    if path == "/meet" {
        barrier.wait();
    }
    let (status, own, body) =
        pages.lock().unwrap().get(&path).cloned().unwrap_or((404, String::new(), "nothing".to_owned()));
    let head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n{own}\r\n", body.len());
    // A client that reads no more than it wants may hang up first.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
    format!("{path} {}", agent.unwrap_or_default())
}

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";

fn page(words: &str) -> String {
    let menu = "<nav><a href='/'>Home</a> <a href='/a'>Menu entry</a></nav>";
    let body = "Members can read here what the company does with what they write, for how long, and why. ".repeat(6);
    format!(
        "<!doctype html><html lang=en><title>Notice</title>{menu}<article><h1>Notice</h1><p>{body}</p><p>{words} {body}</p></article></html>"
    )
}

/// The smallest site, whose one source is on the server and quoted.
fn site(server: &Server, path: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    copy(Path::new("tests/sites/minimal/content"), &root.path().join("content"));
    let sources = format!(
        "- id: acme-notice\n  publisher: Acme\n  title: Privacy notice\n  url: {}\n  kind: primary\n  date: 2025-11-03\n  summary: What Acme does.\n  allow:\n    - code: insecure-url\n      reason: A server for tests.\n",
        server.url(path)
    );
    fs::write(root.path().join("content/sources.yaml"), sources).unwrap();
    let faq = root.path().join("content/faq/acme.yaml");
    let quoted = fs::read_to_string(&faq).unwrap().replace(
        "receipts: [acme-notice]",
        "receipts:\n    - source: acme-notice\n      quote: You can object … at any time",
    );
    fs::write(faq, quoted).unwrap();
    root
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn faqtual(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_faqtual"));
    command.current_dir(root).args(arguments).env("SOURCE_DATE_EPOCH", "1795392000").env("NO_COLOR", "1");
    // A proxy of this machine must not be asked for pages on this machine.
    command.env("http_proxy", "http://127.0.0.1:9").output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_source_is_saved_compared_and_its_changes_are_told() {
    let server = Server::start();
    let root = site(&server, "/old");
    server.says("/old", 301, "Location: /notice\r\n", "");
    server.says("/notice", 200, HTML, &page("You can object to this at any time."));

    let first = faqtual(root.path(), &["fetch", "--allow-private"]);
    assert!(first.status.success(), "{}", told(&first));
    assert!(told(&first).contains("acme-notice: saved"), "{}", told(&first));
    let saved = fs::read_to_string(root.path().join("content/sources/acme-notice.txt")).unwrap();
    assert!(saved.starts_with(&format!("Source: {}\nFetched: 2026-11-23\n", server.url("/old"))), "{saved}");
    assert!(saved.contains(&format!("Redirected: {}\n", server.url("/notice"))), "{saved}");
    assert!(saved.contains("You can object to this at any time.") && !saved.contains("Menu entry"), "{saved}");
    let asked = server.asked();
    assert!(asked[0].starts_with("/robots.txt") && asked.iter().all(|line| line.contains("faqtual/")), "{asked:?}");

    assert!(faqtual(root.path(), &["check", "--sources", "--strict"]).status.success());
    assert!(told(&faqtual(root.path(), &["fetch", "--allow-private"])).contains("acme-notice: unchanged"));

    server.says("/notice", 200, HTML, &page("You can object to this until the end of May."));
    let changed = told(&faqtual(root.path(), &["fetch", "acme-notice", "--allow-private"]));
    assert!(changed.contains("[-at any time.-]") && changed.contains("{+until the end of May.+}"), "{changed}");
    assert!(changed.contains("rests on it: the question `can-i-object` and its embed"), "{changed}");
    assert!(changed.contains("rests on it: the opt-out path `acme-switch`"), "{changed}");

    let gone = faqtual(root.path(), &["check", "--sources"]);
    assert_eq!(gone.status.code(), Some(1), "{}", told(&gone));
    assert!(told(&gone).contains("gone-quote"), "{}", told(&gone));
    assert!(told(&gone).contains("the question `can-i-object` rests on it"), "{}", told(&gone));
}

#[test]
fn robots_private_addresses_and_limits_are_minded() {
    let server = Server::start();
    let root = site(&server, "/notice");
    let fetched = |arguments: &[&str]| {
        let output = faqtual(root.path(), &[&["fetch"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        assert!(!root.path().join("content/sources").exists());
        told(&output)
    };
    server.says("/notice", 200, HTML, &page("Words."));
    assert!(fetched(&[]).contains("lies in a private network"));
    assert!(server.asked().is_empty());

    server.says("/robots.txt", 200, "Content-Type: text/plain\r\n", "User-agent: faqtual\nDisallow: /notice\n");
    assert!(fetched(&["--allow-private"]).contains("robots.txt turns programs away"));
    assert!(server.asked().iter().all(|line| !line.starts_with("/notice")));

    server.says("/robots.txt", 503, "", "");
    assert!(fetched(&["--allow-private"]).contains("robots.txt turns programs away"));

    server.says("/robots.txt", 404, "", "");
    server.says("/notice", 302, "Location: /notice\r\n", "");
    assert!(fetched(&["--allow-private"]).contains("more than 5 redirects"));
    server.says("/notice", 302, "Location: file:///etc/passwd\r\n", "");
    assert!(fetched(&["--allow-private"]).contains("no page of the web"));
    server.says("/notice", 200, HTML, &"x".repeat(9_000_000));
    assert!(fetched(&["--allow-private"]).contains("limit"));
    server.says("/notice", 410, HTML, "gone");
    assert!(fetched(&["--allow-private"]).contains("the server answered 410"));
}

#[test]
fn links_that_are_gone_are_errors_and_good_ones_are_remembered() {
    let server = Server::start();
    let root = site(&server, "/notice");
    let check = || faqtual(root.path(), &["check", "--links", "--allow-private"]);
    server.says("/notice", 200, HTML, "fine");
    assert!(check().status.success(), "{}", told(&check()));
    assert!(!server.asked().is_empty());
    assert!(check().status.success() && server.asked().is_empty(), "a good answer is asked for again");

    fs::remove_file(root.path().join(".faqtual/links.json")).unwrap();
    server.says("/notice", 410, HTML, "gone");
    let gone = check();
    assert_eq!(gone.status.code(), Some(1));
    assert!(
        told(&gone).contains("gone-address") && told(&gone).contains("content/sources.yaml:1:7"),
        "{}",
        told(&gone)
    );

    server.says("/notice", 403, HTML, "no");
    let refused = check();
    assert!(refused.status.success(), "{}", told(&refused));
    assert!(told(&refused).contains("warning[unreachable-address]"), "{}", told(&refused));
}

#[test]
fn links_to_several_hosts_are_looked_at_side_by_side() {
    let barrier = Arc::new(Barrier::new(2));
    let servers = [Server::meeting(&barrier), Server::meeting(&barrier)];
    for server in &servers {
        server.says("/meet", 200, HTML, "fine");
        server.says("/then", 410, HTML, "gone");
    }
    let root = site(&servers[0], "/meet");
    let links = format!("[a](http://localhost:{0}/then) [b](http://localhost:{0}/meet)", servers[1].port);
    let page =
        format!("---\ntitle: Links\ndescription: Where they lead.\n---\n\n{links} [c]({})\n", servers[0].url("/then"));
    fs::write(root.path().join("content/pages/links.md"), page).unwrap();
    let told = told(&faqtual(root.path(), &["check", "--links", "--allow-private"]));
    assert_eq!(told.matches("error[gone-address]").count(), 2, "{told}");
    assert!(!told.contains("unreachable-address"), "{told}");
    let pages = |server: &Server| {
        server.asked().iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for server in &servers {
        assert_eq!(pages(server), ["/robots.txt", "/meet", "/then"]);
    }
}
