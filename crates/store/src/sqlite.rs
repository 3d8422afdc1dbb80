//! `SQLite`, compiled in: one writer, several readers, write-ahead log.

use std::path::Path;
use std::sync::Arc;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::result::QueryResult;
use diesel::{Connection, SqliteConnection};

use crate::error::StoreError;
use crate::pool::Pool;

pub(crate) type Conn = SqliteConnection;

/// How many transactions read at once.
const READERS_MAX: usize = 4;

/// The file behind a pool of readers and its one writer.
pub(crate) struct Database {
    pub(crate) writer: Arc<Pool<Conn>>,
    pub(crate) readers: Arc<Pool<Conn>>,
}

impl Database {
    /// Opens or makes the file.
    pub(crate) fn open(path: &Path) -> Self {
        let (write, read) = (path.to_owned(), path.to_owned());
        Self {
            writer: Pool::new(1, move || connect(&write, ""), usable),
            readers: Pool::new(
                READERS_MAX,
                move || connect(&read, "PRAGMA query_only = ON;"),
                usable,
            ),
        }
    }
}

fn connect(path: &Path, more: &str) -> Result<Conn, StoreError> {
    let mut conn = Conn::establish(&path.to_string_lossy())
        .map_err(|error| StoreError::Unreachable(Box::new(error)))?;
    conn.batch_execute(&format!(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384; {more}"
    ))?;
    Ok(conn)
}

/// Begins with the write lock in hand, so that no two writers meet half-way.
pub(crate) fn begin_write(conn: &mut Conn) -> QueryResult<()> {
    AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
}

fn usable(conn: &mut Conn) -> bool {
    !<Conn as Connection>::TransactionManager::is_broken_transaction_manager(conn)
}
