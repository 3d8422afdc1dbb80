//! What a release holds, and who may let it out.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, both_engines};

use super::{Desk, article, faults, moment, prepared, replaced};

both_engines!(
    only_a_draft_is_changed,
    what_cannot_be_kept_is_named,
    a_pinned_revision_is_published,
    each_item_needs_its_own_permission,
);

async fn only_a_draft_is_changed(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (_, one, _, id) = prepared(&desk).await;
    let path = format!("/v1/releases/{id}");
    let write = async |method: &str, revision, document: Value| {
        desk.app.write(&desk.editor, (method, &path), Some(revision), &document).await
    };
    let titled = write("PATCH", 1, json!({ "title": "Budget", "note": "At noon." })).await;
    assert_eq!((titled.code(), titled.text("/note")), (200, "At noon."), "{}", titled.json);
    assert_eq!(titled.json["items"].as_array().unwrap().len(), 3);
    let stale = write("PUT", 1, json!({ "title": "No", "items": [article(&one)] })).await;
    assert_eq!((stale.code(), &stale.json["currentRevision"]), (412, &json!(2)));
    assert_eq!(desk.take(&id, "release", 1, Value::Null).await.code(), 412);
    let unmarked = desk.app.write(&desk.editor, ("DELETE", &path), None, &Value::Null).await;
    assert_eq!(unmarked.code(), 428);
    // what is read can be sent again
    let items = titled.json["items"].clone();
    let same = write("PUT", 2, json!({ "title": "Budget", "items": items })).await;
    assert_eq!((same.code(), same.text("/note")), (200, ""), "{}", same.json);
    assert_eq!(desk.take(&id, "unschedule", 3, Value::Null).await.code(), 409);
    assert_eq!(desk.take(&id, "schedule", 3, moment(60)).await.code(), 200);
    for (method, document) in [
        ("PATCH", json!({ "title": "No" })),
        ("DELETE", Value::Null),
        ("PUT", json!({ "title": "No", "items": [article(&one)] })),
    ] {
        let refused = write(method, 4, document).await;
        assert_eq!((refused.code(), refused.text("/code")), (409, "conflicting_state"), "{method}");
    }
    assert_eq!(desk.take(&id, "unschedule", 4, Value::Null).await.code(), 200);
    assert_eq!(write("DELETE", 5, Value::Null).await.code(), 204);
    assert_eq!(
        (desk.read(&id).await.code(), write("DELETE", 6, Value::Null).await.code()),
        (404, 404)
    );
    assert_eq!(desk.app.get_as(&desk.editor, "/v1/releases").await.json["data"], json!([]));
}

async fn what_cannot_be_kept_is_named(engine: Engine) {
    let desk = Desk::open(engine).await;
    let one = desk.draft("Budget passes").await;
    let nothing = "01890000-0000-7000-8000-000000000000";
    let front = desk.list("Front", &[]).await;
    for (items, want) in [
        (json!([]), ("/items", "required")),
        (json!([article(nothing)]), ("/items/0/article/id", "unknown_reference")),
        (json!([article(&front)]), ("/items/0/article/id", "unknown_reference")),
        (json!([article(&one), replaced(&one, 1, "a", &[])]), ("/items/1/list/id", "duplicate")),
        (json!([replaced(nothing, 1, "a", &[])]), ("/items/0/list/id", "unknown_reference")),
        (json!([article(&one), article(&one)]), ("/items/1/article/id", "duplicate")),
        (
            json!([{ "article": { "id": one, "revision": 2 } }]),
            ("/items/0/article/revision", "unknown_reference"),
        ),
        (json!([replaced(&front, 1, "", &[])]), ("/items/0/list/content/title", "empty")),
        (json!([{ "list": { "id": front } }]), ("/items/0/list/content", "required")),
        (
            json!([{ "article": { "id": one, "state": "x" } }]),
            ("/items/0/article/state", "unknown_member"),
        ),
    ] {
        let document = json!({ "title": "No", "items": items });
        let refused = desk.app.write(&desk.editor, ("POST", "/v1/releases"), None, &document).await;
        assert_eq!(refused.code(), 422, "{}", refused.json);
        assert_eq!(faults(&refused.json["errors"])[0], want, "{items}");
    }
    let id = desk.release(json!([article(&one)])).await;
    let at = |at: &str, zone: &str| json!({ "publishAt": { "at": at, "timeZone": zone } });
    for (body, want) in [
        (moment(-1), ("/publishAt", "in_the_past")),
        (at("2026-07-01T09:00:00", "Lisbon"), ("/publishAt/timeZone", "unknown_time_zone")),
        (at("2026-03-29T01:30:00", "Europe/Lisbon"), ("/publishAt", "invalid_time")),
        (json!({}), ("/publishAt", "required")),
        (json!({ "publishAt": null }), ("/publishAt", "required")),
    ] {
        let refused = desk.take(&id, "schedule", 1, body.clone()).await;
        assert_eq!(refused.code(), 422, "{body} {}", refused.json);
        assert_eq!(faults(&refused.json["errors"]), [want]);
    }
    assert_eq!(desk.read(&id).await.text("/state"), "draft");
    assert_eq!(desk.app.get(&format!("/v1/releases/{id}")).await.code(), 401);
}

async fn a_pinned_revision_is_published(engine: Engine) {
    let desk = Desk::open(engine).await;
    let one = desk.draft("Budget passes").await;
    desk.save(&one, 1, "Budget fails").await;
    let id = desk.release(json!([{ "article": { "id": one, "revision": 1 } }])).await;
    assert_eq!(desk.take(&id, "release", 1, Value::Null).await.code(), 200);
    assert_eq!(desk.public(&one).await, (200, "Budget passes".to_owned()));
    assert_eq!(desk.app.get("/v1/articles?q=passes").await.text("/data/0/id"), one);
    // a quote that only an older revision names may be gone
    let two = desk.draft("Costs").await;
    let said = json!({ "texts": [{ "text": "One" }], "quote": { "descriptor": "somebody" } });
    let attached = desk
        .app
        .write(&desk.editor, ("POST", &format!("/v1/articles/{two}/quotes")), Some(1), &said)
        .await;
    assert_eq!(attached.code(), 201, "{}", attached.json);
    let quote = attached.text("/quote/id").to_owned();
    desk.save(&two, 2, "Costs again").await;
    let gone = desk
        .app
        .write(&desk.editor, ("DELETE", &format!("/v1/quotes/{quote}")), Some(1), &Value::Null)
        .await;
    assert_eq!(gone.code(), 204, "{}", gone.json);
    let id = desk.release(json!([{ "article": { "id": two, "revision": 2 } }])).await;
    let refused = desk.take(&id, "release", 1, Value::Null).await;
    let want = [("/items/0/article/quotes/0/quote", "unknown_reference")];
    assert_eq!((refused.code(), faults(&refused.json["errors"])), (409, want.to_vec()));
}

async fn each_item_needs_its_own_permission(engine: Engine) {
    let desk = Desk::open(engine).await;
    let admin = desk.app.token(Role::Admin).await;
    let other = desk.app.make(&admin, "/v1/sections", &json!({ "name": "Sport" })).await;
    let narrow = desk.app.token(Role::Editor).await;
    let me = desk.app.get_as(&narrow, "/v1/me").await;
    let path = format!("/v1/users/{}", me.text("/id"));
    let standing =
        json!({ "name": "Sport", "role": "editor", "active": true, "sections": [other] });
    assert_eq!(desk.app.write(&admin, ("PUT", &path), Some(1), &standing).await.code(), 200);
    let mut document = desk.document("Cup final");
    document["section"] = json!(other);
    let sport = desk.app.make(&desk.editor, "/v1/articles", &document).await;
    let news = desk.draft("Budget passes").await;
    let id = desk.release(json!([article(&sport), article(&news)])).await;
    let path = format!("/v1/releases/{id}/release");
    let refused = desk.app.write(&narrow, ("POST", &path), Some(1), &Value::Null).await;
    assert_eq!(refused.code(), 409, "{}", refused.json);
    assert_eq!(faults(&refused.json["errors"]), [("/items/1", "forbidden")]);
    let own = desk.release(json!([article(&sport)])).await;
    let path = format!("/v1/releases/{own}/release");
    assert_eq!(desk.app.write(&narrow, ("POST", &path), Some(1), &Value::Null).await.code(), 200);
}
