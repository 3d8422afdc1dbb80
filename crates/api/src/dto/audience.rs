//! Lists that follow from what readers do, what editors say of them, and figures for the newsroom.

use async_graphql::{ID, InputObject, SimpleObject};
use domain::audience::{HalfLife, Metric, TrendingRule as DomainRule, Window};
use newsroom::audience::{self, Basis as DomainBasis, Read};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::article::{Article, ArticleSummary};
use super::time::DateTime;
use super::words::{Basis, TrendingRuleKind};
use super::{members, recast};
use crate::web::problem::Problem;

/// Why an article trends; all figures are as of the list.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "TrendingWhy")]
pub struct Why {
    /// How many views just now its decayed score is worth.
    pub score: f64,
    /// Views in the last hour.
    #[graphql(name = "views1h")]
    #[serde(rename = "views1h")]
    pub views_1h: i64,
    /// Views to expect in it: those of the others by its share of what was read in the hours before.
    #[graphql(name = "expected1h")]
    #[serde(rename = "expected1h")]
    pub expected_1h: f64,
    /// Views by expectation; 0 where nothing is expected.
    pub lift: f64,
    /// Readers in the last 24 hours: the sum of each day's.
    #[graphql(name = "visitors24h")]
    #[serde(rename = "visitors24h")]
    pub visitors_24h: i64,
    /// True if an editor gave it its place.
    pub pinned: bool,
    /// By how much an editor multiplied its score; 1 for most.
    pub boost: f64,
    /// True if it stands further down since others of its topic stand above it.
    pub capped_out: bool,
}

/// Why an article is among the most viewed: what was counted in the window.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MostViewedWhy {
    /// Articles opened.
    pub views: i64,
    /// Readers, each once a day: over several days the sum of each day's.
    pub visitors: i64,
    /// Readers who stayed for 15 seconds.
    pub engaged: i64,
    /// Readers who shared it.
    pub shares: i64,
}

/// Why an article rises; all figures are as of the list.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RisingWhy {
    /// Views in the last hour.
    #[graphql(name = "views1h")]
    #[serde(rename = "views1h")]
    pub views_1h: i64,
    /// Views to expect in it: those of the others by its share of what was read in the hours before.
    #[graphql(name = "expected1h")]
    #[serde(rename = "expected1h")]
    pub expected_1h: f64,
    /// Views by expectation, in the last hour or the last ten minutes: where it stands out more.
    pub lift: f64,
    /// By how many deviations it is read more than expected there, 6 or more.
    pub z: f64,
}

impl From<audience::Why> for Why {
    fn from(why: audience::Why) -> Self {
        Self {
            score: why.score,
            views_1h: why.views_1h,
            expected_1h: why.expected_1h,
            lift: why.lift,
            visitors_24h: why.visitors_24h,
            pinned: why.pinned,
            boost: why.boost,
            capped_out: why.capped,
        }
    }
}

impl From<audience::Counted> for MostViewedWhy {
    fn from(why: audience::Counted) -> Self {
        let audience::Counted { views, visitors, engaged, shares } = why;
        Self { views, visitors, engaged, shares }
    }
}

impl From<audience::Risen> for RisingWhy {
    fn from(why: audience::Risen) -> Self {
        let audience::Risen { views_1h, expected_1h, lift, z } = why;
        Self { views_1h, expected_1h, lift, z }
    }
}

/// Makes a list of articles that are read, each with why it stands there.
macro_rules! lists {
    ($($(#[$about:meta])* $list:ident, $item:ident, $why:ty, $as_of:literal;)*) => {$(
        /// An article that is read.
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
        pub struct $item {
            /// Its place, from 1.
            pub position: i64,
            /// The article.
            #[schema(value_type = ArticleSummary)]
            pub article: Article,
            /// Why it stands there.
            pub why: $why,
        }

        $(#[$about])*
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub struct $list {
            #[doc = $as_of]
            pub as_of: Option<DateTime>,
            /// What the order follows from.
            #[schema(max_length = 200)]
            pub algorithm: String,
            /// What it is based on.
            pub basis: Basis,
            /// The articles in order.
            #[schema(max_items = 100)]
            pub items: Vec<$item>,
        }

        impl<W: Copy + Into<$why>> TryFrom<(&Read<W>, String)> for $list {
            type Error = Problem;

            fn try_from((read, algorithm): (&Read<W>, String)) -> Result<Self, Problem> {
                let items = read.items.iter().zip(1..).map(|((article, why), position)| {
                    let article = super::article::article(article)?;
                    Ok($item { position, article, why: (*why).into() })
                });
                Ok(Self {
                    as_of: read.as_of.map(DateTime),
                    algorithm,
                    basis: basis(read.basis),
                    items: items.collect::<Result<_, Problem>>()?,
                })
            }
        }
    )*};
}

lists! {
    /// What is read most at present.
    TrendingList, TrendingItem, Why,
        "The newest event that was counted, or the newest publication; null where there is none.";
    /// What was read, shared or stayed with most in a time.
    MostViewedList, MostViewedItem, MostViewedWhy, "When the window ends.";
    /// What is read more than was to be expected.
    RisingList, RisingItem, RisingWhy, "As of when.";
}

/// What a list is based on.
pub(crate) const fn basis(basis: DomainBasis) -> Basis {
    match basis {
        DomainBasis::Views => Basis::Views,
        DomainBasis::Picks => Basis::Picks,
        DomainBasis::Latest => Basis::Latest,
    }
}

/// A rule as an editor writes it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct TrendingRuleInput {
    /// For which article; one rule holds for each at a time.
    #[schema(value_type = uuid::Uuid)]
    pub article: ID,
    /// What it does: pins and boosts are of trending, a mute is of all lists that follow from what
    /// readers do.
    pub kind: TrendingRuleKind,
    /// The place; of a pin.
    #[schema(minimum = 1, maximum = 20)]
    pub position: Option<i64>,
    /// By how much the score is multiplied; of a boost.
    #[schema(minimum = 0.1, maximum = 10)]
    pub factor: Option<f64>,
    /// Why; the audit keeps it.
    #[schema(max_length = 500)]
    pub reason: String,
    /// Until when, 31 days at most.
    pub until: DateTime,
}

/// What an editor says of an article in trending.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TrendingRule {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// The article's id.
    #[schema(value_type = uuid::Uuid)]
    pub article: ID,
    /// What it does.
    pub kind: TrendingRuleKind,
    /// The place; null unless it is a pin.
    pub position: Option<i64>,
    /// By how much the score is multiplied; null unless it is a boost.
    pub factor: Option<f64>,
    /// Why.
    #[schema(max_length = 500)]
    pub reason: String,
    /// Until when.
    pub until: DateTime,
    /// Since when.
    pub created_at: DateTime,
    /// Whose account made it; null for the operator.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub created_by: Option<ID>,
}

/// The rules that hold.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TrendingRules {
    /// The oldest first.
    #[schema(max_items = 1000)]
    pub items: Vec<TrendingRule>,
}

/// A rule over the wire.
pub(crate) fn rule(rule: &DomainRule) -> Result<TrendingRule, Problem> {
    let mut all = members(&rule.rule)?;
    all.insert("id".to_owned(), serde_json::json!(rule.id));
    all.insert("createdAt".to_owned(), serde_json::json!(rule.created_at));
    all.insert("createdBy".to_owned(), serde_json::json!(rule.created_by));
    recast(all.into())
}

/// What readers did in some time.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AudienceCounts {
    /// Articles opened.
    pub views: i64,
    /// Readers, each once a day for each article.
    pub visitors: i64,
    /// Readers who stayed for 15 seconds.
    pub engaged: i64,
    /// For how many seconds those stayed who did, together.
    pub engaged_seconds: i64,
    /// Readers who went on to another article.
    pub recirculated: i64,
    /// Readers who shared it.
    pub shares: i64,
    /// What was not counted: too much of it came from one network.
    pub suspect: i64,
}

/// What readers did in an hour.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema, SimpleObject)]
pub struct AudienceHour {
    /// When it began.
    pub at: DateTime,
    /// What they did.
    pub counts: AudienceCounts,
}

/// Where readers came from.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
pub struct Referrer {
    /// The host.
    #[schema(max_length = 253)]
    pub host: String,
    /// How many views.
    pub views: i64,
}

/// What readers did, by the hour.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// When the first hour began.
    pub since: DateTime,
    /// When the last hour began.
    pub until: DateTime,
    /// All hours together; visitors are the sum of each day's.
    pub total: AudienceCounts,
    /// The hours in which something was done, the oldest first.
    #[schema(max_items = 744)]
    pub hours: Vec<AudienceHour>,
    /// The hosts from which readers came on the days of the range (UTC), the most first.
    #[schema(max_items = 50)]
    pub referrers: Vec<Referrer>,
}

fn counts(counts: newsroom::Counts) -> AudienceCounts {
    AudienceCounts {
        views: counts.views,
        visitors: counts.visitors,
        engaged: counts.engaged,
        engaged_seconds: counts.seconds,
        recirculated: counts.recirculated,
        shares: counts.shares,
        suspect: counts.suspect,
    }
}

/// Figures over the wire.
pub(crate) fn stats(stats: audience::Stats) -> Stats {
    let hours = stats.hours.into_iter();
    let referrers = stats.referrers.into_iter();
    Stats {
        since: stats.since.into(),
        until: stats.until.into(),
        total: counts(stats.total),
        hours: hours
            .map(|one| AudienceHour { at: one.at.into(), counts: counts(one.counts) })
            .collect(),
        referrers: referrers.map(|(host, views)| Referrer { host, views }).collect(),
    }
}

/// What trending follows from, in words.
pub(crate) fn trending_algorithm(half_life: HalfLife) -> String {
    format!("{}; half-life {} h", audience::ALGORITHM, half_life.hours())
}

/// What the most viewed follows from, in words.
pub(crate) fn most_viewed_algorithm(window: Window, metric: Metric) -> String {
    format!("count/1; {} in {}", metric.word(), window.word())
}

/// What rising follows from, in words.
pub(crate) const RISING_ALGORITHM: &str =
    "rising/2; last hour or ten minutes by the share of the hours before; z of 6, 20 views or more";
