//! Corrections over REST.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(a_correction_stands_with_its_article, a_draft_is_not_corrected);

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
