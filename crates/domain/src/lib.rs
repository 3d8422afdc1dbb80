//! The rules of a newsroom, and nothing else.
//!
//! Absent on purpose: the database, the web, the clock, randomness. `now`, ids and settings are
//! arguments, so a rule answers the same today and in a test.

pub mod account;
pub mod actor;
pub mod article;
pub mod audience;
pub mod audit;
pub mod author;
pub mod body;
pub mod change;
pub mod correction;
pub mod country;
pub mod date;
pub mod document;
pub mod expert;
pub mod front;
pub mod id;
pub mod language;
pub mod ledger;
pub mod likeness;
pub mod link;
pub mod list;
pub mod organization;
pub mod policy;
pub mod quote;
pub mod record;
pub mod release;
pub mod search;
pub mod section;
pub mod site;
pub mod slug;
pub mod text;
pub mod time;
pub mod topic;
pub mod violation;
pub mod visibility;
pub mod weather;
pub mod zone;
