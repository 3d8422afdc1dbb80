//! How much articles are read: scores, counts by the minute and the hour, and what editors say of
//! them.

mod flush;
mod read;
mod rules;

pub use flush::{ArticleDelta, AudienceBatch};
pub use read::{AudienceFilter, HourRow, ScoreRow};

use diesel::sql_types;

/// What readers did in some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Articles opened.
    pub views: i64,
    /// Readers who opened it for the first time that day.
    pub visitors: i64,
    /// Readers who stayed.
    pub engaged: i64,
    /// Readers who went on from it.
    pub recirculated: i64,
    /// Readers who shared it.
    pub shares: i64,
    /// For how many seconds those stayed who did.
    pub seconds: i64,
    /// What was not counted: too much of it came from one network.
    pub suspect: i64,
}

impl Counts {
    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        let sum = |to: &mut i64, more: i64| *to = to.saturating_add(more);
        sum(&mut self.views, other.views);
        sum(&mut self.visitors, other.visitors);
        sum(&mut self.engaged, other.engaged);
        sum(&mut self.recirculated, other.recirculated);
        sum(&mut self.shares, other.shares);
        sum(&mut self.seconds, other.seconds);
        sum(&mut self.suspect, other.suspect);
    }
}

/// A sum of a column; 0 over nothing.
fn sum_of(column: &str) -> diesel::expression::SqlLiteral<sql_types::BigInt> {
    diesel::dsl::sql::<sql_types::BigInt>(&format!("CAST(COALESCE(SUM({column}), 0) AS BIGINT)"))
}
