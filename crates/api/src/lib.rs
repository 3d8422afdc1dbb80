//! The two APIs over the newsroom's use cases: REST and GraphQL. The only crate that names
//! actix-web, async-graphql, utoipa and jsonwebtoken.
//!
//! Absent on purpose: rules and SQL. A handler reads the request, calls one use case, answers.

// the roots of GraphQL are merged of as many parts
#![recursion_limit = "256"]

pub mod auth;
pub mod dto;
pub mod graphql;
pub mod rest;
pub mod server;
pub mod web;
