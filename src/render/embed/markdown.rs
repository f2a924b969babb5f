//! The tree of an embed as Markdown (CommonMark with tables), for pages that are written in it.

use super::tree::{Element, Node, Writing, address};

/// The pieces as Markdown.
pub(super) fn markdown(nodes: &[Node], writing: &Writing<'_>) -> String {
    let mut text = Writer { writing }.blocks(nodes).join("\n\n");
    text.push('\n');
    text
}

struct Writer<'w> {
    writing: &'w Writing<'w>,
}

impl Writer<'_> {
    /// Each block of these pieces; words between blocks are paragraphs.
    fn blocks(&self, nodes: &[Node]) -> Vec<String> {
        let mut blocks = Vec::new();
        let mut words = String::new();
        for node in nodes {
            match node {
                Node::Element(element) if element.is_block => {
                    push(&mut blocks, &std::mem::take(&mut words));
                    self.block(element, &mut blocks);
                }
                _ => words.push_str(&self.inline(std::slice::from_ref(node))),
            }
        }
        push(&mut blocks, &words);
        blocks
    }

    fn block(&self, element: &Element, blocks: &mut Vec<String>) {
        let inside = &element.children;
        match element.tag {
            _ if !self.writing.is_due(element) => {}
            "p" | "dt" | "caption" => push(blocks, &self.inline(inside)),
            "summary" => {}
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = self.writing.level(element).unwrap_or(3);
                push(blocks, &format!("{} {}", "#".repeat(level.into()), self.inline(inside)));
            }
            "ul" | "ol" => push(blocks, &self.list(element)),
            "blockquote" => push(blocks, &indented(&self.blocks(inside).join("\n\n"), "> ", "> ")),
            "pre" => {
                let code = plain(inside);
                let fence = "`".repeat(longest_run(&code).max(2) + 1);
                push(blocks, &format!("{fence}\n{}\n{fence}", code.trim_end()));
            }
            "hr" => push(blocks, "---"),
            "table" => push(blocks, &self.table(element)),
            _ => blocks.extend(self.blocks(inside)),
        }
    }

    fn list(&self, list: &Element) -> String {
        let first = list.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1_usize);
        let mut items = Vec::new();
        let entries = list.children.iter().filter_map(element).filter(|item| item.tag == "li");
        for (number, item) in (first..).zip(entries) {
            let mark = if list.tag == "ol" { format!("{number}. ") } else { "- ".to_owned() };
            let blank = " ".repeat(mark.len());
            items.push(indented(&self.blocks(&item.children).join("\n\n"), &mark, &blank));
        }
        items.join("\n")
    }

    fn table(&self, table: &Element) -> String {
        let mut rows: Vec<Vec<String>> = Vec::new();
        self.rows(table, &mut rows);
        let width = rows.iter().map(Vec::len).max().unwrap_or_default();
        let mut lines = Vec::new();
        for (at, mut row) in rows.into_iter().enumerate() {
            row.resize(width, String::new());
            lines.push(format!("| {} |", row.join(" | ")));
            if at == 0 {
                lines.push(format!("|{}", " --- |".repeat(width)));
            }
        }
        lines.join("\n")
    }

    fn rows(&self, within: &Element, rows: &mut Vec<Vec<String>>) {
        for inner in within.children.iter().filter_map(element) {
            match inner.tag {
                "tr" => rows.push(inner.children.iter().filter_map(element).map(|cell| self.cell(cell)).collect()),
                _ => self.rows(inner, rows),
            }
        }
    }

    fn cell(&self, cell: &Element) -> String {
        self.blocks(&cell.children).join(" ").replace('\n', " ").replace('|', "\\|")
    }

    fn inline(&self, nodes: &[Node]) -> String {
        let mut text = String::new();
        for node in nodes {
            match node {
                Node::Text(words) => text.push_str(&escaped(words)),
                Node::Element(element) => text.push_str(&self.mark(element)),
            }
        }
        text
    }

    fn mark(&self, element: &Element) -> String {
        let words = self.inline(&element.children);
        match element.tag {
            "br" => "  \n".to_owned(),
            _ if words.trim().is_empty() => words,
            "strong" | "kbd" => format!("**{words}**"),
            "em" => format!("*{words}*"),
            "del" => format!("~~{words}~~"),
            "code" => code(&plain(&element.children)),
            "a" => match element.attribute("href") {
                Some(href) => format!("[{words}](<{}>)", destination(&address(href, self.writing.root))),
                None => words,
            },
            _ => words,
        }
    }
}

fn push(blocks: &mut Vec<String>, block: &str) {
    let block = block.trim();
    if !block.is_empty() {
        blocks.push(block.to_owned());
    }
}

fn element(node: &Node) -> Option<&Element> {
    match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    }
}

/// The words alone.
pub(super) fn plain(nodes: &[Node]) -> String {
    let mut text = String::new();
    for node in nodes {
        match node {
            Node::Text(words) => text.push_str(words),
            Node::Element(element) => text.push_str(&plain(&element.children)),
        }
    }
    text
}

/// The lines with `first` before the first and `rest` before the others, blank ones left alone.
fn indented(text: &str, first: &str, rest: &str) -> String {
    let line = |(at, line): (usize, &str)| match (at, line) {
        (0, line) => format!("{first}{line}"),
        (_, "") => rest.trim_end().to_owned(),
        (_, line) => format!("{rest}{line}"),
    };
    text.split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// The most backticks in a row.
fn longest_run(code: &str) -> usize {
    code.split(|letter| letter != '`').map(str::len).max().unwrap_or_default()
}

/// Code in a line, between more backticks than it has in a row; one at an end of it is kept off by a blank.
fn code(code: &str) -> String {
    let code = code.replace('\n', " ");
    let fence = "`".repeat(longest_run(&code) + 1);
    let blank = if code.starts_with(['`', ' ']) || code.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{blank}{code}{blank}{fence}")
}

/// An address between `<` and `>`.
fn destination(href: &str) -> String {
    let encoded = href.replace('<', "%3C").replace('>', "%3E").replace('\\', "%5C").replace('&', "&amp;");
    encoded.split(['\n', '\r']).collect()
}

/// Text that means nothing but itself in Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '&') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    // A beginning of a line that would make it an item of a list. White space before it may go.
    let start = escaped.len() - escaped.trim_start().len();
    let digits = escaped[start..].bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && escaped[start + digits..].starts_with(['.', ')']) {
        escaped.insert(start + digits, '\\');
    } else if escaped[start..].starts_with(['-', '+', '=']) {
        escaped.insert(start, '\\');
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::markdown;
    use crate::render::embed::tree::{Place, Writing, read};

    #[test]
    fn trees_become_markdown_that_reads_the_same() {
        let cases = [
            ("<h3>A *b*</h3><p>c</p>", "### A \\*b\\*\n\nc\n"),
            ("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "1. a\n\n   b\n2. c\n"),
            ("<ul><li>a <strong>b</strong></li></ul>", "- a **b**\n"),
            ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b\n"),
            ("<p><a href='faq/x.html'>x</a></p>", "[x](<../faq/x.html>)\n"),
            (
                "<table><tr><th>a</th><th>b</th></tr><tr><td>c|d</td></tr></table>",
                "| a | b |\n| --- | --- |\n| c\\|d |  |\n",
            ),
            ("<p>1. a</p><p>- b</p>", "1\\. a\n\n\\- b\n"),
            ("<details><summary>more</summary><p>a</p></details>", "a\n"),
            ("<p>\u{2003}- b &amp;lt;</p>", "\\- b \\&lt;\n"),
            ("<p><code>a`[b](javascript:c)</code></p>", "``a`[b](javascript:c)``\n"),
            ("<p><code>`a</code></p>", "`` `a ``\n"),
            ("<pre>a\n```\n[b](javascript:c)</pre>", "````\na\n```\n[b](javascript:c)\n````\n"),
            ("<p><a href='https://x.example/?a&amp;b\\'>c</a></p>", "[c](<https://x.example/?a&amp;b%5C>)\n"),
        ];
        for (html, expected) in cases {
            let writing = Writing { place: Place::Foreign, root: "../", shift: 0, as_of: "2026-11-23" };
            assert_eq!(markdown(&read(html, "faq/a.html"), &writing), expected, "{html}");
        }
    }
}
