//! The steps from a draft to the readers and back, notes, locks, trials, the trash.

use std::sync::Arc;

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Answer, Engine, TestApp, both_engines};

both_engines!(
    from_hand_to_hand,
    a_step_that_there_is_not_says_which_there_are,
    what_was_approved_is_not_once_its_author_changed_it,
    a_trial_leaves_nothing,
    what_was_killed_is_gone_for_readers,
    the_trash_gives_back_and_takes_for_good,
    what_is_in_use_is_not_purged,
    a_lock_is_a_hint_that_ends,
    of_two_steps_at_once_one_is_taken,
    breaking_news_is_shown_with_its_end,
    a_desk_lists_what_it_works_on,
    no_way_leads_round_a_kill,
    the_trash_is_tried_before_it_is_used,
    what_was_scheduled_is_approved_only_as_it_was,
    the_audit_says_which_step_and_why,
);

async fn step(app: &TestApp, token: &str, (id, word): (&str, &str), body: &Value) -> Answer {
    let path = format!("/v1/articles/{id}/{word}");
    app.write(token, ("POST", &path), Some(1), body).await
}

async fn from_hand_to_hand(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (author, editor) = (app.token(Role::Author).await, app.token(Role::Editor).await);
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let id = app.make(&author, "/v1/articles", &made.document).await;
    let submitted = step(&app, &author, (&id, "submit"), &json!({ "note": "Done." })).await;
    assert_eq!((submitted.code(), submitted.text("/state")), (200, "in_review"));
    assert!(submitted.json["steps"].as_array().unwrap().contains(&json!("approve")));
    assert_eq!(step(&app, &author, (&id, "approve"), &json!({})).await.code(), 403);
    let silent = step(&app, &editor, (&id, "return"), &json!({})).await;
    assert_eq!((silent.code(), silent.text("/errors/0/pointer")), (422, "/note"));
    let returned = step(&app, &editor, (&id, "return"), &json!({ "note": "Who says so?" })).await;
    assert_eq!(returned.text("/state"), "draft");
    for (token, word, state) in [
        (&author, "submit", "in_review"),
        (&author, "withdraw", "draft"),
        (&author, "submit", "in_review"),
        (&editor, "approve", "approved"),
        (&editor, "publish", "published"),
    ] {
        let taken = step(&app, token, (&id, word), &Value::Null).await;
        assert_eq!((taken.code(), taken.text("/state")), (200, state), "{word} {}", taken.json);
    }
    let path = format!("/v1/articles/{id}/notes");
    let note = app.write(&author, ("POST", &path), None, &json!({ "text": "Thanks." })).await;
    assert_eq!((note.code(), note.text("/note")), (201, "Thanks."));
    let log = app.get_as(&author, &format!("/v1/articles/{id}/desk-log?limit=100")).await;
    let said: Vec<_> =
        log.json["data"].as_array().unwrap().iter().map(|e| e["note"].clone()).collect();
    assert_eq!(said.len(), 8, "{}", log.json);
    assert!(said.contains(&json!("Who says so?")) && said.contains(&json!("Done.")));
    let own = app.get_as(&author, &format!("/v1/articles/{id}/desk")).await;
    assert_eq!((own.code(), own.header("etag")), (200, "\"0\""));
}

async fn a_step_that_there_is_not_says_which_there_are(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let refused = step(&app, &editor, (&id, "unschedule"), &json!({})).await;
    assert_eq!((refused.code(), refused.text("/code")), (409, "conflicting_state"));
    let there_are = json!(["submit", "approve", "schedule", "publish", "kill", "trash"]);
    assert_eq!(refused.json["possible"], there_are);
    let mutation =
        "mutation($id: ID!) { unscheduleArticle(input: { id: $id, expectedRevision: 1 }) {
        userErrors { code ... on ConflictError { possible } } } }";
    let over = app.graphql(Some(&editor), mutation, json!({ "id": id })).await;
    let possible = &over["data"]["unscheduleArticle"]["userErrors"][0]["possible"];
    assert_eq!(possible, &json!(["SUBMIT", "APPROVE", "SCHEDULE", "PUBLISH", "KILL", "TRASH"]));
}

async fn what_was_approved_is_not_once_its_author_changed_it(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (author, editor) = (app.token(Role::Author).await, app.token(Role::Editor).await);
    let id = app.make(&author, "/v1/articles", &json!({ "headline": "One" })).await;
    let path = format!("/v1/articles/{id}");
    step(&app, &editor, (&id, "approve"), &json!({})).await;
    let two = json!({ "headline": "Two" });
    let by_editor = app.write(&editor, ("PUT", &path), Some(1), &two).await;
    assert_eq!((by_editor.code(), by_editor.text("/state")), (200, "approved"));
    let by_author = app.write(&author, ("PUT", &path), Some(2), &two).await;
    assert_eq!((by_author.code(), by_author.text("/state")), (200, "draft"));
    let approve = format!("{path}/approve");
    assert_eq!(app.write(&editor, ("POST", &approve), Some(3), &Value::Null).await.code(), 200);
    let back = format!("{path}/revisions/1/restore");
    let restored = app.write(&author, ("POST", &back), Some(3), &Value::Null).await;
    assert_eq!((restored.code(), restored.text("/state")), (200, "draft"), "{}", restored.json);
}

async fn a_trial_leaves_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let id = app.make(&editor, "/v1/articles", &made.document).await;
    let path = format!("/v1/articles/{id}/publish?dryRun=true");
    for _ in 0..2 {
        let tried = app.write(&editor, ("POST", &path), Some(1), &Value::Null).await;
        assert_eq!((tried.code(), tried.text("/state")), (200, "published"), "{}", tried.json);
    }
    let working = app.get_as(&editor, &format!("/v1/articles/{id}?view=working")).await;
    assert_eq!(
        (working.text("/state"), app.get(&format!("/v1/articles/{id}")).await.code()),
        ("draft", 404)
    );
    let log = app.get_as(&editor, &format!("/v1/articles/{id}/desk-log")).await;
    assert_eq!(log.json["data"], json!([]));
    let bare = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let path = format!("/v1/articles/{bare}/publish?dryRun=true");
    assert_eq!(app.write(&editor, ("POST", &path), Some(1), &Value::Null).await.code(), 422);
    let odd = format!("/v1/articles/{bare}/publish?dryRun=perhaps");
    assert_eq!(app.write(&editor, ("POST", &odd), Some(1), &Value::Null).await.code(), 400);
}

async fn what_was_killed_is_gone_for_readers(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, chief) = (app.token(Role::Editor).await, app.token(Role::ChiefEditor).await);
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let id = &*made.article;
    let why = json!({ "note": "The court." });
    assert_eq!(step(&app, &editor, (id, "kill"), &why).await.code(), 403);
    assert_eq!(step(&app, &chief, (id, "kill"), &why).await.text("/state"), "killed");
    let gone = app.get(&format!("/v1/articles/{id}")).await;
    assert_eq!((gone.code(), gone.text("/tombstone/kind")), (410, "killed"));
    let path = format!("/v1/articles/{id}");
    let saved = app.write(&chief, ("PUT", &path), Some(1), &json!({ "headline": "Two" })).await;
    assert_eq!((saved.code(), saved.text("/code")), (409, "conflicting_state"));
    let back = format!("{path}/revisions/1/restore");
    assert_eq!(app.write(&chief, ("POST", &back), Some(1), &Value::Null).await.code(), 409);
    assert_eq!(step(&app, &editor, (id, "restore"), &json!({})).await.code(), 403);
    assert_eq!(step(&app, &chief, (id, "restore"), &json!({})).await.text("/state"), "unpublished");
    let never = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    step(&app, &chief, (&never, "kill"), &why).await;
    assert_eq!(app.get(&format!("/v1/articles/{never}")).await.code(), 404);
}

async fn the_trash_gives_back_and_takes_for_good(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (author, chief) = (app.token(Role::Author).await, app.token(Role::ChiefEditor).await);
    let id = app.make(&author, "/v1/articles", &json!({ "headline": "One" })).await;
    let path = format!("/v1/articles/{id}");
    assert_eq!(app.write(&author, ("DELETE", &path), Some(1), &Value::Null).await.code(), 204);
    let list = |state: &str| format!("/v1/articles?view=working{state}");
    assert_eq!(app.get_as(&author, &list("")).await.json["data"], json!([]));
    assert_eq!(app.get_as(&author, &list("&state=trashed")).await.text("/data/0/id"), id);
    assert_eq!(step(&app, &author, (&id, "restore"), &json!({})).await.text("/state"), "draft");
    assert_eq!(step(&app, &chief, (&id, "purge"), &json!({})).await.code(), 409);
    app.write(&author, ("DELETE", &path), Some(1), &Value::Null).await;
    assert_eq!(step(&app, &author, (&id, "purge"), &json!({})).await.code(), 403);
    assert_eq!(step(&app, &chief, (&id, "purge"), &json!({})).await.code(), 204);
    assert_eq!(app.get_as(&chief, &format!("{path}?view=working")).await.code(), 404);
}

async fn what_is_in_use_is_not_purged(engine: Engine) {
    let app = TestApp::start(engine).await;
    let chief = app.token(Role::ChiefEditor).await;
    let id = app.newsroom_with_article(&chief, "Oil rises").await.article;
    let list = json!({ "title": "Picks", "slots": [{ "article": id }] });
    let list = app.make_list(&chief, &list).await;
    step(&app, &chief, (&id, "unpublish"), &json!({})).await;
    let path = format!("/v1/articles/{id}");
    assert_eq!(app.write(&chief, ("DELETE", &path), Some(1), &Value::Null).await.code(), 204);
    let refused = step(&app, &chief, (&id, "purge"), &json!({})).await;
    assert_eq!((refused.code(), &refused.json["referrers"]), (409, &json!([list])));
}

async fn a_lock_is_a_hint_that_ends(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (one, other) = (app.token(Role::Editor).await, app.token(Role::Editor).await);
    let id = app.make(&one, "/v1/articles", &json!({ "headline": "One" })).await;
    let path = format!("/v1/articles/{id}/lock");
    let lock = async |token: &str, body: Value| app.write(token, ("PUT", &path), None, &body).await;
    let mine = lock(&one, Value::Null).await;
    assert_eq!(mine.code(), 200, "{}", mine.json);
    let taken = lock(&other, json!({ "seconds": 60 })).await;
    assert_eq!((taken.code(), taken.text("/code")), (409, "locked"));
    assert_eq!(taken.text("/lock/by"), mine.text("/by"));
    assert_eq!(app.write(&other, ("DELETE", &path), None, &Value::Null).await.code(), 409);
    let (article, two) = (format!("/v1/articles/{id}"), json!({ "headline": "Two" }));
    let saved = app.write(&other, ("PUT", &article), Some(1), &two).await;
    assert_eq!(saved.code(), 200, "it keeps nobody from saving");
    assert_eq!(lock(&other, json!({ "seize": true })).await.code(), 200);
    assert_eq!(app.write(&other, ("DELETE", &path), None, &Value::Null).await.code(), 204);
    assert_eq!(lock(&one, json!({ "seconds": 1 })).await.code(), 200);
    assert_eq!(lock(&one, json!({ "seconds": 0 })).await.code(), 422);
}

async fn of_two_steps_at_once_one_is_taken(engine: Engine) {
    let app = Arc::new(TestApp::start(engine).await);
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let mut sent = Vec::new();
    for _ in 0..20 {
        let (app, editor, id) = (Arc::clone(&app), editor.clone(), id.clone());
        sent.push(tokio::spawn(async move {
            step(&app, &editor, (&id, "submit"), &Value::Null).await.code()
        }));
    }
    let mut codes: Vec<u16> = Vec::new();
    for one in sent {
        codes.push(one.await.unwrap());
    }
    let count = |want: u16| codes.iter().filter(|code| **code == want).count();
    assert_eq!((count(200), count(409)), (1, 19), "{codes:?}");
    let log = app.get_as(&editor, &format!("/v1/articles/{id}/desk-log")).await;
    assert_eq!(log.json["data"].as_array().unwrap().len(), 1);
}

async fn breaking_news_is_shown_with_its_end(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let path = format!("/v1/articles/{}/desk", made.article);
    let card = json!({ "breakingUntil": { "at": "2036-03-14T07:30:00Z" } });
    assert_eq!(app.write(&editor, ("PUT", &path), Some(0), &card).await.code(), 200);
    let shown = app.get(&format!("/v1/articles/{}", made.article)).await;
    assert_eq!(shown.text("/breakingUntil"), "2036-03-14T07:30:00Z");
    let query = "query($id: ID!) { article(by: { id: $id }) { breakingUntil } }";
    let over = app.graphql(None, query, json!({ "id": made.article })).await;
    assert_eq!(over["data"]["article"]["breakingUntil"], "2036-03-14T07:30:00Z");
    let told = app.get("/v1/changes").await;
    let told = told.json["data"].as_array().unwrap().clone();
    let last = told.last().unwrap();
    assert_eq!((&last["id"], &last["kind"]), (&json!(made.article), &json!("published")));
    let mut due = card.clone();
    due["dueAt"] = json!({ "at": "2036-03-13T07:30:00Z" });
    assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &due).await.code(), 200);
    let after = app.get("/v1/changes").await;
    assert_eq!(after.json["data"], json!(told), "when it is due is no reader's concern");
}

async fn a_desk_lists_what_it_works_on(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let me = app.get_as(&editor, "/v1/me").await.text("/id").to_owned();
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let other = app.make(&editor, "/v1/articles", &json!({ "headline": "Two" })).await;
    let path = format!("/v1/articles/{id}/desk");
    let nobody = json!({ "assignee": id });
    let refused = app.write(&editor, ("PUT", &path), Some(0), &nobody).await;
    assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, "/assignee"));
    let card = json!({ "assignee": me });
    assert_eq!(app.write(&editor, ("PUT", &path), Some(0), &card).await.code(), 200);
    for (filter, want) in [
        (format!("assignee={me}"), json!([id])),
        (format!("assignee=-{me}"), json!([other])),
        (format!("assignee={other}"), json!([])),
    ] {
        let listed = app.get_as(&editor, &format!("/v1/articles?view=working&{filter}")).await;
        let ids: Vec<_> =
            listed.json["data"].as_array().unwrap().iter().map(|a| &a["id"]).collect();
        assert_eq!(json!(ids), want, "{filter}");
    }
    let query = "query($me: ID!) { workingArticles(assignee: [$me]) { nodes { id } } }";
    let listed = app.graphql(Some(&editor), query, json!({ "me": me })).await;
    assert_eq!(listed["data"]["workingArticles"]["nodes"], json!([{ "id": id }]), "{listed}");
    for name in ["assignee", "state"] {
        let refused = app.get(&format!("/v1/articles?{name}={me}")).await;
        assert_eq!((refused.code(), refused.text("/errors/0/parameter")), (400, name));
    }
    let then = format!("/v1/articles?view=working&asOf=2020-01-01T00:00:00Z&assignee={me}");
    let refused = app.get_as(&editor, &then).await;
    assert_eq!((refused.code(), refused.text("/errors/0/parameter")), (400, "assignee"));
}

async fn no_way_leads_round_a_kill(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (chief, editor) = (app.token(Role::ChiefEditor).await, app.token(Role::Editor).await);
    let id = app.newsroom_with_article(&editor, "Oil rises").await.article;
    let path = format!("/v1/articles/{id}");
    let note = json!({ "kind": "correction", "text": "It was gas." });
    let corrections = format!("{path}/corrections");
    assert_eq!(app.write(&editor, ("POST", &corrections), None, &note).await.code(), 201);
    let why = json!({ "note": "A court said so." });
    assert_eq!(step(&app, &chief, (&id, "kill"), &why).await.code(), 200);
    let trashed = app.write(&chief, ("DELETE", &path), Some(1), &Value::Null).await;
    assert_eq!((trashed.code(), &trashed.json["possible"]), (409, &json!(["restore", "purge"])));
    assert_eq!(step(&app, &editor, (&id, "restore"), &json!({})).await.code(), 403);
    assert_eq!(step(&app, &chief, (&id, "purge"), &json!({})).await.code(), 204);
    let gone = app.get(&path).await;
    assert_eq!((gone.code(), gone.text("/tombstone/kind")), (410, "killed"));
    let newsroom = app.newsroom.clone();
    let ledger = tokio::task::spawn_blocking(move || newsroom.verify_corrections()).await.unwrap();
    assert!(ledger.unwrap().is_ok(), "its correction keeps its place");
}

async fn the_trash_is_tried_before_it_is_used(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let path = format!("/v1/articles/{id}");
    let state = async || {
        app.get_as(&editor, &format!("{path}?view=working")).await.text("/state").to_owned()
    };
    let trash = async |query: &str| {
        app.write(&editor, ("DELETE", &format!("{path}{query}")), Some(1), &Value::Null).await
    };
    assert_eq!((trash("?dryRun=true").await.code(), state().await), (204, "draft".to_owned()));
    assert_eq!(trash("?dry=true").await.text("/errors/0/parameter"), "dry");
    assert_eq!(trash("?note=").await.text("/errors/0/parameter"), "note");
    assert_eq!((trash("?note=Twice").await.code(), state().await), (204, "trashed".to_owned()));
    let log = app.get_as(&editor, &format!("{path}/desk-log")).await;
    assert_eq!(log.text("/data/0/note"), "Twice");
}

async fn what_was_scheduled_is_approved_only_as_it_was(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (author, editor) = (app.token(Role::Author).await, app.token(Role::Editor).await);
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let id = app.make(&author, "/v1/articles", &made.document).await;
    let path = format!("/v1/articles/{id}");
    let later = json!({ "publishAt": { "at": "2036-03-14T07:30:00Z" } });
    let at = async |revision: i64, word: &str, body: &Value| {
        app.write(&editor, ("POST", &format!("{path}/{word}")), Some(revision), body).await
    };
    assert_eq!(at(1, "schedule", &later).await.text("/state"), "scheduled");
    assert_eq!(at(1, "unschedule", &json!({})).await.text("/state"), "approved");
    assert_eq!(at(1, "schedule", &later).await.text("/state"), "scheduled");
    let mut other = made.document.clone();
    other["headline"] = json!("Oil falls");
    assert_eq!(
        app.write(&author, ("PUT", &path), Some(1), &other).await.text("/state"),
        "scheduled"
    );
    assert_eq!(at(2, "unschedule", &json!({})).await.text("/state"), "draft", "nobody read that");
}

async fn the_audit_says_which_step_and_why(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (admin, chief) = (app.token(Role::Admin).await, app.token(Role::ChiefEditor).await);
    let id = app.newsroom_with_article(&chief, "Oil rises").await.article;
    let card = json!({ "dueAt": { "at": "2036-03-14T07:30:00Z" } });
    let path = format!("/v1/articles/{id}/desk");
    assert_eq!(app.write(&chief, ("PUT", &path), Some(0), &card).await.code(), 200);
    let why = json!({ "note": "A court said so." });
    assert_eq!(step(&app, &chief, (&id, "kill"), &why).await.code(), 200);
    let audit = app.get_as(&admin, &format!("/v1/audit?target={id}")).await;
    let entries = &audit.json["data"];
    assert_eq!(
        (&entries[0]["payload"]["step"], &entries[0]["payload"]["note"]),
        (&json!("kill"), &json!("A court said so.")),
        "{entries}"
    );
    assert_eq!(entries[1]["payload"]["card"]["dueAt"]["at"], "2036-03-14T07:30:00Z", "{entries}");
}
