//! Log-in attempts: five in a quarter of an hour for each address, then a pause.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::time::Timestamp;

/// Failures that are let through in a window.
const FAILURES_MAX: u32 = 5;
/// How long failures count.
const WINDOW_SECONDS: i64 = 15 * 60;
/// Addresses that are remembered; the oldest go first.
const ADDRESSES_MAX: usize = 10_000;

/// Failures by address, in memory: a restart forgives.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<HashMap<String, Failures>>);

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    since: Timestamp,
}

impl Throttle {
    /// How many seconds `address` has to wait, if it has to.
    pub(crate) fn wait_seconds(&self, address: &str, now: Timestamp) -> Option<i64> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let failures = seen.get(address)?;
        let until = failures.since.plus_seconds(WINDOW_SECONDS);
        (failures.count >= FAILURES_MAX && until > now)
            .then(|| until.unix_s().saturating_sub(now.unix_s()).max(1))
    }

    /// Notes a failure.
    pub(crate) fn failed(&self, address: &str, now: Timestamp) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= ADDRESSES_MAX && !seen.contains_key(address) {
            seen.retain(|_, failures| failures.since.plus_seconds(WINDOW_SECONDS) > now);
            let oldest = seen.iter().min_by_key(|(_, f)| f.since).map(|(name, _)| name.clone());
            if let Some(oldest) = oldest.filter(|_| seen.len() >= ADDRESSES_MAX) {
                seen.remove(&oldest);
            }
        }
        let fresh = Failures { count: 0, since: now };
        let failures = seen.entry(address.to_owned()).or_insert(fresh);
        if failures.since.plus_seconds(WINDOW_SECONDS) <= now {
            *failures = fresh;
        }
        failures.count = failures.count.saturating_add(1);
    }

    /// Forgets the failures of one who got in.
    pub(crate) fn succeeded(&self, address: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_and_a_pause() {
        let throttle = Throttle::default();
        let now = Timestamp::from_micros(0).unwrap();
        for _ in 0..FAILURES_MAX {
            assert_eq!(throttle.wait_seconds("a", now), None);
            throttle.failed("a", now);
        }
        assert_eq!(throttle.wait_seconds("a", now), Some(WINDOW_SECONDS));
        assert_eq!(throttle.wait_seconds("b", now), None);
        let later = now.plus_seconds(WINDOW_SECONDS);
        assert_eq!(throttle.wait_seconds("a", later), None);
        throttle.failed("a", later);
        assert_eq!(throttle.wait_seconds("a", later), None);
    }

    #[test]
    fn who_gets_in_starts_anew() {
        let throttle = Throttle::default();
        let now = Timestamp::from_micros(0).unwrap();
        for _ in 0..FAILURES_MAX {
            throttle.failed("a", now);
        }
        throttle.succeeded("a");
        assert_eq!(throttle.wait_seconds("a", now), None);
    }
}
