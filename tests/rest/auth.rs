//! Log-in, sessions, set-up.

use api::web::rate::Rates;
use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{Answer, Engine, TestApp, both_engines};

both_engines!(
    a_session_lives_and_dies,
    a_refresh_token_is_good_once,
    the_setup_link_makes_one_administrator,
    wrong_passwords_are_throttled,
    tries_from_one_address_are_throttled,
    many_tries_at_once_are_no_more_than_one_after_another,
);

const PASSWORD: &str = "seven lanterns at the quay";

async fn admin(app: &TestApp) {
    app.admin("ada@example.org", PASSWORD).await;
}

async fn post(app: &TestApp, path: &str, document: &Value) -> Answer {
    app.send("POST", path, &[("content-type", "application/json")], document.to_string()).await
}

async fn log_in(app: &TestApp, password: &str) -> Answer {
    let document = json!({ "email": "Ada@example.org", "password": password });
    post(app, "/v1/auth/login", &document).await
}

async fn a_session_lives_and_dies(engine: Engine) {
    let app = TestApp::start(engine).await;
    admin(&app).await;
    let open = log_in(&app, PASSWORD).await;
    let token = open.text("/accessToken");
    assert_eq!((open.code(), open.header("cache-control")), (200, "no-store"));
    assert_eq!(app.get_as(token, "/v1/me").await.text("/email"), "ada@example.org");
    let bearer = format!("Bearer {token}");
    let out = app.send("POST", "/v1/auth/logout", &[("authorization", &bearer)], "").await;
    assert_eq!(out.code(), 204);
    let dead = app.get_as(token, "/v1/me").await;
    assert_eq!((dead.code(), dead.text("/code")), (401, "invalid_token"));
    assert!(dead.header("www-authenticate").contains("invalid_token"));
    let anywhere = app.get_as(token, "/v1/articles").await;
    assert_eq!(anywhere.code(), 401, "a dead token is refused even where none is needed");
}

async fn a_refresh_token_is_good_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    admin(&app).await;
    let open = log_in(&app, PASSWORD).await;
    let first = json!({ "refreshToken": open.text("/refreshToken") });
    let renewed = post(&app, "/v1/auth/refresh", &first).await;
    assert_eq!(renewed.code(), 200);
    assert_eq!(app.get_as(renewed.text("/accessToken"), "/v1/me").await.code(), 200);
    assert_eq!(post(&app, "/v1/auth/refresh", &first).await.code(), 401, "it was used");
    let after = app.get_as(renewed.text("/accessToken"), "/v1/me").await;
    assert_eq!(after.code(), 401, "a token that comes twice ends the session");
}

async fn the_setup_link_makes_one_administrator(engine: Engine) {
    let app = TestApp::start(engine).await;
    let newsroom = app.newsroom.clone();
    let begun = tokio::task::spawn_blocking(move || newsroom.begin_setup()).await;
    let secret = begun.unwrap().unwrap().unwrap();
    let document = |password: &str| json!({ "secret": secret.expose(), "email": "ada@example.org", "name": "Ada", "password": password });
    let weak = post(&app, "/v1/auth/setup", &document("short")).await;
    assert_eq!((weak.code(), weak.text("/errors/0/pointer")), (422, "/password"));
    assert_eq!(post(&app, "/v1/auth/setup", &document(PASSWORD)).await.code(), 201);
    assert_eq!(log_in(&app, PASSWORD).await.text("/account/role"), "admin");
    assert_eq!(post(&app, "/v1/auth/setup", &document(PASSWORD)).await.code(), 409);
}

async fn wrong_passwords_are_throttled(engine: Engine) {
    let app = TestApp::start(engine).await;
    admin(&app).await;
    for _ in 0..5 {
        let wrong = log_in(&app, "not the password").await;
        assert_eq!((wrong.code(), wrong.text("/code")), (401, "invalid_credentials"));
    }
    let paused = log_in(&app, PASSWORD).await;
    assert_eq!(paused.code(), 429);
    assert!(paused.header("retry-after").parse::<u32>().unwrap() > 0);
}

async fn tries_from_one_address_are_throttled(engine: Engine) {
    let trusted = vec!["127.0.0.0/8".parse().unwrap()];
    let app = TestApp::start_limited(engine, Rates { trusted, ..Rates::default() }).await;
    admin(&app).await;
    let from = async |address: &str, email: &str, password: &str| {
        let document = json!({ "email": email, "password": password }).to_string();
        let headers = [("content-type", "application/json"), ("x-forwarded-for", address)];
        app.send("POST", "/v1/auth/login", &headers, document).await
    };
    // who gets in is no try
    for _ in 0..30 {
        assert_eq!(from("192.0.2.1", "ada@example.org", PASSWORD).await.code(), 200);
    }
    for number in 0..20 {
        let wrong = from("192.0.2.1", &format!("{number}@example.org"), PASSWORD).await;
        assert_eq!((wrong.code(), wrong.text("/code")), (401, "invalid_credentials"));
    }
    for email in ["ada@example.org", "nobody@example.org"] {
        let paused = from("192.0.2.1", email, PASSWORD).await;
        assert_eq!((paused.code(), paused.text("/code")), (429, "too_many_requests"));
        assert!(paused.header("retry-after").parse::<u32>().unwrap() > 0);
    }
    let forged = from("192.0.2.9, 192.0.2.1", "ada@example.org", PASSWORD).await;
    assert_eq!(forged.code(), 429, "what a client says before the proxy is not believed");
    assert_eq!(from("192.0.2.2", "ada@example.org", PASSWORD).await.code(), 200);
}

async fn many_tries_at_once_are_no_more_than_one_after_another(engine: Engine) {
    let app = TestApp::start(engine).await;
    admin(&app).await;
    let answers = join_all((0..15).map(|_| log_in(&app, "not the password"))).await;
    let tried = answers.iter().filter(|answer| answer.code() == 401).count();
    let paused = answers.iter().filter(|answer| answer.code() == 429).count();
    assert_eq!((tried, paused), (5, 10));
}
