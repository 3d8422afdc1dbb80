//! What is read most at present, and why.

use std::collections::HashMap;

use domain::article::ArticleKind;
use domain::time::Timestamp;
use domain::trending::worth;
use domain::visibility::Visibility;
use store::{ArticleFilter, ArticlePage, MinuteRow, ReadTx, ScoreRow, Side};
use uuid::Uuid;

use crate::error::NewsroomError;
use crate::reading::Reading;
use crate::views::{self, ArticleView};

/// How many articles are looked at for one list.
const LOOKED_AT_MAX: i64 = 200;
/// What the order follows from, in words that change with the formula.
pub const ALGORITHM: &str = "forward-decay; half-life 6 h; age half-life 48 h";

/// What a trending list is based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// What readers did.
    Views,
    /// Nobody has read anything yet: the newest articles.
    Latest,
}

/// Why an article stands where it does. All figures are as of the list.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Why {
    /// How many views just now its decayed score is worth.
    pub score: f64,
    /// Views in the last hour.
    pub views_1h: i64,
    /// Views to expect in an hour: the site's last hour by the article's share of 48 hours.
    pub expected_1h: f64,
    /// Views by expectation; 0 where nothing is expected.
    pub lift: f64,
    /// Readers in the last 24 hours: the sum of each day's.
    pub visitors_24h: i64,
}

/// An article that is read.
#[derive(Debug, Clone)]
pub struct TrendingItem {
    /// The article.
    pub article: ArticleView,
    /// Why it stands there.
    pub why: Why,
}

/// What is read most at present.
#[derive(Debug, Clone)]
pub struct TrendingList {
    /// The newest event that was counted; the newest publication where there is none.
    pub as_of: Option<Timestamp>,
    /// What it is based on.
    pub basis: Basis,
    /// The articles, the most read first.
    pub items: Vec<TrendingItem>,
}

impl Reading {
    /// What is read most at present, at most `limit`.
    pub fn trending(
        &mut self,
        seen: Visibility,
        limit: usize,
    ) -> Result<TrendingList, NewsroomError> {
        self.snapshot.read(|tx| trending(tx, seen, limit))
    }
}

/// As [`Reading::trending`], in an open snapshot.
pub(crate) fn trending(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    limit: usize,
) -> Result<TrendingList, NewsroomError> {
    let ranks = tx.highest_ranks(seen, LOOKED_AT_MAX)?;
    if ranks.is_empty() {
        return latest(tx, seen, limit);
    }
    let as_of = ranks.iter().map(|row| row.counted_at).max();
    let ids: Vec<Uuid> = ranks.iter().map(|row| row.article).collect();
    let rows = tx.articles_by_ids(seen, &ids)?;
    let mut rows: HashMap<Uuid, _> = rows.into_iter().map(|row| (row.id.0, row)).collect();
    let shown: Vec<_> = ranks
        .iter()
        .filter_map(|rank| rows.remove(&rank.article).map(|row| (rank, row)))
        .filter(|(_, row)| may_trend(&row.meta))
        .take(limit)
        .collect();
    let ids: Vec<Uuid> = shown.iter().map(|(rank, _)| rank.article).collect();
    let reasons = reasons(tx, as_of, &ids)?;
    let why = |rank: &ScoreRow| {
        let now = as_of.unwrap_or(rank.counted_at);
        let known = reasons.get(&rank.article).copied().unwrap_or_default();
        Why { score: worth(rank.score, now), ..known }
    };
    let reasons: Vec<Why> = shown.iter().map(|(rank, _)| why(rank)).collect();
    let views = views::related(tx, seen, shown.into_iter().map(|(_, row)| row).collect())?;
    let items = views.into_iter().zip(reasons);
    let items = items.map(|(article, why)| TrendingItem { article, why }).collect();
    Ok(TrendingList { as_of, basis: Basis::Views, items })
}

/// The newest articles, where nothing was counted yet.
fn latest(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    limit: usize,
) -> Result<TrendingList, NewsroomError> {
    let page = ArticlePage { from: None, side: Side::Before, limit: LOOKED_AT_MAX };
    let mut rows = tx.articles(seen, &ArticleFilter::default(), page)?;
    rows.retain(|row| may_trend(&row.meta));
    rows.truncate(limit);
    let as_of = rows.first().map(|row| row.order_at);
    let views = views::related(tx, seen, rows)?;
    let item = |article| TrendingItem { article, why: Why::default() };
    Ok(TrendingList { as_of, basis: Basis::Latest, items: views.into_iter().map(item).collect() })
}

/// What nobody paid for and no editor kept out.
pub(crate) fn may_trend(meta: &domain::article::ArticleMeta) -> bool {
    let kept_out = meta.signals.is_some_and(|signals| signals.exclude_from_trending);
    !kept_out && meta.kind != ArticleKind::Sponsored
}

/// The minute of an instant, since 1970.
pub(crate) fn minute(at: Timestamp) -> i64 {
    at.unix_s().div_euclid(60)
}

fn reasons(
    tx: &mut ReadTx<'_>,
    as_of: Option<Timestamp>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Why>, NewsroomError> {
    let Some(as_of) = as_of else { return Ok(HashMap::new()) };
    let until = minute(as_of).saturating_add(1);
    let (hour, day, two_days) =
        (until.saturating_sub(60), until.saturating_sub(1_440), until.saturating_sub(2_880));
    let site_hour = number(tx.views_of_all(hour, until)?);
    let site_two_days = number(tx.views_of_all(two_days, until)?);
    let minutes = tx.minutes(ids, two_days)?;
    let mut reasons = HashMap::new();
    for id in ids {
        let own = || minutes.iter().filter(|row| row.article == *id);
        let sum = |since: i64, of: fn(&MinuteRow) -> i64| -> i64 {
            own().filter(|row| row.minute >= since).map(of).sum()
        };
        let views_1h = sum(hour, |row| row.counts.views);
        let share = number(sum(two_days, |row| row.counts.views)) / site_two_days.max(1.0);
        let expected_1h = site_hour * share;
        let lift = if expected_1h > 0.0 { number(views_1h) / expected_1h } else { 0.0 };
        let visitors_24h = sum(day, |row| row.counts.visitors);
        reasons.insert(*id, Why { score: 0.0, views_1h, expected_1h, lift, visitors_24h });
    }
    Ok(reasons)
}

/// A count as a number that is divided.
fn number(count: i64) -> f64 {
    f64::from(i32::try_from(count).unwrap_or(i32::MAX))
}
