//! What counting an event takes, and what a list that follows from events takes beside a plain one.
//! Fails if counting takes more than a tenth of the request that brings the event, or a list more
//! than the plain one by a fifth, in an optimised build.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where its ground gives way")]

use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use domain::account::Role;
use domain::audience::{Event, EventKind};
use newsroom::audience::Sender;
use serde_json::{Value, json};
use testkit::{Engine, TestApp};
use uuid::Uuid;

/// How many articles are read.
const ARTICLES: usize = 40;
/// How many events are counted, each of another reader.
const EVENTS: u32 = 200_000;
/// How many of them come at once.
const AT_ONCE: u32 = 50;
/// How often each request is sent.
const ROUNDS: u32 = 301;
/// The part of a request that counting its event may take.
const SHARE_MAX: f64 = 0.1;
/// How many times a plain list a list that is pressed may take.
const RATIO_MAX: f64 = 1.2;

const BROWSER: &str = "Mozilla/5.0 (X11; Linux) Gecko";

#[tokio::main]
async fn main() -> ExitCode {
    let app = TestApp::start(Engine::Sqlite).await;
    let articles = articles(&app).await;
    let newsroom = app.newsroom.clone();
    let ids = articles.clone();
    let work = move || {
        let begun = Instant::now();
        let mut counted = 0;
        for first in (0..EVENTS).step_by(50) {
            let events: Vec<Event> = (first..first + AT_ONCE).map(|n| event(&ids, n)).collect();
            counted += newsroom.count_events(&sender(first), &events).unwrap().counted;
        }
        (begun.elapsed(), counted)
    };
    let (took, counted) = tokio::task::spawn_blocking(work).await.unwrap();
    let each = took / EVENTS;
    println!("an event, of {counted} counted, ns:           {:>7}", each.as_nanos());
    let begun = Instant::now();
    app.count().await;
    println!("all of them into the database, ms:    {:>7}", begun.elapsed().as_millis());

    let beacon = median(&app, |n| ("POST", "/v1/events", beacon(&articles, n))).await;
    let share = each.as_secs_f64() / beacon.as_secs_f64();
    println!(
        "a beacon with one event, median, us:  {:>7}  counting {share:.3} of it",
        beacon.as_micros()
    );
    let plain = median(&app, |_| ("GET", "/v1/articles?limit=20", String::new())).await;
    println!("20 articles, median, us:              {:>7}", plain.as_micros());
    let mut worst = 0.0_f64;
    for path in ["/v1/trending?limit=20", "/v1/most-viewed?limit=20"] {
        let list = median(&app, |_| ("GET", path, String::new())).await;
        let ratio = list.as_secs_f64() / plain.as_secs_f64();
        println!("{path:<25} median, us:  {:>7}  times those {ratio:.2}", list.as_micros());
        worst = worst.max(ratio);
    }
    if share <= SHARE_MAX && worst <= RATIO_MAX {
        return ExitCode::SUCCESS;
    }
    println!(
        "counting over {SHARE_MAX} of a request, or a list over {RATIO_MAX} times a plain one"
    );
    if cfg!(debug_assertions) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn articles(app: &TestApp) -> Vec<Uuid> {
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "One").await;
    let mut ids = vec![Uuid::parse_str(&made.article).unwrap()];
    while ids.len() < ARTICLES {
        let id = app.make(&editor, "/v1/articles", &made.document).await;
        let path = format!("/v1/articles/{id}/publish");
        app.write(&editor, ("POST", &path), Some(1), &Value::Null).await;
        ids.push(Uuid::parse_str(&id).unwrap());
    }
    ids
}

/// A reader of whom nobody heard yet.
fn sender(number: u32) -> Sender {
    let address = IpAddr::V4(Ipv4Addr::from_bits(0x0a00_0000_u32.wrapping_add(number << 8)));
    Sender { address: Some(address), agent: BROWSER.to_owned(), ..Sender::default() }
}

fn event(articles: &[Uuid], number: u32) -> Event {
    let at = usize::try_from(number).unwrap() % articles.len();
    Event {
        id: Uuid::from_u128(u128::from(number)),
        article: articles.get(at).copied().unwrap(),
        kind: EventKind::ALL
            .into_iter()
            .cycle()
            .nth(usize::try_from(number / 40).unwrap() % 4)
            .unwrap(),
        seconds: Some(20),
        referrer: Some("https://tides.example/".to_owned()),
        at: None,
        visitor: None,
    }
}

fn beacon(articles: &[Uuid], number: u32) -> String {
    let id = Uuid::from_u128(u128::from(EVENTS + number));
    let article = articles.first().unwrap();
    json!({ "events": [{ "id": id, "article": article, "kind": "view" }] }).to_string()
}

async fn median(
    app: &TestApp,
    request: impl Fn(u32) -> (&'static str, &'static str, String),
) -> Duration {
    let mut times = Vec::new();
    for number in 0..ROUNDS {
        let (method, path, body) = request(number);
        let headers = [("content-type", "application/json"), ("user-agent", BROWSER)];
        let begun = Instant::now();
        let answer = app.send(method, path, &headers, body).await;
        times.push(begun.elapsed());
        assert!(answer.status.is_success(), "{path} {}", answer.json);
    }
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
