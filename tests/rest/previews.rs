//! Links that show one revision of an article: for an hour, for whoever has them.

use std::sync::Arc;

use domain::account::Role;
use domain::time::Timestamp;
use newsroom::SetClock;
use serde_json::{Value, json};
use testkit::{Answer, Engine, TestApp, both_engines};

both_engines!(
    a_link_shows_the_revision_that_it_was_made_for,
    a_link_ends_with_its_hour,
    a_link_is_ended,
    what_a_secret_is_not_good_for_is_refused_alike,
    a_link_is_opened_a_hundred_times_at_most,
    the_secret_is_told_once,
    links_end_when_an_article_is_killed_and_rest_with_the_trash,
    speakers_who_may_not_be_named_are_not,
    quotes_are_shown_as_readers_will_see_them,
    an_article_has_so_many_links_and_no_more,
    the_page_is_for_nobody_to_index,
    both_apis_show_the_same,
);

async fn link(app: &TestApp, token: &str, article: &str, body: &Value) -> Answer {
    let path = format!("/v1/articles/{article}/previews");
    app.write(token, ("POST", &path), None, body).await
}

async fn exchange(app: &TestApp, secret: &str) -> Answer {
    let headers = [("content-type", "application/json")];
    let body = json!({ "secret": secret }).to_string();
    app.send("POST", "/v1/previews/exchange", &headers, body).await
}

async fn a_link_shows_the_revision_that_it_was_made_for(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let other = app.make(&editor, "/v1/authors", &json!({ "name": "Bo Reed" })).await;
    let path = format!("/v1/articles/{}", made.article);
    let mut second = made.document.clone();
    second["headline"] = json!("Oil falls");
    second["credits"] = json!([{ "author": other }]);
    second["topics"] = json!([]);
    second["body"] = json!({ "markdown": "Four." });
    assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &second).await.code(), 200);
    let made_at = link(&app, &editor, &made.article, &Value::Null).await;
    assert_eq!((made_at.code(), &made_at.json["revision"]), (201, &json!(2)), "{}", made_at.json);
    let old = link(&app, &editor, &made.article, &json!({ "revision": 1 })).await;
    second["headline"] = json!("Oil stands");
    assert_eq!(app.write(&editor, ("PUT", &path), Some(2), &second).await.code(), 200);
    let shown = exchange(&app, made_at.text("/secret")).await;
    assert_eq!((shown.code(), shown.text("/headline")), (200, "Oil falls"), "{}", shown.json);
    assert_eq!(shown.text("/credits/0/author/name"), "Bo Reed");
    assert_eq!(shown.text("/body/text"), "Four.");
    assert_eq!((&shown.json["topics"], &shown.json["revision"]), (&json!([]), &json!(2)));
    assert_eq!(
        (shown.header("cache-control"), shown.header("x-robots-tag")),
        ("no-store", "noindex")
    );
    assert_eq!(shown.header("etag"), "");
    let shown = exchange(&app, old.text("/secret")).await;
    assert_eq!(shown.text("/headline"), "Oil rises");
    assert_eq!(shown.text("/credits/0/author/name"), "Ada Lane");
    assert_eq!(shown.text("/topics/0/topic/name"), "Trade");
    assert_eq!(shown.text("/section/name"), "News");
    for (revision, code) in [(4, "unknown_reference"), (0, "out_of_range")] {
        let refused = link(&app, &editor, &made.article, &json!({ "revision": revision })).await;
        assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, "/revision"));
        assert_eq!(refused.text("/errors/0/code"), code);
    }
}

async fn a_link_ends_with_its_hour(engine: Engine) {
    let start = Timestamp::parse("2026-03-14T07:30:00Z").unwrap();
    let clock = Arc::new(SetClock::at(start));
    let app = TestApp::start_set(engine, clock.clone()).await;
    let author = app.token(Role::Author).await;
    let id = app.make(&author, "/v1/articles", &json!({ "headline": "One" })).await;
    let made = link(&app, &author, &id, &json!({})).await;
    assert_eq!(made.text("/expiresAt"), "2026-03-14T08:30:00Z");
    let path = format!("/v1/articles/{id}/previews");
    clock.set(start.plus_seconds(3_599));
    assert_eq!(exchange(&app, made.text("/secret")).await.code(), 200);
    assert_eq!(app.get_as(&author, &path).await.json["items"][0]["opened"], 1);
    clock.set(start.plus_seconds(3_600));
    assert_eq!(exchange(&app, made.text("/secret")).await.code(), 404);
    assert_eq!(app.get_as(&author, &path).await.json["items"], json!([]));
    let over = format!("/v1/previews/{}", made.text("/id"));
    assert_eq!(app.write(&author, ("DELETE", &over), None, &Value::Null).await.code(), 404);
}

async fn a_link_is_ended(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (author, other) = (app.token(Role::Author).await, app.token(Role::Author).await);
    let (editor, program) = (app.token(Role::Editor).await, app.token(Role::Integrator).await);
    let id = app.make(&author, "/v1/articles", &json!({ "headline": "One" })).await;
    let (one, two) =
        (link(&app, &author, &id, &json!({})).await, link(&app, &editor, &id, &json!({})).await);
    let path = format!("/v1/articles/{id}/previews");
    let list = app.get_as(&author, &path).await;
    let ids: Vec<_> = list.json["items"].as_array().unwrap().iter().map(|i| &i["id"]).collect();
    assert_eq!(ids, [&two.json["id"], &one.json["id"]]);
    assert!(!String::from_utf8_lossy(&list.bytes).contains("mh_preview_"));
    let ends = format!("/v1/previews/{}", one.text("/id"));
    for (token, want) in [(&other, 404), (&program, 403), (&author, 204), (&author, 404)] {
        let answer = app.write(token, ("DELETE", &ends), None, &Value::Null).await;
        assert_eq!(answer.code(), want, "{}", answer.json);
    }
    assert_eq!(exchange(&app, one.text("/secret")).await.code(), 404);
    assert_eq!(exchange(&app, two.text("/secret")).await.code(), 200);
}

async fn what_a_secret_is_not_good_for_is_refused_alike(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let made = link(&app, &editor, &id, &json!({})).await;
    let path = format!("/v1/previews/{}", made.text("/id"));
    assert_eq!(app.write(&editor, ("DELETE", &path), None, &Value::Null).await.code(), 204);
    let wrong = made.text("/secret").replace("mh_preview_", "mh_setup_");
    let mut answers = Vec::new();
    for secret in [made.text("/secret"), &wrong, "", "mh_preview_x", &"x".repeat(200)] {
        let mut answer = exchange(&app, secret).await;
        assert_eq!((answer.code(), answer.text("/code")), (404, "not_found"));
        answer.json["requestId"] = Value::Null;
        answers.push(answer.json);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    let headers = [("content-type", "application/json")];
    for body in ["{}", r#"{"secret":7}"#, r#"{"secret":"x","more":1}"#] {
        let answer = app.send("POST", "/v1/previews/exchange", &headers, body).await;
        assert_eq!(answer.code(), 422, "{body} {}", answer.json);
    }
}

async fn a_link_is_opened_a_hundred_times_at_most(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let made = link(&app, &editor, &id, &json!({})).await;
    for _ in 0..100 {
        assert_eq!(exchange(&app, made.text("/secret")).await.code(), 200);
    }
    assert_eq!(exchange(&app, made.text("/secret")).await.code(), 404);
}

async fn the_secret_is_told_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let path = format!("/v1/articles/{id}/previews");
    let bearer = format!("Bearer {editor}");
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", "once")];
    let first = app.send("POST", &path, &headers, "").await;
    let secret = first.text("/secret").to_owned();
    assert_eq!(first.text("/url"), format!("/preview#{secret}"));
    assert_eq!(exchange(&app, &secret).await.code(), 200);
    let again = app.send("POST", &path, &headers, "").await;
    assert_eq!((again.code(), again.header("idempotency-replayed")), (201, "true"));
    assert_eq!(again.text("/id"), first.text("/id"));
    assert_eq!((&again.json["secret"], &again.json["url"]), (&Value::Null, &Value::Null));
    let mutation =
        "mutation($id: ID!) { createPreview(input: { article: $id, idempotencyKey: \"two\" }) {
        preview { id secret url } userErrors { code } } }";
    let one = app.graphql(Some(&editor), mutation, json!({ "id": id })).await;
    let told = &one["data"]["createPreview"]["preview"];
    assert!(told["secret"].as_str().unwrap().starts_with("mh_preview_"), "{one}");
    let two = app.graphql(Some(&editor), mutation, json!({ "id": id })).await;
    let kept = json!({ "id": told["id"], "secret": null, "url": null });
    assert_eq!(two["data"]["createPreview"]["preview"], kept, "{two}");
}

async fn links_end_when_an_article_is_killed_and_rest_with_the_trash(engine: Engine) {
    let app = TestApp::start(engine).await;
    let chief = app.token(Role::ChiefEditor).await;
    let id = app.make(&chief, "/v1/articles", &json!({ "headline": "One" })).await;
    let step = async |word: &str, body: Value| {
        let path = format!("/v1/articles/{id}/{word}");
        assert_eq!(app.write(&chief, ("POST", &path), Some(1), &body).await.code(), 200, "{word}");
    };
    let made = link(&app, &chief, &id, &json!({})).await;
    let trash = format!("/v1/articles/{id}");
    assert_eq!(app.write(&chief, ("DELETE", &trash), Some(1), &Value::Null).await.code(), 204);
    assert_eq!(exchange(&app, made.text("/secret")).await.code(), 404);
    let refused = link(&app, &chief, &id, &json!({})).await;
    assert_eq!((refused.code(), refused.text("/code")), (409, "conflicting_state"));
    step("restore", Value::Null).await;
    assert_eq!(exchange(&app, made.text("/secret")).await.code(), 200);
    step("kill", json!({ "note": "The court." })).await;
    assert_eq!(exchange(&app, made.text("/secret")).await.code(), 404);
    step("restore", Value::Null).await;
    assert_eq!(exchange(&app, made.text("/secret")).await.code(), 404, "it came back");
    let made = link(&app, &chief, &id, &json!({})).await;
    assert_eq!(app.write(&chief, ("DELETE", &trash), Some(1), &Value::Null).await.code(), 204);
    let purge = format!("/v1/articles/{id}/purge");
    assert_eq!(app.write(&chief, ("POST", &purge), Some(1), &Value::Null).await.code(), 204);
    assert_eq!(exchange(&app, made.text("/secret")).await.code(), 404);
}

/// A word that no reader may ever see.
const CANARY: &str = "zyzzyva";

/// A draft of one sentence that quotes somebody; the ids of both.
async fn quoting(app: &TestApp, editor: &str, quote: &Value) -> (String, String) {
    let text = json!({ "headline": "One", "body": { "markdown": "“It is back.”" } });
    let id = app.make(editor, "/v1/articles", &text).await;
    let path = format!("/v1/articles/{id}/quotes");
    let attach = json!({ "texts": [{ "text": "It is back." }], "quote": quote });
    let done = app.write(editor, ("POST", &path), Some(1), &attach).await;
    assert_eq!(done.code(), 201, "{}", done.json);
    (id, done.text("/quote/id").to_owned())
}

async fn speakers_who_may_not_be_named_are_not(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let house = app.make(&editor, "/v1/organizations", &json!({ "name": CANARY })).await;
    let expert = json!({
        "name": CANARY, "private": { "notes": CANARY },
        "affiliations": [{ "organization": house, "roleTitle": CANARY }],
    });
    let expert = app.make(&editor, "/v1/experts", &expert).await;
    let quote = json!({
        "expert": expert, "descriptor": "a pilot",
        "terms": { "kind": "anonymous", "reason": "fear" },
        "verification": { "status": "recording", "evidence": CANARY },
        "source": { "kind": "own_interview", "outlet": CANARY },
    });
    let mut named = quote.clone();
    named.as_object_mut().unwrap().retain(|member, _| member != "source");
    let (id, _) = quoting(&app, &editor, &named).await;
    let made = link(&app, &editor, &id, &json!({})).await;
    let shown = exchange(&app, made.text("/secret")).await;
    let text = String::from_utf8_lossy(&shown.bytes);
    assert_eq!(
        (shown.code(), shown.text("/quotes/0/quote/descriptor")),
        (200, "a pilot"),
        "{text}"
    );
    assert!(!text.contains(CANARY) && !text.contains(&expert) && !text.contains(&house), "{text}");
}

async fn quotes_are_shown_as_readers_will_see_them(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let expert = json!({ "name": "Tam Ottery", "private": { "notes": CANARY } });
    let expert = app.make(&editor, "/v1/experts", &expert).await;
    let (id, quote) = quoting(&app, &editor, &json!({ "expert": expert })).await;
    let mut document =
        app.get_as(&editor, &format!("/v1/articles/{id}?view=working")).await.json["content"]
            .take();
    document["section"] = json!(made.section);
    document["credits"] = json!([{ "author": made.author }]);
    let path = format!("/v1/articles/{id}");
    let saved = app.write(&editor, ("PUT", &path), Some(2), &document).await;
    assert_eq!(saved.code(), 200, "{}", saved.json);
    let secret = link(&app, &editor, &id, &json!({})).await.text("/secret").to_owned();
    let before = exchange(&app, &secret).await;
    assert_eq!(before.text("/quotes/0/quote/expert/name"), "Tam Ottery");
    assert!(!String::from_utf8_lossy(&before.bytes).contains(CANARY));
    let publish = format!("{path}/publish");
    assert_eq!(app.write(&editor, ("POST", &publish), Some(3), &Value::Null).await.code(), 200);
    let shown = app.get(&format!("{path}?include=section,authors,topics,quotes.expert")).await;
    let again = exchange(&app, &secret).await;
    assert_eq!(again.json, shown.json, "a preview is what readers see afterwards");
    // what the newsroom does not stand by is not shown
    let judged = json!({ "status": "rejected" });
    let path = format!("/v1/quotes/{quote}");
    assert_eq!(app.write(&editor, ("PATCH", &path), Some(1), &judged).await.code(), 200);
    assert_eq!(exchange(&app, &secret).await.json["quotes"], json!([]));
}

async fn an_article_has_so_many_links_and_no_more(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let mut last = String::new();
    for _ in 0..50 {
        let made = link(&app, &editor, &id, &json!({})).await;
        assert_eq!(made.code(), 201);
        made.text("/id").clone_into(&mut last);
    }
    let refused = link(&app, &editor, &id, &json!({})).await;
    assert_eq!((refused.code(), refused.text("/code")), (409, "conflicting_state"));
    let path = format!("/v1/previews/{last}");
    assert_eq!(app.write(&editor, ("DELETE", &path), None, &Value::Null).await.code(), 204);
    assert_eq!(link(&app, &editor, &id, &json!({})).await.code(), 201);
}

async fn the_page_is_for_nobody_to_index(engine: Engine) {
    let app = TestApp::start(engine).await;
    let page = app.get("/preview").await;
    let html = String::from_utf8_lossy(&page.bytes);
    assert_eq!((page.code(), page.header("x-robots-tag")), (200, "noindex"));
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert!(
        html.contains(r#"<meta name="robots" content="noindex">"#) && !html.contains("onclick")
    );
    for file in ["preview.js", "preview.css"] {
        assert!(html.contains(&format!("/assets/preview/{file}")), "{html}");
        assert_eq!(app.get(&format!("/assets/preview/{file}")).await.code(), 200);
    }
}

async fn both_apis_show_the_same(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let secret = link(&app, &editor, &id, &json!({})).await.text("/secret").to_owned();
    let mutation = "mutation($secret: String!) { exchangePreview(input: { secret: $secret }) {
        article { headline revision body { text } quotes { id } } userErrors { code } } }";
    let shown = app.graphql(None, mutation, json!({ "secret": secret })).await;
    let article = json!({ "headline": "One", "revision": 1, "body": { "text": "" }, "quotes": [] });
    assert_eq!(shown["data"]["exchangePreview"]["article"], article, "{shown}");
    let wrong = app.graphql(None, mutation, json!({ "secret": "x" })).await;
    let refused = json!({ "article": null, "userErrors": [{ "code": "not_found" }] });
    assert_eq!(wrong["data"]["exchangePreview"], refused);
}
