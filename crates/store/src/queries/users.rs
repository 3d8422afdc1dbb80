//! Accounts as administrators see and change them, and the links that set a password.

use diesel::prelude::*;
use domain::account::{Role, Standing};
use domain::id::{AccountId, Revision};
use domain::policy::{KeepCredentials, ManageAccounts, Permit};
use domain::time::Timestamp;

use super::accounts::{AccountRow, Row, role_columns};
use super::articles::{Place, Side};
use super::counted;
use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::keyset::beyond;
use crate::schema::{account, password_link};
use crate::types::{Id, Ts};

/// Which part of the list of accounts.
#[derive(Debug, Clone, Copy)]
pub struct UserPage {
    /// The neighbour that the page does not hold; the end of the list without one.
    pub from: Option<Place>,
    /// `Before` reads towards older ones, `After` towards newer ones.
    pub side: Side,
    /// How many at most.
    pub limit: i64,
}

impl ReadTx<'_> {
    /// A page of accounts.
    pub fn users(
        &mut self,
        _permit: &Permit<ManageAccounts>,
        page: UserPage,
    ) -> Result<Vec<AccountRow>, StoreError> {
        let rows: Vec<Row> = both!(self, |c| {
            let mut query = account::table.select(Row::as_select()).limit(page.limit).into_boxed();
            if let Some(from) = page.from {
                let columns = (account::created_at, account::id);
                query = query.filter(beyond(columns, page.side, (Ts(from.at), Id(from.id))));
            }
            match page.side {
                Side::Before => {
                    query.order((account::created_at.desc(), account::id.desc())).load(c)
                }
                Side::After => query.order((account::created_at.asc(), account::id.asc())).load(c),
            }
        })?;
        rows.into_iter().map(|row| self.account_of(row)).collect()
    }

    /// How many accounts there are.
    pub fn count_users(&mut self, _permit: &Permit<ManageAccounts>) -> Result<u64, StoreError> {
        let count: i64 = both!(self, |c| account::table.count().get_result(c))?;
        Ok(counted(count))
    }

    /// The account of a link that sets a password, if it holds at `at`.
    pub fn password_link(
        &mut self,
        digest: &str,
        at: Timestamp,
    ) -> Result<Option<AccountRow>, StoreError> {
        let row: Option<Row> = both!(self, |c| password_link::table
            .inner_join(account::table.on(account::id.eq(password_link::account_id)))
            .filter(password_link::digest.eq(digest))
            .filter(password_link::expires_at.gt(Ts(at)))
            .select(Row::as_select())
            .first(c)
            .optional())?;
        row.map(|row| self.account_of(row)).transpose()
    }
}

impl WriteTx<'_> {
    /// Saves what an administrator decided; false if somebody else did in between.
    pub fn update_account(
        &mut self,
        permit: &Permit<ManageAccounts>,
        standing: &Standing,
        (before, at): (Revision, Timestamp),
    ) -> Result<bool, StoreError> {
        let one = account::table.find(Id(permit.id())).filter(account::revision.eq(before.0));
        let position = match &standing.custom_role {
            Some(own) => Some(own.as_str()),
            None => role_columns(standing.role).1,
        };
        // one that the first releases do not know reads the least there
        let role = if standing.custom_role.is_some() { Role::Author } else { standing.role };
        let sections = (!standing.sections.is_empty())
            .then(|| serde_json::json!(standing.sections).to_string());
        let saved = both!(self.0, |c| diesel::update(one)
            .set((
                account::name.eq(standing.name.as_str()),
                account::role.eq(role_columns(role).0),
                account::position.eq(position),
                account::sections.eq(sections),
                account::active.eq(standing.active),
                account::revision.eq(before.next().0),
                account::updated_at.eq(Ts(at)),
            ))
            .execute(c))?;
        Ok(saved == 1)
    }

    /// How many active administrators there are; none of them is changed by others until this
    /// transaction ends, for it writes their rows as they are.
    pub fn hold_admins(&mut self) -> Result<usize, StoreError> {
        let admins = account::table
            .filter(account::role.eq(Role::Admin.word()))
            .filter(account::active.eq(true));
        Ok(both!(self.0, |c| diesel::update(admins).set(account::active.eq(true)).execute(c))?)
    }

    /// Keeps others from an account until the transaction ends, for it writes the row as it is.
    pub fn hold_account(&mut self, id: AccountId) -> Result<(), StoreError> {
        let one = account::table.find(Id(id.0));
        both!(self.0, |c| diesel::update(one).set(account::active.eq(account::active)).execute(c))?;
        Ok(())
    }

    /// Keeps the hash of a new password; links that set one are void.
    pub fn set_password(
        &mut self,
        permit: &Permit<KeepCredentials>,
        phc: &str,
    ) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::update(account::table.find(Id(permit.id())))
            .set(account::password.eq(phc))
            .execute(c))?;
        both!(self.0, |c| diesel::delete(
            password_link::table.filter(password_link::account_id.eq(Id(permit.id())))
        )
        .execute(c))?;
        Ok(())
    }

    /// Uses a link up that sets a password: whose it was, if it held at `at`. Of several that come
    /// with it at once one gets an answer.
    pub fn use_password_link(
        &mut self,
        digest: &str,
        at: Timestamp,
    ) -> Result<Option<AccountId>, StoreError> {
        let one = password_link::table
            .filter(password_link::digest.eq(digest))
            .filter(password_link::expires_at.gt(Ts(at)));
        let used: Vec<Id> = both!(self.0, |c| diesel::delete(one)
            .returning(password_link::account_id)
            .get_results(c))?;
        Ok(used.into_iter().next().map(|id| AccountId(id.0)))
    }

    /// Keeps the digest of a link that sets the password of an account; those that hold no more go.
    pub fn insert_password_link(
        &mut self,
        permit: &Permit<KeepCredentials>,
        digest: &str,
        (at, expires_at): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(
            password_link::table.filter(password_link::expires_at.le(Ts(at)))
        )
        .execute(c))?;
        both!(self.0, |c| diesel::insert_into(password_link::table)
            .values((
                password_link::digest.eq(digest),
                password_link::account_id.eq(Id(permit.id())),
                password_link::expires_at.eq(Ts(expires_at)),
            ))
            .execute(c))?;
        Ok(())
    }
}
