//! What other sites may embed, and under which ids.
//!
//! An id never changes what it means. Questions have theirs; other things have one with `--`, which no question's
//! id can hold, so that no two clash: `topic--ID`, `steps--PLATFORM`. `compare` is the comparison, and no question
//! may take it.

use super::route::FOLDERS;
use super::{Edition, Local};
use crate::parse::entry::Text;
use crate::parse::faq::Question;
use crate::parse::platform::Platform;
use crate::parse::tombstone::Tombstone;
use crate::parse::vocabulary::Word;
use crate::text::slug::is_slug;

/// The id of the comparison.
pub const COMPARE: &str = "compare";

/// Ids that no question may have: files of these names lie beside those of the questions.
pub const RESERVED: &[&str] = &[COMPARE, "index", "schema"];

/// What the ids of platforms' steps begin with.
const STEPS: &str = "steps--";

/// Something that can be embedded.
#[derive(Clone, Copy, Debug)]
pub enum Embed<'d> {
    /// A question.
    Question(Local<'d, Question>),
    /// The questions about a topic.
    Topic(&'d Word),
    /// How to say no at a platform.
    Steps(Local<'d, Platform>),
    /// The comparison table.
    Compare,
    /// What is gone, and why.
    Gone(&'d Tombstone),
}

impl<'d> Embed<'d> {
    /// The id.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Question(question) => question.id.text.clone(),
            Self::Topic(topic) => format!("topic--{}", topic.id.text),
            Self::Steps(platform) => format!("{STEPS}{}", platform.id.text),
            Self::Compare => COMPARE.to_owned(),
            Self::Gone(tombstone) => tombstone.id.text.clone(),
        }
    }

    /// What it is, in a word for programs.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Question(_) => "question",
            Self::Topic(_) => "topic",
            Self::Steps(_) => "steps",
            Self::Compare => "compare",
            Self::Gone(_) => "gone",
        }
    }

    /// Ids that it had before.
    #[must_use]
    pub fn former(&self) -> Vec<&'d str> {
        match self {
            Self::Question(question) => question.item.former.iter().map(Text::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// Whether a text has the form of an id of something that can be embedded.
#[must_use]
pub fn is_id(text: &str) -> bool {
    match text.split_once("--") {
        Some((kind, id)) => matches!(kind, "topic" | "steps") && is_slug(id),
        None => is_slug(text),
    }
}

/// The path of the page that was behind an id. A topic has none: it is a place in the list of questions.
#[must_use]
pub fn page_of_gone(id: &str) -> Option<String> {
    let is_taken = |id: &str| RESERVED.contains(&id) || id.starts_with("topic--");
    match id.strip_prefix(STEPS) {
        Some(platform) => (!FOLDERS.contains(&platform)).then(|| format!("{platform}/opt-out.html")),
        None => (!is_taken(id)).then(|| format!("faq/{id}.html")),
    }
}

impl<'d> Edition<'d> {
    /// Everything that is written for other sites to embed; nothing where the settings say so.
    #[must_use]
    pub fn embeds(&self) -> Vec<Embed<'d>> {
        if self.has_embeds { self.embeddable() } else { Vec::new() }
    }

    /// Everything that could be embedded: the comparison, platforms, topics, questions, and what is gone.
    #[must_use]
    pub fn embeddable(&self) -> Vec<Embed<'d>> {
        let mut embeds = Vec::new();
        if !self.platforms.is_empty() && !self.comparison.rows.is_empty() {
            embeds.push(Embed::Compare);
        }
        let has_ways = |platform: &&Local<'d, Platform>| platform.opt_out.iter().any(|path| !path.about_ads());
        embeds.extend(self.platforms.iter().filter(has_ways).copied().map(Embed::Steps));
        let topics = &self.vocabulary.topics;
        embeds.extend(topics.iter().filter(|topic| self.about(topic.id.as_str()).next().is_some()).map(Embed::Topic));
        embeds.extend(self.first_questions().map(Embed::Question));
        let readable = |tombstone: &&Tombstone| is_id(tombstone.id.as_str());
        embeds.extend(self.tombstones.iter().copied().filter(readable).map(Embed::Gone));
        embeds
    }

    /// What is gone and had a page whose address nobody has now.
    pub fn gone<'e>(&'e self) -> impl Iterator<Item = &'d Tombstone> + 'e {
        let is_free = |id: &str| match id.strip_prefix(STEPS) {
            Some(platform) => self.platform(platform).is_none(),
            None => self.question(id).is_none() && self.formerly(id).is_none(),
        };
        let had_page = |id: &str| is_id(id) && page_of_gone(id).is_some();
        self.tombstones.iter().copied().filter(move |own| had_page(own.id.as_str()) && is_free(own.id.as_str()))
    }

    /// The questions, without a second one under an id that is taken.
    pub fn first_questions<'e>(&'e self) -> impl Iterator<Item = Local<'d, Question>> + 'e {
        let is_first = |own: &Local<'d, Question>| {
            self.question(own.id.as_str()).is_some_and(|found| std::ptr::eq(found.item, own.item))
        };
        self.questions.iter().copied().filter(move |own| is_first(own))
    }
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn ids_of_other_things_cannot_be_questions_ids() {
        for good in ["a-b", "topic--deadline", "steps--a-b", "compare"] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "a--b", "topic--", "topic--a--b", "../x", "A", "topic--../x", "v/x"] {
            assert!(!is_id(bad), "{bad}");
        }
    }
}
