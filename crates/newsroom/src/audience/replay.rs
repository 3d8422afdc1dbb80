//! Journals that the database did not get: those of a process that ended, and those that the
//! operator has after a database was brought back from before.

use std::path::{Path, PathBuf};

use store::AudienceBatch;
use uuid::Uuid;

use super::desk::Audience;
use super::journal::{self, Journal};
use super::pending::{Judged, Pending};
use crate::Newsroom;
use crate::error::NewsroomError;

/// How many events come into the database at once.
const AT_ONCE: usize = 20_000;

/// What became of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replayed {
    /// Events that were counted.
    pub counted: usize,
    /// Events that the database had.
    pub known: usize,
}

impl Newsroom {
    /// The same newsroom with a journal below a folder. What journals there have that no process
    /// keeps, and that the database did not get, is counted first.
    pub fn with_journal(self, below: &Path) -> Result<Self, NewsroomError> {
        let journal = Journal::open(below, self.new_id())?;
        let instance = journal.instance();
        let own = journal.files()?;
        let others = journal::left(below)?;
        let others: Vec<PathBuf> = others.iter().flat_map(|(_, files)| files.clone()).collect();
        for file in own.iter().chain(&others) {
            let done = self.replay_events(file)?;
            if done.counted > 0 {
                tracing::info!(audience.events = done.counted, "a journal was counted");
            }
        }
        let counted = self.store.snapshot()?.read(|tx| tx.audience_sequence(instance))?;
        let audience = Audience::with_journal(journal);
        audience.resume(instance, counted, &own, self.now().unix_s())?;
        Ok(Self { audience: std::sync::Arc::new(audience), ..self })
    }

    /// Counts the events of a journal that the database did not get: each counts once, however often
    /// it is done.
    pub fn replay_events(&self, file: &Path) -> Result<Replayed, NewsroomError> {
        let (instance, events) = journal::read(file)?;
        let counted = self.store.snapshot()?.read(|tx| tx.audience_sequence(instance))?;
        let mut done = Replayed::default();
        let mut part = Part::default();
        for event in events {
            if event.sequence <= counted {
                done.known = done.known.saturating_add(1);
                continue;
            }
            part.add(&event);
            done.counted = done.counted.saturating_add(1);
            if part.events >= AT_ONCE {
                self.count_part(instance, std::mem::take(&mut part))?;
            }
        }
        self.count_part(instance, part)?;
        Ok(done)
    }

    fn count_part(&self, instance: Uuid, mut part: Part) -> Result<(), NewsroomError> {
        if part.events == 0 {
            return Ok(());
        }
        let (base_s, articles) = part.pending.take();
        let batch = AudienceBatch { instance, sequence: part.last, base_s, articles };
        self.store.write("audience.replay", |tx| tx.add_audience(&batch))?;
        self.audience.turn_over();
        Ok(())
    }
}

#[derive(Default)]
struct Part {
    pending: Pending,
    events: usize,
    last: i64,
}

impl Part {
    fn add(&mut self, event: &Judged) {
        self.pending.add(event);
        self.events = self.events.saturating_add(1);
        self.last = self.last.max(event.sequence);
    }
}

impl Audience {
    /// Goes on where the journal ends, and knows the ids of the last minutes again.
    fn resume(
        &self,
        instance: Uuid,
        counted: i64,
        files: &[PathBuf],
        now_s: i64,
    ) -> Result<(), NewsroomError> {
        let mut desk = self.desk();
        desk.sequence = counted;
        if let Some(last) = files.last() {
            for event in journal::read(last)?.1 {
                desk.sequence = desk.sequence.max(event.sequence);
                desk.gate.know(event.id, now_s);
            }
        }
        self.flush.lock().unwrap_or_else(std::sync::PoisonError::into_inner).instance =
            Some(instance);
        Ok(())
    }
}
