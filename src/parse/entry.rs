//! Reading an examined node: what is there, and a neutral value for what is not.

use super::markdown::{self, Outline};
use super::yaml::{Node, Value};
use crate::diagnostic::Severity;
use crate::source::{Place, SitePath};
use crate::text::date::Date;

/// A short text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text, without space at its ends.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

impl Text {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Markdown with its place and its outline.
#[derive(Clone, Debug)]
pub struct Prose {
    /// The Markdown.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// Its headings, links and the like.
    pub outline: Outline,
}

impl Prose {
    /// Outlines a piece of Markdown.
    #[must_use]
    pub fn new(text: String, place: Place) -> Self {
        let outline = markdown::outline(&text);
        Self { text, place, outline }
    }
}

/// Where a list can go on.
#[derive(Clone, Debug)]
pub struct ListEnd {
    /// Its last entry; its key if it has no entry; the end of the file if there is no key.
    pub place: Place,
    /// Whether its key is there.
    pub is_begun: bool,
}

/// A mapping node and the file it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The node.
    pub node: &'a Node,
    /// The file.
    pub file: &'a SitePath,
}

impl<'a> Entry<'a> {
    /// Where the entry stands: at its first key.
    #[must_use]
    pub fn place(&self) -> Place {
        let node = match &self.node.value {
            Value::Mapping(pairs) => pairs.first().map_or(self.node, |(key, _)| key),
            _ => self.node,
        };
        Place::node(self.file, node.number)
    }

    /// The entry's last key, if it has more than one.
    #[must_use]
    pub fn last_key(&self) -> Option<Place> {
        match &self.node.value {
            Value::Mapping(pairs) if pairs.len() > 1 => pairs.last().map(|(key, _)| Place::node(self.file, key.number)),
            _ => None,
        }
    }

    /// Where the list of a key can go on.
    #[must_use]
    pub fn list_end(&self, key: &str) -> ListEnd {
        let last = self.items(key).last().map(|node| Entry { node, file: self.file }.place());
        let own_key = || match &self.node.value {
            Value::Mapping(pairs) => pairs.iter().map(|(key, _)| key).find(|known| known.text() == Some(key)),
            _ => None,
        };
        let begun = last.or_else(|| own_key().map(|key| Place::node(self.file, key.number)));
        ListEnd { is_begun: begun.is_some(), place: begun.unwrap_or_else(|| Place::end(self.file)) }
    }

    fn plain(&self, node: &Node) -> Option<Text> {
        let text = match &node.value {
            Value::Text(text) => text.trim_end().to_owned(),
            Value::Number(number) => number.clone(),
            _ => return None,
        };
        (!text.trim().is_empty()).then(|| Text { text, place: Place::node(self.file, node.number) })
    }

    /// The text of a key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<Text> {
        self.plain(self.node.get(key)?)
    }

    /// The text of a key, or an empty one at the entry's place.
    #[must_use]
    pub fn text_or_empty(&self, key: &str) -> Text {
        self.text(key).unwrap_or_else(|| Text { text: String::new(), place: self.place() })
    }

    /// The Markdown of a key.
    #[must_use]
    pub fn prose(&self, key: &str) -> Option<Prose> {
        let node = self.node.get(key)?;
        let text = node.text().filter(|text| !text.trim().is_empty())?;
        Some(Prose::new(text.to_owned(), Place::node(self.file, node.number)))
    }

    /// The Markdown of a key, or an empty one at the entry's place.
    #[must_use]
    pub fn prose_or_empty(&self, key: &str) -> Prose {
        self.prose(key).unwrap_or_else(|| Prose::new(String::new(), self.place()))
    }

    /// The date of a key.
    #[must_use]
    pub fn date(&self, key: &str) -> Option<Date> {
        Date::parse(self.text(key)?.as_str())
    }

    /// The address of a key, if it is one that may stand on a page.
    #[must_use]
    pub fn url(&self, key: &str) -> Option<String> {
        let text = self.text(key)?.text;
        match super::shape::examine_url(&text) {
            Ok(()) => Some(text),
            Err((code, ..)) => (code.severity() != Severity::Error).then_some(text),
        }
    }

    /// Whether a key is `true` or `false`, if it is there.
    #[must_use]
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.node.get(key)?.value {
            Value::Boolean(value) => Some(value),
            _ => None,
        }
    }

    /// Whether a key is `true`.
    #[must_use]
    pub fn is_true(&self, key: &str) -> bool {
        self.flag(key) == Some(true)
    }

    /// The items of a key's list.
    pub fn items(&self, key: &str) -> impl Iterator<Item = &'a Node> + use<'a> {
        let items: &'a [Node] = match self.node.get(key).map(|node| &node.value) {
            Some(Value::List(items)) => items,
            _ => &[],
        };
        items.iter()
    }

    /// The texts of a key's list.
    #[must_use]
    pub fn texts(&self, key: &str) -> Vec<Text> {
        self.items(key).filter_map(|node| self.plain(node)).collect()
    }

    /// The mappings of a key's list.
    #[must_use]
    pub fn entries(&self, key: &str) -> Vec<Entry<'a>> {
        let file = self.file;
        self.items(key)
            .filter(|node| matches!(node.value, Value::Mapping(_)))
            .map(|node| Entry { node, file })
            .collect()
    }
}
