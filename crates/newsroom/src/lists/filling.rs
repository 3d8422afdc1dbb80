//! What fills the places of a list that editors leave open: a function for each source.

use domain::article::ArticleKind;
use domain::audience::{HalfLife, Metric, Window};
use domain::list::{ArticleQuery, Backfill, CuratedList, Scope};
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{ArticleFilter, ReadTx, Wanted};

use super::{ListItem, Origin};
use crate::audience::{Pressed, Pressing, Scope as Audience, newest, shown};
use crate::error::NewsroomError;
use crate::views;

/// What may fill the list: as many as it shows, and as many more as editors and other lists, which
/// it repeats nothing of, may have taken.
pub(super) fn filling(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    (list, elsewhere): (&CuratedList, usize),
    pressing: &Pressing<'_>,
) -> Result<Vec<ListItem>, NewsroomError> {
    let taken = list.slots.len().saturating_add(elsewhere);
    let wanted = usize::from(list.max).saturating_add(taken);
    let scope = list.scope();
    match list.backfill {
        Backfill::None => Ok(Vec::new()),
        Backfill::Latest => latest(tx, seen, &in_scope(&scope), (wanted, Origin::Latest)),
        Backfill::Query => {
            let query = list.query.clone().unwrap_or_default();
            latest(tx, seen, &described(&query), (wanted, Origin::Query))
        }
        Backfill::Trending => {
            let kept = pressing.trending(tx, (HalfLife::default(), &audience(&scope)))?;
            read_most(tx, (&kept.view, pressing.at()), wanted, Origin::Trending)
        }
        Backfill::MostViewed => {
            let of = (Window::Day, Metric::Views, &audience(&scope));
            let kept = pressing.most(tx, of)?;
            read_most(tx, (&kept.view, pressing.at()), wanted, Origin::MostViewed)
        }
    }
}

/// The newest articles of a filter.
fn latest(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    filter: &ArticleFilter,
    (wanted, origin): (usize, Origin),
) -> Result<Vec<ListItem>, NewsroomError> {
    let rows = newest(tx, seen, filter, wanted)?;
    let views = views::related(tx, seen, rows)?;
    Ok(views.into_iter().map(|view| ListItem::filling(view, origin)).collect())
}

/// What readers read, of a list that is pressed, each with why.
fn read_most<W: Clone>(
    tx: &mut ReadTx<'_>,
    (pressed, at): (&Pressed<W>, Timestamp),
    wanted: usize,
    origin: impl Fn(W) -> Origin,
) -> Result<Vec<ListItem>, NewsroomError> {
    let read = shown(tx, pressed, at, wanted)?;
    Ok(read.items.into_iter().map(|(view, why)| ListItem::filling(view, origin(why))).collect())
}

fn audience(scope: &Scope) -> Audience {
    Audience {
        section: scope.section.map(|id| id.0),
        topic: scope.topic.map(|id| id.0),
        language: scope.language.as_ref().map(|language| language.as_str().to_owned()),
    }
}

fn in_scope(scope: &Scope) -> ArticleFilter {
    described(&ArticleQuery {
        section: scope.section,
        topics: scope.topic.into_iter().collect(),
        kinds: Vec::new(),
        language: scope.language.clone(),
    })
}

fn described(query: &ArticleQuery) -> ArticleFilter {
    ArticleFilter {
        section: Wanted::any_of(query.section.map(|id| id.0).into_iter().collect()),
        topic: Wanted::any_of(query.topics.iter().map(|id| id.0).collect()),
        kind: Wanted::any_of(query.kinds.iter().copied().filter_map(word).collect()),
        language: Wanted::any_of(
            query.language.iter().map(|one| one.as_str().to_owned()).collect(),
        ),
        ..ArticleFilter::default()
    }
}

fn word(kind: ArticleKind) -> Option<String> {
    serde_json::to_value(kind).ok()?.as_str().map(ToOwned::to_owned)
}
