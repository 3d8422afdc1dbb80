//! Accounts over GraphQL: who asks. Logging in and out is REST's.

use async_graphql::{Context, Object};

use super::failure;
use crate::auth::{Caller, account_answer};
use crate::dto::account::AccountAnswer;
use crate::web::code;
use crate::web::problem::Problem;

/// Reading accounts.
#[derive(Default)]
pub struct AccountQueries;

#[Object]
impl AccountQueries {
    /// Whose credential this request has.
    #[expect(clippy::unused_async, reason = "resolvers are async")]
    async fn me(&self, context: &Context<'_>) -> async_graphql::Result<AccountAnswer> {
        let caller = context.data::<Caller>()?;
        let own = match (&caller.account, caller.actor.role()) {
            (Some(account), Some(role)) => account_answer(account, role),
            _ => Err(Problem::new(code::UNAUTHENTICATED)),
        };
        own.map_err(|problem| failure(&problem))
    }
}
