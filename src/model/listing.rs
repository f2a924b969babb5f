//! Lists that grow with the site: their order, and the parts in which pages show them.
//!
//! A page that lists everything would grow without bound, so a long list stands on several: `faq.html`,
//! `faq-2.html` and so on. Invariant: the parts of a list are known here alone, so that every link to an entry
//! leads to the page that shows it.

use rustc_hash::FxHashMap;

use super::{Edition, Local};
use crate::parse::article::Article;
use crate::parse::citations::{self, CitationSource};
use crate::parse::entry::Text;
use crate::parse::faq::Question;
use crate::parse::vocabulary::{Term, Word};
use crate::text::slug::slug;

/// A list that may take several pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Questions with their answers.
    Questions,
    /// Explainers, a card each.
    Explainers,
    /// Citation sources, each with what rests on it.
    Sources,
    /// Terms with their definitions.
    Terms,
    /// Links to everything, from A to Z.
    Index,
}

impl List {
    /// Every list.
    pub const ALL: [Self; 5] = [Self::Questions, Self::Explainers, Self::Sources, Self::Terms, Self::Index];

    /// The name of its first page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Questions => "faq",
            Self::Explainers => "explainers",
            Self::Sources => "sources",
            Self::Terms => "glossary",
            Self::Index => "search",
        }
    }

    /// How many entries one page shows at most: the fewer, the longer they are.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Self::Questions => 100,
            Self::Explainers | Self::Sources | Self::Terms => 200,
            Self::Index => 500,
        }
    }

    /// The entries of one part, counted from 0.
    #[must_use]
    pub fn part<T>(self, entries: &[T], part: usize) -> &[T] {
        entries.chunks(self.most()).nth(part).unwrap_or_default()
    }

    /// The path of one part: `faq.html`, `faq-2.html`.
    #[must_use]
    pub fn path(self, part: usize) -> String {
        if part == 0 { format!("{}.html", self.name()) } else { format!("{}-{}.html", self.name(), part + 1) }
    }
}

impl<'d> Edition<'d> {
    /// Questions that share a topic with this one, in order; of a large topic those nearest to it.
    #[must_use]
    pub fn questions_like(&self, question: &Question) -> Vec<Local<'d, Question>> {
        let own = self.names.questions.get(question.id.as_str()).copied().unwrap_or_default();
        let like = self.listing.like(own, &question.topics, |alike| &alike.questions);
        like.into_iter().map(|at| self.questions[at]).collect()
    }

    /// Explainers that share a topic with this one, in order; of a large topic those nearest to it.
    #[must_use]
    pub fn explainers_like(&self, explainer: &Article) -> Vec<Local<'d, Article>> {
        let own = self.names.explainers.get(explainer.id.as_str()).copied().unwrap_or_default();
        let like = self.listing.like(own, &explainer.topics, |alike| &alike.explainers);
        like.into_iter().map(|at| self.explainers[at]).collect()
    }

    /// The questions about this topic, in order: as many as one page has room for.
    #[must_use]
    pub fn shown_about(&self, topic: &str) -> Vec<Local<'d, Question>> {
        self.about(topic).take(List::Questions.most()).collect()
    }

    /// How many pages a list takes: one when it is empty too.
    #[must_use]
    pub fn parts(&self, list: List) -> usize {
        let terms = self.listing.terms.len();
        let entries = match list {
            List::Questions => self.listing.questions.len(),
            List::Explainers => self.explainers.len(),
            List::Sources => self.listing.sources.len(),
            List::Terms => terms,
            List::Index => {
                self.questions.len() + terms + self.platforms.len() + self.explainers.len() + self.letters.len()
            }
        };
        entries.div_ceil(list.most()).max(1)
    }
}

/// The order of an index: by the slug, which ignores case and accents.
#[must_use]
pub fn sort_key(title: &str) -> (String, String) {
    (slug(title), title.to_owned())
}

/// How many neighbours of one topic are looked at for what is alike.
const NEIGHBOURS: usize = 100;

/// The lists of an edition whose entries have an address in them.
#[derive(Debug, Default)]
pub struct Listing<'d> {
    /// Each question once, under the first of its topics, in the order of topics.
    pub questions: Vec<(&'d Word, Local<'d, Question>)>,
    /// The citation sources, by kind, publisher and title.
    pub sources: Vec<&'d CitationSource>,
    /// The terms from A to Z.
    pub terms: Vec<&'d Term>,
    topics: FxHashMap<&'d str, usize>,
    cited: FxHashMap<&'d str, usize>,
    defined: FxHashMap<&'d str, usize>,
    alike: FxHashMap<&'d str, Alike>,
}

/// What is about one topic, by its place in the edition.
#[derive(Debug, Default)]
struct Alike {
    questions: Vec<usize>,
    explainers: Vec<usize>,
}

impl<'d> Listing<'d> {
    pub(super) fn of(edition: &Edition<'d>) -> Self {
        let mut listing = Self { questions: questions(edition), ..Self::default() };
        listing.sources.clone_from(&edition.sources);
        let rank = |kind: &str| citations::KINDS.iter().position(|known| *known == kind);
        listing.sources.sort_by_cached_key(|source| {
            (rank(&source.kind), sort_key(source.publisher.as_str()), source.title.text.clone())
        });
        listing.terms.extend(&edition.vocabulary.glossary);
        listing.terms.sort_by_cached_key(|term| sort_key(term.term.as_str()));
        listing.topics = first_parts(List::Questions, listing.questions.iter().map(|(topic, _)| topic.id.as_str()));
        listing.cited = first_parts(List::Sources, listing.sources.iter().map(|source| source.id.as_str()));
        listing.defined = first_parts(List::Terms, listing.terms.iter().map(|term| term.id.as_str()));
        for (at, question) in edition.questions.iter().enumerate() {
            for topic in &question.item.topics {
                listing.alike.entry(topic.as_str()).or_default().questions.push(at);
            }
        }
        for (at, explainer) in edition.explainers.iter().enumerate() {
            for topic in &explainer.item.topics {
                listing.alike.entry(topic.as_str()).or_default().explainers.push(at);
            }
        }
        listing
    }

    /// The page that shows a topic's questions, or the first page of questions when none is listed under it.
    #[must_use]
    pub fn topic_path(&self, id: &str) -> String {
        List::Questions.path(self.topics.get(id).copied().unwrap_or_default())
    }

    /// The page that shows a citation source.
    #[must_use]
    pub fn source_path(&self, id: &str) -> String {
        List::Sources.path(self.cited.get(id).copied().unwrap_or_default())
    }

    /// The page that shows a term.
    #[must_use]
    pub fn term_path(&self, id: &str) -> String {
        List::Terms.path(self.defined.get(id).copied().unwrap_or_default())
    }

    fn like(&self, own: usize, topics: &[Text], places: impl Fn(&Alike) -> &Vec<usize>) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for alike in topics.iter().filter_map(|topic| self.alike.get(topic.as_str())) {
            let places = places(alike);
            let middle = places.partition_point(|place| *place < own);
            let start = middle.saturating_sub(NEIGHBOURS / 2).min(places.len().saturating_sub(NEIGHBOURS));
            found.extend(places[start..].iter().take(NEIGHBOURS).filter(|place| **place != own));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The part in which each of these ids first stands.
fn first_parts<'d>(list: List, ids: impl Iterator<Item = &'d str>) -> FxHashMap<&'d str, usize> {
    let mut parts = FxHashMap::default();
    for (at, id) in ids.enumerate() {
        parts.entry(id).or_insert(at / list.most());
    }
    parts
}

fn questions<'d>(edition: &Edition<'d>) -> Vec<(&'d Word, Local<'d, Question>)> {
    let mut by_topic: FxHashMap<&str, Vec<Local<'d, Question>>> = FxHashMap::default();
    for question in &edition.questions {
        if let Some(topic) = question.item.topics.first() {
            by_topic.entry(topic.as_str()).or_default().push(*question);
        }
    }
    let topics = edition.vocabulary.topics.iter();
    let listed = |topic: &'d Word| {
        let own = by_topic.remove(topic.id.as_str()).unwrap_or_default();
        own.into_iter().map(move |question| (topic, question))
    };
    topics.flat_map(listed).collect()
}

#[cfg(test)]
mod tests {
    use super::List;

    #[test]
    fn a_part_has_its_entries_and_its_address() {
        let most = List::Questions.most();
        let entries: Vec<usize> = (0..most + 2).collect();
        assert_eq!(List::Questions.part(&entries, 1), [most, most + 1]);
        assert!(List::Questions.part(&entries, 2).is_empty());
        assert_eq!(List::Questions.path(0), "faq.html");
        assert_eq!(List::Questions.path(1), "faq-2.html");
    }
}
