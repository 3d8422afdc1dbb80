//! Curated lists as readers see them: what editors chose, and what fills the rest.

use std::collections::HashMap;
use std::sync::Arc;

use domain::audience::HalfLife;
use domain::expert::Expert;
use domain::list::{Backfill, CuratedList, Slot};
use domain::record::{Entity, Reference, Stored};
use domain::time::Timestamp;
use domain::violation::{Violation, Violations};
use domain::visibility::Visibility;
use store::{ArticleFilter, ArticlePage, ReadTx, Side, Wanted};
use uuid::Uuid;

use crate::audience::{Pressing, Scope, Why, may_trend, shown};
use crate::error::NewsroomError;
use crate::quotes::{self, QuoteView};
use crate::reading::{Reading, resolve};
use crate::views::{self, ArticleView};

/// Who put an item into a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Origin {
    /// An editor.
    Editor,
    /// The filling, by age.
    Latest,
    /// The filling, by what is read.
    Trending(Why),
}

/// What stands at a place of a list.
#[derive(Debug, Clone)]
pub enum Shown {
    /// An article.
    Article(Box<ArticleView>),
    /// A quote.
    Quote(Box<QuoteView>),
    /// An expert.
    Expert(Box<Stored<Expert>>),
    /// A page elsewhere: the slot says which.
    Page,
}

impl Shown {
    /// The article, if it is one.
    pub fn article(&self) -> Option<&ArticleView> {
        match self {
            Self::Article(view) => Some(view),
            Self::Quote(_) | Self::Expert(_) | Self::Page => None,
        }
    }
}

/// An item of a list.
#[derive(Debug, Clone)]
pub struct ListItem {
    /// What it shows.
    pub shown: Shown,
    /// What the editor wrote of it, if it was one who put it there.
    pub slot: Option<Slot>,
    /// Who put it there.
    pub origin: Origin,
}

impl ListItem {
    /// An article that fills the list.
    fn filling(article: ArticleView, origin: Origin) -> Self {
        Self { shown: Shown::Article(Box::new(article)), slot: None, origin }
    }
}

/// A list as readers see it.
#[derive(Debug, Clone)]
pub struct ListView {
    /// What the editor wrote.
    pub stored: Stored<CuratedList>,
    /// What it shows, in order.
    pub items: Vec<ListItem>,
    /// How long it shows that, if the end of an item is set.
    pub left_seconds: Option<i64>,
}

impl Reading {
    /// A list by its id or key, with its first items.
    pub fn list(
        &mut self,
        seen: Visibility,
        handle: &str,
        limit: usize,
    ) -> Result<ListView, NewsroomError> {
        let at = self.at;
        let (audience, press) = (Arc::clone(&self.audience), Arc::clone(&self.press));
        self.snapshot.read(|tx| {
            let pressing = Pressing::new(&press, &audience, at);
            let (id, _) = resolve(tx, Entity::List, (handle, None))?;
            let stored = tx.record::<CuratedList>(seen, id)?;
            let stored = stored.ok_or(NewsroomError::NotFound(Entity::List))?;
            let chosen = chosen(tx, seen, &stored.content, at)?;
            let filling = filling(tx, seen, &stored.content, &pressing)?;
            let taken: Vec<Uuid> = chosen.iter().flatten().filter_map(article_of).collect();
            let fresh = |item: &ListItem| article_of(item).is_none_or(|id| !taken.contains(&id));
            let filling = filling.into_iter().filter(fresh).collect();
            let mut items = stored.content.arrange(chosen, filling);
            items.truncate(limit);
            let ends = items.iter().filter_map(|item| item.slot.as_ref()?.visible_until);
            let ends = ends.chain(items.iter().filter_map(|i| i.shown.article()?.row.shown_until));
            let left_seconds = ends.min().map(|end| at.seconds_until(end));
            Ok(ListView { stored, items, left_seconds })
        })
    }
}

fn article_of(item: &ListItem) -> Option<Uuid> {
    item.shown.article().map(|view| view.row.id.0)
}

/// The slots in order; `None` for one that readers do not see.
fn chosen(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    list: &CuratedList,
    at: Timestamp,
) -> Result<Vec<Option<ListItem>>, NewsroomError> {
    let ids = |of: fn(&Slot) -> Option<Uuid>| -> Vec<Uuid> {
        list.slots.iter().filter(|slot| slot.open_at(at)).filter_map(of).collect()
    };
    let rows = tx.articles_by_ids(seen, &ids(|slot| slot.article.map(|id| id.0)))?;
    let mut articles: HashMap<Uuid, ArticleView> =
        views::related(tx, seen, rows)?.into_iter().map(|view| (view.row.id.0, view)).collect();
    let quotes = quotes::by_ids(tx, seen, &ids(|slot| slot.quote.map(|id| id.0)))?;
    let mut quotes: HashMap<Uuid, QuoteView> =
        quotes.into_iter().map(|view| (view.stored.id.0, view)).collect();
    let experts = tx.seen_records::<Expert>(seen, &ids(|slot| slot.expert.map(|id| id.0)))?;
    let mut experts: HashMap<Uuid, Stored<Expert>> =
        experts.into_iter().map(|stored| (stored.id, stored)).collect();
    let mut item = |slot: &Slot| {
        if !slot.open_at(at) {
            return None;
        }
        let shown = match (slot.article, slot.quote, slot.expert) {
            (Some(id), ..) => Shown::Article(Box::new(articles.remove(&id.0)?)),
            (_, Some(id), _) => Shown::Quote(Box::new(quotes.remove(&id.0)?)),
            (.., Some(id)) => Shown::Expert(Box::new(experts.remove(&id.0)?)),
            (None, None, None) => Shown::Page,
        };
        Some(ListItem { shown, slot: Some(slot.clone()), origin: Origin::Editor })
    };
    Ok(list.slots.iter().map(&mut item).collect())
}

/// What may fill the list: as many as it shows, and as many more as editors may have taken.
fn filling(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    list: &CuratedList,
    pressing: &Pressing<'_>,
) -> Result<Vec<ListItem>, NewsroomError> {
    let wanted = usize::from(list.max).saturating_add(list.slots.len());
    match list.backfill {
        Backfill::None => Ok(Vec::new()),
        Backfill::Latest => {
            let section = list.section.map(|section| vec![section.0]);
            let section = Wanted { all_of: section.into_iter().collect(), none_of: Vec::new() };
            let filter = ArticleFilter { section, ..ArticleFilter::default() };
            let limit = i64::try_from(wanted).unwrap_or(i64::MAX);
            let page = ArticlePage { from: None, side: Side::Before, limit };
            let mut rows = tx.articles(seen, &filter, page)?;
            rows.retain(|row| may_trend(&row.meta));
            let views = views::related(tx, seen, rows)?;
            let item = |view| ListItem::filling(view, Origin::Latest);
            Ok(views.into_iter().map(item).collect())
        }
        Backfill::Trending => {
            let scope = Scope { section: list.section.map(|id| id.0), ..Scope::default() };
            let pressed = pressing.trending(tx, (HalfLife::default(), &scope))?;
            let read = shown(tx, &pressed, pressing.at(), wanted)?;
            let item = |(article, why)| ListItem::filling(article, Origin::Trending(why));
            Ok(read.items.into_iter().map(item).collect())
        }
    }
}

/// Refuses what a record would show and readers do not see, each by its place.
pub(crate) fn check_shown(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    shown: &[Reference],
) -> Result<(), NewsroomError> {
    let ids = |entity: Entity| -> Vec<Uuid> {
        shown.iter().filter(|one| one.entity == entity).map(|one| one.id).collect()
    };
    let articles = tx.articles_by_ids(seen, &ids(Entity::Article))?;
    let quotes = tx.quotes_by_ids(seen, &ids(Entity::Quote))?;
    let experts = tx.seen_records::<Expert>(seen, &ids(Entity::Expert))?;
    let mut public: Vec<Uuid> = articles.into_iter().map(|row| row.id.0).collect();
    public.extend(quotes.into_iter().map(|quote| quote.id.0));
    public.extend(experts.into_iter().map(|expert| expert.id));
    let mut faults = Violations::default();
    for one in shown.iter().filter(|one| !public.contains(&one.id)) {
        let rule = format!("readers see no {} with this id", one.entity);
        faults.push(Violation::new(&one.pointer, "unknown_reference", rule));
    }
    faults.into_result(()).map_err(NewsroomError::UnknownReference)
}
