//! What changed, for feed readers: Atom (RFC 4287) and JSON Feed 1.1, of the site and of each platform.

use std::fmt::Write;

use serde_json::{Value, json};

use super::File;
use super::address::Address;
use crate::model::changes::{Change, What};
use crate::model::{Edition, Site};
use crate::parse::receipt::Proof;
use crate::text::date::Date;
use crate::text::direction::led;
use crate::text::xml::escaped;
use crate::wording::Wording;

/// The feeds of an edition.
pub(super) fn files(wording: &Wording<'_, '_>, site: &Site<'_>) -> Vec<File> {
    let edition = wording.edition;
    let platforms = edition.platforms.iter().map(|own| Some((own.id.as_str(), own.name.as_str())));
    let scopes = std::iter::once(None).chain(platforms);
    scopes.flat_map(|scope| Feed::gathered(wording, site, scope).files()).collect()
}

/// What both formats hold.
struct Feed<'a> {
    edition: &'a Edition<'a>,
    address: Address<'a>,
    folder: String,
    title: String,
    home: String,
    author: String,
    updated: String,
    entries: Vec<Item>,
}

struct Item {
    /// Below the output folder: its place on the page of changes.
    name: String,
    /// Where it is told in full, below the output folder.
    path: String,
    title: String,
    date: String,
    kind: String,
    platform: String,
    text: String,
    html: String,
}

/// RFC 3339. What the sources give is a day or less; it stands for its first moment.
fn moment(date: Date) -> String {
    format!("{}T00:00:00Z", date.first_day())
}

impl<'a> Feed<'a> {
    fn gathered(wording: &Wording<'a, 'a>, site: &'a Site<'_>, scope: Option<(&str, &str)>) -> Self {
        let edition = wording.edition;
        let settings = edition.settings;
        let address = Address(site.base_url.as_deref());
        let changes = edition.changes(site.as_of, scope.map(|(id, _)| id));
        let title = wording.words.get("pages.changes.title");
        let name = scope.map_or(settings.title.as_str(), |(_, name)| name);
        let folder = scope.map_or_else(String::new, |(id, _)| format!("{id}/"));
        let author = settings.publisher.name.as_ref().unwrap_or(&settings.title);
        let feed = edition.route(&format!("{folder}feed.xml")).path;
        Self {
            edition,
            address,
            title: led(name, title),
            home: edition.route("changes.html").path,
            author: author.text.clone(),
            // A feed without entries has no time of its own; this one at least never moves.
            updated: changes.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |newest| moment(newest.date)),
            entries: changes.iter().map(|change| item(change, wording, address, &feed)).collect(),
            folder,
        }
    }

    fn path(&self, name: &str) -> String {
        self.edition.route(&format!("{}{name}", self.folder)).path
    }

    fn files(&self) -> [File; 2] {
        [(self.path("feed.xml"), self.atom()), (self.path("feed.json"), self.json())]
    }

    fn atom(&self) -> Vec<u8> {
        let own = self.path("feed.xml");
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
            self.edition.language
        );
        let description = &self.edition.settings.description.text;
        // Writing into a text does not fail.
        let _ = write!(
            xml,
            "  <id>{}</id>\n  <title>{}</title>\n  <subtitle>{}</subtitle>\n  <updated>{}</updated>\n  \
             <author><name>{}</name></author>\n  <generator version=\"{}\">faqtual</generator>\n  \
             <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n  \
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
            escaped(&self.address.name(&own)),
            escaped(&self.title),
            escaped(description),
            self.updated,
            escaped(&self.author),
            env!("CARGO_PKG_VERSION"),
            escaped(&self.address.link(&own, &own)),
            escaped(&self.address.link(&own, &self.home)),
        );
        for item in &self.entries {
            let _ = write!(
                xml,
                "  <entry>\n    <id>{}</id>\n    <title>{}</title>\n    <published>{date}</published>\n    \
                 <updated>{date}</updated>\n    <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n    \
                 <category term=\"{}\"/>\n    <category term=\"{}\"/>\n    <summary>{}</summary>\n    \
                 <content type=\"html\">{}</content>\n  </entry>\n",
                escaped(&self.address.name(&item.name)),
                escaped(&item.title),
                escaped(&self.address.link(&own, &item.path)),
                escaped(&item.platform),
                escaped(&item.kind),
                escaped(&item.text),
                escaped(&item.html),
                date = item.date,
            );
        }
        xml.push_str("</feed>\n");
        xml.into_bytes()
    }

    fn json(&self) -> Vec<u8> {
        let own = self.path("feed.json");
        let items: Vec<Value> = self.entries.iter().map(|item| self.json_item(item)).collect();
        let mut feed = json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "description": self.edition.settings.description.text,
            "language": self.edition.language,
            "authors": [{"name": self.author}],
            "items": items,
        });
        // The format wants whole addresses or none.
        if let (Some(home), Some(own)) = (self.address.whole(&self.home), self.address.whole(&own)) {
            feed["home_page_url"] = home.into();
            feed["feed_url"] = own.into();
        }
        super::pretty(&feed)
    }

    fn json_item(&self, item: &Item) -> Value {
        let mut value = json!({
            "id": self.address.name(&item.name),
            "title": item.title,
            "summary": item.text,
            "content_html": item.html,
            "date_published": item.date,
            "date_modified": item.date,
            "tags": [item.platform, item.kind],
        });
        if let Some(url) = self.address.whole(&item.path) {
            value["url"] = url.into();
        }
        value
    }
}

fn item(change: &Change<'_>, wording: &Wording<'_, '_>, address: Address<'_>, feed: &str) -> Item {
    let (text, html) = told(change, wording, address, feed);
    Item {
        name: wording.edition.anchor("changes.html", change.id.as_str()).href(""),
        path: wording.change_path(change),
        title: wording.change_title(change),
        date: moment(change.date),
        kind: wording.change_kind(change).1,
        platform: change.platform.name.text.clone(),
        text,
        html,
    }
}

/// A change as plain text in one line, and as HTML.
fn told(change: &Change<'_>, wording: &Wording<'_, '_>, address: Address<'_>, feed: &str) -> (String, String) {
    match &change.what {
        What::Event(event) => {
            let text = event.text.as_ref().map_or_else(String::new, |text| wording.plain(text));
            let day = event.date.map(|date| wording.words.date(date)).unwrap_or_default();
            let regions: Vec<_> = event.regions.iter().filter_map(|id| wording.edition.region(id.as_str())).collect();
            let regions = regions.iter().map(|region| region.label.as_str());
            let head = std::iter::once(day.as_str()).chain(regions).collect::<Vec<_>>().join(", ");
            let mut html = format!("<p>{}</p>", escaped(&head));
            if !text.is_empty() {
                let _ = write!(html, "<p>{}</p>", escaped(&text));
            }
            html.push_str(&sources(&event.proof, wording));
            (if text.is_empty() { head } else { format!("{head}. {text}") }, html)
        }
        What::Fact(fact, earlier, next) => {
            let (before, after) = (wording.words.get("changes.before"), wording.words.get("changes.after"));
            let (was, is) = (wording.stated(fact, *earlier), wording.stated(fact, *next));
            let html = format!(
                "<p>{}: <del>{}</del></p><p>{}: <ins>{}</ins></p>{}",
                escaped(before),
                escaped(&was),
                escaped(after),
                escaped(&is),
                sources(&fact.proof, wording)
            );
            (format!("{before}: {was}. {after}: {is}."), html)
        }
        What::Review(facts) => {
            let link = address.link(feed, &wording.change_path(change));
            let mut html = String::from("<ul>");
            for fact in facts {
                let _ =
                    write!(html, "<li>{}: {}</li>", escaped(&wording.named(fact)), escaped(&wording.fact_words(fact)));
            }
            let _ =
                write!(html, "</ul><p><a href=\"{}\">{}</a></p>", escaped(&link), escaped(&change.platform.name.text));
            (wording.words.get("changes.review_text").to_owned(), html)
        }
    }
}

/// Who says so, as links.
fn sources(proof: &Proof, wording: &Wording<'_, '_>) -> String {
    let mut html = String::new();
    for receipt in &proof.receipts {
        let Some(source) = wording.edition.source(receipt.source.as_str()) else { continue };
        let name = led(&source.publisher.text, &source.title.text);
        let _ = match &source.url {
            Some(url) => write!(html, "<li><a href=\"{}\">{}</a></li>", escaped(url), escaped(&name)),
            None => write!(html, "<li>{}</li>", escaped(&name)),
        };
    }
    if html.is_empty() { html } else { format!("<ul>{html}</ul>") }
}
