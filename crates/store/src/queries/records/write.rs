//! Writing records.

use diesel::prelude::*;
use domain::policy::{CreateRecord, DeleteRecord, Permit, ReviseRecord};
use domain::record::{Entity, Record, Stored};
use domain::slug::Slug;
use domain::time::Timestamp;
use uuid::Uuid;

use super::Row;
use crate::engine::{WriteTx, both};
use crate::error::StoreError;
use crate::queries::permitted;
use crate::schema::{record, record_reference, slug_claim};
use crate::types::{Id, Ts};

impl WriteTx<'_> {
    /// Saves a new record.
    pub fn insert_record<T: Record>(
        &mut self,
        permit: &Permit<CreateRecord>,
        stored: &Stored<T>,
    ) -> Result<(), StoreError> {
        permitted(permit.id(), stored.id)?;
        let row = Row::of(stored)?;
        both!(self.0, |c| diesel::insert_into(record::table).values(row.clone()).execute(c))?;
        self.keep_revision(stored, &row)?;
        self.relate_record(stored)
    }

    /// Saves the next revision of a record; false if its revision is not the one before.
    pub fn update_record<T: Record>(
        &mut self,
        permit: &Permit<ReviseRecord>,
        stored: &Stored<T>,
    ) -> Result<bool, StoreError> {
        permitted(permit.id(), stored.id)?;
        let row = Row::of(stored)?;
        let before = stored.stamp.revision.0.saturating_sub(1);
        let changed = both!(self.0, |c| diesel::update(
            record::table
                .filter(record::id.eq(row.id))
                .filter(record::entity.eq(T::ENTITY.word()))
                .filter(record::revision.eq(before))
        )
        .set((
            record::slug.eq(&row.slug),
            record::sort_key.eq(&row.sort_key),
            record::listed.eq(row.listed),
            record::revision.eq(row.revision),
            record::content.eq(&row.content),
            record::updated_at.eq(row.updated_at),
            record::updated_by.eq(row.updated_by),
            record::shown_at.eq(row.shown_at),
        ))
        .execute(c))?;
        if changed != 1 {
            return Ok(false);
        }
        self.keep_revision(stored, &row)?;
        self.relate_again(stored)?;
        Ok(true)
    }

    /// Notes anew what a record points at.
    pub(in crate::queries) fn relate_again<T: Record>(
        &mut self,
        stored: &Stored<T>,
    ) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(
            record_reference::table.filter(record_reference::record_id.eq(Id(stored.id)))
        )
        .execute(c))?;
        self.relate_record(stored)
    }

    /// Keeps the save in the history, if it is a list's: readers see it when it is published.
    fn keep_revision<T: Record>(
        &mut self,
        stored: &Stored<T>,
        row: &Row,
    ) -> Result<(), StoreError> {
        if T::ENTITY != Entity::List {
            return Ok(());
        }
        self.keep_list_revision(row, stored.content.key().unwrap_or(&stored.slug).as_str())
    }

    /// Notes what the document points at; what readers see of a list points at something, too.
    fn relate_record<T: Record>(&mut self, stored: &Stored<T>) -> Result<(), StoreError> {
        let mut documents = vec![stored.content.clone()];
        if T::ENTITY == Entity::List {
            documents.extend(self.shown_documents(stored.id, stored.stamp.updated_at)?);
        }
        let named = |document: &T| [document.references(), document.shows()].concat();
        let named = documents.iter().flat_map(named);
        let mut targets: Vec<Uuid> = named.map(|reference| reference.id).collect();
        targets.sort_unstable();
        targets.dedup();
        let row = |target: Uuid| {
            let record = record_reference::record_id.eq(Id(stored.id));
            (record, record_reference::target_id.eq(Id(target)))
        };
        let rows: Vec<_> = targets.into_iter().map(row).collect();
        if !rows.is_empty() {
            both!(self.0, |c| diesel::insert_into(record_reference::table)
                .values(rows)
                .execute(c))?;
        }
        Ok(())
    }

    /// Deletes a record that nothing points at.
    pub fn delete_record(&mut self, permit: &Permit<DeleteRecord>) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(record::table.find(Id(permit.id()))).execute(c))?;
        Ok(())
    }

    /// Gives up the addresses that a thing was to have from a time after `at`: nobody saw it there.
    pub fn drop_slugs_to_come(
        &mut self,
        entity: Entity,
        target: Uuid,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(
            slug_claim::table
                .filter(slug_claim::entity.eq(entity.word()))
                .filter(slug_claim::target_id.eq(Id(target)))
                .filter(slug_claim::claimed_at.gt(Ts(at)))
        )
        .execute(c))?;
        Ok(())
    }

    /// Takes an address for `target`, for ever; false if another has or had it. One that it had
    /// before becomes the newest again.
    pub fn claim_slug(
        &mut self,
        entity: Entity,
        slug: &Slug,
        target: Uuid,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        both!(self.0, |c| diesel::insert_into(slug_claim::table)
            .values((
                slug_claim::entity.eq(entity.word()),
                slug_claim::slug.eq(slug.as_str()),
                slug_claim::target_id.eq(Id(target)),
                slug_claim::claimed_at.eq(Ts(at)),
            ))
            .on_conflict((slug_claim::entity, slug_claim::slug))
            .do_nothing()
            .execute(c))?;
        let renewed = both!(self.0, |c| diesel::update(slug_claim::table)
            .filter(slug_claim::entity.eq(entity.word()))
            .filter(slug_claim::slug.eq(slug.as_str()))
            .filter(slug_claim::target_id.eq(Id(target)))
            .set(slug_claim::claimed_at.eq(Ts(at)))
            .execute(c))?;
        Ok(renewed == 1)
    }
}
