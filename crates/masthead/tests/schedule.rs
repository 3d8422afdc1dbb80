//! Three processes on one server of `PostgreSQL`: what is due is noted once, in time, although one is
//! killed and another frozen.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where its ground gives way"
)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use newsroom::{Clock as _, SystemClock};
use serde_json::{Value, json};
use store::{Store, Target};
use tempfile::TempDir;
use testkit::Client;

/// How many articles are set to go out, how far apart, and how long from now the first at least.
const ARTICLES: i64 = 1_000;
const APART_MS: i64 = 40;
const UNTIL_FIRST_MIN: Duration = Duration::from_secs(10);
/// How long a process is frozen.
const FROZEN: Duration = Duration::from_mins(1);
/// How late an article may be noted, 99 times of 100.
const LATE_MS_MAX: i64 = 2_000;
/// From how many processes on that wait for each processor lateness is told and not judged.
const BUSY: f64 = 3.0;

struct Instance {
    child: Child,
    base: String,
    _data: TempDir,
}

impl Drop for Instance {
    fn drop(&mut self) {
        // it may be gone already
        let _gone = self.child.kill();
        let _code = self.child.wait();
    }
}

impl Instance {
    fn start(url: &str) -> Self {
        let data = TempDir::new().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_masthead"))
            .args(["serve", "--listen", "127.0.0.1:0", "--database", url, "--data"])
            .arg(data.path())
            .current_dir(data.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let health = lines.map(Result::unwrap).find_map(|line| {
            line.strip_prefix("Health     ").map(|url| url.trim_end_matches("/readyz").to_owned())
        });
        Self { child, base: health.unwrap(), _data: data }
    }

    fn signal(&self, name: &str) {
        let done = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(done.unwrap().success(), "kill {name}");
    }
}

fn token(url: &str) -> String {
    let data = TempDir::new().unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_masthead"))
        .args(["token", "create", "--email", "desk@example.org", "--role", "editor"])
        .args(["--database", url, "--data"])
        .arg(data.path())
        .current_dir(data.path())
        .output()
        .unwrap();
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

async fn batch(desk: &Client, token: &str, items: Vec<Value>) -> Vec<String> {
    let document = json!({ "items": items });
    let done = desk.write(token, ("POST", "/v1/articles/batch"), None, &document).await;
    assert_eq!(done.code(), 200, "{}", done.json);
    let items = done.json["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| {
            assert!(item["problem"].is_null(), "{item}");
            item["article"]["id"].as_str().unwrap().to_owned()
        })
        .collect()
}

/// Makes the articles, each to go out at a time of its own; their ids with their times.
async fn schedule(desk: &Client, token: &str) -> Vec<(String, i64)> {
    let section = desk.make(token, "/v1/sections", &json!({ "name": "News" })).await;
    let author = desk.make(token, "/v1/authors", &json!({ "name": "Ada Lane" })).await;
    let (begun, mut ids) = (Instant::now(), Vec::new());
    for part in 0..ARTICLES / 100 {
        let one = |number: i64| {
            json!({ "create": {
                "headline": format!("Story {part} {number}"), "section": section,
                "credits": [{ "author": author }], "body": { "markdown": "One." },
            } })
        };
        ids.extend(batch(desk, token, (0..100).map(one).collect()).await);
    }
    // to set the times takes about as long as to make the articles, on whatever machine
    let until_first = (begun.elapsed() * 3).max(UNTIL_FIRST_MIN);
    let first = SystemClock.now().plus_ms(i64::try_from(until_first.as_millis()).unwrap());
    let times: Vec<_> = (0..ARTICLES).map(|number| first.plus_ms(number * APART_MS)).collect();
    let steps = ids.iter().zip(&times).map(|(id, at)| {
        json!({ "schedule": { "id": id, "expectedRevision": 1, "publishAt": { "at": at } } })
    });
    let steps: Vec<_> = steps.collect();
    for part in steps.chunks(100) {
        batch(desk, token, part.to_vec()).await;
    }
    ids.into_iter().zip(times.iter().map(|at| at.micros() / 1_000)).collect()
}

/// What the log has said until all is said, or for too long: ids, and when they were seen.
fn observe(store: &Store, from: i64, until: Instant) -> Vec<(String, i64)> {
    let (mut after, mut seen) = (from, Vec::new());
    loop {
        let rows = store.snapshot().unwrap().read(|tx| tx.changes(after, 1_000)).unwrap();
        let now = SystemClock.now().micros() / 1_000;
        for row in rows {
            after = row.sequence;
            if row.kind == "published" {
                seen.push((row.id.to_string(), now));
            }
        }
        if Instant::now() > until {
            return seen;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn process_three_instances_note_each_article_once_and_in_time() {
    let url = tokio::task::spawn_blocking(testkit::new_database).await.unwrap();
    let token = token(&url);
    let instances = [Instance::start(&url), Instance::start(&url), Instance::start(&url)];
    let wanted = schedule(&Client::new(&instances[0].base), &token).await;
    let store = Store::open(&Target::parse(&url).unwrap());
    let start = Instant::now();
    let first = wanted[0].1 - SystemClock.now().micros() / 1_000;
    assert!(first > 0, "the articles were not set in time");
    let wait = Duration::from_millis(u64::try_from(first).unwrap());
    let all = Duration::from_millis(u64::try_from(ARTICLES * APART_MS).unwrap());
    // all but one, and behind them the one that was frozen, awake again
    let until = start + wait + Duration::from_secs(5) + FROZEN + Duration::from_secs(3);
    let watching = tokio::task::spawn_blocking(move || observe(&store, 0, until));
    tokio::time::sleep(wait + all / 4).await;
    instances[1].signal("-KILL");
    tokio::time::sleep(Duration::from_secs(1)).await;
    instances[2].signal("-STOP");
    tokio::time::sleep(FROZEN).await;
    instances[2].signal("-CONT");
    let load = load();
    let seen = watching.await.unwrap();
    let mut late = Vec::new();
    for (id, at) in &wanted {
        let times: Vec<_> = seen.iter().filter(|(seen, _)| seen == id).map(|(_, at)| at).collect();
        assert_eq!(times.len(), 1, "{id} {times:?}");
        late.push(times[0] - at);
    }
    late.sort_unstable();
    assert!(late[0] >= 0, "one was {} ms early", -late[0]);
    let p99 = late[late.len() * 99 / 100];
    let said = format!("p99 {p99} ms, most {:?} ms, waiting {load}", late.last());
    println!("late by: median {} ms, {said}", late[late.len() / 2]);
    assert!(p99 < LATE_MS_MAX || load > BUSY, "{said}");
}

/// How many processes waited for a processor in the last minute, for each that there is: what is
/// late then is late because of them.
fn load() -> f64 {
    let said = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: f64 = said.split(' ').next().and_then(|load| load.parse().ok()).unwrap_or(0.0);
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    load / f64::from(u32::try_from(processors).unwrap())
}
