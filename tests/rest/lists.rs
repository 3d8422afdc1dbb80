//! Lists: pages, filters.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, Made, TestApp, both_engines};

both_engines!(pages_hold_every_article_once, filters_choose, a_cursor_belongs_to_its_list);

async fn publish(app: &TestApp, editor: &str, document: &Value) -> String {
    let id = app.make(editor, "/v1/articles", document).await;
    let path = format!("/v1/articles/{id}/publish");
    let done = app.write(editor, ("POST", &path), Some(1), &Value::Null).await;
    assert_eq!(done.code(), 200, "{}", done.json);
    id
}

async fn many(app: &TestApp, editor: &str, count: usize) -> (Made, Vec<String>) {
    let made = app.newsroom_with_article(editor, "Number 0").await;
    let mut ids = vec![made.article.clone()];
    for number in 1..count {
        let mut document = made.document.clone();
        document["headline"] = json!(format!("Number {number}"));
        ids.push(publish(app, editor, &document).await);
    }
    (made, ids)
}

fn ids(page: &Value) -> Vec<String> {
    let items = page["data"].as_array().cloned().unwrap_or_default();
    items.iter().map(|item| item["id"].as_str().unwrap_or("").to_owned()).collect()
}

async fn pages_hold_every_article_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let (_, mut all) = many(&app, &editor, 5).await;
    all.reverse();
    let mut path = "/v1/articles?limit=2".to_owned();
    let mut seen = Vec::new();
    let last = loop {
        let page = app.get(&path).await;
        assert_eq!(page.code(), 200, "{}", page.json);
        assert!(page.header("link").contains("rel=\"first\""));
        seen.extend(ids(&page.json));
        let Some(next) = page.json["page"]["nextCursor"].as_str() else { break page.json };
        path = format!("/v1/articles?limit=2&cursor={next}");
    };
    assert_eq!(seen, all);
    let back = last["page"]["prevCursor"].as_str().unwrap();
    let before = app.get(&format!("/v1/articles?limit=2&cursor={back}")).await;
    assert_eq!(ids(&before.json), all[2..4]);
    let oldest = app.get("/v1/articles?sort=publishedAt").await;
    all.reverse();
    assert_eq!(ids(&oldest.json), all);
}

async fn filters_choose(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let (made, all) = many(&app, &editor, 2).await;
    let sport = app.make(&editor, "/v1/topics", &json!({ "name": "Sport" })).await;
    let mut document = made.document.clone();
    document["topics"] = json!([{ "topic": made.topic }, { "topic": sport, "rel": "mentions" }]);
    document["language"] = json!("fr");
    document["kind"] = json!("analysis");
    let third = publish(&app, &editor, &document).await;
    app.make(&editor, "/v1/articles", &document).await;
    for (query, want) in [
        ("topic=trade", vec![&third, &all[1], &all[0]]),
        ("topic=sport", vec![&third]),
        ("topic=sport,trade", vec![&third, &all[1], &all[0]]),
        ("topic=sport&topic=trade", vec![&third]),
        ("topic=-sport", vec![&all[1], &all[0]]),
        ("topic=trade,-sport", vec![&all[1], &all[0]]),
        ("topic=nothing", vec![]),
        ("section=news&language=fr", vec![&third]),
        ("language=-fr", vec![&all[1], &all[0]]),
        ("kind=analysis,opinion", vec![&third]),
        ("author=ada-lane", vec![&third, &all[1], &all[0]]),
        ("author=-ada-lane", vec![]),
        ("publishedTo=2020-01-01T00:00:00Z", vec![]),
        ("publishedFrom=2020-01-01T00:00:00Z", vec![&third, &all[1], &all[0]]),
        (&format!("ids={},{}", all[0], third), vec![&third, &all[0]]),
    ] {
        let page = app.get(&format!("/v1/articles?{query}")).await;
        let got = ids(&page.json);
        assert_eq!(got.iter().collect::<Vec<_>>(), want, "{query}: {}", page.code());
    }
    let drafts = app.get_as(&editor, "/v1/articles?view=working&state=draft").await;
    assert_eq!(ids(&drafts.json).len(), 1);
}

async fn a_cursor_belongs_to_its_list(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    many(&app, &editor, 2).await;
    let page = app.get("/v1/articles?limit=1").await;
    let cursor = page.text("/page/nextCursor");
    let other = app.get(&format!("/v1/articles?limit=1&topic=trade&cursor={cursor}")).await;
    assert_eq!((other.code(), other.text("/code")), (400, "invalid_cursor"));
    let authors = app.get(&format!("/v1/authors?cursor={cursor}")).await;
    assert_eq!(authors.code(), 400);
}
