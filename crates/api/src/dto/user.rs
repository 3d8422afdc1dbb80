//! Accounts as administrators see them.

use async_graphql::{ID, InputObject, SimpleObject};
use newsroom::{AccountRow, MadeUser as Made};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::time::DateTime;
use super::words::Role;
use super::{members, recast};
use crate::web::answer::PageInfo;
use crate::web::problem::Problem;

/// An account, as an administrator sees it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// What a change names: REST's entity tag.
    pub revision: i64,
    /// How it logs in.
    #[schema(max_length = 254)]
    pub email: String,
    /// How it is called.
    #[schema(max_length = 254)]
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// A role of the newsroom's own instead; what `role` says counts no more.
    #[schema(max_length = 60)]
    pub custom_role: Option<String>,
    /// The sections whose desk it works at; every one if there are none.
    #[schema(value_type = Vec<uuid::Uuid>, max_items = 100)]
    pub sections: Vec<ID>,
    /// False for one that may do nothing until it is true again.
    pub active: bool,
    /// True for one that logs in with a password.
    pub has_password: bool,
    /// When it was made.
    pub created_at: DateTime,
    /// When an administrator last changed it.
    pub updated_at: DateTime,
}

/// What an administrator decides about an account.
#[derive(Debug, Clone, Serialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct UserInput {
    /// How it is called.
    #[schema(max_length = 200)]
    pub name: String,
    /// What it may do; it holds from the next request on.
    pub role: Role,
    /// False for one that may do nothing until it is true again; its sessions end.
    pub active: bool,
    /// A role of the newsroom's own instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub custom_role: Option<String>,
    /// The sections whose desk it works at; every one if there are none.
    #[serde(default)]
    #[graphql(default)]
    #[schema(value_type = Vec<uuid::Uuid>, max_items = 100)]
    pub sections: Vec<ID>,
}

/// An account to make.
#[derive(Debug, Clone, Serialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct NewUserInput {
    /// How they log in.
    #[schema(max_length = 254)]
    pub email: String,
    /// How they are called.
    #[schema(max_length = 200)]
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// A role of the newsroom's own instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub custom_role: Option<String>,
    /// The sections whose desk they work at; every one if there are none.
    #[serde(default)]
    #[graphql(default)]
    #[schema(value_type = Vec<uuid::Uuid>, max_items = 100)]
    pub sections: Vec<ID>,
    /// 12 to 128 characters; without a password the answer has an invitation.
    #[schema(min_length = 12, max_length = 128)]
    pub password: Option<String>,
}

/// A link by which somebody chooses their password.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// Below the newsroom's address; told this once, and null in a repeated answer.
    #[serde(default, serialize_with = "untold")]
    #[schema(max_length = 300)]
    pub link: Option<String>,
    /// Until when it holds.
    pub expires_at: DateTime,
}

/// An account that was made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MadeUser {
    /// The account.
    pub user: User,
    /// The way to its password; null if it has one.
    pub invitation: Option<Invitation>,
}

/// A part of the list of accounts.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserPage {
    /// The accounts.
    #[schema(max_items = 100)]
    pub data: Vec<User>,
    /// Its neighbours.
    pub page: PageInfo,
}

/// A secret is written nowhere but where it is told: what is kept of an answer is without it.
pub(super) fn untold<T, S: Serializer>(_secret: &T, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_none()
}

/// An account over the wire.
pub fn shown(account: &AccountRow) -> Result<User, Problem> {
    Ok(User {
        id: ID(account.id.to_string()),
        revision: account.revision.0,
        email: account.email.clone(),
        name: account.name.clone(),
        role: recast(json!(account.role))?,
        custom_role: account.custom_role.clone(),
        sections: account.sections.iter().map(|id| ID(id.to_string())).collect(),
        active: account.active,
        has_password: account.password.is_some(),
        created_at: account.created_at.into(),
        updated_at: account.updated_at.into(),
    })
}

/// An account that was made, over the wire.
pub fn made(made: &Made) -> Result<MadeUser, Problem> {
    let invitation = made
        .invitation
        .as_ref()
        .map(|link| Invitation { link: Some(link.path()), expires_at: link.expires_at.into() });
    Ok(MadeUser { user: shown(&made.account)?, invitation })
}

impl MadeUser {
    /// With the link, for the one answer that tells it.
    pub fn told(&self) -> Result<Map<String, Value>, Problem> {
        let mut told = members(self)?;
        if let Some(invitation) = &self.invitation {
            let mut inner = members(invitation)?;
            inner.insert("link".to_owned(), json!(invitation.link));
            told.insert("invitation".to_owned(), inner.into());
        }
        Ok(told)
    }
}
