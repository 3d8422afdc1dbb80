//! What a list takes that is read again and again, beside a program that serves the same bytes from
//! memory and does nothing else. Fails if the list takes more than that by a fifth, in an optimised
//! build.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where its ground gives way")]

#[path = "../busy/process.rs"]
mod busy;
mod limit;
mod readers;

use std::num::NonZeroU32;
use std::process::ExitCode;
use std::time::Duration;

use api::web::rate::Rates;
use domain::account::Role;
use readers::{read_often, read_once};
use serde_json::{Value, json};
use testkit::{Engine, TestApp};

/// How many articles are on a list.
const ARTICLES: usize = 20;
/// How often both are read by turns.
const ROUNDS: usize = 21;
/// How many times the time of the limit a list may take.
const RATIO_MAX: f64 = 1.2;

#[tokio::main]
async fn main() -> ExitCode {
    // as the binary does, requests are counted, of as many as there may be
    let rates = Rates { reader: Some(NonZeroU32::MAX), ..Rates::default() };
    let app = TestApp::start_limited(Engine::Sqlite, rates).await;
    let paths = lists(&app).await;
    let mut worst = 0.0_f64;
    for path in paths {
        for (what, more) in [("whole", String::new()), ("304", known(app.address(), &path))] {
            let request = format!("GET {path} HTTP/1.1\r\nhost: masthead\r\n{more}\r\n");
            let ratio = compared(app.address(), &request);
            println!("{path:<28} {what:<6} {ratio}");
            worst = worst.max(ratio.median);
        }
    }
    if worst <= RATIO_MAX {
        return ExitCode::SUCCESS;
    }
    println!("over the limit of {RATIO_MAX}");
    if cfg!(debug_assertions) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What says that the client has the answer already.
fn known(address: &str, path: &str) -> String {
    let heard = read_once(address, &format!("GET {path} HTTP/1.1\r\nhost: masthead\r\n\r\n"));
    format!("if-none-match: {}\r\n", heard.header("etag"))
}

/// Times of a list, and of the limit.
struct Ratio {
    list: Duration,
    limit: Duration,
    median: f64,
    least: f64,
    most: f64,
}

impl std::fmt::Display for Ratio {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let us = |time: Duration| time.as_secs_f64() * 1e6;
        let (list, limit) = (us(self.list), us(self.limit));
        let Self { median, least, most, .. } = self;
        write!(to, "us {list:>6.1}, limit {limit:>6.1}, times {median:.2} ({least:.2}-{most:.2})")
    }
}

/// Reads a list and the limit by turns.
fn compared(address: &str, request: &str) -> Ratio {
    let heard = read_once(address, request);
    let limit = limit::serve(&heard);
    let again = read_once(&limit, request);
    assert_eq!(heard.without_what_differs(), again.without_what_differs());
    let mut turns = Vec::new();
    for _ in 0..ROUNDS {
        turns.push((read_often(address, request), read_often(&limit, request)));
    }
    let mut ratios: Vec<f64> =
        turns.iter().map(|(list, limit)| list.as_secs_f64() / limit.as_secs_f64()).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let median_of = |of: fn(&(Duration, Duration)) -> Duration| {
        let mut times: Vec<Duration> = turns.iter().map(of).collect();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    };
    Ratio {
        list: median_of(|turn| turn.0),
        limit: median_of(|turn| turn.1),
        median: ratios.get(ratios.len() / 2).copied().unwrap_or(f64::INFINITY),
        least: ratios.first().copied().unwrap_or_default(),
        most: ratios.last().copied().unwrap_or_default(),
    }
}

/// Articles, some of them read, a list of an editor, and a front of it; the paths of what is
/// compared.
async fn lists(app: &TestApp) -> [String; 4] {
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "One").await;
    let mut ids = vec![made.article.clone()];
    while ids.len() < ARTICLES {
        let id = app.make(&editor, "/v1/articles", &made.document).await;
        let path = format!("/v1/articles/{id}/publish");
        app.write(&editor, ("POST", &path), Some(1), &Value::Null).await;
        ids.push(id);
    }
    let server = app.token(Role::Integrator).await;
    for (at, article) in ids.iter().enumerate() {
        let visitor = json!({ "address": format!("10.0.{at}.7"), "agent": "Mozilla/5.0 Gecko" });
        let event = json!({
            "id": format!("01900000-0000-7000-8000-{at:012}"), "article": article, "kind": "view",
            "visitor": visitor,
        });
        let events = json!({ "events": [event] });
        app.write(&server, ("POST", "/v1/events"), None, &events).await;
    }
    app.count().await;
    let list = json!({ "title": "Top", "backfill": "trending", "max": ARTICLES });
    let list = app.make_list(&editor, &list).await;
    let front = json!({ "title": "Home", "lists": [list], "listed": true });
    app.make(&editor, "/v1/fronts", &front).await;
    ["trending?limit=10", "most-viewed?limit=10", "lists/top", "fronts/home"]
        .map(|path| format!("/v1/{path}"))
}
