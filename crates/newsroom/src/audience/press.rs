//! Lists that follow from what readers do, put together when something happened, and at least once a
//! minute, for windows move on. What they show is decided when they are read: what readers may not see
//! any more is in none.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use domain::audience::{HalfLife, Metric, Window};
use domain::record::Entity;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{AudienceFilter, ReadTx};
use uuid::Uuid;

use super::PLACES_MAX;
use super::most::{self, Counted};
use super::rising::{self, Risen};
use super::trending::{self, Why};
use crate::error::NewsroomError;
use crate::reading::{Reading, resolve};
use crate::shelf::{Kept, Made, Shelf};
use crate::views::{self, ArticleView};

/// What a list is based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// What readers did.
    Views,
    /// Nothing is known of what they do: what editors picked.
    Picks,
    /// Nor that: the newest articles.
    Latest,
}

/// Of which articles a list is; handles are ids or slugs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScopeQuery {
    /// In this section.
    pub section: Option<String>,
    /// Under this topic.
    pub topic: Option<String>,
    /// In this language (BCP 47).
    pub language: Option<String>,
}

/// Of which articles a list is.
pub type Scope = AudienceFilter;

/// A list as it was put together: articles, each with why it stands there.
#[derive(Debug, Clone)]
pub struct Pressed<W> {
    /// When, or up to which event.
    pub as_of: Option<Timestamp>,
    /// On what.
    pub basis: Basis,
    /// In order; more than are shown, for some may be gone when it is read.
    pub items: Vec<(Uuid, W)>,
    /// The order before editors' rules.
    pub order: Vec<Uuid>,
    /// When something comes or goes in it, as far as it is set.
    pub ends: Option<Timestamp>,
}

/// A list as it is read.
#[derive(Debug, Clone)]
pub struct Read<W> {
    /// As of when.
    pub as_of: Option<Timestamp>,
    /// On what.
    pub basis: Basis,
    /// The articles, each with why it stands there.
    pub items: Vec<(ArticleView, W)>,
}

/// A list that is kept.
type Sheet<W> = Arc<Kept<Pressed<W>>>;

/// How many lists of a kind are kept.
const LISTS_MAX: usize = 300;

/// The lists of a process.
#[derive(Debug)]
pub struct Press {
    trending: Shelf<(HalfLife, Scope), Pressed<Why>>,
    most: Shelf<(Window, Metric, Scope), Pressed<Counted>>,
    rising: Shelf<Scope, Pressed<Risen>>,
}

impl Default for Press {
    fn default() -> Self {
        let (trending, most) = (Shelf::of(LISTS_MAX), Shelf::of(LISTS_MAX));
        Self { trending, most, rising: Shelf::of(LISTS_MAX) }
    }
}

/// What a list is put together with.
pub(crate) struct Pressing<'a> {
    press: &'a Press,
    at: Timestamp,
    /// When the first of the lists that were asked for is another one.
    until: Cell<Option<Timestamp>>,
}

impl<'a> Pressing<'a> {
    /// As of an instant.
    pub(crate) const fn new(press: &'a Press, at: Timestamp) -> Self {
        Self { press, at, until: Cell::new(None) }
    }

    /// The instant.
    pub(crate) const fn at(&self) -> Timestamp {
        self.at
    }

    /// When the first of the lists that were asked for is another one, if nothing happens.
    pub(crate) const fn until(&self) -> Option<Timestamp> {
        self.until.get()
    }

    /// A list: as it was, if nothing happened, else put together by `make` from the one before.
    fn sheet<K: Hash + Eq + Clone, W>(
        &self,
        tx: &mut ReadTx<'_>,
        (kept, key): (&Shelf<K, Pressed<W>>, &K),
        make: impl FnOnce(&mut ReadTx<'_>, Option<&Pressed<W>>) -> Result<Pressed<W>, NewsroomError>,
    ) -> Result<Sheet<W>, NewsroomError> {
        let kept = kept.get(tx, (key, self.at), |tx, last| {
            let view = make(tx, last)?;
            let ends = view.ends;
            Ok(Made { view, ends, follows_readers: true })
        })?;
        let until = Some(kept.validity.until());
        self.until.set([self.until.get(), until].into_iter().flatten().min());
        Ok(kept)
    }

    pub(crate) fn trending(
        &self,
        tx: &mut ReadTx<'_>,
        (half_life, scope): (HalfLife, &Scope),
    ) -> Result<Sheet<Why>, NewsroomError> {
        let (at, key) = (self.at, (half_life, scope.clone()));
        self.sheet(tx, (&self.press.trending, &key), |tx, last| {
            let before = last.map_or(&[][..], |last| &last.order);
            trending::press(tx, (half_life, scope), at, before)
        })
    }

    pub(crate) fn most(
        &self,
        tx: &mut ReadTx<'_>,
        (window, metric, scope): (Window, Metric, &Scope),
    ) -> Result<Sheet<Counted>, NewsroomError> {
        let (at, key) = (self.at, (window, metric, scope.clone()));
        let of = (window, metric, scope);
        self.sheet(tx, (&self.press.most, &key), |tx, _last| most::press(tx, of, at))
    }

    fn rising(&self, tx: &mut ReadTx<'_>, scope: &Scope) -> Result<Sheet<Risen>, NewsroomError> {
        let at = self.at;
        let of = (&self.press.rising, scope);
        self.sheet(tx, of, |tx, _last| rising::press(tx, scope, at))
    }
}

impl Reading {
    /// What is read most at present, at most `limit`.
    pub fn trending(
        &mut self,
        half_life: HalfLife,
        scope: &ScopeQuery,
        limit: usize,
    ) -> Result<Read<Why>, NewsroomError> {
        self.pressed(scope, limit, |pressing, tx, scope| pressing.trending(tx, (half_life, scope)))
    }

    /// What was read, shared or stayed with most in a time, at most `limit`.
    pub fn most_viewed(
        &mut self,
        (window, metric): (Window, Metric),
        scope: &ScopeQuery,
        limit: usize,
    ) -> Result<Read<Counted>, NewsroomError> {
        self.pressed(scope, limit, |pressing, tx, scope| pressing.most(tx, (window, metric, scope)))
    }

    /// What is read more than was to be expected, at most `limit`.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is of one lifetime")]
    pub fn rising(
        &mut self,
        scope: &ScopeQuery,
        limit: usize,
    ) -> Result<Read<Risen>, NewsroomError> {
        self.pressed(scope, limit, |pressing, tx, scope| pressing.rising(tx, scope))
    }

    fn pressed<W: Clone>(
        &mut self,
        scope: &ScopeQuery,
        limit: usize,
        sheet: impl FnOnce(&Pressing<'_>, &mut ReadTx<'_>, &Scope) -> Result<Sheet<W>, NewsroomError>,
    ) -> Result<Read<W>, NewsroomError> {
        let (press, at) = (Arc::clone(&self.press), self.at);
        let pressing = Pressing::new(&press, at);
        let (read, validity) = self.snapshot.read(|tx| {
            let Some(scope) = scope_of(tx, scope, at)? else {
                let read = Read { as_of: None, basis: Basis::Views, items: Vec::new() };
                return Ok::<_, NewsroomError>((read, None));
            };
            let kept = sheet(&pressing, tx, &scope)?;
            let read = shown(tx, &kept.view, at, limit.min(PLACES_MAX))?;
            Ok((read, Some(kept.validity.clone())))
        })?;
        if let Some(validity) = validity {
            self.note_validity(&validity);
        }
        Ok(read)
    }
}

/// What of a list readers see at an instant: its first `limit` articles that are still out.
pub(crate) fn shown<W: Clone>(
    tx: &mut ReadTx<'_>,
    pressed: &Pressed<W>,
    at: Timestamp,
    limit: usize,
) -> Result<Read<W>, NewsroomError> {
    let seen = Visibility::Public { at };
    let ids: Vec<Uuid> = pressed.items.iter().map(|(id, _)| *id).collect();
    let rows = tx.articles_by_ids(seen, &ids)?;
    let mut rows: HashMap<Uuid, _> = rows.into_iter().map(|row| (row.id.0, row)).collect();
    let there = pressed.items.iter().filter_map(|(id, why)| Some((rows.remove(id)?, why.clone())));
    // what was kept out since is not shown either
    let there = there.filter(|(row, _)| trending::may_trend(&row.meta)).take(limit);
    let (rows, reasons): (Vec<_>, Vec<_>) = there.unzip();
    let views = views::related(tx, seen, rows)?;
    let items = views.into_iter().zip(reasons).collect();
    Ok(Read { as_of: pressed.as_of, basis: pressed.basis, items })
}

/// What handles mean; `None` if one leads to no section or topic that readers see: nothing is of it.
fn scope_of(
    tx: &mut ReadTx<'_>,
    query: &ScopeQuery,
    at: Timestamp,
) -> Result<Option<Scope>, NewsroomError> {
    let mut id = |entity, handle: &Option<String>| -> Result<Vec<Uuid>, NewsroomError> {
        let Some(handle) = handle else { return Ok(Vec::new()) };
        let id = match resolve(tx, entity, (handle, None)) {
            Err(NewsroomError::NotFound(_)) => return Ok(Vec::new()),
            found => found?.0,
        };
        Ok(if tx.is_public(entity, id, at)? { vec![id] } else { Vec::new() })
    };
    let section = id(Entity::Section, &query.section)?.pop();
    let topic = id(Entity::Topic, &query.topic)?.pop();
    let leads_nowhere =
        section.is_some() != query.section.is_some() || topic.is_some() != query.topic.is_some();
    let language = query.language.clone();
    Ok((!leads_nowhere).then_some(Scope { section, topic, language }))
}
