//! What is to be expected of articles, and what of them is read.

use std::collections::HashMap;

use domain::audience::{BURST_MINUTES, Before, Expectation, HOURS_BEFORE, Metric, Span};
use domain::time::Timestamp;
use store::ReadTx;
use uuid::Uuid;

use super::minute;
use crate::error::NewsroomError;

/// How an article is read, up to a minute.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Outlook {
    /// In the last hour.
    pub(super) hour: Expectation,
    /// In the last minutes.
    burst: Expectation,
}

impl Outlook {
    /// Where it stands out most, if it does.
    pub(super) fn rising(&self) -> Option<Expectation> {
        let both = [self.hour, self.burst].into_iter().filter(Expectation::is_rising);
        both.max_by(|a, b| a.z().total_cmp(&b.z()))
    }
}

/// How articles are read up to a minute, beside all others and beside the hours before.
pub(super) fn outlooks(
    tx: &mut ReadTx<'_>,
    to: i64,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Outlook>, NewsroomError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let before = before(tx, to, ids)?;
    let mut of = |minutes: i64| -> Result<HashMap<Uuid, Expectation>, NewsroomError> {
        let from = to.saturating_sub(minutes - 1);
        let all = tx.views_of_all(from, to)?;
        let own = tx.counted((Span::Minutes(from, to), Metric::Views), ids)?;
        let own: HashMap<Uuid, i64> = own.into_iter().collect();
        let expectation = |id: &Uuid| {
            let views = own.get(id).copied().unwrap_or_default();
            let before = before.get(id).copied().unwrap_or_default();
            (*id, Expectation::of((views, all), &before))
        };
        Ok(ids.iter().map(expectation).collect())
    };
    let (hour, burst) = (of(60)?, of(BURST_MINUTES)?);
    let one = |of: &HashMap<Uuid, Expectation>, id: &Uuid| of.get(id).copied().unwrap_or_default();
    let outlook = |id: &Uuid| (*id, Outlook { hour: one(&hour, id), burst: one(&burst, id) });
    Ok(ids.iter().map(outlook).collect())
}

/// What was read of articles in the full hours that were over an hour before a minute, since they
/// are out.
fn before(
    tx: &mut ReadTx<'_>,
    to: i64,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Before>, NewsroomError> {
    let last = to.saturating_sub(59).div_euclid(60).saturating_sub(1);
    let first = last.saturating_sub(HOURS_BEFORE - 1);
    let all = tx.audience_hours(None, (first, last))?;
    let own = tx.views_by_hour(ids, (first, last))?;
    let own: HashMap<(Uuid, i64), i64> =
        own.into_iter().map(|(id, hour, views)| ((id, hour), views)).collect();
    let published = tx.published(ids)?;
    let out = published.into_iter().filter_map(|(id, at)| Some((id, first_hour(at?))));
    let before = |(id, since): (Uuid, i64)| {
        let mut before = Before::default();
        for row in all.iter().filter(|row| row.hour >= since) {
            let views = own.get(&(id, row.hour)).copied().unwrap_or_default();
            before.add(last.saturating_sub(row.hour), (views, row.counts.views));
        }
        (id, before)
    };
    Ok(out.map(before).collect())
}

/// The first full hour of an article that is out since an instant.
fn first_hour(published_at: Timestamp) -> i64 {
    minute(published_at).saturating_add(59).div_euclid(60)
}
