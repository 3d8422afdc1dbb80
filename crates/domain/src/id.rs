//! Identifiers: UUID version 7 (RFC 9562, section 5.7), a type for each kind of thing.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
        impl From<$name> for Uuid {
            fn from(id: $name) -> Self { id.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// An article, the same through all its revisions.
    ArticleId;
    /// A person or body that writes.
    AuthorId;
    /// A subject that articles are filed under.
    TopicId;
    /// A part of the publication, such as "Business".
    SectionId;
    /// A body that people speak for.
    OrganizationId;
    /// Somebody who is quoted.
    ExpertId;
    /// An utterance.
    QuoteId;
    /// The place of a quote in an article.
    UseId;
    /// A list that editors keep.
    ListId;
    /// Somebody who may log in.
    AccountId;
    /// One log-in of an account.
    SessionId;
    /// A long-lived credential of a program.
    TokenId;
}

/// The number of a saved state of a thing: 1 for the first, one more for each save.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub i64);

impl Revision {
    /// What a new thing starts with.
    pub const FIRST: Self = Self(1);

    /// The one after this.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl std::fmt::Display for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
