//! From a place to a line and a column, looked up only when a problem is shown.
//!
//! YAML nodes are found with an event parser (`saphyr-parser`), the only file that names it.
//! Invariant: counts nodes exactly as [`crate::parse`] numbers them, aliases expanded.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memchr_iter;
use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::limits;
use crate::source::{Place, SitePath, Sources, Spot};
use crate::text;

/// Where a place lies, for people and for editors.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file.
    pub file: SitePath,
    /// The line, from 1; 0 when the place is the file as a whole.
    pub line: usize,
    /// The column in characters, from 1; 0 likewise.
    pub column: usize,
    /// The first byte that is meant.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// Finds places; keeps what it learnt of a file for the next one.
#[derive(Debug)]
pub struct Locator<'a> {
    sources: &'a Sources,
    nodes: BTreeMap<SitePath, Vec<Node>>,
}

/// One YAML node's text in the file.
#[derive(Clone, Debug)]
struct Node {
    range: Range<usize>,
    style: Option<ScalarStyle>,
}

impl<'a> Locator<'a> {
    /// Finds places in these sources.
    #[must_use]
    pub fn new(sources: &'a Sources) -> Self {
        Self { sources, nodes: BTreeMap::new() }
    }

    /// The text of a file, without a byte order mark, as it was parsed; bytes that are not UTF-8 are shown as
    /// replacement characters.
    #[must_use]
    pub fn text(&self, file: &SitePath) -> Option<Cow<'a, str>> {
        let bytes: &[u8] = &self.sources.file(file.as_str())?.bytes;
        Some(text::shown(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)))
    }

    /// Where this place lies.
    pub fn locate(&mut self, place: &Place) -> Location {
        let text = self.text(&place.file).unwrap_or_default();
        let range = match place.spot {
            Spot::File => None,
            Spot::Bytes(start, end) => Some(start as usize..end as usize),
            Spot::Node(number) => self.node(&place.file, &text, number).map(|node| node.range),
            Spot::InNode(number, start, end) => {
                self.node(&place.file, &text, number).map(|node| inside(&text, &node, start as usize..end as usize))
            }
        };
        let Some(range) = range else {
            return Location { file: place.file.clone(), line: 0, column: 0, start: 0, end: 0 };
        };
        let start = floor(&text, range.start);
        let end = floor(&text, range.end).max(start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Location {
            file: place.file.clone(),
            line: memchr_iter(b'\n', before.as_bytes()).count() + 1,
            column: text[line_start..start].chars().count() + 1,
            start,
            end,
        }
    }

    fn node(&mut self, file: &SitePath, text: &str, number: u32) -> Option<Node> {
        let nodes = self.nodes.entry(file.clone()).or_insert_with(|| {
            let yaml = crate::source::yaml_part(file, text);
            nodes_of(&text[yaml.clone()], yaml.start)
        });
        // Where this parser stopped before the one that reads, it stopped at what is odd.
        nodes.get(number as usize).or(nodes.last()).cloned()
    }
}

/// The largest character boundary at or before this offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Every node of the YAML text in reading order; stops where the parser does.
fn nodes_of(yaml: &str, base: usize) -> Vec<Node> {
    let offsets: Vec<usize> = yaml.char_indices().map(|(at, _)| at).chain([yaml.len()]).collect();
    let byte = |index: usize| base + offsets.get(index).copied().unwrap_or(yaml.len());
    let mut nodes: Vec<Node> = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut anchors: BTreeMap<usize, Range<usize>> = BTreeMap::new();
    for step in Parser::new_from_str(yaml) {
        let Ok((event, span)) = step else { break };
        let range = byte(span.start.index())..byte(span.end.index());
        let at = nodes.len();
        match event {
            Event::Scalar(value, style, anchor, _) => {
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let range = if is_block && value.is_empty() { indicator(yaml, base, range.start) } else { range };
                nodes.push(Node { range: trimmed(yaml, base, range), style: Some(style) });
                anchors.insert(anchor, at..at + 1);
            }
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                nodes.push(Node { range, style: None });
                open.push((at, anchor));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some((start, anchor)) = open.pop() {
                    if yaml[nodes[start].range.start - base..].starts_with(['[', '{']) {
                        nodes[start].range.end = range.end;
                    }
                    anchors.insert(anchor, start..at);
                }
            }
            Event::Alias(anchor) => {
                let copy = anchors.get(&anchor).cloned().unwrap_or(0..0);
                let copied: Vec<Node> = nodes.get(copy).unwrap_or_default().to_vec();
                nodes.extend(copied);
            }
            _ => {}
        }
        if nodes.len() > limits::YAML_VALUES as usize {
            break;
        }
    }
    nodes
}

/// An empty block scalar is known by its `|` or `>`: its text would begin where the next thing does.
fn indicator(yaml: &str, base: usize, start: usize) -> Range<usize> {
    let before = &yaml[..start - base];
    let at = if yaml[start - base..].starts_with(['|', '>']) { Some(start - base) } else { before.rfind(['|', '>']) };
    at.map_or(start..start, |at| base + at..base + at + 1)
}

/// A collection or block scalar reaches to the next token; carets are to end with its text.
fn trimmed(yaml: &str, base: usize, range: Range<usize>) -> Range<usize> {
    let text = &yaml[range.start - base..range.end - base];
    range.start..range.start + text.trim_end().len().max(usize::from(!text.is_empty()))
}

/// The bytes of the file that hold bytes `wanted` of a scalar's value.
///
/// Walks the raw text and the value side by side: indentation, folded line ends, quotes and escapes
/// are in the first only (YAML 1.2.2, sections 7.3 and 8.1).
fn inside(text: &str, node: &Node, wanted: Range<usize>) -> Range<usize> {
    let raw = &text[node.range.clone()];
    let map = match node.style {
        Some(ScalarStyle::Literal | ScalarStyle::Folded) => block_map(text, node),
        Some(ScalarStyle::DoubleQuoted) => quoted_map(raw, node.range.start, '\\'),
        Some(ScalarStyle::SingleQuoted) => quoted_map(raw, node.range.start, '\''),
        _ => plain_map(raw, node.range.start),
    };
    let at = |offset: usize| map.get(offset).copied().unwrap_or(node.range.end);
    let start = at(wanted.start);
    let end = if wanted.end > wanted.start { at(wanted.end - 1) + 1 } else { start };
    start..end.max(start)
}

/// For each byte of a block scalar's value, its offset in the file.
fn block_map(text: &str, node: &Node) -> Vec<usize> {
    let literal = node.style == Some(ScalarStyle::Literal);
    // The event may begin at the indicator or at the first line of text; find the first line.
    let head = &text[node.range.clone()];
    let from = if head.starts_with(['|', '>']) {
        node.range.start + head.find('\n').map_or(head.len(), |at| at + 1)
    } else {
        text[..node.range.start].rfind('\n').map_or(0, |at| at + 1)
    };
    let body = &text[from..node.range.end];
    let indent = body
        .lines()
        .find(|line| !line.trim().is_empty())
        .map_or(0, |line| line.len() - line.trim_start_matches(' ').len());
    let mut map = Vec::with_capacity(body.len());
    let mut at = from;
    let mut lines = body.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let words = line.trim_end_matches(['\n', '\r']);
        let strip = indent.min(words.len() - words.trim_start_matches(' ').len());
        let shown = &words[strip..];
        for byte in 0..shown.len() {
            map.push(at + strip + byte);
        }
        let next_is_text = lines.peek().is_some_and(|next| !next.trim().is_empty());
        let deeper = shown.starts_with([' ', '\t']);
        if literal || shown.is_empty() || deeper || next_is_text {
            map.push(at + words.len());
        }
        at += line.len();
    }
    map
}

/// For each byte of a quoted scalar's value, its offset in the file.
fn quoted_map(raw: &str, base: usize, escape: char) -> Vec<usize> {
    let mut map = Vec::with_capacity(raw.len());
    let mut characters = raw.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\n' || (character.is_whitespace() && line_ends(&raw[at..])) {
            fold_line(raw, base, at, &mut characters, &mut map);
        } else if character == escape && escape == '\\' {
            escaped(raw, base + at, &mut characters, &mut map);
        } else {
            if character == escape {
                characters.next_if(|(_, next)| *next == escape);
            }
            push_bytes(&mut map, base + at, character.len_utf8());
        }
    }
    map
}

/// For each byte of a plain scalar's value, its offset in the file.
fn plain_map(raw: &str, base: usize) -> Vec<usize> {
    let mut map = Vec::with_capacity(raw.len());
    let mut characters = raw.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\n' || (character.is_whitespace() && line_ends(&raw[at..])) {
            fold_line(raw, base, at, &mut characters, &mut map);
        } else {
            push_bytes(&mut map, base + at, character.len_utf8());
        }
    }
    map
}

type Characters<'a> = std::iter::Peekable<std::iter::Skip<std::str::CharIndices<'a>>>;

trait Walk: Iterator<Item = (usize, char)> {
    fn next_white(&mut self) -> Option<(usize, char)>;
}

impl Walk for Characters<'_> {
    fn next_white(&mut self) -> Option<(usize, char)> {
        self.next_if(|(_, character)| character.is_whitespace())
    }
}

impl Walk for std::iter::Peekable<std::str::CharIndices<'_>> {
    fn next_white(&mut self) -> Option<(usize, char)> {
        self.next_if(|(_, character)| character.is_whitespace())
    }
}

/// One line end becomes a space; more become that many line ends but one.
fn fold_line(raw: &str, base: usize, from: usize, characters: &mut impl Walk, map: &mut Vec<usize>) {
    let mut end = from + 1;
    while let Some((at, character)) = characters.next_white() {
        end = at + character.len_utf8();
    }
    let lines = raw[from..end].matches('\n').count();
    for _ in 0..lines.saturating_sub(1).max(1) {
        map.push(base + from);
    }
}

fn line_ends(rest: &str) -> bool {
    rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n')
}

fn push_bytes(map: &mut Vec<usize>, at: usize, length: usize) {
    map.extend((0..length).map(|byte| at + byte));
}

/// An escape of a double-quoted scalar: its value's bytes all point at the backslash.
fn escaped(raw: &str, at: usize, characters: &mut impl Walk, map: &mut Vec<usize>) {
    let Some((next, kind)) = characters.next() else { return };
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        '\n' => {
            while characters.next_white().is_some() {}
            return;
        }
        _ => 0,
    };
    for _ in 0..digits {
        characters.next();
    }
    let value = match digits {
        0 => None,
        _ => raw
            .get(next + 1..next + 1 + digits)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32),
    };
    let length = match kind {
        '_' | 'N' => 2,
        'L' | 'P' => 3,
        _ => value.map_or(1, char::len_utf8),
    };
    map.extend(std::iter::repeat_n(at, length));
}

#[cfg(test)]
mod tests {
    use super::{Locator, Place, Sources};
    use crate::source::SitePath;

    /// Each case: the YAML, the node's number, a word of its value; found where `^` would stand.
    #[test]
    fn words_inside_scalars_are_found() {
        let cases = [
            ("a: |\n  one\n  two word\n", 2, "one\ntwo word\n", "word", (3, 7)),
            ("a: >-\n  one\n  two word\n", 2, "one two word", "word", (3, 7)),
            ("a: >\n  one\n\n  two word\n", 2, "one\ntwo word\n", "word", (4, 7)),
            ("- a: \"it \\u00e9 word\"\n", 3, "it é word", "word", (1, 17)),
            ("a: 'it''s word'\n", 2, "it's word", "word", (1, 11)),
            ("a: one\n  two word\n", 2, "one two word", "word", (2, 7)),
            ("a: |\n    deep\n      er word\n", 2, "deep\n  er word\n", "word", (3, 10)),
        ];
        for (yaml, number, value, word, expected) in cases {
            let mut sources = Sources::default();
            sources.insert("content/x.yaml", yaml.as_bytes().to_vec());
            let from = value.find(word).unwrap();
            let place = Place::node(&SitePath::new("content/x.yaml"), number).within(from..from + word.len());
            let location = Locator::new(&sources).locate(&place);
            assert_eq!((location.line, location.column), expected, "{yaml}");
            assert_eq!(&yaml[location.start..location.end], word, "{yaml}");
        }
    }

    #[test]
    fn aliases_count_as_what_they_repeat() {
        let yaml = "- &a {x: 1}\n- *a\n- last\n";
        let mut sources = Sources::default();
        sources.insert("content/x.yaml", yaml.as_bytes().to_vec());
        // 0 the list, 1-3 the mapping, its key and value, 4-6 the same again, 7 `last`.
        let location = Locator::new(&sources).locate(&Place::node(&SitePath::new("content/x.yaml"), 7));
        assert_eq!((location.line, location.column), (3, 3));
    }
}
