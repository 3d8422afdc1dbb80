//! Curated lists as readers see them: what editors chose, and what fills the rest.

mod filling;
mod front;
mod history;
mod layout;
pub(crate) mod live;
mod press;
mod scope;
pub(crate) mod standing;

use std::collections::HashMap;
use std::sync::Arc;

use domain::actor::Actor;
use domain::expert::Expert;
use domain::id::Revision;
use domain::language::Language;
use domain::list::{CuratedList, Scope, Slot};
use domain::policy;
use domain::record::{Entity, Reference, Stored};
use domain::time::Timestamp;
use domain::violation::{Violation, Violations};
use domain::visibility::Visibility;
use store::ReadTx;
use uuid::Uuid;

pub use front::FrontView;
pub use history::{ListRevision, SavedList};
pub(crate) use press::Press;

use layout::Layout;

use crate::audience::{Counted, Pressing, Why};
use crate::error::NewsroomError;
use crate::quotes::{self, QuoteView};
use crate::reading::Reading;
use crate::views::{self, ArticleView};

/// Who put an item into a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Origin {
    /// An editor.
    Editor,
    /// The filling, by age.
    Latest,
    /// The filling, by age, of what a query describes.
    Query,
    /// The filling, by what is read.
    Trending(Why),
    /// The filling, by what was read most in a day.
    MostViewed(Counted),
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
    /// True if it is another one when readers do something else.
    pub follows_readers: bool,
    /// When the first of its items leaves, or one of a list that it repeats nothing of.
    pub ends: Option<Timestamp>,
}

/// A list or a front that is asked for.
#[derive(Debug, Clone, Default)]
pub struct ListAsked {
    /// Its id, or its key or address.
    pub handle: String,
    /// For whom: the id or slug of a section.
    pub section: Option<String>,
    /// For whom: the id or slug of a topic.
    pub topic: Option<String>,
    /// For whom: a language.
    pub language: Option<Language>,
    /// How many items at most.
    pub limit: usize,
}

/// Which revision of a list is looked at by those who keep lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListAt {
    /// The one that readers saw at an instant.
    Then(Timestamp),
    /// A draft, as readers would see it now: the newest, or the one of a number.
    Draft(Option<Revision>),
}

impl Reading {
    /// A list by its id, or the one of a key that fits best, with its first items.
    pub fn list(&mut self, seen: Visibility, asked: &ListAsked) -> Result<ListView, NewsroomError> {
        let lists = Arc::clone(&self.lists);
        let at = self.at;
        let (stored, scope) = self.snapshot.read(|tx| {
            let scope = scope::asked(tx, asked)?;
            let stored = scope::seen_as(tx, (&asked.handle, &scope), (seen, at))?;
            // for whom it is asked matters only to what it leads to
            let is_alone = stored.content.dedupe_against.is_empty();
            Ok::<_, NewsroomError>((stored, if is_alone { Scope::default() } else { scope }))
        })?;
        let key = (stored.id, scope);
        let mut view =
            self.laid_out((&lists.lists, &key), |tx, layout| layout.whole(tx, stored))?;
        view.items.truncate(asked.limit);
        Ok(view)
    }

    /// A list as readers saw it, or would see it, with its first items; for who sees drafts. What it
    /// names is there as readers see it now.
    pub fn list_at(
        &mut self,
        actor: &Actor,
        asked: &ListAsked,
        which: ListAt,
    ) -> Result<ListView, NewsroomError> {
        let working = policy::working_view(actor)?;
        let (now, seen) = (self.at, policy::public_view(self.at));
        let press = Arc::clone(&self.press);
        let pressing = Pressing::new(&press, now);
        self.snapshot.read(|tx| {
            let scope = scope::asked(tx, asked)?;
            let (stored, at) = match which {
                ListAt::Then(then) if then > now => {
                    return Err(NewsroomError::NotFound(Entity::List));
                }
                ListAt::Then(then) => {
                    let of = (asked.handle.as_str(), &scope);
                    (scope::seen_as(tx, of, (policy::public_view(then), then))?, then)
                }
                ListAt::Draft(revision) => {
                    (history::draft(tx, (working, &asked.handle), revision)?, now)
                }
            };
            let mut layout = Layout::new(&pressing, (seen, at), scope);
            let mut view = layout.whole(tx, stored)?;
            view.items.truncate(asked.limit);
            Ok(view)
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
