//! Corrections.

use async_graphql::{ID, InputObject, SimpleObject};
use domain::correction::StoredCorrection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::recast;
use super::time::DateTime;
use super::words::{CorrectionKind, NotePosition, Significance};
use crate::web::answer::PageInfo;
use crate::web::problem::Problem;

/// What readers are told was wrong (schema.org `CorrectionComment`).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// The article's id.
    #[schema(value_type = uuid::Uuid)]
    pub article: ID,
    /// What kind of note it is.
    pub kind: CorrectionKind,
    /// What was wrong and what is right.
    #[schema(max_length = 2000)]
    pub text: String,
    /// How much it matters.
    pub significance: Significance,
    /// Where it stands on the page.
    pub position: NotePosition,
    /// Since when readers see it.
    pub published_at: DateTime,
    /// The first revision that was wrong; null if unknown.
    pub from_revision: Option<i64>,
    /// The revision that readers saw when it was published, or the one that is right.
    pub to_revision: Option<i64>,
    /// The id of the quote in the article that was wrong; null if it was none.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub quote: Option<ID>,
    /// Its number in the ledger: 1 for the first, one more for each. Numbers are left out where
    /// articles are withdrawn.
    #[schema(minimum = 1)]
    pub sequence: i64,
    /// The hash of the correction before; zeros for the first.
    #[schema(max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub previous_hash: String,
    /// SHA-256 of the other members as canonical JSON (RFC 8785), of `quote` only where there is one.
    #[schema(max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub hash: String,
}

/// A correction as an editor writes it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct CorrectionInput {
    /// What kind of note it is.
    pub kind: CorrectionKind,
    /// What was wrong and what is right.
    #[schema(max_length = 2000)]
    pub text: String,
    /// How much it matters; minor unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub significance: Option<Significance>,
    /// Where it stands on the page; below the text unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<NotePosition>,
    /// Why; never shown to readers.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    /// Who allowed it; never shown to readers.
    #[schema(max_length = 200)]
    pub approved_by: Option<String>,
    /// The first revision that was wrong; not behind `toRevision`.
    pub from_revision: Option<i64>,
    /// The revision that is right; the one that readers see if absent.
    pub to_revision: Option<i64>,
    /// The id of the quote that was wrong, one that readers see in the article.
    #[schema(value_type = Option<uuid::Uuid>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<ID>,
}

/// A page of the ledger.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CorrectionPage {
    /// What it holds.
    #[schema(max_items = 100)]
    pub data: Vec<Correction>,
    /// Its neighbours.
    pub page: PageInfo,
}

/// A correction as readers see it.
pub(crate) fn shown(stored: &StoredCorrection) -> Result<Correction, Problem> {
    recast(stored.public_members().map_err(|error| Problem::internal(&error))?.into())
}
