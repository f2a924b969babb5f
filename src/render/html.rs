//! Markdown to HTML, references resolved.
//!
//! The second file that names `pulldown-cmark`. Raw HTML is shown as text, or
//! cleaned where the site turns it on; a table's alignment becomes
//! a class, since styles in attributes would break the content security policy.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::Event::{End, Html, InlineHtml, Start};
use pulldown_cmark::{Alignment, BlockQuoteKind, CowStr, Event, Parser, Tag, TagEnd, html::push_html};

use super::context::PageContext;
use super::theme::PressError;
use super::{article, comparison, event, opt_out, proof, question, raw_html};
use crate::model::reference::{BLOCKS, Reference, Target};
use crate::model::route::asset_address;
use crate::parse::citations::CitationSource;
use crate::parse::entry::Prose;
use crate::parse::markdown::{OPTIONS, level};
use crate::text::xml::escaped;
use crate::text::{direction, language};

type Ranged<'e> = (Event<'e>, Range<usize>);

/// Renders Markdown as blocks. `scope` goes before the anchors of its headings and notes, so that many
/// texts can stand on one page; headings move down by `shift` levels.
pub(super) fn blocks(prose: &Prose, scope: &str, shift: u8, context: &PageContext<'_, '_>) -> String {
    written(Writer::new(prose, scope, shift, context))
}

/// Renders Markdown as the inside of one paragraph.
pub(super) fn inline(prose: &Prose, context: &PageContext<'_, '_>) -> String {
    let writer = Writer { inline: true, ..Writer::new(prose, "", 0, context) };
    let direction = writer.direction(&(0..prose.text.len()));
    let html = written(writer);
    if direction.is_empty() { html.trim().to_owned() } else { format!("<span{direction}>{}</span>", html.trim()) }
}

fn written(mut writer: Writer<'_, '_, '_>) -> String {
    // What is nested too deep was told, and is not written.
    if writer.prose.outline.beyond.is_some() {
        return String::new();
    }
    let text = &writer.prose.text;
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut source = Parser::new_ext(text, OPTIONS).into_offset_iter();
    while let Some((event, range)) = source.next() {
        writer.event(event, &range, &mut source, &mut events);
    }
    if writer.obeys_raw_html() {
        return raw_html::cleaned(events);
    }
    let mut html = String::with_capacity(text.len() * 3 / 2);
    push_html(&mut html, events.into_iter());
    html
}

struct Writer<'w, 'a, 'd> {
    prose: &'w Prose,
    scope: &'w str,
    shift: u8,
    context: &'w PageContext<'a, 'd>,
    inline: bool,
    headings: usize,
    links: usize,
    closes: Vec<String>,
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// The numbers of the notes.
    notes: BTreeMap<String, usize>,
    /// Whether some of the text runs against the direction of its language.
    turns: bool,
}

impl<'w, 'a, 'd> Writer<'w, 'a, 'd> {
    fn new(prose: &'w Prose, scope: &'w str, shift: u8, context: &'w PageContext<'a, 'd>) -> Self {
        Self {
            prose,
            scope,
            shift,
            context,
            inline: false,
            headings: 0,
            links: 0,
            closes: Vec::new(),
            alignments: Vec::new(),
            column: 0,
            in_head: false,
            notes: BTreeMap::new(),
            turns: direction::turns(&prose.text, language::direction(context.desk.edition.language)),
        }
    }

    /// The attribute for the direction of a block, in a text that has both.
    fn direction(&self, range: &Range<usize>) -> String {
        let Some(text) = self.prose.text.get(range.clone()).filter(|_| self.turns) else { return String::new() };
        let words = Parser::new_ext(text, OPTIONS).filter_map(|event| match event {
            Event::Text(words) | Event::Code(words) => direction::of(&words),
            _ => None,
        });
        words.take(1).map(|direction| format!(" dir=\"{direction}\"")).collect()
    }

    /// The start of a block that says its direction, if it has one to say.
    fn directed<'e>(&self, tag: &Tag<'_>, range: &Range<usize>) -> Option<Event<'e>> {
        let name = match tag {
            Tag::Paragraph => "p".to_owned(),
            Tag::Item => "li".to_owned(),
            Tag::BlockQuote(None) => "blockquote".to_owned(),
            Tag::List(None) => "ul".to_owned(),
            Tag::List(Some(1)) => "ol".to_owned(),
            Tag::List(Some(first)) => format!("ol start=\"{first}\""),
            _ => return None,
        };
        let direction = self.direction(range);
        // Not a piece of ours to set aside, for its end is none.
        (!direction.is_empty()).then(|| Event::InlineHtml(format!("<{name}{direction}>").into()))
    }

    /// Whether the text has raw HTML, and the site turned it on.
    fn obeys_raw_html(&self) -> bool {
        !self.prose.outline.html.is_empty() && self.context.desk.edition.settings.raw_html
    }

    fn event<'e>(
        &mut self,
        event: Event<'e>,
        range: &Range<usize>,
        source: &mut impl Iterator<Item = Ranged<'e>>,
        out: &mut Vec<Event<'e>>,
    ) {
        match event {
            Start(Tag::Paragraph) if self.is_block(range) => self.block(source, out),
            Start(Tag::Paragraph) if self.inline => {}
            End(TagEnd::Paragraph) if self.inline => out.push(Event::Text(" ".into())),
            Start(Tag::Heading { level: depth, .. }) => out.push(self.heading(level(depth), range)),
            End(TagEnd::Heading(_)) => out.push(self.close()),
            Start(Tag::Link { dest_url, .. }) => self.link(&dest_url, out),
            End(TagEnd::Link) => out.push(self.close()),
            Start(Tag::Image { dest_url, title, .. }) => {
                let alt = alternative(source);
                out.push(self.image(&dest_url, &title, &alt));
            }
            Start(Tag::BlockQuote(Some(kind))) => out.push(self.alert(kind)),
            End(TagEnd::BlockQuote(Some(_))) => out.push(html("</div>\n")),
            Start(Tag::FootnoteDefinition(name)) => out.push(self.note(&name)),
            End(TagEnd::FootnoteDefinition) => out.push(html("</div>\n")),
            Event::FootnoteReference(name) => out.push(self.note_mark(&name)),
            Html(raw) | InlineHtml(raw) if self.obeys_raw_html() => out.push(InlineHtml(raw)),
            Start(Tag::HtmlBlock) | End(TagEnd::HtmlBlock) if self.obeys_raw_html() => {}
            Start(Tag::HtmlBlock) => out.push(Start(Tag::Paragraph)),
            End(TagEnd::HtmlBlock) => out.push(End(TagEnd::Paragraph)),
            Html(raw) | InlineHtml(raw) => out.push(Event::Text(raw)),
            Event::TaskListMarker(done) => out.push(Event::Text(if done { "☑ " } else { "☐ " }.into())),
            Event::HardBreak => out.push(html("<br>\n")),
            Event::Rule => out.push(html("<hr>\n")),
            Start(tag) => match self.directed(&tag, range) {
                Some(start) => out.push(start),
                None => self.table_or(Start(tag), range, out),
            },
            other => self.table_or(other, range, out),
        }
    }

    fn table_or<'e>(&mut self, event: Event<'e>, range: &Range<usize>, out: &mut Vec<Event<'e>>) {
        match event {
            Start(Tag::Table(alignments)) => {
                let label = escaped(self.context.desk.words.get("table_region"));
                let direction = self.direction(range);
                self.alignments = alignments;
                out.push(html(format!(
                    "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\"{direction}><table>\n"
                )));
            }
            End(TagEnd::Table) => out.push(html("</tbody></table></div>\n")),
            Start(Tag::TableHead) => {
                (self.in_head, self.column) = (true, 0);
                out.push(html("<thead><tr>"));
            }
            End(TagEnd::TableHead) => {
                self.in_head = false;
                out.push(html("</tr></thead><tbody>\n"));
            }
            Start(Tag::TableRow) => {
                self.column = 0;
                out.push(html("<tr>"));
            }
            End(TagEnd::TableRow) => out.push(html("</tr>\n")),
            Start(Tag::TableCell) => out.push(self.cell(range)),
            End(TagEnd::TableCell) => out.push(html(if self.in_head { "</th>" } else { "</td>" })),
            other => out.push(other),
        }
    }

    fn cell<'e>(&mut self, range: &Range<usize>) -> Event<'e> {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Right) => " class=\"align-right\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            _ => "",
        };
        self.column += 1;
        let direction = self.direction(range);
        html(if self.in_head {
            format!("<th scope=\"col\"{class}{direction}>")
        } else {
            format!("<td{class}{direction}>")
        })
    }

    fn close<'e>(&mut self) -> Event<'e> {
        html(self.closes.pop().unwrap_or_default())
    }

    fn heading<'e>(&mut self, depth: u8, range: &Range<usize>) -> Event<'e> {
        let id = self.prose.outline.headings.get(self.headings).map_or("", |heading| heading.id.as_str());
        self.headings += 1;
        // A level 1 was reported: the page's title is the only one.
        let depth = (depth.max(2) + self.shift).min(6);
        self.closes.push(format!("</h{depth}>\n"));
        html(format!("<h{depth} id=\"{}{}\"{}>", self.scope, escaped(id), self.direction(range)))
    }

    fn alert<'e>(&self, kind: BlockQuoteKind) -> Event<'e> {
        let kind = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        let title = escaped(&self.context.desk.words.of("alerts", kind));
        html(format!("<div class=\"alert alert-{kind}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n"))
    }

    /// The anchor of a note and its number: the first that is named is 1.
    fn numbered(&mut self, name: &str) -> (String, usize) {
        let next = self.notes.len() + 1;
        let number = *self.notes.entry(name.to_owned()).or_insert(next);
        (format!("{}note-{}", self.scope, escaped(name)), number)
    }

    // Notes are written here, for what is cleaned as an author's loses its anchors.
    fn note<'e>(&mut self, name: &str) -> Event<'e> {
        let (anchor, number) = self.numbered(name);
        let label = format!("<sup class=\"footnote-definition-label\">{number}</sup>");
        html(format!("<div class=\"footnote-definition\" id=\"{anchor}\">{label}"))
    }

    fn note_mark<'e>(&mut self, name: &str) -> Event<'e> {
        let (anchor, number) = self.numbered(name);
        html(format!("<sup class=\"footnote-reference\"><a href=\"#{anchor}\">{number}</a></sup>"))
    }

    /// Whether the paragraph at `range` is nothing but a reference that becomes a block.
    fn is_block(&self, range: &Range<usize>) -> bool {
        self.context.blocks
            && !self.inline
            && self.prose.outline.links.get(self.links).is_some_and(|link| {
                let own =
                    matches!(Reference::parse(&link.target), Reference::Own(scheme, _) if BLOCKS.contains(&scheme));
                own && link.is_block && range.contains(&link.range.start)
            })
    }

    fn block<'e>(&mut self, source: &mut impl Iterator<Item = Ranged<'e>>, out: &mut Vec<Event<'e>>) {
        let mut target = String::new();
        for (event, _) in source.by_ref() {
            match event {
                Start(Tag::Link { dest_url, .. }) => target = dest_url.to_string(),
                End(TagEnd::Paragraph) => break,
                _ => {}
            }
        }
        self.links += 1;
        let Reference::Own(scheme, rest) = Reference::parse(&target) else { return };
        if let Ok(target) = self.context.desk.edition.resolve(scheme, rest) {
            out.push(html(block(&target, 3 + self.shift, self.context)));
        }
    }

    fn link<'e>(&mut self, target: &str, out: &mut Vec<Event<'e>>) {
        let is_empty = self.prose.outline.links.get(self.links).is_none_or(|link| link.is_empty);
        self.links += 1;
        let (open, words, close) = self.link_parts(target, is_empty);
        out.push(html(open));
        if let Some(words) = words.filter(|_| is_empty) {
            out.push(Event::Text(words.into()));
        }
        self.closes.push(close);
    }

    /// What stands before a link's words, the words if it has none, and what stands after.
    fn link_parts(&self, target: &str, is_empty: bool) -> (String, Option<String>, String) {
        let root = &self.context.root;
        let edition = self.context.desk.edition;
        let plain = (String::new(), None, String::new());
        match Reference::parse(target) {
            Reference::External(url) => {
                (format!("<a href=\"{}\" rel=\"noopener noreferrer\">", escaped(url)), None, "</a>".to_owned())
            }
            Reference::Anchor(anchor) => {
                (format!("<a href=\"#{}{}\">", self.scope, escaped(anchor)), None, "</a>".to_owned())
            }
            Reference::File(file, anchor) => {
                let from = &self.prose.place.file;
                let href = edition
                    .file_route(from, file, anchor)
                    .map(|route| route.href(root))
                    .or_else(|| asset_address(from, file).map(|path| format!("{root}{path}")));
                href.map_or(plain, |href| (format!("<a href=\"{}\">", escaped(&href)), None, "</a>".to_owned()))
            }
            Reference::Own(scheme, rest) => match edition.resolve(scheme, rest) {
                Ok(Target::Blank(name)) => (
                    format!("<span class=\"blank\" data-blank=\"{}\">", escaped(name)),
                    Some(name.to_owned()),
                    "</span>".to_owned(),
                ),
                Ok(Target::Source(source)) => (String::new(), None, citation(source, self.context)),
                Ok(resolved) => {
                    let words = self.context.desk.target_words(&resolved);
                    let href = edition.address(&resolved).map_or_else(String::new, |route| route.href(root));
                    let class = match resolved {
                        Target::Fact(..) | Target::Event(..) if is_empty => " class=\"fact\"",
                        Target::Term(_) => " class=\"term\"",
                        _ => "",
                    };
                    let date = self.context.desk.target_date(&resolved).filter(|_| is_empty);
                    let time = date.map(|date| format!("<time datetime=\"{date}\">")).unwrap_or_default();
                    let close = if date.is_some() { "</time></a>" } else { "</a>" };
                    (format!("<a{class} href=\"{}\">{time}", escaped(&href)), words, close.to_owned())
                }
                Err(_) => plain,
            },
            Reference::Foreign(_) => plain,
        }
    }

    fn image<'e>(&mut self, target: &str, title: &str, alt: &str) -> Event<'e> {
        self.links += 1;
        let path = asset_address(&self.prose.place.file, target).unwrap_or_default();
        let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escaped(title)) };
        html(format!(
            "<img src=\"{}{}\" alt=\"{}\"{title} loading=\"lazy\">",
            self.context.root,
            escaped(&path),
            escaped(alt)
        ))
    }
}

fn html<'e>(text: impl Into<CowStr<'e>>) -> Event<'e> {
    Html(text.into())
}

/// The plain text inside an image.
fn alternative<'e>(source: &mut impl Iterator<Item = Ranged<'e>>) -> String {
    let mut alt = String::new();
    let mut depth = 1;
    for (event, _) in source.by_ref() {
        match event {
            Start(_) => depth += 1,
            End(_) => depth -= 1,
            Event::Text(text) | Event::Code(text) => alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    alt
}

/// The mark of a citation. Many pages have the same ones, so each is made once.
fn citation<'d>(source: &'d CitationSource, context: &PageContext<'_, 'd>) -> String {
    let (number, desk) = (context.cite(source), context.desk);
    let key = (source.id.as_str(), number, context.root.clone());
    let make = || desk.press.component("citation", &proof::source(source, number, desk), &context.root, 2);
    told(desk.citations.try_get(key, make), context)
}

fn component(name: &str, view: &impl serde::Serialize, level: u8, context: &PageContext<'_, '_>) -> String {
    told(context.desk.press.component(name, view, &context.root, level), context)
}

/// What a component gave; nothing, and a word of it, where it could not do its work.
fn told(made: Result<String, PressError>, context: &PageContext<'_, '_>) -> String {
    made.unwrap_or_else(|error| {
        context.errors.borrow_mut().push(error);
        String::new()
    })
}

/// A reference that stands alone in its paragraph.
fn block(target: &Target<'_, '_>, level: u8, context: &PageContext<'_, '_>) -> String {
    let inside = context.inside_block();
    let desk = context.desk;
    let html = match target {
        Target::Path(platform, path) => component("steps", &opt_out::steps(*platform, path, &inside), level, &inside),
        Target::Row(row) => component("comparison", &comparison::of_rows(&[row], &inside), level, &inside),
        Target::Timeline(platform) => component("timeline", &event::timeline(*platform, &inside), level, &inside),
        Target::Question(found) => component("questions", &[question::view(*found, &inside)], level, &inside),
        Target::Topic(topic) => {
            let questions = desk.edition.shown_about(topic.id.as_str());
            let questions: Vec<_> = questions.into_iter().map(|found| question::view(found, &inside)).collect();
            component("questions", &questions, level, &inside)
        }
        Target::Letter(letter) => {
            component("letter_link", &article::card(*letter, &["letters"], &inside), level, &inside)
        }
        Target::Fact(platform, fact) => {
            component("fact", &comparison::facts(*platform, fact.key.as_str(), &inside), level, &inside)
        }
        _ => String::new(),
    };
    context.errors.borrow_mut().append(&mut inside.errors.borrow_mut());
    html
}
