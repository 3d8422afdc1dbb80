//! Curated lists and the site over REST, and the same over GraphQL.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    a_list_shows_what_editors_chose_and_fills_the_rest,
    a_slot_has_its_window,
    a_list_shows_only_what_is_public,
    a_withdrawn_article_leaves_the_list,
    quotes_and_experts_stand_in_lists,
    a_quote_and_an_expert_stand_in_a_list_while_readers_see_them,
    the_site_is_said_once_and_changed_by_revision,
    the_weather_is_set_by_hand,
    a_reading_is_no_revision_of_the_site,
    a_service_is_asked_when_the_reading_is_old_or_the_site_has_changed
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
    app.make_list(&editor, &list).await;
    let want = ["Two, in other words", "One", "Tides", "Four"];
    assert_eq!(headlines(&app, "/v1/editors-picks").await, want);
    let shown = app.get("/v1/lists/editors-picks").await;
    assert_eq!(shown.text("/items/0/article/headline"), "Two");
    assert_eq!(
        (shown.text("/items/1/origin"), shown.text("/items/3/origin")),
        ("editor", "latest")
    );
    assert!(
        shown.header("etag").len() > 10 && shown.header("cache-control").contains("s-maxage=60")
    );
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
    app.make_list(&editor, &list).await;
    assert_eq!(headlines(&app, "/v1/lists/now").await, ["Three"]);
}

async fn a_list_shows_only_what_is_public(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let draft = app.make(&editor, "/v1/articles", &json!({ "headline": "Draft" })).await;
    let missing = "01890000-0000-7000-8000-000000000000";
    for (slots, pointer) in [
        (json!([{ "article": missing }]), "/slots/0/article"),
        (json!([{ "url": "https://a.example" }]), "/slots/0"),
    ] {
        let list = json!({ "title": "Picks", "slots": slots });
        let refused = app.write(&editor, ("POST", "/v1/lists"), None, &list).await;
        assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, pointer));
    }
    let list = json!({ "title": "Picks", "slots": [{ "article": draft }] });
    let id = app.make(&editor, "/v1/lists", &list).await;
    let path = format!("/v1/lists/{id}/publish");
    let refused = app.write(&editor, ("POST", &path), Some(1), &Value::Null).await;
    assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, "/slots/0/article"));
    assert_eq!(app.get("/v1/lists").await.json["data"], json!([]), "nothing is seen");
    assert_eq!(app.get("/v1/editors-picks").await.code(), 404);
}

async fn a_withdrawn_article_leaves_the_list(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let ids = four(&app, &editor).await;
    let slots = json!([{ "article": ids[0] }, { "article": ids[1] }]);
    let list = json!({ "title": "Picks", "max": 3, "backfill": "trending", "slots": slots });
    app.make_list(&editor, &list).await;
    assert_eq!(headlines(&app, "/v1/lists/picks").await, ["One", "Two", "Four"]);
    let path = format!("/v1/articles/{}/unpublish", ids[0]);
    app.write(&editor, ("POST", &path), Some(1), &Value::Null).await;
    assert_eq!(headlines(&app, "/v1/lists/picks").await, ["Two", "Four", "Three"]);
}

/// A published article in which an expert says `One two three.`: ids of the article, the quote
/// and the expert.
async fn quoted(app: &TestApp, editor: &str) -> [String; 3] {
    let made = app.newsroom_with_article(editor, "One").await;
    let office = json!([{ "roleTitle": "harbour pilot", "from": "2020" }]);
    let expert =
        json!({ "name": "Tam Ottery", "bio": "Knows the shoals.", "affiliations": office });
    let expert = app.make(editor, "/v1/experts", &expert).await;
    let path = format!("/v1/articles/{}", made.article);
    let quote = json!({ "texts": [{ "text": "One two three." }], "quote": { "expert": expert } });
    let done = app.write(editor, ("POST", &format!("{path}/quotes")), Some(1), &quote).await;
    let quote = done.text("/quote/id").to_owned();
    let publish = ("POST", &*format!("{path}/publish"));
    assert_eq!(app.write(editor, publish, Some(2), &Value::Null).await.code(), 200);
    [made.article, quote, expert]
}

async fn quotes_and_experts_stand_in_lists(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let [article, quote, expert] = quoted(&app, &editor).await;
    let slots = json!([
        { "quote": quote, "pinned": true },
        { "expert": expert, "headline": "The pilot" },
        { "article": article },
    ]);
    let list = json!({ "title": "Voices", "slots": slots });
    app.make_list(&editor, &list).await;
    let shown = app.get("/v1/lists/voices").await;
    for (place, want) in [
        ("/items/0/headline", "One two three."),
        ("/items/0/trailText", "Tam Ottery, harbour pilot"),
        ("/items/0/quote/attribution/roleTitle", "harbour pilot"),
        ("/items/1/headline", "The pilot"),
        ("/items/1/trailText", "Knows the shoals."),
        ("/items/1/expert/slug", "tam-ottery"),
        ("/items/2/article/headline", "One"),
    ] {
        assert_eq!(shown.text(place), want, "{place} {}", shown.json);
    }
    assert_eq!(shown.json["items"][0]["article"], Value::Null);
    let query = "{ list(key: \"voices\") { items { headline trailText quote { id text } expert { id name } article { id } } } }";
    let by_graph = app.graphql(None, query, Value::Null).await;
    let items = &by_graph["data"]["list"]["items"];
    assert_eq!(
        (&items[0]["quote"]["id"], &items[1]["expert"]["id"]),
        (&json!(quote), &json!(expert))
    );
    assert_eq!(items[2]["article"]["id"], json!(article));
}

async fn a_quote_and_an_expert_stand_in_a_list_while_readers_see_them(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let hidden_quote = json!({ "text": "Two", "descriptor": "somebody" });
    let hidden_quote = app.make(&editor, "/v1/quotes", &hidden_quote).await;
    let hidden_expert = app.make(&editor, "/v1/experts", &json!({ "name": "Nobody" })).await;
    for (slot, pointer) in [
        (json!({ "quote": hidden_quote }), "/slots/0/quote"),
        (json!({ "expert": hidden_expert }), "/slots/0/expert"),
    ] {
        let list = json!({ "title": "Voices", "slots": [slot] });
        let id = app.make(&editor, "/v1/lists", &list).await;
        let path = format!("/v1/lists/{id}");
        let publish = format!("{path}/publish");
        let refused = app.write(&editor, ("POST", &publish), Some(1), &Value::Null).await;
        assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, pointer));
        assert_eq!(refused.text("/errors/0/code"), "unknown_reference");
        app.write(&editor, ("DELETE", &path), Some(1), &Value::Null).await;
    }
    let [article, quote, expert] = quoted(&app, &editor).await;
    let slots = json!([{ "quote": quote }, { "expert": expert }, { "url": "https://a.example", "headline": "Tides" }]);
    app.make_list(&editor, &json!({ "title": "Voices", "slots": slots })).await;
    let all = ["One two three.", "Tam Ottery", "Tides"];
    assert_eq!(headlines(&app, "/v1/lists/voices-3").await, all);
    for (path, code) in
        [(format!("/v1/quotes/{quote}"), 409), (format!("/v1/experts/{expert}"), 409)]
    {
        let refused = app.write(&editor, ("DELETE", &path), Some(1), &Value::Null).await;
        assert_eq!(refused.code(), code, "{path} is in a list");
    }
    let path = format!("/v1/articles/{article}/unpublish");
    app.write(&editor, ("POST", &path), Some(2), &Value::Null).await;
    assert_eq!(headlines(&app, "/v1/lists/voices-3").await, ["Tides"]);
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

async fn a_reading_is_no_revision_of_the_site(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let site = json!({ "publicationName": "The Pier", "place": "Port Sorrel" });
    assert_eq!(app.write(&editor, ("PUT", "/v1/site"), Some(0), &site).await.code(), 200);
    for temperature in [1, 2] {
        let reading = json!({ "temperature": temperature, "conditionCode": 61 });
        let set = app.write(&editor, ("PUT", "/v1/site/weather"), None, &reading).await;
        assert_eq!((set.code(), set.text("/place")), (200, "Port Sorrel"), "{}", set.json);
    }
    // the editor who saw revision 1 may still save
    assert_eq!(app.write(&editor, ("PUT", "/v1/site"), Some(1), &site).await.code(), 200);
    assert_eq!(app.get("/v1/site").await.text("/weather/text"), "2 C");
    let set = "mutation($content: WeatherInput!) { setWeather(input: {content: $content}) {
        weather { text unit conditionCode place } userErrors { pointer } } }";
    let cold = json!({ "content": { "temperature": 23, "unit": "F", "conditionCode": 71 } });
    let done = app.graphql(Some(&editor), set, cold).await["data"]["setWeather"].clone();
    let want = json!({ "text": "23 F", "unit": "F", "conditionCode": 71, "place": "Port Sorrel" });
    assert_eq!((&done["weather"], &done["userErrors"]), (&want, &json!([])), "{done}");
    let odd = json!({ "content": { "temperature": 1000 } });
    let refused = app.graphql(Some(&editor), set, odd).await["data"]["setWeather"].clone();
    assert_eq!(refused["userErrors"][0]["pointer"], "/temperature");
}

async fn a_service_is_asked_when_the_reading_is_old_or_the_site_has_changed(engine: Engine) {
    use domain::time::Timestamp;
    use newsroom::SetClock;
    let begin = Timestamp::parse("2026-03-14T07:30:00Z").unwrap();
    let clock = std::sync::Arc::new(SetClock::at(begin));
    let app = TestApp::start_set(engine, clock.clone()).await;
    let editor = app.token(Role::Editor).await;
    let newsroom = app.newsroom.clone();
    let due = move || {
        let newsroom = newsroom.clone();
        let asked = move || newsroom.weather_due(1_800).unwrap().map(|asked| asked.location);
        async move { tokio::task::spawn_blocking(asked).await.unwrap() }
    };
    assert_eq!(due().await, None, "nobody said where");
    let site = |latitude: f64| {
        let location = json!({ "latitude": latitude, "longitude": -9.4 });
        json!({ "publicationName": "The Pier", "location": location })
    };
    app.write(&editor, ("PUT", "/v1/site"), Some(0), &site(38.2)).await;
    assert_eq!(due().await.unwrap().latitude.to_string(), "38.2");
    let set = ("PUT", "/v1/site/weather");
    assert_eq!(app.write(&editor, set, None, &json!({ "temperature": 9 })).await.code(), 200);
    for (seconds, is_due) in [(0, false), (1_799, false), (1_800, true)] {
        clock.set(begin.plus_seconds(seconds));
        assert_eq!(due().await.is_some(), is_due, "after {seconds} s");
    }
    assert_eq!(app.write(&editor, set, None, &json!({ "temperature": 10 })).await.code(), 200);
    assert_eq!(due().await, None);
    clock.set(begin.plus_seconds(1_900));
    app.write(&editor, ("PUT", "/v1/site"), Some(1), &site(40.0)).await;
    assert_eq!(due().await.unwrap().latitude.to_string(), "40", "the site has moved");
}
