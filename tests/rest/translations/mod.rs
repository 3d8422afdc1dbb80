//! Translations: articles that tell one story, each in a language of its own. Nothing else is
//! theirs in common.

mod language;
mod readers;

use std::sync::Arc;

use domain::account::Role;
use domain::time::Timestamp;
use newsroom::SetClock;
use serde_json::{Value, json};
use testkit::{Answer, Engine, Made, TestApp, both_engines};

both_engines!(
    a_translation_begins_with_what_stands_in_the_other,
    a_named_request_begins_one_translation,
    quotes_stand_in_a_translation_under_names_of_their_own,
    editors_see_translations_with_their_states,
    who_joins_changes_nothing_else,
    what_cannot_be_joined_is_refused,
    who_leaves_stands_alone,
    a_step_of_one_is_none_of_anothers,
);

const NOBODY: &str = "01890000-0000-7000-8000-000000000000";

struct Desk {
    app: TestApp,
    clock: Arc<SetClock>,
    editor: String,
    made: Made,
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::parse("2026-03-14T07:30:00Z").unwrap().plus_seconds(seconds)
}

impl Desk {
    /// A newsroom with an article in English that readers see.
    async fn open(engine: Engine) -> Self {
        let clock = Arc::new(SetClock::at(time(0)));
        let app = TestApp::start_set(engine, clock.clone()).await;
        let editor = app.token(Role::ChiefEditor).await;
        let made = app.newsroom_with_article(&editor, "Oil rises").await;
        Self { app, clock, editor, made }
    }

    /// Begins a translation of the article; its id.
    async fn translate(&self, language: &str, headline: &str) -> String {
        let wish = json!({ "language": language, "headline": headline });
        let path = format!("/v1/articles/{}/translations", self.made.article);
        self.app.make(&self.editor, &path, &wish).await
    }

    async fn join(&self, token: &str, id: &str, of: &str) -> Answer {
        let path = format!("/v1/articles/{id}/translation");
        self.app.write(token, ("PUT", &path), None, &json!({ "of": of })).await
    }

    async fn draft(&self, token: &str, language: &str) -> String {
        let document = json!({ "headline": format!("In {language}"), "language": language });
        self.app.make(token, "/v1/articles", &document).await
    }

    async fn step(&self, id: &str, word: &str, revision: i64, body: Value) -> Answer {
        let (method, path) = match word {
            "trash" => ("DELETE", format!("/v1/articles/{id}")),
            word => ("POST", format!("/v1/articles/{id}/{word}")),
        };
        self.app.write(&self.editor, (method, &path), Some(revision), &body).await
    }

    async fn take(&self, id: &str, word: &str, body: Value) {
        let taken = self.step(id, word, 1, body).await;
        assert!(taken.status.is_success(), "{word}: {}", taken.json);
    }

    async fn public(&self, id: &str) -> Answer {
        self.app.get(&format!("/v1/articles/{id}")).await
    }

    async fn working(&self, token: &str, id: &str) -> Answer {
        self.app.get_as(token, &format!("/v1/articles/{id}?view=working")).await
    }

    /// The languages of the translations that readers see beside an article.
    async fn languages(&self, id: &str) -> Vec<String> {
        of_all(&self.public(id).await.json, "language")
    }

    /// All that is an article's own: what editors and readers see of it without its translations,
    /// its entity tag, its desk and what was done with it.
    async fn own(&self, id: &str) -> Value {
        let mut working = self.working(&self.editor, id).await;
        let mut public = self.public(id).await.json;
        for seen in [&mut working.json, &mut public] {
            seen.as_object_mut().unwrap().remove("translations");
            seen.as_object_mut().unwrap().remove("requestId");
        }
        let desk = self.app.get_as(&self.editor, &format!("/v1/articles/{id}/desk")).await;
        let log = self.app.get_as(&self.editor, &format!("/v1/articles/{id}/desk-log")).await;
        json!([working.header("etag"), working.json, public, desk.json, log.json])
    }

    /// How often the log says this of an article.
    async fn logged(&self, id: &str, kind: &str) -> usize {
        let (store, id, kind) = (self.app.store.clone(), id.to_owned(), kind.to_owned());
        let count = move || {
            let rows = store.snapshot().unwrap().read(|tx| tx.changes(0, 1_000)).unwrap();
            rows.iter().filter(|row| row.id.to_string() == id && row.kind == kind).count()
        };
        tokio::task::spawn_blocking(count).await.unwrap()
    }

    /// What readers are told that happened to articles: ids and kinds.
    async fn told(&self) -> Vec<(String, String)> {
        let all = self.app.get("/v1/changes?limit=100").await;
        let word = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
        let all = all.json["data"].as_array().unwrap();
        let all = all.iter().filter(|one| one["entity"] == "article");
        all.map(|one| (word(one, "id"), word(one, "kind"))).collect()
    }

    async fn note_due(&self) -> usize {
        let newsroom = self.app.newsroom.clone();
        let note = move || newsroom.note_due(newsroom.watch()).unwrap().articles;
        tokio::task::spawn_blocking(note).await.unwrap()
    }
}

/// A member of each translation.
fn of_all(article: &Value, member: &str) -> Vec<String> {
    let all = article["translations"].as_array().unwrap_or_else(|| panic!("{article}"));
    all.iter().map(|one| one[member].as_str().unwrap().to_owned()).collect()
}

fn window(from: i64, until: Option<i64>) -> Value {
    let moment = |seconds: i64| json!({ "at": time(seconds) });
    json!({ "publishAt": moment(from), "unpublishAt": until.map(moment) })
}

fn reason() -> Value {
    json!({ "note": "So." })
}

async fn a_translation_begins_with_what_stands_in_the_other(engine: Engine) {
    let desk = Desk::open(engine).await;
    let source = &desk.made.article;
    let path = format!("/v1/articles/{source}");
    let mut document = desk.made.document.clone();
    document["slug"] = json!("oil-rises");
    document["canonicalUrl"] = json!("https://pier.example/oil");
    document["alternateIds"] = json!([{ "role": "cms", "value": "7" }]);
    document["standfirst"] = json!("It does.");
    let saved = desk.app.write(&desk.editor, ("PUT", &path), Some(1), &document).await;
    assert_eq!(saved.code(), 200, "{}", saved.json);
    let before = desk.own(source).await;
    desk.clock.set(time(60));
    let author = desk.app.token(Role::Editor).await;
    let wish = json!({ "language": "PT-br", "slug": "sobe", "headline": "O petróleo sobe" });
    let place = format!("{path}/translations");
    let made = desk.app.write(&author, ("POST", &place), None, &wish).await;
    assert_eq!((made.code(), made.header("etag")), (201, "\"1\""), "{}", made.json);
    let id = made.text("/id").to_owned();
    assert_eq!(made.header("location"), format!("/v1/articles/{id}"));
    assert_eq!((made.text("/state"), made.text("/content/language")), ("draft", "pt-BR"));
    assert_eq!(made.text("/content/headline"), "O petróleo sobe");
    assert_eq!((made.text("/slug"), made.text("/content/slug")), ("sobe", "sobe"));
    // all else stands in it, but what is the other's alone
    for member in ["section", "credits", "topics", "standfirst", "body"] {
        assert_eq!(made.json["content"][member], saved.json["content"][member], "{member}");
    }
    assert_eq!(made.json["content"]["canonicalUrl"], Value::Null);
    assert_eq!(made.json["content"]["alternateIds"], json!([]));
    assert_ne!(made.json["createdBy"], saved.json["createdBy"]);
    let beside = json!([{
        "id": source, "language": "en", "slug": "oil-rises", "headline": "Oil rises",
        "state": "published",
    }]);
    assert_eq!(made.json["translations"], beside);
    assert_eq!(desk.own(source).await, before, "the other is as it was");
    // an address that is only asked for is nobody's yet
    assert_eq!(desk.public("sobe").await.code(), 404);
    for (wish, pointer) in [
        (json!({}), "/language"),
        (json!({ "language": "the best" }), "/language"),
        (json!({ "language": "fr", "headline": "" }), "/headline"),
        (json!({ "language": "fr", "slug": "No" }), "/slug"),
        (json!({ "language": "fr", "body": "" }), "/body"),
    ] {
        let refused = desk.app.write(&author, ("POST", &place), None, &wish).await;
        assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, pointer));
    }
    let nothing = format!("/v1/articles/{NOBODY}/translations");
    let wish = json!({ "language": "fr" });
    assert_eq!(desk.app.write(&author, ("POST", &nothing), None, &wish).await.code(), 404);
    let headers =
        [("authorization", format!("Bearer {author}")), ("prefer", "return=minimal".to_owned())];
    let headers = headers.iter().map(|(name, value)| (*name, value.as_str()));
    let headers: Vec<_> = headers.chain([("content-type", "application/json")]).collect();
    let brief = desk.app.send("POST", &place, &headers, wish.to_string()).await;
    assert_eq!((brief.code(), brief.bytes.len()), (204, 0), "{}", brief.json);
    assert!(brief.header("location").starts_with("/v1/articles/"));
}

async fn a_named_request_begins_one_translation(engine: Engine) {
    let desk = Desk::open(engine).await;
    let path = format!("/v1/articles/{}/translations", desk.made.article);
    let bearer = format!("Bearer {}", desk.editor);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "pt-1"),
    ];
    let body = json!({ "language": "pt" }).to_string();
    let first = desk.app.send("POST", &path, &headers, body.clone()).await;
    let again = desk.app.send("POST", &path, &headers, body.clone()).await;
    assert_eq!((first.code(), again.code()), (201, 201), "{}", again.json);
    assert_eq!((again.header("idempotency-replayed"), &again.json), ("true", &first.json));
    let anew = desk.app.send("POST", &path, &headers[..2], body).await;
    assert_eq!((anew.code(), anew.text("/code")), (409, "language_taken"));
    assert_eq!(anew.text("/article"), first.text("/id"));
    let ask =
        "mutation($id: ID!) { translateArticle(input: { article: $id, idempotencyKey: \"fr-1\",
        content: { language: \"fr\" } }) { article { id } userErrors { code } } }";
    let id = json!({ "id": desk.made.article });
    let first = desk.app.graphql(Some(&desk.editor), ask, id.clone()).await;
    assert!(first["data"]["translateArticle"]["article"]["id"].is_string(), "{first}");
    assert_eq!(desk.app.graphql(Some(&desk.editor), ask, id.clone()).await, first);
    let ask = "mutation($id: ID!) { translateArticle(input: { article: $id,
        content: { language: \"fr\" } }) { article { id } userErrors { __typename code pointer
        ... on LanguageTakenError { article } } } }";
    let refused = desk.app.graphql(Some(&desk.editor), ask, id).await;
    let error = json!({
        "__typename": "LanguageTakenError", "code": "language_taken", "pointer": "/language",
        "article": first["data"]["translateArticle"]["article"]["id"],
    });
    assert_eq!(refused["data"]["translateArticle"]["userErrors"], json!([error]));
}

async fn quotes_stand_in_a_translation_under_names_of_their_own(engine: Engine) {
    let desk = Desk::open(engine).await;
    let path = format!("/v1/articles/{}", desk.made.article);
    let said = json!({
        "texts": [{ "text": "two" }], "quote": { "descriptor": "somebody", "language": "en" },
    });
    let attached =
        desk.app.write(&desk.editor, ("POST", &format!("{path}/quotes")), Some(1), &said).await;
    assert_eq!(attached.code(), 201, "{}", attached.json);
    let before = &attached.json["article"]["content"]["quotes"][0];
    let place = format!("{path}/translations");
    let wish = json!({ "language": "pt" });
    let made = desk.app.write(&desk.editor, ("POST", &place), None, &wish).await;
    assert_eq!(made.code(), 201, "{}", made.json);
    let after = &made.json["content"]["quotes"][0];
    assert_eq!((&after["quote"], &after["parts"]), (&before["quote"], &before["parts"]));
    assert_ne!(after["id"], before["id"]);
    assert_eq!(
        (&after["alteration"], &made.json["droppedUses"]),
        (&json!("translated"), &json!([]))
    );
    assert!(!made.json["content"].to_string().contains(before["id"].as_str().unwrap()));
}

async fn editors_see_translations_with_their_states(engine: Engine) {
    let desk = Desk::open(engine).await;
    let source = &desk.made.article;
    let author = desk.app.token(Role::Author).await;
    let pt = desk.draft(&author, "pt").await;
    assert_eq!(desk.join(&desk.editor, &pt, source).await.code(), 200);
    let de = desk.translate("de", "Öl steigt").await;
    let fr = desk.translate("fr", "Le pétrole monte").await;
    desk.take(&fr, "submit", Value::Null).await;
    let all = desk.working(&desk.editor, source).await;
    let states = json!([
        { "id": de, "language": "de", "slug": "ol-steigt", "headline": "Öl steigt",
          "state": "draft" },
        { "id": fr, "language": "fr", "slug": "le-petrole-monte",
          "headline": "Le pétrole monte", "state": "in_review" },
        { "id": pt, "language": "pt", "slug": "in-pt", "headline": "In pt", "state": "draft" },
    ]);
    assert_eq!(all.json["translations"], states);
    let program = desk.app.token(Role::Integrator).await;
    assert_eq!(desk.working(&program, source).await.json["translations"], states);
    let ask = "query($id: ID!) { workingArticle(by: { id: $id }) { translations { id language slug
        headline state } } }";
    let read = desk.app.graphql(Some(&desk.editor), ask, json!({ "id": source })).await;
    let read = read["data"]["workingArticle"]["translations"].to_string();
    assert_eq!(
        read.replace("DRAFT", "draft").replace("IN_REVIEW", "in_review"),
        states.to_string()
    );
    // an author sees their own, whatever way they ask
    assert_eq!(desk.working(&author, &pt).await.json["translations"], json!([]));
    let path = format!("/v1/articles/{pt}");
    let next = json!({ "headline": "Sobe" });
    let saved = desk.app.write(&author, ("PATCH", &path), Some(1), &next).await;
    assert_eq!((saved.code(), &saved.json["translations"]), (200, &json!([])));
    let by_editor = desk.app.write(&desk.editor, ("PATCH", &path), Some(2), &next).await;
    assert_eq!(of_all(&by_editor.json, "language"), ["de", "en", "fr"]);
    // the trash is looked into by whoever asks for it
    desk.take(&de, "trash", Value::Null).await;
    let left = desk.working(&desk.editor, source).await;
    assert_eq!(of_all(&left.json, "language"), ["fr", "pt"]);
    assert_eq!(of_all(&desk.working(&desk.editor, &de).await.json, "language"), ["en", "fr", "pt"]);
}

async fn who_joins_changes_nothing_else(engine: Engine) {
    let desk = Desk::open(engine).await;
    let source = desk.made.article.clone();
    let (pt, de) = (desk.draft(&desk.editor, "pt").await, desk.draft(&desk.editor, "de").await);
    let mut before = Vec::new();
    for id in [&source, &pt, &de] {
        before.push(desk.own(id).await);
    }
    desk.clock.set(time(60));
    let joined = desk.join(&desk.editor, &pt, &source).await;
    assert_eq!((joined.code(), joined.header("etag")), (200, "\"1\""), "{}", joined.json);
    assert_eq!(joined.text("/translations/0/id"), source);
    // who joins one, joins all of its group
    let joined = desk.join(&desk.editor, &de, &pt).await;
    assert_eq!(of_all(&joined.json, "language"), ["en", "pt"]);
    let noted = desk.logged(&de, "updated").await;
    assert_eq!(desk.join(&desk.editor, &de, &source).await.code(), 200, "it is there already");
    assert_eq!(desk.logged(&de, "updated").await, noted);
    for (id, before) in [&source, &pt, &de].into_iter().zip(before) {
        assert_eq!(desk.own(id).await, before);
    }
    let audit = desk.app.get_as(&desk.editor, &format!("/v1/audit?target={de}")).await;
    let entry = &audit.json["data"][0];
    assert_eq!(entry["action"], "article.join_translation", "{}", audit.json);
    assert!(entry.to_string().contains(&pt), "it says of what: {entry}");
    // from group to group
    let other = desk.draft(&desk.editor, "nl").await;
    assert_eq!(of_all(&desk.join(&desk.editor, &de, &other).await.json, "language"), ["nl"]);
    assert_eq!(of_all(&desk.working(&desk.editor, &pt).await.json, "language"), ["en"]);
}

async fn what_cannot_be_joined_is_refused(engine: Engine) {
    let desk = Desk::open(engine).await;
    let source = &desk.made.article;
    let author = desk.app.token(Role::Author).await;
    let pt = desk.draft(&author, "pt").await;
    for (of, code) in [(NOBODY, "unknown_reference"), (&pt, "invalid_value")] {
        let refused = desk.join(&desk.editor, &pt, of).await;
        let fault = (refused.text("/errors/0/pointer"), refused.text("/errors/0/code"));
        assert_eq!((refused.code(), fault), (422, ("/of", code)), "{}", refused.json);
    }
    let path = format!("/v1/articles/{pt}/translation");
    for body in [json!({}), json!({ "of": "oil" }), json!({ "of": source, "language": "pt" })] {
        let refused = desk.app.write(&desk.editor, ("PUT", &path), None, &body).await;
        assert_eq!(refused.code(), 422, "{body} {}", refused.json);
    }
    // what one does not see in the working view is not there, whether readers see it or not
    let hidden = desk.draft(&desk.editor, "en").await;
    for of in [source, &hidden] {
        let refused = desk.join(&author, &pt, of).await;
        assert_eq!((refused.code(), refused.text("/code")), (422, "unknown_reference"));
    }
    let place = format!("/v1/articles/{hidden}/translations");
    let wish = json!({ "language": "pt" });
    assert_eq!(desk.app.write(&author, ("POST", &place), None, &wish).await.code(), 404);
    assert_eq!(desk.join(&author, &hidden, &pt).await.code(), 404);
    assert_eq!(desk.join(&author, source, &pt).await.code(), 403);
    // what is put away is brought back first
    desk.take(&hidden, "trash", Value::Null).await;
    for (id, of) in [(&hidden, &pt), (&pt, &hidden)] {
        let refused = desk.join(&desk.editor, id, of).await;
        assert_eq!((refused.code(), refused.text("/code")), (409, "conflicting_state"));
    }
    let refused = desk.app.write(&desk.editor, ("POST", &place), None, &wish).await;
    assert_eq!((refused.code(), refused.text("/code")), (409, "conflicting_state"));
    assert_eq!(desk.working(&desk.editor, &pt).await.json["translations"], json!([]));
}

async fn who_leaves_stands_alone(engine: Engine) {
    let desk = Desk::open(engine).await;
    let source = desk.made.article.clone();
    let pt = desk.translate("pt", "O petróleo sobe").await;
    let de = desk.translate("de", "Öl steigt").await;
    let before = [desk.own(&source).await, desk.own(&pt).await, desk.own(&de).await];
    let path = format!("/v1/articles/{pt}/translation");
    for _ in 0..2 {
        let left = desk.app.write(&desk.editor, ("DELETE", &path), None, &Value::Null).await;
        assert_eq!(left.code(), 204, "{}", left.json);
    }
    let after = [desk.own(&source).await, desk.own(&pt).await, desk.own(&de).await];
    assert_eq!(after, before);
    assert_eq!(desk.working(&desk.editor, &pt).await.json["translations"], json!([]));
    assert_eq!(of_all(&desk.working(&desk.editor, &source).await.json, "language"), ["de"]);
    // the language is free again, also for one that was killed
    let again = desk.translate("pt", "Sobe").await;
    desk.take(&again, "kill", reason()).await;
    let path = format!("/v1/articles/{again}/translation");
    let left = desk.app.write(&desk.editor, ("DELETE", &path), None, &Value::Null).await;
    assert_eq!(left.code(), 204);
    assert_eq!(desk.join(&desk.editor, &pt, &de).await.code(), 200);
}

/// Every step of the table, taken by one of three.
async fn a_step_of_one_is_none_of_anothers(engine: Engine) {
    let desk = Desk::open(engine).await;
    let source = desk.made.article.clone();
    let end = json!({ "unpublishAt": { "at": time(90_000) } });
    desk.take(&source, "publish", end).await;
    let de = desk.translate("de", "Öl steigt").await;
    desk.take(&de, "schedule", window(80_000, Some(90_000))).await;
    let fr = desk.translate("fr", "Le pétrole monte").await;
    desk.take(&fr, "submit", Value::Null).await;
    let pt = desk.translate("pt", "O petróleo sobe").await;
    let others = [&source, &de, &fr];
    let mut before = Vec::new();
    for id in others {
        before.push(desk.own(id).await);
    }
    let steps = [
        ("submit", Value::Null),
        ("return", reason()),
        ("submit", Value::Null),
        ("withdraw", Value::Null),
        ("approve", Value::Null),
        ("schedule", window(70_000, None)),
        ("unschedule", Value::Null),
        ("publish", Value::Null),
        ("unpublish", Value::Null),
        ("publish", Value::Null),
        ("kill", reason()),
        ("restore", Value::Null),
        ("trash", Value::Null),
        ("restore", Value::Null),
        ("trash", Value::Null),
        ("purge", Value::Null),
    ];
    let mut seconds = 60;
    for (word, body) in steps {
        desk.clock.set(time(seconds));
        seconds += 60;
        desk.take(&pt, word, body).await;
        for (id, before) in others.into_iter().zip(&before) {
            assert_eq!(desk.own(id).await, *before, "{word} of one left a trace in {id}");
        }
    }
    let left = desk.working(&desk.editor, &source).await;
    assert_eq!(of_all(&left.json, "language"), ["de", "fr"], "what is deleted is in no group");
    assert_eq!(desk.working(&desk.editor, &pt).await.code(), 404);
}
