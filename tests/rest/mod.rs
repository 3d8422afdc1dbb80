//! REST.

mod articles;
mod auth;
mod input;
mod lists;
mod quotes;
mod records;
