//! Nothing that is hidden leaks. Two ways to look for it:
//!
//! - the crawl plants a word of its own in each text of everything that is not public, asks for
//!   everything that both contracts have, as everybody who may not see it, and looks for the words
//!   in every byte of every answer;
//! - two databases that differ in hidden things alone answer every public request alike.

mod body;
mod contract;
mod depth;
mod fill;
mod look;
mod lots;
mod plant;
mod scene;
mod veil;
mod words;

use std::collections::BTreeSet;

use testkit::{Engine, TestApp, both_engines};

use contract::Contract;
use plant::Planter;

both_engines!(nothing_that_is_hidden_is_said);

async fn nothing_that_is_hidden_is_said(engine: Engine) {
    let app = TestApp::start(engine).await;
    let contract = Contract::new();
    let mut planter = Planter::new(&app, &contract).await;
    scene::plant(&mut planter).await;
    planter.check(&contract).await;
}
