//! Who may listen to what: each subscription, for each role.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, Socket, TestApp, both_engines};

both_engines!(the_matrix_of_subscriptions_holds);

/// What a reader and each role hear.
const MATRIX: [(&str, &str, [Option<&str>; 7]); 3] = [
    ("articlePublished", "{ id }", [None; 7]),
    (
        "articleChanged",
        "{ articleId }",
        [Some("unauthenticated"), None, None, None, None, None, None],
    ),
    ("listChanged", "{ id }", [None; 7]),
];

async fn the_matrix_of_subscriptions_holds(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let mut tokens = vec![None];
    for role in Role::ALL {
        tokens.push(Some(app.token(role).await));
    }
    let mut listening = Vec::new();
    for (field, selection, wanted) in MATRIX {
        for (token, want) in tokens.iter().zip(wanted) {
            let mut socket = Socket::open(&app, token.as_deref()).await;
            socket.subscribe("1", &format!("subscription {{ {field} {selection} }}")).await;
            socket.subscribe("2", "{ __typename }").await;
            let heard = until(&mut socket, "2").await;
            listening.push((field, want, socket, heard));
        }
    }
    // authors hear of their own articles
    for token in tokens.iter().flatten().skip(1) {
        app.make(token, "/v1/articles", &json!({ "headline": "One" })).await;
    }
    app.newsroom_with_article(&editor, "Oil rises").await;
    app.make_list(&editor, &json!({ "title": "One" })).await;
    for (field, want, mut socket, heard) in listening {
        let first = match heard {
            Some(payload) => payload,
            None => until(&mut socket, "1").await.unwrap(),
        };
        let code = first["errors"][0]["extensions"]["code"].as_str();
        assert_eq!(
            (code, first["data"][field].is_object()),
            (want, want.is_none()),
            "{field} {first}"
        );
    }
}

/// Hears until something of that name is complete or said of `1`; what was said of `1` first.
async fn until(socket: &mut Socket, name: &str) -> Option<Value> {
    loop {
        let (kind, id, payload) = socket.message().await;
        match (kind.as_str(), id.as_str()) {
            ("next", "1") => return Some(payload),
            ("complete", id) if id == name => return None,
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_subscription_has_a_row() {
    let app = TestApp::start(Engine::Sqlite).await;
    let query = "{ __schema { subscriptionType { fields { name } } } }";
    let answer = app.graphql(None, query, Value::Null).await;
    let fields = answer["data"]["__schema"]["subscriptionType"]["fields"].as_array().unwrap();
    let names: Vec<_> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
    assert_eq!(names, MATRIX.map(|(field, ..)| field));
}
