//! Accounts, and what begins and renews a session: refresh tokens, the setup link.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::account::{Email, Role};
use domain::id::{AccountId, Revision, SessionId};
use domain::policy::{Grants, ManageAccounts, Permit};
use domain::time::Timestamp;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::schema::{account, refresh_token, setup_secret};
use crate::types::{Id, Ts};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = account, check_for_backend(Sqlite, Pg))]
pub(super) struct Row {
    id: Id,
    email: String,
    name: String,
    role: String,
    password: Option<String>,
    active: bool,
    position: Option<String>,
    sections: Option<String>,
    revision: i64,
    created_at: Ts,
    updated_at: Ts,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Which.
    pub id: AccountId,
    /// How it logs in.
    pub email: String,
    /// How it is called.
    pub name: String,
    /// Its built-in role; the weakest beside one of the newsroom's own.
    pub role: Role,
    /// Its role of the newsroom's own, if it has one.
    pub custom_role: Option<String>,
    /// What it may do.
    pub grants: Grants,
    /// The sections whose desk it works at; every one if there are none.
    pub sections: Vec<Uuid>,
    /// argon2id, PHC string; `None` for a program's account.
    pub password: Option<String>,
    /// False if it may do nothing any more.
    pub active: bool,
    /// Of what an administrator decides about it.
    pub revision: Revision,
    /// When it was made.
    pub created_at: Timestamp,
    /// When an administrator last changed it.
    pub updated_at: Timestamp,
}

/// An account to make.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// How it logs in.
    pub email: &'a Email,
    /// How it is called.
    pub name: &'a str,
    /// What it may do.
    pub role: Role,
    /// argon2id, PHC string; `None` for a program's account.
    pub password: Option<&'a str>,
    /// When.
    pub at: Timestamp,
}

/// The columns for a role: the nearest that the first releases know, and the exact one if it is
/// another.
pub(crate) fn role_columns(role: Role) -> (&'static str, Option<&'static str>) {
    let nearest = match role {
        Role::Integrator | Role::Author | Role::Editor | Role::Admin => role,
        Role::Contributor => Role::Author,
        Role::ChiefEditor => Role::Editor,
    };
    (nearest.word(), (nearest != role).then(|| role.word()))
}

pub(super) fn read_json<T: DeserializeOwned>(text: Option<&str>) -> Result<Option<T>, StoreError> {
    let read = text.map(serde_json::from_str).transpose();
    read.map_err(|error| StoreError::unreadable(error.to_string()))
}

impl ReadTx<'_> {
    /// An account with what it may do.
    pub(super) fn account_of(&mut self, row: Row) -> Result<AccountRow, StoreError> {
        let (role, custom_role, grants) = self.role_of(&row.role, row.position)?;
        let sections = read_json(row.sections.as_deref())?.unwrap_or_default();
        Ok(AccountRow {
            id: AccountId(row.id.0),
            email: row.email,
            name: row.name,
            role,
            custom_role,
            grants,
            sections,
            password: row.password,
            active: row.active,
            revision: Revision(row.revision),
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
    }

    /// A role from its columns, and what it may do; one of the newsroom's own that is gone may
    /// nothing.
    pub(super) fn role_of(
        &mut self,
        role: &str,
        position: Option<String>,
    ) -> Result<(Role, Option<String>, Grants), StoreError> {
        let unreadable = || StoreError::unreadable(format!("role {role}"));
        let Some(name) = position else {
            let role = Role::from_word(role).ok_or_else(unreadable)?;
            return Ok((role, None, Grants::of(role)));
        };
        if let Some(role) = Role::from_word(&name) {
            return Ok((role, None, Grants::of(role)));
        }
        let grants = self.custom_role(&name)?.map_or(Grants::NONE, |own| own.grants);
        Ok((Role::Integrator, Some(name), grants))
    }

    /// True if anybody has an account.
    pub fn has_account(&mut self) -> Result<bool, StoreError> {
        let found: Option<Id> =
            both!(self, |c| account::table.select(account::id).limit(1).first(c).optional())?;
        Ok(found.is_some())
    }

    /// An account.
    pub fn account(&mut self, id: AccountId) -> Result<Option<AccountRow>, StoreError> {
        let row: Option<Row> = both!(self, |c| account::table
            .find(Id(id.0))
            .select(Row::as_select())
            .first(c)
            .optional())?;
        row.map(|row| self.account_of(row)).transpose()
    }

    /// The account of an address.
    pub fn account_by_email(&mut self, email: &Email) -> Result<Option<AccountRow>, StoreError> {
        let row: Option<Row> = both!(self, |c| account::table
            .filter(account::email.eq(email.as_str()))
            .select(Row::as_select())
            .first(c)
            .optional())?;
        row.map(|row| self.account_of(row)).transpose()
    }

    /// True for an account that there is, and that is not closed.
    pub fn may_work(&mut self, id: AccountId) -> Result<bool, StoreError> {
        let found: Option<bool> = both!(self, |c| account::table
            .find(Id(id.0))
            .select(account::active)
            .first(c)
            .optional())?;
        Ok(found.unwrap_or(false))
    }

    /// The session of a refresh token, and whether the token was used before.
    pub fn refresh_token(&mut self, digest: &str) -> Result<Option<(SessionId, bool)>, StoreError> {
        let row: Option<(Id, Option<Ts>)> = both!(self, |c| refresh_token::table
            .find(digest)
            .select((refresh_token::session_id, refresh_token::used_at))
            .first(c)
            .optional())?;
        Ok(row.map(|(id, used)| (SessionId(id.0), used.is_some())))
    }

    /// Until when a setup link holds.
    pub fn setup_secret(&mut self, digest: &str) -> Result<Option<Timestamp>, StoreError> {
        let row: Option<Ts> = both!(self, |c| setup_secret::table
            .find(digest)
            .select(setup_secret::expires_at)
            .first(c)
            .optional())?;
        Ok(row.map(|at| at.0))
    }
}

impl WriteTx<'_> {
    /// Makes an account.
    pub fn insert_account(
        &mut self,
        permit: &Permit<ManageAccounts>,
        new: &NewAccount<'_>,
    ) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::insert_into(account::table)
            .values((
                account::id.eq(Id(permit.id())),
                account::email.eq(new.email.as_str()),
                account::name.eq(new.name),
                account::role.eq(role_columns(new.role).0),
                account::position.eq(role_columns(new.role).1),
                account::password.eq(new.password),
                account::active.eq(true),
                account::created_at.eq(Ts(new.at)),
                account::updated_at.eq(Ts(new.at)),
            ))
            .execute(c))?;
        Ok(())
    }

    /// Keeps the digest of a refresh token.
    pub fn insert_refresh_token(
        &mut self,
        digest: &str,
        of: SessionId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::insert_into(refresh_token::table)
            .values((
                refresh_token::digest.eq(digest),
                refresh_token::session_id.eq(Id(of.0)),
                refresh_token::created_at.eq(Ts(at)),
            ))
            .execute(c))?;
        Ok(())
    }

    /// Uses a refresh token up; false if it was used before.
    pub fn use_refresh_token(&mut self, digest: &str, at: Timestamp) -> Result<bool, StoreError> {
        let used = both!(self.0, |c| diesel::update(
            refresh_token::table
                .filter(refresh_token::digest.eq(digest))
                .filter(refresh_token::used_at.is_null())
        )
        .set(refresh_token::used_at.eq(Ts(at)))
        .execute(c))?;
        Ok(used == 1)
    }

    /// Keeps the digest of a new setup link; those before it are void.
    pub fn replace_setup_secret(
        &mut self,
        digest: &str,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.delete_setup_secrets()?;
        both!(self.0, |c| diesel::insert_into(setup_secret::table)
            .values((setup_secret::digest.eq(digest), setup_secret::expires_at.eq(Ts(expires_at))))
            .execute(c))?;
        Ok(())
    }

    /// Voids every setup link.
    pub fn delete_setup_secrets(&mut self) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(setup_secret::table).execute(c))?;
        Ok(())
    }
}
