//! What to read next: what editors put beside an article, then what shares topics and speakers with
//! it, the rarer the better, and what reads like it, the newer the better; nothing twice.

mod also;
mod copies;
mod kin;

use std::collections::HashMap;
use std::sync::Arc;

use domain::article::{ArticleKind, RelatedStory};
use domain::expert::Expert;
use domain::id::ArticleId;
use domain::record::Stored;
use domain::time::Timestamp;
use domain::topic::Topic;
use domain::visibility::Visibility;
use store::ReadTx;
use uuid::Uuid;

pub use also::AlsoQuoted;

use crate::error::NewsroomError;
use crate::reading::Reading;
use crate::shelf::{Made, Shelf};
use crate::views::{self, ArticleView, by_id};
use copies::Copies;
use kin::Kin;

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
    /// How alike their headlines and standfirsts are, from 0 to 1; 0 for what an editor chose.
    pub likeness: f64,
    /// The rarity of what is shared, and the likeness; 0 for what an editor chose.
    pub score: f64,
}

/// How many of the best may be copies before there is less to show.
const COPIES_MAX: usize = 20;
/// Of how many articles it is kept what belongs to them.
const KEPT_MAX: usize = 300;

/// What belongs to articles, by their ids and how much is asked for.
#[derive(Debug)]
pub(crate) struct Press {
    related: Shelf<(Uuid, usize), Vec<RelatedItem>>,
    also: Shelf<(Uuid, usize), Vec<AlsoQuoted>>,
}

impl Default for Press {
    fn default() -> Self {
        Self { related: Shelf::of(KEPT_MAX), also: Shelf::of(KEPT_MAX) }
    }
}

impl Reading {
    /// What belongs to an article that readers see, at most `limit`.
    pub fn related(
        &mut self,
        article: &ArticleView,
        limit: usize,
    ) -> Result<Vec<RelatedItem>, NewsroomError> {
        let (press, at) = (Arc::clone(&self.related), self.at);
        // a few sizes are kept, and not each
        let size = limit.next_power_of_two();
        let key = (article.row.id.0, size);
        let kept = self.kept((&press.related, &key), |tx| {
            let view = found(tx, at, article, size)?;
            Ok(Made { view, ends: None, follows_readers: false })
        })?;
        Ok(kept.view.iter().take(limit).cloned().collect())
    }
}

fn found(
    tx: &mut ReadTx<'_>,
    at: Timestamp,
    article: &ArticleView,
    limit: usize,
) -> Result<Vec<RelatedItem>, NewsroomError> {
    let seen = Visibility::Public { at };
    let experts = speakers(tx, seen, article)?;
    let kin = Kin::find(tx, at, article, &experts)?;
    let manual = &article.row.meta.related;
    let mut ids: Vec<Uuid> = manual.iter().filter_map(|s| s.article.map(|id| id.0)).collect();
    // some may be copies: a few more are read than are shown
    let most = limit.saturating_add(COPIES_MAX);
    ids.extend(kin.best().iter().take(most).map(|one| one.article));
    let rows = tx.articles_by_ids(seen, &ids)?;
    let views = views::related(tx, seen, rows)?;
    let mut copies = Copies::among(tx, seen, (article, &views))?;
    let mut views: HashMap<Uuid, ArticleView> =
        views.into_iter().map(|view| (view.row.id.0, view)).collect();
    let mut items = chosen(manual, &mut views);
    for view in items.iter().filter_map(|item| item.article.as_ref()) {
        copies.is_new(view.row.id);
    }
    for one in kin.best() {
        let Some(view) = views.remove(&one.article) else { continue };
        if copies.is_new(view.row.id) {
            items.push(RelatedItem {
                topics: shared_topics(article, |topic| kin.share(one.article, topic)),
                experts: shared(&experts, |expert| kin.share(one.article, expert)),
                article: Some(view),
                manual: None,
                likeness: one.likeness,
                score: one.score,
            });
        }
    }
    items.truncate(limit);
    Ok(items)
}

fn shared(experts: &[Stored<Expert>], is_shared: impl Fn(Uuid) -> bool) -> Vec<Stored<Expert>> {
    experts.iter().filter(|expert| is_shared(expert.id)).cloned().collect()
}

fn shared_topics(article: &ArticleView, is_shared: impl Fn(Uuid) -> bool) -> Vec<Stored<Topic>> {
    let topics = article.topics.iter().filter(|(_, topic)| is_shared(topic.id));
    topics.map(|(_, topic)| topic.clone()).collect()
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

/// What an editor chose and readers see, in the editor's order.
fn chosen(stories: &[RelatedStory], views: &mut HashMap<Uuid, ArticleView>) -> Vec<RelatedItem> {
    let item = |story: &RelatedStory| {
        let article = match story.article {
            Some(ArticleId(id)) => Some(views.remove(&id)?),
            None => None,
        };
        let (topics, experts) = (Vec::new(), Vec::new());
        let manual = Some(story.clone());
        Some(RelatedItem { article, manual, topics, experts, likeness: 0.0, score: 0.0 })
    };
    stories.iter().filter_map(item).collect()
}

/// What nobody paid for and no editor kept out.
fn may_be_related(meta: &domain::article::ArticleMeta) -> bool {
    let kept_out = meta.signals.is_some_and(|signals| signals.exclude_from_related);
    !kept_out && meta.kind != ArticleKind::Sponsored
}
