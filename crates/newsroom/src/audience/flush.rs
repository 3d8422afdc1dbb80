//! From memory into the database, once a second.

use std::sync::PoisonError;

use domain::time::Timestamp;
use store::AudienceBatch;
use uuid::Uuid;

use super::desk::Audience;
use super::journal::{Journal, JournalError};
use super::minute;
use crate::Newsroom;
use crate::error::NewsroomError;

/// For how many minutes counts by the minute are kept: lists look at two days.
const KEPT_MINUTES: i64 = 49 * 60;
/// For how many hours counts by the hour are kept, and where readers came from.
const KEPT_HOURS: i64 = 400 * 24;

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
        flush.undone = Some(batch.clone());
        let is_new = self.store.write("audience.flush", |tx| tx.add_audience(&batch))?;
        flush.undone = None;
        if !is_new && !is_again {
            tracing::error!("another process counts under this one's name: its counts are lost");
        }
        self.audience.turn_over();
        Ok(Flushed { articles: batch.articles.len() })
    }

    /// Writes what was noted in the journal, if there is one.
    pub fn sync_journal(&self) -> Result<(), JournalError> {
        self.audience.journal.as_ref().map_or(Ok(()), Journal::sync)
    }

    /// Knows nobody of yesterday any more, whether or not anything happens today.
    pub fn forget_readers(&self) -> Result<(), NewsroomError> {
        let now_s = self.now().unix_s();
        Ok(self.audience.desk().gate.begin(now_s)?)
    }

    /// Forgets counts, rules and files whose time is over.
    pub fn forget_audience(&self) -> Result<(), NewsroomError> {
        let now = self.now();
        let counted = self.store.write("audience.forget", |tx| {
            tx.forget_counts(oldest_minute(now), oldest_hour(now))?;
            tx.forget_trending_rules(now)?;
            match &self.audience.journal {
                Some(journal) => tx.audience_sequence(journal.instance()),
                None => Ok(0),
            }
        })?;
        if let Some(journal) = &self.audience.journal {
            journal.forget(counted)?;
        }
        Ok(())
    }
}

fn oldest_minute(now: Timestamp) -> i64 {
    minute(now).saturating_sub(KEPT_MINUTES)
}

fn oldest_hour(now: Timestamp) -> i64 {
    now.unix_s().div_euclid(3_600).saturating_sub(KEPT_HOURS)
}

impl Audience {
    /// What is pending, as a batch of this process.
    fn pending(&self, instance: Uuid) -> Option<AudienceBatch> {
        let mut desk = self.desk();
        if desk.pending.is_empty() {
            return None;
        }
        let (base_s, articles) = desk.pending.take();
        Some(AudienceBatch { instance, sequence: desk.sequence, base_s, articles })
    }
}
