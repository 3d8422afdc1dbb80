//! Accounts and their credentials over GraphQL. Passwords are REST's: pages of their own send them.

use async_graphql::{Context, ID, InputObject, Object};
use domain::account::Standing;
use domain::document;
use domain::id::{AccountId, SessionId, TokenId};
use domain::policy::Denied;
use newsroom::{NewUser, NewsroomError, Reading, TokenWish};

use super::change::{DeletePayload, act, payloads, target};
use super::connection::{Connection, Part, connection, page_cost};
use super::{failure, read};
use crate::auth::Caller;
use crate::dto;
use crate::dto::credential::{ApiToken, MadeToken, NewTokenInput, Session};
use crate::dto::user::{MadeUser, NewUserInput, User, UserInput};
use crate::web::problem::Problem;

/// Reading accounts and credentials.
#[derive(Default)]
pub struct UserQueries;

#[Object]
impl UserQueries {
    /// Accounts, the newest first; for administrators.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn users(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<User>> {
        let part = Part { first, after, last, before };
        let request = part.request(context, "users").map_err(|problem| failure(&problem))?;
        let page =
            read(context, move |reading, caller| reading.users(&caller.actor, &request)).await?;
        connection(&page, "users", Reading::user_place, dto::user::shown)
    }

    /// An account; for administrators.
    async fn user(&self, context: &Context<'_>, id: ID) -> async_graphql::Result<Option<User>> {
        let Ok(id) = dto::id(&id) else { return Ok(None) };
        let found = read(context, move |reading, caller| {
            match reading.user(&caller.actor, AccountId(id)) {
                Err(NewsroomError::Denied(Denied::Hidden)) => Ok(None),
                found => found.map(Some),
            }
        })
        .await?;
        let shown = found.as_ref().map(dto::user::shown).transpose();
        shown.map_err(|problem| failure(&problem))
    }

    /// Your open sessions, the newest first.
    async fn sessions(&self, context: &Context<'_>) -> async_graphql::Result<Vec<Session>> {
        let asker = context.data::<Caller>()?.actor.clone();
        let found = read(context, |reading, caller| reading.sessions(&caller.actor)).await?;
        Ok(found.iter().map(|device| dto::credential::session(device, &asker)).collect())
    }

    /// The API tokens that hold, the newest first: yours, or for administrators anybody's.
    async fn tokens(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whose: the id of an account; yours unless said otherwise.")] user: Option<
            ID,
        >,
    ) -> async_graphql::Result<Vec<ApiToken>> {
        let of = meant(user).map_err(|problem| failure(&problem))?;
        let found = read(context, move |reading, caller| reading.tokens(&caller.actor, of)).await?;
        let shown: Result<Vec<_>, Problem> = found.iter().map(dto::credential::token).collect();
        shown.map_err(|problem| failure(&problem))
    }
}

/// The account that is meant; `None` for the one who asks.
fn meant(user: Option<ID>) -> Result<Option<AccountId>, Problem> {
    user.map(|id| dto::id(&id).map(AccountId)).transpose()
}

/// A new account.
#[derive(Debug, InputObject)]
pub struct CreateUserInput {
    /// Who.
    content: NewUserInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// A change of an account.
#[derive(Debug, InputObject)]
pub struct UpdateUserInput {
    /// Which.
    id: ID,
    /// The revision that was changed: REST's If-Match.
    expected_revision: i64,
    /// All that an administrator decides about it.
    content: UserInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// A new API token.
#[derive(Debug, InputObject)]
pub struct CreateTokenInput {
    /// Whose: the id of an account, for administrators; yours unless said otherwise.
    user: Option<ID>,
    /// What it is for.
    content: NewTokenInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// Whose sessions end.
#[derive(Debug, InputObject)]
pub struct EndSessionsInput {
    /// The id of an account, for administrators; yours unless said otherwise.
    id: Option<ID>,
}

/// A session or a token that ends.
#[derive(Debug, InputObject)]
pub struct EndInput {
    /// Which.
    id: ID,
}

payloads! {
    /// What a new account left.
    CreateUserPayload {
        /// The account, and the way to its password; null if nothing was done.
        made: MadeUser
    }
    /// What a change of an account left.
    UserPayload {
        /// The account; null if nothing was done.
        user: User
    }
    /// What a new API token left.
    CreateTokenPayload {
        /// The token; null if nothing was done.
        made: MadeToken
    }
    /// What a log-out everywhere left.
    EndSessionsPayload {
        /// The account that has no session any more; null if nothing was done.
        account_id: ID
    }
}

/// Changing accounts and credentials.
#[derive(Default)]
pub struct UserMutations;

#[Object]
impl UserMutations {
    /// Makes an account. Without a password the answer has a link by which they choose it.
    async fn create_user(
        &self,
        context: &Context<'_>,
        input: CreateUserInput,
    ) -> async_graphql::Result<CreateUserPayload> {
        let new = dto::members(&input.content)
            .and_then(|members| Ok(document::parse::<NewUser>(members)?));
        act(context, (new, input.idempotency_key), |n, actor, new| {
            dto::user::made(&n.create_user(actor, &new)?)
        })
        .await
    }

    /// Changes what an account is called, what it may do, and whether it may do anything.
    async fn update_user(
        &self,
        context: &Context<'_>,
        input: UpdateUserInput,
    ) -> async_graphql::Result<UserPayload> {
        let of = target(&input.id, input.expected_revision);
        let both = dto::members(&input.content)
            .and_then(|members| Ok(document::parse::<Standing>(members)?))
            .and_then(|standing| of.map(|of| (standing, of)));
        act(context, (both, input.idempotency_key), |n, actor, (standing, (id, revision))| {
            dto::user::shown(&n.revise_user(actor, (AccountId(id), revision), &standing)?)
        })
        .await
    }

    /// Ends one of your sessions; its tokens are dead at once.
    async fn end_session(
        &self,
        context: &Context<'_>,
        input: EndInput,
    ) -> async_graphql::Result<DeletePayload> {
        act(context, (dto::id(&input.id), None), |n, actor, id| {
            n.end_session(actor, SessionId(id))?;
            Ok(ID(id.to_string()))
        })
        .await
    }

    /// Logs you out everywhere, here too; or as an administrator anybody else.
    async fn end_sessions(
        &self,
        context: &Context<'_>,
        input: EndSessionsInput,
    ) -> async_graphql::Result<EndSessionsPayload> {
        act(context, (meant(input.id), None), |n, actor, of| {
            let ended = match of {
                Some(of) => n.end_sessions_of(actor, of)?,
                None => n.end_sessions(actor)?,
            };
            Ok(ID(ended.to_string()))
        })
        .await
    }

    /// Makes an API token. The answer tells it this once; a repeated answer does not.
    async fn create_token(
        &self,
        context: &Context<'_>,
        input: CreateTokenInput,
    ) -> async_graphql::Result<CreateTokenPayload> {
        let of = meant(input.user);
        let both = dto::members(&input.content)
            .and_then(|members| Ok(document::parse::<TokenWish>(members)?))
            .and_then(|wish| of.map(|of| (wish, of)));
        act(context, (both, input.idempotency_key), |n, actor, (wish, of)| {
            dto::credential::made(&n.make_token(actor, of, &wish)?)
        })
        .await
    }

    /// Ends an API token, at once: one of yours, or as an administrator anybody's.
    async fn delete_token(
        &self,
        context: &Context<'_>,
        input: EndInput,
    ) -> async_graphql::Result<DeletePayload> {
        act(context, (dto::id(&input.id), None), |n, actor, id| {
            n.revoke_token(actor, TokenId(id))?;
            Ok(ID(id.to_string()))
        })
        .await
    }
}
