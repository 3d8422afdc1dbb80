//! Reading: everything in one snapshot, as of one instant.

use std::hash::Hash;
use std::sync::Arc;

use domain::actor::Actor;
use domain::article::ArticleState;
use domain::id::ArticleId;
use domain::policy;
use domain::record::{Entity, Record, Stored};
use domain::slug::Handle;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{
    ArticleFilter, ArticlePage, BodyRow, Place, ReadTx, RecordPage, RecordPlace, Side, Snapshot,
    StoreError, Wanted,
};
use uuid::Uuid;

use crate::Newsroom;
use crate::articles::{self, Working};
use crate::audience::Press;
use crate::error::NewsroomError;
use crate::lists::{self, standing};
use crate::related;
use crate::search::{self, Order, Plan};
use crate::shelf::{Kept, Made, Shelf};
use crate::validity::Validity;
use crate::views::{self, ArticleView};

/// Which view of the newsroom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// What readers see.
    #[default]
    Public,
    /// The newest revisions, drafts included.
    Working,
}

/// A thing under the name it was asked for.
#[derive(Debug, Clone)]
pub enum Found<T> {
    /// Here it is.
    Here(T),
    /// It has another address now.
    Moved {
        /// The address now.
        slug: String,
    },
}

/// What is wanted of a list.
#[derive(Debug, Clone)]
pub struct PageRequest<P> {
    /// The neighbour that the page does not hold; the beginning of the list without one.
    pub from: Option<P>,
    /// True to read towards the beginning.
    pub backwards: bool,
    /// How many at most, 1 to 100.
    pub limit: u32,
    /// True to say how long the whole list is.
    pub count: bool,
}

impl<P> PageRequest<P> {
    /// The first `limit` items.
    pub fn first(limit: u32) -> Self {
        Self { from: None, backwards: false, limit, count: false }
    }

    /// How long the list is, if that is asked for.
    pub(crate) fn total(
        &self,
        count: impl FnOnce() -> Result<u64, StoreError>,
    ) -> Result<Option<u64>, StoreError> {
        self.count.then(count).transpose()
    }
}

/// Part of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// What it holds, in the order of the list.
    pub items: Vec<T>,
    /// True if more follow.
    pub has_next: bool,
    /// True if some come before.
    pub has_prev: bool,
    /// How long the whole list is, if that was asked for.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// The same page with what its items came to.
    pub fn with<U>(
        self,
        work: impl FnOnce(Vec<T>) -> Result<Vec<U>, StoreError>,
    ) -> Result<Page<U>, StoreError> {
        let Self { items, has_next, has_prev, total } = self;
        Ok(Page { items: work(items)?, has_next, has_prev, total })
    }
}

/// Where a page of records begins.
pub type RecordCursor = RecordPlace;

/// Which articles, and in which order. Handles are ids or slugs.
#[derive(Debug, Clone, Default)]
pub struct ArticleQuery {
    /// In these sections.
    pub section: Wanted<String>,
    /// With these topics.
    pub topic: Wanted<String>,
    /// By these authors.
    pub author: Wanted<String>,
    /// Quoting these experts.
    pub expert: Wanted<String>,
    /// Quoting somebody of these organisations.
    pub organization: Wanted<String>,
    /// Everything else.
    pub filter: ArticleFilter,
    /// The order; by relevance where something is sought, else the newest first, unless said.
    pub order: Option<Order>,
}

impl ArticleQuery {
    /// The first parameter that asks for what is not known of the past: relations, states and words
    /// stand with the newest revision only.
    pub fn unknown_then(&self) -> Option<&'static str> {
        let is_set = |wanted: &Wanted<String>| *wanted != Wanted::default();
        let asked = [
            ("section", is_set(&self.section)),
            ("topic", is_set(&self.topic)),
            ("author", is_set(&self.author)),
            ("expert", is_set(&self.expert)),
            ("organization", is_set(&self.organization)),
            ("kind", is_set(&self.filter.kind)),
            ("language", is_set(&self.filter.language)),
            ("state", !self.filter.states.is_empty()),
            ("assignee", self.filter.assignee != Wanted::default()),
            ("q", self.filter.sought.is_some()),
        ];
        asked.into_iter().find(|(_, is_asked)| *is_asked).map(|(name, _)| name)
    }
}

/// Records that point at one of these things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointingAt {
    /// What kind of thing.
    pub entity: Entity,
    /// Which: ids or slugs.
    pub handles: Vec<String>,
}

/// A consistent reading.
pub struct Reading {
    pub(crate) snapshot: Snapshot,
    pub(crate) at: Timestamp,
    pub(crate) press: Arc<Press>,
    pub(crate) lists: Arc<lists::Press>,
    pub(crate) related: Arc<related::Press>,
    /// For how long what was kept of it holds.
    validity: Option<Validity>,
}

impl Newsroom {
    /// Opens a reading as of now.
    pub fn reading(&self) -> Result<Reading, NewsroomError> {
        let snapshot = self.store.snapshot()?;
        // what was waited for a connection is no part of what is read
        let (press, lists) = (Arc::clone(&self.press), Arc::clone(&self.lists));
        let related = Arc::clone(&self.related);
        Ok(Reading { at: self.now(), snapshot, press, lists, related, validity: None })
    }

    /// Asks the database something; an error if it does not answer.
    pub fn ready(&self) -> Result<(), NewsroomError> {
        self.store.snapshot()?.read(|tx| Ok(tx.has_account().map(|_| ())?))
    }
}

impl Reading {
    /// What `actor` sees of a view.
    pub fn seen(&self, actor: &Actor, view: View) -> Result<Visibility, NewsroomError> {
        match view {
            View::Public => Ok(policy::public_view(self.at)),
            View::Working => Ok(policy::working_view(actor)?),
        }
    }

    /// For how long what was read holds, if it was lists, fronts or what belongs to an article, and
    /// what their handles lead to; `None` if nothing is known of it.
    pub fn validity(&self) -> Option<Validity> {
        self.validity.clone()
    }

    /// A thing that is kept: as it was, if nothing happened, else what `make` puts together.
    pub(crate) fn kept<K: Hash + Eq + Clone, V>(
        &mut self,
        (kept, key): (&Shelf<K, V>, &K),
        make: impl FnOnce(&mut ReadTx<'_>) -> Result<Made<V>, NewsroomError>,
    ) -> Result<Arc<Kept<V>>, NewsroomError> {
        let at = self.at;
        let kept = self.snapshot.read(|tx| kept.get(tx, (key, at), |tx, _last| make(tx)))?;
        self.note_validity(&kept.validity);
        Ok(kept)
    }

    /// Notes for how long something holds that was read.
    pub(crate) fn note_validity(&mut self, validity: &Validity) {
        let known = self.validity.take();
        self.validity = Some(known.map_or_else(|| validity.clone(), |known| known.with(validity)));
    }

    /// How many statements were run.
    pub fn statements(&self) -> u32 {
        self.snapshot.statements()
    }

    /// An article by its id or address.
    pub fn article(
        &mut self,
        seen: Visibility,
        handle: &str,
    ) -> Result<Found<ArticleView>, NewsroomError> {
        let at = self.at;
        self.snapshot.read(|tx| {
            let (id, slug) = match resolve(tx, Entity::Article, (handle, Some(at))) {
                Err(NewsroomError::NotFound(_)) if !seen.is_public() => {
                    let draft = tx.asks_for_slug(seen, handle)?;
                    (draft.ok_or(NewsroomError::NotFound(Entity::Article))?.0, None)
                }
                found => found?,
            };
            match views::one(tx, seen, ArticleId(id))? {
                Some(view) => Ok(named(slug, view.row.slug.clone(), view)),
                None => Err(absent(tx, seen, Entity::Article, id)?),
            }
        })
    }

    /// A page of articles.
    pub fn articles(
        &mut self,
        seen: Visibility,
        query: &ArticleQuery,
        page: &PageRequest<Place>,
    ) -> Result<Page<ArticleView>, NewsroomError> {
        let plan = search::plan(seen, query.filter.sought.as_ref(), query.order, page)?;
        self.snapshot.read(|tx| {
            let mut filter = query.filter.clone();
            filter.section = ids_of(tx, Entity::Section, &query.section)?;
            filter.topic = ids_of(tx, Entity::Topic, &query.topic)?;
            filter.author = ids_of(tx, Entity::Author, &query.author)?;
            filter.expert = ids_of(tx, Entity::Expert, &query.expert)?;
            filter.organization = ids_of(tx, Entity::Organization, &query.organization)?;
            if seen.is_public() {
                (filter.states, filter.assignee) = (Vec::new(), Wanted::default());
            } else if filter.states.is_empty() {
                // the trash is looked into by whoever asks for it
                let kept = |state: &ArticleState| *state != ArticleState::Trashed;
                filter.states = ArticleState::ALL.into_iter().filter(kept).collect();
            }
            let total = page.total(|| tx.count_articles(seen, &filter))?;
            let page = match plan {
                Plan::ByTime(side) => {
                    let limit = i64::from(page.limit) + 1;
                    let wanted = ArticlePage { from: page.from, side, limit };
                    cut(tx.articles(seen, &filter, wanted)?, page)
                }
                Plan::ByRelevance(sought) => {
                    filter.sought = None;
                    let ranked = tx.articles_by_relevance(seen, &filter, sought)?;
                    search::part(ranked, page)?.with(|ids| {
                        let rows = tx.articles_by_ids(seen, &ids)?;
                        Ok(search::in_order(&ids, rows, |row| row.id.0))
                    })?
                }
            };
            let page = page.with(|rows| views::related(tx, seen, rows))?;
            Ok(Page { total, ..page })
        })
    }

    /// The body of an article as the view shows it.
    pub fn body(&mut self, article: &ArticleView) -> Result<BodyRow, NewsroomError> {
        let row = &article.row;
        self.snapshot.read(|tx| Ok(tx.body(row.id, row.revision)?))
    }

    /// An article of the working view with what its editor wrote; with `then` as it was at that
    /// instant.
    pub fn working(
        &mut self,
        seen: Visibility,
        article: ArticleView,
        then: Option<Timestamp>,
    ) -> Result<Working, NewsroomError> {
        match then {
            Some(then) => self.working_then(seen, article, then),
            None => self.snapshot.read(|tx| articles::with_content(tx, article, Some(seen))),
        }
    }

    /// The bodies of articles as the view shows them, in any order.
    pub fn bodies(
        &mut self,
        seen: Visibility,
        articles: &[ArticleId],
    ) -> Result<Vec<(ArticleId, BodyRow)>, NewsroomError> {
        self.snapshot.read(|tx| Ok(tx.bodies(seen, articles)?))
    }

    /// An author, topic or section by its id or address.
    pub fn record<T: Record>(
        &mut self,
        seen: Visibility,
        handle: &str,
    ) -> Result<Found<Stored<T>>, NewsroomError> {
        let at = self.at;
        self.snapshot.read(|tx| {
            let (id, slug) = resolve(tx, T::ENTITY, (handle, None))?;
            match tx.record::<T>(seen, id)? {
                Some(stored) => {
                    let stored = standing::one_of(tx, seen, stored, at)?;
                    let present = stored.slug.as_str().to_owned();
                    Ok(named(slug, present, stored))
                }
                None => Err(absent(tx, seen, T::ENTITY, id)?),
            }
        })
    }

    /// A page of records in the order of their names; of those that point at one of each group.
    pub fn records<T: Record>(
        &mut self,
        seen: Visibility,
        pointing_at: &[PointingAt],
        page: &PageRequest<RecordCursor>,
    ) -> Result<Page<Stored<T>>, NewsroomError> {
        let at = self.at;
        self.snapshot.read(|tx| {
            let mut groups = Vec::new();
            for PointingAt { entity, handles } in pointing_at {
                let handles = Wanted { all_of: vec![handles.clone()], none_of: Vec::new() };
                groups.extend(ids_of(tx, *entity, &handles)?.all_of);
            }
            let wanted = RecordPage {
                pointing_at: groups,
                from: page.from.clone(),
                side: if page.backwards { Side::Before } else { Side::After },
                limit: i64::from(page.limit) + 1,
            };
            let total = page.total(|| tx.count_records::<T>(seen, &wanted.pointing_at))?;
            let page = cut(tx.records::<T>(seen, &wanted)?, page);
            let page = page.with(|records| standing::of(tx, seen, records, at))?;
            Ok(Page { total, ..page })
        })
    }

    /// The place of an article in lists.
    pub fn place(article: &ArticleView) -> Place {
        Place { at: article.row.order_at, id: article.row.id.0 }
    }

    /// The place of a record in lists.
    pub fn record_place<T: Record>(stored: &Stored<T>) -> RecordCursor {
        RecordCursor { sort_key: stored.content.sort_key(), id: stored.id }
    }
}

/// The id that a handle means, and the slug if it is one; with `by` an address that is given out
/// for later leads nowhere yet.
pub(crate) fn resolve(
    tx: &mut ReadTx<'_>,
    entity: Entity,
    (handle, by): (&str, Option<Timestamp>),
) -> Result<(Uuid, Option<String>), NewsroomError> {
    match Handle::parse(handle) {
        None => Err(NewsroomError::NotFound(entity)),
        Some(Handle::Id(id)) => Ok((id, None)),
        Some(Handle::Slug(slug)) => {
            let found = tx.slug_targets(entity, &[slug.as_str()], by)?;
            let target = found.into_iter().next().ok_or(NewsroomError::NotFound(entity))?;
            Ok((target.1, Some(target.0)))
        }
    }
}

fn named<T>(asked: Option<String>, present: String, thing: T) -> Found<T> {
    if asked.is_some_and(|asked| asked != present) {
        return Found::Moved { slug: present };
    }
    Found::Here(thing)
}

/// What to say of a thing that is not seen: gone if readers saw it once, else not found.
pub(crate) fn absent(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    entity: Entity,
    id: Uuid,
) -> Result<NewsroomError, StoreError> {
    let tombstone = if seen.is_public() { tx.tombstone(entity, id)? } else { None };
    Ok(match tombstone {
        Some(gone) => NewsroomError::Gone { entity, id, at: gone.at, kind: gone.kind },
        None => NewsroomError::NotFound(entity),
    })
}

/// The ids of handles; one that leads nowhere becomes an id that nothing has.
pub(crate) fn ids_of(
    tx: &mut ReadTx<'_>,
    entity: Entity,
    wanted: &Wanted<String>,
) -> Result<Wanted<Uuid>, StoreError> {
    let handles = || wanted.all_of.iter().flatten().chain(&wanted.none_of);
    let slugs: Vec<&str> =
        handles().map(String::as_str).filter(|handle| Uuid::parse_str(handle).is_err()).collect();
    let targets = tx.slug_targets(entity, &slugs, None)?;
    let id = |handle: &String| {
        let known = || targets.iter().find(|(slug, _)| slug == handle).map(|(_, id)| *id);
        Uuid::parse_str(handle).ok().or_else(known).unwrap_or(Uuid::nil())
    };
    Ok(Wanted {
        all_of: wanted.all_of.iter().map(|group| group.iter().map(id).collect()).collect(),
        none_of: wanted.none_of.iter().map(id).collect(),
    })
}

/// Takes the one row too many off, and puts the rest in the order of the list.
pub(crate) fn cut<T, P>(mut rows: Vec<T>, page: &PageRequest<P>) -> Page<T> {
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    if page.backwards {
        rows.reverse();
    }
    let behind = page.from.is_some();
    let (has_next, has_prev) = if page.backwards { (behind, more) } else { (more, behind) };
    Page { items: rows, has_next, has_prev, total: None }
}
