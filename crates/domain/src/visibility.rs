//! What a reading may see. The store cannot be asked without one.

use crate::id::AccountId;
use crate::time::Timestamp;

/// Which view of the newsroom is read, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// What readers see at an instant: a publication whose window is open then.
    Public {
        /// The instant.
        at: Timestamp,
    },
    /// The newest revisions, drafts included.
    Working(WorkingScope),
}

/// How much of the working view is open to the one who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkingScope {
    /// All of it.
    All,
    /// All but what only editors read.
    AllButPrivate,
    /// Articles and quotes that this account made, and all records without their private parts.
    Own(AccountId),
}

impl Visibility {
    /// The whole working view: what a use case looks at before it asks for permission.
    pub const EVERYTHING: Self = Self::Working(WorkingScope::All);

    /// True if what only editors read is left out.
    pub const fn hides_private(self) -> bool {
        match self {
            Self::Public { .. }
            | Self::Working(WorkingScope::AllButPrivate | WorkingScope::Own(_)) => true,
            Self::Working(WorkingScope::All) => false,
        }
    }

    /// True for the public view.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Public { .. })
    }
}
