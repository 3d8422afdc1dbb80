//! How mutations are done: for whom, once if they are named, and what they answer.

use async_graphql::{Context, ID};
use domain::actor::Actor;
use domain::id::Revision;
use domain::violation::{Violation, Violations};
use newsroom::{Newsroom, Once};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::user_error::{UserError, refusals};
use crate::auth::{App, Caller};
use crate::dto;
use crate::web::change::{self, KEY_RULE};
use crate::web::code;
use crate::web::problem::Problem;

/// What a mutation answers: what it left, or why nothing was done.
pub(super) trait Payload {
    /// What it leaves.
    type Left: Serialize + DeserializeOwned + Send + 'static;
    /// The answer.
    fn of(left: Option<Self::Left>, refused: Vec<UserError>) -> Self;
}

/// Payloads: a member for what was left, one for why nothing was done.
macro_rules! payloads {
    ($($(#[$about:meta])* $name:ident { $(#[$of:meta])* $field:ident: $left:ty })*) => {$(
        #[derive(Debug, async_graphql::SimpleObject)]
        $(#[$about])*
        pub struct $name {
            $(#[$of])*
            $field: Option<$left>,
            /// Why nothing was done.
            user_errors: Vec<$crate::graphql::user_error::UserError>,
        }

        impl $crate::graphql::change::Payload for $name {
            type Left = $left;

            fn of(
                left: Option<$left>,
                user_errors: Vec<$crate::graphql::user_error::UserError>,
            ) -> Self {
                Self { $field: left, user_errors }
            }
        }
    )*};
}
pub(super) use payloads;

payloads! {
    /// What a deletion left.
    DeletePayload {
        /// What is gone; null if nothing was done.
        deleted_id: ID
    }
}

/// Runs a use case for the one who asks, once if `key` names the request; without a credential its
/// input is not even looked at.
pub(super) async fn act<P: Payload, I: Send + 'static>(
    context: &Context<'_>,
    (input, key): (Result<I, Problem>, Option<String>),
    work: impl FnOnce(&Newsroom, &Actor, I) -> Result<P::Left, Problem> + Send + 'static,
) -> async_graphql::Result<P> {
    match done(context, (input, key), work).await {
        Ok(left) => Ok(P::of(Some(left), Vec::new())),
        Err(problem) => Ok(P::of(None, refusals(&problem)?)),
    }
}

/// A step that is wanted: of what, whether it is only tried, the name of the request.
pub(super) struct Wanted<I> {
    pub input: Result<I, Problem>,
    pub dry_run: bool,
    pub key: Option<String>,
}

/// Runs a use case, or tries it and undoes it: what is only tried has no answer to keep.
pub(super) async fn act_or_try<P: Payload, I: Send + 'static>(
    context: &Context<'_>,
    wanted: Wanted<I>,
    work: impl FnOnce(&Newsroom, &Actor, I) -> Result<P::Left, Problem> + Send + 'static,
) -> async_graphql::Result<P> {
    let Wanted { input, dry_run, key } = wanted;
    let key = key.filter(|_| !dry_run);
    act(context, (input, key), move |newsroom, actor, input| {
        if dry_run {
            return newsroom.dry_run(|newsroom| work(newsroom, actor, input));
        }
        work(newsroom, actor, input)
    })
    .await
}

/// Runs a use case for whoever asks, with a credential or without one; it is done as often as it is
/// sent.
pub(super) async fn act_for_all<P: Payload>(
    context: &Context<'_>,
    work: impl FnOnce(&Newsroom) -> Result<P::Left, Problem> + Send + 'static,
) -> async_graphql::Result<P> {
    match context.data::<App>()?.run(work).await {
        Ok(left) => Ok(P::of(Some(left), Vec::new())),
        Err(problem) => Ok(P::of(None, refusals(&problem)?)),
    }
}

async fn done<T: Serialize + DeserializeOwned + Send + 'static, I: Send + 'static>(
    context: &Context<'_>,
    (input, key): (Result<I, Problem>, Option<String>),
    work: impl FnOnce(&Newsroom, &Actor, I) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let missing = |_error| Problem::new(code::INTERNAL);
    let app = context.data::<App>().map_err(missing)?;
    let caller = context.data::<Caller>().map_err(missing)?.clone();
    if caller.actor == Actor::Anonymous {
        return Err(Problem::new(code::UNAUTHENTICATED));
    }
    let input = input?;
    let once = key.map(|key| named(context, &caller.actor, &key)).transpose()?;
    let work = move |newsroom: &Newsroom| work(newsroom, &caller.actor, input);
    Ok(app.once(once, work).await?.0)
}

/// The request that `key` names: the mutation with its arguments.
fn named(context: &Context<'_>, actor: &Actor, key: &str) -> Result<Once, Problem> {
    let field = context.field();
    let broken = |_error| Problem::new(code::INTERNAL);
    let arguments: Vec<_> = field.arguments().map_err(broken)?;
    let arguments = serde_json::to_value(&arguments).map_err(|error| Problem::internal(&error))?;
    let arguments = change::without_secrets(&arguments).to_string();
    let once = change::once(actor, key, [field.name().as_bytes(), arguments.as_bytes()]);
    once.ok_or_else(|| {
        let fault = Violation::new("/idempotencyKey", "invalid_value", KEY_RULE);
        Violations::from(fault).into()
    })
}

/// The thing that a mutation is about, in the revision that the editor saw.
pub(super) fn target(id: &ID, revision: i64) -> Result<(Uuid, Revision), Problem> {
    Ok((dto::id(id)?, Revision(revision)))
}
