//! Curated lists as readers see them: what editors chose, and what fills the rest.

use std::collections::HashMap;

use domain::list::{Backfill, CuratedList, Slot};
use domain::record::{Entity, Stored};
use domain::time::Timestamp;
use domain::violation::{Violation, Violations};
use domain::visibility::Visibility;
use store::{ArticleFilter, ArticlePage, ReadTx, Side, Wanted};
use uuid::Uuid;

use crate::error::NewsroomError;
use crate::reading::{Reading, resolve};
use crate::trending::{self, Why, may_trend};
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

/// An item of a list.
#[derive(Debug, Clone)]
pub struct ListItem {
    /// The article; `None` for a page elsewhere.
    pub article: Option<ArticleView>,
    /// What the editor wrote of it, if it was one who put it there.
    pub slot: Option<Slot>,
    /// Who put it there.
    pub origin: Origin,
}

/// A list as readers see it.
#[derive(Debug, Clone)]
pub struct ListView {
    /// What the editor wrote.
    pub stored: Stored<CuratedList>,
    /// What it shows, in order.
    pub items: Vec<ListItem>,
}

impl Reading {
    /// A list by its id or key.
    pub fn list(&mut self, seen: Visibility, handle: &str) -> Result<ListView, NewsroomError> {
        let at = self.at;
        self.snapshot.read(|tx| {
            let (id, _) = resolve(tx, Entity::List, handle)?;
            let stored = tx.record::<CuratedList>(seen, id)?;
            let stored = stored.ok_or(NewsroomError::NotFound(Entity::List))?;
            let chosen = chosen(tx, seen, &stored.content, at)?;
            let filling = filling(tx, seen, &stored.content)?;
            let taken: Vec<Uuid> = chosen.iter().flatten().filter_map(article_of).collect();
            let fresh = |item: &ListItem| article_of(item).is_none_or(|id| !taken.contains(&id));
            let filling = filling.into_iter().filter(fresh).collect();
            let items = stored.content.arrange(chosen, filling);
            Ok(ListView { stored, items })
        })
    }
}

fn article_of(item: &ListItem) -> Option<Uuid> {
    item.article.as_ref().map(|view| view.row.id.0)
}

/// The slots in order; `None` for one that readers do not see.
fn chosen(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    list: &CuratedList,
    at: Timestamp,
) -> Result<Vec<Option<ListItem>>, NewsroomError> {
    let ids: Vec<Uuid> = list.slots.iter().filter_map(|slot| slot.article.map(|id| id.0)).collect();
    let rows = tx.articles_by_ids(seen, &ids)?;
    let views = views::related(tx, seen, rows)?;
    let mut views: HashMap<Uuid, ArticleView> =
        views.into_iter().map(|view| (view.row.id.0, view)).collect();
    let mut item = |slot: &Slot| {
        let article = match slot.article {
            _ if !slot.open_at(at) => return None,
            Some(id) => Some(views.remove(&id.0)?),
            None => None,
        };
        Some(ListItem { article, slot: Some(slot.clone()), origin: Origin::Editor })
    };
    Ok(list.slots.iter().map(&mut item).collect())
}

/// What may fill the list: as many as it shows, and as many more as editors may have taken.
fn filling(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    list: &CuratedList,
) -> Result<Vec<ListItem>, NewsroomError> {
    let wanted = usize::from(list.max).saturating_add(list.slots.len());
    let of_section = |view: &ArticleView| {
        list.section.is_none_or(|section| view.row.meta.section == Some(section))
    };
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
            let item = |view| ListItem { article: Some(view), slot: None, origin: Origin::Latest };
            Ok(views.into_iter().map(item).collect())
        }
        Backfill::Trending => {
            let read = trending::trending(tx, seen, usize::MAX)?;
            let items = read.items.into_iter().filter(|item| of_section(&item.article));
            let item = |item: trending::TrendingItem| ListItem {
                article: Some(item.article),
                slot: None,
                origin: Origin::Trending(item.why),
            };
            Ok(items.take(wanted).map(item).collect())
        }
    }
}

/// Refuses what a list would show and readers do not see, each by its place.
pub(crate) fn check_shown(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    shown: &[(String, Uuid)],
) -> Result<(), NewsroomError> {
    let ids: Vec<Uuid> = shown.iter().map(|(_, id)| *id).collect();
    let public: Vec<Uuid> =
        tx.articles_by_ids(seen, &ids)?.into_iter().map(|row| row.id.0).collect();
    let mut faults = Violations::default();
    for (place, _) in shown.iter().filter(|(_, id)| !public.contains(id)) {
        let rule = "readers see no article with this id";
        faults.push(Violation::new(place, "unknown_reference", rule));
    }
    faults.into_result(()).map_err(NewsroomError::UnknownReference)
}
