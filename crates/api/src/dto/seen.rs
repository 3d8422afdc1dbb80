//! What readers could see happen.

use async_graphql::{Enum, ID, SimpleObject};
use domain::change::ChangeKind;
use domain::record::Entity;
use newsroom::Seen;
use serde::Serialize;
use utoipa::ToSchema;

use super::time::DateTime;

/// What readers could see happen to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "snake_case")]
pub enum PublicChangeKind {
    /// It was made, and readers see it.
    Created,
    /// It was changed.
    Updated,
    /// It was published, for the first time or in another revision.
    Published,
    /// It was withdrawn.
    Unpublished,
    /// It was withdrawn for good.
    Killed,
    /// It is gone.
    Deleted,
}

impl From<ChangeKind> for PublicChangeKind {
    fn from(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::Created => Self::Created,
            ChangeKind::Updated => Self::Updated,
            ChangeKind::Published => Self::Published,
            ChangeKind::Unpublished => Self::Unpublished,
            ChangeKind::Killed => Self::Killed,
            ChangeKind::Trashed | ChangeKind::Deleted => Self::Deleted,
        }
    }
}

/// A kind of thing that readers see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "snake_case")]
#[graphql(remote = "Entity")]
#[expect(missing_docs, reason = "the words are the trade's own; the domain explains them")]
pub enum EntityKind {
    Article,
    Author,
    Topic,
    Section,
    Organization,
    Expert,
    Quote,
    Correction,
    List,
    Front,
    Site,
    Weather,
}

/// Something that readers could see happen. One that is withdrawn or gone has its tombstone here:
/// which, what, and since when.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct PublicChange {
    /// The id of the thing: UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// What kind of thing it is.
    pub entity: EntityKind,
    /// What happened to it.
    pub kind: PublicChangeKind,
    /// When.
    pub at: DateTime,
}

/// What readers could see happen, in order.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicChangePage {
    /// What happened, the oldest first.
    #[schema(max_items = 100)]
    pub data: Vec<PublicChange>,
    /// Where to go on: `since` of the next request, now or later.
    #[schema(max_length = 1024, pattern = "^[A-Za-z0-9_-]+$")]
    pub next_since: String,
    /// True if more has happened already.
    pub has_more: bool,
}

/// Something as readers could see it happen.
pub(crate) fn shown(seen: &Seen) -> PublicChange {
    PublicChange {
        id: seen.id.into(),
        entity: seen.entity.into(),
        kind: seen.kind.into(),
        at: seen.at.into(),
    }
}
