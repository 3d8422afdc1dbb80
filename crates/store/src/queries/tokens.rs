//! API tokens: long-lived credentials of programs, and links that set a password.

use diesel::prelude::*;
use domain::account::Role;
use domain::id::{AccountId, TokenId};
use domain::policy::{Action, Grants, KeepCredentials, Permit};
use domain::time::Timestamp;

use super::accounts::{AccountRow, Row, read_json, role_columns};
use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::schema::{account, api_token};
use crate::types::{Id, Ts};

/// An API token to keep.
#[derive(Debug)]
pub struct NewToken<'a> {
    /// Which.
    pub id: TokenId,
    /// What it is for.
    pub name: &'a str,
    /// SHA-256 of it.
    pub digest: &'a str,
    /// Its role.
    pub role: Role,
    /// Its role of the newsroom's own, if it has one.
    pub custom_role: Option<&'a str>,
    /// What it may do of what its role may; all of it without them.
    pub scopes: Option<&'a [Action]>,
    /// From when.
    pub at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// An API token with its account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Which.
    pub id: TokenId,
    /// Whose.
    pub account: AccountRow,
    /// What it is for.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// What it may do of what its role may; all of it without them.
    pub scopes: Option<Vec<Action>>,
    /// What it may do: no more than its account.
    pub grants: Grants,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// Since when it is over.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

type Role3 = (String, Option<String>, Option<String>);
type Columns = (Id, Row, String, Role3, (Ts, Ts, Option<Ts>, Option<Ts>));

fn read(tx: &mut ReadTx<'_>, row: Columns) -> Result<TokenRow, StoreError> {
    let (id, account, name, role, (created_at, expires_at, revoked_at, last_used_at)) = row;
    let account = tx.account_of(account)?;
    let (role, position, scopes) = role;
    let (role, _, grants) = tx.role_of(&role, position)?;
    let scopes: Option<Vec<String>> = read_json(scopes.as_deref())?;
    let known = |word: &String| Action::from_word(word);
    let scopes: Option<Vec<Action>> = scopes.map(|words| words.iter().filter_map(known).collect());
    let grants = account.grants.and(&grants);
    let grants = scopes.as_deref().map_or(grants, |scopes| grants.within(scopes));
    Ok(TokenRow {
        id: TokenId(id.0),
        account,
        name,
        role,
        grants,
        scopes,
        created_at: created_at.0,
        expires_at: expires_at.0,
        revoked_at: revoked_at.map(|at| at.0),
        last_used_at: last_used_at.map(|at| at.0),
    })
}

/// API tokens with their accounts.
macro_rules! tokens {
    () => {
        api_token::table
            .inner_join(account::table.on(account::id.eq(api_token::account_id)))
            .select((
                api_token::id,
                Row::as_select(),
                api_token::name,
                (api_token::role, api_token::position, api_token::scopes),
                (
                    api_token::created_at,
                    api_token::expires_at,
                    api_token::revoked_at,
                    api_token::last_used_at,
                ),
            ))
    };
}

impl ReadTx<'_> {
    /// The API token of a digest and whose it is.
    pub fn api_token(&mut self, digest: &str) -> Result<Option<TokenRow>, StoreError> {
        let row: Option<Columns> =
            both!(self, |c| tokens!().filter(api_token::digest.eq(digest)).first(c).optional())?;
        row.map(|row| read(self, row)).transpose()
    }

    /// An API token and whose it is.
    pub fn api_token_by_id(&mut self, id: TokenId) -> Result<Option<TokenRow>, StoreError> {
        let row: Option<Columns> =
            both!(self, |c| tokens!().filter(api_token::id.eq(Id(id.0))).first(c).optional())?;
        row.map(|row| read(self, row)).transpose()
    }

    /// The tokens of an account that hold at `at`, the newest first, `limit` at most.
    pub fn api_tokens(
        &mut self,
        of: AccountId,
        at: Timestamp,
        limit: i64,
    ) -> Result<Vec<TokenRow>, StoreError> {
        let rows: Vec<Columns> = both!(self, |c| tokens!()
            .filter(api_token::account_id.eq(Id(of.0)))
            .filter(api_token::revoked_at.is_null())
            .filter(api_token::expires_at.gt(Ts(at)))
            .order((api_token::created_at.desc(), api_token::id.desc()))
            .limit(limit)
            .load(c))?;
        rows.into_iter().map(|row| read(self, row)).collect()
    }
}

impl WriteTx<'_> {
    /// Keeps the digest of an API token of the account that the permit is for.
    pub fn insert_api_token(
        &mut self,
        permit: &Permit<KeepCredentials>,
        new: &NewToken<'_>,
    ) -> Result<(), StoreError> {
        let scopes = new.scopes.map(|scopes| {
            let words: Vec<_> = scopes.iter().map(|action| action.word()).collect();
            serde_json::json!(words).to_string()
        });
        // the first releases know no scopes: a token that has some reads the least there
        let (role, position) = match new.scopes {
            Some(_) => (Role::Author.word(), Some(new.role.word())),
            None => role_columns(new.role),
        };
        let position = new.custom_role.or(position);
        both!(self.0, |c| diesel::insert_into(api_token::table)
            .values((
                api_token::id.eq(Id(new.id.0)),
                api_token::account_id.eq(Id(permit.id())),
                api_token::name.eq(new.name),
                api_token::digest.eq(new.digest),
                api_token::role.eq(role),
                api_token::position.eq(position),
                api_token::scopes.eq(scopes),
                api_token::created_at.eq(Ts(new.at)),
                api_token::expires_at.eq(Ts(new.expires_at)),
            ))
            .execute(c))?;
        Ok(())
    }

    /// Notes that a token was used at `at`, if it was last before `before`.
    pub fn touch_api_token(
        &mut self,
        id: TokenId,
        (at, before): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        let silent = api_token::last_used_at.is_null().or(api_token::last_used_at.lt(Ts(before)));
        both!(self.0, |c| diesel::update(api_token::table.find(Id(id.0)).filter(silent))
            .set(api_token::last_used_at.eq(Ts(at)))
            .execute(c))?;
        Ok(())
    }

    /// Ends a token of the account that the permit is for.
    pub fn revoke_api_token(
        &mut self,
        permit: &Permit<KeepCredentials>,
        id: TokenId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let one = api_token::table
            .filter(api_token::id.eq(Id(id.0)))
            .filter(api_token::account_id.eq(Id(permit.id())))
            .filter(api_token::revoked_at.is_null());
        both!(self.0, |c| diesel::update(one).set(api_token::revoked_at.eq(Ts(at))).execute(c))?;
        Ok(())
    }
}
