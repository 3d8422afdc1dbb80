//! What counting an event takes. Fails if it is more than a tenth of the request that brings the event,
//! or the sums alone take more than their limits, in an optimised build.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where its ground gives way")]

mod aggregator;
mod beacons;
#[path = "../busy/thread.rs"]
mod busy;
#[path = "../busy/process.rs"]
mod process;

use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::web::rate::{Limits, Rates};
use domain::account::Role;
use domain::audience::{Event, EventKind};
use newsroom::Target;
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
/// How long the sums of an article that is read much may take for an event.
const SUM_TIME_MAX: Duration = Duration::from_nanos(150);
/// How many bytes the sums of a million articles may take.
const SUMS_BYTES_MAX: u64 = 128_000_000;

const BROWSER: &str = "Mozilla/5.0 (X11; Linux) Gecko";

#[tokio::main]
async fn main() -> ExitCode {
    let is_small = sums();
    let trusted = vec!["127.0.0.0/8".parse().unwrap()];
    let limits = Limits::new(Rates { trusted, ..Rates::default() });
    let app = TestApp::start_changed(Engine::Sqlite, |app| app.limits = limits).await;
    let articles: Arc<[Uuid]> = articles(&app).await.into();
    let each = counted(&app, &articles).await;
    let is_light = beside_its_request(&app, &articles, each).await;
    where_time_goes(&app, &articles).await;
    if is_small && is_light {
        return ExitCode::SUCCESS;
    }
    println!("over a limit");
    if cfg!(debug_assertions) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The sums alone.
fn sums() -> bool {
    let time = aggregator::event_time(aggregator::FEW);
    println!("an event among 1,000 articles, ns:    {:>7}", time.as_nanos());
    let bytes = aggregator::bytes_of_many();
    println!("sums of a million articles, MB:       {:>7}", bytes / 1_000_000);
    let cold = aggregator::event_time(aggregator::MANY);
    println!("an event among a million, ns:         {:>7}", cold.as_nanos());
    bytes <= SUMS_BYTES_MAX && time <= SUM_TIME_MAX
}

/// All that is done with an event but its request, with nothing to be asked of the database.
async fn counted(app: &TestApp, articles: &Arc<[Uuid]>) -> Duration {
    let (newsroom, ids) = (app.newsroom.clone(), articles.clone());
    let work = move || {
        let begun = busy::busy();
        let mut counted = 0;
        for first in (0..EVENTS).step_by(50) {
            let events: Vec<Event> = (first..first + AT_ONCE).map(|n| event(&ids, n)).collect();
            counted += newsroom.count_events(&sender(first), &events).unwrap().counted;
        }
        (busy::busy().saturating_sub(begun), counted)
    };
    let (took, counted) = tokio::task::spawn_blocking(work).await.unwrap();
    let each = took / EVENTS;
    println!("an event, of {counted} counted, ns:     {:>7}", each.as_nanos());
    let begun = Instant::now();
    app.count().await;
    println!("all of them into the database, ms:    {:>7}", begun.elapsed().as_millis());
    each
}

async fn beside_its_request(app: &TestApp, articles: &[Uuid], each: Duration) -> bool {
    let beacon = median(app, |n| ("POST", "/v1/events", beacon(articles, EVENTS + n))).await;
    let share = each.as_secs_f64() / beacon.as_secs_f64();
    println!(
        "a beacon with one event, median, us:  {:>7}  counting {share:.3} of it",
        beacon.as_micros()
    );
    share <= SHARE_MAX
}

/// Beacons of one event each, as many as one worker answers.
async fn where_time_goes(app: &TestApp, articles: &Arc<[Uuid]>) {
    let (address, ids) = (app.address().to_owned(), articles.clone());
    let newsroom = app.newsroom.clone();
    let Target::Sqlite(file) = app.target() else { return };
    let folder = file.with_file_name("events");
    let work = move || {
        let first = |turn: u32| EVENTS * 2 + turn * beacons::ALL;
        let (wall, all) = beacons::on_the_wire(&address, first(0), |n| beacon(&ids, n));
        let bodies: Vec<_> = (0..beacons::ALL).map(|n| beacon(&ids, n)).collect();
        let parse = beacons::parse_time(&bodies);
        let judge = beacons::count_time(&newsroom, first(1)..first(2), |n| event(&ids, n));
        let kept = newsroom.with_journal(&folder).unwrap();
        beacons::count_time(&kept, first(2)..first(3), |n| event(&ids, n));
        let begun = Instant::now();
        kept.sync_journal().unwrap();
        let disk = begun.elapsed() / beacons::ALL;
        ((wall, all), parse, judge, disk)
    };
    let ((wall, all), parse, judge, disk) = tokio::task::spawn_blocking(work).await.unwrap();
    println!("beacons a second, beside their clients:{:>6.0}", 1.0 / wall.as_secs_f64());
    println!("beacons a second of a processor:      {:>7.0}", 1.0 / all.as_secs_f64());
    let answer = all.saturating_sub(parse + judge);
    for (what, time) in [
        ("reading it", parse),
        ("judging and adding it", judge),
        ("its line, beside it", aggregator::line_time()),
        ("the disk, beside it", disk),
        ("the request and its answer", answer),
    ] {
        println!("  {what:<26} us:        {:>7.2}", time.as_secs_f64() * 1e6);
    }
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
        id: id(number),
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

/// Of version 7.
fn id(number: u32) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | u128::from(number))
}

fn beacon(articles: &[Uuid], number: u32) -> String {
    let event = event(articles, number);
    let seen = json!({
        "id": event.id, "article": event.article, "kind": "view", "ref": "tides.example",
    });
    json!({ "events": [seen] }).to_string()
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
