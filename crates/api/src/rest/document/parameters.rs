//! The parameters: each has one form, whichever operation takes it, and stands in the contract
//! once.

#![expect(clippy::indexing_slicing, reason = "the tree is the contract, whose form is known")]

use serde_json::{Map, Value, json};

/// A word of a list, and those after it: what a filter takes; `-` before a word is NOT.
macro_rules! listed {
    (not $one:literal) => {
        concat!("^-?", $one, "(,-?", $one, ")*$")
    };
    ($one:literal) => {
        concat!("^", $one, "(,", $one, ")*$")
    };
}

/// The operation whose filters know NOT.
const WITH_NOT: &str = "listArticles";

/// The operations that take one section, topic, language.
const ONE_SCOPE: [&str; 3] = ["getList", "getFront", "getEditorsPicks"];

/// The operation that shows a draft as readers would see it.
const WITH_PREVIEW: &str = "getList";

const HANDLES: &str = listed!("[a-z0-9]+(-[a-z0-9]+)*");
const HANDLES_NOT: &str = listed!(not "[a-z0-9]+(-[a-z0-9]+)*");
const WORDS: &str = listed!("[a-z]+(_[a-z]+)*");
const WORDS_NOT: &str = listed!(not "[a-z]+(_[a-z]+)*");
const LANGUAGES: &str = listed!("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");
const LANGUAGES_NOT: &str = listed!(not "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");
const IDS: &str = listed!("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

/// The form of a value that is no text: a number, an id, an instant, a yes or no.
fn typed(name: &str) -> Option<(Value, Value)> {
    let id = "0190f5c0-0000-7000-8000-000000000001";
    let max = 9_007_199_254_740_991_i64;
    Some(match name {
        "against" | "revision" => (
            json!({ "type": "integer", "format": "int64", "minimum": 1, "maximum": max }),
            json!(1),
        ),
        "publishedFrom" | "publishedTo" | "asOf" | "from" | "to" => (
            json!({ "type": "string", "format": "date-time", "maxLength": 40 }),
            json!("2026-03-14T07:30:00Z"),
        ),
        "user" | "target" | "account" => {
            (json!({ "type": "string", "format": "uuid", "maxLength": 36 }), json!(id))
        }
        "count" | "dryRun" => {
            let yes_or_no = json!({ "type": "string", "enum": ["true", "false"] });
            (yes_or_no, json!(if name == "count" { "true" } else { "false" }))
        }
        _ => return None,
    })
}

/// The form of a parameter's value and an example; `None` for one that says it itself.
fn form(name: &str, knows_not: bool) -> Option<(Value, Value)> {
    let either = |plain, not| if knows_not { not } else { plain };
    let text = |pattern: &str, len_max: u32| json!({ "type": "string", "pattern": pattern, "maxLength": len_max, "minLength": 1 });
    let day = || text("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", 10);
    let value = typed(name);
    if value.is_some() {
        return value;
    }
    Some(match name {
        "view" => (json!({ "type": "string", "enum": ["public", "working"] }), json!("public")),
        "sort" => {
            let time = either("createdAt", "publishedAt");
            let newest = format!("-{time}");
            let orders = json!({ "type": "string", "enum": [newest, time, "relevance"] });
            (orders, json!(newest))
        }
        "include" => (text("^[a-z.]+(,[a-z.]+)*$", 200), json!("authors,topics")),
        "fields" => (text("^[A-Za-z]+(,[A-Za-z]+)*$", 600), json!("slug,updatedAt")),
        "section" | "topic" | "author" | "expert" | "organization" | "parent" | "article" => {
            (text(either(HANDLES, HANDLES_NOT), 2_500), json!("harbour"))
        }
        "kind" => (text(either(WORDS, WORDS_NOT), 300), json!("report,analysis")),
        "form" => (text(WORDS, 300), json!("direct")),
        "status" => (text(WORDS, 300), json!("accepted")),
        "state" => (text(WORDS, 300), json!("draft")),
        "language" => (text(either(LANGUAGES, LANGUAGES_NOT), 720), json!("en")),
        "ids" => (text(IDS, 760), json!("0190f5c0-0000-7000-8000-000000000001")),
        "saidFrom" | "saidTo" => (day(), json!("2026-03")),
        "since" => (text("^[A-Za-z0-9_-]+$", 1_024), json!("AJm5oP0A7rYAAAAAAAAAAA")),
        "action" => (text(listed!("[a-z_.]+"), 300), json!("article.publish")),
        "entity" => (text(listed!("[a-z_.]+"), 300), json!("article")),
        "cursor" => (text("^[A-Za-z0-9_-]+$", 1_024), json!("eyJhIjoxfQ")),
        "text" => (
            text(
                r"^[^\s\u0000-\u001f\u007f-\u009f]([^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f])?$",
                200,
            ),
            json!("the tide"),
        ),
        "note" => (
            text(
                r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$",
                500,
            ),
            json!("Second source added"),
        ),
        "q" => (
            text(
                r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$",
                200,
            ),
            json!("ferry strike"),
        ),
        // Any field value (RFC 9110, section 5.5): a wish that is not known is ignored.
        "Prefer" => (
            json!({ "type": "string", "pattern": r"^[^\u0000\r\n]*$", "maxLength": 1_024 }),
            json!("return=minimal"),
        ),
        "Idempotency-Key" => (text("^[!-~]+$", 255), json!("8e03978e-40d5-43dd-bc93-6894a57f9324")),
        "If-Match" => (text("^\"[0-9]{1,19}\"$", 21), json!("\"3\"")),
        _ => return None,
    })
}

/// Gives each parameter its form, and puts those that several operations take into the components.
pub(super) fn share(document: &mut Value) {
    let mut shared = Map::new();
    let mut paths = document["paths"].take();
    let operations = paths.as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    let operations = operations
        .flat_map(|item| item.as_object_mut().into_iter().flat_map(|item| item.values_mut()));
    for operation in operations {
        let operation_id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        let knows_not = operation_id == WITH_NOT;
        let Some(parameters) = operation["parameters"].as_array_mut() else { continue };
        for parameter in parameters {
            complete(parameter, knows_not);
            if ONE_SCOPE.contains(&operation_id.as_str()) {
                one_of_each(parameter);
            }
            if operation_id == WITH_PREVIEW && parameter["name"] == "view" {
                parameter["schema"]["enum"] = json!(["public", "working", "preview"]);
            }
            let name = key(parameter);
            let known = shared.entry(name.clone()).or_insert_with(|| parameter.clone());
            if known == parameter {
                *parameter = json!({ "$ref": format!("#/components/parameters/{name}") });
            }
        }
    }
    document["paths"] = paths;
    document["components"]["parameters"] = Value::Object(shared);
}

/// The name of a parameter in the components; the same name may stand in paths and in queries.
fn key(parameter: &Value) -> String {
    let name = parameter["name"].as_str().unwrap_or_default();
    let by_slug =
        parameter["schema"]["type"] != "integer" && parameter["schema"]["format"] != "uuid";
    match (parameter["in"].as_str(), name) {
        (Some("path"), name) if by_slug => format!("{name}OrSlug"),
        (Some("path"), name) => format!("{name}InPath"),
        (_, name) => name.to_owned(),
    }
}

/// A filter that takes one value alone.
fn one_of_each(parameter: &mut Value) {
    let (pattern, len_max) = match parameter["name"].as_str() {
        Some("section" | "topic") => ("^[a-z0-9]+(-[a-z0-9]+)*$", 120),
        Some("language") => ("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", 35),
        _ => return,
    };
    parameter["schema"] =
        json!({ "type": "string", "pattern": pattern, "maxLength": len_max, "minLength": 1 });
}

fn complete(parameter: &mut Value, knows_not: bool) {
    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
    if parameter["in"] == "path" {
        let id = "0190f5c0-0000-7000-8000-000000000001";
        if parameter["schema"]["format"] == "uuid" {
            parameter["example"] = json!(id);
        } else if parameter["schema"]["type"] == "integer" {
            parameter["schema"] = json!({ "type": "integer", "format": "int64", "minimum": 1 });
            parameter["example"] = json!(2);
        } else {
            parameter["schema"] = json!({
                "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 120,
            });
            parameter["example"] = json!("ferry-returns");
        }
        return;
    }
    if let Some((schema, example)) = form(&name, knows_not) {
        parameter["schema"] = schema;
        parameter["example"] = example;
    }
}
