//! HTTP as such: the outermost layer, problems, bodies, query strings, conditions, answers.
//!
//! Absent on purpose: the newsroom. Nothing here knows an article; everything here knows an RFC.

pub mod answer;
pub mod code;
pub mod conditional;
pub mod cursor;
pub mod edge;
pub mod head;
pub mod json;
pub mod link;
pub mod problem;
pub mod query;
