//! Releases over the wire: articles and lists that go out together.

use async_graphql::{ID, InputObject, SimpleObject};
use newsroom::{RefusedItem, ReleaseRow};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::batch::refused_items;
use super::desk::{Moment, MomentInput};
use super::recast;
use super::record::ListInput;
use super::time::DateTime;
use super::words::ReleaseState;
use crate::web::answer::PageInfo;
use crate::web::code;
use crate::web::problem::Problem;

/// What is to go out together.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
pub struct ReleaseInput {
    /// What the desk calls it, up to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// A word for the desk, up to 2,000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    /// What goes out; nothing twice.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<ReleaseItem>,
}

/// A thing that goes out: an article or a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[graphql(input_name = "ReleaseItemInput")]
pub struct ReleaseItem {
    /// An article is published.
    pub article: Option<ReleaseArticle>,
    /// A list gets its next content.
    pub list: Option<ReleaseList>,
}

/// An article that is published.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[graphql(input_name = "ReleaseArticleInput")]
pub struct ReleaseArticle {
    /// Which.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// The revision that readers are to see; the newest one then, unless it is said. It is kept to
    /// the newest one of now when a time is set.
    #[schema(minimum = 1)]
    pub revision: Option<i64>,
}

/// A list that gets its next content.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[graphql(input_name = "ReleaseListInput")]
pub struct ReleaseList {
    /// Which.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// The revision that the content was written against: another one is not replaced. Any, unless
    /// it is said; it is kept to that of now when a time is set.
    #[schema(minimum = 1)]
    pub revision: Option<i64>,
    /// The whole document.
    pub content: ListInput,
}

/// When a release goes out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseTimeInput {
    /// A time to come.
    pub publish_at: MomentInput,
}

/// Articles and lists that go out together, all of them or none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Release {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// Where it stands.
    pub state: ReleaseState,
    /// How often it was changed or taken further: what If-Match names.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// What the desk calls it.
    #[schema(max_length = 200)]
    pub title: String,
    /// A word for the desk.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    /// What goes out; unless it is a draft, each with the revision that it is kept to.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<ReleaseItem>,
    /// When it goes out.
    pub publish_at: Option<Moment>,
    /// Since when it is out.
    pub released_at: Option<DateTime>,
    /// Since when it is undone.
    pub undone_at: Option<DateTime>,
    /// Why it could not go out when its time came.
    #[schema(max_items = 50)]
    pub faults: Vec<ReleaseFault>,
    /// When it was made.
    pub created_at: DateTime,
    /// When it was last changed or taken further.
    pub updated_at: DateTime,
    /// The account that made it.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub created_by: Option<ID>,
    /// The account that last changed it or took it further; null if its time came.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub updated_by: Option<ID>,
}

/// A release in a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseSummary {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// Where it stands.
    pub state: ReleaseState,
    /// How often it was changed or taken further: what If-Match names.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// What the desk calls it.
    #[schema(max_length = 200)]
    pub title: String,
    /// A word for the desk.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    /// How many things go out.
    #[schema(minimum = 1, maximum = 100)]
    pub item_count: i64,
    /// When it goes out.
    pub publish_at: Option<Moment>,
    /// Since when it is out.
    pub released_at: Option<DateTime>,
    /// Since when it is undone.
    pub undone_at: Option<DateTime>,
    /// When it was made.
    pub created_at: DateTime,
    /// When it was last changed or taken further.
    pub updated_at: DateTime,
    /// The account that made it.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub created_by: Option<ID>,
    /// The account that last changed it or took it further; null if its time came.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub updated_by: Option<ID>,
}

/// Why a release could not go out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
pub struct ReleaseFault {
    /// Where in the release: a JSON Pointer (RFC 6901); empty for the whole of it.
    #[schema(max_length = 2000)]
    pub pointer: String,
    /// The stable word of the fault, the same that a refusal has.
    #[schema(max_length = 60)]
    pub code: String,
    /// The rule in words.
    #[schema(max_length = 1000)]
    pub detail: String,
}

/// A page of releases.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReleasePage {
    /// What it holds, the newest first.
    #[schema(max_items = 100)]
    pub data: Vec<ReleaseSummary>,
    /// Its neighbours.
    pub page: PageInfo,
}

fn whole(row: &ReleaseRow) -> Value {
    json!({
        "id": row.id,
        "state": row.state,
        "revision": row.stamp.revision,
        "title": row.release.title,
        "note": row.release.note,
        "itemCount": row.release.items.len(),
        "items": row.release.kept_to(&row.pins),
        "publishAt": row.publish_at,
        "releasedAt": row.released_at,
        "undoneAt": row.undone_at,
        "faults": row.faults,
        "createdAt": row.stamp.created_at,
        "updatedAt": row.stamp.updated_at,
        "createdBy": row.stamp.created_by,
        "updatedBy": row.stamp.updated_by,
    })
}

/// A release as those see it who keep it.
pub(crate) fn release(row: &ReleaseRow) -> Result<Release, Problem> {
    recast(whole(row))
}

/// A release in a list.
pub(crate) fn summary(row: &ReleaseRow) -> Result<ReleaseSummary, Problem> {
    recast(whole(row))
}

/// Why none of the items was done: each fault at its place in the release.
pub(crate) fn refused(items: Vec<RefusedItem>) -> Problem {
    let problem = |item: RefusedItem| (item.index, Problem::from(item.error).under(item.document));
    refused_items(code::RELEASE_REFUSED, items.into_iter().map(problem))
}
