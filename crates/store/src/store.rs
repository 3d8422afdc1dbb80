//! The way in: snapshots to read, transactions to write.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::Connection;
use diesel::connection::TransactionManager;
use diesel::result::QueryResult;
use tokio::sync::watch;

use crate::engine::{Engine, ReadTx, WriteTx};
use crate::error::StoreError;
use crate::pool::Lease;
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
    /// How many writes were committed.
    written: Arc<watch::Sender<u64>>,
}

enum Database {
    Sqlite(sqlite::Database),
    Postgres(postgres::Database),
}

impl Store {
    /// Opens it; nothing is read before it is used.
    pub fn open(target: &Target) -> Self {
        let database = match target {
            Target::Sqlite(path) => Database::Sqlite(sqlite::Database::open(path)),
            Target::Postgres(url) => Database::Postgres(postgres::Database::open(url)),
        };
        Self { database: Arc::new(database), statements: Arc::default(), written: Arc::default() }
    }

    /// Changes whenever a write of this process was committed.
    pub fn written(&self) -> Written {
        self.written.subscribe()
    }

    /// How many statements were run since it was opened.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Makes and changes the tables as this release needs them.
    pub fn migrate(&self) -> Result<(), StoreError> {
        match &*self.database {
            Database::Sqlite(database) => migrate::sqlite(database.writer.lease()?.conn()?),
            Database::Postgres(database) => migrate::postgres(database.writers.lease()?.conn()?),
        }
    }

    /// Runs `work` in one transaction: all of it happens, or nothing. `name` stands in the log.
    pub fn write<T, E: From<StoreError>>(
        &self,
        name: &'static str,
        work: impl FnOnce(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut count = 0;
        let done = match &*self.database {
            Database::Sqlite(database) => {
                let mut lease = database.writer.lease()?;
                transact(lease.conn()?, sqlite::begin_write, |conn| {
                    work(&mut WriteTx(ReadTx(Engine::Sqlite(conn), &mut count)))
                })
            }
            Database::Postgres(database) => {
                let mut lease = database.writers.lease()?;
                transact(lease.conn()?, begin, |conn| {
                    work(&mut WriteTx(ReadTx(Engine::Postgres(conn), &mut count)))
                })
            }
        };
        self.statements.fetch_add(u64::from(count), Ordering::Relaxed);
        tracing::debug!(db.write = name, db.statements = count, db.committed = done.is_ok());
        if done.is_ok() {
            self.written.send_modify(|count| *count = count.wrapping_add(1));
        }
        done
    }

    /// Opens a snapshot: everything read through it is as of one instant.
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let open = match &*self.database {
            Database::Sqlite(database) => {
                let mut lease = database.readers.lease()?;
                begin(lease.conn()?)?;
                Open::Sqlite(lease)
            }
            Database::Postgres(database) => {
                let mut lease = database.readers.lease()?;
                begin(lease.conn()?)?;
                Open::Postgres(Box::new(lease))
            }
        };
        Ok(Snapshot { open, statements: 0, of_all: Arc::clone(&self.statements) })
    }
}

enum Open {
    Sqlite(Lease<sqlite::Conn>),
    Postgres(Box<Lease<postgres::Conn>>),
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
            Open::Sqlite(lease) => work(&mut ReadTx(Engine::Sqlite(lease.conn()?), &mut count)),
            Open::Postgres(lease) => work(&mut ReadTx(Engine::Postgres(lease.conn()?), &mut count)),
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

impl Drop for Snapshot {
    fn drop(&mut self) {
        match &mut self.open {
            Open::Sqlite(lease) => end(lease),
            Open::Postgres(lease) => end(lease),
        }
    }
}

/// Ends a reading; a connection that cannot even do that serves no more.
fn end<C: Connection>(lease: &mut Lease<C>) {
    let ended = lease.conn().is_ok_and(|conn| rollback(conn).is_ok());
    if !ended {
        lease.close();
    }
}

fn begin<C: Connection>(conn: &mut C) -> QueryResult<()> {
    C::TransactionManager::begin_transaction(conn)
}

fn rollback<C: Connection>(conn: &mut C) -> QueryResult<()> {
    C::TransactionManager::rollback_transaction(conn)
}

fn transact<C: Connection, T, E: From<StoreError>>(
    conn: &mut C,
    begin: impl FnOnce(&mut C) -> QueryResult<()>,
    work: impl FnOnce(&mut C) -> Result<T, E>,
) -> Result<T, E> {
    begin(conn).map_err(StoreError::from)?;
    match work(conn) {
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
