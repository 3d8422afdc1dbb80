//! Masthead as its users meet it: one binary, the real application on a socket for each test.

mod authz;
mod contract;
mod graphql;
mod parity;
mod rest;
