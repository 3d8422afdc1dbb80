//! The tables: made and changed on start, by one process at a time.

use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::error::StoreError;
use crate::{postgres, sqlite};

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite/main");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres/main");

/// Any number, the same in all releases: "masthead" on a telephone.
const LOCK: i64 = 627_843_223;

/// Under the file's write lock: `diesel_migrations` opens a transaction for each migration, and
/// a second process waits for it, then finds it done.
pub(crate) fn sqlite(conn: &mut sqlite::Conn) -> Result<(), StoreError> {
    conn.run_pending_migrations(SQLITE).map_err(StoreError::Migration)?;
    Ok(())
}

/// Under an advisory lock: without it, of four processes that start at once, three fail.
pub(crate) fn postgres(conn: &mut postgres::Conn) -> Result<(), StoreError> {
    conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
    let done = conn.run_pending_migrations(POSTGRES).map(|_| ()).map_err(StoreError::Migration);
    conn.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
    done
}
