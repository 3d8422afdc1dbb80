//! What articles are read most, and how much.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types;
use domain::audience::{HalfLife, Metric, Span};
use domain::time::Timestamp;
use uuid::Uuid;

use super::{Counts, sum_of};
use crate::engine::{ReadTx, both};
use crate::error::StoreError;
use crate::queries::articles::open_at;
use crate::schema::{
    article, article_minute, article_topic, article_view, audience_hour, audience_referrer,
    audience_score, audience_site,
};
use crate::types::{Id, Ts};

/// Of which articles that readers see at an instant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct AudienceFilter {
    /// In this section.
    pub section: Option<Uuid>,
    /// Under this topic.
    pub topic: Option<Uuid>,
    /// In this language.
    pub language: Option<String>,
}

/// The score of an article under a half-life.
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

/// What readers did in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourRow {
    /// Hours since 1970.
    pub hour: i64,
    /// What.
    pub counts: Counts,
}

/// Rows joined with the view that readers see at `$at`.
macro_rules! of_public {
    ($table:ident, $at:expr) => {
        $table::table
            .inner_join(article_view::table.on(article_view::article_id.eq($table::article_id)))
            .filter(open_at!(Ts($at)))
    };
}

/// Those of such rows that a filter names.
macro_rules! narrowed {
    ($query:expr, $filter:expr) => {{
        let mut query = $query.into_boxed();
        if let Some(section) = $filter.section {
            query = query.filter(article_view::section_id.eq(Some(Id(section))));
        }
        if let Some(language) = &$filter.language {
            query = query.filter(article_view::language.eq(language.clone()));
        }
        if let Some(topic) = $filter.topic {
            query = query.filter(
                article_view::article_id.eq_any(
                    article_topic::table
                        .filter(article_topic::topic_id.eq(Id(topic)))
                        .filter(article_topic::view.eq(crate::queries::PUBLIC))
                        .select(article_topic::article_id),
                ),
            );
        }
        query
    }};
}

/// The highest of a half-life: its columns are named apart, so that each has its index.
macro_rules! highest {
    ($tx:expr, $filter:expr, $at:expr, $limit:expr, $score:ident, $rank:ident) => {
        both!($tx, |c| narrowed!(of_public!(audience_score, $at), $filter)
            .order((audience_score::$rank.desc(), audience_score::article_id))
            .limit($limit)
            .select((
                audience_score::article_id,
                audience_score::$score,
                audience_score::$rank,
                audience_score::counted_at,
            ))
            .load::<(Id, f64, f64, Ts)>(c))
    };
}

/// The articles with the most of something in buckets of a table.
macro_rules! most {
    ($tx:expr, $filter:expr, $at:expr, $limit:expr, $metric:expr, $table:ident::$bucket:ident, $from:expr, $to:expr) => {
        both!($tx, |c| narrowed!(
            of_public!($table, $at)
                .filter($table::$bucket.between($from, $to))
                .group_by($table::article_id)
                .select(($table::article_id, sum_of($metric))),
            $filter
        )
        .order((
            diesel::dsl::sql::<sql_types::BigInt>(&format!("SUM({}) DESC", $metric)),
            $table::article_id,
        ))
        .limit($limit)
        .load::<(Id, i64)>(c))
    };
}

impl ReadTx<'_> {
    /// The articles that are read most, of those that readers see, the highest rank first.
    pub fn highest_ranks(
        &mut self,
        half_life: HalfLife,
        (filter, at): (&AudienceFilter, Timestamp),
        limit: i64,
    ) -> Result<Vec<ScoreRow>, StoreError> {
        let rows = match half_life {
            HalfLife::Hour => highest!(self, filter, at, limit, score_1, rank_1),
            HalfLife::Quarter => highest!(self, filter, at, limit, score_6, rank_6),
            HalfLife::TwoDays => highest!(self, filter, at, limit, score_48, rank_48),
        }?;
        let row = |(article, score, rank, at): (Id, f64, f64, Ts)| ScoreRow {
            article: article.0,
            score,
            rank,
            counted_at: at.0,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// The scores and ranks of an article, for each of [`HalfLife::ALL`].
    pub fn scores_of(&mut self, article: Uuid) -> Result<Option<[ScoreRow; 3]>, StoreError> {
        let row: Option<(f64, f64, f64, f64, f64, f64, Ts)> =
            both!(self, |c| audience_score::table
                .find(Id(article))
                .select((
                    audience_score::score_1,
                    audience_score::rank_1,
                    audience_score::score_6,
                    audience_score::rank_6,
                    audience_score::score_48,
                    audience_score::rank_48,
                    audience_score::counted_at,
                ))
                .first(c)
                .optional())?;
        Ok(row.map(|(s1, r1, s6, r6, s48, r48, at)| {
            let of = |score, rank| ScoreRow { article, score, rank, counted_at: at.0 };
            [of(s1, r1), of(s6, r6), of(s48, r48)]
        }))
    }

    /// The articles with the most of something in a time, of those that readers see, the most
    /// first.
    pub fn most_counted(
        &mut self,
        (span, metric): (Span, Metric),
        (filter, at): (&AudienceFilter, Timestamp),
        limit: i64,
    ) -> Result<Vec<(Uuid, i64)>, StoreError> {
        let word = metric.word();
        let rows = match span {
            Span::Minutes(from, to) => {
                most!(self, filter, at, limit, word, article_minute::minute, from, to)
            }
            Span::Hours(from, to) => {
                most!(self, filter, at, limit, word, audience_hour::hour, from, to)
            }
        }?;
        Ok(rows.into_iter().map(|(id, sum)| (id.0, sum)).filter(|(_, sum)| *sum > 0).collect())
    }

    /// What there was of articles in a time; those of which there was nothing have no row.
    pub fn counted(
        &mut self,
        (span, metric): (Span, Metric),
        articles: &[Uuid],
    ) -> Result<Vec<(Uuid, i64)>, StoreError> {
        let ids: Vec<Id> = articles.iter().copied().map(Id).collect();
        let sum = sum_of(metric.word());
        let rows: Vec<(Id, i64)> = match span {
            Span::Minutes(from, to) => both!(self, |c| article_minute::table
                .filter(article_minute::article_id.eq_any(&ids))
                .filter(article_minute::minute.between(from, to))
                .group_by(article_minute::article_id)
                .select((article_minute::article_id, sum))
                .load(c)),
            Span::Hours(from, to) => both!(self, |c| audience_hour::table
                .filter(audience_hour::article_id.eq_any(&ids))
                .filter(audience_hour::hour.between(from, to))
                .group_by(audience_hour::article_id)
                .select((audience_hour::article_id, sum))
                .load(c)),
        }?;
        Ok(rows.into_iter().map(|(id, sum)| (id.0, sum)).collect())
    }

    /// How many views all articles had together in minutes, both ends included.
    pub fn views_of_all(&mut self, from: i64, to: i64) -> Result<i64, StoreError> {
        Ok(both!(self, |c| audience_site::table
            .filter(audience_site::minute.between(from, to))
            .select(sum_of("views"))
            .first(c))?)
    }

    /// How many views articles had in hours since 1970, both ends included: the article, the hour,
    /// the views; hours without any have no row.
    pub fn views_by_hour(
        &mut self,
        articles: &[Uuid],
        (from, to): (i64, i64),
    ) -> Result<Vec<(Uuid, i64, i64)>, StoreError> {
        let ids: Vec<Id> = articles.iter().copied().map(Id).collect();
        let rows: Vec<(Id, i64, i64)> = both!(self, |c| audience_hour::table
            .filter(audience_hour::article_id.eq_any(&ids))
            .filter(audience_hour::hour.between(from, to))
            .select((audience_hour::article_id, audience_hour::hour, audience_hour::views))
            .load(c))?;
        Ok(rows.into_iter().map(|(id, hour, views)| (id.0, hour, views)).collect())
    }

    /// When articles were published, of those that there are; `None` for one that is not out.
    pub fn published(
        &mut self,
        articles: &[Uuid],
    ) -> Result<HashMap<Uuid, Option<Timestamp>>, StoreError> {
        let ids: Vec<Id> = articles.iter().copied().map(Id).collect();
        let public = article_view::article_id
            .eq(article::id)
            .and(article_view::view.eq(crate::queries::PUBLIC));
        let rows: Vec<(Id, Option<Ts>)> = both!(self, |c| article::table
            .left_join(article_view::table.on(public))
            .filter(article::id.eq_any(&ids))
            .select((article::id, article_view::order_at.nullable()))
            .load(c))?;
        Ok(rows.into_iter().map(|(id, at)| (id.0, at.map(|at| at.0))).collect())
    }

    /// What readers did with an article, or with all together, by the hour: hours since 1970, both
    /// ends included; hours in which nothing was done have no row.
    pub fn audience_hours(
        &mut self,
        article: Option<Uuid>,
        (from, to): (i64, i64),
    ) -> Result<Vec<HourRow>, StoreError> {
        type Sums = (i64, i64, i64, i64, i64, i64, i64, i64);
        let rows: Vec<Sums> = both!(self, |c| {
            let mut query = audience_hour::table
                .filter(audience_hour::hour.between(from, to))
                .group_by(audience_hour::hour)
                .order(audience_hour::hour)
                .select((
                    audience_hour::hour,
                    sum_of("views"),
                    sum_of("visitors"),
                    sum_of("engaged"),
                    sum_of("recirculated"),
                    sum_of("shares"),
                    sum_of("seconds"),
                    sum_of("suspect"),
                ))
                .into_boxed();
            if let Some(article) = article {
                query = query.filter(audience_hour::article_id.eq(Id(article)));
            }
            query.load(c)
        })?;
        let row = |(hour, views, visitors, engaged, recirculated, shares, seconds, suspect)| {
            let counts =
                Counts { views, visitors, engaged, recirculated, shares, seconds, suspect };
            HourRow { hour, counts }
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// The hosts from which readers of an article, or of all, came in days since 1970, both ends
    /// included, the most first.
    pub fn audience_referrers(
        &mut self,
        article: Option<Uuid>,
        (from, to): (i64, i64),
        limit: i64,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        let most = diesel::dsl::sql::<sql_types::BigInt>("SUM(views) DESC");
        Ok(both!(self, |c| {
            let mut query = audience_referrer::table
                .filter(audience_referrer::day.between(from, to))
                .group_by(audience_referrer::host)
                .order((most, audience_referrer::host))
                .limit(limit)
                .select((audience_referrer::host, sum_of("views")))
                .into_boxed();
            if let Some(article) = article {
                query = query.filter(audience_referrer::article_id.eq(Id(article)));
            }
            query.load(c)
        })?)
    }
}
