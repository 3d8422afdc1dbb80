//! What readers see of translations, and what caches learn of it.

use serde_json::{Value, json};
use testkit::{Engine, both_engines};

use super::{Desk, of_all, reason, time, window};

both_engines!(
    readers_see_translations_as_far_as_they_may,
    a_hidden_translation_leaves_no_trace,
    caches_learn_what_readers_see_anew,
    no_cache_keeps_a_translation_that_has_ended,
    statements_do_not_grow_with_the_page,
    a_link_shows_the_translations_that_readers_see,
);

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
            let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
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
    assert_eq!(shown.json["translations"].as_array().unwrap().len(), 1, "{}", shown.json);
    assert_eq!(shown.text("/translations/0/id"), desk.made.article);
    assert!(!shown.json.to_string().contains(&de));
}
