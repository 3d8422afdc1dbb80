//! Reading a JSON document into domain types, with every fault named by its place.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::violation::{Fault, Violation, Violations};

/// How deep a document may be nested.
pub const DEPTH_MAX: usize = 64;

/// Reads `T` from the members of `document`. One fault for each faulty member is reported, not
/// just the first: a member that fails is noted and left out, and the rest is read again.
pub fn parse<T: DeserializeOwned>(mut document: Map<String, Value>) -> Result<T, Violations> {
    let mut faults = Violations::default();
    for (name, value) in &document {
        faults.absorb(&format!("/{}", escape(name)), nul_characters(value));
    }
    loop {
        let tree = Value::Object(document.clone());
        let (pointer, message) = match serde_path_to_error::deserialize::<_, T>(tree) {
            Ok(value) => return faults.into_result(value),
            Err(error) => (pointer_of(error.path()), error.inner().to_string()),
        };
        let fault = Fault::from_serde(&message);
        let (pointer, member) = blamed(&pointer, &fault);
        // what is missing was left out if something within it is noted
        let is_left_out = fault.code == "required" && faults.name_within(&pointer);
        if !faults.names(&pointer) && !is_left_out {
            faults.push(Violation::new(pointer, fault.code, fault.detail));
        }
        let enough = faults.len() >= Violations::LEN_MAX;
        if enough || member.is_none_or(|name| document.remove(&name).is_none()) {
            return Err(faults);
        }
    }
}

/// The pointer to blame and the top-level member to read without.
fn blamed(pointer: &str, fault: &Fault) -> (String, Option<String>) {
    let named = fault.detail.split('`').nth(1);
    let pointer = match (fault.code, named) {
        // serde puts an unknown member's name into the path itself, a missing one's it does not
        ("required", Some(name)) => format!("{pointer}/{}", escape(name)),
        ("unknown_member", Some(name)) if !pointer.ends_with(&format!("/{}", escape(name))) => {
            format!("{pointer}/{}", escape(name))
        }
        _ => pointer.to_owned(),
    };
    let member = pointer.split('/').nth(1).map(unescape);
    (pointer, member)
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.extend(["/", &index.to_string()]),
            Segment::Map { key } => pointer.extend(["/", &escape(key)]),
            Segment::Enum { variant } => pointer.extend(["/", &escape(variant)]),
            Segment::Unknown => {}
        }
    }
    pointer
}

/// A member name as part of a JSON Pointer (RFC 6901, section 3).
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// Where U+0000 stands in `value`: `PostgreSQL`'s text cannot hold it, and nobody means it.
fn nul_characters(value: &Value) -> Vec<Violation> {
    let found = |pointer: &str| {
        vec![Violation::new(pointer, "control_character", "the character U+0000 is not allowed")]
    };
    match value {
        Value::String(text) if text.contains('\0') => found(""),
        Value::Array(items) => (0..)
            .zip(items)
            .flat_map(|(at, item): (usize, _)| {
                nul_characters(item).into_iter().map(move |v| v.under(&format!("/{at}")))
            })
            .collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| {
                let here = format!("/{}", escape(name));
                let own = if name.contains('\0') { found("") } else { Vec::new() };
                own.into_iter().chain(nul_characters(member)).map(move |v| v.under(&here))
            })
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::text::Line;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Sample {
        #[expect(dead_code, reason = "only its parse is looked at")]
        head_line: Line<5>,
        #[expect(dead_code, reason = "only its parse is looked at")]
        #[serde(default)]
        parts: Vec<Part>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Part {
        #[expect(dead_code, reason = "only its parse is looked at")]
        n: u32,
    }

    #[track_caller]
    fn check(document: Value, want: &[(&str, &str)]) {
        let Value::Object(members) = document else { panic!("an object") };
        let got = match parse::<Sample>(members) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.into_vec(),
        };
        let got: Vec<_> = got.iter().map(|v| (v.pointer.as_str(), v.code)).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn a_good_document_has_no_fault() {
        check(json!({"headLine": "a", "parts": [{"n": 1}]}), &[]);
    }

    #[test]
    fn every_faulty_member_is_named() {
        check(
            json!({"headLine": "too long", "parts": [{"n": 1}, {"n": "x"}], "nope": 1}),
            &[
                ("/headLine", "too_long"),
                ("/nope", "unknown_member"),
                ("/parts/1/n", "invalid_type"),
            ],
        );
    }

    #[test]
    fn a_missing_member_is_named() {
        check(json!({}), &[("/headLine", "required")]);
        check(json!({"headLine": "a", "parts": [{}]}), &[("/parts/0/n", "required")]);
    }

    #[test]
    fn a_type_of_ours_is_not_named() {
        let Value::Object(members) = json!({"headLine": "a", "parts": ["x"]}) else { return };
        let faults = parse::<Sample>(members).err().map(Violations::into_vec).unwrap_or_default();
        let details: Vec<_> = faults.iter().map(|fault| fault.detail.as_str()).collect();
        assert_eq!(details, ["invalid type: string \"x\", expected an object"]);
    }

    #[test]
    fn an_unknown_inner_member_is_named() {
        check(
            json!({"headLine": "a", "parts": [{"n": 1, "m/x": 2}]}),
            &[("/parts/0/m~1x", "unknown_member")],
        );
    }

    #[test]
    fn nul_is_refused_wherever_it_hides() {
        check(json!({"headLine": "a\u{0}", "parts": []}), &[("/headLine", "control_character")]);
    }
}
