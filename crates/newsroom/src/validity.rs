//! For how long what was put together holds: until something was changed or counted, or the clock
//! says that it is another one now.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::time::Timestamp;
use store::{ReadTx, StoreError};
use uuid::Uuid;

use crate::Newsroom;
use crate::error::NewsroomError;

/// For how long anything holds at most: windows move on.
const HOLDS_MICROS: i64 = 60_000_000;
/// For how long the database is not asked again what another process may have changed meanwhile.
/// What this process writes is known at once.
const UNASKED_MAX: Duration = Duration::from_millis(5);

/// What says that something was changed or counted, or that editors said something of trending.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Marks {
    /// The newest entry of the change log.
    changed: i64,
    /// What was counted.
    counted: i64,
    /// What editors say of trending, each with its end.
    rules: Vec<(Uuid, Timestamp)>,
}

impl Marks {
    /// Those of an instant.
    fn read(tx: &mut ReadTx<'_>, at: Timestamp) -> Result<Self, StoreError> {
        let (changed, counted) = (tx.last_change()?, tx.audience_mark()?);
        Ok(Self { changed, counted, rules: tx.trending_rules_mark(at)? })
    }
}

/// For how long something holds that was read in a snapshot.
#[derive(Debug, Clone)]
pub struct Validity {
    from: Timestamp,
    until: Timestamp,
    marks: Arc<Marks>,
    follows_readers: bool,
}

impl Validity {
    /// That of what is put together as of an instant, before anything else is read for it: another
    /// one with anything that comes or goes by the clock.
    pub(crate) fn begin(tx: &mut ReadTx<'_>, at: Timestamp) -> Result<Self, StoreError> {
        let marks = Arc::new(Marks::read(tx, at)?);
        let moved = at.plus_micros(HOLDS_MICROS);
        let until = tx.next_turn(at)?.map_or(moved, |turn| turn.min(moved));
        Ok(Self { from: at, until, marks, follows_readers: false })
    }

    /// The same for what ends at an instant by itself, and that is another one when readers do
    /// something else if it follows them.
    #[must_use]
    pub(crate) fn ending(self, ends: Option<Timestamp>, follows_readers: bool) -> Self {
        let rules = self.marks.rules.iter().map(|(_, until)| *until);
        let rule = rules.min().filter(|_| follows_readers);
        let until = [ends, rule].into_iter().flatten().fold(self.until, Timestamp::min);
        Self { until, follows_readers, ..self }
    }

    /// That of what was made of two things in one snapshot, in which both hold.
    #[must_use]
    pub(crate) fn with(self, other: &Self) -> Self {
        Self {
            from: self.from.max(other.from),
            until: self.until.min(other.until),
            // of one that does not follow readers, what was counted may be long ago
            marks: if other.follows_readers { Arc::clone(&other.marks) } else { self.marks },
            follows_readers: self.follows_readers || other.follows_readers,
        }
    }

    /// Until when, if nothing happens.
    pub(crate) const fn until(&self) -> Timestamp {
        self.until
    }

    /// True for that of an earlier state.
    pub fn is_before(&self, other: &Self) -> bool {
        (self.marks.changed, self.from) < (other.marks.changed, other.from)
    }

    /// True if it holds in a snapshot of an instant.
    pub(crate) fn holds(&self, tx: &mut ReadTx<'_>, at: Timestamp) -> Result<bool, StoreError> {
        if !self.is_its_time(at) {
            return Ok(false);
        }
        let marks = if self.follows_readers {
            Marks::read(tx, at)?
        } else {
            Marks { changed: tx.last_change()?, ..Marks::default() }
        };
        Ok(self.is_of(&marks))
    }

    fn is_its_time(&self, at: Timestamp) -> bool {
        (self.from..self.until).contains(&at)
    }

    fn is_of(&self, marks: &Marks) -> bool {
        if self.follows_readers {
            *marks == *self.marks
        } else {
            marks.changed == self.marks.changed
        }
    }
}

/// The marks as the database told them last.
#[derive(Debug, Default)]
pub(crate) struct Told(Mutex<Option<Marked>>);

#[derive(Debug)]
struct Marked {
    marks: Marks,
    /// When it was asked.
    asked: Instant,
    /// How much this process had written then.
    written: u64,
}

impl Newsroom {
    /// True if something still holds for who asked at an instant; `None` if the database has to be
    /// asked.
    pub fn is_known_to_hold(&self, validity: &Validity, asked: Instant) -> Option<bool> {
        if !validity.is_its_time(self.now()) {
            return Some(false);
        }
        let told = self.told.0.lock().unwrap_or_else(PoisonError::into_inner);
        let told = told
            .as_ref()
            .filter(|told| told.written == self.store.writes() && told.asked + UNASKED_MAX > asked);
        told.map(|told| validity.is_of(&told.marks))
    }

    /// True if something still holds, by the database, which is asked now.
    pub fn holds(&self, validity: &Validity, now: Instant) -> Result<bool, NewsroomError> {
        let (written, at) = (self.store.writes(), self.now());
        let marks = self.store.snapshot()?.read(|tx| Marks::read(tx, at))?;
        let holds = validity.is_its_time(at) && validity.is_of(&marks);
        let mut told = self.told.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.as_ref().is_none_or(|told| told.asked < now) {
            *told = Some(Marked { marks, asked: now, written });
        }
        Ok(holds)
    }
}
