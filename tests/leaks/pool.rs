//! What there is to ask for.

use std::collections::BTreeMap;

use serde_json::Value;
use testkit::TestApp;

use crate::lots::Lots;

/// Ids and slugs of things, hidden and open, and the cursors of lists.
#[derive(Debug, Clone, Default)]
pub(super) struct Pool {
    /// By the collection in their path.
    pub ids: BTreeMap<String, Vec<String>>,
    /// Of what readers see.
    pub slugs: BTreeMap<String, Vec<String>>,
    /// By the operation or the field that gave them.
    pub cursors: BTreeMap<String, Vec<String>>,
}

/// What leads to nothing.
const NOTHING: &str = "01900000-0000-7000-8000-00000000dead";

/// Collections whose things have addresses.
pub(super) const ADDRESSED: [&str; 8] =
    ["articles", "authors", "topics", "sections", "organizations", "experts", "lists", "fronts"];

/// Cursors that are kept for one list.
const CURSORS_MAX: usize = 20;

impl Pool {
    /// A pool with what readers see of each collection.
    pub(super) async fn of(app: &TestApp, ids: &BTreeMap<String, Vec<String>>) -> Self {
        let mut pool = Self { ids: ids.clone(), ..Self::default() };
        for collection in ADDRESSED {
            let shown = app.get(&format!("/v1/{collection}?limit=100")).await;
            let slugs = shown.json["data"].as_array().into_iter().flatten();
            let slug =
                |one: &Value| one["slug"].as_str().or(one["key"].as_str()).map(str::to_owned);
            let slugs: Vec<_> = slugs.filter_map(slug).collect();
            if !slugs.is_empty() {
                pool.slugs.insert(collection.to_owned(), slugs);
            }
        }
        pool
    }

    /// The id of something of a collection, seldom of something else or of nothing.
    pub(super) fn id(&self, collection: &str, lots: &mut Lots) -> String {
        let all: Vec<_> = self.ids.values().flatten().collect();
        match (self.ids.get(collection), lots.below(20)) {
            (_, 0) => NOTHING.to_owned(),
            (None, _) | (_, 1) => (*lots.one(&all)).clone(),
            (Some(own), _) => lots.one(own).clone(),
        }
    }

    /// What something of a collection is asked for by: its id or a slug that readers see.
    pub(super) fn address(&self, collection: &str, lots: &mut Lots) -> String {
        match self.slugs.get(collection) {
            Some(slugs) if lots.once_in(3) => lots.one(slugs).clone(),
            _ => self.id(collection, lots),
        }
    }

    /// Keeps the cursors that an answer has.
    pub(super) fn keep_cursors(&mut self, of: &str, answer: &Value) {
        let mut found = Vec::new();
        cursors(answer, &mut found);
        let own = self.cursors.entry(of.to_owned()).or_default();
        let room = CURSORS_MAX.saturating_sub(own.len());
        own.extend(found.into_iter().take(room));
    }

    /// A cursor of a list, if there was one.
    pub(super) fn cursor(&self, of: &str, lots: &mut Lots) -> Option<String> {
        self.cursors.get(of).filter(|own| !own.is_empty()).map(|own| lots.one(own).clone())
    }
}

/// Every member that is a cursor, however deep.
fn cursors(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let is_cursor = matches!(
                    name.as_str(),
                    "nextCursor"
                        | "prevCursor"
                        | "nextSince"
                        | "cursor"
                        | "startCursor"
                        | "endCursor"
                );
                let own = value.as_str().filter(|text| is_cursor && !text.is_empty());
                found.extend(own.map(ToOwned::to_owned));
                cursors(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| cursors(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
