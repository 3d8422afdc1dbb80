//! The GraphQL schema as its introspection tells it: which fields there are, and what they take
//! and give.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use testkit::Client;

const INTROSPECTION: &str = "{ __schema { types { kind name isOneOf
    fields { name args { name defaultValue type { ...Ref } } type { ...Ref } }
    inputFields { name defaultValue type { ...Ref } } enumValues { name }
    possibleTypes { name } } } }
    fragment Ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// How deep a selection goes: further relations are relations of what was asked for.
const DEPTH_MAX: usize = 7;

/// The types by their names.
pub(crate) struct Schema(HashMap<String, Value>);

impl Schema {
    /// Asks a server.
    pub(crate) async fn of(client: &Client) -> Self {
        let answer = client.graphql(None, INTROSPECTION, Value::Null).await;
        let types = answer["data"]["__schema"]["types"].as_array().unwrap().clone();
        Self(types.into_iter().map(|kind| (kind["name"].as_str().unwrap().into(), kind)).collect())
    }

    /// The types themselves, those of introspection left out.
    pub(crate) fn types(&self) -> impl Iterator<Item = (&str, &Value)> {
        let all = self.0.iter().map(|(name, kind)| (name.as_str(), kind));
        all.filter(|(name, _)| !name.starts_with("__"))
    }

    /// A type.
    pub(crate) fn named(&self, name: &str) -> &Value {
        &self.0[name]
    }

    /// The names of the fields of a type.
    pub(crate) fn fields(&self, name: &str) -> Vec<String> {
        let fields = self.0[name]["fields"].as_array().into_iter().flatten();
        fields.map(|field| field["name"].as_str().unwrap().to_owned()).collect()
    }

    /// A field of a type.
    pub(crate) fn field(&self, name: &str, field: &str) -> &Value {
        let fields = self.0[name]["fields"].as_array().unwrap();
        fields.iter().find(|one| one["name"] == field).unwrap_or_else(|| panic!("{name}.{field}"))
    }

    /// The names and types of the arguments of a field.
    pub(super) fn args(field: &Value) -> Vec<(String, &Value)> {
        let args = field["args"].as_array().unwrap();
        args.iter().map(|arg| (arg["name"].as_str().unwrap().to_owned(), &arg["type"])).collect()
    }

    fn kind(&self, name: &str) -> &str {
        self.0[name]["kind"].as_str().unwrap()
    }

    /// Everything that a type gives, as a selection. A type within itself and a union are left
    /// out; below `article` in an item, where REST has a summary, only what is not an object.
    pub(super) fn selection(&self, name: &str) -> String {
        self.select(name, &mut Vec::new())
    }

    fn select(&self, name: &str, above: &mut Vec<String>) -> String {
        match self.kind(name) {
            "OBJECT" => {}
            "INTERFACE" => return self.select_kinds(name),
            _ => return String::new(),
        }
        above.push(name.to_owned());
        let mut words = vec!["{".to_owned()];
        for field in self.0[name]["fields"].as_array().unwrap() {
            let (word, own) = (field["name"].as_str().unwrap(), base(&field["type"]));
            let is_leaf = matches!(self.kind(own), "SCALAR" | "ENUM");
            // what a mutation leaves is whole
            let is_left = above.len() == 2 && above[0].ends_with("Payload");
            let is_summary = name == "Article" && above.len() > 1 && !is_left;
            let deep = above.len() >= DEPTH_MAX || above.iter().any(|type_above| type_above == own);
            if is_leaf {
                words.push(word.to_owned());
            } else if matches!(self.kind(own), "OBJECT" | "INTERFACE") && !deep && !is_summary {
                words.push(format!("{word} {}", self.select(own, above)));
            }
        }
        above.pop();
        words.push("}".to_owned());
        words.join(" ")
    }

    /// What is no object of each type that stands behind an interface.
    fn select_kinds(&self, name: &str) -> String {
        let leaves = |name: &str| -> Vec<String> {
            let fields = self.0[name]["fields"].as_array().unwrap();
            let is_leaf =
                |field: &&Value| matches!(self.kind(base(&field["type"])), "SCALAR" | "ENUM");
            let leaves = fields.iter().filter(is_leaf);
            leaves.map(|field| field["name"].as_str().unwrap().to_owned()).collect()
        };
        let kinds = self.0[name]["possibleTypes"].as_array().unwrap();
        let kinds = kinds.iter().map(|kind| {
            let kind = kind["name"].as_str().unwrap();
            format!("... on {kind} {{ {} }}", leaves(kind).join(" "))
        });
        format!("{{ {} }}", kinds.collect::<Vec<_>>().join(" "))
    }

    /// A value as REST has it in the words of a GraphQL input: enums in upper case.
    pub(super) fn input(&self, kind: &Value, value: &Value) -> Value {
        let name = base(kind);
        match (self.kind(name), value) {
            (_, Value::Array(items)) if is_list(kind) => {
                items.iter().map(|item| self.input(&json!({ "name": name }), item)).collect()
            }
            ("ENUM", Value::String(word)) => json!(word.to_uppercase()),
            ("INPUT_OBJECT", Value::Object(members)) => {
                let fields = self.0[name]["inputFields"].as_array().unwrap();
                let one = |(member, value): (&String, &Value)| {
                    let known = fields.iter().find(|field| field["name"] == *member);
                    let value = known.map(|field| self.input(&field["type"], value));
                    (member.clone(), value.unwrap_or(Value::Null))
                };
                Value::Object(members.iter().map(one).collect::<Map<_, _>>())
            }
            _ => value.clone(),
        }
    }

    /// An answer in REST's words: enums in lower case, instants with `Z`.
    pub(super) fn output(&self, name: &str, value: Value) -> Value {
        match (self.kind(name), value) {
            (_, Value::Array(items)) => {
                items.into_iter().map(|item| self.output(name, item)).collect()
            }
            ("ENUM", Value::String(word)) if name == "TemperatureUnit" => json!(word),
            ("ENUM", Value::String(word)) => json!(word.to_lowercase()),
            ("SCALAR", Value::String(word)) if name == "DateTime" => {
                json!(domain::time::Timestamp::parse(&word))
            }
            ("OBJECT", Value::Object(members)) => {
                let one = |(member, value): (String, Value)| {
                    let own = base(&self.field(name, &member)["type"]);
                    let value = self.output(own, value);
                    (member, value)
                };
                Value::Object(members.into_iter().map(one).collect())
            }
            (_, value) => value,
        }
    }
}

/// The name of a type without its wrappers.
pub(crate) fn base(kind: &Value) -> &str {
    if kind["ofType"].is_object() { base(&kind["ofType"]) } else { kind["name"].as_str().unwrap() }
}

/// A type as a document writes it.
pub(super) fn written(kind: &Value) -> String {
    match kind["kind"].as_str().unwrap() {
        "NON_NULL" => format!("{}!", written(&kind["ofType"])),
        "LIST" => format!("[{}]", written(&kind["ofType"])),
        _ => kind["name"].as_str().unwrap().to_owned(),
    }
}

fn is_list(kind: &Value) -> bool {
    match kind["kind"].as_str() {
        Some("LIST") => true,
        Some("NON_NULL") => is_list(&kind["ofType"]),
        _ => false,
    }
}
