//! Markdown copies of the pages that say most: of each platform, question and explainer, beside its page.
//!
//! For readers without a browser, language models among them: the same words and dates, with every
//! reference as its value or a link.

use super::address::Address;
use super::markdown::Paper;
use crate::model::reference::Target;
use crate::model::{Edition, Local, Site, fact};
use crate::parse::article::Article;
use crate::parse::comparison::FactKind;
use crate::parse::entry::Text;
use crate::parse::faq::Question;
use crate::parse::platform::Platform;
use crate::parse::receipt::Proof;
use crate::source::SitePath;
use crate::wording::Wording;

/// A page with a copy.
#[derive(Clone, Copy)]
pub enum Copy<'d> {
    /// `PLATFORM/index.md`
    Platform(Local<'d, Platform>),
    /// `faq/ID.md`
    Question(Local<'d, Question>),
    /// `explainers/NAME.md`
    Explainer(Local<'d, Article>),
}

/// Every page of an edition that has a copy.
pub fn all<'d>(edition: &Edition<'d>) -> Vec<Copy<'d>> {
    let platforms = edition.platforms.iter().map(|own| Copy::Platform(*own));
    let first = |own: &&Local<'d, Question>| {
        edition.question(own.id.as_str()).is_some_and(|found| std::ptr::eq(found.item, own.item))
    };
    let questions = edition.questions.iter().filter(first).map(|own| Copy::Question(*own));
    platforms.chain(questions).chain(edition.explainers.iter().map(|own| Copy::Explainer(*own))).collect()
}

impl<'d> Copy<'d> {
    /// The copy of what a target leads to, if it has one.
    pub(super) fn of(target: &Target<'d, '_>) -> Option<Self> {
        match target {
            Target::Platform(own) => Some(Self::Platform(*own)),
            Target::Question(own) => Some(Self::Question(*own)),
            Target::Explainer(own, _) => Some(Self::Explainer(*own)),
            _ => None,
        }
    }

    fn target(&self) -> Target<'d, 'static> {
        match self {
            Self::Platform(own) => Target::Platform(*own),
            Self::Question(own) => Target::Question(*own),
            Self::Explainer(own) => Target::Explainer(*own, None),
        }
    }

    /// Its path below the output folder.
    #[must_use]
    pub fn path(&self, edition: &Edition<'_>) -> String {
        let page = edition.address(&self.target()).map_or_else(String::new, |route| route.path);
        format!("{}.md", page.strip_suffix(".html").unwrap_or(&page))
    }

    /// The file that it is made from, beside what documents show to others.
    #[must_use]
    pub fn source(&self) -> &'d SitePath {
        match self {
            Self::Platform(own) => &own.item.id.place.file,
            Self::Question(own) => &own.item.id.place.file,
            Self::Explainer(own) => &own.item.id.place.file,
        }
    }

    /// The copy.
    #[must_use]
    pub fn written(&self, wording: &Wording<'_, 'd>, site: &Site<'_>) -> Vec<u8> {
        let path = self.path(wording.edition);
        let mut paper = Paper::new(wording, Address(site.base_url.as_deref()), &path);
        match self {
            Self::Platform(own) => platform(*own, &mut paper, wording),
            Self::Question(own) => {
                paper.heading(1, own.question.as_str());
                paper.prose(&own.item.short);
                paper.prose(&own.item.answer);
                dates(&own.item.proof, &mut paper, wording);
                sources(&own.item.proof, &mut paper, wording);
            }
            Self::Explainer(own) => {
                paper.heading(1, own.title.as_str());
                paper.prose(own.item.summary.as_ref().unwrap_or(&own.item.body));
                if own.item.summary.is_some() {
                    paper.prose(&own.item.body);
                }
                dates(&own.item.proof, &mut paper, wording);
                sources(&own.item.proof, &mut paper, wording);
            }
        }
        if let Some(route) = wording.edition.address(&self.target()) {
            paper.page(&route.path);
        }
        paper.written().into_bytes()
    }
}

fn platform<'d>(platform: Local<'d, Platform>, paper: &mut Paper<'_, 'd>, wording: &Wording<'_, 'd>) {
    let Wording { edition, words } = *wording;
    let own = platform.item;
    paper.heading(1, &words.fill("pages.platform.title", &[("platform", own.name.as_str())]));
    paper.prose(&own.summary);
    paper.prose(&own.answer);
    paper.heading(2, words.get("pages.compare.title"));
    let rows = edition.comparison.rows.iter().filter(|row| row.kind != FactKind::Effort);
    let facts: Vec<_> = rows.flat_map(|row| edition.facts(own.id.as_str(), row.id.as_str())).collect();
    paper.list(facts.iter().map(|fact| {
        let target = Target::Fact(platform, fact);
        (format!("{}: ", wording.named(fact)), wording.fact_words(fact), Some(target))
    }));
    let ways = own.opt_out.iter().filter(|path| fact::effort(path).is_some());
    for path in ways {
        paper.heading(2, path.title.as_str());
        paper.steps(path);
    }
    paper.heading(2, words.get("pages.timeline.title"));
    let mut events: Vec<_> = own.events.iter().filter_map(|event| Some((event.date?, event))).collect();
    events.sort_by(|left, right| (right.0, &left.1.id.text).cmp(&(left.0, &right.1.id.text)));
    paper.list(events.iter().map(|(date, event)| {
        (format!("{}: ", words.date(*date)), event.title.text.clone(), Some(Target::Event(platform, event)))
    }));
    if let Some(reviewed) = own.reviewed {
        paper.paragraph(&words.fill("reviewed_on", &[("date", &words.date(reviewed))]));
    }
}

/// The two dates, never mixed.
fn dates(proof: &Proof, paper: &mut Paper<'_, '_>, wording: &Wording<'_, '_>) {
    let words = wording.words;
    let told = |key: &str, date| words.fill(key, &[("date", words.date(date).as_str())]);
    let reviewed = proof.reviewed.map(|date| told("reviewed_on", date));
    let evidence = wording.edition.evidence(proof).max(paper.newest()).map(|date| told("evidence_up_to", date));
    let dates: Vec<String> = reviewed.into_iter().chain(evidence).collect();
    if !dates.is_empty() {
        paper.paragraph(&format!("{}.", dates.join(". ")));
    }
}

/// What the text cites by number, then what else it rests on.
fn sources<'d>(proof: &'d Proof, paper: &mut Paper<'_, 'd>, wording: &Wording<'_, 'd>) {
    for receipt in &proof.receipts {
        if let Some(source) = wording.edition.source(receipt.source.as_str()) {
            paper.cite(source);
        }
    }
    let quotes = proof.receipts.iter().filter_map(|receipt| {
        let said = receipt.quote.as_ref().map(|quote| format!("“{}”", quote.text));
        let said = said.or_else(|| receipt.reading.as_ref().map(|reading| reading.text.clone()))?;
        Some((receipt.source.as_str(), said))
    });
    paper.citations(wording.words.get("pages.sources.title"), &quotes.collect::<Vec<_>>());
}

/// The labels of a path's steps stand in quotation marks.
pub(super) fn label(label: &Text) -> String {
    format!(" (“{}”)", label.as_str())
}
