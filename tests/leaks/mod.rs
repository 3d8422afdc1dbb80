//! Nothing that is hidden leaks. Two ways to look for it:
//!
//! - the crawl plants a word of its own in each text of everything that is not public, asks for
//!   everything that both contracts have, as everybody who may not see it, and looks for the words
//!   in every byte of every answer;
//! - two databases that differ in hidden things alone answer every public request alike.

mod body;
mod contract;
mod crawl;
mod echo;
mod fill;
mod graphql;
mod look;
mod plant;
mod planted;
mod pool;
mod rest;
mod scene;
mod secrets;
mod story;
mod twins;
mod veil;
mod visitor;
mod words;

use std::collections::BTreeSet;

use domain::account::Role;
use serde_json::json;
use testkit::{Engine, TestApp, both_engines};

use contract::Contract;
use crawl::{Crawl, Found};
use plant::{Planter, Sight};
use pool::Pool;
use story::Story;
use twins::{Asking, Twins};
use veil::Veil;
use visitor::Visitor;

use crate::depth::{Depth, seed};
use crate::lots::Lots;
use crate::parity::schema::Schema;

both_engines!(
    nothing_that_is_hidden_is_said,
    a_hidden_word_in_what_is_open_is_found,
    hidden_things_change_no_byte,
    a_difference_that_readers_see_is_found,
);

/// The operations that none of those who visit may do, all others are done at least once.
const REFUSED: [&str; 6] =
    ["exportAudit", "getAutosave", "getUser", "listAudit", "listRoles", "listUsers"];

async fn nothing_that_is_hidden_is_said(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (contract, schema) = (Contract::new(), Schema::of(&app).await);
    let mut planter = Planter::new(&app, &contract).await;
    scene::plant(&mut planter).await;
    assert_eq!(planted::forgotten(&contract, &planter), BTreeSet::new());
    assert_eq!(planted::lost(&planter).await, Vec::<String>::new());
    let visitors = visitor::visitors(&app, &app.token(Role::Admin).await).await;
    let (seed, depth) = (seed(1_871), Depth::of_environment());
    eprintln!("the seed is {seed}");
    let mut lots = Lots::from(seed);
    let asked = (&mut lots, depth.of(150, 1_500));
    let told = echo::differences(&app, (&planter.veiled, &visitors), asked).await;
    assert!(told.is_empty(), "{} are told: {}", told.len(), shown(&told));
    let mut crawl = crawl(&planter, &visitors, lots).await;
    crawl.run(&contract, &schema, depth.of(2_000, 20_000)).await;
    let found = crawl.found;
    eprintln!("{} requests, {} done", found.requests, found.done);
    assert!(found.leaks.is_empty(), "{} leaks: {}", found.leaks.len(), shown(&found.leaks));
    assert!(found.broken.is_empty(), "{}", shown(&found.broken));
    check_everything_was_visited(&contract, &planter, &found);
}

/// A crawl of what was planted.
async fn crawl<'a>(planter: &'a Planter<'a>, visitors: &'a [Visitor], lots: Lots) -> Crawl<'a> {
    let hidden = planter.veiled.iter().map(|one| (one.planted.word.clone(), one.clone()));
    let pool = Pool::of(planter.app, &planter.ids).await;
    assert_eq!(pool.slugs.len(), pool::ADDRESSED.len(), "readers see something of each");
    Crawl {
        app: planter.app,
        hidden: hidden.collect(),
        secrets: &planter.secrets,
        pool,
        visitors,
        lots,
        found: Found::default(),
    }
}

/// Each operation was asked for, and done by somebody who may; each field was asked for; and what
/// is open was seen by readers, to the last word.
fn check_everything_was_visited(contract: &Contract, planter: &Planter<'_>, found: &Found) {
    let unasked = contract.operations.iter().map(|one| &one.name);
    let unasked = unasked.filter(|name| !found.operations.contains_key(*name));
    assert_eq!(unasked.collect::<Vec<_>>(), Vec::<&String>::new());
    let reads = contract.operations.iter().filter(|operation| operation.method == "GET");
    let undone = reads.filter(|operation| found.operations[&operation.name] == 0);
    let undone: BTreeSet<_> = undone.map(|one| one.name.as_str()).collect();
    assert_eq!(undone, REFUSED.into_iter().collect());
    assert_eq!(found.not_asked, BTreeSet::new());
    let unseen = planter.open.planted.iter().filter(|one| !found.open.contains(&one.word));
    assert_eq!(unseen.map(|one| &one.place).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(found.done > found.requests / 3, "{} of {}", found.done, found.requests);
    assert!(found.answered.len() > FIELDS_MIN, "{} fields", found.answered.len());
}

/// So many fields of GraphQL are answered with a value at least.
const FIELDS_MIN: usize = 700;

/// The first of many faults.
fn shown(faults: &[String]) -> String {
    faults.iter().take(FAULTS_MAX).flat_map(|fault| ["\n- ", fault]).collect()
}

/// So many faults are shown.
const FAULTS_MAX: usize = 30;

/// How a pair is told: so many public steps, each behind up to so many hidden ones.
const STEPS: usize = 12;
const HIDDEN_STEPS_MAX: usize = 4;

async fn hidden_things_change_no_byte(engine: Engine) {
    let (contract, first) = (Contract::new(), seed(1_871));
    let depth = Depth::of_environment();
    let pairs = match engine {
        Engine::Sqlite => depth.of(20, 200),
        Engine::Postgres => depth.of(6, 200),
    };
    let mut done = 0;
    for pair in 0..pairs {
        let mut twins = Twins::open(engine).await;
        let schema = Schema::of(&twins.plain.app).await;
        let mut story = Story::begin(&mut twins, Lots::from(first + pair)).await;
        for _ in 0..STEPS {
            for _ in 0..story.lots.below(HIDDEN_STEPS_MAX + 1) {
                story.hidden_step(&mut twins).await;
            }
            story.public_step(&mut twins).await;
        }
        let mut asking = Asking::new(&contract, &schema);
        asking.ask(&twins, &mut story.lots, depth.of(40, 100)).await;
        let diary = twins.diary.join("\n");
        let faults = shown(&asking.faults);
        assert!(faults.is_empty(), "seed {}:\n{diary}\n{faults}", first + pair);
        done += asking.done;
    }
    assert!(done > 40 * usize::try_from(pairs).unwrap(), "{done} of {pairs} pairs");
}

/// What one of the two has alone is seen where readers see it.
async fn a_difference_that_readers_see_is_found(engine: Engine) {
    let (contract, mut twins) = (Contract::new(), Twins::open(engine).await);
    let schema = Schema::of(&twins.plain.app).await;
    let mut story = Story::begin(&mut twins, Lots::from(1)).await;
    let section = json!({ "name": "Sport", "listed": true });
    let made = twins.hidden(("POST", "/v1/sections".to_owned(), None, section)).await;
    assert_eq!(made.code(), 201, "{}", made.json);
    let mut asking = Asking::new(&contract, &schema);
    asking.ask(&twins, &mut story.lots, 0).await;
    assert!(asking.faults.iter().any(|fault| fault.starts_with("GET /v1/sections")));
    assert!(asking.faults.iter().any(|fault| fault.starts_with("GET /v1/changes")));
}

/// The crawl sees what it is to see: a word that should be hidden stands in a headline, in an
/// address, and in what only editors may know.
async fn a_hidden_word_in_what_is_open_is_found(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (contract, schema) = (Contract::new(), Schema::of(&app).await);
    let mut planter = Planter::new(&app, &contract).await;
    scene::plant(&mut planter).await;
    for (member, veil) in
        [("ArticleInput.headline", Veil::Working), ("TopicInput.slug", Veil::Member)]
    {
        let place = format!("somewhere {member}");
        let word = planter.word(&place, veil);
        planter.know(member, word);
    }
    planter.sight = Sight::Open;
    planter.know("listed", true);
    planter.make("createTopic", (&[], "")).await;
    let document = planter.document("createArticle");
    let made = planter.send("createArticle", (&[], ""), None, &document).await;
    let id = planter.keep("createArticle", &made);
    planter.act("publishArticle", (&[&id], ""), Some(1)).await;
    let visitors = visitor::visitors(&app, &app.token(Role::Admin).await).await;
    let mut crawl = crawl(&planter, &visitors, Lots::from(seed(1_871))).await;
    crawl.run(&contract, &schema, 500).await;
    for member in ["ArticleInput.headline", "TopicInput.slug"] {
        let place = format!("somewhere {member}");
        let found = crawl.found.leaks.iter().filter(|leak| leak.contains(&place));
        assert!(found.count() > 0, "{place} is not found");
    }
}
