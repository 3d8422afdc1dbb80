//! Attaching a quote to an article by its words.

use async_graphql::{ID, InputObject, SimpleObject};
use newsroom::Attached;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::article::{self, WorkingArticle};
use super::parts::Words;
use super::quote::{self, AttachedQuoteInput, WorkingQuote};
use super::words::{Placement, TextField};
use crate::web::problem::Problem;

/// A quote and where it stands in an article, by its words. One of `quoteId` and `quote`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct AttachQuoteContent {
    /// The words of each part in reading order.
    #[schema(min_items = 1, max_items = 20)]
    pub texts: Vec<Words>,
    /// In which kind of place; the body unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// The word that introduces it, such as "said".
    #[schema(max_length = 100)]
    pub cue: Option<String>,
    /// How the text names the speaker there, such as "he".
    #[schema(max_length = 300)]
    pub source_mention: Option<String>,
    /// A quote that is noted already.
    #[schema(value_type = Option<uuid::Uuid>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote_id: Option<ID>,
    /// A quote to note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<AttachedQuoteInput>,
}

/// A place that words may mean.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "PlaceCandidate")]
pub struct Candidate {
    /// In which text.
    pub field: TextField,
    /// In which block of the body; null elsewhere.
    #[schema(max_length = 64, required)]
    pub block_key: Option<String>,
    /// The first character, counted from 0.
    #[schema(minimum = 0)]
    pub start: u32,
    /// What stands around it.
    #[schema(max_length = 500)]
    pub around: String,
}

/// What an attachment left.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AttachedQuote {
    /// The use that was added.
    #[schema(value_type = uuid::Uuid)]
    pub use_id: ID,
    /// The quote.
    pub quote: WorkingQuote,
    /// The article in its new revision.
    pub article: WorkingArticle,
}

/// An article with a quote that was just attached.
pub(crate) fn attached(done: &Attached) -> Result<AttachedQuote, Problem> {
    Ok(AttachedQuote {
        use_id: ID(done.used.to_string()),
        quote: quote::working(&done.quote)?,
        article: article::working(&done.article)?,
    })
}
