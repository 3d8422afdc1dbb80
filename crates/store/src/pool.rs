//! A small pool: a bounded number of connections, made when they are needed.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::error::StoreError;

/// How long a caller waits for a connection.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// Connections of one kind.
pub(crate) struct Pool<C> {
    make: Box<dyn Fn() -> Result<C, StoreError> + Send + Sync>,
    usable: fn(&mut C) -> bool,
    state: Mutex<State<C>>,
    freed: Condvar,
}

struct State<C> {
    idle: Vec<C>,
    free: usize,
}

impl<C> Pool<C> {
    /// A pool of at most `size_max` connections; `usable` says whether an idle one may serve.
    pub(crate) fn new(
        size_max: usize,
        make: impl Fn() -> Result<C, StoreError> + Send + Sync + 'static,
        usable: fn(&mut C) -> bool,
    ) -> Arc<Self> {
        let state = Mutex::new(State { idle: Vec::new(), free: size_max });
        Arc::new(Self { make: Box::new(make), usable, state, freed: Condvar::new() })
    }

    /// A connection until the lease is dropped.
    pub(crate) fn lease(self: &Arc<Self>) -> Result<Lease<C>, StoreError> {
        Ok(Lease { conn: Some(self.take()?), pool: Arc::clone(self) })
    }

    /// A connection, an idle one if there is one that still works.
    fn take(&self) -> Result<C, StoreError> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut state, waited) = self
            .freed
            .wait_timeout_while(state, WAIT_MAX, |state| state.free == 0)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() && state.free == 0 {
            let waited_ms = u64::try_from(WAIT_MAX.as_millis()).unwrap_or(u64::MAX);
            return Err(StoreError::Busy { waited_ms });
        }
        state.free = state.free.saturating_sub(1);
        let mut idle = std::mem::take(&mut state.idle);
        drop(state);
        let mut taken = None;
        while taken.is_none()
            && let Some(mut conn) = idle.pop()
        {
            if (self.usable)(&mut conn) {
                taken = Some(conn);
            }
        }
        if !idle.is_empty() {
            self.state.lock().unwrap_or_else(PoisonError::into_inner).idle.append(&mut idle);
        }
        match taken {
            Some(conn) => Ok(conn),
            None => (self.make)().inspect_err(|_| self.release(None)),
        }
    }

    /// Makes room for another connection, and keeps the one that is given back.
    fn release(&self, conn: Option<C>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.idle.extend(conn);
        state.free = state.free.saturating_add(1);
        drop(state);
        self.freed.notify_one();
    }
}

/// A connection of a pool, given back when it is dropped; in a panic it is closed, which rolls
/// back.
pub(crate) struct Lease<C> {
    pool: Arc<Pool<C>>,
    conn: Option<C>,
}

impl<C> Lease<C> {
    /// The connection.
    pub(crate) fn conn(&mut self) -> Result<&mut C, StoreError> {
        self.conn.as_mut().ok_or(StoreError::Busy { waited_ms: 0 })
    }

    /// Closes the connection: nobody knows what state it is in.
    pub(crate) fn close(&mut self) {
        self.conn = None;
    }
}

impl<C> Drop for Lease<C> {
    fn drop(&mut self) {
        let conn = self.conn.take();
        self.pool.release(conn.filter(|_| !std::thread::panicking()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_lease_makes_room_whatever_became_of_its_connection() {
        let pool = Pool::new(1, || Ok(0_u32), |_| true);
        *pool.lease().unwrap().conn().unwrap() = 7;
        assert_eq!(*pool.lease().unwrap().conn().unwrap(), 7, "it is kept");
        pool.lease().unwrap().close();
        assert_eq!(*pool.lease().unwrap().conn().unwrap(), 0, "a closed one is not");
    }

    #[test]
    fn a_connection_that_cannot_be_made_takes_no_room() {
        let pool = Pool::<u32>::new(1, || Err(StoreError::Busy { waited_ms: 1 }), |_| true);
        for _ in 0..3 {
            assert!(matches!(pool.lease().err(), Some(StoreError::Busy { waited_ms: 1 })));
        }
    }
}
