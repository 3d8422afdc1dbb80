//! A whole page of our own goes in by REST and comes out in one GraphQL request.

use domain::account::Role;
use domain::time::Timestamp;
use page::{Gold, Plan, found, load, read};
use testkit::{Engine, TestApp, both_engines};

both_engines!(every_string_of_a_page_comes_back, a_string_that_is_not_there_is_missed);

const PAGE: &str = include_str!("../page/own/harbour.txt");
const PLAN: &str = include_str!("../page/own/harbour.json");
const GOLD: &str = include_str!("../page/own/harbour-quotes.json");

async fn every_string_of_a_page_comes_back(engine: Engine) {
    let plan: Plan = serde_json::from_str(PLAN).unwrap();
    let gold: Gold = serde_json::from_str(GOLD).unwrap();
    let app = TestApp::start_at(engine, Timestamp::parse(&plan.clock).unwrap()).await;
    let token = app.token(Role::Editor).await;
    let slug = load(&app, &token, &plan, (PAGE, &gold)).await;
    let answer = read(&app, &slug).await;
    let all = found(&plan, PAGE, &gold, &answer);
    let missing: Vec<_> = all.iter().filter(|one| one.place.is_none()).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    assert_eq!(all.len(), 20 + gold.quotes.len());
    let quotes = answer["data"]["article"]["quotes"].as_array().unwrap();
    let altered = |quote: &&serde_json::Value| quote["alteration"] == "REWORDED";
    assert_eq!(quotes.iter().filter(altered).count(), 1, "the headline has other words");
}

async fn a_string_that_is_not_there_is_missed(engine: Engine) {
    let plan: Plan = serde_json::from_str(PLAN).unwrap();
    let gold: Gold = serde_json::from_str(GOLD).unwrap();
    let app = TestApp::start_at(engine, Timestamp::parse(&plan.clock).unwrap()).await;
    let token = app.token(Role::Editor).await;
    let slug = load(&app, &token, &plan, (PAGE, &gold)).await;
    let answer = read(&app, &slug).await;
    let other = PAGE.replace("Fog until noon", "Fog until night");
    let missing = found(&plan, &other, &gold, &answer).into_iter().filter(|f| f.place.is_none());
    assert_eq!(missing.count(), 1);
}
