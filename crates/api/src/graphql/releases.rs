//! Releases over GraphQL: articles and lists that go out together.

use async_graphql::{Context, ID, InputObject, Object};
use domain::actor::Actor;
use domain::id::Revision;
use domain::policy::Denied;
use domain::release::{self, Release as Document};
use newsroom::{Newsroom, NewsroomError, Reading, ReleaseRow};
use serde_json::{Map, json};
use uuid::Uuid;

use super::change::{DeletePayload, Wanted, act, act_or_try, payloads, target};
use super::connection::{Connection, Part, connection, page_cost};
use super::{failure, read};
use crate::dto;
use crate::dto::desk::MomentInput;
use crate::dto::release::{Release, ReleaseInput, ReleaseSummary};
use crate::web::problem::Problem;

/// A new release.
#[derive(Debug, InputObject)]
pub struct CreateReleaseInput {
    /// What is to go out together.
    content: ReleaseInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// A release to replace.
#[derive(Debug, InputObject)]
pub struct UpdateReleaseInput {
    /// Which.
    id: ID,
    /// The revision that was changed: REST's If-Match.
    expected_revision: i64,
    /// The whole document.
    content: ReleaseInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// A release to delete.
#[derive(Debug, InputObject)]
pub struct DeleteReleaseInput {
    /// Which.
    id: ID,
    /// The revision that was seen: REST's If-Match.
    expected_revision: i64,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// A release to take further.
#[derive(Debug, InputObject)]
pub struct ReleaseStepInput {
    /// Which.
    id: ID,
    /// The revision that was seen: REST's If-Match.
    expected_revision: i64,
    /// True to be told what would be, without doing it.
    #[graphql(default)]
    dry_run: bool,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// When a release goes out.
#[derive(Debug, InputObject)]
pub struct ScheduleReleaseInput {
    /// Which.
    id: ID,
    /// The revision that was seen: REST's If-Match.
    expected_revision: i64,
    /// A time to come.
    publish_at: MomentInput,
    /// True to be told what would be, without doing it.
    #[graphql(default)]
    dry_run: bool,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

payloads! {
    /// What a change or a step of a release left.
    ReleasePayload {
        /// The release; null if nothing was done.
        release: Release
    }
}

/// Reading releases.
#[derive(Default)]
pub struct ReleaseQueries;

#[Object]
impl ReleaseQueries {
    /// A release; for those who keep them.
    async fn release(
        &self,
        context: &Context<'_>,
        id: ID,
    ) -> async_graphql::Result<Option<Release>> {
        // what is no id names nothing
        let id = dto::id(&id).unwrap_or_default();
        let found =
            read(context, move |reading, caller| match reading.release(&caller.actor, id) {
                Err(NewsroomError::Denied(Denied::Hidden)) => Ok(None),
                found => found.map(Some),
            })
            .await?;
        let shown = found.as_ref().map(dto::release::release).transpose();
        shown.map_err(|problem| failure(&problem))
    }

    /// Releases, the newest first; for those who keep them.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn releases(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<ReleaseSummary>> {
        let part = Part { first, after, last, before };
        let request = part.request(context, "releases").map_err(|problem| failure(&problem))?;
        let page =
            read(context, move |reading, caller| reading.releases(&caller.actor, &request)).await?;
        connection(&page, "releases", Reading::release_place, dto::release::summary)
    }
}

impl From<ReleaseStepInput> for Wanted<(Uuid, Revision)> {
    fn from(input: ReleaseStepInput) -> Self {
        let of = target(&input.id, input.expected_revision);
        Self { input: of, dry_run: input.dry_run, key: input.idempotency_key }
    }
}

/// Takes a step, or tries it.
async fn take<I: Send + 'static>(
    context: &Context<'_>,
    wanted: Wanted<I>,
    work: impl FnOnce(&Newsroom, &Actor, I) -> Result<ReleaseRow, NewsroomError> + Send + 'static,
) -> async_graphql::Result<ReleasePayload> {
    act_or_try(context, wanted, move |newsroom, actor, input| {
        dto::release::release(&work(newsroom, actor, input)?)
    })
    .await
}

fn document(input: &ReleaseInput) -> Result<Document, Problem> {
    Ok(Document::parse(dto::members(input)?)?)
}

/// Changing releases, and letting them go out.
#[derive(Default)]
pub struct ReleaseMutations;

#[Object]
impl ReleaseMutations {
    /// Makes a release; nothing of it goes out.
    async fn create_release(
        &self,
        context: &Context<'_>,
        input: CreateReleaseInput,
    ) -> async_graphql::Result<ReleasePayload> {
        let new = document(&input.content);
        act(context, (new, input.idempotency_key), |n, actor, new| {
            dto::release::release(&n.create_release(actor, new)?)
        })
        .await
    }

    /// Replaces a release while it is a draft.
    async fn update_release(
        &self,
        context: &Context<'_>,
        input: UpdateReleaseInput,
    ) -> async_graphql::Result<ReleasePayload> {
        let of = target(&input.id, input.expected_revision);
        let both = document(&input.content).and_then(|next| of.map(|of| (next, of)));
        act(context, (both, input.idempotency_key), |n, actor, (next, of)| {
            dto::release::release(&n.revise_release(actor, of, next)?)
        })
        .await
    }

    /// Deletes a release while it is a draft.
    async fn delete_release(
        &self,
        context: &Context<'_>,
        input: DeleteReleaseInput,
    ) -> async_graphql::Result<DeletePayload> {
        let of = target(&input.id, input.expected_revision);
        act(context, (of, input.idempotency_key), |n, actor, of| {
            n.delete_release(actor, of)?;
            Ok(ID(of.0.to_string()))
        })
        .await
    }

    /// Lets a release go out now: readers see all of it, or it is refused and they see nothing of it.
    async fn publish_release(
        &self,
        context: &Context<'_>,
        input: ReleaseStepInput,
    ) -> async_graphql::Result<ReleasePayload> {
        take(context, input.into(), Newsroom::publish_release).await
    }

    /// Says when a release goes out, if it could go out then as things are. Its items are kept to
    /// the revisions of now.
    async fn schedule_release(
        &self,
        context: &Context<'_>,
        input: ScheduleReleaseInput,
    ) -> async_graphql::Result<ReleasePayload> {
        let members = Map::from_iter([("publishAt".to_owned(), json!(input.publish_at))]);
        let time = release::publish_at(members).map_err(Problem::from);
        let of = target(&input.id, input.expected_revision);
        let both = of.and_then(|of| time.map(|time| (of, time)));
        let wanted = Wanted { input: both, dry_run: input.dry_run, key: input.idempotency_key };
        take(context, wanted, |newsroom, actor, (of, time)| {
            newsroom.schedule_release(actor, of, time)
        })
        .await
    }

    /// Takes back when a release goes out, or that it could not go out then: it is a draft again.
    async fn unschedule_release(
        &self,
        context: &Context<'_>,
        input: ReleaseStepInput,
    ) -> async_graphql::Result<ReleasePayload> {
        take(context, input.into(), Newsroom::unschedule_release).await
    }

    /// Brings back what readers saw before a release; refused as a whole if something that it did
    /// was changed since.
    async fn undo_release(
        &self,
        context: &Context<'_>,
        input: ReleaseStepInput,
    ) -> async_graphql::Result<ReleasePayload> {
        take(context, input.into(), Newsroom::undo_release).await
    }
}
