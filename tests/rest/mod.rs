//! REST.

mod articles;
mod auth;
mod batch;
mod corrections;
mod edits;
mod fields;
mod form;
mod front;
mod input;
mod lists;
mod once;
mod quotes;
mod rate;
mod records;
mod search;
mod trending;
