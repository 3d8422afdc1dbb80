//! What readers did, for the newsroom: by the hour, and where they came from.

use domain::actor::Actor;
use domain::policy::{self, ReadStats, Subject};
use domain::time::Timestamp;
use domain::violation::{Violation, Violations};
use store::Counts;
use uuid::Uuid;

use crate::error::NewsroomError;
use crate::reading::Reading;

/// How many hours are asked for at most: 31 days.
const HOURS_MAX: i64 = 31 * 24;
/// How many hosts are told.
const HOSTS_MAX: i64 = 50;

/// Of what and of when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatsRange {
    /// The article; all together without one.
    pub article: Option<Uuid>,
    /// From the hour of this instant on; 24 hours before its end without one.
    pub since: Option<Timestamp>,
    /// Up to the hour of this instant, that hour included; now without one.
    pub until: Option<Timestamp>,
}

impl StatsRange {
    /// The first and the last hour since 1970; the rule, if it is broken.
    pub fn hours(&self, now: Timestamp) -> Result<(i64, i64), String> {
        let hour = |at: Timestamp| at.unix_s().div_euclid(3_600);
        let to = hour(self.until.unwrap_or(now));
        let from = self.since.map_or(to.saturating_sub(23), hour);
        if (0..HOURS_MAX).contains(&to.saturating_sub(from)) {
            return Ok((from, to));
        }
        Err(format!("up to {HOURS_MAX} hours, the first before the last"))
    }
}

/// What readers did in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    /// When it began.
    pub at: Timestamp,
    /// What they did.
    pub counts: Counts,
}

/// What readers did.
#[derive(Debug, Clone, PartialEq)]
pub struct Stats {
    /// When the first hour began.
    pub since: Timestamp,
    /// When the last hour began.
    pub until: Timestamp,
    /// All hours together.
    pub total: Counts,
    /// The hours in which something was done, the oldest first.
    pub hours: Vec<Hour>,
    /// The hosts from which readers came on the days of the range (UTC), with how many, the most
    /// first.
    pub referrers: Vec<(String, i64)>,
}

impl Reading {
    /// What readers did in a range.
    pub fn stats(&mut self, actor: &Actor, range: StatsRange) -> Result<Stats, NewsroomError> {
        let subject = Subject::common(range.article.unwrap_or_default());
        policy::authorize::<ReadStats>(actor, subject)?;
        let (from, to) = range.hours(self.at).map_err(|rule| {
            let fault = Violation::new("/since", "out_of_range", rule);
            NewsroomError::Invalid(Violations::from(fault))
        })?;
        self.snapshot.read(|tx| {
            let rows = tx.audience_hours(range.article, (from, to))?;
            let days = (from.div_euclid(24), to.div_euclid(24));
            let referrers = tx.audience_referrers(range.article, days, HOSTS_MAX)?;
            let mut total = Counts::default();
            for row in &rows {
                total.add(&row.counts);
            }
            let hours = rows.iter().map(|row| Hour { at: of_hour(row.hour), counts: row.counts });
            let (since, until) = (of_hour(from), of_hour(to));
            Ok(Stats { since, until, total, hours: hours.collect(), referrers })
        })
    }
}

fn of_hour(hour: i64) -> Timestamp {
    let at = Timestamp::from_micros(hour.saturating_mul(3_600_000_000));
    at.unwrap_or_else(|| Timestamp::new(chrono::DateTime::UNIX_EPOCH))
}
