//! The ledgers on both engines, and what is changed in them behind the newsroom's back.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where its ground gives way"
)]

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection};
use domain::account::Role;
use domain::change::ChangeKind;
use newsroom::{Newsroom, Target};
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    whoever_changes_the_audit_is_found,
    whoever_changes_the_ledger_of_corrections_is_found,
    corrections_of_before_take_their_places,
    the_log_of_changes_has_words_that_the_first_release_knows,
);

/// Runs statements as somebody who has the database.
async fn sql(app: &TestApp, statements: &str) {
    match app.target().clone() {
        Target::Sqlite(path) => {
            let mut conn = SqliteConnection::establish(&path.to_string_lossy()).unwrap();
            conn.batch_execute(&format!("PRAGMA busy_timeout = 5000; {statements}")).unwrap();
        }
        Target::Postgres(url) => {
            let (client, connection) =
                tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            client.batch_execute(statements).await.unwrap();
        }
    }
}

/// Does something with the newsroom where waiting is allowed.
async fn wait<T: Send + 'static>(
    app: &TestApp,
    work: impl FnOnce(&Newsroom) -> T + Send + 'static,
) -> T {
    let newsroom = app.newsroom.clone();
    tokio::task::spawn_blocking(move || work(&newsroom)).await.unwrap()
}

/// The number of the first entry of the audit that does not hold.
async fn audit_breaks_at(app: &TestApp) -> Option<i64> {
    let verified = wait(app, |newsroom| newsroom.verify_audit().unwrap()).await;
    verified.err().map(|broken| broken.sequence)
}

async fn ledger_breaks_at(app: &TestApp) -> Option<i64> {
    let verified = wait(app, |newsroom| newsroom.verify_corrections().unwrap()).await;
    verified.err().map(|broken| broken.sequence)
}

/// A newsroom with some history.
async fn started(engine: Engine) -> TestApp {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let path = format!("/v1/articles/{}/corrections", made.article);
    for text in ["One", "Two", "Three"] {
        let note = json!({ "kind": "correction", "text": text });
        assert_eq!(app.write(&editor, ("POST", &path), None, &note).await.code(), 201);
    }
    app
}

async fn whoever_changes_the_audit_is_found(engine: Engine) {
    let app = started(engine).await;
    assert_eq!(audit_breaks_at(&app).await, None);
    for (change, back) in [
        ("action = 'article.read'", "action = 'record.create'"),
        ("payload = payload || ' '", "payload = trim(payload)"),
        ("account_id = target_id", ""),
    ] {
        let at = |set: &str| format!("UPDATE audit_entry SET {set} WHERE sequence = 4");
        sql(&app, &at(change)).await;
        assert_eq!(audit_breaks_at(&app).await, Some(4), "{change}");
        if !back.is_empty() {
            sql(&app, &at(back)).await;
            assert_eq!(audit_breaks_at(&app).await, None, "{back}");
        }
    }
    let app = started(engine).await;
    sql(&app, "UPDATE audit_entry SET payload = NULL, salt = NULL WHERE sequence = 5").await;
    assert_eq!(audit_breaks_at(&app).await, Some(5), "no redaction names it");
    let app = started(engine).await;
    sql(&app, "DELETE FROM audit_entry WHERE sequence = 3").await;
    assert_eq!(audit_breaks_at(&app).await, Some(3));
    let app = started(engine).await;
    sql(&app, "DELETE FROM audit_entry WHERE sequence > 6").await;
    assert_eq!(audit_breaks_at(&app).await, Some(7), "the end is missed too");
}

async fn whoever_changes_the_ledger_of_corrections_is_found(engine: Engine) {
    let text = "UPDATE correction SET content = replace(content, 'Two', 'Six')";
    for (change, want) in [
        (text, 2),
        ("UPDATE correction_link SET previous_hash = hash WHERE sequence = 3", 3),
        ("DELETE FROM correction_link WHERE sequence = 1", 3),
        ("DELETE FROM correction WHERE content LIKE '%Three%'", 3),
    ] {
        let app = started(engine).await;
        assert_eq!(ledger_breaks_at(&app).await, None);
        sql(&app, change).await;
        assert_eq!(ledger_breaks_at(&app).await, Some(want), "{change}");
    }
}

async fn corrections_of_before_take_their_places(engine: Engine) {
    let app = started(engine).await;
    let before = app.get("/v1/corrections").await;
    sql(&app, "DELETE FROM correction_link").await;
    assert_eq!(app.get("/v1/corrections").await.json["data"], json!([]));
    let store = app.store.clone();
    tokio::task::spawn_blocking(move || store.migrate().unwrap()).await.unwrap();
    assert_eq!(app.get("/v1/corrections").await.json, before.json, "in the order of their times");
    assert_eq!(ledger_breaks_at(&app).await, None);
}

/// The kinds in the log of changes as the first release reads them, in order.
async fn kinds_of_before(app: &TestApp) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        kind: String,
    }
    let query = "SELECT kind FROM change_log ORDER BY sequence";
    match app.target().clone() {
        Target::Sqlite(path) => {
            let mut conn = SqliteConnection::establish(&path.to_string_lossy()).unwrap();
            let rows: Vec<Row> = diesel::sql_query(query).load(&mut conn).unwrap();
            rows.into_iter().map(|row| row.kind).collect()
        }
        Target::Postgres(url) => {
            let (client, connection) =
                tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            let rows = client.query(query, &[]).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
    }
}

async fn the_log_of_changes_has_words_that_the_first_release_knows(engine: Engine) {
    let app = TestApp::start(engine).await;
    let chief = app.token(Role::ChiefEditor).await;
    let made = app.newsroom_with_article(&chief, "Oil rises").await;
    let begun = wait(&app, |newsroom| newsroom.last_change().unwrap()).await;
    let path = format!("/v1/articles/{}", made.article);
    for (method, path, body, code) in [
        ("POST", format!("{path}/kill"), json!({ "note": "The court." }), 200),
        ("POST", format!("{path}/restore"), Value::Null, 200),
        ("DELETE", path.clone(), Value::Null, 204),
        ("POST", format!("{path}/purge"), Value::Null, 204),
    ] {
        let done = app.write(&chief, (method, &path), Some(1), &body).await;
        assert_eq!(done.code(), code, "{path} {}", done.json);
    }
    let kinds = kinds_of_before(&app).await;
    let known = ["created", "updated", "published", "unpublished", "deleted"];
    assert!(kinds.iter().all(|kind| known.contains(&kind.as_str())), "{kinds:?}");
    let since = usize::try_from(begun).unwrap();
    assert_eq!(kinds[since..], ["unpublished", "updated", "deleted", "deleted"]);
    // whoever knows more words hears them
    let heard = wait(&app, move |newsroom| newsroom.changes(begun).unwrap()).await;
    let heard: Vec<_> = heard.iter().map(|one| one.kind).collect();
    let want = [ChangeKind::Killed, ChangeKind::Updated, ChangeKind::Trashed, ChangeKind::Deleted];
    assert_eq!(heard, want);
    let seen = app.get("/v1/changes").await;
    let seen = seen.json["data"].as_array().unwrap().iter();
    let seen = seen.filter(|one| one["id"] == made.article.as_str());
    let seen: Vec<_> = seen.map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(seen, ["published", "killed", "deleted"], "the trash is no reader's concern");
}
