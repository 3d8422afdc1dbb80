//! The desk over GraphQL: cards, notes, locks, and what was done.

use async_graphql::{Context, ID, InputObject, Object};
use domain::article::{DeskCard, DeskNote};
use domain::id::ArticleId;
use domain::violation::{Fault, Violation, Violations};
use newsroom::{Reading, View};

use super::change::{act, payloads, target};
use super::connection::{Connection, Part, connection, page_cost};
use super::{failure, read};
use crate::dto;
use crate::dto::desk::{Desk, DeskCardInput, DeskEntry, Lock, lock_seconds, lock_time};
use crate::web::problem::Problem;

/// What the desk is to know of an article.
#[derive(Debug, InputObject)]
pub struct UpdateDeskInput {
    /// Of which article.
    article: ID,
    /// The revision of the card that was seen: REST's If-Match; 0 for the first.
    expected_revision: i64,
    /// The whole card.
    content: DeskCardInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// What is said of an article.
#[derive(Debug, InputObject)]
pub struct NoteArticleInput {
    /// Of which article.
    article: ID,
    /// Up to 2,000 characters.
    text: String,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// How an article is locked.
#[derive(Debug, InputObject)]
pub struct LockArticleInput {
    /// Which.
    article: ID,
    /// For how many seconds, 1 to 3,600.
    #[graphql(default_with = "lock_seconds()")]
    seconds: i64,
    /// True to take it over from another.
    #[graphql(default)]
    seize: bool,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// An article to set free.
#[derive(Debug, InputObject)]
pub struct UnlockArticleInput {
    /// Which.
    article: ID,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

payloads! {
    /// What saving a card left.
    DeskPayload {
        /// What the desk knows now; null if nothing was done.
        desk: Desk
    }
    /// What leaving a note left.
    DeskEntryPayload {
        /// The note; null if nothing was done.
        entry: DeskEntry
    }
    /// What locking left.
    LockPayload {
        /// Who has the article now; null if nothing was done.
        lock: Lock
    }
    /// What setting free left.
    UnlockPayload {
        /// The article; null if nothing was done.
        unlocked_id: ID
    }
}

/// Reading what the desk knows.
#[derive(Default)]
pub struct DeskQueries;

#[Object]
impl DeskQueries {
    /// What the desk knows of an article beside its text; needs a credential.
    async fn desk(
        &self,
        context: &Context<'_>,
        article: ID,
    ) -> async_graphql::Result<Option<Desk>> {
        let Ok(id) = dto::id(&article) else { return Ok(None) };
        let found = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Working)?;
            reading.desk(seen, ArticleId(id)).map(Some).or_else(super::query::absent)
        })
        .await?;
        found.as_ref().map(dto::desk::desk).transpose().map_err(|problem| failure(&problem))
    }

    /// What was done with an article and said of it, the newest first; needs a credential.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn desk_entries(
        &self,
        context: &Context<'_>,
        article: ID,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<DeskEntry>> {
        let scope = format!("desk entries {}", article.as_str());
        let part = Part { first, after, last, before };
        let request = part.request(context, &scope).map_err(|problem| failure(&problem))?;
        let id = dto::id(&article);
        let page = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Working)?;
            // what is no id names nothing
            reading.desk_entries(seen, ArticleId(id.unwrap_or_default()), &request)
        })
        .await?;
        connection(&page, &scope, Reading::desk_entry_place, dto::desk::entry)
    }
}

/// Changing what the desk knows.
#[derive(Default)]
pub struct DeskMutations;

#[Object]
impl DeskMutations {
    /// Says who works on an article and until when, what holds it back, whether it is breaking.
    async fn update_desk(
        &self,
        context: &Context<'_>,
        input: UpdateDeskInput,
    ) -> async_graphql::Result<DeskPayload> {
        let of = target(&input.article, input.expected_revision);
        let card = dto::members(&input.content).and_then(|card| Ok(DeskCard::parse(card)?));
        let both = of.and_then(|of| card.map(|card| (of, card)));
        act(context, (both, input.idempotency_key), |n, actor, ((id, revision), card)| {
            dto::desk::desk(&n.save_card(actor, (ArticleId(id), revision), card)?)
        })
        .await
    }

    /// Leaves a note for the desk.
    async fn note_article(
        &self,
        context: &Context<'_>,
        input: NoteArticleInput,
    ) -> async_graphql::Result<DeskEntryPayload> {
        let text = DeskNote::parse(&input.text).map_err(|fault: Fault| {
            Problem::from(Violations::from(Violation::new("/text", fault.code, fault.detail)))
        });
        let both = dto::id(&input.article).and_then(|id| text.map(|text| (id, text)));
        act(context, (both, input.idempotency_key), |n, actor, (id, text)| {
            dto::desk::entry(&n.note_article(actor, ArticleId(id), text)?)
        })
        .await
    }

    /// Tells others that one works on an article, for some time; it keeps nobody from saving.
    async fn lock_article(
        &self,
        context: &Context<'_>,
        input: LockArticleInput,
    ) -> async_graphql::Result<LockPayload> {
        let seconds = lock_time(input.seconds);
        let both = dto::id(&input.article).and_then(|id| seconds.map(|seconds| (id, seconds)));
        let seize = input.seize;
        act(context, (both, input.idempotency_key), move |n, actor, (id, seconds)| {
            dto::desk::lock(n.lock_article(actor, ArticleId(id), (seconds, seize))?)
        })
        .await
    }

    /// Sets an article free that one has locked.
    async fn unlock_article(
        &self,
        context: &Context<'_>,
        input: UnlockArticleInput,
    ) -> async_graphql::Result<UnlockPayload> {
        let id = dto::id(&input.article);
        act(context, (id, input.idempotency_key), |n, actor, id| {
            n.unlock_article(actor, ArticleId(id))?;
            Ok(ID(id.to_string()))
        })
        .await
    }
}
