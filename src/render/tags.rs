//! The tags and filters of templates, for those who look for what is wrong in one.

use std::ops::Range;

/// The tags that another tag closes: `if` by `endif`.
const CLOSED: &[&str] = &["block", "component", "filter", "for", "if", "set", "set_global"];

/// The tags that nothing closes.
const SINGLE: &[&str] = &["break", "continue", "elif", "else", "extends", "include", "raw"];

/// The filters that every template has.
pub(super) const FILTERS: &[&str] = &[
    "abs",
    "capitalize",
    "count",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "fill",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "isolated",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "names",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];

/// A tag: its name, and where that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    pub(super) name: &'t str,
    pub(super) range: Range<usize>,
}

impl Tag<'_> {
    /// The name of the tag that closes it.
    pub(super) fn end(&self) -> String {
        format!("end{}", self.name.trim_end_matches("_global"))
    }
}

/// The names that a tag can have.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    CLOSED.iter().chain(SINGLE).copied()
}

/// The tags of a template's beginning that nothing has closed so far, the innermost last.
pub(super) fn open(text: &str) -> Vec<Tag<'_>> {
    let mut open: Vec<Tag<'_>> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("{%").map(|found| at + found) {
        if let Some(comment) = text[at..start].find("{#").map(|found| at + found) {
            at = behind(text, comment, "#}");
            continue;
        }
        let end = behind(text, start, "%}");
        let inner = &text[start + 2..end];
        let name_start = start + 2 + inner.len() - inner.trim_start_matches(['-', ' ', '\n', '\r', '\t']).len();
        let length = text[name_start..end].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let tag = Tag {
            name: &text[name_start..name_start + length.clone().count()],
            range: name_start..name_start + length.count(),
        };
        at = end;
        if tag.name == "raw" {
            at = text[end..].find("endraw").map_or(text.len(), |found| end + found);
        } else if open.last().is_some_and(|last| last.end() == tag.name) {
            open.pop();
        } else if CLOSED.contains(&tag.name) && !is_assignment(tag.name, inner) {
            open.push(tag);
        }
    }
    open
}

/// `{% set a = b %}` is closed by nothing, `{% set a %}` is.
fn is_assignment(name: &str, inner: &str) -> bool {
    name.starts_with("set") && inner.split('|').next().is_some_and(|head| head.contains('='))
}

/// The first byte behind what closes something.
fn behind(text: &str, start: usize, close: &str) -> usize {
    text[start..].find(close).map_or(text.len(), |found| start + found + close.len())
}

#[cfg(test)]
mod tests {
    use super::{FILTERS, open};

    #[test]
    fn the_innermost_open_tag_is_found() {
        for (text, expected) in [
            ("{% if a %}{% for b in c %}", Some("for")),
            ("{% if a %}{% for b in c %}{% endfor %}", Some("if")),
            ("{%- if a -%}{% else %}{%- endif -%}", None),
            ("{# {% if a %} #}{% set a = b %}", None),
            ("{% set a %}", Some("set")),
            ("{% block a %}{% raw %}{% if %}{% endraw %}", Some("block")),
            ("{% if", Some("if")),
            ("{%", None),
        ] {
            assert_eq!(open(text).last().map(|tag| tag.name), expected, "{text}");
        }
    }

    #[test]
    fn every_filter_is_known_to_templates() {
        for name in FILTERS {
            let text = format!("{{{{ 1 | {name} }}}}");
            assert!(super::super::theme::new_tera().add_raw_template("a", &text).is_ok(), "{name}");
        }
    }
}
