//! The comparison and the API as JSON; `api/schema.json` describes the API.

use serde::Serialize;

use super::csv::raw;
use super::pretty;
use crate::model::Edition;
use crate::model::fact::{effort, ways};
use crate::model::reference::Target;
use crate::parse::comparison::FactKind;
use crate::parse::entry::Text;
use crate::parse::platform::{Fact, OptOutPath};
use crate::parse::receipt::{Proof, Receipt};
use crate::wording::Wording;

#[derive(Serialize)]
struct ReceiptRecord<'a> {
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reading: Option<&'a str>,
    seen: Option<String>,
}

#[derive(Serialize)]
struct ProofRecord<'a> {
    confidence: &'static str,
    reviewed: Option<String>,
    evidence: Option<String>,
    receipts: Vec<ReceiptRecord<'a>>,
}

#[derive(Serialize)]
struct FactRecord<'a> {
    platform: &'a str,
    fact: &'a str,
    label: &'a str,
    kind: &'static str,
    value: String,
    text: String,
    regions: Vec<&'a str>,
    accounts: Vec<&'a str>,
    note: Option<String>,
    #[serde(flatten)]
    proof: ProofRecord<'a>,
}

#[derive(Serialize)]
struct QuestionRecord<'a> {
    id: &'a str,
    language: &'a str,
    path: String,
    question: &'a str,
    also: Vec<&'a str>,
    short: String,
    answer: String,
    answer_markdown: &'a str,
    kind: &'a str,
    platforms: Vec<&'a str>,
    regions: Vec<&'a str>,
    topics: Vec<&'a str>,
    former: Vec<&'a str>,
    #[serde(flatten)]
    proof: ProofRecord<'a>,
}

#[derive(Serialize)]
struct SourceRecord<'a> {
    id: &'a str,
    publisher: &'a str,
    title: &'a str,
    kind: &'a str,
    url: Option<&'a str>,
    archived: Option<&'a str>,
    date: Option<String>,
    language: Option<&'a str>,
    summary: Option<&'a str>,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct PathRecord<'a> {
    id: &'a str,
    kind: &'a str,
    title: &'a str,
    purpose: &'static str,
    regions: Vec<&'a str>,
    accounts: Vec<&'a str>,
    link: Option<&'a str>,
    needs: &'a [String],
    fewest_steps: Option<usize>,
    most_steps: Option<usize>,
    surfaces: Vec<SurfaceRecord<'a>>,
    retroactive: &'static str,
    covers: String,
    #[serde(flatten)]
    proof: ProofRecord<'a>,
}

#[derive(Serialize)]
struct SurfaceRecord<'a> {
    surface: &'a str,
    title: &'a str,
    steps: Vec<StepRecord<'a>>,
}

#[derive(Serialize)]
struct StepRecord<'a> {
    action: String,
    label: Option<&'a str>,
    link: Option<&'a str>,
}

#[derive(Serialize)]
struct EventRecord<'a> {
    id: &'a str,
    date: Option<String>,
    kind: &'a str,
    title: &'a str,
    regions: Vec<&'a str>,
    #[serde(flatten)]
    proof: ProofRecord<'a>,
}

#[derive(Serialize)]
struct DataRecord<'a> {
    category: &'a str,
    used: &'static str,
    text: Option<&'a str>,
    regions: Vec<&'a str>,
    #[serde(flatten)]
    proof: ProofRecord<'a>,
}

#[derive(Serialize)]
struct PlatformRecord<'a> {
    id: &'a str,
    name: &'a str,
    owner: Option<&'a str>,
    website: Option<&'a str>,
    path: String,
    summary: String,
    data: Vec<DataRecord<'a>>,
    opt_out: Vec<PathRecord<'a>>,
    events: Vec<EventRecord<'a>>,
}

#[derive(Serialize)]
struct RowRecord<'a> {
    id: &'a str,
    label: &'a str,
    group: &'a str,
    kind: &'static str,
    help: &'a str,
    facts: Vec<FactRecord<'a>>,
    /// Only in rows that are computed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    efforts: Vec<EffortRecord<'a>>,
}

#[derive(Serialize)]
struct EffortRecord<'a> {
    platform: &'a str,
    path: &'a str,
    title: &'a str,
    regions: Vec<&'a str>,
    needs: &'a [String],
    fewest_steps: Option<usize>,
    most_steps: Option<usize>,
}

fn words(ids: &[Text]) -> Vec<&str> {
    ids.iter().map(Text::as_str).collect()
}

fn optional(text: &Option<Text>) -> Option<&str> {
    text.as_ref().map(Text::as_str)
}

fn proof<'a>(proof: &'a Proof, wording: &Wording<'_, '_>) -> ProofRecord<'a> {
    let receipt = |receipt: &'a Receipt| ReceiptRecord {
        source: receipt.source.as_str(),
        quote: optional(&receipt.quote),
        reading: optional(&receipt.reading),
        seen: wording.edition.seen(receipt).map(|date| date.to_string()),
    };
    ProofRecord {
        confidence: proof.confidence.word(),
        reviewed: proof.reviewed.map(|date| date.to_string()),
        evidence: wording.edition.evidence(proof).map(|date| date.to_string()),
        receipts: proof.receipts.iter().map(receipt).collect(),
    }
}

fn fact<'a>(platform: &'a str, own: &'a Fact, wording: &Wording<'_, 'a>) -> FactRecord<'a> {
    FactRecord {
        platform,
        fact: own.key.as_str(),
        label: wording.edition.label(own),
        kind: wording.edition.kind(own).word(),
        value: raw(own, wording),
        text: wording.fact_words(own),
        regions: words(&own.regions),
        accounts: words(&own.accounts),
        note: own.note.as_ref().map(|note| wording.plain(note)),
        proof: proof(&own.proof, wording),
    }
}

/// The comparison, row by row.
pub(super) fn comparison(wording: &Wording<'_, '_>) -> Vec<u8> {
    let edition = wording.edition;
    let row = |row: &'_ crate::parse::comparison::Row| {
        let facts = edition.platforms.iter().flat_map(|platform| {
            let id = platform.item.id.as_str();
            edition.facts(id, row.id.as_str()).iter().map(move |own| fact(id, own, wording))
        });
        serde_json::to_value(RowRecord {
            id: row.id.as_str(),
            label: row.label.as_str(),
            group: row.group.as_str(),
            kind: row.kind.word(),
            help: row.help.as_str(),
            facts: facts.collect(),
            efforts: if row.kind == FactKind::Effort { efforts(edition) } else { Vec::new() },
        })
        .unwrap_or_default()
    };
    let rows: Vec<serde_json::Value> = edition.comparison.rows.iter().map(row).collect();
    pretty(&serde_json::json!({"version": 1, "language": edition.language, "rows": rows}))
}

fn efforts<'a>(edition: &Edition<'a>) -> Vec<EffortRecord<'a>> {
    let record = |platform: &'a str, path: &'a OptOutPath| EffortRecord {
        platform,
        path: path.id.as_str(),
        title: path.title.as_str(),
        regions: words(&path.regions),
        needs: &path.needs,
        fewest_steps: effort(path).map(|effort| effort.fewest),
        most_steps: effort(path).map(|effort| effort.most),
    };
    let platforms = edition.platforms.iter().map(|platform| platform.item);
    platforms.flat_map(|own| ways(own).map(move |path| record(own.id.as_str(), path))).collect()
}

/// The files below `api/`, by name.
pub(super) fn api(wording: &Wording<'_, '_>) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("questions", whole("questions", &questions(wording), wording)),
        ("facts", whole("facts", &facts(wording), wording)),
        ("sources", whole("sources", &sources(wording), wording)),
        ("platforms", whole("platforms", &platforms(wording), wording)),
    ]
}

fn whole(name: &str, list: &impl Serialize, wording: &Wording<'_, '_>) -> Vec<u8> {
    let list = serde_json::to_value(list).unwrap_or_default();
    pretty(&serde_json::json!({"version": 1, "language": wording.edition.language, name: list}))
}

fn questions<'a>(wording: &Wording<'_, 'a>) -> Vec<QuestionRecord<'a>> {
    let record = |found: &crate::model::Local<'a, crate::parse::faq::Question>| {
        let own = found.item;
        QuestionRecord {
            id: own.id.as_str(),
            language: found.language,
            path: path(wording, &Target::Question(*found)),
            question: own.question.as_str(),
            also: words(&own.also),
            short: wording.plain(&own.short),
            answer: wording.plain(&own.answer),
            answer_markdown: &own.answer.text,
            kind: &own.kind,
            platforms: words(&own.platforms),
            regions: words(&own.regions),
            topics: words(&own.topics),
            former: words(&own.former),
            proof: proof(&own.proof, wording),
        }
    };
    wording.edition.questions.iter().map(record).collect()
}

fn path(wording: &Wording<'_, '_>, target: &Target<'_, '_>) -> String {
    wording.edition.address(target).map_or_else(String::new, |route| route.href(""))
}

fn facts<'a>(wording: &Wording<'_, 'a>) -> Vec<FactRecord<'a>> {
    let platforms = wording.edition.platforms.iter();
    platforms.flat_map(|found| found.item.facts.iter().map(|own| fact(found.item.id.as_str(), own, wording))).collect()
}

fn sources<'a>(wording: &Wording<'_, 'a>) -> Vec<SourceRecord<'a>> {
    let record = |source: &&'a crate::parse::citations::CitationSource| SourceRecord {
        id: source.id.as_str(),
        publisher: source.publisher.as_str(),
        title: source.title.as_str(),
        kind: &source.kind,
        url: source.url.as_deref(),
        archived: source.archived.as_deref(),
        date: source.date.map(|date| date.to_string()),
        language: source.language.as_deref(),
        summary: optional(&source.summary),
        note: optional(&source.note),
    };
    wording.edition.sources.iter().map(record).collect()
}

fn platforms<'a>(wording: &Wording<'_, 'a>) -> Vec<PlatformRecord<'a>> {
    let record = |found: &crate::model::Local<'a, crate::parse::platform::Platform>| {
        let own = found.item;
        PlatformRecord {
            id: own.id.as_str(),
            name: own.name.as_str(),
            owner: optional(&own.owner),
            website: own.website.as_deref(),
            path: path(wording, &Target::Platform(*found)),
            summary: wording.plain(&own.summary),
            data: own.data.iter().map(|data| data_use(data, wording)).collect(),
            opt_out: own.opt_out.iter().map(|way| opt_out(way, wording)).collect(),
            events: own.events.iter().map(|event| event_record(event, wording)).collect(),
        }
    };
    wording.edition.platforms.iter().map(record).collect()
}

fn data_use<'a>(data: &'a crate::parse::platform::DataUse, wording: &Wording<'_, '_>) -> DataRecord<'a> {
    DataRecord {
        category: data.category.as_str(),
        used: data.used.word(),
        text: optional(&data.words),
        regions: words(&data.regions),
        proof: proof(&data.proof, wording),
    }
}

fn opt_out<'a>(path: &'a OptOutPath, wording: &Wording<'_, '_>) -> PathRecord<'a> {
    let steps = effort(path);
    let surface = |surface: &'a crate::parse::platform::Surface| SurfaceRecord {
        surface: &surface.kind,
        title: surface.title.as_str(),
        steps: surface
            .steps
            .iter()
            .map(|step| StepRecord {
                action: wording.plain(&step.action),
                label: optional(&step.label),
                link: step.link.as_deref(),
            })
            .collect(),
    };
    PathRecord {
        id: path.id.as_str(),
        kind: &path.kind,
        title: path.title.as_str(),
        purpose: path.purpose.word(),
        regions: words(&path.regions),
        accounts: words(&path.accounts),
        link: path.link.as_deref(),
        needs: &path.needs,
        fewest_steps: steps.map(|steps| steps.fewest),
        most_steps: steps.map(|steps| steps.most),
        surfaces: path.surfaces.iter().map(surface).collect(),
        retroactive: path.retroactive.word(),
        covers: wording.plain(&path.covers),
        proof: proof(&path.proof, wording),
    }
}

fn event_record<'a>(event: &'a crate::parse::platform::Event, wording: &Wording<'_, '_>) -> EventRecord<'a> {
    EventRecord {
        id: event.id.as_str(),
        date: event.date.map(|date| date.to_string()),
        kind: &event.kind,
        title: event.title.as_str(),
        regions: words(&event.regions),
        proof: proof(&event.proof, wording),
    }
}
