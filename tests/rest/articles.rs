//! An article's life over REST.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    life_of_an_article,
    stale_and_missing_conditions_are_refused,
    what_is_not_ready_is_not_published,
    an_old_slug_leads_to_the_new_one,
    an_address_of_before_can_be_had_again,
    a_draft_is_found_by_the_address_it_asks_for,
    a_reader_with_the_same_bytes_is_told_so,
    a_patch_changes_what_it_names,
    relations_are_summaries_unless_included,
    two_editors_of_one_revision,
);

async fn life_of_an_article(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let shown = app.get("/v1/articles/oil-rises").await;
    assert_eq!(shown.code(), 200);
    assert_eq!(shown.text("/body/html"), "<p>One <em>two</em> three.</p>");
    assert_eq!(shown.text("/section/name"), "News");
    assert_eq!(shown.text("/credits/0/author/name"), "Ada Lane");
    assert_eq!(shown.text("/topics/0/topic/slug"), "trade");
    assert_eq!(shown.json["wordCount"], 3);
    assert_eq!(app.get(&format!("/v1/articles/{}", made.article)).await.bytes, shown.bytes);

    let path = format!("/v1/articles/{}", made.article);
    let mut document = made.document.clone();
    document["headline"] = json!("Oil falls");
    let saved = app.write(&editor, ("PUT", &path), Some(1), &document).await;
    assert_eq!((saved.code(), saved.header("etag")), (200, "\"2\""), "{}", saved.json);
    assert_eq!(
        app.get(&path).await.text("/headline"),
        "Oil rises",
        "readers see what was published"
    );

    let again =
        app.write(&editor, ("POST", &format!("{path}/publish")), Some(2), &Value::Null).await;
    assert_eq!((again.code(), again.text("/slug")), (200, "oil-rises"), "the address stays");
    assert_eq!(app.get("/v1/articles/oil-rises").await.text("/headline"), "Oil falls");

    let in_the_way = app.write(&editor, ("DELETE", &path), Some(2), &Value::Null).await;
    assert_eq!((in_the_way.code(), in_the_way.text("/code")), (409, "conflicting_state"));
    let hidden =
        app.write(&editor, ("POST", &format!("{path}/unpublish")), Some(2), &Value::Null).await;
    assert_eq!((hidden.code(), hidden.text("/state")), (200, "unpublished"));
    let gone = app.get("/v1/articles/oil-rises").await;
    assert_eq!((gone.code(), gone.text("/tombstone/kind")), (410, "unpublished"));
    assert_eq!(app.get("/v1/articles").await.json["data"], json!([]));
    let deleted = app.write(&editor, ("DELETE", &path), Some(2), &Value::Null).await;
    assert_eq!(deleted.code(), 204);
    assert_eq!(app.get(&path).await.text("/tombstone/kind"), "deleted");
    let working = app.get_as(&editor, &format!("{path}?view=working")).await;
    assert_eq!((working.code(), working.text("/state")), (200, "trashed"));
}

async fn stale_and_missing_conditions_are_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let path = format!("/v1/articles/{id}");
    let document = json!({ "headline": "Two" });
    let missing = app.write(&editor, ("PUT", &path), None, &document).await;
    assert_eq!((missing.code(), missing.text("/errors/0/header")), (428, "If-Match"));
    let stale = app.write(&editor, ("PUT", &path), Some(7), &document).await;
    assert_eq!((stale.code(), &stale.json["currentRevision"]), (412, &json!(1)));
    let working = app.get_as(&editor, &format!("{path}?view=working")).await;
    assert_eq!((working.text("/content/headline"), working.header("etag")), ("One", "\"1\""));
    assert_eq!(working.header("cache-control"), "no-store");
}

async fn what_is_not_ready_is_not_published(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let path = format!("/v1/articles/{id}/publish");
    let refused = app.write(&editor, ("POST", &path), Some(1), &Value::Null).await;
    let places: Vec<_> = (0..3).map(|at| refused.text(&format!("/errors/{at}/pointer"))).collect();
    assert_eq!((refused.code(), places), (422, vec!["/body", "/section", "/credits"]));
}

async fn an_old_slug_leads_to_the_new_one(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let path = format!("/v1/articles/{}", made.article);
    let renamed = json!({ "slug": "oil-and-gas" });
    assert_eq!(app.write(&editor, ("PATCH", &path), Some(1), &renamed).await.code(), 200);
    assert_eq!(app.get("/v1/articles/oil-rises").await.code(), 200, "it moves on publishing");
    let publish = format!("{path}/publish");
    assert_eq!(app.write(&editor, ("POST", &publish), Some(2), &Value::Null).await.code(), 200);
    let moved = app.get("/v1/articles/oil-rises").await;
    assert_eq!((moved.code(), moved.header("location")), (308, "/v1/articles/oil-and-gas"));
    let second = app.make(&editor, "/v1/articles", &made.document).await;
    let publish = format!("/v1/articles/{second}/publish");
    let published = app.write(&editor, ("POST", &publish), Some(1), &Value::Null).await;
    assert_eq!(published.code(), 200, "{}", published.json);
    assert_eq!(app.get(&format!("/v1/articles/{second}")).await.text("/slug"), "oil-rises-2");
}

async fn a_reader_with_the_same_bytes_is_told_so(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    app.newsroom_with_article(&editor, "Oil rises").await;
    for path in ["/v1/articles/oil-rises", "/v1/articles", "/v1/topics/trade"] {
        let first = app.get(path).await;
        assert!(first.header("cache-control").starts_with("max-age=0, s-maxage="), "{path}");
        let again = app.send("GET", path, &[("if-none-match", first.header("etag"))], "").await;
        assert_eq!((again.code(), again.bytes.len()), (304, 0), "{path}");
        let head = app.send("HEAD", path, &[], "").await;
        assert_eq!((head.code(), head.header("etag")), (200, first.header("etag")), "{path}");
    }
}

async fn a_patch_changes_what_it_names(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let document =
        json!({ "headline": "One", "kicker": "Energy", "body": { "markdown": "Text." } });
    let id = app.make(&editor, "/v1/articles", &document).await;
    let path = format!("/v1/articles/{id}");
    let merged = app
        .write(&editor, ("PATCH", &path), Some(1), &json!({ "kicker": null, "headline": "Two" }))
        .await;
    assert_eq!((merged.code(), merged.text("/content/headline")), (200, "Two"), "{}", merged.json);
    assert_eq!(merged.json["content"]["kicker"], Value::Null);
    assert_eq!(merged.text("/content/body/0/children/0/text"), "Text.");
    let bearer = format!("Bearer {editor}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("if-match", "\"2\""),
        ("content-type", "application/json-patch+json"),
    ];
    let steps = json!([
        { "op": "test", "path": "/body/0/_key", "value": "b1" },
        { "op": "replace", "path": "/body/0/children/0/text", "value": "More." },
    ]);
    let patched = app.send("PATCH", &path, &headers, steps.to_string()).await;
    assert_eq!(
        (patched.code(), patched.text("/content/body/0/children/0/text")),
        (200, "More."),
        "{}",
        patched.json
    );
    let failing = json!([{ "op": "test", "path": "/headline", "value": "Other" }]);
    let headers = [
        ("authorization", bearer.as_str()),
        ("if-match", "\"3\""),
        ("content-type", "application/json-patch+json"),
    ];
    let refused = app.send("PATCH", &path, &headers, failing.to_string()).await;
    assert_eq!((refused.code(), refused.text("/errors/0/code")), (422, "patch_failed"));
}

async fn two_editors_of_one_revision(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let path = format!("/v1/articles/{id}");
    let document = json!({ "headline": "Two" });
    let tries: [_; 4] =
        std::array::from_fn(|_| app.write(&editor, ("PUT", &path), Some(1), &document));
    let [a, b, c, d] = tries;
    let (a, b, c, d) = tokio::join!(a, b, c, d);
    let mut codes = [a.code(), b.code(), c.code(), d.code()];
    codes.sort_unstable();
    assert_eq!(codes, [200, 412, 412, 412]);
}

async fn relations_are_summaries_unless_included(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    app.newsroom_with_article(&editor, "Oil rises").await;
    for (query, bio, synonyms, order) in [
        ("", false, false, false),
        ("include=authors", true, false, false),
        ("include=topics,section", false, true, true),
    ] {
        let one = app.get(&format!("/v1/articles/oil-rises?{query}")).await.json;
        let list = app.get(&format!("/v1/articles?{query}")).await.json["data"][0].clone();
        for article in [one, list] {
            let has = |place| article.pointer(place).is_some();
            assert_eq!(has("/credits/0/author/bio"), bio, "{query}");
            assert_eq!(has("/topics/0/topic/synonyms"), synonyms, "{query}");
            assert_eq!(has("/section/order"), order, "{query}");
            assert_eq!(article["credits"][0]["author"]["name"], "Ada Lane");
        }
    }
    let unknown = app.get("/v1/articles?include=quotes").await;
    assert_eq!((unknown.code(), unknown.text("/errors/0/parameter")), (400, "include"));
}

async fn an_address_of_before_can_be_had_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let path = format!("/v1/articles/{}", made.article);
    let mut revision = 1;
    for slug in [json!("b"), json!("oil-rises"), Value::Null] {
        let renamed = json!({ "slug": slug });
        let saved = app.write(&editor, ("PATCH", &path), Some(revision), &renamed).await;
        assert_eq!(saved.code(), 200, "{}", saved.json);
        revision += 1;
        let publish = format!("{path}/publish");
        app.write(&editor, ("POST", &publish), Some(revision), &Value::Null).await;
    }
    assert_eq!(app.get(&path).await.text("/slug"), "oil-rises");
}

async fn a_draft_is_found_by_the_address_it_asks_for(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, author) = (app.token(Role::Editor).await, app.token(Role::Author).await);
    let draft = json!({ "headline": "Gas falls" });
    let id = app.make(&editor, "/v1/articles", &draft).await;
    let path = "/v1/articles/gas-falls?view=working";
    assert_eq!(app.get_as(&editor, path).await.text("/id"), id);
    assert_eq!(app.get_as(&author, path).await.code(), 404, "another's draft");
    assert_eq!(app.get("/v1/articles/gas-falls").await.code(), 404);
}
