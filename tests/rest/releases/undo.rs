//! Releases that are taken back.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, both_engines};

use super::{Desk, article, faults, list, prepared, time};

both_engines!(undoing_brings_back_what_readers_saw, an_undo_that_would_destroy_is_refused,);

async fn undoing_brings_back_what_readers_saw(engine: Engine) {
    let desk = Desk::open(engine).await;
    let old = desk.made.article.clone();
    let front = desk.list("Front", &[&old]).await;
    let new = desk.draft("Budget passes").await;
    let slugged = json!({ "slug": "oil-falls" });
    desk.save(&old, 1, "Oil falls").await;
    let path = format!("/v1/articles/{old}");
    assert_eq!(desk.app.write(&desk.editor, ("PATCH", &path), Some(2), &slugged).await.code(), 200);
    let before_article = desk.app.get("/v1/articles/oil-rises").await;
    let before_list = desk.app.get("/v1/lists/front").await;
    let content =
        json!({ "title": "Front page", "backfill": "latest", "slots": [{ "article": new }] });
    let items = json!([
        { "list": { "id": front, "content": content } }, article(&old), article(&new),
    ]);
    let id = desk.release(items).await;
    desk.at(60);
    let out = desk.take(&id, "release", 1, Value::Null).await;
    assert_eq!(out.code(), 200, "{}", out.json);
    assert_eq!(
        desk.app.get("/v1/articles/oil-rises").await.header("location"),
        "/v1/articles/oil-falls"
    );
    assert_eq!(desk.app.get("/v1/lists/front").await.text("/title"), "Front page");
    assert_eq!(desk.app.get("/v1/articles?q=falls").await.text("/data/0/id"), old);
    // what is saved and not published is nobody's loss
    desk.save(&old, 3, "Oil stays").await;
    desk.at(120);
    let undone = desk.take(&id, "undo", 2, Value::Null).await;
    assert_eq!((undone.code(), undone.text("/state")), (200, "undone"), "{}", undone.json);
    assert_eq!(undone.text("/undoneAt"), time(120).to_string());
    let article_again = desk.app.get("/v1/articles/oil-rises").await;
    assert_eq!(article_again.json, before_article.json);
    assert_eq!(article_again.header("etag"), before_article.header("etag"));
    assert_eq!(
        desk.app.get("/v1/articles/oil-falls").await.header("location"),
        "/v1/articles/oil-rises"
    );
    let list_again = desk.app.get("/v1/lists/front").await;
    assert_eq!(list_again.json["items"], before_list.json["items"]);
    assert_eq!(list_again.text("/title"), "Front");
    assert_eq!(desk.public(&new).await.0, 410);
    assert_eq!(desk.app.get("/v1/articles?q=rises").await.text("/data/0/id"), old);
    assert_eq!(desk.app.get("/v1/articles?q=falls").await.json["data"], json!([]));
    let working = desk.app.get_as(&desk.editor, &format!("/v1/articles/{old}?view=working")).await;
    assert_eq!(
        (working.text("/content/headline"), &working.json["revision"]),
        ("Oil stays", &json!(4))
    );
    let working = desk.app.get_as(&desk.editor, &format!("/v1/lists/{front}?view=working")).await;
    assert_eq!((&working.json["revision"], &working.json["liveRevision"]), (&json!(2), &json!(1)));
    assert_eq!(working.text("/content/title"), "Front page", "the draft is the desk's");
    let again = desk.take(&id, "undo", 3, Value::Null).await;
    assert_eq!((again.code(), again.text("/code")), (409, "conflicting_state"));
    let working = desk.app.get_as(&desk.editor, &format!("/v1/articles/{new}?view=working")).await;
    assert_eq!(working.text("/state"), "unpublished");
}

async fn an_undo_that_would_destroy_is_refused(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (front, one, two, id) = prepared(&desk).await;
    let chief = desk.app.token(Role::ChiefEditor).await;
    assert_eq!(desk.take(&id, "release", 1, Value::Null).await.code(), 200);
    desk.at(60);
    // published anew, in the same revision; killed; another revision published
    assert_eq!(desk.step(&one, "publish", 1, Value::Null).await.code(), 200);
    let path = format!("/v1/articles/{two}/kill");
    let reason = json!({ "note": "The court." });
    assert_eq!(desk.app.write(&chief, ("POST", &path), Some(1), &reason).await.code(), 200);
    let (path, document) = (format!("/v1/lists/{front}"), list("Front", &[&one]));
    assert_eq!(desk.app.write(&desk.editor, ("PUT", &path), Some(2), &document).await.code(), 200);
    desk.app.publish_list(&desk.editor, &front, 3).await;
    let before = desk.everything().await;
    let refused = desk.take(&id, "undo", 2, Value::Null).await;
    assert_eq!((refused.code(), refused.text("/code")), (409, "release_refused"));
    let changed = |place| (place, "conflicting_state");
    let want = [changed("/items/0"), changed("/items/1"), changed("/items/2")];
    assert_eq!(faults(&refused.json["errors"]), want, "{}", refused.json);
    assert_eq!(desk.everything().await, before, "nothing was done");
}
