//! How documents are changed by parts: each of the two media types has a form of its own.

#![expect(clippy::indexing_slicing, reason = "the tree is the contract, whose form is known")]

use serde_json::{Value, json};

use super::SCHEMAS;

/// Gives an operation that takes a JSON Patch its form and an example.
pub(super) fn json_patches(operation: &mut Value) {
    let place = match operation["operationId"].as_str() {
        Some("changeArticle") => "/kicker",
        Some("changeQuote") => "/text",
        Some("changeList" | "changeRelease") => "/title",
        _ => "/name",
    };
    let media = operation.pointer_mut("/requestBody/content/application~1json-patch+json");
    if let Some(media) = media {
        media["schema"] = json!({ "$ref": format!("{SCHEMAS}JsonPatch") });
        media["example"] = json!([{ "op": "replace", "path": place, "value": "Trade" }]);
    }
}

/// What a JSON Patch is.
pub(super) fn json_patch() -> Value {
    let place = json!({ "type": "string", "format": "json-pointer", "maxLength": 1_000 });
    json!({
        "type": "array",
        "description": "Steps that are done in their order, all of them or none (RFC 6902).",
        "maxItems": crate::web::json::PATCH_STEPS_MAX,
        "items": {
            "type": "object",
            "required": ["op", "path"],
            "description": "A step; `value` is what is put there, or has to stand there.",
            "additionalProperties": true,
            "properties": {
                "op": {
                    "type": "string", "description": "What is done.",
                    "enum": ["add", "remove", "replace", "move", "copy", "test"],
                },
                "path": place,
                "from": place,
            },
        },
    })
}

/// A merge patch has the members of the document, and needs none (RFC 7396).
pub(super) fn merge_patches(document: &mut Value) {
    let mut patches = Vec::new();
    let paths = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    for item in paths {
        let place = "/patch/requestBody/content/application~1merge-patch+json/schema/$ref";
        let Some(reference) = item.pointer_mut(place) else { continue };
        let name = reference.as_str().and_then(|path| path.strip_prefix(SCHEMAS));
        let Some(name) = name.map(ToOwned::to_owned) else { continue };
        let patch = name.replace("Input", "Patch");
        *reference = json!(format!("{SCHEMAS}{patch}"));
        patches.push((name, patch));
    }
    let schemas = &mut document["components"]["schemas"];
    for (name, patch) in patches {
        let mut schema = schemas[&name].clone();
        if let Some(members) = schema.as_object_mut() {
            members.remove("required");
        }
        schemas[&patch] = schema;
    }
}
