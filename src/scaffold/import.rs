//! Questions from elsewhere: CSV, Markdown with headings as questions, a web page with FAQPage data.
//!
//! Takes a file's text, gives drafts of questions, and what could not be taken. The only file that names `dom_query`.
//! Invariant: nothing is made up: receipts and topics are the editor's to add.

use std::collections::BTreeSet;

use dom_query::Document;
use serde::Serialize;
use serde_json::Value;

use crate::parse::markdown::outline;
use crate::parse::yaml;
use crate::text::slug::{is_slug, slug};

/// A question as found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The id, if the file gives one.
    pub id: Option<String>,
    /// The question.
    pub question: String,
    /// The answer in one sentence, if the file gives one.
    pub short: Option<String>,
    /// The answer in Markdown.
    pub answer: String,
    /// Ids of topics, if the file gives any.
    pub topics: Vec<String>,
}

/// What a file gave.
#[derive(Debug, Default)]
pub struct Import {
    /// The questions, in the order of the file.
    pub found: Vec<Found>,
    /// What was left out, and why; one line each.
    pub left: Vec<String>,
}

impl Import {
    /// Takes a question, or tells why not.
    fn take(&mut self, place: &str, found: Found) {
        match (found.question.is_empty(), found.answer.is_empty()) {
            (false, false) => self.found.push(found),
            (false, true) => self.left.push(format!("{place}: `{}` has no answer", found.question)),
            (true, _) => self.left.push(format!("{place}: there is no question")),
        }
    }
}

/// Reads a file by its extension; nothing if it is of no kind that is known.
#[must_use]
pub fn read(extension: &str, text: &str) -> Option<Import> {
    let text = text.trim_start_matches('\u{feff}');
    match extension.to_ascii_lowercase().as_str() {
        "csv" | "tsv" => Some(csv(text)),
        "html" | "htm" | "xhtml" => Some(html(text)),
        "md" | "markdown" => Some(markdown(text)),
        _ => None,
    }
}

/// Columns by their names; without names, the first is the question and the second the answer.
fn csv(text: &str) -> Import {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: &u8| first.bytes().filter(|byte| byte == sign).count();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(count).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut import = Import::default();
    let mut columns = Columns { id: None, question: Some(0), short: None, answer: Some(1), topics: None };
    for (at, record) in reader.records().enumerate() {
        match record {
            Ok(record) if at == 0 && Columns::named(&record).is_some() => {
                columns = Columns::named(&record).unwrap_or(columns);
            }
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                import.take(&format!("line {line}"), columns.found(&record));
            }
            Err(error) => import.left.push(format!("row {}: {error}", at + 1)),
        }
    }
    import
}

/// Which column holds what.
#[derive(Clone, Copy)]
struct Columns {
    id: Option<usize>,
    question: Option<usize>,
    short: Option<usize>,
    answer: Option<usize>,
    topics: Option<usize>,
}

impl Columns {
    /// The columns of a row of names; nothing if the row does not name question and answer.
    fn named(names: &csv::StringRecord) -> Option<Self> {
        let column = |known: &[&str]| {
            names.iter().position(|name| known.iter().any(|known| name.trim().eq_ignore_ascii_case(known)))
        };
        let question = column(&["question", "questions", "q", "title", "frage"]);
        let answer = column(&["answer", "answers", "a", "text", "response", "antwort", "réponse"]);
        let (short, topics) = (column(&["short", "short answer", "summary"]), column(&["topics", "topic", "tags"]));
        question.and(answer).map(|_| Self { id: column(&["id", "slug"]), question, short, answer, topics })
    }

    fn found(&self, record: &csv::StringRecord) -> Found {
        let cell = |column: Option<usize>| column.and_then(|at| record.get(at)).unwrap_or_default();
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let topics =
            cell(self.topics).split([';', ',']).map(|topic| slug(topic.trim())).filter(|topic| topic != "section");
        Found {
            id: some(cell(self.id).trim().to_owned()),
            question: line(cell(self.question)),
            short: some(line(cell(self.short))),
            answer: block(cell(self.answer)),
            topics: topics.collect(),
        }
    }
}

/// Headings with their texts. If any heading ends in a question mark, only such are questions, and deeper headings
/// belong to their answers.
fn markdown(text: &str) -> Import {
    let (text, before) = match crate::source::front_matter(text) {
        crate::source::FrontMatter::Found { body, .. } => (&text[body..], text[..body].matches('\n').count()),
        _ => (text, 0),
    };
    let headings = outline(text).headings;
    let asks = |text: &str| text.trim_end().ends_with(['?', '？', '؟']);
    let only_marked = headings.iter().any(|heading| asks(&heading.text));
    let mut import = Import::default();
    let mut at = 0;
    while let Some(heading) = headings.get(at) {
        let is_question = !only_marked || asks(&heading.text);
        let inside = |next: &crate::parse::markdown::Heading| {
            is_question && only_marked && next.level > heading.level && !asks(&next.text)
        };
        let next = headings[at + 1..].iter().position(|next| !inside(next)).map(|count| at + 1 + count);
        let end = next.map_or(text.len(), |next| headings[next].range.start);
        let place = format!("line {}", 1 + before + text[..heading.range.start].matches('\n').count());
        let answer = block(&text[heading.range.end..end]);
        let question = line(&heading.text);
        if is_question {
            import.take(&place, Found { question, answer, ..Found::default() });
        } else if !answer.is_empty() {
            import.left.push(format!("{place}: `{question}` is no question"));
        }
        at = next.unwrap_or(headings.len());
    }
    import
}

/// The questions of every FAQPage (schema.org) in the page's JSON-LD; answers in HTML become Markdown.
fn html(text: &str) -> Import {
    let mut import = Import::default();
    let page = Document::from(text);
    for script in page.select("script[type='application/ld+json']").iter() {
        match serde_json::from_str::<Value>(&script.text()) {
            Ok(data) => faq_pages(&data, &mut import),
            Err(error) => import.left.push(format!("a block of JSON-LD cannot be read: {error}")),
        }
    }
    if import.found.is_empty() && import.left.is_empty() {
        import.left.push("the page has no FAQPage in JSON-LD".to_owned());
    }
    import
}

fn faq_pages(data: &Value, import: &mut Import) {
    match data {
        Value::Array(all) => all.iter().for_each(|one| faq_pages(one, import)),
        Value::Object(_) if is_a(data, "FAQPage") => {
            one_or_more(&data["mainEntity"]).for_each(|one| question(one, import));
        }
        Value::Object(keys) => keys.values().for_each(|one| faq_pages(one, import)),
        _ => {}
    }
}

fn is_a(data: &Value, kind: &str) -> bool {
    one_or_more(&data["@type"])
        .any(|name| name.as_str().is_some_and(|name| name.rsplit(['/', ':']).next() == Some(kind)))
}

fn one_or_more(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(all) => all.as_slice(),
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
    .iter()
}

fn question(data: &Value, import: &mut Import) {
    let words = |value: &Value| value.as_str().map(markdown_of).unwrap_or_default();
    let name = if data["name"].is_string() { &data["name"] } else { &data["text"] };
    let accepted = one_or_more(&data["acceptedAnswer"]).chain(one_or_more(&data["suggestedAnswer"])).next();
    let answer = accepted.map(|answer| words(&answer["text"])).unwrap_or_default();
    let question = plain(&words(name));
    let place = format!("question {}", import.found.len() + import.left.len() + 1);
    import.take(&place, Found { question, answer, ..Found::default() });
}

fn markdown_of(html: &str) -> String {
    block(&Document::fragment(html).md(None))
}

/// What readers see of Markdown, in one line.
fn plain(text: &str) -> String {
    outline(text).plain(|_| None).into_owned()
}

/// A text in one line.
fn line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of several lines, without blanks at the ends of lines.
fn block(text: &str) -> String {
    let lines: Vec<String> = visible(text).lines().map(|line| line.trim_end().replace('\t', "    ")).collect();
    lines.join("\n").trim_matches('\n').trim_end().to_owned()
}

/// Line ends that everyone sees, and no other control character.
fn visible(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    text.chars().filter(|sign| !sign.is_control() || matches!(sign, '\n' | '\t')).collect()
}

/// A question as it is written.
#[derive(Serialize)]
struct Written<'w> {
    id: &'w str,
    question: &'w str,
    short: String,
    answer: &'w str,
    topics: &'w [String],
    draft: bool,
}

/// The longest sentence that is taken for a short answer.
const SHORT: usize = 240;

/// The questions as a file of drafts; `taken` are the ids that there are already. Every draft needs receipts and
/// topics before it can be shown.
#[must_use]
pub fn written(found: &[Found], taken: &BTreeSet<String>) -> String {
    let mut taken = taken.clone();
    let mut text = String::new();
    for one in found {
        let id = id(one, &taken);
        taken.insert(id.clone());
        let short = one.short.clone().unwrap_or_else(|| first_sentence(&one.answer));
        let entry =
            Written { id: &id, question: &one.question, short, answer: &one.answer, topics: &one.topics, draft: true };
        text.push('\n');
        text.push_str(&yaml::write(&[entry]));
    }
    text
}

/// An id made of the question, which nothing else has.
fn id(found: &Found, taken: &BTreeSet<String>) -> String {
    const LONGEST: usize = 60;
    let own = found.id.as_deref().unwrap_or(&found.question);
    let ascii: String = slug(own).chars().map(|sign| if sign.is_ascii() { sign } else { '-' }).collect();
    let mut words: Vec<&str> = ascii.split('-').filter(|word| !word.is_empty()).collect();
    while words.len() > 1 && words.join("-").len() > LONGEST {
        words.pop();
    }
    let wanted = words.join("-");
    let wanted = if is_slug(&wanted) { wanted } else { "question".to_owned() };
    if !taken.contains(&wanted) {
        return wanted;
    }
    let mut number = 2;
    while taken.contains(&format!("{wanted}-{number}")) {
        number += 1;
    }
    format!("{wanted}-{number}")
}

fn first_sentence(answer: &str) -> String {
    let text = plain(answer);
    let end = text.char_indices().find(|(at, sign)| {
        matches!(sign, '.' | '!' | '?' | '。')
            && text[at + sign.len_utf8()..].chars().next().is_none_or(char::is_whitespace)
    });
    let sentence = end.map_or(text.as_str(), |(at, sign)| &text[..at + sign.len_utf8()]);
    if sentence.chars().count() <= SHORT {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(SHORT).collect();
    cut.rsplit_once(' ').map_or_else(|| cut.clone(), |(words, _)| words.to_owned()) + " …"
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Found, first_sentence, id, read, written};

    fn questions(extension: &str, text: &str) -> (Vec<(String, String)>, Vec<String>) {
        let import = read(extension, text).unwrap();
        (import.found.into_iter().map(|found| (found.question, found.answer)).collect(), import.left)
    }

    fn pair(question: &str, answer: &str) -> (String, String) {
        (question.to_owned(), answer.to_owned())
    }

    #[test]
    fn csv_with_and_without_names() {
        let expected = vec![pair("Is it free?", "Yes.\nAlways."), pair("And here?", "No, \"never\".")];
        for text in [
            "Topic,Question,Answer\nx,Is it free?,\"Yes.\nAlways.\"\ny,And here?,\"No, \"\"never\"\".\"\n",
            "\u{feff}answer;question\r\n\"Yes.\r\nAlways.\";Is it free?\r\n\"No, \"\"never\"\".\";And here?\r\n",
            "Is it free?\t\"Yes.\nAlways.\"\nAnd here?\t\"No, \"\"never\"\".\"\n",
        ] {
            let extension = if text.contains('\t') { "tsv" } else { "csv" };
            assert_eq!(questions(extension, text), (expected.clone(), vec![]), "{text}");
        }
        let (found, left) = questions("csv", "question,answer\nNo answer?,\n,No question.\nGood?,Yes.\n");
        assert_eq!(found, [pair("Good?", "Yes.")]);
        assert_eq!(left, ["line 2: `No answer?` has no answer", "line 3: there is no question"]);
    }

    #[test]
    fn markdown_headings_are_questions() {
        let text = "---\ntitle: x\n---\n# Our FAQ\n\nWelcome.\n\n## Is it *free*?\n\nYes.\n\n### Always\n\n- Even then.\n\n\
                    ## And here?\n\n## How?\nSo.\n";
        let (found, left) = questions("md", text);
        assert_eq!(found, [pair("Is it free?", "Yes.\n\n### Always\n\n- Even then."), pair("How?", "So.")]);
        assert_eq!(left, ["line 4: `Our FAQ` is no question", "line 16: `And here?` has no answer"]);
        let (found, _) = questions("markdown", "Cancelling\n----------\nBy post.\n\n## Paying\n\nBy card.\n");
        assert_eq!(found, [pair("Cancelling", "By post."), pair("Paying", "By card.")]);
    }

    #[test]
    fn a_web_page_with_faq_data() {
        let text = r#"<html><script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite"},
            {"@type":["WebPage","FAQPage"],"mainEntity":[
              {"@type":"Question","name":"Is it &amp; was it free?","acceptedAnswer":{"@type":"Answer",
               "text":"<p>Yes, <a href=\"https://example.org/\">always</a>.</p><ul><li>Here<li>There</ul>"}},
              {"@type":"Question","name":"Who?"}]}]}</script>
            <script type="application/ld+json">{broken</script></html>"#;
        let (found, left) = questions("html", text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "Is it & was it free?");
        assert!(found[0].1.starts_with("Yes, [always](https://example.org/)."), "{}", found[0].1);
        assert!(found[0].1.contains("- Here\n") && !found[0].1.contains('<'), "{}", found[0].1);
        assert_eq!(left[0], "question 2: `Who?` has no answer");
        assert!(left[1].starts_with("a block of JSON-LD cannot be read"), "{left:?}");
        assert_eq!(questions("htm", "<p>Nothing</p>").1, ["the page has no FAQPage in JSON-LD"]);
        assert!(read("docx", "").is_none());
    }

    #[test]
    fn ids_are_made_of_questions_once_each() {
        let found = |question: &str| Found { question: question.to_owned(), ..Found::default() };
        let taken: BTreeSet<String> = ["is-it-free", "question"].map(str::to_owned).into();
        assert_eq!(id(&found("Is it free?"), &taken), "is-it-free-2");
        assert_eq!(id(&found("学習とは？"), &taken), "question-2");
        assert!(id(&found(&"very long words ".repeat(20)), &taken).len() <= 60);
        let two =
            [Found { answer: "A.".to_owned(), ..found("Who?") }, Found { answer: "B.".to_owned(), ..found("Who?") }];
        let text = written(&two, &taken);
        assert!(text.contains("- id: who\n") && text.contains("- id: who-2\n"), "{text}");
    }

    #[test]
    fn the_first_sentence_is_the_short_answer() {
        assert_eq!(first_sentence("Yes, in **v1.2** of 3.5 May. And more."), "Yes, in v1.2 of 3.5 May.");
        assert!(first_sentence(&"word ".repeat(100)).ends_with("word …"));
    }
}
