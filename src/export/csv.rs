//! The comparison as CSV (RFC 4180): one line an entry, so that regional differences stay apart.

use crate::model::fact::{self, FactValue, value};
use crate::parse::comparison::{FactKind, Row};
use crate::parse::entry::Text;
use crate::parse::platform::{Fact, OptOutPath, Platform};
use crate::parse::receipt::Proof;
use crate::wording::Wording;

const HEAD: [&str; 12] = [
    "group",
    "row",
    "row_id",
    "platform",
    "regions",
    "accounts",
    "value",
    "text",
    "confidence",
    "reviewed",
    "evidence",
    "sources",
];

/// The comparison.
pub(super) fn comparison(wording: &Wording<'_, '_>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing into memory does not fail, and every line has as many fields as the head.
    let _ = writer.write_record(HEAD);
    for row in &wording.edition.comparison.rows {
        for platform in &wording.edition.platforms {
            for fact in wording.edition.facts(platform.id.as_str(), row.id.as_str()) {
                let _ = writer.write_record(line(row, platform.item, fact, wording).map(harmless));
            }
            for path in fact::ways(platform.item).filter(|_| row.kind == FactKind::Effort) {
                let _ = writer.write_record(way(row, platform.item, path, wording).map(harmless));
            }
        }
    }
    writer.into_inner().unwrap_or_default()
}

fn line(row: &Row, platform: &Platform, fact: &Fact, wording: &Wording<'_, '_>) -> [String; 12] {
    let told = [raw(fact, wording), wording.fact_words(fact)];
    fields(row, platform, (&fact.regions, &fact.accounts), told, &fact.proof, wording)
}

/// A way to say no: its fewest steps as the value.
fn way(row: &Row, platform: &Platform, path: &OptOutPath, wording: &Wording<'_, '_>) -> [String; 12] {
    let fewest = fact::effort(path).map(|effort| effort.fewest.to_string());
    let needs = path.needs.iter().map(|need| wording.words.of("needs", need));
    let words: Vec<String> = wording.steps_words(path).into_iter().chain(needs).collect();
    let told = [fewest.unwrap_or_default(), format!("{}: {}", path.title.text, words.join(", "))];
    fields(row, platform, (&path.regions, &[]), told, &path.proof, wording)
}

fn fields(
    row: &Row,
    platform: &Platform,
    (regions, accounts): (&[Text], &[Text]),
    [value, text]: [String; 2],
    proof: &Proof,
    wording: &Wording<'_, '_>,
) -> [String; 12] {
    let edition = wording.edition;
    let group = edition.comparison.groups.iter().find(|(id, _)| id.text == row.group.text);
    let evidence = edition.evidence(proof).map(|date| date.to_string());
    let sources: Vec<&str> = proof.receipts.iter().map(|receipt| receipt.source.as_str()).collect();
    [
        group.map_or_else(String::new, |(_, label)| label.text.clone()),
        row.label.text.clone(),
        row.id.text.clone(),
        platform.name.text.clone(),
        listed(regions),
        listed(accounts),
        value,
        text,
        proof.confidence.word().to_owned(),
        proof.reviewed.map(|date| date.to_string()).unwrap_or_default(),
        evidence.unwrap_or_default(),
        sources.join(" "),
    ]
}

/// The value as data: a choice's word, an ISO date, a number, or the text.
pub(super) fn raw(fact: &Fact, wording: &Wording<'_, '_>) -> String {
    match value(fact.value.as_str(), wording.edition.kind(fact)) {
        Some(FactValue::Choice(choice)) => choice.word().to_owned(),
        Some(FactValue::Date(date)) => date.to_string(),
        Some(FactValue::Number(text) | FactValue::Text(text)) => text,
        None => String::new(),
    }
}

fn listed(ids: &[Text]) -> String {
    ids.iter().map(Text::as_str).collect::<Vec<_>>().join(" ")
}

/// A field that a spreadsheet would take for a formula gets an apostrophe (OWASP, CSV injection): one that begins
/// with an operator, in either width, after any white space. So does what comes behind a semicolon, which parts fields
/// where a comma stands in numbers: there it would be a field of its own.
fn harmless(field: String) -> String {
    let is_operator = |first: char| matches!(first, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let is_formula = |part: &str| {
        part.starts_with(['\t', '\r']) || part.trim_start_matches(['"', ' ']).trim_start().starts_with(is_operator)
    };
    if !field.split(';').any(is_formula) {
        return field;
    }
    let disarmed = |part: &str| if is_formula(part) { format!("'{part}") } else { part.to_owned() };
    field.split(';').map(disarmed).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_are_disarmed() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " \n=1", "＝1", "\"=1\""] {
            assert!(harmless(formula.to_owned()).starts_with('\''), "{formula}");
        }
        assert_eq!(harmless("a; =1+1;b;\"-1".to_owned()), "a;' =1+1;b;'\"-1");
        assert_eq!(harmless("on by default".to_owned()), "on by default");
    }
}
