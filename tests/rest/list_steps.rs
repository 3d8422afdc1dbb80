//! Lists have drafts, and one revision that readers see.

use std::sync::Arc;

use domain::account::Role;
use domain::time::Timestamp;
use newsroom::{SetClock, Watch};
use serde_json::{Value, json};
use testkit::{Answer, Engine, TestApp, both_engines};

both_engines!(
    readers_see_what_is_published,
    a_time_to_come_needs_nobody,
    a_time_is_taken_back,
    readers_get_what_they_saw_before,
    a_list_is_taken_away_and_comes_back,
    what_changes_nothing_is_not_told,
    a_draft_is_looked_at_as_readers_would_see_it,
    the_history_says_who_saw_what_when,
    a_step_is_tried_and_done_once,
    what_cannot_be_is_named,
    what_readers_see_is_in_use,
);

const START: &str = "2026-03-14T07:30:00Z";

fn time(seconds: i64) -> Timestamp {
    Timestamp::parse(START).unwrap().plus_seconds(seconds)
}

fn moment(seconds: i64) -> Value {
    json!({ "publishAt": { "at": time(seconds), "timeZone": "Europe/Lisbon" } })
}

fn links(title: &str, headlines: &[&str]) -> Value {
    let slot = |headline: &&str| json!({ "url": "https://tides.example/", "headline": headline });
    json!({ "title": title, "slug": "picks", "slots": headlines.iter().map(slot).collect::<Vec<_>>() })
}

struct Desk {
    app: TestApp,
    clock: Arc<SetClock>,
    watch: Watch,
    editor: String,
    list: String,
}

impl Desk {
    /// With a list that readers do not see.
    async fn open(engine: Engine) -> Self {
        let clock = Arc::new(SetClock::at(time(0)));
        let app = TestApp::start_set(engine, clock.clone()).await;
        let editor = app.token(Role::Editor).await;
        let list = app.make(&editor, "/v1/lists", &links("One", &["a"])).await;
        let watch = app.newsroom.watch();
        Self { app, clock, watch, editor, list }
    }

    fn at(&self, seconds: i64) {
        self.clock.set(time(seconds));
    }

    async fn save(&self, revision: i64, title: &str) -> Answer {
        let path = format!("/v1/lists/{}", self.list);
        let document = links(title, &["a", "b"]);
        self.app.write(&self.editor, ("PUT", &path), Some(revision), &document).await
    }

    async fn take(&self, step: &str, revision: i64, body: Value) -> Answer {
        let path = format!("/v1/lists/{}/{step}", self.list);
        self.app.write(&self.editor, ("POST", &path), Some(revision), &body).await
    }

    /// A step that is done.
    async fn done(&self, step: &str, revision: i64, body: Value) -> Answer {
        let done = self.take(step, revision, body).await;
        assert_eq!(done.code(), 200, "{step} {}", done.json);
        done
    }

    /// The status and the title that readers get.
    async fn shown(&self) -> (u16, String) {
        let shown = self.app.get("/v1/lists/picks").await;
        let title = if shown.code() == 200 { shown.text("/title") } else { "" };
        (shown.code(), title.to_owned())
    }

    async fn titles(&self) -> Vec<String> {
        let all = self.app.get("/v1/lists").await;
        let data = all.json["data"].as_array().unwrap().clone();
        data.iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
    }

    async fn changes(&self) -> Vec<String> {
        let all = self.app.get("/v1/changes").await;
        let data = all.json["data"].as_array().unwrap().clone();
        data.iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
    }

    async fn note_due(&self) -> usize {
        let (newsroom, watch) = (self.app.newsroom.clone(), self.watch);
        let noted = move || newsroom.note_due(watch).unwrap().lists;
        tokio::task::spawn_blocking(noted).await.unwrap()
    }

    async fn working(&self) -> Answer {
        let path = format!("/v1/lists/{}?view=working", self.list);
        self.app.get_as(&self.editor, &path).await
    }
}

fn is(code: u16, title: &str) -> (u16, String) {
    (code, title.to_owned())
}

async fn readers_see_what_is_published(engine: Engine) {
    let desk = Desk::open(engine).await;
    assert_eq!((desk.shown().await, desk.titles().await), (is(404, ""), Vec::<String>::new()));
    assert_eq!(desk.changes().await, Vec::<String>::new());
    let working = desk.working().await;
    assert_eq!(
        (&working.json["liveRevision"], &working.json["scheduled"]),
        (&Value::Null, &Value::Null)
    );
    desk.at(60);
    let done = desk.done("publish", 1, json!({ "note": "At noon." })).await;
    assert_eq!((&done.json["revision"], &done.json["liveRevision"]), (&json!(1), &json!(1)));
    assert_eq!(done.text("/livePublishedAt"), time(60).to_string());
    assert_eq!(done.header("etag"), "\"1\"");
    assert_eq!((desk.shown().await, desk.titles().await), (is(200, "One"), vec!["One".to_owned()]));
    desk.at(120);
    assert_eq!(desk.save(1, "Two").await.json["liveRevision"], 1);
    assert_eq!(desk.shown().await, is(200, "One"), "a draft is not seen");
    let list = desk.app.get("/v1/lists/picks").await;
    assert_eq!(list.text("/updatedAt"), time(60).to_string());
    assert_eq!(list.json["items"].as_array().unwrap().len(), 1);
    let node = desk
        .app
        .graphql(
            None,
            "query($id: ID!) { node(id: $id) { ... on CuratedList { title } } }",
            json!({ "id": desk.list }),
        )
        .await;
    assert_eq!(node["data"]["node"]["title"], "One");
    assert_eq!(desk.take("publish", 1, Value::Null).await.code(), 412);
    desk.at(180);
    desk.done("publish", 2, Value::Null).await;
    let list = desk.app.get(&format!("/v1/lists/{}", desk.list)).await;
    assert_eq!((list.text("/title"), list.text("/updatedAt")), ("Two", &*time(180).to_string()));
    assert_eq!(desk.changes().await, ["published", "published"]);
}

async fn a_time_to_come_needs_nobody(engine: Engine) {
    let desk = Desk::open(engine).await;
    let set = desk.done("publish", 1, moment(600)).await;
    assert_eq!(set.json["liveRevision"], Value::Null);
    assert_eq!(set.json["scheduled"]["revision"], 1);
    assert_eq!(set.text("/scheduled/publishAt/timeZone"), "Europe/Lisbon");
    desk.save(1, "Two").await;
    desk.at(599);
    assert_eq!((desk.shown().await, desk.note_due().await), (is(404, ""), 0));
    desk.at(600);
    assert_eq!((desk.shown().await, desk.titles().await), (is(200, "One"), vec!["One".to_owned()]));
    assert_eq!(desk.changes().await, Vec::<String>::new());
    assert_eq!((desk.note_due().await, desk.note_due().await), (1, 0));
    assert_eq!(desk.changes().await, ["published"]);
    let working = desk.working().await;
    assert_eq!((&working.json["revision"], &working.json["liveRevision"]), (&json!(2), &json!(1)));
    assert_eq!(working.json["scheduled"], Value::Null);
    // what is published before the time is followed by what is due
    desk.done("publish", 2, moment(900)).await;
    desk.save(2, "Three").await;
    desk.done("publish", 3, Value::Null).await;
    assert_eq!(desk.shown().await, is(200, "Three"));
    desk.at(900);
    assert_eq!(desk.shown().await, is(200, "Two"));
}

async fn a_time_is_taken_back(engine: Engine) {
    let desk = Desk::open(engine).await;
    assert_eq!(desk.take("unschedule", 1, Value::Null).await.code(), 409);
    desk.done("publish", 1, Value::Null).await;
    desk.save(1, "Two").await;
    desk.done("publish", 2, moment(600)).await;
    let again = desk.done("publish", 2, moment(700)).await;
    assert_eq!(again.text("/scheduled/publishAt/at"), time(700).to_string(), "one time at most");
    let back = desk.done("unschedule", 2, json!({ "note": "Not yet." })).await;
    assert_eq!((&back.json["scheduled"], &back.json["liveRevision"]), (&Value::Null, &json!(1)));
    desk.at(800);
    assert_eq!((desk.shown().await, desk.note_due().await), (is(200, "One"), 0));
}

async fn readers_get_what_they_saw_before(engine: Engine) {
    let desk = Desk::open(engine).await;
    assert_eq!(desk.take("rollback", 1, Value::Null).await.code(), 409);
    desk.done("publish", 1, Value::Null).await;
    let nothing = desk.take("rollback", 1, Value::Null).await;
    assert_eq!((nothing.code(), nothing.text("/code")), (409, "conflicting_state"));
    for (revision, title) in [(1, "Two"), (2, "Three")] {
        desk.at(revision * 60);
        desk.save(revision, title).await;
        desk.done("publish", revision + 1, Value::Null).await;
    }
    desk.at(300);
    let back = desk.done("rollback", 3, json!({ "note": "Wrong picture." })).await;
    assert_eq!((&back.json["revision"], &back.json["liveRevision"]), (&json!(3), &json!(2)));
    assert_eq!(desk.shown().await, is(200, "Two"));
    desk.at(360);
    desk.done("rollback", 3, json!({ "revision": 1 })).await;
    assert_eq!(desk.shown().await, is(200, "One"));
    desk.save(3, "Four").await;
    let unseen = desk.take("rollback", 4, json!({ "revision": 4 })).await;
    assert_eq!((unseen.code(), unseen.text("/errors/0/pointer")), (422, "/revision"));
    assert_eq!(desk.take("rollback", 3, Value::Null).await.code(), 412);
}

async fn a_list_is_taken_away_and_comes_back(engine: Engine) {
    let desk = Desk::open(engine).await;
    assert_eq!(desk.take("unpublish", 1, Value::Null).await.code(), 409);
    desk.done("publish", 1, Value::Null).await;
    desk.save(1, "Two").await;
    desk.done("publish", 2, moment(600)).await;
    desk.at(60);
    let gone = desk.done("unpublish", 2, Value::Null).await;
    assert_eq!((&gone.json["liveRevision"], &gone.json["scheduled"]), (&Value::Null, &Value::Null));
    let shown = desk.app.get("/v1/lists/picks").await;
    assert_eq!((shown.code(), shown.text("/tombstone/kind")), (410, "unpublished"));
    assert_eq!(desk.titles().await, Vec::<String>::new());
    desk.at(700);
    assert_eq!(desk.shown().await.0, 410);
    desk.done("rollback", 2, Value::Null).await;
    assert_eq!(desk.shown().await, is(200, "One"));
    assert_eq!(desk.changes().await, ["published", "unpublished", "published"]);
    let path = format!("/v1/lists/{}", desk.list);
    let deleted = desk.app.write(&desk.editor, ("DELETE", &path), Some(2), &Value::Null).await;
    assert_eq!(deleted.code(), 204);
    assert_eq!(desk.app.get(&path).await.code(), 410);
    assert_eq!(desk.changes().await.last().map(String::as_str), Some("deleted"));
}

async fn what_changes_nothing_is_not_told(engine: Engine) {
    let desk = Desk::open(engine).await;
    desk.done("publish", 1, Value::Null).await;
    let before = desk.app.get("/v1/lists/picks").await;
    desk.at(60);
    let mut document = links("One", &["a"]);
    document["slots"][0]["note"] = json!("for the desk");
    let path = format!("/v1/lists/{}", desk.list);
    desk.app.write(&desk.editor, ("PUT", &path), Some(1), &document).await;
    desk.done("publish", 2, Value::Null).await;
    let after = desk.app.get("/v1/lists/picks").await;
    assert_eq!((&after.bytes, after.header("etag")), (&before.bytes, before.header("etag")));
    assert_eq!(desk.changes().await, ["published"]);
    let chief = desk.app.token(Role::ChiefEditor).await;
    let audit = desk.app.get_as(&chief, "/v1/audit?action=list.publish").await;
    assert_eq!(audit.json["data"].as_array().unwrap().len(), 2, "{}", audit.json);
}

async fn a_draft_is_looked_at_as_readers_would_see_it(engine: Engine) {
    let desk = Desk::open(engine).await;
    let reads = async |query: &str| {
        let path = format!("/v1/lists/picks?{query}");
        let shown = desk.app.get_as(&desk.editor, &path).await;
        (shown.code(), shown.text("/title").to_owned())
    };
    desk.done("publish", 1, Value::Null).await;
    desk.at(60);
    desk.save(1, "Two").await;
    assert_eq!(reads("view=preview").await, is(200, "Two"));
    assert_eq!(reads("view=preview&revision=1").await, is(200, "One"));
    assert_eq!(reads("view=preview&revision=9").await.0, 404);
    assert_eq!((reads("revision=1").await.0, reads("view=preview&revision=x").await.0), (400, 400));
    let shown = desk.app.get_as(&desk.editor, "/v1/lists/picks?view=preview").await;
    assert_eq!(shown.header("cache-control"), "no-store");
    assert_eq!(desk.app.get("/v1/lists/picks?view=preview").await.code(), 401);
    desk.at(120);
    desk.done("publish", 2, Value::Null).await;
    desk.at(180);
    assert_eq!(reads(&format!("asOf={}", time(119))).await, is(200, "One"));
    assert_eq!(reads(&format!("asOf={}", time(120))).await, is(200, "Two"));
    for seconds in [-1, 181] {
        assert_eq!(reads(&format!("asOf={}", time(seconds))).await.0, 404);
    }
    assert_eq!(reads(&format!("view=working&asOf={}", time(0))).await.0, 400);
    assert_eq!(desk.app.get(&format!("/v1/lists/picks?asOf={}", time(119))).await.code(), 401);
    let query = "query($at: DateTime!) { list(key: \"picks\", asOf: $at) { title } listPreview(key: \"picks\", revision: 1) { title } }";
    let by_graph = desk.app.graphql(Some(&desk.editor), query, json!({ "at": time(119) })).await;
    assert_eq!(
        by_graph["data"],
        json!({ "list": { "title": "One" }, "listPreview": { "title": "One" } })
    );
}

async fn the_history_says_who_saw_what_when(engine: Engine) {
    let desk = Desk::open(engine).await;
    desk.done("publish", 1, json!({ "note": "At noon." })).await;
    desk.at(60);
    desk.save(1, "Two").await;
    desk.done("publish", 2, moment(600)).await;
    let path = format!("/v1/lists/{}/revisions", desk.list);
    let all = desk.app.get_as(&desk.editor, &format!("{path}?limit=1&count=true")).await;
    assert_eq!((all.code(), &all.json["page"]["total"]), (200, &json!(2)), "{}", all.json);
    assert_eq!((&all.json["data"][0]["revision"], all.text("/data/0/title")), (&json!(2), "Two"));
    assert_eq!(all.text("/data/0/shown/0/from"), time(600).to_string());
    let cursor = all.text("/page/nextCursor");
    let next =
        desk.app.get_as(&desk.editor, &format!("{path}?limit=1&count=true&cursor={cursor}")).await;
    let shown = &next.json["data"][0]["shown"];
    assert_eq!((&shown[0]["note"], &shown[0]["until"]), (&json!("At noon."), &json!(time(600))));
    let first = desk.app.get_as(&desk.editor, &format!("{path}/1")).await;
    assert_eq!((first.text("/content/title"), first.text("/at")), ("One", &*time(0).to_string()));
    assert_eq!(first.json["by"], first.json["shown"][0]["by"]);
    assert_eq!(desk.app.get_as(&desk.editor, &format!("{path}/3")).await.code(), 404);
    assert_eq!(desk.app.get(&path).await.code(), 401);
}

async fn a_step_is_tried_and_done_once(engine: Engine) {
    let desk = Desk::open(engine).await;
    let tried = desk.done("publish?dryRun=true", 1, Value::Null).await;
    assert_eq!(tried.json["liveRevision"], 1);
    assert_eq!(desk.shown().await.0, 404);
    let path = format!("/v1/lists/{}/publish", desk.list);
    let bearer = format!("Bearer {}", desk.editor);
    let headers = [("authorization", &*bearer), ("if-match", "\"1\""), ("idempotency-key", "once")];
    for replayed in ["", "true"] {
        let done = desk.app.send("POST", &path, &headers, "").await;
        assert_eq!((done.code(), done.header("idempotency-replayed")), (200, replayed));
    }
    assert_eq!(desk.changes().await, ["published"]);
    let query = "mutation($id: ID!) { rollbackList(input: { id: $id, expectedRevision: 1 }) { list { id } userErrors { code } } }";
    let by_graph = desk.app.graphql(Some(&desk.editor), query, json!({ "id": desk.list })).await;
    assert_eq!(by_graph["data"]["rollbackList"]["userErrors"][0]["code"], "conflicting_state");
}

async fn what_cannot_be_is_named(engine: Engine) {
    let desk = Desk::open(engine).await;
    for (step, body, pointer) in [
        ("publish", json!({ "revision": 2 }), "/revision"),
        ("publish", json!({ "revision": 0 }), "/revision"),
        ("publish", moment(0), "/publishAt"),
        ("publish", json!({ "at": START }), "/at"),
        ("rollback", moment(600), "/publishAt"),
        ("unpublish", json!({ "note": "" }), "/note"),
    ] {
        let refused = desk.take(step, 1, body).await;
        assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, pointer), "{step}");
    }
    let path = format!("/v1/lists/{}/publish", desk.list);
    let missing = desk.app.write(&desk.editor, ("POST", &path), None, &Value::Null).await;
    assert_eq!(missing.code(), 428);
    let author = desk.app.token(Role::Author).await;
    assert_eq!(desk.app.write(&author, ("POST", &path), Some(1), &Value::Null).await.code(), 403);
    assert_eq!(desk.shown().await.0, 404);
}

async fn what_readers_see_is_in_use(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (one, two) = (json!({ "name": "One" }), json!({ "name": "Two", "listed": true }));
    let section = desk.app.make(&desk.editor, "/v1/sections", &one).await;
    let expert = desk.app.make(&desk.editor, "/v1/experts", &two).await;
    let path = format!("/v1/lists/{}", desk.list);
    let document = json!({ "title": "One", "section": section, "slots": [{ "expert": expert }] });
    let saved = desk.app.write(&desk.editor, ("PUT", &path), Some(1), &document).await;
    assert_eq!(saved.code(), 200, "{}", saved.json);
    desk.done("publish", 2, Value::Null).await;
    desk.save(2, "Two").await;
    let delete = async |path: &str| {
        let deleted = desk.app.write(&desk.editor, ("DELETE", path), Some(1), &Value::Null).await;
        deleted.code()
    };
    let paths = [format!("/v1/sections/{section}"), format!("/v1/experts/{expert}")];
    for path in &paths {
        assert_eq!(delete(path).await, 409, "the draft is without, readers see it");
    }
    desk.at(60);
    desk.done("publish", 3, Value::Null).await;
    for path in &paths {
        assert_eq!(delete(path).await, 204);
    }
    let gone = desk.take("rollback", 3, Value::Null).await;
    assert_eq!((gone.code(), gone.text("/errors/0/pointer")), (422, "/section"));
}
