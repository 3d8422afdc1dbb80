//! The change log: what happened, in the order in which it became true.

use uuid::Uuid;

use crate::id::Revision;
use crate::record::Entity;

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It was made.
    Created,
    /// It has a new revision.
    Updated,
    /// Readers see it, or another revision of it.
    Published,
    /// Readers no longer see it.
    Unpublished,
    /// It was withdrawn for good.
    Killed,
    /// It lies in the trash.
    Trashed,
    /// It is gone.
    Deleted,
}

impl ChangeKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Created,
        Self::Updated,
        Self::Published,
        Self::Unpublished,
        Self::Killed,
        Self::Trashed,
        Self::Deleted,
    ];

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The nearest that the first releases know: they follow the same log.
    #[must_use]
    pub const fn nearest(self) -> Self {
        match self {
            Self::Killed => Self::Unpublished,
            Self::Trashed => Self::Deleted,
            Self::Created | Self::Updated | Self::Published | Self::Unpublished | Self::Deleted => {
                self
            }
        }
    }

    /// The word in the database and in feeds.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Published => "published",
            Self::Unpublished => "unpublished",
            Self::Killed => "killed",
            Self::Trashed => "trashed",
            Self::Deleted => "deleted",
        }
    }
}

/// One entry of the log, before it has its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What kind of thing.
    pub entity: Entity,
    /// Which.
    pub id: Uuid,
    /// What happened.
    pub kind: ChangeKind,
    /// The revision that it left.
    pub revision: Revision,
}
