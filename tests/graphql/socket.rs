//! The sub-protocol `graphql-transport-ws`: what closes a connection, and with which code.

use serde_json::{Value, json};
use testkit::{Engine, Heard, Socket, TestApp};

const INIT: &str = r#"{"type":"connection_init"}"#;
const LISTEN: &str =
    r#"{"type":"subscribe","id":"1","payload":{"query":"subscription{articlePublished{id}}"}}"#;

/// Says all of it and hears with what the connection is closed.
async fn check(app: &TestApp, said: &[&str], want: u16) {
    let mut socket = Socket::connect(app, "graphql-transport-ws").await.unwrap();
    for text in said {
        socket.send((*text).into()).await;
    }
    let closed = loop {
        match socket.hear().await {
            Heard::Closed(code) => break code,
            Heard::Message(message) => assert_eq!(message["type"], "connection_ack", "{message}"),
        }
    };
    assert_eq!(closed, want, "{said:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_of_the_protocol_closes_the_connection() {
    let app = TestApp::start(Engine::Sqlite).await;
    check(&app, &["hello"], 4400).await;
    check(&app, &[r#"{"type":"hello"}"#], 4400).await;
    check(&app, &[INIT, r#"{"type":"subscribe","id":"1"}"#], 4400).await;
    check(&app, &[INIT, r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#], 4400).await;
    check(&app, &[INIT, r#"{"type":"subscribe","id":"1","payload":{"text":"{a}"}}"#], 4400).await;
    let long = json!({ "type": "subscribe", "id": "a".repeat(65), "payload": { "query": "{a}" } });
    check(&app, &[INIT, &long.to_string()], 4400).await;
    check(&app, &[LISTEN], 4401).await;
    check(&app, &[INIT, INIT], 4429).await;
    check(&app, &[INIT, LISTEN, LISTEN], 4409).await;
    let bad = json!({ "type": "connection_init", "payload": { "Authorization": "Basic YTpi" } });
    check(&app, &[&bad.to_string()], 4403).await;
    check(&app, &[INIT, &"a".repeat(64 * 1_024 + 1)], 1009).await;
    // what comes in time is read, what does not is not waited for
    check(&app, &[], 4408).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ping_is_answered_before_the_hello_and_behind_it() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut socket = Socket::connect(&app, "graphql-transport-ws").await.unwrap();
    socket.say(&json!({ "type": "ping", "payload": { "a": 1 } })).await;
    assert_eq!(socket.message().await, ("pong".to_owned(), String::new(), json!({ "a": 1 })));
    socket.send(INIT.into()).await;
    assert_eq!(socket.message().await.0, "connection_ack");
    socket.say(&json!({ "type": "pong" })).await;
    socket.say(&json!({ "type": "complete", "id": "nobody" })).await;
    socket.say(&json!({ "type": "ping" })).await;
    assert_eq!(socket.message().await, ("pong".to_owned(), String::new(), Value::Null));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_protocol_is_refused() {
    let app = TestApp::start(Engine::Sqlite).await;
    assert_eq!(Socket::connect(&app, "graphql-ws").await.err(), Some(400));
    let list = Socket::connect(&app, "graphql-ws, graphql-transport-ws").await;
    assert!(list.is_ok());
    let plain = app.get("/graphql?query=%7B__typename%7D").await;
    assert_eq!(plain.text("/data/__typename"), "Query");
}
