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

/// The ids of events of so many seconds before are known again.
const KNOWN_SECONDS: i64 = 600;

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
        let others = journal::left(below, |_files| true)?;
        let files = others.iter().flat_map(|place| &place.files);
        for file in own.iter().chain(files) {
            let done = self.count_journal(file)?;
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
    /// it is done. The journal of a process that runs is refused: it counts by itself.
    pub fn replay_events(&self, file: &Path) -> Result<Replayed, NewsroomError> {
        let _kept = journal::keep_from_others(file)?;
        self.count_journal(file)
    }

    fn count_journal(&self, file: &Path) -> Result<Replayed, NewsroomError> {
        let Some((instance, events)) = journal::read(file)? else { return Ok(Replayed::default()) };
        let counted = self.store.snapshot()?.read(|tx| tx.audience_sequence(instance))?;
        let mut done = Replayed::default();
        let mut part = Part::default();
        for event in events {
            if event.sequence <= counted {
                done.known = done.known.saturating_add(1);
                continue;
            }
            if part.is_far_from(&event) {
                self.count_part(instance, std::mem::take(&mut part))?;
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
    first_s: Option<i64>,
    pending: Pending,
    events: usize,
    last: i64,
}

impl Part {
    /// True if an event is of another day: factors lead to one second.
    fn is_far_from(&self, event: &Judged) -> bool {
        self.first_s.is_some_and(|first| first.abs_diff(event.at_s) > 86_400)
    }

    fn add(&mut self, event: &Judged) {
        self.first_s.get_or_insert(event.at_s);
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
            desk.sequence = desk.sequence.max(journal::first_of(last).unwrap_or_default());
            for event in journal::read(last)?.into_iter().flat_map(|(_, events)| events) {
                desk.sequence = desk.sequence.max(event.sequence);
                if now_s.saturating_sub(event.at_s) < KNOWN_SECONDS {
                    desk.gate.know(event.id, now_s);
                }
            }
        }
        self.flush.lock().unwrap_or_else(std::sync::PoisonError::into_inner).instance =
            Some(instance);
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests;
