//! About how high an embed is in a frame: the rules of `embed.css` for letters of a usual width.
//!
//! Takes the tree and a width in CSS pixels, gives a height. It cannot know the reader's font or a theme's own rules,
//! so it is for frames that nothing fits, and for what stands there until something does.

use super::markdown::plain;
use super::tree::{Element, Node};

/// The size of letters, in CSS pixels.
const SIZE: f64 = 16.0;

/// How wide a letter is by its size; in most fonts it is less, so that a frame is a little too high and not too low.
const LETTER: f64 = 0.55;

/// How wide a bold one is.
const BOLD_LETTER: f64 = 0.59;

/// How high a line is by the size of its letters, and one of a heading.
const LINE: f64 = 1.5;
const HEADING_LINE: f64 = 1.3;

/// What lies around an embed from side to side and from top to bottom: margin, border and padding.
const SIDES: f64 = 42.0;
const ENDS: f64 = 38.0;

/// About how high an embed is in CSS pixels, so wide and with its answers open.
pub(super) fn height(nodes: &[Node], width: u32) -> u32 {
    let column = Column { width: f64::from(width) - SIDES, size: SIZE };
    let inside = column.flow(nodes);
    (inside.inner + ENDS).round().clamp(80.0, 30_000.0) as u32
}

/// How high blocks are, and what they want free above and below. Margins that meet are one.
#[derive(Clone, Copy, Default)]
struct Extent {
    above: f64,
    inner: f64,
    below: f64,
}

impl Extent {
    fn then(self, next: Self) -> Self {
        let between = self.below.max(next.above);
        Self { above: self.above, inner: self.inner + between + next.inner, below: next.below }
    }

    /// With nothing that sticks out, as inside an edge.
    fn within(self) -> f64 {
        self.above + self.inner
    }
}

/// Where text runs.
#[derive(Clone, Copy)]
struct Column {
    width: f64,
    size: f64,
}

impl Column {
    fn flow(self, nodes: &[Node]) -> Extent {
        let runs = nodes.chunk_by(|one, next| is_inline(one) && is_inline(next));
        runs.map(|run| self.run(run)).reduce(Extent::then).unwrap_or_default()
    }

    /// Words that follow each other, or one block.
    fn run(self, run: &[Node]) -> Extent {
        match run {
            [Node::Element(element)] if element.is_block => self.block(element),
            words => Extent { inner: self.lines(words, LETTER) * self.size * LINE, ..Extent::default() },
        }
    }

    fn lines(self, words: &[Node], letter: f64) -> f64 {
        let letters = plain(words).trim().chars().count() as f64;
        (letters * self.size * letter / self.width).ceil()
    }

    fn block(self, element: &Element) -> Extent {
        // What falls due later is hidden.
        if element.attribute("data-due").is_some() {
            return Extent::default();
        }
        let column = self.inside(element);
        let em = column.size;
        let (above, below) = margins(element);
        let (above, below) = (above * em, below * em);
        let flow = || column.flow(&element.children);
        let inner = match element.tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => column.lines(&element.children, BOLD_LETTER) * em * HEADING_LINE,
            "ul" if element.has_class("dots") => column.lines(&element.children, LETTER) * em * LINE,
            "summary" => flow().within() + em,
            "tr" => column.row(element),
            "details" | "table" => flow().within(),
            "section" => flow().within() + 1.0,
            _ => {
                let Extent { above: first, inner, below: last } = flow();
                let last = if element.has_class("answer") { 0.0 } else { last };
                return Extent { above: above.max(first), inner, below: below.max(last) };
            }
        };
        Extent { above, inner, below }
    }

    /// The column inside an element.
    fn inside(self, element: &Element) -> Self {
        let is_small = ["sources", "dates", "home", "note", "tags"].iter().any(|name| element.has_class(name));
        let size = match () {
            () if is_small => self.size * 0.875,
            () if element.has_class("title") => self.size * 1.2,
            () => self.size,
        };
        let indent = match element.tag {
            "ul" | "ol" => 1.4 * size,
            "blockquote" => 0.75 * size + 3.0,
            "dd" => 40.0,
            _ => 0.0,
        };
        Self { width: self.width - indent, size }
    }

    /// A row is as high as its highest cell; a cell is never narrower than 8 em.
    fn row(self, row: &Element) -> f64 {
        let width = (self.width / row.children.len().max(1) as f64 - self.size).max(8.0 * self.size);
        let cell = |node: &Node| match node {
            Node::Element(cell) => Self { width, ..self }.flow(&cell.children).within(),
            Node::Text(_) => 0.0,
        };
        row.children.iter().map(cell).fold(0.0, f64::max) + self.size + 1.0
    }
}

/// The margins above and below, by the size of the letters.
fn margins(element: &Element) -> (f64, f64) {
    let is = |name: &str| element.has_class(name);
    match element.tag {
        _ if is("title") => (0.0, 0.4),
        "p" if is("sources") => (0.75, 0.75),
        _ if is("label") || is("block-title") || is("surface-title") => (0.75, 0.25),
        _ if is("dates") || is("reading") => (0.0, 0.25),
        _ if is("item") || is("path") => (1.0, 0.0),
        _ if is("limits") || is("covers") || is("more") || is("table") => (0.0, 0.75),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => (1.2, 0.4),
        "p" | "ul" | "ol" | "dl" | "blockquote" | "pre" => (0.0, 0.75),
        "li" => (0.0, 0.25),
        _ => (0.0, 0.0),
    }
}

fn is_inline(node: &Node) -> bool {
    match node {
        Node::Text(_) => true,
        Node::Element(element) => !element.is_block,
    }
}

#[cfg(test)]
mod tests {
    use super::height;
    use crate::render::embed::tree::read;

    #[test]
    fn heights_follow_lines_margins_and_columns() {
        let line = 24;
        let cases = [
            ("<p>a</p>", 640, 80),
            ("<p>a</p><p>b</p>", 640, 2 * line + 12 + 38),
            // Margins that meet are one.
            ("<ul><li><p>a</p></li><li>b</li></ul>", 640, 2 * line + 12 + 38),
            ("<p class=dates>a</p><p class=dates>b</p>", 640, 2 * 21 + 4 + 38),
            (&format!("<p>{}</p>", "a ".repeat(100)), 640, 3 * line + 38),
            (&format!("<p>{}</p>", "a ".repeat(100)), 360, 6 * line + 38),
            ("<table><tr><td>a</td><td><p>b</p><p>c</p></td></tr></table>", 640, 2 * line + 12 + 17 + 38),
            (&"<p>a</p>".repeat(1000), 640, 30_000),
        ];
        for (html, width, expected) in cases {
            assert_eq!(height(&read(html, ""), width), expected, "{html}");
        }
    }
}
