//! Which revision of a list readers see, and its history, over GraphQL.

use async_graphql::{Context, ID, InputObject, Object};
use domain::id::Revision;
use domain::list::{ListStep, Publication};
use newsroom::{ListAt, Reading, View};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::around::{asked, curated, list_cost};
use super::change::{Wanted, act_or_try, payloads, target};
use super::connection::{Connection, Part, connection, page_cost};
use super::query::absent;
use super::{failure, read};
use crate::dto;
use crate::dto::desk::MomentInput;
use crate::dto::list::{FrontList, ListRevision, ListRevisionSummary};
use crate::dto::record::WorkingList;
use crate::web::problem::Problem;

/// A list to publish.
#[derive(Debug, InputObject)]
pub struct PublishListInput {
    /// Which.
    id: ID,
    /// The newest revision that was seen: REST's If-Match.
    expected_revision: i64,
    /// The revision that readers are to see; the newest unless it is said.
    revision: Option<i64>,
    /// From when on: a time to come; now unless it is said.
    publish_at: Option<MomentInput>,
    /// What you say of it, for those who read the history; 1 to 500 characters.
    note: Option<String>,
    /// True to be told what would be, without doing it.
    #[graphql(default)]
    dry_run: bool,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// The way back to an earlier revision of a list.
#[derive(Debug, InputObject)]
pub struct RollbackListInput {
    /// Which.
    id: ID,
    /// The newest revision that was seen: REST's If-Match.
    expected_revision: i64,
    /// One that readers saw; the one that they saw before the present one unless it is said.
    revision: Option<i64>,
    /// What you say of it, for those who read the history; 1 to 500 characters.
    note: Option<String>,
    /// True to be told what would be, without doing it.
    #[graphql(default)]
    dry_run: bool,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// Another step of a list.
#[derive(Debug, InputObject)]
pub struct ListStepInput {
    /// Which.
    id: ID,
    /// The newest revision that was seen: REST's If-Match.
    expected_revision: i64,
    /// What you say of it, for those who read the audit; 1 to 500 characters.
    note: Option<String>,
    /// True to be told what would be, without doing it.
    #[graphql(default)]
    dry_run: bool,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

payloads! {
    /// What a step of a list left.
    ListStepPayload {
        /// The list; null if nothing was done.
        list: WorkingList
    }
}

/// Reading the history of lists, and what they would be.
#[derive(Default)]
pub struct ListQueries;

#[Object(name = "ListHistoryQueries")]
impl ListQueries {
    /// A draft of a list with its first items, all unless said otherwise, as readers would see it
    /// now; needs a credential. Null if there is none.
    #[graphql(complexity = "list_cost(first).saturating_mul(child_complexity)")]
    async fn list_preview(
        &self,
        context: &Context<'_>,
        key: String,
        #[graphql(desc = "The number of the draft; the newest unless said otherwise.")]
        revision: Option<i64>,
        first: Option<i32>,
    ) -> async_graphql::Result<Option<FrontList>> {
        let which = ListAt::Draft(revision.map(Revision));
        curated(context, asked(key, (None, None, None), first), Some(which)).await
    }

    /// The revisions of a list, the newest first, with when readers saw each; needs a credential.
    /// Null if there is no such list.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn list_revisions(
        &self,
        context: &Context<'_>,
        #[graphql(name = "list", desc = "The list's id.")] of: ID,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Option<Connection<ListRevisionSummary>>> {
        // what is no id names nothing
        let of = dto::id(&of).unwrap_or_default();
        let scope = format!("list revisions {of}");
        let part = Part { first, after, last, before };
        let request = part.request(context, &scope).map_err(|problem| failure(&problem))?;
        let page = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Working)?;
            reading.list_revisions(seen, of, &request).map(Some).or_else(absent)
        })
        .await?;
        let shown = |page| {
            connection(&page, &scope, Reading::list_revision_place, dto::list::revision_summary)
        };
        page.map(shown).transpose()
    }

    /// A revision of a list with what its editor wrote; needs a credential. Null if there is none of
    /// this number.
    async fn list_revision(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The list's id.")] list: ID,
        #[graphql(desc = "The number of the revision.")] revision: i32,
    ) -> async_graphql::Result<Option<ListRevision>> {
        let list = dto::id(&list).unwrap_or_default();
        let found = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Working)?;
            reading.list_revision(seen, list, Revision(revision.into())).map(Some).or_else(absent)
        })
        .await?;
        let shown = found.as_ref().map(dto::list::revision).transpose();
        shown.map_err(|problem| failure(&problem))
    }
}

/// What a mutation says of a step, as REST's body says it.
struct Said {
    id: ID,
    expected_revision: i64,
    members: Value,
    dry_run: bool,
    key: Option<String>,
}

/// Takes a step, or tries it.
async fn take(
    context: &Context<'_>,
    step: ListStep,
    said: Said,
) -> async_graphql::Result<ListStepPayload> {
    let of = target(&said.id, said.expected_revision);
    let publication = publication(step, &said.members);
    let input = of.and_then(|of| publication.map(|publication| (of, publication)));
    let wanted = Wanted { input, dry_run: said.dry_run, key: said.key };
    act_or_try(context, wanted, move |n, actor, (of, said): ((Uuid, Revision), Publication)| {
        dto::record::working(&n.take_list_step(actor, of, (step, &said))?)
    })
    .await
}

fn publication(step: ListStep, members: &Value) -> Result<Publication, Problem> {
    let members = members.as_object().cloned().unwrap_or_default();
    let said: Map<String, Value> =
        members.into_iter().filter(|(_, value)| !value.is_null()).collect();
    Ok(Publication::parse(step, said)?)
}

/// Saying which revision of a list readers see.
#[derive(Default)]
pub struct ListMutations;

#[Object(name = "ListStepMutations")]
impl ListMutations {
    /// Shows a revision of a list to readers, now or from a time on; a time that was set before is
    /// taken back by another one.
    async fn publish_list(
        &self,
        context: &Context<'_>,
        input: PublishListInput,
    ) -> async_graphql::Result<ListStepPayload> {
        let members = json!({
            "revision": input.revision, "publishAt": input.publish_at, "note": input.note,
        });
        let (id, dry_run, key) = (input.id, input.dry_run, input.idempotency_key);
        let expected_revision = input.expected_revision;
        take(context, ListStep::Publish, Said { id, expected_revision, members, dry_run, key })
            .await
    }

    /// Takes back what readers were to see of a list at a time to come.
    async fn unschedule_list(
        &self,
        context: &Context<'_>,
        input: ListStepInput,
    ) -> async_graphql::Result<ListStepPayload> {
        take(context, ListStep::Unschedule, input.into()).await
    }

    /// Shows readers the revision of a list that they saw before the present one, or another that
    /// they saw.
    async fn rollback_list(
        &self,
        context: &Context<'_>,
        input: RollbackListInput,
    ) -> async_graphql::Result<ListStepPayload> {
        let members = json!({ "revision": input.revision, "note": input.note });
        let (id, dry_run, key) = (input.id, input.dry_run, input.idempotency_key);
        let expected_revision = input.expected_revision;
        take(context, ListStep::RollBack, Said { id, expected_revision, members, dry_run, key })
            .await
    }

    /// Takes a list from readers, and back when they were to see it.
    async fn unpublish_list(
        &self,
        context: &Context<'_>,
        input: ListStepInput,
    ) -> async_graphql::Result<ListStepPayload> {
        take(context, ListStep::Unpublish, input.into()).await
    }
}

impl From<ListStepInput> for Said {
    fn from(input: ListStepInput) -> Self {
        Self {
            id: input.id,
            expected_revision: input.expected_revision,
            members: json!({ "note": input.note }),
            dry_run: input.dry_run,
            key: input.idempotency_key,
        }
    }
}
