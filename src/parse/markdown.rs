//! Markdown to its outline: headings, links, images, raw HTML, and its words as readers see them.
//!
//! It is read once, here; whoever needs the words of a section or of all takes them from the outline.
//! One of the two files that name `pulldown-cmark`; the other writes HTML. Both take the dialect from
//! [`OPTIONS`]. Invariant: knows nothing of what a link leads to.

use std::borrow::Cow;
use std::hash::Hasher;
use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use rustc_hash::{FxHashMap, FxHasher};

use crate::limits;
use crate::text::has_byte;
use crate::text::slug::slug;

/// CommonMark with tables, footnotes, strikethrough, task lists, heading ids, definition lists and alerts.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_GFM);

/// What a piece of Markdown holds, without what it says.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Its headings in order.
    pub headings: Vec<Heading>,
    /// Its links and images in order.
    pub links: Vec<Link>,
    /// The blocks that stand in no other, in order.
    pub blocks: Vec<Block>,
    /// Where raw HTML stands.
    pub html: Vec<Range<usize>>,
    /// Where its plain words stand, line breaks between them too; code and block quotes are left out.
    pub text: Vec<Range<usize>>,
    /// Its long paragraphs.
    pub paragraphs: Vec<Paragraph>,
    /// Its words, counted between white space.
    pub words: usize,
    /// What readers see of it but for the headings, in one line; sections end with a space.
    plain: String,
    /// Links that have no words of their own: where in the line they stand, and which link it is.
    gaps: Vec<(usize, usize)>,
    /// Where it is nested deeper than [`limits::MARKDOWN_DEPTH`], or the links become more than [`limits::LINKS`].
    pub beyond: Option<Range<usize>>,
}

/// Holds the place of words to come, so that the spaces around them stay (U+FFFC, the object replacement character).
const GAP: &str = "\u{fffc}";

/// A paragraph that is long enough to be told from others.
#[derive(Clone, Copy, Debug)]
pub struct Paragraph {
    /// The byte where it begins.
    pub start: usize,
    /// The byte after its end.
    pub end: usize,
    /// A hash of its words, however they are broken into lines.
    pub hash: u64,
}

/// A shorter paragraph may well stand in two places.
const LONG_PARAGRAPH: usize = 100;

/// Words that people read in a minute.
const WORDS_A_MINUTE: usize = 220;

impl Outline {
    /// How long it takes to read, in whole minutes, at least one.
    #[must_use]
    pub fn minutes(&self) -> usize {
        self.words.div_ceil(WORDS_A_MINUTE).max(1)
    }

    /// The text before the first heading, in one line; `value` gives the words of a link that has none.
    pub fn opening(&self, value: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
        let end = self.headings.first().map_or(self.plain.len(), |heading| heading.follows);
        self.line(0..end, value)
    }

    /// The text between a heading of this number and the next one, in one line.
    pub fn section(&self, number: usize, value: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
        let follows = |number: usize| self.headings.get(number).map_or(self.plain.len(), |heading| heading.follows);
        self.line(follows(number)..follows(number + 1), value)
    }

    /// The text of all of it with its headings, in one line.
    pub fn plain(&self, value: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
        let opening = self.opening(&value);
        if self.headings.is_empty() {
            return opening;
        }
        let mut plain = opening.into_owned();
        for (number, heading) in self.headings.iter().enumerate() {
            for part in [" ", &heading.text, " ", &self.section(number, &value)] {
                push_line(&mut plain, part);
            }
        }
        plain.truncate(plain.trim_end().len());
        Cow::Owned(plain)
    }

    /// A part of the line, with words in its gaps.
    fn line(&self, range: Range<usize>, value: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
        let first = self.gaps.partition_point(|(at, _)| *at < range.start);
        let gaps = self.gaps[first..].iter().take_while(|(at, _)| range.contains(at)).collect::<Vec<_>>();
        if gaps.is_empty() {
            return Cow::Borrowed(self.plain[range].trim_end());
        }
        let (mut line, mut from) = (String::with_capacity(range.len()), range.start);
        for (at, link) in gaps {
            push_line(&mut line, &self.plain[from..*at]);
            push_line(&mut line, &value(&self.links[*link].target).unwrap_or_default());
            from = *at + GAP.len();
        }
        push_line(&mut line, &self.plain[from..range.end]);
        line.truncate(line.trim_end().len());
        Cow::Owned(line)
    }
}

/// Goes on with a line: white space of any length is one space, and none begins it. Spaces that do not break stay.
fn push_line(line: &mut String, text: &str) {
    let begins = text.starts_with(' ') && is_closed(line);
    if !begins && !has_byte(text, |byte| byte < b' ' || byte == 0x7f) && memmem::find(text.as_bytes(), b"  ").is_none()
    {
        return line.push_str(text);
    }
    for part in text.split_inclusive(|character: char| character.is_ascii_whitespace()) {
        let word = part.trim_end_matches(|character: char| character.is_ascii_whitespace());
        line.push_str(word);
        if word.len() < part.len() && !is_closed(line) {
            line.push(' ');
        }
    }
}

/// Whether a line takes no space now.
fn is_closed(line: &str) -> bool {
    line.is_empty() || line.ends_with(' ')
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The level, 1 to 6.
    pub level: u8,
    /// The anchor: as written with `{#id}`, else the slug of its text; unique in this piece.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub range: Range<usize>,
    /// Where in the line of all words the text below it begins.
    follows: usize,
}

/// A link or an image.
#[derive(Clone, Debug)]
pub struct Link {
    /// The target as written.
    pub target: String,
    /// Where the target stands; all of the link when it is given elsewhere.
    pub range: Range<usize>,
    /// Where all of the link stands.
    pub whole: Range<usize>,
    /// Whether it has no words.
    pub is_empty: bool,
    /// Where its words stand, from the first to the last.
    pub words: Range<usize>,
    /// Whether it is an image.
    pub is_image: bool,
    /// Whether its paragraph is nothing but this link without words.
    pub is_block: bool,
}

/// A block that stands in no other.
#[derive(Clone, Debug)]
pub struct Block {
    /// Where it stands.
    pub range: Range<usize>,
    /// The number of its links and images.
    pub links: usize,
    /// Whether it is a list.
    pub is_list: bool,
    /// Whether it is a paragraph, a heading, a list or a table of words and links alone, whose targets stand in the
    /// links themselves.
    pub is_plain: bool,
}

/// Gives anchors to headings, each once.
#[derive(Debug, Default)]
pub struct Anchors {
    used: FxHashMap<String, usize>,
}

impl Anchors {
    /// The anchor of a heading with this text and, perhaps, an id of its own.
    pub fn next(&mut self, own: Option<&str>, text: &str) -> String {
        let wanted = own.map_or_else(|| slug(text), str::to_owned);
        let count = self.used.entry(wanted.clone()).or_default();
        *count += 1;
        if *count == 1 { wanted } else { format!("{wanted}-{count}") }
    }
}

/// A heading's level as a number.
#[must_use]
pub fn level(level: HeadingLevel) -> u8 {
    level as u8
}

/// Outlines a piece of Markdown.
#[must_use]
pub fn outline(text: &str) -> Outline {
    let plain = String::with_capacity(text.len());
    let mut outline = Outline { words: words(text), plain, ..Outline::default() };
    let mut anchors = Anchors::default();
    let mut heading: Option<(Heading, Option<String>)> = None;
    let mut open_links: Vec<(usize, bool)> = Vec::new();
    let mut events = Parser::new_ext(text, OPTIONS).into_offset_iter().peekable();
    let mut opens_paragraph = false;
    let mut depth = 0;
    // Code blocks and block quotes around the current event.
    let mut set_apart = 0_usize;
    while let Some((event, range)) = events.next() {
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth > limits::MARKDOWN_DEPTH || outline.links.len() > limits::LINKS {
            outline.beyond = Some(range);
            break;
        }
        if depth == 0 && !matches!(event, Event::End(_)) || depth == 1 && matches!(event, Event::Start(_)) {
            outline.blocks.push(block(&event, range.clone()));
        }
        if let Some(block) = outline.blocks.last_mut() {
            block.links += usize::from(matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. })));
            block.is_plain &= is_plain(&event);
        }
        let after_paragraph_start = std::mem::replace(&mut opens_paragraph, false);
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::BlockQuote(_)) => set_apart += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::BlockQuote(_)) => set_apart -= 1,
            Event::Text(_) | Event::SoftBreak if set_apart == 0 => outline.text.push(range.clone()),
            _ => {}
        }
        match event {
            Event::Start(Tag::Paragraph) => {
                opens_paragraph = true;
                outline.paragraphs.extend(paragraph(text, &range).filter(|_| set_apart == 0));
            }
            Event::Start(Tag::Heading { level: depth, id, .. }) => {
                let (id_of_text, text) = (String::new(), String::new());
                let shell = Heading { level: level(depth), id: id_of_text, text, range, follows: 0 };
                heading = Some((shell, id.map(|id| id.to_string())));
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((mut shell, id)) = heading.take() {
                    shell.id = anchors.next(id.as_deref(), &shell.text);
                    push_line(&mut outline.plain, " ");
                    shell.follows = outline.plain.len();
                    outline.headings.push(shell);
                }
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                open_links.push((outline.links.len(), after_paragraph_start));
                outline.links.push(link(text, link_type, &dest_url, range, false));
            }
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                open_links.push((outline.links.len(), false));
                outline.links.push(link(text, link_type, &dest_url, range, true));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some((at, alone)) = open_links.pop() {
                    let ends = matches!(events.peek(), Some((Event::End(TagEnd::Paragraph), _)));
                    let link = &mut outline.links[at];
                    link.is_block = alone && ends && link.is_empty;
                    if link.is_empty && !link.is_image && heading.is_none() {
                        outline.gaps.push((outline.plain.len(), at));
                        outline.plain.push_str(GAP);
                    }
                }
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => outline.html.push(range),
            Event::Text(words) | Event::Code(words) => {
                for (at, _) in &open_links {
                    let link = &mut outline.links[*at];
                    link.is_empty &= words.trim().is_empty();
                    link.words = if link.words.is_empty() { range.clone() } else { link.words.start..range.end };
                }
                match &mut heading {
                    Some((shell, _)) => shell.text.push_str(&words),
                    None => push_line(&mut outline.plain, &words),
                }
            }
            event if heading.is_none() && ends_words(&event) => push_line(&mut outline.plain, " "),
            _ => {}
        }
    }
    outline
}

fn block(event: &Event<'_>, range: Range<usize>) -> Block {
    let is_list = matches!(event, Event::Start(Tag::List(_)));
    let is_text = matches!(event, Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Table(_)));
    Block { range, links: 0, is_list, is_plain: is_list || is_text }
}

/// Whether an event leaves a block one of words and links alone.
fn is_plain(event: &Event<'_>) -> bool {
    match event {
        Event::Start(Tag::Link { link_type, .. }) => matches!(link_type, LinkType::Inline | LinkType::Autolink),
        Event::Start(Tag::Image { .. } | Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => false,
        _ => true,
    }
}

/// The words of a text, counted where white space ends.
fn words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let Some((first, rest)) = bytes.split_first() else { return 0 };
    // Neither `||` nor a sum that outgrows a byte, so that many bytes are looked at in one step.
    let is_space = |byte: u8| (byte == b' ') | (byte == b'\n') | (byte == b'\t') | (byte == b'\r') | (byte == b'\x0c');
    let begins = |(before, byte): (&u8, &u8)| u8::from(is_space(*before) & !is_space(*byte));
    let parts = bytes.chunks(255).zip(rest.chunks(255));
    let sums = parts.map(|(before, part)| before.iter().zip(part).map(begins).fold(0_u8, u8::wrapping_add));
    sums.map(usize::from).sum::<usize>() + usize::from(!is_space(*first))
}

/// Whether what follows is another word, even without a space between: line breaks, and the ends of blocks.
fn ends_words(event: &Event<'_>) -> bool {
    let inline = [TagEnd::Emphasis, TagEnd::Strong, TagEnd::Strikethrough];
    match event {
        Event::SoftBreak | Event::HardBreak => true,
        Event::End(end) => !inline.contains(end),
        _ => false,
    }
}

fn link(text: &str, kind: LinkType, target: &str, range: Range<usize>, is_image: bool) -> Link {
    let inline = kind == LinkType::Inline;
    let written = inline.then(|| text[range.clone()].rfind(target)).flatten();
    let whole = range;
    let range = written.map_or(whole.clone(), |at| whole.start + at..whole.start + at + target.len());
    Link { target: target.to_owned(), range, whole, is_empty: true, words: 0..0, is_image, is_block: false }
}

fn paragraph(text: &str, range: &Range<usize>) -> Option<Paragraph> {
    let words = text[range.clone()].trim_end();
    if words.len() < LONG_PARAGRAPH {
        return None;
    }
    let mut hasher = FxHasher::default();
    for word in words.split_ascii_whitespace() {
        hasher.write(word.as_bytes());
        hasher.write_u8(b' ');
    }
    Some(Paragraph { start: range.start, end: range.start + words.len(), hash: hasher.finish() })
}

#[cfg(test)]
mod tests {
    use super::outline;

    #[test]
    fn links_know_where_their_target_stands() {
        let text = "See [x](faq:a) and ![y](b.png).\n\n[](steps:c)\n";
        let links = outline(text).links;
        let found: Vec<_> =
            links.iter().map(|link| (&text[link.range.clone()], link.is_empty, link.is_image, link.is_block)).collect();
        assert_eq!(
            found,
            [("faq:a", false, false, false), ("b.png", false, true, false), ("steps:c", true, false, true)]
        );
    }

    #[test]
    fn a_link_with_company_is_no_block() {
        assert!(outline("[](faq:a) and more\n").links.iter().all(|link| !link.is_block));
        assert!(outline("- [](faq:a)\n").links.iter().all(|link| !link.is_block));
        assert!(outline("[words](faq:a)\n").links.iter().all(|link| !link.is_block));
    }

    #[test]
    fn headings_get_one_anchor_each() {
        let ids: Vec<_> =
            outline("## Data\n\n## Data\n\n## Own {#own}\n").headings.into_iter().map(|heading| heading.id).collect();
        assert_eq!(ids, ["data", "data-2", "own"]);
    }

    #[test]
    fn sections_hold_what_readers_see() {
        let text = "Intro *now*.\n\n## One\n\nSince [](fact:a.b), `c`\nand  more.\n\n- a\n- b\n";
        let value = |target: &str| (target == "fact:a.b").then(|| "3 November".to_owned());
        let found = outline(text);
        assert_eq!(found.opening(value), "Intro now.");
        assert_eq!(found.section(0, value), "Since 3 November, c and more. a b");
        assert_eq!(found.plain(value), "Intro now. One Since 3 November, c and more. a b");
        assert_eq!(found.plain(|_| None), "Intro now. One Since , c and more. a b");
    }

    #[test]
    fn lines_have_single_spaces() {
        let cases = [
            ("a\n\nb", "a b"),
            ("## Only\n", "Only"),
            ("```\nlet  a;\n\tb\n```\n", "let a; b"),
            ("a\u{a0}!", "a\u{a0}!"),
            ("[](x:y) a", "a"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(outline(text).plain(|_| None), expected, "{text:?}");
        }
    }
}
