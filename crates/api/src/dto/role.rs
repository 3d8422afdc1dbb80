//! Roles over the wire: what may be done, and to what.

use async_graphql::{InputObject, SimpleObject};
use domain::account::RoleName;
use domain::violation::{Violation, Violations};
use newsroom::CustomRole;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::recast;
use super::words::Reach;
use crate::web::problem::Problem;

/// To what an action may be done.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[graphql(input_name = "GrantInput")]
pub struct Grant {
    /// A word of the table of permissions, such as `article.publish`.
    #[schema(max_length = 60, pattern = r"^[a-z]+\.[a-z]+$")]
    pub action: String,
    /// To what.
    pub rule: Reach,
}

/// What a role of the newsroom's own may do.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
pub struct RoleInput {
    /// Each action once; what is not named may not be done.
    #[schema(max_items = 40)]
    pub grants: Vec<Grant>,
}

/// A role of the newsroom's own.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct CustomRoleAnswer {
    /// What it is called.
    #[schema(max_length = 60)]
    pub name: String,
    /// How often it was saved: what If-Match names.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// What it may do.
    #[schema(max_items = 40)]
    pub grants: Vec<Grant>,
}

/// The roles of the newsroom's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct Roles {
    /// In the order of their names.
    #[schema(max_items = 100)]
    pub items: Vec<CustomRoleAnswer>,
}

/// A role over the wire.
pub(crate) fn role(role: &CustomRole) -> Result<CustomRoleAnswer, Problem> {
    recast(json!({
        "name": role.name, "revision": role.revision, "grants": role.grants.list(),
    }))
}

/// The name of a role that is to be saved.
pub(crate) fn name(raw: &str) -> Result<RoleName, Problem> {
    RoleName::parse(raw).map_err(|rule| {
        let detail = format!("the name of the role: {}", rule.detail);
        Violations::from(Violation::new("", rule.code, detail)).into()
    })
}
