//! Markdown that stands alone: our own references as values and links, everything else as it was written.
//!
//! Takes texts and Markdown of the content, gives CommonMark. All of it passes through lists of events, so that no
//! text can be taken for markup, but for paragraphs and headings that hold nothing of ours: those stand as written.

use std::fmt::Write;
use std::ops::Range;
use std::slice;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};
use pulldown_cmark_to_cmark::cmark;

use super::address::Address;
use crate::model::reference::{BLOCKS, Reference, Target};
use crate::model::route::asset_address;
use crate::parse::citations::CitationSource;
use crate::parse::entry::Prose;
use crate::parse::markdown::{Block, Link, OPTIONS};
use crate::parse::platform::OptOutPath;
use crate::text::date::Date;
use crate::wording::Wording;

/// A copy in the making.
pub(super) struct Paper<'p, 'd> {
    wording: &'p Wording<'p, 'd>,
    address: Address<'p>,
    path: &'p str,
    /// What is written.
    text: String,
    /// What is to be written next.
    events: Vec<Event<'d>>,
    cited: Vec<&'d CitationSource>,
}

impl<'p, 'd> Paper<'p, 'd> {
    /// An empty copy at a path.
    pub(super) fn new(wording: &'p Wording<'p, 'd>, address: Address<'p>, path: &'p str) -> Self {
        Self { wording, address, path, text: String::new(), events: Vec::new(), cited: Vec::new() }
    }

    /// The copy as a text.
    pub(super) fn written(mut self) -> String {
        self.write_events();
        self.text.push('\n');
        self.text
    }

    fn write_events(&mut self) {
        if self.events.is_empty() {
            return;
        }
        let mut blocks = String::new();
        // Writing into a text does not fail, and the options are those that were read with.
        let _ = cmark(self.events.drain(..), &mut blocks, OPTIONS);
        self.write(&blocks);
    }

    /// Whole blocks of Markdown.
    fn write(&mut self, blocks: &str) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(blocks.trim_matches('\n'));
    }

    fn text(&mut self, text: &str) {
        self.events.push(Event::Text(text.to_owned().into()));
    }

    fn inside(&mut self, tag: Tag<'d>, end: TagEnd, text: &str) {
        self.events.push(Event::Start(tag));
        self.text(text);
        self.events.push(Event::End(end));
    }

    /// A heading.
    pub(super) fn heading(&mut self, level: u8, text: &str) {
        let level = HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H2);
        let tag = Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() };
        self.inside(tag, TagEnd::Heading(level), text);
    }

    /// A paragraph of plain text.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.inside(Tag::Paragraph, TagEnd::Paragraph, text);
    }

    fn link(&mut self, text: &str, href: String) {
        self.events.push(Event::Start(link_to(href)));
        self.text(text);
        self.events.push(Event::End(TagEnd::Link));
    }

    fn href(&self, target: &Target<'_, '_>) -> Option<String> {
        let route = self.wording.edition.address(target)?;
        Some(self.address.link(self.path, &route.href("")))
    }

    /// The page that this is the copy of.
    pub(super) fn page(&mut self, page: &str) {
        let href = self.address.link(self.path, page);
        self.events.push(Event::Start(Tag::Paragraph));
        self.link(&href.clone(), href);
        self.events.push(Event::End(TagEnd::Paragraph));
    }

    /// A list: what stands before, and words that may lead somewhere.
    pub(super) fn list<'t>(&mut self, items: impl Iterator<Item = (String, String, Option<Target<'d, 't>>)>) {
        let items: Vec<_> = items.collect();
        if items.is_empty() {
            return;
        }
        self.events.push(Event::Start(Tag::List(None)));
        for (lead, words, target) in items {
            self.events.push(Event::Start(Tag::Item));
            self.text(&lead);
            match target.and_then(|target| self.href(&target)) {
                Some(href) => self.link(&words, href),
                None => self.text(&words),
            }
            self.events.push(Event::End(TagEnd::Item));
        }
        self.events.push(Event::End(TagEnd::List(false)));
    }

    /// The steps of a way to say no, surface after surface.
    pub(super) fn steps(&mut self, path: &'d OptOutPath) {
        if let Some(link) = &path.link {
            self.events.push(Event::Start(Tag::Paragraph));
            self.link(path.link_label.as_ref().map_or(link.as_str(), |label| label.as_str()), link.clone());
            self.events.push(Event::End(TagEnd::Paragraph));
        }
        for surface in path.surfaces.iter().filter(|surface| !surface.steps.is_empty()) {
            self.paragraph(&format!("{}:", surface.title.as_str().trim_end_matches(':')));
            self.events.push(Event::Start(Tag::List(Some(1))));
            for step in &surface.steps {
                self.events.push(Event::Start(Tag::Item));
                self.inline(&step.action);
                if let Some(label) = &step.label {
                    self.text(&super::copies::label(label));
                }
                self.events.push(Event::End(TagEnd::Item));
            }
            self.events.push(Event::End(TagEnd::List(true)));
        }
    }

    /// The number under which a source is cited.
    pub(super) fn cite(&mut self, source: &'d CitationSource) -> usize {
        let known = self.cited.iter().position(|known| known.id.text == source.id.text);
        known.unwrap_or_else(|| {
            self.cited.push(source);
            self.cited.len() - 1
        }) + 1
    }

    /// The newest date among the sources cited so far.
    pub(super) fn newest(&self) -> Option<Date> {
        self.cited.iter().filter_map(|source| source.date).max()
    }

    /// The cited sources, numbered, each with what it says here.
    pub(super) fn citations(&mut self, title: &str, said: &[(&str, String)]) {
        let cited = std::mem::take(&mut self.cited);
        if cited.is_empty() {
            return;
        }
        self.heading(2, title);
        self.events.push(Event::Start(Tag::List(Some(1))));
        for source in cited {
            self.events.push(Event::Start(Tag::Item));
            self.text(&format!("{}: ", source.publisher.text));
            match &source.url {
                Some(url) => self.link(&source.title.text, url.clone()),
                None => self.text(&source.title.text),
            }
            let mut more = String::new();
            if let Some(date) = source.date {
                let _ = write!(more, ", {}", self.wording.words.date(date));
            }
            if let Some((_, words)) = said.iter().find(|(id, _)| *id == source.id.as_str()) {
                let _ = write!(more, ". {words}");
            }
            self.text(&more);
            self.events.push(Event::End(TagEnd::Item));
        }
        self.events.push(Event::End(TagEnd::List(true)));
    }

    /// Markdown inside a block of ours.
    fn inline(&mut self, prose: &'d Prose) {
        let from = self.events.len();
        let mut links = prose.outline.links.iter();
        if prose.outline.beyond.is_none() {
            self.take(Parser::new_ext(&prose.text, OPTIONS), &mut links, prose);
        }
        let is_edge = |event: &Event<'_>| matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph));
        let inner: Vec<_> = self.events.drain(from..).filter(|event| !is_edge(event)).collect();
        self.events.extend(inner);
    }

    /// Markdown of the content, block by block.
    pub(super) fn prose(&mut self, prose: &'d Prose) {
        if prose.outline.beyond.is_some() {
            return;
        }
        let mut links = &prose.outline.links[..];
        let blocks = &prose.outline.blocks;
        let is_list = |at: usize| blocks.get(at).is_some_and(|block| block.is_list);
        // Read again only where a block cannot stand as it is written.
        let mut read = None;
        for (at, block) in blocks.iter().enumerate() {
            let (own, rest) = links.split_at(block.links);
            links = rest;
            // Of two lists in a row, one that is written anew could go on with the other.
            let meets_list = block.is_list && (is_list(at + 1) || at > 0 && is_list(at - 1));
            let as_written = if meets_list { None } else { self.as_written(block, own, prose) };
            if let Some(text) = as_written {
                self.write_events();
                self.write(&text);
            } else {
                let events = read.get_or_insert_with(|| events_by_block(&prose.text));
                self.take(events.get_mut(at).map(std::mem::take).unwrap_or_default(), &mut own.iter(), prose);
            }
        }
    }

    /// A block as it is written, with other words and targets for references; nothing for one that holds more than
    /// words and links, and where the words around could be read in another way then.
    fn as_written(&mut self, block: &Block, links: &[Link], prose: &Prose) -> Option<String> {
        if !block.is_plain {
            return None;
        }
        let mut text = String::with_capacity(block.range.len());
        // An indent before the first line is that of the others.
        let mut from = prose.text[..block.range.start].rfind('\n').map_or(0, |end| end + 1);
        for link in links {
            if matches!(Reference::parse(&link.target), Reference::External(_)) {
                continue;
            }
            let (place, patch) = self.patch(link, prose)?;
            text.push_str(&prose.text[from..place.start]);
            text.push_str(&patch);
            from = place.end;
        }
        text.push_str(prose.text[from..block.range.end].trim_end());
        Some(text)
    }

    /// What takes the place of a reference that stands here, or of its target alone.
    fn patch(&mut self, link: &Link, prose: &Prose) -> Option<(Range<usize>, String)> {
        if link.is_block {
            return None;
        }
        let Lead { number, href, words } = self.lead(&link.target, prose);
        if href
            .as_deref()
            .is_some_and(|href| !href.bytes().all(|byte| byte.is_ascii_graphic() && !b"()<>|\\".contains(&byte)))
        {
            return None;
        }
        if !link.is_empty {
            let stands =
                link.range.start > link.whole.start && prose.text.get(link.range.clone()) == Some(&link.target);
            return href.filter(|_| stands && number.is_none()).map(|href| (link.range.clone(), href));
        }
        let words = words.unwrap_or_default();
        // Punctuation begins and ends what stands here; where it still does, the marks around are read as before
        // (CommonMark 0.31.2, 6.2).
        let text = match (number, href) {
            (Some(number), _) => format!("\\[{number}\\]"),
            (None, Some(href)) if is_inert(&words) => format!("[{words}]({href})"),
            (None, None) if is_inert(&words) && goes_on(&prose.text, &link.whole) => words,
            _ => return None,
        };
        Some((link.whole.clone(), text))
    }

    /// Markdown of the content as events; `links` are those of its outline that are still to come.
    fn take(
        &mut self,
        events: impl IntoIterator<Item = Event<'d>>,
        links: &mut slice::Iter<'d, Link>,
        prose: &'d Prose,
    ) {
        let mut open: Vec<bool> = Vec::new();
        for event in events {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let own = links.next();
                    let is_empty = own.is_none_or(|link| link.is_empty);
                    if own.is_some_and(|link| link.is_block) && self.block(&dest_url) {
                        open.push(false);
                        continue;
                    }
                    open.push(self.open_link(&dest_url, is_empty, prose));
                }
                Event::End(TagEnd::Link) => {
                    if open.pop().unwrap_or(false) {
                        self.events.push(Event::End(TagEnd::Link));
                    }
                }
                Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                    links.next();
                    let href = self.file(&dest_url, prose).unwrap_or_else(|| dest_url.to_string());
                    self.events.push(Event::Start(Tag::Image { link_type, dest_url: href.into(), title, id }));
                }
                // Raw HTML is text here as it is on the page.
                Event::Html(raw) | Event::InlineHtml(raw) => self.events.push(Event::Text(raw)),
                Event::Start(Tag::HtmlBlock) => self.events.push(Event::Start(Tag::Paragraph)),
                Event::End(TagEnd::HtmlBlock) => self.events.push(Event::End(TagEnd::Paragraph)),
                other => self.events.push(other),
            }
        }
    }

    /// Opens a link, with words if it has none of its own; tells whether it is to be closed.
    fn open_link(&mut self, target: &CowStr<'d>, is_empty: bool, prose: &Prose) -> bool {
        let Lead { number, href, words } = self.lead(target, prose);
        if let Some(number) = number {
            self.text(&format!("[{number}]"));
        }
        let is_link = href.is_some();
        if let Some(href) = href {
            self.events.push(Event::Start(link_to(href)));
        }
        if let Some(words) = words.filter(|_| is_empty) {
            self.text(&words);
        }
        is_link
    }

    /// What a link says and where it leads.
    fn lead(&mut self, target: &str, prose: &Prose) -> Lead {
        let edition = self.wording.edition;
        let (mut number, mut href, mut words) = (None, None, None);
        match Reference::parse(target) {
            Reference::External(url) => href = Some(url.to_owned()),
            Reference::File(..) => href = self.file(target, prose),
            Reference::Own(scheme, rest) => match edition.resolve(scheme, rest) {
                Ok(Target::Source(source)) => number = Some(self.cite(source)),
                Ok(Target::Blank(name)) => words = Some(format!("[{name}]")),
                Ok(found) => (href, words) = (self.href(&found), self.wording.target_words(&found)),
                Err(_) => {}
            },
            Reference::Anchor(_) | Reference::Foreign(_) => {}
        }
        Lead { number, href, words }
    }

    /// A link to a file beside the one that the text stands in.
    fn file(&self, target: &str, prose: &Prose) -> Option<String> {
        let Reference::File(file, anchor) = Reference::parse(target) else { return None };
        let from = &prose.place.file;
        let page = self.wording.edition.file_route(from, file, anchor).map(|route| route.href(""));
        let path = page.or_else(|| asset_address(from, file))?;
        Some(self.address.link(self.path, &path))
    }

    /// A reference that stands alone in its paragraph; tells whether it became a block. The paragraph that was
    /// opened for it is taken back, and an empty one closes behind it.
    fn block(&mut self, target: &str) -> bool {
        let edition = self.wording.edition;
        let Reference::Own(scheme, rest) = Reference::parse(target) else { return false };
        let Some(found) = edition.resolve(scheme, rest).ok().filter(|_| BLOCKS.contains(&scheme)) else { return false };
        if !matches!(found, Target::Path(..) | Target::Row(_) | Target::Topic(_)) {
            return false;
        }
        self.events.pop();
        match found {
            Target::Path(_, path) => self.steps(path),
            Target::Row(row) => {
                let platforms = edition.platforms.iter();
                let facts = platforms.flat_map(|own| {
                    edition.facts(own.id.as_str(), row.id.as_str()).iter().map(|fact| {
                        let lead = format!("{}, {}: ", own.name.as_str(), self.wording.named(fact));
                        (lead, self.wording.fact_words(fact), Some(Target::Fact(*own, fact)))
                    })
                });
                let facts: Vec<_> = facts.collect();
                self.list(facts.into_iter());
            }
            Target::Topic(topic) => {
                let questions = edition.shown_about(topic.id.as_str());
                let items = questions
                    .into_iter()
                    .map(|own| (String::new(), own.question.text.clone(), Some(Target::Question(own))));
                self.list(items);
            }
            _ => {}
        }
        self.events.push(Event::Start(Tag::Paragraph));
        true
    }
}

/// What a link comes to in a copy.
struct Lead {
    /// The number of the source that it cites.
    number: Option<usize>,
    /// Where it leads.
    href: Option<String>,
    /// What it says when it has no words of its own.
    words: Option<String>,
}

/// The events of each block of a text that stands in no other.
fn events_by_block(text: &str) -> Vec<Vec<Event<'_>>> {
    let mut blocks = Vec::new();
    let mut block = Vec::new();
    let mut depth = 0_usize;
    for event in Parser::new_ext(text, OPTIONS) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        block.push(event);
        if depth == 0 {
            blocks.push(std::mem::take(&mut block));
        }
    }
    blocks
}

/// Whether bare words in this place go on with a line, and no mark touches them.
fn goes_on(text: &str, place: &Range<usize>) -> bool {
    let (before, after) = (&text[..place.start], &text[place.end..]);
    let is_mark = |found: char| "*_~`\\".contains(found);
    !before.ends_with(is_mark)
        && !after.starts_with(is_mark)
        && before.trim_end_matches(' ').ends_with(|last: char| last.is_alphanumeric() || ",;:(".contains(last))
}

/// Whether words are no markup in the middle of a line.
fn is_inert(words: &str) -> bool {
    !words.chars().any(|found| found.is_control() || (found.is_ascii_punctuation() && !",.;:'\"()/%?-".contains(found)))
}

fn link_to<'e>(href: String) -> Tag<'e> {
    Tag::Link {
        link_type: LinkType::Inline,
        dest_url: href.into(),
        title: CowStr::Borrowed(""),
        id: CowStr::Borrowed(""),
    }
}
