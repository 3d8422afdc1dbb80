//! What two revisions of an article differ in.

use async_graphql::{Enum, Json, SimpleObject};
use domain::article::{self, ContentDiff};
use domain::id::Revision;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::merge::{JsonValue, some};

/// What a revision has otherwise than another one.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RevisionDiff {
    /// The revision.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// The other one.
    #[schema(minimum = 1)]
    pub against: i64,
    /// Members that have another value, without the body.
    #[schema(max_items = 300)]
    pub members: Vec<MemberChange>,
    /// Blocks of the body that are not as they were: in the order of the revision, what was removed
    /// where it stood.
    #[schema(max_items = 10_000)]
    pub blocks: Vec<BlockChange>,
}

/// A member that has another value.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MemberChange {
    /// Its place: a JSON Pointer (RFC 6901).
    #[schema(max_length = 2000)]
    pub pointer: String,
    /// What stood there; null for nothing.
    #[schema(value_type = JsonValue)]
    pub before: Option<Json<Value>>,
    /// What stands there; null for nothing.
    #[schema(value_type = JsonValue)]
    pub after: Option<Json<Value>>,
}

/// What became of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "snake_case")]
pub enum BlockFate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else; it may have moved, too.
    Changed,
    /// It stands elsewhere, and says the same.
    Moved,
}

/// A block that is not as it was; a block is known by its key.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct BlockChange {
    /// Its `_key`.
    #[schema(max_length = 64)]
    pub key: String,
    /// What became of it.
    pub fate: BlockFate,
    /// True if it left its place among the blocks that stayed.
    pub moved: bool,
    /// Where it stood, counted from 0; null for one that is new.
    #[schema(minimum = 0, maximum = 4999)]
    pub from: Option<i64>,
    /// Where it stands, counted from 0; null for one that is gone.
    #[schema(minimum = 0, maximum = 4999)]
    pub to: Option<i64>,
    /// What it was; null for one that is new.
    #[schema(value_type = JsonValue)]
    pub before: Option<Json<Value>>,
    /// What it is; null for one that is gone.
    #[schema(value_type = JsonValue)]
    pub after: Option<Json<Value>>,
    /// Its text word by word, if that changed; none for a block that is new or gone.
    #[schema(max_items = 200_000)]
    pub words: Vec<WordRun>,
}

/// What became of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "snake_case")]
pub enum WordFate {
    /// They stand in both.
    Equal,
    /// They are new.
    Insert,
    /// They are gone.
    Delete,
}

/// Words in a row of which the same became, with the space and the signs between them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct WordRun {
    /// What became of them.
    pub fate: WordFate,
    /// The text.
    #[schema(max_length = 500_000)]
    pub text: String,
}

/// What `revision` has otherwise than `against`.
pub(crate) fn diff((revision, against): (Revision, Revision), diff: &ContentDiff) -> RevisionDiff {
    let member = |change: &article::MemberChange| MemberChange {
        pointer: change.pointer.clone(),
        before: some(&change.before),
        after: some(&change.after),
    };
    RevisionDiff {
        revision: revision.0,
        against: against.0,
        members: diff.members.iter().map(member).collect(),
        blocks: diff.blocks.iter().map(block).collect(),
    }
}

fn block(change: &article::BlockChange) -> BlockChange {
    let place =
        |side: &Option<(usize, Value)>| side.as_ref().and_then(|(at, _)| i64::try_from(*at).ok());
    let value = |side: &Option<(usize, Value)>| side.as_ref().and_then(|(_, block)| some(block));
    BlockChange {
        key: change.key.clone(),
        fate: match change.fate {
            article::BlockFate::Added => BlockFate::Added,
            article::BlockFate::Removed => BlockFate::Removed,
            article::BlockFate::Changed => BlockFate::Changed,
            article::BlockFate::Moved => BlockFate::Moved,
        },
        moved: change.is_moved,
        from: place(&change.before),
        to: place(&change.after),
        before: value(&change.before),
        after: value(&change.after),
        words: change.words.iter().map(run).collect(),
    }
}

fn run(run: &article::WordRun) -> WordRun {
    let fate = match run.fate {
        article::WordFate::Equal => WordFate::Equal,
        article::WordFate::Insert => WordFate::Insert,
        article::WordFate::Delete => WordFate::Delete,
    };
    WordRun { fate, text: run.text.clone() }
}
