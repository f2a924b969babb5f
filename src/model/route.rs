//! Addresses: which path and anchor each thing has, in each edition.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::Edition;
use super::reference::Target;
use crate::parse::platform::Event;
use crate::source::SitePath;
use crate::text::date::Date;

/// Folders of the output that no platform may take.
pub const FOLDERS: &[&str] =
    &["api", "assets", "calendar", "embed", "explainers", "faq", "letters", "pictures", "search"];

/// A path below the output folder, and an anchor in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The path: `fr/faq/late-opt-out.html`.
    pub path: String,
    /// The anchor, without `#`.
    pub anchor: Option<String>,
}

impl Route {
    /// The route as a link from a page whose way up to the output folder is `root` (`../` or nothing).
    #[must_use]
    pub fn href(&self, root: &str) -> String {
        match &self.anchor {
            Some(anchor) => format!("{root}{}#{}", self.path, encoded_anchor(anchor)),
            None => format!("{root}{}", self.path),
        }
    }
}

/// What a URL shows as it is (RFC 3986). Anchors and names of files may hold letters of any script, and blanks.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
const KEPT_IN_PATHS: &AsciiSet = &KEPT.remove(b'/');

fn encoded_anchor(anchor: &str) -> String {
    utf8_percent_encode(anchor, KEPT).to_string()
}

/// The way from a page up to the output folder: `../` for each folder in its path.
#[must_use]
pub fn root_of(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

impl Edition<'_> {
    /// A route of this edition.
    #[must_use]
    pub fn route(&self, path: &str) -> Route {
        Route { path: format!("{}{path}", self.prefix), anchor: None }
    }

    /// A place on a page of this edition.
    #[must_use]
    pub fn anchor(&self, path: &str, anchor: impl Into<String>) -> Route {
        Route { path: format!("{}{path}", self.prefix), anchor: Some(anchor.into()) }
    }

    /// Where a target is; a blank has no address.
    #[must_use]
    pub fn address(&self, target: &Target<'_, '_>) -> Option<Route> {
        Some(match target {
            Target::Fact(platform, fact) if self.row(fact.key.as_str()).is_some() => {
                self.anchor("compare.html", format!("{}--{}", fact.key.as_str(), platform.id.as_str()))
            }
            Target::Fact(platform, fact) => {
                self.anchor(&format!("{}/index.html", platform.id.as_str()), format!("fact-{}", fact.key.as_str()))
            }
            Target::Question(question) => self.route(&format!("faq/{}.html", question.id.as_str())),
            Target::Topic(topic) => {
                self.anchor(&self.listing.topic_path(topic.id.as_str()), format!("topic-{}", topic.id.as_str()))
            }
            Target::Source(source) => self.anchor(&self.listing.source_path(source.id.as_str()), source.id.as_str()),
            Target::Path(platform, path) => {
                self.anchor(&format!("{}/opt-out.html", platform.id.as_str()), path.id.as_str())
            }
            Target::Row(row) => self.anchor("compare.html", row.id.as_str()),
            Target::Timeline(platform) => self.anchor("timeline.html", platform.id.as_str()),
            Target::Event(_, event) => self.anchor("timeline.html", event.id.as_str()),
            Target::Letter(letter) => self.route(&format!("letters/{}.html", letter.id.as_str())),
            Target::Term(term) => self.anchor(&self.listing.term_path(term.id.as_str()), term.id.as_str()),
            Target::Explainer(article, anchor) => Route {
                anchor: anchor.map(str::to_owned),
                ..self.route(&format!("explainers/{}.html", article.id.as_str()))
            },
            Target::Page(article, anchor) => {
                Route { anchor: anchor.map(str::to_owned), ..self.route(&format!("{}.html", article.id.as_str())) }
            }
            Target::Fixed("home") => self.route("index.html"),
            Target::Fixed(name) => self.route(&format!("{name}.html")),
            Target::Platform(platform) => self.route(&format!("{}/index.html", platform.id.as_str())),
            Target::Data(category) => self.anchor("data.html", category.id.as_str()),
            Target::Blank(_) => return None,
        })
    }

    /// The calendar file of an event: only for a day that is known and still to come.
    #[must_use]
    pub fn reminder(&self, event: &Event, as_of: Date) -> Option<Route> {
        let is_ahead = event.date.is_some_and(|date| date.is_exact() && date > as_of);
        is_ahead.then(|| self.route(&format!("calendar/{}.ics", event.id.as_str())))
    }

    /// Where a link to a file beside `from` leads: to the page that a Markdown file of ours becomes.
    #[must_use]
    pub fn file_route(&self, from: &SitePath, file: &str, anchor: Option<&str>) -> Option<Route> {
        let path = joined(from, file)?;
        let inside = path.strip_prefix("content/")?;
        let inside = inside.strip_prefix(self.prefix.as_str()).unwrap_or(inside);
        let stem = inside.rsplit('/').next()?.strip_suffix(".md")?;
        let article = match inside.split('/').next()? {
            "explainers" => Target::Explainer(self.explainer(stem)?, anchor),
            "letters" => Target::Letter(self.letter(stem)?),
            "pages" => Target::Page(self.page(stem)?, anchor),
            _ => return None,
        };
        self.address(&article)
    }
}

/// Where a link in `from` to an asset leads: a path below the output folder, written as a URL writes it.
#[must_use]
pub fn asset_address(from: &SitePath, file: &str) -> Option<String> {
    let path = joined(from, file)?;
    Some(utf8_percent_encode(path.strip_prefix("content/")?, KEPT_IN_PATHS).to_string())
}

/// The path that the link `file` means when it stands in `from`; `None` when it leaves the root.
#[must_use]
pub fn joined(from: &SitePath, file: &str) -> Option<String> {
    let file = percent_decode_str(file).decode_utf8_lossy();
    let mut parts: Vec<&str> = from.as_str().split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The link to write in `from` for the file at this path.
#[must_use]
pub fn relative(from: &SitePath, path: &str) -> String {
    let mut own: Vec<&str> = from.as_str().split('/').collect();
    own.pop();
    let shared = own.iter().zip(path.split('/')).take_while(|(own, other)| *own == other).count();
    let rest: Vec<&str> = path.split('/').skip(shared).collect();
    let link = format!("{}{}", "../".repeat(own.len() - shared), rest.join("/"));
    utf8_percent_encode(&link, KEPT_IN_PATHS).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Route, asset_address, joined, relative, root_of};
    use crate::source::SitePath;

    #[test]
    fn links_go_up_as_far_as_the_page_is_deep() {
        assert_eq!(root_of("index.html"), "");
        assert_eq!(root_of("fr/faq/a.html"), "../../");
        let route = Route { path: "faq.html".to_owned(), anchor: Some("données".to_owned()) };
        assert_eq!(route.href("../"), "../faq.html#donn%C3%A9es");
    }

    #[test]
    fn files_are_found_beside_the_one_that_names_them() {
        let from = SitePath::new("content/explainers/a.md");
        assert_eq!(joined(&from, "b.md").as_deref(), Some("content/explainers/b.md"));
        assert_eq!(joined(&from, "../assets/x.png").as_deref(), Some("content/assets/x.png"));
        for file in ["../assets/x.png", "b.md", "../../themes/a%20b/c.css"] {
            assert_eq!(joined(&from, file).map(|path| relative(&from, &path)).as_deref(), Some(file));
        }
        assert_eq!(joined(&from, "../../../x"), None);
        assert_eq!(joined(&from, "%2e%2e/../../x"), None);
        assert_eq!(asset_address(&from, "../assets/the%20form.pdf").as_deref(), Some("assets/the%20form.pdf"));
        assert_eq!(asset_address(&from, "../assets/größe.svg").as_deref(), Some("assets/gr%C3%B6%C3%9Fe.svg"));
    }
}
