//! What editors have not saved yet.

use async_graphql::{ID, InputObject, SimpleObject};
use newsroom::KeptAutosave;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::article::ArticleInput;
use super::recast;
use super::time::DateTime;
use crate::web::problem::Problem;

/// What an editor has not saved yet, going in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct AutosaveContent {
    /// The revision that they began from.
    #[schema(minimum = 1)]
    pub base_revision: i64,
    /// What they wrote: what PUT of the article takes.
    pub content: ArticleInput,
}

/// What an editor has not saved yet.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ArticleAutosave {
    /// The article.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// The revision that they began from.
    #[schema(minimum = 1)]
    pub base_revision: i64,
    /// The newest revision of the article; another one than `baseRevision` if somebody saved in
    /// between.
    #[schema(minimum = 1)]
    pub current_revision: i64,
    /// When it was kept.
    pub at: DateTime,
    /// What they wrote.
    pub content: ArticleInput,
}

/// What an editor kept.
pub(crate) fn shown(kept: &KeptAutosave) -> Result<ArticleAutosave, Problem> {
    recast(json!({
        "id": kept.article,
        "baseRevision": kept.row.base,
        "currentRevision": kept.head,
        "at": kept.row.at,
        "content": kept.row.content,
    }))
}
