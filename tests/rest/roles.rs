//! Roles of the newsroom's own, sections, and scopes of tokens.

use domain::account::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    a_role_of_ones_own_holds_at_the_next_request,
    an_editor_of_a_section_works_there_alone,
    a_token_does_no_more_than_its_scopes,
    nobody_gives_more_than_they_have,
    part_of_an_account_is_changed_and_the_rest_stays,
    of_many_who_save_a_role_at_once_one_does,
);

const PASSWORD: &str = "seven lanterns at the quay";

/// An account that logs in; its id and its access token.
async fn member(app: &TestApp, admin: &str, email: &str, more: Value) -> (String, String) {
    let mut wish = json!({ "email": email, "name": "Bo", "role": "author", "password": PASSWORD });
    wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = app.write(admin, ("POST", "/v1/users"), None, &wish).await;
    assert_eq!(made.code(), 201, "{}", made.json);
    let login = json!({ "email": email, "password": PASSWORD });
    let headers = [("content-type", "application/json")];
    let open = app.send("POST", "/v1/auth/login", &headers, login.to_string()).await;
    assert_eq!(open.code(), 200, "{}", open.json);
    (made.text("/user/id").to_owned(), open.text("/accessToken").to_owned())
}

async fn a_role_of_ones_own_holds_at_the_next_request(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let other = app.another().await;
    let made = app.newsroom_with_article(&admin, "Oil rises").await;
    let grants = |publish: &str| {
        json!({ "grants": [
            { "action": "working.read", "rule": "all" }, { "action": "article.publish", "rule": publish },
        ] })
    };
    let role = async |revision: i64, publish: &str| {
        app.write(&admin, ("PUT", "/v1/roles/night-desk"), Some(revision), &grants(publish)).await
    };
    assert_eq!(role(0, "all").await.code(), 200);
    let more = json!({ "customRole": "night-desk" });
    let (id, night) = member(&app, &admin, "bo@example.org", more).await;
    let draft = app.make(&admin, "/v1/articles", &made.document).await;
    let publish = format!("/v1/articles/{draft}/publish");
    let kill = format!("/v1/articles/{draft}/kill");
    assert_eq!(other.write(&night, ("POST", &publish), Some(1), &Value::Null).await.code(), 200);
    let why = json!({ "note": "So." });
    assert_eq!(app.write(&night, ("POST", &kill), Some(1), &why).await.code(), 403);
    assert_eq!(app.write(&night, ("POST", "/v1/articles"), None, &made.document).await.code(), 403);
    assert_eq!(role(1, "own").await.code(), 200);
    assert_eq!(other.write(&night, ("POST", &publish), Some(1), &Value::Null).await.code(), 403);
    let path = "/v1/roles/night-desk";
    let used = app.write(&admin, ("DELETE", path), Some(2), &Value::Null).await;
    assert_eq!((used.code(), &used.json["referrers"]), (409, &json!([id])));
    let plain = json!({ "name": "Bo", "role": "author", "active": true });
    let account = format!("/v1/users/{id}");
    let revision = app.get_as(&admin, &account).await.json["revision"].as_i64();
    assert_eq!(app.write(&admin, ("PUT", &account), revision, &plain).await.code(), 200);
    assert_eq!(app.write(&admin, ("DELETE", path), Some(2), &Value::Null).await.code(), 204);
    assert_eq!(app.write(&night, ("POST", "/v1/articles"), None, &made.document).await.code(), 201);
}

async fn an_editor_of_a_section_works_there_alone(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let made = app.newsroom_with_article(&admin, "Oil rises").await;
    let sport = app.make(&admin, "/v1/sections", &json!({ "name": "Sport" })).await;
    let more = json!({ "role": "editor", "sections": [sport] });
    let (_, editor) = member(&app, &admin, "cy@example.org", more).await;
    let mut match_report = made.document.clone();
    match_report["section"] = json!(sport);
    for (document, want) in [(&made.document, 403), (&match_report, 200)] {
        let id = app.make(&admin, "/v1/articles", document).await;
        let path = format!("/v1/articles/{id}");
        let read = app.get_as(&editor, &format!("{path}?view=working")).await;
        assert_eq!(read.code(), 200, "an editor reads what others do");
        for word in ["approve", "publish"] {
            let path = format!("{path}/{word}");
            let taken = app.write(&editor, ("POST", &path), Some(1), &Value::Null).await;
            assert_eq!(taken.code(), want, "{word} {}", taken.json);
        }
    }
    let nowhere = json!({
        "email": "di@example.org", "name": "Di", "role": "editor", "sections": [made.author],
    });
    let refused = app.write(&admin, ("POST", "/v1/users"), None, &nowhere).await;
    assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, "/sections/0"));
}

async fn a_token_does_no_more_than_its_scopes(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let wish = |scopes: Value| json!({ "name": "robot", "scopes": scopes });
    let wished = async |token: &str, scopes: Value| {
        app.write(token, ("POST", "/v1/tokens"), None, &wish(scopes)).await
    };
    let made = wished(&admin, json!(["article.create", "credential.keep"])).await;
    assert_eq!(made.code(), 201, "{}", made.json);
    let robot = made.text("/secret").to_owned();
    let draft = json!({ "headline": "One" });
    assert_eq!(app.write(&robot, ("POST", "/v1/articles"), None, &draft).await.code(), 201);
    assert_eq!(
        app.write(&robot, ("POST", "/v1/topics"), None, &json!({ "name": "One" })).await.code(),
        403
    );
    assert_eq!(app.get_as(&robot, "/v1/articles?view=working").await.code(), 403);
    // it makes none that does more
    let wider = wished(&robot, json!(["article.create", "article.publish"])).await;
    assert_eq!((wider.code(), wider.text("/errors/0/pointer")), (422, "/scopes"));
    assert_eq!(wished(&robot, Value::Null).await.code(), 422);
    assert_eq!(wished(&robot, json!(["article.create"])).await.code(), 201);
    let odd = wished(&admin, json!(["article.fry"])).await;
    assert_eq!((odd.code(), odd.text("/errors/0/pointer")), (422, "/scopes/0"));
}

async fn nobody_gives_more_than_they_have(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let scopes = ["account.manage", "article.create", "credential.keep"];
    let scopes = json!({ "name": "accounts", "scopes": scopes });
    let token = app.write(&admin, ("POST", "/v1/tokens"), None, &scopes).await;
    let narrow = token.text("/secret").to_owned();
    let user =
        |role: &str| json!({ "email": format!("{role}@example.org"), "name": "Bo", "role": role });
    let refused = app.write(&narrow, ("POST", "/v1/users"), None, &user("admin")).await;
    assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, "/role"));
    let grants = |action: &str| json!({ "grants": [{ "action": action, "rule": "all" }] });
    for (action, code) in [("article.kill", 422), ("article.create", 200)] {
        let role = ("PUT", "/v1/roles/night-desk");
        let saved = app.write(&narrow, role, Some(0), &grants(action)).await;
        assert_eq!(saved.code(), code, "{action} {}", saved.json);
    }
    let made = app.write(&admin, ("POST", "/v1/users"), None, &user("author")).await;
    let account = made.header("location").to_owned();
    let change = json!({ "active": false });
    let refused = app.write(&narrow, ("PATCH", &account), Some(1), &change).await;
    assert_eq!(refused.code(), 422, "nor rules over who may do more: {}", refused.json);
    let reading = json!({ "grants": [{ "action": "working.read", "rule": "desk" }] });
    let refused = app.write(&admin, ("PUT", "/v1/roles/readers"), Some(0), &reading).await;
    assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, "/grants/0/rule"));
    let refused = app.write(&admin, ("PUT", "/v1/roles/Night_Desk"), Some(0), &reading).await;
    assert_eq!((refused.code(), refused.text("/errors/0/code")), (422, "bad_character"));
}

async fn part_of_an_account_is_changed_and_the_rest_stays(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let section = app.make(&admin, "/v1/sections", &json!({ "name": "News" })).await;
    let grants = json!({ "grants": [{ "action": "article.create", "rule": "all" }] });
    let saved = app.write(&admin, ("PUT", "/v1/roles/night-desk"), Some(0), &grants).await;
    assert_eq!(saved.code(), 200);
    let more = json!({ "customRole": "night-desk", "sections": [section] });
    let (id, _) = member(&app, &admin, "bo@example.org", more).await;
    let account = format!("/v1/users/{id}");
    let revision = app.get_as(&admin, &account).await.json["revision"].as_i64();
    let change = json!({ "name": "Boris" });
    let changed = app.write(&admin, ("PATCH", &account), revision, &change).await;
    assert_eq!(changed.code(), 200, "{}", changed.json);
    assert_eq!(
        (changed.text("/name"), changed.text("/customRole"), &changed.json["sections"]),
        ("Boris", "night-desk", &json!([section]))
    );
    let audit = app.get_as(&admin, &format!("/v1/audit?target={id}")).await;
    assert_eq!(audit.text("/data/1/payload/standing/customRole"), "night-desk", "{}", audit.json);
}

async fn of_many_who_save_a_role_at_once_one_does(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let nothing = json!({ "grants": [] });
    for revision in 0..3 {
        let save = || app.write(&admin, ("PUT", "/v1/roles/night-desk"), Some(revision), &nothing);
        let answers = join_all((0..12).map(|_| save())).await;
        let mut codes: Vec<_> = answers.iter().map(testkit::Answer::code).collect();
        codes.sort_unstable();
        assert_eq!((codes[0], &codes[1..]), (200, &[412; 11][..]));
    }
}
