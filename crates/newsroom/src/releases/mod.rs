//! Releases: what goes out together is kept, goes out at once or at a time, and is undone.

mod due;
mod faults;
mod items;
mod steps;

use domain::actor::Actor;
use domain::audit::Target;
use domain::id::Revision;
use domain::policy::{self, Denied, KeepRelease, PublishRelease, Subject};
use domain::record::{Entity, Stamp};
use domain::release::{Release, ReleaseItem, ReleaseState, ReleaseStep};
use domain::time::Timestamp;
use domain::violation::{Violation, Violations};
use serde_json::{Value, json};
use store::{ArticlePage, Place, ReadTx, ReleaseRow, Side, WriteTx};
use uuid::Uuid;

use crate::error::NewsroomError;
use crate::note::note_event;
use crate::reading::{Page, PageRequest, Reading, cut};
use crate::{Newsroom, references};

impl Newsroom {
    /// Keeps a new release; nothing of it goes out.
    pub fn create_release(
        &self,
        actor: &Actor,
        release: Release,
    ) -> Result<ReleaseRow, NewsroomError> {
        let at = self.now();
        let id = self.ids.next(at);
        let permit = policy::authorize::<KeepRelease>(actor, Subject::common(id))?;
        self.store.write("release.create", |tx| {
            check_things(tx, actor, &release)?;
            let stamp = Stamp::first(at, permit.by());
            let row = draft(id, release, stamp);
            tx.insert_release(&permit, &row)?;
            note_release(tx, &row, (actor, at))?;
            Ok(row)
        })
    }

    /// Saves a release anew while it is a draft; `expected` is the revision that was seen.
    pub fn revise_release(
        &self,
        actor: &Actor,
        of: (Uuid, Revision),
        release: Release,
    ) -> Result<ReleaseRow, NewsroomError> {
        let at = self.now();
        let permit = policy::authorize::<KeepRelease>(actor, Subject::common(of.0))?;
        self.store.write("release.revise", |tx| {
            let before = hold(tx, of, ReleaseStep::Keep)?;
            check_things(tx, actor, &release)?;
            let row = draft(before.id, release, next(before.stamp, at, permit.by()));
            saved(tx.revise_release(&permit, &row)?, of.1)?;
            note_release(tx, &row, (actor, at))?;
            Ok(row)
        })
    }

    /// Deletes a release while it is a draft; what it names stays as it is.
    pub fn delete_release(&self, actor: &Actor, of: (Uuid, Revision)) -> Result<(), NewsroomError> {
        let at = self.now();
        let permit = policy::authorize::<KeepRelease>(actor, Subject::common(of.0))?;
        self.store.write("release.delete", |tx| {
            let row = hold(tx, of, ReleaseStep::Keep)?;
            tx.delete_release(&permit)?;
            note_release(tx, &row, (actor, at))
        })
    }
}

impl Reading {
    /// A release.
    pub fn release(&mut self, actor: &Actor, id: Uuid) -> Result<ReleaseRow, NewsroomError> {
        may_read(actor)?;
        let found = self.snapshot.read(|tx| tx.release(id))?;
        Ok(found.ok_or(Denied::Hidden)?)
    }

    /// A page of releases, the newest first.
    pub fn releases(
        &mut self,
        actor: &Actor,
        page: &PageRequest<Place>,
    ) -> Result<Page<ReleaseRow>, NewsroomError> {
        may_read(actor)?;
        let side = if page.backwards { Side::After } else { Side::Before };
        let wanted = ArticlePage { from: page.from, side, limit: i64::from(page.limit) + 1 };
        self.snapshot.read(|tx| {
            let total = page.total(|| tx.count_releases())?;
            Ok(Page { total, ..cut(tx.releases(wanted)?, page) })
        })
    }

    /// The place of a release in the list.
    pub fn release_place(row: &ReleaseRow) -> Place {
        Place { at: row.stamp.created_at, id: row.id }
    }
}

/// Whoever keeps releases, or lets them go out, reads all of them.
fn may_read(actor: &Actor) -> Result<(), Denied> {
    let any = Subject::common(Uuid::nil());
    policy::authorize::<KeepRelease>(actor, any)
        .map(|_permit| ())
        .or_else(|_denied| policy::authorize::<PublishRelease>(actor, any).map(|_permit| ()))
}

/// A release of which nothing is out, nor to go out.
fn draft(id: Uuid, release: Release, stamp: Stamp) -> ReleaseRow {
    ReleaseRow {
        id,
        state: ReleaseState::Draft,
        release,
        pins: Vec::new(),
        publish_at: None,
        scheduled_by: None,
        released_at: None,
        undone_at: None,
        deeds: Vec::new(),
        faults: Vec::new(),
        stamp,
    }
}

/// The stamp of its next revision; readers see none.
pub(crate) fn next(stamp: Stamp, at: Timestamp, by: Option<Uuid>) -> Stamp {
    stamp.next(at, by, false)
}

/// Keeps others from a release, which is in the revision that was seen, and of which `step` may be
/// taken from where it stands.
fn hold(
    tx: &mut WriteTx<'_>,
    (id, expected): (Uuid, Revision),
    step: ReleaseStep,
) -> Result<ReleaseRow, NewsroomError> {
    tx.hold_release(id)?;
    let row = tx.release(id)?.ok_or(Denied::Hidden)?;
    if row.stamp.revision != expected {
        return Err(NewsroomError::Stale { current: row.stamp.revision });
    }
    row.state.allows(step)?;
    Ok(row)
}

/// Somebody else saved it although it was held: that is no revision to go on from.
fn saved(is_saved: bool, current: Revision) -> Result<(), NewsroomError> {
    if is_saved { Ok(()) } else { Err(NewsroomError::Stale { current }) }
}

/// Refuses things that there are not, or that the one who asks does not see, each by its place.
fn check_things(
    tx: &mut ReadTx<'_>,
    actor: &Actor,
    release: &Release,
) -> Result<(), NewsroomError> {
    let seen = policy::working_view(actor)?;
    let things = release.things();
    let lists: Vec<_> = things.iter().filter(|t| t.entity == Entity::List).cloned().collect();
    references::check(tx, &lists)?;
    let ids: Vec<Uuid> =
        things.iter().filter(|thing| thing.entity == Entity::Article).map(|t| t.id).collect();
    let known = tx.articles_by_ids(seen, &ids)?;
    let mut faults = Violations::default();
    for (item, thing) in release.items.iter().zip(&things) {
        let ReleaseItem::Article(article) = item else { continue };
        let Some(row) = known.iter().find(|row| row.id == article.id) else {
            let rule = "there is no article with this id";
            faults.push(Violation::new(&thing.pointer, "unknown_reference", rule));
            continue;
        };
        if let Some(revision) = article.revision
            && tx.article_in(row, revision)?.is_none()
        {
            let pointer = thing.pointer.replace("/id", "/revision");
            faults.push(Violation::new(pointer, "unknown_reference", "no such revision"));
        }
    }
    faults.into_result(()).map_err(NewsroomError::UnknownReference)
}

/// Notes for the audit what was done with a release.
pub(crate) fn note_release(
    tx: &mut WriteTx<'_>,
    row: &ReleaseRow,
    by: (&Actor, Timestamp),
) -> Result<(), NewsroomError> {
    let revision = Some(row.stamp.revision);
    let target = Target { entity: "release", id: Some(row.id), revision };
    note_event(tx, target, by, told(row))
}

fn told(row: &ReleaseRow) -> Value {
    let kept = row.release.kept_to(&row.pins);
    let of = |entity: Entity| -> Vec<Value> {
        let things = kept.iter().map(|item| (item.thing(""), item.revision()));
        let things = things.filter(|(thing, _)| thing.entity == entity);
        things.map(|(thing, revision)| json!({ "id": thing.id, "revision": revision })).collect()
    };
    json!({
        "title": row.release.title, "state": row.state, "publishAt": row.publish_at,
        "articles": of(Entity::Article), "lists": of(Entity::List), "faults": row.faults,
    })
}
