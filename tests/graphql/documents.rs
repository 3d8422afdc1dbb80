//! Documents by what they are called, and what caches may keep of their answers.

use std::sync::Arc;

use api::graphql::http::Documents;
use domain::account::Role;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use testkit::{Answer, Client, Engine, TestApp, both_engines};

both_engines!(
    a_document_is_remembered_by_its_hash,
    what_is_no_document_is_not_remembered,
    a_document_of_the_list_is_found_by_hash_and_by_name,
    readers_get_documents_of_the_list_only,
    answers_to_readers_are_cached,
    what_depends_on_the_caller_is_not_cached,
);

const TOPICS: &str = "query Topics($first: Int) { topics(first: $first) { nodes { name } } }";
const ME: &str = "{ me { role } }";
const NEWER: &str = "application/graphql-response+json";

fn hash(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat()
}

/// What clients of automatic persisted queries send beside or in place of the document.
fn automatic(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

async fn post(client: &Client, token: Option<&str>, body: &Value) -> Answer {
    let bearer = format!("Bearer {}", token.unwrap_or_default());
    let mut headers = vec![("content-type", "application/json"), ("accept", NEWER)];
    headers.extend(token.map(|_| ("authorization", bearer.as_str())));
    client.send("POST", "/graphql", &headers, body.to_string()).await
}

async fn get(client: &Client, parameters: &str) -> Answer {
    client.send("GET", &format!("/graphql?{parameters}"), &[("accept", NEWER)], "").await
}

#[track_caller]
fn refused(answer: &Answer, code: &str) {
    let error = &answer.json["errors"][0]["extensions"]["code"];
    assert_eq!((answer.code(), error), (400, &json!(code)), "{}", answer.json);
    assert_eq!(answer.header("cache-control"), "no-store");
}

async fn a_document_is_remembered_by_its_hash(engine: Engine) {
    let app = TestApp::start(engine).await;
    let own = hash(TOPICS);
    let by_get = format!("extensions={}", encoded(&automatic(&own).to_string()));
    let unknown = get(&app, &by_get).await;
    refused(&unknown, "graphql_unknown_document");
    assert_eq!(unknown.text("/errors/0/message"), "PersistedQueryNotFound");
    let known = post(&app, None, &json!({ "query": TOPICS, "extensions": automatic(&own) })).await;
    assert_eq!(known.json, json!({ "data": { "topics": { "nodes": [] } } }));
    for parameters in [by_get, format!("documentId=sha256:{own}")] {
        assert_eq!(get(&app, &parameters).await.json, known.json, "{parameters}");
    }
    let body = json!({ "extensions": automatic(&own), "variables": { "first": 1 } });
    assert_eq!(post(&app, None, &body).await.json, known.json);
    let older = [("accept", "application/json")];
    let path = format!("/graphql?documentId=sha256:{}", hash("x"));
    let unknown = app.send("GET", &path, &older, "").await;
    assert_eq!((unknown.code(), unknown.json["errors"].as_array().unwrap().len()), (200, 1));
}

async fn what_is_no_document_is_not_remembered(engine: Engine) {
    let app = TestApp::start(engine).await;
    for (text, code) in [
        ("{", "graphql_syntax"),
        (&format!("{}{}", "{a".repeat(20), "}".repeat(20)), "graphql_limit"),
    ] {
        let own = hash(text);
        let sent = post(&app, None, &json!({ "query": text, "extensions": automatic(&own) })).await;
        refused(&sent, code);
        refused(
            &post(&app, None, &json!({ "extensions": automatic(&own) })).await,
            "graphql_unknown_document",
        );
    }
    for extensions in [
        automatic(&hash("{ another }")),
        automatic("short"),
        automatic(&hash(TOPICS).to_uppercase()),
        json!({ "persistedQuery": { "version": 2, "sha256Hash": hash(TOPICS) } }),
        json!({ "persistedQuery": 1 }),
    ] {
        refused(
            &post(&app, None, &json!({ "query": TOPICS, "extensions": extensions })).await,
            "bad_request",
        );
    }
    let both = json!({ "query": TOPICS, "documentId": "a" });
    refused(&post(&app, None, &both).await, "bad_request");
}

/// A newsroom with a list of documents.
async fn listed(engine: Engine, list: Documents) -> TestApp {
    TestApp::start_changed(engine, |app| app.documents = Arc::new(list)).await
}

fn list() -> Documents {
    let list = json!({ "topics": TOPICS, hash(ME): ME, "change": "mutation { __typename }" });
    Documents::trusting(list.to_string().as_bytes()).unwrap()
}

async fn a_document_of_the_list_is_found_by_hash_and_by_name(engine: Engine) {
    let app = listed(engine, list()).await;
    let variables = encoded(r#"{"first":2}"#);
    for id in ["topics".to_owned(), format!("sha256:{}", hash(TOPICS))] {
        let answer = get(&app, &format!("documentId={id}&variables={variables}")).await;
        assert_eq!(answer.json, json!({ "data": { "topics": { "nodes": [] } } }), "{id}");
        assert_eq!(answer.header("content-type"), format!("{NEWER}; charset=utf-8"));
    }
    let change = get(&app, "documentId=change").await;
    assert_eq!((change.code(), change.header("allow")), (405, "POST"));
    assert_eq!(post(&app, None, &json!({ "documentId": "change" })).await.code(), 200);
    assert_eq!(app.get("/graphql?query=%7B__typename%7D").await.code(), 200);
}

async fn readers_get_documents_of_the_list_only(engine: Engine) {
    let app = listed(engine, list().only()).await;
    let editor = app.token(Role::Editor).await;
    let other = "{ __typename }";
    let own = json!({ "query": other, "extensions": automatic(&hash(other)) });
    refused(&post(&app, None, &json!({ "query": other })).await, "graphql_untrusted_document");
    refused(&post(&app, None, &own).await, "graphql_untrusted_document");
    assert_eq!(post(&app, Some(&editor), &own).await.text("/data/__typename"), "Query");
    let learned = json!({ "documentId": format!("sha256:{}", hash(other)) });
    refused(&post(&app, None, &learned).await, "graphql_untrusted_document");
    assert_eq!(post(&app, None, &json!({ "query": TOPICS })).await.code(), 200);
    assert_eq!(get(&app, "documentId=topics").await.code(), 200);
}

async fn answers_to_readers_are_cached(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    for at in 0..40 {
        let topic = json!({ "name": format!("Topic of the number {at}"), "listed": true });
        app.make(&editor, "/v1/topics", &topic).await;
    }
    let own = hash(TOPICS);
    let variables = json!({ "first": 100 });
    let body = json!({ "query": TOPICS, "variables": variables, "extensions": automatic(&own) });
    let posted = post(&app, None, &body).await;
    assert_eq!(posted.header("cache-control"), "no-store");
    let variables = encoded(&variables.to_string());
    let path = format!("/graphql?documentId=sha256:{own}&variables={variables}");
    let asked = |headers: Vec<(&'static str, String)>| {
        let (app, path) = (&app, &path);
        async move {
            let headers: Vec<_> =
                headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            app.send("GET", path, &headers, "").await
        }
    };
    let rest = app.get("/v1/topics").await;
    let plain = asked(vec![]).await;
    assert_eq!(plain.bytes, posted.bytes);
    for header in ["cache-control", "vary", "access-control-allow-origin"] {
        assert_eq!(plain.header(header), rest.header(header), "{header}");
    }
    let coded = asked(vec![("accept-encoding", "br".to_owned())]).await;
    assert_eq!(coded.header("content-encoding"), "br");
    assert!(coded.bytes.len() < plain.bytes.len() / 2);
    let tags = [plain.header("etag").to_owned(), coded.header("etag").to_owned()];
    assert_ne!(tags[0], tags[1]);
    let known = asked(vec![("if-none-match", tags[0].clone())]).await;
    assert_eq!((known.code(), known.bytes.len(), known.header("etag")), (304, 0, tags[0].as_str()));
    app.make(&editor, "/v1/topics", &json!({ "name": "One more", "listed": true })).await;
    let changed = asked(vec![("if-none-match", tags[0].clone())]).await;
    assert_eq!(changed.code(), 200);
    let by_text = format!("/graphql?query={}", encoded("{ site { publicationName } }"));
    assert!(app.get(&by_text).await.header("cache-control").contains("s-maxage"));
}

async fn what_depends_on_the_caller_is_not_cached(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let working = "{ workingTopics { nodes { id } } topics { nodes { name } } }";
    for text in [
        ME,
        working,
        "{ site { tagline } me { role } }",
        "{",
        "{ unknown }",
        "{ topics(first: 0) { nodes { id } } }",
    ] {
        let path = format!("/graphql?query={}", encoded(text));
        for (answer, who) in
            [(app.get(&path).await, "a reader"), (app.get_as(&editor, &path).await, "an editor")]
        {
            assert_eq!(answer.header("cache-control"), "no-store", "{text} for {who}");
            assert_eq!(answer.header("etag"), "", "{text} for {who}");
        }
    }
    let path = format!("/graphql?query={}", encoded("{ site { tagline } }"));
    assert_eq!(app.get_as(&editor, &path).await.header("cache-control"), "no-store");
}

#[test]
fn a_list_that_is_not_right_is_refused_by_the_name() {
    #[track_caller]
    fn check(list: &Value, want: &str) {
        let error = Documents::trusting(list.to_string().as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with(want), "{error}");
    }
    check(&json!([TOPICS]), "not a JSON object");
    check(&json!({ "a b": TOPICS }), "a b: neither");
    check(&json!({ "": TOPICS }), ": neither");
    check(&json!({ hash(ME): TOPICS }), &hash(ME));
    check(&json!({ format!("sha256:{}", hash(ME)): TOPICS }), "sha256:");
    check(&json!({ "md5:a": TOPICS }), "md5:a: neither");
    check(&json!({ "a": "{" }), "a: syntax error");
    check(&json!({ "a": "{a".repeat(20) }), "a: ");
}
