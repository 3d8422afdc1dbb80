//! Links that show one revision of an article to whoever has them.

use async_graphql::{ID, SimpleObject};
use newsroom::{NewPreview as Made, PreviewRow, Previewed};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::article::{self, Article};
use super::time::DateTime;
use super::user::untold;
use super::{members, recast};
use crate::web::problem::Problem;

/// What a link is to show.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewInput {
    /// The revision that it shows; the newest unless it is said.
    #[schema(minimum = 1)]
    pub revision: Option<i64>,
}

/// What opens a link.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewExchangeInput {
    /// The part of the link behind `#`.
    #[schema(max_length = 200)]
    pub secret: String,
}

/// A link that shows one revision of an article to whoever has it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// Of which article: its id.
    #[schema(value_type = uuid::Uuid)]
    pub article: ID,
    /// The revision that it shows, whatever was saved since.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTime,
    /// The account that made it.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub created_by: Option<ID>,
    /// Until when it holds.
    pub expires_at: DateTime,
    /// How often it was opened.
    #[schema(minimum = 0)]
    pub opened: i64,
}

/// A link that was just made. Written out it is without what opens it: so it is kept for a replay.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct NewPreview {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// Of which article: its id.
    #[schema(value_type = uuid::Uuid)]
    pub article: ID,
    /// The revision that it shows, whatever is saved from now on.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTime,
    /// Until when it holds.
    pub expires_at: DateTime,
    /// What opens it; null where the request was sent before: it is told once.
    #[serde(serialize_with = "untold")]
    #[schema(max_length = 200)]
    pub secret: Option<String>,
    /// The page of this server that shows it, the secret behind `#`; null where the secret is.
    #[serde(serialize_with = "untold")]
    #[schema(max_length = 200)]
    pub url: Option<String>,
}

/// The links of an article that hold.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PreviewList {
    /// What there is, the newest first.
    #[schema(max_items = 50)]
    pub items: Vec<Preview>,
}

/// A link.
pub(crate) fn preview(row: &PreviewRow) -> Result<Preview, Problem> {
    recast(json!({
        "id": row.id,
        "article": row.article,
        "revision": row.revision,
        "createdAt": row.created_at,
        "createdBy": row.created_by,
        "expiresAt": row.expires_at,
        "opened": row.opened,
    }))
}

/// A link that was just made.
pub(crate) fn made(made: &Made) -> Result<NewPreview, Problem> {
    let mut all = members(&preview(&made.row)?)?;
    let secret = made.secret.expose();
    all.insert("secret".to_owned(), json!(secret));
    all.insert("url".to_owned(), json!(format!("/preview#{secret}")));
    recast(all.into())
}

/// The same with what opens it: for the one answer that tells it.
pub(crate) fn told(new: &NewPreview) -> Result<Value, Problem> {
    let mut all = members(new)?;
    all.insert("secret".to_owned(), json!(new.secret));
    all.insert("url".to_owned(), json!(new.url));
    Ok(all.into())
}

/// One revision of an article as readers would see it.
pub(crate) fn article(shown: &Previewed) -> Result<Article, Problem> {
    let mut article = article::article(&shown.article)?;
    article.body = article::body(shown.body.clone())?;
    article.quotes = shown.quotes.iter().map(super::quote::used).collect::<Result<_, _>>()?;
    let corrections = shown.corrections.iter().map(super::correction::shown);
    article.corrections = corrections.collect::<Result<_, _>>()?;
    let translations = shown.translations.iter().map(super::translation::shown);
    article.translations = translations.collect::<Result<_, _>>()?;
    Ok(article)
}
