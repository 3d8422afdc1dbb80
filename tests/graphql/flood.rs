//! Requests that ask for too much: each is refused, in a short answer.

use serde_json::Value;
use testkit::{Engine, TestApp};

use super::corpus::corpus;

/// How long the answer to a flood may be.
const ANSWER_BYTES_MAX: usize = 4 * 1_024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_flood_is_refused_in_a_short_answer() {
    let app = TestApp::start(Engine::Sqlite).await;
    let floods = corpus();
    assert_eq!(floods.len(), 30);
    for (name, body) in floods {
        for accept in ["application/json", "application/graphql-response+json"] {
            let headers = [("content-type", "application/json"), ("accept", accept)];
            let answer = app.send("POST", "/graphql", &headers, body.clone()).await;
            let len = answer.bytes.len();
            assert!(len < ANSWER_BYTES_MAX, "{name}: {len} bytes");
            let refused = answer.code() >= 400 || answer.json["errors"].get(0).is_some();
            let data = &answer.json["data"];
            let empty = data.as_object().is_none_or(|all| all.values().all(Value::is_null));
            assert!(refused && empty, "{name}: {} {}", answer.code(), answer.json);
            assert!(answer.code() < 500, "{name}: {}", answer.json);
        }
    }
    assert_eq!(app.get("/readyz").await.code(), 200);
}
