//! `content/site.yaml`: what the site is called, for whom, in which languages and looks.

use super::allowance::ALLOW;
use super::entry::{Entry, Prose, Text};
use super::receipt::Subject;
use super::shape::{Mapping, Shape, optional, required};
use super::yaml::Value;
use crate::text::language::is_tag;

/// The settings of a site.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The site's name.
    pub title: Text,
    /// What it is, in one sentence.
    pub description: Text,
    /// The languages, the default first; never empty.
    pub languages: Vec<String>,
    /// Where it will be published, ending in `/`, if that is known.
    pub base_url: Option<String>,
    /// Who publishes it.
    pub publisher: Publisher,
    /// The name of the theme.
    pub theme: Text,
    /// The theme's own settings.
    pub theme_options: Vec<(String, String)>,
    /// References to what the menu shows.
    pub menu: Vec<Text>,
    /// The first page.
    pub home: Home,
    /// Whether HTML in Markdown is cleaned and obeyed, in place of shown as text.
    pub raw_html: bool,
    /// Whether pictures for previews are drawn when the site's address is known.
    pub pictures: bool,
    /// Whether other sites may embed answers.
    pub embeds: bool,
    /// When entries are to be looked at again.
    pub review: ReviewRules,
}

/// After how many days entries are to be looked at again; 0 is never.
#[derive(Clone, Debug)]
pub struct ReviewRules {
    days: u32,
    /// What kinds of entries have rules of their own.
    own: Vec<(Subject, u32)>,
    /// Whether there is a page of what the facts cover.
    pub has_matrix: bool,
}

impl ReviewRules {
    /// The days for a kind of entry.
    #[must_use]
    pub fn days(&self, subject: Subject) -> u32 {
        self.own.iter().find(|(own, _)| *own == subject).map_or(self.days, |(_, days)| *days)
    }
}

/// Who publishes the site.
#[derive(Clone, Debug, Default)]
pub struct Publisher {
    /// The name.
    pub name: Option<Text>,
    /// Its address.
    pub url: Option<String>,
    /// Where corrections go: an address or a `mailto:`.
    pub contact: Option<String>,
}

/// What the first page says beside what it gathers.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// The question that the site answers.
    pub question: Option<Text>,
    /// The answer in two minutes.
    pub answer: Option<Prose>,
    /// The questions shown first.
    pub questions: Vec<Text>,
}

/// Days after which an entry is looked at again, unless the settings say otherwise.
const REVIEW_DAYS: u32 = 180;

const PUBLISHER: Mapping = Mapping {
    name: "the publisher",
    fields: &[
        required("name", Shape::Text, "who publishes the site"),
        optional("url", Shape::Url, "the publisher's own site"),
        optional("contact", Shape::Url, "where corrections go: an address or `mailto:`"),
    ],
};

const HOME: Mapping = Mapping {
    name: "the home page",
    fields: &[
        optional("question", Shape::Text, "the question that the site answers"),
        optional("answer", Shape::Prose, "the answer in two minutes"),
        optional("questions", Shape::List(&Shape::Id), "the ids of the questions shown first"),
    ],
};

const REVIEW: Mapping = Mapping {
    name: "the review rule",
    fields: &[
        optional("days", Shape::Integer, "after how many days an entry is to be looked at again; 0 is never"),
        optional("facts", Shape::Integer, "the same for facts; a row may have a rule of its own"),
        optional("data", Shape::Integer, "the same for data categories"),
        optional("opt_out", Shape::Integer, "the same for opt-out paths"),
        optional("events", Shape::Integer, "the same for events"),
        optional("questions", Shape::Integer, "the same for questions"),
        optional("articles", Shape::Integer, "the same for explainers, letters and pages"),
        optional("matrix", Shape::Boolean, "whether `matrix.html` shows what is filled, not stated, missing or due"),
    ],
};

/// The shape of `site.yaml`.
pub const SHAPE: Shape = Shape::Mapping(&Mapping {
    name: "the site",
    fields: &[
        required("title", Shape::Text, "the site's name"),
        required("description", Shape::Text, "what the site is, in one sentence"),
        optional("languages", Shape::List(&Shape::Language), "the languages, the default first"),
        optional("base_url", Shape::Url, "where the site will be published"),
        optional("publisher", Shape::Mapping(&PUBLISHER), "who publishes the site"),
        optional("theme", Shape::Id, "the name of the theme"),
        optional("theme_options", Shape::Options, "the theme's own settings"),
        optional("menu", Shape::List(&Shape::Text), "references such as `page:compare` or `platform:ID`"),
        optional("home", Shape::Mapping(&HOME), "the first page"),
        optional("raw_html", Shape::Boolean, "whether HTML in Markdown is cleaned and obeyed, not shown as text"),
        optional("pictures", Shape::Boolean, "whether pictures for previews are drawn when `base_url` is known"),
        optional(
            "embeds",
            Shape::Boolean,
            "whether answers are written for other sites to embed, as they are by default",
        ),
        optional("review", Shape::Mapping(&REVIEW), "when entries are to be looked at again"),
        ALLOW,
    ],
});

/// Reads the settings.
#[must_use]
pub fn read(entry: &Entry<'_>) -> Settings {
    let mut languages: Vec<String> =
        entry.texts("languages").into_iter().map(|text| text.text).filter(|tag| is_tag(tag)).collect();
    if languages.is_empty() {
        languages.push("en".to_owned());
    }
    let theme = entry.text("theme");
    Settings {
        title: entry.text_or_empty("title"),
        description: entry.text_or_empty("description"),
        languages,
        base_url: entry.url("base_url").map(|url| if url.ends_with('/') { url } else { url + "/" }),
        publisher: child(entry, "publisher").map(|entry| publisher(&entry)).unwrap_or_default(),
        theme: theme.unwrap_or_else(|| Text { text: "default".to_owned(), place: entry.place() }),
        theme_options: options(entry),
        menu: entry.texts("menu"),
        home: child(entry, "home").map(|entry| home(&entry)).unwrap_or_default(),
        raw_html: entry.is_true("raw_html"),
        pictures: entry.flag("pictures").unwrap_or(true),
        embeds: entry.flag("embeds").unwrap_or(true),
        review: review(child(entry, "review").as_ref()),
    }
}

fn child<'a>(entry: &Entry<'a>, key: &str) -> Option<Entry<'a>> {
    entry.node.get(key).map(|node| Entry { node, file: entry.file })
}

fn review(entry: Option<&Entry<'_>>) -> ReviewRules {
    const KEYS: [(&str, Subject); 6] = [
        ("facts", Subject::Fact),
        ("data", Subject::Data),
        ("opt_out", Subject::OptOut),
        ("events", Subject::Event),
        ("questions", Subject::Question),
        ("articles", Subject::Article),
    ];
    let days = |key: &str| entry.and_then(|entry| entry.text(key)?.text.parse().ok());
    let own = KEYS.into_iter().filter_map(|(key, subject)| Some((subject, days(key)?))).collect();
    let has_matrix = entry.is_some_and(|entry| entry.is_true("matrix"));
    ReviewRules { days: days("days").unwrap_or(REVIEW_DAYS), own, has_matrix }
}

fn publisher(entry: &Entry<'_>) -> Publisher {
    Publisher { name: entry.text("name"), url: entry.url("url"), contact: entry.url("contact") }
}

fn home(entry: &Entry<'_>) -> Home {
    Home { question: entry.text("question"), answer: entry.prose("answer"), questions: entry.texts("questions") }
}

fn options(entry: &Entry<'_>) -> Vec<(String, String)> {
    let Some(Value::Mapping(pairs)) = entry.node.get("theme_options").map(|node| &node.value) else {
        return Vec::new();
    };
    let plain = |value: &Value| match value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        Value::Boolean(value) => Some(value.to_string()),
        _ => None,
    };
    pairs.iter().filter_map(|(key, value)| Some((key.text()?.to_owned(), plain(&value.value)?))).collect()
}
