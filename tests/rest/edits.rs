//! Many editors at one revision.

use std::sync::Arc;

use domain::account::Role;
use serde_json::json;
use testkit::{Engine, TestApp, both_engines};

both_engines!(of_many_edits_of_one_revision_one_wins);

/// How many save at once.
const EDITS: usize = 200;

async fn of_many_edits_of_one_revision_one_wins(engine: Engine) {
    let app = Arc::new(TestApp::start(engine).await);
    let editor = app.token(Role::Editor).await;
    let article = app.make(&editor, "/v1/articles", &json!({ "headline": "Before" })).await;
    let path = format!("/v1/articles/{article}");
    let edits = (0..EDITS).map(|number| {
        let (app, editor, path) = (app.clone(), editor.clone(), path.clone());
        tokio::spawn(async move {
            let headline = format!("Edit {number}");
            let document = json!({ "headline": headline });
            (headline, app.write(&editor, ("PUT", &path), Some(1), &document).await)
        })
    });
    let mut won = Vec::new();
    for edit in edits.collect::<Vec<_>>() {
        let (headline, answer) = edit.await.unwrap();
        match answer.code() {
            200 => won.push(headline),
            412 => assert_eq!(answer.json["currentRevision"], 2, "{}", answer.json),
            other => panic!("{other}: {}", answer.json),
        }
    }
    let now = app.get_as(&editor, &format!("{path}?view=working")).await;
    assert_eq!((won.len(), now.json["revision"].as_i64()), (1, Some(2)));
    assert_eq!(now.text("/content/headline"), won[0]);
}
