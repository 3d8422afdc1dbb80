//! What answers hold: every member is there, null where nothing is known.

#![expect(clippy::indexing_slicing, reason = "the tree is the contract, whose form is known")]

use serde_json::{Value, json};

use super::SCHEMAS;
use super::bounds::reached;

/// Schemas whose members come only sometimes: problems, and blocks, whose members follow from
/// their type.
const SOMETIMES: [&str; 3] = ["NewsBlock", "Problem", "ProblemItem"];
/// Members that come when they are asked for: of what, and which.
const ASKED_FOR: [(&str, &str); 2] = [("Article", "quotes"), ("PageInfo", "total")];

/// Completes the schemas of answers.
pub(super) fn complete(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    around_articles(schemas);
    experts_of_quotes(schemas);
    for name in reached(document, "responses", |name| !name.ends_with("Input")) {
        let own_rule = ["Input", "Patch", "Summary"].iter().any(|end| name.ends_with(end));
        if own_rule || SOMETIMES.contains(&name.as_str()) {
            continue;
        }
        let schema = &mut document["components"]["schemas"][&name];
        let Some(members) = schema["properties"].as_object() else { continue };
        let always = |member: &&String| !ASKED_FOR.contains(&(&name, member));
        let required: Vec<String> = members.keys().filter(always).cloned().collect();
        schema["required"] = json!(required);
    }
}

/// What stands around an article in its answer.
fn around_articles(schemas: &mut Value) {
    let list = |name: &str, len_max: u32, description: &str| {
        json!({
            "type": "array", "maxItems": len_max, "description": description,
            "items": { "$ref": format!("{SCHEMAS}{name}") },
        })
    };
    let article = &mut schemas["Article"]["properties"];
    article["quotes"] = list(
        "UsedQuote",
        200,
        "The quotes that stand in it, in the order of its text; with `include=quotes`.",
    );
    article["corrections"] =
        list("Correction", 1_000, "What readers are told was wrong, the oldest first.");
}

/// In an article a quote names its expert in short.
fn experts_of_quotes(schemas: &mut Value) {
    let mut summary = schemas["Expert"].clone();
    summary["required"] = json!(["id", "slug", "name", "kind"]);
    summary["description"] = json!(
        "An expert as a quote names them; in an article the further members come with \
         `include=quotes.expert`."
    );
    schemas["ExpertSummary"] = summary;
    rename(&mut schemas["Quote"]["properties"]["expert"]);
}

fn rename(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(rename),
        Value::Object(members) => {
            if let Some(reference) = members.get_mut("$ref") {
                *reference = json!(format!("{SCHEMAS}ExpertSummary"));
            }
            members.values_mut().for_each(rename);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
