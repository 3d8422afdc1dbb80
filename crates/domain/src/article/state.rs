//! The states of an article and the moves between them.

use serde::{Deserialize, Serialize};

use super::ArticleContent;
use crate::violation::{Violation, Violations};

/// Where an article stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArticleState {
    /// Never shown to readers.
    Draft,
    /// Readers see one of its revisions.
    Published,
    /// Readers saw it once, and no longer do.
    Unpublished,
}

/// A move that the state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StateFault {
    /// Only what is published can be unpublished.
    #[error("the article is not published")]
    NotPublished,
    /// What readers see is taken from them first.
    #[error("the article is published: unpublish it first")]
    Published,
}

impl ArticleState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Unpublished];

    /// The word in JSON and the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Unpublished => "unpublished",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Publishing: from any state; once more moves the pointer to the newest revision.
    #[must_use]
    pub fn publish(self) -> Self {
        match self {
            Self::Draft | Self::Published | Self::Unpublished => Self::Published,
        }
    }

    /// Withdrawing what readers see.
    pub fn unpublish(self) -> Result<Self, StateFault> {
        match self {
            Self::Published => Ok(Self::Unpublished),
            Self::Draft | Self::Unpublished => Err(StateFault::NotPublished),
        }
    }

    /// Deleting: not while readers see it.
    pub fn delete(self) -> Result<(), StateFault> {
        match self {
            Self::Published => Err(StateFault::Published),
            Self::Draft | Self::Unpublished => Ok(()),
        }
    }
}

impl ArticleContent {
    /// What still lacks before readers may see it; each fault names the member to fill.
    pub fn ready_to_publish(&self) -> Result<(), Violations> {
        let mut faults = Violations::default();
        let mut need = |there: bool, pointer: &str, what: &str| {
            if !there {
                faults.push(Violation::new(pointer, "required_to_publish", what));
            }
        };
        need(!self.body.is_empty(), "/body", "an article without a body cannot be published");
        need(self.meta.section.is_some(), "/section", "an article needs a section to be published");
        need(
            !self.meta.credits.is_empty(),
            "/credits",
            "an article needs an author to be published",
        );
        faults.into_result(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back() {
        for state in ArticleState::ALL {
            assert_eq!(ArticleState::from_word(state.word()), Some(state));
        }
        assert_eq!(ArticleState::from_word("live"), None);
    }

    #[test]
    fn only_the_published_is_unpublished_and_only_the_hidden_deleted() {
        use ArticleState::{Draft, Published, Unpublished};
        assert_eq!(Draft.publish().unpublish(), Ok(Unpublished));
        assert_eq!(Draft.unpublish(), Err(StateFault::NotPublished));
        assert_eq!(Unpublished.unpublish(), Err(StateFault::NotPublished));
        assert_eq!(Published.delete(), Err(StateFault::Published));
        assert_eq!((Draft.delete(), Unpublished.delete()), (Ok(()), Ok(())));
        assert_eq!(Published.publish(), Published);
    }
}
