//! An edition to records: everything a search can land on.
//!
//! Takes an edition with its words; gives records in a stable order. Invariant: knows the fields of a record, not how they are weighed.

use crate::model::reference::Target;
use crate::model::route::Route;
use crate::model::{Edition, Local};
use crate::parse::article::Article;
use crate::parse::entry::{Prose, Text};
use crate::parse::faq::Question;
use crate::parse::markdown::{self, Section};
use crate::parse::platform::{DataUse, Fact, OptOutPath, Platform, Surface};
use crate::parse::vocabulary::{Term, Word};
use crate::source::SitePath;
use crate::text::date::Date;
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

/// The texts of a record, from the weightiest to the lightest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The question, or the name of anything else.
    pub title: String,
    /// Other phrasings.
    pub also: String,
    /// The short answer.
    pub short: String,
    /// Headings: of the section and its article, or of surfaces.
    pub headings: String,
    /// Everything else.
    pub body: String,
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
    /// The ids of the platforms it is about.
    pub platforms: Vec<String>,
    /// The ids of the regions it holds for; everywhere if empty.
    pub regions: Vec<String>,
    /// The ids of its topics.
    pub topics: Vec<String>,
    /// When an editor last checked it; the oldest day of all it gathers.
    pub reviewed: Option<Date>,
    /// What is searched.
    pub fields: Fields,
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
pub fn records<'d>(unit: &Unit<'d>, wording: &Wording<'_, 'd>) -> Vec<Record> {
    let edition = wording.edition;
    let maker = Maker { edition, wording };
    let platforms = || edition.platforms.iter();
    let mut records: Vec<Record> = match unit {
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
    };
    records.iter_mut().for_each(|record| maker.add_labels(record));
    records
}

/// Makes records of one edition.
struct Maker<'e, 'd> {
    edition: &'e Edition<'d>,
    wording: &'e Wording<'e, 'd>,
}

impl<'d> Maker<'_, 'd> {
    fn plain(&self, prose: &Prose) -> String {
        self.wording.plain(&prose.text)
    }

    fn plain_or_empty(&self, prose: Option<&Prose>) -> String {
        prose.map(|prose| self.plain(prose)).unwrap_or_default()
    }

    fn question(&self, question: Local<'d, Question>) -> Option<Record> {
        let route = self.edition.address(&Target::Question(question))?;
        let question = question.item;
        let title = question.question.text.clone();
        let short = self.plain(&question.short);
        let also = joined(question.also.iter().map(Text::as_str));
        let body = self.plain(&question.answer);
        Some(Record {
            platforms: ids(&question.platforms),
            regions: ids(&question.regions),
            topics: ids(&question.topics),
            reviewed: question.proof.reviewed,
            fields: Fields { title: title.clone(), also, short: short.clone(), body, ..Fields::default() },
            ..record(Kind::Question, title, &route, short)
        })
    }

    fn paths(&self, platform: Local<'d, Platform>) -> Vec<Record> {
        platform.item.opt_out.iter().filter_map(|path| self.path(platform, path)).collect()
    }

    fn path(&self, platform: Local<'d, Platform>, path: &'d OptOutPath) -> Option<Record> {
        let route = self.edition.address(&Target::Path(platform, path))?;
        let title = named(platform.item, path.title.as_str());
        let covers = self.plain(&path.covers);
        let steps: Vec<String> = path.surfaces.iter().map(|surface| self.steps(surface)).collect();
        let shown = steps.iter().find(|steps| !steps.is_empty()).unwrap_or(&covers);
        let short = beginning(shown);
        let link = path.link_label.iter().map(Text::as_str);
        let labels = path.labels.iter().map(|(_, label)| label.as_str());
        let also = joined(link.chain(labels));
        let more =
            [&path.excludes, &path.unavailable, &path.confirmation].map(|prose| self.plain_or_empty(prose.as_ref()));
        let headings = joined(path.surfaces.iter().map(|surface| surface.title.as_str()));
        let body = joined(steps.iter().map(String::as_str).chain(more.iter().map(String::as_str)));
        Some(Record {
            platforms: vec![platform.item.id.text.clone()],
            regions: ids(&path.regions),
            reviewed: path.proof.reviewed,
            fields: Fields { title: title.clone(), also, short: covers, headings, body },
            ..record(Kind::Step, title, &route, short)
        })
    }

    /// The steps of a surface, each with the words on the screen unless it quotes them.
    fn steps(&self, surface: &Surface) -> String {
        let steps: Vec<String> = surface
            .steps
            .iter()
            .map(|step| {
                let action = self.plain(&step.action);
                match &step.label {
                    Some(label) if !action.contains(label.as_str()) => format!("{action} ({})", label.as_str()),
                    _ => action,
                }
            })
            .collect();
        steps.join(" ")
    }

    /// One record a section; the first stands for the article and holds what comes before any heading.
    fn article(&self, target: &Target<'d, '_>, article: Local<'d, Article>) -> Vec<Record> {
        let Some(route) = self.edition.address(target) else { return Vec::new() };
        let article = article.item;
        let mut sections = markdown::sections(&article.body.text, |target| self.wording.reference_words(target));
        let has_opening = sections.first().is_some_and(|section| section.heading.is_empty());
        let opening = if has_opening { sections.remove(0) } else { Section::default() };
        let mut records = vec![self.opening(article, &route, &opening)];
        records.extend(sections.iter().map(|section| section_record(article, &route, section)));
        for record in &mut records {
            record.platforms = ids(&article.platforms);
            record.regions = ids(&article.regions);
            record.topics = ids(&article.topics);
            record.reviewed = article.proof.reviewed;
        }
        records
    }

    fn opening(&self, article: &Article, route: &Route, section: &Section) -> Record {
        let title = article.title.text.clone();
        let summary = self.plain_or_empty(article.summary.as_ref());
        let description = article.description.text.clone();
        let short = if summary.is_empty() { description.clone() } else { summary.clone() };
        let help = [&article.helps_when, &article.helps_not_when].map(|prose| self.plain_or_empty(prose.as_ref()));
        let body = joined(help.iter().map(String::as_str).chain([one_line(&section.text).as_str()]));
        let fields =
            Fields { title: title.clone(), short: joined([description.as_str(), &summary]), body, ..Fields::default() };
        Record { fields, ..record(Kind::Section, title, route, beginning(&short)) }
    }

    /// One record a key: entries that differ by region or account have one place on their page.
    fn facts(&self, platform: Local<'d, Platform>) -> Vec<Record> {
        let id = platform.item.id.as_str();
        let facts = &platform.item.facts;
        let of_key = |fact: &'d Fact| self.edition.facts(id, fact.key.as_str());
        let firsts = facts.iter().filter(|fact| of_key(fact).first().is_some_and(|first| std::ptr::eq(*first, *fact)));
        firsts.filter_map(|fact| self.fact(platform, fact, of_key(fact))).collect()
    }

    fn fact(&self, platform: Local<'d, Platform>, first: &'d Fact, entries: &[&'d Fact]) -> Option<Record> {
        let route = self.edition.address(&Target::Fact(platform, first))?;
        let title = named(platform.item, self.edition.label(first));
        let values: Vec<String> = entries.iter().map(|fact| self.entry(fact)).collect();
        let notes: Vec<String> = entries.iter().map(|fact| self.plain_or_empty(fact.note.as_ref())).collect();
        let values = values.join("; ");
        let short = match notes.as_slice() {
            [note] if !note.is_empty() => beginning(&format!("{values}. {note}")),
            _ => beginning(&values),
        };
        let help = self.edition.row(first.key.as_str()).map_or("", |row| row.help.as_str());
        let body = joined(notes.iter().map(String::as_str).chain([help]));
        Some(Record {
            platforms: vec![platform.item.id.text.clone()],
            regions: gathered(entries.iter().map(|fact| fact.regions.as_slice())),
            reviewed: entries.iter().filter_map(|fact| fact.proof.reviewed).min(),
            fields: Fields { title: title.clone(), short: values, body, ..Fields::default() },
            ..record(Kind::Fact, title, &route, short)
        })
    }

    /// An entry of a fact in words, after the regions it holds for.
    fn entry(&self, fact: &'d Fact) -> String {
        let value = self.wording.fact_words(fact);
        let regions: Vec<&str> = fact
            .regions
            .iter()
            .filter_map(|region| Some(self.edition.region(region.as_str())?.label.as_str()))
            .collect();
        if regions.is_empty() { value } else { format!("{}: {value}", regions.join(", ")) }
    }

    fn category(&self, category: &'d Word) -> Option<Record> {
        let route = self.edition.address(&Target::Data(category))?;
        let title = category.label.text.clone();
        let help = category.help.as_ref().map_or("", Text::as_str);
        let uses: Vec<(&Platform, &DataUse)> = self
            .edition
            .platforms
            .iter()
            .flat_map(|platform| platform.item.data.iter().map(|used| (platform.item, used)))
            .filter(|(_, used)| used.category.as_str() == category.id.as_str())
            .collect();
        let values: Vec<String> = uses.iter().map(|(platform, used)| self.used(platform, used)).collect();
        let notes: Vec<String> = uses.iter().map(|(_, used)| self.plain_or_empty(used.note.as_ref())).collect();
        let values = values.join("; ");
        let mut platforms: Vec<String> = uses.iter().map(|(platform, _)| platform.id.text.clone()).collect();
        platforms.dedup();
        Some(Record {
            platforms,
            regions: gathered(uses.iter().map(|(_, used)| used.regions.as_slice())),
            reviewed: uses.iter().filter_map(|(_, used)| used.proof.reviewed).min(),
            fields: Fields {
                title: title.clone(),
                short: joined([help, &values]),
                body: joined(notes.iter().map(String::as_str)),
                ..Fields::default()
            },
            ..record(Kind::Data, title, &route, beginning(&joined([help, &values])))
        })
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

    fn term(&self, term: &'d Term) -> Option<Record> {
        let route = self.edition.address(&Target::Term(term))?;
        let title = term.term.text.clone();
        let short = self.plain(&term.definition);
        let also = joined(term.also.iter().map(Text::as_str));
        let fields = Fields { title: title.clone(), also, short: short.clone(), ..Fields::default() };
        Some(Record { fields, ..record(Kind::Term, title, &route, short) })
    }

    /// Lets a record be found by the names of what it is about, where its text only means them.
    fn add_labels(&self, record: &mut Record) {
        let platforms = record.platforms.iter().filter_map(|id| Some(self.edition.platform(id)?.item.name.as_str()));
        let regions = record.regions.iter().filter_map(|id| Some(self.edition.region(id)?.label.as_str()));
        let topics = record.topics.iter().filter_map(|id| Some(self.edition.topic(id)?.label.as_str()));
        let body = std::mem::take(&mut record.fields.body);
        record.fields.body = joined([body.as_str()].into_iter().chain(platforms).chain(regions).chain(topics));
    }
}

fn record(kind: Kind, title: String, route: &Route, short: String) -> Record {
    let (platforms, regions, topics) = (Vec::new(), Vec::new(), Vec::new());
    Record {
        kind,
        title,
        path: route.href(""),
        short,
        platforms,
        regions,
        topics,
        reviewed: None,
        fields: Fields::default(),
    }
}

fn section_record(article: &Article, route: &Route, section: &Section) -> Record {
    let title = format!("{} – {}", article.title.as_str(), section.heading);
    let route = Route { path: route.path.clone(), anchor: Some(section.id.clone()) };
    let body = one_line(&section.text);
    let short = beginning(if body.is_empty() { article.description.as_str() } else { &body });
    let fields = Fields { headings: title.clone(), body, ..Fields::default() };
    Record { fields, ..record(Kind::Section, title, &route, short) }
}

/// A name after its platform's, unless that stands in it already.
fn named(platform: &Platform, name: &str) -> String {
    if name.contains(platform.name.as_str()) { name.to_owned() } else { format!("{}: {name}", platform.name.as_str()) }
}

fn ids(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.text.clone()).collect()
}

/// The regions of several entries together: everywhere if one holds everywhere.
fn gathered<'t>(lists: impl Iterator<Item = &'t [Text]>) -> Vec<String> {
    let mut regions: Vec<String> = Vec::new();
    for list in lists {
        if list.is_empty() {
            return Vec::new();
        }
        for region in list.iter().map(Text::as_str) {
            if !regions.iter().any(|known| known == region) {
                regions.push(region.to_owned());
            }
        }
    }
    regions
}

fn joined<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
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
