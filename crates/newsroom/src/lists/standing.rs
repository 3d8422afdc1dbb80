//! How lists stand with readers, beside their newest revisions.

use domain::record::{Entity, Record, Standing, Stored};
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{ReadTx, StoreError};
use uuid::Uuid;

use crate::error::NewsroomError;

/// A record with how it stands at an instant.
pub(crate) fn one<T: Record>(
    tx: &mut ReadTx<'_>,
    stored: Stored<T>,
    at: Timestamp,
) -> Result<Stored<T>, NewsroomError> {
    Ok(one_of(tx, Visibility::EVERYTHING, stored, at)?)
}

/// The same for who sees so much; readers are told nothing of it.
pub(crate) fn one_of<T: Record>(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    stored: Stored<T>,
    at: Timestamp,
) -> Result<Stored<T>, StoreError> {
    let id = stored.id;
    let all = of(tx, seen, vec![stored], at)?.pop();
    all.ok_or_else(|| StoreError::unreadable(format!("record {id}")))
}

/// Records with how they stand, in their order.
pub(crate) fn of<T: Record>(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    mut records: Vec<Stored<T>>,
    at: Timestamp,
) -> Result<Vec<Stored<T>>, StoreError> {
    if T::ENTITY != Entity::List || seen.is_public() || records.is_empty() {
        return Ok(records);
    }
    let ids: Vec<Uuid> = records.iter().map(|stored| stored.id).collect();
    let (live, to_come) = (tx.live_of(&ids, at)?, tx.live_after(&ids, at)?);
    for stored in &mut records {
        let live = live.iter().find(|row| row.list == stored.id && row.revision.is_some());
        let next = to_come.iter().find(|row| row.list == stored.id);
        stored.standing = Standing {
            live_revision: live.and_then(|row| row.revision),
            live_since: live.map(|row| row.from.at),
            scheduled: next.and_then(|row| Some((row.revision?, row.from))),
        };
    }
    Ok(records)
}
