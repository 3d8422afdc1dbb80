//! Lists are answered again from the bytes that were sent, as long as nothing happened.

use std::sync::Arc;

use api::web::kept::Answers;
use domain::account::Role;
use domain::time::Timestamp;
use newsroom::SetClock;
use serde_json::{Value, json};
use testkit::{Answer, Engine, Made, TestApp, both_engines};

both_engines!(
    a_list_is_answered_again_until_something_happens,
    another_process_is_heard,
    each_coding_is_kept_apart,
    an_end_comes_nearer,
    nothing_is_kept_for_who_has_a_credential,
    what_was_withdrawn_is_in_no_answer,
    nothing_is_kept_where_nothing_may_be,
);

const START: &str = "2026-03-14T07:30:00Z";
const LIST: &str = "/v1/lists/morning";

/// An article, a list that shows it, and a front with the list.
async fn with_list(app: &TestApp) -> (String, Made) {
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "One").await;
    let list = json!({ "title": "Morning", "backfill": "latest", "max": 3 });
    let list = app.make_list(&editor, &list).await;
    let front = json!({ "title": "Home", "lists": [list], "listed": true });
    app.make(&editor, "/v1/fronts", &front).await;
    (editor, made)
}

/// How many statements an answer takes.
async fn statements(app: &TestApp, path: &str) -> u64 {
    let before = app.store.statements();
    assert_eq!(app.get(path).await.code(), 200, "{path}");
    app.store.statements() - before
}

/// True if something comes true within a few answers: what another process wrote may be unknown for
/// five milliseconds.
async fn soon(is_so: &impl AsyncFn() -> bool) -> bool {
    for _ in 0..20 {
        if is_so().await {
            return true;
        }
    }
    false
}

fn headlines(answer: &Answer) -> Vec<&str> {
    let items = answer.json["items"].as_array().unwrap();
    items.iter().map(|item| item["article"]["headline"].as_str().unwrap()).collect()
}

/// All but what is of one request.
fn same(answer: &Answer) -> (u16, String, &[u8]) {
    let mut headers = answer.headers.clone();
    for own in ["date", "x-request-id", "ratelimit"] {
        headers.remove(own);
    }
    (answer.code(), format!("{headers:?}"), &answer.bytes)
}

async fn a_list_is_answered_again_until_something_happens(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, made) = with_list(&app).await;
    let article = format!("/v1/articles/{}", made.article);
    for path in [
        LIST,
        "/v1/fronts/home",
        "/v1/trending",
        "/v1/most-viewed",
        "/v1/rising?limit=3",
        &format!("{article}/related"),
        &format!("{article}/also-quoted"),
    ] {
        let first = app.get(path).await;
        assert!(statements(&app, path).await <= 3, "{path}: whether something happened");
        let again = app.get(path).await;
        assert_eq!(same(&first), same(&again), "{path}");
        let tag = first.header("etag").to_owned();
        let known = app.send("GET", path, &[("if-none-match", &tag)], String::new()).await;
        assert_eq!((known.code(), known.bytes.len()), (304, 0), "{path}");
        assert_eq!(known.header("surrogate-key"), first.header("surrogate-key"));
    }
    app.publish(&editor, &made.another("Two", "Something else.")).await;
    assert_eq!(headlines(&app.get(LIST).await), ["Two", "One"]);
}

async fn another_process_is_heard(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, made) = with_list(&app).await;
    let other = app.another().await;
    assert_eq!(headlines(&other.get(LIST).await), ["One"]);
    for turn in 0..5 {
        let headline = format!("Turn {turn}");
        app.publish(&editor, &made.another(&headline, &headline)).await;
        let is_heard = async || headlines(&other.get(LIST).await)[0] == headline;
        assert!(soon(&is_heard).await, "{headline}");
        assert!(is_heard().await, "and never less again");
    }
}

async fn each_coding_is_kept_apart(engine: Engine) {
    let app = TestApp::start(engine).await;
    with_list(&app).await;
    let coded = async |coding: &str| {
        app.send("GET", LIST, &[("accept-encoding", coding)], String::new()).await
    };
    let mut tags = Vec::new();
    for coding in ["identity", "gzip", "br", "zstd"] {
        let (first, again) = (coded(coding).await, coded(coding).await);
        let kind = first.header("content-encoding");
        assert_eq!(kind, if coding == "identity" { "" } else { coding });
        assert_eq!(same(&first), same(&again));
        tags.push(first.header("etag").to_owned());
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 4, "{tags:?}");
    let plain = coded("identity").await;
    let unzipped = zstd::decode_all(&*coded("zstd").await.bytes).unwrap();
    assert_eq!(unzipped, plain.bytes);
}

async fn an_end_comes_nearer(engine: Engine) {
    let clock = Arc::new(SetClock::at(Timestamp::parse(START).unwrap()));
    let app = TestApp::start_set(engine, clock.clone()).await;
    let editor = app.token(Role::Editor).await;
    let at = |seconds| Timestamp::parse(START).unwrap().plus_seconds(seconds);
    let slot = |headline: &str, until: Value| json!({ "url": "https://tides.example/", "headline": headline, "visibleUntil": until });
    let list =
        json!({ "title": "Morning", "slots": [slot("a", json!(at(30))), slot("b", Value::Null)] });
    app.make_list(&editor, &list).await;
    let shown = async |seconds| {
        clock.set(at(seconds));
        let answer = app.get(LIST).await;
        let count = answer.json["items"].as_array().unwrap().len();
        (answer.header("cache-control").to_owned(), count)
    };
    let life = |seconds: i64| format!("max-age=0, s-maxage={seconds}");
    assert_eq!(shown(1).await, (life(29), 2));
    assert_eq!(shown(11).await, (life(19), 2), "no cache keeps it for longer because it was kept");
    assert_eq!(shown(29).await, (life(1), 2));
    assert_eq!(shown(30).await.1, 1);
}

async fn nothing_is_kept_for_who_has_a_credential(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, _) = with_list(&app).await;
    assert_eq!(app.get(LIST).await.code(), 200);
    let draft = app.get_as(&editor, &format!("{LIST}?view=preview")).await;
    assert_eq!((draft.code(), draft.header("cache-control")), (200, "no-store"));
    assert_eq!(app.get(&format!("{LIST}?view=preview")).await.code(), 401);
    assert_eq!(app.get_as("nonsense", LIST).await.code(), 401, "a dead credential is refused");
}

async fn what_was_withdrawn_is_in_no_answer(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, made) = with_list(&app).await;
    let other = app.another().await;
    for turn in 0..5 {
        let text = format!("Turn {turn}.");
        let id = app.publish(&editor, &made.another(&format!("Gone {turn}"), &text)).await;
        assert_eq!(headlines(&app.get(LIST).await).len(), 2);
        assert_eq!(other.get("/v1/fronts/home").await.code(), 200);
        let path = format!("/v1/articles/{id}/unpublish");
        let gone = app.write(&editor, ("POST", &path), Some(1), &Value::Null).await;
        assert_eq!(gone.code(), 200, "{}", gone.json);
        assert_eq!(headlines(&app.get(LIST).await), ["One"], "at once");
        let is_gone = async || {
            let front = other.get("/v1/fronts/home").await;
            front.json["lists"][0]["items"].as_array().unwrap().len() == 1
        };
        assert!(soon(&is_gone).await, "elsewhere, too");
    }
}

async fn nothing_is_kept_where_nothing_may_be(engine: Engine) {
    let app = TestApp::start_changed(engine, |app| app.answers = Arc::new(Answers::of(0))).await;
    let (_, made) = with_list(&app).await;
    let related = format!("/v1/articles/{}/related", made.article);
    let first = app.get(&related).await;
    assert!(statements(&app, &related).await > 3, "the article is read again");
    assert_eq!(same(&first), same(&app.get(&related).await));
}
