//! Bad input: the right 4xx as problem+json that names the place, and nothing written.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Answer, Engine, TestApp, both_engines};

both_engines!(
    bad_documents,
    bad_bodies,
    bad_parameters,
    unknown_paths_and_methods,
    each_error_has_a_page,
);

#[track_caller]
fn check(answer: &Answer, status: u16, code: &str, place: &str) {
    let error = answer.json.pointer("/errors/0").cloned().unwrap_or_default();
    let named =
        ["pointer", "parameter", "header"].into_iter().find_map(|kind| error[kind].as_str());
    assert_eq!(
        (answer.code(), answer.text("/code"), named.unwrap_or("-")),
        (status, code, place),
        "{}",
        answer.json
    );
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.text("/requestId"), answer.header("x-request-id"));
}

async fn bad_documents(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let nobody = "01890000-0000-7000-8000-000000000000";
    for (document, code, place) in [
        (json!({}), "invalid_document", "/headline"),
        (json!([]), "invalid_document", ""),
        (json!({ "headline": 7 }), "invalid_document", "/headline"),
        (json!({ "headline": "a", "sectoin": 1 }), "invalid_document", "/sectoin"),
        (json!({ "headline": "a".repeat(301) }), "invalid_document", "/headline"),
        (json!({ "headline": "a\u{0}" }), "invalid_document", "/headline"),
        (json!({ "headline": "a", "extra": { "b": ["\u{0}"] } }), "invalid_document", "/extra/b/0"),
        (
            json!({ "headline": "a", "body": [{ "_type": "html" }] }),
            "invalid_document",
            "/body/0/_type",
        ),
        (
            json!({ "headline": "a", "canonicalUrl": "javascript:a" }),
            "invalid_document",
            "/canonicalUrl",
        ),
        (json!({ "headline": "a", "section": nobody }), "unknown_reference", "/section"),
        (
            json!({ "headline": "a", "topics": [{ "topic": nobody }] }),
            "unknown_reference",
            "/topics/0/topic",
        ),
        (
            json!({ "headline": "a", "credits": [{ "author": "x" }] }),
            "invalid_document",
            "/credits/0/author",
        ),
    ] {
        let answer = app.write(&editor, ("POST", "/v1/articles"), None, &document).await;
        check(&answer, 422, code, place);
    }
    let left = app.get_as(&editor, "/v1/articles?view=working").await;
    assert_eq!(left.json["data"], json!([]), "nothing was written");
}

async fn bad_bodies(engine: Engine) {
    let app = TestApp::start(engine).await;
    let bearer = format!("Bearer {}", app.token(Role::Editor).await);
    let send = async |kind: &'static str, body: Vec<u8>| {
        let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
        app.send("POST", "/v1/articles", &headers, body).await
    };
    let json = "application/json";
    check(&send(json, b"{\"headline\":".to_vec()).await, 400, "malformed_json", "-");
    check(&send(json, b"{\"headline\":\"\xff\"}".to_vec()).await, 400, "malformed_json", "-");
    check(&send(json, "[".repeat(100_000).into_bytes()).await, 400, "malformed_json", "-");
    check(&send("text/plain", b"{}".to_vec()).await, 415, "unsupported_media_type", "-");
    let huge = format!("{{\"headline\":\"{}\"}}", "a".repeat(3_000_000));
    check(&send(json, huge.into_bytes()).await, 413, "too_large", "-");
}

async fn bad_parameters(engine: Engine) {
    let app = TestApp::start(engine).await;
    for (query, code, place) in [
        ("sectoin=a", "invalid_parameter", "sectoin"),
        ("limit=0", "invalid_parameter", "limit"),
        ("limit=101", "invalid_parameter", "limit"),
        ("limit=1&limit=2", "invalid_parameter", "limit"),
        ("sort=headline", "invalid_parameter", "sort"),
        ("kind=poem", "invalid_parameter", "kind"),
        ("publishedFrom=yesterday", "invalid_parameter", "publishedFrom"),
        ("topic=A%20B", "invalid_parameter", "topic"),
        ("cursor=abc", "invalid_cursor", "cursor"),
    ] {
        check(&app.get(&format!("/v1/articles?{query}")).await, 400, code, place);
    }
    check(&app.get("/v1/articles?view=working").await, 401, "unauthenticated", "-");
    check(&app.get_as("mh_api_x_0", "/v1/articles").await, 401, "invalid_token", "-");
}

async fn unknown_paths_and_methods(engine: Engine) {
    let app = TestApp::start(engine).await;
    for path in
        ["/nothing", "/v1/articles/nothing", "/v1/articles/A%00B", "/v1/topics/%ff", "/problems/x"]
    {
        check(&app.get(path).await, 404, "not_found", "-");
    }
    let wrong = app.send("DELETE", "/v1/articles", &[], "").await;
    check(&wrong, 405, "method_not_allowed", "-");
    assert_eq!(wrong.header("allow"), "GET, HEAD, OPTIONS, POST");
    let options = app.send("OPTIONS", "/v1/articles", &[], "").await;
    assert_eq!((options.code(), options.header("allow")), (204, "GET, HEAD, OPTIONS, POST"));
    assert_eq!(app.send("POST", "/v1/articles", &[], Value::Null.to_string()).await.code(), 401);
}

async fn each_error_has_a_page(engine: Engine) {
    let app = TestApp::start(engine).await;
    for code in api::web::code::ALL {
        let path = format!("/problems/{}", code.code);
        let plain = app.get(&path).await;
        assert_eq!((plain.code(), plain.text("/about")), (200, code.about), "{path}");
        let page = app.send("GET", &path, &[("accept", "text/html,*/*;q=0.8")], "").await;
        let text = String::from_utf8_lossy(&page.bytes).into_owned();
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(text.contains(code.title) && text.contains(code.about), "{text}");
    }
}
