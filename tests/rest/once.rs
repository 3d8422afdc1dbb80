//! Requests that take effect once, however often they are sent.

use std::sync::Arc;

use domain::account::Role;
use domain::time::Timestamp;
use newsroom::SetClock;
use serde_json::{Value, json};
use testkit::{Answer, Engine, TestApp, both_engines};

both_engines!(
    a_replay_gets_the_answer_again,
    a_key_stands_for_one_request,
    a_failure_is_not_kept,
    of_many_at_once_one_takes_effect,
    an_answer_is_kept_for_a_day,
    a_mutation_takes_effect_once,
    over_two_processes_one_takes_effect,
    a_key_is_of_an_account_in_a_role,
    a_refused_batch_keeps_nothing,
    a_replay_may_be_brief,
    a_password_is_no_part_of_what_a_key_stands_for,
    whoever_may_do_less_than_before_gets_no_answer_of_then,
);

async fn post(app: &TestApp, token: &str, key: &str, document: &Value) -> Answer {
    post_to(app, "/v1/topics", (token, key), document).await
}

async fn post_to(
    app: &TestApp,
    path: &str,
    (token, key): (&str, &str),
    document: &Value,
) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    app.send("POST", path, &headers, document.to_string()).await
}

async fn topics(app: &TestApp, token: &str) -> usize {
    app.get_as(token, "/v1/topics?view=working").await.json["data"].as_array().unwrap().len()
}

async fn a_replay_gets_the_answer_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let tide = json!({ "name": "Tide" });
    let first = post(&app, &editor, "k-1", &tide).await;
    let again = post(&app, &editor, "k-1", &tide).await;
    assert_eq!((first.code(), first.header("idempotency-replayed")), (201, ""));
    assert_eq!((again.code(), again.header("idempotency-replayed")), (201, "true"));
    assert_eq!(again.json, first.json);
    for header in ["etag", "location", "cache-control", "content-type"] {
        assert_eq!(again.header(header), first.header(header), "{header}");
    }
    assert_eq!(topics(&app, &editor).await, 1);

    let article = app.newsroom_with_article(&editor, "Low water").await.article;
    let bearer = format!("Bearer {editor}");
    let withdraw = async || {
        let headers =
            [("authorization", bearer.as_str()), ("idempotency-key", "p"), ("if-match", "\"1\"")];
        app.send("POST", &format!("/v1/articles/{article}/unpublish"), &headers, "").await
    };
    let (first, again) = (withdraw().await, withdraw().await);
    assert_eq!((first.code(), first.json), (again.code(), again.json));
    assert_eq!(again.headers["idempotency-replayed"], "true");
}

async fn a_key_stands_for_one_request(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, other) = (app.token(Role::Editor).await, app.token(Role::Admin).await);
    let tide = json!({ "name": "Tide" });
    assert_eq!(post(&app, &editor, "k", &tide).await.code(), 201);
    let reused = post(&app, &editor, "k", &json!({ "name": "Ebb" })).await;
    assert_eq!((reused.code(), reused.text("/code")), (422, "idempotency_key_reused"));
    let elsewhere = post_to(&app, "/v1/authors", (&editor, "k"), &tide).await;
    assert_eq!((elsewhere.code(), elsewhere.text("/code")), (422, "idempotency_key_reused"));
    assert_eq!(topics(&app, &editor).await, 1, "nothing was done");
    let theirs = post(&app, &other, "k", &json!({ "name": "Ebb" })).await;
    assert_eq!(
        (theirs.code(), topics(&app, &editor).await),
        (201, 2),
        "keys are one account's own"
    );
    for bad in ["", "two words", &"k".repeat(256)] {
        let malformed = post(&app, &editor, bad, &tide).await;
        assert_eq!(
            (malformed.code(), malformed.text("/errors/0/header")),
            (400, "Idempotency-Key")
        );
    }
}

async fn a_failure_is_not_kept(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    assert_eq!(post(&app, &editor, "k", &json!({ "name": "" })).await.code(), 422);
    assert_eq!(post(&app, &editor, "k", &json!({ "name": "Tide" })).await.code(), 201);
    let taken = json!({ "name": "Other", "slug": "tide" });
    assert_eq!(post(&app, &editor, "l", &taken).await.code(), 409);
    assert_eq!(post(&app, &editor, "l", &json!({ "name": "Other" })).await.code(), 201);
    assert_eq!(topics(&app, &editor).await, 2);
}

async fn of_many_at_once_one_takes_effect(engine: Engine) {
    let app = Arc::new(TestApp::start(engine).await);
    let editor = app.token(Role::Editor).await;
    let sent = (0..50).map(|_| {
        let (app, editor) = (app.clone(), editor.clone());
        tokio::spawn(async move { post(&app, &editor, "k", &json!({ "name": "Tide" })).await })
    });
    let mut first = 0;
    for answer in sent.collect::<Vec<_>>() {
        let answer = answer.await.unwrap();
        match (answer.code(), answer.header("idempotency-replayed")) {
            (201, "") => first += 1,
            (201, "true") => {}
            (409, _) => {
                assert_eq!(answer.text("/code"), "request_under_way");
                assert_eq!(answer.header("retry-after"), "1");
            }
            other => panic!("{other:?}: {}", answer.json),
        }
    }
    assert_eq!((first, topics(&app, &editor).await), (1, 1));
}

async fn an_answer_is_kept_for_a_day(engine: Engine) {
    let start = Timestamp::parse("2026-03-14T08:00:00Z").unwrap();
    let clock = Arc::new(SetClock::at(start));
    let app = TestApp::start_set(engine, Arc::clone(&clock)).await;
    let editor = app.token(Role::Editor).await;
    assert_eq!(post(&app, &editor, "k", &json!({ "name": "Tide" })).await.code(), 201);
    let day = 24 * 60 * 60;
    clock.set(start.plus_seconds(day - 1));
    assert_eq!(post(&app, &editor, "k", &json!({ "name": "Ebb" })).await.code(), 422);
    clock.set(start.plus_seconds(day));
    assert_eq!(post(&app, &editor, "k", &json!({ "name": "Ebb" })).await.code(), 201);
    assert_eq!(topics(&app, &editor).await, 2);
}

async fn a_mutation_takes_effect_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let create = "mutation($input: CreateTopicInput!) { createTopic(input: $input) { \
                  topic { id } userErrors { __typename code pointer } } }";
    let send = async |key: &str, name: &str| {
        let input = json!({ "idempotencyKey": key, "content": { "name": name } });
        let answer = app.graphql(Some(&editor), create, json!({ "input": input })).await;
        answer["data"]["createTopic"].clone()
    };
    let first = send("k", "Tide").await;
    assert!(first["topic"]["id"].is_string(), "{first}");
    assert_eq!(send("k", "Tide").await, first);
    let reused = send("k", "Ebb").await;
    assert_eq!(
        reused["userErrors"],
        json!([{ "__typename": "InvalidInputError", "code": "idempotency_key_reused", "pointer": null }])
    );
    let bad = send("two words", "Ebb").await;
    assert_eq!(bad["userErrors"][0]["pointer"], "/idempotencyKey");
    assert_eq!(topics(&app, &editor).await, 1);
}

async fn over_two_processes_one_takes_effect(engine: Engine) {
    let app = TestApp::start(engine).await;
    let processes = [Arc::new(app.another().await), Arc::new(app.another().await)];
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Low water").await;
    let path = format!("/v1/articles/{}/quotes", made.article);
    let bearer = format!("Bearer {editor}");
    let sent = (0..20).map(|number| {
        let app = Arc::clone(&processes[number % 2]);
        let (path, bearer) = (path.clone(), bearer.clone());
        tokio::spawn(async move {
            let headers = [
                ("authorization", bearer.as_str()),
                ("content-type", "application/json"),
                ("idempotency-key", "k"),
                ("if-match", "\"1\""),
            ];
            let quote =
                json!({ "texts": [{ "text": "two" }], "quote": { "descriptor": "a crew" } });
            app.send("POST", &path, &headers, quote.to_string()).await
        })
    });
    let mut first = 0;
    for answer in sent.collect::<Vec<_>>() {
        let answer = answer.await.unwrap();
        match (answer.code(), answer.header("idempotency-replayed"), answer.text("/code")) {
            (201, "", _) => first += 1,
            (201, "true", _) | (409, _, "request_under_way") => {}
            // nobody hears that somebody else saved: it was this request
            other => panic!("{other:?}: {}", answer.json),
        }
    }
    let now = app.get_as(&editor, &format!("/v1/articles/{}?view=working", made.article)).await;
    assert_eq!((first, now.json["revision"].as_i64()), (1, Some(2)));
}

async fn a_key_is_of_an_account_in_a_role(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, author) = (app.token(Role::Editor).await, app.token(Role::Author).await);
    let tide = json!({ "name": "Tide" });
    assert_eq!(post(&app, &editor, "k", &tide).await.code(), 201);
    assert_eq!(post(&app, &author, "k", &tide).await.code(), 403, "another's answer is not theirs");
    // GraphQL's names are of the same account
    let create = "mutation($input: CreateTopicInput!) { createTopic(input: $input) { \
                  userErrors { code } } }";
    let input = json!({ "input": { "idempotencyKey": "k", "content": tide } });
    let answer = app.graphql(Some(&editor), create, input).await;
    let errors = &answer["data"]["createTopic"]["userErrors"];
    assert_eq!(errors, &json!([{ "code": "idempotency_key_reused" }]));
}

async fn a_refused_batch_keeps_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let batch = |second: &str| {
        let items = json!([
            { "create": { "headline": "One" } }, { "create": { "headline": second } },
        ]);
        json!({ "atomic": true, "items": items })
    };
    let send = async |second: &str| {
        post_to(&app, "/v1/articles/batch", (&editor, "k"), &batch(second)).await
    };
    assert_eq!(send("").await.code(), 409);
    let all = app.get_as(&editor, "/v1/articles?view=working&count=true").await;
    assert_eq!(all.json["page"]["total"], 0);
    assert_eq!([send("Two").await.code(), send("Two").await.code()], [200, 200]);
    let all = app.get_as(&editor, "/v1/articles?view=working&count=true").await;
    assert_eq!(all.json["page"]["total"], 2);
}

async fn a_replay_may_be_brief(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let bearer = format!("Bearer {editor}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "k"),
        ("prefer", "return=minimal"),
    ];
    let body = json!({ "name": "Tide" }).to_string();
    let first = app.send("POST", "/v1/topics", &headers, body.clone()).await;
    let again = app.send("POST", "/v1/topics", &headers, body).await;
    assert_eq!((first.code(), again.code(), again.bytes.len()), (204, 204, 0));
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(post(&app, &editor, "k", &json!({ "name": "Tide" })).await.text("/name"), "");
}

/// What is kept of a request would let a password be guessed if it were made with it.
async fn a_password_is_no_part_of_what_a_key_stands_for(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let user = |name: &str, password: &str| {
        json!({ "email": format!("{name}@example.org"), "name": name, "role": "author",
            "password": password })
    };
    let make = async |user: &Value| post_to(&app, "/v1/users", (&admin, "k"), user).await;
    let first = make(&user("bo", "seven lanterns at the quay")).await;
    let again = make(&user("bo", "nine boats that left at dawn")).await;
    assert_eq!((first.code(), again.code()), (201, 201), "{}", again.json);
    assert_eq!((again.header("idempotency-replayed"), &again.json), ("true", &first.json));
    let other = make(&user("cy", "seven lanterns at the quay")).await;
    assert_eq!((other.code(), other.text("/code")), (422, "idempotency_key_reused"));

    let mutation = "mutation($input: CreateUserInput!) { createUser(input: $input) {
        made { user { id } } userErrors { code } } }";
    let make = async |name: &str, password: &str| {
        let mut content = user(name, password);
        content["role"] = json!("AUTHOR");
        let input = json!({ "input": { "content": content, "idempotencyKey": "l" } });
        app.graphql(Some(&admin), mutation, input).await["data"]["createUser"].clone()
    };
    let first = make("di", "seven lanterns at the quay").await;
    assert!(first["made"]["user"]["id"].is_string(), "{first}");
    assert_eq!(make("di", "nine boats that left at dawn").await, first);
    let other = make("ed", "seven lanterns at the quay").await;
    assert_eq!(other["userErrors"], json!([{ "code": "idempotency_key_reused" }]));
}

async fn whoever_may_do_less_than_before_gets_no_answer_of_then(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (admin, editor) = (app.token(Role::Admin).await, app.token(Role::Editor).await);
    let made = app.newsroom_with_article(&admin, "Low water").await;
    let account = app.get_as(&editor, "/v1/me").await.text("/id").to_owned();
    let path = format!("/v1/users/{account}");
    let put = async |revision: i64, standing: Value| {
        let mut document = json!({ "name": "Bo", "active": true });
        document.as_object_mut().unwrap().extend(standing.as_object().unwrap().clone());
        let saved = app.write(&admin, ("PUT", &path), Some(revision), &document).await;
        assert_eq!(saved.code(), 200, "{}", saved.json);
    };
    let tide = json!({ "name": "Tide" });
    let create = "mutation($input: CreateTopicInput!) { createTopic(input: $input) { \
                  topic { id } userErrors { code } } }";
    let mutate = async || {
        let input = json!({ "input": { "idempotencyKey": "l", "content": { "name": "Ebb" } } });
        app.graphql(Some(&editor), create, input).await["data"]["createTopic"].clone()
    };
    let first = (post(&app, &editor, "k", &tide).await, mutate().await);
    assert_eq!((first.0.code(), first.1["topic"]["id"].is_string()), (201, true), "{first:?}");
    put(1, json!({ "role": "contributor" })).await;
    let refused = post(&app, &editor, "k", &tide).await;
    assert_eq!((refused.code(), refused.text("/code")), (403, "forbidden"), "{}", refused.json);
    let refused = mutate().await;
    assert_eq!(refused["topic"], Value::Null, "{refused}");
    // sections are part of what one may do
    let sport = app.make(&admin, "/v1/sections", &json!({ "name": "Sport" })).await;
    put(2, json!({ "role": "editor" })).await;
    let again = (post(&app, &editor, "k", &tide).await, mutate().await);
    assert_eq!(again.0.header("idempotency-replayed"), "true", "as they may as much again");
    assert_eq!((again.0.json, again.1), (first.0.json, first.1));
    let path = format!("/v1/articles/{}/corrections", made.article);
    let note = json!({ "kind": "correction", "text": "It was gas." });
    let begun = post_to(&app, &path, (&editor, "n"), &note).await;
    assert_eq!(begun.code(), 201, "{}", begun.json);
    put(3, json!({ "role": "editor", "sections": [sport] })).await;
    let other = post_to(&app, &path, (&editor, "n"), &note).await;
    assert_eq!((other.header("idempotency-replayed"), other.code()), ("", 403), "{}", other.json);
}
