//! HTTP as this API speaks it: problems, bodies, queries, conditions, cursors.

pub mod answer;
pub mod code;
pub mod condition;
pub mod cursor;
pub mod edge;
pub mod json;
pub mod problem;
pub mod query;
pub mod rate;
