//! What readers do: counted exactly, moved by nobody who is not one, and told of with why.

mod oracle;

use std::sync::Arc;

use domain::account::Role;
use domain::time::Timestamp;
use newsroom::SetClock;
use serde_json::{Value, json};
use testkit::{Answer, Engine, TestApp, both_engines};

use super::trending::{articles, send};

both_engines!(
    one_address_moves_nothing,
    what_stands_out_rises,
    editors_pin_boost_and_mute_with_a_reason,
    a_rule_that_is_none_is_refused_by_its_place,
    a_list_is_of_a_section_a_topic_a_language,
    what_is_withdrawn_is_gone_at_once,
    what_is_too_old_is_forgotten,
    of_a_topic_two_stand_in_ten_places,
    the_newsroom_is_told_by_the_hour,
    who_asks_not_to_be_counted_is_not,
    an_image_counts_where_no_script_runs,
    only_a_server_says_who_a_reader_was,
);

const BEGINNING: &str = "2026-03-14T07:30:00Z";
const BROWSER: &str = "Mozilla/5.0 (X11; Linux) Gecko";

/// What a program makes agents up of, that wants to be many readers.
const FAMILIES: [&str; 6] = ["SamsungBrowser", "Edg/", "OPR/", "Firefox", "Chrome", "Safari"];
const SYSTEMS: [&str; 5] = ["Windows", "Android", "iPhone", "Macintosh", "Linux"];

/// A newsroom at a time that is set, and a server that passes on what readers do.
struct World {
    app: TestApp,
    clock: Arc<SetClock>,
    editor: String,
    server: String,
    count: u32,
}

impl World {
    async fn open(engine: Engine) -> Self {
        let clock = Arc::new(SetClock::at(Timestamp::parse(BEGINNING).unwrap()));
        let app = TestApp::start_twin(engine, (clock.clone(), Arc::default())).await;
        let (editor, server) = (app.token(Role::Editor).await, app.token(Role::Integrator).await);
        Self { app, clock, editor, server, count: 0 }
    }

    fn now(&self) -> Timestamp {
        self.app.newsroom.now()
    }

    /// An event of a reader of whom nobody heard yet, as a server passes it on.
    fn event(&mut self, article: &str, kind: &str, at: Timestamp) -> Value {
        self.count += 1;
        let [_, a, b, c] = self.count.to_be_bytes();
        let network = format!("{}.{b}.{c}.1", 10 + a);
        json!({
            "id": format!("01900000-0000-7000-8000-{:012}", self.count), "article": article,
            "kind": kind, "seconds": 20, "at": at,
            "visitor": { "address": network, "agent": BROWSER },
        })
    }

    async fn pass_on(&self, events: &[Value]) -> Answer {
        let sent = json!({ "events": events });
        let told = self.app.write(&self.server, ("POST", "/v1/events"), None, &sent).await;
        assert_eq!(told.code(), 202, "{}", told.json);
        told
    }

    /// So many readers open an article now.
    async fn read(&mut self, article: &str, times: usize) {
        let now = self.now();
        let events: Vec<_> = (0..times).map(|_| self.event(article, "view", now)).collect();
        for part in events.chunks(1_000) {
            let told = self.pass_on(part).await;
            assert_eq!(told.json["counted"], part.len(), "{}", told.json);
        }
        self.app.count().await;
    }

    async fn order(&self, path: &str) -> Vec<String> {
        let list = self.app.get(path).await;
        assert_eq!(list.code(), 200, "{path} {}", list.json);
        let items = list.json["items"].as_array().unwrap();
        items.iter().map(|item| item["article"]["id"].as_str().unwrap().to_owned()).collect()
    }

    async fn rule(&self, members: Value) -> Answer {
        let mut rule = json!({ "reason": "So.", "until": self.now().plus_seconds(3_600) });
        rule.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        self.app.write(&self.editor, ("POST", "/v1/trending/rules"), None, &rule).await
    }
}

async fn one_address_moves_nothing(engine: Engine) {
    let mut world = World::open(engine).await;
    let editor = world.editor.clone();
    let ids = articles(&world.app, &editor, 12).await;
    for (place, id) in ids.iter().enumerate() {
        world.read(id, 300 - place * 20).await;
    }
    let before = world.order("/v1/trending?limit=10").await;
    assert_eq!(before, ids[..10]);
    let (now, last) = (world.now(), ids[11].clone());
    let (mut counted, mut suspect) = (0, 0);
    for _ in 0..100 {
        let events: Vec<_> = (0..1_000)
            .map(|number| {
                let mut event = world.event(&last, "share", now);
                let (family, system) = (FAMILIES[number % 6], SYSTEMS[number / 6 % 5]);
                let agent = format!("Mozilla/5.0 ({system}; {number}) {family}");
                event["visitor"] = json!({ "address": "192.0.2.7", "agent": agent });
                event
            })
            .collect();
        let told = world.pass_on(&events).await.json;
        counted += told["counted"].as_u64().unwrap();
        suspect += told["suspect"].as_u64().unwrap();
    }
    world.app.count().await;
    assert!(counted < 30 && suspect > 0, "{counted} counted, {suspect} suspect");
    assert_eq!(world.order("/v1/trending?limit=10").await, before);
    let path = format!("/v1/stats?article={last}");
    let told = world.app.get_as(&editor, &path).await;
    assert_eq!(told.json["total"]["suspect"], suspect, "{}", told.json);
}

async fn what_stands_out_rises(engine: Engine) {
    let mut world = World::open(engine).await;
    let editor = world.editor.clone();
    let ids = articles(&world.app, &editor, 5).await;
    for _ in 0..10 {
        world.clock.set(world.now().plus_seconds(3_600));
        for id in &ids {
            world.read(id, 30).await;
        }
    }
    assert_eq!(world.order("/v1/rising").await, Vec::<String>::new(), "nothing stands out");
    world.clock.set(world.now().plus_seconds(3_600));
    for id in &ids {
        world.read(id, if *id == ids[3] { 150 } else { 30 }).await;
    }
    let list = world.app.get("/v1/rising").await.json;
    let first = &list["items"][0];
    assert_eq!((&list["items"][1], &first["article"]["id"]), (&Value::Null, &json!(ids[3])));
    let why = &first["why"];
    assert!(why["lift"].as_f64() >= Some(2.0) && why["z"].as_f64() >= Some(4.0), "{why}");
    assert_eq!(why["views1h"], 150);
    for (scope, count) in [("section=news&topic=trade", 1), ("section=none", 0), ("language=pt", 0)]
    {
        assert_eq!(world.order(&format!("/v1/rising?{scope}")).await.len(), count, "{scope}");
    }
    assert_eq!(
        (&list["basis"], list["asOf"].as_str()),
        (&json!("views"), Some(&*world.now().to_string()))
    );
    assert!(list["algorithm"].as_str().unwrap().len() > 10, "{list}");
    let query = "{ rising { algorithm edges { position why { z views1h } node { id } } } }";
    let told = world.app.graphql(None, query, Value::Null).await["data"]["rising"].clone();
    assert_eq!(told["edges"][0]["node"]["id"], ids[3], "{told}");
    assert_eq!(told["edges"][0]["why"]["views1h"], 150);
}

async fn editors_pin_boost_and_mute_with_a_reason(engine: Engine) {
    let mut world = World::open(engine).await;
    let editor = world.editor.clone();
    let ids = articles(&world.app, &editor, 5).await;
    for (place, id) in ids.iter().take(4).enumerate() {
        world.read(id, 100 - place * 20).await;
    }
    let pinned = world.rule(json!({ "article": ids[4], "kind": "pin", "position": 2 })).await;
    assert_eq!(pinned.code(), 201, "{}", pinned.json);
    let want = |order: [usize; 5]| order.map(|at| ids[at].clone()).to_vec();
    assert_eq!(world.order("/v1/trending").await, want([0, 4, 1, 2, 3]));
    world.rule(json!({ "article": ids[3], "kind": "boost", "factor": 10 })).await;
    assert_eq!(world.order("/v1/trending").await, want([3, 4, 0, 1, 2]));
    let list = world.app.get("/v1/trending").await.json;
    let why = |at: usize| &list["items"][at]["why"];
    assert_eq!((&why(1)["pinned"], &why(0)["boost"]), (&json!(true), &json!(10.0)));
    let counts = world.order("/v1/most-viewed").await;
    assert_eq!(counts, ids[..4], "counts are not moved");
    world.rule(json!({ "article": ids[0], "kind": "mute" })).await;
    for path in ["/v1/trending", "/v1/most-viewed", "/v1/rising"] {
        assert!(!world.order(path).await.contains(&ids[0]), "{path}");
    }
    let rules = world.app.get_as(&editor, "/v1/trending/rules").await.json;
    assert_eq!(rules["items"].as_array().map(Vec::len), Some(3), "{rules}");
    let ended = format!("/v1/trending/rules/{}", pinned.text("/id"));
    assert_eq!(world.app.write(&editor, ("DELETE", &ended), None, &Value::Null).await.code(), 204);
    let order = world.order("/v1/trending").await;
    assert_eq!(order, [&ids[3], &ids[1], &ids[2], &ids[4]].map(Clone::clone), "4 fills it");
    assert_eq!(world.app.write(&editor, ("DELETE", &ended), None, &Value::Null).await.code(), 404);
    // what ends by itself ends without a press of its own
    world.clock.set(world.now().plus_seconds(3_601));
    assert_eq!(world.order("/v1/trending").await[0], ids[0]);
    let chief = world.app.token(Role::ChiefEditor).await;
    let audit = world.app.get_as(&chief, "/v1/audit?entity=trending_rule").await.json;
    assert_eq!(audit["data"].as_array().map(Vec::len), Some(4), "{audit}");
    assert!(audit.to_string().contains("So."), "{audit}");
    let mutation = "mutation($content: TrendingRuleInput!) { createTrendingRule(input: {
        content: $content }) { rule { id kind } userErrors { code } } }";
    let content = json!({
        "article": ids[1], "kind": "MUTE", "reason": "So.", "until": world.now().plus_seconds(60),
    });
    let made = world.app.graphql(Some(&editor), mutation, json!({ "content": content })).await;
    let id = &made["data"]["createTrendingRule"]["rule"]["id"];
    let end = "mutation($id: ID!) { endTrendingRule(input: { id: $id }) { deletedId } }";
    let ended = world.app.graphql(Some(&editor), end, json!({ "id": id })).await;
    assert_eq!(&ended["data"]["endTrendingRule"]["deletedId"], id, "{made} {ended}");
}

async fn of_a_topic_two_stand_in_ten_places(engine: Engine) {
    let mut world = World::open(engine).await;
    let editor = world.editor.clone();
    let ids = articles(&world.app, &editor, 5).await;
    let topic = world.app.get("/v1/topics/trade").await.text("/id").to_owned();
    for id in &ids[..3] {
        let path = format!("/v1/articles/{id}");
        let own = json!({ "topics": [{ "topic": topic, "primary": true }] });
        assert_eq!(world.app.write(&editor, ("PATCH", &path), Some(1), &own).await.code(), 200);
        let publish = format!("{path}/publish");
        world.app.write(&editor, ("POST", &publish), Some(2), &Value::Null).await;
    }
    for (place, id) in ids.iter().enumerate() {
        world.read(id, 100 - place * 15).await;
    }
    let list = world.app.get("/v1/trending").await.json;
    let order = [0, 1, 3, 4, 2].map(|at| ids[at].clone());
    assert_eq!(world.order("/v1/trending").await, order);
    let capped = |at: usize| list["items"][at]["why"]["cappedOut"].as_bool();
    assert_eq!([0, 1, 2, 3, 4].map(capped), [false, false, false, false, true].map(Some), "{list}");
    let of_topic = world.order("/v1/trending?topic=trade").await;
    assert_eq!(of_topic[..3], ids[..3], "a list of one topic has all of it");
}

async fn a_rule_that_is_none_is_refused_by_its_place(engine: Engine) {
    let world = World::open(engine).await;
    let id = articles(&world.app, &world.editor, 1).await.remove(0);
    let draft = world.app.make(&world.editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let (past, far) = (world.now().plus_seconds(-1), world.now().plus_seconds(40 * 86_400));
    for (members, pointer) in [
        (json!({ "article": draft, "kind": "mute" }), "/article"),
        (json!({ "article": id, "kind": "pin" }), "/position"),
        (json!({ "article": id, "kind": "pin", "position": 21 }), "/position"),
        (json!({ "article": id, "kind": "mute", "position": 1 }), "/position"),
        (json!({ "article": id, "kind": "boost" }), "/factor"),
        (json!({ "article": id, "kind": "boost", "factor": 11 }), "/factor"),
        (json!({ "article": id, "kind": "mute", "until": past }), "/until"),
        (json!({ "article": id, "kind": "mute", "until": far }), "/until"),
        (json!({ "article": id, "kind": "mute", "reason": "" }), "/reason"),
        (json!({ "article": id, "kind": "hide" }), "/kind"),
    ] {
        let refused = world.rule(members.clone()).await;
        let got = (refused.code(), refused.text("/errors/0/pointer"));
        assert_eq!(got, (422, pointer), "{members} {}", refused.json);
    }
}

async fn a_list_is_of_a_section_a_topic_a_language(engine: Engine) {
    let mut world = World::open(engine).await;
    let editor = world.editor.clone();
    let ids = articles(&world.app, &editor, 3).await;
    let sport = json!({ "name": "Sport", "listed": true });
    world.app.make(&editor, "/v1/sections", &sport).await;
    let own = json!({ "section": world.app.get("/v1/sections/sport").await.text("/id"), "language": "pt" });
    let path = format!("/v1/articles/{}", ids[1]);
    assert_eq!(world.app.write(&editor, ("PATCH", &path), Some(1), &own).await.code(), 200);
    let publish = format!("{path}/publish");
    world.app.write(&editor, ("POST", &publish), Some(2), &Value::Null).await;
    for id in &ids {
        world.read(id, 25).await;
    }
    for list in ["trending", "most-viewed"] {
        for scope in ["section=sport", "language=pt", "section=sport&topic=trade&language=pt"] {
            let path = format!("/v1/{list}?{scope}");
            assert_eq!(world.order(&path).await, ids[1..2], "{path}");
        }
        let path = format!("/v1/{list}?section=news");
        assert_eq!(world.order(&path).await.len(), 2, "{path}");
        let path = format!("/v1/{list}?section=none");
        assert_eq!(world.order(&path).await, Vec::<String>::new(), "nothing is of what is not");
        for (bad, code) in [("section=!", 400), ("language=x_", 400)] {
            let path = format!("/v1/{list}?{bad}");
            assert_eq!(world.app.get(&path).await.code(), code, "{path}");
        }
    }
    for bad in ["trending?halfLife=2", "most-viewed?window=2h", "most-viewed?metric=likes"] {
        assert_eq!(world.app.get(&format!("/v1/{bad}")).await.code(), 400, "{bad}");
    }
    let query = "{ mostViewed(window: DAY, metric: VIEWS, scope: { section: \"sport\" }) { \
        edges { position why { views } node { id } } } }";
    let told = world.app.graphql(None, query, Value::Null).await;
    let edges = &told["data"]["mostViewed"]["edges"];
    assert_eq!(
        edges,
        &json!([{ "position": 1, "why": { "views": 25 }, "node": { "id": ids[1] } }]),
        "{told}"
    );
}

/// Where an article stands that is read, and rises.
const LISTS: [&str; 8] = [
    "/v1/trending?limit=100",
    "/v1/most-viewed?limit=100",
    "/v1/rising?limit=100",
    "/v1/lists/trending",
    "/v1/lists/most-viewed",
    "/v1/lists/latest",
    "/v1/fronts/front-trending",
    "/v1/fronts/front-most-viewed",
];

/// A newsroom with such lists, and articles that are in all of them.
async fn with_all_lists(engine: Engine) -> (World, Vec<String>) {
    let mut world = World::open(engine).await;
    let editor = world.editor.clone();
    let ids = articles(&world.app, &editor, 5).await;
    for backfill in ["trending", "most_viewed", "latest"] {
        let title = backfill.replace('_', " ");
        let list = json!({ "title": title, "backfill": backfill, "max": 20 });
        let list = world.app.make_list(&editor, &list).await;
        let front = json!({ "title": format!("Front {title}"), "lists": [list], "listed": true });
        world.app.make(&editor, "/v1/fronts", &front).await;
    }
    // much is read of another one, always; of these little at first
    let steady = articles_more(&world, 2).await;
    for _ in 0..10 {
        world.clock.set(world.now().plus_seconds(3_600));
        for id in &steady {
            world.read(id, 300).await;
        }
    }
    world.clock.set(world.now().plus_seconds(3_600));
    for id in steady.iter().chain(&ids) {
        world.read(id, 300).await;
    }
    (world, ids)
}

async fn articles_more(world: &World, count: u32) -> Vec<String> {
    let made = world.app.newsroom_with_article(&world.editor, "More").await;
    let mut ids = vec![made.article.clone()];
    for number in 1..count {
        let more = made.another(&format!("More {number}"), &format!("More of {number}."));
        ids.push(world.app.publish(&world.editor, &more).await);
    }
    ids
}

async fn has(world: &World, path: &str, id: &str) -> bool {
    let answer = world.app.get(path).await;
    assert_eq!(answer.code(), 200, "{path}");
    answer.json.to_string().contains(id)
}

async fn what_is_withdrawn_is_gone_at_once(engine: Engine) {
    let (world, ids) = with_all_lists(engine).await;
    let (editor, chief) = (world.editor.clone(), world.app.token(Role::ChiefEditor).await);
    let beside = format!("/v1/articles/{}/related", ids[4]);
    let paths = || LISTS.into_iter().chain([&*beside]);
    let court = json!({ "note": "A court says so." });
    let ends = world.now().plus_seconds(60);
    let window = json!({ "unpublishAt": { "at": ends } });
    for ((step, said, token, seconds), id) in [
        ("unpublish", Value::Null, &editor, 0),
        ("kill", court, &chief, 0),
        ("publish", window, &editor, 60),
    ]
    .into_iter()
    .zip(&ids)
    {
        for path in paths() {
            assert!(has(&world, path, id).await, "{path} before {step}");
        }
        let path = format!("/v1/articles/{id}/{step}");
        let done = world.app.write(token, ("POST", &path), Some(1), &said).await;
        assert_eq!(done.code(), 200, "{step} {}", done.json);
        if seconds > 0 {
            world.clock.set(ends.plus_seconds(-1));
            for path in paths() {
                assert!(has(&world, path, id).await, "{path} a second before");
            }
            world.clock.set(ends);
        }
        for path in paths() {
            assert!(!has(&world, path, id).await, "{path} after {step}");
        }
    }
}

async fn what_is_too_old_is_forgotten(engine: Engine) {
    let mut world = World::open(engine).await;
    let editor = world.editor.clone();
    let id = articles(&world.app, &editor, 1).await.remove(0);
    let begun = world.now();
    let mut event = world.event(&id, "view", begun);
    event["ref"] = json!("tides.example");
    world.pass_on(&[event]).await;
    world.app.count().await;
    let rule = json!({ "article": id, "kind": "boost", "factor": 2, "reason": "Zyzzyva." });
    assert_eq!(world.rule(rule).await.code(), 201);
    let views = async |window: &str| {
        let list = world.app.get(&format!("/v1/most-viewed?window={window}")).await;
        list.json["items"][0]["why"]["views"].as_i64().unwrap_or_default()
    };
    let newsroom = world.app.newsroom.clone();
    // hours from then, views by hour, whether the host is known
    for (hours, by_hour, is_known) in [(48, 1, true), (50, 1, true), (400 * 24 + 24, 0, false)] {
        world.clock.set(begun.plus_seconds(hours * 3_600));
        tokio::task::block_in_place(|| newsroom.forget_audience().unwrap());
        assert_eq!(views("24h").await, 0, "after {hours} h");
        assert_eq!(views("30d").await, if hours < 720 { by_hour } else { 0 }, "after {hours} h");
        let since =
            format!("/v1/stats?article={id}&since={begun}&until={}", begun.plus_seconds(7_200));
        // a token of then holds no more
        let token = world.app.token(Role::Editor).await;
        let told = world.app.get_as(&token, &since).await.json;
        assert_eq!(
            told["referrers"].as_array().map(Vec::len),
            Some(usize::from(is_known)),
            "{told}"
        );
        assert_eq!(told["total"]["views"], by_hour, "{told}");
    }
}

async fn the_newsroom_is_told_by_the_hour(engine: Engine) {
    let mut world = World::open(engine).await;
    let (editor, server) = (world.editor.clone(), world.server.clone());
    let id = articles(&world.app, &editor, 1).await.remove(0);
    let now = world.now();
    let mut events: Vec<_> = (0..3).map(|_| world.event(&id, "view", now)).collect();
    events[0]["ref"] = json!("https://www.tides.example/a?reader=7");
    events[1]["ref"] = json!("tides.example");
    events.push(world.event(&id, "engage", now.plus_seconds(-3_600)));
    world.pass_on(&events).await;
    world.app.count().await;
    let told = world.app.get_as(&server, &format!("/v1/stats?article={id}")).await.json;
    assert_eq!(told["total"]["views"], 3, "{told}");
    assert_eq!(
        (&told["total"]["engaged"], &told["total"]["engagedSeconds"]),
        (&json!(1), &json!(20))
    );
    assert_eq!(told["hours"][0]["at"], "2026-03-14T06:00:00Z", "{told}");
    assert_eq!(told["hours"][1]["counts"]["views"], 3);
    assert_eq!(told["referrers"], json!([{ "host": "tides.example", "views": 2 }]));
    let query = "query($id: ID!) { stats(article: $id) { total { views } hours { at } referrers { host views } } }";
    let by_graph = world.app.graphql(Some(&server), query, json!({ "id": id })).await;
    assert_eq!(by_graph["data"]["stats"]["total"]["views"], 3, "{by_graph}");
    for (bad, code) in [
        ("since=2026-03-14T08:00:00Z&until=2026-03-14T07:00:00Z", 400),
        ("since=2026-01-01T00:00:00Z", 400),
        ("since=yesterday", 400),
        ("article=one", 400),
    ] {
        let path = format!("/v1/stats?{bad}");
        assert_eq!(world.app.get_as(&editor, &path).await.code(), code, "{path}");
    }
    let dump = world.app.dump().await;
    assert!(dump.contains("tides.example"), "of a referrer the host is kept");
    for word in ["reader=7", "www.tides", "10.0.", "Gecko"] {
        assert!(!dump.contains(word), "{word}");
    }
}

async fn who_asks_not_to_be_counted_is_not(engine: Engine) {
    let world = World::open(engine).await;
    let id = articles(&world.app, &world.editor, 1).await.remove(0);
    let event = json!({ "events": [{ "id": id, "article": id, "kind": "view" }] }).to_string();
    let sent = [("content-type", "text/plain"), ("user-agent", BROWSER), ("sec-gpc", "1")];
    let told = world.app.send("POST", "/v1/events", &sent, event.clone()).await;
    assert_eq!((&told.json["refused"], &told.json["counted"]), (&json!(1), &json!(0)));
    let told = world.app.send("POST", "/v1/events", &sent[..2], event).await;
    assert_eq!(told.json["counted"], 1);
}

async fn an_image_counts_where_no_script_runs(engine: Engine) {
    let world = World::open(engine).await;
    let id = articles(&world.app, &world.editor, 1).await.remove(0);
    let path = format!("/v1/p.gif?a={id}");
    let sent = [("user-agent", BROWSER)];
    for _ in 0..2 {
        let told = world.app.send("GET", &path, &sent, "").await;
        assert_eq!((told.code(), told.header("content-type")), (200, "image/gif"));
        assert_eq!(told.header("cache-control"), "no-store");
        assert!(told.bytes.starts_with(b"GIF89a"));
    }
    world.app.count().await;
    let list = world.app.get("/v1/most-viewed").await.json;
    assert_eq!(list["items"][0]["why"]["views"], 1, "a reader's second view within half an hour");
    assert_eq!(world.app.get("/v1/p.gif?a=one").await.code(), 400);
    assert_eq!(world.app.get("/v1/p.gif").await.code(), 400);
}

async fn only_a_server_says_who_a_reader_was(engine: Engine) {
    let mut world = World::open(engine).await;
    let editor = world.editor.clone();
    let id = articles(&world.app, &editor, 1).await.remove(0);
    let now = world.now();
    let event = world.event(&id, "view", now);
    let refused = send(&world.app, BROWSER, &json!([event])).await;
    let got = (refused.code(), refused.text("/errors/0/pointer"));
    assert_eq!(got, (422, "/events/0/visitor"), "{}", refused.json);
    let sent = json!({ "events": [event] });
    let denied = world.app.write(&editor, ("POST", "/v1/events"), None, &sent).await;
    assert_eq!(denied.code(), 403, "an editor's own reading is not passed on: {}", denied.json);
    let mut bare = event.clone();
    bare.as_object_mut().unwrap().remove("visitor");
    let sent = json!({ "events": [bare] });
    let refused = world.app.write(&world.server, ("POST", "/v1/events"), None, &sent).await;
    assert_eq!((refused.code(), refused.text("/errors/0/code")), (422, "required"));
    let many: Vec<_> = (0..1_001).map(|_| event.clone()).collect();
    let sent = json!({ "events": many });
    let refused = world.app.write(&world.server, ("POST", "/v1/events"), None, &sent).await;
    assert_eq!((refused.code(), refused.text("/errors/0/code")), (422, "too_many"));
}
