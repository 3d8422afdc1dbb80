//! What is shown but cannot be found yet: what was there before there was a search, and what was
//! indexed by other rules or not at all, by another release.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use domain::article::ArticleMeta;
use domain::quote::Quote;
use domain::search::RULES;
use uuid::Uuid;

use crate::engine::{WriteTx, both};
use crate::error::StoreError;
use crate::queries::PUBLIC;
use crate::schema::{article_revision, article_view, quote, search_entry};
use crate::types::Id;

/// How many things are indexed in one transaction.
const BATCH_MAX: i64 = 20;

/// True for rows whose revision cannot be found by the rules of today.
macro_rules! left_out {
    ($id:expr, $revision:expr) => {
        not(exists(
            search_entry::table
                .filter(search_entry::target_id.eq($id))
                .filter(search_entry::revision.eq($revision))
                .filter(search_entry::rules.eq(RULES)),
        ))
    };
}

/// Indexes some of the articles behind one that cannot be found, in the order of their ids; the
/// last of them, `None` when there are none.
pub(crate) fn articles_left_out(
    tx: &mut WriteTx<'_>,
    after: Uuid,
) -> Result<Option<Uuid>, StoreError> {
    let rows: Vec<(Id, i64, String, String)> = both!(tx.0, |c| article_view::table
        .inner_join(
            article_revision::table.on(article_revision::article_id
                .eq(article_view::article_id)
                .and(article_revision::revision.eq(article_view::revision))),
        )
        .filter(article_view::view.eq(PUBLIC))
        .filter(article_view::article_id.gt(Id(after)))
        .filter(left_out!(article_view::article_id, article_view::revision))
        .order(article_view::article_id)
        .select((
            article_view::article_id,
            article_view::revision,
            article_revision::content,
            article_revision::body_text,
        ))
        .limit(BATCH_MAX)
        .load(c))?;
    for (id, revision, content, text) in &rows {
        let meta: ArticleMeta = read(content)?;
        tx.index(id.0, *revision, &meta.words(text))?;
    }
    Ok(rows.last().map(|row| row.0.0))
}

/// The same with quotes.
pub(crate) fn quotes_left_out(
    tx: &mut WriteTx<'_>,
    after: Uuid,
) -> Result<Option<Uuid>, StoreError> {
    let rows: Vec<(Id, i64, String)> = both!(tx.0, |c| quote::table
        .filter(quote::id.gt(Id(after)))
        .filter(left_out!(quote::id, quote::revision))
        .order(quote::id)
        .select((quote::id, quote::revision, quote::content))
        .limit(BATCH_MAX)
        .load(c))?;
    for (id, revision, content) in &rows {
        let quote: Quote = read(content)?;
        tx.index(id.0, *revision, &quote.words())?;
    }
    Ok(rows.last().map(|row| row.0.0))
}

fn read<T: serde::de::DeserializeOwned>(content: &str) -> Result<T, StoreError> {
    serde_json::from_str(content).map_err(|error| StoreError::unreadable(error.to_string()))
}
