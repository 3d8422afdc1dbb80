//! What is done with a release: it goes out, now or at a time, and is undone; each in one
//! transaction.

use domain::actor::Actor;
use domain::id::{ArticleId, Revision};
use domain::policy::{self, Permit, PublishRelease, Subject};
use domain::release::{Deed, ReleaseItem, ReleaseState, ReleaseStep};
use domain::violation::{Violation, Violations};
use domain::zone::Moment;
use store::{ReleaseRow, Scheduler};
use uuid::Uuid;

use super::{hold, next, note_release, saved};
use crate::Newsroom;
use crate::error::NewsroomError;

impl Newsroom {
    /// Lets a release go out: readers see all of it from now on, or nothing of it.
    pub fn publish_release(
        &self,
        actor: &Actor,
        of: (Uuid, Revision),
    ) -> Result<ReleaseRow, NewsroomError> {
        let permit = permit(actor, of.0)?;
        self.together(|newsroom| {
            let row = newsroom.hold_release(of, ReleaseStep::Release)?;
            newsroom.send_out((actor, &permit), row)
        })
    }

    /// Says when a release goes out, if it could go out then as things are; its items are kept to
    /// the revisions of now.
    pub fn schedule_release(
        &self,
        actor: &Actor,
        of: (Uuid, Revision),
        publish_at: Moment,
    ) -> Result<ReleaseRow, NewsroomError> {
        let permit = permit(actor, of.0)?;
        self.together(|newsroom| {
            let row = newsroom.hold_release(of, ReleaseStep::Schedule)?;
            let at = newsroom.now();
            if publish_at.at < at {
                let fault = Violation::new("/publishAt", "in_the_past", "a time to come");
                return Err(NewsroomError::Invalid(Violations::from(fault)));
            }
            let then = newsroom.at(publish_at.at);
            let items = row.release.items.clone();
            let deeds = then.dry_run(|then| then.send_items(actor, &items))?;
            let account = actor.account_id();
            let credential = actor.credential_word().to_owned();
            let row = ReleaseRow {
                state: ReleaseState::Scheduled,
                pins: deeds.iter().map(Deed::pin).collect(),
                publish_at: Some(publish_at),
                scheduled_by: account.map(|one| Scheduler { account: one.0, credential }),
                faults: Vec::new(),
                stamp: next(row.stamp, at, permit.by()),
                ..row
            };
            newsroom.store.write("release.schedule", |tx| {
                saved(tx.move_release(&permit, &row)?, of.1)?;
                note_release(tx, &row, (actor, at))
            })?;
            Ok(row)
        })
    }

    /// Takes back when a release goes out: it is a draft again, as it was written. So is one whose
    /// time came and that could not go out.
    pub fn unschedule_release(
        &self,
        actor: &Actor,
        of: (Uuid, Revision),
    ) -> Result<ReleaseRow, NewsroomError> {
        let at = self.now();
        let permit = permit(actor, of.0)?;
        self.store.write("release.unschedule", |tx| {
            let row = hold(tx, of, ReleaseStep::Unschedule)?;
            let row = super::draft(row.id, row.release, next(row.stamp, at, permit.by()));
            saved(tx.move_release(&permit, &row)?, of.1)?;
            note_release(tx, &row, (actor, at))?;
            Ok(row)
        })
    }

    /// Brings back what readers saw before a release; refused as a whole if something that it did
    /// was changed since.
    pub fn undo_release(
        &self,
        actor: &Actor,
        of: (Uuid, Revision),
    ) -> Result<ReleaseRow, NewsroomError> {
        let permit = permit(actor, of.0)?;
        self.together(|newsroom| {
            let row = newsroom.hold_release(of, ReleaseStep::Undo)?;
            let newsroom = newsroom.at(newsroom.now());
            newsroom.undo_deeds(actor, &row.deeds)?;
            let at = newsroom.now();
            let row = ReleaseRow {
                state: ReleaseState::Undone,
                undone_at: Some(at),
                stamp: next(row.stamp, at, permit.by()),
                ..row
            };
            newsroom.store.write("release.undo", |tx| {
                saved(tx.move_release(&permit, &row)?, of.1)?;
                note_release(tx, &row, (actor, at))
            })?;
            Ok(row)
        })
    }

    /// Keeps others from a release and its articles until the transaction ends.
    fn hold_release(
        &self,
        of: (Uuid, Revision),
        step: ReleaseStep,
    ) -> Result<ReleaseRow, NewsroomError> {
        self.store.write("release.hold", |tx| {
            let row = hold(tx, of, step)?;
            Self::hold_articles(tx, articles(&row))?;
            Ok(row)
        })
    }

    /// Lets a release that is held go out, in the transaction that is open: at one instant, which is
    /// that of now.
    pub(super) fn send_out(
        &self,
        (actor, permit): (&Actor, &Permit<PublishRelease>),
        row: ReleaseRow,
    ) -> Result<ReleaseRow, NewsroomError> {
        let newsroom = self.at(self.now());
        let deeds = newsroom.send_items(actor, &row.release.kept_to(&row.pins))?;
        let at = newsroom.now();
        let (before, stamp) = (row.stamp.revision, next(row.stamp, at, permit.by()));
        let row = ReleaseRow {
            state: ReleaseState::Released,
            pins: deeds.iter().map(Deed::pin).collect(),
            released_at: Some(at),
            deeds,
            faults: Vec::new(),
            stamp,
            ..row
        };
        newsroom.store.write("release.publish", |tx| {
            saved(tx.move_release(permit, &row)?, before)?;
            note_release(tx, &row, (actor, at))
        })?;
        Ok(row)
    }
}

/// Leave to let a release go out, and to undo it.
pub(super) fn permit(actor: &Actor, id: Uuid) -> Result<Permit<PublishRelease>, policy::Denied> {
    policy::authorize::<PublishRelease>(actor, Subject::common(id))
}

/// The articles of a release.
pub(super) fn articles(row: &ReleaseRow) -> impl Iterator<Item = ArticleId> {
    row.release.items.iter().filter_map(|item| match item {
        ReleaseItem::Article(article) => Some(article.id),
        ReleaseItem::List(_) => None,
    })
}
