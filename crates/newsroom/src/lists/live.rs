//! Which revision of a list readers see: it is published, now or at a time, taken back, and an
//! earlier one is brought again. Each is one switch; nothing of the history is lost.

use domain::actor::Actor;
use domain::change::{Change, ChangeKind};
use domain::id::Revision;
use domain::list::{CuratedList, ListStep, Publication};
use domain::policy::{self, Permit, PublishList, Subject};
use domain::record::{Entity, Record as _, Stored};
use domain::time::Timestamp;
use domain::violation::{Violation, Violations};
use domain::zone::{Moment, TimeZone};
use serde_json::{Value, json};
use store::{LiveRow, ReadTx, WriteTx};
use uuid::Uuid;

use super::{check_shown, scope, standing};
use crate::error::{ListFault, NewsroomError};
use crate::note::{note_unseen, note_with};
use crate::{Newsroom, references};

/// How much earlier than what happens with it a list is another, in seconds: as articles of a
/// release are (`releases::items`).
const EARLIER_SECONDS: i64 = 1;

/// Where a switch of now begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begins {
    /// Now.
    Now,
    /// With the articles of a release: whoever reads a moment later, by a clock that is a little
    /// behind, has to find all of it. No row of it is there before the transaction ends.
    Together,
}

/// What readers are to see of a list from a time on.
struct Switch<'a> {
    revision: Option<Revision>,
    from: Moment,
    said: &'a Publication,
}

impl Newsroom {
    /// Takes a step of a list; `of` names it, in the newest revision that was seen.
    pub fn take_list_step(
        &self,
        actor: &Actor,
        of: (Uuid, Revision),
        (step, said): (ListStep, &Publication),
    ) -> Result<Stored<CuratedList>, NewsroomError> {
        let permit = policy::authorize::<PublishList>(actor, Subject::common(of.0))?;
        self.store.write(step.word(), |tx| {
            let (list, at) = self.hold_list(tx, of.0)?;
            if list.stamp.revision != of.1 {
                return Err(NewsroomError::Stale { current: list.stamp.revision });
            }
            let by = (actor, at);
            match step {
                ListStep::Publish => {
                    let wanted = said.revision.unwrap_or(of.1);
                    publish(tx, (by, &permit), wanted, (said, Begins::Now))?;
                }
                ListStep::Unschedule => unschedule(tx, (by, &permit), (&list, said))?,
                ListStep::RollBack => roll_back(tx, (by, &permit), (said, Begins::Now))?,
                ListStep::Unpublish => withdraw(tx, (by, &permit), (said, Begins::Now))?,
            }
            standing::one(tx, list, at)
        })
    }

    /// Keeps others from a list until the transaction ends, all noted of it that is due: the newest
    /// revision, and the instant as of which it is.
    pub(crate) fn hold_list(
        &self,
        tx: &mut WriteTx<'_>,
        id: Uuid,
    ) -> Result<(Stored<CuratedList>, Timestamp), NewsroomError> {
        tx.hold_list(id)?;
        // what became due while others were waited for has passed, too
        let at = self.now();
        note_due(tx, id, at)?;
        let everything = domain::visibility::Visibility::EVERYTHING;
        let list = tx.record::<CuratedList>(everything, id)?;
        Ok((list.ok_or(NewsroomError::NotFound(Entity::List))?, at))
    }
}

/// Shows a revision to readers, now or from a time on: the number of what they see since.
pub(crate) fn publish(
    tx: &mut WriteTx<'_>,
    ((actor, at), permit): ((&Actor, Timestamp), &Permit<PublishList>),
    revision: Revision,
    (said, begins): (&Publication, Begins),
) -> Result<i64, NewsroomError> {
    let begin = now(tx, permit.id(), (at, begins))?;
    let from = said.publish_at.unwrap_or(begin);
    if said.publish_at.is_some() && from.at <= at {
        let fault = Violation::new("/publishAt", "in_the_past", "a time to come");
        return Err(NewsroomError::Invalid(Violations::from(fault)));
    }
    let content = saved(tx, permit.id(), revision)?;
    references::check(tx, &content.references())?;
    check_shown(tx, policy::public_view(from.at), &content.shows())?;
    if said.publish_at.is_some() {
        tx.unschedule_list(permit, at)?;
    }
    switch(tx, ((actor, at), permit), &Switch { revision: Some(revision), from, said })
}

/// Takes back what readers were to see at a time to come.
fn unschedule(
    tx: &mut WriteTx<'_>,
    ((actor, at), permit): ((&Actor, Timestamp), &Permit<PublishList>),
    (list, said): (&Stored<CuratedList>, &Publication),
) -> Result<(), NewsroomError> {
    if !tx.unschedule_list(permit, at)? {
        return Err(ListFault::NothingScheduled.into());
    }
    tx.relate_list::<CuratedList>(permit, at)?;
    let change = change(permit.id(), ChangeKind::Updated, list.stamp.revision);
    note_unseen(tx, change, (actor, at), json!({ "said": said.note }))
}

/// Shows the revision again that readers saw before the present one, or another that they saw.
fn roll_back(
    tx: &mut WriteTx<'_>,
    by: ((&Actor, Timestamp), &Permit<PublishList>),
    (said, begins): (&Publication, Begins),
) -> Result<(), NewsroomError> {
    let ((_, at), permit) = by;
    let present = live(tx, permit.id(), at)?.and_then(|row| row.revision);
    let revision = if let Some(wanted) = said.revision {
        let seen = tx.shown_of(permit.id(), &[wanted])?;
        if !seen.iter().any(|row| row.from.at <= at) {
            return Err(unknown("readers never saw this revision"));
        }
        wanted
    } else {
        let before = tx.live_before(permit.id(), at, present)?;
        before.ok_or(ListFault::NothingBefore)?
    };
    // what was withdrawn since leaves it by itself
    let content = saved(tx, permit.id(), revision)?;
    references::check(tx, &[content.references(), content.shows()].concat())?;
    let from = now(tx, permit.id(), (at, begins))?;
    let new = Switch { revision: Some(revision), from, said };
    switch(tx, by, &new).map(|_number| ())
}

/// Takes a list from readers, and back when they were to see it.
pub(crate) fn withdraw(
    tx: &mut WriteTx<'_>,
    by: ((&Actor, Timestamp), &Permit<PublishList>),
    (said, begins): (&Publication, Begins),
) -> Result<(), NewsroomError> {
    let ((_, at), permit) = by;
    if live(tx, permit.id(), at)?.and_then(|row| row.revision).is_none() {
        return Err(ListFault::NotLive.into());
    }
    tx.unschedule_list(permit, at)?;
    let from = now(tx, permit.id(), (at, begins))?;
    switch(tx, by, &Switch { revision: None, from, said }).map(|_number| ())
}

/// Shows a revision again, which readers saw before a release.
pub(crate) fn show_again(
    tx: &mut WriteTx<'_>,
    by: ((&Actor, Timestamp), &Permit<PublishList>),
    revision: Revision,
) -> Result<(), NewsroomError> {
    let said = Publication { revision: Some(revision), ..Publication::default() };
    roll_back(tx, by, (&said, Begins::Together))
}

/// What readers see of a list.
pub(crate) fn live(
    tx: &mut ReadTx<'_>,
    list: Uuid,
    at: Timestamp,
) -> Result<Option<LiveRow>, NewsroomError> {
    Ok(tx.live_of(&[list], at)?.pop())
}

/// Makes the switch, and notes it for who may know of it.
fn switch(
    tx: &mut WriteTx<'_>,
    ((actor, at), permit): ((&Actor, Timestamp), &Permit<PublishList>),
    new: &Switch<'_>,
) -> Result<i64, NewsroomError> {
    let (list, from) = (permit.id(), new.from);
    if let Some(revision) = new.revision {
        let content = saved(tx, list, revision)?;
        scope::check_alone(tx, (list, &content), from.at)?;
        scope::check_order(tx, (list, &content), from.at)?;
    }
    let before = live(tx, list, from.at)?;
    let is_now = from.at <= at;
    let row = LiveRow {
        list,
        number: 0,
        from,
        until: None,
        revision: new.revision,
        shown_at: shown_since(tx, before.as_ref(), (list, new))?.unwrap_or(from.at.max(at)),
        by: permit.by(),
        note: new.said.note.as_ref().map(ToString::to_string),
        is_noted: is_now,
    };
    let number = tx.show_list(permit, &row)?;
    tx.relate_list::<CuratedList>(permit, at)?;
    let told = json!({
        "said": row.note, "publishAt": new.said.publish_at, "live": row.revision,
    });
    if !is_now {
        let revision = new.revision.unwrap_or(Revision::FIRST);
        let change = change(list, ChangeKind::Updated, revision);
        note_unseen(tx, change, (actor, at), told)?;
        return Ok(number);
    }
    let shown = before.and_then(|row| row.revision);
    note_switch(tx, &row, (actor, shown, at), told)?;
    Ok(number)
}

/// Since when readers see what they are to see, if it looks like what they see then.
fn shown_since(
    tx: &mut ReadTx<'_>,
    before: Option<&LiveRow>,
    (list, new): (Uuid, &Switch<'_>),
) -> Result<Option<Timestamp>, NewsroomError> {
    let Some((row, (old, next))) =
        before.and_then(|row| Some((row, (row.revision?, new.revision?))))
    else {
        return Ok(None);
    };
    let is_alike = saved(tx, list, next)?.is_alike_for_readers(&saved(tx, list, old)?);
    Ok(is_alike.then_some(row.shown_at))
}

/// Notes what readers see of a list since now; `shown` is the revision that they saw before.
fn note_switch(
    tx: &mut WriteTx<'_>,
    row: &LiveRow,
    (actor, shown, at): (&Actor, Option<Revision>, Timestamp),
    told: Value,
) -> Result<(), NewsroomError> {
    let Some(revision) = row.revision else {
        tx.bury(Entity::List, row.list, "unpublished", at)?;
        let change = change(row.list, ChangeKind::Unpublished, shown.unwrap_or(Revision::FIRST));
        return note_with(tx, change, (actor, at), told);
    };
    tx.unbury(Entity::List, row.list)?;
    if shown.is_some() && row.shown_at < row.from.at {
        let change = change(row.list, ChangeKind::Updated, revision);
        return note_unseen(tx, change, (actor, at), told);
    }
    note_with(tx, change(row.list, ChangeKind::Published, revision), (actor, at), told)
}

/// Notes what readers see of a list since a time that was set.
pub(crate) fn note_due(
    tx: &mut WriteTx<'_>,
    list: Uuid,
    at: Timestamp,
) -> Result<(), NewsroomError> {
    for row in tx.due_of_list(list, at)? {
        let permit = policy::authorize::<PublishList>(&Actor::Operator, Subject::common(list))?;
        tx.note_list(&permit, row.number)?;
        tx.relate_list::<CuratedList>(&permit, at)?;
        let shown = live(tx, list, row.from.at.plus_micros(-1))?.and_then(|row| row.revision);
        let told = json!({ "due": true, "live": row.revision });
        note_switch(tx, &row, (&Actor::Operator, shown, at), told)?;
    }
    Ok(())
}

fn saved(
    tx: &mut ReadTx<'_>,
    list: Uuid,
    revision: Revision,
) -> Result<CuratedList, NewsroomError> {
    let found = tx.list_revision::<CuratedList>(list, revision)?;
    Ok(found.ok_or_else(|| unknown("there is no revision of this number"))?.content)
}

fn unknown(rule: &str) -> NewsroomError {
    let fault = Violation::new("/revision", "unknown_reference", rule);
    NewsroomError::UnknownReference(Violations::from(fault))
}

fn change(id: Uuid, kind: ChangeKind, revision: Revision) -> Change {
    Change { entity: Entity::List, id, kind, revision }
}

/// When a switch of now begins; not before what readers see at present.
fn now(
    tx: &mut ReadTx<'_>,
    list: Uuid,
    (at, begins): (Timestamp, Begins),
) -> Result<Moment, NewsroomError> {
    let from = match begins {
        Begins::Now => at,
        Begins::Together => {
            let present = live(tx, list, at)?.map(|row| row.from.at);
            let earlier = at.plus_seconds(-EARLIER_SECONDS);
            present.map_or(earlier, |present| present.max(earlier))
        }
    };
    Ok(Moment { at: from, time_zone: TimeZone::UTC })
}
