//! Releases that go out at a time.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, both_engines};

use super::{Desk, article, faults, list, moment, prepared, replaced, time};

both_engines!(
    a_release_goes_out_at_its_time_once,
    what_is_scheduled_is_kept_to_its_revisions,
    one_that_fails_at_its_time_says_why,
    a_failing_release_holds_nothing_else_up,
    whoever_may_not_any_more_lets_nothing_out,
    an_embargo_is_judged_at_the_time,
);

async fn a_release_goes_out_at_its_time_once(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (_, one, two, id) = prepared(&desk).await;
    let before = desk.app.get("/v1/articles").await;
    let set = desk.take(&id, "schedule", 1, moment(600)).await;
    assert_eq!((set.code(), set.text("/state")), (200, "scheduled"), "{}", set.json);
    assert_eq!(set.text("/publishAt/timeZone"), "Europe/Lisbon");
    assert_eq!(set.json["items"][1]["article"]["revision"], 1, "it is kept to a revision");
    let after = desk.app.get("/v1/articles").await;
    assert_eq!(
        (before.bytes, before.headers.get("etag")),
        (after.bytes, after.headers.get("etag"))
    );
    desk.at(599);
    assert_eq!(desk.note_due().await.releases, 0);
    assert_eq!((desk.public(&one).await.0, desk.public(&two).await.0), (404, 404));
    desk.at(601);
    let watching: Vec<_> = (0..4)
        .map(|_| {
            let newsroom = desk.app.newsroom.clone();
            tokio::task::spawn_blocking(move || {
                let watch = newsroom.watch();
                newsroom.note_due(watch).map_or(0, |noted| noted.releases)
            })
        })
        .collect();
    let mut noted = 0;
    for done in watching {
        noted += done.await.unwrap();
    }
    // whoever had the turn may have let go of it
    for _ in 0..100 {
        if noted == 0 {
            noted += desk.note_due().await.releases;
        }
    }
    assert_eq!(noted, 1);
    assert_eq!(desk.note_due().await.releases, 0);
    let out = desk.read(&id).await;
    assert_eq!(
        (out.text("/state"), out.text("/releasedAt")),
        ("released", time(601).to_string().as_str())
    );
    assert_eq!(desk.shown("front").await, [one.clone(), two]);
    let log = desk.app.get_as(&desk.editor, &format!("/v1/articles/{one}/desk-log")).await;
    assert_eq!(log.json["data"].as_array().unwrap().len(), 1);
    // as the account that set the time
    assert_eq!(log.text("/data/0/by"), set.text("/updatedBy"));
    assert_eq!(desk.take(&id, "undo", 3, Value::Null).await.code(), 200);
    assert_eq!(desk.public(&one).await.0, 410);
}

async fn what_is_scheduled_is_kept_to_its_revisions(engine: Engine) {
    let desk = Desk::open(engine).await;
    let one = desk.draft("Budget passes").await;
    let front = desk.list("Front", &[]).await;
    let content = json!({ "id": front, "content": list("Front page", &[&one]) });
    let id = desk.release(json!([article(&one), { "list": content }])).await;
    assert_eq!(desk.take(&id, "schedule", 1, moment(600)).await.code(), 200);
    desk.save(&one, 1, "Budget fails").await;
    let back = desk.take(&id, "unschedule", 2, Value::Null).await;
    assert_eq!((back.code(), back.text("/state")), (200, "draft"));
    assert_eq!(back.json["items"][0]["article"]["revision"], Value::Null, "as it was written");
    let set = desk.take(&id, "schedule", 3, moment(600)).await;
    assert_eq!(set.json["items"][0]["article"]["revision"], 2);
    assert_eq!(set.json["items"][1]["list"]["revision"], 1);
    desk.save(&one, 2, "Budget postponed").await;
    desk.at(600);
    assert_eq!(desk.note_due().await.releases, 1);
    assert_eq!(desk.public(&one).await, (200, "Budget fails".to_owned()));
    let working = desk.app.get_as(&desk.editor, &format!("/v1/articles/{one}?view=working")).await;
    assert_eq!(
        (working.text("/content/headline"), working.text("/state")),
        ("Budget postponed", "published")
    );
}

async fn one_that_fails_at_its_time_says_why(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (front, one, two, id) = prepared(&desk).await;
    assert_eq!(desk.take(&id, "schedule", 1, moment(600)).await.code(), 200);
    let path = format!("/v1/articles/{two}");
    let trash = desk.app.write(&desk.editor, ("DELETE", &path), Some(1), &Value::Null).await;
    assert_eq!(trash.code(), 204);
    let (path, document) = (format!("/v1/lists/{front}"), list("Front", &[]));
    assert_eq!(desk.app.write(&desk.editor, ("PUT", &path), Some(1), &document).await.code(), 200);
    let public = desk.app.get("/v1/articles").await.bytes;
    let logged = desk.logged().await;
    desk.at(600);
    assert_eq!(desk.note_due().await.releases, 1);
    assert_eq!(desk.note_due().await.releases, 0, "once");
    assert_eq!((desk.app.get("/v1/articles").await.bytes, desk.logged().await), (public, logged));
    let failed = desk.read(&id).await;
    assert_eq!(failed.text("/state"), "failed");
    let want = [("/items/0", "stale_revision"), ("/items/2", "conflicting_state")];
    assert_eq!(faults(&failed.json["faults"]), want, "{}", failed.json);
    let chief = desk.app.token(Role::ChiefEditor).await;
    let audit = desk.app.get_as(&chief, "/v1/audit?entity=release").await;
    assert_eq!(audit.text("/data/0/action"), "release.fail");
    assert_eq!(faults(&audit.json["data"][0]["payload"]["faults"]), want);
    assert_eq!(audit.json["data"][0]["account"], Value::Null);
    // it is mended, and goes out after all
    let back = desk.take(&id, "unschedule", 3, Value::Null).await;
    assert_eq!((back.text("/state"), &back.json["faults"]), ("draft", &json!([])));
    let items = json!([article(&one), replaced(&front, 2, "Front", &[&one])]);
    let document = json!({ "title": "Budget day", "items": items });
    let path = format!("/v1/releases/{id}");
    assert_eq!(desk.app.write(&desk.editor, ("PUT", &path), Some(4), &document).await.code(), 200);
    assert_eq!(desk.take(&id, "release", 5, Value::Null).await.code(), 200);
    assert_eq!(desk.shown("front").await, [one]);
}

async fn a_failing_release_holds_nothing_else_up(engine: Engine) {
    let desk = Desk::open(engine).await;
    let (gone, other) = (desk.draft("Gone").await, desk.draft("Budget passes").await);
    let alone = desk.draft("By itself").await;
    let bad = desk.release(json!([article(&gone)])).await;
    let good = desk.release(json!([article(&other)])).await;
    assert_eq!(desk.take(&bad, "schedule", 1, moment(600)).await.code(), 200);
    assert_eq!(desk.take(&good, "schedule", 1, moment(601)).await.code(), 200);
    assert_eq!(desk.step(&alone, "schedule", 1, moment(602)).await.code(), 200);
    let path = format!("/v1/articles/{gone}");
    let trash = desk.app.write(&desk.editor, ("DELETE", &path), Some(1), &Value::Null).await;
    assert_eq!(trash.code(), 204);
    let admin = desk.app.token(Role::Admin).await;
    let path = format!("/v1/articles/{gone}/purge");
    assert_eq!(desk.app.write(&admin, ("POST", &path), Some(1), &Value::Null).await.code(), 204);
    desk.at(603);
    let noted = desk.note_due().await;
    assert_eq!((noted.articles, noted.releases), (1, 2));
    let failed = desk.read(&bad).await;
    assert_eq!(faults(&failed.json["faults"]), [("/items/0", "not_found")], "{}", failed.json);
    assert_eq!(desk.read(&good).await.text("/state"), "released");
    assert_eq!((desk.public(&other).await.0, desk.public(&alone).await.0), (200, 200));
}

async fn whoever_may_not_any_more_lets_nothing_out(engine: Engine) {
    let desk = Desk::open(engine).await;
    let admin = desk.app.token(Role::Admin).await;
    let editor = desk.app.token(Role::Editor).await;
    let me = desk.app.get_as(&editor, "/v1/me").await;
    let (one, two) = (desk.draft("Budget passes").await, desk.draft("What it costs").await);
    for (at, article_id) in [(600, &one), (700, &two)] {
        let id = desk.release(json!([article(article_id)])).await;
        let path = format!("/v1/releases/{id}/schedule");
        let set = desk.app.write(&editor, ("POST", &path), Some(1), &moment(at)).await;
        assert_eq!(set.code(), 200, "{}", set.json);
    }
    let path = format!("/v1/users/{}", me.text("/id"));
    let standing =
        |role: &str, active: bool| json!({ "name": "Ex", "role": role, "active": active });
    let demoted = desk.app.write(&admin, ("PUT", &path), Some(1), &standing("author", true)).await;
    assert_eq!(demoted.code(), 200, "{}", demoted.json);
    desk.at(600);
    assert_eq!(desk.note_due().await.releases, 1);
    let closed = desk.app.write(&admin, ("PUT", &path), Some(2), &standing("editor", false)).await;
    assert_eq!(closed.code(), 200, "{}", closed.json);
    desk.at(700);
    assert_eq!(desk.note_due().await.releases, 1);
    let all = desk.app.get_as(&desk.editor, "/v1/releases").await;
    for summary in all.json["data"].as_array().unwrap() {
        assert_eq!(summary["state"], "failed");
        let failed = desk.read(summary["id"].as_str().unwrap()).await;
        assert_eq!(faults(&failed.json["faults"]), [("", "forbidden")]);
    }
    assert_eq!((desk.public(&one).await.0, desk.public(&two).await.0), (404, 404));
}

async fn an_embargo_is_judged_at_the_time(engine: Engine) {
    let desk = Desk::open(engine).await;
    let one = desk.draft("Budget passes").await;
    let card = json!({ "embargo": { "until": { "at": time(600) } } });
    let path = format!("/v1/articles/{one}/desk");
    assert_eq!(desk.app.write(&desk.editor, ("PUT", &path), Some(0), &card).await.code(), 200);
    let id = desk.release(json!([article(&one)])).await;
    let held = desk.take(&id, "release", 1, Value::Null).await;
    assert_eq!(faults(&held.json["errors"]), [("/items/0", "embargoed")], "{}", held.json);
    let early = desk.take(&id, "schedule", 1, moment(599)).await;
    assert_eq!(faults(&early.json["errors"]), [("/items/0", "embargoed")], "{}", early.json);
    assert_eq!(desk.take(&id, "schedule", 1, moment(600)).await.code(), 200);
    desk.at(600);
    assert_eq!(desk.note_due().await.releases, 1);
    assert_eq!(desk.public(&one).await.0, 200);
}
