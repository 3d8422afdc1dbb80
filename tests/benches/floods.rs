//! How long the refusal of each flood takes over a socket, beside a trivial query of the same run.
//! Fails if the median of one is over the limit, in an optimised build.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../graphql/corpus.rs"]
mod corpus;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use testkit::{Engine, TestApp};

/// How often each is sent.
const ROUNDS: usize = 101;
/// How long a refusal may take.
const REFUSAL_TIME_MAX: Duration = Duration::from_millis(10);
const TRIVIAL: &str = r#"{"query":"{ __typename }"}"#;

/// The times of one request, shortest first.
struct Times(Vec<Duration>);

impl Times {
    fn median(&self) -> Duration {
        self.0.get(self.0.len() / 2).copied().unwrap_or_default()
    }

    fn max(&self) -> Duration {
        self.0.last().copied().unwrap_or_default()
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let app = TestApp::start(Engine::Sqlite).await;
    println!("{:<28} {:>11} {:>11} {:>18}", "flood", "median, us", "max, us", "times the trivial");
    let mut too_slow = Vec::new();
    for (name, body) in corpus::corpus() {
        let (flood, trivial) = measure(&app, &body).await;
        let (median, max) = (flood.median(), flood.max());
        let ratio = median.as_secs_f64() / trivial.median().as_secs_f64();
        println!("{name:<28} {:>11} {:>11} {ratio:>18.2}", median.as_micros(), max.as_micros());
        if median > REFUSAL_TIME_MAX {
            too_slow.push(name);
        }
    }
    if too_slow.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("over {} ms: {}", REFUSAL_TIME_MAX.as_millis(), too_slow.join(", "));
    if cfg!(debug_assertions) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A flood and the trivial query in turns, so that what else the machine does is in both.
async fn measure(app: &TestApp, flood: &str) -> (Times, Times) {
    let (mut floods, mut trivials) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        floods.push(time(app, flood).await);
        trivials.push(time(app, TRIVIAL).await);
    }
    floods.sort_unstable();
    trivials.sort_unstable();
    (Times(floods), Times(trivials))
}

async fn time(app: &TestApp, body: &str) -> Duration {
    let headers = [("content-type", "application/json")];
    let start = Instant::now();
    let answer = app.send("POST", "/graphql", &headers, body.to_owned()).await;
    let elapsed = start.elapsed();
    assert!(answer.code() < 500 && answer.code() != 429, "{}", answer.json);
    elapsed
}
