//! What is read more than was to be expected.

use domain::audience::{Metric, Span, VIEWS_MIN};
use domain::time::Timestamp;
use store::ReadTx;
use uuid::Uuid;

use super::expected::outlooks;
use super::most::muted;
use super::press::{Basis, Pressed, Scope};
use super::{LOOKED_AT, minute};
use crate::error::NewsroomError;

/// Why an article stands where it does.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Risen {
    /// Views in the last hour.
    pub views_1h: i64,
    /// Views to expect in it: those of the others by its share of what was read in the hours before.
    pub expected_1h: f64,
    /// Views by expectation, in the last hour or the last ten minutes: where it stands out more.
    pub lift: f64,
    /// By how many deviations more than expected, there.
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
    let found = outlooks(tx, to, &ids)?.into_iter().filter_map(|(id, outlook)| {
        let most = outlook.rising()?;
        let (views_1h, expected_1h) = (outlook.hour.views, outlook.hour.expected);
        Some((id, Risen { views_1h, expected_1h, lift: most.lift(), z: most.z() }))
    });
    let mut items: Vec<(Uuid, Risen)> = found.collect();
    items.sort_by(|a, b| b.1.z.total_cmp(&a.1.z).then(a.0.cmp(&b.0)));
    Ok(Pressed { as_of: Some(at), basis: Basis::Views, items, order: Vec::new(), ends: None })
}
