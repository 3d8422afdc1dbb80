//! Documents of GraphQL, drawn from the schema: each root field, and each field of each type by
//! some way that leads there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::pool::Pool;
use super::rest::collection;
use super::words::word;
use crate::lots::Lots;
use crate::parity::schema::{Schema, base};

/// How deep a document goes.
const DEPTH_MAX: usize = 7;

/// A document, and the fields that it asks for, as `Type.field`.
pub(super) struct Document {
    /// Its text.
    pub text: String,
    /// What it asks for.
    pub asks: BTreeSet<String>,
}

/// Draws documents.
pub(super) struct Draw<'a> {
    schema: &'a Schema,
    /// The types that have a field of each type, or stand before it.
    above: BTreeMap<String, Vec<String>>,
    /// The fields of each type that no document asked for which was answered.
    fresh: BTreeMap<String, BTreeSet<String>>,
    words: usize,
}

impl<'a> Draw<'a> {
    /// From a schema.
    pub(super) fn new(schema: &'a Schema) -> Self {
        let (mut above, mut fresh) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::new());
        for (name, kind) in schema.types() {
            let fields = schema.fields(name);
            for field in &fields {
                let own = base(&schema.field(name, field)["type"]);
                above.entry(own.to_owned()).or_default().push(name.to_owned());
            }
            for behind in kind["possibleTypes"].as_array().into_iter().flatten() {
                let behind = behind["name"].as_str().unwrap().to_owned();
                above.entry(behind).or_default().push(name.to_owned());
            }
        }
        for name in reached(schema) {
            // what an interface has is asked of the types behind it
            if schema.named(&name)["kind"] == "OBJECT" {
                let fields = schema.fields(&name).into_iter().collect();
                fresh.insert(name, fields);
            }
        }
        Self { schema, above, fresh, words: 0 }
    }

    /// Notes that a document was answered.
    pub(super) fn note_asked(&mut self, asks: &BTreeSet<String>) {
        for ask in asks {
            let (of, field) = ask.split_once('.').unwrap();
            if let Some(fresh) = self.fresh.get_mut(of) {
                fresh.remove(field);
            }
        }
    }

    /// The fields that no document asked for, as `Type.field`; those of subscriptions are none.
    pub(super) fn not_asked(&self) -> BTreeSet<String> {
        let each = |(of, fields): (&String, &BTreeSet<String>)| {
            fields.iter().map(|field| format!("{of}.{field}")).collect::<Vec<_>>()
        };
        self.fresh.iter().flat_map(each).collect()
    }

    fn is_fresh(&self, of: &str, field: &str) -> bool {
        self.fresh.get(of).is_some_and(|fresh| fresh.contains(field))
    }

    /// A document that asks for one field of a root, one that was not asked for if there is any.
    pub(super) fn document(&mut self, root: &str, pool: &Pool, lots: &mut Lots) -> Document {
        let near = self.near();
        let fields = self.schema.fields(root);
        let distance = |field: &String| {
            let own = base(&self.schema.field(root, field)["type"]);
            if self.is_fresh(root, field) { 0 } else { near.get(own).copied().unwrap_or(DEPTH_MAX) }
        };
        let least = fields.iter().map(distance).min().unwrap();
        let nearest: Vec<_> = fields.iter().filter(|field| distance(field) == least).collect();
        let field = if lots.once_in(2) && least < DEPTH_MAX {
            (*lots.one(&nearest)).clone()
        } else {
            lots.one(&fields).clone()
        };
        let mut growing = Growing { near, pool, lots, asks: BTreeSet::new() };
        let inner = self.field(root, &field, 0, &mut growing);
        let asks = growing.asks;
        Document { text: format!("{} {{ {inner} }}", root.to_lowercase()), asks }
    }

    /// How many steps lead from each type to one with a field that was not asked for.
    fn near(&self) -> BTreeMap<String, usize> {
        let fresh = self.fresh.iter().filter(|(_, fields)| !fields.is_empty());
        let mut edge: Vec<&str> = fresh.map(|(name, _)| name.as_str()).collect();
        let mut near: BTreeMap<String, usize> =
            edge.iter().map(|name| ((*name).to_owned(), 0)).collect();
        for distance in 1..DEPTH_MAX {
            let mut next = Vec::new();
            for above in edge.iter().filter_map(|name| self.above.get(*name)).flatten() {
                if !near.contains_key(above) {
                    near.insert(above.clone(), distance);
                    next.push(above.as_str());
                }
            }
            edge = next;
        }
        near
    }

    /// A field with its arguments and what is selected of it.
    fn field(&mut self, of: &str, name: &str, depth: usize, growing: &mut Growing<'_>) -> String {
        let field = self.schema.field(of, name).clone();
        growing.asks.insert(format!("{of}.{name}"));
        let arguments = self.members(&field["args"], name, depth, growing);
        let arguments = if arguments.is_empty() { arguments } else { format!("({arguments})") };
        let selection = self.selection(base(&field["type"]), depth + 1, growing);
        format!("{name}{arguments}{selection}")
    }

    fn selection(&mut self, of: &str, depth: usize, growing: &mut Growing<'_>) -> String {
        let kind = self.schema.named(of).clone();
        match kind["kind"].as_str().unwrap() {
            "OBJECT" => format!(" {{ {} }}", self.object(of, depth, growing)),
            "INTERFACE" | "UNION" => {
                let kinds = kind["possibleTypes"].as_array().unwrap();
                let kinds = kinds.iter().map(|kind| kind["name"].as_str().unwrap());
                let parts: Vec<_> = kinds
                    .map(|kind| {
                        // only where something new lies behind it
                        let is_near = growing.near.get(kind).is_some_and(|near| *near < 3);
                        let depth = if is_near { depth } else { DEPTH_MAX };
                        let inner = self.object(kind, depth, growing);
                        format!("... on {kind} {{ {inner} }}")
                    })
                    .collect();
                format!(" {{ __typename {} }}", parts.join(" "))
            }
            _ => String::new(),
        }
    }

    /// Fields of an object: all that are not objects themselves, and some that are.
    fn object(&mut self, of: &str, depth: usize, growing: &mut Growing<'_>) -> String {
        let (mut leaves, mut inner) = (vec!["__typename".to_owned()], Vec::new());
        for name in self.schema.fields(of) {
            let field = self.schema.field(of, &name);
            let own = base(&field["type"]).to_owned();
            let is_leaf =
                matches!(self.schema.named(&own)["kind"].as_str(), Some("SCALAR" | "ENUM"));
            let has_arguments = !field["args"].as_array().unwrap().is_empty();
            if is_leaf && !has_arguments {
                growing.asks.insert(format!("{of}.{name}"));
                leaves.push(name);
            } else if is_leaf {
                leaves.push(self.field(of, &name, depth, growing));
            } else {
                let near = growing.near.get(&own).copied().unwrap_or(DEPTH_MAX) + 1;
                let near = if self.is_fresh(of, &name) { 0 } else { near };
                inner.push((near, growing.lots.below(1_000), name));
            }
        }
        if growing.lots.once_in(3) {
            // any will do
            for (near, ..) in &mut inner {
                *near = 0;
            }
        }
        inner.sort();
        let branches = match depth {
            _ if depth >= DEPTH_MAX => 0,
            0..=2 => 3,
            3 | 4 => 2,
            _ => 1,
        };
        for (_, _, name) in inner.into_iter().take(branches) {
            leaves.push(self.field(of, &name, depth, growing));
        }
        leaves.join(" ")
    }

    /// Arguments, or the members of an input.
    fn members(
        &mut self,
        of: &Value,
        field: &str,
        depth: usize,
        growing: &mut Growing<'_>,
    ) -> String {
        let mut parts = Vec::new();
        for one in of.as_array().into_iter().flatten() {
            let name = one["name"].as_str().unwrap();
            let is_needed = one["type"]["kind"] == "NON_NULL" && one["defaultValue"].is_null();
            let taken = is_needed || name == "first" || growing.lots.once_in(3);
            if !taken || matches!(name, "last" | "before" | "idempotencyKey") {
                continue;
            }
            if let Some(value) = self.value(&one["type"], name, (field, depth), growing) {
                parts.push(format!("{name}: {value}"));
            }
        }
        parts.join(", ")
    }

    /// A value as a document writes it.
    fn value(
        &mut self,
        kind: &Value,
        name: &str,
        (field, depth): (&str, usize),
        growing: &mut Growing<'_>,
    ) -> Option<String> {
        match kind["kind"].as_str().unwrap() {
            "NON_NULL" => return self.value(&kind["ofType"], name, (field, depth), growing),
            "LIST" => {
                let one = self.value(&kind["ofType"], name, (field, depth), growing)?;
                return Some(format!("[{one}]"));
            }
            _ => {}
        }
        let of = self.schema.named(base(kind)).clone();
        match of["kind"].as_str().unwrap() {
            "ENUM" => {
                let words = of["enumValues"].as_array().unwrap();
                growing.lots.one(words)["name"].as_str().map(ToOwned::to_owned)
            }
            "INPUT_OBJECT" if of["isOneOf"] == true => {
                let choices = of["inputFields"].as_array().unwrap();
                let one = growing.lots.one(choices).clone();
                let name = one["name"].as_str().unwrap();
                let value = self.value(&one["type"], name, (field, depth), growing)?;
                Some(format!("{{ {name}: {value} }}"))
            }
            "INPUT_OBJECT" => {
                let members = self.members(&of["inputFields"], field, depth, growing);
                Some(format!("{{ {members} }}"))
            }
            _ => self.scalar(base(kind), name, (field, depth), growing),
        }
    }

    fn scalar(
        &mut self,
        kind: &str,
        name: &str,
        (field, depth): (&str, usize),
        growing: &mut Growing<'_>,
    ) -> Option<String> {
        let (pool, lots) = (growing.pool, &mut *growing.lots);
        let of = match (name, field) {
            ("id" | "slug" | "ids", _) => of_field(field),
            ("key", _) => "lists",
            (name, _) => collection(name, field),
        };
        Some(match (kind, name) {
            ("Int", "first") => (lots.below(if depth == 0 { 3 } else { 1 }) + 1).to_string(),
            ("Int", _) => (lots.below(3) + 1).to_string(),
            ("Float", _) => "1.5".to_owned(),
            ("Boolean", _) => lots.once_in(2).to_string(),
            ("DateTime", _) => "\"2026-03-14T07:30:00Z\"".to_owned(),
            ("NaiveDate", _) => "\"2026-03-14\"".to_owned(),
            ("JSON", _) => "[]".to_owned(),
            ("ID", _) => format!("\"{}\"", pool.id(of, lots)),
            (_, "after") => format!("\"{}\"", pool.cursor(field, lots)?),
            (_, "slug" | "key" | "section" | "author" | "topic" | "expert" | "organization") => {
                format!("\"{}\"", pool.address(of, lots))
            }
            (_, "q" | "text") => "\"stay\"".to_owned(),
            (_, "language") => "\"en\"".to_owned(),
            (_, "saidFrom" | "saidTo" | "saidOn" | "from" | "until") => "\"2026-03\"".to_owned(),
            _ => {
                self.words += 1;
                format!("\"{}\"", word("filler", self.words))
            }
        })
    }
}

/// The types to which queries and mutations lead.
fn reached(schema: &Schema) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut edge = vec!["Query".to_owned(), "Mutation".to_owned()];
    while let Some(name) = edge.pop() {
        if reached.insert(name.clone()) {
            let fields = schema.fields(&name).into_iter();
            edge.extend(fields.map(|field| base(&schema.field(&name, &field)["type"]).to_owned()));
            let behind = schema.named(&name)["possibleTypes"].as_array().into_iter().flatten();
            edge.extend(behind.map(|kind| kind["name"].as_str().unwrap().to_owned()));
        }
    }
    reached
}

/// The collection that a root field is about.
fn of_field(field: &str) -> &'static str {
    const KNOWN: [(&str, &str); 12] = [
        ("author", "authors"),
        ("topic", "topics"),
        ("section", "sections"),
        ("organization", "organizations"),
        ("expert", "experts"),
        ("list", "lists"),
        ("front", "fronts"),
        ("quote", "quotes"),
        ("user", "users"),
        ("token", "tokens"),
        ("session", "sessions"),
        ("preview", "previews"),
    ];
    let field = field.to_lowercase();
    KNOWN.into_iter().find(|(word, _)| field.contains(word)).map_or("articles", |(_, of)| of)
}

/// A document that grows.
struct Growing<'p> {
    near: BTreeMap<String, usize>,
    pool: &'p Pool,
    lots: &'p mut Lots,
    asks: BTreeSet<String>,
}

/// Notes each `Type.field` that an answer has a value for.
pub(super) fn note_answered(value: &Value, answered: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(name) = members.get("__typename").and_then(Value::as_str) {
                let there = members.iter().filter(|(_, value)| !value.is_null());
                answered.extend(there.map(|(field, _)| format!("{name}.{field}")));
            }
            members.values().for_each(|value| note_answered(value, answered));
        }
        Value::Array(items) => items.iter().for_each(|item| note_answered(item, answered)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
