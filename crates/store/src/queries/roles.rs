//! Roles of the newsroom's own: sets of permissions by name.

use diesel::prelude::*;
use domain::id::Revision;
use domain::policy::{Action, Grant, Grants, ManageAccounts, Permit, Rule};
use domain::time::Timestamp;
use serde_json::Map;
use uuid::Uuid;

use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::schema::{account, api_token, custom_role};
use crate::types::{Id, Ts};

/// A role of the newsroom's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomRole {
    /// What it is called.
    pub name: String,
    /// How often it was saved.
    pub revision: Revision,
    /// What it may do.
    pub grants: Grants,
}

type Columns = (String, i64, String);

fn read((name, revision, grants): Columns) -> Result<CustomRole, StoreError> {
    let broken = || StoreError::unreadable(format!("role {name}"));
    let words: Vec<Grant> = serde_json::from_str(&grants).map_err(|_error| broken())?;
    // a word of another release grants nothing
    let is_known = |word: &Grant| {
        Action::from_word(&word.action).is_some() && Rule::from_word(&word.rule).is_some()
    };
    let known: Vec<_> = words.into_iter().filter(is_known).collect();
    let members = Map::from_iter([("grants".to_owned(), serde_json::json!(known))]);
    let grants = Grants::parse(members).map_err(|_faults| broken())?;
    Ok(CustomRole { name, revision: Revision(revision), grants })
}

impl ReadTx<'_> {
    /// The role of a name.
    pub fn custom_role(&mut self, name: &str) -> Result<Option<CustomRole>, StoreError> {
        let row: Option<Columns> = both!(self, |c| custom_role::table
            .find(name)
            .select((custom_role::name, custom_role::revision, custom_role::grants))
            .first(c)
            .optional())?;
        row.map(read).transpose()
    }

    /// All of them, in the order of their names.
    pub fn custom_roles(&mut self, limit: i64) -> Result<Vec<CustomRole>, StoreError> {
        let rows: Vec<Columns> = both!(self, |c| custom_role::table
            .order(custom_role::name)
            .limit(limit)
            .select((custom_role::name, custom_role::revision, custom_role::grants))
            .load(c))?;
        rows.into_iter().map(read).collect()
    }

    /// Accounts that have it, or of which a token has it, 20 at most.
    pub fn holders_of_role(&mut self, name: &str, at: Timestamp) -> Result<Vec<Uuid>, StoreError> {
        let tokens = api_token::table
            .filter(api_token::position.eq(name))
            .filter(api_token::revoked_at.is_null())
            .filter(api_token::expires_at.gt(Ts(at)))
            .select(api_token::account_id);
        let ids: Vec<Id> = both!(self, |c| account::table
            .filter(account::position.eq(name).or(account::id.eq_any(tokens)))
            .order(account::id)
            .limit(20)
            .select(account::id)
            .load(c))?;
        Ok(ids.into_iter().map(|id| id.0).collect())
    }
}

impl WriteTx<'_> {
    /// Saves the next revision of a role; false if its revision is not the one before.
    pub fn save_custom_role(
        &mut self,
        _permit: &Permit<ManageAccounts>,
        role: &CustomRole,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let grants = serde_json::to_string(&role.grants.list())
            .map_err(|error| StoreError::unreadable(error.to_string()))?;
        let saved = (
            custom_role::revision.eq(role.revision.0),
            custom_role::grants.eq(&grants),
            custom_role::updated_at.eq(Ts(at)),
        );
        let written = if role.revision == Revision::FIRST {
            both!(self.0, |c| diesel::insert_into(custom_role::table)
                .values((custom_role::name.eq(&role.name), saved))
                .on_conflict_do_nothing()
                .execute(c))
        } else {
            let before = custom_role::revision.eq(role.revision.0.saturating_sub(1));
            let of = custom_role::table.find(&role.name).filter(before);
            both!(self.0, |c| diesel::update(of).set(saved).execute(c))
        }?;
        Ok(written == 1)
    }

    /// Deletes a role.
    pub fn delete_custom_role(
        &mut self,
        _permit: &Permit<ManageAccounts>,
        name: &str,
    ) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(custom_role::table.find(name)).execute(c))?;
        Ok(())
    }
}
