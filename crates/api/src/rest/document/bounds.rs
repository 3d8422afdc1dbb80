//! Bounds that every schema has: what a member does not say itself follows from its form.

#![expect(clippy::indexing_slicing, reason = "the tree is the contract, whose form is known")]

use serde_json::{Value, json};

use super::SCHEMAS;

/// What text may hold: no control characters but tab and line breaks.
const TEXT: &str = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$";
/// The largest whole number that every client reads exactly (RFC 8259, section 6).
const INTEGER_MAX: i64 = 9_007_199_254_740_991;

/// Bounds all schemas of the contract.
pub(super) fn bound(document: &mut Value) {
    walk(document, "");
}

fn walk(value: &mut Value, name: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, name)),
        Value::Object(members) => {
            if members.contains_key("type") && !members.contains_key("in") {
                schema(value, name);
            }
            let Some(members) = value.as_object_mut() else { return };
            for (member, below) in members.iter_mut() {
                match member.as_str() {
                    "example" | "examples" | "enum" => {}
                    // the items of a list are bounded by its name
                    "items" | "schema" => walk(below, name),
                    _ => walk(below, member),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is(schema: &Value, kind: &str) -> bool {
    match &schema["type"] {
        Value::String(own) => own == kind,
        Value::Array(all) => all.iter().any(|own| own == kind),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

fn put(schema: &mut Value, member: &str, value: Value) {
    if schema.get(member).is_none() {
        schema[member] = value;
    }
}

fn schema(schema: &mut Value, name: &str) {
    let closed = ["enum", "const"].iter().any(|member| schema.get(*member).is_some());
    if is(schema, "string") && !closed {
        let format = schema["format"].as_str().map(ToOwned::to_owned);
        match format.as_deref() {
            Some("uuid") => put(schema, "maxLength", json!(36)),
            Some("date-time") => put(schema, "maxLength", json!(40)),
            Some("date") => put(schema, "maxLength", json!(10)),
            Some(_) => put(schema, "maxLength", json!(len_max(name))),
            None => {
                put(schema, "maxLength", json!(len_max(name)));
                put(schema, "pattern", json!(TEXT));
            }
        }
    }
    if is(schema, "integer") {
        let max = if schema["format"] == "int32" { i64::from(i32::MAX) } else { INTEGER_MAX };
        put(schema, "format", json!("int64"));
        put(schema, "minimum", json!(0));
        put(schema, "maximum", json!(max));
    }
    if is(schema, "array") {
        put(schema, "maxItems", json!(1_000));
    }
}

/// How long the text of a member may be that is bounded by its parts, or by the items of a list.
fn len_max(name: &str) -> u32 {
    match name {
        "html" | "markdown" => 8_388_608,
        "text" => 2_097_152,
        "exactText" | "exact" | "headline" => 10_000,
        "trailText" | "bio" | "url" | "image" | "externalUris" => 2_000,
        "summaryPoints" => 500,
        "languages" => 35,
        "prefix" | "suffix" => 32,
        _ => 300,
    }
}

/// A block has further members, which follow from its type.
const OPEN: &str = "NewsBlock";

/// Closes the schemas of what is sent: a member that nobody knows is refused. Answers stay open,
/// so that a new member breaks nobody: a part of both has a schema of its own in what is sent.
pub(super) fn close_inputs(document: &mut Value) {
    let sent = reached(document, "requestBody", |_| true);
    // an answer that repeats what was sent has it in the form in which it is sent
    let answered = reached(document, "responses", |name| !name.ends_with("Input"));
    let is_shared = |name: &&String| {
        let is_object = is(&document["components"]["schemas"][*name], "object");
        is_object && answered.contains(name) && !name.ends_with("Input") && *name != OPEN
    };
    let shared: Vec<String> = sent.iter().filter(is_shared).cloned().collect();
    for name in &shared {
        let copy = document["components"]["schemas"][name].clone();
        document["components"]["schemas"][format!("{name}Input")] = copy;
    }
    let input = |name: &String| {
        if shared.contains(name) { format!("{name}Input") } else { name.clone() }
    };
    let inputs: Vec<String> = sent.iter().map(input).collect();
    for name in inputs.into_iter().filter(|name| name != OPEN) {
        let schema = &mut document["components"]["schemas"][&name];
        rename(schema, &shared);
        if is(schema, "object") {
            put(schema, "additionalProperties", json!(false));
        }
    }
}

/// The schemas that a member of the operations leads to; those that are not followed lead no
/// further.
pub(super) fn reached(document: &Value, member: &str, follow: fn(&str) -> bool) -> Vec<String> {
    let mut names = Vec::new();
    let paths = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    for operation in paths.filter_map(Value::as_object).flat_map(|item| item.values()) {
        references(&operation[member], &mut names);
    }
    let mut at = 0;
    while let Some(name) = names.get(at).cloned() {
        if follow(&name) {
            references(&document["components"]["schemas"][&name], &mut names);
        }
        at = at.saturating_add(1);
    }
    names
}

/// Leads the references to shared schemas to those of what is sent.
fn rename(value: &mut Value, shared: &[String]) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, shared)),
        Value::Object(members) => {
            for (member, below) in members {
                let name = below.as_str().and_then(|path| path.strip_prefix(SCHEMAS));
                match name.filter(|name| member == "$ref" && shared.iter().any(|s| s == name)) {
                    Some(name) => *below = json!(format!("{SCHEMAS}{name}Input")),
                    None => rename(below, shared),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn references(value: &Value, wanted: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, wanted)),
        Value::Object(members) => {
            let name = members.get("$ref").and_then(Value::as_str);
            let name = name.and_then(|path| path.strip_prefix(SCHEMAS));
            if let Some(name) = name.filter(|name| !wanted.iter().any(|other| other == name)) {
                wanted.push(name.to_owned());
            }
            members.values().for_each(|below| references(below, wanted));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
