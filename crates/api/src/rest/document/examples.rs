//! Examples of every member, body, answer and error, made from the schemas: each member's name says
//! what stands in it, so that an example and its schema cannot part.

#![expect(clippy::indexing_slicing, reason = "the tree is the contract, whose form is known")]

use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

use super::SCHEMAS;
use crate::web::code::{self, Code};

/// How deep an example shows what stands in one another.
const DEPTH_MAX: usize = 6;
/// How many optional members the example of an input has.
const OPTIONAL_MAX: usize = 8;
const ID: &str = "0190f5c0-0000-7000-8000-000000000001";
const INSTANT: &str = "2026-03-14T07:30:00Z";
const URL: &str = "https://newsroom.example/ferry-returns";

/// Members whose text follows from their name.
const TEXTS: [(&str, &str); 68] = [
    ("_type", "block"),
    ("action", "article.publish"),
    ("accessToken", "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMTkwIn0.c2lnbmF0dXJl"),
    ("algorithm", "forward-decay-1"),
    ("at", "2026-03-14"),
    ("bio", "Covers the harbour and the sea beyond it."),
    ("blockKey", "b1"),
    ("byline", "By Ada Lane and Tam Reed"),
    ("code", "not_found"),
    ("consent", "By e-mail, 12 March 2026"),
    ("country", "NL"),
    ("cue", "said"),
    ("customRole", "night-desk"),
    ("currentPassword", "seven-lanterns-at-the-quay"),
    ("dateFormat", "%A, %B %-d, %Y"),
    ("deadline", "2026-03-15"),
    ("description", "Ships, crews and the port."),
    ("descriptor", "an official of the port"),
    ("email", "ada@newsroom.example"),
    ("exact", "The boats can wait."),
    ("exactText", "The boats can wait."),
    ("from", "2024-01"),
    ("header", "If-Match"),
    ("headline", "Ferry returns after nine days"),
    ("html", "<p>The first boat left at dawn.</p>"),
    ("iptcMediaTopic", "medtop:20000337"),
    ("jobTitle", "Harbour correspondent"),
    ("key", "editors-picks"),
    ("kicker", "Harbour"),
    ("language", "en"),
    ("languages", "en"),
    ("link", "/password#mh_password_3q2w5e7r9t1y3u5i7o9p"),
    ("location", "Eastport"),
    ("markdown", "The first boat left at dawn."),
    ("name", "Ada Lane"),
    ("newPassword", "nine-boats-left-at-dawn"),
    ("organizationName", "Eastport Harbour Authority"),
    ("parameter", "section"),
    ("password", "nine-boats-left-at-dawn"),
    ("place", "Eastport"),
    ("pointer", "/headline"),
    ("prefix", "More in"),
    ("publicationName", "The Harbour Ledger"),
    ("reason", "Asked not to be named for fear of losing work."),
    ("refreshToken", "mh_refresh_3q2w5e7r9t1y3u5i7o9p"),
    ("rel", "me"),
    ("requestId", "0190f5c000007000800000000000abcd"),
    ("requestedAt", "2026-03-14"),
    ("role", "director"),
    ("roleTitle", "Director"),
    ("rule", "spam"),
    ("saidOn", "2026-03-12"),
    ("secret", "mh_setup_3q2w5e7r9t1y3u5i7o9p"),
    ("slug", "ferry-returns"),
    ("source", "Eastport harbour office"),
    ("standfirst", "The crews and the port have settled. Sailings begin at once."),
    ("suffix", "today"),
    ("summaryPoints", "Sailings begin again at dawn."),
    ("tagline", "All the news that floats"),
    ("text", "The boats can wait."),
    ("timeZone", "Europe/Amsterdam"),
    ("title", "Editor's picks"),
    ("tokenType", "Bearer"),
    ("trailText", "Sailings begin at once."),
    ("type", "/problems/not_found"),
    ("until", "2026-02"),
    ("userAgent", "Mozilla/5.0 (X11; Linux x86_64)"),
    ("value", "FERRY-2026-031"),
];

/// Members that hold a web address, beside those whose name ends in `Url` or `Uris`.
const ADDRESSES: [&str; 5] = ["url", "image", "logo", "source", "contacts"];

/// Numbers that a name asks for.
const NUMBERS: [(&str, f64); 8] = [
    ("latitude", 51.9),
    ("longitude", 4.5),
    ("temperature", 8.5),
    ("score", 3.25),
    ("lift", 1.8),
    ("expected1h", 120.0),
    ("status", 404.0),
    ("year", 2026.0),
];

/// Adds examples to every schema, body, answer and error.
pub(super) fn complete(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let maker = Maker { schemas: &schemas };
    if let Some(all) = document["components"]["schemas"].as_object_mut() {
        all.values_mut().for_each(|schema| maker.members(schema));
    }
    let operations = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    for operation in
        operations.flat_map(|i| i.as_object_mut().into_iter().flat_map(Map::values_mut))
    {
        if let Some(body) = operation.get_mut("requestBody") {
            maker.contents(body);
        }
        let answers = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (status, answer) in answers.into_iter().flatten() {
            if status.starts_with('2') {
                maker.contents(answer);
            } else if answer["$ref"] == "#/components/responses/Problem" {
                *answer = json!({ "$ref": format!("#/components/responses/Problem{status}") });
            }
        }
    }
    let text = document["paths"].to_string();
    let responses = &mut document["components"]["responses"];
    errors(responses);
    if let Some(all) = responses.as_object_mut() {
        // statuses that no operation answers have no place in the contract
        all.retain(|name, _| text.contains(&format!("#/components/responses/{name}\"")));
    }
}

/// One answer for each status, with an example of each error that has it.
fn errors(responses: &mut Value) {
    let plain = responses["Problem"].take();
    if let Some(all) = responses.as_object_mut() {
        all.remove("Problem");
    }
    let of_rest = |code: &&&Code| !code.code.starts_with("graphql_");
    for code in code::ALL.iter().filter(of_rest) {
        let name = format!("Problem{}", code.status);
        if responses.get(&name).is_none() {
            responses[&name] = plain.clone();
            let media = &mut responses[&name]["content"]["application/problem+json"];
            media["examples"] = json!({});
            if let Some(media) = media.as_object_mut() {
                media.remove("example");
            }
            responses[&name]["description"] = json!(about(code.status));
        }
        responses[&name]["content"]["application/problem+json"]["examples"][code.code] =
            json!({ "summary": code.title, "value": error(code) });
    }
}

/// What a status means; `code` says which of its errors it is.
fn about(status: u16) -> String {
    let status = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    format!("{}: a problem (RFC 9457), of which `code` says more", status.unwrap_or_default())
}

/// An example of an error.
pub(super) fn error(code: &Code) -> Value {
    let mut example = json!({
        "type": format!("/problems/{}", code.code), "title": code.title, "status": code.status,
        "detail": code.title, "instance": "/v1/articles/ferry-returns", "code": code.code,
        "requestId": "0190f5c000007000800000000000abcd", "errors": [],
    });
    // members that this problem alone has
    match code.code {
        "stale_revision" => example["currentRevision"] = json!(4),
        "in_use" => example["referrers"] = json!([ID]),
        "gone" => {
            example["tombstone"] = json!({ "id": ID, "at": INSTANT, "kind": "unpublished" });
        }
        "batch_refused" | "release_refused" => {
            let fault = json!({ "pointer": "/items/0", "code": "stale_revision", "detail": "the newest revision is 4" });
            example["errors"] = json!([fault]);
        }
        _ => {}
    }
    example
}

struct Maker<'a> {
    schemas: &'a Value,
}

impl Maker<'_> {
    /// Gives each member of a schema an example.
    fn members(&self, schema: &mut Value) {
        if let Some(members) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            for (name, member) in members {
                let is_plain = member.get("type").is_some() && member["type"] != "object";
                if is_plain && member.get("examples").is_none() && member["type"] != "array" {
                    member["examples"] = json!([self.make(member, name, 0)]);
                }
                self.members(member);
            }
        }
        if let Some(items) = schema.get_mut("items") {
            self.members(items);
        }
    }

    fn contents(&self, holder: &mut Value) {
        let media = holder.get_mut("content").and_then(Value::as_object_mut);
        for content in media.into_iter().flat_map(Map::values_mut) {
            if content.get("example").is_none() && content.get("schema").is_some() {
                content["example"] = self.make(&content["schema"], "", 0);
            }
        }
    }

    /// An example of what a schema allows; `name` is the member that it is of.
    fn make(&self, schema: &Value, name: &str, depth: usize) -> Value {
        if let Some(path) = schema["$ref"].as_str() {
            let own = path.strip_prefix(SCHEMAS).unwrap_or_default();
            return self.make(&self.schemas[own], name, depth);
        }
        for choice in ["oneOf", "anyOf"] {
            if let Some(forms) = schema[choice].as_array() {
                let first = forms.iter().find(|form| form["type"] != "null");
                return first.map_or(Value::Null, |form| self.make(form, name, depth));
            }
        }
        if let Some(words) = schema["enum"].as_array() {
            return words.first().cloned().unwrap_or_default();
        }
        match kind(schema) {
            "object" => self.object(schema, depth),
            "array" if depth < DEPTH_MAX => {
                let item = self.make(&schema["items"], name, depth.saturating_add(1));
                if item.is_null() { json!([]) } else { json!([item]) }
            }
            "array" => json!([]),
            "boolean" => json!(true),
            "integer" | "number" => number(schema, name),
            "string" => text(schema, name),
            _ => Value::Null,
        }
    }

    /// All members of an answer; of an input those that it needs, and some that it may have.
    fn object(&self, schema: &Value, depth: usize) -> Value {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let is_input = schema["additionalProperties"] == false;
        let one_only = schema["maxProperties"] == 1;
        let mut example = Map::new();
        let mut optional = 0_usize;
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            if !required.contains(&name.as_str()) {
                let is_leaf = matches!(kind(member), "string" | "integer" | "number" | "boolean");
                let skipped = if one_only {
                    !example.is_empty()
                } else {
                    depth >= DEPTH_MAX || is_input && (!is_leaf || optional >= OPTIONAL_MAX)
                };
                if skipped {
                    continue;
                }
                optional = optional.saturating_add(1);
            }
            example.insert(name.clone(), self.make(member, name, depth.saturating_add(1)));
        }
        Value::Object(example)
    }
}

/// The type of a schema that is not null.
fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => "",
    }
}

fn number(schema: &Value, name: &str) -> Value {
    let said = NUMBERS.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
    let (least, most) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
    let fits = |value: &f64| least.is_none_or(|l| *value >= l) && most.is_none_or(|m| *value <= m);
    let value = said.filter(fits).unwrap_or_else(|| 3.0_f64.max(least.unwrap_or(0.0)));
    let value = most.map_or(value, |most| value.min(most));
    if kind(schema) == "number" {
        return json!(value);
    }
    // whole numbers of examples are small
    serde_json::from_str(&format!("{value:.0}")).unwrap_or_default()
}

fn text(schema: &Value, name: &str) -> Value {
    match schema["format"].as_str() {
        Some("uuid") => return json!(ID),
        Some("date-time") => return json!(INSTANT),
        Some("date") => return json!("2026-03-14"),
        Some("json-pointer") => return json!("/headline"),
        Some(_) | None => {}
    }
    match schema["pattern"].as_str() {
        Some("^[0-9a-f]{64}$") => return json!("5e884898da280471".repeat(4)),
        Some("^[0-9a-f]{32}$") => return json!("5e884898da280471".repeat(2)),
        // a moment that is set is to come
        Some(pattern) if pattern.contains("T[0-9]{2}") => return json!("2036-03-29T09:00:00"),
        Some(_) | None => {}
    }
    let is_address = name.ends_with("Url") || name.ends_with("Uris") || ADDRESSES.contains(&name);
    if is_address {
        return json!(URL);
    }
    let said = TEXTS.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
    json!(said.unwrap_or("Harbour"))
}
