//! What revisions differ in, what two stale changes come to, and how it was then.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Answer, Engine, TestApp, both_engines};

both_engines!(
    two_revisions_are_compared,
    a_stale_save_is_answered_with_a_merge,
    a_merge_names_what_both_changed,
    a_merge_is_offered_over_graphql,
    an_article_is_read_as_it_was,
    a_list_is_read_as_it_was,
    what_is_not_saved_is_kept_beside_the_history,
    a_save_drops_what_its_editor_kept,
);

fn paragraph(key: &str, text: &str) -> Value {
    json!({ "_type": "block", "_key": key, "children": [{ "_type": "span", "text": text }] })
}

fn document(headline: &str, blocks: &[(&str, &str)]) -> Value {
    let blocks: Vec<_> = blocks.iter().map(|(key, text)| paragraph(key, text)).collect();
    json!({ "headline": headline, "body": blocks })
}

/// An article with a revision for each document; its path.
async fn article(app: &TestApp, editor: &str, documents: &[Value]) -> String {
    let id = app.make(editor, "/v1/articles", &documents[0]).await;
    let path = format!("/v1/articles/{id}");
    for (revision, document) in (1..).zip(&documents[1..]) {
        let saved = app.write(editor, ("PUT", &path), Some(revision), document).await;
        assert_eq!(saved.code(), 200, "{}", saved.json);
    }
    path
}

async fn two_revisions_are_compared(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let one = document("Oil rises", &[("a", "The boats wait."), ("b", "Two."), ("c", "Three.")]);
    let two = document("Oil falls", &[("c", "Three."), ("a", "The ships wait."), ("d", "Four.")]);
    let path = article(&app, &editor, &[one, two]).await;
    let diff = app.get_as(&editor, &format!("{path}/revisions/2/diff?against=1")).await;
    assert_eq!(diff.code(), 200, "{}", diff.json);
    assert_eq!(diff.json["revision"], 2);
    let headline = json!({ "pointer": "/headline", "before": "Oil rises", "after": "Oil falls" });
    assert_eq!(diff.json["members"], json!([headline]));
    let blocks = diff.json["blocks"].as_array().unwrap();
    let fates: Vec<_> = blocks.iter().map(|one| (&one["key"], &one["fate"])).collect();
    let fate = |key: &'static str, fate: &'static str| (json!(key), json!(fate));
    let wanted = [fate("a", "changed"), fate("b", "removed"), fate("d", "added")];
    assert_eq!(fates, wanted.iter().map(|(key, fate)| (key, fate)).collect::<Vec<_>>());
    let run = |fate: &str, text: &str| json!({ "fate": fate, "text": text });
    let words = json!([
        run("equal", "The "),
        run("delete", "boats"),
        run("insert", "ships"),
        run("equal", " wait."),
    ]);
    assert_eq!(blocks[0]["words"], words);
    let places = (&blocks[0]["from"], &blocks[0]["to"], &blocks[0]["moved"]);
    assert_eq!(places, (&json!(0), &json!(1), &json!(true)));
    let same = app.get_as(&editor, &format!("{path}/revisions/2/diff?against=2")).await;
    assert_eq!((&same.json["members"], &same.json["blocks"]), (&json!([]), &json!([])));
    for (query, code) in
        [("", 400), ("?against=x", 400), ("?against=0", 400), ("?with=1", 400), ("?against=9", 404)]
    {
        let refused = app.get_as(&editor, &format!("{path}/revisions/2/diff{query}")).await;
        assert_eq!(refused.code(), code, "{query}");
    }
}

async fn a_stale_save_is_answered_with_a_merge(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let base = document("Oil", &[("a", "One."), ("b", "Two.")]);
    let theirs = document("Oil", &[("a", "One."), ("b", "Two!"), ("c", "Three.")]);
    let mine = document("Oil rises", &[("a", "One?"), ("b", "Two.")]);
    let path = article(&app, &editor, &[base, theirs]).await;
    let stale = app.write(&editor, ("PUT", &path), Some(1), &mine).await;
    assert_eq!((stale.code(), &stale.json["currentRevision"]), (412, &json!(2)));
    let merge = &stale.json["merge"];
    assert_eq!((&merge["conflictFree"], &merge["conflicts"]), (&json!(true), &json!([])));
    assert_eq!(merge["merged"]["headline"], "Oil rises");
    let texts: Vec<_> =
        (0..3).map(|at| stale.text(&format!("/merge/merged/body/{at}/children/0/text"))).collect();
    assert_eq!(texts, ["One?", "Two!", "Three."]);
    let saved = app.write(&editor, ("PUT", &path), Some(2), &merge["merged"]).await;
    assert_eq!((saved.code(), &saved.json["content"]), (200, &merge["merged"]), "{}", saved.json);
    let kicker = json!({ "kicker": "Energy" });
    let patched = app.write(&editor, ("PATCH", &path), Some(1), &kicker).await;
    assert_eq!((patched.code(), patched.text("/merge/merged/kicker")), (412, "Energy"));
    assert_eq!(patched.text("/merge/merged/headline"), "Oil rises");
    let other = app.write(&editor, ("PUT", &path), Some(9), &mine).await;
    assert_eq!((other.code(), other.json.get("merge")), (412, None), "no such base");
}

async fn a_merge_names_what_both_changed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let path = article(
        &app,
        &editor,
        &[document("Oil", &[("a", "One.")]), document("Gas", &[("a", "One!")])],
    )
    .await;
    let mine = document("Coal", &[("a", "One?")]);
    let stale = app.write(&editor, ("PUT", &path), Some(1), &mine).await;
    let merge = &stale.json["merge"];
    assert_eq!((stale.code(), &merge["conflictFree"]), (412, &json!(false)));
    let headline =
        json!({ "pointer": "/headline", "base": "Oil", "sent": "Coal", "current": "Gas" });
    let conflicts = merge["conflicts"].as_array().unwrap();
    assert!(conflicts.contains(&headline), "{merge}");
    assert!(conflicts.iter().any(|one| one["pointer"] == "/body/0"), "{merge}");
    assert_eq!(merge["merged"]["headline"], "Gas");
    let long = json!({ "headline": "Coal", "body": [
        { "_type": "block", "_key": "z", "children": [{ "_type": "span", "text": "x".repeat(400_000) }] },
        { "_type": "block", "_key": "y", "children": [{ "_type": "span", "text": "é".repeat(90_000) }] },
    ] });
    let (base, head) = (app.write(&editor, ("PUT", &path), Some(2), &long).await, 3);
    assert_eq!(base.code(), 200, "{}", base.json);
    let changed = json!({ "headline": "Coal", "body": [
        { "_type": "block", "_key": "z", "children": [{ "_type": "span", "text": "y".repeat(400_000) }] },
    ] });
    assert_eq!(app.write(&editor, ("PUT", &path), Some(head), &changed).await.code(), 200);
    let mut other = long.clone();
    other["body"][0]["children"][0]["text"] = json!("w".repeat(400_000));
    let stale = app.write(&editor, ("PUT", &path), Some(head), &other).await;
    assert_eq!((stale.code(), stale.json.get("merge")), (412, None), "longer than 1 MiB");
}

async fn a_merge_is_offered_over_graphql(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let documents = [document("Oil", &[("a", "One.")]), document("Oil", &[("a", "One!")])];
    let path = article(&app, &editor, &documents).await;
    let query = "mutation($input: UpdateArticleInput!) { updateArticle(input: $input) {
        article { revision } userErrors { code ... on StaleRevisionError {
            currentRevision merge { conflictFree conflicts { pointer base } merged { headline body } }
        } } } }";
    let input = json!({ "input": {
        "id": path.rsplit('/').next(), "expectedRevision": 1,
        "content": document("Gas", &[("a", "One.")]),
    } });
    let answer = app.graphql(Some(&editor), query, input).await;
    let error = &answer["data"]["updateArticle"]["userErrors"][0];
    assert_eq!((&error["code"], &error["currentRevision"]), (&json!("stale_revision"), &json!(2)));
    let merge = &error["merge"];
    assert_eq!(
        (&merge["conflictFree"], &merge["merged"]["headline"]),
        (&json!(true), &json!("Gas"))
    );
    assert_eq!(merge["merged"]["body"][0]["children"][0]["text"], "One!", "{answer}");
}

/// When the newest revision was saved.
async fn saved_at(app: &TestApp, editor: &str, path: &str) -> String {
    let working = app.get_as(editor, &format!("{path}?view=working")).await;
    working.text("/updatedAt").to_owned()
}

async fn then(app: &TestApp, editor: &str, path: &str, at: &str) -> Answer {
    app.get_as(editor, &format!("{path}?view=working&asOf={at}")).await
}

async fn an_article_is_read_as_it_was(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let path = format!("/v1/articles/{}", made.article);
    let first = saved_at(&app, &editor, &path).await;
    let mut document = made.document;
    document["headline"] = json!("Oil falls");
    assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &document).await.code(), 200);
    let second = saved_at(&app, &editor, &path).await;
    let old = then(&app, &editor, &path, &first).await;
    assert_eq!((old.code(), old.text("/content/headline")), (200, "Oil rises"), "{}", old.json);
    assert_eq!((&old.json["revision"], old.header("etag")), (&json!(1), "\"1\""));
    assert_eq!(old.text("/content/body/0/children/0/text"), "One ");
    assert_eq!(old.json["firstPublishedAt"], Value::Null, "it was published later");
    let new = then(&app, &editor, &path, &second).await;
    assert_eq!((new.text("/content/headline"), new.text("/updatedAt")), ("Oil falls", &*second));
    for (at, code) in [
        ("2001-01-01T00:00:00Z", 404),
        ("2100-01-01T00:00:00Z", 404),
        ("yesterday", 400),
        ("2026-03-14", 400),
        ("", 400),
    ] {
        let refused = then(&app, &editor, &path, at).await;
        assert_eq!(refused.code(), code, "{at}: {}", refused.json);
        let place = if code == 400 { "asOf" } else { "" };
        assert_eq!(refused.text("/errors/0/parameter"), place);
    }
    let public = app.get_as(&editor, &format!("{path}?asOf={first}")).await;
    assert_eq!((public.code(), public.text("/errors/0/parameter")), (400, "asOf"));
    let author = app.token(Role::Author).await;
    assert_eq!(then(&app, &author, &path, &first).await.code(), 404, "another's");
    assert_eq!(app.get(&format!("{path}?view=working&asOf={first}")).await.code(), 401);
    let query = "query($id: ID!, $at: DateTime) {
        workingArticle(by: { id: $id }, asOf: $at) { revision content { headline } } }";
    let of = |at: &str| json!({ "id": made.article, "at": at });
    let answer = app.graphql(Some(&editor), query, of(&first)).await;
    let wanted = json!({ "revision": 1, "content": { "headline": "Oil rises" } });
    assert_eq!(answer["data"]["workingArticle"], wanted, "{answer}");
    let early = app.graphql(Some(&editor), query, of("2001-01-01T00:00:00Z")).await;
    assert_eq!(early["data"]["workingArticle"], Value::Null, "{early}");
}

async fn a_list_is_read_as_it_was(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let one = article(&app, &editor, &[document("One", &[])]).await;
    let first = saved_at(&app, &editor, &one).await;
    let two = article(&app, &editor, &[document("Two", &[]), document("Zwei", &[])]).await;
    assert_eq!(
        app.write(&editor, ("PUT", &one), Some(1), &document("Eins", &[])).await.code(),
        200
    );
    let last = saved_at(&app, &editor, &one).await;
    let headlines = |answer: &Answer| -> Vec<String> {
        let data = answer.json["data"].as_array().unwrap().iter();
        data.map(|one| one["headline"].as_str().unwrap().to_owned()).collect()
    };
    let now = then(&app, &editor, "/v1/articles", &last).await;
    assert_eq!(headlines(&now), ["Zwei", "Eins"], "{}", now.json);
    let before = app.store.statements();
    let old = then(&app, &editor, "/v1/articles", &first).await;
    assert_eq!(headlines(&old), ["One"]);
    let few = app.store.statements() - before;
    let between = saved_at(&app, &editor, &two).await;
    let before = app.store.statements();
    let middle = then(&app, &editor, "/v1/articles", &between).await;
    assert_eq!(headlines(&middle), ["Zwei", "One"]);
    assert_eq!(app.store.statements() - before, few, "statements do not grow with the page");
    let paged = format!("/v1/articles?view=working&asOf={last}&limit=1&count=true");
    let page = app.get_as(&editor, &paged).await;
    assert_eq!((headlines(&page), &page.json["page"]["total"]), (vec!["Zwei".into()], &json!(2)));
    let next = format!("{paged}&cursor={}", page.text("/page/nextCursor"));
    assert_eq!(headlines(&app.get_as(&editor, &next).await), ["Eins"]);
    for at in ["2001-01-01T00:00:00Z", "2100-01-01T00:00:00Z"] {
        assert_eq!(headlines(&then(&app, &editor, "/v1/articles", at).await), [""; 0], "{at}");
    }
    for (query, name) in [
        ("view=working&section=news", "section"),
        ("view=working&state=draft", "state"),
        ("view=working&kind=report", "kind"),
        ("view=working&language=-en", "language"),
        ("section=news", "asOf"),
    ] {
        let refused = app.get_as(&editor, &format!("/v1/articles?asOf={last}&{query}")).await;
        assert_eq!((refused.code(), refused.text("/errors/0/parameter")), (400, name), "{query}");
    }
    let query = "query($at: DateTime, $where: ArticleWhere) {
        workingArticles(asOf: $at, where: $where) { nodes { headline } } }";
    let answer = app.graphql(Some(&editor), query, json!({ "at": first, "where": {} })).await;
    let wanted = json!([{ "headline": "One" }]);
    assert_eq!(answer["data"]["workingArticles"]["nodes"], wanted, "{answer}");
    let narrowed = json!({ "at": first, "where": { "topic": ["trade"] } });
    let refused = app.graphql(Some(&editor), query, narrowed).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "invalid_parameter", "{refused}");
}

async fn what_is_not_saved_is_kept_beside_the_history(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, other) = (app.token(Role::Editor).await, app.token(Role::Editor).await);
    let path = article(&app, &editor, &[document("One", &[]), document("Two", &[])]).await;
    let place = format!("{path}/autosave");
    assert_eq!(app.get_as(&editor, &place).await.code(), 404);
    for headline in ["Thr", "Three"] {
        let kept = json!({ "baseRevision": 1, "content": { "headline": headline } });
        let kept = app.write(&editor, ("PUT", &place), None, &kept).await;
        assert_eq!((kept.code(), kept.text("/content/headline")), (200, headline));
    }
    let kept = app.get_as(&editor, &place).await;
    assert_eq!((kept.code(), kept.text("/content/headline")), (200, "Three"), "{}", kept.json);
    assert_eq!((&kept.json["baseRevision"], &kept.json["currentRevision"]), (&json!(1), &json!(2)));
    assert_eq!(app.get_as(&other, &place).await.code(), 404, "each has their own");
    let working = app.get_as(&editor, &format!("{path}?view=working")).await;
    assert_eq!((working.text("/content/headline"), working.header("etag")), ("Two", "\"2\""));
    let history = app.get_as(&editor, &format!("{path}/revisions")).await;
    assert_eq!(history.json["data"].as_array().unwrap().len(), 2);
    for (wrong, pointer) in [
        (json!({ "baseRevision": 3, "content": { "headline": "a" } }), "/baseRevision"),
        (json!({ "baseRevision": 0, "content": { "headline": "a" } }), "/baseRevision"),
        (json!({ "baseRevision": 1, "content": { "headline": "" } }), "/content/headline"),
        (json!({ "baseRevision": 1, "headline": "a" }), "/headline"),
    ] {
        let refused = app.write(&editor, ("PUT", &place), None, &wrong).await;
        assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, pointer));
    }
    let dropped = app.write(&editor, ("DELETE", &place), None, &Value::Null).await;
    assert_eq!(dropped.code(), 204);
    assert_eq!(app.get_as(&editor, &place).await.code(), 404);
    assert_eq!(app.write(&editor, ("DELETE", &place), None, &Value::Null).await.code(), 204);
}

async fn a_save_drops_what_its_editor_kept(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, other) = (app.token(Role::Editor).await, app.token(Role::Editor).await);
    let path = article(&app, &editor, &[document("One", &[])]).await;
    let place = format!("{path}/autosave");
    let kept = json!({ "baseRevision": 1, "content": { "headline": "Three" } });
    for token in [&editor, &other] {
        assert_eq!(app.write(token, ("PUT", &place), None, &kept).await.code(), 200);
    }
    let stale = app.write(&editor, ("PUT", &path), Some(7), &document("Two", &[])).await;
    assert_eq!(stale.code(), 412);
    assert_eq!(app.get_as(&editor, &place).await.code(), 200, "nothing was saved");
    assert_eq!(
        app.write(&editor, ("PUT", &path), Some(1), &document("Two", &[])).await.code(),
        200
    );
    assert_eq!(app.get_as(&editor, &place).await.code(), 404);
    let others = app.get_as(&other, &place).await;
    assert_eq!((others.code(), &others.json["currentRevision"]), (200, &json!(2)));
    assert_eq!(app.write(&editor, ("DELETE", &path), Some(2), &Value::Null).await.code(), 204);
    assert_eq!(app.get_as(&other, &place).await.code(), 200, "the trash gives all of it back");
    let chief = app.token(Role::ChiefEditor).await;
    let purge = format!("{path}/purge");
    assert_eq!(app.write(&chief, ("POST", &purge), Some(2), &Value::Null).await.code(), 204);
    assert_eq!(app.get_as(&other, &place).await.code(), 404, "it goes with the article");
}
