//! Passwords: changed by who knows them, set anew by who has the link.

use domain::account::Role;
use serde_json::json;
use testkit::{Engine, TestApp, both_engines};

use super::users::log_in;

both_engines!(
    a_changed_password_ends_the_other_sessions,
    a_wrong_password_changes_nothing_and_is_counted,
    every_address_gets_the_same_answer,
);

const EMAIL: &str = "ada@example.org";
const PASSWORD: &str = "seven lanterns at the quay";
const OTHER: &str = "nine boats that left at dawn";
const KIND: [(&str, &str); 1] = [("content-type", "application/json")];

async fn a_changed_password_ends_the_other_sessions(engine: Engine) {
    let app = TestApp::start(engine).await;
    let other = app.another().await;
    app.admin(EMAIL, PASSWORD).await;
    let here = log_in(&app, EMAIL, PASSWORD).await.text("/accessToken").to_owned();
    let there = log_in(&app, EMAIL, PASSWORD).await.text("/accessToken").to_owned();
    let document = json!({ "currentPassword": PASSWORD, "newPassword": OTHER });
    let changed = app.write(&here, ("POST", "/v1/auth/password"), None, &document).await;
    assert_eq!(changed.code(), 204, "{}", changed.json);
    assert_eq!(other.get_as(&here, "/v1/me").await.code(), 200);
    assert_eq!(other.get_as(&there, "/v1/me").await.code(), 401);
    assert_eq!(log_in(&app, EMAIL, PASSWORD).await.code(), 401);
    assert_eq!(log_in(&app, EMAIL, OTHER).await.code(), 200);
}

async fn a_wrong_password_changes_nothing_and_is_counted(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.admin(EMAIL, PASSWORD).await;
    let token = log_in(&app, EMAIL, PASSWORD).await.text("/accessToken").to_owned();
    let change = async |current: &str, new: &str| {
        let document = json!({ "currentPassword": current, "newPassword": new });
        app.write(&token, ("POST", "/v1/auth/password"), None, &document).await
    };
    let weak = change(PASSWORD, "short").await;
    assert_eq!((weak.code(), weak.text("/errors/0/pointer")), (422, "/newPassword"));
    for _ in 0..5 {
        let wrong = change("not the password", OTHER).await;
        assert_eq!((wrong.code(), wrong.text("/errors/0/pointer")), (422, "/currentPassword"));
    }
    assert_eq!(change(PASSWORD, OTHER).await.code(), 429);
    assert_eq!(log_in(&app, EMAIL, PASSWORD).await.code(), 429, "they are tries of one password");
}

async fn every_address_gets_the_same_answer(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.admin(EMAIL, PASSWORD).await;
    app.token(Role::Editor).await;
    let ask = async |email: &str| {
        let document = json!({ "email": email }).to_string();
        app.send("POST", "/v1/auth/password-reset", &KIND, document).await
    };
    for email in [EMAIL, "nobody@example.org", "editor-0@example.org"] {
        for _ in 0..5 {
            let asked = ask(email).await;
            assert_eq!((asked.code(), asked.bytes.len()), (202, 0), "{email}");
        }
        assert_eq!(ask(email).await.code(), 429, "{email}");
    }
    assert_eq!(ask("no address").await.code(), 422);
}
