//! Whether two answers are the same.

use serde_json::{Map, Value};

use super::desk::Outcome;

/// How much of two objects has to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// All members; one that is not there is null.
    All,
    /// The members that both have, where each gives a summary of its own.
    Shared,
}

/// Notes where an answer of REST and one of GraphQL differ.
pub(super) fn compare(what: &str, rest: &Outcome, graphql: &Outcome, faults: &mut Vec<String>) {
    match (rest, graphql) {
        (Outcome::Done(one), Outcome::Done(other)) => {
            // a list of articles has summaries in REST
            let rule = if what.starts_with("articles ") { Rule::Shared } else { Rule::All };
            values(what, (one, other), rule, faults);
        }
        (Outcome::Refused(one), Outcome::Refused(other)) => {
            values(what, (one, other), Rule::All, faults);
        }
        (Outcome::Absent, Outcome::Absent) => {}
        _ => faults.push(format!("{what}: {rest:?} and {graphql:?}")),
    }
}

fn values(place: &str, (rest, graphql): (&Value, &Value), rule: Rule, faults: &mut Vec<String>) {
    match (rest, graphql) {
        (Value::Object(one), Value::Object(other)) => members(place, (one, other), rule, faults),
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (at, pair) in one.iter().zip(other).enumerate() {
                values(&format!("{place}/{at}"), pair, rule, faults);
            }
        }
        _ if rest == graphql => {}
        // no two are the same
        (Value::String(one), Value::String(other)) if is_secret(one) && is_secret(other) => {}
        (Value::String(_), Value::String(_)) if is_drawn(place) => {}
        _ => faults.push(format!("{place}: {rest} and {graphql}")),
    }
}

fn is_secret(text: &str) -> bool {
    text.strip_prefix("/password#").unwrap_or(text).starts_with("mh_")
}

/// True for what follows from lots that are drawn: the salts of the audit.
fn is_drawn(place: &str) -> bool {
    place.starts_with("auditLog ")
        && ["/salt", "/digest", "/chain"].iter().any(|end| place.ends_with(end))
}

fn members(
    place: &str,
    (rest, graphql): (&Map<String, Value>, &Map<String, Value>),
    rule: Rule,
    faults: &mut Vec<String>,
) {
    let mut names: Vec<_> = rest.keys().chain(graphql.keys()).collect();
    names.sort();
    names.dedup();
    if rule == Rule::Shared && rest.get("id") != graphql.get("id") {
        faults.push(format!("{place}: {:?} and {:?}", rest.get("id"), graphql.get("id")));
    }
    for name in names {
        let place = format!("{place}/{name}");
        let pair = (rest.get(name), graphql.get(name));
        let below = if name == "article" { Rule::Shared } else { rule };
        match (pair, rule) {
            ((Some(one), Some(other)), _) => values(&place, (one, other), below, faults),
            (_, Rule::Shared) => {}
            ((one, other), Rule::All) => {
                let (one, other) = (one.unwrap_or(&Value::Null), other.unwrap_or(&Value::Null));
                values(&place, (one, other), below, faults);
            }
        }
    }
}
