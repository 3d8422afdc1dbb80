//! What an editor has not saved yet.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::ArticleContent;
use crate::document;
use crate::id::Revision;
use crate::violation::Violations;

/// What an editor has not saved yet: it stands beside the history, not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Autosave {
    /// The revision that they began from.
    pub base: Revision,
    /// What they wrote.
    pub content: ArticleContent,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Members {
    base_revision: Revision,
    content: Map<String, Value>,
}

impl Autosave {
    /// Reads the members of a JSON object: `baseRevision`, and `content` as
    /// [`ArticleContent::parse`] takes it.
    pub fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        let Members { base_revision, content } = document::parse(members)?;
        let content = ArticleContent::parse(content).map_err(|faults| faults.under("/content"))?;
        Ok(Self { base: base_revision, content })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(document: Value, want: &[&str]) {
        let Value::Object(members) = document else { panic!("an object") };
        let faults = Autosave::parse(members).err().unwrap_or_default().into_vec();
        let got: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn faults_are_named_by_their_place() {
        check(json!({ "baseRevision": 1, "content": { "headline": "a" } }), &[]);
        check(json!({ "content": { "headline": "a" } }), &["/baseRevision"]);
        check(json!({ "baseRevision": 1 }), &["/content"]);
        check(json!({ "baseRevision": 1, "content": { "headline": 7 } }), &["/content/headline"]);
        check(json!({ "baseRevision": "1", "content": {}, "at": 1 }), &["/at", "/baseRevision"]);
    }
}
