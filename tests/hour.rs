//! A new user's first hour, with the binary and a real folder.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share may fail loudly")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The folder of the hour.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_faqtual"));
        command.args(line.split(' ')).current_dir(self.folder.path()).env("SOURCE_DATE_EPOCH", "1795392000");
        command
    }

    /// Runs a command: its exit code, and all that it says.
    fn run(&self, line: &str) -> (i32, String) {
        let output = self.command(line).output().unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (output.status.code().unwrap(), text)
    }

    /// Runs a command that must succeed.
    fn well(&self, line: &str) -> String {
        let (code, text) = self.run(line);
        assert_eq!(code, 0, "{line}: {text}");
        text
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.folder.path().join(path), text).unwrap();
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.write(path, &text.replacen(from, to, 1));
    }
}

/// The files of a report and how often each is the place of a problem.
fn places(report: &str) -> Vec<(String, u64)> {
    let report: serde_json::Value = serde_json::from_str(report).unwrap();
    let problems = report["problems"].as_array().unwrap();
    problems
        .iter()
        .map(|problem| (problem["file"].as_str().unwrap().to_owned(), problem["line"].as_u64().unwrap()))
        .collect()
}

fn line_of(text: &str, words: &str) -> u64 {
    1 + text[..text.find(words).unwrap()].matches('\n').count() as u64
}

#[test]
fn a_new_user_gets_a_site_in_an_hour() {
    let desk = Desk { folder: tempfile::tempdir().unwrap() };

    // A site that builds at once.
    let said = desk.well("new site mysite");
    assert!(said.contains("next: faqtual serve mysite --watch --open"), "{said}");
    let said = desk.well("build mysite --strict");
    assert!(said.contains("no problems"), "{said}");
    assert!(desk.read("mysite/dist/index.html").contains("Loyalty cards"));

    // A typo in five files: one report with five places.
    let typos = [
        ("mysite/content/comparison.yaml", "kind: choice", "kind: choise"),
        ("mysite/content/explainers/what-cards-tell.md", "letter:objection", "letter:objektion"),
        ("mysite/content/faq/basics.yaml", "steps:north-market-switch", "steps:north-market-swich"),
        ("mysite/content/platforms/north-market.yaml", "retroactive:", "retroaktive:"),
        ("mysite/content/sources.yaml", "date: 2025-02-10", "date: 2025-02-31"),
    ];
    let mut expected = Vec::new();
    for (path, right, wrong) in typos {
        desk.edit(path, right, wrong);
        expected.push((path.trim_start_matches("mysite/").to_owned(), line_of(&desk.read(path), wrong)));
    }
    let (code, report) = desk.run("check mysite --report json");
    let mut found = places(&report);
    // The misspelt key is missing, too: that is told at the head of its entry.
    let (_, text) = desk.run("check mysite");
    assert_eq!(text.matches("did you mean").count(), 4, "{text}");
    assert!(text.contains("lacks `retroactive`"), "{text}");
    found.retain(|place| expected.contains(place));
    assert_eq!((code, found), (1, expected), "{text}");

    // Mended, it is clean.
    for (path, right, wrong) in typos {
        desk.edit(path, wrong, right);
    }
    assert!(desk.well("check mysite --strict").contains("no problems"));

    // A new platform: the rows that it lacks are told, then filled in.
    let said = desk.well("new platform third-shop mysite");
    assert!(said.contains("made mysite/content/platforms/third-shop.yaml"), "{said}");
    let (code, text) = desk.run("check mysite");
    assert_eq!(code, 1);
    for row in ["row `default-state`", "row `kept-for`", "data category `purchases`"] {
        assert!(text.contains(&format!("`third-shop` says nothing about the {row}")), "{text}");
    }
    let platform = "mysite/content/platforms/third-shop.yaml";
    desk.edit(platform, "summary:", "summary: Third Shop does not say.");
    desk.edit(platform, "answer:", "answer: Third Shop does not say.");
    let filled: Vec<String> = desk
        .read(platform)
        .lines()
        .scan(false, |in_facts, line| {
            *in_facts = !line.starts_with("# opt_out") && (*in_facts || line.starts_with("# facts:"));
            let line = if *in_facts { line.trim_start_matches("# ") } else { line };
            let line = line.replace("value:", "value: not-stated").replace("used:", "used: not-stated");
            let line =
                line.replace("source:", "source: corner-shop-terms").replace("reading:", "reading: Says nothing.");
            Some(if *in_facts { line } else { line.replace(": not-stated", ":") })
        })
        .collect();
    desk.write(platform, &(filled.join("\n") + "\n"));
    assert!(desk.well("check mysite").contains("no problems"));

    // Questions from a spreadsheet are drafts: the site stays whole, and what they lack is told when asked.
    desk.write("old.csv", "Question,Answer\nMay I pay cash?,\"Yes. Cash leaves no list.\"\nWho sells it?,\n");
    let said = desk.well("new faq --from old.csv --root mysite");
    assert!(said.contains("a draft of 1 question"), "{said}");
    assert!(said.contains("not taken: old.csv, line 3: `Who sells it?` has no answer"), "{said}");
    let imported = desk.read("mysite/content/faq/old.yaml");
    assert!(imported.contains("- id: may-i-pay-cash\n") && imported.contains("draft: true"), "{imported}");
    desk.well("check mysite");
    let (code, text) = desk.run("check mysite --drafts");
    assert!(code == 1 && text.contains("the question `may-i-pay-cash` has no receipt"), "{text}");

    // The site in a browser.
    let page = Server::start(desk.command("serve mysite --port 0")).get("faq.html");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("Do I lose my points"), "{page}");
}

/// A running server, ended with its test.
struct Server {
    process: Child,
    host: String,
}

impl Server {
    fn start(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let address = lines.find_map(|line| line.strip_prefix("serving http://").map(str::to_owned));
        let host = address.unwrap().trim_end_matches('/').to_owned();
        Self { process, host }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        write!(stream, "GET /{path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Nothing that is there is overwritten, whatever is asked for.
#[test]
fn nothing_is_overwritten() {
    let desk = Desk { folder: tempfile::tempdir().unwrap() };
    desk.well("new site .");
    let files =
        ["content/site.yaml", "content/sources.yaml", "content/platforms/corner-shop.yaml", "content/faq/basics.yaml"];
    for path in files {
        desk.write(path, &(desk.read(path) + "# mine\n"));
    }
    for line in [
        "new site .",
        "new platform corner-shop",
        "new source corner-shop-terms",
        "new question lose-my-points",
        "new question other --in ../site",
        "new explainer what-cards-tell",
    ] {
        let (code, text) = desk.run(line);
        assert_eq!(code, 2, "{line}: {text}");
    }
    desk.well("new source another");
    for path in files {
        assert!(desk.read(path).contains("# mine\n"), "{path}");
    }
    // A file that is no list is left alone.
    desk.write("content/sources.yaml", "broken: [\n");
    let (code, text) = desk.run("new source third");
    assert!(code == 2 && text.contains("- id: third"), "{text}");
    assert_eq!(desk.read("content/sources.yaml"), "broken: [\n");
    assert!(Path::new(desk.folder.path()).join(".faqtual/schema/faq.json").is_file());
}
