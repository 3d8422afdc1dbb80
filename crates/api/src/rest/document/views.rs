//! Answers of several forms: in the public and the working view, whole and in part.

#![expect(clippy::indexing_slicing, reason = "the tree is the contract, whose form is known")]

use serde_json::{Value, json};

use super::SCHEMAS;

/// Adds the forms that an answer has in the working view, and with `fields`.
pub(super) fn forms(operation: &mut Value) {
    let takes = |name: &str| {
        let mut parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters.any(|parameter| parameter["name"] == name)
    };
    let (has_views, has_fields) = (takes("view"), takes("fields"));
    let schema = operation.pointer_mut("/responses/200/content/application~1json/schema");
    let Some(schema) = schema else { return };
    let Some(shown) = schema["$ref"].as_str().and_then(|path| path.strip_prefix(SCHEMAS)) else {
        return;
    };
    let mut forms = vec![schema.clone()];
    forms.extend(has_views.then(|| working(shown)));
    forms.extend(has_fields.then(|| part(shown)));
    if forms.len() > 1 {
        *schema = json!({ "anyOf": forms });
    }
}

/// The form with `fields`: any members, and the id.
fn part(shown: &str) -> Value {
    let one = shown.strip_suffix("Page").unwrap_or(shown);
    let of = match shown {
        // lists show articles in short
        "ArticlePage" => "ArticleSummary",
        "ListPage" => "CuratedList",
        _ => one,
    };
    let part = json!({ "$ref": format!("{SCHEMAS}{of}{PART}") });
    if one == shown {
        return part;
    }
    page_of(&part)
}

/// The end of the name of a schema whose members come as `fields` asks.
pub(super) const PART: &str = "Part";

/// Makes the schemas that [`forms`] names: each of a whole of which any member may be left out.
pub(super) fn parts(document: &mut Value) {
    let text = document["paths"].to_string();
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    let wholes: Vec<(String, Value)> =
        schemas.iter().map(|(name, whole)| (name.clone(), whole.clone())).collect();
    for (name, mut part) in wholes {
        let name = format!("{name}{PART}");
        if text.contains(&format!("{SCHEMAS}{name}\"")) {
            part["required"] = json!(["id"]);
            part["description"] = json!("The members that `fields` asks for, and the id.");
            schemas.insert(name, part);
        }
    }
}

fn page_of(item: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["data", "page"],
        "properties": {
            "data": { "type": "array", "maxItems": 100, "items": item },
            "page": { "$ref": format!("{SCHEMAS}PageInfo") },
        },
    })
}

/// The form of the working view beside the public one.
fn working(shown: &str) -> Value {
    let of = |name: &str| json!({ "$ref": format!("{SCHEMAS}{name}") });
    match (shown, shown.strip_suffix("Page")) {
        ("ArticlePage", _) => of("WorkingPage"),
        (_, Some(one)) => page_of(&of(&format!("Working{one}"))),
        ("FrontList", None) => of("WorkingList"),
        ("FrontView", None) => of("WorkingFront"),
        (_, None) => of(&format!("Working{shown}")),
    }
}
