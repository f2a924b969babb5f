//! Raw HTML in Markdown, cleaned, for sites that turn it on.
//!
//! The only file that names `ammonia`. Markup of ours is set aside before the text is cleaned and put back after, so
//! that no more has to be allowed than what authors may write.

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, html::push_html};

/// Around the number of a piece that was set aside; characters that no font and no text has (private use).
const MARKS: [char; 2] = ['\u{e000}', '\u{e001}'];

/// What authors may write: the elements of running text. Nothing loads a file, nothing is styled, nothing runs, and
/// links lead out of the site only, for those inside it are checked when they are Markdown.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::default();
    cleaner
        .rm_tags(["img", "map", "area"])
        .url_schemes(["https", "http", "mailto", "tel"].into())
        .url_relative(UrlRelative::Deny)
        .add_generic_attributes(["dir"]);
    cleaner
});

/// The HTML of Markdown whose raw HTML stands in [`Event::InlineHtml`], and ours in [`Event::Html`].
pub(super) fn cleaned(events: Vec<Event<'_>>) -> String {
    let mut aside: Vec<String> = Vec::new();
    let events = events.into_iter().map(|event| match event {
        Event::Html(own) => {
            aside.push(own.to_string());
            Event::Text(format!("{}{}{}", MARKS[0], aside.len() - 1, MARKS[1]).into())
        }
        Event::Text(text) if text.contains(MARKS) => Event::Text(text.replace(MARKS, "\u{fffd}").into()),
        Event::Code(text) if text.contains(MARKS) => Event::Code(text.replace(MARKS, "\u{fffd}").into()),
        Event::InlineHtml(raw) => Event::InlineHtml(raw.replace(MARKS, "\u{fffd}").into()),
        other => other,
    });
    let mut html = String::new();
    push_html(&mut html, events);
    restored(&CLEANER.clean(&html).to_string(), &aside)
}

/// Puts the pieces back where their numbers stand. One whose number has become part of a tag, since what was written
/// before it left an attribute open, is left out: there our own quotes would end the attribute.
fn restored(html: &str, aside: &[String]) -> String {
    let mut whole = String::with_capacity(html.len() + aside.iter().map(String::len).sum::<usize>());
    let mut parts = html.split(MARKS[0]);
    let first = parts.next().unwrap_or_default();
    let mut place = Place::Text.after(first);
    whole.push_str(first);
    for part in parts {
        let (number, text) = part.split_once(MARKS[1]).unwrap_or(("", part));
        let own = number.parse().ok().and_then(|number: usize| aside.get(number)).filter(|_| place == Place::Text);
        whole.push_str(own.map_or("", String::as_str));
        whole.push_str(text);
        place = place.after(text);
    }
    whole
}

/// Where in cleaned HTML one is: what is in it is escaped, so that `<` begins a tag, and quotes stand around all values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Tag,
    Value,
}

impl Place {
    fn after(self, html: &str) -> Self {
        html.bytes().fold(self, |place, byte| match (place, byte) {
            (Self::Text, b'<') | (Self::Value, b'"') => Self::Tag,
            (Self::Tag, b'"') => Self::Value,
            (Self::Tag, b'>') => Self::Text,
            _ => place,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::cleaned;
    use pulldown_cmark::Event;

    #[test]
    fn ours_stays_and_theirs_is_cleaned() {
        let own = || Event::Html("<a class=\"x\" href=\"../a.html\">".into());
        let raw = |text: &'static str| Event::InlineHtml(text.into());
        let events = vec![
            raw("<kbd onclick=x>"),
            own(),
            Event::Text("a\u{e000}0\u{e001}<".into()),
            Event::Html("</a>".into()),
            raw("<script>alert(1)</script><img src=x onerror=y>\u{e000}0\u{e001}"),
        ];
        assert_eq!(
            cleaned(events),
            "<kbd><a class=\"x\" href=\"../a.html\">a\u{fffd}0\u{fffd}&lt;</a>\u{fffd}0\u{fffd}</kbd>"
        );
    }

    #[test]
    fn ours_does_not_end_an_attribute_that_theirs_left_open() {
        let events = vec![
            Event::InlineHtml("<div title=\"a > ".into()),
            Event::Html("<a href=\"https://e.example/onmouseover=x/\">".into()),
            Event::Text("b".into()),
            Event::Html("</a>".into()),
            Event::InlineHtml("\"> c ".into()),
            Event::Html("<br>".into()),
        ];
        assert_eq!(cleaned(events), "<div title=\"a &gt; b\"> c <br></div>");
    }
}
