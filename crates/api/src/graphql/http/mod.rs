//! GraphQL over HTTP: what a request may look like, what it may cost, and the form of the answer
//! (GraphQL-over-HTTP draft; GraphQL, October 2021).
//!
//! A mutation never runs by GET, nor by a content type that a web page can send without asking.
//! Everything is bounded before the parser and the validation see it; both of them recurse.
//!
//! Absent on purpose: routes, callers, the schema and what its fields cost.

mod accept;
mod answer;
mod call;
mod census;
mod documents;
mod refusal;
mod scan;
#[cfg(test)]
mod tests;

pub use self::accept::{Accepted, Media, negotiate, takes_events};
pub use self::answer::{ERRORS_MAX, MESSAGE_LEN_MAX, refuse, respond, written};
pub use self::call::{BODY_LEN_MAX, Call, Method, QUERY_STRING_LEN_MAX, from_get, from_post};
pub use self::documents::{Documents, DocumentsError, Lesson};
pub use self::refusal::Refusal;

/// What a document may cost before it is validated. The default suits the public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the query text.
    pub query_len_max: usize,
    /// Tokens of the query text: names, numbers, strings, punctuators.
    pub tokens_max: usize,
    /// Bytes of one name or number. An error message may repeat a name.
    pub word_len_max: usize,
    /// Brackets that are open at once, of all three kinds; the parser recurses on each.
    pub nesting_max: usize,
    /// Directives in the whole document.
    pub directives_max: usize,
    /// Aliases in the whole document.
    pub aliases_max: usize,
    /// Fragment spreads, both those that are written and those that an operation comes to when
    /// each fragment is put in its place.
    pub spreads_max: usize,
    /// Fields under one another, fragments put in their places.
    pub depth_max: usize,
    /// Fields of an operation, fragments put in their places.
    pub fields_max: usize,
    /// Lists under one another in an introspection: `fields { type { fields` multiplies.
    pub introspection_lists_max: usize,
    /// Lists and objects under one another in variables and extensions.
    pub values_nesting_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            query_len_max: 16 * 1_024,
            tokens_max: 2_000,
            word_len_max: 128,
            nesting_max: 32,
            directives_max: 64,
            aliases_max: 30,
            spreads_max: 100,
            // The introspection of graphql-js is 15 deep.
            depth_max: 15,
            // As much as the complexity that staff may ask for.
            fields_max: 5_000,
            introspection_lists_max: 1,
            values_nesting_max: 32,
        }
    }
}
