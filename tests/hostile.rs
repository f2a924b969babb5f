//! Sources that mean harm: each is refused with a clear problem, or taken, and neither takes long nor much memory.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share may fail loudly")]

mod support;

use faqtual::diagnostic::Code;
use faqtual::limits;
use support::{cold, minimal, options, page, put, report, text_of};

/// The kinds of problems of the smallest site with this file in it.
fn codes(path: &str, text: &str) -> Vec<Code> {
    let mut sources = minimal();
    put(&mut sources, path, text);
    let mut codes: Vec<Code> = cold(&sources, &options()).diagnostics.iter().map(|problem| problem.code).collect();
    codes.dedup();
    codes
}

/// A page with this text.
fn method(text: &str) -> String {
    format!("---\ntitle: How we work\ndescription: How this site is made.\n---\n\n{text}\n")
}

const METHOD: &str = "content/pages/method.md";
const VOCABULARY: &str = "content/vocabulary.yaml";

/// A file in which much could be better is no error, and what could be is told in few words.
#[test]
fn many_hints_are_no_error() {
    let question = |at: usize| {
        let rest =
            "short: No.\n  answer: It is not.\n  topics: [rights]\n  receipts: [acme-notice]\n  reviewed: 2026-11-23\n";
        format!("- id: question-{at}\n  question: Is it {at}?\n  {rest}")
    };
    let mut sources = minimal();
    put(&mut sources, "content/faq/all.yaml", &(0..2 * limits::ERRORS).map(question).collect::<String>());
    let compiled = cold(&sources, &options());
    let told = report(&sources, &compiled);
    assert!(!compiled.diagnostics.iter().any(faqtual::diagnostic::Diagnostic::is_error), "{told}");
    let hints = compiled.diagnostics.iter().filter(|problem| problem.code == Code::NoPhrasings).count();
    assert_eq!(hints, 2 * limits::ERRORS);
    assert_eq!(told.matches("has no other phrasings").count(), 5);
    assert!(told.ends_with("and 195 more problems, which `--report json` tells\n\n"), "{told}");
}

/// What a text may not be is told in a report that is short, whatever the text's length.
#[test]
fn what_is_beyond_the_limits_is_told_in_few_words() {
    let long_line = "x".repeat(limits::LINE_BYTES + 1);
    let cases = [
        ("a long line", METHOD, method(&long_line)),
        ("a long line of YAML", VOCABULARY, format!("topics: \"{long_line}\"\n")),
        ("a line of 10 MB", METHOD, method(&"word ".repeat(2_000_000))),
        ("a large file", METHOD, method(&"word\n".repeat(limits::TEXT_BYTES / 5))),
        ("open brackets", VOCABULARY, format!("topics: {}", "[\n".repeat(1_000_000))),
        ("open braces", VOCABULARY, format!("topics: {}", "{a: \n".repeat(100_000))),
        ("lists in lists", VOCABULARY, "- ".repeat(10_000)),
        ("keys in keys", VOCABULARY, "? ".repeat(10_000)),
        ("many values", VOCABULARY, format!("topics:\n{}", "- [1, 2, 3]\n".repeat(200_000))),
        ("many keys", VOCABULARY, (0..2_000).map(|key| format!("key-{key}: 1\n")).collect()),
        ("quotes in quotes", METHOD, method(&">".repeat(10_000))),
        (
            "lists in lists of Markdown",
            METHOD,
            method(&(0..200).map(|at| "  ".repeat(at) + "- a\n").collect::<String>()),
        ),
        ("emphasis in emphasis", METHOD, method(&("*a **b ".repeat(40) + &"c** d* ".repeat(40)))),
        ("a flood of links", METHOD, method(&"[a](https://example.org/)\n".repeat(limits::LINKS + 1))),
        ("a flood of problems", METHOD, method(&"[](nowhere.md)\n\n".repeat(5_000))),
        ("a flood of wrong entries", VOCABULARY, format!("topics:\n{}", "- {idd: a, lable: b}\n".repeat(20_000))),
    ];
    for (name, path, text) in cases {
        let mut sources = minimal();
        put(&mut sources, path, &text);
        let compiled = cold(&sources, &options());
        let told = report(&sources, &compiled);
        assert!(told.contains("error[beyond-limits]"), "{name}: {}", &told[..told.len().min(2000)]);
        assert!(told.len() < 100_000, "{name}: a report of {} bytes", told.len());
    }
}

/// However many files are wrong, a report can be read; what stands in the way is in it.
#[test]
fn a_report_for_people_is_bounded() {
    let mut sources = minimal();
    for number in 0..2 * limits::WARNINGS_OF_A_KIND {
        put(&mut sources, &format!("content/a/{number}.bin"), "");
    }
    let told = report(&sources, &cold(&sources, &options()));
    assert_eq!(told.matches("warning[").count(), limits::WARNINGS_OF_A_KIND);
    for number in 0..limits::SHOWN + 200 {
        put(&mut sources, &format!("content/faq/{number}.yaml"), "[");
    }
    let told = report(&sources, &cold(&sources, &options()));
    assert_eq!(told.matches("warning[").count() + told.matches("error[").count(), limits::SHOWN);
    assert!(told.starts_with("error["), "{}", &told[..200]);
    assert!(told.ends_with("and 400 more problems, which `--report json` tells\n\n"), "{}", &told[told.len() - 200..]);
}

/// What looks like an attack and is within the limits becomes a page of a size in proportion.
#[test]
fn what_is_within_the_limits_does_not_multiply() {
    let cases = [
        (
            "references to one long address",
            format!("[a]: https://e.example/{}\n\n{}", "x".repeat(10_000), "[a]\n".repeat(9_000)),
        ),
        ("unclosed brackets", "[\n".repeat(20_000)),
        ("unclosed links", "[a](b\n".repeat(20_000)),
        ("backticks of every length", (1..600).map(|count| "`".repeat(count) + "\n").collect()),
        ("a wide table", format!("{}|\n{}|\n{}", "|a".repeat(2_000), "|-".repeat(2_000), "|b\n".repeat(2_000))),
        ("notes", (0..5_000).map(|note| format!("[^{note}]\n\n[^{note}]: x\n\n")).collect()),
        ("ampersands", "&\n".repeat(100_000)),
    ];
    for (name, text) in cases {
        let mut sources = minimal();
        put(&mut sources, METHOD, &method(&text));
        let compiled = cold(&sources, &options());
        let made = compiled.output.file("method.html").map_or(0, <[u8]>::len);
        assert!(made < 20 * text.len() + 4_000_000, "{name}: {made} bytes from {}", text.len());
    }
}

/// A byte order mark, Windows' line ends and tabs in a text are no reason to refuse it, nor to show it otherwise.
#[test]
fn line_ends_and_marks_of_other_systems_change_nothing() {
    let plain = method("Some *text*:\n\n- one\n- two\n\n```\na\tb\n```");
    let mut pages = Vec::new();
    for text in [plain.clone(), format!("\u{feff}{plain}"), plain.replace('\n', "\r\n")] {
        let mut sources = minimal();
        put(&mut sources, METHOD, &text);
        let compiled = cold(&sources, &options());
        assert_eq!(report(&sources, &compiled), "");
        pages.push(page(&compiled, "method.html").replace("\r\n", "\n"));
    }
    assert!(pages[0].contains("<em>text</em>") && pages[0].contains("a\tb"));
    assert_eq!(pages[0], pages[1]);
    assert_eq!(pages[0], pages[2]);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    for bytes in [&b"title: \xff\n"[..], b"\xff\xfet\x00i\x00", b"title: \xed\xa0\x80\n", b"title: a\x00b\n"] {
        let mut sources = minimal();
        sources.insert(VOCABULARY, bytes.to_vec());
        let codes: Vec<_> = cold(&sources, &options()).diagnostics.iter().map(|problem| problem.code).collect();
        assert!(codes.contains(&Code::NotUtf8) || codes.contains(&Code::YamlSyntax), "{bytes:?}: {codes:?}");
    }
}

#[test]
fn tags_merges_and_keys_that_stand_twice_are_told() {
    for (text, code) in [
        ("topics: !os.system [ls]\n", Code::YamlTag),
        ("topics:\n- &a {id: a, label: A}\n- <<: *a\n", Code::UnknownKey),
        ("topics: []\ntopics: []\n", Code::DuplicateKey),
        ("topics:\n\t- id: a\n", Code::YamlSyntax),
    ] {
        assert!(codes(VOCABULARY, text).contains(&code), "{text}: {:?}", codes(VOCABULARY, text));
    }
}

/// Names that Windows keeps for devices are no ids, for ids become names of files.
#[test]
fn an_id_is_no_device() {
    assert!(codes("content/pages/con.md", &method("With care.")).contains(&Code::MalformedId));
    assert!(codes("content/platforms/aux.yaml", "name: Aux\n").contains(&Code::MalformedId));
}

const MIXED: &str = "Press <kbd onclick=\"x()\">Ctrl</kbd>, see [it](../faq/acme.yaml)<script>alert(1)</script>.\n\n\
    <details style=\"color:red\" open><summary>More</summary>\n<img src=https://e.example/a.png>\n</details>\n\n\
    <iframe src=https://e.example/></iframe> <a href=\"javascript:x()\">a</a> <b>bold";

/// What is ours in a text with raw HTML keeps its anchors: a note and the way to it.
#[test]
fn notes_are_reached_beside_raw_html_too() {
    let mut sources = minimal();
    put(&mut sources, METHOD, &method("One[^b] <kbd>x</kbd> two[^a] one[^b].\n\n[^a]: Second.\n\n[^b]: First.\n"));
    let settings = text_of(&sources, "content/site.yaml");
    let mut written = Vec::new();
    for raw_html in [false, true] {
        put(&mut sources, "content/site.yaml", &format!("{settings}raw_html: {raw_html}\n"));
        let html = page(&cold(&sources, &options()), "method.html").to_owned();
        let mark = |note: &str, number: u8| {
            format!("<sup class=\"footnote-reference\"><a href=\"#note-{note}\">{number}</a></sup>")
        };
        assert_eq!((html.matches(&mark("b", 1)).count(), html.matches(&mark("a", 2)).count()), (2, 1), "{html}");
        let note = html.find("<div class=\"footnote-definition\" id=\"note-a\"").unwrap();
        written.push(html[note..html.find("</main").unwrap()].to_owned());
    }
    assert!(
        written[0].contains("<sup class=\"footnote-definition-label\">1</sup>\n<p>First.</p>\n</div>"),
        "{}",
        written[0]
    );
    assert_eq!(written[0], written[1]);
}

/// HTML in Markdown is text, unless the site turns it on; then it is cleaned of everything that loads, styles or runs.
#[test]
fn raw_html_is_text_or_cleaned() {
    let mut sources = minimal();
    put(&mut sources, METHOD, &method(&MIXED.replace("[it](../faq/acme.yaml)", "[it](faq:can-i-object)")));
    let compiled = cold(&sources, &options());
    let html = page(&compiled, "method.html");
    assert!(
        compiled.diagnostics.iter().all(|problem| problem.code == Code::RawHtml),
        "{}",
        report(&sources, &compiled)
    );
    assert!(html.contains("&lt;kbd onclick") && html.contains("&lt;script&gt;") && !html.contains("<kbd"));

    let settings = text_of(&sources, "content/site.yaml");
    put(&mut sources, "content/site.yaml", &format!("{settings}raw_html: true\n"));
    let compiled = cold(&sources, &options());
    assert_eq!(report(&sources, &compiled), "");
    let html = page(&compiled, "method.html");
    let main = &html[html.find("<main").unwrap()..html.find("</main").unwrap()];
    assert!(main.contains("<kbd>Ctrl</kbd>, see <a href=\"faq/can-i-object.html\">it</a>."), "{main}");
    assert!(main.contains("<details><summary>More</summary>") && main.contains("<b>bold\n</b>"), "{main}");
    for gone in ["onclick", "script>", "alert(1)", "style=", "<img", "<iframe", "javascript:"] {
        assert!(!main.contains(gone), "{gone}: {main}");
    }
}
