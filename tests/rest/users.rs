//! Accounts: who makes and changes them, and when it holds.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Answer, Client, Engine, TestApp, both_engines};

both_engines!(
    an_account_is_made_listed_and_changed,
    an_invitation_sets_a_password_once,
    a_changed_role_holds_at_the_next_request_everywhere,
    who_is_suspended_is_out_at_once_everywhere,
    the_last_administrator_stays_one,
    of_two_administrators_that_demote_each_other_one_stays,
    bad_accounts_are_refused_by_their_places,
);

const PASSWORD: &str = "seven lanterns at the quay";

/// Logs in; the access token.
pub(super) async fn log_in(client: &Client, email: &str, password: &str) -> Answer {
    let document = json!({ "email": email, "password": password }).to_string();
    client.send("POST", "/v1/auth/login", &[("content-type", "application/json")], document).await
}

fn user(email: &str, role: &str) -> Value {
    json!({ "email": email, "name": "Bo", "role": role, "password": PASSWORD })
}

/// Makes an account; its path.
async fn make(app: &TestApp, admin: &str, document: &Value) -> String {
    let made = app.write(admin, ("POST", "/v1/users"), None, document).await;
    assert_eq!(made.code(), 201, "{}", made.json);
    made.header("location").to_owned()
}

async fn an_account_is_made_listed_and_changed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let paths = [
        make(&app, &admin, &user("bo@example.org", "author")).await,
        make(&app, &admin, &user("cy@example.org", "editor")).await,
        make(&app, &admin, &user("di@example.org", "integrator")).await,
    ];
    let one = app.get_as(&admin, &paths[0]).await;
    assert_eq!((one.code(), one.header("etag"), one.text("/name")), (200, "\"1\"", "Bo"));
    assert_eq!((&one.json["hasPassword"], &one.json["active"]), (&json!(true), &json!(true)));
    assert!(!one.json.to_string().contains("argon2"), "{}", one.json);

    let page = app.get_as(&admin, "/v1/users?limit=2&count=true").await;
    let emails = |page: &Answer| {
        let all = page.json["data"].as_array().unwrap().iter();
        all.map(|one| one["email"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(emails(&page), ["di@example.org", "cy@example.org"]);
    assert_eq!(page.json["page"]["total"], 4);
    let next = format!("/v1/users?limit=2&cursor={}", page.text("/page/nextCursor"));
    let next = app.get_as(&admin, &next).await;
    assert_eq!(emails(&next), ["bo@example.org", "admin-0@example.org"]);
    let back = format!("/v1/users?limit=2&cursor={}", next.text("/page/prevCursor"));
    assert_eq!(emails(&app.get_as(&admin, &back).await), emails(&page));

    let change = json!({ "name": "Bo Lund" });
    assert_eq!(app.write(&admin, ("PATCH", &paths[0]), None, &change).await.code(), 428);
    let changed = app.write(&admin, ("PATCH", &paths[0]), Some(1), &change).await;
    assert_eq!((changed.code(), changed.header("etag")), (200, "\"2\""));
    assert_eq!((changed.text("/name"), changed.text("/role")), ("Bo Lund", "author"));
    let stale = app.write(&admin, ("PATCH", &paths[0]), Some(1), &change).await;
    assert_eq!((stale.code(), &stale.json["currentRevision"]), (412, &json!(2)));
    let replaced = json!({ "name": "Bo", "role": "editor", "active": true });
    let replaced = app.write(&admin, ("PUT", &paths[0]), Some(2), &replaced).await;
    assert_eq!((replaced.code(), replaced.text("/role")), (200, "editor"));
}

async fn an_invitation_sets_a_password_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let document = json!({ "email": "bo@example.org", "name": "Bo", "role": "author" });
    let bearer = format!("Bearer {admin}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "one"),
    ];
    let made = app.send("POST", "/v1/users", &headers, document.to_string()).await;
    let link = made.text("/invitation/link").to_owned();
    let secret = link.strip_prefix("/password#").unwrap();
    let again = app.send("POST", "/v1/users", &headers, document.to_string()).await;
    assert_eq!((again.code(), again.header("idempotency-replayed")), (201, "true"));
    assert_eq!(again.json["invitation"]["link"], Value::Null, "a replay tells no secret");
    assert_eq!(again.json["user"], made.json["user"]);
    assert_eq!(log_in(&app, "bo@example.org", PASSWORD).await.code(), 401);

    let kind = [("content-type", "application/json")];
    let path = "/v1/auth/password-reset/complete";
    let set = |secret: &str, password: &str| {
        json!({ "secret": secret, "newPassword": password }).to_string()
    };
    let weak = app.send("POST", path, &kind, set(secret, "short")).await;
    assert_eq!((weak.code(), weak.text("/errors/0/pointer")), (422, "/newPassword"));
    assert_eq!(app.send("POST", path, &kind, set(secret, PASSWORD)).await.code(), 204);
    assert_eq!(log_in(&app, "bo@example.org", PASSWORD).await.text("/account/role"), "author");
    for secret in [secret, "mh_password_nothing", ""] {
        let spent = app.send("POST", path, &kind, set(secret, PASSWORD)).await;
        assert_eq!((spent.code(), spent.text("/code")), (409, "link_spent"));
    }
    assert_eq!(app.get("/password").await.code(), 200, "the page that sends it");
}

async fn a_changed_role_holds_at_the_next_request_everywhere(engine: Engine) {
    let app = TestApp::start(engine).await;
    let other = app.another().await;
    let admin = app.token(Role::Admin).await;
    let path = make(&app, &admin, &user("bo@example.org", "editor")).await;
    let token = log_in(&app, "bo@example.org", PASSWORD).await.text("/accessToken").to_owned();
    let api = app.write(&token, ("POST", "/v1/tokens"), None, &json!({ "name": "One" })).await;
    let api = api.text("/secret").to_owned();
    let may = async |client: &Client, token: &str| {
        client.write(token, ("POST", "/v1/topics"), None, &json!({ "name": "One" })).await.code()
    };
    for client in [&*app, &other] {
        assert_eq!([may(client, &token).await, may(client, &api).await], [201, 201]);
    }
    let demoted = json!({ "role": "author" });
    assert_eq!(app.write(&admin, ("PATCH", &path), Some(1), &demoted).await.code(), 200);
    for client in [&other, &*app] {
        assert_eq!([may(client, &token).await, may(client, &api).await], [403, 403]);
        assert_eq!(client.get_as(&token, "/v1/me").await.text("/role"), "author");
    }
}

async fn who_is_suspended_is_out_at_once_everywhere(engine: Engine) {
    let app = TestApp::start(engine).await;
    let other = app.another().await;
    let admin = app.token(Role::Admin).await;
    let path = make(&app, &admin, &user("bo@example.org", "editor")).await;
    let open = log_in(&app, "bo@example.org", PASSWORD).await;
    let token = open.text("/accessToken").to_owned();
    let api = app.write(&token, ("POST", "/v1/tokens"), None, &json!({ "name": "One" })).await;
    let api = api.text("/secret").to_owned();
    let suspended = json!({ "active": false });
    assert_eq!(app.write(&admin, ("PATCH", &path), Some(1), &suspended).await.code(), 200);
    for client in [&other, &*app] {
        for token in [&token, &api] {
            let dead = client.get_as(token, "/v1/me").await;
            assert_eq!((dead.code(), dead.text("/code")), (401, "invalid_token"));
        }
        let login = log_in(client, "bo@example.org", PASSWORD).await;
        assert_eq!((login.code(), login.text("/code")), (401, "invalid_credentials"));
    }
    let back = json!({ "active": true });
    assert_eq!(app.write(&admin, ("PATCH", &path), Some(2), &back).await.code(), 200);
    assert_eq!(app.get_as(&token, "/v1/me").await.code(), 401, "its sessions ended");
    assert_eq!(log_in(&app, "bo@example.org", PASSWORD).await.code(), 200);
}

async fn the_last_administrator_stays_one(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let own = format!("/v1/users/{}", app.get_as(&admin, "/v1/me").await.text("/id"));
    for change in [json!({ "active": false }), json!({ "role": "editor" })] {
        let refused = app.write(&admin, ("PATCH", &own), Some(1), &change).await;
        assert_eq!((refused.code(), refused.text("/code")), (409, "conflicting_state"));
    }
    let renamed = app.write(&admin, ("PATCH", &own), Some(1), &json!({ "name": "Ada" })).await;
    assert_eq!(renamed.code(), 200);
    make(&app, &admin, &user("bo@example.org", "admin")).await;
    let demoted = app.write(&admin, ("PATCH", &own), Some(2), &json!({ "role": "editor" })).await;
    assert_eq!(demoted.code(), 200);
    assert_eq!(app.get_as(&admin, "/v1/users").await.code(), 403);
}

async fn of_two_administrators_that_demote_each_other_one_stays(engine: Engine) {
    let app = TestApp::start(engine).await;
    let other = app.another().await;
    for _ in 0..5 {
        let one = app.token(Role::Admin).await;
        let two = app.token(Role::Admin).await;
        let mut own = Vec::new();
        for token in [&one, &two] {
            own.push(app.get_as(token, "/v1/me").await.text("/id").to_owned());
        }
        // all others step back
        let all = app.get_as(&one, "/v1/users?limit=100").await;
        for user in all.json["data"].as_array().unwrap() {
            let id = user["id"].as_str().unwrap();
            if user["role"] == "admin" && !own.iter().any(|own| own == id) {
                let path = format!("/v1/users/{id}");
                let change = json!({ "role": "editor" });
                let revision = user["revision"].as_i64();
                assert_eq!(app.write(&one, ("PATCH", &path), revision, &change).await.code(), 200);
            }
        }
        let paths = [format!("/v1/users/{}", own[1]), format!("/v1/users/{}", own[0])];
        let change = json!({ "role": "editor" });
        let (first, second) = tokio::join!(
            app.write(&one, ("PATCH", &paths[0]), Some(1), &change),
            other.write(&two, ("PATCH", &paths[1]), Some(1), &change),
        );
        let codes = [first.code(), second.code()];
        assert_eq!(codes.iter().filter(|code| **code == 200).count(), 1, "{codes:?}");
    }
}

async fn bad_accounts_are_refused_by_their_places(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let document =
        json!({ "email": "no", "name": "", "role": "king", "password": "short", "x": 1 });
    let refused = app.write(&admin, ("POST", "/v1/users"), None, &document).await;
    let mut places: Vec<_> = refused.json["errors"].as_array().unwrap().iter().collect();
    places.sort_by_key(|fault| fault["pointer"].to_string());
    let places: Vec<_> = places.iter().map(|fault| fault["pointer"].as_str().unwrap()).collect();
    assert_eq!(
        (refused.code(), places),
        (422, vec!["/email", "/name", "/password", "/role", "/x"])
    );
    make(&app, &admin, &user("bo@example.org", "author")).await;
    let twice =
        app.write(&admin, ("POST", "/v1/users"), None, &user("BO@example.org", "author")).await;
    assert_eq!((twice.code(), twice.text("/code")), (409, "email_taken"));
    for path in ["/v1/users/01890000-0000-7000-8000-000000000000", "/v1/users/nobody"] {
        assert_eq!(app.get_as(&admin, path).await.code(), 404);
        let change = app.write(&admin, ("PATCH", path), Some(1), &json!({ "name": "Bo" })).await;
        assert_eq!(change.code(), 404, "{path}");
    }
    assert_eq!(app.get_as(&admin, "/v1/users?name=bo").await.code(), 400);
}
