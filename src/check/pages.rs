//! Finished pages hold to the content security policy.
//!
//! Takes the HTML of one page, gives what in it a browser would refuse or send elsewhere. Reads tags as browsers do
//! (HTML, section 13.2.5), but for entities that no page of ours writes. Must not know how a page is made.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use crate::diagnostic::{Code, Diagnostic};
use crate::model::policy::POLICY;

/// Everything in a page that breaks the policy; `home` is the site's own address, if it is known. A page that was
/// made right costs one pass over its tags.
#[must_use]
pub fn page(path: &str, html: &str, home: Option<&str>) -> Vec<Diagnostic> {
    let mut breaches = Vec::new();
    let is_whole = html.trim_start().get(..9).is_some_and(|head| head.eq_ignore_ascii_case("<!doctype"));
    if is_whole && !carries_policy(html) {
        let help = "put `<meta http-equiv=\"Content-Security-Policy\" content=\"{{ site.policy }}\">` at the beginning of its `head`";
        breaches.push(("the page does not carry the content security policy".to_owned(), help));
    }
    let has_drawings = read(Tags::of(html, home), &mut breaches);
    if has_drawings {
        // Browsers may end a drawing before its end tag, as in `<svg/>` and `<svg><p>`: read as if there were none, too.
        let mut others = Vec::new();
        read(Tags { is_flat: true, ..Tags::of(html, home) }, &mut others);
        others.retain(|breach| !breaches.contains(breach));
        breaches.extend(others);
    }
    breaches
        .into_iter()
        .map(|(message, help)| {
            Diagnostic::nowhere(Code::PolicyBreach, message).help(format!("{help}; it stands in `{path}`"))
        })
        .collect()
}

/// Adds the breaches of all tags; tells whether there are drawings or formulas.
fn read(mut tags: Tags<'_>, breaches: &mut Vec<Breach>) -> bool {
    while let Some(tag) = tags.next() {
        tag.breaches(breaches);
        // To browsers with scripts it is text, to others markup.
        if tag.is("noscript") {
            read(Tags::of(tag.inside, tag.home), breaches);
        }
    }
    tags.has_foreign
}

/// What is wrong, and what to do.
type Breach = (String, &'static str);

/// Whether the policy is there, before anything that it is to rule: browsers pass over one that comes later or in the
/// `body`.
fn carries_policy(html: &str) -> bool {
    let is_head = |tag: &Tag<'_, '_>| ["html", "head", "meta", "title"].iter().any(|name| tag.is(name));
    let mut tags = Tags::of(html, None);
    while let Some(tag) = tags.next().filter(is_head) {
        if is_policy(&tag) {
            return true;
        }
    }
    false
}

/// Elements whose content is text up to their end tag.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// Relations of a `link` that a browser does not follow by itself.
const IDLE_LINKS: &[&str] = &["alternate", "author", "canonical", "help", "license", "me", "next", "prev", "search"];

/// A start tag.
struct Tag<'h, 't> {
    name: &'h str,
    attributes: &'t [(&'h str, &'h str)],
    /// The text of the whole tag.
    text: &'h str,
    /// The text up to the end tag, of an element that holds no tags.
    inside: &'h str,
    home: Option<&'h str>,
}

struct Tags<'h> {
    html: &'h str,
    home: Option<&'h str>,
    at: usize,
    /// How many drawings and formulas are open: in them no element holds text alone.
    foreign: usize,
    /// Whether there was one.
    has_foreign: bool,
    /// Whether they are read as any other element.
    is_flat: bool,
    /// The attributes of the last tag.
    attributes: Vec<(&'h str, &'h str)>,
}

impl<'h> Tags<'h> {
    fn of(html: &'h str, home: Option<&'h str>) -> Self {
        Self { html, home, at: 0, foreign: 0, has_foreign: false, is_flat: false, attributes: Vec::new() }
    }

    /// The next start tag.
    fn next(&mut self) -> Option<Tag<'h, '_>> {
        loop {
            let start = self.at + memchr(b'<', &self.html.as_bytes()[self.at..])?;
            if !begins_name(self.html, start + 1) {
                self.at = self.pass(start + 1).min(self.html.len());
                continue;
            }
            let (name, mut attributes) = named(self.html, start + 1);
            self.attributes.clear();
            self.attributes.extend(&mut attributes);
            let end = attributes.end();
            if is_foreign_root(name) {
                (self.foreign, self.has_foreign) = (self.foreign + 1, true);
            }
            self.at = if self.foreign == 0 || self.is_flat { self.end_of_text(name, end) } else { end };
            let inside = &self.html[end..self.at];
            let (attributes, text) = (&self.attributes[..], &self.html[start..end]);
            return Some(Tag { name, attributes, text, inside, home: self.home });
        }
    }

    /// Where reading goes on behind what is no start tag and has its `<` before `at`: a comment, an end tag, or a sign
    /// alone.
    fn pass(&mut self, at: usize) -> usize {
        match self.html.as_bytes().get(at) {
            Some(b'/') if begins_name(self.html, at + 1) => {
                let (name, attributes) = named(self.html, at + 1);
                self.foreign = self.foreign.saturating_sub(usize::from(is_foreign_root(name)));
                attributes.end()
            }
            Some(b'!' | b'?' | b'/') => {
                let rest = &self.html[at..];
                let comment = rest.strip_prefix("!--").map(|comment| 3 + end_of_comment(comment));
                at + comment.unwrap_or_else(|| memchr(b'>', rest.as_bytes()).map_or(rest.len(), |end| end + 1))
            }
            _ => at,
        }
    }

    /// Where reading goes on behind a start tag that ends at `end`: behind the text of an element that holds no tags.
    fn end_of_text(&self, name: &str, end: usize) -> usize {
        if !RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
            return end;
        }
        let rest = &self.html[end..];
        let closes = |at: &usize| named(rest, at + 2).0.eq_ignore_ascii_case(name);
        end + rest.match_indices("</").map(|(at, _)| at).find(closes).unwrap_or(rest.len())
    }
}

/// The name of the tag whose name begins at `at`, and its attributes.
fn named(html: &str, at: usize) -> (&str, Attributes<'_>) {
    let end = at + run(&html.as_bytes()[at..], |found| !is_space(found) && !matches!(found, b'/' | b'>'));
    (&html[at..end], Attributes { html, at: end })
}

fn begins_name(html: &str, at: usize) -> bool {
    html.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic)
}

fn is_foreign_root(name: &str) -> bool {
    name.eq_ignore_ascii_case("svg") || name.eq_ignore_ascii_case("math")
}

/// The bytes of a comment behind its `<!--`: it may be empty, and end in a way that nobody writes.
fn end_of_comment(comment: &str) -> usize {
    if let Some(end) = [">", "->"].iter().find(|end| comment.starts_with(**end)) {
        return end.len();
    }
    let ends = ["-->", "--!>"].iter().filter_map(|end| Some(comment.find(end)? + end.len()));
    ends.min().unwrap_or(comment.len())
}

#[inline]
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// The number of bytes at the beginning that go on.
#[inline]
fn run(bytes: &[u8], goes_on: impl Fn(u8) -> bool) -> usize {
    let mut length = 0;
    while length < bytes.len() && goes_on(bytes[length]) {
        length += 1;
    }
    length
}

/// The attributes of a tag from `at` on. What parts them is ASCII, so bytes are read and not characters.
struct Attributes<'h> {
    html: &'h str,
    at: usize,
}

impl<'h> Attributes<'h> {
    /// Where the tag ends, behind its `>`; one inside quotes does not end it.
    fn end(mut self) -> usize {
        self.by_ref().for_each(drop);
        (self.at + 1).min(self.html.len())
    }

    /// Skips bytes up to the first that ends the run, which must be ASCII or begin a character.
    fn skip(&mut self, goes_on: impl Fn(u8) -> bool) -> &'h str {
        let start = self.at;
        self.at += run(&self.html.as_bytes()[start..], goes_on);
        &self.html[start..self.at]
    }
}

impl<'h> Iterator for Attributes<'h> {
    type Item = (&'h str, &'h str);

    fn next(&mut self) -> Option<(&'h str, &'h str)> {
        let bytes = self.html.as_bytes();
        if bytes.get(self.at) != Some(&b'>') {
            self.skip(|found| is_space(found) || found == b'/');
        }
        let start = self.at;
        bytes.get(start).filter(|found| **found != b'>')?;
        // A `=` may begin a name, but not end one.
        self.at += usize::from(bytes[start] == b'=');
        self.skip(|found| !is_space(found) && !matches!(found, b'/' | b'>' | b'='));
        let name = &self.html[start..self.at];
        let spaces = run(&bytes[self.at..], is_space);
        if bytes.get(self.at + spaces) != Some(&b'=') {
            return Some((name, ""));
        }
        self.at += spaces + 1;
        self.skip(is_space);
        let Some(quote) = bytes.get(self.at).filter(|found| matches!(found, b'"' | b'\'')) else {
            return Some((name, self.skip(|found| !is_space(found) && found != b'>')));
        };
        let start = self.at + 1;
        let end = memchr(*quote, &bytes[start..]).map_or(bytes.len(), |length| start + length);
        self.at = (end + 1).min(bytes.len());
        Some((name, &self.html[start..end]))
    }
}

impl<'h> Tag<'h, '_> {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn attribute(&self, wanted: &str) -> Option<&'h str> {
        self.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| *value)
    }

    fn breaches(&self, breaches: &mut Vec<Breach>) {
        if self.is("script") && self.attribute("src").is_none() && !self.is_data() {
            breaches
                .push((format!("an inline script: `{}`", self.shown()), "put it into a file of the theme's `scripts`"));
        }
        if self.is("style") {
            breaches
                .push((format!("an inline style: `{}`", self.shown()), "put it into a file of the theme's `styles`"));
        }
        if self.is("base") && self.attribute("href").is_some() {
            breaches.push((format!("an element that moves all links: `{}`", self.shown()), "take it out"));
        }
        breaches.extend(self.attributes.iter().filter_map(|(name, value)| self.breach(name, value)));
    }

    /// The tag, as far as a report shows it.
    fn shown(&self) -> String {
        shortened(self.text)
    }

    /// Whether it is a block of data, which no browser runs.
    fn is_data(&self) -> bool {
        self.attribute("type").is_some_and(|kind| matches!(kind, "application/ld+json" | "application/json"))
    }

    fn breach(&self, name: &str, value: &str) -> Option<Breach> {
        // Nearly all attributes are of another kind, and are passed by their first letter.
        let lower = match name.as_bytes().first()?.to_ascii_lowercase() {
            b'o' | b's' | b'h' | b'a' | b'f' | b'p' | b'd' | b'b' | b'c' | b'i' | b'm' | b'x' => lower(name),
            _ => return None,
        };
        let foreign = || {
            (
                format!("a request to another origin: `{}`", self.shown()),
                "copy the file into the site, and name it from there",
            )
        };
        match &*lower {
            _ if lower.starts_with("on") => {
                Some((format!("a handler in an attribute: `{}`", self.shown()), "add it by a script of the theme"))
            }
            "style" => Some((
                format!("a style in an attribute: `{}`", self.shown()),
                "give the element a class, and style that",
            )),
            "srcdoc" => Some((format!("a page within the page: `{}`", self.shown()), "take it out")),
            "href" | "xlink:href" | "action" | "formaction" if is_code(value) => {
                Some((format!("code as an address: `{}`", self.shown()), "add it by a script of the theme"))
            }
            "href" | "xlink:href" => {
                let leads_only = self.is("a") || self.is("area") || (self.is("link") && self.is_idle());
                (!leads_only && self.is_foreign(value)).then(foreign)
            }
            "srcset" | "imagesrcset" | "ping" => value.split([',', ' ']).any(|url| self.is_foreign(url)).then(foreign),
            "content" if self.is_refresh() => {
                let url = refreshed(value);
                (self.is_foreign(&url) || is_code(&url)).then(foreign)
            }
            "clip-path" | "cursor" | "fill" | "filter" | "mask" | "marker-end" | "marker-mid" | "marker-start"
            | "stroke" => {
                let mut urls = value.split("url(").skip(1);
                urls.any(|url| self.is_foreign(url.trim_start_matches(['"', '\'']))).then(foreign)
            }
            "src" | "poster" | "data" | "action" | "formaction" | "background" | "manifest" => {
                self.is_foreign(value).then(foreign)
            }
            _ => None,
        }
    }

    /// Whether an address leads out of the site; an image that stands in the address itself does not.
    fn is_foreign(&self, address: &str) -> bool {
        let start = plain(address);
        let start = start.trim_start_matches(|found: char| found <= ' ');
        // Browsers read a backslash as a slash.
        let is_host = start.len() > 1 && start.bytes().take(2).all(|byte| matches!(byte, b'/' | b'\\'));
        let leaves = is_host || scheme(address).is_some_and(|scheme| scheme != "data" || !self.shows_image());
        leaves && !self.home.is_some_and(|home| start.starts_with(home))
    }

    fn shows_image(&self) -> bool {
        ["img", "source", "input"].iter().any(|name| self.is(name))
    }

    fn is_idle(&self) -> bool {
        let relations = self.attribute("rel").unwrap_or_default();
        relations
            .split_ascii_whitespace()
            .all(|relation| IDLE_LINKS.iter().any(|idle| idle.eq_ignore_ascii_case(relation)))
    }

    fn is_refresh(&self) -> bool {
        self.is("meta") && self.attribute("http-equiv").is_some_and(|kind| kind.eq_ignore_ascii_case("refresh"))
    }
}

/// Where a page leads by itself: `0; url=a.html`, also without `url=` and in quotes (HTML, "shared declarative refresh
/// steps").
fn refreshed(value: &str) -> String {
    let value = plain(value);
    let rest = value.trim_start().trim_start_matches(|found: char| found.is_ascii_digit() || found == '.');
    let rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0c', ';', ',']);
    let named = rest.get(..3).filter(|start| start.eq_ignore_ascii_case("url")).map(|_| rest[3..].trim_start());
    let url = named.and_then(|rest| rest.strip_prefix('=')).unwrap_or(rest).trim_start();
    url.trim_start_matches(['"', '\'']).to_owned()
}

fn is_policy(tag: &Tag<'_, '_>) -> bool {
    tag.is("meta")
        && tag.attribute("http-equiv").is_some_and(|kind| kind.eq_ignore_ascii_case("content-security-policy"))
        && tag.attribute("content").is_some_and(|policy| plain(policy) == POLICY)
}

/// A name in small letters, which it nearly always has.
fn lower(name: &str) -> Cow<'_, str> {
    let is_small = !name.bytes().any(|byte| byte.is_ascii_uppercase());
    if is_small { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_lowercase()) }
}

/// The beginning of a tag, as far as a report shows it.
fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// The characters that an attribute's value stands for. Browsers drop line ends and tabs from addresses.
fn plain(value: &str) -> Cow<'_, str> {
    if !value.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r')) {
        return Cow::Borrowed(value);
    }
    const NAMED: &[(&str, &str)] = &[
        ("quot;", "\""),
        ("apos;", "'"),
        ("lt;", "<"),
        ("gt;", ">"),
        ("colon;", ":"),
        ("sol;", "/"),
        ("bsol;", "\\"),
        ("Tab;", ""),
        ("NewLine;", ""),
    ];
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, entity)) = rest.split_once('&') {
        text.push_str(before);
        if let Some((known, character)) = NAMED.iter().find(|(name, _)| entity.starts_with(name)) {
            text.push_str(character);
            rest = &entity[known.len()..];
        } else if let Some((character, after)) = numeric(entity) {
            text.push(character);
            rest = after;
        } else {
            text.push('&');
            rest = entity.strip_prefix("amp;").unwrap_or(entity);
        }
    }
    text.push_str(rest);
    text.retain(|character| !matches!(character, '\t' | '\n' | '\r'));
    Cow::Owned(text)
}

/// The character that `#39;` or `#x27;` stands for, and what comes after.
fn numeric(entity: &str) -> Option<(char, &str)> {
    let digits = entity.strip_prefix('#')?;
    let (digits, radix) = digits.strip_prefix(['x', 'X']).map_or((digits, 10), |digits| (digits, 16));
    let end = digits.find(|found: char| !found.is_digit(radix)).unwrap_or(digits.len());
    let character = u32::from_str_radix(&digits[..end], radix).ok().and_then(char::from_u32)?;
    Some((character, digits[end..].strip_prefix(';').unwrap_or(&digits[end..])))
}

/// The scheme of an address, in lower case.
fn scheme(address: &str) -> Option<String> {
    // Nearly all addresses are paths of the site.
    memchr2(b':', b'&', address.as_bytes())?;
    let address = plain(address);
    let address = address.trim_start_matches(|found: char| found <= ' ');
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

fn is_code(address: &str) -> bool {
    scheme(address).is_some_and(|scheme| matches!(scheme.as_str(), "javascript" | "data" | "vbscript"))
}

#[cfg(test)]
mod tests {
    use super::{page, plain};
    use crate::model::policy::POLICY;

    fn messages(html: &str) -> Vec<String> {
        page("a.html", html, Some("https://own.example/a/")).into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn what_breaks_the_policy_is_found() {
        for html in [
            "<script>alert(1)</script>",
            "<SCRIPT type=module>x</SCRIPT>",
            "<script src=//e.example/x.js></script>",
            "<style>a{}</style>",
            "<p style='color:red'>",
            "<p/style=x>",
            "<img src=a.png onerror=alert(1)>",
            "<svg/onload=alert(1)>",
            "<img alt=\"a > b\" ONERROR = 'x'>",
            "<img src=https://e.example/a.png>",
            "<img src=' \\\\e.example/a.png'>",
            "<img srcset='a.png 1x, https://e.example/b.png 2x'>",
            "<link rel=stylesheet href=https://e.example/a.css>",
            "<link rel='icon alternate' href=https://e.example/a.ico>",
            "<a href='javascript:alert(1)'>",
            "<a href='java&#x0a;script&colon;alert(1)'>",
            "<a href=data:text/html,x>",
            "<a href=b ping=https://e.example/>",
            "<form action=https://e.example/>",
            "<iframe srcdoc='<p>'></iframe>",
            "<meta http-equiv=Refresh content='0; url=https://e.example/'>",
            "<base href=b>",
            "<use xlink:href=https://e.example/a.svg#b>",
            "<!-- --><object data=https://e.example/>",
            "<title></script></title><script>x</script>",
            "<!doctype html><p>",
            "<p =x onclick=y>",
            "<img src=https://own.example.evil.example/a/>",
            "<!--><script>x</script>-->",
            "<!---><script>x</script>-->",
            "<!-- --!><script>x</script>-->",
            "<! <a b=\"><script>x</script>\">",
            "</p a=\"<b c=\" ><script>x</script><i d=\" \">",
            "<svg><title><p onclick=x></title></svg>",
            "<title></titles <a b=\"</title><script>x</script><!-- \">",
            "<noscript><p title=\"</noscript><script>x</script>\">",
            "<noscript><img src=https://e.example/a.png></noscript>",
            "<meta http-equiv=refresh content='0;https://e.example/'>",
            "<meta http-equiv=refresh content=\"0; url='https://e.example/'\">",
            "<script src=data:text/javascript,x></script>",
            "<iframe src=data:text/html,x></iframe>",
            "<link rel=stylesheet href=data:text/css,x>",
            "<link rel=preload as=image href=a.png imagesrcset='https://e.example/a.png 1x'>",
            "<svg/><textarea><a b=\"</textarea><script>x</script>\">",
            "<svg><p><textarea><a b=\"</textarea><script>x</script>\">",
            "<svg><style>a{}</style></svg>",
            "<rect fill='url(\"https://e.example/a.svg#b\")'>",
            "<img src='&bsol;&bsol;e.example/a.png'>",
            "<!doctype html><script src=a.js></script><meta http-equiv=Content-Security-Policy content=\"POLICY\">",
            "<!doctype html><body><meta http-equiv=Content-Security-Policy content=\"POLICY\">",
        ] {
            let html = &html.replace("POLICY", POLICY);
            assert_eq!(messages(html).len(), 1, "{html}: {:?}", messages(html));
        }
    }

    #[test]
    fn what_holds_to_it_is_passed() {
        for html in [
            "<script src=a.js defer></script>",
            "<script type=\"application/ld+json\">{\"a\": \"\\u003cp onclick=x>\"}</script>",
            "<a href=https://e.example/ rel=noopener>x</a>",
            "<link rel=canonical href=https://e.example/><link rel='alternate' href=https://e.example/fr/>",
            "<script src=https://own.example/a/x.js></script>",
            "<img src=a.png><img src=data:image/png;base64,AA>",
            "a < b onclick=x > c, 1 << 2",
            "&lt;p onclick=x&gt;",
            "<!-- <p onclick=x> -->",
            "<title><p onclick=x></title>",
            "<textarea><p onclick=x></textarea>",
            "<p title=\"<p onclick=x>\" data-on=x>",
            "<meta http-equiv=refresh content='0; url=faq/a.html'>",
            "<p",
            "<p a='",
            "<",
            "</",
            "<!",
            "<!--",
            "</p",
            "<svg><title>a</title><use href=#a></svg><title><p onclick=x></title>",
            "<rect fill='url(#a)'>",
            "<noscript><p>a</p></noscript>",
            "<!doctype html><html><head><meta charset=utf-8><meta http-equiv=Content-Security-Policy content=\"POLICY\">",
        ] {
            let html = &html.replace("POLICY", POLICY);
            assert_eq!(messages(html), [""; 0], "{html}");
        }
    }

    #[test]
    fn entities_are_read() {
        assert_eq!(
            plain("&#39;self&#x27; &amp;quot; &quot;&lt&nbsp;&#xffffffff;&"),
            "'self' &quot; \"&lt&nbsp;&#xffffffff;&"
        );
    }
}
