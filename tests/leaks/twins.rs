//! Two newsrooms to which the same happens in public, one of which has more that is hidden: every
//! public request is answered by both with the same bytes.
//!
//! Two things are alike in both although they are hidden, for readers can tell them:
//!
//! - how often an article was saved before it was published: the number of the revision that readers
//!   see counts every save. What was saved is different;
//! - the names of records: an address is given out once, so that a record with the name of a hidden
//!   one gets a number behind its slug. Hidden records have names of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::account::Role;
use domain::time::Timestamp;
use newsroom::{CountedIds, SetClock, Watch};
use serde_json::{Value, json};
use testkit::{Answer, Engine, TestApp};

use super::contract::{Contract, Operation};
use super::echo::{headers, without_request};
use super::graphql;
use super::look::body;
use super::pool::Pool;
use super::rest;
use crate::lots::Lots;
use crate::parity::schema::Schema;

/// When everything begins.
const BEGINNING: &str = "2026-03-14T07:30:00Z";

/// Ids of what happens in public begin at a count of their own for each step.
const IDS_OF_A_STEP: u64 = 1 << 20;
/// Ids of what is hidden in one of the two begin here.
const HIDDEN_IDS: u64 = 1 << 50;

/// One of the two.
pub(super) struct Side {
    /// The newsroom.
    pub app: TestApp,
    clock: Arc<SetClock>,
    ids: Arc<CountedIds>,
    token: String,
    watch: Watch,
}

/// A change of something: method, path, the revision that it is of, and what is sent.
pub(super) type Write<'a> = (&'a str, String, Option<i64>, Value);

impl Side {
    async fn open(engine: Engine) -> Self {
        let clock = Arc::new(SetClock::at(Timestamp::parse(BEGINNING).unwrap()));
        let ids = Arc::new(CountedIds::default());
        let app = TestApp::start_twin(engine, (clock.clone(), ids.clone())).await;
        let token = app.token(Role::Admin).await;
        let watch = app.newsroom.watch();
        Self { app, clock, ids, token, watch }
    }

    async fn write(&self, (method, path, revision, document): &Write<'_>) -> Answer {
        self.app.write(&self.token, (method, path), *revision, document).await
    }
}

/// Both, and what happened so far.
pub(super) struct Twins {
    /// The one with less that is hidden.
    pub plain: Side,
    /// The one with more.
    pub laden: Side,
    steps: u64,
    hidden: u64,
    /// What was done, to say it where the two differ.
    pub diary: Vec<String>,
    /// Ids of things, hidden or not, by the collection in their path.
    pub ids: BTreeMap<String, Vec<String>>,
}

impl Twins {
    /// Two empty newsrooms.
    pub(super) async fn open(engine: Engine) -> Self {
        let (plain, laden) = (Side::open(engine).await, Side::open(engine).await);
        let (diary, ids) = (Vec::new(), BTreeMap::new());
        Self { plain, laden, steps: 1, hidden: 0, diary, ids }
    }

    /// Sets the clocks of both a second further, or more.
    fn tick(&mut self, seconds: i64) {
        self.steps += 1;
        let count = i64::try_from(self.steps).unwrap();
        let now = Timestamp::parse(BEGINNING).unwrap().plus_seconds(count * 60 + seconds);
        for side in [&self.plain, &self.laden] {
            side.clock.set(now);
            side.ids.set(self.steps * IDS_OF_A_STEP);
        }
    }

    /// Does the same in both. Both have to do it, or both refuse it.
    pub(super) async fn both(&mut self, write: Write<'_>) -> Answer {
        self.alike(&write, &write).await
    }

    /// Does almost the same in both: what readers do not see of it may be different.
    pub(super) async fn alike(&mut self, plain: &Write<'_>, laden: &Write<'_>) -> Answer {
        self.tick(0);
        let one = self.plain.write(plain).await;
        let other = self.laden.write(laden).await;
        self.diary.push(format!("both {} {} {} {}", plain.0, plain.1, plain.3, one.code()));
        let place = format!("{} {} and {}", self.diary.join("\n"), one.json, other.json);
        assert_eq!(one.code(), other.code(), "{place}");
        self.keep(&plain.1, &one);
        one
    }

    /// Does something in one of them alone; nobody may see anything of it.
    pub(super) async fn hidden(&mut self, write: Write<'_>) -> Answer {
        self.hidden += 1;
        self.laden.ids.set(HIDDEN_IDS + self.hidden * IDS_OF_A_STEP);
        let answer = self.laden.write(&write).await;
        self.diary.push(format!("hidden {} {} {} {}", write.0, write.1, write.3, answer.code()));
        self.keep(&write.1, &answer);
        answer
    }

    /// How many hidden steps there were.
    pub(super) fn hidden_steps(&self) -> u64 {
        self.hidden
    }

    fn keep(&mut self, path: &str, made: &Answer) {
        let id = ["/id", "/user/id", "/token/id", "/quote/id"].map(|place| made.text(place));
        if let Some(id) = id.into_iter().find(|id| made.code() == 201 && !id.is_empty()) {
            let collection = path.rsplit('/').next().unwrap().to_owned();
            self.ids.entry(collection).or_default().push(id.to_owned());
        }
    }

    /// What readers do in both.
    pub(super) async fn read_by_readers(&mut self, article: &str) {
        self.tick(0);
        let event = json!({ "events": [{ "id": article, "article": article, "kind": "view" }] });
        let sent = [("content-type", "application/json"), ("user-agent", "Mozilla/5.0")];
        for side in [&self.plain, &self.laden] {
            side.app.send("POST", "/v1/events", &sent, event.to_string()).await;
            side.app.count().await;
        }
    }

    /// Lets time pass in both, and notes what was due.
    pub(super) async fn wait(&mut self, seconds: i64) {
        self.tick(seconds);
        self.diary.push(format!("both wait {seconds} s"));
        for side in [&self.plain, &self.laden] {
            let (newsroom, watch) = (side.app.newsroom.clone(), side.watch);
            let noted = tokio::task::spawn_blocking(move || newsroom.note_due(watch));
            noted.await.unwrap().unwrap();
        }
    }
}

/// Asks both for what readers may ask; where they differ.
pub(super) struct Asking<'a> {
    contract: &'a Contract,
    rest: rest::Draw<'a>,
    documents: graphql::Draw<'a>,
    /// How many questions both answered alike, with something.
    pub done: usize,
    /// The faults.
    pub faults: Vec<String>,
}

impl<'a> Asking<'a> {
    /// Questions of both contracts.
    pub(super) fn new(contract: &'a Contract, schema: &'a Schema) -> Self {
        let (rest, documents) = (rest::Draw::new(contract), graphql::Draw::new(schema));
        Self { contract, rest, documents, done: 0, faults: Vec::new() }
    }

    /// Asks so many questions of each kind.
    pub(super) async fn ask(&mut self, twins: &Twins, lots: &mut Lots, questions: usize) {
        let mut pool = Pool::of(&twins.plain.app, &twins.ids).await;
        let reads: Vec<&Operation> = self
            .contract
            .operations
            .iter()
            .filter(|one| one.method == "GET" && one.is_open)
            .collect();
        // lists from end to end, with what leads on; then things one by one, and lists by filters
        for operation in reads.iter().filter(|one| !one.path.contains('{')) {
            self.follow(twins, operation).await;
        }
        for _ in 0..questions {
            let operation = reads[lots.below(reads.len())];
            let request = self.rest.request(operation, &pool, lots);
            let headers: Vec<_> =
                request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let asked = (request.method.as_str(), request.target.as_str());
            self.compare(twins, asked, &headers, "").await;
            let document = self.documents.document("Query", &pool, lots);
            let sent = json!({ "query": document.text }).to_string();
            let kind = [("content-type", "application/json")];
            let answer = self.compare(twins, ("POST", "/graphql"), &kind, &sent).await;
            self.documents.note_asked(&document.asks);
            pool.keep_cursors("", &answer["data"]);
        }
    }

    /// Reads a list in pages of two, to its end.
    async fn follow(&mut self, twins: &Twins, operation: &Operation) {
        let has = |name: &str| operation.parameters.iter().any(|one| one.name == name);
        let count = if has("count") { "&count=true" } else { "" };
        let mut target = match (has("limit"), has("cursor") || has("since")) {
            (true, true) => format!("{}?limit=2{count}", operation.path),
            _ => operation.path.clone(),
        };
        for _ in 0..PAGES_MAX {
            let answer = self.compare(twins, ("GET", &target), &[], "").await;
            let page = &answer["page"]["nextCursor"];
            let (name, next) = match (page.as_str(), answer["nextSince"].as_str()) {
                (Some(next), _) => ("cursor", next),
                (None, Some(next)) if !answer["data"].as_array().is_none_or(Vec::is_empty) => {
                    ("since", next)
                }
                _ => break,
            };
            target = format!("{}?limit=2{count}&{name}={next}", operation.path);
        }
    }

    async fn compare(
        &mut self,
        twins: &Twins,
        (method, target): (&str, &str),
        sent: &[(&str, &str)],
        document: &str,
    ) -> Value {
        let one = twins.plain.app.send(method, target, sent, document.to_owned()).await;
        let other = twins.laden.app.send(method, target, sent, document.to_owned()).await;
        let told = |answer: &Answer| {
            let mut headers = headers(answer);
            headers.sort();
            (answer.code(), headers, without_request(answer))
        };
        if told(&one) != told(&other) || one.code() >= 500 {
            let text = |answer: &Answer| String::from_utf8_lossy(&body(answer)).into_owned();
            self.faults.push(format!(
                "{method} {target} {document}\n  {} {:?} {}\n  {} {:?} {}",
                one.code(),
                headers(&one),
                text(&one),
                other.code(),
                headers(&other),
                text(&other)
            ));
        }
        self.done += usize::from(one.status.is_success());
        serde_json::from_slice(&body(&one)).unwrap_or_default()
    }
}

/// A list is not followed for ever.
const PAGES_MAX: usize = 60;
