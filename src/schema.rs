//! JSON Schema (2020-12) for editors: the shapes that parse, told to programs that complete and explain.
//!
//! Invariant: knows no key, no word and no help of its own; [`mod@crate::parse::shape`] has them all.

use serde_json::{Map, Value, json};

use crate::parse::shape::{Field, Mapping, Shape};
use crate::parse::{self, Kind};

/// The dialect of every schema.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What a schema is for: its name on the command line, the files it holds for, and their kind.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// The name.
    pub name: &'static str,
    /// The files, as a pattern of paths.
    pub files: &'static str,
    kind: Option<Kind>,
}

const fn files(name: &'static str, files: &'static str, kind: Kind) -> Subject {
    Subject { name, files, kind: Some(kind) }
}

/// Everything that has a schema.
pub const SUBJECTS: &[Subject] = &[
    files("site", "content/site.yaml", Kind::Settings),
    files("vocabulary", "content/vocabulary.yaml", Kind::Vocabulary),
    files("comparison", "content/comparison.yaml", Kind::Comparison),
    files("sources", "content/sources.yaml", Kind::Sources),
    files("platform", "content/platforms/*.yaml", Kind::Platform),
    files("faq", "content/faq/*.yaml", Kind::Faq),
    files("explainer", "front matter of content/explainers/*.md", Kind::Explainer),
    files("letter", "front matter of content/letters/*.md", Kind::Letter),
    files("tombstones", "content/tombstones.yaml", Kind::Tombstones),
    files("page", "front matter of content/pages/*.md", Kind::Page),
    Subject { name: "report", files: "what `--report json` writes", kind: None },
];

impl Subject {
    /// The subject of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        SUBJECTS.iter().copied().find(|subject| subject.name == name)
    }

    /// Whether it is about files that are YAML as a whole, where an editor can use it.
    #[must_use]
    pub fn is_yaml(self) -> bool {
        self.files.ends_with(".yaml")
    }

    /// Its schema as text, ending in a line end.
    #[must_use]
    pub fn schema(self) -> String {
        let schema = match self.kind.and_then(parse::shape) {
            Some(shape) => file(self, shape),
            None => return include_str!("diagnostic/report.schema.json").to_owned(),
        };
        serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
    }
}

fn file(subject: Subject, shape: Shape) -> Value {
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), json!(DIALECT));
    whole.insert("title".to_owned(), json!(subject.files));
    if let Value::Object(schema) = any(shape) {
        whole.extend(schema.into_iter().filter(|(key, _)| key != "title"));
    }
    // A file without an entry yet is an empty list.
    if matches!(shape, Shape::List(_)) {
        whole.insert("type".to_owned(), json!(["array", "null"]));
    }
    Value::Object(whole)
}

fn any(shape: Shape) -> Value {
    match shape {
        Shape::Mapping(own) => mapping(own),
        Shape::List(item) => json!({ "type": "array", "items": any(*item) }),
        Shape::Text | Shape::Prose => json!({ "type": "string", "pattern": "\\S" }),
        Shape::Id => {
            json!({ "type": ["string", "integer"], "minimum": 0, "pattern": "^\\s*[a-z0-9]+(-[a-z0-9]+)*\\s*$" })
        }
        Shape::Date => json!({
            "type": ["string", "integer"],
            "minimum": 1000,
            "maximum": 9999,
            "pattern": "^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$",
        }),
        Shape::Url => json!({ "type": "string", "pattern": "^([Hh][Tt][Tt][Pp][Ss]?:\\/\\/|mailto:|tel:)\\S+$" }),
        Shape::Language => json!({ "type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Integer => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        Shape::Word(words) => json!({ "type": "string", "enum": words }),
        Shape::Value => json!({ "type": ["string", "number"], "pattern": "\\S" }),
        Shape::Options => {
            json!({ "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"], "pattern": "\\S" } })
        }
        Shape::Either(plain, keyed) => json!({ "anyOf": [any(*plain), any(*keyed)] }),
    }
}

fn mapping(own: &Mapping) -> Value {
    let properties: Map<String, Value> = own.fields.iter().map(|known| (known.key.to_owned(), field(known))).collect();
    let required: Vec<&str> = own.fields.iter().filter(|field| field.required).map(|field| field.key).collect();
    let mut schema = Map::new();
    schema.insert("title".to_owned(), json!(own.name));
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema.insert("additionalProperties".to_owned(), json!(false));
    Value::Object(schema)
}

fn field(field: &Field) -> Value {
    let mut schema = any(field.shape);
    if let Value::Object(schema) = &mut schema {
        let markdown = if matches!(field.shape, Shape::Prose) { " (Markdown)" } else { "" };
        schema.insert("description".to_owned(), json!(format!("{}{markdown}", field.help)));
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::{Kind, SUBJECTS, Shape, Value, parse};

    /// Every key of every shape stands in the schema with its help, and nothing else does.
    fn same(shape: Shape, schema: &Value, path: &str) -> usize {
        match shape {
            Shape::Mapping(mapping) => {
                let properties = schema["properties"].as_object().unwrap_or_else(|| panic!("{path}: no properties"));
                let keys: Vec<&str> = mapping.fields.iter().map(|field| field.key).collect();
                let mut told: Vec<&str> = properties.keys().map(String::as_str).collect();
                let mut sorted = keys.clone();
                sorted.sort_unstable();
                told.sort_unstable();
                assert_eq!(told, sorted, "{path}");
                assert_eq!(schema["additionalProperties"], false, "{path}");
                mapping
                    .fields
                    .iter()
                    .map(|field| {
                        let inner = &properties[field.key];
                        let path = format!("{path}.{}", field.key);
                        assert!(
                            inner["description"].as_str().is_some_and(|text| text.starts_with(field.help)),
                            "{path}"
                        );
                        let required =
                            schema["required"].as_array().is_some_and(|keys| keys.contains(&field.key.into()));
                        assert_eq!(required, field.required, "{path}");
                        1 + same(field.shape, inner, &path)
                    })
                    .sum()
            }
            Shape::List(item) => same(*item, &schema["items"], &format!("{path}[]")),
            Shape::Either(_, keyed) => same(*keyed, &schema["anyOf"][1], path),
            Shape::Word(words) => {
                assert_eq!(schema["enum"], Value::from(words.to_vec()), "{path}");
                0
            }
            _ => 0,
        }
    }

    #[test]
    fn a_schema_has_every_key_of_its_shape() {
        let mut keys = 0;
        for subject in SUBJECTS {
            let schema: Value = serde_json::from_str(&subject.schema()).unwrap();
            assert_eq!(schema["$schema"], super::DIALECT, "{}", subject.name);
            if let Some(shape) = subject.kind.and_then(parse::shape) {
                keys += same(shape, &schema, subject.name);
            }
        }
        assert!(keys > 100, "hardly any key was seen");
    }

    #[test]
    fn every_kind_that_is_read_has_a_schema() {
        for kind in [
            Kind::Settings,
            Kind::Vocabulary,
            Kind::Comparison,
            Kind::Sources,
            Kind::Platform,
            Kind::Faq,
            Kind::Explainer,
            Kind::Letter,
            Kind::Page,
        ] {
            assert!(SUBJECTS.iter().any(|subject| subject.kind == Some(kind)), "{kind:?}");
        }
    }
}
