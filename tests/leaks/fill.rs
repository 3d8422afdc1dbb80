//! Documents from the schemas of the contract: each member that takes text gets a word of its own,
//! so that a member that is added later is filled without anybody thinking of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::contract::{Contract, choices, is_kind, is_text, name};
use super::words::word;

/// What text must look like where it is not free: the member, and what stands there instead.
pub(super) const FIXED: [(&str, &str, &str); 19] = [
    ("language", "en", "BCP 47"),
    ("languages", "en", "BCP 47"),
    ("country", "PT", "ISO 3166"),
    ("timeZone", "Europe/Lisbon", "the zones are known"),
    ("dateFormat", "%A %-d %B %Y", "a pattern"),
    ("from", "2020", "a date"),
    ("until", "2030", "a date"),
    ("saidOn", "2026-03-01", "a date"),
    ("requestedAt", "2026-03-01", "a date"),
    ("deadline", "2026-03-02", "a date"),
    ("at", "2026-03-01", "a date"),
    ("scopes", "working.read", "words of actions"),
    ("action", "working.read", "words of actions"),
    ("customRole", "", "names a role that there is"),
    ("blockKey", "", "names a block that there is"),
    ("prefix", "", "worked out on save"),
    ("suffix", "", "worked out on save"),
    ("exact", "", "worked out on save"),
    ("_type", "block", "words of Portable Text"),
];

/// A word where it was planted.
#[derive(Debug, Clone)]
pub(super) struct Planted {
    /// The word.
    pub word: String,
    /// Where: `operation Schema.member`.
    pub place: String,
}

impl Planted {
    /// The member that holds it: `Schema.member`.
    pub(super) fn member(&self) -> &str {
        self.place.split_once(' ').map_or(&*self.place, |(_, member)| member)
    }
}

/// Fills documents.
pub(super) struct Filler<'a> {
    contract: &'a Contract,
    stem: &'static str,
    /// What is to stand in members that name things, by `Schema.member` or by the member alone.
    pub known: BTreeMap<String, Value>,
    /// The words so far.
    pub planted: Vec<Planted>,
}

impl<'a> Filler<'a> {
    /// A filler whose words begin with a stem.
    pub(super) fn new(contract: &'a Contract, stem: &'static str) -> Self {
        Self { contract, stem, known: BTreeMap::new(), planted: Vec::new() }
    }

    /// Another word, for a place.
    pub(super) fn next(&mut self, place: &str) -> String {
        let word = word(self.stem, self.planted.len());
        self.planted.push(Planted { word: word.clone(), place: place.to_owned() });
        word
    }

    /// Says what stands in a member from now on; null leaves it out.
    pub(super) fn know(&mut self, member: &str, value: impl Into<Value>) {
        self.known.insert(member.to_owned(), value.into());
    }

    /// The contract.
    pub(super) const fn contract(&self) -> &'a Contract {
        self.contract
    }

    /// A value for one member of a schema, whatever is known of it.
    pub(super) fn member(&mut self, operation: &str, place: &str) -> Value {
        let (owner, member) = place.split_once('.').unwrap();
        let contract = self.contract;
        let schema = &contract.component(owner)["properties"][member];
        let known = self.known.remove(place);
        let value = self.value(schema, operation, place).unwrap_or(Value::Null);
        self.known.extend(known.map(|known| (place.to_owned(), known)));
        value
    }

    /// A document for an operation.
    pub(super) fn document(&mut self, operation: &str) -> Value {
        let bodies = &self.contract.named(operation).bodies;
        let Some((_, schema)) = bodies.last() else { return Value::Null };
        let root = name(schema).unwrap_or_default();
        self.value(schema, operation, root).unwrap_or(Value::Null)
    }

    /// A value for a schema; nothing where it is to be left out.
    fn value(&mut self, schema: &Value, operation: &str, place: &str) -> Option<Value> {
        let member = place.rsplit('.').next().unwrap_or_default();
        let known = self.known.get(place).or_else(|| self.known.get(member));
        if let Some(known) = known.filter(|_| place.contains('.')) {
            return Some(known.clone()).filter(|known| !known.is_null());
        }
        if let Some(name) = name(schema) {
            let inner = self.contract.resolve(schema);
            // what a value alone has for a schema belongs to the member
            let place = if inner["properties"].is_object() { name } else { place };
            return self.value(inner, operation, place);
        }
        if let Some(choice) = choices(schema).next() {
            return self.value(choice, operation, place);
        }
        if let Some(members) = schema["properties"].as_object() {
            return Some(self.object(members, operation, place));
        }
        if is_kind(schema, "array") {
            let item = self.value(&schema["items"], operation, place)?;
            return Some(json!([item]));
        }
        if let Some(words) = schema["enum"].as_array() {
            return words.first().cloned();
        }
        if is_text(schema) {
            return self.text(schema, operation, place, member);
        }
        if is_kind(schema, "boolean") {
            return Some(json!(false));
        }
        if is_kind(schema, "object") {
            return Some(json!({ "other": self.next(&format!("{operation} {place}")) }));
        }
        Some(schema["minimum"].as_i64().map_or(json!(1), |least| json!(least.max(1))))
    }

    fn object(&mut self, members: &Map<String, Value>, operation: &str, place: &str) -> Value {
        let owner = place.split('.').next().unwrap_or_default();
        let mut object = Map::new();
        for (member, schema) in members {
            let value = self.value(schema, operation, &format!("{owner}.{member}"));
            object.extend(value.map(|value| (member.clone(), value)));
        }
        Value::Object(object)
    }

    fn text(
        &mut self,
        schema: &Value,
        operation: &str,
        place: &str,
        member: &str,
    ) -> Option<Value> {
        if is_fixed(schema) {
            return None;
        }
        if let Some((_, value, _)) = FIXED.iter().find(|(fixed, ..)| *fixed == member) {
            return Some(json!(value)).filter(|_| !value.is_empty());
        }
        let word = self.next(&format!("{operation} {place}"));
        Some(json!(match member {
            "email" => format!("{word}@example.org"),
            _ if is_address(member) => format!("https://{word}.example/"),
            "slug" | "rule" | "key" | "role" | "rel" => word,
            "password" => format!("{word} and {word}"),
            _ => format!("{word} is here"),
        }))
    }
}

/// True for text that names a thing or an instant: it has no room for words.
pub(super) fn is_fixed(schema: &Value) -> bool {
    matches!(schema["format"].as_str(), Some("uuid" | "date" | "date-time" | "json-pointer"))
}

fn is_address(member: &str) -> bool {
    matches!(member, "url" | "image" | "logo" | "externalUris" | "source" | "baseUrl")
        || member.ends_with("Url")
}
