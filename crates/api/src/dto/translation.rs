//! Translations, going in and coming out.

use async_graphql::{ID, InputObject, SimpleObject};
use newsroom::TranslationRow;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::recast;
use super::time::DateTime;
use super::words::ArticleState;
use crate::web::problem::Problem;

/// How the translation of an article begins.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct TranslationInput {
    /// The language that it is to be in (BCP 47).
    #[schema(max_length = 35)]
    pub language: String,
    /// The address that it asks for; made from its headline unless it is said.
    #[schema(max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: Option<String>,
    /// Its headline; that of the other article unless it is said.
    #[schema(max_length = 300)]
    pub headline: Option<String>,
}

/// Of which article another one is a translation.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TranslationOfInput {
    /// The other article's id.
    pub of: uuid::Uuid,
}

/// The same story in another language, as readers see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Translation {
    /// The article's id: UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// The language of its text (BCP 47).
    #[schema(max_length = 35)]
    pub language: String,
    /// Its address.
    #[schema(max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: String,
    /// Its headline.
    #[schema(max_length = 300)]
    pub headline: String,
    /// When readers cease to see it (schema.org `expires`); null if no end is set.
    pub expires_at: Option<DateTime>,
}

/// The same story in another language, as editors see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct WorkingTranslation {
    /// The article's id: UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// The language of its newest revision (BCP 47).
    #[schema(max_length = 35)]
    pub language: String,
    /// The address it has or asks for.
    #[schema(max_length = 120)]
    pub slug: String,
    /// The headline of its newest revision.
    #[schema(max_length = 300)]
    pub headline: String,
    /// Where it stands.
    pub state: ArticleState,
}

/// A translation as readers see it.
pub(crate) fn shown(row: &TranslationRow) -> Result<Translation, Problem> {
    recast(json!({
        "id": row.id,
        "language": row.language,
        "slug": row.slug,
        "headline": row.headline,
        "expiresAt": row.shown_until,
    }))
}

/// A translation as editors see it.
pub(crate) fn working(row: &TranslationRow) -> Value {
    json!({
        "id": row.id,
        "language": row.language,
        "slug": row.slug,
        "headline": row.headline,
        "state": row.state,
    })
}
