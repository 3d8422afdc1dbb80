//! The audit over REST and GraphQL.

use domain::account::Role;
use domain::audit::PAYLOAD_LEN_MAX;
use domain::ledger::{Hash, Salt, canonical};
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    what_is_done_is_noted_with_its_doer,
    what_the_desk_does_is_noted_once,
    security_events_are_noted_without_addresses,
    both_apis_and_the_export_show_the_same,
    whoever_has_an_export_can_verify_it,
);

const PASSWORD: &str = "seven lanterns at the quay";

fn actions(page: &Value) -> Vec<&str> {
    page["data"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect()
}

async fn what_is_done_is_noted_with_its_doer(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (admin, editor) = (app.token(Role::Admin).await, app.token(Role::Editor).await);
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let long = json!({ "headline": "Gas", "extra": { "a": "b".repeat(PAYLOAD_LEN_MAX - 100) } });
    let path = format!("/v1/articles/{}", made.article);
    assert_eq!(app.write(&editor, ("PUT", &path), Some(9), &long).await.code(), 412);
    assert_eq!(app.write(&editor, ("PUT", &path), Some(1), &long).await.code(), 200);
    let all = app.get_as(&admin, &format!("/v1/audit?target={}", made.article)).await;
    let wanted = ["article.revise", "article.publish", "article.create"];
    assert_eq!(actions(&all.json), wanted, "the newest first, and nothing of what was refused");
    let me = app.get_as(&editor, "/v1/me").await;
    for entry in all.json["data"].as_array().unwrap() {
        assert_eq!(
            (&entry["account"], entry["credential"].as_str(), entry["entity"].as_str()),
            (&me.json["id"], Some("token"), Some("article"))
        );
    }
    let first = &all.json["data"][2];
    assert_eq!(first["payload"]["document"]["headline"], "Oil rises");
    assert_eq!(first["revision"], 1);
    let published = json!({ "kind": "published", "step": "publish", "state": "published" });
    assert_eq!(all.json["data"][1]["payload"], published);
    let long = &all.json["data"][0]["payload"];
    assert!(long["bytes"].as_u64() > Some(16_384) && long["sha256"].is_string(), "{long}");
    for (filter, want) in [
        ("action=article.publish,article.create", 2),
        ("entity=article,topic", 4),
        ("entity=token", 2),
        ("to=2020-01-01T00:00:00Z", 0),
        ("from=2020-01-01T00:00:00Z&entity=author", 1),
        (&format!("account={}", me.text("/id")), 6),
    ] {
        let found = app.get_as(&admin, &format!("/v1/audit?{filter}&count=true")).await;
        assert_eq!(found.json["page"]["total"], want, "{filter} {}", found.json);
        assert_eq!(found.json["data"].as_array().unwrap().len(), want, "{filter}");
    }
    for (wrong, name) in [("target=x", "target"), ("from=x", "from"), ("action=A", "action")] {
        let refused = app.get_as(&admin, &format!("/v1/audit?{wrong}")).await;
        assert_eq!((refused.code(), refused.text("/errors/0/parameter")), (400, name));
    }
}

async fn what_the_desk_does_is_noted_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (admin, editor) = (app.token(Role::Admin).await, app.token(Role::Editor).await);
    let other = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let place = |name: &str| format!("/v1/articles/{}/{name}", made.article);
    let (nothing, minute) = (Value::Null, json!({ "seconds": 60 }));
    let kept = json!({ "baseRevision": 1, "content": made.document });
    for (token, method, name, body) in [
        (&editor, "POST", "notes", &json!({ "text": "Ask the pilot" })),
        (&editor, "PUT", "lock", &minute),
        (&editor, "PUT", "lock", &minute),
        (&other, "PUT", "lock", &json!({ "seconds": 60, "seize": true })),
        (&other, "DELETE", "lock", &nothing),
        (&other, "DELETE", "lock", &nothing),
        (&editor, "PUT", "autosave", &kept),
        (&editor, "PUT", "autosave", &kept),
        (&editor, "DELETE", "autosave", &nothing),
        (&editor, "DELETE", "autosave", &nothing),
    ] {
        let done = app.write(token, (method, &place(name)), None, body).await;
        assert!(done.status.is_success(), "{method} {name} {}", done.json);
    }
    let made_link = app.write(&editor, ("POST", &place("previews")), None, &nothing).await;
    let json_type = [("content-type", "application/json")];
    let secret = json!({ "secret": made_link.text("/secret") }).to_string();
    assert_eq!(app.send("POST", "/v1/previews/exchange", &json_type, secret).await.code(), 200);
    let link = format!("/v1/previews/{}", made_link.text("/id"));
    assert_eq!(app.write(&editor, ("DELETE", &link), None, &nothing).await.code(), 204);
    let all = app.get_as(&admin, &format!("/v1/audit?target={}", made.article)).await;
    let wanted = [
        "preview.revoke",
        "preview.open",
        "preview.create",
        "autosave.drop",
        "autosave.keep",
        "article.unlock",
        "article.lock",
        "article.lock",
        "article.note",
    ];
    assert_eq!(actions(&all.json)[..wanted.len()], wanted);
    let entries = &all.json["data"];
    assert_eq!(entries[8]["payload"]["note"], "Ask the pilot");
    let me = app.get_as(&editor, "/v1/me").await;
    assert_eq!(entries[6]["payload"]["seized"], me.json["id"]);
    assert_eq!(entries[7]["payload"]["seized"], Value::Null);
    assert_eq!(entries[1]["account"], Value::Null, "whoever has the link");
    assert_eq!(entries[1]["payload"], json!({ "preview": made_link.json["id"] }));
    assert!(!all.json.to_string().contains(made_link.text("/secret")));
}

async fn security_events_are_noted_without_addresses(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.admin("ada@example.org", PASSWORD).await;
    let log_in = |email: &str, password: &str| {
        let body = json!({ "email": email, "password": password }).to_string();
        let app = &app;
        async move {
            app.send("POST", "/v1/auth/login", &[("content-type", "application/json")], body).await
        }
    };
    let refresh = |token: String| {
        let body = json!({ "refreshToken": token }).to_string();
        let app = &app;
        async move {
            let json = [("content-type", "application/json")];
            app.send("POST", "/v1/auth/refresh", &json, body).await
        }
    };
    assert_eq!(log_in("ada@example.org", "wrong horse").await.code(), 401);
    assert_eq!(log_in("zyzzyva@example.org", "wrong horse").await.code(), 401);
    let open = log_in("ada@example.org", PASSWORD).await;
    let used = open.text("/refreshToken").to_owned();
    assert_eq!(refresh(used.clone()).await.code(), 200);
    assert_eq!(refresh(used).await.code(), 401);
    let open = log_in("ada@example.org", PASSWORD).await;
    let access = open.text("/accessToken").to_owned();
    let all = app.get_as(&access, "/v1/audit").await;
    let wanted = [
        "session.open",
        "session.refresh",
        "session.open",
        "session.refuse",
        "session.refuse",
        "account.create",
    ];
    assert_eq!(actions(&all.json), wanted);
    let entries = &all.json["data"];
    assert_eq!(entries[1]["payload"], json!({ "refreshReused": true }));
    assert_eq!(entries[3]["payload"], json!({ "accountKnown": false }));
    assert_eq!((&entries[3]["target"], &entries[3]["account"]), (&Value::Null, &Value::Null));
    assert_eq!(entries[4]["payload"], json!({ "accountKnown": true }));
    assert_eq!(entries[4]["target"], entries[5]["target"]);
    assert_eq!(entries[0]["credential"], "session");
    assert_eq!(entries[5]["credential"], "operator");
    assert!(!all.json.to_string().contains("zyzzyva"));
    let out = app.write(&access, ("POST", "/v1/auth/logout"), None, &Value::Null).await;
    assert_eq!(out.code(), 204);
    let admin = app.token(Role::Admin).await;
    let all = app.get_as(&admin, "/v1/audit?action=session.close").await;
    assert_eq!(all.json["data"][0]["account"], open.json["account"]["id"]);
}

async fn both_apis_and_the_export_show_the_same(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    app.newsroom_with_article(&admin, "Oil rises").await;
    let whole = app.get_as(&admin, "/v1/audit?limit=100").await.json["data"].clone();
    let mut walked = Vec::new();
    let mut path = "/v1/audit?limit=3".to_owned();
    loop {
        let page = app.get_as(&admin, &path).await;
        walked.extend(page.json["data"].as_array().unwrap().clone());
        let Some(next) = page.json["page"]["nextCursor"].as_str() else { break };
        path = format!("/v1/audit?limit=3&cursor={next}");
    }
    assert_eq!(Value::Array(walked), whole);
    let members =
        "sequence at account credential action entity target revision payload salt digest chain";
    let query = format!("{{ auditLog(first: 100) {{ nodes {{ {members} }} totalCount }} }}");
    let shown = app.graphql(Some(&admin), &query, Value::Null).await;
    assert_eq!(shown["data"]["auditLog"]["nodes"], whole, "{shown}");
    assert_eq!(shown["data"]["auditLog"]["totalCount"], whole.as_array().unwrap().len());
    let export = app.get_as(&admin, "/v1/audit/export").await;
    assert_eq!(export.header("content-type"), "application/x-ndjson");
    let mut lines = lines(&export.bytes);
    lines.reverse();
    assert_eq!(Value::Array(lines), whole);
    let some = app.get_as(&admin, "/v1/audit/export?action=article.publish").await;
    assert_eq!(some.bytes.split(|byte| *byte == b'\n').count(), 2);
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn whoever_has_an_export_can_verify_it(engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = app.token(Role::Admin).await;
    app.newsroom_with_article(&admin, "Oil rises").await;
    let mut previous = Hash::NONE.to_string();
    for mut entry in lines(&app.get_as(&admin, "/v1/audit/export").await.bytes) {
        let payload = canonical(&entry["payload"]).unwrap();
        let salt = Salt::parse(entry["salt"].as_str().unwrap()).unwrap();
        assert_eq!(Hash::salted(salt, payload).to_string(), entry["digest"].as_str().unwrap());
        let members = entry.as_object_mut().unwrap();
        let chain = members.remove("chain").unwrap();
        members.retain(|name, _| !matches!(name.as_str(), "payload" | "salt"));
        members.insert("previous".to_owned(), json!(previous));
        assert_eq!(json!(Hash::of_document(&entry).unwrap().to_string()), chain, "{entry}");
        chain.as_str().unwrap().clone_into(&mut previous);
    }
    let newsroom = app.newsroom.clone();
    let verified = tokio::task::spawn_blocking(move || newsroom.verify_audit()).await.unwrap();
    assert_eq!(verified.unwrap().unwrap().head.chain.to_string(), previous);
}
