//! What readers could see happen. It is a log of its own: a number of the change log would tell how
//! much happens that they may not see.

use diesel::prelude::*;
use domain::change::{Change, ChangeKind};
use domain::record::Entity;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use uuid::Uuid;

use super::articles::open_at;
use crate::engine::{Entry, ReadTx, both};
use crate::error::StoreError;
use crate::schema::{article_view, public_change};
use crate::types::{Id, Ts};

/// Something that readers could see happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenChange {
    /// Its number among what they could see.
    pub sequence: i64,
    /// The word of the kind of thing.
    pub entity: String,
    /// Which.
    pub id: Uuid,
    /// What happened.
    pub kind: String,
    /// When.
    pub at: Timestamp,
}

impl ReadTx<'_> {
    /// What readers could see happen behind number `after`, in order, at most `limit`.
    pub fn seen_changes(&mut self, after: i64, limit: i64) -> Result<Vec<SeenChange>, StoreError> {
        let rows: Vec<(i64, String, Id, String, Ts)> = both!(self, |c| public_change::table
            .filter(public_change::sequence.gt(after))
            .order(public_change::sequence)
            .limit(limit)
            .load(c))?;
        let row = |(sequence, entity, id, kind, at): (i64, String, Id, String, Ts)| SeenChange {
            sequence,
            entity,
            id: id.0,
            kind,
            at: at.0,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// What readers see of a change whose rows are written; `None` if they see nothing of it.
    pub(super) fn seen_by_readers(
        &mut self,
        change: Change,
        at: Timestamp,
    ) -> Result<Option<ChangeKind>, StoreError> {
        match change.kind {
            ChangeKind::Unpublished
            | ChangeKind::Killed
            | ChangeKind::Trashed
            | ChangeKind::Deleted => {
                // what was never public leaves no tombstone
                let stone = self.tombstone(change.entity, change.id)?;
                let is_new = stone.is_some_and(|stone| stone.at == at);
                // that it could be brought back is no reader's concern
                let is_trashed = change.kind == ChangeKind::Trashed;
                let kind = if is_trashed { ChangeKind::Deleted } else { change.kind };
                Ok(is_new.then_some(kind))
            }
            // a draft, until it is published
            ChangeKind::Created | ChangeKind::Updated
                if matches!(change.entity, Entity::Article | Entity::List) =>
            {
                Ok(None)
            }
            ChangeKind::Created | ChangeKind::Updated | ChangeKind::Published => {
                let is_seen = self.is_public(change.entity, change.id, at)?;
                Ok(is_seen.then_some(change.kind))
            }
        }
    }

    /// True if readers see a thing.
    pub fn is_public(
        &mut self,
        entity: Entity,
        id: Uuid,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let seen = Visibility::Public { at };
        match entity {
            Entity::Article => {
                let open: i64 = both!(self, |c| article_view::table
                    .filter(article_view::article_id.eq(Id(id)))
                    .filter(open_at!(Ts(at)))
                    .count()
                    .get_result(c))?;
                Ok(open > 0)
            }
            Entity::Quote => Ok(!self.quotes_by_ids(seen, &[id])?.is_empty()),
            // only what readers see is corrected
            Entity::Correction => Ok(true),
            Entity::Author
            | Entity::Topic
            | Entity::Section
            | Entity::Organization
            | Entity::Expert
            | Entity::List
            | Entity::Front
            | Entity::Site
            | Entity::Weather => self.is_seen_record(entity, seen, id),
        }
    }
}

/// Appends what readers see; under the lock of the change log.
pub(super) fn append_seen(tx: &mut ReadTx<'_>, entries: &[Entry]) -> Result<(), StoreError> {
    let seen = |entry: &Entry| Some((entry.change?, entry.seen?, entry.signed.at));
    let changes: Vec<_> = entries.iter().filter_map(seen).collect();
    if changes.is_empty() {
        return Ok(());
    }
    let newest: Option<i64> = both!(tx, |c| public_change::table
        .select(diesel::dsl::max(public_change::sequence))
        .first(c))?;
    let first = newest.unwrap_or_default().saturating_add(1);
    for (sequence, (change, kind, at)) in (first..).zip(changes) {
        both!(tx, |c| diesel::insert_into(public_change::table)
            .values((
                public_change::sequence.eq(sequence),
                public_change::entity.eq(change.entity.word()),
                public_change::target_id.eq(Id(change.id)),
                public_change::kind.eq(kind.word()),
                public_change::at.eq(Ts(at)),
            ))
            .execute(c))?;
    }
    Ok(())
}
