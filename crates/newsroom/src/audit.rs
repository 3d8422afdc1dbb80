//! The audit: who did what. It is written by [`crate::note`], and read by those who may.

use domain::actor::Actor;
use domain::audit::{AuditEntry, Head, Walk};
use domain::ledger::Broken;
use domain::policy::{self, Permit, ReadAudit, Subject};
use store::{AuditFilter, AuditPage, Side};
use uuid::Uuid;

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::reading::{Page, PageRequest, Reading, cut};

/// How many entries are read at once.
const STEP: i64 = 500;

/// The place of an entry in the audit: its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditPlace(pub i64);

impl AuditPlace {
    /// The place of an entry.
    pub fn of(entry: &AuditEntry) -> Self {
        Self(entry.sequence)
    }
}

impl Reading {
    /// A page of the audit, the newest first.
    pub fn audit(
        &mut self,
        actor: &Actor,
        filter: &AuditFilter,
        page: &PageRequest<AuditPlace>,
    ) -> Result<Page<AuditEntry>, NewsroomError> {
        let permit = permit(actor)?;
        let side = if page.backwards { Side::After } else { Side::Before };
        let from = page.from.map(|place| place.0);
        let wanted = AuditPage { from, side, limit: i64::from(page.limit) + 1 };
        self.snapshot.read(|tx| {
            let total = page.total(|| tx.count_audit(&permit, filter))?;
            Ok(Page { total, ..cut(tx.audit(&permit, filter, wanted)?, page) })
        })
    }
}

/// What is left of an export: the entries of a filter, the oldest first.
#[derive(Debug)]
pub struct AuditExport {
    permit: Permit<ReadAudit>,
    filter: AuditFilter,
    after: i64,
    left: usize,
}

impl AuditExport {
    /// How many entries an export has at most: the next one begins where it ended, by `from`.
    pub const LEN_MAX: usize = 100_000;
}

/// A chain that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Where it ends.
    pub head: Head,
    /// How many entries were redacted.
    pub redacted: usize,
}

impl Newsroom {
    /// Begins an export of the audit.
    pub fn export_audit(
        &self,
        actor: &Actor,
        filter: AuditFilter,
    ) -> Result<AuditExport, NewsroomError> {
        Ok(AuditExport { permit: permit(actor)?, filter, after: 0, left: AuditExport::LEN_MAX })
    }

    /// The next entries of an export, at most 500; none at its end.
    pub fn next_of_audit(
        &self,
        export: &mut AuditExport,
    ) -> Result<Vec<AuditEntry>, NewsroomError> {
        let limit = i64::try_from(export.left).unwrap_or(STEP).min(STEP);
        let page = AuditPage { from: Some(export.after), side: Side::After, limit };
        let read = self.store.snapshot()?.read(|tx| tx.audit(&export.permit, &export.filter, page));
        let entries = read?;
        export.left = export.left.saturating_sub(entries.len());
        export.after = entries.last().map_or(export.after, |entry| entry.sequence);
        Ok(entries)
    }

    /// Walks along the whole audit, in one snapshot; the first entry that does not hold, if there
    /// is one.
    pub fn verify_audit(&self) -> Result<Result<Verified, Broken>, NewsroomError> {
        let permit = permit(&Actor::Operator)?;
        let (all, mut walk) = (AuditFilter::default(), Walk::default());
        let mut snapshot = self.store.snapshot()?;
        let end = snapshot.read(|tx| {
            let head: Result<Head, NewsroomError> = Ok(tx.audit_head()?);
            head
        })?;
        loop {
            let from = Some(walk.head().sequence);
            let page = AuditPage { from, side: Side::After, limit: STEP };
            let entries = snapshot.read(|tx| tx.audit(&permit, &all, page))?;
            if entries.is_empty() {
                break;
            }
            if let Err(broken) = entries.iter().try_for_each(|entry| walk.step(entry)) {
                return Ok(Err(broken));
            }
        }
        let head = walk.head();
        Ok(walk.end(end).map(|redacted| Verified { head, redacted }))
    }
}

fn permit(actor: &Actor) -> Result<Permit<ReadAudit>, policy::Denied> {
    policy::authorize::<ReadAudit>(actor, Subject::common(Uuid::nil()))
}
