//! The change log as those follow it who tell others what happened.

use domain::change::ChangeKind;
use domain::record::Entity;
use store::{ChangeRow, Written};
use uuid::Uuid;

use crate::Newsroom;
use crate::error::NewsroomError;

/// How many entries are read at once.
const ENTRIES_MAX: i64 = 100;

/// Something that happened. Whether one may know of it is found out by reading the thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happened {
    /// Its number in the log.
    pub sequence: i64,
    /// To what kind of thing.
    pub entity: Entity,
    /// To which.
    pub id: Uuid,
    /// What.
    pub kind: ChangeKind,
}

impl Newsroom {
    /// The number of the newest entry of the log.
    pub fn last_change(&self) -> Result<i64, NewsroomError> {
        self.store.snapshot()?.read(|tx| Ok(tx.last_change()?))
    }

    /// The first entries behind a number, in order, at most 100.
    pub fn changes(&self, after: i64) -> Result<Vec<Happened>, NewsroomError> {
        let rows = self.store.snapshot()?.read(|tx| tx.changes(after, ENTRIES_MAX))?;
        rows.iter().map(happened).collect()
    }

    /// Tells that something was written by this process.
    pub fn written(&self) -> Written {
        self.store.written()
    }
}

fn happened(row: &ChangeRow) -> Result<Happened, NewsroomError> {
    let entity = Entity::from_word(&row.entity);
    let known = entity.zip(ChangeKind::from_word(&row.kind));
    let (entity, kind) = known.ok_or_else(|| {
        store::StoreError::unreadable(format!("change {} {}", row.entity, row.kind))
    })?;
    Ok(Happened { sequence: row.sequence, entity, id: row.id, kind })
}
