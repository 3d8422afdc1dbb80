//! Roles of the newsroom's own over GraphQL.

use async_graphql::{Context, ID, InputObject, Object};
use domain::account::RoleName;
use domain::id::Revision;
use domain::policy::Grants;

use super::change::{DeletePayload, act, payloads};
use super::{failure, read};
use crate::dto;
use crate::dto::role::{CustomRoleAnswer, RoleInput};
use crate::web::code;
use crate::web::problem::Problem;

/// A role to save.
#[derive(Debug, InputObject)]
pub struct SaveRoleInput {
    /// What it is called: lower-case words parted by `-`, none that is built in.
    id: ID,
    /// The revision that was seen: REST's If-Match; 0 for a new role.
    expected_revision: i64,
    /// What it may do.
    content: RoleInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// A role in the revision that was seen.
#[derive(Debug, InputObject)]
pub struct DeleteRoleInput {
    /// What it is called.
    id: ID,
    /// The revision that was seen: REST's If-Match.
    expected_revision: i64,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

payloads! {
    /// What saving a role left.
    RolePayload {
        /// The role; null if nothing was done.
        role: CustomRoleAnswer
    }
}

/// Reading roles.
#[derive(Default)]
pub struct RoleQueries;

#[Object]
impl RoleQueries {
    /// The roles of the newsroom's own, in the order of their names; for administrators.
    async fn roles(&self, context: &Context<'_>) -> async_graphql::Result<Vec<CustomRoleAnswer>> {
        let found = read(context, |reading, caller| reading.roles(&caller.actor)).await?;
        let shown: Result<_, Problem> = found.iter().map(dto::role::role).collect();
        shown.map_err(|problem| failure(&problem))
    }
}

/// Changing roles.
#[derive(Default)]
pub struct RoleMutations;

#[Object]
impl RoleMutations {
    /// Makes a role, or says anew what it may do; it holds from the next request on.
    async fn save_role(
        &self,
        context: &Context<'_>,
        input: SaveRoleInput,
    ) -> async_graphql::Result<RolePayload> {
        let grants = dto::members(&input.content).and_then(|members| Ok(Grants::parse(members)?));
        let both = dto::role::name(&input.id).and_then(|name| grants.map(|grants| (name, grants)));
        let expected = Revision(input.expected_revision);
        act(context, (both, input.idempotency_key), move |n, actor, (name, grants)| {
            dto::role::role(&n.save_role(actor, (&name, expected), grants)?)
        })
        .await
    }

    /// Deletes a role that no account has.
    async fn delete_role(
        &self,
        context: &Context<'_>,
        input: DeleteRoleInput,
    ) -> async_graphql::Result<DeletePayload> {
        let expected = Revision(input.expected_revision);
        act(context, (name(&input.id), input.idempotency_key), move |n, actor, name| {
            n.delete_role(actor, &name, expected)?;
            Ok(ID(name.as_str().to_owned()))
        })
        .await
    }
}

/// What names no role of the newsroom's own names nothing.
fn name(id: &ID) -> Result<RoleName, Problem> {
    RoleName::parse(id).map_err(|_fault| Problem::new(code::NOT_FOUND))
}
