//! Authors, topics and sections over REST.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    life_of_a_record,
    what_nothing_shows_is_hidden,
    what_is_in_use_stays,
    lists_are_in_order
);

async fn life_of_a_record(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    for (path, document) in [
        (
            "/v1/authors",
            json!({ "name": "Ada Lane", "listed": true, "links": [{ "rel": "website", "url": "https://example.org" }] }),
        ),
        ("/v1/topics", json!({ "name": "Ada Lane", "listed": true, "synonyms": ["A"] })),
        ("/v1/sections", json!({ "name": "Ada Lane", "listed": true, "order": 3 })),
    ] {
        let id = app.make(&editor, path, &document).await;
        let one = format!("{path}/{id}");
        assert_eq!(app.get(&format!("{path}/ada-lane")).await.text("/name"), "Ada Lane", "{path}");
        let renamed = app
            .write(&editor, ("PATCH", &one), Some(1), &json!({ "slug": "ada", "name": "Ada" }))
            .await;
        assert_eq!((renamed.code(), renamed.header("etag")), (200, "\"2\""), "{}", renamed.json);
        let moved = app.get(&format!("{path}/ada-lane")).await;
        assert_eq!((moved.code(), moved.header("location")), (308, format!("{path}/ada").as_str()));
        let stale = app.write(&editor, ("PUT", &one), Some(1), &document).await;
        assert_eq!(stale.code(), 412);
        let mut taken = document.clone();
        taken["slug"] = json!("ada");
        let refused = app.write(&editor, ("POST", path), None, &taken).await;
        assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (409, "/slug"));
        assert_eq!(app.write(&editor, ("DELETE", &one), Some(2), &Value::Null).await.code(), 204);
        assert_eq!(app.get(&one).await.code(), 410, "readers saw it once");
    }
}

async fn what_nothing_shows_is_hidden(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let hidden = app.make(&editor, "/v1/topics", &json!({ "name": "Secret" })).await;
    let draft = json!({ "headline": "Draft", "topics": [{ "topic": hidden }] });
    app.make(&editor, "/v1/articles", &draft).await;
    assert_eq!(app.get("/v1/topics/trade").await.code(), 200);
    assert_eq!(app.get("/v1/topics/secret").await.code(), 404);
    assert_eq!(app.get("/v1/topics").await.json["data"].as_array().unwrap().len(), 1);
    assert_eq!(app.get("/v1/articles?topic=secret").await.json["data"], json!([]));
    let path = format!("/v1/articles/{}/unpublish", made.article);
    app.write(&editor, ("POST", &path), Some(1), &Value::Null).await;
    for path in ["/v1/topics/trade", "/v1/authors/ada-lane", "/v1/sections/news"] {
        assert_eq!(app.get(path).await.code(), 404, "{path}");
    }
}

async fn what_is_in_use_stays(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    for path in [
        format!("/v1/topics/{}", made.topic),
        format!("/v1/authors/{}", made.author),
        format!("/v1/sections/{}", made.section),
    ] {
        let refused = app.write(&editor, ("DELETE", &path), Some(1), &Value::Null).await;
        assert_eq!((refused.code(), refused.text("/referrers/0")), (409, made.article.as_str()));
    }
    let parent = app.make(&editor, "/v1/sections", &json!({ "name": "World" })).await;
    let child = json!({ "name": "Europe", "parent": parent });
    app.make(&editor, "/v1/sections", &child).await;
    let path = format!("/v1/sections/{parent}");
    assert_eq!(app.write(&editor, ("DELETE", &path), Some(1), &Value::Null).await.code(), 409);
}

async fn lists_are_in_order(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    for name in ["beta", "Alpha", "Zürich", "zebra", "Émile"] {
        app.make(&editor, "/v1/topics", &json!({ "name": name, "listed": true })).await;
    }
    let mut names = Vec::new();
    let mut path = "/v1/topics?limit=2".to_owned();
    loop {
        let page = app.get(&path).await;
        let items = page.json["data"].as_array().unwrap().clone();
        names.extend(items.iter().map(|item| item["name"].as_str().unwrap().to_owned()));
        let Some(next) = page.json["page"]["nextCursor"].as_str() else { break };
        path = format!("/v1/topics?limit=2&cursor={next}");
    }
    assert_eq!(names, ["Alpha", "beta", "zebra", "Zürich", "Émile"]);
}
