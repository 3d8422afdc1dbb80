//! What a court orders to be erased is nowhere afterwards, and the audit still holds.

use domain::account::Role;
use domain::actor::Actor;
use domain::audit::{Signed, Target};
use domain::id::{ArticleId, Revision};
use domain::ledger::Salt;
use domain::text::Line;
use domain::time::Timestamp;
use newsroom::{Redaction, StoreError};
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};
use uuid::Uuid;

both_engines!(
    nothing_is_left_of_what_is_redacted,
    one_revision_goes_and_the_others_stay,
    a_redaction_names_all_entries_however_many,
    many_other_things_are_redacted_with_it,
    what_is_redacted_is_found_by_no_topic,
);

/// A word that is to go.
const WORD: &str = "zyzzyva";

/// Says the word in every place that an article has for it.
async fn say(app: &TestApp, editor: &str) -> String {
    let made = app.newsroom_with_article(editor, "Oil rises").await;
    let mut document = made.document.clone();
    document["headline"] = json!(WORD);
    document["kicker"] = json!(WORD);
    document["body"] = json!({ "markdown": format!("The {WORD} is back.") });
    let bearer = format!("Bearer {editor}");
    let named = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "one"),
    ];
    let begun = app.send("POST", "/v1/articles", &named, document.to_string()).await;
    assert_eq!(begun.code(), 201, "{}", begun.json);
    let id = begun.text("/id").to_owned();
    let path = format!("/v1/articles/{id}");
    let note = json!({ "note": WORD });
    for (method, place, revision, body) in [
        ("PUT", format!("{path}?note={WORD}"), Some(1), &document),
        (
            "PUT",
            format!("{path}/autosave"),
            None,
            &json!({ "baseRevision": 2, "content": document }),
        ),
        ("POST", format!("{path}/notes"), None, &json!({ "text": WORD })),
        ("POST", format!("{path}/publish"), Some(2), &note),
    ] {
        let done = app.write(editor, (method, &place), revision, body).await;
        assert!(done.status.is_success(), "{place} {}", done.json);
    }
    say_beside(app, editor, &id).await;
    id
}

/// Says it in lists and releases: in one that is out, and was something else before, and in a draft.
async fn say_beside(app: &TestApp, editor: &str, article: &str) {
    let list = |title: &str| {
        let slot = json!({ "article": article, "headline": WORD, "note": WORD });
        json!({ "title": title, "slug": "picks", "slots": [slot] })
    };
    let kept = app.write(editor, ("POST", "/v1/lists"), None, &list("Picks")).await;
    app.publish_list(editor, kept.text("/id"), 1).await;
    let listed = json!({ "list": { "id": kept.text("/id"), "content": list("Choice") } });
    let items = json!([{ "article": { "id": article } }, listed]);
    for items in [&items, &json!([listed])] {
        let release = json!({ "title": format!("All of {WORD}"), "note": WORD, "items": items });
        let made = app.write(editor, ("POST", "/v1/releases"), None, &release).await;
        assert_eq!(made.code(), 201, "{}", made.json);
        let out = format!("/v1/releases/{}/release", made.text("/id"));
        if items.as_array().unwrap().len() == 1 {
            let done = app.write(editor, ("POST", &out), Some(1), &Value::Null).await;
            assert_eq!(done.code(), 200, "{}", done.json);
        }
    }
}

async fn nothing_is_left_of_what_is_redacted(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, chief) = (app.token(Role::Editor).await, app.token(Role::ChiefEditor).await);
    let id = say(&app, &editor).await;
    assert!(app.dump().await.contains(WORD));
    let article = ArticleId(Uuid::parse_str(&id).unwrap());
    let (newsroom, reason) = (app.newsroom.clone(), Line::parse("Order 7").unwrap());
    let wanted = Redaction { article, revision: None, also: Vec::new(), reason };
    let redact = move || {
        let done = newsroom.redact(&Actor::Operator, &wanted).unwrap();
        (done, newsroom.verify_audit().unwrap())
    };
    let (done, verified) = tokio::task::spawn_blocking(redact).await.unwrap();
    assert_eq!(done.revisions.len(), 2);
    assert_eq!(verified.unwrap().redacted, done.entries.len(), "the chain holds");
    assert!(!app.dump().await.contains(WORD));
    let shown = app.get(&format!("/v1/articles/{id}")).await;
    assert_eq!((shown.code(), shown.text("/headline")), (200, "Redacted"), "{}", shown.json);
    assert_eq!(app.get(&format!("/v1/articles?q={WORD}")).await.json["data"], json!([]));
    let picks = app.get("/v1/lists/picks").await;
    assert_eq!(picks.text("/items/0/article/headline"), "Redacted", "{}", picks.json);
    let releases = app.get_as(&editor, "/v1/releases").await;
    for place in ["/data/0/title", "/data/1/title"] {
        assert_eq!(releases.text(place), "Redacted", "{}", releases.json);
    }
    let audit = app.get_as(&chief, "/v1/audit?action=article.redact").await;
    assert!(audit.json.to_string().contains("Order 7"), "{}", audit.json);
    // two of the article, two of the list (its draft, and what readers see), two of the releases
    assert_eq!(audit.json["data"].as_array().map(Vec::len), Some(6), "{}", audit.json);
    assert_eq!(app.get_as(&editor, "/v1/audit").await.code(), 403);
    assert_eq!(app.get(&format!("/v1/articles/{WORD}")).await.code(), 404);
    let again = app.write(&editor, ("GET", "/v1/changes"), None, &Value::Null).await;
    assert_eq!(again.code(), 200);
}

/// Erases, and answers true if the chain of the audit holds afterwards.
async fn redact(app: &TestApp, wanted: Redaction) -> bool {
    let newsroom = app.newsroom.clone();
    let redact = move || {
        newsroom.redact(&Actor::Operator, &wanted).unwrap();
        newsroom.verify_audit().unwrap().is_ok()
    };
    tokio::task::spawn_blocking(redact).await.unwrap()
}

async fn one_revision_goes_and_the_others_stay(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let path = format!("/v1/articles/{}", made.article);
    let nothing = Value::Null;
    let mut wrong = made.document.clone();
    wrong["kicker"] = json!(WORD);
    let kept = json!({ "baseRevision": 2, "content": wrong });
    let card = json!({ "embargo": { "until": { "at": "2099-01-01T00:00:00Z", "timeZone": "UTC" }, "note": "Ask Bo" } });
    let quote = json!({ "text": format!("Not {WORD}"), "language": "en", "descriptor": "a pilot" });
    for (method, place, revision, body) in [
        ("POST", format!("{path}/notes"), None, &json!({ "text": "Before" })),
        ("POST", format!("{path}/previews"), None, &nothing),
        ("PUT", path.clone(), Some(1), &wrong),
        ("POST", format!("{path}/notes"), None, &json!({ "text": WORD })),
        ("POST", format!("{path}/previews"), None, &nothing),
        ("PUT", path.clone(), Some(2), &made.document),
        ("PUT", format!("{path}/autosave"), None, &kept),
        ("POST", "/v1/quotes".to_owned(), None, &quote),
    ] {
        let done = app.write(&editor, (method, &place), revision, body).await;
        assert!(done.status.is_success(), "{method} {place} {}", done.json);
    }
    for (method, place, revision, body) in
        [("POST", "unpublish", 3, &nothing), ("PUT", "desk", 0, &card)]
    {
        let place = format!("{path}/{place}");
        let done = app.write(&editor, (method, &place), Some(revision), body).await;
        assert_eq!(done.code(), 200, "{place} {}", done.json);
    }
    let quotes = app.get_as(&editor, "/v1/quotes?view=working").await;
    let quote = Uuid::parse_str(quotes.text("/data/0/id")).unwrap();
    let deleted = format!("/v1/quotes/{quote}");
    let chief = app.token(Role::ChiefEditor).await;
    assert_eq!(app.write(&chief, ("DELETE", &deleted), Some(1), &nothing).await.code(), 204);

    let article = ArticleId(Uuid::parse_str(&made.article).unwrap());
    let reason = Line::parse("Order 8").unwrap();
    let wanted = Redaction { article, revision: Some(Revision(2)), also: vec![quote], reason };
    assert!(app.dump().await.contains(WORD));
    assert!(redact(&app, wanted).await, "the chain holds");
    assert!(!app.dump().await.contains(WORD));
    let second = app.get_as(&editor, &format!("{path}/revisions/2")).await;
    assert_eq!(second.text("/content/headline"), "Redacted");
    for number in [1, 3] {
        let other = app.get_as(&editor, &format!("{path}/revisions/{number}")).await;
        assert_eq!(other.text("/content/headline"), "Oil rises");
    }
    let log = app.get_as(&editor, &format!("{path}/desk-log")).await;
    let notes: Vec<_> =
        log.json["data"].as_array().unwrap().iter().map(|one| &one["note"]).collect();
    assert!(notes.contains(&&json!("Before")), "{notes:?}");
    let desk = app.get_as(&editor, &format!("{path}/desk")).await;
    assert_eq!(desk.text("/embargo/note"), "Ask Bo", "{}", desk.json);
    let links = app.get_as(&editor, &format!("{path}/previews")).await;
    let links: Vec<_> = links.json["items"].as_array().unwrap().iter().collect();
    assert_eq!(links.iter().map(|one| &one["revision"]).collect::<Vec<_>>(), [&json!(1)]);
    assert_eq!(app.get_as(&editor, &format!("{path}/autosave")).await.code(), 404);
}

/// Notes something of an article so often that one entry of the audit cannot name all entries.
async fn noted(app: &TestApp, article: Uuid, times: usize) {
    let store = app.store.clone();
    let at = Timestamp::parse("2026-03-14T07:30:00Z").unwrap();
    let note = move || {
        store.write("article.note", |tx| {
            for _ in 0..times {
                let signed = Signed::by(&Actor::Operator, at, Salt([7; 16]));
                tx.note(Target::new("article", Some(article)), signed, json!({ "note": WORD }));
            }
            Ok::<_, StoreError>(())
        })
    };
    tokio::task::spawn_blocking(note).await.unwrap().unwrap();
}

async fn a_redaction_names_all_entries_however_many(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (editor, chief) = (app.token(Role::Editor).await, app.token(Role::ChiefEditor).await);
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": WORD })).await;
    let id = Uuid::parse_str(&id).unwrap();
    noted(&app, id, 4_000).await;
    let wanted = Redaction {
        article: ArticleId(id),
        revision: None,
        also: Vec::new(),
        reason: Line::parse("Order 9").unwrap(),
    };
    let newsroom = app.newsroom.clone();
    let redact = move || {
        let done = newsroom.redact(&Actor::Operator, &wanted).unwrap();
        (done, newsroom.verify_audit().unwrap())
    };
    let (done, verified) = tokio::task::spawn_blocking(redact).await.unwrap();
    assert_eq!(done.entries.len(), 4_001);
    assert_eq!(verified.map(|verified| verified.redacted), Ok(4_001), "the chain holds");
    let audit = app.get_as(&chief, "/v1/audit?action=article.redact&limit=100").await;
    let told = audit.json["data"].as_array().unwrap().iter().rev();
    let named = told.filter_map(|entry| entry["payload"]["entries"].as_array()).flatten();
    let named: Vec<_> = named.map(|number| number.as_i64().unwrap()).collect();
    assert_eq!(named, done.entries);
}

async fn what_is_redacted_is_found_by_no_topic(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let found = async |query: &str| {
        let list = app.get_as(&editor, &format!("/v1/articles?{query}")).await;
        list.json["data"].as_array().unwrap().len()
    };
    let by_topic = ["topic=trade", "topic=trade&view=working"];
    for query in by_topic {
        assert_eq!(found(query).await, 1, "{query}");
    }
    let article = ArticleId(Uuid::parse_str(&made.article).unwrap());
    let reason = Line::parse("Order 10").unwrap();
    assert!(redact(&app, Redaction { article, revision: None, also: Vec::new(), reason }).await);
    for query in by_topic {
        assert_eq!(found(query).await, 0, "{query}");
    }
    assert_eq!(found("view=working").await, 1, "it is there without its topics");
}

async fn many_other_things_are_redacted_with_it(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": WORD })).await;
    let article = ArticleId(Uuid::parse_str(&id).unwrap());
    let also = (0..500).map(Uuid::from_u128).collect();
    let reason = Line::parse(&"x".repeat(500)).unwrap();
    assert!(redact(&app, Redaction { article, revision: None, also, reason }).await);
}
