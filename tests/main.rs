//! Masthead as its users meet it: one binary, the real application on a socket for each test.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where its ground gives way"
)]

mod authz;
mod contract;
mod depth;
mod graphql;
mod leaks;
mod lots;
mod parity;
mod rest;
mod simulated;
