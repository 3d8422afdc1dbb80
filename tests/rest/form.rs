//! The form of answers: codings, and what a client would rather have.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Answer, Engine, TestApp, both_engines};

both_engines!(
    what_readers_see_is_compressed,
    a_change_may_be_answered_briefly,
    what_is_told_once_is_told_whatever_is_preferred,
    who_logs_in_hears_the_tokens_whatever_is_preferred,
    what_a_batch_refused_is_heard_whatever_is_preferred,
    a_trial_is_answered_whole,
    a_wish_that_is_too_long_is_refused_before_anything_is_done,
);

async fn what_readers_see_is_compressed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    app.newsroom_with_article(&editor, "Oil rises").await;
    let path = "/v1/articles/oil-rises?include=authors,topics";
    let plain = app.get(path).await;
    assert_eq!((plain.header("content-encoding"), plain.json.is_object()), ("", true));
    let mut tags = vec![plain.header("etag").to_owned()];
    for coding in ["gzip", "br", "zstd"] {
        let coded = app.send("GET", path, &[("accept-encoding", coding)], "").await;
        assert_eq!((coded.code(), coded.header("content-encoding")), (200, coding));
        assert!(coded.bytes.len() < plain.bytes.len(), "{coding}: {}", coded.bytes.len());
        assert_eq!(coded.header("vary"), "Accept, Accept-Encoding");
        let tag = coded.header("etag").to_owned();
        let again = [("accept-encoding", coding), ("if-none-match", &*tag)];
        let known = app.send("GET", path, &again, "").await;
        assert_eq!((known.code(), known.bytes.len()), (304, 0), "{coding}");
        let other = [("accept-encoding", "identity"), ("if-none-match", &*tag)];
        assert_eq!(app.send("GET", path, &other, "").await.code(), 200, "other bytes");
        tags.push(tag);
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 4, "each coding has a tag of its own");
    let short = app.send("GET", "/v1/rising", &[("accept-encoding", "gzip")], "").await;
    let is_short = short.bytes.len() < 1_024;
    assert_eq!(short.header("content-encoding").is_empty(), is_short);
}

async fn a_change_may_be_answered_briefly(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let bearer = format!("Bearer {editor}");
    let send = async |method: &str, path: &str, revision: &str, wish: &str| {
        let mut headers = vec![
            ("authorization", &*bearer),
            ("content-type", "application/json"),
            ("prefer", wish),
        ];
        if !revision.is_empty() {
            headers.push(("if-match", revision));
        }
        app.send(method, path, &headers, json!({ "name": "Trade" }).to_string()).await
    };
    let made = send("POST", "/v1/topics", "", "return=minimal").await;
    assert_eq!((made.code(), made.bytes.len(), made.header("etag")), (204, 0, "\"1\""));
    assert_eq!(made.header("preference-applied"), "return=minimal");
    let path = made.header("location").to_owned();
    let saved = send("PUT", &path, "\"1\"", "respond-async, return=minimal").await;
    assert_eq!((saved.code(), saved.bytes.len(), saved.header("etag")), (204, 0, "\"2\""));
    let whole = send("PUT", &path, "\"2\"", "return=representation").await;
    assert_eq!((whole.code(), whole.text("/content/name")), (200, "Trade"));
    assert_eq!(whole.header("preference-applied"), "return=representation");
    let refused = send("PUT", &path, "\"2\"", "return=minimal").await;
    assert_eq!(
        (refused.code(), refused.text("/code")),
        (412, "stale_revision"),
        "a refusal speaks"
    );
    assert_eq!(
        send("PUT", &path, "\"3\"", "return=everything").await.header("preference-applied"),
        ""
    );
}

async fn a_wish_that_is_too_long_is_refused_before_anything_is_done(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let bearer = format!("Bearer {editor}");
    for (len, code) in [(1_024, 201), (1_025, 400)] {
        let wish = "0".repeat(len);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            ("prefer", wish.as_str()),
        ];
        let body = json!({ "name": format!("Topic {len}") }).to_string();
        let answer = app.send("POST", "/v1/topics", &headers, body).await;
        assert_eq!(answer.code(), code, "{}", answer.json);
    }
    let all = app.get_as(&editor, "/v1/topics?view=working").await;
    assert_eq!(all.json["data"].as_array().map(Vec::len), Some(1));
}

/// Sends what would rather be answered by nothing.
async fn briefly(
    app: &TestApp,
    token: &str,
    (path, revision): (&str, &str),
    body: &Value,
) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("if-match", revision),
        ("prefer", "return=minimal"),
    ];
    let body = if body.is_null() { String::new() } else { body.to_string() };
    app.send("POST", path, &headers, body).await
}

async fn what_is_told_once_is_told_whatever_is_preferred(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let article = app.make(&admin, "/v1/articles", &json!({ "headline": "One" })).await;
    let user = json!({ "email": "bo@example.org", "name": "Bo", "role": "author" });
    for (path, body, secret) in [
        ("/v1/tokens".to_owned(), json!({ "name": "front end" }), "/secret"),
        (format!("/v1/articles/{article}/previews"), json!({}), "/secret"),
        ("/v1/users".to_owned(), user, "/invitation/link"),
    ] {
        let told = briefly(&app, &admin, (&path, "*"), &body).await;
        assert_eq!((told.code(), told.header("preference-applied")), (201, ""), "{path}");
        assert!(!told.text(secret).is_empty(), "{path} {}", told.json);
    }
}

async fn a_trial_is_answered_whole(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let draft = app.make(&editor, "/v1/articles", &made.document).await;
    let items = json!([{ "article": { "id": draft } }]);
    let release = json!({ "title": "Budget day", "items": items });
    let release = app.make(&editor, "/v1/releases", &release).await;
    for (path, state) in [
        (format!("/v1/articles/{draft}/publish"), "published"),
        (format!("/v1/releases/{release}/release"), "released"),
    ] {
        let trial = format!("{path}?dryRun=true");
        let tried = briefly(&app, &editor, (&trial, "\"1\""), &Value::Null).await;
        assert_eq!((tried.code(), tried.header("preference-applied")), (200, ""), "{path}");
        assert_eq!(tried.text("/state"), state, "{path} {}", tried.json);
        let done = briefly(&app, &editor, (&path, "\"1\""), &Value::Null).await;
        assert_eq!((done.code(), done.bytes.len()), (204, 0), "{path} {}", done.json);
    }
}

async fn who_logs_in_hears_the_tokens_whatever_is_preferred(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (email, password) = ("ada@example.org", "seven lanterns at the quay");
    app.admin(email, password).await;
    let editor = app.token(Role::Editor).await;
    let known = json!({ "email": email, "password": password });
    let open = briefly(&app, &editor, ("/v1/auth/login", "*"), &known).await;
    assert!(!open.text("/accessToken").is_empty(), "{} {}", open.code(), open.json);
    let token = json!({ "refreshToken": open.text("/refreshToken") });
    let again = briefly(&app, &editor, ("/v1/auth/refresh", "*"), &token).await;
    assert!(!again.text("/refreshToken").is_empty(), "{} {}", again.code(), again.json);
}

async fn what_a_batch_refused_is_heard_whatever_is_preferred(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let items = json!([{ "create": { "headline": "One" } }, { "create": { "headline": "" } }]);
    let wish = json!({ "items": items });
    let done = briefly(&app, &editor, ("/v1/articles/batch", "*"), &wish).await;
    assert_eq!((done.code(), done.header("preference-applied")), (200, ""));
    assert!(done.json.to_string().contains("/headline"), "{}", done.json);
}
