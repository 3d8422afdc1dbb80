//! Operations with two views: their answers have one of two forms.

use serde_json::{Value, json};

use super::SCHEMAS;

/// Adds the form of the working view to an operation that takes `view`.
pub(super) fn both(operation: &mut Value) {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    if !parameters.into_iter().any(|parameter| parameter["name"] == "view") {
        return;
    }
    let schema = operation.pointer_mut("/responses/200/content/application~1json/schema");
    let Some(schema) = schema else { return };
    let shown = schema["$ref"].as_str().and_then(|path| path.strip_prefix(SCHEMAS));
    if let Some(working) = shown.map(working) {
        *schema = json!({ "anyOf": [schema.clone(), working] });
    }
}

/// The form of the working view beside the public one.
fn working(shown: &str) -> Value {
    let of = |name: &str| json!({ "$ref": format!("{SCHEMAS}{name}") });
    match (shown, shown.strip_suffix("Page")) {
        ("ArticlePage", _) => of("WorkingPage"),
        (_, Some(one)) => json!({
            "type": "object",
            "required": ["data", "page"],
            "properties": {
                "data": {
                    "type": "array", "maxItems": 100, "items": of(&format!("Working{one}")),
                },
                "page": of("PageInfo"),
            },
        }),
        ("FrontList", None) => of("WorkingList"),
        (_, None) => of(&format!("Working{shown}")),
    }
}
