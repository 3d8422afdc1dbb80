//! Releases: articles and lists that go out together, all of them or none, and back.

mod content;
mod schedule;
mod undo;

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
