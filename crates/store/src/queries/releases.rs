//! Releases: articles and lists that go out together.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::id::Revision;
use domain::policy::{KeepRelease, Permit, PublishRelease};
use domain::record::Stamp;
use domain::release::{Deed, Release, ReleaseFault, ReleaseState};
use domain::time::Timestamp;
use domain::zone::Moment;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::articles::{ArticlePage, Place};
use super::desk::moment;
use crate::engine::{Engine, ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::keyset::{Side, beyond};
use crate::queries::counted;
use crate::schema::release;
use crate::types::{Id, Ts};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = release, check_for_backend(Sqlite, Pg), treat_none_as_default_value = false, treat_none_as_null = true)]
struct Row {
    id: Id,
    state: String,
    content: String,
    pins: String,
    publish_at: Option<Ts>,
    publish_zone: Option<String>,
    scheduled_by: Option<Id>,
    scheduled_with: Option<String>,
    released_at: Option<Ts>,
    undone_at: Option<Ts>,
    deeds: String,
    faults: String,
    revision: i64,
    created_at: Ts,
    updated_at: Ts,
    created_by: Option<Id>,
    updated_by: Option<Id>,
}

/// A release, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseRow {
    /// UUID version 7.
    pub id: Uuid,
    /// Where it stands.
    pub state: ReleaseState,
    /// What the editor wrote.
    pub release: Release,
    /// The revisions that its items are kept to, in their order; none while it is a draft.
    pub pins: Vec<Revision>,
    /// When it goes out.
    pub publish_at: Option<Moment>,
    /// Who lets it go out then; `None` for the operator, and unless a time is set.
    pub scheduled_by: Option<Scheduler>,
    /// Since when it is out.
    pub released_at: Option<Timestamp>,
    /// Since when it is undone.
    pub undone_at: Option<Timestamp>,
    /// What it did to each thing, in the order of its items; none before it is out.
    pub deeds: Vec<Deed>,
    /// Why it could not go out when its time came.
    pub faults: Vec<ReleaseFault>,
    /// Its history in short.
    pub stamp: Stamp,
}

/// Whoever said when a release goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheduler {
    /// The account.
    pub account: Uuid,
    /// How they proved themselves: a word of the audit.
    pub credential: String,
}

fn written<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable(error.to_string()))
}

impl ReleaseRow {
    fn row(&self) -> Result<Row, StoreError> {
        let scheduler = self.scheduled_by.as_ref();
        Ok(Row {
            id: Id(self.id),
            state: self.state.word().to_owned(),
            content: written(&self.release)?,
            pins: written(&self.pins)?,
            publish_at: self.publish_at.map(|moment| Ts(moment.at)),
            publish_zone: self.publish_at.map(|moment| moment.time_zone.name().to_owned()),
            scheduled_by: scheduler.map(|by| Id(by.account)),
            scheduled_with: scheduler.map(|by| by.credential.clone()),
            released_at: self.released_at.map(Ts),
            undone_at: self.undone_at.map(Ts),
            deeds: written(&self.deeds)?,
            faults: written(&self.faults)?,
            revision: self.stamp.revision.0,
            created_at: Ts(self.stamp.created_at),
            updated_at: Ts(self.stamp.updated_at),
            created_by: self.stamp.created_by.map(Id),
            updated_by: self.stamp.updated_by.map(Id),
        })
    }
}

impl Row {
    fn read(self) -> Result<ReleaseRow, StoreError> {
        let id = self.id.0;
        let broken = |why: String| StoreError::unreadable(format!("release {id}: {why}"));
        let state = ReleaseState::from_word(&self.state).ok_or_else(|| broken(self.state))?;
        let stamp = Stamp {
            revision: Revision(self.revision),
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
            shown_at: self.updated_at.0,
            created_by: self.created_by.map(|id| id.0),
            updated_by: self.updated_by.map(|id| id.0),
        };
        let scheduler = self.scheduled_by.zip(self.scheduled_with);
        Ok(ReleaseRow {
            id,
            state,
            release: read(id, &self.content)?,
            pins: read(id, &self.pins)?,
            publish_at: moment(self.publish_at, self.publish_zone.as_deref()),
            scheduled_by: scheduler
                .map(|(account, credential)| Scheduler { account: account.0, credential }),
            released_at: self.released_at.map(|at| at.0),
            undone_at: self.undone_at.map(|at| at.0),
            deeds: read(id, &self.deeds)?,
            faults: read(id, &self.faults)?,
            stamp,
        })
    }
}

fn read<T: DeserializeOwned>(id: Uuid, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::unreadable(format!("release {id}: {error}")))
}

impl ReadTx<'_> {
    /// A release.
    pub fn release(&mut self, id: Uuid) -> Result<Option<ReleaseRow>, StoreError> {
        let row: Option<Row> = both!(self, |c| release::table
            .find(Id(id))
            .select(Row::as_select())
            .first(c)
            .optional())?;
        row.map(Row::read).transpose()
    }

    /// A page of releases, in the order in which they were made.
    pub fn releases(&mut self, page: ArticlePage) -> Result<Vec<ReleaseRow>, StoreError> {
        let rows: Vec<Row> = both!(self, |c| {
            let mut query = release::table.select(Row::as_select()).limit(page.limit).into_boxed();
            if let Some(Place { at, id }) = page.from {
                let columns = (release::created_at, release::id);
                query = query.filter(beyond(columns, page.side, (Ts(at), Id(id))));
            }
            match page.side {
                Side::Before => {
                    query.order((release::created_at.desc(), release::id.desc())).load(c)
                }
                Side::After => query.order((release::created_at.asc(), release::id.asc())).load(c),
            }
        })?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The releases that name a thing, or did something to one that names it.
    pub fn releases_naming(&mut self, id: Uuid) -> Result<Vec<Uuid>, StoreError> {
        let naming = format!("%{id}%");
        let rows: Vec<Id> = both!(self, |c| release::table
            .filter(release::content.like(&naming).or(release::deeds.like(&naming)))
            .order(release::id)
            .select(release::id)
            .load(c))?;
        Ok(rows.into_iter().map(|id| id.0).collect())
    }

    /// How many releases there are.
    pub fn count_releases(&mut self) -> Result<u64, StoreError> {
        let rows: i64 = both!(self, |c| release::table.count().get_result(c))?;
        Ok(counted(rows))
    }

    /// The releases whose time has come by `now`, the first due first.
    pub fn due_releases(&mut self, now: Timestamp, limit: i64) -> Result<Vec<Uuid>, StoreError> {
        let rows: Vec<Id> = both!(self, |c| release::table
            .filter(release::state.eq(ReleaseState::Scheduled.word()))
            .filter(release::publish_at.le(Ts(now)))
            .order((release::publish_at, release::id))
            .limit(limit)
            .select(release::id)
            .load(c))?;
        Ok(rows.into_iter().map(|id| id.0).collect())
    }
}

impl WriteTx<'_> {
    /// Keeps others from a release until the transaction ends; waits for whoever is at work on it.
    /// The file has one writer anyway.
    pub fn hold_release(&mut self, id: Uuid) -> Result<(), StoreError> {
        if let Engine::Postgres(conn) = &mut self.0.0 {
            *self.0.1 = self.0.1.saturating_add(1);
            let of = release::table.find(Id(id)).select(release::id);
            let _held: Option<Id> = of.for_update().first(*conn).optional()?;
        }
        Ok(())
    }

    /// The same, unless somebody is at work on it: false then.
    pub fn hold_free_release(&mut self, id: Uuid) -> Result<bool, StoreError> {
        if let Engine::Postgres(conn) = &mut self.0.0 {
            *self.0.1 = self.0.1.saturating_add(1);
            let of = release::table.find(Id(id)).select(release::id);
            let held: Option<Id> = of.for_update().skip_locked().first(*conn).optional()?;
            return Ok(held.is_some());
        }
        Ok(true)
    }

    /// Keeps a new release.
    pub fn insert_release(
        &mut self,
        permit: &Permit<KeepRelease>,
        new: &ReleaseRow,
    ) -> Result<(), StoreError> {
        super::permitted(permit.id(), new.id)?;
        let row = new.row()?;
        both!(self.0, |c| diesel::insert_into(release::table).values(row).execute(c))?;
        Ok(())
    }

    /// Saves a release anew, whose revision is the next one; false if it is not.
    pub fn revise_release(
        &mut self,
        permit: &Permit<KeepRelease>,
        next: &ReleaseRow,
    ) -> Result<bool, StoreError> {
        super::permitted(permit.id(), next.id)?;
        self.put_release(next)
    }

    /// Says where a release stands, in its next revision; false if it is not that.
    pub fn move_release(
        &mut self,
        permit: &Permit<PublishRelease>,
        next: &ReleaseRow,
    ) -> Result<bool, StoreError> {
        super::permitted(permit.id(), next.id)?;
        self.put_release(next)
    }

    pub(super) fn put_release(&mut self, next: &ReleaseRow) -> Result<bool, StoreError> {
        let row = next.row()?;
        let before = row.revision.saturating_sub(1);
        let of = release::table.filter(release::id.eq(row.id)).filter(release::revision.eq(before));
        let changed: usize = both!(self.0, |c| diesel::update(of).set(row).execute(c))?;
        Ok(changed == 1)
    }

    /// Deletes a release.
    pub fn delete_release(&mut self, permit: &Permit<KeepRelease>) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(release::table.find(Id(permit.id()))).execute(c))?;
        Ok(())
    }
}
