//! What instances counted comes into the database: in one transaction with how far that was.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use domain::audience::{HalfLife, merged, of_sum, rank};
use domain::time::Timestamp;
use uuid::Uuid;

use super::Counts;
use crate::engine::{Engine, ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::schema::{
    article_minute, audience_hour, audience_referrer, audience_score, audience_site,
    audience_source,
};
use crate::types::{Id, Ts};

/// What an instance counted for an article.
#[derive(Debug, Clone, Default)]
pub struct ArticleDelta {
    /// For each of [`HalfLife::ALL`]: the sum of weights, each times its factor to `base_s`.
    pub sums: [f64; 3],
    /// The newest event, in seconds since 1970.
    pub newest_s: i64,
    /// What readers did, by the minute since 1970.
    pub minutes: Vec<(i64, Counts)>,
    /// Where they came from: the day since 1970, the host, how many.
    pub hosts: Vec<(i64, String, i64)>,
}

/// What an instance counted since the last time.
#[derive(Debug, Clone)]
pub struct AudienceBatch {
    /// Which instance.
    pub instance: Uuid,
    /// Up to which entry of its journal.
    pub sequence: i64,
    /// The second to which the factors lead.
    pub base_s: i64,
    /// By article.
    pub articles: Vec<(Uuid, ArticleDelta)>,
}

type ScoreColumns = (Id, f64, f64, f64);

impl ReadTx<'_> {
    /// Up to which entry the journal of an instance is counted; 0 before the first.
    pub fn audience_sequence(&mut self, instance: Uuid) -> Result<i64, StoreError> {
        let found: Option<i64> = both!(self, |c| audience_source::table
            .find(Id(instance))
            .select(audience_source::sequence)
            .first(c)
            .optional())?;
        Ok(found.unwrap_or_default())
    }

    /// A number that is another one whenever something was counted.
    pub fn audience_mark(&mut self) -> Result<i64, StoreError> {
        Ok(both!(self, |c| audience_source::table.select(super::sum_of("sequence")).first(c))?)
    }
}

impl WriteTx<'_> {
    /// Adds what an instance counted; false, and nothing is added, if that was added before.
    pub fn add_audience(&mut self, batch: &AudienceBatch) -> Result<bool, StoreError> {
        self.lock_audience()?;
        if self.audience_sequence(batch.instance)? >= batch.sequence {
            return Ok(false);
        }
        let ids: Vec<Uuid> = batch.articles.iter().map(|(id, _)| *id).collect();
        let published = self.published(&ids)?;
        let newest = batch.articles.iter().map(|(_, delta)| delta.newest_s).max();
        let counted_at = of_seconds(newest.unwrap_or_default())?;
        // what is gone meanwhile is counted no more
        let there = batch.articles.iter().filter(|(id, _)| published.contains_key(id));
        let mut site: BTreeMap<i64, i64> = BTreeMap::new();
        for (article, delta) in there {
            let published_at = published.get(article).copied().flatten();
            self.add_score(*article, published_at, (delta, batch.base_s))?;
            self.add_counts(*article, delta)?;
            for (minute, counts) in &delta.minutes {
                let views = site.entry(*minute).or_default();
                *views = views.saturating_add(counts.views);
            }
        }
        self.add_to_site(&site)?;
        self.note_sequence(batch, counted_at)?;
        Ok(true)
    }

    /// One at a time: two that add to one score would lose one of them.
    fn lock_audience(&mut self) -> Result<(), StoreError> {
        if let Engine::Postgres(conn) = &mut self.0.0 {
            diesel::sql_query("SELECT pg_advisory_xact_lock(627843225)").execute(*conn)?;
        }
        Ok(())
    }

    fn note_sequence(&mut self, batch: &AudienceBatch, at: Timestamp) -> Result<(), StoreError> {
        let values =
            (audience_source::sequence.eq(batch.sequence), audience_source::counted_at.eq(Ts(at)));
        both!(self.0, |c| diesel::insert_into(audience_source::table)
            .values((audience_source::instance_id.eq(Id(batch.instance)), values))
            .on_conflict(audience_source::instance_id)
            .do_update()
            .set(values)
            .execute(c))?;
        Ok(())
    }

    fn add_score(
        &mut self,
        article: Uuid,
        published_at: Option<Timestamp>,
        (delta, base_s): (&ArticleDelta, i64),
    ) -> Result<(), StoreError> {
        if delta.sums.iter().all(|sum| *sum <= 0.0) {
            return Ok(());
        }
        let before: Option<(ScoreColumns, Ts)> = both!(self.0, |c| audience_score::table
            .find(Id(article))
            .select((
                (
                    audience_score::article_id,
                    audience_score::score_1,
                    audience_score::score_6,
                    audience_score::score_48,
                ),
                audience_score::counted_at,
            ))
            .first(c)
            .optional())?;
        let old = before.map_or([f64::NEG_INFINITY; 3], |((_, a, b, c), _)| [a, b, c]);
        let newest = of_seconds(delta.newest_s)?;
        let mut scores = old;
        for ((score, half_life), sum) in scores.iter_mut().zip(HalfLife::ALL).zip(delta.sums) {
            *score = merged(*score, of_sum(half_life, sum, base_s));
        }
        // of one that is withdrawn meanwhile the bonus is that of now: nobody sees it anyway
        let published_at = published_at.unwrap_or(newest);
        let ranked = scores.map(|score| rank(score, published_at));
        let counted_at = before.map_or(newest, |(_, at)| at.0.max(newest));
        let ([score_1, score_6, score_48], [rank_1, rank_6, rank_48]) = (scores, ranked);
        let values = (
            audience_score::score_1.eq(score_1),
            audience_score::rank_1.eq(rank_1),
            audience_score::score_6.eq(score_6),
            audience_score::rank_6.eq(rank_6),
            audience_score::score_48.eq(score_48),
            audience_score::rank_48.eq(rank_48),
            audience_score::counted_at.eq(Ts(counted_at)),
        );
        both!(self.0, |c| diesel::insert_into(audience_score::table)
            .values((audience_score::article_id.eq(Id(article)), values))
            .on_conflict(audience_score::article_id)
            .do_update()
            .set(values)
            .execute(c))?;
        Ok(())
    }

    fn add_counts(&mut self, article: Uuid, delta: &ArticleDelta) -> Result<(), StoreError> {
        let mut hours: HashMap<i64, Counts> = HashMap::new();
        for (minute, counts) in &delta.minutes {
            self.add_minute(article, *minute, counts)?;
            hours.entry(minute.div_euclid(60)).or_default().add(counts);
        }
        for (hour, counts) in hours {
            self.add_hour(article, hour, &counts)?;
        }
        for (day, host, views) in &delta.hosts {
            both!(self.0, |c| diesel::insert_into(audience_referrer::table)
                .values((
                    audience_referrer::article_id.eq(Id(article)),
                    audience_referrer::day.eq(day),
                    audience_referrer::host.eq(host),
                    audience_referrer::views.eq(views),
                ))
                .on_conflict((
                    audience_referrer::article_id,
                    audience_referrer::day,
                    audience_referrer::host,
                ))
                .do_update()
                .set(audience_referrer::views.eq(audience_referrer::views + views))
                .execute(c))?;
        }
        Ok(())
    }

    fn add_to_site(&mut self, minutes: &BTreeMap<i64, i64>) -> Result<(), StoreError> {
        for (minute, views) in minutes {
            both!(self.0, |c| diesel::insert_into(audience_site::table)
                .values((audience_site::minute.eq(minute), audience_site::views.eq(views)))
                .on_conflict(audience_site::minute)
                .do_update()
                .set(audience_site::views.eq(audience_site::views + views))
                .execute(c))?;
        }
        Ok(())
    }

    fn add_minute(
        &mut self,
        article: Uuid,
        minute: i64,
        counts: &Counts,
    ) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::insert_into(article_minute::table)
            .values((
                article_minute::article_id.eq(Id(article)),
                article_minute::minute.eq(minute),
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

    fn add_hour(&mut self, article: Uuid, hour: i64, counts: &Counts) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::insert_into(audience_hour::table)
            .values((
                audience_hour::article_id.eq(Id(article)),
                audience_hour::hour.eq(hour),
                audience_hour::views.eq(counts.views),
                audience_hour::visitors.eq(counts.visitors),
                audience_hour::engaged.eq(counts.engaged),
                audience_hour::recirculated.eq(counts.recirculated),
                audience_hour::shares.eq(counts.shares),
                audience_hour::seconds.eq(counts.seconds),
                audience_hour::suspect.eq(counts.suspect),
            ))
            .on_conflict((audience_hour::article_id, audience_hour::hour))
            .do_update()
            .set((
                audience_hour::views.eq(audience_hour::views + counts.views),
                audience_hour::visitors.eq(audience_hour::visitors + counts.visitors),
                audience_hour::engaged.eq(audience_hour::engaged + counts.engaged),
                audience_hour::recirculated.eq(audience_hour::recirculated + counts.recirculated),
                audience_hour::shares.eq(audience_hour::shares + counts.shares),
                audience_hour::seconds.eq(audience_hour::seconds + counts.seconds),
                audience_hour::suspect.eq(audience_hour::suspect + counts.suspect),
            ))
            .execute(c))?;
        Ok(())
    }

    /// Forgets counts by the minute before a minute, and by the hour and where readers came from
    /// before an hour.
    pub fn forget_counts(&mut self, minute: i64, hour: i64) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(
            article_minute::table.filter(article_minute::minute.lt(minute))
        )
        .execute(c))?;
        both!(self.0, |c| diesel::delete(
            audience_site::table.filter(audience_site::minute.lt(minute))
        )
        .execute(c))?;
        both!(self.0, |c| diesel::delete(
            audience_hour::table.filter(audience_hour::hour.lt(hour))
        )
        .execute(c))?;
        both!(self.0, |c| diesel::delete(
            audience_referrer::table.filter(audience_referrer::day.lt(hour.div_euclid(24)))
        )
        .execute(c))?;
        Ok(())
    }
}

fn of_seconds(seconds: i64) -> Result<Timestamp, StoreError> {
    let at = Timestamp::from_micros(seconds.saturating_mul(1_000_000));
    at.ok_or_else(|| StoreError::unreadable(format!("second {seconds}")))
}
