//! The crawl: everything is asked for, by everybody who may not see all of it, and each answer is
//! looked through.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use testkit::{Answer, TestApp};

use super::REFUSED;
use super::contract::{Contract, Operation};
use super::graphql::{self, note_answered};
use super::look::{Text, body};
use super::plant::Hidden;
use super::pool::Pool;
use super::rest::{self, Request};
use super::visitor::Visitor;
use super::words::{HIDDEN, OPEN};
use crate::lots::Lots;
use crate::parity::schema::Schema;

/// One in so many requests is of GraphQL.
const GRAPHQL_ONCE_IN: usize = 2;

/// What a crawl found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What nobody should have seen.
    pub leaks: Vec<String>,
    /// Words of what is open that readers saw.
    pub open: BTreeSet<String>,
    /// Operations of REST that were asked for, with how often they were done.
    pub operations: BTreeMap<String, usize>,
    /// `Type.field` that was answered with a value.
    pub answered: BTreeSet<String>,
    /// Requests in all.
    pub requests: usize,
    /// Those that were answered with something.
    pub done: usize,
    /// Faults of the server.
    pub broken: Vec<String>,
    /// `Type.field` that no document asked for.
    pub not_asked: BTreeSet<String>,
}

/// Where an operation leads, for each thing that there is.
fn targets(operation: &Operation, pool: &Pool) -> Vec<String> {
    let include = operation.parameters.iter().any(|one| one.name == "include");
    let include = if include { "?include=section,authors,topics" } else { "" };
    let mut parameters = operation.parameters.iter().filter(|one| one.place == "path");
    let Some(first) = parameters.next() else { return vec![operation.path.clone()] };
    let name = format!("{{{}}}", first.name);
    let things = [&pool.ids, &pool.slugs].map(|all| {
        let own = rest::of_parameter(operation, &first.name);
        all.get(own).into_iter().flatten()
    });
    let path = |thing: &String| {
        let path = operation.path.replace(&name, thing).replace("{revision}", "1");
        format!("{path}{include}")
    };
    things.into_iter().flatten().map(path).collect()
}

/// A crawl under way.
pub(super) struct Crawl<'a> {
    /// What is asked.
    pub app: &'a TestApp,
    /// What is hidden.
    pub hidden: BTreeMap<String, Hidden>,
    /// Secrets that were told once.
    pub secrets: &'a [String],
    /// What there is to ask for.
    pub pool: Pool,
    /// Who asks.
    pub visitors: &'a [Visitor],
    /// Where the lots come from.
    pub lots: Lots,
    /// What was found.
    pub found: Found,
}

impl<'a> Crawl<'a> {
    /// Sends so many requests, each operation and each field of both contracts among them.
    pub(super) async fn run(
        &mut self,
        contract: &'a Contract,
        schema: &'a Schema,
        requests: usize,
    ) {
        let sees_most = |one: &&Visitor| one.name == "integrator";
        let visitors = self.visitors;
        for visitor in visitors.first().into_iter().chain(visitors.iter().find(sees_most)) {
            self.walk(contract, visitor).await;
        }
        let mut rest = rest::Draw::new(contract);
        let mut documents = graphql::Draw::new(schema);
        let mut turn = contract.operations.iter().cycle();
        let (reads, _): (Vec<_>, Vec<_>) =
            contract.operations.iter().partition(|operation| operation.method == "GET");
        let least = requests.max(contract.operations.len());
        // what is rare is sought for as long again, and not longer
        loop {
            let rare = if self.found.requests < least { Vec::new() } else { self.not_done(&reads) };
            let is_sought = !(rare.is_empty() && documents.not_asked().is_empty());
            if self.found.requests >= if is_sought { 2 * least } else { least } {
                break;
            }
            let visitors = self.visitors;
            let visitor = if self.lots.once_in(4) { &visitors[0] } else { self.lots.one(visitors) };
            if self.lots.once_in(GRAPHQL_ONCE_IN) {
                self.ask_graphql(&mut documents, visitor).await;
                continue;
            }
            let operation = match self.lots.below(4) {
                0 | 1 if !rare.is_empty() => *self.lots.one(&rare),
                0 | 1 => turn.next().unwrap(),
                _ => self.lots.one(&reads),
            };
            let writer = visitors.iter().rfind(|one| one.writes).unwrap();
            let may_be_let = operation.method == "GET" || visitor.writes;
            let visitor = if may_be_let { visitor } else { writer };
            self.ask_rest(&mut rest, operation, visitor).await;
        }
        self.found.not_asked = documents.not_asked();
    }

    /// What nobody was given yet of what is given to somebody.
    fn not_done(&self, reads: &[&'a Operation]) -> Vec<&'a Operation> {
        let is_done =
            |one: &Operation| self.found.operations.get(&one.name).is_some_and(|n| *n > 0);
        let reads = reads.iter().copied();
        reads.filter(|one| !REFUSED.contains(&one.name.as_str()) && !is_done(one)).collect()
    }

    /// Reads whatever has an address, hidden or not, in each way in which it is read.
    async fn walk(&mut self, contract: &Contract, visitor: &Visitor) {
        for operation in contract.operations.iter().filter(|one| one.method == "GET") {
            for target in targets(operation, &self.pool) {
                let request = Request {
                    method: "GET".to_owned(),
                    target,
                    headers: Vec::new(),
                    body: String::new(),
                };
                let answer = self.send(&request, visitor).await;
                self.note(operation, &request, &answer, visitor);
            }
        }
    }

    async fn ask_rest(&mut self, draw: &mut rest::Draw<'_>, operation: &Operation, by: &Visitor) {
        let request = draw.request(operation, &self.pool, &mut self.lots);
        let answer = self.send(&request, by).await;
        self.note(operation, &request, &answer, by);
    }

    fn note(&mut self, operation: &Operation, request: &Request, answer: &Answer, by: &Visitor) {
        let done = usize::from(answer.status.is_success());
        *self.found.operations.entry(operation.name.clone()).or_default() += done;
        if let Ok(json) = serde_json::from_slice::<Value>(&body(answer)) {
            self.pool.keep_cursors(&operation.name, &json);
        }
        let said = format!("{} {}", request.method, request.target);
        self.judge(&said, &request.body, answer, by);
    }

    async fn ask_graphql(&mut self, draw: &mut graphql::Draw<'_>, by: &Visitor) {
        let writes = by.writes && self.lots.once_in(3);
        let root = if writes { "Mutation" } else { "Query" };
        let document = draw.document(root, &self.pool, &mut self.lots);
        let body = json!({ "query": document.text }).to_string();
        let request = Request {
            method: "POST".to_owned(),
            target: "/graphql".to_owned(),
            headers: vec![("content-type", "application/json".to_owned())],
            body,
        };
        let answer = self.send(&request, by).await;
        let code = answer.text("/errors/0/extensions/code").to_owned();
        assert!(code != "graphql_validation", "{}: {}", document.text, answer.json);
        if code != "graphql_limit" {
            draw.note_asked(&document.asks);
        }
        note_answered(&answer.json["data"], &mut self.found.answered);
        let field = document.text.split(['{', '(', ' ']).filter(|part| !part.is_empty()).nth(1);
        self.pool.keep_cursors(field.unwrap_or_default(), &answer.json["data"]);
        self.judge(&document.text, "", &answer, by);
    }

    async fn send(&mut self, request: &Request, by: &Visitor) -> Answer {
        let bearer = by.token.as_deref().map(|token| format!("Bearer {token}"));
        let mut headers: Vec<(&str, &str)> =
            request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let (method, target) = (&request.method, &request.target);
        let answer = self.app.send(method, target, &headers, request.body.clone()).await;
        self.found.requests += 1;
        let has_data = answer.json["data"]
            .as_object()
            .is_none_or(|data| data.values().any(|one| !one.is_null()));
        self.found.done += usize::from(answer.status.is_success() && has_data);
        answer
    }

    /// Notes what an answer should not have said. What the request itself says may be repeated.
    fn judge(&mut self, said: &str, sent: &str, answer: &Answer, by: &Visitor) {
        if answer.code() >= 500 {
            self.found.broken.push(format!("{} {said} {sent}: {}", by.name, answer.json));
        }
        let text = Text::of(answer);
        if by.token.is_none() {
            self.found.open.extend(text.words(OPEN));
        }
        for word in text.words(HIDDEN) {
            // what stands around a quote is cut where it is long enough, in the middle of a word
            let uncut = word.split(|sign: char| !sign.is_ascii_lowercase()).next().unwrap_or("");
            let of = self.hidden.iter().filter(|(own, _)| own.starts_with(uncut));
            let of: Vec<&Hidden> = of.map(|(_, hidden)| hidden).collect();
            let may_see = |hidden: &&Hidden| hidden.veil.opens_to(by.grants.as_ref());
            if of.iter().any(may_see) || said.contains(&word) || sent.contains(&word) {
                continue;
            }
            let places = of.first().map_or("nowhere".to_owned(), |hidden| {
                format!("{:?} {}", hidden.veil, hidden.planted.place)
            });
            let leak = format!("{word}, {places}, to {} by {said}", by.name);
            self.found.leaks.push(leak);
        }
        for secret in self.secrets {
            if text.says(secret) {
                self.found.leaks.push(format!("a secret to {} by {said}", by.name));
            }
        }
    }
}
