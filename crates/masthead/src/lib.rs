//! The binary's parts: settings, commands, the demo's loader.

pub mod audience;
pub mod commands;
pub mod demo;
pub mod keys;
pub mod ledger;
pub mod mail;
pub mod schedule;
pub mod settings;
pub mod weather;
