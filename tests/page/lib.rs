//! A reader's page, loaded through the write API and read back in one GraphQL request.
//!
//! A plan says which line of the scraped page plays which part; a list of quotes says who said
//! what. Everything goes through the authenticated REST API, as an editor's tools would do it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a check stops where its ground gives way"
)]

mod find;
mod load;
mod plan;

pub use find::{Found, found};
pub use load::load;
pub use plan::{Gold, Plan};

use serde_json::{Value, json};
use testkit::Client;

/// The one request that gives all that a reader sees on an article's page.
pub const QUERY: &str = include_str!("page.graphql");

/// Reads the page with the one request, as a reader.
pub async fn read(client: &Client, slug: &str) -> Value {
    let answer = client.graphql(None, QUERY, json!({ "slug": slug })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer
}
