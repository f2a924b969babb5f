//! YAML bytes to a tree of numbered nodes.
//!
//! The only file that names `serde_yaml`. Every node carries its number in reading order, keys
//! included, aliases expanded: [`crate::diagnostic::Locator`] finds it again by that number. Keys that
//! stand twice are kept, so that they can be reported.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Visitor};

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
    /// What is wrong.
    pub message: String,
    /// The byte where, if it is known.
    pub at: Option<usize>,
}

/// Reads one YAML document. An empty one is `Null`.
///
/// # Errors
/// What the parser objects to first.
pub fn read(text: &str) -> Result<Node, SyntaxError> {
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Node { number: 0, value: Value::Null });
    }
    let counter = Cell::new(0);
    Seed(&counter).deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| {
        let at = error.location().map(|location| location.index());
        SyntaxError { message: plain_words(&error.to_string()), at }
    })
}

/// The parser's message without its own way of giving the place.
fn plain_words(message: &str) -> String {
    let end = message.rfind(" at line ").unwrap_or(message.len());
    let message = &message[..end];
    message.split_once(" in a block ").map_or(message, |(head, _)| head).split(" at line ").next().unwrap_or(message).to_owned()
}

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
        content.newtype_variant_seed(Seed(&inner)).map_err(|_| A::Error::custom(format!("the tag !{tag} cannot be read")))?;
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
        let error = read("a: [1\nb: 2\n").unwrap_err();
        assert!(error.at.is_some(), "{error:?}");
    }
}
