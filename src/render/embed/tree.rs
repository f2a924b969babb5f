//! The HTML of our own templates to a small tree, and the tree back to HTML or to JSON.
//!
//! Whatever a template writes, only allowed elements and attributes get into the tree: no script, no style, no id,
//! classes with a prefix, links with an allowed scheme. So each form of an embed is safe, and all are alike.
//! The only file that names `html5gum`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use html5gum::{StartTag, Token, Tokenizer};
use memchr::memchr;
use serde::ser::{Serialize, SerializeSeq, Serializer};

use crate::text::xml::push_escaped;

/// What stands before every class: `fq-short`.
const PREFIX: &str = "fq-";

/// The elements that are kept, and whether each begins a line of its own.
const ELEMENTS: &[(&str, bool)] = &[
    ("article", true),
    ("section", true),
    ("div", true),
    ("p", true),
    ("h1", true),
    ("h2", true),
    ("h3", true),
    ("h4", true),
    ("h5", true),
    ("h6", true),
    ("ul", true),
    ("ol", true),
    ("li", true),
    ("dl", true),
    ("dt", true),
    ("dd", true),
    ("blockquote", true),
    ("pre", true),
    ("hr", true),
    ("details", true),
    ("summary", true),
    ("table", true),
    ("caption", true),
    ("thead", true),
    ("tbody", true),
    ("tr", true),
    ("th", true),
    ("td", true),
    ("a", false),
    ("span", false),
    ("strong", false),
    ("em", false),
    ("del", false),
    ("code", false),
    ("kbd", false),
    ("sup", false),
    ("sub", false),
    ("time", false),
    ("br", false),
];

/// Elements that go with all that they hold.
const DROPPED: &[&str] =
    &["script", "style", "template", "iframe", "object", "svg", "math", "form", "button", "select"];

/// Elements without an end.
const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta", "source", "wbr"];

/// The attributes that are kept.
const ATTRIBUTES: &[&str] = &[
    "class",
    "href",
    "rel",
    "lang",
    "dir",
    "datetime",
    "open",
    "start",
    "value",
    "colspan",
    "rowspan",
    "scope",
    "role",
    "tabindex",
    "aria-label",
    "data-due",
];

/// A piece of an embed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Text, not escaped.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element of the allowed ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// The name.
    pub(super) tag: &'static str,
    /// The attributes, by name. A link inside the site is a path in the output.
    pub(super) attributes: Vec<(&'static str, String)>,
    /// What it holds.
    pub(super) children: Vec<Node>,
    /// Whether it begins a line of its own.
    pub(super) is_block: bool,
}

impl Element {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }

    /// Whether it is of a class, named without its prefix.
    pub(super) fn has_class(&self, name: &str) -> bool {
        let classes = self.attribute("class").unwrap_or_default();
        classes.split(' ').any(|class| class.strip_prefix(PREFIX) == Some(name))
    }

    /// The level of a heading.
    pub(super) fn level(&self) -> Option<u8> {
        self.tag.strip_prefix('h')?.parse().ok()
    }
}

/// Reads HTML of ours. `home` is the page that the embed leads to: anchors of its own are links to it.
pub(super) fn read(html: &str, home: &str) -> Vec<Node> {
    let mut reader = Reader { home, open: vec![Open::default()], dropped: 0 };
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.start(&tag),
            Token::EndTag(tag) => reader.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) if reader.dropped == 0 => reader.text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    while reader.open.len() > 1 {
        reader.close();
    }
    reader.open.pop().map(|root| settled(root.element.children, true)).unwrap_or_default()
}

/// An element that has begun; without a tag it is passed over, and its children are its parent's.
#[derive(Default)]
struct Open {
    name: String,
    element: Element,
}

struct Reader<'r> {
    home: &'r str,
    open: Vec<Open>,
    /// How many dropped elements are open.
    dropped: usize,
}

impl Reader<'_> {
    fn start(&mut self, start: &StartTag<()>) {
        let name = String::from_utf8_lossy(&start.name).into_owned();
        if DROPPED.contains(&name.as_str()) {
            self.dropped += 1;
        }
        if self.dropped > 0 {
            return;
        }
        if name == "img" {
            return self.image(start);
        }
        let mut element = Element::default();
        if let Some((tag, is_block)) = ELEMENTS.iter().find(|(tag, _)| *tag == name) {
            element = Element { tag, is_block: *is_block, attributes: self.attributes(start), children: Vec::new() };
        }
        let is_void = VOID.contains(&name.as_str());
        self.open.push(Open { name, element });
        if is_void {
            self.close();
        }
    }

    fn end(&mut self, name: &str) {
        if DROPPED.contains(&name) {
            self.dropped = self.dropped.saturating_sub(1);
        } else if self.dropped == 0
            && let Some(at) = self.open.iter().rposition(|open| open.name == name).filter(|at| *at > 0)
        {
            while self.open.len() > at {
                self.close();
            }
        }
    }

    fn text(&mut self, text: &str) {
        let is_kept = self.open.iter().any(|open| open.name == "pre");
        let text = if is_kept { text.to_owned() } else { collapsed(text) };
        self.push(Node::Text(text));
    }

    /// An image becomes a link to it, so that an embed loads nothing that its host must allow.
    fn image(&mut self, start: &StartTag<()>) {
        let value = |name: &str| attribute(start, name).unwrap_or_default();
        let (source, words) = (value("src"), value("alt"));
        if words.is_empty() {
            return;
        }
        let words = Node::Text(words);
        let Some(href) = self.target(&source) else { return self.push(words) };
        let attributes = vec![("href", href)];
        self.push(Node::Element(Element { tag: "a", attributes, children: vec![words], is_block: false }));
    }

    fn close(&mut self) {
        let Some(Open { element, .. }) = self.open.pop() else { return };
        if element.tag.is_empty() {
            if let Some(parent) = self.open.last_mut() {
                parent.element.children.extend(element.children);
            }
            return;
        }
        let is_text = element.tag == "pre" || !element.is_block;
        let children = if is_text { element.children } else { settled(element.children, element.is_block) };
        self.push(Node::Element(Element { children, ..element }));
    }

    fn push(&mut self, node: Node) {
        let Some(parent) = self.open.last_mut() else { return };
        let siblings = &mut parent.element.children;
        match (siblings.last_mut(), node) {
            (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
            (_, node) => siblings.push(node),
        }
    }

    fn attributes(&self, start: &StartTag<()>) -> Vec<(&'static str, String)> {
        let mut attributes = Vec::new();
        for name in ATTRIBUTES {
            let Some(value) = attribute(start, name) else { continue };
            let value = match *name {
                "class" => Some(classes(&value)),
                "href" => self.target(&value),
                _ => Some(value),
            };
            attributes.extend(value.map(|value| (*name, value)));
        }
        attributes
    }

    /// Where a link leads: an address elsewhere, or a path in the output.
    fn target(&self, written: &str) -> Option<String> {
        if let Some(anchor) = written.strip_prefix('#') {
            let page = self.home.split('#').next().unwrap_or_default();
            return Some(format!("{page}#{anchor}"));
        }
        match scheme(written) {
            Some(scheme) => ["https", "http", "mailto", "tel"].contains(&scheme.as_str()).then(|| written.to_owned()),
            None => Some(written.to_owned()),
        }
    }
}

fn attribute(start: &StartTag<()>, name: &str) -> Option<String> {
    start.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
}

/// The scheme of an address, in lower case; `None` for a path.
fn scheme(address: &str) -> Option<String> {
    memchr(b':', address.as_bytes())?;
    // Browsers pass over these before and within a scheme (WHATWG URL).
    let address: String = address.trim_start().chars().filter(|letter| !matches!(letter, '\t' | '\n' | '\r')).collect();
    let (scheme, _) = address.split_once(':')?;
    (!scheme.contains(['/', '?', '#'])).then(|| scheme.to_ascii_lowercase())
}

fn classes(written: &str) -> String {
    let prefixed = |name: &str| if name.starts_with(PREFIX) { name.to_owned() } else { format!("{PREFIX}{name}") };
    written.split_ascii_whitespace().map(prefixed).collect::<Vec<_>>().join(" ")
}

/// White space as HTML shows it: one blank.
fn collapsed(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            ' ' | '\t' | '\n' | '\r' | '\u{c}' if collapsed.ends_with(' ') => {}
            ' ' | '\t' | '\n' | '\r' | '\u{c}' => collapsed.push(' '),
            other => collapsed.push(other),
        }
    }
    collapsed
}

/// Children without the white space that no reader sees: beside blocks, and at the ends of one.
fn settled(mut nodes: Vec<Node>, is_block: bool) -> Vec<Node> {
    let ends_line = |node: Option<&Node>| match node {
        None => is_block,
        Some(Node::Element(element)) => element.is_block,
        Some(Node::Text(_)) => false,
    };
    for at in 0..nodes.len() {
        let (first, last) = (ends_line(at.checked_sub(1).map(|before| &nodes[before])), ends_line(nodes.get(at + 1)));
        if let Node::Text(text) = &mut nodes[at] {
            let mut shown = text.as_str();
            shown = if first { shown.trim_start_matches(' ') } else { shown };
            shown = if last { shown.trim_end_matches(' ') } else { shown };
            *text = shown.to_owned();
        }
    }
    nodes.retain(|node| !matches!(node, Node::Text(text) if text.is_empty()));
    nodes
}

/// Where HTML is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In somebody else's page: nothing that depends on a script, no landmark.
    Foreign,
    /// In a frame of ours: what may fall due later is there, hidden.
    Frame,
}

/// How a tree is written as HTML.
pub(super) struct Writing<'w> {
    /// Where it is to stand.
    pub(super) place: Place,
    /// What goes before a path in the output: the way up, or the site's address.
    pub(super) root: &'w str,
    /// By how much headings sink; they stay from 1 to 6.
    pub(super) shift: i8,
    /// The day of the compile, as in `2026-11-23`.
    pub(super) as_of: &'w str,
}

impl Writing<'_> {
    /// The tree as HTML, each block in a line of its own.
    pub(super) fn html(&self, nodes: &[Node]) -> String {
        let mut html = String::new();
        self.nodes(nodes, &mut html);
        html
    }

    /// Whether something is to be told now: it says no day, or its day has passed.
    pub(super) fn is_due(&self, element: &Element) -> bool {
        element.attribute("data-due").is_none_or(|due| due < self.as_of)
    }

    /// The level of a heading where it is to stand.
    pub(super) fn level(&self, element: &Element) -> Option<u8> {
        Some(element.level()?.saturating_add_signed(self.shift).clamp(1, 6))
    }

    fn nodes(&self, nodes: &[Node], html: &mut String) {
        for node in nodes {
            match node {
                // No blank line, even in code: in a page written in Markdown it would end the HTML.
                Node::Text(text) => {
                    let from = html.len();
                    push_escaped(html, text);
                    if html[from..].contains("\n\n") {
                        let written = html.split_off(from).replace("\n\n", "\n&#10;");
                        html.push_str(&written);
                    }
                }
                Node::Element(element) => self.element(element, html),
            }
        }
    }

    fn element(&self, element: &Element, html: &mut String) {
        let is_due = self.is_due(element);
        if !is_due && self.place == Place::Foreign {
            return;
        }
        let tag = self.level(element).map_or(element.tag, |level| HEADINGS[usize::from(level) - 1]);
        let breaks = |html: &mut String| {
            if element.is_block && !html.ends_with('\n') && !html.is_empty() {
                html.push('\n');
            }
        };
        breaks(html);
        html.extend(["<", tag]);
        // A region of a frame is none in other people's pages, and so needs no name.
        let is_landmark = element.attribute("role").is_some() && self.place == Place::Foreign;
        for (name, value) in &element.attributes {
            if !(is_landmark && *name == "aria-label") {
                self.attribute(name, value, html);
            }
        }
        html.push_str(if is_due { ">" } else { " hidden>" });
        if VOID.contains(&element.tag) {
            return;
        }
        self.nodes(&element.children, html);
        html.extend(["</", tag, ">"]);
        breaks(html);
    }

    fn attribute(&self, name: &str, value: &str, html: &mut String) {
        let in_frame = matches!(name, "role" | "tabindex" | "data-due");
        match name {
            _ if in_frame && self.place == Place::Foreign => {}
            "open" => html.push_str(" open"),
            _ => {
                html.extend([" ", name, "=\""]);
                push_escaped(html, &placed(name, value, self.root));
                html.push('"');
            }
        }
    }
}

const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// A link's address, with `root` before a path in the output.
pub(super) fn address(href: &str, root: &str) -> String {
    if scheme(href).is_some() { href.to_owned() } else { format!("{root}{href}") }
}

/// An attribute's value where the tree is to stand.
fn placed<'v>(name: &str, value: &'v str, root: &str) -> Cow<'v, str> {
    if name == "href" { Cow::Owned(address(value, root)) } else { Cow::Borrowed(value) }
}

/// A tree as JSON: a text is a string, an element `[name, {attributes}, child …]`.
pub(super) struct Json<'j> {
    /// The pieces.
    pub(super) nodes: &'j [Node],
    /// What goes before a path in the output.
    pub(super) root: &'j str,
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.nodes.iter().map(|node| JsonNode { node, root: self.root }))
    }
}

struct JsonNode<'j> {
    node: &'j Node,
    root: &'j str,
}

impl Serialize for JsonNode<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let element = match self.node {
            Node::Text(text) => return serializer.serialize_str(text),
            Node::Element(element) => element,
        };
        let mut list = serializer.serialize_seq(Some(element.children.len() + 2))?;
        list.serialize_element(element.tag)?;
        let attributes: BTreeMap<&str, Cow<'_, str>> =
            element.attributes.iter().map(|(name, value)| (*name, placed(name, value, self.root))).collect();
        list.serialize_element(&attributes)?;
        for node in &element.children {
            list.serialize_element(&JsonNode { node, root: self.root })?;
        }
        list.end()
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, Place, Writing, read};

    fn written(html: &str, place: Place) -> String {
        let writing = Writing { place, root: "../", shift: 1, as_of: "2026-11-23" };
        writing.html(&read(html, "faq/a.html"))
    }

    #[test]
    fn only_what_is_allowed_gets_through() {
        let cases = [
            ("<p id=x class='a fq-b' onclick=y style=z>A</p>", "<p class=\"fq-a fq-b\">A</p>\n"),
            ("<script>bad()</script><style>p{}</style><p>A</p>", "<p>A</p>\n"),
            ("<svg><p>no</p></svg><font>A</font>", "A"),
            ("<a href='javascript:x'>A</a>", "<a>A</a>"),
            ("<a href=' java\nscript:x'>A</a>", "<a>A</a>"),
            ("<a href='data:text/html,x'>A</a>", "<a>A</a>"),
            ("<a href='faq/b.html'>A</a>", "<a href=\"../faq/b.html\">A</a>"),
            ("<a href='#note'>A</a>", "<a href=\"../faq/a.html#note\">A</a>"),
            ("<a href='https://x.example/?a&amp;b'>A</a>", "<a href=\"https://x.example/?a&amp;b\">A</a>"),
            ("<img src='assets/x.png' alt='A'><img src='y.png' alt=''>", "<a href=\"../assets/x.png\">A</a>"),
            ("a &lt;b&gt; &amp; c", "a &lt;b&gt; &amp; c"),
            ("<h3>A</h3>", "<h4>A</h4>\n"),
            ("<p><em>A</p></em>", "<p><em>A</em></p>\n"),
        ];
        for (html, expected) in cases {
            assert_eq!(written(html, Place::Foreign), expected, "{html}");
        }
    }

    #[test]
    fn white_space_stays_where_readers_see_it() {
        let html = "<div>\n  <p>\n a <b>b</b> <em>c</em>\n</p>\n  <pre>x\n  y</pre>\n</div>";
        assert_eq!(written(html, Place::Foreign), "<div>\n<p>a b <em>c</em></p>\n<pre>x\n  y</pre>\n</div>\n");
    }

    #[test]
    fn no_line_is_blank_for_pages_in_markdown() {
        let html = written("<p>a</p>\n\n<pre>x\n\n\n\ny</pre>", Place::Foreign);
        assert_eq!(html, "<p>a</p>\n<pre>x\n&#10;\n&#10;y</pre>\n");
        assert_eq!(written("<pre>x\n&#1;\ny</pre>", Place::Foreign), "<pre>x\n&#10;y</pre>\n");
    }

    #[test]
    fn what_falls_due_later_is_hidden_in_a_frame_and_not_in_other_peoples_pages() {
        let note = |due: &str, place| written(&format!("<p data-due='{due}'>Old</p>"), place);
        assert_eq!(note("2026-11-24", Place::Foreign), "");
        assert_eq!(note("2026-11-22", Place::Foreign), "<p>Old</p>\n");
        assert_eq!(note("2026-11-24", Place::Frame), "<p data-due=\"2026-11-24\" hidden>Old</p>\n");
    }

    #[test]
    fn json_holds_names_attributes_and_children() {
        let nodes = read("<p class=a>A <a href='b.html'>b</a></p>", "faq/a.html");
        let json = serde_json::to_string(&Json { nodes: &nodes, root: "../" }).unwrap();
        assert_eq!(json, r#"[["p",{"class":"fq-a"},"A ",["a",{"href":"../b.html"},"b"]]]"#);
    }
}
