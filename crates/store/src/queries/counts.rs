//! How much articles are read: scores and counts by the minute.

use diesel::prelude::*;
use diesel::sql_types;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use uuid::Uuid;

use super::articles::open_at;
use crate::engine::{Engine, ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::schema::{article_minute, article_score, article_view, counted_event};
use crate::types::{Id, Ts};

/// The score of an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreRow {
    /// Which article.
    pub article: Uuid,
    /// Its decayed score, as a logarithm.
    pub score: f64,
    /// What trending is ordered by.
    pub rank: f64,
    /// The newest event that was counted.
    pub counted_at: Timestamp,
}

/// What readers did in a minute, or in several.
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
}

/// The counts of an article in a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinuteRow {
    /// Which article.
    pub article: Uuid,
    /// Minutes since 1970.
    pub minute: i64,
    /// What readers did.
    pub counts: Counts,
}

impl ReadTx<'_> {
    /// The articles that are read most, of those that are seen, the highest rank first.
    pub fn highest_ranks(
        &mut self,
        seen: Visibility,
        limit: i64,
    ) -> Result<Vec<ScoreRow>, StoreError> {
        let Visibility::Public { at } = seen else { return Ok(Vec::new()) };
        let rows: Vec<(Id, f64, f64, Ts)> = both!(self, |c| article_score::table
            .inner_join(
                article_view::table.on(article_view::article_id.eq(article_score::article_id)),
            )
            .filter(open_at!(Ts(at)))
            .order((article_score::rank.desc(), article_score::article_id))
            .limit(limit)
            .select((
                article_score::article_id,
                article_score::score,
                article_score::rank,
                article_score::counted_at
            ))
            .load(c))?;
        Ok(rows.into_iter().map(score_row).collect())
    }

    /// The scores that articles have.
    pub fn scores(&mut self, articles: &[Uuid]) -> Result<Vec<ScoreRow>, StoreError> {
        let ids: Vec<Id> = articles.iter().copied().map(Id).collect();
        let rows: Vec<(Id, f64, f64, Ts)> = both!(self, |c| article_score::table
            .filter(article_score::article_id.eq_any(ids))
            .select((
                article_score::article_id,
                article_score::score,
                article_score::rank,
                article_score::counted_at
            ))
            .load(c))?;
        Ok(rows.into_iter().map(score_row).collect())
    }

    /// The counts of articles since a minute, that one included.
    pub fn minutes(&mut self, articles: &[Uuid], since: i64) -> Result<Vec<MinuteRow>, StoreError> {
        if articles.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = articles.iter().copied().map(Id).collect();
        let rows: Vec<(Id, i64, i64, i64, i64, i64, i64)> = both!(self, |c| article_minute::table
            .filter(article_minute::article_id.eq_any(ids))
            .filter(article_minute::minute.ge(since))
            .load(c))?;
        let row = |(article, minute, views, visitors, engaged, recirculated, shares): (
            Id,
            _,
            _,
            _,
            _,
            _,
            _,
        )| {
            let counts = Counts { views, visitors, engaged, recirculated, shares };
            MinuteRow { article: article.0, minute, counts }
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// How many views all articles had together in minutes from `since` up to before `until`.
    pub fn views_of_all(&mut self, since: i64, until: i64) -> Result<i64, StoreError> {
        Ok(both!(self, |c| article_minute::table
            .filter(article_minute::minute.ge(since))
            .filter(article_minute::minute.lt(until))
            .select(diesel::dsl::sql::<sql_types::BigInt>(
                "CAST(COALESCE(SUM(views), 0) AS BIGINT)"
            ))
            .first(c))?)
    }
}

fn score_row((article, score, rank, at): (Id, f64, f64, Ts)) -> ScoreRow {
    ScoreRow { article: article.0, score, rank, counted_at: at.0 }
}

impl WriteTx<'_> {
    /// Counts in this transaction alone: two that add to one score would lose one of them.
    pub fn lock_counts(&mut self) -> Result<(), StoreError> {
        if let Engine::Postgres(conn) = &mut self.0.0 {
            diesel::sql_query("SELECT pg_advisory_xact_lock(627843225)").execute(*conn)?;
        }
        Ok(())
    }

    /// Notes the id of an event; false if it was counted lately.
    pub fn note_event(&mut self, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
        let noted = both!(self.0, |c| diesel::insert_into(counted_event::table)
            .values((counted_event::id.eq(Id(id)), counted_event::at.eq(Ts(at))))
            .on_conflict(counted_event::id)
            .do_nothing()
            .execute(c))?;
        Ok(noted == 1)
    }

    /// Forgets the ids of events that were counted before an instant, and counts before a minute.
    pub fn forget_events(&mut self, before: Timestamp, minute: i64) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(
            counted_event::table.filter(counted_event::at.lt(Ts(before)))
        )
        .execute(c))?;
        both!(self.0, |c| diesel::delete(
            article_minute::table.filter(article_minute::minute.lt(minute))
        )
        .execute(c))?;
        Ok(())
    }

    /// Sets the score of an article.
    pub fn set_score(&mut self, row: &ScoreRow) -> Result<(), StoreError> {
        let values = (
            article_score::score.eq(row.score),
            article_score::rank.eq(row.rank),
            article_score::counted_at.eq(Ts(row.counted_at)),
        );
        both!(self.0, |c| diesel::insert_into(article_score::table)
            .values((article_score::article_id.eq(Id(row.article)), values))
            .on_conflict(article_score::article_id)
            .do_update()
            .set(values)
            .execute(c))?;
        Ok(())
    }

    /// Adds to the counts of an article in a minute.
    pub fn add_counts(&mut self, row: &MinuteRow) -> Result<(), StoreError> {
        let counts = row.counts;
        both!(self.0, |c| diesel::insert_into(article_minute::table)
            .values((
                article_minute::article_id.eq(Id(row.article)),
                article_minute::minute.eq(row.minute),
                article_minute::views.eq(counts.views),
                article_minute::visitors.eq(counts.visitors),
                article_minute::engaged.eq(counts.engaged),
                article_minute::recirculated.eq(counts.recirculated),
                article_minute::shares.eq(counts.shares),
            ))
            .on_conflict((article_minute::article_id, article_minute::minute))
            .do_update()
            .set((
                article_minute::views.eq(article_minute::views + counts.views),
                article_minute::visitors.eq(article_minute::visitors + counts.visitors),
                article_minute::engaged.eq(article_minute::engaged + counts.engaged),
                article_minute::recirculated.eq(article_minute::recirculated + counts.recirculated),
                article_minute::shares.eq(article_minute::shares + counts.shares),
            ))
            .execute(c))?;
        Ok(())
    }
}
