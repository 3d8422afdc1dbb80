//! From memory into the database, once a second.

use std::sync::PoisonError;

use store::AudienceBatch;
use uuid::Uuid;

use super::desk::Audience;
use super::journal::JournalError;
use crate::Newsroom;
use crate::error::NewsroomError;

/// What a flush left undone.
#[derive(Debug, Default)]
pub(super) struct Flush {
    /// What this process is called in the database.
    pub(super) instance: Option<Uuid>,
    /// What the database may not have got.
    undone: Option<AudienceBatch>,
}

/// What came into the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flushed {
    /// Of how many articles something did.
    pub articles: usize,
}

impl Newsroom {
    /// Brings what was counted into the database. What it may not have got is brought again the next
    /// time, and counts once.
    pub fn flush_audience(&self) -> Result<Flushed, NewsroomError> {
        let mut flush = self.audience.flush.lock().unwrap_or_else(PoisonError::into_inner);
        let instance = *flush.instance.get_or_insert_with(|| self.new_id());
        let undone = flush.undone.take();
        let is_again = undone.is_some();
        let Some(batch) = undone.or_else(|| self.audience.pending(instance)) else {
            return Ok(Flushed::default());
        };
        // if it fails it is brought again, for it may have come through
        let batch = flush.undone.insert(batch);
        let articles = batch.articles.len();
        let is_new = self.store.write("audience.flush", |tx| tx.add_audience(batch))?;
        flush.undone = None;
        if !is_new && !is_again {
            tracing::error!("another process counts under this one's name: its counts are lost");
        }
        Ok(Flushed { articles })
    }

    /// Writes what was noted in the journal, if there is one.
    pub fn sync_journal(&self) -> Result<(), JournalError> {
        let now_s = self.now().unix_s();
        self.audience.journal.as_ref().map_or(Ok(()), |journal| journal.sync(now_s))
    }
}

impl Audience {
    /// What is pending, as a batch of this process.
    pub(super) fn pending(&self, instance: Uuid) -> Option<AudienceBatch> {
        let mut desk = self.desk();
        if desk.pending.is_empty() {
            return None;
        }
        let crowded = std::mem::take(&mut desk.crowded);
        if crowded > 0 {
            tracing::warn!(audience.crowded = crowded, "events were dropped: there was no room");
        }
        let (base_s, articles) = desk.pending.take();
        Some(AudienceBatch { instance, sequence: desk.sequence, base_s, articles })
    }
}
