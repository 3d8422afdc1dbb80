//! The history of an article: its revisions.

use async_graphql::{ID, SimpleObject};
use newsroom::{RevisionRow, SavedRevision};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::article::ArticleInput;
use super::time::DateTime;
use super::{members, recast};
use crate::web::answer::PageInfo;
use crate::web::problem::Problem;

/// Who saved a revision.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RevisionAuthor {
    /// The account.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// How they are called; null for an account that there is no more.
    #[schema(max_length = 200, required)]
    pub name: Option<String>,
}

/// A revision of an article in its history.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RevisionSummary {
    /// Its number: 1 for the first, one more for each save.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When it was saved.
    pub at: DateTime,
    /// Who saved it; null for whoever runs the newsroom.
    pub by: Option<RevisionAuthor>,
    /// What they said of it.
    #[schema(max_length = 500)]
    pub note: Option<String>,
    /// The revision that it brought back.
    #[schema(minimum = 1)]
    pub restored_from: Option<i64>,
    /// How many words the body has.
    #[schema(minimum = 0)]
    pub word_count: i64,
    /// The headline.
    #[schema(max_length = 300)]
    pub headline: String,
}

/// A revision of an article with what its editor wrote.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ArticleRevision {
    /// Its number: 1 for the first, one more for each save.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When it was saved.
    pub at: DateTime,
    /// Who saved it; null for whoever runs the newsroom.
    pub by: Option<RevisionAuthor>,
    /// What they said of it.
    #[schema(max_length = 500)]
    pub note: Option<String>,
    /// The revision that it brought back.
    #[schema(minimum = 1)]
    pub restored_from: Option<i64>,
    /// How many words the body has.
    #[schema(minimum = 0)]
    pub word_count: i64,
    /// The headline.
    #[schema(max_length = 300)]
    pub headline: String,
    /// What the editor wrote.
    pub content: ArticleInput,
}

/// A page of the history of an article.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RevisionPage {
    /// What it holds, the newest first.
    #[schema(max_items = 100)]
    pub data: Vec<RevisionSummary>,
    /// Its neighbours.
    pub page: PageInfo,
}

fn head(row: &RevisionRow) -> Value {
    json!({
        "revision": row.revision,
        "at": row.at,
        "by": row.by.as_ref().map(|by| json!({ "id": by.id, "name": by.name })),
        "note": row.note,
        "restoredFrom": row.restored_from,
        "wordCount": row.word_count,
        "headline": row.headline,
    })
}

/// A revision in the history.
pub(crate) fn summary(row: &RevisionRow) -> Result<RevisionSummary, Problem> {
    recast(head(row))
}

/// A revision with what its editor wrote.
pub(crate) fn revision(saved: &SavedRevision) -> Result<ArticleRevision, Problem> {
    let mut all = members(&head(&saved.row))?;
    let content = saved.content.to_json().map_err(|error| Problem::internal(&error))?;
    all.insert("content".to_owned(), content.into());
    recast(all.into())
}
