//! Several changes of articles in one request.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{ArticleContent, Step, Transition};
use crate::document::{self, escape};
use crate::id::{ArticleId, Revision};
use crate::violation::{Violation, Violations};

/// Several changes, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// True if all of them are made, or none.
    pub atomic: bool,
    /// What is wanted of each; what cannot be read has its faults instead.
    pub items: Vec<Result<ArticleChange, Violations>>,
}

/// A change of one article.
#[derive(Debug, Clone, PartialEq)]
pub enum ArticleChange {
    /// Begins one.
    Create(Box<ArticleContent>),
    /// Saves a new revision.
    Update(At, Box<ArticleContent>),
    /// Takes a step of the workflow.
    Step(At, Step),
}

/// An article in the revision that the editor saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct At {
    /// Which.
    pub id: ArticleId,
    /// The revision: If-Match of a single change.
    pub expected_revision: Revision,
}

/// The document of a batch before its items are read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    #[serde(default)]
    atomic: bool,
    items: Vec<Value>,
}

impl Batch {
    /// How many changes one request may make.
    pub const ITEMS_MAX: usize = 100;

    /// Reads the members of a JSON object: `items`, 1 to 100, and `atomic`, false unless said. An
    /// item has one member, which says what is wanted: `create`, `update`, or the word of a step,
    /// whose members stand beside `id` and `expectedRevision`.
    pub fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        let Members { atomic, items } = document::parse(members)?;
        let mut faults = Violations::default();
        faults.at_most("/items", items.len(), Self::ITEMS_MAX);
        if items.is_empty() {
            faults.push(Violation::new("/items", "required", "at least one item"));
        }
        let items = faults.into_result(items)?.into_iter().map(ArticleChange::parse).collect();
        Ok(Self { atomic, items })
    }
}

impl ArticleChange {
    fn parse(item: Value) -> Result<Self, Violations> {
        let fault = |place: &str| {
            let steps = Transition::ALL.map(Transition::word).join(", ");
            let rule = format!("one of create, update, {steps}");
            Violations::from(Violation::new(place, "invalid_value", rule))
        };
        let Value::Object(members) = item else { return Err(fault("")) };
        let mut members = members.into_iter();
        let (Some((word, Value::Object(wanted))), None) = (members.next(), members.next()) else {
            return Err(fault(""));
        };
        let place = format!("/{}", escape(&word));
        let read = match word.as_str() {
            "create" => content(wanted).map(Self::Create),
            "update" => update(wanted),
            word => match Transition::from_word(word) {
                Some(transition) => step(transition, wanted),
                None => return Err(fault(&place)),
            },
        };
        read.map_err(|faults| faults.under(&place))
    }
}

fn content(document: Map<String, Value>) -> Result<Box<ArticleContent>, Violations> {
    ArticleContent::parse(document).map(Box::new)
}

fn step(
    transition: Transition,
    mut wanted: Map<String, Value>,
) -> Result<ArticleChange, Violations> {
    let names = ["id", "expectedRevision"];
    let at = names.into_iter().filter_map(|name| wanted.remove_entry(name)).collect();
    match (document::parse(at), Step::parse(transition, wanted)) {
        (Ok(at), Ok(step)) => Ok(ArticleChange::Step(at, step)),
        (at, step) => {
            let mut faults = at.err().unwrap_or_default();
            faults.absorb("", step.err().unwrap_or_default().into_vec());
            Err(faults)
        }
    }
}

fn update(mut wanted: Map<String, Value>) -> Result<ArticleChange, Violations> {
    let document = match wanted.remove("content") {
        Some(Value::Object(document)) => content(document),
        Some(_) => Err(Violation::new("", "invalid_type", "the document is a JSON object").into()),
        None => Err(Violation::new("", "required", "missing field `content`").into()),
    };
    match (document::parse(wanted), document) {
        (Ok(at), Ok(content)) => Ok(ArticleChange::Update(at, content)),
        (at, content) => {
            let mut faults = at.err().unwrap_or_default();
            faults.absorb("/content", content.err().unwrap_or_default().into_vec());
            Err(faults)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "0190f5c0-0000-7000-8000-000000000001";

    #[track_caller]
    fn check(item: &Value, want: &[&str]) {
        let Value::Object(members) = json!({ "items": [item] }) else { panic!("an object") };
        let batch = Batch::parse(members).unwrap();
        let faults = batch.items[0].clone().err().unwrap_or_default().into_vec();
        let places: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(places, want);
    }

    #[test]
    fn each_change_is_read() {
        check(&json!({ "create": { "headline": "One" } }), &[]);
        let content = json!({ "headline": "Two" });
        check(&json!({ "update": { "id": ID, "expectedRevision": 1, "content": content } }), &[]);
        for word in ["publish", "unpublish", "trash", "submit"] {
            check(&json!({ word: { "id": ID, "expectedRevision": 1 } }), &[]);
        }
    }

    #[test]
    fn faults_have_their_place() {
        check(&json!({ "create": { "headline": "a".repeat(301) } }), &["/create/headline"]);
        check(&json!({ "update": { "id": ID } }), &["/update/expectedRevision", "/update/content"]);
        check(&json!({ "publish": { "id": 1, "expectedRevision": 1 } }), &["/publish/id"]);
        let at = json!({ "id": ID, "expectedRevision": 1 });
        check(&json!({ "kill": at }), &["/kill/note"]);
        check(&json!({ "kill": {} }), &["/kill/id", "/kill/note"]);
        check(&json!({ "delete": at }), &["/delete"]);
        check(&json!({}), &[""]);
        check(&json!({ "create": {}, "trash": {} }), &[""]);
    }

    #[test]
    fn a_batch_has_1_to_100_items() {
        for (count, good) in [(0, false), (1, true), (100, true), (101, false)] {
            let items = vec![json!({ "create": { "headline": "One" } }); count];
            let Value::Object(members) = json!({ "items": items }) else { panic!("an object") };
            assert_eq!(Batch::parse(members).is_ok(), good, "{count}");
        }
    }
}
