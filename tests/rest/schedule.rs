//! Schedules and embargoes: readers see an article by the clock, whatever runs; what was due is
//! noted once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::account::Role;
use domain::time::Timestamp;
use newsroom::{Noted, SetClock, Watch};
use serde_json::{Value, json};
use testkit::{Engine, Made, TestApp, both_engines};

both_engines!(
    an_article_goes_out_and_ends_by_the_clock,
    what_is_due_is_noted_before_anybody_acts_on_it,
    two_who_watch_note_everything_once,
    times_that_cannot_be_met_are_refused,
    an_embargo_holds_back,
    a_scheduled_article_is_nowhere,
    an_end_stays_until_it_is_lifted,
    what_has_ended_is_not_corrected,
    an_address_to_come_leads_nowhere,
);

const START: &str = "2026-03-14T07:30:00Z";

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

    async fn draft(&self, headline: &str) -> String {
        let mut document = self.made.document.clone();
        document["headline"] = json!(headline);
        self.app.make(&self.editor, "/v1/articles", &document).await
    }

    async fn step(&self, id: &str, word: &str, body: Value) -> testkit::Answer {
        let path = format!("/v1/articles/{id}/{word}");
        self.app.write(&self.editor, ("POST", &path), Some(1), &body).await
    }

    async fn public(&self, id: &str) -> u16 {
        self.app.get(&format!("/v1/articles/{id}")).await.code()
    }

    async fn state(&self, id: &str) -> String {
        let path = format!("/v1/articles/{id}?view=working");
        self.app.get_as(&self.editor, &path).await.text("/state").to_owned()
    }

    async fn note_due(&self) -> Noted {
        let (newsroom, watch) = (self.app.newsroom.clone(), self.watch);
        tokio::task::spawn_blocking(move || newsroom.note_due(watch).unwrap()).await.unwrap()
    }

    /// How often the log says this of an article.
    async fn logged(&self, id: &str, kind: &str) -> usize {
        let (store, id, kind) = (self.app.store.clone(), id.to_owned(), kind.to_owned());
        let count = move || {
            let rows = store.snapshot().unwrap().read(|tx| tx.changes(0, 1_000)).unwrap();
            rows.iter().filter(|row| row.id.to_string() == id && row.kind == kind).count()
        };
        tokio::task::spawn_blocking(count).await.unwrap()
    }
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::parse(START).unwrap().plus_seconds(seconds)
}

fn window(from: i64, until: Option<i64>) -> Value {
    let moment = |seconds: i64| json!({ "at": time(seconds), "timeZone": "Europe/Lisbon" });
    json!({ "publishAt": moment(from), "unpublishAt": until.map(moment) })
}

async fn an_article_goes_out_and_ends_by_the_clock(engine: Engine) {
    let desk = Desk::open(engine).await;
    let id = desk.draft("Ferry returns").await;
    let set = desk.step(&id, "schedule", window(600, Some(1_200))).await;
    assert_eq!((set.code(), set.text("/state")), (200, "scheduled"), "{}", set.json);
    assert_eq!(set.text("/desk/publishAt/timeZone"), "Europe/Lisbon");
    desk.at(599);
    assert_eq!((desk.public(&id).await, desk.note_due().await.articles), (404, 0));
    // nothing runs, and readers see it all the same
    desk.at(600);
    let shown = desk.app.get(&format!("/v1/articles/{id}")).await;
    assert_eq!((shown.code(), shown.text("/publishedAt")), (200, time(600).to_string().as_str()));
    let list = desk.app.get("/v1/articles").await;
    assert_eq!(list.text("/data/0/headline"), "Ferry returns");
    desk.at(1_170);
    for path in [format!("/v1/articles/{id}"), "/v1/articles".to_owned()] {
        // nobody keeps it longer than readers may see it
        let caching = desk.app.get(&path).await.header("cache-control").to_owned();
        assert_eq!(caching, "max-age=0, s-maxage=30", "{path}");
    }
    assert_eq!(desk.logged(&id, "published").await, 0);
    assert_eq!(desk.app.get("/v1/articles?q=ferry").await.json["data"], json!([]));
    assert_eq!(desk.note_due().await.articles, 1);
    assert_eq!(
        (desk.state(&id).await.as_str(), desk.logged(&id, "published").await),
        ("published", 1)
    );
    assert_eq!(desk.app.get("/v1/articles?q=ferry").await.text("/data/0/id"), id);
    assert_eq!(desk.note_due().await.articles, 0);
    desk.at(1_200);
    assert_ne!(desk.public(&id).await, 200);
    assert_eq!(desk.note_due().await.articles, 1);
    assert_eq!((desk.public(&id).await, desk.state(&id).await.as_str()), (410, "unpublished"));
    assert_eq!((desk.note_due().await.articles, desk.logged(&id, "unpublished").await), (0, 1));
    let path = format!("/v1/articles/{id}/desk-log");
    let log = desk.app.get_as(&desk.editor, &path).await;
    let steps: Vec<_> = log.json["data"].as_array().unwrap().iter().map(|e| &e["step"]).collect();
    assert_eq!(steps, ["unpublish", "publish", "schedule"]);
    assert_eq!(log.json["data"][0]["by"], Value::Null);
}

async fn what_is_due_is_noted_before_anybody_acts_on_it(engine: Engine) {
    let desk = Desk::open(engine).await;
    let id = desk.draft("Ferry returns").await;
    desk.step(&id, "schedule", window(600, None)).await;
    desk.at(601);
    let late = desk.step(&id, "unschedule", Value::Null).await;
    assert_eq!(late.code(), 409, "{}", late.json);
    assert_eq!(late.json["possible"], json!(["publish", "unpublish", "kill"]));
    // the refused request undid its note with itself
    assert_eq!(desk.logged(&id, "published").await, 0);
    let killed = desk.step(&id, "unpublish", Value::Null).await;
    assert_eq!((killed.code(), desk.public(&id).await), (200, 410));
    assert_eq!(
        (desk.logged(&id, "published").await, desk.logged(&id, "unpublished").await),
        (1, 1)
    );
}

async fn two_who_watch_note_everything_once(engine: Engine) {
    let desk = Desk::open(engine).await;
    let mut ids = Vec::new();
    for number in 0..60 {
        let id = desk.draft(&format!("Story {number}")).await;
        assert_eq!(desk.step(&id, "schedule", window(60 + number, None)).await.code(), 200);
        ids.push(id);
    }
    desk.at(300);
    let watching = (0..4).map(|_| {
        let newsroom = desk.app.newsroom.clone();
        tokio::task::spawn_blocking(move || {
            let watch = newsroom.watch();
            // whoever finds the turn taken waits for nobody
            let noted = (0..10).filter_map(|_| newsroom.note_due(watch).ok());
            noted.map(|noted| noted.articles).sum::<usize>()
        })
    });
    let mut noted: usize = 0;
    for done in watching.collect::<Vec<_>>() {
        noted += done.await.unwrap();
    }
    // whoever still has the turn may have left some
    let deadline = Instant::now() + Duration::from_secs(10);
    while noted < 60 && Instant::now() < deadline {
        noted += desk.note_due().await.articles;
    }
    assert_eq!(noted, 60);
    for id in &ids {
        assert_eq!(desk.logged(id, "published").await, 1, "{id}");
    }
}

async fn times_that_cannot_be_met_are_refused(engine: Engine) {
    let desk = Desk::open(engine).await;
    let id = desk.draft("Ferry returns").await;
    let at = |at: &str, zone: &str| json!({ "publishAt": { "at": at, "timeZone": zone } });
    for (body, pointer, code) in [
        (window(-1, None), "/publishAt", "in_the_past"),
        (window(60, Some(60)), "/unpublishAt", "end_before_start"),
        (at("2026-07-01T09:00:00", "Lisbon"), "/publishAt/timeZone", "unknown_time_zone"),
        (at("2026-03-29T01:30:00", "Europe/Lisbon"), "/publishAt", "invalid_time"),
        (at("2026-10-25T01:30:00", "Europe/Lisbon"), "/publishAt", "ambiguous_time"),
        (json!({}), "/publishAt", "required"),
    ] {
        let refused = desk.step(&id, "schedule", body.clone()).await;
        let fault = (refused.text("/errors/0/pointer"), refused.text("/errors/0/code"));
        assert_eq!((refused.code(), fault), (422, (pointer, code)), "{body} {}", refused.json);
    }
    assert_eq!(desk.state(&id).await, "draft");
}

async fn an_embargo_holds_back(engine: Engine) {
    let desk = Desk::open(engine).await;
    let id = desk.draft("Ferry returns").await;
    let card = |seconds: i64| json!({ "embargo": { "until": { "at": time(seconds) } } });
    let path = format!("/v1/articles/{id}/desk");
    let save = async |revision, card: &Value| {
        desk.app.write(&desk.editor, ("PUT", &path), Some(revision), card).await
    };
    assert_eq!(save(0, &card(-1)).await.text("/errors/0/pointer"), "/embargo/until");
    assert_eq!(save(0, &card(600)).await.code(), 200);
    let held = desk.step(&id, "publish", Value::Null).await;
    assert_eq!((held.code(), held.text("/code")), (409, "embargoed"), "{}", held.json);
    assert_eq!(held.text("/until"), time(600).to_string());
    let early = desk.step(&id, "schedule", window(599, None)).await;
    assert_eq!((early.code(), early.text("/errors/0/code")), (422, "embargoed"));
    assert_eq!(desk.step(&id, "schedule", window(600, None)).await.code(), 200);
    let late = save(1, &card(700)).await;
    assert_eq!((late.code(), late.text("/errors/0/code")), (422, "embargo_too_late"));
    desk.at(600);
    assert_eq!(desk.public(&id).await, 200);
}

async fn a_scheduled_article_is_nowhere(engine: Engine) {
    let desk = Desk::open(engine).await;
    let before = desk.app.get("/v1/articles").await;
    let id = desk.draft("Zyzzyva").await;
    desk.step(&id, "schedule", window(600, None)).await;
    let after = desk.app.get("/v1/articles").await;
    assert_eq!(
        (before.bytes, before.headers.get("etag")),
        (after.bytes, after.headers.get("etag"))
    );
    for path in ["/v1/articles/zyzzyva", "/v1/trending", "/v1/articles?q=zyzzyva"] {
        let body = String::from_utf8_lossy(&desk.app.get(path).await.bytes).replace(path, "");
        assert!(!body.contains(&id) && !body.contains("Zyzzyva"), "{path} {body}");
    }
    assert_eq!(desk.app.get("/v1/articles/zyzzyva").await.code(), 404);
}

async fn an_end_stays_until_it_is_lifted(engine: Engine) {
    let desk = Desk::open(engine).await;
    let end = json!({ "at": time(60) });
    let until = async |id: &str| {
        let path = format!("/v1/articles/{id}/desk");
        let card = desk.app.get_as(&desk.editor, &path).await;
        card.json["unpublishAt"]["at"].clone()
    };
    let id = desk.draft("Gas").await;
    let scheduled = json!({ "publishAt": { "at": time(30) }, "unpublishAt": end });
    assert_eq!(desk.step(&id, "schedule", scheduled).await.code(), 200);
    assert_eq!(desk.step(&id, "publish", json!({})).await.code(), 200);
    assert_eq!(until(&id).await, json!(time(60)), "what was scheduled keeps its end");
    assert_eq!(desk.step(&id, "publish", json!({})).await.code(), 200);
    assert_eq!(until(&id).await, json!(time(60)));
    assert_eq!(desk.step(&id, "publish", json!({ "unpublishAt": null })).await.code(), 200);
    assert_eq!(until(&id).await, Value::Null);
    let publish = "mutation($input: PublishArticleInput!) {
        publishArticle(input: $input) { userErrors { code } } }";
    for (end, want) in
        [(Some(end), json!(time(60))), (None, json!(time(60))), (Some(Value::Null), Value::Null)]
    {
        let mut input = json!({ "id": id, "expectedRevision": 1 });
        if let Some(end) = end {
            input["unpublishAt"] = end;
        }
        let done = desk.app.graphql(Some(&desk.editor), publish, json!({ "input": input })).await;
        assert_eq!(done["data"]["publishArticle"]["userErrors"], json!([]), "{done}");
        assert_eq!(until(&id).await, want);
    }
}

async fn what_has_ended_is_not_corrected(engine: Engine) {
    let desk = Desk::open(engine).await;
    let id = desk.draft("Gas").await;
    let end = json!({ "unpublishAt": { "at": time(60) } });
    assert_eq!(desk.step(&id, "publish", end).await.code(), 200);
    let soon = desk.draft("Oil").await;
    let begin = json!({ "publishAt": { "at": time(60) } });
    assert_eq!(desk.step(&soon, "schedule", begin).await.code(), 200);
    desk.at(60);
    let note = json!({ "kind": "update", "text": "More." });
    for (id, code) in [(id, 409), (soon, 201)] {
        let path = format!("/v1/articles/{id}/corrections");
        let done = desk.app.write(&desk.editor, ("POST", &path), None, &note).await;
        assert_eq!(done.code(), code, "{}", done.json);
    }
}

async fn an_address_to_come_leads_nowhere(engine: Engine) {
    let desk = Desk::open(engine).await;
    let by = async |slug: &str| desk.public(slug).await;
    let save = async |slug: &str, revision: i64| {
        let mut document = desk.made.document.clone();
        document["slug"] = json!(slug);
        let path = format!("/v1/articles/{}", desk.made.article);
        let saved = desk.app.write(&desk.editor, ("PUT", &path), Some(revision), &document).await;
        assert_eq!(saved.code(), 200, "{}", saved.json);
    };
    let step = async |word: &str, revision: i64, body: Value| {
        let path = format!("/v1/articles/{}/{word}", desk.made.article);
        let done = desk.app.write(&desk.editor, ("POST", &path), Some(revision), &body).await;
        assert_eq!(done.code(), 200, "{word} {}", done.json);
    };
    let soon = json!({ "publishAt": { "at": time(60) } });
    assert_eq!(by("oil-rises").await, 200);
    step("unpublish", 1, json!({})).await;
    save("minister-resigns", 1).await;
    step("schedule", 2, soon.clone()).await;
    assert_eq!(
        [by("oil-rises").await, by("minister-resigns").await],
        [410, 404],
        "whoever guesses it learns nothing"
    );
    let mut document = desk.made.document.clone();
    document["slug"] = json!("minister-resigns");
    let other = desk.app.make(&desk.editor, "/v1/articles", &document).await;
    assert_eq!(desk.step(&other, "publish", json!({})).await.text("/code"), "slug_taken");
    step("unschedule", 2, json!({})).await;
    assert_eq!(desk.step(&other, "publish", json!({})).await.code(), 200, "it is free again");
    save("ministers-stay", 2).await;
    step("schedule", 3, soon).await;
    desk.at(60);
    assert_eq!([by("ministers-stay").await, by("minister-resigns").await], [200, 200]);
    desk.note_due().await;
    let led = desk.app.get("/v1/articles/oil-rises").await;
    assert_eq!((led.code(), by("ministers-stay").await), (308, 200));
}
