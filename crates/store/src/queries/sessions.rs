//! Sessions: one for each log-in.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::id::{AccountId, SessionId};
use domain::policy::{KeepCredentials, Permit};
use domain::time::Timestamp;

use super::accounts::{AccountRow, Row};
use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::schema::{account, session};
use crate::types::{Id, Ts};

/// A session to begin.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub account: AccountId,
    /// What the client says it is.
    pub user_agent: Option<&'a str>,
    /// From when.
    pub at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A session with its account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub account: AccountRow,
    /// Until when.
    pub expires_at: Timestamp,
    /// Since when it is over.
    pub revoked_at: Option<Timestamp>,
    /// When it was last heard of, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// A session as its owner sees it in the list of devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// Which.
    pub id: SessionId,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// When it was last heard of, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// What the client said it was.
    pub user_agent: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = session, check_for_backend(Sqlite, Pg))]
struct Device {
    id: Id,
    created_at: Ts,
    expires_at: Ts,
    last_used_at: Option<Ts>,
    user_agent: Option<String>,
}

impl Device {
    fn read(self) -> DeviceRow {
        DeviceRow {
            id: SessionId(self.id.0),
            created_at: self.created_at.0,
            expires_at: self.expires_at.0,
            last_used_at: self.last_used_at.map(|at| at.0),
            user_agent: self.user_agent,
        }
    }
}

/// Sessions of an account that are open at a time.
macro_rules! open {
    ($of:expr, $at:expr) => {
        session::table
            .filter(session::account_id.eq(Id($of.0)))
            .filter(session::revoked_at.is_null())
            .filter(session::expires_at.gt(Ts($at)))
    };
}

impl ReadTx<'_> {
    /// A session and whose it is.
    pub fn session(&mut self, id: SessionId) -> Result<Option<SessionRow>, StoreError> {
        let row: Option<(Row, Ts, Option<Ts>, Option<Ts>)> = both!(self, |c| session::table
            .inner_join(account::table.on(account::id.eq(session::account_id)))
            .filter(session::id.eq(Id(id.0)))
            .select((
                Row::as_select(),
                session::expires_at,
                session::revoked_at,
                session::last_used_at
            ))
            .first(c)
            .optional())?;
        row.map(|(account, expires_at, revoked_at, last_used_at)| {
            Ok(SessionRow {
                id,
                account: self.account_of(account)?,
                expires_at: expires_at.0,
                revoked_at: revoked_at.map(|at| at.0),
                last_used_at: last_used_at.map(|at| at.0),
            })
        })
        .transpose()
    }

    /// The sessions of an account that are open at `at`, the newest first, `limit` at most.
    pub fn open_sessions(
        &mut self,
        of: AccountId,
        at: Timestamp,
        limit: i64,
    ) -> Result<Vec<DeviceRow>, StoreError> {
        let rows: Vec<Device> = both!(self, |c| open!(of, at)
            .order((session::created_at.desc(), session::id.desc()))
            .limit(limit)
            .select(Device::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(Device::read).collect())
    }
}

impl WriteTx<'_> {
    /// Begins a session.
    pub fn insert_session(&mut self, new: &NewSession<'_>) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::insert_into(session::table)
            .values((
                session::id.eq(Id(new.id.0)),
                session::account_id.eq(Id(new.account.0)),
                session::created_at.eq(Ts(new.at)),
                session::expires_at.eq(Ts(new.expires_at)),
                session::user_agent.eq(new.user_agent),
                session::last_used_at.eq(Ts(new.at)),
            ))
            .execute(c))?;
        Ok(())
    }

    /// Notes that a session was heard of at `at`, if it was last before `before`.
    pub fn touch_session(
        &mut self,
        id: SessionId,
        (at, before): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        let silent = session::last_used_at.is_null().or(session::last_used_at.lt(Ts(before)));
        both!(self.0, |c| diesel::update(session::table.find(Id(id.0)).filter(silent))
            .set(session::last_used_at.eq(Ts(at)))
            .execute(c))?;
        Ok(())
    }

    /// Ends a session; its tokens are dead at once.
    pub fn revoke_session(&mut self, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::update(
            session::table.filter(session::id.eq(Id(id.0))).filter(session::revoked_at.is_null())
        )
        .set(session::revoked_at.eq(Ts(at)))
        .execute(c))?;
        Ok(())
    }

    /// Ends one session of the account that the permit is for; false if it has none such open.
    pub fn end_session(
        &mut self,
        permit: &Permit<KeepCredentials>,
        id: SessionId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let one = open!(AccountId(permit.id()), at).filter(session::id.eq(Id(id.0)));
        let ended =
            both!(self.0, |c| diesel::update(one).set(session::revoked_at.eq(Ts(at))).execute(c))?;
        Ok(ended == 1)
    }

    /// Ends the sessions of an account, but for one.
    pub fn end_sessions(
        &mut self,
        permit: &Permit<KeepCredentials>,
        but: Option<SessionId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let kept = Id(but.map(|id| id.0).unwrap_or_default());
        let others = open!(AccountId(permit.id()), at).filter(session::id.ne(kept));
        both!(self.0, |c| diesel::update(others).set(session::revoked_at.eq(Ts(at))).execute(c))?;
        Ok(())
    }
}
