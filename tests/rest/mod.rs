//! REST.

mod articles;
mod auth;
mod input;
mod lists;
mod records;
