//! What readers could see happen, over REST and GraphQL.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    what_readers_see_happen_stands_in_order,
    what_is_hidden_leaves_no_trace,
    a_follower_goes_on_where_it_was,
);

fn told(answer: &Value) -> Vec<(String, String)> {
    let word = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    let all = answer["data"].as_array().unwrap().iter();
    all.map(|one| (word(one, "entity"), word(one, "kind"))).collect()
}

async fn what_readers_see_happen_stands_in_order(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let path = format!("/v1/articles/{}", made.article);
    let note = json!({ "kind": "correction", "text": "It was gas." });
    app.make(&editor, &format!("{path}/corrections"), &note).await;
    let section = format!("/v1/sections/{}", made.section);
    let named = json!({ "name": "Economy", "listed": true });
    assert_eq!(app.write(&editor, ("PUT", &section), Some(1), &named).await.code(), 200);
    let extra = app.make(&editor, "/v1/topics", &json!({ "name": "Gas", "listed": true })).await;
    let topic = format!("/v1/topics/{extra}");
    assert_eq!(app.write(&editor, ("DELETE", &topic), Some(1), &Value::Null).await.code(), 204);
    let act = |verb: &str| format!("{path}/{verb}");
    app.write(&editor, ("POST", &act("unpublish")), Some(1), &Value::Null).await;
    assert_eq!(app.write(&editor, ("DELETE", &path), Some(1), &Value::Null).await.code(), 204);
    let all = app.get("/v1/changes").await;
    let pair = |entity: &str, kind: &str| (entity.to_owned(), kind.to_owned());
    let wanted = [
        pair("article", "published"),
        pair("correction", "published"),
        pair("section", "updated"),
        pair("topic", "created"),
        pair("topic", "deleted"),
        pair("article", "unpublished"),
        pair("article", "deleted"),
    ];
    assert_eq!(told(&all.json), wanted);
    let gone = app.get(&path).await;
    let last = &all.json["data"][6];
    assert_eq!((gone.code(), &gone.json["tombstone"]["at"]), (410, &last["at"]));
    assert_eq!(all.json["data"][0]["id"], made.article.as_str());
}

/// Two newsrooms that differ only in what readers do not see.
async fn what_is_hidden_leaves_no_trace(engine: Engine) {
    let mut seen = Vec::new();
    for is_busy in [false, true] {
        let clock = domain::time::Timestamp::parse("2026-03-14T07:30:00Z").unwrap();
        let clock = std::sync::Arc::new(newsroom::SetClock::at(clock));
        let app = TestApp::start_set(engine, clock).await;
        let editor = app.token(Role::Editor).await;
        let made = app.newsroom_with_article(&editor, "Oil rises").await;
        let path = format!("/v1/articles/{}", made.article);
        let empty = app.get("/v1/changes").await;
        if is_busy {
            // a draft made, changed and deleted; a draft revision; hidden records made and gone
            let draft = app.make(&editor, "/v1/articles", &json!({ "headline": "x" })).await;
            let draft = format!("/v1/articles/{draft}");
            let next = json!({ "headline": "y" });
            assert_eq!(app.write(&editor, ("PUT", &draft), Some(1), &next).await.code(), 200);
            let gone = app.write(&editor, ("DELETE", &draft), Some(2), &Value::Null).await;
            assert_eq!(gone.code(), 204);
            assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &next).await.code(), 200);
            for kind in ["topics", "authors", "experts"] {
                let path = format!("/v1/{kind}");
                let id = app.make(&editor, &path, &json!({ "name": "x" })).await;
                let path = format!("/v1/{kind}/{id}");
                let named = json!({ "name": "y" });
                assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &named).await.code(), 200);
                let gone = app.write(&editor, ("DELETE", &path), Some(2), &Value::Null).await;
                assert_eq!(gone.code(), 204);
            }
            let quote = json!({ "text": "One", "descriptor": "somebody" });
            app.make(&editor, "/v1/quotes", &quote).await;
        }
        let all = app.get("/v1/changes").await;
        assert_eq!(all.bytes, empty.bytes);
        let next = format!("/v1/changes?since={}", all.text("/nextSince"));
        seen.push([all.bytes, app.get(&next).await.bytes]);
    }
    assert_eq!(seen[0], seen[1]);
}

async fn a_follower_goes_on_where_it_was(engine: Engine) {
    let app = TestApp::start(engine).await;
    let nothing = app.get("/v1/changes").await;
    assert_eq!(nothing.json["data"], json!([]));
    let editor = app.token(Role::Editor).await;
    for name in ["One", "Two", "Three"] {
        app.make(&editor, "/v1/topics", &json!({ "name": name, "listed": true })).await;
    }
    let mut since = nothing.text("/nextSince").to_owned();
    let mut count = Vec::new();
    for _ in 0..3 {
        let page = app.get(&format!("/v1/changes?limit=2&since={since}")).await;
        assert_eq!(page.code(), 200);
        count.push((page.json["data"].as_array().unwrap().len(), page.json["hasMore"].clone()));
        page.text("/nextSince").clone_into(&mut since);
    }
    assert_eq!(count, [(2, json!(true)), (1, json!(false)), (0, json!(false))]);
    let query = "query($after: String) { changes(first: 2, after: $after) {
        nodes { entity kind } pageInfo { endCursor hasNextPage } } }";
    let first = app.graphql(None, query, json!({ "after": nothing.text("/nextSince") })).await;
    assert_eq!(
        first["data"]["changes"]["nodes"][1],
        json!({ "entity": "TOPIC", "kind": "CREATED" })
    );
    let cursor = first["data"]["changes"]["pageInfo"]["endCursor"].as_str().unwrap();
    let rest = app.get(&format!("/v1/changes?since={cursor}")).await;
    assert_eq!(rest.json["data"].as_array().unwrap().len(), 1, "one cursor for both APIs");
    for wrong in ["x", nothing.text("/nextSince").get(..8).unwrap()] {
        let refused = app.get(&format!("/v1/changes?since={wrong}")).await;
        assert_eq!((refused.code(), refused.text("/errors/0/parameter")), (400, "since"));
    }
}
