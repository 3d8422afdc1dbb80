//! Sessions and API tokens.

use std::sync::Arc;

use domain::account::Role;
use domain::time::Timestamp;
use futures_util::future::join_all;
use newsroom::SetClock;
use serde_json::{Value, json};
use testkit::{Answer, Client, Engine, TestApp, both_engines};

use super::users::log_in;

both_engines!(
    sessions_are_listed_and_ended,
    a_log_out_everywhere_holds_everywhere,
    the_last_use_is_noted_once_a_minute,
    of_twenty_refreshes_at_once_one_is_taken_and_the_session_dies,
    an_account_has_a_hundred_sessions,
    a_token_is_told_once_and_dies_when_it_is_ended,
    a_token_has_at_most_what_its_maker_has,
    an_administrator_keeps_the_tokens_of_others,
);

const EMAIL: &str = "ada@example.org";
const PASSWORD: &str = "seven lanterns at the quay";

async fn open(app: &TestApp, agent: &str) -> String {
    let document = json!({ "email": EMAIL, "password": PASSWORD }).to_string();
    let headers = [("content-type", "application/json"), ("user-agent", agent)];
    let open = app.send("POST", "/v1/auth/login", &headers, document).await;
    open.text("/accessToken").to_owned()
}

async fn delete(client: &Client, token: &str, path: &str) -> u16 {
    let bearer = format!("Bearer {token}");
    client.send("DELETE", path, &[("authorization", &bearer)], "").await.code()
}

async fn sessions(client: &Client, token: &str) -> Vec<Value> {
    let found = client.get_as(token, "/v1/auth/sessions").await;
    assert_eq!((found.code(), found.header("cache-control")), (200, "no-store"));
    found.json["items"].as_array().unwrap().clone()
}

async fn sessions_are_listed_and_ended(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.admin(EMAIL, PASSWORD).await;
    let (phone, desk) = (open(&app, &"p".repeat(300)).await, open(&app, "Desk/1").await);
    let all = sessions(&app, &desk).await;
    let agents: Vec<_> = all.iter().map(|one| one["userAgent"].as_str().unwrap()).collect();
    assert_eq!(agents, ["Desk/1", &"p".repeat(200)]);
    let current: Vec<_> = all.iter().map(|one| one["current"].as_bool().unwrap()).collect();
    assert_eq!(current, [true, false]);
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    assert!(all.iter().all(|one| text(one, "lastUsedAt") >= text(one, "createdAt")), "{all:?}");
    let path = format!("/v1/auth/sessions/{}", all[1]["id"].as_str().unwrap());
    let editor = app.token(Role::Editor).await;
    assert_eq!(delete(&app, &editor, &path).await, 404, "it is another's");
    assert_eq!(delete(&app, &desk, &path).await, 204);
    assert_eq!(delete(&app, &desk, &path).await, 404, "it is over");
    assert_eq!(app.get_as(&phone, "/v1/me").await.code(), 401);
    assert_eq!(sessions(&app, &desk).await.len(), 1);
    let query = "{ sessions { userAgent current } }";
    let answer = app.graphql(Some(&desk), query, Value::Null).await;
    let want = json!([{ "userAgent": "Desk/1", "current": true }]);
    assert_eq!(answer["data"]["sessions"], want, "{answer}");
}

async fn the_last_use_is_noted_once_a_minute(engine: Engine) {
    let time =
        |seconds: i64| Timestamp::parse("2026-03-14T07:30:00Z").unwrap().plus_seconds(seconds);
    let clock = Arc::new(SetClock::at(time(0)));
    let app = TestApp::start_set(engine, clock.clone()).await;
    app.admin(EMAIL, PASSWORD).await;
    let token = open(&app, "a").await;
    let api = app.write(&token, ("POST", "/v1/tokens"), None, &json!({ "name": "one" })).await;
    for (now, want) in [(0, 0), (60, 0), (61, 61), (100, 61), (122, 122)] {
        clock.set(time(now));
        assert_eq!(app.get_as(api.text("/secret"), "/v1/me").await.code(), 200);
        let session = &sessions(&app, &token).await[0]["lastUsedAt"];
        let used = &app.get_as(&token, "/v1/tokens").await.json["items"][0]["lastUsedAt"];
        assert_eq!((session, used), (&json!(time(want)), &json!(time(want))), "after {now} s");
    }
}

async fn a_log_out_everywhere_holds_everywhere(engine: Engine) {
    let app = TestApp::start(engine).await;
    let other = app.another().await;
    app.admin(EMAIL, PASSWORD).await;
    let all = [open(&app, "a").await, open(&app, "b").await, open(&app, "c").await];
    for token in &all {
        assert_eq!(other.get_as(token, "/v1/me").await.code(), 200);
    }
    assert_eq!(delete(&app, &all[1], "/v1/auth/sessions").await, 204);
    for client in [&*app, &other] {
        for token in &all {
            assert_eq!(client.get_as(token, "/v1/me").await.code(), 401);
        }
    }
    let again = open(&app, "d").await;
    let own = app.get_as(&again, "/v1/me").await.text("/id").to_owned();
    let admin = app.token(Role::Admin).await;
    assert_eq!(delete(&app, &admin, &format!("/v1/users/{own}/sessions")).await, 204);
    assert_eq!(other.get_as(&again, "/v1/me").await.code(), 401);
}

async fn of_twenty_refreshes_at_once_one_is_taken_and_the_session_dies(engine: Engine) {
    let app = TestApp::start(engine).await;
    let other = app.another().await;
    app.admin(EMAIL, PASSWORD).await;
    let open = log_in(&app, EMAIL, PASSWORD).await;
    let kind = [("content-type", "application/json")];
    let renew = async |client: &Client, token: &str| {
        let document = json!({ "refreshToken": token }).to_string();
        client.send("POST", "/v1/auth/refresh", &kind, document).await
    };
    let clients = [&*app, &other];
    let tries = (0..20).map(|at| renew(clients[at % 2], open.text("/refreshToken")));
    let answers: Vec<Answer> = join_all(tries).await;
    let taken: Vec<_> = answers.iter().filter(|answer| answer.code() == 200).collect();
    let refused = answers.iter().filter(|answer| answer.code() == 401).count();
    assert!(taken.len() <= 1 && taken.len() + refused == 20, "{} {refused}", taken.len());
    let mut dead = vec![open.text("/accessToken")];
    for renewed in taken {
        dead.push(renewed.text("/accessToken"));
        assert_eq!(renew(&app, renewed.text("/refreshToken")).await.code(), 401);
    }
    for token in dead {
        assert_eq!(other.get_as(token, "/v1/me").await.code(), 401);
    }
    assert_eq!(log_in(&app, EMAIL, PASSWORD).await.code(), 200, "the account is not closed");
}

async fn an_account_has_a_hundred_sessions(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.admin(EMAIL, PASSWORD).await;
    let first = open(&app, "first").await;
    for number in 0..99 {
        open(&app, &number.to_string()).await;
    }
    assert_eq!(sessions(&app, &first).await.len(), 100);
    let last = open(&app, "last").await;
    assert_eq!(app.get_as(&first, "/v1/me").await.code(), 401, "the oldest ended");
    assert_eq!(sessions(&app, &last).await.len(), 100);
}

async fn a_token_is_told_once_and_dies_when_it_is_ended(engine: Engine) {
    let app = TestApp::start(engine).await;
    let other = app.another().await;
    let editor = app.token(Role::Editor).await;
    let bearer = format!("Bearer {editor}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "one"),
    ];
    let wish = json!({ "name": "front end", "role": "integrator" }).to_string();
    let made = app.send("POST", "/v1/tokens", &headers, wish.clone()).await;
    let secret = made.text("/secret").to_owned();
    assert_eq!((made.code(), secret.starts_with("mh_api_")), (201, true), "{}", made.json);
    let again = app.send("POST", "/v1/tokens", &headers, wish).await;
    assert_eq!((again.code(), again.header("idempotency-replayed")), (201, "true"));
    assert_eq!((&again.json["secret"], &again.json["token"]), (&Value::Null, &made.json["token"]));

    let mutation = r"mutation($input: CreateTokenInput!) {
        createToken(input: $input) { made { secret token { id } } userErrors { code } } }";
    let input = json!({ "input": { "content": { "name": "two" }, "idempotencyKey": "two" } });
    let first = app.graphql(Some(&editor), mutation, input.clone()).await;
    let second = app.graphql(Some(&editor), mutation, input).await;
    let made_of = |answer: &Value| answer["data"]["createToken"]["made"].clone();
    assert!(made_of(&first)["secret"].as_str().unwrap().starts_with("mh_api_"), "{first}");
    assert_eq!(made_of(&second)["secret"], Value::Null, "{second}");
    assert_eq!(made_of(&first)["token"], made_of(&second)["token"]);

    assert_eq!(other.get_as(&secret, "/v1/me").await.text("/role"), "integrator");
    let listed = app.get_as(&editor, "/v1/tokens").await;
    let names: Vec<_> = listed.json["items"].as_array().unwrap().iter().collect();
    let front = names.iter().find(|token| token["name"] == "front end").unwrap();
    assert!(front["lastUsedAt"].is_string(), "{front}");
    assert!(!listed.json.to_string().contains("mh_api_"), "{}", listed.json);
    let path = made.header("location").to_owned();
    let stranger = app.token(Role::Editor).await;
    assert_eq!(delete(&app, &stranger, &path).await, 404);
    assert_eq!(delete(&app, &editor, &path).await, 204);
    assert_eq!(delete(&app, &editor, &path).await, 404);
    for client in [&*app, &other] {
        assert_eq!(client.get_as(&secret, "/v1/me").await.code(), 401);
    }
}

async fn a_token_has_at_most_what_its_maker_has(engine: Engine) {
    let app = TestApp::start(engine).await;
    let author = app.token(Role::Author).await;
    let wishing = async |wish: Value| app.write(&author, ("POST", "/v1/tokens"), None, &wish).await;
    let made = wishing(json!({ "name": "one" })).await;
    assert_eq!((made.code(), made.text("/token/role")), (201, "author"));
    let more = wishing(json!({ "name": "one", "role": "editor" })).await;
    assert_eq!((more.code(), more.text("/errors/0/pointer")), (422, "/role"));
    // the maker is a token itself, which holds for 90 days
    for until in ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"] {
        let refused = wishing(json!({ "name": "one", "expiresAt": until })).await;
        assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, "/expiresAt"));
    }
    let faulty = wishing(json!({ "name": "", "role": "king", "expiresAt": "tomorrow" })).await;
    assert_eq!((faulty.code(), faulty.json["errors"].as_array().unwrap().len()), (422, 3));
}

async fn an_administrator_keeps_the_tokens_of_others(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (admin, author) = (app.token(Role::Admin).await, app.token(Role::Author).await);
    let own = app.get_as(&author, "/v1/me").await.text("/id").to_owned();
    let path = format!("/v1/tokens?user={own}");
    let made = app.write(&admin, ("POST", &path), None, &json!({ "name": "robot" })).await;
    assert_eq!((made.code(), made.text("/token/role")), (201, "author"), "at most the account's");
    assert_eq!(app.get_as(made.text("/secret"), "/v1/me").await.text("/id"), own);
    let listed = app.get_as(&admin, &path).await;
    assert_eq!(listed.json["items"].as_array().unwrap().len(), 2);
    assert_eq!(app.get_as(&admin, "/v1/tokens?user=nobody").await.code(), 400);
    let path = made.header("location").to_owned();
    assert_eq!(delete(&app, &admin, &path).await, 204);
    assert_eq!(app.get_as(made.text("/secret"), "/v1/me").await.code(), 401);
}
