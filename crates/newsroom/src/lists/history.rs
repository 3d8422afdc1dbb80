//! The history of a list: every save, and which of them readers saw, when.

use domain::id::Revision;
use domain::list::CuratedList;
use domain::record::{Entity, Stored};
use domain::visibility::Visibility;
use store::{ListRevisionRow, LiveRow, ReadTx, Side};
use uuid::Uuid;

use crate::error::NewsroomError;
use crate::reading::{Page, PageRequest, Reading, cut, resolve};

/// A save of a list, with what its editor wrote.
pub type SavedList = ListRevisionRow<CuratedList>;

/// How many times of one revision are told, the newest of them.
const TIMES_MAX: usize = 20;

/// A save of a list, and when readers saw it, or are to see it.
#[derive(Debug, Clone)]
pub struct ListRevision {
    /// The save.
    pub saved: SavedList,
    /// The last times at which readers began to see it, at most 20, the oldest first.
    pub shown: Vec<LiveRow>,
}

impl Reading {
    /// A page of the history of a list, the newest revision first.
    pub fn list_revisions(
        &mut self,
        seen: Visibility,
        list: Uuid,
        page: &PageRequest<Revision>,
    ) -> Result<Page<ListRevision>, NewsroomError> {
        let side = if page.backwards { Side::After } else { Side::Before };
        self.snapshot.read(|tx| {
            exists(tx, seen, list)?;
            let total = page.total(|| tx.count_list_revisions(list))?;
            let rows = tx.list_revisions(list, page.from, (side, i64::from(page.limit) + 1))?;
            let page = cut(rows, page).with(|rows| {
                let numbers: Vec<Revision> = rows.iter().map(|row| row.revision).collect();
                let shown = tx.shown_of(list, &numbers)?;
                Ok(rows.into_iter().map(|saved| shown_of(saved, &shown)).collect())
            })?;
            Ok(Page { total, ..page })
        })
    }

    /// A revision of a list with what its editor wrote.
    pub fn list_revision(
        &mut self,
        seen: Visibility,
        list: Uuid,
        revision: Revision,
    ) -> Result<ListRevision, NewsroomError> {
        self.snapshot.read(|tx| {
            exists(tx, seen, list)?;
            let saved = tx.list_revision(list, revision)?;
            let saved = saved.ok_or(NewsroomError::NotFound(Entity::List))?;
            let shown = tx.shown_of(list, &[revision])?;
            Ok(shown_of(saved, &shown))
        })
    }

    /// The place of a revision in the history.
    pub fn list_revision_place(revision: &ListRevision) -> Revision {
        revision.saved.revision
    }
}

/// The draft of a list, the newest or the one of a number.
pub(super) fn draft(
    tx: &mut ReadTx<'_>,
    (seen, handle): (Visibility, &str),
    revision: Option<Revision>,
) -> Result<Stored<CuratedList>, NewsroomError> {
    let (id, _) = resolve(tx, Entity::List, (handle, None))?;
    let stored = tx.record::<CuratedList>(seen, id)?;
    let stored = stored.ok_or(NewsroomError::NotFound(Entity::List))?;
    match revision {
        Some(revision) => in_revision(tx, stored, revision),
        None => Ok(stored),
    }
}

/// A list as it was saved in a revision.
fn in_revision(
    tx: &mut ReadTx<'_>,
    stored: Stored<CuratedList>,
    revision: Revision,
) -> Result<Stored<CuratedList>, NewsroomError> {
    let found = tx.list_revision::<CuratedList>(stored.id, revision)?;
    let saved = found.ok_or(NewsroomError::NotFound(Entity::List))?;
    let mut stamp = stored.stamp;
    (stamp.revision, stamp.updated_at, stamp.shown_at) = (revision, saved.at, saved.at);
    stamp.updated_by = saved.by;
    let slug = saved.content.slug.clone().unwrap_or(stored.slug);
    Ok(Stored { slug, stamp, content: saved.content, ..stored })
}

fn exists(tx: &mut ReadTx<'_>, seen: Visibility, list: Uuid) -> Result<(), NewsroomError> {
    let found = tx.record::<CuratedList>(seen, list)?;
    found.map(|_stored| ()).ok_or(NewsroomError::NotFound(Entity::List))
}

fn shown_of(saved: SavedList, shown: &[LiveRow]) -> ListRevision {
    let of_it = shown.iter().filter(|row| row.revision == Some(saved.revision));
    let mut times: Vec<LiveRow> = of_it.rev().take(TIMES_MAX).cloned().collect();
    times.reverse();
    ListRevision { saved, shown: times }
}
