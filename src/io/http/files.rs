//! From a request to an answer: one file of the published site.
//!
//! Takes the path as it was sent, gives status, headers and body. Invariant: a path is looked up in the
//! map and nowhere else; no disk is near.

use faqtual::memo::Digest;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::publication::Publication;
use super::rules::with_reload;

/// Where the server's own files lie; the site has nothing there.
pub(super) const OWN: &str = "/__faqtual/";

/// A request, as far as it matters.
pub(super) struct Asked<'r> {
    /// The path as sent, with its leading `/`.
    pub(super) path: &'r str,
    /// The tags that the browser holds already.
    pub(super) known: Option<&'r str>,
    /// Whether a person opens it as a page, in a tab or a frame; then the reload script is added.
    pub(super) is_page: bool,
}

/// An answer, without the words of any HTTP library.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// An answer in plain words.
    pub(super) fn words(status: u16, words: &str) -> Self {
        Self { status, headers: Vec::new(), body: format!("{words}\n").into_bytes() }
            .with("content-type", "text/plain; charset=utf-8")
            .with("x-content-type-options", "nosniff")
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// Answers a request from the published site.
pub(super) fn answer(published: &Publication, asked: &Asked<'_>) -> Answer {
    let Some(path) = decoded(asked.path) else {
        return Answer::words(400, "this path cannot be read");
    };
    if published.is_stand_in() {
        return stand_in(published, &path);
    }
    let wanted = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    if published.output.digest(&wanted).is_some() {
        return file(published, &wanted, &wanted, 200, asked);
    }
    if published.output.digest(&format!("{wanted}/index.html")).is_some() {
        return Answer::words(301, "this is a folder").with("location", format!("/{}/", encoded(&wanted)));
    }
    if published.output.digest("404.html").is_some() {
        return file(published, "404.html", &wanted, 404, asked);
    }
    Answer::words(404, "there is no such file")
}

/// The path below the site: decoded once, or nothing when it is not plain text that names a file.
fn decoded(raw: &str) -> Option<String> {
    let is_whole = raw.match_indices('%').all(|(at, _)| raw.as_bytes().get(at + 1..at + 3).is_some_and(are_digits));
    let path = percent_decode_str(raw.strip_prefix('/')?).decode_utf8().ok()?;
    let is_twice = path.match_indices('%').any(|(at, _)| path.as_bytes().get(at + 1..at + 3).is_some_and(are_digits));
    let is_plain = !path.contains('\\') && !path.chars().any(char::is_control);
    let is_inside = path.split('/').all(|part| part != "." && part != "..");
    (is_whole && !is_twice && is_plain && is_inside).then(|| path.into_owned())
}

fn are_digits(pair: &[u8]) -> bool {
    pair.iter().all(u8::is_ascii_hexdigit)
}

/// What is written with `%` in a path.
const IN_PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}');

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, IN_PATH).to_string()
}

/// A file of the site at the path that was asked for, which differs for `404.html`.
fn file(published: &Publication, path: &str, place: &str, status: u16, asked: &Asked<'_>) -> Answer {
    let (Some(bytes), Some(digest)) = (published.output.file(path), published.output.digest(path)) else {
        return Answer::words(404, "there is no such file");
    };
    let kind = content_type(path);
    let is_followed = asked.is_page && kind.starts_with("text/html");
    let tag = tag(digest, is_followed.then_some(published.build.as_str()));
    let mut answer = Answer { status, ..Answer::default() };
    for (name, value) in published.rules.headers(&format!("/{place}")) {
        let is_policy = is_followed && name == "content-security-policy";
        answer = answer.with(&name, if is_policy { with_reload(&value) } else { value });
    }
    if !answer.headers.iter().any(|(name, _)| name == "content-type") {
        answer = answer.with("content-type", kind);
    }
    answer = answer.with("etag", &tag);
    if status == 200 && asked.known.is_some_and(|known| is_known(known, &tag)) {
        return Answer { status: 304, ..answer };
    }
    let version = if status == 200 { self::tag(digest, None) } else { String::new() };
    answer.body = if is_followed { followed(bytes, place, &version, &published.build) } else { bytes.to_vec() };
    answer
}

/// The entity tag of a file; the one of a page with the reload script also tells the build.
fn tag(digest: Digest, build: Option<&str>) -> String {
    let build = build.map(|build| format!("-{build}")).unwrap_or_default();
    format!("\"{}{build}\"", &digest.hex()[..32])
}

/// Whether `If-None-Match` names the tag (RFC 9110, 13.1.2).
fn is_known(known: &str, tag: &str) -> bool {
    known.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

/// A page with the reload script, which stands before all other scripts and so sees the page untouched.
fn followed(page: &[u8], place: &str, version: &str, build: &str) -> Vec<u8> {
    let script = format!(
        "<script src=\"{OWN}reload.js\" data-page=\"{}\" data-version=\"{}\" data-build=\"{}\" defer></script>",
        escaped(place),
        escaped(version),
        escaped(build)
    );
    let head = page.windows(6).position(|window| window.eq_ignore_ascii_case(b"<head>"));
    let (before, after) = page.split_at(head.map_or(page.len(), |at| at + 6));
    [before, script.as_bytes(), after].concat()
}

/// A page for the time before the first whole site: the problems as text, and the script that waits.
fn stand_in(published: &Publication, place: &str) -> Answer {
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>The site has problems</title>\
         <meta name=\"color-scheme\" content=\"light dark\"></head>\n<body>\n<main>\n<h1>The site has problems</h1>\n\
         <p>It shows here as soon as they are mended.</p>\n<pre>{}</pre>\n</main>\n</body>\n</html>\n",
        escaped(&published.problems_text())
    );
    Answer { status: 503, headers: Vec::new(), body: followed(page.as_bytes(), place, "", &published.build) }
        .with("content-type", "text/html; charset=utf-8")
        .with("content-security-policy", "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types")
        .with("x-content-type-options", "nosniff")
}

/// Text for HTML, in quotes or between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The kind of a file, by its extension.
pub(super) fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" if name == "feed.json" => "application/feed+json",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" if name == "feed.xml" => "application/atom+xml; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "vtt" => "text/vtt; charset=utf-8",
        "" | "nojekyll" if name.starts_with(['_', '.']) => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{content_type, decoded, followed, is_known};

    #[test]
    fn a_path_is_decoded_once_and_leads_nowhere_else() {
        for (raw, wanted) in [
            ("/", Some("")),
            ("/a/b.html", Some("a/b.html")),
            ("/caf%C3%A9.png", Some("café.png")),
            ("/100%25.png", Some("100%.png")),
            ("/a..b", Some("a..b")),
            ("/../a", None),
            ("/a/..", None),
            ("/%2e%2E/a", None),
            ("/%252e%252e/a", None),
            ("/a%5cb", None),
            ("/a\\b", None),
            ("/a%00", None),
            ("/a%0a", None),
            ("/%ff", None),
            ("/%", None),
            ("/%2", None),
            ("/%zz", None),
            ("a", None),
        ] {
            assert_eq!(decoded(raw).as_deref(), wanted, "{raw}");
        }
    }

    #[test]
    fn the_script_stands_first_in_the_head_and_is_escaped() {
        let page = followed(b"<html><head><script src=a.js></script></head>", "a\"<.html", "\"v\"", "b");
        let page = String::from_utf8(page).unwrap();
        assert!(page.starts_with("<html><head><script src=\"/__faqtual/reload.js\" data-page=\"a&quot;&lt;.html\" data-version=\"&quot;v&quot;\""));
        assert!(page.ends_with("defer></script><script src=a.js></script></head>"));
        assert!(followed(b"bare", "p", "v", "b").starts_with(b"bare<script"));
    }

    #[test]
    fn tags_are_compared_weakly() {
        for (known, wanted) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", \"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
            ("", false),
        ] {
            assert_eq!(is_known(known, "\"a\""), wanted, "{known}");
        }
    }

    #[test]
    fn every_written_kind_is_known() {
        for path in [
            "a.html",
            "a.css",
            "a.js",
            "a.json",
            "feed.json",
            "feed.xml",
            "a.xml",
            "a.ics",
            "a.csv",
            "a.md",
            "a.txt",
            "a.svg",
            "_headers",
            "_redirects",
        ] {
            assert_ne!(content_type(path), "application/octet-stream", "{path}");
        }
        assert_eq!(content_type("folder.css/file"), "application/octet-stream");
    }
}
