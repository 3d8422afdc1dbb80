//! What is read more than was to be expected.

use std::collections::HashMap;

use domain::audience::{Expectation, Metric, Span, VIEWS_MIN};
use domain::time::Timestamp;
use store::ReadTx;
use uuid::Uuid;

use super::most::muted;
use super::press::{Basis, Pressed, Scope};
use super::{LOOKED_AT, minute, trending};
use crate::error::NewsroomError;

/// Why an article stands where it does.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Risen {
    /// Views in the last hour.
    pub views_1h: i64,
    /// Views to expect in an hour: the site's last hour by the article's share of 48 hours.
    pub expected_1h: f64,
    /// Views by expectation.
    pub lift: f64,
    /// By how many deviations more than expected.
    pub z: f64,
}

/// Puts the list together: what stands out most first.
pub(super) fn press(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    at: Timestamp,
) -> Result<Pressed<Risen>, NewsroomError> {
    let to = minute(at);
    let muted = muted(tx, at)?;
    let hour = Span::Minutes(to.saturating_sub(59), to);
    let mut read = tx.most_counted((hour, Metric::Views), (scope, at), LOOKED_AT)?;
    read.retain(|(id, views)| *views >= VIEWS_MIN && !muted.contains(id));
    let ids: Vec<Uuid> = read.iter().map(|(id, _)| *id).collect();
    let two_days = Span::Minutes(to.saturating_sub(2_879), to);
    let before: HashMap<Uuid, i64> =
        tx.counted((two_days, Metric::Views), &ids)?.into_iter().collect();
    let site = trending::site(tx, to)?;
    let found = read.iter().map(|(id, views)| {
        let own = (*views, before.get(id).copied().unwrap_or_default());
        (*id, Expectation::of(own, site))
    });
    let mut found: Vec<(Uuid, Expectation)> = found.filter(|(_, one)| one.is_rising()).collect();
    found.sort_by(|a, b| b.1.z().total_cmp(&a.1.z()).then(a.0.cmp(&b.0)));
    let risen = |one: Expectation| Risen {
        views_1h: one.views,
        expected_1h: one.expected,
        lift: one.lift(),
        z: one.z(),
    };
    let items = found.into_iter().map(|(id, one)| (id, risen(one))).collect();
    Ok(Pressed { as_of: Some(at), basis: Basis::Views, items, order: Vec::new() })
}
