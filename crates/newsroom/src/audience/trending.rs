//! What is read most at present, and why.

use std::collections::HashMap;

use domain::article::{ArticleKind, ArticleMeta};
use domain::audience::{
    Candidate, HalfLife, Metric, Placed, RuleKind, Span, TrendingRule, arrange, steady, worth,
};
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{ArticleFilter, ArticlePage, ArticleRow, Place, ReadTx, ScoreRow, Side};
use uuid::Uuid;

use super::expected::{Outlook, outlooks};
use super::press::{Basis, Pressed, Scope};
use super::{LOOKED_AT, PLACES_MAX, fill, minute};
use crate::error::NewsroomError;

/// What the order follows from, in words that change with the formula.
pub const ALGORITHM: &str = "forward-decay/2; age half-life 48 h; two of a topic in ten; lead 5 %";

/// How often more of the newest are read where some of them may not trend.
const PAGES_MAX: usize = 10;

/// What is read most, as it was pressed.
pub type Trending = Pressed<Why>;

/// Why an article stands where it does. All figures are as of the list.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Why {
    /// How many views just now its decayed score is worth.
    pub score: f64,
    /// Views in the last hour.
    pub views_1h: i64,
    /// Views to expect in it: those of the others by its share of what was read in the hours before.
    pub expected_1h: f64,
    /// Views by expectation; 0 where nothing is expected.
    pub lift: f64,
    /// Readers in the last 24 hours: the sum of each day's.
    pub visitors_24h: i64,
    /// True if an editor gave it the place.
    pub pinned: bool,
    /// By how much an editor multiplied its score; 1 for most.
    pub boost: f64,
    /// True if it stands further down since others of its topic stand above it.
    pub capped: bool,
}

/// What is put together for a list.
pub(super) struct Draft {
    /// The newest event.
    pub(super) as_of: Option<Timestamp>,
    pub(super) ranks: Vec<ScoreRow>,
    pub(super) rows: HashMap<Uuid, ArticleRow>,
    pub(super) rules: HashMap<Uuid, TrendingRule>,
}

/// Puts the list together; `before` is the order of the last time.
pub(super) fn press(
    tx: &mut ReadTx<'_>,
    (half_life, scope): (HalfLife, &Scope),
    at: Timestamp,
    before: &[Uuid],
) -> Result<Trending, NewsroomError> {
    let draft = Draft::read(tx, (half_life, scope), at)?;
    let mut candidates = draft.candidates(scope);
    let fill = if candidates.len() < PLACES_MAX { Some(fill::fill(tx, scope, at)?) } else { None };
    let is_read = candidates.iter().any(|one| one.rank.is_finite());
    let behind = fill.as_ref().map_or_else(Vec::new, |fill| fill.candidates(&draft, &candidates));
    if !is_read {
        candidates.extend(&behind);
    }
    steady(&mut candidates, before);
    let order = candidates.iter().map(|one| one.article).collect();
    let mut placed = arrange(&candidates);
    if is_read {
        placed.extend(behind.iter().map(|one| Placed { article: one.article, is_capped: false }));
    }
    let ends = fill.as_ref().and_then(|fill| fill.ends);
    let (basis, as_of) = match fill {
        Some(fill) if !is_read => (fill.basis, fill.as_of),
        _ => (Basis::Views, draft.as_of),
    };
    let ids: Vec<Uuid> = placed.iter().map(|one| one.article).collect();
    let reasons = reasons(tx, draft.as_of.unwrap_or(at), &ids)?;
    let items = placed.iter().map(|one| {
        let known = reasons.get(&one.article).copied().unwrap_or_default();
        let why = draft.why(half_life, one.article, Why { capped: one.is_capped, ..known });
        (one.article, why)
    });
    Ok(Pressed { as_of, basis, items: items.collect(), order, ends })
}

impl Draft {
    pub(super) fn read(
        tx: &mut ReadTx<'_>,
        (half_life, scope): (HalfLife, &Scope),
        at: Timestamp,
    ) -> Result<Self, NewsroomError> {
        let ranks = tx.highest_ranks(half_life, (scope, at), LOOKED_AT)?;
        let rules = tx.trending_rules(None, at)?;
        let rules: HashMap<Uuid, TrendingRule> =
            rules.into_iter().map(|rule| (rule.rule.article.0, rule)).collect();
        let mut ids: Vec<Uuid> = ranks.iter().map(|row| row.article).collect();
        ids.extend(rules.keys().filter(|id| !ids.contains(id)).copied().collect::<Vec<_>>());
        let rows = tx.articles_by_ids(Visibility::Public { at }, &ids)?;
        let rows = rows.into_iter().map(|row| (row.id.0, row)).collect();
        let as_of = ranks.iter().map(|row| row.counted_at).max();
        Ok(Self { as_of, ranks, rows, rules })
    }

    /// What may stand in the list: what was read, and what is pinned although it was not.
    pub(super) fn candidates(&self, scope: &Scope) -> Vec<Candidate> {
        let read = self.ranks.iter().map(|row| (row.article, row.rank));
        let read: Vec<(Uuid, f64)> = read.collect();
        let is_pin =
            |id: &Uuid| self.rules.get(id).is_some_and(|one| one.rule.kind == RuleKind::Pin);
        let unread = self.rules.keys().filter(|id| is_pin(id));
        let unread = unread.filter(|id| read.iter().all(|(known, _)| known != *id));
        let unread = unread.filter(|id| self.rows.get(id).is_some_and(|row| is_in(row, scope)));
        let unread: Vec<_> = unread.map(|id| (*id, f64::NEG_INFINITY)).collect();
        read.iter()
            .chain(&unread)
            .filter_map(|(id, rank)| self.candidate(*id, *rank, scope))
            .collect()
    }

    fn candidate(&self, article: Uuid, rank: f64, scope: &Scope) -> Option<Candidate> {
        let meta = &self.rows.get(&article)?.meta;
        let rule = self.rules.get(&article).map(|one| &one.rule);
        let kind = rule.map(|rule| rule.kind);
        if !may_trend(meta) || kind == Some(RuleKind::Mute) {
            return None;
        }
        let boost = rule.and_then(|rule| rule.factor).unwrap_or(1.0);
        // a list of one topic is of that topic
        let topic = if scope.topic.is_none() { primary_topic(meta) } else { None };
        let pinned = rule.and_then(|rule| rule.position);
        Some(Candidate { article, rank: rank + boost.ln(), topic, pinned })
    }

    pub(super) fn is_muted(&self, article: Uuid) -> bool {
        self.rules.get(&article).is_some_and(|one| one.rule.kind == RuleKind::Mute)
    }

    pub(super) fn why(&self, half_life: HalfLife, article: Uuid, known: Why) -> Why {
        let row = self.ranks.iter().find(|row| row.article == article);
        let score = row.zip(self.as_of).map_or(0.0, |(row, at)| worth(half_life, row.score, at));
        let rule = self.rules.get(&article).map(|one| &one.rule);
        let pinned = rule.is_some_and(|rule| rule.kind == RuleKind::Pin);
        let boost = rule.and_then(|rule| rule.factor).unwrap_or(1.0);
        Why { score, pinned, boost, ..known }
    }
}

fn primary_topic(meta: &ArticleMeta) -> Option<Uuid> {
    meta.topics.iter().find(|link| link.primary).map(|link| link.topic.0)
}

pub(super) fn is_in(row: &ArticleRow, scope: &Scope) -> bool {
    let meta = &row.meta;
    scope.section.is_none_or(|id| meta.section.is_some_and(|section| section.0 == id))
        && scope.topic.is_none_or(|id| meta.topics.iter().any(|link| link.topic.0 == id))
        && scope.language.as_ref().is_none_or(|wanted| meta.language.as_str() == wanted)
}

/// The newest articles of a filter that may trend, as many as are wanted.
pub(crate) fn newest(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    filter: &ArticleFilter,
    wanted: usize,
) -> Result<Vec<ArticleRow>, NewsroomError> {
    let limit = i64::try_from(wanted).unwrap_or(i64::MAX);
    let (mut found, mut from) = (Vec::new(), None);
    for _ in 0..PAGES_MAX {
        let page = ArticlePage { from, side: Side::Before, limit };
        let mut rows = tx.articles(seen, filter, page)?;
        let is_last = rows.len() < wanted;
        from = rows.last().map(|row| Place { at: row.order_at, id: row.id.0 });
        rows.retain(|row| may_trend(&row.meta));
        found.extend(rows);
        if is_last || found.len() >= wanted {
            break;
        }
    }
    found.truncate(wanted);
    Ok(found)
}

/// What nobody paid for and no editor kept out.
pub(super) fn may_trend(meta: &ArticleMeta) -> bool {
    let kept_out = meta.signals.is_some_and(|signals| signals.exclude_from_trending);
    !kept_out && meta.kind != ArticleKind::Sponsored
}

/// What there is to say of articles, as of an instant.
pub(super) fn reasons(
    tx: &mut ReadTx<'_>,
    as_of: Timestamp,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Why>, NewsroomError> {
    let to = minute(as_of);
    let day = Span::Minutes(to.saturating_sub(1_439), to);
    let visitors: HashMap<Uuid, i64> =
        tx.counted((day, Metric::Visitors), ids)?.into_iter().collect();
    let outlooks = outlooks(tx, to, ids)?;
    let why = |(id, outlook): (Uuid, Outlook)| {
        let why = Why {
            views_1h: outlook.hour.views,
            expected_1h: outlook.hour.expected,
            lift: outlook.hour.lift(),
            visitors_24h: visitors.get(&id).copied().unwrap_or_default(),
            boost: 1.0,
            ..Why::default()
        };
        (id, why)
    };
    Ok(outlooks.into_iter().map(why).collect())
}
