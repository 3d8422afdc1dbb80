//! The audit: entries are added, chained to the one before; only a redaction empties some.

use diesel::dsl::count_star;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::audit::{AuditEntry, Deed, Head, Signed, Target, Told};
use domain::change::{Change, ChangeKind};
use domain::id::Revision;
use domain::ledger::{Hash, Salt};
use domain::policy::{Permit, ReadAudit};
use domain::record::Entity;
use domain::time::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::engine::{Entry, ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::keyset::Side;
use crate::queries::counted;
use crate::schema::{article_revision, audit_entry, audit_head, correction, quote, record};
use crate::types::{Id, Ts};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_entry, check_for_backend(Sqlite, Pg), treat_none_as_default_value = false)]
struct Row {
    sequence: i64,
    at: Ts,
    account_id: Option<Id>,
    credential: String,
    action: String,
    entity: String,
    target_id: Option<Id>,
    revision: Option<i64>,
    payload: Option<String>,
    salt: Option<String>,
    digest: String,
    chain: String,
}

impl Row {
    fn read(self) -> Result<AuditEntry, StoreError> {
        let broken = || StoreError::unreadable(format!("audit entry {}", self.sequence));
        let salt = self.salt.as_deref().map(|raw| Salt::parse(raw).ok_or_else(broken));
        let told = match (self.payload, salt.transpose()?) {
            (Some(payload), Some(salt)) => Some(Told { payload, salt }),
            (_, _) => None,
        };
        Ok(AuditEntry {
            sequence: self.sequence,
            at: self.at.0,
            account: self.account_id.map(|id| id.0),
            credential: self.credential,
            action: self.action,
            entity: self.entity,
            target: self.target_id.map(|id| id.0),
            revision: self.revision.map(Revision),
            told,
            digest: read_hash(&self.digest)?,
            chain: read_hash(&self.chain)?,
        })
    }

    fn of(entry: AuditEntry) -> Self {
        let (payload, salt) = entry.told.map(|told| (told.payload, told.salt.to_string())).unzip();
        Self {
            sequence: entry.sequence,
            at: Ts(entry.at),
            account_id: entry.account.map(Id),
            credential: entry.credential,
            action: entry.action,
            entity: entry.entity,
            target_id: entry.target.map(Id),
            revision: entry.revision.map(|revision| revision.0),
            payload,
            salt,
            digest: entry.digest.to_string(),
            chain: entry.chain.to_string(),
        }
    }
}

/// A hash as it stands in a row.
pub(crate) fn read_hash(raw: &str) -> Result<Hash, StoreError> {
    Hash::parse(raw).ok_or_else(|| StoreError::unreadable("a hash of a ledger"))
}

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Of these actions; of all if empty.
    pub actions: Vec<String>,
    /// On these kinds of things; on all if empty.
    pub entities: Vec<String>,
    /// On this thing.
    pub target: Option<Uuid>,
    /// By this account.
    pub account: Option<Uuid>,
    /// Not earlier than this.
    pub from: Option<Timestamp>,
    /// Earlier than this.
    pub to: Option<Timestamp>,
}

/// Which part of the audit.
#[derive(Debug, Clone, Copy)]
pub struct AuditPage {
    /// The number of the neighbour that the page does not hold; the newest end without one.
    pub from: Option<i64>,
    /// `Before` reads towards older ones, `After` towards newer ones.
    pub side: Side,
    /// How many at most.
    pub limit: i64,
}

/// The entries that a filter leaves.
macro_rules! chosen {
    ($filter:expr) => {{
        let filter = $filter;
        let mut query = audit_entry::table.into_boxed();
        if !filter.actions.is_empty() {
            query = query.filter(audit_entry::action.eq_any(filter.actions.clone()));
        }
        if !filter.entities.is_empty() {
            query = query.filter(audit_entry::entity.eq_any(filter.entities.clone()));
        }
        if let Some(target) = filter.target {
            query = query.filter(audit_entry::target_id.eq(Id(target)));
        }
        if let Some(account) = filter.account {
            query = query.filter(audit_entry::account_id.eq(Id(account)));
        }
        if let Some(from) = filter.from {
            query = query.filter(audit_entry::at.ge(Ts(from)));
        }
        if let Some(to) = filter.to {
            query = query.filter(audit_entry::at.lt(Ts(to)));
        }
        query
    }};
}

impl ReadTx<'_> {
    /// A page of the audit, read away from its beginning.
    pub fn audit(
        &mut self,
        _permit: &Permit<ReadAudit>,
        filter: &AuditFilter,
        page: AuditPage,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let rows: Vec<Row> = both!(self, |c| {
            let mut query = chosen!(filter).select(Row::as_select()).limit(page.limit);
            match (page.side, page.from) {
                (Side::Before, Some(from)) => query = query.filter(audit_entry::sequence.lt(from)),
                (Side::After, Some(from)) => query = query.filter(audit_entry::sequence.gt(from)),
                (Side::Before | Side::After, None) => {}
            }
            match page.side {
                Side::Before => query.order(audit_entry::sequence.desc()).load(c),
                Side::After => query.order(audit_entry::sequence.asc()).load(c),
            }
        })?;
        rows.into_iter().map(Row::read).collect()
    }

    /// How many entries a filter leaves.
    pub fn count_audit(
        &mut self,
        _permit: &Permit<ReadAudit>,
        filter: &AuditFilter,
    ) -> Result<u64, StoreError> {
        let rows: i64 = both!(self, |c| chosen!(filter).select(count_star()).first(c))?;
        Ok(counted(rows))
    }

    /// Where the chain ends.
    pub fn audit_head(&mut self) -> Result<Head, StoreError> {
        let (sequence, chain): (i64, String) = both!(self, |c| audit_head::table
            .find(1_i64)
            .select((audit_head::sequence, audit_head::chain))
            .first(c))?;
        Ok(Head { sequence, chain: read_hash(&chain)? })
    }

    /// What the audit says of a change: what it left, if that is a new document.
    pub(super) fn left_by(&mut self, change: Change) -> Result<Value, StoreError> {
        let mut payload = json!({ "kind": change.kind.word() });
        let is_new = match change.kind {
            ChangeKind::Created | ChangeKind::Updated => true,
            ChangeKind::Published => change.entity == Entity::Correction,
            ChangeKind::Unpublished
            | ChangeKind::Killed
            | ChangeKind::Trashed
            | ChangeKind::Deleted => false,
        };
        if !is_new {
            return Ok(payload);
        }
        if let Some((content, body)) = self.document(change)? {
            let document: Value = serde_json::from_str(&content)
                .map_err(|error| StoreError::unreadable(error.to_string()))?;
            let body = body.map(|body| Hash::of(body).to_string());
            if let Some(members) = payload.as_object_mut() {
                members.insert("document".to_owned(), document);
                members.extend(body.map(|hash| ("bodySha256".to_owned(), hash.into())));
            }
        }
        Ok(payload)
    }

    /// The document of a thing, and the body if it has one apart.
    fn document(&mut self, change: Change) -> Result<Option<(String, Option<String>)>, StoreError> {
        let id = Id(change.id);
        let found: Option<String> = match change.entity {
            Entity::Article => {
                return Ok(both!(self, |c| article_revision::table
                    .find((id, change.revision.0))
                    .select((article_revision::content, article_revision::body.nullable()))
                    .first(c)
                    .optional())?);
            }
            Entity::Quote => {
                both!(self, |c| quote::table.find(id).select(quote::content).first(c).optional())?
            }
            Entity::Correction => both!(self, |c| correction::table
                .find(id)
                .select(correction::content)
                .first(c)
                .optional())?,
            Entity::List => self.list_document(change.id, change.revision)?,
            Entity::Author
            | Entity::Topic
            | Entity::Section
            | Entity::Organization
            | Entity::Expert
            | Entity::Front
            | Entity::Site
            | Entity::Weather => {
                both!(self, |c| record::table.find(id).select(record::content).first(c).optional())?
            }
        };
        Ok(found.map(|content| (content, None)))
    }
}

impl WriteTx<'_> {
    /// Notes something for the audit that changes nothing which the newsroom shows, such as a
    /// log-in.
    pub fn note(&mut self, target: Target, signed: Signed, payload: Value) {
        let deed = Some(Deed { action: self.2, target, signed, payload });
        self.1.push(Entry { change: None, seen: None, signed, deed });
    }
}

/// Appends to the audit; under the lock of the change log.
pub(super) fn append_audit(tx: &mut ReadTx<'_>, entries: &[Entry]) -> Result<(), StoreError> {
    let mut head = tx.audit_head()?;
    for deed in entries.iter().filter_map(|entry| entry.deed.as_ref()) {
        let entry = AuditEntry::seal(deed, head)
            .map_err(|error| StoreError::unreadable(format!("a payload: {error}")))?;
        head = entry.head();
        both!(tx, |c| diesel::insert_into(audit_entry::table).values(Row::of(entry)).execute(c))?;
    }
    both!(tx, |c| diesel::update(audit_head::table.find(1_i64))
        .set((audit_head::sequence.eq(head.sequence), audit_head::chain.eq(head.chain.to_string())))
        .execute(c))?;
    Ok(())
}
