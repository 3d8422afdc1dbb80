//! Several changes of articles in one request.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Answer, Engine, TestApp, both_engines};

both_engines!(
    each_change_stands_for_itself,
    an_atomic_batch_is_made_or_not,
    a_batch_takes_effect_once,
    a_batch_is_bounded,
    graphql_says_the_same,
    an_article_may_be_called_batch,
    a_batch_and_single_changes_do_not_lock_each_other_out,
);

async fn send(app: &TestApp, token: &str, document: &Value) -> Answer {
    app.write(token, ("POST", "/v1/articles/batch"), None, document).await
}

async fn headlines(app: &TestApp, token: &str) -> Vec<String> {
    let page = app.get_as(token, "/v1/articles?view=working&sort=publishedAt").await;
    let all = page.json["data"].as_array().unwrap().clone();
    all.iter().map(|article| article["headline"].as_str().unwrap().to_owned()).collect()
}

/// A new article, a change of `article`, one of a revision that is not, and a bad document.
fn changes(article: &str) -> Value {
    json!([
        { "create": { "headline": "New" } },
        { "update": { "id": article, "expectedRevision": 1, "content": { "headline": "Second" } } },
        { "update": { "id": article, "expectedRevision": 1, "content": { "headline": "Third" } } },
        { "create": { "headline": "" } },
    ])
}

async fn each_change_stands_for_itself(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let article = app.make(&editor, "/v1/articles", &json!({ "headline": "First" })).await;
    let answer = send(&app, &editor, &json!({ "items": changes(&article) })).await;
    assert_eq!(answer.code(), 200, "{}", answer.json);
    let statuses: Vec<_> =
        answer.json["items"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, [201, 200, 412, 422]);
    assert_eq!(answer.text("/items/1/article/headline"), "Second");
    assert_eq!(answer.json["items"][2]["problem"]["currentRevision"], 2);
    assert_eq!(answer.text("/items/3/problem/errors/0/pointer"), "/create/headline");
    assert_eq!(headlines(&app, &editor).await, ["Second", "New"]);

    let new = answer.text("/items/0/article/id").to_owned();
    let steps = json!({ "items": [
        { "publish": { "id": new, "expectedRevision": 1 } },
        { "unpublish": { "id": new, "expectedRevision": 1 } },
        { "trash": { "id": article, "expectedRevision": 2 } },
        { "trash": { "id": article, "expectedRevision": 2 } },
    ]});
    let answer = send(&app, &editor, &steps).await;
    let codes: Vec<_> = answer.json["items"].as_array().unwrap().iter().map(code).collect();
    assert_eq!(codes, ["not_ready_to_publish", "conflicting_state", "", "conflicting_state"]);
    assert_eq!(answer.text("/items/2/article/state"), "trashed");
}

fn code(item: &Value) -> &str {
    item["problem"]["code"].as_str().unwrap_or("")
}

async fn an_atomic_batch_is_made_or_not(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let article = app.make(&editor, "/v1/articles", &json!({ "headline": "First" })).await;
    let refused = send(&app, &editor, &json!({ "atomic": true, "items": changes(&article) })).await;
    assert_eq!((refused.code(), refused.text("/code")), (409, "batch_refused"));
    let faults: Vec<_> = refused.json["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["pointer"].as_str().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    assert_eq!(faults, [("/items/2", "stale_revision"), ("/items/3/create/headline", "empty")]);
    assert_eq!(refused.json["items"][0]["problem"]["currentRevision"], 2);
    let second = &refused.json["items"][1];
    assert_eq!((&second["index"], &second["problem"]["status"]), (&json!(3), &json!(422)));
    assert_eq!(headlines(&app, &editor).await, ["First"], "nothing was done");
    let all = changes(&article);
    let good = json!({ "atomic": true, "items": [all[0], all[1]] });
    assert_eq!(send(&app, &editor, &good).await.code(), 200);
    assert_eq!(headlines(&app, &editor).await, ["Second", "New"]);
}

async fn a_batch_takes_effect_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let article = app.make(&editor, "/v1/articles", &json!({ "headline": "First" })).await;
    let bearer = format!("Bearer {editor}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "import-7"),
    ];
    let body = json!({ "items": changes(&article) }).to_string();
    let first = app.send("POST", "/v1/articles/batch", &headers, body.clone()).await;
    let again = app.send("POST", "/v1/articles/batch", &headers, body).await;
    assert_eq!((first.code(), first.json), (again.code(), again.json));
    assert_eq!(headlines(&app, &editor).await, ["Second", "New"], "what was good was done once");
}

async fn a_batch_is_bounded(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let items = |count| json!({ "items": vec![json!({ "create": { "headline": "One" } }); count] });
    for (document, place) in [
        (items(0), "/items"),
        (items(101), "/items"),
        (json!({}), "/items"),
        (json!({ "items": [], "atomc": true }), "/atomc"),
    ] {
        let refused = send(&app, &editor, &document).await;
        let places = refused.json["errors"].as_array().unwrap();
        assert_eq!(refused.code(), 422);
        assert!(places.iter().any(|one| one["pointer"] == place), "{}", refused.json);
    }
    assert_eq!(send(&app, &editor, &items(100)).await.code(), 200);
    let author = app.token(Role::Author).await;
    let theirs = app.make(&editor, "/v1/articles", &json!({ "headline": "Theirs" })).await;
    let hidden = json!({ "items": [{ "trash": { "id": theirs, "expectedRevision": 1 } }] });
    assert_eq!(code(&send(&app, &author, &hidden).await.json["items"][0]), "not_found");
    let integrator = app.token(Role::Integrator).await;
    assert_eq!(code(&send(&app, &integrator, &items(1)).await.json["items"][0]), "forbidden");
}

async fn graphql_says_the_same(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let article = app.make(&editor, "/v1/articles", &json!({ "headline": "First" })).await;
    let change = "mutation($input: ChangeArticlesInput!) { changeArticles(input: $input) { \
        results { article { revision } userErrors { __typename code pointer \
            ... on StaleRevisionError { currentRevision } } } \
        userErrors { __typename code pointer ... on StaleRevisionError { currentRevision } } } }";
    let run = async |atomic: bool| {
        let batch = json!({ "atomic": atomic, "items": changes(&article) });
        let input = json!({ "input": { "batch": batch } });
        let answer = app.graphql(Some(&editor), change, input).await;
        answer["data"]["changeArticles"].clone()
    };
    let refused = run(true).await;
    let faults = json!([
        {
            "__typename": "StaleRevisionError", "code": "stale_revision", "pointer": "/items/2",
            "currentRevision": 2,
        },
        {
            "__typename": "InvalidInputError", "code": "empty",
            "pointer": "/items/3/create/headline",
        },
    ]);
    assert_eq!(refused, json!({ "results": null, "userErrors": faults }));
    let done = run(false).await;
    assert_eq!(done["userErrors"], json!([]));
    assert_eq!(done["results"][1]["article"]["revision"], 2);
    let stale = json!([{
        "__typename": "StaleRevisionError", "code": "stale_revision", "pointer": null,
        "currentRevision": 2,
    }]);
    assert_eq!(done["results"][2]["userErrors"], stale);
    assert_eq!(done["results"][3]["userErrors"][0]["pointer"], "/create/headline");
}

async fn an_article_may_be_called_batch(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Batch").await;
    let shown = app.get("/v1/articles/batch").await;
    assert_eq!((shown.code(), shown.text("/id")), (200, made.article.as_str()));
    let kinds = app.send("OPTIONS", "/v1/articles/batch", &[], "").await;
    assert_eq!((kinds.code(), kinds.header("allow")), (204, "OPTIONS, POST"));
    let wrong = app.send("PUT", "/v1/articles/batch", &[], "").await;
    assert_eq!((wrong.code(), wrong.header("allow")), (405, "OPTIONS, POST"));
}

async fn a_batch_and_single_changes_do_not_lock_each_other_out(engine: Engine) {
    let app = std::sync::Arc::new(TestApp::start(engine).await);
    let editor = app.token(Role::Editor).await;
    let mut articles = Vec::new();
    for number in 0..6 {
        let document = json!({ "headline": format!("Article {number}") });
        articles.push(app.make(&editor, "/v1/articles", &document).await);
    }
    let change = |id: &String, headline: &str| {
        let content = json!({ "headline": headline });
        json!({ "update": { "id": id, "expectedRevision": 1, "content": content } })
    };
    let items: Vec<_> = articles.iter().map(|id| change(id, "By batch")).collect();
    let batch = json!({ "atomic": true, "items": items });
    let mut sent = Vec::new();
    for id in articles.iter().rev() {
        let (app, editor, path) = (app.clone(), editor.clone(), format!("/v1/articles/{id}"));
        sent.push(tokio::spawn(async move {
            let document = json!({ "headline": "By hand" });
            app.write(&editor, ("PUT", &path), Some(1), &document).await
        }));
    }
    let (own, theirs) = (app.clone(), editor.clone());
    sent.push(tokio::spawn(async move { send(&own, &theirs, &batch).await }));
    for answer in sent {
        let answer = answer.await.unwrap();
        assert!([200, 409, 412].contains(&answer.code()), "{} {}", answer.code(), answer.json);
    }
    let headlines = headlines(&app, &editor).await;
    let by_batch = headlines.iter().filter(|headline| *headline == "By batch").count();
    assert!(by_batch == 0 || by_batch == 6, "all or none: {headlines:?}");
}
