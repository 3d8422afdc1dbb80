//! A small pool: a bounded number of connections, made when they are needed.

use std::sync::{Condvar, Mutex, PoisonError};
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
    /// A pool of at most `size_max` connections; `usable` says whether one may serve again.
    pub(crate) fn new(
        size_max: usize,
        make: impl Fn() -> Result<C, StoreError> + Send + Sync + 'static,
        usable: fn(&mut C) -> bool,
    ) -> Self {
        let state = Mutex::new(State { idle: Vec::new(), free: size_max });
        Self { make: Box::new(make), usable, state, freed: Condvar::new() }
    }

    /// A connection until the lease is dropped; in a panic it is closed, which rolls back.
    pub(crate) fn lease(&self) -> Result<Lease<'_, C>, StoreError> {
        Ok(Lease { conn: Some(self.take()?), pool: self })
    }

    /// A connection, an idle one if there is one that still works.
    pub(crate) fn take(&self) -> Result<C, StoreError> {
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

    /// Gives a connection back; `None` for one that was lost.
    pub(crate) fn release(&self, conn: Option<C>) {
        let conn = conn.and_then(|mut conn| (self.usable)(&mut conn).then_some(conn));
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.idle.extend(conn);
        state.free = state.free.saturating_add(1);
        drop(state);
        self.freed.notify_one();
    }
}

/// A connection of a pool, given back when it is dropped.
pub(crate) struct Lease<'a, C> {
    pool: &'a Pool<C>,
    conn: Option<C>,
}

impl<C> Lease<'_, C> {
    /// The connection.
    pub(crate) fn conn(&mut self) -> Result<&mut C, StoreError> {
        self.conn.as_mut().ok_or(StoreError::Busy { waited_ms: 0 })
    }
}

impl<C> Drop for Lease<'_, C> {
    fn drop(&mut self) {
        let conn = self.conn.take();
        self.pool.release(if std::thread::panicking() { None } else { conn });
    }
}
