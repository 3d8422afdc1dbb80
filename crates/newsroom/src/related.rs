//! What to read next: what editors put beside an article, then what shares topics and speakers
//! with it, the rarer the better.

use std::collections::HashMap;

use domain::article::{ArticleKind, RelatedStory};
use domain::expert::Expert;
use domain::id::ArticleId;
use domain::record::Stored;
use domain::topic::Topic;
use domain::visibility::Visibility;
use store::ReadTx;
use uuid::Uuid;

use crate::error::NewsroomError;
use crate::reading::Reading;
use crate::views::{self, ArticleView, by_id};

/// How many pairs of article and shared thing are looked at.
const KIN_MAX: i64 = 2_000;
/// How much a shared speaker counts beside a shared topic.
const SPEAKER_WEIGHT: f64 = 1.5;

/// An article that belongs to another, or a page elsewhere, and why.
#[derive(Debug, Clone)]
pub struct RelatedItem {
    /// The article; `None` for a page elsewhere.
    pub article: Option<ArticleView>,
    /// What the editor wrote, if it was one who put it there.
    pub manual: Option<RelatedStory>,
    /// The topics that both have.
    pub topics: Vec<Stored<Topic>>,
    /// The speakers that both quote.
    pub experts: Vec<Stored<Expert>>,
    /// The sum of the rarity of what is shared; 0 for what an editor chose.
    pub score: f64,
}

impl Reading {
    /// What belongs to an article that readers see, at most `limit`.
    pub fn related(
        &mut self,
        seen: Visibility,
        article: &ArticleView,
        limit: usize,
    ) -> Result<Vec<RelatedItem>, NewsroomError> {
        let at = self.at;
        self.snapshot.read(|tx| {
            let experts = speakers(tx, seen, article)?;
            let topics: Vec<Uuid> = article.topics.iter().map(|(_, topic)| topic.id).collect();
            let known: Vec<Uuid> = experts.iter().map(|expert| expert.id).collect();
            let kin = tx.kin(at, (&topics, &known), KIN_MAX)?;
            let count = tx.public_count(at)?;
            let scored = scored(&kin, &known, count, article.row.id.0);
            let manual = &article.row.meta.related;
            let mut ids: Vec<Uuid> =
                manual.iter().filter_map(|s| s.article.map(|id| id.0)).collect();
            // some may be kept out of such lists: a few more are read than are shown
            ids.extend(scored.iter().take(limit.saturating_mul(2)).map(|(id, _)| *id));
            let rows = tx.articles_by_ids(seen, &ids)?;
            let views = views::related(tx, seen, rows)?;
            let mut views: HashMap<Uuid, ArticleView> =
                views.into_iter().map(|view| (view.row.id.0, view)).collect();
            let mut items = chosen(manual, &mut views);
            for (id, score) in scored {
                let Some(view) = views.remove(&id).filter(may_be_related) else { continue };
                let shares = |thing: Uuid| kin.binary_search(&(id, thing)).is_ok();
                items.push(RelatedItem {
                    article: Some(view),
                    manual: None,
                    topics: article
                        .topics
                        .iter()
                        .filter(|(_, topic)| shares(topic.id))
                        .map(|(_, topic)| topic.clone())
                        .collect(),
                    experts: experts.iter().filter(|expert| shares(expert.id)).cloned().collect(),
                    score,
                });
            }
            items.truncate(limit);
            Ok(items)
        })
    }
}

/// The speakers that an article quotes by name.
fn speakers(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    article: &ArticleView,
) -> Result<Vec<Stored<Expert>>, NewsroomError> {
    let quotes: Vec<Uuid> = article.row.meta.quotes.iter().map(|used| used.quote.0).collect();
    let quotes = tx.quotes_by_ids(seen, &quotes)?;
    let ids = quotes.iter().filter_map(|quote| quote.content.open_expert());
    let mut experts: Vec<_> = by_id::<Expert>(tx, ids)?.into_values().collect();
    experts.sort_by_key(|expert| expert.id);
    Ok(experts)
}

/// The rarity of what each article shares, the highest first, then the newest by id.
fn scored(kin: &[(Uuid, Uuid)], experts: &[Uuid], count: i64, own: Uuid) -> Vec<(Uuid, f64)> {
    let mut holders: HashMap<Uuid, i32> = HashMap::new();
    for (_, shared) in kin {
        let holders = holders.entry(*shared).or_default();
        *holders = holders.saturating_add(1);
    }
    let all = f64::from(i32::try_from(count).unwrap_or(i32::MAX));
    let rarity = |shared: &Uuid| {
        let holders = f64::from(holders.get(shared).copied().unwrap_or(1));
        let weight = if experts.contains(shared) { SPEAKER_WEIGHT } else { 1.0 };
        weight * (1.0 + all / holders).ln()
    };
    let mut scores: HashMap<Uuid, f64> = HashMap::new();
    for (article, shared) in kin.iter().filter(|(article, _)| *article != own) {
        *scores.entry(*article).or_default() += rarity(shared);
    }
    let mut ordered: Vec<_> = scores.into_iter().collect();
    ordered.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    ordered
}

/// What an editor chose and readers see, in the editor's order.
fn chosen(stories: &[RelatedStory], views: &mut HashMap<Uuid, ArticleView>) -> Vec<RelatedItem> {
    let item = |story: &RelatedStory| {
        let article = match story.article {
            Some(ArticleId(id)) => Some(views.remove(&id)?),
            None => None,
        };
        let manual = Some(story.clone());
        Some(RelatedItem { article, manual, topics: Vec::new(), experts: Vec::new(), score: 0.0 })
    };
    stories.iter().filter_map(item).collect()
}

fn may_be_related(view: &ArticleView) -> bool {
    let meta = &view.row.meta;
    let kept_out = meta.signals.is_some_and(|signals| signals.exclude_from_related);
    !kept_out && meta.kind != ArticleKind::Sponsored
}
