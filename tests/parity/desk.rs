//! A desk at which things are done: each use case by its name, over either transport, with
//! answers that can be compared.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use domain::account::Role;
use domain::time::Timestamp;
use newsroom::SetClock;
use serde_json::{Map, Value, json};
use testkit::{Answer, Engine, TestApp};

use super::cases::{Case, case};
use super::schema::{Schema, base, written};

/// How one speaks to the newsroom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transport {
    /// HTTP resources.
    Rest,
    /// Documents at `/graphql`.
    GraphQl,
}

/// What is asked of a use case.
#[derive(Debug, Clone, Default)]
pub(super) struct Ask {
    /// Of which thing.
    pub of: Option<String>,
    /// In which revision.
    pub revision: Option<i64>,
    /// Which revision of its history.
    pub number: Option<i64>,
    /// What is written.
    pub content: Option<Value>,
    /// Which of a list: names of filters and values.
    pub filter: Vec<(&'static str, String)>,
    /// How many of a list.
    pub limit: Option<u32>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// It was done: what it gives.
    Done(Value),
    /// There is nothing that may be shown.
    Absent,
    /// It was refused: pointers, codes and words, and the present revision if that was missed.
    Refused(Value),
}

impl Outcome {
    /// What was given.
    #[track_caller]
    pub(super) fn done(&self) -> &Value {
        match self {
            Self::Done(value) => value,
            Self::Absent | Self::Refused(_) => panic!("{self:?}"),
        }
    }

    /// The same without secrets, which are drawn by lot each time.
    fn without_secrets(&self) -> Self {
        match self {
            Self::Done(value) => {
                Self::Done(serde_json::from_str(&without_secrets(&value.to_string())).unwrap())
            }
            Self::Absent | Self::Refused(_) => self.clone(),
        }
    }

    /// The id of what was given.
    #[track_caller]
    pub(super) fn id(&self) -> String {
        self.done()["id"].as_str().unwrap_or_else(|| panic!("no id: {self:?}")).to_owned()
    }
}

/// Text with all but the kind of each secret of a link left out.
fn without_secrets(text: &str) -> String {
    const KIND: &str = "mh_preview_";
    let is_random = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut parts = text.split(KIND);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + KIND + part.trim_start_matches(is_random))
}

/// A newsroom of its own, and what happened in it.
pub(super) struct Desk {
    /// The newsroom.
    pub app: TestApp,
    transport: Transport,
    schema: Schema,
    clock: Arc<SetClock>,
    seconds: i64,
    tokens: [Option<String>; 5],
    /// Who asked for what, and what became of it.
    pub diary: Vec<(String, Outcome)>,
    /// The use cases that were asked for.
    pub seen: BTreeSet<&'static str>,
}

/// Who tries first what a chief editor or an administrator then does.
const ROLES: [&str; 5] = ["reader", "integrator", "author", "chief editor", "admin"];

impl Desk {
    /// A desk in an empty newsroom.
    pub(super) async fn open(engine: Engine, transport: Transport) -> Self {
        let clock = Arc::new(SetClock::at(Timestamp::parse("2026-03-14T07:30:00Z").unwrap()));
        let app = TestApp::start_set(engine, clock.clone()).await;
        let schema = Schema::of(&app).await;
        let tokens = [
            None,
            Some(app.token(Role::Integrator).await),
            Some(app.token(Role::Author).await),
            Some(app.token(Role::ChiefEditor).await),
            Some(app.token(Role::Admin).await),
        ];
        let (diary, seen) = (Vec::new(), BTreeSet::new());
        Self { app, transport, schema, clock, seconds: 0, tokens, diary, seen }
    }

    /// Does a use case: others try it first, then a chief editor.
    pub(super) async fn act(&mut self, name: &str, ask: Ask) -> Outcome {
        self.try_by(0..4, name, ask).await
    }

    /// Does what only an administrator may: a reader and an editor try it first.
    pub(super) async fn manage(&mut self, name: &str, ask: Ask) -> Outcome {
        self.try_by(0..1, name, ask.clone()).await;
        self.try_by(3..5, name, ask).await
    }

    async fn try_by(&mut self, who: Range<usize>, name: &str, ask: Ask) -> Outcome {
        self.seen.insert(case(name).name);
        let mut last = Outcome::Absent;
        for (role, token) in ROLES[who.clone()].iter().zip(self.tokens[who].to_vec()) {
            self.seconds += 1;
            let now = Timestamp::parse("2026-03-14T07:30:00Z").unwrap().plus_seconds(self.seconds);
            self.clock.set(now);
            last = match self.transport {
                Transport::Rest => self.by_rest(case(name), token.as_deref(), &ask).await,
                Transport::GraphQl => self.by_graphql(case(name), token.as_deref(), &ask).await,
            };
            let asked = format!("{name} by {role}: {ask:?}");
            self.diary.push((without_secrets(&asked), last.without_secrets()));
        }
        last
    }

    async fn by_rest(&self, case: &Case, token: Option<&str>, ask: &Ask) -> Outcome {
        let of = ask.of.as_deref().unwrap_or("");
        let number = ask.number.unwrap_or_default().to_string();
        let mut path = case.path.replace("{id}", of).replace("{number}", &number);
        let limit = ask.limit.map(|limit| ("limit", limit.to_string()));
        let mut parameters: Vec<_> = ask.filter.iter().cloned().chain(limit).collect();
        parameters.extend(case.parameters.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let mut mark = "?";
        for (name, value) in &parameters {
            path.extend([mark, name, "=", value]);
            mark = "&";
        }
        let bearer = token.map(|token| format!("Bearer {token}"));
        let tag = ask.revision.map(|revision| format!("\"{revision}\""));
        let mut headers = Vec::new();
        headers.extend(ask.content.as_ref().map(|_| ("content-type", "application/json")));
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        headers.extend(tag.as_deref().map(|tag| ("if-match", tag)));
        let body = ask.content.as_ref().map(ToString::to_string).unwrap_or_default();
        let answer = self.app.send(case.method, &path, &headers, body).await;
        of_rest(case, answer)
    }

    async fn by_graphql(&self, case: &Case, token: Option<&str>, ask: &Ask) -> Outcome {
        let root = if case.method == "GET" { "Query" } else { "Mutation" };
        let field = self.schema.field(root, case.field);
        let own = base(&field["type"]);
        let mut variables = Map::new();
        let (mut declared, mut given) = (Vec::new(), Vec::new());
        for (name, kind) in Schema::args(field) {
            let Some(value) = self.argument(&name, kind, ask) else { continue };
            declared.push(format!("${name}: {}", written(kind)));
            given.push(format!("{name}: ${name}"));
            variables.insert(name, value);
        }
        let list = |words: Vec<String>| {
            if words.is_empty() { String::new() } else { format!("({})", words.join(", ")) }
        };
        let operation = root.to_lowercase();
        let selection = self.schema.selection(own);
        let (declared, given, name) = (list(declared), list(given), case.field);
        let document = format!("{operation}{declared} {{ {name}{given} {selection} }}");
        let answer = self.app.graphql(token, &document, Value::Object(variables)).await;
        self.of_graphql(case, own, &answer)
    }

    /// The argument of a field, from what is asked.
    fn argument(&self, name: &str, kind: &Value, ask: &Ask) -> Option<Value> {
        match name {
            "by" => ask.of.as_ref().map(|id| json!({ "id": id })),
            "id" | "key" | "quote" | "article" | "list" => ask.of.as_ref().map(|id| json!(id)),
            "revision" => ask.number.map(|number| json!(number)),
            "first" => ask.limit.map(|limit| json!(limit)),
            "where" => {
                let known = ask
                    .filter
                    .iter()
                    .filter(|(name, _)| !matches!(*name, "state" | "status" | "sort" | "asOf"));
                let one = |(name, value): &(&str, String)| {
                    let many = matches!(*name, "saidFrom" | "saidTo" | "text" | "q");
                    let value = if many { json!(value) } else { value.split(',').collect() };
                    ((*name).to_owned(), value)
                };
                let filter = Value::Object(known.map(one).collect());
                Some(self.schema.input(kind, &filter))
            }
            "against" => {
                let value = ask.filter.iter().find(|(own, _)| *own == name)?;
                Some(json!(value.1.parse::<i64>().unwrap()))
            }
            "asOf" | "section" | "topic" | "language" => {
                let value = ask.filter.iter().find(|(own, _)| *own == name)?;
                Some(json!(value.1))
            }
            "sort" => {
                let value = ask.filter.iter().find(|(own, _)| *own == name)?;
                Some(self.schema.input(kind, &json!(value.1)))
            }
            "state" | "status" => {
                let value = ask.filter.iter().find(|(own, _)| *own == name)?;
                Some(self.schema.input(kind, &value.1.split(',').collect()))
            }
            "input" => {
                let own = |member: &str| {
                    let fields = self.schema.input(kind, &json!({ member: "x" }));
                    !fields[member].is_null()
                };
                let mut input = Map::new();
                if let Some(of) = &ask.of {
                    let member = if own("article") { "article" } else { "id" };
                    input.insert(member.to_owned(), json!(of));
                }
                input.extend(ask.number.map(|one| ("revision".to_owned(), json!(one))));
                input.extend(ask.revision.map(|one| ("expectedRevision".to_owned(), json!(one))));
                match ask.content.clone() {
                    // what REST has for a body is one member, or the members themselves
                    Some(Value::Object(content)) if !own("content") => input.extend(content),
                    content => {
                        input.extend(content.map(|content| ("content".to_owned(), content)));
                    }
                }
                Some(self.schema.input(kind, &Value::Object(input)))
            }
            _ => None,
        }
    }

    fn of_graphql(&self, case: &Case, own: &str, answer: &Value) -> Outcome {
        if let Some(error) = answer["errors"].get(0) {
            let code = error["extensions"]["code"].clone();
            assert!(!code.is_null(), "{} {answer}", case.field);
            return Outcome::Refused(json!([{ "code": code }]));
        }
        let value = self.schema.output(own, answer["data"][case.field].clone());
        if value.is_null() {
            return Outcome::Absent;
        }
        if case.method == "GET" {
            return Outcome::Done(plain(value));
        }
        let Value::Object(mut payload) = value else { panic!("{}: no payload", case.field) };
        let refused = payload.remove("userErrors").unwrap();
        match payload.into_iter().next() {
            Some((name, value)) if !value.is_null() && name.ends_with("Id") => {
                Outcome::Done(Value::Null)
            }
            Some((_, value)) if !value.is_null() => Outcome::Done(plain(value)),
            _ => refusal(&refused, "message"),
        }
    }
}

/// An answer of GraphQL in REST's shape: a connection is a list, and blocks have one name.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(members)
            if ["edges", "basis"].iter().all(|name| members.contains_key(*name)) =>
        {
            ranked(members)
        }
        Value::Object(mut members) if members.contains_key("nodes") => {
            plain(members.remove("nodes").unwrap())
        }
        Value::Object(members) => {
            let one = |(name, value): (String, Value)| match name.as_str() {
                "portableText" => ("blocks".to_owned(), value),
                _ => (name, plain(value)),
            };
            Value::Object(members.into_iter().map(one).collect())
        }
        Value::Array(items) => items.into_iter().map(plain).collect(),
        leaf @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => leaf,
    }
}

/// A connection whose edges say something of their own is REST's list of items.
fn ranked(mut members: Map<String, Value>) -> Value {
    let Some(Value::Array(edges)) = members.remove("edges") else { panic!("no edges") };
    let item = |edge: Value| {
        let Value::Object(mut edge) = edge else { panic!("no edge") };
        let node = edge.remove("node").unwrap();
        edge.remove("cursor");
        edge.insert("article".to_owned(), node);
        plain(edge.into())
    };
    members.insert("items".to_owned(), edges.into_iter().map(item).collect());
    members.retain(|name, _| !matches!(name.as_str(), "nodes" | "pageInfo"));
    plain(members.into())
}

fn of_rest(case: &Case, answer: Answer) -> Outcome {
    match answer.code() {
        200 | 201 => {
            let mut value = answer.json;
            for list in ["data", "items"] {
                // a page, or what GraphQL gives as a bare list
                if case.list == Some(list) {
                    value = value[list].take();
                }
            }
            Outcome::Done(value)
        }
        202 | 204 => Outcome::Done(Value::Null),
        404 | 410 if case.method == "GET" && case.absent_is_null => Outcome::Absent,
        _ if answer.json["errors"].get(0).is_some() => refusal(&answer.json["errors"], "detail"),
        _ => {
            let (code, current) = (&answer.json["code"], &answer.json["currentRevision"]);
            let mut whole = json!({ "code": code });
            if !current.is_null() {
                whole["currentRevision"] = current.clone();
            }
            Outcome::Refused(json!([whole]))
        }
    }
}

/// Faults with their places, or the whole refusal.
fn refusal(errors: &Value, words: &str) -> Outcome {
    let one = |error: &Value| {
        let mut kept = json!({ "code": error["code"] });
        for (name, from) in
            [("pointer", "pointer"), ("currentRevision", "currentRevision"), ("detail", words)]
        {
            // the whole of a refusal has no place, and its words name the use case
            if !error[from].is_null() && (name != "detail" || !error["pointer"].is_null()) {
                kept[name] = error[from].clone();
            }
        }
        kept
    };
    let mut all: Vec<_> = errors.as_array().unwrap().iter().map(one).collect();
    all.sort_by_key(ToString::to_string);
    Outcome::Refused(json!(all))
}
