//! REST and GraphQL give the same answer, with the same permission: each use case is done over
//! both in newsrooms whose clocks and ids are alike, by each role, and the answers are compared
//! member by member.

mod cases;
mod compare;
mod desk;
mod scenarios;
pub(crate) mod schema;

use std::collections::BTreeSet;

use serde_json::Value;
use testkit::{Engine, TestApp, both_engines};

use cases::{GRAPHQL_ONLY, REST_ONLY, cases};
use compare::compare;
use desk::{Desk, Transport};
use schema::Schema;

both_engines!(every_use_case_is_the_same_over_both);

async fn every_use_case_is_the_same_over_both(engine: Engine) {
    let mut rest = Desk::open(engine, Transport::Rest).await;
    scenarios::play(&mut rest).await;
    let mut graphql = Desk::open(engine, Transport::GraphQl).await;
    scenarios::play(&mut graphql).await;
    assert_eq!(rest.diary.len(), graphql.diary.len());
    let mut faults = Vec::new();
    for ((what, one), (again, other)) in rest.diary.iter().zip(&graphql.diary) {
        assert_eq!(what, again);
        compare(what, one, other, &mut faults);
    }
    assert!(faults.is_empty(), "{} differences:\n{}", faults.len(), faults.join("\n"));
    let played: BTreeSet<_> = rest.seen;
    let missing: Vec<_> = cases().map(|case| case.name).filter(|n| !played.contains(n)).collect();
    assert!(missing.is_empty(), "no scenario plays {missing:?}");
}

#[test]
fn every_operation_of_rest_is_a_use_case() {
    let contract = serde_json::to_value(api::rest::document::document().unwrap()).unwrap();
    let operations = contract["paths"].as_object().unwrap().values();
    let names = operations.flat_map(|item| item.as_object().unwrap().values());
    let names: BTreeSet<_> =
        names.map(|operation| operation["operationId"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, known(cases().map(|case| case.operation), &REST_ONLY));
}

/// The names of use cases, and of what one transport alone has.
fn known(cases: impl Iterator<Item = &'static str>, alone: &[(&str, &str)]) -> BTreeSet<String> {
    let alone = alone.iter().map(|(name, reason)| {
        assert!(reason.len() > 20, "{name} has no reason");
        *name
    });
    cases.map(str::to_owned).chain(alone.map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_root_field_of_graphql_is_a_use_case() {
    let app = TestApp::start(Engine::Sqlite).await;
    let schema = Schema::of(&app).await;
    let fields: BTreeSet<_> =
        ["Query", "Mutation", "Subscription"].iter().flat_map(|root| schema.fields(root)).collect();
    assert_eq!(fields, known(cases().map(|case| case.field), &GRAPHQL_ONLY));
}

#[test]
fn a_difference_is_seen() {
    use desk::Outcome::{Absent, Done, Refused};
    use serde_json::json;
    let differ = |one: desk::Outcome, other: desk::Outcome| {
        let mut faults = Vec::new();
        compare("a", &one, &other, &mut faults);
        faults.len()
    };
    assert_eq!(differ(Done(json!({ "a": 1 })), Done(json!({ "a": 1, "b": null }))), 0);
    assert_eq!(differ(Done(json!({ "a": 1 })), Done(json!({ "a": 2 }))), 1);
    assert_eq!(differ(Done(json!({ "a": 1, "b": 2 })), Done(json!({ "a": 1 }))), 1);
    assert_eq!(differ(Done(json!([1])), Done(json!([1, 2]))), 1);
    assert_eq!(differ(Done(Value::Null), Absent), 1);
    assert_eq!(differ(Refused(json!([{ "code": "a" }])), Refused(json!([{ "code": "b" }]))), 1);
}
