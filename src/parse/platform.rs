//! `content/platforms/ID.yaml`: one platform with its facts, data categories, opt-out paths and events.

use super::allowance::ALLOW;
use super::choice::{CHOICES, Choice};
use super::comparison::{FACT_KINDS, FactKind};
use super::entry::{Entry, ListEnd, Prose, Text};
use super::receipt::{CONFIDENCE, Proof, RECEIPTS, REVIEWED, Subject, note, proof};
use super::shape::{Mapping, Shape, gap, optional, required};
use crate::source::Place;
use crate::text::date::Date;

/// One platform.
#[derive(Clone, Debug)]
pub struct Platform {
    /// The id: the name of its file.
    pub id: Text,
    /// The name.
    pub name: Text,
    /// Who owns it.
    pub owner: Option<Text>,
    /// Its own site.
    pub website: Option<String>,
    /// What is going on and what to do, in one sentence.
    pub summary: Prose,
    /// The answer in two minutes.
    pub answer: Prose,
    /// The id of the explainer to read next.
    pub explainer: Option<Text>,
    /// When an editor last checked all of it.
    pub reviewed: Option<Date>,
    /// What it states, or is said of it.
    pub facts: Vec<Fact>,
    /// Where a fact can be added.
    pub facts_end: ListEnd,
    /// Which data it uses.
    pub data: Vec<DataUse>,
    /// Where a data category can be added.
    pub data_end: ListEnd,
    /// How to say no.
    pub opt_out: Vec<OptOutPath>,
    /// What happened.
    pub events: Vec<Event>,
}

/// One claim, with its proof.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The id of a row, or a key of its own.
    pub key: Text,
    /// The name, when it is no row.
    pub label: Option<Text>,
    /// What it holds, when it is no row.
    pub kind: Option<FactKind>,
    /// The value as written; [`crate::model`] reads it by its kind.
    pub value: Text,
    /// Words shown instead of the bare value.
    pub words: Option<Text>,
    /// Where it holds; everywhere if empty.
    pub regions: Vec<Text>,
    /// For which accounts it holds; for all if empty.
    pub accounts: Vec<Text>,
    /// One or two sentences more.
    pub note: Option<Prose>,
    /// An address that belongs to it.
    pub link: Option<String>,
    /// What it said before, the newest first.
    pub was: Vec<Earlier>,
    /// Its proof.
    pub proof: Proof,
}

/// What a fact said before.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The day since which it says something else.
    pub until: Option<Date>,
    /// The value it had, as written.
    pub value: Text,
    /// The words shown instead of that.
    pub words: Option<Text>,
}

/// Whether a kind of data is used.
#[derive(Clone, Debug)]
pub struct DataUse {
    /// The id of the data category.
    pub category: Text,
    /// Whether it is used.
    pub used: Choice,
    /// Words shown beside that.
    pub words: Option<Text>,
    /// Where it holds; everywhere if empty.
    pub regions: Vec<Text>,
    /// One or two sentences more.
    pub note: Option<Prose>,
    /// Its proof.
    pub proof: Proof,
}

/// What one can say no to by a path, as it is written.
pub const PURPOSES: &[&str] = &["training", "part", "ads"];

/// What one says no to by a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Training as a whole.
    Training,
    /// A part of it: who has nothing else cannot say no.
    Part,
    /// A separate advertising change.
    Ads,
}

impl Purpose {
    /// The word for it in sources and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        PURPOSES[self as usize]
    }
}

/// One way to say no.
#[derive(Clone, Debug)]
pub struct OptOutPath {
    /// The id.
    pub id: Text,
    /// What it is: one of [`PATH_KINDS`].
    pub kind: String,
    /// Its name.
    pub title: Text,
    /// Where it is offered; everywhere if empty.
    pub regions: Vec<Text>,
    /// For which accounts it is; for all if empty.
    pub accounts: Vec<Text>,
    /// The deep link.
    pub link: Option<String>,
    /// Words for the deep link.
    pub link_label: Option<Text>,
    /// The control's name in other languages.
    pub labels: Vec<(String, Text)>,
    /// The steps, per surface.
    pub surfaces: Vec<Surface>,
    /// Where surfaces could be added, if not at the head.
    pub surfaces_gap: Option<(Place, String)>,
    /// What it takes, out of [`NEEDS`].
    pub needs: Vec<String>,
    /// What to expect after.
    pub confirmation: Option<Prose>,
    /// Whether it reaches back.
    pub retroactive: Choice,
    /// What it covers.
    pub covers: Prose,
    /// What it does not cover.
    pub excludes: Option<Prose>,
    /// Who cannot use it.
    pub unavailable: Option<Prose>,
    /// What one says no to.
    pub purpose: Purpose,
    /// Its proof.
    pub proof: Proof,
}

impl OptOutPath {
    /// Whether it is about a separate advertising change, not about training.
    #[must_use]
    pub fn about_ads(&self) -> bool {
        self.purpose == Purpose::Ads
    }

    /// Whether it leads to a no to training as a whole.
    #[must_use]
    pub fn is_way(&self) -> bool {
        self.purpose == Purpose::Training && self.kind != "none"
    }
}

/// Where the steps are taken.
#[derive(Clone, Debug)]
pub struct Surface {
    /// What it is: one of [`SURFACES`].
    pub kind: String,
    /// Its name.
    pub title: Text,
    /// The steps in order.
    pub steps: Vec<Step>,
}

/// One action.
#[derive(Clone, Debug)]
pub struct Step {
    /// What to do.
    pub action: Prose,
    /// The words on the screen.
    pub label: Option<Text>,
    /// An address to open.
    pub link: Option<String>,
}

/// Something that happened, or will.
#[derive(Clone, Debug)]
pub struct Event {
    /// The id.
    pub id: Text,
    /// When.
    pub date: Option<Date>,
    /// What kind: one of [`EVENT_KINDS`].
    pub kind: String,
    /// What happened.
    pub title: Text,
    /// More about it.
    pub text: Option<Prose>,
    /// Where it matters; everywhere if empty.
    pub regions: Vec<Text>,
    /// Its proof.
    pub proof: Proof,
}

/// The kinds of opt-out paths.
pub const PATH_KINDS: &[&str] = &["switch", "form", "e-mail", "none"];
/// Where steps are taken.
pub const SURFACES: &[&str] = &["web", "app", "form"];
/// What a path may ask for.
pub const NEEDS: &[&str] = &["log-in", "e-mail", "reason", "code", "id", "evidence"];
/// The kinds of events.
pub const EVENT_KINDS: &[&str] =
    &["announced", "started", "paused", "resumed", "changed", "warning", "complaint", "ruling", "deadline", "review"];

const EARLIER: Mapping = Mapping {
    name: "what a fact said before",
    fields: &[
        required("until", Shape::Date, "the day since which the fact says what it says now"),
        required("value", Shape::Value, "the value it had"),
        optional("text", Shape::Text, "the words it had instead of the bare value"),
    ],
};

const REGIONS: Shape = Shape::List(&Shape::Id);

const FACT: Mapping = Mapping {
    name: "a fact",
    fields: &[
        required("fact", Shape::Id, "a row of comparison.yaml, or a key of its own"),
        optional("label", Shape::Text, "the name readers see, when the fact is no row"),
        optional("kind", Shape::Word(FACT_KINDS), "choice, date, number or text, when the fact is no row"),
        required("value", Shape::Value, "by its kind; `not-stated` and `unclear` are values too"),
        optional("text", Shape::Text, "words shown instead of the bare value"),
        optional("regions", REGIONS, "where it holds; everywhere if left out"),
        optional("accounts", REGIONS, "for which account types it holds; for all if left out"),
        optional("note", Shape::Prose, "one or two sentences more"),
        optional("link", Shape::Url, "an address that belongs to it"),
        optional("was", Shape::List(&Shape::Mapping(&EARLIER)), "what it said before, for the list of changes"),
        CONFIDENCE,
        REVIEWED,
        RECEIPTS,
        ALLOW,
    ],
};

const DATA: Mapping = Mapping {
    name: "a data category of a platform",
    fields: &[
        required("category", Shape::Id, "a data category of vocabulary.yaml"),
        required("used", Shape::Word(CHOICES), "yes, no, partly, not-stated or unclear"),
        optional("text", Shape::Text, "words shown beside that"),
        optional("regions", REGIONS, "where it holds; everywhere if left out"),
        optional("note", Shape::Prose, "one or two sentences more"),
        CONFIDENCE,
        REVIEWED,
        RECEIPTS,
        ALLOW,
    ],
};

const STEP: Mapping = Mapping {
    name: "a step",
    fields: &[
        required("do", Shape::Prose, "the action, in a sentence"),
        optional("label", Shape::Text, "the words on the screen"),
        optional("link", Shape::Url, "an address to open"),
    ],
};

const SURFACE: Mapping = Mapping {
    name: "a surface",
    fields: &[
        required("surface", Shape::Word(SURFACES), "web, app or form"),
        required("title", Shape::Text, "its name: \"On the web\""),
        required("steps", Shape::List(&Shape::Mapping(&STEP)), "the steps in order"),
    ],
};

const LABEL: Mapping = Mapping {
    name: "a label",
    fields: &[
        required("language", Shape::Language, "the language"),
        required("label", Shape::Text, "the control's name in that language"),
    ],
};

const OPT_OUT: Mapping = Mapping {
    name: "an opt-out path",
    fields: &[
        required("id", Shape::Id, "the id that `steps:` links use"),
        required("kind", Shape::Word(PATH_KINDS), "switch, form, e-mail or none"),
        required("title", Shape::Text, "its name"),
        optional("regions", REGIONS, "where it is offered; everywhere if left out"),
        optional("accounts", REGIONS, "for which account types it is; for all if left out"),
        optional("link", Shape::Url, "the deep link"),
        optional("link_label", Shape::Text, "words for the deep link"),
        optional("labels", Shape::List(&Shape::Mapping(&LABEL)), "the control's name in other languages"),
        optional("surfaces", Shape::List(&Shape::Mapping(&SURFACE)), "the steps, per surface"),
        optional("needs", Shape::List(&Shape::Word(NEEDS)), "what it takes"),
        optional("confirmation", Shape::Prose, "what to expect after"),
        required("retroactive", Shape::Word(CHOICES), "whether it reaches back"),
        required("covers", Shape::Prose, "what it covers"),
        optional("excludes", Shape::Prose, "what it does not cover"),
        optional("unavailable", Shape::Prose, "who cannot use it"),
        optional("purpose", Shape::Word(PURPOSES), "training, only a part of it, or a separate advertising change"),
        CONFIDENCE,
        REVIEWED,
        RECEIPTS,
        ALLOW,
    ],
};

const EVENT: Mapping = Mapping {
    name: "an event",
    fields: &[
        required("id", Shape::Id, "the id"),
        required("date", Shape::Date, "when"),
        required("kind", Shape::Word(EVENT_KINDS), "what kind of event"),
        required("title", Shape::Text, "what happened, in the present tense"),
        optional("text", Shape::Prose, "more about it"),
        optional("regions", REGIONS, "where it matters; everywhere if left out"),
        CONFIDENCE,
        REVIEWED,
        RECEIPTS,
        ALLOW,
    ],
};

/// The shape of a platform's file.
pub const SHAPE: Shape = Shape::Mapping(&Mapping {
    name: "a platform",
    fields: &[
        required("name", Shape::Text, "its name"),
        optional("owner", Shape::Text, "who owns it"),
        optional("website", Shape::Url, "its own site"),
        required("summary", Shape::Prose, "what is going on and what to do, in one sentence"),
        required("answer", Shape::Prose, "the answer in two minutes"),
        optional("explainer", Shape::Id, "the explainer to read next"),
        REVIEWED,
        optional("facts", Shape::List(&Shape::Mapping(&FACT)), "what is so"),
        optional("data", Shape::List(&Shape::Mapping(&DATA)), "which data it uses"),
        optional("opt_out", Shape::List(&Shape::Mapping(&OPT_OUT)), "how to say no"),
        optional("events", Shape::List(&Shape::Mapping(&EVENT)), "what happened"),
        ALLOW,
    ],
});

/// Reads a platform.
#[must_use]
pub fn read(entry: &Entry<'_>) -> Platform {
    let reviewed = entry.date("reviewed");
    let id = Text { text: entry.file.stem().to_owned(), place: Place::file(entry.file) };
    Platform {
        id,
        name: entry.text_or_empty("name"),
        owner: entry.text("owner"),
        website: entry.url("website"),
        summary: entry.prose_or_empty("summary"),
        answer: entry.prose_or_empty("answer"),
        explainer: entry.text("explainer"),
        reviewed,
        facts: entry.entries("facts").iter().filter_map(|entry| fact(entry, reviewed)).collect(),
        facts_end: entry.list_end("facts"),
        data: entry.entries("data").iter().filter_map(|entry| data(entry, reviewed)).collect(),
        data_end: entry.list_end("data"),
        opt_out: entry.entries("opt_out").iter().filter_map(|entry| opt_out(entry, reviewed)).collect(),
        events: entry.entries("events").iter().filter_map(|entry| event(entry, reviewed)).collect(),
    }
}

fn fact(entry: &Entry<'_>, reviewed: Option<Date>) -> Option<Fact> {
    Some(Fact {
        key: entry.text("fact")?,
        label: entry.text("label"),
        kind: entry.text("kind").map(|kind| FactKind::parse(kind.as_str())),
        value: entry.text_or_empty("value"),
        words: entry.text("text"),
        regions: entry.texts("regions"),
        accounts: entry.texts("accounts"),
        note: note(entry),
        link: entry.url("link"),
        was: earlier(entry),
        proof: proof(entry, Subject::Fact, reviewed),
    })
}

/// What a fact said before, whatever the order in the file.
fn earlier(entry: &Entry<'_>) -> Vec<Earlier> {
    let read = |entry: &Entry<'_>| {
        Some(Earlier { until: entry.date("until"), value: entry.text("value")?, words: entry.text("text") })
    };
    let mut was: Vec<Earlier> = entry.entries("was").iter().filter_map(read).collect();
    was.sort_by_key(|earlier| std::cmp::Reverse(earlier.until));
    was
}

fn choice(entry: &Entry<'_>, key: &str) -> Choice {
    entry.text(key).and_then(|word| Choice::parse(word.as_str())).unwrap_or(Choice::NotStated)
}

fn data(entry: &Entry<'_>, reviewed: Option<Date>) -> Option<DataUse> {
    Some(DataUse {
        category: entry.text("category")?,
        used: choice(entry, "used"),
        words: entry.text("text"),
        regions: entry.texts("regions"),
        note: note(entry),
        proof: proof(entry, Subject::Data, reviewed),
    })
}

fn opt_out(entry: &Entry<'_>, reviewed: Option<Date>) -> Option<OptOutPath> {
    let label = |entry: &Entry<'_>| Some((entry.text("language")?.text, entry.text("label")?));
    Some(OptOutPath {
        id: entry.text("id")?,
        kind: entry.text_or_empty("kind").text,
        title: entry.text_or_empty("title"),
        regions: entry.texts("regions"),
        accounts: entry.texts("accounts"),
        link: entry.url("link"),
        link_label: entry.text("link_label"),
        labels: entry.entries("labels").iter().filter_map(label).collect(),
        surfaces: entry.entries("surfaces").iter().map(surface).collect(),
        surfaces_gap: gap(entry.node, OPT_OUT.fields, "surfaces", entry.file),
        needs: entry.texts("needs").into_iter().map(|need| need.text).collect(),
        confirmation: entry.prose("confirmation"),
        retroactive: choice(entry, "retroactive"),
        covers: entry.prose_or_empty("covers"),
        excludes: entry.prose("excludes"),
        unavailable: entry.prose("unavailable"),
        purpose: match entry.text("purpose").as_ref().map(Text::as_str) {
            Some("part") => Purpose::Part,
            Some("ads") => Purpose::Ads,
            _ => Purpose::Training,
        },
        proof: proof(entry, Subject::OptOut, reviewed),
    })
}

fn surface(entry: &Entry<'_>) -> Surface {
    let step = |entry: &Entry<'_>| {
        Some(Step { action: entry.prose("do")?, label: entry.text("label"), link: entry.url("link") })
    };
    Surface {
        kind: entry.text_or_empty("surface").text,
        title: entry.text_or_empty("title"),
        steps: entry.entries("steps").iter().filter_map(step).collect(),
    }
}

fn event(entry: &Entry<'_>, reviewed: Option<Date>) -> Option<Event> {
    Some(Event {
        id: entry.text("id")?,
        date: entry.date("date"),
        kind: entry.text_or_empty("kind").text,
        title: entry.text_or_empty("title"),
        text: entry.prose("text"),
        regions: entry.texts("regions"),
        proof: proof(entry, Subject::Event, reviewed),
    })
}
