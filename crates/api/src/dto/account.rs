//! Accounts and log-in.

use async_graphql::{ID, SimpleObject};
use newsroom::secret::Password;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::Role;

/// What somebody logs in with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LogInRequest {
    /// The e-mail address.
    #[schema(value_type = String, max_length = 254)]
    pub email: domain::account::Email,
    /// The password.
    #[schema(max_length = 128)]
    pub password: String,
}

/// What renews a session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefreshRequest {
    /// The refresh token of the last answer; each is good once.
    #[schema(max_length = 200)]
    pub refresh_token: String,
}

/// What the first administrator says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetupRequest {
    /// The part of the setup link behind `#`.
    #[schema(max_length = 200)]
    pub secret: String,
    /// The e-mail address to log in with.
    #[schema(value_type = String, max_length = 254)]
    pub email: domain::account::Email,
    /// How they are called.
    #[schema(value_type = String, max_length = 200)]
    pub name: domain::account::PersonName,
    /// 12 to 128 characters.
    #[schema(min_length = 12, max_length = 128)]
    pub password: String,
}

/// A new password for the old one.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangePasswordRequest {
    /// What you log in with now.
    #[schema(max_length = 128)]
    pub current_password: String,
    /// 12 to 128 characters.
    #[schema(value_type = String, min_length = 12, max_length = 128)]
    pub new_password: Password,
}

/// Whose password is forgotten.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResetRequest {
    /// The e-mail address.
    #[schema(value_type = String, max_length = 254)]
    pub email: domain::account::Email,
}

/// A password, and the leave to set it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetPasswordRequest {
    /// The part of the link behind `#`.
    #[schema(max_length = 200)]
    pub secret: String,
    /// 12 to 128 characters.
    #[schema(value_type = String, min_length = 12, max_length = 128)]
    pub new_password: Password,
}

/// An open session.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionAnswer {
    /// A JWT (RFC 9068), to be sent as `Authorization: Bearer`.
    #[schema(max_length = 4096)]
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(max_length = 10)]
    pub token_type: &'static str,
    /// How long the access token holds.
    #[schema(minimum = 1, maximum = 3600)]
    pub expires_in_seconds: u32,
    /// Buys the next access token, once.
    #[schema(max_length = 200)]
    pub refresh_token: String,
    /// Whose session it is.
    pub account: AccountAnswer,
}

/// An account, as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "Account")]
pub struct AccountAnswer {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// How it logs in.
    #[schema(max_length = 254)]
    pub email: String,
    /// How it is called.
    #[schema(max_length = 200)]
    pub name: String,
    /// What it may do in this request.
    pub role: Role,
}
