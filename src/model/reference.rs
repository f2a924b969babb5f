//! Links as written, and what they lead to.

use super::fact::Absence;
use super::{Edition, Local};
use crate::parse::article::Article;
use crate::parse::citations::CitationSource;
use crate::parse::comparison::Row;
use crate::parse::faq::Question;
use crate::parse::platform::{Event, Fact, OptOutPath, Platform};
use crate::parse::vocabulary::{Term, Word};

/// The schemes of our own references.
pub const SCHEMES: &[&str] = &[
    "fact",
    "faq",
    "source",
    "steps",
    "compare",
    "timeline",
    "event",
    "letter",
    "term",
    "explainer",
    "page",
    "platform",
    "data",
    "blank",
];

/// Schemes whose reference, alone in its paragraph and without words, becomes a block.
pub const BLOCKS: &[&str] = &["fact", "faq", "steps", "compare", "timeline", "letter"];

/// The pages that every site has; but for `embed`, where the settings turn embeds off.
pub const FIXED_PAGES: &[&str] = &[
    "home",
    "affected",
    "compare",
    "data",
    "faq",
    "explainers",
    "letters",
    "timeline",
    "changes",
    "glossary",
    "sources",
    "search",
    "embed",
];

/// A link's target, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference<'t> {
    /// One of our schemes and what follows it.
    Own(&'t str, &'t str),
    /// An address elsewhere.
    External(&'t str),
    /// A file beside this one, and an anchor in it.
    File(&'t str, Option<&'t str>),
    /// An anchor in the same text.
    Anchor(&'t str),
    /// A scheme that is neither ours nor allowed.
    Foreign(&'t str),
}

impl<'t> Reference<'t> {
    /// Takes a target apart.
    #[must_use]
    pub fn parse(target: &'t str) -> Self {
        if let Some(anchor) = target.strip_prefix("#") {
            return Self::Anchor(anchor);
        }
        let is_of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-');
        let end = target.bytes().position(|byte| !is_of_scheme(byte));
        let scheme = end.and_then(|end| Some((&target[..end], target[end..].strip_prefix(':')?)));
        match scheme {
            Some((scheme, rest)) if SCHEMES.contains(&scheme) => Self::Own(scheme, rest),
            Some((scheme, _))
                if ["https", "http", "mailto", "tel"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) =>
            {
                Self::External(target)
            }
            Some((scheme, _)) => Self::Foreign(scheme),
            None => match target.split_once('#') {
                Some((file, anchor)) => Self::File(file, Some(anchor)),
                None => Self::File(target, None),
            },
        }
    }
}

/// What a reference of ours leads to.
#[derive(Clone, Copy, Debug)]
pub enum Target<'d, 't> {
    /// A fact of a platform.
    Fact(Local<'d, Platform>, &'d Fact),
    /// A question.
    Question(Local<'d, Question>),
    /// The questions about a topic.
    Topic(&'d Word),
    /// A citation source.
    Source(&'d CitationSource),
    /// An opt-out path.
    Path(Local<'d, Platform>, &'d OptOutPath),
    /// A row of the comparison.
    Row(&'d Row),
    /// A platform's timeline.
    Timeline(Local<'d, Platform>),
    /// An event.
    Event(Local<'d, Platform>, &'d Event),
    /// A letter.
    Letter(Local<'d, Article>),
    /// A glossary term.
    Term(&'d Term),
    /// An explainer, and an anchor in it.
    Explainer(Local<'d, Article>, Option<&'t str>),
    /// A page of the site's own, and an anchor in it.
    Page(Local<'d, Article>, Option<&'t str>),
    /// One of the pages that every site has.
    Fixed(&'static str),
    /// A platform.
    Platform(Local<'d, Platform>),
    /// A data category.
    Data(&'d Word),
    /// A blank of the letter that the reference stands in.
    Blank(&'t str),
}

/// Why a reference leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unresolved<'t> {
    /// It lacks a part; the text is how it is written.
    Malformed(&'static str),
    /// There is nothing of this name.
    Unknown(&'t str),
    /// There is no such platform.
    UnknownPlatform(&'t str),
    /// The platform has no such fact.
    UnknownFact(&'t str, &'t str),
    /// The fact does not hold there, or a region must be named.
    NotInRegion(&'t str, &'t str, Option<&'t str>),
    /// There is no such region.
    UnknownRegion(&'t str),
    /// There is no such topic.
    UnknownTopic(&'t str),
    /// The text has no such heading.
    NoAnchor(&'t str),
}

impl<'d> Edition<'d> {
    /// What a reference of ours leads to.
    ///
    /// # Errors
    /// Why it leads nowhere.
    pub fn resolve<'t>(&self, scheme: &str, rest: &'t str) -> Result<Target<'d, 't>, Unresolved<'t>> {
        let unknown = Unresolved::Unknown(rest);
        match scheme {
            "fact" => self.resolve_fact(rest),
            "faq" => match rest.strip_prefix("topic/") {
                Some(topic) => self.topic(topic).map(Target::Topic).ok_or(Unresolved::UnknownTopic(topic)),
                None => self.question(rest).or_else(|| self.formerly(rest)).map(Target::Question).ok_or(unknown),
            },
            "source" => self.source(rest).map(Target::Source).ok_or(unknown),
            "steps" => self.path(rest).map(|(platform, path)| Target::Path(platform, path)).ok_or(unknown),
            "compare" => self.row(rest).map(Target::Row).ok_or(unknown),
            "timeline" => self.platform(rest).map(Target::Timeline).ok_or(Unresolved::UnknownPlatform(rest)),
            "event" => self.event(rest).map(|(platform, event)| Target::Event(platform, event)).ok_or(unknown),
            "letter" => self.letter(rest).map(Target::Letter).ok_or(unknown),
            "term" => self.term(rest).map(Target::Term).ok_or(unknown),
            "explainer" => {
                with_anchor(rest, |id| self.explainer(id)).map(|(found, anchor)| Target::Explainer(found, anchor))
            }
            "page" => match self.fixed_pages().find(|name| *name == rest) {
                Some(name) => Ok(Target::Fixed(name)),
                None => with_anchor(rest, |id| self.page(id)).map(|(found, anchor)| Target::Page(found, anchor)),
            },
            "platform" => self.platform(rest).map(Target::Platform).ok_or(Unresolved::UnknownPlatform(rest)),
            "data" => self.data_category(rest).map(Target::Data).ok_or(unknown),
            "blank" => Ok(Target::Blank(rest)),
            _ => Err(unknown),
        }
    }

    /// The pages that every site of these settings has.
    pub fn fixed_pages(&self) -> impl Iterator<Item = &'static str> {
        let has_embeds = self.has_embeds;
        FIXED_PAGES.iter().copied().filter(move |name| has_embeds || *name != "embed")
    }

    fn resolve_fact<'t>(&self, rest: &'t str) -> Result<Target<'d, 't>, Unresolved<'t>> {
        let (name, region) = match rest.split_once('@') {
            Some((name, region)) => (name, Some(region)),
            None => (rest, None),
        };
        let (platform, key) =
            name.split_once('.').ok_or(Unresolved::Malformed("fact:PLATFORM.FACT or fact:PLATFORM.FACT@REGION"))?;
        if let Some(region) = region.filter(|region| self.region(region).is_none()) {
            return Err(Unresolved::UnknownRegion(region));
        }
        let found = self.fact(platform, key, region).map_err(|absence| match absence {
            Absence::Platform => Unresolved::UnknownPlatform(platform),
            Absence::Fact => Unresolved::UnknownFact(platform, key),
            Absence::Region => Unresolved::NotInRegion(platform, key, region),
        })?;
        let platform = self.platform(platform).ok_or(Unresolved::UnknownPlatform(platform))?;
        Ok(Target::Fact(platform, found))
    }
}

fn with_anchor<'d, 't>(
    rest: &'t str,
    find: impl Fn(&str) -> Option<Local<'d, Article>>,
) -> Result<(Local<'d, Article>, Option<&'t str>), Unresolved<'t>> {
    let (id, anchor) = match rest.split_once('#') {
        Some((id, anchor)) => (id, Some(anchor)),
        None => (rest, None),
    };
    let found = find(id).ok_or(Unresolved::Unknown(id))?;
    match anchor.filter(|anchor| !found.item.body.outline.headings.iter().any(|heading| heading.id == **anchor)) {
        Some(missing) => Err(Unresolved::NoAnchor(missing)),
        None => Ok((found, anchor)),
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn targets_are_taken_apart() {
        let cases = [
            ("fact:a.b@c", Reference::Own("fact", "a.b@c")),
            ("https://example.org/a:b", Reference::External("https://example.org/a:b")),
            ("MAILTO:a@b.c", Reference::External("MAILTO:a@b.c")),
            ("javascript:alert(1)", Reference::Foreign("javascript")),
            ("faqs:a", Reference::Foreign("faqs")),
            ("#here", Reference::Anchor("here")),
            ("../faq/a.md#b", Reference::File("../faq/a.md", Some("b"))),
            ("a b:c", Reference::File("a b:c", None)),
        ];
        for (target, expected) in cases {
            assert_eq!(Reference::parse(target), expected, "{target}");
        }
    }
}
