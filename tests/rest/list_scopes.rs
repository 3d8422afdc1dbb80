//! Lists of one key, each for a section, a topic, a language; and lists that a query fills.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    who_asks_gets_the_list_that_fits_best,
    no_two_lists_are_for_the_same,
    of_two_that_are_published_at_once_one_is_refused,
    an_address_leads_to_its_list,
    a_query_fills_a_list,
);

/// The title of the list that a request gets; the status if it gets none.
async fn title(app: &TestApp, path: &str) -> String {
    let shown = app.get(path).await;
    if shown.code() == 200 { shown.text("/title").to_owned() } else { shown.code().to_string() }
}

async fn who_asks_gets_the_list_that_fits_best(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    for (title, section, topic, language) in [
        ("All", false, false, None),
        ("News", true, false, None),
        ("French", false, false, Some("fr")),
        ("News in French", true, false, Some("fr")),
        ("Trade in French news", true, true, Some("fr")),
    ] {
        let document = json!({
            "title": title, "key": "editors-picks", "language": language,
            "section": section.then_some(&made.section), "topic": topic.then_some(&made.topic),
        });
        app.make_list(&editor, &document).await;
    }
    for (query, want) in [
        ("", "All"),
        ("section=news", "News"),
        ("section=none", "All"),
        ("topic=trade", "All"),
        ("language=FR", "French"),
        ("language=de", "All"),
        ("section=news&language=fr", "News in French"),
        ("section=news&topic=trade&language=fr", "Trade in French news"),
        ("section=news&topic=trade", "News"),
        ("language=-", "400"),
        ("section=a,b", "400"),
    ] {
        for path in ["/v1/lists/editors-picks", "/v1/editors-picks"] {
            assert_eq!(title(&app, &format!("{path}?{query}")).await, want, "{path} {query}");
        }
    }
    let query = "query($section: String, $language: String) { \
        list(key: \"editors-picks\", section: $section, language: $language) { key title } \
        editorsPicks(section: $section) { title } }";
    let asked = json!({ "section": made.section, "language": "fr" });
    let by_graph = app.graphql(None, query, asked).await;
    let want = json!({
        "list": { "key": "editors-picks", "title": "News in French" },
        "editorsPicks": { "title": "News" },
    });
    assert_eq!(by_graph["data"], want, "{by_graph}");
}

async fn no_two_lists_are_for_the_same(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let document =
        |language: Option<&str>| json!({ "title": "Picks", "key": "picks", "language": language });
    let first = app.make_list(&editor, &document(Some("fr"))).await;
    let second = app.make(&editor, "/v1/lists", &document(Some("fr"))).await;
    let path = format!("/v1/lists/{second}/publish");
    let later = json!({ "publishAt": { "at": "2999-01-01T00:00:00Z" } });
    for body in [&Value::Null, &later] {
        let refused = app.write(&editor, ("POST", &path), Some(1), body).await;
        assert_eq!((refused.code(), refused.text("/code")), (409, "conflicting_state"));
    }
    app.make_list(&editor, &document(Some("en"))).await;
    app.make_list(&editor, &document(None)).await;
    // a list is found by its slug, too, so that one without a key has it for one
    let own = app.make(&editor, "/v1/lists", &json!({ "title": "Own", "slug": "own" })).await;
    app.publish_list(&editor, &own, 1).await;
    let other = app.make(&editor, "/v1/lists", &json!({ "title": "Other", "key": "own" })).await;
    let publish = format!("/v1/lists/{other}/publish");
    let refused = app.write(&editor, ("POST", &publish), Some(1), &Value::Null).await;
    assert_eq!(refused.code(), 409, "{}", refused.json);
    let away = format!("/v1/lists/{first}/unpublish");
    assert_eq!(app.write(&editor, ("POST", &away), Some(1), &Value::Null).await.code(), 200);
    app.publish_list(&editor, &second, 1).await;
}

async fn of_two_that_are_published_at_once_one_is_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, other) = (app.token(Role::Editor).await, app.another().await);
    for turn in 0..12 {
        let document = |title: &str| json!({ "title": title, "key": format!("key-{turn}") });
        let one = app.make(&editor, "/v1/lists", &document("One")).await;
        let two = app.make(&editor, "/v1/lists", &document("Two")).await;
        let paths = [one, two].map(|id| format!("/v1/lists/{id}/publish"));
        let (one, two) = tokio::join!(
            app.write(&editor, ("POST", &paths[0]), Some(1), &Value::Null),
            other.write(&editor, ("POST", &paths[1]), Some(1), &Value::Null),
        );
        let mut codes = [one.code(), two.code()];
        codes.sort_unstable();
        assert_eq!(codes, [200, 409], "{} {}", one.json, two.json);
    }
}

async fn an_address_leads_to_its_list(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let section =
        app.make(&editor, "/v1/sections", &json!({ "name": "News", "listed": true })).await;
    let document = json!({ "title": "Quay", "slug": "quay", "section": section });
    let id = app.make_list(&editor, &document).await;
    assert_eq!(title(&app, "/v1/lists/quay").await, "Quay", "who says nothing of themselves");
    assert_eq!(title(&app, "/v1/lists/quay?section=news").await, "Quay");
    assert_eq!(title(&app, "/v1/lists/quay?section=other").await, "404");
    assert_eq!(title(&app, &format!("/v1/lists/{id}?section=other")).await, "Quay");
    let path = format!("/v1/lists/{id}");
    let moved = json!({ "title": "Pier", "slug": "pier" });
    assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &moved).await.code(), 200);
    assert_eq!(title(&app, "/v1/lists/pier").await, "404", "a draft has no address for readers");
    app.publish_list(&editor, &id, 2).await;
    assert_eq!(title(&app, "/v1/lists/pier").await, "Pier");
    assert_eq!(title(&app, "/v1/lists/quay").await, "Pier", "an address of the past");
}

async fn a_query_fills_a_list(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Report").await;
    let sport = app.make(&editor, "/v1/topics", &json!({ "name": "Sport" })).await;
    for (headline, kind, language, topic) in [
        ("Analysis", "analysis", "en", &made.topic),
        ("Analyse", "analysis", "fr", &made.topic),
        ("Match", "report", "en", &sport),
    ] {
        let mut document = made.document.clone();
        document["headline"] = json!(headline);
        document["kind"] = json!(kind);
        document["language"] = json!(language);
        document["topics"] = json!([{ "topic": topic }]);
        let id = app.make(&editor, "/v1/articles", &document).await;
        let path = format!("/v1/articles/{id}/publish");
        assert_eq!(app.write(&editor, ("POST", &path), Some(1), &Value::Null).await.code(), 200);
    }
    for (at, (query, want)) in [
        (json!({}), vec!["Match", "Analyse", "Analysis", "Report"]),
        (json!({ "kinds": ["analysis"] }), vec!["Analyse", "Analysis"]),
        (
            json!({ "kinds": ["analysis", "report"], "language": "en" }),
            vec!["Match", "Analysis", "Report"],
        ),
        (json!({ "topics": [sport] }), vec!["Match"]),
        (json!({ "topics": [sport, made.topic], "kinds": ["report"] }), vec!["Match", "Report"]),
        (json!({ "section": made.section, "language": "fr" }), vec!["Analyse"]),
    ]
    .into_iter()
    .enumerate()
    {
        let document = json!({ "title": "Found", "slug": format!("found-{at}"), "backfill": "query", "query": query });
        app.make_list(&editor, &document).await;
        let shown = app.get(&format!("/v1/lists/found-{at}")).await;
        let items = shown.json["items"].as_array().unwrap();
        let got: Vec<_> = items.iter().map(|item| item["headline"].as_str().unwrap()).collect();
        assert_eq!(got, want, "{query}");
        assert_eq!(shown.text("/items/0/origin"), "query");
    }
    for (document, pointer) in [
        (json!({ "title": "a", "backfill": "query" }), "/query"),
        (json!({ "title": "a", "query": { "kinds": ["novel"] } }), "/query/kinds/0"),
        (json!({ "title": "a", "query": { "topics": [made.article] } }), "/query/topics/0"),
        (json!({ "title": "a", "query": { "topics": vec![&sport; 21] } }), "/query/topics"),
    ] {
        let refused = app.write(&editor, ("POST", "/v1/lists"), None, &document).await;
        assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, pointer));
    }
}
