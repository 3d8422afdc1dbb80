//! Articles: what an editor writes, and the states it goes through.

mod attach;
mod autosave;
mod batch;
mod content;
mod desk;
mod diff;
mod merge;
mod parts;
mod quotes;
mod save;
mod state;
mod step;
mod translation;

pub use attach::{Attachment, Misplaced, Said, Words};
pub use autosave::Autosave;
pub use batch::{ArticleChange, At, Batch};
pub use content::{ArticleContent, ArticleMeta};
pub use desk::{DeskCard, Embargo};
pub use diff::{BlockChange, BlockFate, ContentDiff, MemberChange, WordFate, WordRun};
pub use merge::{Conflict, Merge};
pub use parts::{
    Access, AiTask, AiTool, AiUse, AlternateId, ArticleKind, Credit, CreditRole, Dateline,
    DigitalSource, Headlines, RelatedStory, Rights, Seo, Signals, Source, SourceKind, Sponsor,
    StoryRelation, Tdm, TopicLink, TopicRelation,
};
pub use quotes::{Candidate, Field, PARTS_MAX, Placement, QuoteUse, USES_MAX, UsePart};
pub use save::{Save, SaveNote};
pub use state::{ArticleState, StateFault, Transition};
pub use step::{DeskNote, Step};
pub use translation::{JoinedTo, Translation};

use uuid::Uuid;

use crate::id::ArticleId;
use crate::time::Timestamp;

/// What permission and state rules need to know of an article, without its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArticleFacts {
    /// Which one.
    pub id: ArticleId,
    /// Where it stands.
    pub state: ArticleState,
    /// The section of its newest revision.
    pub section: Option<Uuid>,
    /// The account that made it.
    pub created_by: Option<Uuid>,
    /// When readers first saw it, if they ever did.
    pub first_published_at: Option<Timestamp>,
}
