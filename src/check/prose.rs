//! What a document's texts get wrong by themselves: words that pass, dates that passed, facts typed anew,
//! answers that are too long or too hard.
//!
//! Takes one document and what its edition knows, gives problems. Results are remembered by digest.

use super::everything::{of_article, of_platform};
use super::known::Known;
use super::plain::{BLANK, Plain, without_quotations};
use super::words::{Sighting, What, Words, of};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::fact::{self, FactValue};
use crate::model::reference::{Reference, Target};
use crate::parse::choice::Choice;
use crate::parse::entry::Text;
use crate::parse::markdown::Link;
use crate::parse::platform::Platform;
use crate::parse::{Content, Document};
use crate::text::date::Date;

/// Everything that a document's texts get wrong.
pub(super) fn document(document: &Document, language: &str, known: &Known<'_, '_>) -> Vec<Diagnostic> {
    let reader = Reader { words: of(language), known };
    let mut problems = Vec::new();
    match &document.content {
        Content::Platform(own) => {
            let about = [own.id.as_str()];
            of_platform(own).into_iter().for_each(|prose| reader.prose(&Plain::new(prose), &about, &mut problems));
            reader.platform(own, &mut problems);
        }
        Content::Faq(questions) => questions.iter().for_each(|question| reader.question(question, &mut problems)),
        Content::Explainer(own) | Content::Letter(own) | Content::Page(own) => {
            let about = ids(&own.platforms);
            of_article(own).into_iter().for_each(|prose| reader.prose(&Plain::new(prose), &about, &mut problems));
            [&own.title, &own.description].into_iter().for_each(|text| reader.title(text, &mut problems));
            if matches!(document.content, Content::Explainer(_)) {
                reader.readable(&Plain::new(&own.body), &mut problems);
            }
        }
        Content::Vocabulary(own) => {
            own.glossary.iter().for_each(|term| reader.prose(&Plain::new(&term.definition), &[], &mut problems));
        }
        Content::Settings(own) => {
            own.home.answer.iter().for_each(|answer| reader.prose(&Plain::new(answer), &[], &mut problems));
        }
        _ => {}
    }
    problems
}

fn ids(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(Text::as_str).collect()
}

/// Reads texts of one language with what the edition knows.
struct Reader<'r, 'c, 'd> {
    words: Option<&'static Words>,
    known: &'r Known<'c, 'd>,
}

/// The most characters of a short answer, and the most words of an answer.
const LONGEST_SHORT: usize = 220;
const LONGEST_ANSWER: usize = 180;

impl Reader<'_, '_, '_> {
    /// Every rule for a piece of Markdown.
    fn prose(&self, plain: &Plain<'_>, about: &[&str], problems: &mut Vec<Diagnostic>) {
        let prose = plain.prose;
        let sightings = self.words.map(|words| words.sightings(&plain.text)).unwrap_or_default();
        for sighting in sightings.iter().filter(|sighting| sighting.what == What::Relative) {
            let place = prose.place.within(sighting.range.clone());
            problems.push(relative(&prose.text[sighting.range.clone()], place, IN_PROSE));
        }
        self.passed(plain, &sightings, problems);
        self.typed(plain, &sightings, about, problems);
        self.disagreeing(plain, &sightings, problems);
    }

    /// Every rule for a text without Markdown.
    fn title(&self, text: &Text, problems: &mut Vec<Diagnostic>) {
        let Some(words) = self.words else { return };
        for sighting in words.sightings(&without_quotations(text.text.clone())) {
            if sighting.what == What::Relative {
                let place = text.place.within(sighting.range.clone());
                problems.push(relative(&text.text[sighting.range], place, IN_TITLE));
            }
        }
    }

    fn question(&self, question: &crate::parse::faq::Question, problems: &mut Vec<Diagnostic>) {
        let about = ids(&question.platforms);
        self.title(&question.question, problems);
        let [short, answer] = [&question.short, &question.answer].map(Plain::new);
        self.prose(&short, &about, problems);
        self.prose(&answer, &about, problems);
        let short = short.length();
        self.readable(&answer, problems);
        if short > LONGEST_SHORT {
            let message = format!("the short answer has {short} characters");
            let help = format!("say it in one sentence of at most {LONGEST_SHORT}; the rest goes into `answer`");
            problems.push(Diagnostic::new(Code::LongAnswer, question.short.place.clone(), message).help(help));
        }
        let words = answer.words(0..answer.text.len()).len();
        if words > LONGEST_ANSWER {
            let message = format!("the answer has {words} words");
            let help = format!("keep it below {LONGEST_ANSWER}, and move the rest to an explainer that it links to");
            problems.push(Diagnostic::new(Code::LongAnswer, question.answer.place.clone(), message).help(help));
        }
        if question.also.is_empty() {
            let message = format!("the question `{}` has no other phrasings", question.id.text);
            problems.push(
                Diagnostic::new(Code::NoPhrasings, question.id.place.clone(), message)
                    .help("add `also:` with two or three ways in which people would type it"),
            );
        }
    }

    fn platform(&self, own: &Platform, problems: &mut Vec<Diagnostic>) {
        for event in &own.events {
            self.title(&event.title, problems);
            let Some(date) = event.date.filter(|date| self.known.has_passed(*date)) else { continue };
            let sightings = self.words.map(|words| words.sightings(event.title.as_str())).unwrap_or_default();
            let is_own = |found: &&Sighting| {
                found.what == What::Future && !self.is_reported(&event.title.text[..found.range.start])
            };
            if let Some(future) = sightings.iter().find(is_own) {
                problems.push(passed(date, event.title.place.within(future.range.clone())));
            }
        }
        own.facts.iter().filter_map(|fact| fact.words.as_ref()).for_each(|words| self.title(words, problems));
        own.opt_out.iter().for_each(|path| self.title(&path.title, problems));
    }

    fn readable(&self, plain: &Plain<'_>, problems: &mut Vec<Diagnostic>) {
        let hard = self.words.map_or(usize::MAX, |words| words.hard);
        if let Some(lix) = plain.lix().filter(|lix| *lix > hard) {
            let message = format!("this text is hard to read: its LIX is {lix}, and plain prose stays below {hard}");
            let place = plain.prose.place.within(0..first_line(&plain.prose.text));
            problems.push(
                Diagnostic::new(Code::HardToRead, place, message)
                    .help("split long sentences, and use shorter words where there are some"),
            );
        }
    }

    /// Whether what follows is what somebody said: "announces that it …".
    fn is_reported(&self, before: &str) -> bool {
        let mut words = before.split(|letter: char| letter == BLANK || letter.is_whitespace());
        self.words.is_some_and(|known| words.any(|word| known.reports(word)))
    }

    /// The future tense beside a day that has passed: "will start on 3 November 2025", "On 3 November 2025 … will".
    fn passed(&self, plain: &Plain<'_>, sightings: &[Sighting], problems: &mut Vec<Diagnostic>) {
        let Some(words) = self.words else { return };
        let is_own = |found: &&Sighting| {
            let before = plain.sentence_before(found.range.start);
            found.what == What::Future && !self.is_reported(&plain.text[before])
        };
        let futures: Vec<&Sighting> = sightings.iter().filter(is_own).collect();
        if futures.is_empty() {
            return;
        }
        for (date, range) in self.dates(plain, sightings) {
            let before = plain.sentence_before(range.start);
            let lead = plain.words(before.clone());
            let leads = lead.last().is_some_and(|word| words.leads_to_a_day(word));
            let ahead = futures.iter().find(|future| {
                let between = plain.words(future.range.end..range.start);
                before.contains(&future.range.start)
                    && between.len() <= 8
                    && !between.iter().any(|word| word.ends_with(','))
            });
            let behind = futures.iter().find(|future| {
                let after = plain.sentence_after(range.end);
                after.contains(&future.range.start) && plain.words(range.end..future.range.start).len() <= 5
            });
            let found = ahead.filter(|_| leads).or(behind.filter(|_| leads && lead.len() == 1));
            problems.extend(found.map(|found| passed(date, plain.prose.place.within(found.range.clone()))));
        }
    }

    /// The exact days that a text names and that have passed, typed or by reference, and where.
    fn dates(&self, plain: &Plain<'_>, sightings: &[Sighting]) -> Vec<(Date, std::ops::Range<usize>)> {
        let typed = sightings.iter().filter_map(|found| match found.what {
            What::Date(date) => Some((date, found.range.clone())),
            _ => None,
        });
        let referred = plain.prose.outline.links.iter().filter(|link| link.is_empty).filter_map(|link| {
            let date = match self.target(link)? {
                Target::Fact(_, found) => match fact::value(found.value.as_str(), self.known.edition.kind(found))? {
                    FactValue::Date(date) => date,
                    _ => return None,
                },
                Target::Event(_, event) => event.date?,
                _ => return None,
            };
            Some((date, link.range.clone()))
        });
        typed.chain(referred).filter(|(date, _)| self.known.has_passed(*date)).collect()
    }

    fn target<'t>(&self, link: &'t Link) -> Option<Target<'_, 't>> {
        match Reference::parse(&link.target) {
            Reference::Own(scheme @ ("fact" | "event"), rest) => self.known.edition.resolve(scheme, rest).ok(),
            _ => None,
        }
    }

    /// Dates, names and addresses that a fact, an event or an opt-out path holds.
    fn typed(&self, plain: &Plain<'_>, sightings: &[Sighting], about: &[&str], problems: &mut Vec<Diagnostic>) {
        let prose = plain.prose;
        let links = &prose.outline.links;
        let in_reference = |at: usize| links.iter().any(|link| link.words.contains(&at) && self.target(link).is_some());
        let mut report = |range: std::ops::Range<usize>, kind: &str, reference: &str| {
            let message = format!("this {kind} is typed here, although `{reference}` holds it");
            let words = if kind == "address" { "…" } else { "" };
            problems.push(
                Diagnostic::new(Code::TypedFact, prose.place.within(range), message)
                    .help(format!("write `[{words}]({reference})`, so that it is changed in one place")),
            );
        };
        for sighting in sightings.iter().filter(|found| !in_reference(found.range.start)) {
            let What::Date(date) = sighting.what else { continue };
            if let Some(reference) = self.known.date(date, about, paragraph(&prose.text, sighting.range.start)) {
                report(sighting.range.clone(), "date", reference);
            }
        }
        for (range, reference) in self.known.names(&plain.text, about) {
            if !in_reference(range.start) {
                report(range, "name", reference);
            }
        }
        for link in links {
            if let Some(reference) = self.known.address(&link.target) {
                report(link.range.clone(), "address", reference);
            }
        }
    }

    /// Links to facts whose words say something else than the fact.
    fn disagreeing(&self, plain: &Plain<'_>, sightings: &[Sighting], problems: &mut Vec<Diagnostic>) {
        for link in &plain.prose.outline.links {
            let Some(Target::Fact(_, found)) = self.target(link) else { continue };
            let Some(value) = fact::value(found.value.as_str(), self.known.edition.kind(found)) else { continue };
            // A fact that is written out right behind "Yes" or "No" is taken as that.
            let words = if link.is_empty { self.opening(plain, link) } else { link.words.clone() };
            if let Some(place) = self.other(plain, words, &value, sightings) {
                let said = plain.prose.text[place.clone()].to_owned();
                let message =
                    format!("`{said}` does not agree with the fact it refers to, which is `{}`", found.value.text);
                problems.push(
                    Diagnostic::new(Code::FactDisagrees, plain.prose.place.within(place), message)
                        .help("change the words, or the fact; without words the link writes the fact's own value")
                        .related(found.value.place.clone(), "the fact"),
                );
            }
        }
    }

    /// The first word of a text, when nothing but it and marks stand before the link.
    fn opening(&self, plain: &Plain<'_>, link: &Link) -> std::ops::Range<usize> {
        let before = &plain.text[..link.range.start];
        let word = before.trim_end_matches(|letter: char| letter == BLANK || " ,.:;–—".contains(letter));
        if word.chars().all(char::is_alphabetic) { 0..word.len() } else { 0..0 }
    }

    /// The part of these words that is at odds with the value.
    fn other(
        &self,
        plain: &Plain<'_>,
        words: std::ops::Range<usize>,
        value: &FactValue,
        sightings: &[Sighting],
    ) -> Option<std::ops::Range<usize>> {
        let text = plain.prose.text.get(words.clone())?;
        match value {
            FactValue::Date(date) => sightings.iter().find_map(|found| match found.what {
                What::Date(typed) if words.contains(&found.range.start) && !agree(typed, *date) => {
                    Some(found.range.clone())
                }
                _ => None,
            }),
            FactValue::Number(number) => {
                let digits = text.trim().replace([',', ' ', '\u{a0}'], "");
                (digits.parse::<f64>().is_ok() && digits != *number).then_some(words)
            }
            FactValue::Choice(choice @ (Choice::Yes | Choice::No)) => {
                let says = self.words?.says(text)?;
                (says != (*choice == Choice::Yes)).then_some(words)
            }
            _ => None,
        }
    }
}

/// Whether two dates may be one, as far as both are exact.
fn agree(one: Date, other: Date) -> bool {
    let same = |one: Option<u8>, other: Option<u8>| one.zip(other).is_none_or(|(one, other)| one == other);
    one.year == other.year && same(one.month, other.month) && same(one.day, other.day)
}

/// The paragraph around a byte.
fn paragraph(text: &str, at: usize) -> &str {
    let start = text[..at].rfind("\n\n").unwrap_or_default();
    let end = text[at..].find("\n\n").map_or(text.len(), |end| at + end);
    &text[start..end]
}

fn first_line(text: &str) -> usize {
    text.lines().next().map_or(0, str::len)
}

/// What to write in place of words that pass, in Markdown and where there are no links.
const IN_PROSE: &str = "write the date in place of these words, or a reference that writes it, such as \
                        `[](fact:PLATFORM.FACT)` or `[](event:ID)`; put quotation marks around what others say";
const IN_TITLE: &str = "write the date in place of these words; put quotation marks around what others say";

fn relative(words: &str, place: crate::source::Place, help: &str) -> Diagnostic {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    Diagnostic::new(Code::RelativeDate, place, format!("`{words}` is true only for a while")).help(help)
}

fn passed(date: Date, place: crate::source::Place) -> Diagnostic {
    Diagnostic::new(
        Code::PassedFuture,
        place,
        format!("the text speaks of {date} as of a day to come, and it has passed"),
    )
    .help("find out what happened, and say that here in the past tense; if it was put off, write the new day; if nothing tells, say who announced what, and when")
}
