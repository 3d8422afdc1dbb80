//! Where quotes are printed.

use async_graphql::{ID, SimpleObject};
use newsroom::PrintedUse as DomainUse;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::article::{self, Article, ArticleSummary};
use super::parts::UsePart;
use super::words::{Alteration, Placement};
use super::{members, recast};
use crate::web::problem::Problem;

/// A place of a quote, with the article that prints it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PrintedUse {
    /// The article.
    #[schema(value_type = ArticleSummary)]
    pub article: Article,
    /// What the marks of the body name.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// In which kind of place it stands.
    pub placement: Placement,
    /// The words as printed, parts joined by a space.
    pub exact_text: String,
    /// Where exactly.
    #[schema(max_items = 20)]
    pub parts: Vec<UsePart>,
    /// The word that introduces it.
    #[schema(max_length = 100)]
    pub cue: Option<String>,
    /// How the text names the speaker there.
    #[schema(max_length = 300)]
    pub source_mention: Option<String>,
    /// How the printed words differ from what was said.
    pub alteration: Alteration,
}

/// Where a quote is printed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PrintedUses {
    /// The newest article first, the places in the order of its text.
    #[schema(max_items = 100)]
    pub items: Vec<PrintedUse>,
}

/// A place of a quote, with its article.
pub(crate) fn printed(one: &DomainUse) -> Result<PrintedUse, Problem> {
    let mut all = members(&one.used)?;
    all.insert("exactText".to_owned(), json!(one.used.exact_text()));
    all.insert("article".to_owned(), json!(article::article(&one.article)?));
    recast(all.into())
}
