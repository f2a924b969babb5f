//! Documents to a site: everything resolved, nothing rendered.
//!
//! Takes the documents of one compile, gives one [`Edition`] a language. Invariant: borrows from the
//! documents, copies none of their texts, and knows no output format.

pub mod changes;
pub mod embed;
pub mod evidence;
pub mod fact;
pub mod listing;
pub mod policy;
pub mod reference;
pub mod region;
pub mod review;
pub mod route;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use self::listing::Listing;
use crate::parse::article::Article;
use crate::parse::citations::CitationSource;
use crate::parse::comparison::{Comparison, Row};
use crate::parse::entry::Text;
use crate::parse::faq::Question;
use crate::parse::platform::{Fact, OptOutPath, Platform};
use crate::parse::settings::Settings;
use crate::parse::tombstone::Tombstone;
use crate::parse::vocabulary::{Region, Term, Vocabulary, Word};
use crate::parse::{Content, Document, Kind};
use crate::source::SitePath;
use crate::text::date::Date;

/// What a compile is asked for beside its sources.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day that decides what has passed; the core has no clock.
    pub as_of: Date,
    /// Where the site will be published, if not as the settings say.
    pub base_url: Option<String>,
    /// The theme, if not the one the settings name.
    pub theme: Option<String>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Whether pictures for previews are drawn, if the settings want them; nobody shares what is not published.
    pub pictures: bool,
}

/// The whole site.
#[derive(Debug)]
pub struct Site<'d> {
    /// One edition a language, the default first.
    pub editions: Vec<Edition<'d>>,
    /// Files below `content/` that are copied as they are.
    pub assets: Vec<&'d SitePath>,
    /// Where the site will be published, ending in `/`.
    pub base_url: Option<String>,
    /// The day that decides what has passed.
    pub as_of: Date,
    /// Kinds of files of which at least one could not be read: what they say is not known.
    pub unread: BTreeSet<Kind>,
}

impl Site<'_> {
    /// Whether other sites may embed answers.
    #[must_use]
    pub fn has_embeds(&self) -> bool {
        self.editions.iter().any(|edition| edition.has_embeds)
    }
}

/// Something with the language it is written in, which may differ from its edition's.
#[derive(Debug)]
pub struct Local<'d, T> {
    /// The thing itself.
    pub item: &'d T,
    /// The language of its file.
    pub language: &'d str,
}

impl<T> Clone for Local<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Local<'_, T> {}

impl<'d, T> Deref for Local<'d, T> {
    type Target = &'d T;

    fn deref(&self) -> &Self::Target {
        &self.item
    }
}

/// The site in one language. A file that the language does not have is the default language's.
#[derive(Debug)]
pub struct Edition<'d> {
    /// The language.
    pub language: &'d str,
    /// What stands before each of its paths: nothing for the default, else `fr/`.
    pub prefix: String,
    /// The settings, with texts in this language if it has a `site.yaml` of its own.
    pub settings: &'d Settings,
    /// Whether other sites may embed answers, as the site's settings say.
    pub has_embeds: bool,
    /// The vocabulary.
    pub vocabulary: &'d Vocabulary,
    /// The comparison.
    pub comparison: &'d Comparison,
    /// The citation sources, in the order of the file.
    pub sources: Vec<&'d CitationSource>,
    /// The platforms, by id.
    pub platforms: Vec<Local<'d, Platform>>,
    /// The questions, in the order of files and within them.
    pub questions: Vec<Local<'d, Question>>,
    /// The explainers, by rank and title.
    pub explainers: Vec<Local<'d, Article>>,
    /// The letters, by rank and title.
    pub letters: Vec<Local<'d, Article>>,
    /// The pages, by rank and title.
    pub pages: Vec<Local<'d, Article>>,
    /// The ids that are gone for good.
    pub tombstones: Vec<&'d Tombstone>,
    /// The ids that others rely on, of all languages.
    pub lock: &'d [Text],
    /// The names of articles and questions that are drafts and not shown.
    pub drafts: Vec<&'d str>,
    /// The lists that grow with the site.
    pub listing: Listing<'d>,
    names: Names<'d>,
}

/// Where each id is found.
#[derive(Debug, Default)]
struct Names<'d> {
    sources: FxHashMap<&'d str, usize>,
    platforms: FxHashMap<&'d str, usize>,
    questions: FxHashMap<&'d str, usize>,
    explainers: FxHashMap<&'d str, usize>,
    letters: FxHashMap<&'d str, usize>,
    pages: FxHashMap<&'d str, usize>,
    paths: FxHashMap<&'d str, (usize, usize)>,
    events: FxHashMap<&'d str, (usize, usize)>,
    facts: FxHashMap<&'d str, FxHashMap<&'d str, Vec<&'d Fact>>>,
    rows: FxHashMap<&'d str, usize>,
    regions: FxHashMap<&'d str, usize>,
    terms: FxHashMap<&'d str, usize>,
    topics: FxHashMap<&'d str, usize>,
    data_categories: FxHashMap<&'d str, usize>,
    former: FxHashMap<&'d str, usize>,
}

static NO_VOCABULARY: Vocabulary = Vocabulary {
    regions: Vec::new(),
    account_types: Vec::new(),
    data_categories: Vec::new(),
    topics: Vec::new(),
    synonyms: Vec::new(),
    glossary: Vec::new(),
};
static NO_COMPARISON: Comparison = Comparison { groups: Vec::new(), rows: Vec::new() };

/// Puts the documents together; `None` when there are no settings to go by.
#[must_use]
pub fn assemble<'d>(documents: &'d [Arc<Document>], options: &Options) -> Option<Site<'d>> {
    let settings = documents.iter().find_map(|document| match (&document.content, &document.language) {
        (Content::Settings(settings), None) => Some(&**settings),
        _ => None,
    })?;
    let editions = settings
        .languages
        .iter()
        .enumerate()
        .map(|(rank, language)| edition(documents, settings, language, rank == 0, options))
        .collect();
    let assets = documents
        .iter()
        .filter(|document| matches!(document.content, Content::Asset))
        .map(|document| &document.path)
        .collect();
    let base_url = options.base_url.clone().map(|url| if url.ends_with('/') { url } else { url + "/" });
    let base_url = base_url.or_else(|| settings.base_url.clone());
    let unread = documents.iter().filter(|document| !document.is_read).map(|document| document.kind).collect();
    Some(Site { editions, assets, base_url, as_of: options.as_of, unread })
}

/// The documents of one language, the default's standing in where it has none, by their common path.
fn chosen<'d>(documents: &'d [Arc<Document>], language: &str, is_default: bool) -> BTreeMap<&'d str, &'d Document> {
    let mut chosen: BTreeMap<&str, &Document> = BTreeMap::new();
    for document in documents {
        let path = document.path.as_str().strip_prefix("content/").unwrap_or(document.path.as_str());
        match &document.language {
            None => {
                chosen.entry(path).or_insert(document);
            }
            Some(own) if own == language && !is_default => {
                let common = path.strip_prefix(own.as_str()).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path);
                chosen.insert(common, document);
            }
            Some(_) => {}
        }
    }
    chosen
}

fn edition<'d>(
    documents: &'d [Arc<Document>],
    settings: &'d Settings,
    language: &'d str,
    is_default: bool,
    options: &Options,
) -> Edition<'d> {
    let fallback: &'d str = settings.languages.first().map_or(language, String::as_str);
    let mut edition = Edition {
        language,
        prefix: if is_default { String::new() } else { format!("{language}/") },
        settings,
        has_embeds: settings.embeds,
        vocabulary: &NO_VOCABULARY,
        comparison: &NO_COMPARISON,
        sources: Vec::new(),
        platforms: Vec::new(),
        questions: Vec::new(),
        explainers: Vec::new(),
        letters: Vec::new(),
        pages: Vec::new(),
        tombstones: Vec::new(),
        lock: &[],
        drafts: Vec::new(),
        listing: Listing::default(),
        names: Names::default(),
    };
    for document in chosen(documents, language, is_default).into_values() {
        let language = document.language.as_deref().unwrap_or(fallback);
        match &document.content {
            Content::Settings(own) => edition.settings = own,
            Content::Vocabulary(vocabulary) => edition.vocabulary = vocabulary,
            Content::Comparison(comparison) => edition.comparison = comparison,
            Content::Sources(sources) => edition.sources.extend(sources),
            Content::Platform(platform) => edition.platforms.push(Local { item: platform, language }),
            Content::Faq(questions) => {
                let (drafts, shown): (Vec<_>, Vec<_>) =
                    questions.iter().partition(|question| question.draft && !options.drafts);
                edition.questions.extend(shown.into_iter().map(|item| Local { item, language }));
                edition.drafts.extend(drafts.iter().map(|question| question.id.as_str()));
            }
            Content::Explainer(article) | Content::Letter(article) | Content::Page(article)
                if article.draft && !options.drafts =>
            {
                edition.drafts.push(article.id.as_str());
            }
            Content::Explainer(article) => edition.explainers.push(Local { item: article, language }),
            Content::Letter(article) => edition.letters.push(Local { item: article, language }),
            Content::Page(article) => edition.pages.push(Local { item: article, language }),
            Content::Tombstones(tombstones) => edition.tombstones.extend(tombstones),
            Content::Lock(ids) => edition.lock = ids,
            Content::Asset | Content::Nothing => {}
        }
    }
    for articles in [&mut edition.explainers, &mut edition.letters, &mut edition.pages] {
        articles.sort_by(|left, right| (left.order, &left.title.text).cmp(&(right.order, &right.title.text)));
    }
    edition.names = names(&edition);
    edition.listing = Listing::of(&edition);
    edition
}

/// The first to bear an id keeps it; a second is reported by the checks.
fn index<'d>(ids: impl Iterator<Item = &'d str>) -> FxHashMap<&'d str, usize> {
    let mut found = FxHashMap::default();
    for (at, id) in ids.enumerate() {
        found.entry(id).or_insert(at);
    }
    found
}

fn names<'d>(edition: &Edition<'d>) -> Names<'d> {
    let mut names = Names {
        sources: index(edition.sources.iter().map(|source| source.id.as_str())),
        platforms: index(edition.platforms.iter().map(|platform| platform.item.id.as_str())),
        questions: index(edition.questions.iter().map(|question| question.item.id.as_str())),
        explainers: index(edition.explainers.iter().map(|article| article.item.id.as_str())),
        letters: index(edition.letters.iter().map(|article| article.item.id.as_str())),
        pages: index(edition.pages.iter().map(|article| article.item.id.as_str())),
        rows: index(edition.comparison.rows.iter().map(|row| row.id.as_str())),
        regions: index(edition.vocabulary.regions.iter().map(|region| region.id.as_str())),
        terms: index(edition.vocabulary.glossary.iter().map(|term| term.id.as_str())),
        topics: index(edition.vocabulary.topics.iter().map(|topic| topic.id.as_str())),
        data_categories: index(edition.vocabulary.data_categories.iter().map(|category| category.id.as_str())),
        ..Names::default()
    };
    for (at, platform) in edition.platforms.iter().enumerate() {
        let platform = platform.item;
        for (rank, path) in platform.opt_out.iter().enumerate() {
            names.paths.entry(path.id.as_str()).or_insert((at, rank));
        }
        for (rank, event) in platform.events.iter().enumerate() {
            names.events.entry(event.id.as_str()).or_insert((at, rank));
        }
        for fact in &platform.facts {
            names.facts.entry(platform.id.as_str()).or_default().entry(fact.key.as_str()).or_default().push(fact);
        }
    }
    for (at, question) in edition.questions.iter().enumerate() {
        for former in &question.item.former {
            names.former.entry(former.as_str()).or_insert(at);
        }
    }
    names
}

impl<'d> Edition<'d> {
    /// The source with this id.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&'d CitationSource> {
        self.names.sources.get(id).map(|at| self.sources[*at])
    }

    /// The platform with this id.
    #[must_use]
    pub fn platform(&self, id: &str) -> Option<Local<'d, Platform>> {
        self.names.platforms.get(id).map(|at| self.platforms[*at])
    }

    /// The question with this id, not a former one.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<Local<'d, Question>> {
        self.names.questions.get(id).map(|at| self.questions[*at])
    }

    /// The question that once had this id.
    #[must_use]
    pub fn formerly(&self, id: &str) -> Option<Local<'d, Question>> {
        self.names.former.get(id).map(|at| self.questions[*at])
    }

    /// The explainer with this name.
    #[must_use]
    pub fn explainer(&self, id: &str) -> Option<Local<'d, Article>> {
        self.names.explainers.get(id).map(|at| self.explainers[*at])
    }

    /// The letter with this name.
    #[must_use]
    pub fn letter(&self, id: &str) -> Option<Local<'d, Article>> {
        self.names.letters.get(id).map(|at| self.letters[*at])
    }

    /// The page with this name.
    #[must_use]
    pub fn page(&self, id: &str) -> Option<Local<'d, Article>> {
        self.names.pages.get(id).map(|at| self.pages[*at])
    }

    /// The row with this id.
    #[must_use]
    pub fn row(&self, id: &str) -> Option<&'d Row> {
        self.names.rows.get(id).map(|at| &self.comparison.rows[*at])
    }

    /// The rows that belong to the first things a reader wants to know.
    pub fn highlights(&self) -> impl Iterator<Item = &'d Row> {
        self.comparison.rows.iter().filter(|row| row.is_highlight)
    }

    /// The region with this id.
    #[must_use]
    pub fn region(&self, id: &str) -> Option<&'d Region> {
        self.names.regions.get(id).map(|at| &self.vocabulary.regions[*at])
    }

    /// The glossary term with this id.
    #[must_use]
    pub fn term(&self, id: &str) -> Option<&'d Term> {
        self.names.terms.get(id).map(|at| &self.vocabulary.glossary[*at])
    }

    /// The topic with this id.
    #[must_use]
    pub fn topic(&self, id: &str) -> Option<&'d Word> {
        self.names.topics.get(id).map(|at| &self.vocabulary.topics[*at])
    }

    /// The data category with this id.
    #[must_use]
    pub fn data_category(&self, id: &str) -> Option<&'d Word> {
        self.names.data_categories.get(id).map(|at| &self.vocabulary.data_categories[*at])
    }

    /// The account type with this id.
    #[must_use]
    pub fn account_type(&self, id: &str) -> Option<&'d Word> {
        self.vocabulary.account_types.iter().find(|account| account.id.as_str() == id)
    }

    /// The opt-out path with this id, and its platform.
    #[must_use]
    pub fn path(&self, id: &str) -> Option<(Local<'d, Platform>, &'d OptOutPath)> {
        let (at, rank) = self.names.paths.get(id)?;
        let platform = self.platforms[*at];
        Some((platform, &platform.item.opt_out[*rank]))
    }

    /// The event with this id, and its platform.
    #[must_use]
    pub fn event(&self, id: &str) -> Option<(Local<'d, Platform>, &'d crate::parse::platform::Event)> {
        let (at, rank) = self.names.events.get(id)?;
        let platform = self.platforms[*at];
        Some((platform, &platform.item.events[*rank]))
    }

    /// Everything a platform states under this key, in the order of its file.
    #[must_use]
    pub fn facts(&self, platform: &str, key: &str) -> &[&'d Fact] {
        self.names.facts.get(platform).and_then(|facts| facts.get(key)).map_or(&[], Vec::as_slice)
    }

    /// The questions about this topic, in order.
    pub fn about<'e>(&'e self, topic: &'e str) -> impl Iterator<Item = Local<'d, Question>> + 'e {
        self.questions
            .iter()
            .copied()
            .filter(move |question| question.item.topics.iter().any(|own| own.as_str() == topic))
    }
}
