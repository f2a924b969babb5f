//! Markdown to its outline: headings, links, images, raw HTML, and the plain text of its sections.
//!
//! One of the two files that name `pulldown-cmark`; the other writes HTML. Both take the dialect from
//! [`OPTIONS`]. Invariant: knows nothing of what a link leads to.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use rustc_hash::FxHashMap;

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
    /// Where raw HTML stands.
    pub html: Vec<Range<usize>>,
    /// Its words, counted between white space.
    pub words: usize,
}

/// Words that people read in a minute.
const WORDS_A_MINUTE: usize = 220;

impl Outline {
    /// How long it takes to read, in whole minutes, at least one.
    #[must_use]
    pub fn minutes(&self) -> usize {
        self.words.div_ceil(WORDS_A_MINUTE).max(1)
    }
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
}

/// A link or an image.
#[derive(Clone, Debug)]
pub struct Link {
    /// The target as written.
    pub target: String,
    /// Where the target stands; all of the link when it is given elsewhere.
    pub range: Range<usize>,
    /// Whether it has no words.
    pub is_empty: bool,
    /// Whether it is an image.
    pub is_image: bool,
    /// Whether its paragraph is nothing but this link without words.
    pub is_block: bool,
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
    let mut outline = Outline { words: text.split_whitespace().count(), ..Outline::default() };
    let mut anchors = Anchors::default();
    let mut heading: Option<(Heading, Option<String>)> = None;
    let mut open_links: Vec<(usize, bool)> = Vec::new();
    let mut events = Parser::new_ext(text, OPTIONS).into_offset_iter().peekable();
    let mut opens_paragraph = false;
    while let Some((event, range)) = events.next() {
        let after_paragraph_start = std::mem::replace(&mut opens_paragraph, false);
        match event {
            Event::Start(Tag::Paragraph) => opens_paragraph = true,
            Event::Start(Tag::Heading { level: depth, id, .. }) => {
                let shell = Heading { level: level(depth), id: String::new(), text: String::new(), range };
                heading = Some((shell, id.map(|id| id.to_string())));
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((mut shell, id)) = heading.take() {
                    shell.id = anchors.next(id.as_deref(), &shell.text);
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
                    outline.links[at].is_block = alone && ends && outline.links[at].is_empty;
                }
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => outline.html.push(range),
            Event::Text(words) | Event::Code(words) => {
                for (at, _) in &open_links {
                    outline.links[*at].is_empty &= words.trim().is_empty();
                }
                if let Some((shell, _)) = &mut heading {
                    shell.text.push_str(&words);
                }
            }
            _ => {}
        }
    }
    outline
}

fn link(text: &str, kind: LinkType, target: &str, range: Range<usize>, is_image: bool) -> Link {
    let inline = kind == LinkType::Inline;
    let written = inline.then(|| text[range.clone()].rfind(target)).flatten();
    let range = written.map_or(range.clone(), |at| range.start + at..range.start + at + target.len());
    Link { target: target.to_owned(), range, is_empty: true, is_image, is_block: false }
}

/// The text between two headings, as readers see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The anchor of the heading it follows; empty before the first.
    pub id: String,
    /// That heading's text.
    pub heading: String,
    /// The text.
    pub text: String,
}

/// The plain text of each section; `value` gives the words of a link that has none of its own.
pub fn sections(text: &str, value: impl Fn(&str) -> Option<String>) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut anchors = Anchors::default();
    let mut heading: Option<(Option<String>, String)> = None;
    let mut link: Option<(String, bool)> = None;
    for event in Parser::new_ext(text, OPTIONS) {
        let current = sections.len() - 1;
        match event {
            Event::Start(Tag::Heading { id, .. }) => heading = Some((id.map(|id| id.to_string()), String::new())),
            Event::End(TagEnd::Heading(_)) => {
                if let Some((own, words)) = heading.take() {
                    let id = anchors.next(own.as_deref(), &words);
                    sections.push(Section { id, heading: words, text: String::new() });
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => link = Some((dest_url.to_string(), true)),
            Event::End(TagEnd::Link) => {
                let empty = link.take().filter(|(_, empty)| *empty);
                if let Some(words) = empty.and_then(|(target, _)| value(&target)) {
                    sections[current].text.push_str(&words);
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, empty)) = &mut link {
                    *empty = false;
                }
                match &mut heading {
                    Some((_, title)) => title.push_str(&words),
                    None => sections[current].text.push_str(&words),
                }
            }
            Event::SoftBreak | Event::HardBreak | Event::End(_)
                if ends_block(&event) && !sections[current].text.ends_with(char::is_whitespace) =>
            {
                sections[current].text.push(' ');
            }
            _ => {}
        }
    }
    for section in &mut sections {
        section.text.truncate(section.text.trim_end().len());
    }
    sections.retain(|section| !section.text.is_empty() || !section.heading.is_empty());
    sections
}

fn ends_block(event: &Event<'_>) -> bool {
    let inline = [TagEnd::Emphasis, TagEnd::Strong, TagEnd::Strikethrough, TagEnd::Link, TagEnd::Image];
    !matches!(event, Event::End(end) if inline.contains(end))
}

/// The plain text of all of it, in one line.
pub fn plain(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let parts: Vec<String> =
        sections(text, value)
            .into_iter()
            .map(|section| {
                if section.heading.is_empty() { section.text } else { format!("{} {}", section.heading, section.text) }
            })
            .collect();
    parts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{outline, plain, sections};

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
        let text = "Intro *now*.\n\n## One\n\nSince [](fact:a.b), `c`\nand more.\n";
        let found = sections(text, |target| (target == "fact:a.b").then(|| "3 November".to_owned()));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].text, "Intro now.");
        assert_eq!((found[1].id.as_str(), found[1].text.as_str()), ("one", "Since 3 November, c and more."));
        assert_eq!(plain("a\n\nb", |_| None), "a b");
    }
}
