//! Records of which a newsroom has one: the site, the weather.

use domain::actor::Actor;
use domain::change::{Change, ChangeKind};
use domain::id::Revision;
use domain::policy::{self, CreateRecord, ReviseRecord, ReviseSite, Subject};
use domain::record::{Record, Stamp, Standing, Stored};
use domain::slug::Slug;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{ReadTx, RecordPage, Side, StoreError, WriteTx};

use crate::Newsroom;
use crate::claims::claim_slug;
use crate::error::NewsroomError;
use crate::note::note_save;

/// The one record of a kind, if it was saved.
pub(crate) fn only<T: Record>(tx: &mut ReadTx<'_>) -> Result<Option<Stored<T>>, StoreError> {
    let first = RecordPage { pointing_at: Vec::new(), from: None, side: Side::After, limit: 1 };
    Ok(tx.records::<T>(Visibility::EVERYTHING, &first)?.pop())
}

impl Newsroom {
    /// Saves the one record of a kind: its first revision, or the one behind `before`.
    pub(crate) fn save_only<T: Record>(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        (before, at): (Option<&Stored<T>>, Timestamp),
        content: T,
    ) -> Result<Stored<T>, NewsroomError> {
        let id = before.map_or_else(|| self.ids.next(at), |before| before.id);
        let subject = Subject::common(id);
        let by = policy::authorize::<ReviseSite>(actor, subject)?.by();
        let is_shown = before.is_none_or(|old| !content.is_alike_for_readers(&old.content));
        let first = || Stamp::first(at, by);
        let stamp = before.map_or_else(first, |before| before.stamp.next(at, by, is_shown));
        let slug = Slug::from_words(content.name(), T::ENTITY.word());
        let standing = Standing::default();
        let stored = Stored { id, slug, stamp, content, standing };
        let kind = if let Some(before) = before {
            let permit = policy::authorize::<ReviseRecord>(actor, subject)?;
            if !tx.update_record(&permit, &stored)? {
                return Err(NewsroomError::Stale { current: before.stamp.revision });
            }
            ChangeKind::Updated
        } else {
            let permit = policy::authorize::<CreateRecord>(actor, subject)?;
            claim_slug(tx, T::ENTITY, &stored.slug, false, (id, at))?;
            match tx.insert_record(&permit, &stored) {
                // somebody else saved the first one meanwhile
                Err(StoreError::Taken(_)) => {
                    return Err(NewsroomError::Stale { current: Revision::FIRST });
                }
                done => done?,
            }
            ChangeKind::Created
        };
        let change = Change { entity: T::ENTITY, id, kind, revision: stored.stamp.revision };
        note_save(tx, (change, is_shown), at, actor)?;
        Ok(stored)
    }
}
