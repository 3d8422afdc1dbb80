//! Curated lists and the site over REST, and the same over GraphQL.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    a_list_shows_what_editors_chose_and_fills_the_rest,
    a_slot_has_its_window,
    a_list_shows_only_what_is_public,
    a_withdrawn_article_leaves_the_list,
    the_site_is_said_once_and_changed_by_revision,
    the_weather_is_set_by_hand
);

async fn publish(app: &TestApp, editor: &str, document: &Value) -> String {
    let id = app.make(editor, "/v1/articles", document).await;
    let path = format!("/v1/articles/{id}/publish");
    let done = app.write(editor, ("POST", &path), Some(1), &Value::Null).await;
    assert_eq!(done.code(), 200, "{}", done.json);
    id
}

/// A newsroom with four published articles, the oldest first.
async fn four(app: &TestApp, editor: &str) -> Vec<String> {
    let made = app.newsroom_with_article(editor, "One").await;
    let mut ids = vec![made.article];
    for headline in ["Two", "Three", "Four"] {
        let mut document = made.document.clone();
        document["headline"] = json!(headline);
        ids.push(publish(app, editor, &document).await);
    }
    ids
}

async fn headlines(app: &TestApp, path: &str) -> Vec<String> {
    let list = app.get(path).await;
    assert_eq!(list.code(), 200, "{}", list.json);
    let items = list.json["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["headline"].as_str().unwrap().to_owned()).collect()
}

async fn a_list_shows_what_editors_chose_and_fills_the_rest(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let ids = four(&app, &editor).await;
    let list = json!({
        "title": "Editor's Picks", "slug": "editors-picks", "max": 4, "backfill": "latest",
        "slots": [
            { "article": ids[1], "headline": "Two, in other words", "note": "zyzzyva" },
            { "article": ids[0], "pinned": true },
            { "url": "https://tides.example", "headline": "Tides" },
        ],
    });
    app.make(&editor, "/v1/lists", &list).await;
    let want = ["Two, in other words", "One", "Tides", "Four"];
    assert_eq!(headlines(&app, "/v1/editors-picks").await, want);
    let shown = app.get("/v1/lists/editors-picks").await;
    assert_eq!(shown.text("/items/0/article/headline"), "Two");
    assert_eq!(
        (shown.text("/items/1/origin"), shown.text("/items/3/origin")),
        ("editor", "latest")
    );
    assert!(shown.header("etag").len() > 10 && shown.header("cache-control").contains("public"));
    let all = app.get("/v1/lists").await;
    assert_eq!(all.text("/data/0/title"), "Editor's Picks");
    let query = "{ editorsPicks { title items { headline origin pinned article { body { text } } } } list(key: \"none\") { title } }";
    let by_graph = app.graphql(None, query, Value::Null).await;
    let items = &by_graph["data"]["editorsPicks"]["items"];
    assert_eq!((&items[1]["pinned"], &items[3]["origin"]), (&json!(true), &json!("LATEST")));
    assert_eq!(items[3]["article"]["body"]["text"], "One two three.");
    assert_eq!(by_graph["data"]["list"], Value::Null);
    for answer in [shown.json, all.json, by_graph] {
        assert!(!answer.to_string().contains("zyzzyva"), "notes are for the desk");
    }
}

async fn a_slot_has_its_window(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let ids = four(&app, &editor).await;
    let list = json!({
        "title": "Now", "max": 3,
        "slots": [
            { "article": ids[0], "visibleFrom": "2999-01-01T00:00:00Z" },
            { "article": ids[1], "visibleUntil": "2001-01-01T00:00:00Z" },
            { "article": ids[2], "visibleFrom": "2001-01-01T00:00:00Z" },
        ],
    });
    app.make(&editor, "/v1/lists", &list).await;
    assert_eq!(headlines(&app, "/v1/lists/now").await, ["Three"]);
}

async fn a_list_shows_only_what_is_public(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let draft = app.make(&editor, "/v1/articles", &json!({ "headline": "Draft" })).await;
    let missing = "01890000-0000-7000-8000-000000000000";
    for (slots, pointer) in [
        (json!([{ "article": draft }]), "/slots/0/article"),
        (json!([{ "article": missing }]), "/slots/0/article"),
        (json!([{ "url": "https://a.example" }]), "/slots/0"),
    ] {
        let list = json!({ "title": "Picks", "slots": slots });
        let refused = app.write(&editor, ("POST", "/v1/lists"), None, &list).await;
        assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, pointer));
    }
    assert_eq!(app.get("/v1/lists").await.json["data"], json!([]), "nothing was written");
    assert_eq!(app.get("/v1/editors-picks").await.code(), 404);
}

async fn a_withdrawn_article_leaves_the_list(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let ids = four(&app, &editor).await;
    let slots = json!([{ "article": ids[0] }, { "article": ids[1] }]);
    let list = json!({ "title": "Picks", "max": 3, "backfill": "trending", "slots": slots });
    app.make(&editor, "/v1/lists", &list).await;
    assert_eq!(headlines(&app, "/v1/lists/picks").await, ["One", "Two", "Four"]);
    let path = format!("/v1/articles/{}/unpublish", ids[0]);
    app.write(&editor, ("POST", &path), Some(1), &Value::Null).await;
    assert_eq!(headlines(&app, "/v1/lists/picks").await, ["Two", "Four", "Three"]);
}

async fn the_site_is_said_once_and_changed_by_revision(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    assert_eq!(app.get("/v1/site").await.text("/publicationName"), "Masthead");
    let site = json!({
        "publicationName": "The Pier", "timeZone": "Europe/Lisbon", "dateFormat": "%d.%m.%Y",
        "labels": [{ "key": "more", "text": "More" }],
    });
    let path = ("PUT", "/v1/site");
    assert_eq!(app.write(&editor, path, None, &site).await.code(), 428);
    assert_eq!(app.write(&editor, path, Some(3), &site).await.code(), 412);
    assert_eq!(app.write(&editor, path, Some(0), &site).await.header("etag"), "\"1\"");
    assert_eq!(app.write(&editor, path, Some(1), &site).await.header("etag"), "\"2\"");
    let mut wrong = site.clone();
    wrong["timeZone"] = json!("Lisbon");
    let refused = app.write(&editor, path, Some(2), &wrong).await;
    assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, "/timeZone"));
    let shown = app.get("/v1/site").await;
    assert_eq!(
        (shown.text("/publicationName"), shown.text("/labels/0/text")),
        ("The Pier", "More")
    );
    let query = "{ site { publicationName today { date text } labels { key text } } }";
    let by_graph = app.graphql(None, query, Value::Null).await["data"]["site"].clone();
    for place in ["/publicationName", "/today/text", "/labels/0/key"] {
        assert_eq!(by_graph.pointer(place), shown.json.pointer(place));
    }
    let update =
        "mutation($site: SiteInput!) { updateSite(input: {expectedRevision: 2, content: $site}) {
        site { revision } userErrors { code } } }";
    let saved = app.graphql(Some(&editor), update, json!({ "site": site })).await;
    assert_eq!(saved["data"]["updateSite"]["site"]["revision"], 3, "{saved}");
    let again = app.graphql(Some(&editor), update, json!({ "site": site })).await;
    assert_eq!(again["data"]["updateSite"]["userErrors"][0]["code"], "stale_revision");
}

async fn the_weather_is_set_by_hand(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let cold = json!({ "temperature": -2.5, "place": "Pier" });
    let path = ("PUT", "/v1/site/weather");
    assert_eq!(app.write(&editor, path, None, &cold).await.code(), 200);
    let shown = app.get("/v1/site").await;
    assert_eq!((shown.text("/weather/text"), shown.text("/weather/place")), ("-2.5 C", "Pier"));
    let hot = json!({ "temperature": 900 });
    let refused = app.write(&editor, path, None, &hot).await;
    assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, "/temperature"));
}
