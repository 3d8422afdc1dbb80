//! Who may do what: each operation that needs a credential, for each role.

mod listening;
mod matrix;

use std::sync::atomic::{AtomicU32, Ordering};

use domain::account::Role;
use domain::time::Timestamp;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(the_matrix_holds, drafts_are_nowhere);

/// Operation, method, path, and the statuses for a reader and each role, the weakest
/// first. `ARTICLE` is another's draft, `RECORD` a record of the kind.
const MATRIX: [(&str, &str, &str, [u16; 7]); 94] = [
    ("createArticle", "POST", "/v1/articles", [401, 403, 201, 201, 201, 201, 201]),
    // each change is answered for itself, as the rows above say
    ("changeArticles", "POST", "/v1/articles/batch", [401, 200, 200, 200, 200, 200, 200]),
    ("revokePreview", "DELETE", "/v1/previews/RECORD", [401, 403, 404, 404, 204, 204, 204]),
    ("createAuthor", "POST", "/v1/authors", [401, 403, 403, 403, 201, 201, 201]),
    ("replaceAuthor", "PUT", "/v1/authors/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("changeAuthor", "PATCH", "/v1/authors/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("deleteAuthor", "DELETE", "/v1/authors/RECORD", [401, 403, 403, 403, 204, 204, 204]),
    ("createTopic", "POST", "/v1/topics", [401, 403, 403, 403, 201, 201, 201]),
    ("replaceTopic", "PUT", "/v1/topics/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("changeTopic", "PATCH", "/v1/topics/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("deleteTopic", "DELETE", "/v1/topics/RECORD", [401, 403, 403, 403, 204, 204, 204]),
    ("createSection", "POST", "/v1/sections", [401, 403, 403, 403, 201, 201, 201]),
    ("replaceSection", "PUT", "/v1/sections/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("changeSection", "PATCH", "/v1/sections/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("deleteSection", "DELETE", "/v1/sections/RECORD", [401, 403, 403, 403, 204, 204, 204]),
    ("createOrganization", "POST", "/v1/organizations", [401, 403, 403, 403, 201, 201, 201]),
    ("replaceOrganization", "PUT", "/v1/organizations/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    (
        "changeOrganization",
        "PATCH",
        "/v1/organizations/RECORD",
        [401, 403, 403, 403, 200, 200, 200],
    ),
    (
        "deleteOrganization",
        "DELETE",
        "/v1/organizations/RECORD",
        [401, 403, 403, 403, 204, 204, 204],
    ),
    ("view", "GET", "/v1/organizations/RECORD?view=working", [401, 200, 200, 200, 200, 200, 200]),
    ("createExpert", "POST", "/v1/experts", [401, 403, 403, 403, 201, 201, 201]),
    ("replaceExpert", "PUT", "/v1/experts/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("changeExpert", "PATCH", "/v1/experts/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("deleteExpert", "DELETE", "/v1/experts/RECORD", [401, 403, 403, 403, 204, 204, 204]),
    ("view", "GET", "/v1/experts/RECORD?view=working", [401, 200, 200, 200, 200, 200, 200]),
    ("createQuote", "POST", "/v1/quotes", [401, 403, 201, 201, 201, 201, 201]),
    ("replaceQuote", "PUT", "/v1/quotes/RECORD", [401, 403, 404, 404, 200, 200, 200]),
    ("changeQuote", "PATCH", "/v1/quotes/RECORD", [401, 403, 404, 404, 200, 200, 200]),
    ("deleteQuote", "DELETE", "/v1/quotes/RECORD", [401, 403, 404, 404, 204, 204, 204]),
    ("view", "GET", "/v1/quotes?view=working", [401, 200, 200, 200, 200, 200, 200]),
    ("createFront", "POST", "/v1/fronts", [401, 403, 403, 403, 201, 201, 201]),
    ("replaceFront", "PUT", "/v1/fronts/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("changeFront", "PATCH", "/v1/fronts/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("deleteFront", "DELETE", "/v1/fronts/RECORD", [401, 403, 403, 403, 204, 204, 204]),
    ("view", "GET", "/v1/fronts/RECORD?view=working", [401, 200, 200, 200, 200, 200, 200]),
    ("createList", "POST", "/v1/lists", [401, 403, 403, 403, 201, 201, 201]),
    ("replaceList", "PUT", "/v1/lists/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("changeList", "PATCH", "/v1/lists/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("deleteList", "DELETE", "/v1/lists/RECORD", [401, 403, 403, 403, 204, 204, 204]),
    ("view", "GET", "/v1/lists/RECORD?view=working", [401, 200, 200, 200, 200, 200, 200]),
    ("publishList", "POST", "/v1/lists/RECORD/publish", [401, 403, 403, 403, 200, 200, 200]),
    // no time is set, and readers saw none of it
    ("unscheduleList", "POST", "/v1/lists/RECORD/unschedule", [401, 403, 403, 403, 409, 409, 409]),
    ("rollbackList", "POST", "/v1/lists/RECORD/rollback", [401, 403, 403, 403, 409, 409, 409]),
    ("unpublishList", "POST", "/v1/lists/RECORD/unpublish", [401, 403, 403, 403, 409, 409, 409]),
    ("listListRevisions", "GET", "/v1/lists/RECORD/revisions", [401, 200, 200, 200, 200, 200, 200]),
    ("getListRevision", "GET", "/v1/lists/RECORD/revisions/1", [401, 200, 200, 200, 200, 200, 200]),
    ("preview", "GET", "/v1/lists/RECORD?view=preview", [401, 200, 200, 200, 200, 200, 200]),
    // readers saw none of it
    (
        "asOf",
        "GET",
        "/v1/lists/RECORD?asOf=2026-01-01T00:00:00Z",
        [401, 404, 404, 404, 404, 404, 404],
    ),
    ("replaceSite", "PUT", "/v1/site", [401, 403, 403, 403, 412, 412, 412]),
    ("setWeather", "PUT", "/v1/site/weather", [401, 403, 403, 403, 200, 200, 200]),
    ("view", "GET", "/v1/site?view=working", [401, 200, 200, 200, 200, 200, 200]),
    ("getMe", "GET", "/v1/me", [401, 200, 200, 200, 200, 200, 200]),
    ("logOut", "POST", "/v1/auth/logout", [401, 204, 204, 204, 204, 204, 204]),
    ("view", "GET", "/v1/articles?view=working", [401, 200, 200, 200, 200, 200, 200]),
    ("view", "GET", "/v1/articles/ARTICLE?view=working", [401, 200, 404, 404, 200, 200, 200]),
    ("view", "GET", "/v1/authors?view=working", [401, 200, 200, 200, 200, 200, 200]),
    ("view", "GET", "/v1/topics?view=working", [401, 200, 200, 200, 200, 200, 200]),
    ("view", "GET", "/v1/sections/RECORD?view=working", [401, 200, 200, 200, 200, 200, 200]),
    ("listUsers", "GET", "/v1/users", [401, 403, 403, 403, 403, 403, 200]),
    ("getUser", "GET", "/v1/users/RECORD", [401, 403, 403, 403, 403, 403, 200]),
    ("createUser", "POST", "/v1/users", [401, 403, 403, 403, 403, 403, 201]),
    ("replaceUser", "PUT", "/v1/users/RECORD", [401, 403, 403, 403, 403, 403, 200]),
    ("changeUser", "PATCH", "/v1/users/RECORD", [401, 403, 403, 403, 403, 403, 200]),
    (
        "endSessionsOfUser",
        "DELETE",
        "/v1/users/RECORD/sessions",
        [401, 403, 403, 403, 403, 403, 204],
    ),
    ("listRoles", "GET", "/v1/roles", [401, 403, 403, 403, 403, 403, 200]),
    ("saveRole", "PUT", "/v1/roles/night-desk", [401, 403, 403, 403, 403, 403, 412]),
    ("deleteRole", "DELETE", "/v1/roles/night-desk", [401, 403, 403, 403, 403, 403, 404]),
    ("listSessions", "GET", "/v1/auth/sessions", [401, 200, 200, 200, 200, 200, 200]),
    ("endSession", "DELETE", "/v1/auth/sessions/ARTICLE", [401, 404, 404, 404, 404, 404, 404]),
    ("endSessions", "DELETE", "/v1/auth/sessions", [401, 204, 204, 204, 204, 204, 204]),
    ("changePassword", "POST", "/v1/auth/password", [401, 422, 422, 422, 422, 422, 422]),
    ("listTokens", "GET", "/v1/tokens", [401, 200, 200, 200, 200, 200, 200]),
    ("createToken", "POST", "/v1/tokens", [401, 201, 201, 201, 201, 201, 201]),
    // a token of another is not known but to an administrator
    ("deleteToken", "DELETE", "/v1/tokens/RECORD", [401, 404, 404, 404, 404, 404, 204]),
    ("listTokens", "GET", "/v1/tokens?user=ARTICLE", [401, 403, 404, 404, 403, 403, 404]),
    ("createToken", "POST", "/v1/tokens?user=ARTICLE", [401, 403, 404, 404, 403, 403, 404]),
    ("getAutosave", "GET", "/v1/articles/ARTICLE/autosave", [401, 403, 404, 404, 404, 404, 404]),
    ("listReleases", "GET", "/v1/releases", [401, 403, 403, 403, 200, 200, 200]),
    ("getRelease", "GET", "/v1/releases/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("createRelease", "POST", "/v1/releases", [401, 403, 403, 403, 201, 201, 201]),
    ("replaceRelease", "PUT", "/v1/releases/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("changeRelease", "PATCH", "/v1/releases/RECORD", [401, 403, 403, 403, 200, 200, 200]),
    ("deleteRelease", "DELETE", "/v1/releases/RECORD", [401, 403, 403, 403, 204, 204, 204]),
    // the draft that it names is not ready to go out
    ("publishRelease", "POST", "/v1/releases/RECORD/release", [401, 403, 403, 403, 409, 409, 409]),
    (
        "scheduleRelease",
        "POST",
        "/v1/releases/RECORD/schedule",
        [401, 403, 403, 403, 409, 409, 409],
    ),
    (
        "unscheduleRelease",
        "POST",
        "/v1/releases/RECORD/unschedule",
        [401, 403, 403, 403, 409, 409, 409],
    ),
    ("undoRelease", "POST", "/v1/releases/RECORD/undo", [401, 403, 403, 403, 409, 409, 409]),
    // what one begins is one's own; of what, one has to see
    (
        "translateArticle",
        "POST",
        "/v1/articles/ARTICLE/translations",
        [401, 403, 404, 404, 201, 201, 201],
    ),
    ("listTrendingRules", "GET", "/v1/trending/rules", [401, 403, 403, 403, 200, 200, 200]),
    ("createTrendingRule", "POST", "/v1/trending/rules", [401, 403, 403, 403, 201, 201, 201]),
    ("endTrendingRule", "DELETE", "/v1/trending/rules/RECORD", [401, 403, 403, 403, 204, 204, 204]),
    ("getStats", "GET", "/v1/stats", [401, 200, 200, 200, 200, 200, 200]),
    ("listAudit", "GET", "/v1/audit", [401, 403, 403, 403, 403, 200, 200]),
    ("exportAudit", "GET", "/v1/audit/export", [401, 403, 403, 403, 403, 200, 200]),
];

/// Somebody with an address of their own.
fn user() -> Value {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    json!({ "email": format!("one-{number}@example.org"), "name": "One", "role": "author" })
}

fn release(article: &str) -> Value {
    json!({ "title": "One", "items": [{ "article": { "id": article } }] })
}

fn rule(article: &str, now: Timestamp) -> Value {
    let until = now.plus_seconds(3_600);
    json!({ "article": article, "kind": "mute", "reason": "So.", "until": until })
}

fn quote() -> Value {
    json!({ "text": "One", "descriptor": "somebody" })
}

/// Makes something of a kind that an operation acts upon; its id, nothing where it acts upon none.
async fn record(app: &TestApp, admin: &str, kind: &str, [article, read]: [&str; 2]) -> String {
    match kind {
        "authors" | "topics" | "sections" | "organizations" | "experts" => {
            app.make(admin, &format!("/v1/{kind}"), &json!({ "name": "One" })).await
        }
        "lists" | "fronts" => {
            app.make(admin, &format!("/v1/{kind}"), &json!({ "title": "One" })).await
        }
        "previews" => {
            let path = format!("/v1/articles/{article}/previews");
            app.make(admin, &path, &json!({})).await
        }
        "quotes" => app.make(admin, "/v1/quotes", &quote()).await,
        "releases" => app.make(admin, "/v1/releases", &release(article)).await,
        "trending" => app.make(admin, "/v1/trending/rules", &rule(read, app.newsroom.now())).await,
        "users" => {
            let made = app.write(admin, ("POST", "/v1/users"), None, &user()).await;
            made.text("/user/id").to_owned()
        }
        "tokens" => {
            let wish = json!({ "name": "One" });
            let made = app.write(admin, ("POST", "/v1/tokens"), None, &wish).await;
            made.text("/token/id").to_owned()
        }
        _ => String::new(),
    }
}

async fn the_matrix_holds(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    let mut tokens = vec![None];
    for role in Role::ALL {
        tokens.push(Some(app.token(role).await));
    }
    let read = app.newsroom_with_article(&admin, "Read").await.article;
    for (operation, method, path, wanted) in MATRIX {
        for (token, want) in tokens.iter().zip(wanted) {
            let article = app.make(&admin, "/v1/articles", &json!({ "headline": "One" })).await;
            let kind = path.split(['/', '?']).nth(2).unwrap_or("");
            let record = record(&app, &admin, kind, [&article, &read]).await;
            let path = path.replace("ARTICLE", &article).replace("RECORD", &record);
            let document = match (operation, kind) {
                ("changeArticles", _) => {
                    json!({ "items": [{ "trash": { "id": article, "expectedRevision": 1 } }] })
                }
                ("setWeather", _) => json!({ "temperature": 1 }),
                ("replaceSite", _) => json!({ "publicationName": "Two" }),
                ("saveRole", _) => json!({ "grants": [] }),
                ("createUser", _) => user(),
                (_, "users") => json!({ "name": "Two", "role": "editor", "active": true }),
                ("changePassword", _) => json!({
                    "currentPassword": "not the password", "newPassword": "nine boats at dawn",
                }),
                ("scheduleRelease", _) => matrix::later(),
                (_, "releases") => release(&article),
                ("translateArticle", _) => json!({ "language": "pt" }),
                (name, "lists") if name.ends_with("List") && path.matches('/').count() == 4 => {
                    json!({})
                }
                (_, "lists" | "fronts") => json!({ "title": "Two" }),
                (_, "articles") => json!({ "headline": "Two" }),
                (_, "quotes") => quote(),
                (_, "trending") => rule(&read, app.newsroom.now()),
                _ => json!({ "name": "Two" }),
            };
            let got = match token {
                Some(token) => app.write(token, (method, &path), Some(1), &document).await,
                None => app.send(method, &path, &[], document.to_string()).await,
            };
            assert_eq!(got.code(), want, "{operation} {method} {path} {}", got.json);
        }
    }
}

#[test]
fn every_operation_with_a_credential_has_a_row() {
    let contract = api::rest::document::document().unwrap();
    let contract: Value = serde_json::to_value(contract).unwrap();
    let mut missing = Vec::new();
    for item in contract["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().unwrap_or("");
            // an empty choice beside the credential: it may be left out
            let choices = operation["security"].as_array().unwrap();
            let secured = !choices.contains(&json!({}));
            let rows = MATRIX.iter().map(|(row, ..)| *row).chain(matrix::operations());
            if secured && !rows.into_iter().any(|row| row == name) {
                missing.push(name.to_owned());
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// A word that no reader may ever see.
const CANARY: &str = "zyzzyva";

async fn drafts_are_nowhere(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let name = json!({ "name": CANARY });
    let topic = app.make(&editor, "/v1/topics", &name).await;
    let author = app.make(&editor, "/v1/authors", &name).await;
    let section = app.make(&editor, "/v1/sections", &name).await;
    let draft = json!({
        "headline": CANARY, "kicker": CANARY, "section": section, "topics": [{ "topic": topic }],
        "credits": [{ "author": author }], "body": { "markdown": CANARY },
    });
    let id = app.make(&editor, "/v1/articles", &draft).await;
    let path = format!("/v1/articles/{}", made.article);
    assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &draft).await.code(), 200);
    let mut paths = vec!["/v1/articles".to_owned(), path, format!("/v1/articles/{id}")];
    for (kind, id) in [("topics", topic), ("authors", author), ("sections", section)] {
        paths.extend([
            format!("/v1/{kind}"),
            format!("/v1/{kind}/{id}"),
            format!("/v1/{kind}/{CANARY}"),
        ]);
        paths.push(format!("/v1/articles?{}={id}", kind.trim_end_matches('s')));
    }
    for path in &paths {
        let answer = app.get(path).await;
        let body = String::from_utf8_lossy(&answer.bytes).replace(path.as_str(), "");
        assert!(!body.contains(CANARY), "{path}: {body}");
    }
    for path in ["/v1/experts", "/v1/quotes", "/v1/trending", "/v1/corrections"] {
        let body = app.get(path).await.json.to_string();
        assert!(!body.contains(CANARY), "{path}: {body}");
    }
    let query = "{ articles { nodes { headline kicker body { text } credits { author { name } } topics { topic { name } } section { name } } }
        authors { nodes { name } } topics { nodes { name } } sections { nodes { name } } }";
    let all = app.graphql(None, query, Value::Null).await;
    assert!(all.get("errors").is_none() && !all.to_string().contains(CANARY), "{all}");
}
