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

/// Of a topic or speaker that no more articles hold all of them are looked at.
const RARE_MAX: i64 = 200;
/// How many of the newest pairs of article and topic, and as many of article and speaker, are looked
/// at of those that are held more often.
const COMMON_MAX: i64 = 1_000;
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
    /// What articles share with it.
    shared: HashMap<Uuid, Vec<Uuid>>,
    best: Vec<One>,
}

impl Kin {
    pub(super) fn find(
        tx: &mut ReadTx<'_>,
        at: Timestamp,
        article: &ArticleView,
        experts: &[Stored<Expert>],
    ) -> Result<Self, NewsroomError> {
        let seen = Visibility::Public { at };
        let topics: Vec<Uuid> = article.topics.iter().map(|(_, topic)| topic.id).collect();
        let known: Vec<Uuid> = experts.iter().map(|expert| expert.id).collect();
        let things = Things { topics, speakers: known };
        let holders: HashMap<Uuid, i64> =
            tx.holders(at, (&things.topics, &things.speakers))?.into_iter().collect();
        let rarities = things.rarities(&holders, tx.public_count(at)?);
        let held = things.held(tx, at, (&holders, &rarities))?;
        let rows = rows(tx, seen, article, &held)?;
        let shared = things.shared(tx, at, &rows)?;
        let mut best = scored(&article.row, &rows, |id| sum(&rarities, shared.get(&id)));
        best.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(b.article.cmp(&a.article)));
        Ok(Self { shared, best })
    }

    /// The best first.
    pub(super) fn best(&self) -> &[One] {
        &self.best
    }

    /// True if an article shares a thing.
    pub(super) fn share(&self, article: Uuid, thing: Uuid) -> bool {
        self.shared.get(&article).is_some_and(|things| things.contains(&thing))
    }
}

/// What an article may share with others.
struct Things {
    topics: Vec<Uuid>,
    speakers: Vec<Uuid>,
}

impl Things {
    /// Articles that hold some of them: those first whose are the rarest.
    fn held(
        &self,
        tx: &mut ReadTx<'_>,
        at: Timestamp,
        (holders, rarities): (&HashMap<Uuid, i64>, &HashMap<Uuid, f64>),
    ) -> Result<Vec<Uuid>, NewsroomError> {
        let is_rare = |id: &Uuid| holders.get(id).is_some_and(|count| *count <= RARE_MAX);
        let part =
            |ids: &[Uuid]| -> (Vec<Uuid>, Vec<Uuid>) { ids.iter().partition(|id| is_rare(id)) };
        let (rare_topics, topics) = part(&self.topics);
        let (rare_speakers, speakers) = part(&self.speakers);
        let mut pairs = tx.holding(at, (&rare_topics, &rare_speakers), i64::MAX)?;
        pairs.extend(tx.holding(at, (&topics, &speakers), COMMON_MAX)?);
        let mut held: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for (article, thing) in pairs {
            held.entry(article).or_default().push(thing);
        }
        let sums = held.iter().map(|(article, things)| (*article, sum(rarities, Some(things))));
        let mut most: Vec<(Uuid, f64)> = sums.collect();
        most.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
        Ok(most.into_iter().take(SHARING_MAX).map(|(id, _)| id).collect())
    }

    /// What each of some articles holds of them.
    fn shared(
        &self,
        tx: &mut ReadTx<'_>,
        at: Timestamp,
        rows: &[ArticleRow],
    ) -> Result<HashMap<Uuid, Vec<Uuid>>, NewsroomError> {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
        let mut shared: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for (article, thing) in tx.sharing(at, &ids, (&self.topics, &self.speakers))? {
            shared.entry(article).or_default().push(thing);
        }
        Ok(shared)
    }

    /// How much each of them counts: the more, the fewer of all articles hold it.
    fn rarities(&self, holders: &HashMap<Uuid, i64>, all: i64) -> HashMap<Uuid, f64> {
        let rarity = |(id, count): (&Uuid, &i64)| {
            let weight = if self.speakers.contains(id) { SPEAKER_WEIGHT } else { 1.0 };
            (*id, weight * (1.0 + real(all) / real(*count)).ln())
        };
        holders.iter().map(rarity).collect()
    }
}

/// How much what an article shares counts together.
fn sum(rarities: &HashMap<Uuid, f64>, things: Option<&Vec<Uuid>>) -> f64 {
    things.into_iter().flatten().filter_map(|thing| rarities.get(thing)).sum()
}

fn real(count: i64) -> f64 {
    f64::from(i32::try_from(count).unwrap_or(i32::MAX))
}

/// Those that are looked at: what shares most, and the newest in the same language.
fn rows(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    article: &ArticleView,
    ids: &[Uuid],
) -> Result<Vec<ArticleRow>, NewsroomError> {
    let mut rows = tx.articles_by_ids(seen, ids)?;
    let language = article.row.meta.language.as_str().to_owned();
    let language = Wanted::any_of(vec![language]);
    let filter = ArticleFilter { language, ..ArticleFilter::default() };
    let page = ArticlePage { from: None, side: Side::Before, limit: NEWEST_MAX };
    let newest = tx.articles(seen, &filter, page)?;
    rows.extend(newest.into_iter().filter(|row| !ids.contains(&row.id.0)));
    rows.retain(|row| row.id != article.row.id && may_be_related(&row.meta));
    Ok(rows)
}

fn scored(own: &ArticleRow, rows: &[ArticleRow], shared: impl Fn(Uuid) -> f64) -> Vec<One> {
    let own = text(own);
    let texts: Vec<Text> = rows.iter().map(text).collect();
    let mut rarity = Rarity::default();
    for text in texts.iter().chain([&own]) {
        rarity.note(text);
    }
    let one = |(row, text): (&ArticleRow, &Text)| {
        let likeness = own.likeness(text, &rarity);
        let shared = shared(row.id.0);
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
