//! What a page of a long history takes beside one of a short, over a socket, and what the
//! comparison of two long bodies takes. Fails if one is over its limit, in an optimised build.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where its ground gives way")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use domain::account::Role;
use domain::actor::Actor;
use domain::article::{ArticleContent, ContentDiff};
use domain::id::{ArticleId, Revision};
use newsroom::{Newsroom, NewsroomError};
use serde_json::{Value, json};
use testkit::{Engine, TestApp};

/// How often each is done.
const ROUNDS: usize = 101;
/// How many revisions the two articles have.
const SHORT: i64 = 10;
const LONG: i64 = 10_000;
/// How many times longer a page of the long history may take: what a machine varies by.
const RATIO_MAX: f64 = 1.5;
/// How long each of the bodies that are compared is, in bytes.
const BODY_LEN: usize = 50 * 1_024;
/// How long their comparison may take.
const DIFF_TIME_MAX: Duration = Duration::from_millis(20);

#[tokio::main]
async fn main() -> ExitCode {
    let app = TestApp::start(Engine::Sqlite).await;
    let editor = app.token(Role::Editor).await;
    let newsroom = app.newsroom.clone();
    let make = move || (article(&newsroom, SHORT), article(&newsroom, LONG));
    let (short, long) = tokio::task::spawn_blocking(make).await.unwrap();
    let (mut of_short, mut of_long) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_short.push(page(&app, &editor, short).await);
        of_long.push(page(&app, &editor, long).await);
    }
    let (short, long) = (median(of_short), median(of_long));
    let ratio = long.as_secs_f64() / short.as_secs_f64();
    println!("page of {SHORT} revisions, median, us:    {:>7}", short.as_micros());
    println!(
        "page of {LONG} revisions, median, us: {:>7}  times the short {ratio:.2}",
        long.as_micros()
    );
    let (before, after) = (content(&body("sea")), content(&body("tide")));
    let diff = median((0..ROUNDS).map(|_| compare(&before, &after)).collect());
    println!("diff of two bodies of 50 KB, us:         {:>7}", diff.as_micros());
    if ratio <= RATIO_MAX && diff <= DIFF_TIME_MAX {
        return ExitCode::SUCCESS;
    }
    println!("over {RATIO_MAX} times the short, or over {} ms", DIFF_TIME_MAX.as_millis());
    if cfg!(debug_assertions) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// An article with so many revisions, each with a body.
fn article(newsroom: &Newsroom, revisions: i64) -> ArticleId {
    let content = content(&body("sea").into_iter().take(5).collect::<Vec<_>>());
    newsroom
        .together(|newsroom| {
            let made = newsroom.create_article(&Actor::Operator, &content.clone().into())?;
            let id = made.view.row.id;
            for revision in 1..revisions {
                let save = content.clone().into();
                newsroom.revise_article(&Actor::Operator, id, Revision(revision), &save)?;
            }
            Ok::<_, NewsroomError>(id)
        })
        .unwrap()
}

async fn page(app: &TestApp, editor: &str, article: ArticleId) -> Duration {
    let path = format!("/v1/articles/{article}/revisions?limit=10");
    let start = Instant::now();
    let answer = app.get_as(editor, &path).await;
    let elapsed = start.elapsed();
    assert_eq!(answer.code(), 200, "{}", answer.json);
    assert_eq!(answer.json.pointer("/data").and_then(Value::as_array).map(Vec::len), Some(10));
    elapsed
}

fn content(blocks: &[Value]) -> ArticleContent {
    let document = json!({ "headline": "A long one", "body": blocks });
    ArticleContent::parse(document.as_object().cloned().unwrap()).unwrap()
}

/// Paragraphs in which each tenth word is another than in a body of another word.
fn body(word: &str) -> Vec<Value> {
    let text = format!("one two three four five six seven eight nine {word}. ").repeat(10);
    let paragraph = |at: usize| {
        let text = format!("{at} {}", text.trim());
        json!({ "_type": "block", "_key": format!("k{at}"), "children": [{ "_type": "span", "text": text }] })
    };
    (0..=BODY_LEN / text.len()).map(paragraph).collect()
}

fn compare(before: &ArticleContent, after: &ArticleContent) -> Duration {
    let start = Instant::now();
    let diff = ContentDiff::between(black_box(before), black_box(after));
    let elapsed = start.elapsed();
    assert!(!black_box(diff).blocks.is_empty());
    elapsed
}
