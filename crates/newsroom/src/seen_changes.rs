//! What readers could see happen, in order: for those who keep a copy of what they see.

use domain::change::ChangeKind;
use domain::record::Entity;
use domain::time::Timestamp;
use store::{SeenChange, StoreError};
use uuid::Uuid;

use crate::error::NewsroomError;
use crate::reading::{Page, PageRequest, Reading, cut};

/// Something that readers could see happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its number among what they could see.
    pub sequence: i64,
    /// To what kind of thing.
    pub entity: Entity,
    /// To which.
    pub id: Uuid,
    /// What.
    pub kind: ChangeKind,
    /// When.
    pub at: Timestamp,
}

/// A place in what readers could see happen: the number of what was seen last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SeenPlace(pub i64);

impl SeenPlace {
    /// The place of an entry.
    pub fn of(seen: &Seen) -> Self {
        Self(seen.sequence)
    }
}

impl Reading {
    /// What readers could see happen behind a place, the oldest first.
    pub fn seen_changes(
        &mut self,
        page: &PageRequest<SeenPlace>,
    ) -> Result<Page<Seen>, NewsroomError> {
        let after = page.from.unwrap_or_default().0;
        let limit = i64::from(page.limit) + 1;
        let rows = self.snapshot.read(|tx| tx.seen_changes(after, limit))?;
        let items = rows.iter().map(seen).collect::<Result<Vec<_>, _>>()?;
        Ok(cut(items, page))
    }
}

fn seen(row: &SeenChange) -> Result<Seen, StoreError> {
    let known = Entity::from_word(&row.entity).zip(ChangeKind::from_word(&row.kind));
    let (entity, kind) = known
        .ok_or_else(|| StoreError::unreadable(format!("change {} {}", row.entity, row.kind)))?;
    Ok(Seen { sequence: row.sequence, entity, id: row.id, kind, at: row.at })
}
