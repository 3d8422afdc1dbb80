//! GraphQL.

mod corpus;
mod cost;
mod documents;
mod flood;
mod live;
mod node;
mod page;
mod socket;

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    life_of_an_article,
    refusals_are_data,
    a_mutation_needs_post_and_json,
    a_page_of_articles_runs_as_many_statements_as_one_article,
    the_page_runs_as_many_statements_for_one_quote_as_for_ten,
    what_is_not_public_is_null,
);

const CREATE: &str =
    "mutation($content: ArticleInput!) { createArticle(input: {content: $content}) {
    article { id revision state slug } userErrors { code pointer message } } }";
const PUBLISH: &str = "mutation($id: ID!, $revision: Int!) {
    publishArticle(input: {id: $id, expectedRevision: $revision}) {
    article { state revision } userErrors { code pointer ... on StaleRevisionError { currentRevision } } } }";

async fn life_of_an_article(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let as_editor = Some(editor.as_str());
    let mutation = |kind: &str| {
        format!(
            "mutation($name: String!) {{ create{kind}(input: {{content: {{name: $name}}}}) {{ {} {{ id }} userErrors {{ code }} }} }}",
            kind.to_lowercase()
        )
    };
    let mut ids = Vec::new();
    for kind in ["Section", "Author", "Topic"] {
        let made = app.graphql(as_editor, &mutation(kind), json!({ "name": "One" })).await;
        let place = format!("/data/create{kind}/{}/id", kind.to_lowercase());
        ids.push(made.pointer(&place).unwrap_or_else(|| panic!("{made}")).clone());
    }
    let content = json!({
        "headline": "Oil rises", "section": ids[0], "credits": [{ "author": ids[1] }],
        "topics": [{ "topic": ids[2], "primary": true }], "kind": "ANALYSIS",
        "body": { "markdown": "One *two*." }, "extra": { "desk": 7 },
    });
    let made = app.graphql(as_editor, CREATE, json!({ "content": content })).await;
    let article = &made["data"]["createArticle"]["article"];
    assert_eq!((&article["state"], &article["revision"]), (&json!("DRAFT"), &json!(1)), "{made}");
    let variables = json!({ "id": article["id"], "revision": 1 });
    let published = app.graphql(as_editor, PUBLISH, variables.clone()).await;
    assert_eq!(published["data"]["publishArticle"]["article"]["state"], "PUBLISHED", "{published}");
    let query = "{ article(by: {slug: \"oil-rises\"}) { headline kind extra body { html portableText text markdown }
        section { name } credits { role author { name } } topics { primary topic { slug } } } }";
    let read = app.graphql(None, query, Value::Null).await;
    let shown = &read["data"]["article"];
    assert_eq!(shown["body"]["html"], "<p>One <em>two</em>.</p>", "{read}");
    assert_eq!((&shown["kind"], &shown["extra"]["desk"]), (&json!("ANALYSIS"), &json!(7)));
    assert_eq!(shown["credits"], json!([{ "role": "AUTHOR", "author": { "name": "One" } }]));
    let unpublish = PUBLISH.replace("publishArticle", "unpublishArticle");
    let hidden = app.graphql(as_editor, &unpublish, variables).await;
    assert_eq!(hidden["data"]["unpublishArticle"]["article"]["state"], "UNPUBLISHED", "{hidden}");
    assert_eq!(app.graphql(None, query, Value::Null).await["data"]["article"], Value::Null);
}

async fn refusals_are_data(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let long = json!({ "content": { "headline": "a".repeat(301), "slug": "A" } });
    let refused = app.graphql(Some(&editor), CREATE, long.clone()).await;
    let errors = &refused["data"]["createArticle"]["userErrors"];
    let mut places: Vec<_> =
        [0, 1].map(|at| errors[at]["pointer"].as_str().unwrap_or("").to_owned()).to_vec();
    places.sort();
    assert_eq!(places, ["/headline", "/slug"], "{refused}");
    let anonymous = app.graphql(None, CREATE, long).await;
    assert_eq!(anonymous["errors"][0]["extensions"]["code"], "unauthenticated", "{anonymous}");
    let narrow =
        json!({ "content": { "headline": "One", "topics": [{ "topic": "a", "relevance": 256 }] } });
    let refused = app.graphql(Some(&editor), CREATE, narrow).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "graphql_validation", "{refused}");
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "One" })).await;
    let stale = app.graphql(Some(&editor), PUBLISH, json!({ "id": id, "revision": 9 })).await;
    let error = &stale["data"]["publishArticle"]["userErrors"][0];
    assert_eq!((&error["code"], &error["currentRevision"]), (&json!("stale_revision"), &json!(1)));
    let author = app.token(Role::Author).await;
    let hidden = app.graphql(Some(&author), PUBLISH, json!({ "id": id, "revision": 1 })).await;
    assert_eq!(hidden["data"]["publishArticle"]["userErrors"][0]["code"], "not_found");
}

async fn a_mutation_needs_post_and_json(engine: Engine) {
    let app = TestApp::start(engine).await;
    for query in ["mutation%7B__typename%7D", "mutation%20A%7B__typename%7D"] {
        let refused = app.send("GET", &format!("/graphql?query={query}"), &[], "").await;
        assert_eq!((refused.code(), refused.header("allow")), (405, "POST"));
    }
    let body = json!({ "query": "mutation { __typename }" }).to_string();
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a"]
    {
        let refused = app.send("POST", "/graphql", &[("content-type", kind)], body.clone()).await;
        assert_eq!(refused.code(), 415, "{kind}");
    }
    let read = app.send("GET", "/graphql?query=%7B__typename%7D", &[], "").await;
    assert_eq!(read.text("/data/__typename"), "Query");
}

async fn a_page_of_articles_runs_as_many_statements_as_one_article(engine: Engine) {
    use domain::actor::Actor;
    use newsroom::{ArticleQuery, Found, PageRequest, View};
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Number 0").await;
    let mut document = made.document.clone();
    let mut topics = Vec::new();
    let mut credits = Vec::new();
    for number in 0..10 {
        let name = json!({ "name": format!("Number {number}") });
        topics.push(json!({ "topic": app.make(&editor, "/v1/topics", &name).await }));
        credits.push(json!({ "author": app.make(&editor, "/v1/authors", &name).await }));
    }
    document["topics"] = json!(topics);
    document["credits"] = json!(credits);
    document["headline"] = json!("Many");
    let many = app.make(&editor, "/v1/articles", &document).await;
    let path = format!("/v1/articles/{many}/publish");
    assert_eq!(app.write(&editor, ("POST", &path), Some(1), &Value::Null).await.code(), 200);
    let newsroom = app.newsroom.clone();
    let count = move || {
        let one = |handle: &str| {
            let mut reading = newsroom.reading().unwrap();
            let seen = reading.seen(&Actor::Anonymous, View::Public).unwrap();
            let Found::Here(view) = reading.article(seen, handle).unwrap() else { panic!("moved") };
            reading.body(&view).unwrap();
            reading.statements()
        };
        let mut reading = newsroom.reading().unwrap();
        let seen = reading.seen(&Actor::Anonymous, View::Public).unwrap();
        let page = PageRequest::first(100);
        let found = reading.articles(seen, &ArticleQuery::default(), &page).unwrap();
        let ids: Vec<_> = found.items.iter().map(|view| view.row.id).collect();
        reading.bodies(seen, &ids).unwrap();
        (one("number-0"), one("many"), reading.statements())
    };
    let (few, many, list) = tokio::task::spawn_blocking(count).await.unwrap();
    assert_eq!((few, many, list), (8, 8, 7));
}

/// An article with so many quotes, each by an expert of its own and about a topic of its own, that
/// is related to others and stands in the picks; its slug.
async fn page_with_quotes(app: &TestApp, editor: &str, count: usize) -> String {
    let section = app.make(editor, "/v1/sections", &json!({ "name": "News" })).await;
    let text = |number: usize| format!("“Sentence number {number}.”");
    let words: Vec<String> = (0..count).map(text).collect();
    let mut topics = Vec::new();
    for number in 0..count {
        let topic = json!({ "name": format!("Topic {number}") });
        topics.push(json!({ "topic": app.make(editor, "/v1/topics", &topic).await }));
    }
    let author = app.make(editor, "/v1/authors", &json!({ "name": "Ada" })).await;
    let document = json!({
        "headline": "Page", "section": section, "credits": [{ "author": author }],
        "topics": topics, "body": { "markdown": words.join("\n\n") },
    });
    for number in 0..count {
        let mut other = document.clone();
        other["body"] = json!({ "markdown": format!("{number} is the number of this one.") });
        let other = app.make(editor, "/v1/articles", &other).await;
        let publish = format!("/v1/articles/{other}/publish");
        app.write(editor, ("POST", &publish), Some(1), &Value::Null).await;
    }
    let article = app.make(editor, "/v1/articles", &document).await;
    let mut revision = 1;
    for (words, topic) in words.iter().zip(&topics) {
        let expert = json!({ "name": words, "affiliations": [{ "roleTitle": "pilot" }] });
        let expert = app.make(editor, "/v1/experts", &expert).await;
        let quote = json!({
            "texts": [{ "text": words }], "quote": { "expert": expert, "topics": [topic["topic"]] },
        });
        let path = format!("/v1/articles/{article}/quotes");
        let done = app.write(editor, ("POST", &path), Some(revision), &quote).await;
        assert_eq!(done.code(), 201, "{}", done.json);
        revision += 1;
    }
    let publish = format!("/v1/articles/{article}/publish");
    let done = app.write(editor, ("POST", &publish), Some(revision), &Value::Null).await;
    assert_eq!(done.code(), 200, "{}", done.json);
    let slots = json!([{ "article": article }]);
    let picks =
        json!({ "title": "Picks", "slug": "editors-picks", "slots": slots, "backfill": "latest" });
    app.make_list(editor, &picks).await;
    app.get(&format!("/v1/articles/{article}")).await.text("/slug").to_owned()
}

async fn the_page_runs_as_many_statements_for_one_quote_as_for_ten(engine: Engine) {
    let mut counts = Vec::new();
    for quotes in [1, 10] {
        let app = TestApp::start(engine).await;
        let editor = app.token(Role::Editor).await;
        let slug = page_with_quotes(&app, &editor, quotes).await;
        let before = app.store.statements();
        let page = app.graphql(None, ::page::QUERY, json!({ "slug": slug })).await;
        let by_graph = app.store.statements() - before;
        assert!(page.get("errors").is_none(), "{page}");
        assert_eq!(page["data"]["article"]["quotes"].as_array().unwrap().len(), quotes);
        assert!(!page["data"]["related"].as_array().unwrap().is_empty(), "{page}");
        let before = app.store.statements();
        app.graphql(None, ::page::QUERY, json!({ "slug": slug })).await;
        let again = app.store.statements() - before;
        assert!(again < by_graph / 2, "{again}: what stands beside the article was kept");
        let path = format!("/v1/articles/{slug}?include=authors,topics,quotes.expert");
        let before = app.store.statements();
        let article = app.get(&path).await;
        let by_rest = app.store.statements() - before;
        assert_eq!(article.json["quotes"].as_array().unwrap().len(), quotes);
        counts.push((by_graph, by_rest));
    }
    assert_eq!(counts, [(93, 14), (93, 14)]);
}

async fn what_is_not_public_is_null(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let id = app.make(&editor, "/v1/articles", &json!({ "headline": "Secret plan" })).await;
    let query = "query($id: ID!) { article(by: {id: $id}) { id } articles { nodes { id } } }";
    let read = app.graphql(None, query, json!({ "id": id })).await;
    assert_eq!(read["data"], json!({ "article": null, "articles": { "nodes": [] } }), "{read}");
    let working = "query($id: ID!) { workingArticle(by: {id: $id}) { content { headline } } }";
    let refused = app.graphql(None, working, json!({ "id": id })).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "unauthenticated");
    let shown = app.graphql(Some(&editor), working, json!({ "id": id })).await;
    assert_eq!(shown["data"]["workingArticle"]["content"]["headline"], "Secret plan");
}
