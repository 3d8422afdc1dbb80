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
    use domain::search::Sought;
    use domain::time::Timestamp;
    use domain::visibility::Visibility;

    use super::*;
    use crate::queries::articles::ArticleFilter;
    use crate::queries::quotes::QuoteFilter;
    use crate::store::{Store, Target};

    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }

    const SITE: &str = "01890000-0000-7000-8000-000000000001";
    const HOUSE: &str = "01890000-0000-7000-8000-000000000002";
    const EXPERT: &str = "01890000-0000-7000-8000-000000000003";

    const LIST: &str = "01890000-0000-7000-8000-000000000004";

    /// What the release of before left: a site with its weather, an expert with an office, and a list.
    fn rows() -> [(&'static str, &'static str, String); 4] {
        let office = format!(r#"{{"name":"Tam","affiliations":[{{"organization":"{HOUSE}"}}]}}"#);
        let weather = r#"{"publicationName":"a","weather":{"temperature":9.5,"unit":"C"}}"#;
        [
            (SITE, "site", weather.to_owned()),
            (HOUSE, "organization", r#"{"name":"House"}"#.to_owned()),
            (EXPERT, "expert", office),
            (LIST, "list", r#"{"title":"Picks"}"#.to_owned()),
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
            let run = conn.run_pending_migrations($source).unwrap().len();
            assert_eq!((count!(conn, WEATHER), count!(conn, INSIDE)), (1, 0));
            let pair = format!("WHERE record_id = {} AND target_id = {}", $id(EXPERT), $id(HOUSE));
            assert_eq!(count!(conn, format!("record_reference {pair}")), 1);
            assert_eq!(count!(conn, "record_reference"), 1);
            let live = format!(
                "list_live JOIN list_revision USING (list_id, revision) WHERE list_id = {}",
                $id(LIST)
            );
            assert_eq!((count!(conn, live), count!(conn, "list_live")), (1, 1));
            for _ in 0..run {
                conn.revert_last_migration($source).unwrap();
            }
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
    fn postgres_keeps_what_the_release_of_before_left() {
        let mut conn = postgres::connect(&new_database("migrate")).unwrap();
        let id = |id: &str| format!("'{id}'::uuid");
        there_and_back!(&mut conn, POSTGRES, id, "now()", "true");
    }

    #[expect(clippy::disallowed_methods, reason = "the test command says here where its server is")]
    fn new_database(name: &str) -> String {
        let url = std::env::var("TEST_POSTGRES_URL").expect("`cargo xtask test` starts a server");
        let name = format!("{name}_{}", std::process::id());
        let mut server = postgres::connect(&url).unwrap();
        server.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        let (base, _) = url.rsplit_once('/').unwrap();
        format!("{base}/{name}")
    }

    /// Leaves a published article and a quote in it, as the release without a search did.
    macro_rules! before_search {
        ($conn:expr, $source:expr, $id:expr, $now:literal) => {{
            let conn = $conn;
            for _ in 0..4 {
                conn.run_next_migration($source).unwrap();
            }
            let (article, quote, now) = ($id(SITE), $id(EXPERT), $now);
            conn.batch_execute(&format!(
                "INSERT INTO article (id, state, revision, created_at, updated_at,
                   first_published_at) VALUES ({article}, 'published', 1, {now}, {now}, {now});
                 INSERT INTO article_revision (article_id, revision, content, body, body_html,
                   body_text, body_markdown, word_count, created_at) VALUES ({article}, 1,
                   '{{\"headline\":\"L’École\"}}', '[]', '', 'The harbour', '', 2, {now});
                 INSERT INTO article_view (article_id, view, revision, slug, kind, language,
                   order_at, changed_at, visible_from) VALUES ({article}, 'public', 1, 'a',
                   'report', 'en', {now}, {now}, {now});
                 INSERT INTO quote (id, status, form, language, words, revision, content,
                   created_at, updated_at) VALUES ({quote}, 'accepted', 'direct', 'en', 'yes', 3,
                   '{{\"text\":\"Yes\",\"descriptor\":\"an official\"}}', {now}, {now});
                 INSERT INTO article_quote (article_id, view, position, quote_id)
                   VALUES ({article}, 'public', 0, {quote});"
            ))
            .unwrap();
        }};
    }

    fn finds_what_was_there(target: &Target) {
        let store = Store::open(target);
        store.migrate().unwrap();
        let before = store.statements();
        store.migrate().unwrap();
        assert_eq!(store.statements() - before, 3, "nothing is indexed or linked twice");
        let seen =
            Visibility::Public { at: Timestamp::from_micros(4_000_000_000_000_000).unwrap() };
        let mut snapshot = store.snapshot().unwrap();
        let mut found = |raw: &str| {
            let sought = Sought::parse(raw).unwrap();
            let (articles, quotes) = (ArticleFilter::default(), QuoteFilter::default());
            let done: Result<_, StoreError> = snapshot.read(|tx| {
                let articles = tx.articles_by_relevance(seen, &articles, &sought)?;
                Ok((articles.len(), tx.quotes_by_relevance(seen, &quotes, &sought)?.len()))
            });
            done.unwrap()
        };
        assert_eq!(
            [found("ecole harb"), found("official"), found("yes no")],
            [(1, 0), (0, 1), (0, 0)]
        );
    }

    #[test]
    fn sqlite_finds_what_was_there_before_there_was_a_search() {
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("masthead.sqlite");
        let mut conn = sqlite::Conn::establish(&path.to_string_lossy()).unwrap();
        let id = |id: &str| format!("X'{}'", id.replace('-', ""));
        before_search!(&mut conn, SQLITE, id, "0");
        finds_what_was_there(&Target::Sqlite(path));
    }

    #[test]
    fn postgres_finds_what_was_there_before_there_was_a_search() {
        let url = new_database("search");
        let mut conn = postgres::connect(&url).unwrap();
        let id = |id: &str| format!("'{id}'::uuid");
        before_search!(&mut conn, POSTGRES, id, "now()");
        finds_what_was_there(&Target::Postgres(url));
    }
}
