//! Releases: articles and lists that go out together, all of them or none, and back.

use std::sync::Arc;

use domain::account::Role;
use domain::time::Timestamp;
use newsroom::{Noted, SetClock, Watch};
use serde_json::{Value, json};
use testkit::{Answer, Engine, Made, TestApp, both_engines};

both_engines!(
    a_release_goes_out_whole,
    one_that_cannot_keeps_all_back,
    readers_see_all_of_it_or_nothing,
    a_trial_does_nothing,
    two_who_release_at_once_release_once,
    undoing_brings_back_what_readers_saw,
    an_undo_that_would_destroy_is_refused,
    a_release_goes_out_at_its_time_once,
    what_is_scheduled_is_kept_to_its_revisions,
    one_that_fails_at_its_time_says_why,
    a_failing_release_holds_nothing_else_up,
    whoever_may_not_any_more_lets_nothing_out,
    an_embargo_is_judged_at_the_time,
    only_a_draft_is_changed,
    what_cannot_be_kept_is_named,
    a_pinned_revision_is_published,
    each_item_needs_its_own_permission,
    a_release_takes_effect_once,
    the_audit_says_what_was_released,
);

const START: &str = "2026-03-14T07:30:00Z";

fn time(seconds: i64) -> Timestamp {
    Timestamp::parse(START).unwrap().plus_seconds(seconds)
}

struct Desk {
    app: TestApp,
    clock: Arc<SetClock>,
    watch: Watch,
    editor: String,
    made: Made,
}

impl Desk {
    async fn open(engine: Engine) -> Self {
        let clock = Arc::new(SetClock::at(time(0)));
        let app = TestApp::start_set(engine, clock.clone()).await;
        let editor = app.token(Role::Editor).await;
        let made = app.newsroom_with_article(&editor, "Oil rises").await;
        let watch = app.newsroom.watch();
        Self { app, clock, watch, editor, made }
    }

    fn at(&self, seconds: i64) {
        self.clock.set(time(seconds));
    }

    fn document(&self, headline: &str) -> Value {
        let mut document = self.made.document.clone();
        document["headline"] = json!(headline);
        document
    }

    async fn draft(&self, headline: &str) -> String {
        self.app.make(&self.editor, "/v1/articles", &self.document(headline)).await
    }

    async fn save(&self, id: &str, revision: i64, headline: &str) {
        let path = format!("/v1/articles/{id}");
        let document = self.document(headline);
        let saved = self.app.write(&self.editor, ("PUT", &path), Some(revision), &document).await;
        assert_eq!(saved.code(), 200, "{}", saved.json);
    }

    async fn step(&self, id: &str, word: &str, revision: i64, body: Value) -> Answer {
        let path = format!("/v1/articles/{id}/{word}");
        self.app.write(&self.editor, ("POST", &path), Some(revision), &body).await
    }

    /// A list that shows articles.
    async fn list(&self, title: &str, articles: &[&str]) -> String {
        self.app.make_list(&self.editor, &list(title, articles)).await
    }

    async fn release(&self, items: Value) -> String {
        let document = json!({ "title": "Budget day", "items": items });
        self.app.make(&self.editor, "/v1/releases", &document).await
    }

    async fn take(&self, id: &str, word: &str, revision: i64, body: Value) -> Answer {
        let path = format!("/v1/releases/{id}/{word}");
        self.app.write(&self.editor, ("POST", &path), Some(revision), &body).await
    }

    async fn read(&self, id: &str) -> Answer {
        self.app.get_as(&self.editor, &format!("/v1/releases/{id}")).await
    }

    async fn public(&self, id: &str) -> (u16, String) {
        let shown = self.app.get(&format!("/v1/articles/{id}")).await;
        (shown.code(), shown.text("/headline").to_owned())
    }

    /// The articles that a list shows to readers.
    async fn shown(&self, list: &str) -> Vec<String> {
        let shown = self.app.get(&format!("/v1/lists/{list}")).await;
        let items = shown.json["items"].as_array().unwrap();
        items.iter().map(|item| item["article"]["id"].as_str().unwrap().to_owned()).collect()
    }

    async fn note_due(&self) -> Noted {
        let (newsroom, watch) = (self.app.newsroom.clone(), self.watch);
        tokio::task::spawn_blocking(move || newsroom.note_due(watch).unwrap()).await.unwrap()
    }

    /// How many entries the log of changes has.
    async fn logged(&self) -> usize {
        let store = self.app.store.clone();
        let last =
            move || store.snapshot().unwrap().read(|tx| tx.changes(0, 10_000)).unwrap().len();
        tokio::task::spawn_blocking(last).await.unwrap()
    }

    /// What readers and editors see of everything, and the log of changes.
    async fn everything(&self) -> String {
        let mut all = self.logged().await.to_string();
        for path in ["/v1/articles", "/v1/lists", "/v1/changes", "/v1/lists/front"] {
            let public = self.app.get(path).await;
            all.push_str(&String::from_utf8_lossy(&public.bytes));
            all.push_str(public.header("etag"));
        }
        for path in ["/v1/articles?view=working", "/v1/lists?view=working", "/v1/releases"] {
            let working = self.app.get_as(&self.editor, path).await;
            all.push_str(&String::from_utf8_lossy(&working.bytes));
        }
        all
    }
}

fn list(title: &str, articles: &[&str]) -> Value {
    let slots: Vec<_> = articles.iter().map(|id| json!({ "article": id })).collect();
    json!({ "title": title, "slots": slots })
}

fn article(id: &str) -> Value {
    json!({ "article": { "id": id } })
}

fn replaced(id: &str, revision: i64, title: &str, articles: &[&str]) -> Value {
    json!({ "list": { "id": id, "revision": revision, "content": list(title, articles) } })
}

fn moment(seconds: i64) -> Value {
    json!({ "publishAt": { "at": time(seconds), "timeZone": "Europe/Lisbon" } })
}

fn faults(answer: &Value) -> Vec<(&str, &str)> {
    let all = answer.as_array().unwrap().iter();
    all.map(|one| (one["pointer"].as_str().unwrap(), one["code"].as_str().unwrap())).collect()
}

/// A list, two drafts, and a release of all that has the list first.
async fn prepared(desk: &Desk) -> (String, String, String, String) {
    let front = desk.list("Front", &[&desk.made.article]).await;
    let (one, two) = (desk.draft("Budget passes").await, desk.draft("What it costs").await);
    let items = json!([replaced(&front, 1, "Front", &[&one, &two]), article(&one), article(&two)]);
    let id = desk.release(items).await;
    (front, one, two, id)
}

async fn a_release_goes_out_whole(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (front, one, two, id) = prepared(&desk).await;
    assert_eq!((desk.public(&one).await.0, desk.public(&two).await.0), (404, 404));
    let out = desk.take(&id, "release", 1, Value::Null).await;
    assert_eq!((out.code(), out.text("/state")), (200, "released"), "{}", out.json);
    assert_eq!(out.header("etag"), "\"2\"");
    assert_eq!(out.text("/releasedAt"), time(0).to_string());
    let kept: Vec<_> = out.json["items"].as_array().unwrap().iter().collect();
    assert_eq!(
        (&kept[0]["list"]["revision"], &kept[1]["article"]["revision"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(desk.public(&one).await, (200, "Budget passes".to_owned()));
    assert_eq!(desk.public(&two).await.0, 200);
    assert_eq!(desk.shown("front").await, [one.clone(), two.clone()]);
    let shown = desk.app.get(&format!("/v1/articles/{one}")).await;
    assert_eq!(shown.text("/publishedAt"), time(0).to_string());
    let changes = desk.app.get("/v1/changes").await;
    let seen = changes.json["data"].as_array().unwrap().iter().rev().take(3);
    let mut seen: Vec<_> = seen.map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    seen.sort();
    let mut want = vec![front, one.clone(), two];
    want.sort();
    assert_eq!(seen, want);
    let log = desk.app.get_as(&desk.editor, &format!("/v1/articles/{one}/desk-log")).await;
    assert_eq!(log.text("/data/0/step"), "publish");
    let again = desk.take(&id, "release", 2, Value::Null).await;
    assert_eq!((again.code(), again.text("/code")), (409, "conflicting_state"));
}

async fn one_that_cannot_keeps_all_back(engine: Engine) {
    let desk = Desk::open(engine).await;
    let front = desk.list("Front", &[&desk.made.article]).await;
    let good = desk.draft("Budget passes").await;
    let bare = desk.app.make(&desk.editor, "/v1/articles", &json!({ "headline": "Bare" })).await;
    let killed = desk.draft("Killed").await;
    let chief = desk.app.token(Role::ChiefEditor).await;
    let path = format!("/v1/articles/{killed}/kill");
    let reason = json!({ "note": "The court." });
    assert_eq!(desk.app.write(&chief, ("POST", &path), Some(1), &reason).await.code(), 200);
    let hidden = desk.draft("Nobody sees it").await;
    let second = desk.list("Second", &[]).await;
    let items = json!([
        article(&good),
        article(&bare),
        article(&killed),
        replaced(&front, 7, "Front", &[&good]),
        replaced(&second, 1, "Second", &[&hidden]),
    ]);
    let id = desk.release(items).await;
    let before = desk.everything().await;
    let refused = desk.take(&id, "release", 1, Value::Null).await;
    assert_eq!((refused.code(), refused.text("/code")), (409, "release_refused"));
    let places = faults(&refused.json["errors"]);
    assert!(places.contains(&("/items/1/article/section", "required_to_publish")), "{places:?}");
    assert!(places.contains(&("/items/2", "conflicting_state")), "{places:?}");
    assert!(places.contains(&("/items/3", "stale_revision")), "{places:?}");
    let slot = ("/items/4/list/content/slots/0/article", "unknown_reference");
    assert!(places.contains(&slot), "{places:?}");
    assert!(!places.iter().any(|(place, _)| place.starts_with("/items/0")), "{places:?}");
    assert_eq!(refused.json["items"][2]["problem"]["currentRevision"], 1);
    assert_eq!(desk.everything().await, before, "nothing was done");
    let mutation = "mutation($id: ID!) { publishRelease(input: { id: $id, expectedRevision: 1 }) { \
        release { state } userErrors { __typename code pointer } } }";
    let answer = desk.app.graphql(Some(&desk.editor), mutation, json!({ "id": id })).await;
    let payload = &answer["data"]["publishRelease"];
    assert_eq!(payload["release"], Value::Null);
    assert_eq!(faults(&payload["userErrors"]), places, "{answer}");
    assert_eq!(desk.everything().await, before, "nothing was done");
}

async fn readers_see_all_of_it_or_nothing(engine: Engine) {
    let desk = Arc::new(Desk::open(engine).await);
    let (front, one, two, id) = prepared(&desk).await;
    desk.at(60);
    let query = "query($list: String!) { list(key: $list) { items { article { id } } } \
        articles(first: 20) { nodes { id } } }";
    let look = async |desk: &Desk| {
        let answer = desk.app.graphql(None, query, json!({ "list": "front" })).await;
        let listed = answer["data"]["list"]["items"].to_string();
        let all = answer["data"]["articles"]["nodes"].to_string();
        [&one, &two].map(|id| [listed.contains(id.as_str()), all.contains(id.as_str())]).concat()
    };
    let mut looks = vec![look(&desk).await];
    let (own, of) = (desk.clone(), id.clone());
    let releasing = tokio::spawn(async move { own.take(&of, "release", 1, Value::Null).await });
    while !releasing.is_finished() {
        looks.push(look(&desk).await);
    }
    assert_eq!(releasing.await.unwrap().code(), 200);
    looks.push(look(&desk).await);
    assert_eq!(looks.first().unwrap(), &[false; 4], "{front}");
    assert_eq!(looks.last().unwrap(), &[true; 4]);
    for seen in &looks {
        assert!(seen.iter().all(|one| *one == seen[0]), "all of it or nothing: {looks:?}");
    }
    // whoever's clock is a little behind sees no list without what it shows
    desk.clock.set(time(60).plus_ms(-600));
    assert_eq!(look(&desk).await, [true; 4]);
}

async fn a_trial_does_nothing(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (_, _, _, id) = prepared(&desk).await;
    let before = desk.everything().await;
    let tried = desk.take(&id, "release?dryRun=true", 1, Value::Null).await;
    assert_eq!((tried.code(), tried.text("/state")), (200, "released"), "{}", tried.json);
    let tried = desk.take(&id, "schedule?dryRun=true", 1, moment(60)).await;
    assert_eq!((tried.code(), tried.text("/state")), (200, "scheduled"), "{}", tried.json);
    let mutation = "mutation($id: ID!) { publishRelease(input: { id: $id, expectedRevision: 1, \
        dryRun: true }) { release { state } userErrors { code } } }";
    let answer = desk.app.graphql(Some(&desk.editor), mutation, json!({ "id": id })).await;
    assert_eq!(answer["data"]["publishRelease"]["release"]["state"], "RELEASED", "{answer}");
    assert_eq!(desk.everything().await, before, "nothing was done");
    assert_eq!(desk.take(&id, "release", 1, Value::Null).await.code(), 200);
    let before = desk.everything().await;
    let tried = desk.take(&id, "undo?dryRun=true", 2, Value::Null).await;
    assert_eq!((tried.code(), tried.text("/state")), (200, "undone"), "{}", tried.json);
    assert_eq!(desk.everything().await, before, "nothing was done");
}

async fn two_who_release_at_once_release_once(engine: Engine) {
    let desk = Arc::new(Desk::open(engine).await);
    let (_, one, two, id) = prepared(&desk).await;
    // the same articles in another order, by another release
    let other = desk.release(json!([article(&two), article(&one)])).await;
    let send = |id: &str| {
        let (desk, id) = (desk.clone(), id.to_owned());
        tokio::spawn(async move { desk.take(&id, "release", 1, Value::Null).await })
    };
    let under_way = [&id, &id, &other, &id, &other].map(|id| send(id));
    let mut codes = Vec::new();
    for answer in under_way {
        let answer = answer.await.unwrap();
        assert!([200, 409, 412].contains(&answer.code()), "{}", answer.json);
        codes.push(answer.code());
    }
    assert_eq!(codes.iter().filter(|code| **code == 200).count(), 2, "{codes:?}");
    let log = desk.app.get_as(&desk.editor, &format!("/v1/articles/{one}/desk-log")).await;
    assert_eq!(log.json["data"].as_array().unwrap().len(), 2, "once by each release");
}

async fn undoing_brings_back_what_readers_saw(engine: Engine) {
    let desk = Desk::open(engine).await;
    let old = desk.made.article.clone();
    let front = desk.list("Front", &[&old]).await;
    let new = desk.draft("Budget passes").await;
    let slugged = json!({ "slug": "oil-falls" });
    desk.save(&old, 1, "Oil falls").await;
    let path = format!("/v1/articles/{old}");
    assert_eq!(desk.app.write(&desk.editor, ("PATCH", &path), Some(2), &slugged).await.code(), 200);
    let before_article = desk.app.get("/v1/articles/oil-rises").await;
    let before_list = desk.app.get("/v1/lists/front").await;
    let content =
        json!({ "title": "Front page", "backfill": "latest", "slots": [{ "article": new }] });
    let items = json!([
        { "list": { "id": front, "content": content } }, article(&old), article(&new),
    ]);
    let id = desk.release(items).await;
    desk.at(60);
    let out = desk.take(&id, "release", 1, Value::Null).await;
    assert_eq!(out.code(), 200, "{}", out.json);
    assert_eq!(
        desk.app.get("/v1/articles/oil-rises").await.header("location"),
        "/v1/articles/oil-falls"
    );
    assert_eq!(desk.app.get("/v1/lists/front").await.text("/title"), "Front page");
    assert_eq!(desk.app.get("/v1/articles?q=falls").await.text("/data/0/id"), old);
    // what is saved and not published is nobody's loss
    desk.save(&old, 3, "Oil stays").await;
    desk.at(120);
    let undone = desk.take(&id, "undo", 2, Value::Null).await;
    assert_eq!((undone.code(), undone.text("/state")), (200, "undone"), "{}", undone.json);
    assert_eq!(undone.text("/undoneAt"), time(120).to_string());
    let article_again = desk.app.get("/v1/articles/oil-rises").await;
    assert_eq!(article_again.json, before_article.json);
    assert_eq!(article_again.header("etag"), before_article.header("etag"));
    assert_eq!(
        desk.app.get("/v1/articles/oil-falls").await.header("location"),
        "/v1/articles/oil-rises"
    );
    let list_again = desk.app.get("/v1/lists/front").await;
    assert_eq!(list_again.json["items"], before_list.json["items"]);
    assert_eq!(list_again.text("/title"), "Front");
    assert_eq!(desk.public(&new).await.0, 410);
    assert_eq!(desk.app.get("/v1/articles?q=rises").await.text("/data/0/id"), old);
    assert_eq!(desk.app.get("/v1/articles?q=falls").await.json["data"], json!([]));
    let working = desk.app.get_as(&desk.editor, &format!("/v1/articles/{old}?view=working")).await;
    assert_eq!(
        (working.text("/content/headline"), &working.json["revision"]),
        ("Oil stays", &json!(4))
    );
    let working = desk.app.get_as(&desk.editor, &format!("/v1/lists/{front}?view=working")).await;
    assert_eq!((&working.json["revision"], &working.json["liveRevision"]), (&json!(2), &json!(1)));
    assert_eq!(working.text("/content/title"), "Front page", "the draft is the desk's");
    let again = desk.take(&id, "undo", 3, Value::Null).await;
    assert_eq!((again.code(), again.text("/code")), (409, "conflicting_state"));
    let working = desk.app.get_as(&desk.editor, &format!("/v1/articles/{new}?view=working")).await;
    assert_eq!(working.text("/state"), "unpublished");
}

async fn an_undo_that_would_destroy_is_refused(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (front, one, two, id) = prepared(&desk).await;
    let chief = desk.app.token(Role::ChiefEditor).await;
    assert_eq!(desk.take(&id, "release", 1, Value::Null).await.code(), 200);
    desk.at(60);
    // published anew, in the same revision; killed; another revision published
    assert_eq!(desk.step(&one, "publish", 1, Value::Null).await.code(), 200);
    let path = format!("/v1/articles/{two}/kill");
    let reason = json!({ "note": "The court." });
    assert_eq!(desk.app.write(&chief, ("POST", &path), Some(1), &reason).await.code(), 200);
    let (path, document) = (format!("/v1/lists/{front}"), list("Front", &[&one]));
    assert_eq!(desk.app.write(&desk.editor, ("PUT", &path), Some(2), &document).await.code(), 200);
    desk.app.publish_list(&desk.editor, &front, 3).await;
    let before = desk.everything().await;
    let refused = desk.take(&id, "undo", 2, Value::Null).await;
    assert_eq!((refused.code(), refused.text("/code")), (409, "release_refused"));
    let changed = |place| (place, "conflicting_state");
    let want = [changed("/items/0"), changed("/items/1"), changed("/items/2")];
    assert_eq!(faults(&refused.json["errors"]), want, "{}", refused.json);
    assert_eq!(desk.everything().await, before, "nothing was done");
}

async fn a_release_goes_out_at_its_time_once(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (_, one, two, id) = prepared(&desk).await;
    let before = desk.app.get("/v1/articles").await;
    let set = desk.take(&id, "schedule", 1, moment(600)).await;
    assert_eq!((set.code(), set.text("/state")), (200, "scheduled"), "{}", set.json);
    assert_eq!(set.text("/publishAt/timeZone"), "Europe/Lisbon");
    assert_eq!(set.json["items"][1]["article"]["revision"], 1, "it is kept to a revision");
    let after = desk.app.get("/v1/articles").await;
    assert_eq!(
        (before.bytes, before.headers.get("etag")),
        (after.bytes, after.headers.get("etag"))
    );
    desk.at(599);
    assert_eq!(desk.note_due().await.releases, 0);
    assert_eq!((desk.public(&one).await.0, desk.public(&two).await.0), (404, 404));
    desk.at(601);
    let watching: Vec<_> = (0..4)
        .map(|_| {
            let newsroom = desk.app.newsroom.clone();
            tokio::task::spawn_blocking(move || {
                let watch = newsroom.watch();
                newsroom.note_due(watch).map_or(0, |noted| noted.releases)
            })
        })
        .collect();
    let mut noted = 0;
    for done in watching {
        noted += done.await.unwrap();
    }
    // whoever had the turn may have let go of it
    for _ in 0..100 {
        if noted == 0 {
            noted += desk.note_due().await.releases;
        }
    }
    assert_eq!(noted, 1);
    assert_eq!(desk.note_due().await.releases, 0);
    let out = desk.read(&id).await;
    assert_eq!(
        (out.text("/state"), out.text("/releasedAt")),
        ("released", time(601).to_string().as_str())
    );
    assert_eq!(desk.shown("front").await, [one.clone(), two]);
    let log = desk.app.get_as(&desk.editor, &format!("/v1/articles/{one}/desk-log")).await;
    assert_eq!(log.json["data"].as_array().unwrap().len(), 1);
    // as the account that set the time
    assert_eq!(log.text("/data/0/by"), set.text("/updatedBy"));
    assert_eq!(desk.take(&id, "undo", 3, Value::Null).await.code(), 200);
    assert_eq!(desk.public(&one).await.0, 410);
}

async fn what_is_scheduled_is_kept_to_its_revisions(engine: Engine) {
    let desk = Desk::open(engine).await;
    let one = desk.draft("Budget passes").await;
    let front = desk.list("Front", &[]).await;
    let content = json!({ "id": front, "content": list("Front page", &[&one]) });
    let id = desk.release(json!([article(&one), { "list": content }])).await;
    assert_eq!(desk.take(&id, "schedule", 1, moment(600)).await.code(), 200);
    desk.save(&one, 1, "Budget fails").await;
    let back = desk.take(&id, "unschedule", 2, Value::Null).await;
    assert_eq!((back.code(), back.text("/state")), (200, "draft"));
    assert_eq!(back.json["items"][0]["article"]["revision"], Value::Null, "as it was written");
    let set = desk.take(&id, "schedule", 3, moment(600)).await;
    assert_eq!(set.json["items"][0]["article"]["revision"], 2);
    assert_eq!(set.json["items"][1]["list"]["revision"], 1);
    desk.save(&one, 2, "Budget postponed").await;
    desk.at(600);
    assert_eq!(desk.note_due().await.releases, 1);
    assert_eq!(desk.public(&one).await, (200, "Budget fails".to_owned()));
    let working = desk.app.get_as(&desk.editor, &format!("/v1/articles/{one}?view=working")).await;
    assert_eq!(
        (working.text("/content/headline"), working.text("/state")),
        ("Budget postponed", "published")
    );
}

async fn one_that_fails_at_its_time_says_why(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (front, one, two, id) = prepared(&desk).await;
    assert_eq!(desk.take(&id, "schedule", 1, moment(600)).await.code(), 200);
    let path = format!("/v1/articles/{two}");
    let trash = desk.app.write(&desk.editor, ("DELETE", &path), Some(1), &Value::Null).await;
    assert_eq!(trash.code(), 204);
    let (path, document) = (format!("/v1/lists/{front}"), list("Front", &[]));
    assert_eq!(desk.app.write(&desk.editor, ("PUT", &path), Some(1), &document).await.code(), 200);
    let public = desk.app.get("/v1/articles").await.bytes;
    let logged = desk.logged().await;
    desk.at(600);
    assert_eq!(desk.note_due().await.releases, 1);
    assert_eq!(desk.note_due().await.releases, 0, "once");
    assert_eq!((desk.app.get("/v1/articles").await.bytes, desk.logged().await), (public, logged));
    let failed = desk.read(&id).await;
    assert_eq!(failed.text("/state"), "failed");
    let want = [("/items/0", "stale_revision"), ("/items/2", "conflicting_state")];
    assert_eq!(faults(&failed.json["faults"]), want, "{}", failed.json);
    let chief = desk.app.token(Role::ChiefEditor).await;
    let audit = desk.app.get_as(&chief, "/v1/audit?entity=release").await;
    assert_eq!(audit.text("/data/0/action"), "release.fail");
    assert_eq!(faults(&audit.json["data"][0]["payload"]["faults"]), want);
    assert_eq!(audit.json["data"][0]["account"], Value::Null);
    // it is mended, and goes out after all
    let back = desk.take(&id, "unschedule", 3, Value::Null).await;
    assert_eq!((back.text("/state"), &back.json["faults"]), ("draft", &json!([])));
    let items = json!([article(&one), replaced(&front, 2, "Front", &[&one])]);
    let document = json!({ "title": "Budget day", "items": items });
    let path = format!("/v1/releases/{id}");
    assert_eq!(desk.app.write(&desk.editor, ("PUT", &path), Some(4), &document).await.code(), 200);
    assert_eq!(desk.take(&id, "release", 5, Value::Null).await.code(), 200);
    assert_eq!(desk.shown("front").await, [one]);
}

async fn a_failing_release_holds_nothing_else_up(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (gone, other) = (desk.draft("Gone").await, desk.draft("Budget passes").await);
    let alone = desk.draft("By itself").await;
    let bad = desk.release(json!([article(&gone)])).await;
    let good = desk.release(json!([article(&other)])).await;
    assert_eq!(desk.take(&bad, "schedule", 1, moment(600)).await.code(), 200);
    assert_eq!(desk.take(&good, "schedule", 1, moment(601)).await.code(), 200);
    assert_eq!(desk.step(&alone, "schedule", 1, moment(602)).await.code(), 200);
    let path = format!("/v1/articles/{gone}");
    let trash = desk.app.write(&desk.editor, ("DELETE", &path), Some(1), &Value::Null).await;
    assert_eq!(trash.code(), 204);
    let admin = desk.app.token(Role::Admin).await;
    let path = format!("/v1/articles/{gone}/purge");
    assert_eq!(desk.app.write(&admin, ("POST", &path), Some(1), &Value::Null).await.code(), 204);
    desk.at(603);
    let noted = desk.note_due().await;
    assert_eq!((noted.articles, noted.releases), (1, 2));
    let failed = desk.read(&bad).await;
    assert_eq!(faults(&failed.json["faults"]), [("/items/0", "not_found")], "{}", failed.json);
    assert_eq!(desk.read(&good).await.text("/state"), "released");
    assert_eq!((desk.public(&other).await.0, desk.public(&alone).await.0), (200, 200));
}

async fn whoever_may_not_any_more_lets_nothing_out(engine: Engine) {
    let desk = Desk::open(engine).await;
    let admin = desk.app.token(Role::Admin).await;
    let editor = desk.app.token(Role::Editor).await;
    let me = desk.app.get_as(&editor, "/v1/me").await;
    let (one, two) = (desk.draft("Budget passes").await, desk.draft("What it costs").await);
    for (at, article_id) in [(600, &one), (700, &two)] {
        let id = desk.release(json!([article(article_id)])).await;
        let path = format!("/v1/releases/{id}/schedule");
        let set = desk.app.write(&editor, ("POST", &path), Some(1), &moment(at)).await;
        assert_eq!(set.code(), 200, "{}", set.json);
    }
    let path = format!("/v1/users/{}", me.text("/id"));
    let standing =
        |role: &str, active: bool| json!({ "name": "Ex", "role": role, "active": active });
    let demoted = desk.app.write(&admin, ("PUT", &path), Some(1), &standing("author", true)).await;
    assert_eq!(demoted.code(), 200, "{}", demoted.json);
    desk.at(600);
    assert_eq!(desk.note_due().await.releases, 1);
    let closed = desk.app.write(&admin, ("PUT", &path), Some(2), &standing("editor", false)).await;
    assert_eq!(closed.code(), 200, "{}", closed.json);
    desk.at(700);
    assert_eq!(desk.note_due().await.releases, 1);
    let all = desk.app.get_as(&desk.editor, "/v1/releases").await;
    for summary in all.json["data"].as_array().unwrap() {
        assert_eq!(summary["state"], "failed");
        let failed = desk.read(summary["id"].as_str().unwrap()).await;
        assert_eq!(faults(&failed.json["faults"]), [("", "forbidden")]);
    }
    assert_eq!((desk.public(&one).await.0, desk.public(&two).await.0), (404, 404));
}

async fn an_embargo_is_judged_at_the_time(engine: Engine) {
    let desk = Desk::open(engine).await;
    let one = desk.draft("Budget passes").await;
    let card = json!({ "embargo": { "until": { "at": time(600) } } });
    let path = format!("/v1/articles/{one}/desk");
    assert_eq!(desk.app.write(&desk.editor, ("PUT", &path), Some(0), &card).await.code(), 200);
    let id = desk.release(json!([article(&one)])).await;
    let held = desk.take(&id, "release", 1, Value::Null).await;
    assert_eq!(faults(&held.json["errors"]), [("/items/0", "embargoed")], "{}", held.json);
    let early = desk.take(&id, "schedule", 1, moment(599)).await;
    assert_eq!(faults(&early.json["errors"]), [("/items/0", "embargoed")], "{}", early.json);
    assert_eq!(desk.take(&id, "schedule", 1, moment(600)).await.code(), 200);
    desk.at(600);
    assert_eq!(desk.note_due().await.releases, 1);
    assert_eq!(desk.public(&one).await.0, 200);
}

async fn only_a_draft_is_changed(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (_, one, _, id) = prepared(&desk).await;
    let path = format!("/v1/releases/{id}");
    let write = async |method: &str, revision, document: Value| {
        desk.app.write(&desk.editor, (method, &path), Some(revision), &document).await
    };
    let titled = write("PATCH", 1, json!({ "title": "Budget", "note": "At noon." })).await;
    assert_eq!((titled.code(), titled.text("/note")), (200, "At noon."), "{}", titled.json);
    assert_eq!(titled.json["items"].as_array().unwrap().len(), 3);
    let stale = write("PUT", 1, json!({ "title": "No", "items": [article(&one)] })).await;
    assert_eq!((stale.code(), &stale.json["currentRevision"]), (412, &json!(2)));
    assert_eq!(desk.take(&id, "release", 1, Value::Null).await.code(), 412);
    let unmarked = desk.app.write(&desk.editor, ("DELETE", &path), None, &Value::Null).await;
    assert_eq!(unmarked.code(), 428);
    // what is read can be sent again
    let items = titled.json["items"].clone();
    let same = write("PUT", 2, json!({ "title": "Budget", "items": items })).await;
    assert_eq!((same.code(), same.text("/note")), (200, ""), "{}", same.json);
    assert_eq!(desk.take(&id, "unschedule", 3, Value::Null).await.code(), 409);
    assert_eq!(desk.take(&id, "schedule", 3, moment(60)).await.code(), 200);
    for (method, document) in [
        ("PATCH", json!({ "title": "No" })),
        ("DELETE", Value::Null),
        ("PUT", json!({ "title": "No", "items": [article(&one)] })),
    ] {
        let refused = write(method, 4, document).await;
        assert_eq!((refused.code(), refused.text("/code")), (409, "conflicting_state"), "{method}");
    }
    assert_eq!(desk.take(&id, "unschedule", 4, Value::Null).await.code(), 200);
    assert_eq!(write("DELETE", 5, Value::Null).await.code(), 204);
    assert_eq!(
        (desk.read(&id).await.code(), write("DELETE", 6, Value::Null).await.code()),
        (404, 404)
    );
    assert_eq!(desk.app.get_as(&desk.editor, "/v1/releases").await.json["data"], json!([]));
}

async fn what_cannot_be_kept_is_named(engine: Engine) {
    let desk = Desk::open(engine).await;
    let one = desk.draft("Budget passes").await;
    let nothing = "01890000-0000-7000-8000-000000000000";
    let front = desk.list("Front", &[]).await;
    for (items, want) in [
        (json!([]), ("/items", "required")),
        (json!([article(nothing)]), ("/items/0/article/id", "unknown_reference")),
        (json!([article(&front)]), ("/items/0/article/id", "unknown_reference")),
        (json!([article(&one), replaced(&one, 1, "a", &[])]), ("/items/1/list/id", "duplicate")),
        (json!([replaced(nothing, 1, "a", &[])]), ("/items/0/list/id", "unknown_reference")),
        (json!([article(&one), article(&one)]), ("/items/1/article/id", "duplicate")),
        (
            json!([{ "article": { "id": one, "revision": 2 } }]),
            ("/items/0/article/revision", "unknown_reference"),
        ),
        (json!([replaced(&front, 1, "", &[])]), ("/items/0/list/content/title", "empty")),
        (json!([{ "list": { "id": front } }]), ("/items/0/list/content", "required")),
        (
            json!([{ "article": { "id": one, "state": "x" } }]),
            ("/items/0/article/state", "unknown_member"),
        ),
    ] {
        let document = json!({ "title": "No", "items": items });
        let refused = desk.app.write(&desk.editor, ("POST", "/v1/releases"), None, &document).await;
        assert_eq!(refused.code(), 422, "{}", refused.json);
        assert_eq!(faults(&refused.json["errors"])[0], want, "{items}");
    }
    let id = desk.release(json!([article(&one)])).await;
    let at = |at: &str, zone: &str| json!({ "publishAt": { "at": at, "timeZone": zone } });
    for (body, want) in [
        (moment(-1), ("/publishAt", "in_the_past")),
        (at("2026-07-01T09:00:00", "Lisbon"), ("/publishAt/timeZone", "unknown_time_zone")),
        (at("2026-03-29T01:30:00", "Europe/Lisbon"), ("/publishAt", "invalid_time")),
        (json!({}), ("/publishAt", "required")),
        (json!({ "publishAt": null }), ("/publishAt", "required")),
    ] {
        let refused = desk.take(&id, "schedule", 1, body.clone()).await;
        assert_eq!(refused.code(), 422, "{body} {}", refused.json);
        assert_eq!(faults(&refused.json["errors"]), [want]);
    }
    assert_eq!(desk.read(&id).await.text("/state"), "draft");
    assert_eq!(desk.app.get(&format!("/v1/releases/{id}")).await.code(), 401);
}

async fn a_pinned_revision_is_published(engine: Engine) {
    let desk = Desk::open(engine).await;
    let one = desk.draft("Budget passes").await;
    desk.save(&one, 1, "Budget fails").await;
    let id = desk.release(json!([{ "article": { "id": one, "revision": 1 } }])).await;
    assert_eq!(desk.take(&id, "release", 1, Value::Null).await.code(), 200);
    assert_eq!(desk.public(&one).await, (200, "Budget passes".to_owned()));
    assert_eq!(desk.app.get("/v1/articles?q=passes").await.text("/data/0/id"), one);
    // a quote that only an older revision names may be gone
    let two = desk.draft("Costs").await;
    let said = json!({ "texts": [{ "text": "One" }], "quote": { "descriptor": "somebody" } });
    let attached = desk
        .app
        .write(&desk.editor, ("POST", &format!("/v1/articles/{two}/quotes")), Some(1), &said)
        .await;
    assert_eq!(attached.code(), 201, "{}", attached.json);
    let quote = attached.text("/quote/id").to_owned();
    desk.save(&two, 2, "Costs again").await;
    let gone = desk
        .app
        .write(&desk.editor, ("DELETE", &format!("/v1/quotes/{quote}")), Some(1), &Value::Null)
        .await;
    assert_eq!(gone.code(), 204, "{}", gone.json);
    let id = desk.release(json!([{ "article": { "id": two, "revision": 2 } }])).await;
    let refused = desk.take(&id, "release", 1, Value::Null).await;
    let want = [("/items/0/article/quotes/0/quote", "unknown_reference")];
    assert_eq!((refused.code(), faults(&refused.json["errors"])), (409, want.to_vec()));
}

async fn each_item_needs_its_own_permission(engine: Engine) {
    let desk = Desk::open(engine).await;
    let admin = desk.app.token(Role::Admin).await;
    let other = desk.app.make(&admin, "/v1/sections", &json!({ "name": "Sport" })).await;
    let narrow = desk.app.token(Role::Editor).await;
    let me = desk.app.get_as(&narrow, "/v1/me").await;
    let path = format!("/v1/users/{}", me.text("/id"));
    let standing =
        json!({ "name": "Sport", "role": "editor", "active": true, "sections": [other] });
    assert_eq!(desk.app.write(&admin, ("PUT", &path), Some(1), &standing).await.code(), 200);
    let mut document = desk.document("Cup final");
    document["section"] = json!(other);
    let sport = desk.app.make(&desk.editor, "/v1/articles", &document).await;
    let news = desk.draft("Budget passes").await;
    let id = desk.release(json!([article(&sport), article(&news)])).await;
    let path = format!("/v1/releases/{id}/release");
    let refused = desk.app.write(&narrow, ("POST", &path), Some(1), &Value::Null).await;
    assert_eq!(refused.code(), 409, "{}", refused.json);
    assert_eq!(faults(&refused.json["errors"]), [("/items/1", "forbidden")]);
    let own = desk.release(json!([article(&sport)])).await;
    let path = format!("/v1/releases/{own}/release");
    assert_eq!(desk.app.write(&narrow, ("POST", &path), Some(1), &Value::Null).await.code(), 200);
}

async fn a_release_takes_effect_once(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (_, _, _, id) = prepared(&desk).await;
    let bearer = format!("Bearer {}", desk.editor);
    let headers = |key: &'static str, revision: &'static str| {
        [
            ("authorization", bearer.clone()),
            ("content-type", "application/json".to_owned()),
            ("if-match", revision.to_owned()),
            ("idempotency-key", key.to_owned()),
        ]
    };
    for (word, key, revision, body) in [
        ("schedule", "one", "\"1\"", moment(600).to_string()),
        ("release", "two", "\"2\"", String::new()),
        ("undo", "three", "\"3\"", String::new()),
    ] {
        let own = headers(key, revision);
        let sent: Vec<_> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let path = format!("/v1/releases/{id}/{word}");
        let first = desk.app.send("POST", &path, &sent, body.clone()).await;
        let logged = desk.logged().await;
        let again = desk.app.send("POST", &path, &sent, body).await;
        assert_eq!((first.code(), &first.json), (200, &again.json), "{word} {}", first.json);
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(desk.logged().await, logged);
        assert_ne!(first.text("/state"), "draft");
    }
    let done = desk.read(&id).await;
    assert_eq!((done.text("/state"), &done.json["revision"]), ("undone", &json!(4)));
}

async fn the_audit_says_what_was_released(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (front, one, two, id) = prepared(&desk).await;
    assert_eq!(desk.take(&id, "schedule", 1, moment(600)).await.code(), 200);
    desk.at(600);
    assert_eq!(desk.note_due().await.releases, 1);
    assert_eq!(desk.take(&id, "undo", 3, Value::Null).await.code(), 200);
    let chief = desk.app.token(Role::ChiefEditor).await;
    let audit = desk.app.get_as(&chief, "/v1/audit?limit=100").await;
    let mut actions: Vec<_> = audit.json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["action"].as_str().unwrap(), one["target"].as_str().unwrap_or("")))
        .collect();
    actions.reverse();
    let from = actions.iter().position(|(action, _)| *action == "release.schedule").unwrap();
    let want = [
        ("release.schedule", id.as_str()),
        ("article.publish", one.as_str()),
        ("article.publish", two.as_str()),
        ("record.revise", front.as_str()),
        ("list.publish", front.as_str()),
        ("release.publish", id.as_str()),
        ("list.rollback", front.as_str()),
        ("article.unpublish", one.as_str()),
        ("article.unpublish", two.as_str()),
        ("release.undo", id.as_str()),
    ];
    assert_eq!(actions[from..from + want.len()], want);
    let entries = desk.app.get_as(&chief, "/v1/audit?action=release.publish").await;
    let entry = &entries.json["data"][0];
    assert_eq!(
        entry["payload"]["articles"],
        json!([{ "id": one, "revision": 1 }, { "id": two, "revision": 1 }])
    );
    assert_eq!(entry["payload"]["lists"], json!([{ "id": front, "revision": 1 }]));
    assert_eq!((&entry["credential"], entry["account"].is_string()), (&json!("token"), true));
    let newsroom = desk.app.newsroom.clone();
    let verified = tokio::task::spawn_blocking(move || newsroom.verify_audit().unwrap().is_ok());
    assert!(verified.await.unwrap());
}
