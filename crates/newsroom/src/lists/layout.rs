//! Lists that are put together for one reading, each once: one may repeat nothing of others, and a
//! front has several.

use std::collections::HashMap;

use domain::list::{Backfill, CuratedList, Scope};
use domain::record::Stored;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::ReadTx;
use uuid::Uuid;

use super::{ListItem, ListView, article_of, chosen, filling, scope};
use crate::audience::Pressing;
use crate::error::NewsroomError;

/// What is put together, and for whom.
pub(super) struct Layout<'a> {
    pressing: &'a Pressing<'a>,
    seen: Visibility,
    /// As of when the lists are: which revisions, and which of their places are open.
    at: Timestamp,
    asked: Scope,
    /// What was put together; `None` while it is, so that a list that leads to itself ends.
    done: HashMap<Uuid, Option<ListView>>,
}

/// What stands in the lists that another one repeats nothing of.
#[derive(Default)]
struct Elsewhere {
    articles: Vec<Uuid>,
    follows_readers: bool,
    ends: Option<Timestamp>,
}

impl Elsewhere {
    fn note(&mut self, view: &ListView) {
        self.articles.extend(view.items.iter().filter_map(article_of));
        self.follows_readers |= view.follows_readers;
        self.ends = sooner(self.ends, view.ends);
    }

    fn has(&self, item: &ListItem) -> bool {
        article_of(item).is_some_and(|id| self.articles.contains(&id))
    }
}

impl<'a> Layout<'a> {
    /// Nothing yet, as `seen` and as of an instant, for who asks so.
    pub(super) fn new(
        pressing: &'a Pressing<'a>,
        (seen, at): (Visibility, Timestamp),
        asked: Scope,
    ) -> Self {
        Self { pressing, seen, at, asked, done: HashMap::new() }
    }

    /// The same as readers see it at the instant of what is pressed.
    pub(super) fn public(pressing: &'a Pressing<'a>, asked: Scope) -> Self {
        let at = pressing.at();
        Self::new(pressing, (Visibility::Public { at }, at), asked)
    }

    /// What a list shows.
    pub(super) fn whole(
        &mut self,
        tx: &mut ReadTx<'_>,
        stored: Stored<CuratedList>,
    ) -> Result<ListView, NewsroomError> {
        let id = stored.id;
        if let Some(Some(view)) = self.done.get(&id) {
            return Ok(view.clone());
        }
        self.done.insert(id, None);
        let mut elsewhere = Elsewhere::default();
        for other in &stored.content.dedupe_against {
            if let Some(view) = self.named(tx, other.0)? {
                elsewhere.note(&view);
            }
        }
        let view = self.put_together(tx, stored, &elsewhere)?;
        self.done.insert(id, Some(view.clone()));
        Ok(view)
    }

    /// What readers get where a list is named: the one of its key that fits them best; `None` if
    /// they see none, if it is being put together, or if too many wait for it.
    pub(super) fn named(
        &mut self,
        tx: &mut ReadTx<'_>,
        list: Uuid,
    ) -> Result<Option<ListView>, NewsroomError> {
        let Some(stored) = scope::named(tx, list, (&self.asked, self.at))? else {
            return Ok(None);
        };
        let open = self.done.values().filter(|view| view.is_none()).count();
        if open >= scope::DEPTH_MAX || matches!(self.done.get(&stored.id), Some(None)) {
            return Ok(None);
        }
        self.whole(tx, stored).map(Some)
    }

    /// True if one of them is another one when readers do something else.
    pub(super) fn follows_readers(&self) -> bool {
        self.done.values().flatten().any(|view| view.follows_readers)
    }

    /// The documents of what was put together.
    pub(super) fn documents(&self) -> impl Iterator<Item = &CuratedList> {
        self.done.values().flatten().map(|view| &view.stored.content)
    }

    fn put_together(
        &self,
        tx: &mut ReadTx<'_>,
        stored: Stored<CuratedList>,
        elsewhere: &Elsewhere,
    ) -> Result<ListView, NewsroomError> {
        let list = &stored.content;
        let mut chosen = chosen(tx, self.seen, list, self.at)?;
        for place in &mut chosen {
            *place = place.take().filter(|item| !elsewhere.has(item));
        }
        let room = elsewhere.articles.len();
        let filling = filling::filling(tx, self.seen, (list, room), self.pressing)?;
        let own: Vec<Uuid> = chosen.iter().flatten().filter_map(article_of).collect();
        let is_fresh = |item: &ListItem| {
            !elsewhere.has(item) && article_of(item).is_none_or(|id| !own.contains(&id))
        };
        let filling = filling.into_iter().filter(is_fresh).collect();
        let items = list.arrange(chosen, filling);
        let ends = sooner(elsewhere.ends, end_of(&items));
        let of_readers = matches!(list.backfill, Backfill::Trending | Backfill::MostViewed);
        let follows_readers = elsewhere.follows_readers || of_readers;
        Ok(ListView { stored, items, follows_readers, ends })
    }
}

/// When the first of some items leaves.
fn end_of(items: &[ListItem]) -> Option<Timestamp> {
    let ends = items.iter().filter_map(|item| item.slot.as_ref()?.visible_until);
    ends.chain(items.iter().filter_map(|item| item.shown.article()?.row.shown_until)).min()
}

/// The earlier of two ends.
pub(super) fn sooner(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    [one, other].into_iter().flatten().min()
}
