//! `(a, b) < (x, y)`: the place where a page begins. Both engines answer it from an index, and a
//! statement with it is prepared once, which one with `sql::<Bool>()` is not.

use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, AsExpression, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Bool, SqlType};

/// Which side of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Smaller keys.
    Before,
    /// Greater keys.
    After,
}

/// See [`beyond`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beyond<A, B, X, Y> {
    columns: (A, B),
    side: Side,
    key: (X, Y),
}

/// True for rows whose two columns, as a pair, stand on `side` of `key`.
pub(crate) fn beyond<A, B, X, Y>(
    columns: (A, B),
    side: Side,
    key: (X, Y),
) -> Beyond<A, B, X::Expression, Y::Expression>
where
    A: Expression,
    B: Expression,
    A::SqlType: SqlType,
    B::SqlType: SqlType,
    X: AsExpression<A::SqlType>,
    Y: AsExpression<B::SqlType>,
{
    Beyond { columns, side, key: (key.0.as_expression(), key.1.as_expression()) }
}

impl<A: Expression, B: Expression, X, Y> Expression for Beyond<A, B, X, Y> {
    type SqlType = Bool;
}

// The sign is part of the text, so a type alone does not name the statement.
impl<A, B, X, Y> QueryId for Beyond<A, B, X, Y> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<A, B, X, Y, G> ValidGrouping<G> for Beyond<A, B, X, Y> {
    type IsAggregate = is_aggregate::No;
}

impl<A, B, X, Y, Q: ?Sized> AppearsOnTable<Q> for Beyond<A, B, X, Y>
where
    A: Expression + AppearsOnTable<Q>,
    B: Expression + AppearsOnTable<Q>,
{
}

impl<A, B, X, Y, Q> SelectableExpression<Q> for Beyond<A, B, X, Y>
where
    A: Expression + SelectableExpression<Q>,
    B: Expression + SelectableExpression<Q>,
{
}

impl<A, B, X, Y, D> QueryFragment<D> for Beyond<A, B, X, Y>
where
    A: QueryFragment<D>,
    B: QueryFragment<D>,
    X: QueryFragment<D>,
    Y: QueryFragment<D>,
    D: Backend,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, D>) -> QueryResult<()> {
        out.push_sql("(");
        self.columns.0.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        self.columns.1.walk_ast(out.reborrow())?;
        out.push_sql(match self.side {
            Side::Before => ") < (",
            Side::After => ") > (",
        });
        self.key.0.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        self.key.1.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
