//! Events, trending and what is related.

use std::collections::BTreeMap;

use domain::account::Role;
use domain::time::Timestamp;
use serde_json::{Value, json};
use testkit::{Answer, Engine, TestApp, both_engines};

both_engines!(
    the_order_is_that_of_the_raw_events,
    what_cannot_be_counted_is_dropped_and_said,
    who_asks_not_to_be_counted_is_not,
    a_bad_batch_is_refused_by_its_place,
    without_events_the_newest_come_first,
    what_editors_picked_comes_before_the_newest,
    of_the_newest_some_may_not_fill_a_list,
    what_is_kept_out_is_in_no_list,
    editors_come_first_then_what_is_shared
);

const BROWSER: &str = "Mozilla/5.0 (X11; Linux) Gecko";

/// Sends events as a reader's browser does, and counts them.
pub(super) async fn send(app: &TestApp, agent: &str, events: &Value) -> Answer {
    let headers = [("content-type", "text/plain"), ("user-agent", agent)];
    let sent = json!({ "events": events }).to_string();
    let told = app.send("POST", "/v1/events", &headers, sent).await;
    app.count().await;
    told
}

fn event(number: u32, article: &str, kind: &str, at: Timestamp) -> Value {
    let id = format!("01900000-0000-7000-8000-{number:012}");
    json!({ "id": id, "article": article, "kind": kind, "seconds": 20, "at": at })
}

/// Published articles, the oldest first.
pub(super) async fn articles(app: &TestApp, editor: &str, count: u32) -> Vec<String> {
    articles_after(app, editor, count, |_| {}).await
}

/// The same, with something done before each of them.
pub(super) async fn articles_after(
    app: &TestApp,
    editor: &str,
    count: u32,
    before: impl Fn(u32),
) -> Vec<String> {
    let made = app.newsroom_with_article(editor, "Article").await;
    let retract = format!("/v1/articles/{}/unpublish", made.article);
    app.write(editor, ("POST", &retract), Some(1), &Value::Null).await;
    let mut ids = Vec::new();
    for number in 0..count {
        before(number);
        let mut document = made.document.clone();
        // of a primary topic there are two in ten places
        document["topics"][0]["primary"] = json!(false);
        document["headline"] = json!(format!("Article {number}"));
        let text = format!("This is what article {number} says, and none but {number}.");
        document["body"] = json!({ "markdown": text });
        let id = app.make(editor, "/v1/articles", &document).await;
        let path = format!("/v1/articles/{id}/publish");
        app.write(editor, ("POST", &path), Some(1), &Value::Null).await;
        ids.push(id);
    }
    ids
}

async fn order(app: &TestApp) -> Vec<String> {
    let list = app.get("/v1/trending").await.json;
    let items = list["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["article"]["id"].as_str().unwrap().to_owned()).collect()
}

async fn the_order_is_that_of_the_raw_events(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let ids = articles(&app, &editor, 6).await;
    let (now, server) = (app.newsroom.now(), app.token(Role::Integrator).await);
    let mut raw: BTreeMap<String, f64> = BTreeMap::new();
    let mut dice = 7_u32;
    let mut below = |end: u16| -> u16 {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u16::try_from((dice >> 8) % u32::from(end)).unwrap()
    };
    for number in 0_u16..120 {
        let article = &ids[usize::from(below(6).min(below(6)))];
        let kinds = [("view", 1.0), ("engage", 1.0), ("share", 3.0), ("recirc", 0.5)];
        let (kind, weight) = kinds[usize::from(below(4))];
        let age = below(20_000);
        // each from a network of its own: a reader's repeats would not count
        let mut told = event(number.into(), article, kind, now.plus_seconds(-i64::from(age)));
        let address = format!("10.0.{number}.1");
        told["visitor"] = json!({ "address": address, "agent": BROWSER });
        let sent = json!({ "events": [told] });
        let told = app.write(&server, ("POST", "/v1/events"), None, &sent).await;
        assert_eq!((told.code(), told.json["counted"].as_u64()), (202, Some(1)), "{}", told.json);
        // the same formula by brute force, as plain sums as of now
        let decayed = weight * (-f64::from(age) / (6.0 * 3_600.0)).exp2();
        *raw.entry(article.clone()).or_default() += decayed;
    }
    app.count().await;
    let mut want: Vec<(String, f64)> = raw.into_iter().collect();
    want.sort_by(|a, b| b.1.total_cmp(&a.1));
    let want: Vec<String> = want.into_iter().map(|(id, _)| id).collect();
    assert_eq!(order(&app).await, want);
    let first = app.get("/v1/trending?limit=1").await;
    let why = &first.json["items"][0]["why"];
    assert!(why["score"].as_f64().unwrap() > 1.0 && why["views1h"].as_i64().is_some(), "{why}");
    assert_eq!(
        app.get("/v1/trending?limit=1").await.bytes,
        first.bytes,
        "time alone changes nothing"
    );
    let query = "query($after: String) { trending(first: 2, after: $after) { basis asOf \
        edges { position node { id body { text } } why { score lift } } nodes { id } \
        pageInfo { hasNextPage hasPreviousPage endCursor } } }";
    let part = async |after: Value| {
        app.graphql(None, query, json!({ "after": after })).await["data"]["trending"].clone()
    };
    let first = part(Value::Null).await;
    assert_eq!(
        (&first["basis"], &first["edges"][0]["node"]["id"]),
        (&json!("VIEWS"), &json!(want[0]))
    );
    assert_eq!(first["nodes"], json!([{ "id": want[0] }, { "id": want[1] }]));
    let page = &first["pageInfo"];
    assert_eq!((&page["hasNextPage"], &page["hasPreviousPage"]), (&json!(true), &json!(false)));
    let next = part(page["endCursor"].clone()).await;
    assert_eq!(
        (&next["edges"][0]["position"], &next["nodes"][0]["id"]),
        (&json!(3), &json!(want[2]))
    );
    assert_eq!(
        next["edges"][0]["node"]["body"]["text"],
        "This is what article 2 says, and none but 2."
    );
    assert_eq!(next["pageInfo"]["hasPreviousPage"], true);
    let back = "query($before: String) { trending(last: 1, before: $before) { \
        edges { position } pageInfo { hasNextPage hasPreviousPage } } }";
    let before = json!({ "before": next["pageInfo"]["endCursor"] });
    let back = app.graphql(None, back, before).await["data"]["trending"].clone();
    assert_eq!(back["edges"], json!([{ "position": 3 }]));
    assert_eq!(back["pageInfo"], json!({ "hasNextPage": true, "hasPreviousPage": true }));
}

async fn what_cannot_be_counted_is_dropped_and_said(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = articles(&app, &editor, 1).await.remove(0);
    let draft = app.make(&editor, "/v1/articles", &json!({ "headline": "Draft" })).await;
    let now = app.newsroom.now();
    let brief = json!({ "id": "01900000-0000-7000-8000-000000000099", "article": id, "kind": "engage", "seconds": 3 });
    let batch = json!([
        event(1, &id, "view", now),
        event(1, &id, "share", now),
        event(2, &id, "view", now.plus_seconds(-60)),
        event(3, &draft, "view", now),
        event(4, "01900000-0000-7000-8000-000000000000", "view", now),
        event(5, &id, "view", now.plus_seconds(3_600)),
        event(6, &id, "view", now.plus_seconds(-7 * 3_600)),
        brief,
    ]);
    let told = send(&app, BROWSER, &batch).await;
    let want = json!({
        "counted": 1, "automatic": 0, "refused": 0, "unknown": 2, "repeated": 2, "brief": 1,
        "untimely": 2, "excessive": 0, "suspect": 0, "crowded": 0,
    });
    assert_eq!((told.code(), told.json), (202, want));
    for agent in ["Googlebot/2.1", "curl/8.5", ""] {
        let told = send(&app, agent, &json!([event(9, &id, "view", now)])).await;
        assert_eq!(told.json["automatic"], 1, "{agent}");
    }
    let ahead = [
        ("content-type", "application/json"),
        ("user-agent", BROWSER),
        ("sec-purpose", "prefetch"),
    ];
    let body = json!({ "events": [event(10, &id, "view", now)] }).to_string();
    assert_eq!(app.send("POST", "/v1/events", &ahead, body).await.json["automatic"], 1);
    let list = app.get("/v1/trending").await.json;
    assert_eq!(
        (&list["items"][0]["why"]["views1h"], &list["items"][0]["why"]["visitors24h"]),
        (&json!(1), &json!(1))
    );
}

async fn who_asks_not_to_be_counted_is_not(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = articles(&app, &editor, 1).await.remove(0);
    let now = app.newsroom.now();
    let send = async |number: u32, gpc: Option<&str>| {
        let mut headers = vec![("content-type", "text/plain"), ("user-agent", BROWSER)];
        headers.extend(gpc.map(|value| ("sec-gpc", value)));
        let events = json!([event(number, &id, "view", now), event(number + 1, &id, "share", now)]);
        app.send("POST", "/v1/events", &headers, json!({ "events": events }).to_string()).await
    };
    let told = send(1, Some("1")).await;
    assert_eq!((&told.json["counted"], &told.json["refused"]), (&json!(0), &json!(2)));
    app.count().await;
    assert_eq!(app.get("/v1/trending").await.text("/basis"), "latest", "nothing was noted");
    // neither the acts nor the ids of the events were remembered; another value says nothing
    let told = send(1, Some("0")).await;
    assert_eq!((&told.json["counted"], &told.json["refused"]), (&json!(2), &json!(0)));
    assert_eq!(send(3, None).await.json["repeated"], 2);
}

async fn a_bad_batch_is_refused_by_its_place(engine: Engine) {
    let app = TestApp::start(engine).await;
    let now = app.newsroom.now();
    let many: Vec<_> = (0..51)
        .map(|number| event(number, "01900000-0000-7000-8000-000000000000", "view", now))
        .collect();
    let refused = send(&app, BROWSER, &json!(many)).await;
    assert_eq!(
        (refused.code(), refused.text("/errors/0/pointer"), refused.text("/errors/0/code")),
        (422, "/events", "too_many")
    );
    for (events, pointer) in [
        (json!([{ "id": "x" }]), "/events/0/id"),
        (
            json!([{ "id": "01900000-0000-7000-8000-000000000000", "article": "01900000-0000-7000-8000-000000000000", "kind": "blink" }]),
            "/events/0/kind",
        ),
        (json!("x"), "/events"),
    ] {
        let refused = send(&app, BROWSER, &events).await;
        assert_eq!(
            (refused.code(), refused.text("/errors/0/pointer")),
            (422, pointer),
            "{}",
            refused.json
        );
    }
    let form = [("content-type", "application/x-www-form-urlencoded"), ("user-agent", BROWSER)];
    assert_eq!(app.send("POST", "/v1/events", &form, "events=1").await.code(), 415);
    let long = [("content-type", "text/plain"), ("user-agent", BROWSER)];
    assert_eq!(app.send("POST", "/v1/events", &long, " ".repeat(70_000)).await.code(), 413);
}

async fn without_events_the_newest_come_first(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let mut ids = articles(&app, &editor, 3).await;
    ids.reverse();
    assert_eq!(order(&app).await, ids);
    assert_eq!(app.get("/v1/trending").await.text("/basis"), "latest");
}

async fn what_editors_picked_comes_before_the_newest(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let ids = articles(&app, &editor, 4).await;
    let picks = |title: &str, article: &str, language: Value| {
        json!({
            "title": title, "key": "editors-picks", "slots": [{ "article": article }],
            "language": language,
        })
    };
    app.make_list(&editor, &picks("For all", &ids[1], Value::Null)).await;
    app.make_list(&editor, &picks("In English", &ids[0], json!("en"))).await;
    let list = app.get("/v1/trending").await;
    assert_eq!((list.text("/basis"), order(&app).await), ("picks", vec![ids[1].clone()]));
    let english = app.get("/v1/trending?language=en").await;
    let first = &english.json["items"][0]["article"]["id"];
    assert_eq!((english.text("/basis"), first), ("picks", &json!(ids[0])), "{}", english.json);
}

async fn of_the_newest_some_may_not_fill_a_list(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let ids = articles(&app, &editor, 8).await;
    for id in &ids[2..] {
        let path = format!("/v1/articles/{id}");
        let paid = json!({ "kind": "sponsored" });
        assert_eq!(app.write(&editor, ("PATCH", &path), Some(1), &paid).await.code(), 200);
        let publish = format!("{path}/publish");
        app.write(&editor, ("POST", &publish), Some(2), &Value::Null).await;
    }
    for (title, backfill) in [("Latest", "latest"), ("Asked", "query")] {
        let list = json!({
            "title": title, "backfill": backfill, "max": 2,
            "query": (backfill == "query").then(|| json!({ "language": "en" })),
        });
        app.make_list(&editor, &list).await;
    }
    for key in ["latest", "asked"] {
        let list = app.get(&format!("/v1/lists/{key}")).await.json;
        let shown = |at: usize| list["items"][at]["article"]["id"].as_str();
        assert_eq!([shown(0), shown(1)], [Some(&*ids[1]), Some(&*ids[0])], "{key} {list}");
    }
}

async fn what_is_kept_out_is_in_no_list(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let ids = articles(&app, &editor, 4).await;
    let now = app.newsroom.now();
    let events: Vec<_> =
        (0..4).zip(&ids).map(|(number, id)| event(number, id, "view", now)).collect();
    assert_eq!(send(&app, BROWSER, &json!(events)).await.json["counted"], 4);
    let change = async |id: &str, members: Value| {
        let path = format!("/v1/articles/{id}");
        assert_eq!(app.write(&editor, ("PATCH", &path), Some(1), &members).await.code(), 200);
        let publish = format!("{path}/publish");
        assert_eq!(app.write(&editor, ("POST", &publish), Some(2), &Value::Null).await.code(), 200);
    };
    change(
        &ids[0],
        json!({ "signals": { "excludeFromTrending": true, "excludeFromRelated": true } }),
    )
    .await;
    change(&ids[1], json!({ "kind": "sponsored" })).await;
    let path = format!("/v1/articles/{}/unpublish", ids[2]);
    app.write(&editor, ("POST", &path), Some(1), &Value::Null).await;
    assert_eq!(order(&app).await, [ids[3].clone()]);
    let related = app.get(&format!("/v1/articles/{}/related", ids[3])).await;
    assert_eq!(related.json["items"], json!([]), "they share a topic, but all are kept out");
}

async fn editors_come_first_then_what_is_shared(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let ids = articles(&app, &editor, 3).await;
    let path = format!("/v1/articles/{}", ids[0]);
    let stories = json!([{ "url": "https://a.example", "title": "Elsewhere" }, { "article": ids[1], "rel": "background" }]);
    let saved = app.write(&editor, ("PATCH", &path), Some(1), &json!({ "related": stories })).await;
    assert_eq!(saved.code(), 200, "{}", saved.json);
    app.write(&editor, ("POST", &format!("{path}/publish")), Some(2), &Value::Null).await;
    let related = app.get(&format!("{path}/related")).await;
    let items = related.json["items"].as_array().unwrap();
    let got: Vec<_> = items.iter().map(|item| item["headline"].as_str().unwrap()).collect();
    assert_eq!(got, ["Elsewhere", "Article 1", "Article 2"]);
    assert_eq!(items[1]["why"]["manual"]["rel"], "background");
    assert_eq!(
        (items[2]["why"]["topics"][0]["name"].as_str(), &items[2]["why"]["manual"]),
        (Some("Trade"), &Value::Null)
    );
    let query = "query($id: ID!) { related(by: {id: $id}, first: 5) { headline article { id } why { topics { name } } } }";
    let by_graph = app.graphql(None, query, json!({ "id": ids[0] })).await;
    assert_eq!(by_graph["data"]["related"][2]["why"]["topics"][0]["name"], "Trade", "{by_graph}");
    let wrong = json!({ "related": [{ "url": "https://a.example" }] });
    let refused = app.write(&editor, ("PATCH", &path), Some(2), &wrong).await;
    assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, "/related/0"));
}
