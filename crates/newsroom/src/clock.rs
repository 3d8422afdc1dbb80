//! Where time and ids come from. Tests bring their own.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Instant;

use domain::time::Timestamp;
use uuid::{NoContext, Uuid};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Makes ids.
pub trait Ids: Send + Sync {
    /// A new one, made at `now`.
    fn next(&self, now: Timestamp) -> Uuid;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that the others ask")]
    fn now(&self) -> Timestamp {
        Timestamp::new(chrono::Utc::now())
    }
}

/// The machine's clock, set to another time: it goes on from there.
#[derive(Debug, Clone, Copy)]
pub struct ShiftedClock {
    shift_seconds: i64,
}

impl ShiftedClock {
    /// A clock that says `now` at present.
    pub fn starting(now: Timestamp) -> Self {
        Self { shift_seconds: now.unix_s().saturating_sub(SystemClock.now().unix_s()) }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_seconds(self.shift_seconds)
    }
}

/// A clock that follows another one, asked from time to time, and goes on by itself in between: a
/// jump of the machine's own clock moves nothing.
#[derive(Debug)]
pub struct FollowingClock {
    begun: Instant,
    /// What the other one said when this one began, in microseconds since 1970.
    origin: AtomicI64,
}

impl FollowingClock {
    /// How far the two may be apart before this one is set, in microseconds: less is the way to
    /// the other one and back.
    const APART_MAX: i64 = 50_000;

    /// A clock that says `now`.
    pub fn starting(now: Timestamp) -> Self {
        Self { begun: Instant::now(), origin: AtomicI64::new(now.micros()) }
    }

    /// Hears what the other one says.
    pub fn follow(&self, theirs: Timestamp) {
        let apart = theirs.micros().saturating_sub(self.now().micros());
        if apart.abs() > Self::APART_MAX {
            self.origin.fetch_add(apart, Ordering::Relaxed);
        }
    }
}

impl Clock for FollowingClock {
    fn now(&self) -> Timestamp {
        let gone = i64::try_from(self.begun.elapsed().as_micros()).unwrap_or(i64::MAX);
        let micros = self.origin.load(Ordering::Relaxed).saturating_add(gone);
        Timestamp::from_micros(micros).unwrap_or_else(|| SystemClock.now())
    }
}

/// A clock that stands until it is set: everything that is made meanwhile has the same time.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// A clock that says `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.micros()))
    }

    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.micros(), Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        let micros = self.0.load(Ordering::Relaxed);
        let first = || Timestamp::new(chrono::DateTime::UNIX_EPOCH);
        Timestamp::from_micros(micros).unwrap_or_else(first)
    }
}

/// Ids of version 7 that count instead of drawing lots: the same each time.
#[derive(Debug, Default)]
pub struct CountedIds(AtomicU64);

impl CountedIds {
    /// Goes on from a count.
    pub fn set(&self, count: u64) {
        self.0.store(count, Ordering::Relaxed);
    }
}

impl Ids for CountedIds {
    fn next(&self, now: Timestamp) -> Uuid {
        let count = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let mut random = [0_u8; 10];
        for (place, byte) in random.iter_mut().skip(2).zip(count) {
            *place = byte;
        }
        uuid::Builder::from_unix_timestamp_millis(now.unix_ms(), &random).into_uuid()
    }
}

/// Random ids of version 7 (RFC 9562, section 5.7).
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn next(&self, now: Timestamp) -> Uuid {
        let seconds = u64::try_from(now.unix_s()).unwrap_or(0);
        let nanos = now.utc().timestamp_subsec_nanos();
        Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_follows_far_jumps_only() {
        let start = Timestamp::parse("2026-03-14T07:30:00Z").unwrap();
        let clock = FollowingClock::starting(start);
        clock.follow(clock.now().plus_ms(10));
        assert!(clock.now().ms_since(start) < 3_600_000);
        clock.follow(start.plus_seconds(7_200));
        assert!(clock.now() >= start.plus_seconds(7_200));
        clock.follow(start);
        assert!(clock.now() < start.plus_seconds(7_200));
    }
}
