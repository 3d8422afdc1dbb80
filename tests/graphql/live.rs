//! Subscriptions, over a socket and as server-sent events.

use std::sync::{Arc, Mutex};

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Client, Engine, Events, Heard, Socket, TestApp, both_engines};

both_engines!(
    a_publication_is_heard_with_its_article,
    the_desk_hears_what_it_may_see,
    the_desk_hears_a_kill_and_the_trash_by_their_names,
    a_list_is_heard_as_readers_see_it,
    what_another_process_writes_is_heard,
    who_logs_out_hears_no_more,
    who_is_suspended_or_may_less_hears_as_much_at_once,
    queries_run_over_both_and_mutations_over_neither,
    what_is_too_much_is_refused,
    whoever_stops_says_so,
);

const PUBLISHED: &str = "subscription { articlePublished { headline body { text }
    credits { author { name } } section { slug } } }";
const CHANGED: &str =
    "subscription { articleChanged { articleId kind article { revision content { headline } } } }";

fn article() -> Value {
    json!({ "data": { "articlePublished": {
        "headline": "Oil rises", "body": { "text": "One two three." },
        "credits": [{ "author": { "name": "Ada Lane" } }], "section": { "slug": "news" },
    } } })
}

/// What an answer to [`CHANGED`] says: what happened, to which headline.
fn change(payload: &Value) -> (&str, &str) {
    let change = &payload["data"]["articleChanged"];
    let headline = &change["article"]["content"]["headline"];
    (change["kind"].as_str().unwrap_or("?"), headline.as_str().unwrap_or("-"))
}

/// Asks something else and hears the answer, so that what was asked before is under way.
async fn settle(socket: &mut Socket) {
    socket.subscribe("settle", "{ __typename }").await;
    let (kind, id, payload) = socket.message().await;
    assert_eq!((kind.as_str(), id.as_str()), ("next", "settle"), "{payload}");
    assert_eq!(socket.message().await.0, "complete");
}

/// The answers of a socket that listens, and of events.
async fn listening(client: &Client, token: Option<&str>, query: &str) -> (Socket, Events) {
    let mut socket = Socket::open(client, token).await;
    socket.subscribe("1", query).await;
    settle(&mut socket).await;
    (socket, Events::open(client, token, query).await)
}

async fn delete(app: &TestApp, token: &str, id: &str) {
    let path = format!("/v1/articles/{id}");
    assert_eq!(app.write(token, ("DELETE", &path), Some(1), &Value::Null).await.code(), 204);
}

async fn a_publication_is_heard_with_its_article(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let (mut socket, mut events) = listening(&app, None, PUBLISHED).await;
    assert_eq!(events.headers()["content-type"], "text/event-stream; charset=utf-8");
    assert_eq!(events.headers()["cache-control"], "no-store");
    let draft = app.make(&editor, "/v1/articles", &json!({ "headline": "Secret plan" })).await;
    delete(&app, &editor, &draft).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let event = ("next".to_owned(), "1".to_owned(), article());
    assert_eq!(socket.message().await, event, "the draft is no event");
    assert_eq!(events.next().await, Some(("next".to_owned(), article())));
    let path = format!("/v1/articles/{}", made.article);
    let mut other = made.document.clone();
    other["headline"] = json!("Oil falls");
    assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &other).await.code(), 200);
    let publish = format!("{path}/publish");
    assert_eq!(app.write(&editor, ("POST", &publish), Some(2), &Value::Null).await.code(), 200);
    let again = socket.message().await.2;
    assert_eq!(again["data"]["articlePublished"]["headline"], "Oil falls", "{again}");
    socket.say(&json!({ "type": "complete", "id": "1" })).await;
    settle(&mut socket).await;
    socket.subscribe("1", "{ __typename }").await;
    assert_eq!(socket.message().await.2["data"]["__typename"], "Query", "the name is free again");
}

async fn the_desk_hears_what_it_may_see(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (author, editor) = (app.token(Role::Author).await, app.token(Role::Editor).await);
    let (mut all, mut events) = listening(&app, Some(&editor), CHANGED).await;
    let (mut own, _) = listening(&app, Some(&author), CHANGED).await;
    let other = app.make(&editor, "/v1/articles", &json!({ "headline": "Another's" })).await;
    delete(&app, &editor, &other).await;
    app.make(&author, "/v1/articles", &json!({ "headline": "Own" })).await;
    assert_eq!(change(&own.message().await.2), ("CREATED", "Own"));
    let mut first = all.message().await.2;
    if change(&first).0 == "CREATED" {
        assert_eq!(change(&first), ("CREATED", "Another's"));
        first = all.message().await.2;
    }
    assert_eq!(change(&first), ("TRASHED", "Another's"));
    assert_eq!(first["data"]["articleChanged"]["articleId"], json!(other));
    assert_eq!(change(&all.message().await.2), ("CREATED", "Own"));
    assert_eq!(events.next().await.map(|(event, _)| event).as_deref(), Some("next"));
    for token in [None, Some("mh_api_nothing")] {
        let mut socket = Socket::connect(&app, "graphql-transport-ws").await.unwrap();
        let bearer = token.map(|token| json!({ "authorization": format!("Bearer {token}") }));
        socket.say(&json!({ "type": "connection_init", "payload": bearer })).await;
        if token.is_some() {
            assert_eq!(socket.hear().await, Heard::Closed(4403));
            continue;
        }
        assert_eq!(socket.message().await.0, "connection_ack");
        socket.subscribe("1", CHANGED).await;
        let (_, _, refused) = socket.message().await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "unauthenticated", "{refused}");
        assert_eq!(socket.message().await.0, "complete");
    }
}

async fn the_desk_hears_a_kill_and_the_trash_by_their_names(engine: Engine) {
    let app = TestApp::start(engine).await;
    let chief = app.token(Role::ChiefEditor).await;
    let made = app.newsroom_with_article(&chief, "Oil rises").await;
    let (mut socket, mut events) = listening(&app, Some(&chief), CHANGED).await;
    let path = format!("/v1/articles/{}/kill", made.article);
    let why = json!({ "note": "The court." });
    assert_eq!(app.write(&chief, ("POST", &path), Some(1), &why).await.code(), 200);
    assert_eq!(change(&socket.message().await.2), ("KILLED", "Oil rises"));
    assert_eq!(events.next().await.map(|(_, told)| change(&told).0.to_owned()).unwrap(), "KILLED");
    let draft = app.make(&chief, "/v1/articles", &json!({ "headline": "Draft" })).await;
    assert_eq!(change(&socket.message().await.2), ("CREATED", "Draft"));
    delete(&app, &chief, &draft).await;
    assert_eq!(change(&socket.message().await.2), ("TRASHED", "Draft"));
}

async fn a_list_is_heard_as_readers_see_it(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let query = "subscription { listChanged(key: \"lead\") { key items { position article { headline } } } }";
    let (mut socket, mut events) = listening(&app, None, query).await;
    app.make_list(&editor, &json!({ "title": "Other", "slug": "other" })).await;
    let list = json!({ "title": "Lead", "slug": "lead", "slots": [{ "article": made.article }] });
    app.make_list(&editor, &list).await;
    let items = json!([{ "position": 1, "article": { "headline": "Oil rises" } }]);
    let want = json!({ "data": { "listChanged": { "key": "lead", "items": items } } });
    assert_eq!(socket.message().await.2, want);
    assert_eq!(events.next().await, Some(("next".to_owned(), want)));
}

async fn what_another_process_writes_is_heard(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let another = app.another().await;
    let (mut socket, mut events) = listening(&another, None, PUBLISHED).await;
    app.newsroom_with_article(&editor, "Oil rises").await;
    assert_eq!(socket.message().await.2, article());
    assert_eq!(events.next().await, Some(("next".to_owned(), article())));
}

async fn who_logs_out_hears_no_more(engine: Engine) {
    const PASSWORD: &str = "seven lanterns at the quay";
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    app.admin("ada@example.org", PASSWORD).await;
    let document = json!({ "email": "ada@example.org", "password": PASSWORD }).to_string();
    let headers = [("content-type", "application/json")];
    let open = app.send("POST", "/v1/auth/login", &headers, document).await;
    let token = open.text("/accessToken");
    let (mut socket, mut events) = listening(&app, Some(token), CHANGED).await;
    app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    assert_eq!(change(&socket.message().await.2), ("CREATED", "One"));
    assert_eq!(change(&events.next().await.unwrap().1), ("CREATED", "One"));
    let bearer = format!("Bearer {token}");
    let out = app.send("POST", "/v1/auth/logout", &[("authorization", &bearer)], "").await;
    assert_eq!(out.code(), 204);
    app.make(&editor, "/v1/articles", &json!({ "headline": "Two" })).await;
    for last in [socket.message().await.2, events.next().await.unwrap().1] {
        assert_eq!(last["errors"][0]["extensions"]["code"], "invalid_token", "{last}");
        assert!(!last.to_string().contains("Two"), "{last}");
    }
    assert_eq!(socket.message().await.0, "complete");
    assert_eq!(events.next().await, Some(("complete".to_owned(), Value::Null)));
    assert_eq!(events.next().await, None);
}

async fn who_is_suspended_or_may_less_hears_as_much_at_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (admin, editor) = (app.token(Role::Admin).await, app.token(Role::Editor).await);
    let listener = app.token(Role::Editor).await;
    let path = format!("/v1/users/{}", app.get_as(&listener, "/v1/me").await.text("/id"));
    let (mut socket, mut events) = listening(&app, Some(&listener), CHANGED).await;
    let demoted = json!({ "role": "author" });
    assert_eq!(app.write(&admin, ("PATCH", &path), Some(1), &demoted).await.code(), 200);
    // an author hears of their own articles alone
    app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    app.make(&listener, "/v1/articles", &json!({ "headline": "Two" })).await;
    assert_eq!(change(&socket.message().await.2), ("CREATED", "Two"));
    assert_eq!(change(&events.next().await.unwrap().1), ("CREATED", "Two"));
    let suspended = json!({ "active": false });
    assert_eq!(app.write(&admin, ("PATCH", &path), Some(2), &suspended).await.code(), 200);
    app.make(&editor, "/v1/articles", &json!({ "headline": "Three" })).await;
    for last in [socket.message().await.2, events.next().await.unwrap().1] {
        assert_eq!(last["errors"][0]["extensions"]["code"], "invalid_token", "{last}");
    }
}

async fn queries_run_over_both_and_mutations_over_neither(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let mut socket = Socket::open(&app, Some(&editor)).await;
    socket.subscribe("q", "{ me { role } }").await;
    let want = json!({ "data": { "me": { "role": "EDITOR" } } });
    assert_eq!(socket.message().await, ("next".to_owned(), "q".to_owned(), want.clone()));
    assert_eq!(socket.message().await.0, "complete");
    let mut events = Events::open(&app, Some(&editor), "{ me { role } }").await;
    assert_eq!(events.next().await, Some(("next".to_owned(), want)));
    assert_eq!(events.next().await, Some(("complete".to_owned(), Value::Null)));
    assert_eq!(events.next().await, None);
    socket.subscribe("m", "mutation { __typename }").await;
    let (kind, id, errors) = socket.message().await;
    assert_eq!((kind.as_str(), id.as_str()), ("error", "m"));
    assert_eq!(errors[0]["extensions"]["code"], "graphql_operation", "{errors}");
    let send = async |accept: &str, query: &str| {
        let headers = [("content-type", "application/json"), ("accept", accept)];
        app.send("POST", "/graphql", &headers, json!({ "query": query }).to_string()).await
    };
    assert_eq!(send("text/event-stream", "mutation { __typename }").await.code(), 406);
    assert_eq!(send("text/event-stream", "{").await.code(), 400);
    let all = "application/graphql-response+json, text/event-stream";
    assert_eq!(send(all, "mutation { __typename }").await.code(), 200);
    let json_only = send("application/graphql-response+json", PUBLISHED).await;
    assert_eq!(
        (json_only.code(), json_only.text("/errors/0/extensions/code")),
        (400, "graphql_operation")
    );
}

async fn what_is_too_much_is_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut socket = Socket::open(&app, None).await;
    let dear = "subscription { listChanged { items { article { a: headline b: headline c: headline
        d: headline e: headline f: headline g: headline h: headline i: headline j: headline k: headline
        l: headline m: headline n: headline o: headline p: headline q: headline r: headline s: headline } } } }";
    let deep =
        format!("subscription {{ articlePublished {} {}", "{ section ".repeat(20), "}".repeat(21));
    for (query, code) in [
        (dear, "graphql_limit"),
        (&deep, "graphql_limit"),
        ("subscription { articlePublished { id } listChanged { id } }", "graphql_validation"),
        ("subscription { articlePublished { nothing } }", "graphql_validation"),
        ("{", "graphql_syntax"),
        ("", "bad_request"),
    ] {
        socket.subscribe("1", query).await;
        let (kind, id, errors) = socket.message().await;
        assert_eq!((kind.as_str(), id.as_str()), ("error", "1"), "{errors}");
        assert_eq!(errors[0]["extensions"]["code"], code, "{query}: {errors}");
    }
    for at in 0..16 {
        socket.subscribe(&format!("s{at}"), PUBLISHED).await;
    }
    socket.subscribe("s16", PUBLISHED).await;
    let (kind, id, errors) = socket.message().await;
    assert_eq!((kind.as_str(), id.as_str()), ("error", "s16"), "{errors}");
    assert_eq!(errors[0]["extensions"]["code"], "graphql_limit", "{errors}");
    let mut held = vec![socket];
    for _ in 1..32 {
        held.push(Socket::open(&app, None).await);
    }
    assert_eq!(Socket::connect(&app, "graphql-transport-ws").await.err(), Some(429));
    let editor = app.token(Role::Editor).await;
    drop(held.pop());
    // the place is free again once the server has seen the end of the connection
    let mut socket = loop {
        if let Ok(socket) = Socket::connect(&app, "graphql-transport-ws").await {
            break socket;
        }
    };
    let payload = json!({ "authorization": format!("Bearer {editor}") });
    socket.say(&json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(socket.message().await.0, "connection_ack");
    assert!(
        Socket::connect(&app, "graphql-transport-ws").await.is_ok(),
        "the address has a place more"
    );
}

async fn whoever_stops_says_so(engine: Engine) {
    let stopping = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&stopping);
    let keep = move |app: &mut api::auth::App| {
        *kept.lock().unwrap() = Some(Arc::clone(&app.stopping));
    };
    let app = TestApp::start_changed(engine, keep).await;
    let (mut socket, mut events) = listening(&app, None, PUBLISHED).await;
    stopping.lock().unwrap().as_ref().unwrap().send_replace(true);
    assert_eq!(socket.hear().await, Heard::Closed(1001));
    assert_eq!(events.next().await, None);
    assert_eq!(app.get("/readyz").await.code(), 503);
}
