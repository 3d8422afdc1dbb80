//! A story has one article in each language.

use std::sync::Arc;

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Answer, Engine, both_engines};

use super::{Desk, of_all, reason};

both_engines!(
    a_language_is_taken_once,
    a_language_is_taken_once_in_every_way_back,
    who_may_not_know_of_an_article_is_not_told_which,
    of_many_who_join_at_once_one_does,
    two_who_join_each_other_are_one_group,
);

#[track_caller]
fn check(refused: &Answer, by: &str) {
    let said = (refused.text("/code"), refused.text("/errors/0/pointer"));
    assert_eq!((refused.code(), said), (409, ("language_taken", "/language")));
    assert_eq!(refused.text("/article"), by, "{}", refused.json);
}

async fn a_language_is_taken_once(engine: Engine) {
    let desk = Desk::open(engine).await;
    let source = &desk.made.article;
    let pt = desk.translate("pt", "O petróleo sobe").await;
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
    desk.take(&third, "purge", Value::Null).await;
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
