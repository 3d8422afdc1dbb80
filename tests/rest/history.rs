//! The history of an article over REST.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    every_save_is_a_revision_with_its_note,
    the_history_comes_in_pages,
    a_page_of_a_long_history_costs_what_one_of_a_short_one_does,
    a_revision_is_brought_back,
    what_names_nothing_any_more_is_not_brought_back,
    a_note_is_bounded,
);

/// An article of an editor, saved as often as there are headlines; its path.
async fn article(app: &TestApp, editor: &str, headlines: &[&str]) -> String {
    let mut path = String::new();
    for (revision, headline) in (0..).zip(headlines) {
        let document = json!({ "headline": headline, "body": { "markdown": headline } });
        if revision == 0 {
            let id = app.make(editor, "/v1/articles?note=Begun", &document).await;
            path = format!("/v1/articles/{id}");
        } else {
            let noted = format!("{path}?note=Save+{revision}");
            let saved = app.write(editor, ("PUT", &noted), Some(revision), &document).await;
            assert_eq!(saved.code(), 200, "{}", saved.json);
        }
    }
    path
}

async fn every_save_is_a_revision_with_its_note(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let path = article(&app, &editor, &["Oil rises", "Oil falls"]).await;
    let place = format!("{path}?note=A%20comma,%20moved");
    let patched = app.write(&editor, ("PATCH", &place), Some(2), &json!({ "kicker": "Oil" })).await;
    assert_eq!(patched.code(), 200, "{}", patched.json);
    let history = app.get_as(&editor, &format!("{path}/revisions")).await;
    let notes: Vec<_> = (0..3).map(|at| history.text(&format!("/data/{at}/note"))).collect();
    assert_eq!((history.code(), notes), (200, vec!["A comma, moved", "Save 1", "Begun"]));
    assert_eq!(history.header("cache-control"), "no-store");
    let first = &history.json["data"][2];
    assert_eq!((&first["revision"], &first["headline"]), (&json!(1), &json!("Oil rises")));
    assert_eq!((&first["wordCount"], &first["restoredFrom"]), (&json!(2), &Value::Null));
    let me = app.get_as(&editor, "/v1/me").await;
    assert_eq!(first["by"], json!({ "id": me.json["id"], "name": me.json["name"] }));
    let one = app.get_as(&editor, &format!("{path}/revisions/1")).await;
    assert_eq!((one.code(), one.header("etag")), (200, "\"1\""));
    assert_eq!(one.text("/content/headline"), "Oil rises");
    assert_eq!(one.text("/content/body/0/children/0/text"), "Oil rises");
    assert_eq!(one.text("/note"), "Begun");
    for none in ["revisions/4", "revisions/0", "revisions/x", "revisions/+1"] {
        let none = app.get_as(&editor, &format!("{path}/{none}")).await;
        assert_eq!(none.code(), 404, "{}", none.json);
    }
    let other = app.token(Role::Author).await;
    for hidden in ["revisions", "revisions/1"] {
        let hidden = format!("{path}/{hidden}");
        assert_eq!(app.get_as(&other, &hidden).await.code(), 404, "another's draft");
        assert_eq!(app.get(&hidden).await.code(), 401);
    }
}

async fn the_history_comes_in_pages(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let path = article(&app, &editor, &["1", "2", "3", "4", "5"]).await;
    let mut seen = Vec::new();
    let mut next = format!("{path}/revisions?limit=2&count=true");
    loop {
        let page = app.get_as(&editor, &next).await;
        assert_eq!((page.code(), &page.json["page"]["total"]), (200, &json!(5)), "{}", page.json);
        let numbers = page.json["data"].as_array().unwrap().iter();
        seen.extend(numbers.map(|one| one["revision"].as_i64().unwrap()));
        let Some(cursor) = page.json["page"]["nextCursor"].as_str() else {
            let back = page.text("/page/prevCursor");
            let back = format!("{path}/revisions?limit=2&count=true&cursor={back}");
            let back = app.get_as(&editor, &back).await;
            assert_eq!(back.json["data"][0]["revision"], 3, "{}", back.json);
            break;
        };
        next = format!("{path}/revisions?limit=2&count=true&cursor={cursor}");
    }
    assert_eq!(seen, [5, 4, 3, 2, 1]);
    for (query, name) in [("limit=0", "limit"), ("sort=at", "sort"), ("cursor=x", "cursor")] {
        let refused = app.get_as(&editor, &format!("{path}/revisions?{query}")).await;
        assert_eq!((refused.code(), refused.text("/errors/0/parameter")), (400, name));
    }
}

async fn a_page_of_a_long_history_costs_what_one_of_a_short_one_does(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let short = article(&app, &editor, &["1"]).await;
    let long = article(&app, &editor, &["1", "2", "3", "4", "5", "6", "7", "8", "9"]).await;
    let mut counts = Vec::new();
    for path in [short, long] {
        let before = app.store.statements();
        let page = app.get_as(&editor, &format!("{path}/revisions?limit=5")).await;
        assert_eq!(page.code(), 200, "{}", page.json);
        counts.push(app.store.statements() - before);
    }
    assert_eq!(counts[0], counts[1]);
}

async fn a_revision_is_brought_back(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let path = article(&app, &editor, &["Oil rises", "Oil falls"]).await;
    let restore = format!("{path}/revisions/1/restore");
    let missing = app.write(&editor, ("POST", &restore), None, &Value::Null).await;
    assert_eq!(missing.code(), 428);
    let stale = app.write(&editor, ("POST", &restore), Some(1), &Value::Null).await;
    assert_eq!((stale.code(), &stale.json["currentRevision"]), (412, &json!(2)));
    let noted = format!("{restore}?note=It+did+rise");
    let back = app.write(&editor, ("POST", &noted), Some(2), &Value::Null).await;
    assert_eq!((back.code(), back.header("etag")), (200, "\"3\""), "{}", back.json);
    assert_eq!(back.text("/content/headline"), "Oil rises");
    let newest = app.get_as(&editor, &format!("{path}/revisions/3")).await;
    assert_eq!((&newest.json["restoredFrom"], newest.text("/note")), (&json!(1), "It did rise"));
    let none = format!("{path}/revisions/9/restore");
    assert_eq!(app.write(&editor, ("POST", &none), Some(3), &Value::Null).await.code(), 404);
}

async fn what_names_nothing_any_more_is_not_brought_back(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let topic = app.make(&editor, "/v1/topics", &json!({ "name": "Trade" })).await;
    let document = json!({ "headline": "One", "topics": [{ "topic": topic }] });
    let id = app.make(&editor, "/v1/articles", &document).await;
    let path = format!("/v1/articles/{id}");
    let bare = json!({ "headline": "Two" });
    assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &bare).await.code(), 200);
    let gone = format!("/v1/topics/{topic}");
    assert_eq!(app.write(&editor, ("DELETE", &gone), Some(1), &Value::Null).await.code(), 204);
    let restore = format!("{path}/revisions/1/restore");
    let refused = app.write(&editor, ("POST", &restore), Some(2), &Value::Null).await;
    assert_eq!((refused.code(), refused.text("/code")), (422, "unknown_reference"));
    assert_eq!(refused.text("/errors/0/pointer"), "/topics/0/topic");
    let working = app.get_as(&editor, &format!("{path}?view=working")).await;
    assert_eq!(working.json["revision"], 2, "nothing was saved");
}

async fn a_note_is_bounded(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let path = article(&app, &editor, &["One"]).await;
    let document = json!({ "headline": "Two" });
    for (note, code, rule) in [
        ("x".repeat(501), 400, "too_long"),
        (String::new(), 400, "empty"),
        ("a%0Ab".to_owned(), 400, "control_character"),
        ("x".repeat(500), 200, ""),
    ] {
        let noted = format!("{path}?note={note}");
        let answer = app.write(&editor, ("PUT", &noted), Some(1), &document).await;
        assert_eq!((answer.code(), answer.text("/errors/0/code")), (code, rule), "{note}");
        assert_eq!(answer.text("/errors/0/parameter"), if code == 400 { "note" } else { "" });
    }
    let query = "mutation($input: UpdateArticleInput!) { updateArticle(input: $input) {
        article { revision } userErrors { code pointer } } }";
    let input = |note: &str| {
        json!({ "input": {
        "id": path.rsplit('/').next(), "expectedRevision": 2, "note": note, "content": document,
    } })
    };
    let refused = app.graphql(Some(&editor), query, input("")).await;
    let error = &refused["data"]["updateArticle"]["userErrors"][0];
    assert_eq!(*error, json!({ "code": "empty", "pointer": "/note" }), "{refused}");
    let saved = app.graphql(Some(&editor), query, input("Said")).await;
    assert_eq!(saved["data"]["updateArticle"]["article"]["revision"], 3, "{saved}");
    let newest = app.get_as(&editor, &format!("{path}/revisions/3")).await;
    assert_eq!(newest.text("/note"), "Said");
}
