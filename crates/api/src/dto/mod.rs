//! What goes over the wire, for REST and GraphQL alike: one type for each shape, written by hand.
//!
//! Inputs become a JSON object which the domain reads, so both APIs refuse the same things in the
//! same words.

pub mod account;
pub mod article;
pub mod attachment;
pub mod audience;
pub mod audit;
pub mod autosave;
pub mod batch;
pub mod correction;
pub mod credential;
pub mod desk;
pub mod diff;
pub mod fields;
pub mod front;
pub mod list;
pub mod merge;
pub mod parts;
pub mod preview;
pub mod printed;
pub mod quote;
pub mod record;
pub mod related;
pub mod relation;
pub mod release;
pub mod revision;
pub mod role;
pub mod seen;
pub mod site;
pub mod time;
pub mod translation;
pub mod user;
pub mod words;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::web::code;
use crate::web::problem::Problem;

/// An id as a client sends it; what is none names nothing.
pub(crate) fn id(raw: &str) -> Result<Uuid, Problem> {
    Uuid::parse_str(raw).map_err(|_error| Problem::new(code::NOT_FOUND))
}

/// A type's JSON members.
pub(crate) fn members<T: Serialize>(value: &T) -> Result<Map<String, Value>, Problem> {
    match serde_json::to_value(value) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(Problem::new(code::INTERNAL)),
        Err(error) => Err(Problem::internal(&error)),
    }
}

/// The same JSON as another type.
pub(crate) fn recast<U: DeserializeOwned>(value: Value) -> Result<U, Problem> {
    serde_json::from_value(value).map_err(|error| Problem::internal(&error))
}
