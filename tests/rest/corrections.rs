//! Corrections over REST.

use domain::account::Role;
use domain::correction::LedgerWalk;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    a_correction_stands_with_its_article,
    a_draft_is_not_corrected,
    the_ledger_is_verified_by_whoever_reads_it,
    a_range_of_revisions_is_of_the_article,
    a_quote_is_corrected_where_it_is_printed,
);

async fn a_correction_stands_with_its_article(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let path = format!("/v1/articles/{}/corrections", made.article);
    let wrong = json!({ "kind": "slip", "text": "" });
    let refused = app.write(&editor, ("POST", &path), None, &wrong).await;
    assert_eq!((refused.code(), refused.json["errors"].as_array().unwrap().len()), (422, 2));
    for (text, significance) in [("It was gas.", "material"), ("It was May.", "minor")] {
        let note = json!({
            "kind": "correction", "text": text, "significance": significance,
            "reason": "zyzzyva", "approvedBy": "zyzzyva",
        });
        let done = app.write(&editor, ("POST", &path), None, &note).await;
        assert_eq!((done.code(), done.json["toRevision"].as_i64()), (201, Some(1)));
        assert!(!done.json.to_string().contains("zyzzyva"), "{}", done.json);
    }
    let article = app.get(&format!("/v1/articles/{}", made.article)).await;
    assert_eq!(article.text("/corrections/0/text"), "It was gas.", "the oldest first");
    let ledger = app.get("/v1/corrections?limit=1").await;
    assert_eq!(
        (ledger.text("/data/0/text"), ledger.text("/data/0/article")),
        ("It was May.", made.article.as_str())
    );
    let next = format!("/v1/corrections?limit=1&cursor={}", ledger.text("/page/nextCursor"));
    assert_eq!(app.get(&next).await.text("/data/0/text"), "It was gas.");
    let query = "{ corrections(first: 5) { nodes { text kind significance } }
        articles { nodes { corrections { text } } } }";
    let shown = app.graphql(None, query, Value::Null).await;
    assert_eq!(shown["data"]["corrections"]["nodes"][0]["text"], "It was May.");
    assert_eq!(shown["data"]["articles"]["nodes"][0]["corrections"][1]["text"], "It was May.");
    let unpublish = format!("/v1/articles/{}/unpublish", made.article);
    app.write(&editor, ("POST", &unpublish), Some(1), &Value::Null).await;
    assert_eq!(app.get("/v1/corrections").await.json["data"], json!([]));
}

async fn a_draft_is_not_corrected(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "Draft" })).await;
    let note = json!({ "kind": "update", "text": "More." });
    let path = format!("/v1/articles/{id}/corrections");
    assert_eq!(app.write(&editor, ("POST", &path), None, &note).await.code(), 409);
}

/// Reads the ledger as a reader, page by page.
async fn walk(app: &TestApp) -> LedgerWalk {
    let mut walk = LedgerWalk::default();
    let mut path = "/v1/corrections?limit=2".to_owned();
    loop {
        let page = app.get(&path).await;
        for shown in page.json["data"].as_array().unwrap() {
            walk.see(shown.as_object().unwrap()).unwrap();
        }
        let Some(next) = page.json["page"]["nextCursor"].as_str() else { return walk };
        path = format!("/v1/corrections?limit=2&cursor={next}");
    }
}

async fn the_ledger_is_verified_by_whoever_reads_it(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let second = app.make(&editor, "/v1/articles", &made.document).await;
    let publish = format!("/v1/articles/{second}/publish");
    assert_eq!(app.write(&editor, ("POST", &publish), Some(1), &Value::Null).await.code(), 200);
    for (article, text) in [(&made.article, "One"), (&second, "Two"), (&made.article, "Three")] {
        let path = format!("/v1/articles/{article}/corrections");
        let note = json!({ "kind": "correction", "text": text, "reason": "private" });
        assert_eq!(app.write(&editor, ("POST", &path), None, &note).await.code(), 201);
    }
    let walked = walk(&app).await.end().unwrap();
    assert_eq!((walked.last.unwrap().sequence, walked.hidden), (3, 0));
    let members = "sequence previousHash hash";
    let query = format!("{{ corrections {{ nodes {{ {members} }} }} }}");
    let graphql = app.graphql(None, &query, Value::Null).await;
    let rest = app.get("/v1/corrections").await;
    for at in 0..3 {
        let (one, other) = (&rest.json["data"][at], &graphql["data"]["corrections"]["nodes"][at]);
        for name in members.split(' ') {
            assert_eq!(one[name], other[name], "{at} {name}");
        }
    }
    let unpublish = format!("/v1/articles/{second}/unpublish");
    app.write(&editor, ("POST", &unpublish), Some(1), &Value::Null).await;
    let path = format!("/v1/articles/{second}");
    assert_eq!(app.write(&editor, ("DELETE", &path), Some(1), &Value::Null).await.code(), 204);
    let walked = walk(&app).await.end().unwrap();
    assert_eq!((walked.last.unwrap().sequence, walked.hidden), (3, 1));
    let newsroom = app.newsroom.clone();
    let own = tokio::task::spawn_blocking(move || newsroom.verify_corrections()).await.unwrap();
    assert_eq!(own.unwrap().unwrap().last, walked.last, "the place stays when the article goes");
}

async fn a_range_of_revisions_is_of_the_article(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let path = format!("/v1/articles/{}", made.article);
    assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &made.document).await.code(), 200);
    let path = format!("{path}/corrections");
    for (from, to, pointers) in [
        (json!(1), json!(2), &[][..]),
        (json!(2), json!(null), &["/fromRevision"]),
        (json!(2), json!(1), &["/fromRevision"]),
        (json!(0), json!(3), &["/fromRevision", "/toRevision"]),
    ] {
        let note = json!({
            "kind": "update", "text": "More", "fromRevision": from, "toRevision": to,
        });
        let done = app.write(&editor, ("POST", &path), None, &note).await;
        let faults = done.json["errors"].as_array().cloned().unwrap_or_default();
        let got: Vec<_> = faults.iter().map(|f| f["pointer"].as_str().unwrap()).collect();
        assert_eq!(
            (done.code(), got),
            (if pointers.is_empty() { 201 } else { 422 }, pointers.into())
        );
    }
}

async fn a_quote_is_corrected_where_it_is_printed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let path = format!("/v1/articles/{}", made.article);
    let mut document = made.document.clone();
    document["body"] = json!({ "markdown": "“The boats can wait,” she said." });
    assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &document).await.code(), 200);
    let quote = json!({ "language": "en", "descriptor": "a pilot", "status": "accepted" });
    let attached = json!({
        "texts": [{ "text": "The boats can wait," }], "placement": "body", "quote": quote,
    });
    let place = format!("{path}/quotes");
    let attached = app.write(&editor, ("POST", &place), Some(2), &attached).await;
    assert_eq!(attached.code(), 201, "{}", attached.json);
    let place = format!("{path}/corrections");
    let quote = app.get_as(&editor, "/v1/quotes?view=working").await.text("/data/0/id").to_owned();
    let note = json!({ "kind": "correction", "text": "She said ships.", "quote": quote });
    let refused = app.write(&editor, ("POST", &place), None, &note).await;
    assert_eq!(
        (refused.code(), refused.text("/errors/0/pointer")),
        (422, "/quote"),
        "readers do not see it yet: {}",
        refused.json
    );
    let publish = format!("{path}/publish");
    assert_eq!(app.write(&editor, ("POST", &publish), Some(3), &Value::Null).await.code(), 200);
    for note in [&note, &json!({ "kind": "update", "text": "More." })] {
        let done = app.write(&editor, ("POST", &place), None, note).await;
        assert_eq!(done.code(), 201, "{}", done.json);
    }
    let ledger = app.get("/v1/corrections").await;
    assert_eq!(
        (&ledger.json["data"][1]["quote"], &ledger.json["data"][0]["quote"]),
        (&json!(quote), &Value::Null)
    );
    let shown = app.graphql(None, "{ corrections { nodes { quote } } }", Value::Null).await;
    assert_eq!(shown["data"]["corrections"]["nodes"][1]["quote"], json!(quote));
    assert_eq!(walk(&app).await.end().unwrap().hidden, 0);
    let mut forged = ledger.json["data"][1].as_object().unwrap().clone();
    forged.insert("quote".to_owned(), Value::Null);
    assert!(LedgerWalk::default().see(&forged).is_err(), "who was quoted is part of the hash");
}
