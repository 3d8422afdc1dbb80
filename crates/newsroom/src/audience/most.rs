//! What was read most in a time: counts, which editors move nothing in but what they mute.

use std::collections::{HashMap, HashSet};

use domain::audience::{Metric, RuleKind, Window};
use domain::time::Timestamp;
use store::ReadTx;
use uuid::Uuid;

use super::LOOKED_AT;
use super::press::{Basis, Pressed, Scope};
use crate::error::NewsroomError;

/// What was read most, as it was pressed.
pub type MostViewed = Pressed<Counted>;

/// Why an article stands where it does: what was counted in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Articles opened.
    pub views: i64,
    /// Readers: over several days the sum of each day's.
    pub visitors: i64,
    /// Readers who stayed.
    pub engaged: i64,
    /// Readers who shared it.
    pub shares: i64,
}

/// Puts the list together.
pub(super) fn press(
    tx: &mut ReadTx<'_>,
    (window, metric, scope): (Window, Metric, &Scope),
    at: Timestamp,
) -> Result<MostViewed, NewsroomError> {
    let span = window.span(at);
    let muted = muted(tx, at)?;
    let mut most = tx.most_counted((span, metric), (scope, at), LOOKED_AT)?;
    most.retain(|(id, _)| !muted.contains(id));
    let ids: Vec<Uuid> = most.iter().map(|(id, _)| *id).collect();
    let mut sums = HashMap::new();
    for of in Metric::ALL {
        let counted: HashMap<Uuid, i64> = tx.counted((span, of), &ids)?.into_iter().collect();
        sums.insert(of, counted);
    }
    let count = |of: Metric, id: &Uuid| {
        sums.get(&of).and_then(|sums| sums.get(id)).copied().unwrap_or_default()
    };
    let item = |id: &Uuid| {
        let counted = Counted {
            views: count(Metric::Views, id),
            visitors: count(Metric::Visitors, id),
            engaged: count(Metric::Engaged, id),
            shares: count(Metric::Shares, id),
        };
        (*id, counted)
    };
    let items = ids.iter().map(item).collect();
    Ok(Pressed { as_of: Some(at), basis: Basis::Views, items, order: Vec::new(), ends: None })
}

/// What editors keep out of every list.
pub(super) fn muted(tx: &mut ReadTx<'_>, at: Timestamp) -> Result<HashSet<Uuid>, NewsroomError> {
    let rules = tx.trending_rules(None, at)?.into_iter();
    let muted = rules.filter(|one| one.rule.kind == RuleKind::Mute);
    Ok(muted.map(|one| one.rule.article.0).collect())
}
