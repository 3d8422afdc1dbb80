//! How many may listen at once: connections of an account or an address, and of all.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::HttpRequest;
use uuid::Uuid;

use crate::auth::{App, Caller};
use crate::web::code;
use crate::web::problem::Problem;
use crate::web::rate::network;

/// Connections of one account, or of one address without an account.
const OWN_MAX: usize = 32;
/// Connections of all, so that descriptors are left for requests.
const ALL_MAX: usize = 4_096;
/// When to try again.
const RETRY_SECONDS: i64 = 30;

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Account(Uuid),
    Address(IpAddr),
}

/// The connections that listen.
#[derive(Debug, Default)]
pub(super) struct Seats(Mutex<HashMap<Who, usize>>);

/// The place of one connection, free again when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Arc<Seats>,
    who: Who,
}

impl Seats {
    /// A place for whoever asks; 429 if they or all have too many.
    pub(super) fn take(
        self: &Arc<Self>,
        app: &App,
        caller: &Caller,
        request: &HttpRequest,
    ) -> Result<Seat, Problem> {
        let address = || app.limits.client(request).unwrap_or(Ipv6Addr::UNSPECIFIED.into());
        let account = caller.account.as_ref().map(|account| Who::Account(account.id.0));
        self.give(account.unwrap_or_else(|| Who::Address(network(address()))))
    }

    fn give(self: &Arc<Self>, who: Who) -> Result<Seat, Problem> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = taken.values().sum();
        let own = taken.get(&who).copied().unwrap_or_default();
        if own >= OWN_MAX || all >= ALL_MAX {
            return Err(Problem::new(code::TOO_MANY_REQUESTS).retry_after(RETRY_SECONDS));
        }
        taken.insert(who, own.saturating_add(1));
        Ok(Seat { seats: Arc::clone(self), who })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.who) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_so_many_places_and_gets_them_back() {
        let seats = Arc::new(Seats::default());
        let (one, other) = (Who::Account(Uuid::nil()), Who::Address([192, 0, 2, 1].into()));
        let mut held: Vec<_> = (0..OWN_MAX).map(|_| seats.give(one).unwrap()).collect();
        assert_eq!(seats.give(one).unwrap_err().code().status, 429);
        assert!(seats.give(other).is_ok());
        held.pop();
        assert!(seats.give(one).is_ok());
        drop(held);
        assert!(seats.0.lock().unwrap().is_empty());
    }

    #[test]
    fn all_together_have_so_many_places() {
        let seats = Arc::new(Seats::default());
        let who = |number: usize| Who::Account(Uuid::from_u128(u128::try_from(number).unwrap()));
        let held: Vec<_> = (0..ALL_MAX).map(|at| seats.give(who(at)).unwrap()).collect();
        assert!(seats.give(who(ALL_MAX)).is_err());
        drop(held);
        assert!(seats.give(who(0)).is_ok());
    }
}
