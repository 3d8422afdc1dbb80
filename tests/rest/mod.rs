//! REST.

mod articles;
mod auth;
mod corrections;
mod edits;
mod form;
mod front;
mod input;
mod lists;
mod quotes;
mod rate;
mod records;
mod search;
mod trending;
