//! The change log and the tombstones.

use diesel::prelude::*;
use domain::audit::{Deed, Signed, Target};
use domain::change::{Change, ChangeKind};
use domain::record::Entity;
use domain::time::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::engine::{Engine, Entry, ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::queries::audit::append_audit;
use crate::queries::seen_changes::append_seen;
use crate::schema::{change_counter, change_log, tombstone};
use crate::types::{Id, Ts};

/// What readers saw once and see no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// `unpublished` or `deleted`.
    pub kind: String,
    /// Since when.
    pub at: Timestamp,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// Its number: 1 for the first, one more for each.
    pub sequence: i64,
    /// What kind of thing.
    pub entity: String,
    /// Which.
    pub id: Uuid,
    /// What happened.
    pub kind: String,
}

impl ReadTx<'_> {
    /// Whether and since when a thing is gone.
    pub fn tombstone(&mut self, entity: Entity, id: Uuid) -> Result<Option<Tombstone>, StoreError> {
        let found: Option<(String, Ts)> = both!(self, |c| tombstone::table
            .find((entity.word(), Id(id)))
            .select((tombstone::kind, tombstone::at))
            .first(c)
            .optional())?;
        Ok(found.map(|(kind, at)| Tombstone { kind, at: at.0 }))
    }

    /// The number of the newest entry; 0 before the first.
    pub fn last_change(&mut self) -> Result<i64, StoreError> {
        let newest: Option<i64> = both!(self, |c| change_log::table
            .select(diesel::dsl::max(change_log::sequence))
            .first(c))?;
        Ok(newest.unwrap_or_default())
    }

    /// The entries behind number `after`, in order, at most `limit`.
    pub fn changes(&mut self, after: i64, limit: i64) -> Result<Vec<ChangeRow>, StoreError> {
        let rows: Vec<(i64, String, Id, String, Option<String>)> =
            both!(self, |c| change_log::table
                .filter(change_log::sequence.gt(after))
                .order(change_log::sequence)
                .limit(limit)
                .select((
                    change_log::sequence,
                    change_log::entity,
                    change_log::target_id,
                    change_log::kind,
                    change_log::exact_kind,
                ))
                .load(c))?;
        let row = |(sequence, entity, id, kind, exact): (i64, String, Id, String, Option<_>)| {
            ChangeRow { sequence, entity, id: id.0, kind: exact.unwrap_or(kind) }
        };
        Ok(rows.into_iter().map(row).collect())
    }
}

impl WriteTx<'_> {
    /// Notes a change for the log and the audit, which are written when the transaction ends: not
    /// before, for until then every other writer would wait. Its rows are written already.
    /// `told` are members of what the audit says beside what was left.
    pub fn log(&mut self, change: Change, signed: Signed, told: Value) -> Result<(), StoreError> {
        let seen = self.seen_by_readers(change, signed.at)?;
        self.log_as(change, seen, signed, told)
    }

    /// The same, where what readers see of the thing was left as it was.
    pub fn log_unseen(
        &mut self,
        change: Change,
        signed: Signed,
        told: Value,
    ) -> Result<(), StoreError> {
        self.log_as(change, None, signed, told)
    }

    fn log_as(
        &mut self,
        change: Change,
        seen: Option<ChangeKind>,
        signed: Signed,
        told: Value,
    ) -> Result<(), StoreError> {
        let mut payload = self.left_by(change)?;
        if let (Some(members), Value::Object(told)) = (payload.as_object_mut(), told) {
            members.extend(told.into_iter().filter(|(_, value)| !value.is_null()));
        }
        let (entity, id, revision) = (change.entity.word(), Some(change.id), change.revision);
        let target = Target { entity, id, revision: Some(revision) };
        let deed = Some(Deed { action: self.2, target, signed, payload });
        self.1.push(Entry { change: Some(change), seen, signed, deed });
        Ok(())
    }

    /// Notes for the log that what stands beside a thing in its answers is another, such as the
    /// translations of an article: for readers if `is_seen`, for the audit if there is something
    /// to say. The thing itself is as it was.
    pub fn log_beside(
        &mut self,
        change: Change,
        is_seen: bool,
        (signed, payload): (Signed, Option<Value>),
    ) {
        let (entity, id) = (change.entity.word(), Some(change.id));
        let target = Target { entity, id, revision: Some(change.revision) };
        let deed = payload.map(|payload| Deed { action: self.2, target, signed, payload });
        let seen = is_seen.then_some(change.kind);
        self.1.push(Entry { change: Some(change), seen, signed, deed });
    }

    /// Notes that readers no longer see a thing; `kind` is `unpublished` or `deleted`.
    pub fn bury(
        &mut self,
        entity: Entity,
        id: Uuid,
        kind: &'static str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.unbury(entity, id)?;
        both!(self.0, |c| diesel::insert_into(tombstone::table)
            .values((
                tombstone::entity.eq(entity.word()),
                tombstone::target_id.eq(Id(id)),
                tombstone::kind.eq(kind),
                tombstone::at.eq(Ts(at)),
            ))
            .execute(c))?;
        Ok(())
    }

    /// Takes the note back: readers see it again.
    pub fn unbury(&mut self, entity: Entity, id: Uuid) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(tombstone::table.find((entity.word(), Id(id))))
            .execute(c))?;
        Ok(())
    }
}

/// Appends to the log, to what readers see of it and to the audit: the last thing that a
/// transaction does. On `PostgreSQL` the lock makes the order of commits the order of numbers;
/// `SQLite` has one writer.
pub(crate) fn append(mut tx: ReadTx<'_>, entries: &[Entry]) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    if let Engine::Postgres(conn) = &mut tx.0 {
        diesel::sql_query("SELECT pg_advisory_xact_lock(627843224)").execute(*conn)?;
    }
    append_changes(&mut tx, entries)?;
    append_seen(&mut tx, entries)?;
    append_audit(&mut tx, entries)
}

fn append_changes(tx: &mut ReadTx<'_>, entries: &[Entry]) -> Result<(), StoreError> {
    let changes: Vec<_> =
        entries.iter().filter_map(|entry| Some((entry.change?, entry.signed))).collect();
    if changes.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    let last: i64 = both!(tx, |c| diesel::update(change_counter::table.find(1_i64))
        .set(change_counter::value.eq(change_counter::value + count))
        .returning(change_counter::value)
        .get_result(c))?;
    let first = last.saturating_sub(count).saturating_add(1);
    for (sequence, (change, signed)) in (first..).zip(changes) {
        both!(tx, |c| diesel::insert_into(change_log::table)
            .values((
                change_log::sequence.eq(sequence),
                change_log::entity.eq(change.entity.word()),
                change_log::target_id.eq(Id(change.id)),
                change_log::kind.eq(change.kind.nearest().word()),
                change_log::exact_kind
                    .eq(Some(change.kind.word())
                        .filter(|word| *word != change.kind.nearest().word())),
                change_log::revision.eq(change.revision.0),
                change_log::at.eq(Ts(signed.at)),
                change_log::account_id.eq(signed.account.map(Id)),
            ))
            .execute(c))?;
    }
    Ok(())
}
