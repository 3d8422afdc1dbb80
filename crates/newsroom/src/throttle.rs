//! Tries of passwords: some in a quarter of an hour, then one after each pause, and each pause is
//! longer than the one before.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::account::Email;
use domain::time::Timestamp;

use crate::error::NewsroomError;

/// Tries that an account takes before there are pauses.
const BY_ACCOUNT_MAX: u32 = 5;
/// Tries that come from one network before there are pauses: many may share its address.
const BY_NETWORK_MAX: u32 = 20;
/// How long tries count, and how long one has to be quiet after a pause to begin anew.
const WINDOW_SECONDS: i64 = 15 * 60;
/// The first pause; each further one is twice as long.
const PAUSE_SECONDS: i64 = 60;
/// The longest pause.
const PAUSE_SECONDS_MAX: i64 = 60 * 60;
/// Names that are remembered; the oldest go first.
const NAMES_MAX: usize = 10_000;

/// Tries by the account that is meant and by the network that they come from.
#[derive(Debug)]
pub(crate) struct Gate {
    by_account: Throttle,
    by_network: Throttle,
}

impl Default for Gate {
    fn default() -> Self {
        let (by_account, by_network) = (BY_ACCOUNT_MAX, BY_NETWORK_MAX);
        Self { by_account: Throttle::new(by_account), by_network: Throttle::new(by_network) }
    }
}

impl Gate {
    /// Counts a try; an error if there were too many, whether the account is there or not.
    pub(crate) fn admit(
        &self,
        email: &Email,
        network: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<(), NewsroomError> {
        let by_network = |network: IpAddr| self.by_network.attempt(&network.to_string(), now);
        network
            .map_or(Ok(()), by_network)
            .and_then(|()| self.by_account.attempt(email.as_str(), now))
            .map_err(|wait_seconds| NewsroomError::Throttled { wait_seconds })
    }

    /// Takes the tries back of one who got in.
    pub(crate) fn excuse(&self, email: &str, network: Option<IpAddr>) {
        self.by_account.forget(email);
        if let Some(network) = network {
            self.by_network.excuse(&network.to_string());
        }
    }
}

/// Tries by a name (an address of mail or of the network), in memory: a restart forgives, and
/// each process counts for itself.
#[derive(Debug)]
struct Throttle {
    tries_max: u32,
    seen: Mutex<HashMap<String, Tries>>,
}

#[derive(Debug, Clone, Copy)]
struct Tries {
    count: u32,
    since: Timestamp,
    paused_until: Timestamp,
}

impl Throttle {
    /// Lets `tries_max` tries through before the first pause.
    fn new(tries_max: u32) -> Self {
        Self { tries_max, seen: Mutex::default() }
    }

    /// Counts a try before it is made, so that many at once are no more than one after another.
    /// An error if there is a pause: how many seconds are left of it.
    fn attempt(&self, name: &str, now: Timestamp) -> Result<(), i64> {
        let mut seen = self.seen();
        make_room(&mut seen, name, now);
        let fresh = Tries { count: 0, since: now, paused_until: now };
        let tries = seen.entry(name.to_owned()).or_insert(fresh);
        if tries.forgotten_at() <= now {
            *tries = fresh;
        }
        if tries.paused_until > now {
            return Err(now.seconds_until(tries.paused_until).max(1));
        }
        tries.count = tries.count.saturating_add(1);
        if let Some(over) = tries.count.checked_sub(self.tries_max) {
            tries.paused_until = now.plus_seconds(pause_seconds(over));
        }
        Ok(())
    }

    /// Forgets the tries of one who got in.
    fn forget(&self, name: &str) {
        self.seen().remove(name);
    }

    /// Takes one try back, for it was none: whoever shares the name may have others that are.
    fn excuse(&self, name: &str) {
        if let Some(tries) = self.seen().get_mut(name) {
            tries.count = tries.count.saturating_sub(1);
            if tries.count < self.tries_max {
                tries.paused_until = tries.since;
            }
        }
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<String, Tries>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tries {
    fn forgotten_at(&self) -> Timestamp {
        self.since.max(self.paused_until).plus_seconds(WINDOW_SECONDS)
    }
}

/// 1 minute, 2, 4 and so on, up to an hour.
fn pause_seconds(over: u32) -> i64 {
    let doubled = 2_i64.checked_pow(over).and_then(|times| PAUSE_SECONDS.checked_mul(times));
    doubled.unwrap_or(PAUSE_SECONDS_MAX).min(PAUSE_SECONDS_MAX)
}

/// Throws away what counts no more, or the oldest, if one more name would be too many.
fn make_room(seen: &mut HashMap<String, Tries>, name: &str, now: Timestamp) {
    if seen.len() < NAMES_MAX || seen.contains_key(name) {
        return;
    }
    seen.retain(|_, tries| tries.forgotten_at() > now);
    let oldest = seen.iter().min_by_key(|(_, tries)| tries.since).map(|(name, _)| name.clone());
    if let Some(oldest) = oldest.filter(|_| seen.len() >= NAMES_MAX) {
        seen.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(0).unwrap().plus_seconds(seconds)
    }

    #[test]
    fn five_tries_and_pauses_that_grow() {
        let throttle = Throttle::new(5);
        for _ in 0..5 {
            assert_eq!(throttle.attempt("a", at(0)), Ok(()));
        }
        let (mut now, mut pauses) = (0, Vec::new());
        for _ in 0..8 {
            let pause = throttle.attempt("a", at(now)).unwrap_err();
            assert_eq!(throttle.attempt("a", at(now + pause - 1)), Err(1), "no sooner");
            now += pause;
            pauses.push(pause / 60);
            assert_eq!(throttle.attempt("a", at(now)), Ok(()), "one after each pause");
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(throttle.attempt("b", at(now)), Ok(()), "others do not wait");
        let quiet = now + 60 * 60 + WINDOW_SECONDS;
        assert!((0..5).all(|_| throttle.attempt("a", at(quiet)).is_ok()), "it is forgotten");
    }

    #[test]
    fn tries_count_for_a_quarter_of_an_hour() {
        let throttle = Throttle::new(5);
        for window in 0..4 {
            for _ in 0..4 {
                assert_eq!(throttle.attempt("a", at(window * WINDOW_SECONDS)), Ok(()));
            }
        }
    }

    #[test]
    fn who_gets_in_starts_anew_and_is_excused_where_others_are() {
        let throttle = Throttle::new(5);
        for _ in 0..20 {
            assert_eq!(throttle.attempt("a", at(0)), Ok(()));
            throttle.forget("a");
            assert_eq!(throttle.attempt("house", at(0)), Ok(()));
            throttle.excuse("house");
        }
        for _ in 0..5 {
            assert_eq!(throttle.attempt("house", at(0)), Ok(()));
        }
        assert!(throttle.attempt("house", at(0)).is_err());
    }

    #[test]
    fn no_more_names_are_kept_than_there_is_room_for() {
        let throttle = Throttle::new(5);
        for name in 0..NAMES_MAX + 10 {
            assert_eq!(throttle.attempt(&name.to_string(), at(0)), Ok(()));
        }
        assert_eq!(throttle.seen().len(), NAMES_MAX);
    }
}
