//! A save: what an editor wrote, and what they say of it.

use super::ArticleContent;
use crate::text::Line;

/// What an editor says of a save: one line of up to 500 characters.
pub type SaveNote = Line<500>;

/// What becomes the next revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Save {
    /// What the editor wrote.
    pub content: ArticleContent,
    /// What they say of it, for those who read the history.
    pub note: Option<SaveNote>,
}

impl From<ArticleContent> for Save {
    fn from(content: ArticleContent) -> Self {
        Self { content, note: None }
    }
}
