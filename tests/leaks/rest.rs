//! Requests of REST, drawn from the contract.

use serde_json::{Value, json};

use super::contract::{Contract, Operation, Parameter, name};
use super::fill::Filler;
use super::pool::Pool;
use crate::lots::Lots;

/// A request.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// In upper case.
    pub method: String,
    /// The path with its query.
    pub target: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent.
    pub body: String,
}

/// Begins the words of what is sent: they stand nowhere else.
const SENT: &str = "filler";

/// Draws requests.
pub(super) struct Draw<'a> {
    contract: &'a Contract,
    filler: Filler<'a>,
}

impl<'a> Draw<'a> {
    /// From a contract.
    pub(super) fn new(contract: &'a Contract) -> Self {
        let mut filler = Filler::new(contract, SENT);
        for left_out in [
            "ArticleInput.quotes",
            "NewTokenInput.expiresAt",
            "AttachedQuoteInput.text",
            "RelatedStoryInput.url",
            "RightsInput.year",
            "TopicLinkInput.relevance",
            "AttributionInput.organization",
        ] {
            filler.know(left_out, Value::Null);
        }
        filler.know("ArticleInput.body", json!({ "markdown": "Some *words*." }));
        filler.know("MomentInput.at", "2036-03-14T07:30:00Z");
        Self { contract, filler }
    }

    /// A request for an operation.
    pub(super) fn request(
        &mut self,
        operation: &Operation,
        pool: &Pool,
        lots: &mut Lots,
    ) -> Request {
        let mut target = operation.path.clone();
        let mut query = Vec::new();
        let mut headers = coding(lots);
        for parameter in &operation.parameters {
            let value = value(operation, parameter, pool, lots);
            match (parameter.place.as_str(), value) {
                ("path", Some(value)) => {
                    target = target.replace(&format!("{{{}}}", parameter.name), &value);
                }
                ("query", Some(value)) if lots.once_in(3) || is_needed(operation, parameter) => {
                    query.push(format!("{}={value}", parameter.name));
                }
                ("header", _) => headers.extend(header(&parameter.name, lots)),
                (_, _) => {}
            }
        }
        if operation.method == "GET" {
            headers.extend(condition(lots));
        }
        if !query.is_empty() {
            target = format!("{target}?{}", query.join("&"));
        }
        let body = self.body(operation, pool, lots, &mut headers);
        Request { method: operation.method.clone(), target, headers, body }
    }

    fn body(
        &mut self,
        operation: &Operation,
        pool: &Pool,
        lots: &mut Lots,
        headers: &mut Vec<(&'static str, String)>,
    ) -> String {
        if operation.bodies.is_empty() {
            return String::new();
        }
        let (kind, schema) = lots.one(&operation.bodies);
        for (member, collection) in [
            ("section", "sections"),
            ("author", "authors"),
            ("topic", "topics"),
            ("expert", "experts"),
            ("article", "articles"),
            ("organization", "organizations"),
            ("parent", "organizations"),
            ("quote", "quotes"),
            ("quoteId", "quotes"),
            ("assignee", "users"),
            ("id", "articles"),
        ] {
            self.filler.know(member, pool.id(collection, lots));
        }
        headers.push(("content-type", kind.clone()));
        if name(schema).is_some_and(|name| self.contract.component(name)["type"] == "array") {
            return json!([{ "op": "remove", "path": "/kicker" }]).to_string();
        }
        self.filler.document(&operation.name).to_string()
    }
}

/// True for what an operation does nothing without.
fn is_needed(operation: &Operation, parameter: &Parameter) -> bool {
    operation.name == "diffRevisions" && parameter.name == "against"
}

fn coding(lots: &mut Lots) -> Vec<(&'static str, String)> {
    let coding = *lots.one(&["", "gzip", "br", "zstd"]);
    if coding.is_empty() { Vec::new() } else { vec![("accept-encoding", coding.to_owned())] }
}

fn condition(lots: &mut Lots) -> Option<(&'static str, String)> {
    match lots.below(12) {
        0 => Some(("if-none-match", "*".to_owned())),
        1 => Some(("if-none-match", "\"1\"".to_owned())),
        2 => Some(("if-modified-since", "Sat, 14 Mar 2026 07:30:00 GMT".to_owned())),
        3 => Some(("range", "bytes=0-10".to_owned())),
        _ => None,
    }
}

fn header(name: &str, lots: &mut Lots) -> Option<(&'static str, String)> {
    match name {
        "If-Match" if !lots.once_in(10) => Some(("if-match", format!("\"{}\"", lots.below(3) + 1))),
        "Prefer" if lots.once_in(4) => Some(("prefer", "return=minimal".to_owned())),
        _ => None,
    }
}

/// The collection that a member of a request names something of.
pub(super) fn collection(name: &str, path: &str) -> &'static str {
    match name {
        "article" | "ids" => "articles",
        "section" => "sections",
        "author" => "authors",
        "topic" => "topics",
        "expert" => "experts",
        "quote" => "quotes",
        "user" | "account" => "users",
        "name" => "roles",
        "parent" if path.contains("sections") => "sections",
        "organization" | "parent" => "organizations",
        "key" => "lists",
        _ => of_path(path),
    }
}

/// The collection whose things a parameter in a path names.
pub(super) fn of_parameter(operation: &Operation, name: &str) -> &'static str {
    match name {
        "article" => "articles",
        "id" => of_path(&operation.path),
        _ => collection(name, &operation.path),
    }
}

/// The collection whose things a path leads to.
fn of_path(path: &str) -> &'static str {
    const KNOWN: [&str; 14] = [
        "authors",
        "topics",
        "sections",
        "organizations",
        "experts",
        "lists",
        "fronts",
        "quotes",
        "users",
        "tokens",
        "sessions",
        "previews",
        "releases",
        "articles",
    ];
    KNOWN.into_iter().find(|known| path.contains(known)).unwrap_or("articles")
}

/// Words of lists of words, as the contract has them in its examples.
const WORDS: [(&str, &[&str]); 12] = [
    ("fields", &["headline,slug", "name", "text,articles", "body", "credits,section,topics"]),
    ("include", &["section,authors,topics", "quotes", "quotes.expert", "section"]),
    ("kind", &["news", "analysis,opinion", "-news"]),
    ("language", &["en", "fr", "-fr"]),
    ("state", &["draft", "scheduled,killed", "in_review", "trashed", "published"]),
    ("status", &["suggested", "rejected,accepted"]),
    ("form", &["direct", "partial,indirect"]),
    ("action", &["article.create", "users.create,article.publish"]),
    ("entity", &["article", "expert,quote", "account"]),
    ("sort", &["-publishedAt", "publishedAt", "relevance", "-createdAt", "createdAt"]),
    ("saidFrom", &["2020", "2026-03"]),
    ("saidTo", &["2026-03-01", "2030"]),
];

/// Text that is sought: some of it stands in what is open and in what is hidden.
const SOUGHT: [&str; 5] = ["here", "stands", "stay", "nothing", "golden"];

/// Instants before, between and behind what happened.
const INSTANTS: [&str; 3] =
    ["2020-01-01T00:00:00Z", "2026-03-14T07:30:00Z", "2036-01-01T00:00:00Z"];

/// A value for a parameter.
fn value(
    operation: &Operation,
    parameter: &Parameter,
    pool: &Pool,
    lots: &mut Lots,
) -> Option<String> {
    let name = parameter.name.as_str();
    if let Some((_, words)) = WORDS.iter().find(|(known, _)| *known == name) {
        return Some((*lots.one(words)).to_owned());
    }
    if let Some(words) = parameter.schema["enum"].as_array() {
        return lots.one(words).as_str().map(ToOwned::to_owned);
    }
    Some(match name {
        "limit" => (lots.below(5) + 1).to_string(),
        // the first there always is
        "revision" | "against" if lots.once_in(2) => "1".to_owned(),
        "revision" | "against" => (lots.below(3) + 1).to_string(),
        "cursor" | "since" => return pool.cursor(&operation.name, lots),
        "q" | "text" => (*lots.one(&SOUGHT)).to_owned(),
        "note" => "So".to_owned(),
        "asOf" | "publishedFrom" | "publishedTo" | "from" | "to" => {
            (*lots.one(&INSTANTS)).to_owned()
        }
        "target" => pool.id(if lots.once_in(2) { "articles" } else { "experts" }, lots),
        _ if parameter.place == "path" => pool.address(of_parameter(operation, name), lots),
        _ => {
            let not = if lots.once_in(5) && name != "ids" { "-" } else { "" };
            format!("{not}{}", pool.address(collection(name, &operation.path), lots))
        }
    })
}
