//! Search: the words of what readers see, and what is found by them.
//!
//! Both engines are given the same words ([`domain::search`]); an engine only finds and ranks them.

pub(crate) mod left_out;
mod postgres;
mod sqlite;

use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;
use diesel::upsert::excluded;
use domain::search::{RULES, Sought, Words};
use uuid::Uuid;

use crate::engine::{Engine, WriteTx, both};
use crate::error::StoreError;
use crate::schema::search_entry;
use crate::types::{DbUuid, Id};

/// How many of what is found are put in the order of their relevance; the rest is not shown there.
const RANKED_MAX: u32 = 1_000;

/// What is sought, as each engine spells it.
#[derive(Debug, Clone)]
pub(crate) struct Spelled {
    fts5: String,
    tsquery: String,
}

impl Spelled {
    fn of(sought: &Sought) -> Self {
        Self { fts5: sqlite::spelled(sought), tsquery: postgres::spelled(sought) }
    }
}

/// How an engine is asked for words.
pub(crate) trait Dialect: Backend {
    /// Writes `FROM …` of [`search_entry`], and the condition that its words are those sought.
    fn found<'b>(out: &mut AstPass<'_, 'b, Self>, sought: &'b Spelled) -> QueryResult<()>;
    /// Writes what to order by, the best first.
    fn relevance<'b>(out: &mut AstPass<'_, 'b, Self>, sought: &'b Spelled) -> QueryResult<()>;
}

/// True for rows that are found; `columns` are the id and the revision that is shown.
#[derive(Debug, Clone)]
pub(crate) struct Found<A, B> {
    columns: (A, B),
    sought: Spelled,
}

/// See [`Found`].
pub(crate) fn found<A, B>(columns: (A, B), sought: &Sought) -> Found<A, B> {
    Found { columns, sought: Spelled::of(sought) }
}

impl<A: Expression, B: Expression> Expression for Found<A, B> {
    type SqlType = Bool;
}

impl<A, B> QueryId for Found<A, B> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<A, B, G> ValidGrouping<G> for Found<A, B> {
    type IsAggregate = is_aggregate::No;
}

impl<A, B, Q: ?Sized> AppearsOnTable<Q> for Found<A, B>
where
    A: Expression + AppearsOnTable<Q>,
    B: Expression + AppearsOnTable<Q>,
{
}

impl<A, B, Q> SelectableExpression<Q> for Found<A, B>
where
    A: Expression + SelectableExpression<Q>,
    B: Expression + SelectableExpression<Q>,
{
}

impl<A, B, D> QueryFragment<D> for Found<A, B>
where
    A: QueryFragment<D>,
    B: QueryFragment<D>,
    D: Dialect,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, D>) -> QueryResult<()> {
        out.push_sql("(");
        self.columns.0.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        self.columns.1.walk_ast(out.reborrow())?;
        out.push_sql(") IN (SELECT search_entry.target_id, search_entry.revision ");
        D::found(&mut out, &self.sought)?;
        out.push_sql(")");
        Ok(())
    }
}

/// The ids of what is found, the best first, at most [`RANKED_MAX`]; of two that are as good, the
/// one with the later id.
#[derive(Debug, Clone)]
pub(crate) struct Ranked<Q> {
    among: Q,
    sought: Spelled,
}

/// See [`Ranked`]; `among` selects ids and the revisions that are shown.
pub(crate) fn ranked<Q>(among: Q, sought: &Sought) -> Ranked<Q> {
    Ranked { among, sought: Spelled::of(sought) }
}

impl<Q> Query for Ranked<Q> {
    type SqlType = DbUuid;
}

impl<Q, C> RunQueryDsl<C> for Ranked<Q> {}

impl<Q> QueryId for Ranked<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<D>, D: Dialect> QueryFragment<D> for Ranked<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, D>) -> QueryResult<()> {
        out.push_sql("SELECT search_entry.target_id ");
        D::found(&mut out, &self.sought)?;
        out.push_sql(" AND (search_entry.target_id, search_entry.revision) IN (");
        self.among.walk_ast(out.reborrow())?;
        out.push_sql(") ORDER BY ");
        D::relevance(&mut out, &self.sought)?;
        out.push_sql(", search_entry.target_id DESC LIMIT ");
        out.push_sql(&RANKED_MAX.to_string());
        Ok(())
    }
}

impl WriteTx<'_> {
    /// Lets a revision of a thing be found by its words, and no other.
    pub(super) fn index(
        &mut self,
        id: Uuid,
        revision: i64,
        words: &Words,
    ) -> Result<(), StoreError> {
        let number: i64 = both!(self.0, |c| diesel::insert_into(search_entry::table)
            .values((
                search_entry::target_id.eq(Id(id)),
                search_entry::revision.eq(revision),
                search_entry::rules.eq(RULES),
            ))
            .on_conflict(search_entry::target_id)
            .do_update()
            .set((
                search_entry::revision.eq(excluded(search_entry::revision)),
                search_entry::rules.eq(excluded(search_entry::rules)),
            ))
            .returning(search_entry::number)
            .get_result(c))?;
        *self.0.1 = self.0.1.saturating_add(1);
        match &mut self.0.0 {
            Engine::Sqlite(conn) => sqlite::put(conn, number, words)?,
            Engine::Postgres(conn) => postgres::put(conn, number, words)?,
        }
        Ok(())
    }

    /// Lets a thing be found no more; its words go with the entry.
    pub(super) fn unindex(&mut self, id: Uuid) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(
            search_entry::table.filter(search_entry::target_id.eq(Id(id)))
        )
        .execute(c))?;
        Ok(())
    }
}
