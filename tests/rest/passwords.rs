//! Passwords: changed by who knows them, set anew by who has the link.

use std::sync::Barrier;

use domain::account::{Email, Role};
use newsroom::secret::Password;
use newsroom::{Attempt, LogIn, Newsroom};
use serde_json::json;
use testkit::{Engine, TestApp, both_engines};

use super::users::log_in;

both_engines!(
    a_changed_password_ends_the_other_sessions,
    a_wrong_password_changes_nothing_and_is_counted,
    every_address_gets_the_same_answer,
    a_log_in_beside_a_reset_leaves_no_session,
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

/// Logs in with the old password, several at once, while a link sets another; who got in.
fn beside_a_reset(newsroom: &Newsroom, email: &Email) -> Vec<LogIn> {
    // an account takes five tries before there are pauses
    const TRIES: usize = 4;
    let link = newsroom.reset_link(email).unwrap();
    let other = Password::parse(OTHER).unwrap();
    let start = Barrier::new(TRIES + 1);
    let attempt = || {
        let (email, password) = (email.clone(), PASSWORD.to_owned());
        start.wait();
        newsroom.log_in(&Attempt { email, password, network: None, user_agent: None })
    };
    std::thread::scope(|scope| {
        let tries: Vec<_> = (0..TRIES).map(|_| scope.spawn(attempt)).collect();
        start.wait();
        newsroom.set_password(&link.secret, &other).unwrap();
        tries.into_iter().filter_map(|tried| tried.join().unwrap().ok()).collect()
    })
}

async fn a_log_in_beside_a_reset_leaves_no_session(engine: Engine) {
    let app = TestApp::start(engine).await;
    for round in 0..40 {
        let email = Email::parse(&format!("ada-{round}@example.org")).unwrap();
        app.admin(email.as_str(), PASSWORD).await;
        let newsroom = app.newsroom.clone();
        let tried = move || {
            let works = |open: &LogIn| {
                newsroom.by_session(open.session, open.account.id).is_ok()
                    || newsroom.refresh(&open.refresh).is_ok()
            };
            let open = beside_a_reset(&newsroom, &email);
            (open.iter().filter(|open| works(open)).count(), open.len())
        };
        let (works, open) = tokio::task::spawn_blocking(tried).await.unwrap();
        assert_eq!(works, 0, "in round {round} {open} got in");
    }
    let email = "ada-0@example.org";
    assert_eq!(log_in(&app, email, PASSWORD).await.code(), 401);
    assert_eq!(log_in(&app, email, OTHER).await.code(), 200);
}
