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
    // a large newsroom takes longer than a statement may, and longer than one waits for a lock
    conn.batch_execute("SET statement_timeout = 0; SET lock_timeout = 0")?;
    conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
    let done = conn.run_pending_migrations(POSTGRES).map(|_| ()).map_err(StoreError::Migration);
    conn.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
    conn.batch_execute("RESET statement_timeout; RESET lock_timeout")?;
    done
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;
    use diesel::sql_types::BigInt;

    use super::*;

    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }

    const SITE: &str = "01890000-0000-7000-8000-000000000001";
    const HOUSE: &str = "01890000-0000-7000-8000-000000000002";
    const EXPERT: &str = "01890000-0000-7000-8000-000000000003";

    /// What the release of before left: a site with its weather, and an expert with an office.
    fn rows() -> [(&'static str, &'static str, String); 3] {
        let office = format!(r#"{{"name":"Tam","affiliations":[{{"organization":"{HOUSE}"}}]}}"#);
        let weather = r#"{"publicationName":"a","weather":{"temperature":9.5,"unit":"C"}}"#;
        [
            (SITE, "site", weather.to_owned()),
            (HOUSE, "organization", r#"{"name":"House"}"#.to_owned()),
            (EXPERT, "expert", office),
        ]
    }

    const WEATHER: &str = "record WHERE entity = 'weather' AND content LIKE '%9.5%'";
    const INSIDE: &str = "record WHERE entity = 'site' AND content LIKE '%9.5%'";

    macro_rules! count {
        ($conn:ident, $from:expr) => {
            diesel::sql_query(format!("SELECT count(*) AS n FROM {}", $from))
                .get_result::<Number>($conn)
                .unwrap()
                .n
        };
    }

    /// Brings documents of before up to date and back again.
    macro_rules! there_and_back {
        ($conn:expr, $source:expr, $id:expr, $now:literal, $true:literal) => {{
            let conn = $conn;
            conn.run_next_migration($source).unwrap();
            conn.run_next_migration($source).unwrap();
            for (id, entity, content) in rows() {
                let id = $id(id);
                conn.batch_execute(&format!(
                    "INSERT INTO record (id, entity, slug, sort_key, listed, revision, content, \
                     created_at, updated_at) VALUES ({id}, '{entity}', '{entity}', 'a', {}, 1, \
                     '{content}', {}, {})",
                    $true, $now, $now
                ))
                .unwrap();
            }
            assert_eq!((count!(conn, WEATHER), count!(conn, INSIDE)), (0, 1));
            conn.run_pending_migrations($source).unwrap();
            assert_eq!((count!(conn, WEATHER), count!(conn, INSIDE)), (1, 0));
            let pair = format!("WHERE record_id = {} AND target_id = {}", $id(EXPERT), $id(HOUSE));
            assert_eq!(count!(conn, format!("record_reference {pair}")), 1);
            assert_eq!(count!(conn, "record_reference"), 1);
            conn.revert_last_migration($source).unwrap();
            conn.revert_last_migration($source).unwrap();
            assert_eq!((count!(conn, WEATHER), count!(conn, INSIDE)), (0, 1));
        }};
    }

    #[test]
    fn sqlite_keeps_what_the_release_of_before_left() {
        let mut conn = sqlite::Conn::establish(":memory:").unwrap();
        let id = |id: &str| format!("X'{}'", id.replace('-', ""));
        there_and_back!(&mut conn, SQLITE, id, "0", "1");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test command says here where its server is")]
    fn postgres_keeps_what_the_release_of_before_left() {
        let url = std::env::var("TEST_POSTGRES_URL").expect("`cargo xtask test` starts a server");
        let name = format!("migrate_{}", std::process::id());
        let mut server = postgres::connect(&url).unwrap();
        server.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        let (base, _) = url.rsplit_once('/').unwrap();
        let mut conn = postgres::connect(&format!("{base}/{name}")).unwrap();
        let id = |id: &str| format!("'{id}'::uuid");
        there_and_back!(&mut conn, POSTGRES, id, "now()", "true");
    }
}
