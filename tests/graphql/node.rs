//! Things of any kind by their ids.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

use super::page_with_quotes;

both_engines!(
    a_thing_of_any_kind_is_found_by_its_id,
    what_readers_do_not_see_is_null_among_nodes,
    a_hundred_nodes_run_as_many_statements_as_few,
);

const NODES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id
    ... on Article { headline body { text } quotes { exactText } credits { author { id } } }
    ... on Expert { name } ... on CuratedList { title } ... on Quote { text expert { name } } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { __typename id ... on Author { name } } }";

/// The ids of what an article names: pairs of type and id.
async fn things(app: &TestApp, slug: &str) -> Vec<(String, Value)> {
    let query = "query($slug: String!) {
        article(by: { slug: $slug }) { __typename id section { __typename id }
            credits { author { __typename id } } topics { topic { __typename id } }
            quotes { quote { __typename id expert { __typename id } } } }
        lists { nodes { __typename id } } organizations { nodes { __typename id } } }";
    let read = app.graphql(None, query, json!({ "slug": slug })).await;
    assert!(read.get("errors").is_none(), "{read}");
    let mut found = Vec::new();
    gather(&read["data"], &mut found);
    found
}

fn gather(value: &Value, found: &mut Vec<(String, Value)>) {
    if let (Some(kind), Some(id)) = (value["__typename"].as_str(), value.get("id")) {
        found.push((kind.to_owned(), id.clone()));
    }
    for child in value.as_object().into_iter().flat_map(|members| members.values()) {
        gather(child, found);
    }
    value.as_array().into_iter().flatten().for_each(|child| gather(child, found));
}

async fn a_thing_of_any_kind_is_found_by_its_id(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let slug = page_with_quotes(&app, &editor, 1).await;
    app.make(&editor, "/v1/organizations", &json!({ "name": "Port", "listed": true })).await;
    let things = things(&app, &slug).await;
    let kinds: BTreeSet<_> = things.iter().map(|(kind, _)| kind.as_str()).collect();
    let all =
        ["Article", "Author", "CuratedList", "Expert", "Organization", "Quote", "Section", "Topic"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all);
    for (kind, id) in &things {
        let one = app.graphql(None, NODE, json!({ "id": id })).await;
        let node = &one["data"]["node"];
        assert_eq!((&node["__typename"], &node["id"]), (&json!(kind), id), "{one}");
    }
    let ids: Vec<&Value> = things.iter().rev().chain(&things).map(|(_, id)| id).collect();
    let all = app.graphql(None, NODES, json!({ "ids": ids })).await;
    let nodes = all["data"]["nodes"].as_array().unwrap_or_else(|| panic!("{all}"));
    assert_eq!(nodes.iter().map(|node| &node["id"]).collect::<Vec<_>>(), ids);
    let article = nodes.iter().find(|node| node["__typename"] == "Article").unwrap();
    assert_eq!(article["quotes"][0]["exactText"], "“Sentence number 0.”", "{all}");
    assert!(article["body"]["text"].as_str().unwrap().contains("Sentence number 0."), "{all}");
}

async fn what_readers_do_not_see_is_null_among_nodes(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (author, editor) = (app.token(Role::Author).await, app.token(Role::Editor).await);
    let draft = app.make(&editor, "/v1/articles", &json!({ "headline": "Secret plan" })).await;
    let hidden =
        app.make(&editor, "/v1/experts", &json!({ "name": "Source", "listed": false })).await;
    let words = json!({ "text": "Hush.", "expert": hidden });
    let suggested = app.make(&author, "/v1/quotes", &words).await;
    let topic = app.make(&editor, "/v1/topics", &json!({ "name": "Trade", "listed": true })).await;
    let nobody = "01890000-0000-7000-8000-000000000000";
    let ids = json!([draft, hidden, suggested, nobody, "x", "", topic]);
    for token in [None, Some(editor.as_str())] {
        let read = app.graphql(token, NODES, json!({ "ids": ids })).await;
        let nodes = read["data"]["nodes"].as_array().unwrap_or_else(|| panic!("{read}"));
        assert!(nodes[..6].iter().all(Value::is_null), "{read}");
        assert_eq!((nodes.len(), &nodes[6]["id"]), (7, &json!(topic)), "{read}");
    }
    let none = app.graphql(None, NODE, json!({ "id": "x" })).await;
    assert_eq!(none, json!({ "data": { "node": null } }));
    let too_many = app
        .graphql(
            None,
            "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
            json!({ "ids": vec!["x"; 101] }),
        )
        .await;
    assert_eq!(too_many["errors"][0]["extensions"]["code"], "invalid_parameter", "{too_many}");
    assert!(too_many["errors"][0]["message"].as_str().unwrap().contains("ids"), "{too_many}");
}

async fn a_hundred_nodes_run_as_many_statements_as_few(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let slug = page_with_quotes(&app, &editor, 5).await;
    let things = things(&app, &slug).await;
    let hundred = things.iter().map(|(_, id)| id).cycle().take(100);
    let first_of_kinds: BTreeMap<_, _> = things.iter().rev().cloned().collect();
    let mut counts = Vec::new();
    for ids in [first_of_kinds.values().collect::<Vec<_>>(), hundred.collect()] {
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Article { body { text } } } }";
        let before = app.store.statements();
        let read = app.graphql(None, query, json!({ "ids": ids })).await;
        counts.push(app.store.statements() - before);
        assert_eq!(read["data"]["nodes"].as_array().unwrap().len(), ids.len());
    }
    assert_eq!(counts, [18, 18]);
}
