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
        for place in journal::left(below, |_files| true)? {
            self.count_journals(&place.files, i64::MAX, &mut |_event| ())?;
        }
        let mut past = Past::before(self.now().unix_s());
        self.count_journals(&own, past.since_s, &mut |event| past.note(event))?;
        let counted = self.counted_of(instance)?;
        let begun = own.last().and_then(|file| journal::first_of(file));
        past.sequence = past.sequence.max(counted).max(begun.unwrap_or_default());
        let now_s = self.now().unix_s();
        let audience = Audience::with_journal(journal);
        audience.resume(instance, past, now_s);
        Ok(Self { audience: std::sync::Arc::new(audience), ..self })
    }

    /// Counts what the database lacks of files that follow each other, and shows what is read.
    /// Those are read that it may lack, and those that were written since a second.
    fn count_journals(
        &self,
        files: &[PathBuf],
        since_s: i64,
        see: &mut impl FnMut(&Judged),
    ) -> Result<(), NewsroomError> {
        for (at, file) in files.iter().enumerate() {
            let later = files.get(at.saturating_add(1)..).unwrap_or_default();
            let is_late = journal::written_s(file).is_some_and(|written_s| written_s >= since_s);
            if !is_late && self.is_counted(file, later)? {
                continue;
            }
            let done = self.count_journal(file, see)?;
            if done.counted > 0 {
                tracing::info!(audience.events = done.counted, "a journal was counted");
            }
        }
        Ok(())
    }

    /// True if what follows a file tells that all of it is counted: its first line is read at most.
    fn is_counted(&self, file: &Path, later: &[PathBuf]) -> Result<bool, NewsroomError> {
        let Some((instance, _events)) = journal::read(file)? else { return Ok(true) };
        Ok(journal::is_counted(later, self.counted_of(instance)?))
    }

    /// Up to which number the database counted the journal of an instance.
    pub(super) fn counted_of(&self, instance: Uuid) -> Result<i64, NewsroomError> {
        Ok(self.store.snapshot()?.read(|tx| tx.audience_sequence(instance))?)
    }

    /// Counts the events of a journal that the database did not get: each counts once, however often
    /// it is done. The journal of a process that runs is refused: it counts by itself.
    pub fn replay_events(&self, file: &Path) -> Result<Replayed, NewsroomError> {
        let _kept = journal::keep_from_others(file)?;
        self.count_journal(file, &mut |_event| ())
    }

    fn count_journal(
        &self,
        file: &Path,
        see: &mut impl FnMut(&Judged),
    ) -> Result<Replayed, NewsroomError> {
        let Some((instance, events)) = journal::read(file)? else { return Ok(Replayed::default()) };
        let counted = self.counted_of(instance)?;
        let mut done = Replayed::default();
        let mut part = Part::default();
        for event in events {
            see(&event);
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

/// What the journal of a process tells when it begins again.
struct Past {
    /// The ids of events since this second are known again.
    since_s: i64,
    /// The last number.
    sequence: i64,
    ids: Vec<Uuid>,
}

impl Past {
    const fn before(now_s: i64) -> Self {
        Self { since_s: now_s.saturating_sub(KNOWN_SECONDS), sequence: 0, ids: Vec::new() }
    }

    fn note(&mut self, event: &Judged) {
        self.sequence = self.sequence.max(event.sequence);
        if event.at_s > self.since_s {
            self.ids.push(event.id);
        }
    }
}

impl Audience {
    /// Goes on where the journal ends, and knows the ids of the last minutes again.
    fn resume(&self, instance: Uuid, past: Past, now_s: i64) {
        let mut desk = self.desk();
        desk.sequence = past.sequence;
        past.ids.into_iter().for_each(|id| desk.gate.know(id, now_s));
        drop(desk);
        self.flush.lock().unwrap_or_else(std::sync::PoisonError::into_inner).instance =
            Some(instance);
    }
}

#[cfg(test)]
pub(super) mod tests;
