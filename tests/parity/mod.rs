//! REST and GraphQL give the same answer.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    an_article_is_the_same_over_both,
    both_refuse_the_same_document,
    what_stands_around_an_article_is_the_same_over_both,
    a_quote_is_written_the_same_by_both
);

async fn an_article_is_the_same_over_both(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let rest = app
        .get(&format!("/v1/articles/{}?include=section,authors,topics", made.article))
        .await
        .json;
    let query = "query($id: ID!) { article(by: {id: $id}) { id slug revision headline publishedAt updatedAt
        wordCount readingTimeSeconds language section { id name } credits { author { id name bio } }
        topics { primary topic { id synonyms } } body { blocks: portableText html text markdown } } }";
    let read = app.graphql(None, query, json!({ "id": made.article })).await;
    let shown = &read["data"]["article"];
    for place in [
        "/id",
        "/slug",
        "/revision",
        "/headline",
        "/publishedAt",
        "/updatedAt",
        "/wordCount",
        "/readingTimeSeconds",
        "/language",
        "/section/id",
        "/credits/0/author/id",
        "/credits/0/author/bio",
        "/topics/0/primary",
        "/topics/0/topic/synonyms",
        "/body/blocks",
        "/body/html",
        "/body/text",
        "/body/markdown",
    ] {
        let (rest, shown) = (rest.pointer(place), shown.pointer(place));
        assert!(rest.is_some() && same(rest, shown), "{place}: {rest:?} {shown:?}");
    }
}

/// Instants may be written in two ways of RFC 3339.
fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    let instant = |value: Option<&Value>| value?.as_str().and_then(domain::time::Timestamp::parse);
    one == other || (instant(one).is_some() && instant(one) == instant(other))
}

async fn both_refuse_the_same_document(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let create = "mutation($content: ArticleInput!) { createArticle(input: {content: $content}) {
        userErrors { pointer code message } } }";
    for content in [
        json!({ "headline": "" }),
        json!({ "headline": "a", "summaryPoints": ["1", "2", "3", "4", "5", "6", "7"] }),
        json!({ "headline": "a", "section": "01890000-0000-7000-8000-000000000000" }),
        json!({ "headline": "a", "body": [{ "_type": "block", "children": [{ "text": "a", "marks": ["x"] }] }] }),
    ] {
        let rest = app.write(&editor, ("POST", "/v1/articles"), None, &content).await;
        let shown = app.graphql(Some(&editor), create, json!({ "content": content })).await;
        let error = &shown["data"]["createArticle"]["userErrors"][0];
        for (one, other) in [("pointer", "pointer"), ("code", "code"), ("detail", "message")] {
            assert_eq!(rest.json["errors"][0][one], error[other], "{shown}");
        }
    }
}

/// A newsroom with a quote, a correction, a list and an event; the article's id.
async fn front(app: &TestApp, editor: &str) -> String {
    let made = app.newsroom_with_article(editor, "Oil rises").await;
    let house = app.make(editor, "/v1/organizations", &json!({ "name": "Institute" })).await;
    let office = json!([{ "organization": house, "roleTitle": "director", "from": "2020" }]);
    let expert = json!({ "name": "Tam Ottery", "affiliations": office });
    let expert = app.make(editor, "/v1/experts", &expert).await;
    let path = format!("/v1/articles/{}", made.article);
    let quote = json!({
        "texts": [{ "text": "One two three." }],
        "quote": { "expert": expert, "topics": [made.topic], "saidOn": "2025-01" },
    });
    let done = app.write(editor, ("POST", &format!("{path}/quotes")), Some(1), &quote).await;
    assert_eq!(done.code(), 201, "{}", done.json);
    app.write(editor, ("POST", &format!("{path}/publish")), Some(2), &Value::Null).await;
    let mut second = made.document.clone();
    second["headline"] = json!("Gas falls");
    let other = app.make(editor, "/v1/articles", &second).await;
    app.write(editor, ("POST", &format!("/v1/articles/{other}/publish")), Some(1), &Value::Null)
        .await;
    let note = json!({ "kind": "clarification", "text": "Brent." });
    app.write(editor, ("POST", &format!("{path}/corrections")), None, &note).await;
    let slots = json!([{ "article": made.article, "kicker": "Look", "pinned": true }]);
    let list =
        json!({ "title": "Picks", "slug": "editors-picks", "backfill": "latest", "slots": slots });
    app.make(editor, "/v1/lists", &list).await;
    let event = json!({ "id": made.topic, "article": made.article, "kind": "view" });
    let headers = [("content-type", "application/json"), ("user-agent", "Mozilla/5.0")];
    app.send("POST", "/v1/events", &headers, json!({ "events": [event] }).to_string()).await;
    made.article
}

async fn what_stands_around_an_article_is_the_same_over_both(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = front(&app, &editor).await;
    let query = "query($id: ID!) {
        site { publicationName today { date text } }
        article(by: {id: $id}) { quotes { id placement exactText alteration parts { field blockKey start end exact prefix suffix }
            quote { id text saidOn form attribution { name roleTitle organizationName } expert { id name affiliations { roleTitle from } } topics { name } articles } }
            corrections { kind text significance position toRevision } }
        related(by: {id: $id}) { headline why { score topics { name } } article { slug } }
        editorsPicks { key title items { position origin pinned headline kicker trailText article { id } } }
        trending { algorithm basis items { position article { id } why { score views1h expected1h lift visitors24h } } }
        experts { nodes { id slug name affiliations { organizationName roleTitle } } }
        organizations { nodes { id slug name kind } }
        quotes { nodes { id text } }
        corrections { nodes { id text } } }";
    let shown = app.graphql(None, query, json!({ "id": id })).await;
    assert!(shown.get("errors").is_none(), "{shown}");
    for (path, within, place) in [
        ("/v1/site".to_owned(), "", "/data/site"),
        (format!("/v1/articles/{id}?include=quotes.expert"), "/quotes", "/data/article/quotes"),
        (format!("/v1/articles/{id}"), "/corrections", "/data/article/corrections"),
        (format!("/v1/articles/{id}/related"), "/items", "/data/related"),
        ("/v1/editors-picks".to_owned(), "", "/data/editorsPicks"),
        ("/v1/trending".to_owned(), "", "/data/trending"),
        ("/v1/experts".to_owned(), "/data", "/data/experts/nodes"),
        ("/v1/organizations".to_owned(), "/data", "/data/organizations/nodes"),
        ("/v1/quotes".to_owned(), "/data", "/data/quotes/nodes"),
        ("/v1/corrections".to_owned(), "/data", "/data/corrections/nodes"),
    ] {
        let rest = app.get(&path).await.json;
        let (rest, shown) = (rest.pointer(within), shown.pointer(place));
        assert!(rest.is_some() && shown.is_some(), "{path}");
        covers(&path, rest.unwrap(), shown.unwrap());
    }
}

/// Every member that GraphQL was asked for is the same in REST, whose enums are lower case.
fn covers(place: &str, rest: &Value, shown: &Value) {
    match (rest, shown) {
        (Value::Object(rest), Value::Object(shown)) => {
            for (name, member) in shown {
                covers(&format!("{place}/{name}"), &rest[name], member);
            }
        }
        (Value::Array(rest), Value::Array(shown)) => {
            assert_eq!(rest.len(), shown.len(), "{place}");
            assert!(!shown.is_empty() || place.contains("topics"), "{place} shows nothing");
            for (at, (rest, shown)) in rest.iter().zip(shown).enumerate() {
                covers(&format!("{place}/{at}"), rest, shown);
            }
        }
        (Value::String(rest), Value::String(shown)) => {
            assert!(rest.eq_ignore_ascii_case(shown), "{place}: {rest} {shown}");
        }
        _ => assert_eq!(rest, shown, "{place}"),
    }
}

async fn a_quote_is_written_the_same_by_both(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let attach = "mutation($id: ID!, $revision: Int!, $content: AttachQuoteContent!) {
        attachQuote(input: {article: $id, expectedRevision: $revision, content: $content}) {
            attached { useId quote { id content { text status } } article { revision content { quotes { placement parts { exact } } } } }
            userErrors { pointer code message } } }";
    for (content, code) in [
        (
            json!({ "texts": [{ "text": "nowhere" }], "quote": { "descriptor": "a" } }),
            "words_not_found",
        ),
        (json!({ "texts": [{ "text": "One" }], "quote": {} }), "required"),
        (json!({ "texts": [], "quote": { "descriptor": "a", "text": "b" } }), "required"),
    ] {
        let path = format!("/v1/articles/{}/quotes", made.article);
        let rest = app.write(&editor, ("POST", &path), Some(1), &content).await;
        let variables = json!({ "id": made.article, "revision": 1, "content": content });
        let shown = app.graphql(Some(&editor), attach, variables).await;
        let error = &shown["data"]["attachQuote"]["userErrors"][0];
        assert_eq!(rest.json["errors"][0]["code"], code, "{}", rest.json);
        for (one, other) in [("pointer", "pointer"), ("code", "code"), ("detail", "message")] {
            assert_eq!(rest.json["errors"][0][one], error[other], "{shown}");
        }
    }
    let content =
        json!({ "texts": [{ "text": "two three." }], "quote": { "descriptor": "somebody" } });
    let variables = json!({ "id": made.article, "revision": 1, "content": content });
    let done =
        app.graphql(Some(&editor), attach, variables).await["data"]["attachQuote"]["attached"]
            .clone();
    assert_eq!(
        (&done["quote"]["content"]["text"], &done["article"]["revision"]),
        (&json!("two three."), &json!(2))
    );
    let id = done["quote"]["id"].as_str().unwrap();
    let update = "mutation($id: ID!, $content: QuoteInput!) { updateQuote(input: {id: $id, expectedRevision: 1, content: $content}) {
        quote { revision } userErrors { code } } }";
    let content =
        json!({ "text": "Two, three.", "descriptor": "somebody else", "status": "ACCEPTED" });
    let saved = app.graphql(Some(&editor), update, json!({ "id": id, "content": content })).await;
    assert_eq!(saved["data"]["updateQuote"]["quote"]["revision"], 2, "{saved}");
    let rest = app.get_as(&editor, &format!("/v1/quotes/{id}?view=working")).await;
    assert_eq!(rest.text("/content/descriptor"), "somebody else");
}
