//! How much one may ask.

use std::num::NonZeroU32;

use api::web::rate::Rates;
use domain::account::Role;
use serde_json::json;
use testkit::{Engine, TestApp, both_engines};

both_engines!(an_address_and_an_account_have_buckets_of_their_own);

async fn an_address_and_an_account_have_buckets_of_their_own(engine: Engine) {
    let rates =
        Rates { reader: NonZeroU32::new(3), member: NonZeroU32::new(5), ..Rates::default() };
    let app = TestApp::start_limited(engine, rates).await;
    let editor = app.token(Role::Editor).await;
    let first = app.get("/v1/site").await;
    assert_eq!(first.header("ratelimit-policy"), "\"reader\";q=3;w=60");
    assert_eq!(first.header("ratelimit"), "\"reader\";r=2;t=20");
    // a credential that proves nothing is a reader's, and so is a path that takes none
    assert_eq!(app.get_as("mh_api_none", "/v1/site").await.code(), 401);
    let junk = [("authorization", "Bearer junk"), ("content-type", "text/plain")];
    let event = app.send("POST", "/v1/events", &junk, json!({ "events": [] }).to_string()).await;
    assert_eq!(event.header("ratelimit"), "\"reader\";r=0;t=60");
    for path in
        ["/v1/site", "/%761/site", "/graphql?query=%7B__typename%7D", "/%67raphql", "/nothing"]
    {
        let refused = app.get(path).await;
        assert_eq!((refused.code(), refused.text("/code")), (429, "too_many_requests"), "{path}");
        let wait: u32 = refused.header("retry-after").parse().unwrap();
        assert!((1..=21).contains(&wait), "{wait}");
        assert_eq!(refused.header("ratelimit"), "\"reader\";r=0;t=60");
    }
    let own = app.get_as(&editor, "/v1/me").await;
    assert_eq!(own.header("ratelimit"), "\"member\";r=4;t=12");
    assert_eq!(own.header("ratelimit-policy"), "\"member\";q=5;w=60");
    let other = app.token(Role::Editor).await;
    assert_eq!(app.get_as(&other, "/v1/me").await.header("ratelimit"), "\"member\";r=4;t=12");
    for path in ["/readyz", "/docs", "/openapi.json"] {
        let free = app.get(path).await;
        assert_eq!((free.code(), free.header("ratelimit")), (200, ""), "{path} is asked for free");
    }
}
