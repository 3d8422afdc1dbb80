//! What stands in trending behind what is read, or in its place while nothing is known of what readers
//! do: the editor's picks, else the newest articles.

use std::collections::HashMap;

use domain::audience::Candidate;
use domain::id::{SectionId, TopicId};
use domain::language::Language;
use domain::list::CuratedList;
use domain::slug::Slug;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{ArticleFilter, ArticleRow, ReadTx, Wanted};
use uuid::Uuid;

use super::PLACES_MAX;
use super::press::{Basis, Scope};
use super::trending::{Draft, is_in, may_trend, newest};
use crate::error::NewsroomError;
use crate::fitting::of_key;

/// Behind all that is read, whose ranks are logarithms.
const BEHIND: f64 = -1e12;

/// Articles in order, and what they are.
pub(super) struct Fill {
    pub(super) basis: Basis,
    pub(super) as_of: Option<Timestamp>,
    /// When a pick comes or goes.
    pub(super) ends: Option<Timestamp>,
    rows: Vec<ArticleRow>,
}

/// What there is of a scope.
pub(super) fn fill(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    at: Timestamp,
) -> Result<Fill, NewsroomError> {
    let (mut picks, ends) = picked(tx, scope, at)?;
    let (basis, rows) = if picks.is_empty() {
        (Basis::Latest, latest(tx, scope, at)?)
    } else {
        picks.retain(|row| may_trend(&row.meta));
        (Basis::Picks, picks)
    };
    Ok(Fill { basis, as_of: rows.iter().map(|row| row.order_at).max(), ends, rows })
}

impl Fill {
    /// Those that stand in the list neither already nor by an editor's will.
    pub(super) fn candidates(&self, draft: &Draft, known: &[Candidate]) -> Vec<Candidate> {
        let is_new = |id: Uuid| !draft.is_muted(id) && known.iter().all(|one| one.article != id);
        let rows = self.rows.iter().map(|row| row.id.0).filter(|id| is_new(*id));
        let ranks = std::iter::successors(Some(BEHIND), |rank| Some(rank * 1.001));
        rows.zip(ranks)
            .map(|(article, rank)| Candidate { article, rank, topic: None, pinned: None })
            .collect()
    }
}

fn latest(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    at: Timestamp,
) -> Result<Vec<ArticleRow>, NewsroomError> {
    let filter = ArticleFilter {
        section: Wanted::any_of(scope.section.into_iter().collect()),
        topic: Wanted::any_of(scope.topic.into_iter().collect()),
        language: Wanted::any_of(scope.language.clone().into_iter().collect()),
        ..ArticleFilter::default()
    };
    newest(tx, Visibility::Public { at }, &filter, PLACES_MAX)
}

/// The articles that editors picked, in their order, and when one comes or goes.
fn picked(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    at: Timestamp,
) -> Result<(Vec<ArticleRow>, Option<Timestamp>), NewsroomError> {
    let seen = Visibility::Public { at };
    let key = Slug::parse(CuratedList::EDITORS_PICKS).ok();
    let list = key.map(|key| of_key(tx, (&key, &whose(scope)), at)).transpose()?;
    let Some(list) = list.flatten() else { return Ok((Vec::new(), None)) };
    let ends = list.content.turns().filter(|turn| *turn > at).min();
    let open = list.content.slots.iter().filter(|slot| slot.open_at(at));
    let ids: Vec<Uuid> = open.filter_map(|slot| slot.article.map(|id| id.0)).collect();
    let rows = tx.articles_by_ids(seen, &ids)?;
    let mut rows: HashMap<Uuid, ArticleRow> =
        rows.into_iter().filter(|row| is_in(row, scope)).map(|row| (row.id.0, row)).collect();
    Ok((ids.iter().filter_map(|id| rows.remove(id)).collect(), ends))
}

/// For whom editors pick what is of a scope.
fn whose(scope: &Scope) -> domain::list::Scope {
    domain::list::Scope {
        section: scope.section.map(SectionId),
        topic: scope.topic.map(TopicId),
        language: scope.language.as_deref().and_then(|raw| Language::parse(raw).ok()),
    }
}
