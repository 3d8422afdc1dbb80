//! What a document may cost, by who asks.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    a_reader_may_ask_for_a_thousand_fields,
    whoever_has_a_credential_may_ask_for_five_thousand,
    a_dear_document_is_validated_first,
);

const PAGE: &str = include_str!("../page/page.graphql");

/// Costs 200.
const PLAIN: &str = "topics(first: 100) { nodes { name } }";
/// Costs 201.
const DEARER: &str = "topics(first: 67) { nodes { id name } }";

/// A document of so many fields that cost 200, and the last one.
fn costing(plain: usize, last: &str) -> String {
    let fields: Vec<_> = (0..plain).map(|at| format!("p{at}: {PLAIN}")).collect();
    format!("{{ {} {last} }}", fields.join(" "))
}

#[track_caller]
fn check(answer: &Value, max: Option<usize>) {
    match max {
        None => assert!(answer.get("errors").is_none() && answer["data"].is_object(), "{answer}"),
        Some(max) => {
            let message = format!("complexity: at most {max}, this is {}", max + 1);
            let error = json!({ "message": message, "extensions": { "code": "graphql_limit" } });
            assert_eq!(*answer, json!({ "errors": [error] }));
        }
    }
}

async fn a_reader_may_ask_for_a_thousand_fields(engine: Engine) {
    let app = TestApp::start(engine).await;
    check(&app.graphql(None, &costing(4, PLAIN), Value::Null).await, None);
    check(&app.graphql(None, &costing(4, DEARER), Value::Null).await, Some(1_000));
    check(&app.graphql(None, PAGE, json!({ "slug": "a" })).await, None);
}

async fn whoever_has_a_credential_may_ask_for_five_thousand(engine: Engine) {
    let app = TestApp::start(engine).await;
    for role in Role::ALL {
        let token = app.token(role).await;
        check(&app.graphql(Some(&token), &costing(4, DEARER), Value::Null).await, None);
        check(&app.graphql(Some(&token), &costing(24, PLAIN), Value::Null).await, None);
        check(&app.graphql(Some(&token), &costing(24, DEARER), Value::Null).await, Some(5_000));
    }
}

async fn a_dear_document_is_validated_first(engine: Engine) {
    let app = TestApp::start(engine).await;
    let wrong = costing(5, PLAIN).replace("p0: topics", "p0: topix");
    let answer = app.graphql(None, &wrong, Value::Null).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "graphql_validation", "{answer}");
}
