//! REST and GraphQL give the same answer.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(an_article_is_the_same_over_both, both_refuse_the_same_document);

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
