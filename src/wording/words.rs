//! The interface words of one language, from the theme's `words/LANG.yaml`.

use std::collections::BTreeMap;

use crate::parse::yaml::{Node, Value};
use crate::text::date::Date;
use crate::text::direction::isolated;

/// Words by their dotted path: `choices.not-stated`.
#[derive(Clone, Debug, Default)]
pub struct Words {
    flat: BTreeMap<String, String>,
    months: Vec<String>,
}

/// What the core itself looks up; a theme's words must have them in every language.
pub const NEEDED: &[&str] = &[
    "dates.day",
    "dates.month",
    "dates.year",
    "choices.yes",
    "choices.no",
    "choices.partly",
    "choices.not-stated",
    "choices.unclear",
    "data.yes",
    "data.no",
    "data.partly",
    "data.not-stated",
    "data.unclear",
    "confidence.high",
    "confidence.medium",
    "confidence.low",
    "source_kinds.primary",
    "source_kinds.regulator",
    "source_kinds.court",
    "source_kinds.ngo",
    "source_kinds.press",
    "source_kinds.other",
    "path_kinds.switch",
    "path_kinds.form",
    "path_kinds.e-mail",
    "path_kinds.none",
    "needs.log-in",
    "needs.e-mail",
    "needs.reason",
    "needs.code",
    "needs.id",
    "needs.evidence",
    "event_kinds.announced",
    "event_kinds.started",
    "event_kinds.paused",
    "event_kinds.resumed",
    "event_kinds.changed",
    "event_kinds.warning",
    "event_kinds.complaint",
    "event_kinds.ruling",
    "event_kinds.deadline",
    "event_kinds.review",
    "change_kinds.fact",
    "change_kinds.review",
    "changes.fact",
    "changes.review",
    "changes.review_text",
    "changes.before",
    "changes.after",
    "calendar.again",
    "calendar.again_text",
    "question_kinds.question",
    "question_kinds.myth",
    "question_kinds.how-to",
    "counts.facts.one",
    "counts.facts.other",
    "counts.days.one",
    "counts.days.other",
    "counts.months.one",
    "counts.months.other",
    "counts.ways.one",
    "counts.ways.other",
    "counts.steps.one",
    "counts.steps.other",
    "counts.minutes.one",
    "counts.minutes.other",
    "steps_range",
    "no_address",
    "difference.same",
    "difference.alike",
    "difference.silent",
    "difference.only",
    "difference.differ",
    "difference.side",
    "difference.same_in",
    "difference.differ_in",
    "difference.open_in",
    "difference.order",
    "difference.later",
    "difference.same_day",
    "difference.effort",
    "standing.ways",
    "standing.unknown",
    "standing.no_way",
    "crumbs.opt-out",
    "pages.affected.title",
    "pages.affected.description",
    "pages.compare.title",
    "pages.compare.description",
    "pages.data.title",
    "pages.data.description",
    "pages.faq.title",
    "pages.faq.description",
    "pages.explainers.title",
    "pages.explainers.description",
    "pages.letters.title",
    "pages.letters.description",
    "pages.timeline.title",
    "pages.timeline.description",
    "pages.changes.title",
    "pages.changes.description",
    "pages.glossary.title",
    "pages.glossary.description",
    "pages.sources.title",
    "pages.sources.description",
    "pages.search.title",
    "pages.search.description",
    "pages.embed.title",
    "pages.embed.description",
    "embed.gone",
    "embed.kinds.compare",
    "embed.kinds.steps",
    "embed.kinds.topic",
    "embed.kinds.question",
    "pages.not-found.title",
    "pages.not-found.description",
    "pages.redirect.title",
    "pages.redirect.description",
    "pages.home.title",
    "pages.platform.title",
    "pages.platform.description",
    "pages.opt-out.title",
    "pages.opt-out.description",
    "pages.region.title",
    "pages.region.description",
    "alerts.note",
    "alerts.tip",
    "alerts.important",
    "alerts.warning",
    "alerts.caution",
    "table_region",
    "reviewed_on",
    "evidence_up_to",
];

impl Words {
    /// Adds the words of a file; words that are there already stay.
    pub fn add(&mut self, node: &Node) {
        if self.months.is_empty() {
            let months = node.get("dates").and_then(|dates| dates.get("months"));
            if let Some(Value::List(months)) = months.map(|months| &months.value) {
                self.months = months.iter().filter_map(|month| month.text().map(str::to_owned)).collect();
            }
        }
        self.flatten(node, "");
    }

    fn flatten(&mut self, node: &Node, path: &str) {
        match &node.value {
            Value::Mapping(pairs) => {
                for (key, value) in pairs {
                    let key = key.text().unwrap_or_default();
                    let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
                    self.flatten(value, &path);
                }
            }
            Value::Text(text) | Value::Number(text) => {
                self.flat.entry(path.to_owned()).or_insert_with(|| text.clone());
            }
            _ => {}
        }
    }

    /// What the core needs and these words lack.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let mut missing: Vec<_> = NEEDED.iter().copied().filter(|path| !self.flat.contains_key(*path)).collect();
        if self.months.len() != 12 {
            missing.push("dates.months");
        }
        missing
    }

    /// Every path that has a word.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.flat.keys().map(String::as_str)
    }

    /// Whether there is a word at this path.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.flat.contains_key(path)
    }

    /// The word at this path; the path itself when it is missing, which was reported.
    #[must_use]
    pub fn get<'w>(&'w self, path: &'w str) -> &'w str {
        self.flat.get(path).map_or(path, String::as_str)
    }

    /// The word for a value of a group: `choices`, `not-stated`.
    #[must_use]
    pub fn of(&self, group: &str, id: &str) -> String {
        self.flat.get(&format!("{group}.{id}")).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// A word with `{name}` replaced.
    #[must_use]
    pub fn fill(&self, path: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(path), values)
    }

    /// A count in words: the form `one` or `other` of the group, with `{n}` replaced.
    #[must_use]
    pub fn count(&self, group: &str, number: usize) -> String {
        let form = if number == 1 { "one" } else { "other" };
        fill(&self.of(group, form), &[("n", &number.to_string())])
    }

    /// A date as this language writes it.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        let month = date.month.and_then(|month| self.months.get(usize::from(month) - 1));
        let form = match (date.month, date.day) {
            (Some(_), Some(_)) => "dates.day",
            (Some(_), None) => "dates.month",
            _ => "dates.year",
        };
        let number = |part: Option<u8>| part.map_or_else(String::new, |part| part.to_string());
        let values = [
            ("day", number(date.day)),
            ("month", month.cloned().unwrap_or_else(|| number(date.month))),
            ("year", date.year.to_string()),
        ];
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.fill(form, &values)
    }

    /// The words as nested values, for templates.
    #[must_use]
    pub fn nested(&self) -> serde_json::Value {
        let mut root = serde_json::Map::new();
        for (path, word) in &self.flat {
            let mut map = &mut root;
            let mut parts = path.split('.').peekable();
            while let Some(part) = parts.next() {
                if parts.peek().is_none() {
                    map.insert(part.to_owned(), serde_json::Value::String(word.clone()));
                    break;
                }
                let inner = map.entry(part).or_insert_with(|| serde_json::Value::Object(serde_json::Map::new()));
                let serde_json::Value::Object(inner) = inner else { break };
                map = inner;
            }
        }
        serde_json::Value::Object(root)
    }
}

/// Replaces each `{name}` by its value. A value is not read again, and does not move the words around it.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let found = after.split_once('}').and_then(|(name, behind)| {
            let (_, value) = values.iter().find(|(own, _)| *own == name)?;
            Some((*value, behind))
        });
        rest = match found {
            Some((value, "")) if filled.is_empty() => return value.to_owned(),
            Some((value, behind)) => {
                filled.push_str(&isolated(value, text));
                behind
            }
            None => {
                filled.push('{');
                after
            }
        };
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::{Words, fill};
    use crate::parse::yaml::read;
    use crate::text::date::Date;

    #[test]
    fn values_are_put_in_once_and_stay_in_their_place() {
        let values = [("a", "{b}"), ("b", "שלום!"), ("n", "7")];
        assert_eq!(fill("{a}, {c} {n", &values), "{b}, {c} {n");
        assert_eq!(fill("{b}: {n} of {b}", &values), "\u{2068}שלום!\u{2069}: 7 of \u{2068}שלום!\u{2069}");
        assert_eq!(fill("{b}", &values), "שלום!");
        assert_eq!(fill("{{n}}", &values), "{7}");
    }

    #[test]
    fn dates_and_counts_follow_the_language() {
        let mut words = Words::default();
        let german = "dates:\n  months: [Januar, Februar, März, April, Mai, Juni, Juli, August, September, Oktober, November, Dezember]\n  day: '{day}. {month} {year}'\n  month: '{month} {year}'\n  year: '{year}'\ncounts:\n  steps: {one: '{n} Schritt', other: '{n} Schritte'}\n";
        words.add(&read(german).unwrap());
        let date = |text| words.date(Date::parse(text).unwrap());
        assert_eq!(date("2025-11-03"), "3. November 2025");
        assert_eq!(date("2025-03"), "März 2025");
        assert_eq!(date("2025"), "2025");
        assert_eq!(words.count("counts.steps", 1), "1 Schritt");
        assert_eq!(words.count("counts.steps", 3), "3 Schritte");
        assert_eq!(words.nested()["counts"]["steps"]["one"], "{n} Schritt");
    }
}
