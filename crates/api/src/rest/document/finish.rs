//! What the contract says of every operation alike: said here once, not beside each handler.

#![expect(clippy::indexing_slicing, reason = "the tree is the contract, whose form is known")]

use domain::article::Transition;
use domain::body::Body;
use serde_json::{Map, Value, json};

use super::{SCHEMAS, answers, bounds, examples, parameters, patches, views};
use crate::web::code::{self, Code};

/// The methods that an item of the contract may have.
const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

/// Adds what all operations, parameters and schemas share.
pub(super) fn finish(document: &mut Value) {
    about(document);
    let mut paths = document["paths"].take();
    for item in members(&mut paths) {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                complete(method, operation);
            }
        }
    }
    document["paths"] = paths;
    let components = &mut document["components"];
    components["headers"] = headers();
    components["schemas"]["JsonPatch"] = patches::json_patch();
    components["schemas"]["JsonValue"] = json_value();
    more_of_problems(&mut components["schemas"]["Problem"]["properties"]);
    if let Some(blocks) = components.pointer_mut("/schemas/BodyInput/oneOf/0") {
        blocks["maxItems"] = json!(Body::BLOCKS_MAX);
    }
    let later = json!({ "Retry-After": { "$ref": "#/components/headers/Retry-After" } });
    components["responses"] = json!({
        "Problem": problem(&json!({}), code::NOT_FOUND),
        "TooManyRequests": problem(&later, code::TOO_MANY_REQUESTS),
    });
    parameters::share(document);
    bounds::close_inputs(document);
    answers::complete(document);
    bounds::bound(document);
    patches::merge_patches(document);
    views::parts(document);
    examples::complete(document);
}

fn members(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_object_mut().into_iter().flat_map(|members| members.values_mut())
}

fn about(document: &mut Value) {
    document["servers"] = json!([{
        "url": "https://newsroom.example",
        "description": "Production: your newsroom, behind a proxy that does TLS",
        "x-internal": false,
    }]);
    let info = &mut document["info"];
    info["contact"] = json!({
        "name": "Whoever runs the newsroom",
        "url": "https://newsroom.example/docs",
        "email": "integrations@newsroom.example",
    });
    info["license"] =
        json!({ "name": "MIT OR Apache-2.0", "url": "https://spdx.org/licenses/Apache-2.0.html" });
    if let Some(tags) = document["tags"].as_array_mut() {
        tags.sort_by_key(|tag| tag["name"].to_string());
    }
}

/// Completes one operation.
fn complete(method: &str, operation: &mut Value) {
    if operation.get("security").is_none() {
        // a credential is taken everywhere, and needed where no empty choice stands beside it
        operation["security"] = json!([{}, { "bearer": [] }]);
    }
    views::forms(operation);
    patches::json_patches(operation);
    preference(method, operation);
    named(method, operation);
    if operation.get("description").is_none() {
        operation["description"] = json!(description(method, operation));
    }
    for status in problems(method, operation) {
        let name = if status == "429" { "TooManyRequests" } else { "Problem" };
        let answers = &mut operation["responses"];
        if answers.get(status).is_none() {
            answers[status] = json!({ "$ref": format!("#/components/responses/{name}") });
        }
    }
    let reads = method == "get";
    // what only staff see is kept by nobody
    if reads && !is_secured(operation) {
        operation["responses"]["304"] = json!({ "description": "The client has it already" });
    }
    for status in ["404", "410"] {
        if let Some(absent) = operation["responses"].get_mut(status) {
            *absent = json!({ "$ref": "#/components/responses/Problem" });
        }
    }
    let is_named = names(operation).any(|name| name == "Idempotency-Key");
    if let Some(answers) = operation["responses"].as_object_mut() {
        for (status, answer) in
            answers.iter_mut().filter(|(_, answer)| answer.get("$ref").is_none())
        {
            answer["headers"] = answer_headers(reads, status);
            if is_named && status.starts_with('2') {
                answer["headers"]["Idempotency-Replayed"] =
                    json!({ "$ref": "#/components/headers/Idempotency-Replayed" });
            }
        }
    }
}

fn names(operation: &Value) -> impl Iterator<Item = &str> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    parameters.filter_map(|parameter| parameter["name"].as_str())
}

fn is_secured(operation: &Value) -> bool {
    let choices = operation["security"].as_array();
    !choices.is_some_and(|choices| choices.iter().any(|choice| *choice == json!({})))
}

/// What follows from the form of an operation, in words.
fn description(method: &str, operation: &Value) -> String {
    let has = |name: &str| names(operation).any(|other| other == name);
    let mut words = Vec::new();
    if is_secured(operation) {
        words.push("Needs a credential, and a role that may do it.");
    } else if method == "get" {
        words.push("Needs no credential; one that is sent has to be valid.");
    } else {
        words.push("Needs no credential.");
    }
    if has("view") {
        words.push("`view=working` needs one, and shows the newest revisions.");
    }
    if has("If-Match") {
        words.push(
            "`If-Match` names the revision that was changed: 428 without it, 412 with \
             `currentRevision` if somebody saved in between.",
        );
    }
    if method == "get" && !is_secured(operation) {
        words.push("An `If-None-Match` that still holds is answered 304.");
    }
    words.join(" ")
}

/// A request that makes something may be named, so that it takes effect once.
fn named(method: &str, operation: &mut Value) {
    if method != "post" || !is_change(operation) {
        return;
    }
    add_parameter(
        operation,
        &json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Names this request among those of your account: sent again within 24 hours, \
                it gets the same answer and is not done again. Another request under the name is 422, \
                one whose first is not finished 409 (draft-ietf-httpapi-idempotency-key-header)",
        }),
    );
    for status in ["409", "422"] {
        operation["responses"][status] = json!({ "$ref": "#/components/responses/Problem" });
    }
}

/// True for what changes the newsroom and answers with what it left.
fn is_change(operation: &Value) -> bool {
    let has = |status: &str| operation["responses"].get(status).is_some();
    is_secured(operation) && (has("200") || has("201"))
}

fn add_parameter(operation: &mut Value, parameter: &Value) {
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.push(parameter.clone()),
        None => operation["parameters"] = json!([parameter]),
    }
}

/// A change may be answered without the document that it left.
fn preference(method: &str, operation: &mut Value) {
    if method == "get" || !is_change(operation) {
        return;
    }
    add_parameter(
        operation,
        &json!({
            "name": "Prefer", "in": "header", "required": false,
            "description": "`return=minimal` for an answer without its document, `return=representation` \
                for one with it; other wishes are ignored (RFC 7240)",
        }),
    );
    operation["responses"]["204"] = json!({
        "description": "It was done, and the document is left out, as `Prefer` asks",
    });
}

/// Any value that a document holds: text may hold any character, a list is at most as long as a
/// body, and has no list for an item. A type that names itself is none to some who read this.
fn json_value() -> Value {
    let mut kinds = vec![
        json!({ "type": "string", "pattern": r"^[\s\S]*$", "maxLength": 2_097_152 }),
        json!({ "type": "number" }),
        json!({ "type": "boolean" }),
        json!({ "type": "object" }),
        json!({ "type": "null" }),
    ];
    let items = json!({ "anyOf": kinds });
    kinds.push(json!({ "type": "array", "maxItems": Body::BLOCKS_MAX, "items": items }));
    json!({ "description": "A JSON value (RFC 8259).", "anyOf": kinds })
}

/// Members that only some problems have.
fn more_of_problems(properties: &mut Value) {
    let id = json!({ "type": "string", "format": "uuid" });
    properties["currentRevision"] = json!({
        "type": "integer", "minimum": 0,
        "description": "The newest revision, if another one was named (412).",
    });
    properties["merge"] = json!({
        "$ref": format!("{SCHEMAS}ArticleMerge"),
        "description": "What was sent and the newest revision come to, if both were made of a revision \
            of this article and it is not longer than 1 MiB (412 of `PUT` and `PATCH` of an article).",
    });
    properties["referrers"] = json!({
        "type": "array", "maxItems": 60, "items": id,
        "description": "What points at a thing that was to be deleted (409).",
    });
    properties["article"] = json!({
        "type": "string", "format": "uuid",
        "description": "Which translation is in the language (409), for who may know of it.",
    });
    properties["tombstone"] = json!({
        "type": "object",
        "description": "What was withdrawn, when and how (410).",
        "properties": {
            "id": id,
            "at": { "type": "string", "format": "date-time", "description": "Since when." },
            "kind": { "type": "string", "description": "How.", "maxLength": 40 },
        },
    });
    properties["items"] = json!({
        "type": "array", "maxItems": 100,
        "description": "The items of an atomic batch, or of a release, for whose sake nothing was done (409).",
        "items": {
            "type": "object", "description": "An item.", "required": ["index", "problem"],
            "properties": {
                "index": {
                    "type": "integer", "minimum": 0, "maximum": 99,
                    "description": "Its place among the items, counted from 0.",
                },
                "problem": { "$ref": format!("{SCHEMAS}ItemProblem") },
            },
        },
    });
    properties["possible"] = json!({
        "type": "array", "maxItems": Transition::ALL.len(),
        "description": "The steps of the workflow that there are instead (409 `conflicting_state`).",
        "items": { "$ref": format!("{SCHEMAS}Transition") },
    });
    properties["until"] = json!({
        "type": "string", "format": "date-time", "maxLength": 40,
        "description": "Until when an embargo holds (409 `embargoed`).",
    });
    properties["lock"] = json!({
        "$ref": format!("{SCHEMAS}Lock"),
        "description": "Who has the article open (409 `locked`).",
    });
    properties["candidates"] = json!({
        "type": "array", "maxItems": 5,
        "description": "Places that the words of a quote may mean (422).",
        "items": { "type": "object", "description": "A place in the article." },
    });
}

/// The problems that an operation may answer.
fn problems(method: &str, operation: &Value) -> Vec<&'static str> {
    let has = |name: &str| names(operation).any(|other| other == name);
    let mut statuses = vec!["400", "401", "429", "500", "503"];
    if is_secured(operation) {
        statuses.push("403");
    }
    if ["id", "article", "user", "name"].into_iter().any(has) {
        statuses.push("404");
    }
    if has("If-Match") {
        statuses.extend(["409", "412", "428"]);
    }
    if operation.get("requestBody").is_some() {
        statuses.extend(["409", "413", "415", "422"]);
    }
    if method == "get" {
        statuses.push("406");
    }
    statuses
}

/// The headers of an answer, by their names.
fn answer_headers(reads: bool, status: &str) -> Value {
    let mut all = vec![
        "Access-Control-Allow-Origin",
        "Cache-Control",
        "RateLimit",
        "RateLimit-Policy",
        "X-Request-Id",
    ];
    match status {
        "200" if reads => all.extend(["ETag", "Link", "Surrogate-Key"]),
        "200" => all.extend(["ETag", "Preference-Applied"]),
        "201" | "204" => all.extend(["ETag", "Location", "Preference-Applied"]),
        "308" => all.push("Location"),
        _ => {}
    }
    let named =
        |name: &str| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
    Value::Object(all.into_iter().map(named).collect::<Map<_, _>>())
}

/// A problem with its headers and an example.
fn problem(more: &Value, code: &Code) -> Value {
    let mut headers = answer_headers(false, "");
    if let (Some(all), Some(more)) = (headers.as_object_mut(), more.as_object()) {
        all.extend(more.clone());
    }
    json!({
        "description": "A problem (RFC 9457)",
        "headers": headers,
        "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" },
            "example": examples::error(code),
        } },
    })
}

fn headers() -> Value {
    let text = |description: &str, pattern: &str, len_max: u32, example: &str| {
        json!({
            "description": description,
            "schema": { "type": "string", "pattern": pattern, "maxLength": len_max },
            "example": example,
        })
    };
    json!({
        "Access-Control-Allow-Origin": text(
            "`*` where a page of any origin may read the answer: a reader's GET, events (Fetch, \
             section 3.2.3). Absent elsewhere.",
            "^\\*$", 1, "*",
        ),
        "RateLimit": text(
            "What is left: `r` requests, and the quota is whole again in `t` seconds \
             (draft-ietf-httpapi-ratelimit-headers). Absent where there is no limit.",
            "^\"[a-z]+\";r=[0-9]+;t=[0-9]+$", 60, "\"reader\";r=1199;t=1",
        ),
        "RateLimit-Policy": text(
            "How much there is: `q` requests in `w` seconds.",
            "^\"[a-z]+\";q=[0-9]+;w=[0-9]+$", 60, "\"reader\";q=1200;w=60",
        ),
        "Preference-Applied": text(
            "The wish of `Prefer` that was granted (RFC 7240, section 3).",
            "^return=(minimal|representation)$", 21, "return=minimal",
        ),
        "Idempotency-Replayed": text(
            "`true` if this answer was given before, and nothing was done now. Absent elsewhere.",
            "^true$", 4, "true",
        ),
        "Surrogate-Key": text(
            "What the answer shows, for shared caches: ids, words of kinds, `many`. A change of a thing \
             makes wrong what has its id, its kind's word, or `many`. Absent in the working view.",
            "^[a-z0-9-]+( [a-z0-9-]+)*$", 16_384, "articles 0190f5c0-0000-7000-8000-000000000001",
        ),
        "Retry-After": json!({
            "description": "After how many seconds to try again (RFC 9110, section 10.2.3).",
            "schema": { "type": "integer", "format": "int64", "minimum": 1, "maximum": 86_400 },
            "example": 3,
        }),
        "X-Request-Id": text(
            "Leads to the entry in the log; the client's own if it sent one.",
            "^[A-Za-z0-9_-]+$", 64, "0190f5c000007000800000000000abcd",
        ),
        "Cache-Control": text(
            "What caches may do (RFC 9111).", "^[a-z0-9=, -]+$", 120, "no-store",
        ),
        "ETag": text(
            "The strong tag of these bytes; in the working view the revision, which `If-Match` \
             takes (RFC 9110, section 8.8.3).",
            "^\"[A-Za-z0-9_-]+\"$", 80, "\"3\"",
        ),
        "Link": text(
            "The first, the next and the previous page (RFC 8288).",
            "^<[^>]+>; rel=\"[a-z]+\"(, <[^>]+>; rel=\"[a-z]+\")*$", 8_192,
            "</v1/articles?limit=2>; rel=\"first\"",
        ),
        "Location": text(
            "Where it is (RFC 9110, section 10.2.2).", "^/v1/[A-Za-z0-9/_-]+$", 300,
            "/v1/articles/0190f5c0-0000-7000-8000-000000000001",
        ),
    })
}
