//! An edition to records: everything a search can land on.
//!
//! Takes an edition with its words; gives records in a stable order. Invariant: knows the fields of a record, not how they are weighed.

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::reference::Target;
use crate::model::route::Route;
use crate::model::{Edition, Local};
use crate::parse::article::Article;
use crate::parse::entry::{Prose, Text};
use crate::parse::faq::Question;
use crate::parse::platform::{DataUse, Fact, OptOutPath, Platform, Surface};
use crate::parse::vocabulary::{Term, Word};
use crate::source::SitePath;
use crate::text::date::Date;
use crate::text::direction::led;
use crate::wording::Wording;

/// A result shows so many characters of a text that has no short form.
const SHOWN: usize = 160;

/// What kind of thing a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A question with its answer.
    Question,
    /// An opt-out path with its steps.
    Step,
    /// A section of an explainer, a letter or a page.
    Section,
    /// What a platform states under one key.
    Fact,
    /// A data category.
    Data,
    /// A term of the glossary.
    Term,
}

impl Kind {
    /// The kinds, each at the place that the index calls it by.
    pub const ALL: [Self; 6] = [Self::Question, Self::Step, Self::Section, Self::Fact, Self::Data, Self::Term];

    /// The word used in the index and in themes.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Step => "step",
            Self::Section => "section",
            Self::Fact => "fact",
            Self::Data => "data",
            Self::Term => "term",
        }
    }
}

/// The fields of a record, from the weightiest to the lightest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The question, or the name of anything else.
    Title,
    /// Other phrasings.
    Also,
    /// The short answer.
    Short,
    /// Headings: of the section and its article, or of surfaces.
    Headings,
    /// Everything else.
    Body,
}

impl Field {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Title, Self::Also, Self::Short, Self::Headings, Self::Body];
}

/// What is searched: texts, each in its field. No word of a text goes on in the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields<'d>(Vec<(Field, Cow<'d, str>)>);

impl<'d> Fields<'d> {
    /// Adds a text to a field.
    #[must_use]
    pub fn with(mut self, field: Field, text: impl Into<Cow<'d, str>>) -> Self {
        self.add(field, text);
        self
    }

    fn add(&mut self, field: Field, text: impl Into<Cow<'d, str>>) {
        let text = text.into();
        if !text.is_empty() {
            self.0.push((field, text));
        }
    }

    fn and(mut self, field: Field, texts: impl IntoIterator<Item = &'d str>) -> Self {
        texts.into_iter().for_each(|text| self.add(field, text));
        self
    }

    /// The texts of a field.
    pub fn of(&self, field: Field) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(own, _)| *own == field).map(|(_, text)| &**text)
    }
}

/// What a record is about, each by its place in the edition's lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The platforms.
    pub platforms: Vec<usize>,
    /// The regions it holds for; everywhere if empty.
    pub regions: Vec<usize>,
    /// The topics.
    pub topics: Vec<usize>,
    /// When an editor last checked it; the oldest day of all it gathers.
    pub reviewed: Option<Date>,
}

/// One thing a search can land on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it is.
    pub kind: Kind,
    /// What a result is headed with.
    pub title: String,
    /// Where it leads: a path below the output folder, with its anchor.
    pub path: String,
    /// What a result says.
    pub short: String,
    /// What it is about; sections of an article share it.
    pub about: Arc<About>,
}

/// A record with what is searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<'d> {
    /// The record.
    pub record: Record,
    /// Its texts.
    pub fields: Fields<'d>,
}

/// A part of an edition whose records depend on one file, or on what all files show to others.
#[derive(Clone, Copy, Debug)]
pub enum Unit<'d> {
    /// The questions of one file: the file, and which of the edition's questions.
    Questions(&'d SitePath, usize, usize),
    /// The opt-out paths of all platforms.
    Paths,
    /// An explainer, a letter or a page.
    Article(Target<'d, 'd>, Local<'d, Article>),
    /// Facts, data categories and terms.
    Rest,
}

impl<'d> Unit<'d> {
    /// The one file that it depends on.
    #[must_use]
    pub fn file(&self) -> Option<&'d SitePath> {
        match self {
            Self::Questions(file, _, _) => Some(file),
            Self::Article(_, article) => Some(&article.item.id.place.file),
            Self::Paths | Self::Rest => None,
        }
    }

    /// Its name, which no other has: the file's path, or a word that is no path.
    #[must_use]
    pub fn name(&self) -> &'d str {
        match self {
            Self::Questions(file, _, _) => file.as_str(),
            Self::Article(_, article) => article.item.id.place.file.as_str(),
            Self::Paths => "paths",
            Self::Rest => "rest",
        }
    }
}

/// The units of an edition, in the order of their records.
#[must_use]
pub fn units<'d>(edition: &Edition<'d>) -> Vec<Unit<'d>> {
    let mut units: Vec<Unit<'d>> = Vec::new();
    for (at, question) in edition.questions.iter().enumerate() {
        let file = &question.item.id.place.file;
        match units.last_mut() {
            Some(Unit::Questions(known, _, end)) if *known == file => *end = at + 1,
            _ => units.push(Unit::Questions(file, at, at + 1)),
        }
    }
    units.push(Unit::Paths);
    units.extend(edition.explainers.iter().map(|article| Unit::Article(Target::Explainer(*article, None), *article)));
    units.extend(edition.letters.iter().map(|article| Unit::Article(Target::Letter(*article), *article)));
    units.extend(edition.pages.iter().map(|article| Unit::Article(Target::Page(*article, None), *article)));
    units.push(Unit::Rest);
    units
}

/// The records of a unit, in a stable order.
#[must_use]
pub fn records<'d>(unit: &Unit<'d>, wording: &Wording<'_, 'd>) -> Vec<Written<'d>> {
    let edition = wording.edition;
    let maker = Maker { edition, wording };
    let platforms = || edition.platforms.iter();
    match unit {
        Unit::Questions(_, start, end) => {
            edition.questions[*start..*end].iter().filter_map(|question| maker.question(*question)).collect()
        }
        Unit::Paths => platforms().flat_map(|platform| maker.paths(*platform)).collect(),
        Unit::Article(target, article) => maker.article(target, *article),
        Unit::Rest => {
            let facts = platforms().flat_map(|platform| maker.facts(*platform));
            let categories = edition.vocabulary.data_categories.iter().filter_map(|category| maker.category(category));
            let terms = edition.vocabulary.glossary.iter().filter_map(|term| maker.term(term));
            facts.chain(categories).chain(terms).collect()
        }
    }
}

/// Makes records of one edition.
struct Maker<'e, 'd> {
    edition: &'e Edition<'d>,
    wording: &'e Wording<'e, 'd>,
}

impl<'d> Maker<'_, 'd> {
    fn plain<'p>(&self, prose: &'p Prose) -> Cow<'p, str> {
        prose.outline.plain(|target| self.wording.reference_words(target))
    }

    fn plain_or_empty<'p>(&self, prose: Option<&'p Prose>) -> Cow<'p, str> {
        prose.map(|prose| self.plain(prose)).unwrap_or_default()
    }

    /// Where the ids stand in the edition's lists; those that are not there were reported.
    fn about(&self, platforms: &[&str], regions: &[&str], topics: &[&str], reviewed: Option<Date>) -> Arc<About> {
        let vocabulary = self.edition.vocabulary;
        let platform = |id: &&str| self.edition.platforms.iter().position(|known| known.item.id.as_str() == *id);
        let region = |id: &&str| vocabulary.regions.iter().position(|known| known.id.as_str() == *id);
        let topic = |id: &&str| vocabulary.topics.iter().position(|known| known.id.as_str() == *id);
        Arc::new(About {
            platforms: platforms.iter().filter_map(platform).collect(),
            regions: regions.iter().filter_map(region).collect(),
            topics: topics.iter().filter_map(topic).collect(),
            reviewed,
        })
    }

    /// Lets a record be found by the names of what it is about, where its text only means them.
    fn written(&self, record: Record, fields: Fields<'d>) -> Written<'d> {
        let vocabulary = self.edition.vocabulary;
        let About { platforms, regions, topics, .. } = &*record.about;
        let platforms = platforms.iter().map(|at| self.edition.platforms[*at].item.name.as_str());
        let regions = regions.iter().map(|at| vocabulary.regions[*at].label.as_str());
        let topics = topics.iter().map(|at| vocabulary.topics[*at].label.as_str());
        let fields = fields.and(Field::Body, platforms.chain(regions).chain(topics));
        Written { record, fields }
    }

    fn question(&self, question: Local<'d, Question>) -> Option<Written<'d>> {
        let route = self.edition.address(&Target::Question(question))?;
        let question = question.item;
        let title = question.question.as_str();
        let short = self.plain(&question.short);
        let (platforms, regions, topics) = (ids(&question.platforms), ids(&question.regions), ids(&question.topics));
        let about = self.about(&platforms, &regions, &topics, question.proof.reviewed);
        let fields = Fields::default()
            .with(Field::Title, title)
            .and(Field::Also, question.also.iter().map(Text::as_str))
            .with(Field::Short, short.clone())
            .with(Field::Body, self.plain(&question.answer));
        Some(self.written(record(Kind::Question, title, &route, &short, about), fields))
    }

    fn paths(&self, platform: Local<'d, Platform>) -> Vec<Written<'d>> {
        platform.item.opt_out.iter().filter_map(|path| self.path(platform, path)).collect()
    }

    fn path(&self, platform: Local<'d, Platform>, path: &'d OptOutPath) -> Option<Written<'d>> {
        let route = self.edition.address(&Target::Path(platform, path))?;
        let title = named(platform.item, path.title.as_str());
        let covers = self.plain(&path.covers);
        let steps: Vec<String> = path.surfaces.iter().map(|surface| self.steps(surface)).collect();
        let short = beginning(steps.iter().find(|steps| !steps.is_empty()).map_or(&*covers, String::as_str));
        let about = self.about(&[platform.item.id.as_str()], &ids(&path.regions), &[], path.proof.reviewed);
        let mut fields = Fields::default()
            .with(Field::Title, title.clone())
            .and(Field::Also, path.link_label.iter().map(Text::as_str))
            .and(Field::Also, path.labels.iter().map(|(_, label)| label.as_str()))
            .with(Field::Short, covers)
            .and(Field::Headings, path.surfaces.iter().map(|surface| surface.title.as_str()));
        steps.into_iter().for_each(|steps| fields.add(Field::Body, steps));
        for more in [&path.excludes, &path.unavailable, &path.confirmation] {
            fields.add(Field::Body, self.plain_or_empty(more.as_ref()));
        }
        Some(self.written(record(Kind::Step, &title, &route, &short, about), fields))
    }

    /// The steps of a surface, each with the words on the screen unless it quotes them.
    fn steps(&self, surface: &Surface) -> String {
        let steps: Vec<String> = surface
            .steps
            .iter()
            .map(|step| {
                let action = self.plain(&step.action).into_owned();
                match &step.label {
                    Some(label) if !action.contains(label.as_str()) => format!("{action} ({})", label.as_str()),
                    _ => action,
                }
            })
            .collect();
        steps.join(" ")
    }

    /// One record a section; the first stands for the article and holds what comes before any heading.
    fn article(&self, target: &Target<'d, '_>, article: Local<'d, Article>) -> Vec<Written<'d>> {
        let Some(route) = self.edition.address(target) else { return Vec::new() };
        let article = article.item;
        let (platforms, regions, topics) = (ids(&article.platforms), ids(&article.regions), ids(&article.topics));
        let about = self.about(&platforms, &regions, &topics, article.proof.reviewed);
        let sections = 0..article.body.outline.headings.len();
        let opening = std::iter::once_with(|| self.opening(article, &route, &about));
        opening.chain(sections.map(|number| self.section(article, number, &route, &about))).collect()
    }

    fn opening(&self, article: &'d Article, route: &Route, about: &Arc<About>) -> Written<'d> {
        let title = article.title.as_str();
        let summary = self.plain_or_empty(article.summary.as_ref());
        let description = article.description.as_str();
        let short = beginning(if summary.is_empty() { description } else { &summary });
        let fields = Fields::default()
            .with(Field::Title, title)
            .with(Field::Short, description)
            .with(Field::Short, summary)
            .with(Field::Body, self.plain_or_empty(article.helps_when.as_ref()))
            .with(Field::Body, self.plain_or_empty(article.helps_not_when.as_ref()))
            .with(Field::Body, article.body.outline.opening(|target| self.wording.reference_words(target)));
        self.written(record(Kind::Section, title, route, &short, Arc::clone(about)), fields)
    }

    fn section(&self, article: &'d Article, number: usize, route: &Route, about: &Arc<About>) -> Written<'d> {
        let outline = &article.body.outline;
        let heading = &outline.headings[number];
        let title = format!("{} – {}", article.title.as_str(), heading.text);
        let route = Route { path: route.path.clone(), anchor: Some(heading.id.clone()) };
        let body = outline.section(number, |target| self.wording.reference_words(target));
        let short = beginning(if body.is_empty() { article.description.as_str() } else { &body });
        let fields = Fields::default()
            .with(Field::Headings, article.title.as_str())
            .with(Field::Headings, heading.text.as_str())
            .with(Field::Body, body);
        self.written(record(Kind::Section, &title, &route, &short, Arc::clone(about)), fields)
    }

    /// One record a key: entries that differ by region or account have one place on their page.
    fn facts(&self, platform: Local<'d, Platform>) -> Vec<Written<'d>> {
        let id = platform.item.id.as_str();
        let facts = &platform.item.facts;
        let of_key = |fact: &'d Fact| self.edition.facts(id, fact.key.as_str());
        let firsts = facts.iter().filter(|fact| of_key(fact).first().is_some_and(|first| std::ptr::eq(*first, *fact)));
        firsts.filter_map(|fact| self.fact(platform, fact, of_key(fact))).collect()
    }

    fn fact(&self, platform: Local<'d, Platform>, first: &'d Fact, entries: &[&'d Fact]) -> Option<Written<'d>> {
        let route = self.edition.address(&Target::Fact(platform, first))?;
        let title = named(platform.item, self.edition.label(first));
        let values: Vec<String> = entries.iter().map(|fact| self.entry(fact)).collect();
        let notes: Vec<Cow<'d, str>> = entries.iter().map(|fact| self.plain_or_empty(fact.note.as_ref())).collect();
        let values = values.join("; ");
        let short = match notes.as_slice() {
            [note] if !note.is_empty() => beginning(&format!("{values}. {note}")),
            _ => beginning(&values),
        };
        let regions = gathered(entries.iter().map(|fact| fact.regions.as_slice()));
        let reviewed = entries.iter().filter_map(|fact| fact.proof.reviewed).min();
        let about = self.about(&[platform.item.id.as_str()], &regions, &[], reviewed);
        let mut fields = Fields::default().with(Field::Title, title.clone()).with(Field::Short, values);
        notes.into_iter().for_each(|note| fields.add(Field::Body, note));
        let help = self.edition.row(first.key.as_str()).map(|row| row.help.as_str());
        Some(self.written(record(Kind::Fact, &title, &route, &short, about), fields.and(Field::Body, help)))
    }

    /// An entry of a fact in words, after the regions it holds for.
    fn entry(&self, fact: &'d Fact) -> String {
        let value = self.wording.fact_words(fact);
        let regions: Vec<&str> = fact
            .regions
            .iter()
            .filter_map(|region| Some(self.edition.region(region.as_str())?.label.as_str()))
            .collect();
        if regions.is_empty() { value } else { led(&regions.join(", "), &value) }
    }

    fn category(&self, category: &'d Word) -> Option<Written<'d>> {
        let route = self.edition.address(&Target::Data(category))?;
        let title = category.label.as_str();
        let uses: Vec<(&Platform, &'d DataUse)> = self
            .edition
            .platforms
            .iter()
            .flat_map(|platform| platform.item.data.iter().map(|used| (platform.item, used)))
            .filter(|(_, used)| used.category.as_str() == category.id.as_str())
            .collect();
        let values: Vec<String> = uses.iter().map(|(platform, used)| self.used(platform, used)).collect();
        let help = category.help.as_ref().map(Text::as_str);
        let short = beginning(&joined([help.unwrap_or_default(), &values.join("; ")]));
        let mut platforms: Vec<&str> = uses.iter().map(|(platform, _)| platform.id.as_str()).collect();
        platforms.dedup();
        let regions = gathered(uses.iter().map(|(_, used)| used.regions.as_slice()));
        let reviewed = uses.iter().filter_map(|(_, used)| used.proof.reviewed).min();
        let about = self.about(&platforms, &regions, &[], reviewed);
        let mut fields = Fields::default().with(Field::Title, title).and(Field::Short, help);
        values.iter().for_each(|value| fields.add(Field::Short, value.clone()));
        uses.iter().for_each(|(_, used)| fields.add(Field::Body, self.plain_or_empty(used.note.as_ref())));
        Some(self.written(record(Kind::Data, title, &route, &short, about), fields))
    }

    /// Whether a platform uses a category, in its own words or the theme's.
    fn used(&self, platform: &Platform, used: &DataUse) -> String {
        let own = used.words.as_ref().map(|words| words.text.clone());
        format!(
            "{}: {}",
            platform.name.as_str(),
            own.unwrap_or_else(|| self.wording.words.of("data", used.used.word()))
        )
    }

    fn term(&self, term: &'d Term) -> Option<Written<'d>> {
        let route = self.edition.address(&Target::Term(term))?;
        let title = term.term.as_str();
        let short = self.plain(&term.definition);
        let fields = Fields::default()
            .with(Field::Title, title)
            .and(Field::Also, term.also.iter().map(Text::as_str))
            .with(Field::Short, short.clone());
        Some(self.written(record(Kind::Term, title, &route, &short, Arc::default()), fields))
    }
}

fn record(kind: Kind, title: &str, route: &Route, short: &str, about: Arc<About>) -> Record {
    Record { kind, title: title.to_owned(), path: route.href(""), short: short.to_owned(), about }
}

/// A name after its platform's, unless that stands in it already.
fn named(platform: &Platform, name: &str) -> String {
    if name.contains(platform.name.as_str()) { name.to_owned() } else { led(platform.name.as_str(), name) }
}

fn ids(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(Text::as_str).collect()
}

/// The regions of several entries together: everywhere if one holds everywhere.
fn gathered<'t>(lists: impl Iterator<Item = &'t [Text]>) -> Vec<&'t str> {
    let mut regions: Vec<&str> = Vec::new();
    for list in lists {
        if list.is_empty() {
            return Vec::new();
        }
        for region in list.iter().map(Text::as_str) {
            if !regions.contains(&region) {
                regions.push(region);
            }
        }
    }
    regions
}

fn joined<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// As much of a text as a result shows, cut between words where it has any.
fn beginning(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(SHOWN) else { return text.to_owned() };
    let cut = text[..end].rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches(|end: char| end.is_whitespace() || ",;:.".contains(end)))
}

#[cfg(test)]
mod tests {
    use super::{beginning, gathered};
    use crate::parse::entry::Text;
    use crate::source::{Place, SitePath};

    #[test]
    fn long_texts_are_cut_between_words() {
        let words = "word ".repeat(40);
        let cases = [
            ("short", "short".to_owned()),
            (words.as_str(), format!("{}word…", "word ".repeat(31))),
            (&"x".repeat(200), format!("{}…", "x".repeat(160))),
            (&"学".repeat(161), format!("{}…", "学".repeat(160))),
        ];
        for (text, expected) in cases {
            assert_eq!(beginning(text), expected);
        }
    }

    #[test]
    fn what_holds_everywhere_holds_for_all() {
        let text = |text: &str| Text { text: text.to_owned(), place: Place::file(&SitePath::new("a")) };
        let (eea, uk) = ([text("eea")], [text("uk"), text("eea")]);
        assert_eq!(gathered([eea.as_slice(), uk.as_slice()].into_iter()), ["eea", "uk"]);
        assert!(gathered([eea.as_slice(), &[]].into_iter()).is_empty());
    }
}
