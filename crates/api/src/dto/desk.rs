//! The workflow and the desk over the wire: steps, cards, locks, notes.

use async_graphql::{ID, InputObject, SimpleObject};
use domain::violation::{Violation, Violations};
use newsroom::{ArticleView, DeskEntry as Entry, DeskRow, Lock as Held};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::recast;
use super::time::DateTime;
use super::words::{ArticleState, Transition};
use crate::web::answer::PageInfo;
use crate::web::problem::Problem;

/// A moment that somebody sets.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct MomentInput {
    /// RFC 3339, such as `2026-03-29T09:00:00Z`; or without an offset, as the clocks of the zone show it.
    #[schema(
        max_length = 40,
        pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?$"
    )]
    pub at: String,
    /// A zone of the IANA database; UTC unless it is said.
    #[schema(max_length = 60)]
    pub time_zone: Option<String>,
}

/// A moment that somebody set.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// The instant.
    pub at: DateTime,
    /// The zone in which it was meant.
    #[schema(max_length = 60)]
    pub time_zone: String,
}

/// What is said with a step.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepInput {
    /// A word for the desk, up to 2,000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
}

/// What is said with a step that needs a reason.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReasonedStepInput {
    /// Why, up to 2,000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: String,
}

/// How an article is published.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishInput {
    /// A word for the desk, up to 2,000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    /// When it is taken from readers, later than now; null for no end. An end that was set stays where
    /// nothing is said.
    pub unpublish_at: Option<MomentInput>,
}

/// When an article goes out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleInput {
    /// A word for the desk, up to 2,000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    /// When readers begin to see it: a time to come, not before an embargo ends.
    pub publish_at: MomentInput,
    /// When it is taken from readers; later than the beginning.
    pub unpublish_at: Option<MomentInput>,
}

/// A promise not to publish before a time.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct EmbargoInput {
    /// Until when: a time to come.
    pub until: MomentInput,
    /// To whom it was promised, and why, up to 2,000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
}

/// The desk's card of an article.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct DeskCardInput {
    /// The account that works on it.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub assignee: Option<ID>,
    /// When it is to be ready.
    pub due_at: Option<MomentInput>,
    /// Until when nobody outside may see it.
    pub embargo: Option<EmbargoInput>,
    /// Until when it is breaking news: a time to come.
    pub breaking_until: Option<MomentInput>,
}

/// A note for the desk.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeskNoteInput {
    /// What is said, up to 2,000 characters.
    #[schema(value_type = String, min_length = 1, max_length = 2000)]
    pub text: domain::article::DeskNote,
}

/// How long an article is locked.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LockInput {
    /// For how many seconds, 1 to 3,600; 300 unless it is said.
    #[serde(default = "lock_seconds")]
    #[schema(minimum = 1, maximum = 3600)]
    pub seconds: i64,
    /// True to take it over from another.
    #[serde(default)]
    pub seize: bool,
}

/// How long a lock holds if nobody says it.
pub(crate) const fn lock_seconds() -> i64 {
    300
}

/// What the desk knows of an article beside its text.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Desk {
    /// How often the card was saved: what If-Match of the card names.
    #[schema(minimum = 0)]
    pub revision: i64,
    /// The account that works on it.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub assignee: Option<ID>,
    /// When it is to be ready.
    pub due_at: Option<Moment>,
    /// Until when nobody outside may see it.
    pub embargo: Option<Embargo>,
    /// Until when it is breaking news.
    pub breaking_until: Option<Moment>,
    /// When readers begin to see it.
    pub publish_at: Option<Moment>,
    /// When it is taken from readers.
    pub unpublish_at: Option<Moment>,
    /// Who has it open, as they said; it may be over.
    pub lock: Option<Lock>,
}

/// A promise not to publish before a time.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Embargo {
    /// Until when.
    pub until: Moment,
    /// To whom it was promised, and why.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// Who has an article open. It keeps nobody from saving.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Lock {
    /// The account.
    #[schema(value_type = uuid::Uuid)]
    pub by: ID,
    /// Until when, unless it is renewed.
    pub until: DateTime,
}

/// What somebody did with an article, or said of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct DeskEntry {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// When.
    pub at: DateTime,
    /// The account; null if a time that was set had come.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub by: Option<ID>,
    /// The step that was taken; null for a note.
    pub step: Option<Transition>,
    /// Where the article stood afterwards.
    pub state: ArticleState,
    /// Its newest revision then.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// What was said.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// A page of what was done with an article and said of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeskEntryPage {
    /// What it holds, the newest first.
    #[schema(max_items = 100)]
    pub data: Vec<DeskEntry>,
    /// Its neighbours.
    pub page: PageInfo,
}

/// What the desk knows, as JSON.
pub(crate) fn desk_json(row: &DeskRow) -> serde_json::Value {
    let card = &row.card;
    json!({
        "revision": row.revision,
        "assignee": card.assignee,
        "dueAt": card.due_at,
        "embargo": card.embargo,
        "breakingUntil": card.breaking_until,
        "publishAt": row.publish_at,
        "unpublishAt": row.unpublish_at,
        "lock": row.lock.map(lock_json),
    })
}

fn lock_json(lock: Held) -> serde_json::Value {
    json!({ "by": lock.by, "until": lock.until })
}

/// What the desk knows of an article of the working view.
pub(crate) fn desk_of(view: &ArticleView) -> serde_json::Value {
    match &view.desk {
        Some(desk) => desk_json(desk),
        None => desk_json(&DeskRow::empty(view.row.id)),
    }
}

/// What the desk knows.
pub(crate) fn desk(row: &DeskRow) -> Result<Desk, Problem> {
    recast(desk_json(row))
}

/// Who has an article open.
pub(crate) fn lock(held: Held) -> Result<Lock, Problem> {
    recast(lock_json(held))
}

/// An entry of the desk.
pub(crate) fn entry(entry: &Entry) -> Result<DeskEntry, Problem> {
    recast(json!({
        "id": entry.id,
        "at": entry.at,
        "by": entry.by,
        "step": entry.step,
        "state": entry.state,
        "revision": entry.revision,
        "note": entry.note,
    }))
}

/// How long a lock is wanted, if it may be.
pub(crate) fn lock_time(seconds: i64) -> Result<i64, Problem> {
    let max = newsroom::desk::LOCK_SECONDS_MAX;
    if (1..=max).contains(&seconds) {
        return Ok(seconds);
    }
    let fault = Violation::new("/seconds", "out_of_range", format!("1 to {max}"));
    Err(Violations::from(fault).into())
}
