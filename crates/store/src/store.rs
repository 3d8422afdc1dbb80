//! The way in: snapshots to read, transactions to write.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use diesel::Connection;
use diesel::connection::TransactionManager;
use diesel::result::QueryResult;
use tokio::sync::watch;
use uuid::Uuid;

use crate::engine::{Engine, Entry, ReadTx, WriteTx};
use crate::error::StoreError;
use crate::pool::Lease;
use crate::queries::changes::append;
use crate::queries::corrections::link_corrections;
use crate::queries::redact::{scrub_postgres, scrub_sqlite};
use crate::queries::search::left_out::{articles_left_out, quotes_left_out};
use crate::{migrate, postgres, sqlite};

/// Where the newsroom is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A file.
    Sqlite(PathBuf),
    /// `postgres://user:password@host:port/database?sslmode=…`
    Postgres(String),
}

impl Target {
    /// Reads `sqlite://PATH` or `postgres://…`; `None` for anything else.
    pub fn parse(url: &str) -> Option<Self> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            return (!path.is_empty()).then(|| Self::Sqlite(PathBuf::from(path)));
        }
        let server = url.starts_with("postgres://") || url.starts_with("postgresql://");
        server.then(|| Self::Postgres(url.to_owned()))
    }
}

/// Tells that something was written through this store; not what.
pub type Written = watch::Receiver<u64>;

/// The newsroom's memory. A clone is the same one.
#[derive(Clone)]
pub struct Store {
    database: Arc<Database>,
    /// How many statements were run.
    statements: Arc<AtomicU64>,
    /// The open transaction that everything is part of, if this is one of [`Store::together`].
    joined: Option<Joined>,
    /// How many writes were committed.
    written: Arc<watch::Sender<u64>>,
}

enum Database {
    Sqlite(sqlite::Database),
    Postgres(postgres::Database),
}

/// A connection of either engine.
enum Held {
    Sqlite(Lease<sqlite::Conn>),
    Postgres(Box<Lease<postgres::Conn>>),
}

/// A transaction that several share, one behind the other; empty once it has ended.
type Joined = Arc<Mutex<Option<Shared>>>;

/// An open transaction, and what its writes noted for the change log.
struct Shared {
    held: Held,
    entries: Vec<Entry>,
}

/// Runs one body on whichever connection is held.
macro_rules! on {
    ($held:expr, |$lease:ident| $body:expr) => {
        match $held {
            Held::Sqlite($lease) => $body,
            Held::Postgres($lease) => $body,
        }
    };
}

impl Store {
    /// Opens it; nothing is read before it is used.
    pub fn open(target: &Target) -> Self {
        let database = match target {
            Target::Sqlite(path) => Database::Sqlite(sqlite::Database::open(path)),
            Target::Postgres(url) => Database::Postgres(postgres::Database::open(url)),
        };
        Self {
            database: Arc::new(database),
            statements: Arc::default(),
            joined: None,
            written: Arc::default(),
        }
    }

    /// Changes whenever a write of this process was committed.
    pub fn written(&self) -> Written {
        self.written.subscribe()
    }

    /// How many writes of this process were committed.
    pub fn writes(&self) -> u64 {
        *self.written.borrow()
    }

    /// How many statements were run since it was opened.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Makes and changes the tables as this release needs them, and indexes what it could not find.
    pub fn migrate(&self) -> Result<(), StoreError> {
        match &*self.database {
            Database::Sqlite(database) => migrate::sqlite(database.writer.lease()?.conn()?),
            Database::Postgres(database) => migrate::postgres(database.writers.lease()?.conn()?),
        }?;
        self.index_left_out(articles_left_out)?;
        self.index_left_out(quotes_left_out)?;
        while self.write("correction.link", link_corrections)? > 0 {}
        Ok(())
    }

    /// Writes the tables in which something was erased anew, so that nothing of it is left in their
    /// files; false if somebody read meanwhile, and it has to be done again.
    pub fn scrub(&self) -> Result<bool, StoreError> {
        match &*self.database {
            Database::Sqlite(database) => scrub_sqlite(database.writer.lease()?.conn()?),
            Database::Postgres(database) => scrub_postgres(database.writers.lease()?.conn()?),
        }
    }

    /// Indexes all of a kind that cannot be found, a few in each transaction.
    fn index_left_out(
        &self,
        some: fn(&mut WriteTx<'_>, Uuid) -> Result<Option<Uuid>, StoreError>,
    ) -> Result<(), StoreError> {
        let mut after = Uuid::nil();
        while let Some(last) = self.write("search.index", |tx| some(tx, after))? {
            after = last;
        }
        Ok(())
    }

    /// Runs `work` in one transaction: all of it happens, or nothing. `name` stands in the log
    /// and in the audit.
    pub fn write<T, E: From<StoreError>>(
        &self,
        name: &'static str,
        work: impl FnOnce(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut count = 0;
        let done = match &self.joined {
            Some(joined) => with(joined, |shared| shared.savepoint((name, &mut count), work)),
            None => self.writer()?.transact((name, &mut count), work),
        };
        self.statements.fetch_add(u64::from(count), Ordering::Relaxed);
        tracing::debug!(db.write = name, db.statements = count, db.committed = done.is_ok());
        if done.is_ok() && self.joined.is_none() {
            self.tell();
        }
        done
    }

    /// Runs `work` with a store whose writes and snapshots are all part of one transaction: all of
    /// them happen, or none. A write that fails undoes itself only; whether the others stand is for
    /// `work` to say by what it returns. They take turns: one within another is
    /// [`StoreError::NotFree`]. What is done together within something larger is undone alone.
    pub fn together<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        if let Some(joined) = &self.joined {
            return self.within(joined, work);
        }
        let mut held = self.writer()?;
        held.begin()?;
        let joined = Arc::new(Mutex::new(Some(Shared { held, entries: Vec::new() })));
        let done = work(&Self { joined: Some(Arc::clone(&joined)), ..self.clone() });
        // whatever of `work` outlives it finds the transaction gone
        let shared = joined.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Shared { held, entries } = shared.ok_or(StoreError::NotFree)?;
        let mut count = 0;
        let done = held.end(&mut count, &entries, done);
        self.statements.fetch_add(u64::from(count), Ordering::Relaxed);
        if done.is_ok() {
            self.tell();
        }
        done
    }

    /// The same as a part of a transaction that is open already.
    fn within<T, E: From<StoreError>>(
        &self,
        joined: &Joined,
        work: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let noted = with(joined, |shared| {
            on!(&mut shared.held, |lease| begin(lease.conn()?)).map_err(StoreError::from)?;
            Ok::<_, E>(shared.entries.len())
        })?;
        let done = work(self);
        let is_done = done.is_ok();
        with(joined, |shared| {
            if !is_done {
                shared.entries.truncate(noted);
            }
            on!(&mut shared.held, |lease| end(lease.conn()?, done))
        })
    }

    /// True for a store of [`Store::together`].
    pub fn is_joined(&self) -> bool {
        self.joined.is_some()
    }

    /// Tells those who wait for it that something was committed.
    fn tell(&self) {
        self.written.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// A connection that writes.
    fn writer(&self) -> Result<Held, StoreError> {
        Ok(match &*self.database {
            Database::Sqlite(database) => Held::Sqlite(database.writer.lease()?),
            Database::Postgres(database) => Held::Postgres(Box::new(database.writers.lease()?)),
        })
    }

    /// Opens a snapshot: everything read through it is as of one instant.
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let open = match &self.joined {
            Some(joined) => Open::Joined(Arc::clone(joined)),
            None => Open::Own(self.reader()?),
        };
        Ok(Snapshot { open, statements: 0, of_all: Arc::clone(&self.statements) })
    }

    /// A connection with a transaction that reads.
    fn reader(&self) -> Result<Held, StoreError> {
        let mut held = match &*self.database {
            Database::Sqlite(database) => Held::Sqlite(database.readers.lease()?),
            Database::Postgres(database) => Held::Postgres(Box::new(database.readers.lease()?)),
        };
        on!(&mut held, |lease| begin(lease.conn()?))?;
        Ok(held)
    }
}

impl Held {
    /// Begins a transaction that writes.
    fn begin(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(lease) => sqlite::begin_write(lease.conn()?)?,
            Self::Postgres(lease) => begin(lease.conn()?)?,
        }
        Ok(())
    }

    /// Runs `work` in a transaction of its own.
    fn transact<T, E: From<StoreError>>(
        mut self,
        (name, count): (&'static str, &mut u32),
        work: impl FnOnce(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.begin()?;
        let mut entries = Vec::new();
        let done = work(&mut WriteTx(ReadTx(self.engine()?, count), &mut entries, name));
        self.end(count, &entries, done)
    }

    /// Writes the log and commits if it was done, else rolls back.
    fn end<T, E: From<StoreError>>(
        mut self,
        count: &mut u32,
        entries: &[Entry],
        done: Result<T, E>,
    ) -> Result<T, E> {
        let done = match done {
            Ok(value) => {
                append(ReadTx(self.engine()?, count), entries).map(|()| value).map_err(E::from)
            }
            Err(error) => Err(error),
        };
        on!(&mut self, |lease| end(lease.conn()?, done))
    }

    fn engine(&mut self) -> Result<Engine<'_>, StoreError> {
        Ok(match self {
            Self::Sqlite(lease) => Engine::Sqlite(lease.conn()?),
            Self::Postgres(lease) => Engine::Postgres(lease.conn()?),
        })
    }
}

impl Shared {
    /// Runs `work` as a part of the open transaction that is undone alone if it fails.
    fn savepoint<T, E: From<StoreError>>(
        &mut self,
        (name, count): (&'static str, &mut u32),
        work: impl FnOnce(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let Self { held, entries } = self;
        let noted = entries.len();
        on!(held, |lease| begin(lease.conn()?)).map_err(StoreError::from)?;
        let done = work(&mut WriteTx(ReadTx(held.engine()?, count), entries, name));
        let done = on!(held, |lease| end(lease.conn()?, done));
        if done.is_err() {
            entries.truncate(noted);
        }
        done
    }
}

/// Works on a shared transaction, one at a time.
fn with<T, E: From<StoreError>>(
    joined: &Joined,
    work: impl FnOnce(&mut Shared) -> Result<T, E>,
) -> Result<T, E> {
    let mut shared = match joined.try_lock() {
        Ok(shared) => shared,
        Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        Err(TryLockError::WouldBlock) => return Err(StoreError::NotFree.into()),
    };
    work(shared.as_mut().ok_or(StoreError::NotFree)?)
}

enum Open {
    /// A transaction of its own, which is rolled back.
    Own(Held),
    /// One that somebody else ends.
    Joined(Joined),
}

/// A consistent reading of the newsroom, with a connection of its own until it is dropped.
pub struct Snapshot {
    open: Open,
    statements: u32,
    of_all: Arc<AtomicU64>,
}

impl Snapshot {
    /// Reads.
    pub fn read<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut ReadTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut count = 0;
        let done = match &mut self.open {
            Open::Own(held) => work(&mut ReadTx(held.engine()?, &mut count)),
            Open::Joined(joined) => {
                with(joined, |shared| work(&mut ReadTx(shared.held.engine()?, &mut count)))
            }
        };
        self.statements = self.statements.saturating_add(count);
        self.of_all.fetch_add(u64::from(count), Ordering::Relaxed);
        done
    }

    /// How many statements it has run.
    pub fn statements(&self) -> u32 {
        self.statements
    }
}

/// Ends a reading of its own; a connection that cannot even do that serves no more.
impl Drop for Snapshot {
    fn drop(&mut self) {
        if let Open::Own(held) = &mut self.open {
            on!(held, |lease| {
                let ended = lease.conn().is_ok_and(|conn| rollback(conn).is_ok());
                if !ended {
                    lease.close();
                }
            });
        }
    }
}

fn begin<C: Connection>(conn: &mut C) -> QueryResult<()> {
    C::TransactionManager::begin_transaction(conn)
}

fn rollback<C: Connection>(conn: &mut C) -> QueryResult<()> {
    C::TransactionManager::rollback_transaction(conn)
}

/// Ends the innermost transaction: commits if it was done, else rolls back.
fn end<C: Connection, T, E: From<StoreError>>(conn: &mut C, done: Result<T, E>) -> Result<T, E> {
    match done {
        Ok(value) => {
            C::TransactionManager::commit_transaction(conn).map_err(StoreError::from)?;
            Ok(value)
        }
        Err(error) => {
            if let Err(failed) = rollback(conn) {
                tracing::warn!(error.chain = %failed, "a write could not be rolled back");
            }
            Err(error)
        }
    }
}
