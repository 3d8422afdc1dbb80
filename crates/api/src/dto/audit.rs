//! Entries of the audit.

use async_graphql::{ID, Json, SimpleObject};
use domain::audit::AuditEntry as Entry;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::time::DateTime;
use crate::web::answer::PageInfo;
use crate::web::problem::Problem;

/// Something that was done, and by whom.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Its number: 1 for the first, one more for each.
    #[schema(minimum = 1)]
    pub sequence: i64,
    /// When.
    pub at: DateTime,
    /// Whose account it was; null for the operator and for those who proved nothing.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub account: Option<ID>,
    /// How they proved themselves: `session`, `token`, `operator` or `none`.
    #[schema(max_length = 20)]
    pub credential: String,
    /// What was done.
    #[schema(max_length = 60)]
    pub action: String,
    /// To what kind of thing.
    #[schema(max_length = 40)]
    pub entity: String,
    /// To which; null if it has no id, or none that is known.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub target: Option<ID>,
    /// The revision that was left; null for what has none.
    pub revision: Option<i64>,
    /// What there is to say of it: an object of up to 16 KiB; null once it was redacted.
    #[schema(value_type = Option<Object>)]
    pub payload: Option<Json<Value>>,
    /// What the digest is salted with, 32 hexadecimal digits; null once it was redacted.
    #[schema(max_length = 32, pattern = "^[0-9a-f]{32}$")]
    pub salt: Option<String>,
    /// SHA-256 of the salt's 16 bytes and the payload as canonical JSON (RFC 8785).
    #[schema(max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub digest: String,
    /// SHA-256 of the chain before and of the other members, but payload and salt.
    #[schema(max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub chain: String,
}

/// A page of the audit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditPage {
    /// What it holds.
    #[schema(max_items = 100)]
    pub data: Vec<AuditEntry>,
    /// Its neighbours.
    pub page: PageInfo,
}

/// An entry as those see it who may.
pub(crate) fn shown(entry: &Entry) -> Result<AuditEntry, Problem> {
    let payload = entry.told.as_ref().map(|told| serde_json::from_str(&told.payload)).transpose();
    Ok(AuditEntry {
        sequence: entry.sequence,
        at: entry.at.into(),
        account: entry.account.map(ID::from),
        credential: entry.credential.clone(),
        action: entry.action.clone(),
        entity: entry.entity.clone(),
        target: entry.target.map(ID::from),
        revision: entry.revision.map(|revision| revision.0),
        payload: payload.map_err(|error| Problem::internal(&error))?.map(Json),
        salt: entry.told.as_ref().map(|told| told.salt.to_string()),
        digest: entry.digest.to_string(),
        chain: entry.chain.to_string(),
    })
}
