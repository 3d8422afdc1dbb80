//! The members of an answer stand in the order of the document (GraphQL, October 2021, 7.2.2).
//!
//! Fields are resolved beside each other, and what was ready first would stand first: the bytes of
//! an answer, and the entity tag over them, would tell how long each field took.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery,
};
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{
    Name, Pos, Response, ServerError, ServerResult, Value, Variables, async_trait,
};

/// Brings members into the order of the document, and errors into that of their places in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct InOrder;

impl ExtensionFactory for InOrder {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Kept::default())
    }
}

/// The document of a request.
#[derive(Default)]
struct Kept(Mutex<Option<Arc<ExecutableDocument>>>);

#[async_trait::async_trait]
impl Extension for Kept {
    async fn parse_query(
        &self,
        context: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(context, query, variables).await?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(document.clone()));
        Ok(document)
    }

    async fn execute(
        &self,
        context: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let mut response = next.run(context, operation_name).await;
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(document) = kept {
            if let Some(operation) = operation(&document, operation_name) {
                arrange(&mut response.data, &[&operation.selection_set.node], &document);
            }
            response.errors.sort_by_key(place);
        }
        response
    }
}

/// The operation that is executed.
fn operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Option<&'d OperationDefinition> {
    match &document.operations {
        DocumentOperations::Single(operation) => Some(&operation.node),
        DocumentOperations::Multiple(all) => match name {
            Some(name) => all.get(name).map(|operation| &operation.node),
            None => all.values().next().map(|operation| &operation.node),
        },
    }
}

/// Where an error stands: in the document, then in the answer.
fn place(error: &ServerError) -> (Option<Pos>, String) {
    (error.locations.first().copied(), format!("{:?}", error.path))
}

/// Brings the members of a value, however deep, into the order in which they are selected.
fn arrange(value: &mut Value, sets: &[&SelectionSet], document: &ExecutableDocument) {
    match value {
        Value::Object(members) => {
            let mut ready = std::mem::take(members);
            for (key, inner) in selected(sets, document) {
                if let Some(mut member) = ready.shift_remove(&key) {
                    arrange(&mut member, &inner, document);
                    members.insert(key, member);
                }
            }
            // a value of JSON selects nothing: its members stay as they are
            members.extend(ready);
        }
        Value::List(items) => {
            for item in items {
                arrange(item, sets, document);
            }
        }
        Value::Null
        | Value::Number(_)
        | Value::String(_)
        | Value::Boolean(_)
        | Value::Binary(_)
        | Value::Enum(_) => {}
    }
}

/// What is selected, by the names that it has in the answer, with what is selected of each.
fn selected<'d>(
    sets: &[&'d SelectionSet],
    document: &'d ExecutableDocument,
) -> Vec<(Name, Vec<&'d SelectionSet>)> {
    let mut selected = Selected::default();
    for set in sets {
        selected.add(set, document);
    }
    selected.fields
}

#[derive(Default)]
struct Selected<'d> {
    places: HashMap<Name, usize>,
    fields: Vec<(Name, Vec<&'d SelectionSet>)>,
}

impl<'d> Selected<'d> {
    /// Adds a set, fragments put in their places. Validation has refused what leads into itself.
    fn add(&mut self, set: &'d SelectionSet, document: &'d ExecutableDocument) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = &field.node.response_key().node;
                    let place = *self.places.entry(key.clone()).or_insert_with(|| {
                        self.fields.push((key.clone(), Vec::new()));
                        self.fields.len().saturating_sub(1)
                    });
                    if let Some((_, sets)) = self.fields.get_mut(place) {
                        sets.push(&field.node.selection_set.node);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(known) = document.fragments.get(&spread.node.fragment_name.node) {
                        self.add(&known.node.selection_set.node, document);
                    }
                }
                Selection::InlineFragment(fragment) => {
                    self.add(&fragment.node.selection_set.node, document);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, ready: serde_json::Value, want: &str) {
        let document = parse_query(text).unwrap();
        let mut value = Value::from_json(ready).unwrap();
        let set = &operation(&document, None).unwrap().selection_set.node;
        arrange(&mut value, &[set], &document);
        assert_eq!(serde_json::to_string(&value).unwrap(), want);
    }

    #[test]
    fn members_stand_as_they_are_selected() {
        check("{ b a }", json!({ "a": 1, "b": 2 }), r#"{"b":2,"a":1}"#);
        check(
            "{ z: list { y x } a }",
            json!({ "a": 1, "z": [{ "x": 1, "y": 2 }, null] }),
            r#"{"z":[{"y":2,"x":1},null],"a":1}"#,
        );
    }

    #[test]
    fn fragments_are_put_in_their_places_and_what_is_asked_for_twice_stands_first() {
        check(
            "query A { ...F a ... on Q { c { z } } } fragment F on Q { c { y } b }",
            json!({ "a": 1, "b": 2, "c": { "z": 1, "y": 2 } }),
            r#"{"c":{"y":2,"z":1},"b":2,"a":1}"#,
        );
    }

    #[test]
    fn what_selects_nothing_stays_as_it_is() {
        check("{ extra }", json!({ "extra": { "b": 1, "a": 2 } }), r#"{"extra":{"a":2,"b":1}}"#);
    }
}
