//! What a stale save and the newest revision come to.

use async_graphql::{Json, SimpleObject};
use domain::article::{Conflict, Merge};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::article::ArticleInput;
use super::recast;
use crate::web::problem::Problem;

/// How long a merge may be that is offered, in bytes.
const LEN_MAX: usize = 1_024 * 1_024;

/// What a stale save and the newest revision come to, both made of the revision that `If-Match`
/// names: send it with the newest revision to save it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ArticleMerge {
    /// True if nothing was changed by both.
    pub conflict_free: bool,
    /// What both changed, each in their own way.
    #[schema(max_items = 10_000)]
    pub conflicts: Vec<MergeConflict>,
    /// What one of both changed as they changed it, what both changed as it is now.
    pub merged: ArticleInput,
}

/// A place that two editors changed, each in their own way.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MergeConflict {
    /// Where in `merged`: a JSON Pointer (RFC 6901).
    #[schema(max_length = 2000)]
    pub pointer: String,
    /// What stood there before both; null for nothing.
    #[schema(value_type = JsonValue)]
    pub base: Option<Json<Value>>,
    /// What was sent; null for nothing.
    #[schema(value_type = JsonValue)]
    pub sent: Option<Json<Value>>,
    /// What stands there now; null for nothing.
    #[schema(value_type = JsonValue)]
    pub current: Option<Json<Value>>,
}

/// Any JSON value (RFC 8259); the contract says which there are.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
pub enum JsonValue {
    /// Text.
    Text(String),
    /// True or false.
    Truth(bool),
}

/// A value, if it is one.
pub(super) fn some(value: &Value) -> Option<Json<Value>> {
    Some(value).filter(|value| !value.is_null()).cloned().map(Json)
}

fn conflict(conflict: &Conflict) -> MergeConflict {
    MergeConflict {
        pointer: conflict.pointer.clone(),
        base: some(&conflict.base),
        sent: some(&conflict.sent),
        current: some(&conflict.current),
    }
}

fn merge(merge: &Merge) -> Result<ArticleMerge, Problem> {
    Ok(ArticleMerge {
        conflict_free: merge.conflicts.is_empty(),
        conflicts: merge.conflicts.iter().map(conflict).collect(),
        merged: recast(merge.content.clone().into())?,
    })
}

/// A merge as a member of a problem; none of one that is longer than a problem should be.
pub(crate) fn offered(offer: &Merge) -> Option<Value> {
    let shown = merge(offer).ok().and_then(|merge| serde_json::to_value(merge).ok())?;
    Some(shown).filter(|shown| shown.to_string().len() <= LEN_MAX)
}
