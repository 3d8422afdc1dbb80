//! The way in: snapshots to read, transactions to write.

use std::path::PathBuf;
use std::sync::Arc;

use diesel::Connection;
use diesel::connection::TransactionManager;
use diesel::result::Error as DieselError;

use crate::engine::{Engine, ReadTx, WriteTx};
use crate::error::StoreError;
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

/// The newsroom's memory. A clone is the same one.
#[derive(Clone)]
pub struct Store(Arc<Database>);

enum Database {
    Sqlite(sqlite::Database),
    Postgres(postgres::Database),
}

impl Store {
    /// Opens it; nothing is read before it is used.
    pub fn open(target: &Target) -> Self {
        Self(Arc::new(match target {
            Target::Sqlite(path) => Database::Sqlite(sqlite::Database::open(path)),
            Target::Postgres(url) => Database::Postgres(postgres::Database::open(url)),
        }))
    }

    /// Makes and changes the tables as this release needs them.
    pub fn migrate(&self) -> Result<(), StoreError> {
        match &*self.0 {
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
        let done = match &*self.0 {
            Database::Sqlite(database) => {
                let mut lease = database.writer.lease()?;
                transact(lease.conn()?, true, |conn| {
                    work(&mut WriteTx(ReadTx(Engine::Sqlite(conn), &mut count)))
                })
            }
            Database::Postgres(database) => {
                let mut lease = database.writers.lease()?;
                transact(lease.conn()?, false, |conn| {
                    work(&mut WriteTx(ReadTx(Engine::Postgres(conn), &mut count)))
                })
            }
        };
        tracing::debug!(db.write = name, db.statements = count, db.committed = done.is_ok());
        done
    }

    /// Opens a snapshot: everything read through it is as of one instant.
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let conn = match &*self.0 {
            Database::Sqlite(database) => {
                let mut conn = database.readers.take()?;
                begin(&mut conn, false)?;
                Open::Sqlite(conn)
            }
            Database::Postgres(database) => {
                let mut conn = database.readers.take()?;
                begin(&mut conn, false)?;
                Open::Postgres(Box::new(conn))
            }
        };
        Ok(Snapshot { store: self.clone(), conn: Some(conn), statements: 0 })
    }
}

enum Open {
    Sqlite(sqlite::Conn),
    Postgres(Box<postgres::Conn>),
}

/// A consistent reading of the newsroom, with a connection of its own until it is dropped.
pub struct Snapshot {
    store: Store,
    conn: Option<Open>,
    statements: u32,
}

impl Snapshot {
    /// Reads.
    pub fn read<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut ReadTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let count = &mut self.statements;
        match &mut self.conn {
            Some(Open::Sqlite(conn)) => work(&mut ReadTx(Engine::Sqlite(conn), count)),
            Some(Open::Postgres(conn)) => work(&mut ReadTx(Engine::Postgres(conn), count)),
            None => Err(StoreError::Busy { waited_ms: 0 }.into()),
        }
    }

    /// How many statements it has run.
    pub fn statements(&self) -> u32 {
        self.statements
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        match (self.conn.take(), &*self.store.0) {
            (Some(Open::Sqlite(mut conn)), Database::Sqlite(database)) => {
                let ended = rollback(&mut conn);
                database.readers.release(ended.then_some(conn));
            }
            (Some(Open::Postgres(mut conn)), Database::Postgres(database)) => {
                let ended = rollback(&mut *conn);
                database.readers.release(ended.then_some(*conn));
            }
            (_, _) => {}
        }
    }
}

fn begin<C: Connection + BeginNow>(conn: &mut C, now: bool) -> Result<(), DieselError> {
    if now { conn.begin_now() } else { C::TransactionManager::begin_transaction(conn) }
}

fn rollback<C: Connection>(conn: &mut C) -> bool {
    C::TransactionManager::rollback_transaction(conn).is_ok()
}

/// Begins with the write lock in hand, where the engine has one.
trait BeginNow {
    fn begin_now(&mut self) -> Result<(), DieselError>;
}

impl BeginNow for sqlite::Conn {
    fn begin_now(&mut self) -> Result<(), DieselError> {
        use diesel::connection::AnsiTransactionManager;
        AnsiTransactionManager::begin_transaction_sql(self, "BEGIN IMMEDIATE")
    }
}

impl BeginNow for postgres::Conn {
    fn begin_now(&mut self) -> Result<(), DieselError> {
        <Self as Connection>::TransactionManager::begin_transaction(self)
    }
}

fn transact<C: Connection + BeginNow, T, E: From<StoreError>>(
    conn: &mut C,
    now: bool,
    work: impl FnOnce(&mut C) -> Result<T, E>,
) -> Result<T, E> {
    begin(conn, now).map_err(StoreError::from)?;
    match work(conn) {
        Ok(value) => {
            C::TransactionManager::commit_transaction(conn).map_err(StoreError::from)?;
            Ok(value)
        }
        Err(error) => {
            rollback(conn);
            Err(error)
        }
    }
}
