//! Sessions and API tokens.

use async_graphql::{ID, InputObject, SimpleObject};
use domain::actor::{Actor, Credential};
use newsroom::{DeviceRow, MadeToken as Made, TokenRow};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::time::DateTime;
use super::user::untold;
use super::words::Role;
use super::{members, recast};
use crate::web::problem::Problem;

/// A session: somebody logged in on some device.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// When it began.
    pub created_at: DateTime,
    /// When it was last heard of, to the minute.
    pub last_used_at: DateTime,
    /// Until when it lasts without a new log-in.
    pub expires_at: DateTime,
    /// What the client said it was; null if it said nothing.
    #[schema(max_length = 200)]
    pub user_agent: Option<String>,
    /// True for the one that asks.
    pub current: bool,
}

/// The open sessions of an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sessions {
    /// The newest first.
    #[schema(max_items = 100)]
    pub items: Vec<Session>,
}

/// A program's credential, without the secret.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// What it is for.
    #[schema(max_length = 200)]
    pub name: String,
    /// What it may do, if its account may.
    pub role: Role,
    /// Words of actions that it may do of what its role may; null for all.
    #[schema(max_items = 100)]
    pub scopes: Option<Vec<String>>,
    /// When it was made.
    pub created_at: DateTime,
    /// Until when it holds.
    pub expires_at: DateTime,
    /// When it was last used, to the minute; null if it never was.
    pub last_used_at: Option<DateTime>,
}

/// The API tokens of an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiTokens {
    /// Those that hold, the newest first.
    #[schema(max_items = 100)]
    pub items: Vec<ApiToken>,
}

/// A token that is wanted.
#[derive(Debug, Clone, Serialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct NewTokenInput {
    /// What it is for.
    #[schema(max_length = 200)]
    pub name: String,
    /// What it may do: at most what you may, which is the default.
    pub role: Option<Role>,
    /// Words of actions, to do no other than these, such as `article.create`; see the permissions.
    #[schema(max_items = 100)]
    pub scopes: Option<Vec<String>>,
    /// Until when it holds: in 90 days unless said otherwise, in a year at most.
    pub expires_at: Option<DateTime>,
}

/// A token that was made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MadeToken {
    /// What it is.
    pub token: ApiToken,
    /// The token itself; told this once, and null in a repeated answer.
    #[serde(default, serialize_with = "untold")]
    #[schema(max_length = 200)]
    pub secret: Option<String>,
}

/// A session over the wire, as `asker` sees it.
pub fn session(device: &DeviceRow, asker: &Actor) -> Session {
    let current = match asker {
        Actor::Member(member) => member.credential == Credential::Session(device.id),
        Actor::Anonymous | Actor::Operator => false,
    };
    Session {
        id: ID(device.id.to_string()),
        created_at: device.created_at.into(),
        last_used_at: device.last_used_at.unwrap_or(device.created_at).into(),
        expires_at: device.expires_at.into(),
        user_agent: device.user_agent.clone(),
        current,
    }
}

/// A token over the wire.
pub fn token(token: &TokenRow) -> Result<ApiToken, Problem> {
    Ok(ApiToken {
        id: ID(token.id.to_string()),
        name: token.name.clone(),
        role: recast(json!(token.role))?,
        scopes: token
            .scopes
            .as_ref()
            .map(|scopes| scopes.iter().map(|action| action.word().to_owned()).collect()),
        created_at: token.created_at.into(),
        expires_at: token.expires_at.into(),
        last_used_at: token.last_used_at.map(Into::into),
    })
}

/// A token that was made, over the wire.
pub fn made(made: &Made) -> Result<MadeToken, Problem> {
    Ok(MadeToken { token: token(&made.token)?, secret: Some(made.secret.expose().to_owned()) })
}

impl MadeToken {
    /// With the secret, for the one answer that tells it.
    pub fn told(&self) -> Result<Map<String, Value>, Problem> {
        let mut told = members(self)?;
        told.insert("secret".to_owned(), json!(self.secret));
        Ok(told)
    }
}
