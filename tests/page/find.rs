//! Finding the strings of a page in what was read.

use serde_json::Value;

use crate::plan::{Gold, Plan};

/// A string of the page, and where it was found.
#[derive(Debug)]
pub struct Found {
    /// Its line, from 1; for a quote the line of its first part.
    pub line: usize,
    /// The string.
    pub text: String,
    /// Where it stands in the answer: a JSON Pointer; `None` if it does not.
    pub place: Option<String>,
}

/// Looks for every string of the page, and for every quote with its speaker.
pub fn found(plan: &Plan, page: &str, gold: &Gold, answer: &Value) -> Vec<Found> {
    let mut leaves = Vec::new();
    collect(answer, String::new(), &mut leaves);
    let mut all: Vec<Found> = plan
        .strings(page)
        .into_iter()
        .map(|(line, _, _, text)| {
            let place = leaves.iter().find(|(_, leaf)| *leaf == text).map(|(at, _)| at.clone());
            Found { line, text, place }
        })
        .collect();
    all.extend(gold.quotes.iter().map(|quote| {
        let speaker = &gold.people[&quote.speaker];
        let parts: Vec<&str> = quote.spans.iter().map(|span| span.text.as_str()).collect();
        let uses = answer["data"]["article"]["quotes"].as_array();
        let place = uses.into_iter().flatten().position(|used| {
            let own = used["parts"].as_array().into_iter().flatten();
            let said = &used["quote"]["attribution"];
            own.filter_map(|part| part["exact"].as_str()).eq(parts.iter().copied())
                && said["name"] == *speaker.name
                && said["roleTitle"] == *speaker.role
                && said["organizationName"] == *speaker.affiliation
                && used["quote"]["expert"]["name"] == *speaker.name
        });
        Found {
            line: quote.spans.first().map_or(0, |span| span.line),
            text: format!("{} by {}, {}", parts.join(" "), speaker.name, speaker.role),
            place: place.map(|at| format!("/data/article/quotes/{at}")),
        }
    }));
    all
}

/// Every string of the answer with its place; a block of the body is one string.
fn collect(value: &Value, place: String, leaves: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => leaves.push((place, text.clone())),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, format!("{place}/{at}"), leaves);
            }
        }
        Value::Object(members) => {
            if let Some(spans) = members.get("children").and_then(Value::as_array) {
                let text: String = spans.iter().filter_map(|span| span["text"].as_str()).collect();
                leaves.push((place.clone(), text));
            }
            for (name, member) in members {
                collect(member, format!("{place}/{name}"), leaves);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
