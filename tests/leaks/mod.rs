//! Nothing that is hidden leaks. Two ways to look for it:
//!
//! - the crawl plants a word of its own in each text of everything that is not public, asks for
//!   everything that both contracts have, as everybody who may not see it, and looks for the words
//!   in every byte of every answer;
//! - two databases that differ in hidden things alone answer every public request alike.

mod body;
mod contract;
mod crawl;
mod depth;
mod fill;
mod graphql;
mod look;
mod lots;
mod plant;
mod planted;
mod pool;
mod rest;
mod scene;
mod veil;
mod visitor;
mod words;

use std::collections::BTreeSet;

use domain::account::Role;
use testkit::{Engine, TestApp, both_engines};

use contract::Contract;
use crawl::{Crawl, Found};
use depth::{Depth, seed};
use lots::Lots;
use plant::Planter;
use pool::Pool;

use crate::parity::schema::Schema;

both_engines!(nothing_that_is_hidden_is_said);

async fn nothing_that_is_hidden_is_said(engine: Engine) {
    let app = TestApp::start(engine).await;
    let contract = Contract::new();
    let mut planter = Planter::new(&app, &contract).await;
    scene::plant(&mut planter).await;
    assert_eq!(planted::forgotten(&contract, &planter), BTreeSet::new());
    assert_eq!(planted::lost(&planter).await, Vec::<String>::new());
    let admin = app.token(Role::Admin).await;
    let visitors = visitor::visitors(&app, &admin).await;
    let schema = Schema::of(&app).await;
    let seed = seed(1_871);
    println!("seed {seed}");
    let hidden = planter.veiled.iter().map(|one| (one.planted.word.clone(), one.clone()));
    let mut crawl = Crawl {
        app: &app,
        hidden: hidden.collect(),
        secrets: &planter.secrets,
        pool: Pool::of(&app, &planter.ids).await,
        visitors: &visitors,
        lots: Lots::from(seed),
        found: Found::default(),
    };
    let requests = Depth::of_environment().of(2_000, 20_000);
    crawl.run(&contract, &schema, requests).await;
    let found = crawl.found;
    println!("{} requests, {} done, {} answered", found.requests, found.done, found.answered.len());
    println!("not asked {:?}", found.not_asked);
    let unseen: Vec<_> = planter.open.planted.iter().filter(|one| !found.open.contains(&one.word)).map(|one| &one.place).collect();
    println!("open, not seen: {} of {}: {unseen:#?}", unseen.len(), planter.open.planted.len());
    let undone: Vec<_> = found.operations.iter().filter(|(_, done)| **done == 0).map(|(name, _)| name).collect();
    println!("never done: {undone:?}");
    println!("broken: {:#?}", found.broken);
    assert!(found.leaks.is_empty(), "{} leaks: {:#?}", found.leaks.len(), &found.leaks[..found.leaks.len().min(40)]);
}
