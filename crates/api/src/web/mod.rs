//! HTTP as this API speaks it: problems, bodies, queries, conditions, cursors.

pub mod answer;
pub mod change;
pub mod code;
pub mod coding;
pub mod condition;
pub mod cursor;
pub mod edge;
pub mod json;
pub mod kept;
pub mod keys;
pub mod prefer;
pub mod problem;
pub mod query;
pub mod rate;
mod written;
