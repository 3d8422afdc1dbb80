//! Saving lists, and showing them to readers.

use diesel::dsl::max;
use diesel::prelude::*;
use domain::id::Revision;
use domain::policy::{Permit, PublishList, PurgeArticle};
use domain::record::Record;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use uuid::Uuid;

use super::{Live, LiveRow};
use crate::engine::{Engine, WriteTx, both};
use crate::error::StoreError;
use crate::queries::permitted;
use crate::queries::records::Row;
use crate::schema::{list_live, list_revision, record};
use crate::types::{Id, Ts};

impl WriteTx<'_> {
    /// Keeps others from a list until the transaction ends; waits for whoever is at work on one: two
    /// of a key that are shown at once would not see each other. The file has one writer anyway.
    pub fn hold_list(&mut self, id: Uuid) -> Result<(), StoreError> {
        if let Engine::Postgres(conn) = &mut self.0.0 {
            *self.0.1 = self.0.1.saturating_add(2);
            diesel::sql_query("SELECT pg_advisory_xact_lock(627843226)").execute(*conn)?;
            let of = record::table.find(Id(id)).select(record::id);
            let _held: Option<Id> = of.for_update().first(*conn).optional()?;
        }
        Ok(())
    }

    /// The same, unless somebody is at work on it: false then.
    pub fn hold_free_list(&mut self, id: Uuid) -> Result<bool, StoreError> {
        if let Engine::Postgres(conn) = &mut self.0.0 {
            *self.0.1 = self.0.1.saturating_add(1);
            let of = record::table.find(Id(id)).select(record::id);
            let held: Option<Id> = of.for_update().skip_locked().first(*conn).optional()?;
            return Ok(held.is_some());
        }
        Ok(true)
    }

    /// Keeps a save of a list in its history.
    pub(in crate::queries) fn keep_list_revision(
        &mut self,
        row: &Row,
        key: &str,
    ) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::insert_into(list_revision::table)
            .values((
                list_revision::list_id.eq(row.id),
                list_revision::revision.eq(row.revision),
                list_revision::slug.eq(&row.slug),
                list_revision::list_key.eq(key),
                list_revision::sort_key.eq(&row.sort_key),
                list_revision::content.eq(&row.content),
                list_revision::created_at.eq(row.updated_at),
                list_revision::created_by.eq(row.updated_by),
            ))
            .execute(c))?;
        Ok(())
    }

    /// Says what readers see of a list from a time on, until what follows; the number of that.
    pub fn show_list(
        &mut self,
        permit: &Permit<PublishList>,
        new: &LiveRow,
    ) -> Result<i64, StoreError> {
        permitted(permit.id(), new.list)?;
        let (list, from) = (Id(new.list), Ts(new.from.at));
        let of_list = list_live::table.filter(list_live::list_id.eq(list));
        let before = of_list
            .filter(list_live::at.le(from))
            .filter(list_live::until.is_null().or(list_live::until.gt(from)));
        both!(self.0, |c| diesel::update(before).set(list_live::until.eq(Some(from))).execute(c))?;
        let next: Option<Ts> = both!(self.0, |c| of_list
            .filter(list_live::at.gt(from))
            .order(list_live::at)
            .select(list_live::at)
            .first(c)
            .optional())?;
        let newest: Option<i64> =
            both!(self.0, |c| of_list.select(max(list_live::number)).first(c))?;
        let number = newest.unwrap_or_default().saturating_add(1);
        let row = Live {
            list_id: list,
            number,
            at: from,
            until: next,
            at_zone: Some(new.from.time_zone.name().to_owned()),
            revision: new.revision.map(|revision| revision.0),
            shown_at: Ts(new.shown_at),
            by_account: new.by.map(Id),
            note: new.note.clone(),
            noted: new.is_noted,
        };
        both!(self.0, |c| diesel::insert_into(list_live::table).values(row).execute(c))?;
        Ok(number)
    }

    /// Takes back what readers are to see of a list after an instant: true if there was something.
    pub fn unschedule_list(
        &mut self,
        permit: &Permit<PublishList>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let of_list = list_live::table.filter(list_live::list_id.eq(Id(permit.id())));
        let to_come = of_list.filter(list_live::at.gt(Ts(now)));
        let gone: usize = both!(self.0, |c| diesel::delete(to_come).execute(c))?;
        let last = of_list.filter(list_live::until.gt(Ts(now)));
        both!(self.0, |c| diesel::update(last).set(list_live::until.eq(None::<Ts>)).execute(c))?;
        Ok(gone > 0)
    }

    /// Notes anew what a list points at, as of an instant: what stands in it, or in what readers see
    /// of it, is not deleted.
    pub fn relate_list<T: Record>(
        &mut self,
        permit: &Permit<PublishList>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let found = self.record::<T>(Visibility::EVERYTHING, permit.id())?;
        let Some(mut stored) = found else { return Ok(()) };
        stored.stamp.updated_at = at;
        self.relate_again(&stored)
    }

    /// Says that the change log knows of what readers see of a list.
    pub fn note_list(
        &mut self,
        permit: &Permit<PublishList>,
        number: i64,
    ) -> Result<(), StoreError> {
        let one = list_live::table.find((Id(permit.id()), number));
        both!(self.0, |c| diesel::update(one).set(list_live::noted.eq(true)).execute(c))?;
        Ok(())
    }

    /// Puts what is left of a save of a list in its place.
    pub fn redact_list_revision<T: Record>(
        &mut self,
        _permit: &Permit<PurgeArticle>,
        (list, revision): (Uuid, Revision),
        left: &T,
    ) -> Result<(), StoreError> {
        let content = serde_json::to_string(left)
            .map_err(|error| StoreError::unreadable(error.to_string()))?;
        let one = list_revision::table.find((Id(list), revision.0));
        both!(self.0, |c| diesel::update(one).set(list_revision::content.eq(&content)).execute(c))?;
        Ok(())
    }

    /// Says that what readers see of a list is another since an instant, though not its revision.
    pub fn reshow_list(
        &mut self,
        _permit: &Permit<PurgeArticle>,
        (list, number): (Uuid, i64),
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let one = list_live::table.find((Id(list), number));
        both!(self.0, |c| diesel::update(one).set(list_live::shown_at.eq(Ts(at))).execute(c))?;
        Ok(())
    }
}
