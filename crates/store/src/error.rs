//! What can go wrong below.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A fault of the database or of the way to it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached, or was lost.
    #[error("the database cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Every connection is in use and none came free in time.
    #[error("no connection came free within {waited_ms} ms")]
    Busy {
        /// How long was waited.
        waited_ms: u64,
    },
    /// Others held what was needed, each what the other did: one had to give way.
    #[error("the write met another one")]
    Met(#[source] DieselError),
    /// A shared transaction is over, or one of its writes works within another: ours to mend.
    #[error("the shared transaction is not free")]
    NotFree,
    /// A value that should be there only once is there already.
    #[error("a value is taken already")]
    Taken(#[source] DieselError),
    /// Something that is pointed at is not there, or is still pointed at.
    #[error("a reference does not hold")]
    Reference(#[source] DieselError),
    /// The disk or the quota is full.
    #[error("the storage is full")]
    Full(#[source] DieselError),
    /// A row holds what this program cannot read.
    #[error("a stored value cannot be read: {what}")]
    Unreadable {
        /// Which.
        what: String,
    },
    /// The tables cannot be made or changed.
    #[error("the migration failed")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Anything else.
    #[error("the database refused")]
    Other(#[source] DieselError),
}

impl From<DieselError> for StoreError {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "diesel's errors are many, and one arm holds what has no rule"
    )]
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Taken(error),
            DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => {
                Self::Reference(error)
            }
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _) => {
                Self::Unreachable(Box::new(error))
            }
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                Self::Met(error)
            }
            DieselError::DatabaseError(_, about) if says_full(about.message()) => Self::Full(error),
            DieselError::DatabaseError(_, about) if says_met(about.message()) => Self::Met(error),
            _ => Self::Other(error),
        }
    }
}

/// Neither engine has a kind for it: `SQLite` says `database or disk is full`, `PostgreSQL` sends
/// the system's words for `ENOSPC`.
fn says_full(message: &str) -> bool {
    message.contains("disk is full") || message.contains("No space left on device")
}

/// `PostgreSQL` after a second, and after `lock_timeout`; `SQLite` after `busy_timeout`.
fn says_met(message: &str) -> bool {
    ["deadlock detected", "due to lock timeout", "database is locked"]
        .iter()
        .any(|words| message.contains(words))
}

impl StoreError {
    /// A row that cannot be read.
    pub fn unreadable(what: impl Into<String>) -> Self {
        Self::Unreadable { what: what.into() }
    }
}
