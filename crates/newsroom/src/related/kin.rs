//! Which articles belong to another: by what they share, what they say and when they came.

use std::collections::HashMap;

use domain::expert::Expert;
use domain::likeness::{Rarity, Text};
use domain::record::Stored;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{ArticleFilter, ArticlePage, ArticleRow, ReadTx, Side, Wanted};
use uuid::Uuid;

use super::may_be_related;
use crate::error::NewsroomError;
use crate::views::ArticleView;

/// How many pairs of article and shared thing are looked at.
const PAIRS_MAX: i64 = 2_000;
/// How many of those that share most are looked at.
const SHARING_MAX: usize = 100;
/// How many of the newest articles in the same language are looked at.
const NEWEST_MAX: i64 = 200;
/// How much a shared speaker counts beside a shared topic.
const SPEAKER_WEIGHT: f64 = 1.5;
/// What the same words are worth: as much as a topic that two of a thousand articles share.
const LIKENESS_WEIGHT: f64 = 6.0;
/// From what likeness on an article belongs to one with which it shares nothing.
const LIKENESS_MIN: f64 = 0.15;
/// After how many days an article counts half as much as a new one.
const HALF_LIFE_DAYS: f64 = 180.0;

/// An article that belongs to another.
pub(super) struct One {
    pub(super) article: Uuid,
    pub(super) likeness: f64,
    pub(super) score: f64,
    /// The order: the score, and how new it is, so that time alone changes nothing.
    rank: f64,
}

/// The articles that belong to one.
pub(super) struct Kin {
    /// Pairs of article and what it shares, in order.
    pairs: Vec<(Uuid, Uuid)>,
    best: Vec<One>,
}

impl Kin {
    pub(super) fn find(
        tx: &mut ReadTx<'_>,
        seen: Visibility,
        article: &ArticleView,
        experts: &[Stored<Expert>],
    ) -> Result<Self, NewsroomError> {
        let Visibility::Public { at } = seen else {
            return Ok(Self { pairs: Vec::new(), best: Vec::new() });
        };
        let topics: Vec<Uuid> = article.topics.iter().map(|(_, topic)| topic.id).collect();
        let known: Vec<Uuid> = experts.iter().map(|expert| expert.id).collect();
        let pairs = tx.kin(at, (&topics, &known), PAIRS_MAX)?;
        let shared = rarities(&pairs, &known, tx.public_count(at)?);
        let rows = rows(tx, seen, article, &shared)?;
        let mut best = scored(&article.row, &rows, &shared);
        best.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(b.article.cmp(&a.article)));
        Ok(Self { pairs, best })
    }

    /// The best first.
    pub(super) fn best(&self) -> &[One] {
        &self.best
    }

    /// True if an article shares a thing.
    pub(super) fn share(&self, article: Uuid, thing: Uuid) -> bool {
        self.pairs.binary_search(&(article, thing)).is_ok()
    }
}

/// The rarity of what each article shares.
fn rarities(pairs: &[(Uuid, Uuid)], experts: &[Uuid], count: i64) -> HashMap<Uuid, f64> {
    let mut holders: HashMap<Uuid, i32> = HashMap::new();
    for (_, shared) in pairs {
        let holders = holders.entry(*shared).or_default();
        *holders = holders.saturating_add(1);
    }
    let all = f64::from(i32::try_from(count).unwrap_or(i32::MAX));
    let rarity = |shared: &Uuid| {
        let holders = f64::from(holders.get(shared).copied().unwrap_or(1));
        let weight = if experts.contains(shared) { SPEAKER_WEIGHT } else { 1.0 };
        weight * (1.0 + all / holders).ln()
    };
    let mut rarities: HashMap<Uuid, f64> = HashMap::new();
    for (article, shared) in pairs {
        *rarities.entry(*article).or_default() += rarity(shared);
    }
    rarities
}

/// Those that are looked at: what shares most, and the newest in the same language.
fn rows(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    article: &ArticleView,
    shared: &HashMap<Uuid, f64>,
) -> Result<Vec<ArticleRow>, NewsroomError> {
    let mut most: Vec<(Uuid, f64)> = shared.iter().map(|(id, rarity)| (*id, *rarity)).collect();
    most.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    let ids: Vec<Uuid> = most.iter().take(SHARING_MAX).map(|(id, _)| *id).collect();
    let mut rows = tx.articles_by_ids(seen, &ids)?;
    let language = article.row.meta.language.as_str().to_owned();
    let language = Wanted::any_of(vec![language]);
    let filter = ArticleFilter { language, ..ArticleFilter::default() };
    let page = ArticlePage { from: None, side: Side::Before, limit: NEWEST_MAX };
    let newest = tx.articles(seen, &filter, page)?;
    rows.extend(newest.into_iter().filter(|row| !ids.contains(&row.id.0)));
    rows.retain(|row| row.id != article.row.id && may_be_related(&row.meta));
    Ok(rows)
}

fn scored(own: &ArticleRow, rows: &[ArticleRow], shared: &HashMap<Uuid, f64>) -> Vec<One> {
    let own = text(own);
    let texts: Vec<Text> = rows.iter().map(text).collect();
    let mut rarity = Rarity::default();
    for text in texts.iter().chain([&own]) {
        rarity.note(text);
    }
    let one = |(row, text): (&ArticleRow, &Text)| {
        let likeness = own.likeness(text, &rarity);
        let shared = shared.get(&row.id.0).copied().unwrap_or_default();
        if shared <= 0.0 && likeness < LIKENESS_MIN {
            return None;
        }
        let score = shared + LIKENESS_WEIGHT * likeness;
        let rank = score.ln() + newness(row.order_at);
        Some(One { article: row.id.0, likeness, score, rank })
    };
    rows.iter().zip(&texts).filter_map(one).collect()
}

fn text(row: &ArticleRow) -> Text {
    let meta = &row.meta;
    let standfirst = meta.standfirst.iter().map(domain::text::Prose::as_str);
    Text::of([meta.headline.as_str()].into_iter().chain(standfirst))
}

/// More for what is newer, a logarithm: two articles differ by the same at all times.
fn newness(at: Timestamp) -> f64 {
    let minutes = at.unix_s().div_euclid(60);
    let minutes = f64::from(i32::try_from(minutes).unwrap_or(i32::MAX));
    minutes / 1_440.0 * std::f64::consts::LN_2 / HALF_LIFE_DAYS
}
