//! What editors do with authors, topics and sections.

use std::collections::HashMap;

use domain::actor::Actor;
use domain::change::{Change, ChangeKind};
use domain::id::Revision;
use domain::policy::{self, CreateRecord, DeleteRecord, Permit, ReviseRecord, Subject};
use domain::record::{Entity, Record, Reference, Stamp, Standing, Stored};
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{ReadTx, WriteTx};
use uuid::Uuid;

use crate::claims::claim_slug;
use crate::error::NewsroomError;
use crate::lists::standing;
use crate::note::{note, note_save};
use crate::{Newsroom, references};

impl Newsroom {
    /// Makes a record.
    pub fn create_record<T: Record>(
        &self,
        actor: &Actor,
        mut content: T,
    ) -> Result<Stored<T>, NewsroomError> {
        let at = self.now();
        let id = self.ids.next(at);
        let permit = policy::authorize::<CreateRecord>(actor, Subject::common(id))?;
        self.store.write("record.create", |tx| {
            references::check(tx, &named(&content))?;
            take_names(tx, &mut content)?;
            let derived = content.slug().is_none();
            let slug = claim_slug(tx, T::ENTITY, &content.wanted_slug(), derived, (id, at))?;
            content.set_slug(slug.clone());
            let stamp = Stamp::first(at, permit.by());
            let standing = Standing::default();
            let stored = Stored { id, slug, stamp, content, standing };
            tx.insert_record(&permit, &stored)?;
            note(tx, change(&stored, ChangeKind::Created), at, actor)?;
            Ok(stored)
        })
    }

    /// Saves the next revision of a record; without a slug it keeps the one it has.
    pub fn revise_record<T: Record>(
        &self,
        actor: &Actor,
        id: Uuid,
        expected: Revision,
        mut content: T,
    ) -> Result<Stored<T>, NewsroomError> {
        let at = self.now();
        let permit = policy::authorize::<ReviseRecord>(actor, Subject::common(id))?;
        self.store.write("record.revise", |tx| {
            let before = find::<T>(tx, id, expected)?;
            references::check(tx, &named(&content))?;
            take_names(tx, &mut content)?;
            let saved = save(tx, (actor, &permit), &before, (content, at))?;
            standing::one(tx, saved, at)
        })
    }

    /// Deletes a record that nothing points at.
    pub fn delete_record<T: Record>(
        &self,
        actor: &Actor,
        id: Uuid,
        expected: Revision,
    ) -> Result<(), NewsroomError> {
        let at = self.now();
        let permit = policy::authorize::<DeleteRecord>(actor, Subject::common(id))?;
        self.store.write("record.delete", |tx| {
            let stored = find::<T>(tx, id, expected)?;
            let referrers = tx.referrers(T::ENTITY, id)?;
            if !referrers.is_empty() {
                return Err(NewsroomError::InUse { referrers });
            }
            let was_seen = tx.is_public(T::ENTITY, id, at)?;
            tx.delete_record(&permit)?;
            if was_seen {
                tx.bury(T::ENTITY, id, "deleted", at)?;
            }
            note(tx, change(&stored, ChangeKind::Deleted), at, actor)?;
            Ok(())
        })
    }

    /// The working view of a record.
    pub fn working_record<T: Record>(
        &self,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Stored<T>, NewsroomError> {
        let seen = policy::working_view(actor)?;
        let at = self.now();
        self.store.snapshot()?.read(|tx| {
            let found = tx.record::<T>(seen, id)?;
            standing::one(tx, found.ok_or(NewsroomError::NotFound(T::ENTITY))?, at)
        })
    }
}

/// Saves the next revision of a record; without a slug it keeps the one it has.
pub(crate) fn save<T: Record>(
    tx: &mut WriteTx<'_>,
    (actor, permit): (&Actor, &Permit<ReviseRecord>),
    before: &Stored<T>,
    (mut content, at): (T, Timestamp),
) -> Result<Stored<T>, NewsroomError> {
    let wanted = content.slug().cloned().unwrap_or_else(|| before.slug.clone());
    let slug = claim_slug(tx, T::ENTITY, &wanted, false, (before.id, at))?;
    content.set_slug(slug.clone());
    // readers see of a list what is published
    let is_shown = T::ENTITY != Entity::List
        && (!content.is_alike_for_readers(&before.content)
            || (content.listed() && !tx.is_public(T::ENTITY, before.id, at)?));
    let stamp = before.stamp.next(at, permit.by(), is_shown);
    let stored = Stored { id: before.id, slug, stamp, content, standing: before.standing };
    if !tx.update_record(permit, &stored)? {
        return Err(NewsroomError::Stale { current: before.stamp.revision });
    }
    note_save(tx, (change(&stored, ChangeKind::Updated), is_shown), at, actor)?;
    Ok(stored)
}

/// Gives the document the printed names of the records that it points at.
fn take_names<T: Record>(tx: &mut ReadTx<'_>, content: &mut T) -> Result<(), NewsroomError> {
    let ids: Vec<Uuid> = content.references().iter().map(|reference| reference.id).collect();
    let names: HashMap<Uuid, String> = tx.names(&ids)?.into_iter().collect();
    content.take_names(&|id| names.get(&id).cloned());
    Ok(())
}

/// All that a document names. Whether readers see what it shows is asked when it is published.
fn named<T: Record>(content: &T) -> Vec<Reference> {
    [content.references(), content.shows()].concat()
}

pub(crate) fn find<T: Record>(
    tx: &mut ReadTx<'_>,
    id: Uuid,
    expected: Revision,
) -> Result<Stored<T>, NewsroomError> {
    let stored =
        tx.record::<T>(Visibility::EVERYTHING, id)?.ok_or(NewsroomError::NotFound(T::ENTITY))?;
    if stored.stamp.revision == expected {
        return Ok(stored);
    }
    Err(NewsroomError::Stale { current: stored.stamp.revision })
}

pub(crate) fn change<T: Record>(stored: &Stored<T>, kind: ChangeKind) -> Change {
    Change { entity: T::ENTITY, id: stored.id, kind, revision: stored.stamp.revision }
}
