//! Fronts, and lists that repeat nothing of others.

use std::sync::Arc;

use domain::account::Role;
use domain::time::Timestamp;
use newsroom::SetClock;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};
use uuid::Uuid;

both_engines!(
    a_front_shows_its_lists_in_order,
    a_list_repeats_nothing_of_others,
    no_list_leads_back_to_itself,
    a_front_is_another_one_when_something_changes,
    what_was_viewed_most_fills_a_list,
);

const BROWSER: &str = "Mozilla/5.0 (X11; Linux) Gecko";

/// The headlines of a list.
fn headlines(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap();
    items.iter().map(|item| item["headline"].as_str().unwrap()).collect()
}

/// The titles of a front's lists, each with its headlines.
fn whole(front: &Value) -> Vec<(&str, Vec<&str>)> {
    let lists = front["lists"].as_array().unwrap();
    lists.iter().map(|list| (list["title"].as_str().unwrap(), headlines(list))).collect()
}

/// Publishes an article for each headline; the ids.
async fn articles(app: &TestApp, editor: &str, headlines: &[&str]) -> Vec<String> {
    let made = app.newsroom_with_article(editor, headlines[0]).await;
    let mut ids = vec![made.article.clone()];
    for headline in &headlines[1..] {
        let text = format!("This is what {headline} says.");
        ids.push(app.publish(editor, &made.another(headline, &text)).await);
    }
    ids
}

async fn a_front_shows_its_lists_in_order(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    articles(&app, &editor, &["One"]).await;
    let slot = json!([{ "url": "https://tides.example/", "headline": "Tides" }]);
    let picks = json!({ "title": "Picks", "key": "picks", "slots": slot });
    let picks = app.make_list(&editor, &picks).await;
    let french = json!({ "title": "Choix", "key": "picks", "language": "fr", "slots": slot });
    app.make_list(&editor, &french).await;
    let latest = json!({ "title": "Latest", "backfill": "latest" });
    let latest = app.make_list(&editor, &latest).await;
    let draft = app.make(&editor, "/v1/lists", &json!({ "title": "Draft" })).await;
    let document = json!({ "title": "Home", "lists": [picks, draft, latest] });
    let front = app.make(&editor, "/v1/fronts", &document).await;
    assert_eq!(app.get("/v1/fronts/home").await.code(), 404, "it is not listed");

    let path = format!("/v1/fronts/{front}");
    let listed = json!({ "title": "Home", "lists": [picks, draft, latest], "listed": true });
    assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &listed).await.code(), 200);
    let shown = app.get("/v1/fronts/home").await;
    let want = vec![("Picks", vec!["Tides"]), ("Latest", vec!["One"])];
    assert_eq!(whole(&shown.json), want, "{}", shown.json);
    let french = app.get("/v1/fronts/home?language=fr&limit=1").await;
    assert_eq!(whole(&french.json)[0], ("Choix", vec!["Tides"]));
    let keys = shown.header("surrogate-key");
    assert!(keys.split(' ').any(|key| key == picks) && keys.contains("lists"), "{keys}");

    let query = "query($by: By!) { front(by: $by, language: \"fr\") { \
        id slug title lists { title items { headline origin } } } }";
    let by_graph = app.graphql(None, query, json!({ "by": { "slug": "home" } })).await;
    let own = &by_graph["data"]["front"];
    assert_eq!(whole(own), whole(&french.json), "{by_graph}");
    assert_eq!((own["id"].as_str().unwrap(), own["slug"].as_str()), (&*front, Some("home")));
    let page = app.get("/v1/fronts").await;
    assert_eq!(page.text("/data/0/title"), "Home");
    assert_eq!(page.json["data"][0].get("lists"), None, "drafts among them are nobody's business");

    let named = format!("/v1/lists/{draft}");
    let in_use = app.write(&editor, ("DELETE", &named), Some(1), &Value::Null).await;
    assert_eq!(in_use.code(), 409);
    for (lists, pointer) in [
        (json!([picks, picks]), "/lists/1"),
        (json!([Uuid::nil()]), "/lists/0"),
        (json!([front]), "/lists/0"),
    ] {
        let document = json!({ "title": "No", "lists": lists });
        let refused = app.write(&editor, ("POST", "/v1/fronts"), None, &document).await;
        assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, pointer));
    }
    let moved = json!({ "title": "Home", "slug": "start", "lists": [], "listed": true });
    assert_eq!(app.write(&editor, ("PUT", &path), Some(2), &moved).await.code(), 200);
    let old = app.get("/v1/fronts/home").await;
    assert_eq!((old.code(), old.header("location")), (308, "/v1/fronts/start"));
    assert_eq!(app.write(&editor, ("DELETE", &path), Some(3), &Value::Null).await.code(), 204);
    assert_eq!(app.get("/v1/fronts/start").await.code(), 410);
}

async fn a_list_repeats_nothing_of_others(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let ids = articles(&app, &editor, &["One", "Two", "Three", "Four", "Five"]).await;
    let lead = json!({ "title": "Lead", "max": 2, "backfill": "latest" });
    let lead = app.make_list(&editor, &lead).await;
    let slots = json!([{ "article": ids[4], "pinned": true }, { "article": ids[0] }]);
    let picks = json!({
        "title": "Picks", "max": 2, "backfill": "latest", "slots": slots,
        "dedupeAgainst": [lead],
    });
    let picks = app.make_list(&editor, &picks).await;
    let rest = json!({
        "title": "Rest", "max": 9, "backfill": "latest", "dedupeAgainst": [lead, picks],
    });
    let rest = app.make_list(&editor, &rest).await;
    let front = json!({ "title": "Home", "lists": [lead, picks, rest], "listed": true });
    app.make(&editor, "/v1/fronts", &front).await;
    let check = async |want: [&[&str]; 3]| {
        let shown = app.get("/v1/fronts/home").await;
        let lists = whole(&shown.json);
        for (at, path) in ["lead", "picks", "rest"].into_iter().enumerate() {
            assert_eq!(lists[at].1, want[at], "{path} on the front");
            let alone = app.get(&format!("/v1/lists/{path}")).await;
            assert_eq!(headlines(&alone.json), want[at], "{path} alone");
        }
    };
    check([&["Five", "Four"], &["One", "Three"], &["Two"]]).await;
    let path = format!("/v1/articles/{}/unpublish", ids[3]);
    assert_eq!(app.write(&editor, ("POST", &path), Some(1), &Value::Null).await.code(), 200);
    check([&["Five", "Three"], &["One", "Two"], &[]]).await;
}

async fn no_list_leads_back_to_itself(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let first = app.make_list(&editor, &json!({ "title": "First" })).await;
    let against =
        |id: &str| json!({ "title": "Other", "key": format!("after-{id}"), "dedupeAgainst": [id] });
    let second = app.make_list(&editor, &against(&first)).await;
    let third = app.make_list(&editor, &against(&second)).await;
    for (other, at) in [(&third, 2), (&first, 3)] {
        let document = json!({ "title": "First", "dedupeAgainst": [other] });
        let path = format!("/v1/lists/{first}");
        let saved = app.write(&editor, ("PUT", &path), Some(at - 1), &document).await;
        assert_eq!(saved.code(), 200, "a draft may be anything");
        let path = format!("/v1/lists/{first}/publish");
        let refused = app.write(&editor, ("POST", &path), Some(at), &Value::Null).await;
        let why =
            (refused.code(), refused.text("/errors/0/pointer"), refused.text("/errors/0/code"));
        assert_eq!(why, (422, "/dedupeAgainst/0", "cycle"), "{}", refused.json);
    }
    let mut last = third;
    for depth in 4..9 {
        let next = app.make(&editor, "/v1/lists", &against(&last)).await;
        let path = format!("/v1/lists/{next}/publish");
        let done = app.write(&editor, ("POST", &path), Some(1), &Value::Null).await;
        let want = if depth > 5 { (422, "too_deep") } else { (200, "") };
        assert_eq!((done.code(), done.text("/errors/0/code")), want, "{depth}");
        if done.code() == 200 {
            last = next;
        }
    }
    let path = format!("/v1/lists/{first}?view=preview");
    assert_eq!(app.get_as(&editor, &path).await.code(), 200, "one that leads to itself ends");
}

async fn a_front_is_another_one_when_something_changes(engine: Engine) {
    let clock = Arc::new(SetClock::at(Timestamp::parse("2026-03-14T07:30:00Z").unwrap()));
    let app = TestApp::start_set(engine, clock.clone()).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "One").await;
    let until = app.newsroom.now().plus_seconds(30);
    let slots = json!([
        { "url": "https://tides.example/", "headline": "Tides", "visibleUntil": until },
        { "url": "https://moon.example/", "headline": "Moon", "visibleFrom": until },
    ]);
    let latest = json!({ "title": "Latest", "backfill": "latest", "slots": slots });
    let latest = app.make_list(&editor, &latest).await;
    let front = json!({ "title": "Home", "lists": [latest], "listed": true });
    app.make(&editor, "/v1/fronts", &front).await;
    let check = async |want: &[&str]| {
        let shown = app.get("/v1/fronts/home").await;
        assert_eq!(whole(&shown.json)[0].1, want);
        shown.header("etag").to_owned()
    };
    let tag = check(&["Tides", "One"]).await;
    assert_eq!(check(&["Tides", "One"]).await, tag, "nothing happened");
    let second = app.publish(&editor, &made.another("Two", "It is so.")).await;
    assert_ne!(check(&["Tides", "Two", "One"]).await, tag);
    for (id, want) in [(second, ["Tides", "One"].as_slice()), (made.article.clone(), &["Tides"])] {
        let path = format!("/v1/articles/{id}/unpublish");
        assert_eq!(app.write(&editor, ("POST", &path), Some(1), &Value::Null).await.code(), 200);
        check(want).await;
    }
    // of its places, an article that comes, and one that goes
    let publish = async |headline: &str, body: Value| {
        let document = made.another(headline, headline);
        let id = app.make(&editor, "/v1/articles", &document).await;
        let path = format!("/v1/articles/{id}/publish");
        assert_eq!(app.write(&editor, ("POST", &path), Some(1), &body).await.code(), 200);
        id
    };
    let begin = until.plus_seconds(-30);
    publish("Goes", json!({ "unpublishAt": { "at": begin.plus_seconds(10) } })).await;
    let comes = made.another("Comes", "It comes.");
    let comes = app.make(&editor, "/v1/articles", &comes).await;
    let path = format!("/v1/articles/{comes}/schedule");
    let at = json!({ "publishAt": { "at": begin.plus_seconds(20) } });
    assert_eq!(app.write(&editor, ("POST", &path), Some(1), &at).await.code(), 200);
    check(&["Tides", "Goes"]).await;
    clock.set(begin.plus_seconds(10));
    check(&["Tides"]).await;
    clock.set(begin.plus_seconds(20));
    check(&["Tides", "Comes"]).await;
    clock.set(until);
    check(&["Moon", "Comes"]).await;
}

async fn what_was_viewed_most_fills_a_list(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let ids = articles(&app, &editor, &["One", "Two", "Three"]).await;
    let list = json!({ "title": "Most read", "backfill": "most_viewed", "max": 2 });
    app.make_list(&editor, &list).await;
    let before = app.get("/v1/lists/most-read").await;
    assert_eq!(before.json["items"], json!([]), "nothing was counted");
    let server = app.token(Role::Integrator).await;
    for (at, article) in [&ids[1], &ids[1], &ids[0]].into_iter().enumerate() {
        let visitor = json!({ "address": format!("198.51.{at}.7"), "agent": BROWSER });
        let event = json!({ "id": format!("01900000-0000-7000-8000-{at:012}"), "article": article, "kind": "view", "visitor": visitor });
        let events = json!({ "events": [event] });
        let told = app.write(&server, ("POST", "/v1/events"), None, &events).await;
        assert_eq!(told.json["counted"], 1, "{}", told.json);
    }
    app.count().await;
    let shown = app.get("/v1/lists/most-read").await;
    assert_eq!(headlines(&shown.json), ["Two", "One"], "{}", shown.json);
    assert_eq!(shown.text("/items/0/origin"), "most_viewed");
    assert_eq!(shown.json["items"][0]["counted"]["views"], 2);
    assert!(shown.header("surrogate-key").contains("trending"));
    let until = app.newsroom.now().plus_seconds(3_600);
    let mute = json!({ "article": ids[1], "kind": "mute", "reason": "So.", "until": until });
    app.make(&editor, "/v1/trending/rules", &mute).await;
    let shown = app.get("/v1/lists/most-read").await;
    assert_eq!(headlines(&shown.json), ["One"], "{}", shown.json);
    let count = async || {
        let before = app.store.statements();
        app.get("/v1/lists/most-read").await;
        app.store.statements() - before
    };
    count().await;
    assert!(count().await <= 3, "whether something happened");
}
