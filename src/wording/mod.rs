//! Things in words: values, dates and references as an edition's language puts them.
//!
//! Shared by everything that shows the site: pages, files for machines, the search.

mod changes;
pub mod difference;
pub mod words;

use crate::model::reference::{Reference, Target};
use crate::model::{Edition, fact};
use crate::parse::choice::Choice;
use crate::parse::comparison::FactKind;
use crate::parse::entry::{Prose, Text};
use crate::parse::platform::{Fact, OptOutPath};
use crate::text::date::Date;
use words::Words;

/// An edition and its interface words.
#[derive(Clone, Copy)]
pub struct Wording<'a, 'd> {
    /// The edition.
    pub edition: &'a Edition<'d>,
    /// Its interface words.
    pub words: &'a Words,
}

impl Wording<'_, '_> {
    /// The words that show a fact's value.
    pub fn fact_words(&self, fact: &Fact) -> String {
        self.value_words(fact, &fact.value, fact.words.as_ref())
    }

    /// The words that show a value of a fact, now or before.
    fn value_words(&self, fact: &Fact, value: &Text, words: Option<&Text>) -> String {
        if let Some(words) = words {
            return words.text.clone();
        }
        match fact::value(value.as_str(), self.edition.kind(fact)) {
            Some(fact::FactValue::Choice(choice)) => self.choice_words(fact, choice),
            Some(fact::FactValue::Date(date)) => self.words.date(date),
            Some(fact::FactValue::Number(text) | fact::FactValue::Text(text)) => text,
            None => value.text.clone(),
        }
    }

    /// How many steps a path takes, in words: "3 steps", "2 to 5 steps"; nothing when it has none. Of a path
    /// without a known address the steps say little; that is said instead.
    #[must_use]
    pub fn steps_words(&self, path: &OptOutPath) -> Option<String> {
        let effort = fact::effort(path)?;
        if !fact::is_findable(path) {
            return Some(self.words.get("no_address").to_owned());
        }
        Some(self.effort_words(effort))
    }

    /// A number of steps in words.
    #[must_use]
    pub fn effort_words(&self, effort: fact::Effort) -> String {
        if effort.fewest == effort.most {
            return self.words.count("counts.steps", effort.most);
        }
        let (fewest, most) = (effort.fewest.to_string(), effort.most.to_string());
        self.words.fill("steps_range", &[("fewest", &fewest), ("most", &most)])
    }

    /// What several paths take together: from the fewest steps of any to the most; nothing without one that
    /// can be reached.
    #[must_use]
    pub fn ways_effort<'p>(&self, paths: impl Iterator<Item = &'p OptOutPath>) -> Option<(usize, String)> {
        let efforts: Vec<fact::Effort> =
            paths.filter(|path| fact::is_findable(path)).filter_map(fact::effort).collect();
        let fewest = efforts.iter().map(|effort| effort.fewest).min()?;
        let most = efforts.iter().map(|effort| effort.most).max()?;
        Some((efforts.len(), self.effort_words(fact::Effort { fewest, most })))
    }

    /// The words for a choice: the row's own for yes and no, where it has some.
    #[must_use]
    pub fn choice_words(&self, fact: &Fact, choice: Choice) -> String {
        let own =
            self.edition.row(fact.key.as_str()).filter(|row| row.kind == FactKind::Choice).and_then(
                |row| match choice {
                    Choice::Yes => row.words[0].as_ref(),
                    Choice::No => row.words[1].as_ref(),
                    _ => None,
                },
            );
        own.map_or_else(|| self.words.of("choices", choice.word()), |words| words.text.clone())
    }

    /// The date that a fact's value is, unless words of its own stand for it.
    #[must_use]
    pub fn fact_date(&self, fact: &Fact) -> Option<Date> {
        match fact::value(fact.value.as_str(), self.edition.kind(fact)) {
            Some(fact::FactValue::Date(date)) if fact.words.is_none() => Some(date),
            _ => None,
        }
    }

    /// The date that the words of a reference are, if they are one.
    pub fn target_date(&self, target: &Target<'_, '_>) -> Option<Date> {
        match target {
            Target::Fact(_, fact) => self.fact_date(fact),
            Target::Event(_, event) => event.date,
            _ => None,
        }
    }

    /// The words of a reference that has none of its own: a fact's value, an event's date, a title.
    pub fn target_words(&self, target: &Target<'_, '_>) -> Option<String> {
        Some(match target {
            Target::Fact(_, fact) => self.fact_words(fact),
            Target::Event(_, event) => event.date.map(|date| self.words.date(date))?,
            Target::Question(question) => question.question.text.clone(),
            Target::Topic(word) | Target::Data(word) => word.label.text.clone(),
            Target::Path(_, path) => path.title.text.clone(),
            Target::Row(row) => row.label.text.clone(),
            Target::Timeline(platform) | Target::Platform(platform) => platform.name.text.clone(),
            Target::Letter(article) | Target::Explainer(article, _) | Target::Page(article, _) => {
                article.title.text.clone()
            }
            Target::Term(term) => term.term.text.clone(),
            Target::Fixed("home") => self.edition.settings.title.text.clone(),
            Target::Fixed(name) => self.words.get(&format!("pages.{name}.title")).to_owned(),
            Target::Source(_) | Target::Blank(_) => return None,
        })
    }

    /// The words of a link target as written, when it is a reference of ours.
    pub fn reference_words(&self, target: &str) -> Option<String> {
        let Reference::Own(scheme, rest) = Reference::parse(target) else { return None };
        self.target_words(&self.edition.resolve(scheme, rest).ok()?)
    }

    /// Markdown as plain text in one line.
    pub fn plain(&self, prose: &Prose) -> String {
        prose.outline.plain(|target| self.reference_words(target)).into_owned()
    }
}
