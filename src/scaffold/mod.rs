//! What `faqtual new` writes: a starter site, and blank entries whose comments teach their keys.
//!
//! Takes names, today's date and the shapes that parse; gives texts. Invariant: a required value is left empty, never
//! made up, so that the checks ask for it.

pub mod import;

use std::fmt::Write;

use crate::builtin;
use crate::parse::comparison::{Comparison, FactKind};
use crate::parse::shape::{Field, Mapping, Shape};
use crate::parse::vocabulary::Vocabulary;
use crate::parse::{self, Kind};
use crate::schema::SUBJECTS;
use crate::text::date::Date;

/// Where a site keeps the schemas for its editors.
pub const SCHEMAS: &str = ".faqtual/schema";

/// A path below the root and the text for it.
pub type NewFile = (String, String);

/// A small site that builds at once, with the schemas that its files name.
#[must_use]
pub fn site(today: Date) -> Vec<NewFile> {
    let starter = builtin::starter();
    let day = today.to_string();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("TODAY", &day);
    let mut files: Vec<NewFile> = starter.iter().map(|file| (file.path.to_string(), text(&file.bytes))).collect();
    files.extend(schemas());
    files
}

/// The schemas of all kinds of files that are YAML as a whole.
pub fn schemas() -> impl Iterator<Item = NewFile> {
    let subjects = SUBJECTS.iter().filter(|subject| subject.is_yaml());
    subjects.map(|subject| (format!("{SCHEMAS}/{}.json", subject.name), subject.schema()))
}

/// The comment by which an editor finds the schema of a file; `depth` counts the folders above it.
#[must_use]
pub fn modeline(name: &str, depth: usize) -> String {
    format!("# yaml-language-server: $schema={}{SCHEMAS}/{name}.json\n", "../".repeat(depth))
}

/// A platform with a blank for every row of the comparison and every data category.
#[must_use]
pub fn platform(id: &str, today: Date, comparison: &Comparison, vocabulary: &Vocabulary) -> String {
    let rows = comparison.rows.iter().filter(|row| row.kind != FactKind::Effort);
    let rows = rows.map(|row| (row.id.as_str(), format!("{} ({})", row.label.text, row.kind.word())));
    let categories =
        vocabulary.data_categories.iter().map(|category| (category.id.as_str(), category.label.text.clone()));
    let given = [("name", title(id)), ("reviewed", today.to_string())];
    let mut blank = Blank::new(&given, &[]);
    blank.lists = vec![("facts", list("fact", rows, "value")), ("data", list("category", categories, "used"))];
    let help = "# One entry a row of content/comparison.yaml, and one a data category, stand below behind `#`: take the `#` off,\n\
        # and fill them in. What no source speaks of has the value `not-stated`.\n";
    format!("{help}{}", block(&blank.lines(fields(Kind::Platform)), "", ""))
}

/// Blank entries of one list, one for each id.
fn list<'i>(key: &str, ids: impl Iterator<Item = (&'i str, String)>, value: &str) -> Vec<String> {
    let entry = |(id, label): (&str, String)| {
        let receipt = ["  receipts:".to_owned(), "    - source:".to_owned(), "      reading:".to_owned()];
        [format!("- {key}: {id}  # {label}"), format!("  {value}:")].into_iter().chain(receipt)
    };
    ids.flat_map(entry).collect()
}

/// A question, as one entry of a list.
#[must_use]
pub fn question(id: &str, today: Date) -> String {
    let given = [("id", id.to_owned()), ("reviewed", today.to_string())];
    block(&Blank::new(&given, PROOF).lines(fields(Kind::Faq)), "- ", "  ")
}

/// A source, as one entry of a list.
#[must_use]
pub fn source(id: &str, today: Date) -> String {
    let given = [("id", id.to_owned())];
    let text = block(&Blank::new(&given, &["url", "summary"]).lines(fields(Kind::Sources)), "- ", "  ");
    text.replace("# its newest date", &format!("# its newest date, such as {today}"))
}

/// An explainer: front matter, and the beginning of a text.
#[must_use]
pub fn explainer(name: &str, today: Date) -> String {
    let given = [("title", title(name)), ("draft", "true".to_owned()), ("reviewed", today.to_string())];
    let front = block(&Blank::new(&given, &[]).lines(fields(Kind::Explainer)), "", "");
    let front =
        front.replace("draft: true", "draft: true  # shown only with --drafts; take this line out when it is done");
    format!(
        "---\n{front}---\n\nWhat it is about, in a paragraph. A link such as `[](fact:PLATFORM.ROW)` writes a fact,\n\
         `[](source:ID)` cites a source, `[words](faq:ID)` leads to a question.\n\n## A first heading\n\nText.\n"
    )
}

/// An id as a title: `north-market` as `North market`.
fn title(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn fields(kind: Kind) -> &'static [Field] {
    match parse::shape(kind) {
        Some(Shape::Mapping(own) | Shape::List(&Shape::Mapping(own))) => own.fields,
        _ => &[],
    }
}

/// Lines as one text, the first behind `first`, the others behind `other`.
fn block(lines: &[String], first: &str, other: &str) -> String {
    lines.iter().enumerate().fold(String::new(), |mut text, (at, line)| {
        let _ = writeln!(text, "{}{line}", if at == 0 { first } else { other });
        text
    })
}

/// What every claim needs, though its shape lets it be left out.
const PROOF: &[&str] = &["receipts", "reading"];

/// How the keys of an entry are written: those with a value, those to be filled in, and the rest behind `#`.
struct Blank<'b> {
    given: &'b [(&'b str, String)],
    wanted: &'b [&'b str],
    lists: Vec<(&'b str, Vec<String>)>,
}

impl<'b> Blank<'b> {
    fn new(given: &'b [(&'b str, String)], wanted: &'b [&'b str]) -> Self {
        Self { given, wanted, lists: Vec::new() }
    }

    fn lines(&self, fields: &[Field]) -> Vec<String> {
        fields.iter().flat_map(|field| self.field(field)).collect()
    }

    fn field(&self, field: &Field) -> Vec<String> {
        if let Some((key, value)) = self.given.iter().find(|(key, _)| *key == field.key) {
            return vec![format!("{key}: {value}")];
        }
        let is_live = field.required || self.wanted.contains(&field.key);
        let sample = if is_live { "" } else { sample(field.shape) };
        let mut lines = vec![format!("{}:{sample}  # {}", field.key, help(field))];
        lines.extend(self.below(field));
        if !is_live {
            lines.iter_mut().for_each(|line| line.insert_str(0, "# "));
        }
        lines
    }

    /// The lines below a key whose value has keys of its own.
    fn below(&self, field: &Field) -> Vec<String> {
        if let Some((_, lines)) = self.lists.iter().find(|(key, _)| *key == field.key) {
            return lines.iter().map(|line| format!("  {line}")).collect();
        }
        let inner = Blank::new(&[], PROOF);
        let nested = |own: &Mapping| {
            let lines = inner.lines(own.fields).into_iter().enumerate();
            lines.map(|(at, line)| format!("{}{line}", if at == 0 { "  - " } else { "    " })).collect()
        };
        match field.shape {
            Shape::List(&(Shape::Mapping(own) | Shape::Either(_, &Shape::Mapping(own)))) => nested(own),
            Shape::Mapping(own) => inner.lines(own.fields).iter().map(|line| format!("  {line}")).collect(),
            _ => Vec::new(),
        }
    }
}

/// What a key is for, with the words it takes where the help does not name them.
fn help(field: &Field) -> String {
    match field.shape {
        Shape::Word(words) | Shape::List(&Shape::Word(words))
            if !words.iter().all(|word| field.help.contains(word)) =>
        {
            format!("{}: {}", field.help, words.join(", "))
        }
        _ => field.help.to_owned(),
    }
}

/// What may stand behind an optional key.
fn sample(shape: Shape) -> &'static str {
    match shape {
        Shape::List(Shape::Mapping(_) | Shape::Either(..)) | Shape::Mapping(_) => "",
        Shape::List(_) => " []",
        Shape::Boolean => " true",
        Shape::Integer => " 10",
        Shape::Url => " https://example.org/",
        _ => " …",
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, Kind, explainer, fields, question, source, title};
    use crate::parse::shape::{Shape, examine};
    use crate::source::SitePath;

    fn today() -> Date {
        Date::parse("2026-11-23").unwrap()
    }

    #[test]
    fn ids_become_titles() {
        assert_eq!(title("north-market"), "North market");
        assert_eq!(title("ärzte"), "Ärzte");
    }

    /// What is written is read back, every key of the shape stands in it, and only blanks are asked for.
    #[test]
    fn blanks_have_every_key_and_no_other_fault() {
        let front = explainer("on-cards", today());
        let front = front.split("---\n").nth(1).unwrap().to_owned();
        for (kind, text) in
            [(Kind::Faq, question("who", today())), (Kind::Sources, source("who", today())), (Kind::Explainer, front)]
        {
            for field in fields(kind) {
                assert!(text.contains(&format!("{}:", field.key)), "{}: {text}", field.key);
            }
            let node = crate::parse::yaml::read(&text).unwrap_or_else(|error| panic!("{}: {text}", error.message));
            let shape: Shape = crate::parse::shape(kind).unwrap();
            let problems = examine(&node, shape, "the file", &SitePath::new("content/x.yaml"));
            assert!(!problems.is_empty());
            for problem in problems {
                let asks = problem.message.ends_with("is empty") || problem.message.ends_with("found nothing");
                assert!(asks, "{}: {text}", problem.message);
            }
        }
    }
}
