//! The contract of REST as data: its operations, their parameters, and what their bodies hold.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// An operation.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    /// Its `operationId`.
    pub name: String,
    /// In upper case.
    pub method: String,
    /// With `{…}` where parameters stand.
    pub path: String,
    /// Its parameters, resolved.
    pub parameters: Vec<Parameter>,
    /// True if it needs no credential.
    pub is_open: bool,
    /// The content types that it takes, with their schemas.
    pub bodies: Vec<(String, Value)>,
}

/// A parameter of an operation.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    /// Its name.
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    /// What it takes.
    pub schema: Value,
}

/// The contract.
pub(super) struct Contract {
    tree: Value,
    /// All of them, in the contract's order.
    pub operations: Vec<Operation>,
}

impl Contract {
    /// The contract as the code says it.
    pub(super) fn new() -> Self {
        let tree = serde_json::to_value(api::rest::document::document().unwrap()).unwrap();
        let mut contract = Self { tree, operations: Vec::new() };
        let mut operations = Vec::new();
        for (path, item) in contract.tree["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                operations.push(contract.operation(path, method, operation));
            }
        }
        contract.operations = operations;
        contract
    }

    fn operation(&self, path: &str, method: &str, operation: &Value) -> Operation {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let parameter = |one: &Value| {
            let one = self.resolve(one);
            Parameter {
                name: one["name"].as_str().unwrap().to_owned(),
                place: one["in"].as_str().unwrap().to_owned(),
                schema: self.resolve(&one["schema"]).clone(),
            }
        };
        let content = operation["requestBody"]["content"].as_object().into_iter().flatten();
        Operation {
            name: operation["operationId"].as_str().unwrap().to_owned(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            parameters: parameters.map(parameter).collect(),
            is_open: is_open(operation),
            bodies: content.map(|(kind, body)| (kind.clone(), body["schema"].clone())).collect(),
        }
    }

    /// An operation by its name.
    #[track_caller]
    pub(super) fn named(&self, name: &str) -> &Operation {
        let found = self.operations.iter().find(|operation| operation.name == name);
        found.unwrap_or_else(|| panic!("the contract has no {name}"))
    }

    /// A schema by its name.
    pub(super) fn component(&self, name: &str) -> &Value {
        &self.tree["components"]["schemas"][name]
    }

    /// True if what an operation takes holds, at any depth, what a schema describes.
    pub(super) fn holds(&self, operation: &str, owner: &str) -> bool {
        let bodies = &self.named(operation).bodies;
        let mut seen = BTreeSet::new();
        for (_, schema) in bodies {
            self.walk(schema, "", &mut seen, &mut BTreeMap::new());
        }
        seen.contains(owner)
    }

    /// What a reference leads to.
    pub(super) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(place) => {
                let place = place.strip_prefix('#').unwrap();
                self.resolve(self.tree.pointer(place).unwrap())
            }
            None => schema,
        }
    }

    /// The members with text of all that operations take, as `Schema.member`, with their schemas.
    /// What has no name of its own belongs to what holds it.
    pub(super) fn texts(&self) -> BTreeMap<String, Value> {
        let (mut seen, mut all) = (BTreeSet::new(), BTreeMap::new());
        for (_, schema) in self.operations.iter().flat_map(|operation| &operation.bodies) {
            self.walk(schema, "", &mut seen, &mut all);
        }
        all
    }

    fn walk(
        &self,
        schema: &Value,
        place: &str,
        seen: &mut BTreeSet<String>,
        all: &mut BTreeMap<String, Value>,
    ) {
        if let Some(name) = name(schema) {
            if seen.insert(name.to_owned()) {
                self.walk(self.resolve(schema), name, seen, all);
            }
            return;
        }
        for choice in choices(schema) {
            self.walk(choice, place, seen, all);
        }
        for (member, schema) in schema["properties"].as_object().into_iter().flatten() {
            self.walk(schema, &format!("{}.{member}", owner(place)), seen, all);
        }
        if schema["items"].is_object() {
            self.walk(&schema["items"], place, seen, all);
        }
        let is_enum = schema["enum"].is_array() || schema["const"].is_string();
        if is_text(schema) && !is_enum && place.contains('.') {
            all.insert(place.to_owned(), schema.clone());
        }
    }
}

/// True where an empty choice stands beside the credential, or none is asked for.
fn is_open(operation: &Value) -> bool {
    let choices = operation["security"].as_array().into_iter().flatten();
    let mut choices = choices.peekable();
    choices.peek().is_none() || choices.any(|one| one.as_object().is_some_and(Map::is_empty))
}

/// The schema that holds a member.
fn owner(place: &str) -> &str {
    place.split('.').next().unwrap_or(place)
}

/// The name of the schema that a reference leads to.
pub(super) fn name(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// What a schema may be instead, `null` left out.
pub(super) fn choices(schema: &Value) -> impl Iterator<Item = &Value> {
    let of = |word: &str| schema[word].as_array().into_iter().flatten();
    of("oneOf").chain(of("anyOf")).chain(of("allOf")).filter(|one| one["type"] != "null")
}

/// True if a schema takes text.
pub(super) fn is_text(schema: &Value) -> bool {
    is_kind(schema, "string")
}

/// True if a schema takes values of a type.
pub(super) fn is_kind(schema: &Value, kind: &str) -> bool {
    let one = &schema["type"];
    one == kind || one.as_array().is_some_and(|kinds| kinds.iter().any(|one| one == kind))
}
