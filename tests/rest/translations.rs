//! Translations: articles that tell one story, each in a language of its own. Nothing else is
//! theirs in common.

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
    readers_see_translations_as_far_as_they_may,
    a_hidden_translation_leaves_no_trace,
    editors_see_translations_with_their_states,
    who_joins_changes_nothing_else,
    what_cannot_be_joined_is_refused,
    who_leaves_stands_alone,
    a_step_of_one_is_none_of_anothers,
    a_language_is_taken_once,
    a_language_is_taken_once_in_every_way_back,
    who_may_not_know_of_an_article_is_not_told_which,
    of_many_who_join_at_once_one_does,
    two_who_join_each_other_are_one_group,
    caches_learn_what_readers_see_anew,
    no_cache_keeps_a_translation_that_has_ended,
    statements_do_not_grow_with_the_page,
    a_link_shows_the_translations_that_readers_see,
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

async fn readers_see_translations_as_far_as_they_may(engine: Engine) {
    let desk = Desk::open(engine).await;
    let source = &desk.made.article;
    let pt = desk.translate("pt", "O petróleo sobe").await;
    let de = desk.translate("de", "Öl steigt").await;
    desk.translate("fr", "Le pétrole monte").await;
    assert_eq!(desk.languages(source).await, Vec::<String>::new());
    desk.take(&pt, "publish", Value::Null).await;
    desk.take(&de, "publish", json!({ "unpublishAt": { "at": time(6_000) } })).await;
    let seen = desk.public(source).await;
    let wanted = json!([
        {
            "id": de, "language": "de", "slug": "ol-steigt", "headline": "Öl steigt",
            "expiresAt": time(6_000),
        },
        {
            "id": pt, "language": "pt", "slug": "o-petroleo-sobe", "headline": "O petróleo sobe",
            "expiresAt": null,
        },
    ]);
    assert_eq!(seen.json["translations"], wanted);
    assert_eq!(desk.languages(&pt).await, ["de", "en"]);
    let part = desk.app.get(&format!("/v1/articles/{source}?fields=translations")).await;
    assert_eq!(part.json, json!({ "id": source, "translations": wanted }));
    let ask =
        "query($id: ID!) { article(by: { id: $id }) { translations { id language slug headline
        expiresAt } } node(id: $id) { ... on Article { translations { id } } }
        articles(where: { language: [\"en\"] }) { nodes { translations { language } } } }";
    let read = desk.app.graphql(None, ask, json!({ "id": source })).await;
    assert_eq!(read["data"]["article"]["translations"], wanted, "{read}");
    assert_eq!(read["data"]["node"]["translations"], json!([{ "id": de }, { "id": pt }]));
    let languages = json!([{ "language": "de" }, { "language": "pt" }]);
    assert_eq!(read["data"]["articles"]["nodes"][0]["translations"], languages, "{read}");
    // a save of a draft is not seen, a new publication is
    let path = format!("/v1/articles/{pt}");
    let next = json!({ "headline": "Sobe de novo" });
    assert_eq!(desk.app.write(&desk.editor, ("PATCH", &path), Some(1), &next).await.code(), 200);
    assert_eq!(desk.public(source).await.bytes, seen.bytes);
    assert_eq!(desk.step(&pt, "publish", 2, Value::Null).await.code(), 200);
    let headlines = of_all(&desk.public(source).await.json, "headline");
    assert_eq!(headlines, ["Öl steigt", "Sobe de novo"]);
    assert_eq!(desk.step(&pt, "unpublish", 2, Value::Null).await.code(), 200);
    assert_eq!(desk.languages(source).await, ["de"]);
    desk.take(&de, "kill", reason()).await;
    assert_eq!(desk.languages(source).await, Vec::<String>::new());
}

/// Two newsrooms that differ only in translations that readers do not see.
async fn a_hidden_translation_leaves_no_trace(engine: Engine) {
    let mut seen = Vec::new();
    for is_busy in [false, true] {
        let desk = Desk::open(engine).await;
        let source = desk.made.article.clone();
        desk.clock.set(time(10));
        if is_busy {
            desk.translate("fr", "Zyzzyva").await;
            let pt = desk.translate("pt", "Zyzzyva").await;
            desk.take(&pt, "schedule", window(3_600, None)).await;
            let de = desk.translate("de", "Zyzzyva").await;
            desk.take(&de, "trash", Value::Null).await;
            let es = desk.translate("es", "Zyzzyva").await;
            desk.take(&es, "kill", reason()).await;
            let it = desk.draft(&desk.editor, "it").await;
            assert_eq!(desk.join(&desk.editor, &it, &source).await.code(), 200);
            // the one that readers see goes to one that they do not see, and comes back
            let nl = desk.draft(&desk.editor, "nl").await;
            let ro = desk.translate("ro", "Zyzzyva").await;
            for of in [&nl, &ro] {
                assert_eq!(desk.join(&desk.editor, &source, of).await.code(), 200);
            }
            let path = format!("/v1/articles/{ro}");
            let next = json!({ "headline": "Zyzzyvas" });
            let saved = desk.app.write(&desk.editor, ("PATCH", &path), Some(1), &next).await;
            assert_eq!(saved.code(), 200);
        }
        desk.clock.set(time(20));
        let asked = "/graphql?query=%7Barticles%7Bnodes%7Bid%20translations%7Bid%7D%7D%7D%7D";
        let paths = [
            format!("/v1/articles/{source}"),
            format!("/v1/articles/{source}?fields=translations"),
            "/v1/articles/oil-rises?include=quotes".to_owned(),
            "/v1/articles?count=true".to_owned(),
            "/v1/articles?language=fr".to_owned(),
            "/v1/changes".to_owned(),
            "/v1/trending".to_owned(),
            asked.to_owned(),
        ];
        let mut answers = Vec::new();
        for path in paths {
            let answer = desk.app.get(&path).await;
            assert_eq!(answer.code(), 200, "{path} {}", answer.json);
            let kept = ["etag", "cache-control", "surrogate-key", "vary", "link", "content-type"];
            let mut names: Vec<_> = answer.headers.keys().map(|name| name.to_string()).collect();
            names.sort();
            let headers = kept.map(|name| answer.header(name).to_owned());
            answers.push((path, names, headers, String::from_utf8(answer.bytes).unwrap()));
        }
        seen.push(answers);
    }
    for (without, with) in seen[0].iter().zip(&seen[1]) {
        assert_eq!(without, with);
    }
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
    assert_eq!(of_all(&joined.json, "id"), [source.clone()]);
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

async fn a_language_is_taken_once(engine: Engine) {
    let desk = Desk::open(engine).await;
    let source = &desk.made.article;
    let pt = desk.translate("pt", "O petróleo sobe").await;
    #[track_caller]
    fn check(refused: &Answer, by: &str) {
        let said = (refused.text("/code"), refused.text("/errors/0/pointer"));
        assert_eq!((refused.code(), said), (409, ("language_taken", "/language")));
        assert_eq!(refused.text("/article"), by, "{}", refused.json);
    }
    let count = async || {
        let all = desk.app.get_as(&desk.editor, "/v1/articles?view=working&count=true").await;
        all.json["page"]["total"].as_u64().unwrap()
    };
    let place = format!("/v1/articles/{source}/translations");
    let before = count().await;
    for (language, by) in [("en", source), ("PT", &pt)] {
        let wish = json!({ "language": language });
        check(&desk.app.write(&desk.editor, ("POST", &place), None, &wish).await, by);
    }
    assert_eq!(count().await, before, "nothing was begun");
    let second = desk.draft(&desk.editor, "pt").await;
    check(&desk.join(&desk.editor, &second, source).await, &pt);
    assert_eq!(desk.working(&desk.editor, &second).await.json["translations"], json!([]));
    // another variety is another language
    assert_eq!(of_all(&desk.working(&desk.editor, source).await.json, "language"), ["pt"]);
    desk.translate("pt-BR", "Sobe").await;
    // a language is that of the newest revision, and that of what readers see
    let path = format!("/v1/articles/{source}");
    let next = json!({ "language": "nl" });
    assert_eq!(desk.app.write(&desk.editor, ("PATCH", &path), Some(1), &next).await.code(), 200);
    for language in ["en", "nl"] {
        let wish = json!({ "language": language });
        check(&desk.app.write(&desk.editor, ("POST", &place), None, &wish).await, source);
    }
    assert_eq!(desk.step(source, "publish", 2, Value::Null).await.code(), 200);
    desk.translate("en", "Oil rises").await;
}

async fn a_language_is_taken_once_in_every_way_back(engine: Engine) {
    let desk = Desk::open(engine).await;
    let source = desk.made.article.clone();
    let pt = desk.translate("pt", "O petróleo sobe").await;
    let path = format!("/v1/articles/{pt}");
    let taken = async |refused: Answer, by: &str| {
        assert_eq!((refused.code(), refused.text("/code")), (409, "language_taken"));
        assert_eq!(refused.text("/article"), by, "{}", refused.json);
    };
    // a save
    let before = desk.own(&pt).await;
    let next = json!({ "language": "en" });
    taken(desk.app.write(&desk.editor, ("PATCH", &path), Some(1), &next).await, &source).await;
    let whole = json!({ "headline": "Sobe", "language": "en" });
    taken(desk.app.write(&desk.editor, ("PUT", &path), Some(1), &whole).await, &source).await;
    let batch = json!({ "items": [
        { "update": { "id": pt, "expectedRevision": 1, "content": whole } },
    ] });
    let done = desk.app.write(&desk.editor, ("POST", "/v1/articles/batch"), None, &batch).await;
    assert_eq!(done.text("/items/0/problem/code"), "language_taken", "{}", done.json);
    assert_eq!(desk.own(&pt).await, before, "nothing was saved");
    // a revision that is brought back
    let next = json!({ "language": "gl" });
    assert_eq!(desk.app.write(&desk.editor, ("PATCH", &path), Some(1), &next).await.code(), 200);
    let second = desk.translate("pt", "Sobe").await;
    let before = desk.own(&pt).await;
    let back = format!("{path}/revisions/1/restore");
    taken(desk.app.write(&desk.editor, ("POST", &back), Some(2), &Value::Null).await, &second)
        .await;
    assert_eq!(desk.own(&pt).await, before, "nothing was brought back");
    // the trash
    let third = {
        desk.take(&second, "trash", Value::Null).await;
        desk.translate("pt", "Sobe outra vez").await
    };
    let before = desk.own(&second).await;
    taken(desk.step(&second, "restore", 1, Value::Null).await, &third).await;
    assert_eq!(desk.own(&second).await, before, "it lies where it lay");
    desk.take(&third, "kill", reason()).await;
    taken(desk.step(&second, "restore", 1, Value::Null).await, &third).await;
    desk.take(&third, "trash", Value::Null).await;
    desk.take(&second, "restore", Value::Null).await;
    let all = desk.working(&desk.editor, &source).await;
    assert_eq!(of_all(&all.json, "language"), ["gl", "pt"]);
}

async fn who_may_not_know_of_an_article_is_not_told_which(engine: Engine) {
    let desk = Desk::open(engine).await;
    let author = desk.app.token(Role::Author).await;
    let own = desk.draft(&author, "gl").await;
    let hidden = desk.draft(&desk.editor, "pt").await;
    assert_eq!(desk.join(&desk.editor, &hidden, &own).await.code(), 200);
    let place = format!("/v1/articles/{own}/translations");
    let wish = json!({ "language": "pt" });
    let refused = desk.app.write(&author, ("POST", &place), None, &wish).await;
    assert_eq!((refused.code(), refused.text("/code")), (409, "language_taken"));
    assert!(!refused.json.to_string().contains(&hidden), "{}", refused.json);
    let by_editor = desk.app.write(&desk.editor, ("POST", &place), None, &wish).await;
    assert_eq!(by_editor.text("/article"), hidden);
    // what all readers see is no secret
    assert_eq!(desk.join(&desk.editor, &desk.made.article, &own).await.code(), 200);
    let wish = json!({ "language": "en" });
    let refused = desk.app.write(&author, ("POST", &place), None, &wish).await;
    assert_eq!(refused.text("/article"), desk.made.article);
}

async fn of_many_who_join_at_once_one_does(engine: Engine) {
    let desk = Arc::new(Desk::open(engine).await);
    let source = desk.made.article.clone();
    let de = desk.translate("de", "Öl steigt").await;
    let mut drafts = Vec::new();
    for _ in 0..6 {
        drafts.push(desk.draft(&desk.editor, "pt").await);
    }
    let gl = desk.translate("gl", "Sobe").await;
    // some join the one, some the other, two are begun in it, one comes by a save
    let mut all: Vec<tokio::task::JoinHandle<u16>> = Vec::new();
    for (at, id) in drafts.iter().cloned().enumerate() {
        let (desk, of) = (desk.clone(), if at % 2 == 0 { &source } else { &de }.clone());
        all.push(tokio::spawn(async move { desk.join(&desk.editor, &id, &of).await.code() }));
    }
    for of in [&source, &de] {
        let (desk, path) = (desk.clone(), format!("/v1/articles/{of}/translations"));
        all.push(tokio::spawn(async move {
            let wish = json!({ "language": "pt" });
            desk.app.write(&desk.editor, ("POST", &path), None, &wish).await.code()
        }));
    }
    {
        let (desk, path) = (desk.clone(), format!("/v1/articles/{gl}"));
        all.push(tokio::spawn(async move {
            let next = json!({ "language": "pt" });
            desk.app.write(&desk.editor, ("PATCH", &path), Some(1), &next).await.code()
        }));
    }
    let mut codes = Vec::new();
    for done in all {
        codes.push(done.await.unwrap());
    }
    let done = codes.iter().filter(|code| matches!(code, 200 | 201)).count();
    let refused = codes.iter().filter(|code| **code == 409).count();
    assert_eq!((done, refused), (1, 8), "{codes:?}");
    let languages = of_all(&desk.working(&desk.editor, &source).await.json, "language");
    assert_eq!(languages.iter().filter(|language| *language == "pt").count(), 1, "{languages:?}");
}

async fn two_who_join_each_other_are_one_group(engine: Engine) {
    let desk = Arc::new(Desk::open(engine).await);
    for _ in 0..5 {
        let (one, two) =
            (desk.draft(&desk.editor, "pt").await, desk.draft(&desk.editor, "gl").await);
        let pairs = [(one.clone(), two.clone()), (two.clone(), one.clone())];
        let all: Vec<_> = pairs
            .into_iter()
            .map(|(id, of)| {
                let desk = desk.clone();
                tokio::spawn(async move { desk.join(&desk.editor, &id, &of).await.code() })
            })
            .collect();
        for done in all {
            assert_eq!(done.await.unwrap(), 200);
        }
        for (id, other) in [(&one, "gl"), (&two, "pt")] {
            let seen = desk.working(&desk.editor, id).await;
            assert_eq!(of_all(&seen.json, "language"), [other]);
        }
    }
}

async fn caches_learn_what_readers_see_anew(engine: Engine) {
    let desk = Desk::open(engine).await;
    let source = desk.made.article.clone();
    let keys = async |id: &str| desk.public(id).await.header("surrogate-key").to_owned();
    let updated = async || desk.logged(&source, "updated").await;
    let pair = |id: &str, kind: &str| (id.to_owned(), kind.to_owned());
    let pt = desk.translate("pt", "O petróleo sobe").await;
    let path = format!("/v1/articles/{pt}");
    let next = json!({ "headline": "Sobe" });
    assert_eq!(desk.app.write(&desk.editor, ("PATCH", &path), Some(1), &next).await.code(), 200);
    assert_eq!(updated().await, 0, "what is not seen is nothing to the others");
    assert!(!keys(&source).await.contains(&pt));
    let mut told = vec![pair(&source, "published")];
    assert_eq!(desk.told().await, told);
    // nothing in the answer of before leads to what appears
    assert_eq!(desk.step(&pt, "publish", 2, Value::Null).await.code(), 200);
    told.extend([pair(&pt, "published"), pair(&source, "updated")]);
    assert_eq!((updated().await, desk.told().await), (1, told.clone()));
    // from then on its own key does
    assert!(keys(&source).await.contains(&pt));
    assert_eq!(desk.step(&pt, "publish", 2, Value::Null).await.code(), 200);
    assert_eq!(desk.step(&pt, "unpublish", 2, Value::Null).await.code(), 200);
    told.extend([pair(&pt, "published"), pair(&pt, "unpublished")]);
    assert_eq!((updated().await, desk.told().await), (1, told.clone()));
    assert!(!keys(&source).await.contains(&pt));
    // by the clock, as soon as it is noted
    let scheduled = desk.step(&pt, "schedule", 2, window(600, Some(1_200))).await;
    assert_eq!((scheduled.code(), updated().await), (200, 1));
    desk.clock.set(time(600));
    assert_eq!((desk.languages(&source).await, desk.note_due().await), (vec!["pt".to_owned()], 1));
    told.extend([pair(&pt, "published"), pair(&source, "updated")]);
    assert_eq!((updated().await, desk.told().await), (2, told.clone()));
    // who leaves is named in the answers of the others, who joins is not
    let place = format!("{path}/translation");
    let left = desk.app.write(&desk.editor, ("DELETE", &place), None, &Value::Null).await;
    assert_eq!(left.code(), 204);
    told.push(pair(&pt, "updated"));
    assert_eq!((updated().await, desk.told().await), (2, told.clone()));
    assert_eq!(desk.join(&desk.editor, &pt, &source).await.code(), 200);
    told.extend([pair(&pt, "updated"), pair(&source, "updated")]);
    assert_eq!((updated().await, desk.told().await), (3, told));
    let audit = desk.app.get_as(&desk.editor, &format!("/v1/audit?target={source}")).await;
    let actions: Vec<_> = audit.json["data"].as_array().unwrap().iter().collect();
    let own = ["article.create", "article.publish"];
    assert!(
        actions.iter().all(|entry| own.contains(&entry["action"].as_str().unwrap())),
        "what was done to others is not said of it: {}",
        audit.json
    );
}

async fn no_cache_keeps_a_translation_that_has_ended(engine: Engine) {
    let desk = Desk::open(engine).await;
    let source = desk.made.article.clone();
    let whole = "max-age=0, s-maxage=60, stale-while-revalidate=30, stale-if-error=300";
    let caching = async || desk.public(&source).await.header("cache-control").to_owned();
    let pt = desk.translate("pt", "O petróleo sobe").await;
    desk.take(&pt, "schedule", window(600, Some(1_200))).await;
    desk.clock.set(time(590));
    assert_eq!(caching().await, whole, "what begins is not announced");
    desk.clock.set(time(600));
    assert_eq!((caching().await.as_str(), desk.languages(&source).await.len()), (whole, 1));
    desk.clock.set(time(1_170));
    assert_eq!(caching().await, "max-age=0, s-maxage=30");
    let fields = format!("/v1/articles/{source}?fields=headline");
    assert_eq!(desk.app.get(&fields).await.header("cache-control"), "max-age=0, s-maxage=30");
    let beside = "%7Btranslations%7Bid%7D%7D";
    for asked in [
        format!("article(by:%7Bslug:%22oil-rises%22%7D){beside}"),
        format!("articles%7Bnodes{beside}%7D"),
        format!("node(id:%22{source}%22)%7B...%20on%20Article{beside}%7D"),
    ] {
        let read = desk.app.get(&format!("/graphql?query=%7B{asked}%7D")).await;
        assert!(read.json.to_string().contains(&pt), "{asked} {}", read.json);
        assert_eq!(read.header("cache-control"), "max-age=0, s-maxage=30", "{asked}");
    }
    desk.clock.set(time(1_200));
    assert_eq!((caching().await.as_str(), desk.languages(&source).await.len()), (whole, 0));
}

async fn statements_do_not_grow_with_the_page(engine: Engine) {
    let desk = Desk::open(engine).await;
    for language in ["pt", "de", "fr", "es"] {
        let id = desk.translate(language, &format!("In {language}")).await;
        desk.take(&id, "publish", Value::Null).await;
    }
    let count = async |query: String| {
        let before = desk.app.store.statements();
        let read = desk.app.graphql(None, &query, Value::Null).await;
        assert!(read.get("errors").is_none(), "{read}");
        desk.app.store.statements() - before
    };
    let page = |first: usize, more: &str| {
        format!("{{ articles(first: {first}) {{ nodes {{ id {more} }} }} }}")
    };
    let beside = "translations { id }";
    let (plain, one) = (count(page(1, "")).await, count(page(1, beside)).await);
    assert_eq!(one, plain + 1, "they are read where they are asked for");
    assert_eq!(count(page(5, beside)).await, one);
}

async fn a_link_shows_the_translations_that_readers_see(engine: Engine) {
    let desk = Desk::open(engine).await;
    let pt = desk.translate("pt", "O petróleo sobe").await;
    let de = desk.translate("de", "Öl steigt").await;
    let path = format!("/v1/articles/{pt}/previews");
    let link = desk.app.write(&desk.editor, ("POST", &path), None, &json!({})).await;
    let headers = [("content-type", "application/json")];
    let body = json!({ "secret": link.text("/secret") }).to_string();
    let shown = desk.app.send("POST", "/v1/previews/exchange", &headers, body).await;
    assert_eq!(of_all(&shown.json, "id"), [desk.made.article.clone()], "{}", shown.json);
    assert!(!shown.json.to_string().contains(&de));
}
