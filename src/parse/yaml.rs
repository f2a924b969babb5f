//! YAML bytes to a tree of numbered nodes.
//!
//! The only file that names `serde_yaml`. Every node carries its number in reading order, keys
//! included, aliases expanded: [`crate::diagnostic::Locator`] finds it again by that number. Keys that
//! stand twice are kept, so that they can be reported.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Visitor};

use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::source::{Place, SitePath};

/// One YAML node.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its number in reading order, from 0.
    pub number: u32,
    /// What it holds.
    pub value: Value,
}

/// What a YAML node holds, by the YAML 1.2 core schema.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, as text that shows it.
    Number(String),
    /// A text, `yes` and `no` among them.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values in order.
    Mapping(Vec<(Node, Node)>),
    /// A node with a tag of its own, which has no meaning here.
    Tagged(String),
}

impl Value {
    /// What it is, for a message.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Null => "nothing".to_owned(),
            Self::Boolean(value) => format!("`{value}`"),
            Self::Number(number) => format!("the number {number}"),
            Self::Text(text) if text.chars().count() <= 40 && !text.contains('\n') => format!("the text `{text}`"),
            Self::Text(_) => "a text".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Mapping(_) => "keys and values".to_owned(),
            Self::Tagged(tag) => format!("the tag `{tag}`"),
        }
    }
}

impl Node {
    /// The value of this key, the first if it stands twice.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Value::Mapping(pairs) = &self.value else { return None };
        pairs.iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// The text that it holds.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// What a YAML parser could not read.
#[derive(Clone, Debug)]
pub struct SyntaxError {
    /// The kind: no YAML, or more of it than is read.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: &'static str,
    /// The byte where.
    pub at: usize,
    /// The byte where what is broken begins, and what that is.
    pub begins: Option<(usize, &'static str)>,
}

impl SyntaxError {
    /// The problem of a file whose YAML begins at byte `base`.
    #[must_use]
    pub fn diagnostic(self, file: &SitePath, base: usize) -> Diagnostic {
        let place = |at: usize| Place::bytes(file, base + at..base + at + 1);
        let problem = Diagnostic::new(self.code, place(self.at), self.message).help(self.help);
        match self.begins {
            Some((begins, what)) => problem.related(place(begins), what),
            None => problem,
        }
    }
}

/// Reads one YAML document. An empty one is `Null`.
///
/// # Errors
/// What the parser objects to first.
pub fn read(text: &str) -> Result<Node, SyntaxError> {
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Node { number: 0, value: Value::Null });
    }
    if let Some(error) = unseen(text) {
        return Err(error);
    }
    if let Some(at) = too_many_brackets(text) {
        let message = format!("more than {} brackets are open here", limits::YAML_BRACKETS);
        return Err(SyntaxError { code: Code::BeyondLimits, message, help: TOO_DEEP, at, begins: None });
    }
    let counter = Cell::new(0);
    Seed(&counter).deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| explained(&error, text))
}

/// A line end that editors do not show as one: parsers differ in what they make of it.
fn unseen(text: &str) -> Option<SyntaxError> {
    let bytes = text.as_bytes();
    let (at, _) = text.char_indices().find(|(at, found)| match found {
        '\r' => bytes.get(at + 1) != Some(&b'\n'),
        '\u{85}' | '\u{2028}' | '\u{2029}' => true,
        _ => false,
    })?;
    let message = "a line end that cannot be seen".to_owned();
    Some(SyntaxError {
        code: Code::YamlSyntax,
        message,
        help: "delete it, or begin a new line in its place",
        at,
        begins: None,
    })
}

const TOO_DEEP: &str = "write it flatter: nothing here is nested more than ten levels deep";

/// Where more brackets are open than any file needs; those in texts count too, which come in pairs.
fn too_many_brackets(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > limits::YAML_BRACKETS
    })
}

/// A value as YAML that [`read`] reads back, ending in a line end.
#[must_use]
pub fn write(value: &impl serde::Serialize) -> String {
    serde_yaml::to_string(value).unwrap_or_default()
}

/// The parser's words, ours for them, and what to do.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "mapping values are not allowed",
        "a colon where there can be no key",
        "put a text with `: ` in it in quotes, or mend the indentation of this line or the one above",
    ),
    ("unexpected end of stream", "the quote is not closed", "close it with the same kind of quote"),
    (
        "expected ',' or ']'",
        "the list in brackets is not closed",
        "close it with `]`, and put commas between its entries",
    ),
    ("expected ',' or '}'", "the braces are not closed", "close them with `}`, and put commas between the pairs"),
    (
        "expected '-' indicator",
        "the line belongs to no entry of the list",
        "indent it like the keys above, or begin an entry with `- `",
    ),
    (
        "did not find expected key",
        "there can be no key here",
        "indent the line like the keys above; put a text in quotes as a whole, and double a quote inside it",
    ),
    (
        "expected ':'",
        "the line is no key and its value",
        "add the colon, or indent the line further if it belongs to the text above",
    ),
    ("found a tab character", "a tab at the head of a line", "indent with spaces"),
    ("cannot start any token", "a text cannot begin with this character", "put the text in quotes"),
    ("expected node content", "a text cannot begin with this character", "put the text in quotes"),
    (
        "unknown escape character",
        "the backslash begins no escape that is known",
        "write two backslashes, or use single quotes",
    ),
    ("expected hexadecimal", "the escape lacks a digit", "write four digits after `\\u`, two after `\\x`"),
    (
        "expected comment or line break",
        "text on the line of `|` or `>`",
        "begin the text on the next line, or put it in quotes",
    ),
    ("unknown anchor", "there is no anchor of this name", "put the text in quotes if it begins with `*`"),
    ("recursion limit", "the value is nested too deep, or an alias repeats what it stands in", TOO_DEEP),
    ("repetition limit", "aliases repeat each other too often", "write the values out in place of the aliases"),
    (TOO_MANY, "the file holds too many values", "split it into several files"),
    (
        "block sequence entries",
        "a list cannot begin on the line of its key",
        "begin it on the next line, or put the text in quotes",
    ),
    ("control characters", "a control character that cannot be seen", "delete it"),
    ("more than one document", "a second `---` line", "take it out; a file is one list, or one set of keys"),
];

/// The parser's error at its place, in words for editors.
fn explained(error: &serde_yaml::Error, text: &str) -> SyntaxError {
    let raw = error.to_string();
    let (problem, context) = raw.split_once(", while ").unwrap_or((&raw, ""));
    let problem = problem.split(" at line ").next().unwrap_or(problem);
    let at = error.location().map(|location| offset(text, location.line(), location.column()));
    let begins = begin(context).map(|(line, column)| offset(text, line, column));
    if problem.contains("expected node content") && at.is_some_and(|at| at >= text.trim_end().len()) {
        let message = "the text ends within brackets or braces".to_owned();
        return SyntaxError {
            code: Code::YamlSyntax,
            message,
            help: "close them with `]` or `}`",
            at: text.trim_end().len().saturating_sub(1),
            begins: None,
        };
    }
    if let Some(found) = at.and_then(|at| Lines::new(text, at)?.cause(at)) {
        return found;
    }
    if problem.contains("more than one document") && second_document(text).is_none() {
        return SyntaxError {
            code: Code::YamlSyntax,
            message: "words behind the quote or bracket that closes the text".to_owned(),
            help: "a file is one list, or one set of keys: take the words or the quotes away",
            at: at.unwrap_or(0),
            begins: None,
        };
    }
    let Some((known, message, help)) = WORDS.iter().find(|(known, _, _)| problem.contains(known)) else {
        let help = "check indentation, colons and quotes; put a text that begins with a special character in quotes";
        return SyntaxError {
            code: Code::YamlSyntax,
            message: problem.to_owned(),
            help,
            at: at.unwrap_or(0),
            begins: None,
        };
    };
    let (at, begins) = match *known {
        // The parser notices only where the text ends, or on the next line.
        "unexpected end of stream" | "expected ':'" => (begins.or(at), None),
        "expected ',' or ']'" | "expected ',' or '}'" => (at, begins.map(|begins| (begins, "begins here"))),
        "did not find expected key" => (at, begins.map(|begins| (begins, "the keys above begin here"))),
        "mapping values are not allowed" => (at, at.and_then(|at| Lines::new(text, at)?.plain_above(at))),
        "control characters" => {
            (text.find(|found: char| found.is_control() && !matches!(found, '\t' | '\n' | '\r' | '\u{85}')), None)
        }
        "more than one document" => (second_document(text), None),
        _ => (at, None),
    };
    let beyond = ["recursion limit", "repetition limit", TOO_MANY].contains(known);
    let code = if beyond { Code::BeyondLimits } else { Code::YamlSyntax };
    SyntaxError { code, message: (*message).to_owned(), help, at: at.unwrap_or(0), begins }
}

/// The lines of a text up to the one at which the parser stopped, and those below it: often the fault lies further up.
struct Lines<'t> {
    /// Where each line begins, and the line.
    all: Vec<(usize, &'t str)>,
    /// The line at which the parser stopped.
    last: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str, at: usize) -> Option<Self> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1));
        let all: Vec<(usize, &str)> = starts.map(|start| (start, text[start..].lines().next().unwrap_or(""))).collect();
        let last = all.partition_point(|(start, _)| *start <= at).checked_sub(1)?;
        Some(Self { all, last })
    }

    fn indent(&self, line: usize) -> usize {
        self.all[line].1.len() - self.words(line).len()
    }

    fn words(&self, line: usize) -> &'t str {
        self.all[line].1.trim_start_matches(' ')
    }

    fn is_blank(&self, line: usize) -> bool {
        self.all[line].1.trim().is_empty()
    }

    fn error(&self, line: usize, message: &str, help: &'static str) -> SyntaxError {
        let at = self.all[line].0 + self.indent(line);
        SyntaxError { code: Code::YamlSyntax, message: message.to_owned(), help, at, begins: None }
    }

    /// What is at fault, where the parser's words would lead elsewhere.
    fn cause(&self, at: usize) -> Option<SyntaxError> {
        self.torn()
            .or_else(|| self.undashed())
            .or_else(|| self.behind_a_quote(at))
            .or_else(|| self.open_quote(at))
            .or_else(|| self.before_the_indent())
    }

    /// A quote that is closed only by one that opens another text, lines below.
    fn open_quote(&self, at: usize) -> Option<SyntaxError> {
        let (start, line) = self.all[self.last];
        let before = line.get(..at.checked_sub(start)?)?.trim_end();
        let quote = before.chars().next_back().filter(|sign| matches!(sign, '"' | '\''))?;
        let opener = (0..self.last).rev().find_map(|line| Some((line, self.opens(line, quote)?)))?;
        let (first, column) = opener;
        Some(SyntaxError {
            code: Code::YamlSyntax,
            message: "the quote is not closed on its line".to_owned(),
            help: "close it with the same kind of quote: it takes in all up to the next one",
            at: self.all[first].0 + column,
            begins: Some((start + before.len() - 1, "the next quote")),
        })
    }

    /// Where the value of a line opens a quote that this line does not close.
    fn opens(&self, line: usize, quote: char) -> Option<usize> {
        let text = self.all[line].1;
        let opens = text.find(quote)?;
        let is_value = text[..opens].trim_end().ends_with([':', '-']) || text[..opens].trim().is_empty();
        (is_value && text.matches(quote).count() % 2 == 1).then_some(opens)
    }

    /// A sign that got before the blanks at the head of a line.
    fn before_the_indent(&self) -> Option<SyntaxError> {
        let is_astray = |line: &usize| {
            let text = self.all[*line].1;
            let sign = text.chars().next().filter(|sign| !sign.is_whitespace() && !matches!(sign, '#' | '-' | '?'));
            let rest = sign.map(|sign| &text[sign.len_utf8()..]).filter(|rest| rest.starts_with("  "));
            rest.is_some_and(|rest| rest.contains(':') || rest.trim_start().starts_with("- "))
        };
        // The parser stops at most some entries below.
        let line = (0..=self.last).rev().find(is_astray)?;
        Some(self.error(line, "a sign before the indentation of the line", "delete it"))
    }

    /// Words behind a text in quotes that was over: `short: "Legal" is a word`, or `short: 'It's theirs'`.
    fn behind_a_quote(&self, at: usize) -> Option<SyntaxError> {
        let (start, line) = self.all[self.last];
        let before = line.get(..at.checked_sub(start)?)?.trim_end();
        let quote = before.chars().next_back().filter(|sign| matches!(sign, '"' | '\''))?;
        let opens = before.find(quote).filter(|opens| opens + 1 < before.len())?;
        let is_value = before[..opens].trim_end().ends_with([':', '-']);
        is_value.then(|| SyntaxError {
            code: Code::YamlSyntax,
            message: "words behind the quote that closes the text".to_owned(),
            help: "put the whole text in quotes of the other kind: `'\"So\" it is.'`, `\"It's so.\"`",
            at,
            begins: Some((start + opens, "the text begins here")),
        })
    }

    /// The key whose text, without `|` or quotes, goes on to this line.
    fn plain_above(&self, at: usize) -> Option<(usize, &'static str)> {
        let (start, line) = self.all[self.last];
        if line.get(..at.checked_sub(start)?)?.contains(": ") {
            return None;
        }
        let above = (0..self.last).rev().filter(|line| !self.is_blank(*line));
        let key = above.into_iter().find(|line| self.indent(*line) < self.indent(self.last))?;
        let at = self.all[key].0 + self.indent(key);
        self.words(key).contains(':').then_some((at, "the text that it stands in begins here"))
    }

    /// A text below `|` or `>` that ends before the parser's line: what tore it is the fault.
    fn torn(&self) -> Option<SyntaxError> {
        let head = (0..self.last).rev().find(|line| opens_block(self.all[*line].1))?;
        let mut body = (head + 1..=self.last).filter(|line| !self.is_blank(*line));
        let first = body.next()?;
        let deeper = |line: usize| self.indent(line) > self.indent(head);
        let is_comment = |line: usize| self.words(line).starts_with('#') && !deeper(line);
        let end =
            if is_comment(first) { Some(first) } else { body.find(|line| self.indent(*line) < self.indent(first)) };
        let end = end.filter(|_| deeper(self.last))?;
        if is_comment(end) {
            let help = "indent it as far as the text, or take it out";
            return Some(self.error(end, "a line that begins with `#` ends the text above it", help));
        }
        if end != self.last || !deeper(first) {
            return None;
        }
        // Which of the two is out of line, the others tell.
        let second = (first + 1..).find(|line| !self.is_blank(*line));
        let below = (end + 1..self.all.len()).find(|line| !self.is_blank(*line));
        let first_is_alone = second == Some(end) && below.is_some_and(|below| self.indent(below) == self.indent(end));
        let help = "indent all lines of the text alike";
        Some(if first_is_alone {
            self.error(first, "the first line of the text is further in than the next one", help)
        } else {
            self.error(end, "the line is less far in than the text above, and further than its key", help)
        })
    }

    /// The first entry of a list that lost its dash: the parser stops at the second.
    fn undashed(&self) -> Option<SyntaxError> {
        if !self.words(self.last).starts_with("- ") {
            return None;
        }
        let is_list = |line: usize| self.indent(line) <= self.indent(self.last) && !self.is_blank(line);
        let head = (0..self.last).rev().find(|line| is_list(*line) && !self.words(*line).starts_with('#'))?;
        let is_head = self.all[head].1.trim_end().ends_with(':') && !self.words(head).starts_with("- ");
        let mut body = (head + 1..self.last).filter(|line| !self.is_blank(*line));
        let first = body.clone().next().filter(|_| is_head)?;
        // A comment above a list that has its dash is none of it.
        if body.find(|line| !self.words(*line).starts_with('#')).is_some_and(|line| self.words(line).starts_with("- "))
        {
            return None;
        }
        let help = "begin the first entry with `- `, as the next one does";
        Some(self.error(first, "the list begins without a dash", help))
    }
}

/// Whether a line is a key, or the dash of an entry, whose text stands on the lines below: `key: |`.
fn opens_block(line: &str) -> bool {
    let line = line.trim_end().trim_end_matches(|sign: char| sign.is_ascii_digit() || matches!(sign, '+' | '-'));
    [": |", ": >", "- |", "- >"].iter().any(|ending| line.ends_with(ending))
}

/// The line and the column at the end of "scanning a quoted scalar at line 4 column 11".
fn begin(context: &str) -> Option<(usize, usize)> {
    let (line, column) = context.rsplit_once(" at line ")?.1.split_once(" column ")?;
    Some((line.parse().ok()?, column.parse().ok()?))
}

/// The byte at a line and a column; the parser counts both from 1, and columns in characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[start..];
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

/// Where the second document begins: at a `---` line after the first line of text.
fn second_document(text: &str) -> Option<usize> {
    let first = text.lines().take_while(|line| line.trim().is_empty() || line.starts_with(['#', '-'])).count();
    let skipped: usize = text.split_inclusive('\n').take(first).map(str::len).sum();
    text[skipped..].find("\n---").map(|at| skipped + at + 1).or_else(|| text.rfind("\n---").map(|at| at + 1))
}

/// Our own objection, as it comes back from the parser.
const TOO_MANY: &str = "too many values";

struct Seed<'c>(&'c Cell<u32>);

impl Seed<'_> {
    fn number(&self) -> u32 {
        let number = self.0.get();
        self.0.set(number + 1);
        number
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let number = self.number();
        if number >= limits::YAML_VALUES {
            return Err(D::Error::custom(TOO_MANY));
        }
        let value = deserializer.deserialize_any(NodeVisitor(self.0))?;
        Ok(Node { number, value })
    }
}

struct NodeVisitor<'c>(&'c Cell<u32>);

impl<'de> Visitor<'de> for NodeVisitor<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Seed(self.0))? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(key) = entries.next_key_seed(Seed(self.0))? {
            let value = entries.next_value_seed(Seed(self.0))?;
            pairs.push((as_key(key), value));
        }
        Ok(Value::Mapping(pairs))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        use serde::de::VariantAccess;
        let (tag, content) = data.variant::<String>()?;
        // The tagged content still counts: it stands at this node's own number.
        let inner = Cell::new(self.0.get() - 1);
        content
            .newtype_variant_seed(Seed(&inner))
            .map_err(|_| A::Error::custom(format!("the tag !{tag} cannot be read")))?;
        self.0.set(inner.get());
        Ok(Value::Tagged(format!("!{tag}")))
    }
}

/// A key is a text, whatever it looks like: `2025` and `true` too.
fn as_key(key: Node) -> Node {
    let value = match key.value {
        Value::Number(number) => Value::Text(number),
        Value::Boolean(value) => Value::Text(value.to_string()),
        Value::Null => Value::Text("null".to_owned()),
        other => other,
    };
    Node { number: key.number, value }
}

#[cfg(test)]
mod tests {
    use super::{Value, read};

    #[test]
    fn numbers_follow_reading_order() {
        let root = read("a: [x, {b: y}]\nc: z\n").unwrap();
        let list = root.get("a").unwrap();
        assert_eq!((root.number, list.number), (0, 2));
        let Value::List(items) = &list.value else { panic!("a list") };
        assert_eq!(items[1].get("b").unwrap().number, 6);
        assert_eq!(root.get("c").unwrap().number, 8);
    }

    #[test]
    fn yes_no_and_dates_are_texts() {
        let root = read("a: no\nb: 2025-11-03\nc: on\n").unwrap();
        for (key, text) in [("a", "no"), ("b", "2025-11-03"), ("c", "on")] {
            assert_eq!(root.get(key).unwrap().text(), Some(text));
        }
    }

    #[test]
    fn a_tag_is_kept_apart() {
        let root = read("a: !secret {x: 1}\nb: z\n").unwrap();
        assert!(matches!(&root.get("a").unwrap().value, Value::Tagged(tag) if tag == "!secret"));
        assert_eq!(root.get("b").unwrap().number, 6);
    }

    #[test]
    fn syntax_errors_tell_where() {
        // Columns count characters, places bytes.
        for (yaml, at) in [("a: [1\nb: 2\n", 7), ("é: \"ü\nb: 2\n", 4), ("ä: b: c\n", 5), ("a: 1\n---\nb: 2\n", 5)] {
            assert_eq!(read(yaml).unwrap_err().at, at, "{yaml}");
        }
    }
}
