//! What fills the places of a list that editors leave open: a function for each source.

use domain::audience::HalfLife;
use domain::list::{Backfill, CuratedList};
use domain::visibility::Visibility;
use store::{ArticleFilter, ArticlePage, ReadTx, Side, Wanted};

use super::{ListItem, Origin};
use crate::error::NewsroomError;
use crate::audience::{Pressing, Scope, may_trend, shown};
use crate::views;

/// What may fill the list: as many as it shows, and as many more as editors may have taken.
pub(super) fn filling(
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
