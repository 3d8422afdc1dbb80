//! What belongs to an article: what reads like it, the newer the better, no copies; and where its
//! speakers are quoted, too.

use std::sync::Arc;

use domain::account::Role;
use domain::time::Timestamp;
use newsroom::SetClock;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    what_reads_alike_belongs_together,
    of_two_that_share_as_much_the_newer_comes_first,
    what_is_rare_is_found_however_much_is_newer,
    a_copy_is_shown_once,
    speakers_are_quoted_elsewhere,
);

const FERRY: &str = "Ferry returns to Eastport after nine days of strike";

async fn related(app: &TestApp, id: &str) -> Vec<(String, f64, f64)> {
    let found = app.get(&format!("/v1/articles/{id}/related")).await;
    let item = |item: &Value| {
        let why = &item["why"];
        let number = |name: &str| why[name].as_f64().unwrap();
        (item["headline"].as_str().unwrap().to_owned(), number("likeness"), number("score"))
    };
    found.json["items"].as_array().unwrap().iter().map(item).collect()
}

async fn what_reads_alike_belongs_together(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Opening hours of the museum").await;
    let own = app.publish(&editor, &made.another(FERRY, "The first boat left at dawn.")).await;
    for (headline, text) in [
        ("Council votes on the harbour wall", "The wall is to be raised by a metre."),
        ("Ferry strike: Eastport waits for a tenth day", "No boat left the quay this morning."),
        ("Price of bread rises", "Flour has become dearer since spring."),
        ("Greve", "O barco parou."),
    ] {
        app.publish(&editor, &made.another(headline, text)).await;
    }
    let found = related(&app, &own).await;
    let headlines: Vec<_> = found.iter().map(|(headline, ..)| headline.as_str()).collect();
    assert_eq!(headlines, ["Ferry strike: Eastport waits for a tenth day"]);
    let (_, likeness, score) = &found[0];
    assert!((0.15..1.0).contains(likeness) && (score - 6.0 * likeness).abs() < 1e-9, "{found:?}");
    let query = "query($id: ID!) { related(by: {id: $id}) { headline why { likeness score } } }";
    let by_graph = app.graphql(None, query, json!({ "id": own })).await;
    assert_eq!(by_graph["data"]["related"][0]["why"]["likeness"].as_f64(), Some(*likeness));
}

async fn of_two_that_share_as_much_the_newer_comes_first(engine: Engine) {
    let time = |text| Timestamp::parse(text).unwrap();
    let clock = Arc::new(SetClock::at(time("2026-03-01T00:00:00Z")));
    let app = TestApp::start_set(engine, clock.clone()).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Opening hours of the museum").await;
    let topic = app.make(&editor, "/v1/topics", &json!({ "name": "Ferries" })).await;
    let mut ids = Vec::new();
    for (minutes, headline, text) in [
        (0, "Two", "The quay was full of cars."),
        (9, "One", "The crews have settled."),
        (18, "Three", "A new boat was ordered."),
    ] {
        clock.set(time("2026-03-01T00:00:00Z").plus_seconds(minutes * 60));
        let mut document = made.another(headline, text);
        document["topics"] = json!([{ "topic": topic }]);
        ids.push(app.publish(&editor, &document).await);
    }
    let found = related(&app, &ids[1]).await;
    let headlines: Vec<_> = found.iter().map(|(headline, ..)| headline.as_str()).collect();
    assert_eq!(headlines, ["Three", "Two"]);
    assert!((found[0].2 - found[1].2).abs() < 1e-9, "they share the same");
}

async fn what_is_rare_is_found_however_much_is_newer(engine: Engine) {
    const NEWER: u32 = 210;
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Opening hours of the museum").await;
    let rare = app.make(&editor, "/v1/topics", &json!({ "name": "Lighthouses" })).await;
    let document = |headline: &str, text: &str, topics: &[&str]| {
        let mut document = made.another(headline, text);
        document["topics"] = topics.iter().map(|topic| json!({ "topic": topic })).collect();
        document
    };
    let both = [made.topic.as_str(), rare.as_str()];
    app.publish(&editor, &document("Keeper retires", "The lamp is electric now.", &both)).await;
    for number in 0..NEWER {
        let (headline, text) = (format!("H{number}"), format!("Number {number}."));
        app.publish(&editor, &document(&headline, &text, &both[..1])).await;
    }
    let own = document("Tower for sale", "It has a hundred steps.", &both);
    let own = app.publish(&editor, &own).await;
    let found = related(&app, &own).await;
    let (headline, _, score) = &found[0];
    // one more has the common topic from the beginning
    let (all, common) = (f64::from(NEWER + 3), f64::from(NEWER + 3));
    let want = (1.0 + all / 2.0).ln() + (1.0 + all / common).ln();
    assert!(headline == "Keeper retires" && (score - want).abs() < 1e-6, "{score} {want}");
    assert!(found[1].2 < want, "{found:?}");
}

async fn a_copy_is_shown_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Opening hours of the museum").await;
    let agency = "The ferry left at dawn with ninety people on board, the port authority said on \
        Friday, after the crews and the port had settled on a new timetable for the winter.";
    let again = agency.replace("ninety", "90");
    let ours = "We were there when the first boat left.";
    let mut ids = Vec::new();
    for (headline, text) in [
        (FERRY, ours),
        ("Ferry returns to Eastport", agency),
        ("Eastport: ferry returns after strike", &again),
        ("Ferry returns, Eastport says", ours),
    ] {
        ids.push(app.publish(&editor, &made.another(headline, text)).await);
    }
    let found = related(&app, &ids[0]).await;
    assert_eq!(found.len(), 1, "one of the agency's, none of its own text: {found:?}");
    let path = format!("/v1/articles/{}/unpublish", ids[2]);
    assert_eq!(app.write(&editor, ("POST", &path), Some(1), &Value::Null).await.code(), 200);
    assert_eq!(related(&app, &ids[0]).await[0].0, "Ferry returns to Eastport");
}

async fn speakers_are_quoted_elsewhere(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let tam = json!({ "name": "Tam Ottery", "listed": true });
    let tam = app.make(&editor, "/v1/experts", &tam).await;
    let made = app.newsroom_with_article(&editor, "Nobody is quoted").await;
    let mut ids = Vec::new();
    for (headline, said) in [("One", "The boats can wait"), ("Two", "The boats cannot wait")] {
        let text = format!("“{said}.” That is what the pilot said of {headline}.");
        let id = app.make(&editor, "/v1/articles", &made.another(headline, &text)).await;
        let use_of = json!({
            "texts": [{ "text": format!("{said}.") }], "cue": "said", "quote": { "expert": tam },
        });
        let path = format!("/v1/articles/{id}");
        let quotes = format!("{path}/quotes");
        let made = app.write(&editor, ("POST", &quotes), Some(1), &use_of).await;
        assert_eq!(made.code(), 201, "{}", made.json);
        let publish = format!("{path}/publish");
        assert_eq!(app.write(&editor, ("POST", &publish), Some(2), &Value::Null).await.code(), 200);
        ids.push(id);
    }
    let also = app.get(&format!("/v1/articles/{}/also-quoted", ids[0])).await;
    assert_eq!(also.text("/items/0/expert/name"), "Tam Ottery", "{}", also.json);
    let articles = also.json["items"][0]["articles"].as_array().unwrap();
    assert_eq!(articles.len(), 1);
    assert_eq!(articles[0]["headline"], "Two");
    let query =
        "query($id: ID!) { alsoQuoted(by: {id: $id}) { expert { name } articles { headline } } }";
    let by_graph = app.graphql(None, query, json!({ "id": ids[1] })).await;
    let want = json!([{ "expert": { "name": "Tam Ottery" }, "articles": [{ "headline": "One" }] }]);
    assert_eq!(by_graph["data"]["alsoQuoted"], want, "{by_graph}");
    // a speaker counts half as much again as a topic
    let related = app.get(&format!("/v1/articles/{}/related", ids[0])).await.json;
    let (first, why) = (&related["items"][0], &related["items"][0]["why"]);
    assert_eq!(
        (&first["headline"], &why["experts"][0]["name"]),
        (&json!("Two"), &json!("Tam Ottery"))
    );
    let number = |name: &str| why[name].as_f64().unwrap();
    let rarity = number("score") - 6.0 * number("likeness");
    assert!((rarity - 1.5 * (1.0_f64 + 3.0 / 2.0).ln()).abs() < 1e-6, "{related}");
    let path = format!("/v1/articles/{}/unpublish", ids[1]);
    assert_eq!(app.write(&editor, ("POST", &path), Some(2), &Value::Null).await.code(), 200);
    let also = app.get(&format!("/v1/articles/{}/also-quoted", ids[0])).await;
    assert_eq!(also.json["items"], json!([]));
}
