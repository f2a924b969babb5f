//! The shape of every kind of entry, declared once: keys, types, what is required, what it is for.
//!
//! [`examine`] holds a node to its shape and reports everything that differs; the readers of the
//! single kinds then take what is there and a neutral value for what is not.

use super::yaml::{Node, Value};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::limits;
use crate::source::{Place, SitePath};
use crate::text::date::Date;
use crate::text::hidden::{self, Hidden};
use crate::text::{language, slug};

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Keys and values.
    Mapping(&'static Mapping),
    /// A list of one shape.
    List(&'static Shape),
    /// Plain text, not empty.
    Text,
    /// Markdown, not empty.
    Prose,
    /// A slug: an id, or a reference to one.
    Id,
    /// A date of [`Date`]'s forms.
    Date,
    /// An absolute URL with an allowed scheme.
    Url,
    /// A BCP 47 tag.
    Language,
    /// `true` or `false`.
    Boolean,
    /// A whole number from 0.
    Integer,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A text or a number: the value of a fact.
    Value,
    /// Any keys with plain values.
    Options,
    /// The first for a plain value, the second for keys and values.
    Either(&'static Shape, &'static Shape),
}

/// A kind of entry with keys.
#[derive(Debug)]
pub struct Mapping {
    /// What such an entry is called: "a question".
    pub name: &'static str,
    /// Its keys.
    pub fields: &'static [Field],
}

/// One key of a kind of entry.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// What its value may be.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it is for, in a sentence an editor would show.
    pub help: &'static str,
}

/// A key that must be there.
pub const fn required(key: &'static str, shape: Shape, help: &'static str) -> Field {
    Field { key, shape, required: true, help }
}

/// A key that may be left out.
pub const fn optional(key: &'static str, shape: Shape, help: &'static str) -> Field {
    Field { key, shape, required: false, help }
}

/// The subject of a file's outermost node.
const THE_FILE: &str = "the file";

/// Everything in which `node` differs from `shape`; `subject` names it in messages.
pub fn examine(node: &Node, shape: Shape, subject: &str, file: &SitePath) -> Vec<Diagnostic> {
    let mut examiner = Examiner { file, problems: Vec::new() };
    examiner.any(node, shape, subject);
    examiner.problems
}

struct Examiner<'a> {
    file: &'a SitePath,
    problems: Vec<Diagnostic>,
}

impl Examiner<'_> {
    fn report(&mut self, code: Code, node: &Node, message: String) -> &mut Diagnostic {
        let at = self.problems.len();
        self.problems.push(Diagnostic::new(code, Place::node(self.file, node.number), message));
        &mut self.problems[at]
    }

    fn any(&mut self, node: &Node, shape: Shape, subject: &str) {
        if let Value::Tagged(tag) = &node.value {
            let message = format!("the tag `{tag}` has no meaning here");
            let help = "take it off; a text that begins with `!` goes in quotes";
            self.report(Code::YamlTag, node, message).help = Some(help.to_owned());
            return;
        }
        match shape {
            Shape::Mapping(mapping) => self.mapping(node, mapping),
            Shape::List(item) => self.list(node, *item, subject),
            Shape::Either(plain, keyed) => {
                let keyed_node = matches!(node.value, Value::Mapping(_));
                self.any(node, if keyed_node { *keyed } else { *plain }, subject);
            }
            Shape::Options => self.options(node, subject),
            Shape::Boolean => self.boolean(node, subject),
            Shape::Integer => self.integer(node, subject),
            Shape::Value => self.fact_value(node, subject),
            _ => self.text(node, shape, subject),
        }
    }

    fn mapping(&mut self, node: &Node, mapping: &'static Mapping) {
        let Value::Mapping(pairs) = &node.value else {
            let message = format!("expected {} with its keys, found {}", mapping.name, node.value.describe());
            let lines = required_lines(Shape::Mapping(mapping));
            let help = format!("{} has at least these keys\n{lines}", mapping.name);
            self.report(Code::WrongType, node, message).help = (!lines.is_empty()).then_some(help);
            return;
        };
        if pairs.len() > limits::KEYS {
            let message = format!("{} has more than {} keys", mapping.name, limits::KEYS);
            self.report(Code::BeyondLimits, first_key(node), message).help =
                Some("take out the keys that nothing reads".to_owned());
            return;
        }
        for (at, (key, value)) in pairs.iter().enumerate() {
            let name = key.text().unwrap_or_default();
            if let Some((first, _)) = pairs[..at].iter().find(|(other, _)| other.text() == Some(name)) {
                let related = (Place::node(self.file, first.number), "first here".to_owned());
                let problem =
                    self.report(Code::DuplicateKey, key, format!("`{name}` stands twice in {}", mapping.name));
                problem.help = Some("keep one of the two".to_owned());
                problem.related.push(related);
                continue;
            }
            match mapping.fields.iter().find(|field| field.key == name) {
                Some(field) => self.field(value, field),
                None => self.unknown_key(key, name, mapping),
            }
        }
        for field in mapping.fields.iter().filter(|field| field.required && node.get(field.key).is_none()) {
            let help = match field.shape {
                Shape::Text | Shape::Prose | Shape::Value => format!("add `{}`: {}", field.key, field.help),
                _ => format!("add\n{}", lines(field)),
            };
            let gap = gap(node, mapping.fields, field.key, self.file);
            let lost = lost_in(node, mapping.fields, field.key, self.file);
            let problem =
                self.report(Code::MissingKey, first_key(node), format!("{} lacks `{}`", mapping.name, field.key));
            problem.help = Some(help);
            problem.related.extend(gap);
            problem.related.extend(lost);
        }
    }

    fn field(&mut self, value: &Node, field: &Field) {
        let told = self.problems.len();
        self.any(value, field.shape, field.key);
        let place = Place::node(self.file, value.number);
        let is_empty =
            |problem: &&mut Diagnostic| problem.code == Code::EmptyText && problem.place.as_ref() == Some(&place);
        if let Some(problem) = self.problems[told..].iter_mut().find(is_empty).filter(|_| !field.required) {
            problem.help = Some("write the text, or delete this line: the key may be left out".to_owned());
        }
    }

    fn unknown_key(&mut self, key: &Node, name: &str, mapping: &Mapping) {
        let keys = || mapping.fields.iter().map(|field| field.key);
        let help = if name == "<<" {
            "merge keys are not read; write the keys out".to_owned()
        } else if let Some(known) = nearest(name, keys()) {
            format!("did you mean `{known}`?")
        } else {
            format!("known keys: {}", keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", "))
        };
        self.report(Code::UnknownKey, key, format!("{} has no key `{name}`", mapping.name)).help = Some(help);
    }

    fn list(&mut self, node: &Node, item: Shape, subject: &str) {
        if let Value::List(items) = &node.value {
            for entry in items {
                self.any(entry, item, subject);
            }
        } else {
            let (subject, help) = match subject {
                THE_FILE => (
                    THE_FILE.to_owned(),
                    "begin each entry with `- `, and indent its other keys by two spaces".to_owned(),
                ),
                key => {
                    let items = node.text().filter(|text| slug::is_slug(text)).unwrap_or("one, two");
                    (format!("`{key}`"), format!("write `[{items}]`, or one `- entry` a line"))
                }
            };
            let message = format!("{subject} takes a list, found {}", node.value.describe());
            self.report(Code::WrongType, node, message).help = Some(help);
        }
    }

    fn options(&mut self, node: &Node, subject: &str) {
        if let Value::Mapping(pairs) = &node.value {
            for (key, value) in pairs {
                self.value(value, key.text().unwrap_or(subject));
            }
        } else {
            let message = format!("`{subject}` takes keys and values, found {}", node.value.describe());
            self.report(Code::WrongType, node, message).help =
                Some("write one `option: value` a line below it, indented by two spaces".to_owned());
        }
    }

    fn boolean(&mut self, node: &Node, subject: &str) {
        if !matches!(node.value, Value::Boolean(_)) {
            let message = format!("`{subject}` takes `true` or `false`, found {}", node.value.describe());
            self.report(Code::WrongType, node, message).help =
                Some("write `true` or `false`, without quotes".to_owned());
        }
    }

    fn integer(&mut self, node: &Node, subject: &str) {
        let fits = matches!(&node.value, Value::Number(number) if number.parse::<u32>().is_ok());
        if !fits {
            let message = format!("`{subject}` takes a whole number, found {}", node.value.describe());
            self.report(Code::WrongType, node, message).help =
                Some("write a number such as `10`, without quotes".to_owned());
        }
    }

    fn fact_value(&mut self, node: &Node, subject: &str) {
        if let Value::Boolean(value) = node.value {
            let help =
                format!("write `{}`, or put it in quotes if the text is meant", if value { "yes" } else { "no" });
            self.report(Code::WrongType, node, format!("`{subject}` takes a text or a number, found `{value}`")).help =
                Some(help);
            return;
        }
        self.value(node, subject);
    }

    fn value(&mut self, node: &Node, subject: &str) {
        match &node.value {
            Value::Text(text) if text.trim().is_empty() => self.empty(node, subject),
            Value::Text(text) => self.hidden(node, text),
            Value::Number(_) | Value::Boolean(_) => {}
            other => {
                let message = format!("`{subject}` takes one plain value, found {}", other.describe());
                self.report(Code::WrongType, node, message).help =
                    Some("write one text or number after the colon".to_owned());
            }
        }
    }

    fn hidden(&mut self, node: &Node, text: &str) {
        self.problems.extend(hidden_character(&Place::node(self.file, node.number), text));
    }

    fn empty(&mut self, node: &Node, subject: &str) {
        self.report(Code::EmptyText, node, format!("`{subject}` is empty")).help = Some("write the text".to_owned());
    }

    fn text(&mut self, node: &Node, shape: Shape, subject: &str) {
        let text = match &node.value {
            Value::Text(text) if text.trim().is_empty() => return self.empty(node, subject),
            Value::Null => return self.empty(node, subject),
            Value::Text(text) => text.as_str(),
            // A year, or an id of digits only, looks like a number to YAML.
            Value::Number(number) if matches!(shape, Shape::Date | Shape::Id) => number.as_str(),
            other => {
                let message = format!("`{subject}` takes a text, found {}", other.describe());
                let help = match other {
                    Value::Number(_) | Value::Boolean(_) => "put it in quotes if the text is meant",
                    _ => "write one text after the colon",
                };
                self.report(Code::WrongType, node, message).help = Some(help.to_owned());
                return;
            }
        };
        self.hidden(node, text);
        match shape {
            Shape::Id if !slug::is_slug(text) => {
                let (message, near) = slug::objection(text);
                let help = near.map_or_else(
                    || "write it with `a-z`, `0-9` and hyphens; the label or title may be in any script".to_owned(),
                    |slug| format!("write `{slug}`"),
                );
                self.report(Code::MalformedId, node, message).help = Some(help);
            }
            Shape::Date if Date::parse(text).is_none() => {
                self.report(Code::MalformedDate, node, format!("`{text}` is not a date")).help =
                    Some("write `2025-11-03`, or `2025-11`, or `2025` if no more is known".to_owned());
            }
            Shape::Language if !language::is_tag(text) => {
                self.report(Code::MalformedLanguage, node, format!("`{text}` is not a language tag")).help =
                    Some("write a BCP 47 tag such as `en`, `de` or `pt-BR`".to_owned());
            }
            Shape::Url => self.url(node, text),
            Shape::Word(words) if !words.contains(&text) => {
                let help = nearest(text, words.iter().copied()).map_or_else(
                    || {
                        format!(
                            "use one of {}",
                            words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
                        )
                    },
                    |word| format!("did you mean `{word}`?"),
                );
                self.report(Code::UnknownValue, node, format!("`{subject}` cannot be `{text}`")).help = Some(help);
            }
            _ => {}
        }
    }

    fn url(&mut self, node: &Node, text: &str) {
        if let Err((code, message, help)) = examine_url(text) {
            self.report(code, node, message).help = Some(help);
        }
    }
}

/// Whether an address may stand on a page (allow-list: `https`, `http` with a warning, `mailto`, `tel`), and without marks
/// for tracking.
///
/// # Errors
/// The code, the message and the help of what is wrong.
pub fn examine_url(text: &str) -> Result<(), (Code, String, String)> {
    let help = "write the whole address, such as `https://example.org/page`";
    let url = url::Url::parse(text).map_err(|error| {
        let what = match error {
            url::ParseError::RelativeUrlWithoutBase => "does not begin with `https://`".to_owned(),
            url::ParseError::EmptyHost => "names no site".to_owned(),
            url::ParseError::InvalidPort => "has a port that is no number".to_owned(),
            other => format!("is no address: {other}"),
        };
        (Code::MalformedUrl, format!("`{text}` {what}"), help.to_owned())
    })?;
    if text.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return Err((
            Code::MalformedUrl,
            format!("`{text}` has a space or control character in it"),
            "write a space as `%20`".to_owned(),
        ));
    }
    match url.scheme() {
        "https" => untracked(&url),
        "mailto" | "tel" => Ok(()),
        "http" => Err((
            Code::InsecureUrl,
            format!("`{text}` is not encrypted"),
            "use the `https:` address if there is one".to_owned(),
        )),
        scheme => Err((
            Code::ForbiddenScheme,
            format!("addresses that begin with `{scheme}:` are not allowed"),
            "use `https:`, `mailto:` or `tel:`".to_owned(),
        )),
    }
}

/// The keys that a kind of entry must have, as lines to fill in.
#[must_use]
pub fn required_lines(shape: Shape) -> String {
    let Shape::Mapping(mapping) = shape else { return String::new() };
    mapping.fields.iter().filter(|field| field.required).map(lines).collect::<Vec<_>>().join("\n")
}

/// A key as it is written, with something in the place of its value.
fn lines(field: &Field) -> String {
    let Field { key, help, shape, .. } = field;
    match shape {
        Shape::List(Shape::Mapping(item)) => {
            let entry = required_lines(Shape::Mapping(item)).replace('\n', "\n    ");
            format!("{key}:  # {help}\n  - {entry}")
        }
        Shape::List(item) => format!("{key}: [{}]  # {help}", sample(**item)),
        Shape::Text | Shape::Prose | Shape::Value => format!("{key}: {help}"),
        other => format!("{key}: {}  # {help}", sample(*other)),
    }
}

/// A value of a shape. What is no value of it yet will be told, so that nobody leaves it as it is.
fn sample(shape: Shape) -> &'static str {
    match shape {
        Shape::Date => "2025-11-03",
        Shape::Url => "https://example.org/page",
        Shape::Language => "en",
        Shape::Boolean => "true",
        Shape::Integer => "10",
        Shape::Word(words) => words.first().copied().unwrap_or_default(),
        _ => "ID",
    }
}

/// Where a missing key would stand by the order of the shape's keys, if that is not at the entry's head anyway.
#[must_use]
pub fn gap(node: &Node, fields: &[Field], key: &str, file: &SitePath) -> Option<(Place, String)> {
    let Value::Mapping(pairs) = &node.value else { return None };
    let rank = |key: &str| fields.iter().position(|field| field.key == key);
    let wanted = rank(key)?;
    let is = |after: bool| {
        move |(_, (key, _)): &(usize, &(Node, Node))| {
            key.text().and_then(rank).is_some_and(|rank| if after { rank > wanted } else { rank < wanted })
        }
    };
    let following = pairs.iter().enumerate().find(is(true)).map(|found| (found, "above"));
    let ((at, (known, _)), side) =
        following.or_else(|| pairs.iter().enumerate().rfind(is(false)).map(|found| (found, "below")))?;
    let is_at_the_head = at == 0 || (at == 1 && side == "above");
    (!is_at_the_head).then(|| (Place::node(file, known.number), format!("`{key}` can stand {side} this")))
}

/// The text of several lines that a missing key may have got into, when its own line broke.
fn lost_in(node: &Node, fields: &[Field], key: &str, file: &SitePath) -> Option<(Place, String)> {
    let Value::Mapping(pairs) = &node.value else { return None };
    let wanted = fields.iter().position(|field| field.key == key)?;
    let before = |(known, _): &&(Node, Node)| fields[..wanted].iter().any(|field| Some(field.key) == known.text());
    let (known, value) = pairs.iter().rfind(before)?;
    let text = value.text()?;
    let words = format!("`{key}` may have got lost in this");
    match text.find(&format!("{key}:")) {
        Some(at) => Some((Place::node(file, value.number).within(at..at + key.len()), words)),
        None => text.trim_end().contains('\n').then(|| (Place::node(file, known.number), words)),
    }
}

/// The first character of a text that readers could not see, as a problem; the text stands at `place`.
pub fn hidden_character(place: &Place, text: &str) -> Option<Diagnostic> {
    let (range, why) = hidden::first(text)?;
    let point = text[range.clone()].chars().next().map(hidden::code_point).unwrap_or_default();
    let (message, help) = match why {
        Hidden::Control => (format!("the control character {point} in a text"), "delete it; it cannot be shown"),
        Hidden::Override => (
            format!("{point} shows the text in another order than it has"),
            "delete it; letters run the right way without",
        ),
        Hidden::Unclosed => (
            format!("{point} turns the direction of the text, and nothing turns it back"),
            "delete it, or close it on the same line: U+2069 after U+2066 to U+2068, U+202C after U+202A and U+202B",
        ),
    };
    Some(Diagnostic::new(Code::HiddenCharacter, place.within(range), message).help(help))
}

/// Marks that tell a site where its visitors come from; a name that ends in `_` stands for all that begin so.
const TRACKING: &[&str] = &[
    "utm_",
    "mc_cid",
    "mc_eid",
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "yclid",
    "igshid",
    "igsh",
    "twclid",
    "ttclid",
    "li_fat_id",
    "mkt_tok",
    "vero_id",
    "_hsenc",
    "_hsmi",
    "trk",
    "trackingid",
];

fn is_tracking(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    TRACKING.iter().any(|mark| key == *mark || (mark.ends_with('_') && key.starts_with(mark)))
}

/// An address without marks for tracking.
fn untracked(url: &url::Url) -> Result<(), (Code, String, String)> {
    let Some((mark, _)) = url.query_pairs().find(|(key, _)| is_tracking(key)) else { return Ok(()) };
    let mut plain = url.clone();
    plain.set_query(None);
    let kept: Vec<_> = url.query_pairs().filter(|(key, _)| !is_tracking(key)).collect();
    if !kept.is_empty() {
        plain.query_pairs_mut().extend_pairs(kept);
    }
    let message = format!("`{mark}` in this address tells the site who follows the link");
    Err((Code::TrackingUrl, message, format!("write `{plain}`")))
}

/// Where a missing key is shown: at the entry's first key, so that the excerpt is one line.
fn first_key(node: &Node) -> &Node {
    match &node.value {
        Value::Mapping(pairs) => pairs.first().map_or(node, |(key, _)| key),
        _ => node,
    }
}
