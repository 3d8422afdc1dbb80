//! Reading records.

use diesel::dsl::count_star;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::record::{Entity, Record, Stored};
use domain::slug::Slug;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use uuid::Uuid;

use super::{RecordPage, Row};
use crate::engine::{ReadTx, both};
use crate::error::StoreError;
use crate::keyset::{Side, beyond};
use crate::queries::articles::{open_at, quotes_shown, topics_shown};
use crate::queries::counted;
use crate::queries::lists::live_instant;
use crate::schema::{
    article, article_credit, article_quote, article_topic, article_view, quote, quote_topic,
    record, record_reference, slug_claim,
};
use crate::types::{Id, Ts};

/// Leaves those that point at one of each group.
macro_rules! chosen {
    ($query:ident, $pointing_at:expr) => {
        for group in $pointing_at.iter() {
            let ids: Vec<Id> = group.iter().copied().map(Id).collect();
            let pointing = record_reference::table
                .filter(record_reference::target_id.eq_any(ids))
                .select(record_reference::record_id);
            $query = $query.filter(record::id.eq_any(pointing));
        }
    };
}

/// Rows of an entity that the visibility opens.
macro_rules! seen {
    ($entity:expr, $seen:expr) => {{
        let mut query = record::table.filter(record::entity.eq($entity.word())).into_boxed();
        if let Visibility::Public { at } = $seen {
            let at = Ts(at);
            query = match $entity {
                Entity::Author => query.filter(
                    record::listed.eq(true).or(exists(
                        article_credit::table
                            .inner_join(
                                article_view::table.on(article_view::article_id
                                    .eq(article_credit::article_id)
                                    .and(article_view::view.eq(article_credit::view))),
                            )
                            .filter(article_credit::author_id.eq(record::id))
                            .filter(open_at!(at)),
                    )),
                ),
                Entity::Topic => {
                    query.filter(record::listed.eq(true).or(exists(
                        topics_shown!(at).filter(article_topic::topic_id.eq(record::id)),
                    )))
                }
                Entity::Section => query.filter(
                    record::listed.eq(true).or(exists(
                        article_view::table
                            .filter(article_view::section_id.eq(record::id.nullable()))
                            .filter(open_at!(at)),
                    )),
                ),
                Entity::Organization => query.filter(record::listed.eq(true).or(exists(
                    quotes_shown!(at).filter(quote::open_organization_id.eq(record::id.nullable())),
                ))),
                Entity::Expert => query.filter(record::listed.eq(true).or(exists(
                    quotes_shown!(at).filter(quote::open_expert_id.eq(record::id.nullable())),
                ))),
                Entity::Article
                | Entity::Quote
                | Entity::Correction
                | Entity::List
                | Entity::Front
                | Entity::Site
                | Entity::Weather => query.filter(record::listed.eq(true)),
            };
        }
        query
    }};
}

impl ReadTx<'_> {
    /// One record, if it may be seen.
    pub fn record<T: Record>(
        &mut self,
        seen: Visibility,
        id: Uuid,
    ) -> Result<Option<Stored<T>>, StoreError> {
        if let Some(at) = live_instant(T::ENTITY, seen) {
            return Ok(self.live_lists(at, &[id])?.pop());
        }
        let row: Option<Row> = both!(self, |c| seen!(T::ENTITY, seen)
            .filter(record::id.eq(Id(id)))
            .select(Row::as_select())
            .first(c)
            .optional())?;
        row.map(|row| row.seen(seen)).transpose()
    }

    /// True if there is a record of this kind and id that may be seen.
    pub(crate) fn is_seen_record(
        &mut self,
        entity: Entity,
        seen: Visibility,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        if let Some(at) = live_instant(entity, seen) {
            return Ok(self.live_of(&[id], at)?.iter().any(|live| live.revision.is_some()));
        }
        let rows: i64 = both!(self, |c| seen!(entity, seen)
            .filter(record::id.eq(Id(id)))
            .select(count_star())
            .first(c))?;
        Ok(rows > 0)
    }

    /// A page of records in the order of their sort keys, read away from its beginning.
    pub fn records<T: Record>(
        &mut self,
        seen: Visibility,
        page: &RecordPage,
    ) -> Result<Vec<Stored<T>>, StoreError> {
        if let Some(at) = live_instant(T::ENTITY, seen) {
            return self.live_page(at, page);
        }
        let rows: Vec<Row> = both!(self, |c| {
            let mut query = seen!(T::ENTITY, seen).select(Row::as_select()).limit(page.limit);
            chosen!(query, page.pointing_at);
            if let Some(from) = &page.from {
                let key = (from.sort_key.clone(), Id(from.id));
                query = query.filter(beyond((record::sort_key, record::id), page.side, key));
            }
            match page.side {
                Side::After => query.order((record::sort_key.asc(), record::id.asc())).load(c),
                Side::Before => query.order((record::sort_key.desc(), record::id.desc())).load(c),
            }
        })?;
        rows.into_iter().map(|row| row.seen(seen)).collect()
    }

    /// How many records there are of which [`Self::records`] gives a page.
    pub fn count_records<T: Record>(
        &mut self,
        seen: Visibility,
        pointing_at: &[Vec<Uuid>],
    ) -> Result<u64, StoreError> {
        if let Some(at) = live_instant(T::ENTITY, seen) {
            return self.count_live(at);
        }
        let rows: i64 = both!(self, |c| {
            let mut query = seen!(T::ENTITY, seen);
            chosen!(query, pointing_at);
            query.select(count_star()).first(c)
        })?;
        Ok(counted(rows))
    }

    /// The records with these ids that may be seen, in any order.
    pub fn seen_records<T: Record>(
        &mut self,
        seen: Visibility,
        ids: &[Uuid],
    ) -> Result<Vec<Stored<T>>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(at) = live_instant(T::ENTITY, seen) {
            return self.live_lists(at, ids);
        }
        let ids: Vec<Id> = ids.iter().copied().map(Id).collect();
        let rows: Vec<Row> = both!(self, |c| seen!(T::ENTITY, seen)
            .filter(record::id.eq_any(ids))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| row.seen(seen)).collect()
    }

    /// The records with these ids, without what only editors read: relations of something that
    /// is seen already.
    pub fn records_by_ids<T: Record>(
        &mut self,
        ids: &[Uuid],
    ) -> Result<Vec<Stored<T>>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = ids.iter().copied().map(Id).collect();
        let rows: Vec<Row> = both!(self, |c| record::table
            .filter(record::entity.eq(T::ENTITY.word()))
            .filter(record::id.eq_any(ids))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(Row::read_open).collect()
    }

    /// What records are called: pairs of id and name.
    pub fn names(&mut self, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = ids.iter().copied().map(Id).collect();
        let rows: Vec<(Id, String)> = both!(self, |c| record::table
            .filter(record::id.eq_any(ids))
            .select((record::id, record::content))
            .load(c))?;
        let name = |(id, content): (Id, String)| {
            let content: serde_json::Value = serde_json::from_str(&content).ok()?;
            Some((id.0, content.get("name")?.as_str()?.to_owned()))
        };
        Ok(rows.into_iter().filter_map(name).collect())
    }

    /// Which of these things there are.
    pub fn known(&mut self, entity: Entity, ids: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = ids.iter().copied().map(Id).collect();
        if entity == Entity::Article {
            let rows: Vec<Id> = both!(self, |c| article::table
                .filter(article::id.eq_any(ids))
                .select(article::id)
                .load(c))?;
            return Ok(rows.into_iter().map(|id| id.0).collect());
        }
        if entity == Entity::Quote {
            let rows: Vec<Id> = both!(self, |c| quote::table
                .filter(quote::id.eq_any(ids))
                .select(quote::id)
                .load(c))?;
            return Ok(rows.into_iter().map(|id| id.0).collect());
        }
        let rows: Vec<Id> = both!(self, |c| record::table
            .filter(record::entity.eq(entity.word()))
            .filter(record::id.eq_any(ids))
            .select(record::id)
            .load(c))?;
        Ok(rows.into_iter().map(|id| id.0).collect())
    }

    /// Whom addresses lead to, those of the past too: pairs of slug and id; with `by` those that were
    /// given out by then.
    pub fn slug_targets(
        &mut self,
        entity: Entity,
        slugs: &[&str],
        by: Option<Timestamp>,
    ) -> Result<Vec<(String, Uuid)>, StoreError> {
        if slugs.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<(String, Id)> = both!(self, |c| {
            let mut query = slug_claim::table
                .filter(slug_claim::entity.eq(entity.word()))
                .filter(slug_claim::slug.eq_any(slugs.to_vec()))
                .select((slug_claim::slug, slug_claim::target_id))
                .into_boxed();
            if let Some(by) = by {
                query = query.filter(slug_claim::claimed_at.le(Ts(by)));
            }
            query.load(c)
        })?;
        Ok(rows.into_iter().map(|(slug, id)| (slug, id.0)).collect())
    }

    /// The address that a thing claimed last; `None` for one that never had one.
    pub fn claimed_slug(
        &mut self,
        entity: Entity,
        target: Uuid,
    ) -> Result<Option<Slug>, StoreError> {
        let slug: Option<String> = both!(self, |c| slug_claim::table
            .filter(slug_claim::target_id.eq(Id(target)))
            .filter(slug_claim::entity.eq(entity.word()))
            .order((slug_claim::claimed_at.desc(), slug_claim::slug.desc()))
            .select(slug_claim::slug)
            .first(c)
            .optional())?;
        let broken = |fault: domain::violation::Fault| StoreError::unreadable(fault.detail);
        slug.map(|slug| Slug::parse(&slug).map_err(broken)).transpose()
    }

    /// Articles, quotes and records that point at a thing, at most 20 of each.
    pub fn referrers(&mut self, entity: Entity, id: Uuid) -> Result<Vec<Uuid>, StoreError> {
        let id = Id(id);
        let rows: Vec<Id> = match entity {
            Entity::Author => both!(self, |c| article_credit::table
                .filter(article_credit::author_id.eq(id))
                .select(article_credit::article_id)
                .distinct()
                .limit(20)
                .load(c)),
            Entity::Topic => both!(self, |c| article_topic::table
                .filter(article_topic::topic_id.eq(id))
                .select(article_topic::article_id)
                .distinct()
                .limit(20)
                .load(c)),
            Entity::Section => both!(self, |c| article_view::table
                .filter(article_view::section_id.eq(id))
                .select(article_view::article_id)
                .distinct()
                .limit(20)
                .load(c)),
            Entity::Organization => both!(self, |c| quote::table
                .filter(quote::organization_id.eq(id))
                .select(quote::id)
                .limit(20)
                .load(c)),
            Entity::Expert => both!(self, |c| quote::table
                .filter(quote::expert_id.eq(id))
                .select(quote::id)
                .limit(20)
                .load(c)),
            Entity::Quote => both!(self, |c| article_quote::table
                .filter(article_quote::quote_id.eq(id))
                .select(article_quote::article_id)
                .distinct()
                .limit(20)
                .load(c)),
            Entity::Article
            | Entity::Correction
            | Entity::List
            | Entity::Front
            | Entity::Site
            | Entity::Weather => Ok(Vec::new()),
        }?;
        let mut found: Vec<Uuid> = rows.into_iter().map(|id| id.0).collect();
        if entity == Entity::Topic {
            let rows: Vec<Id> = both!(self, |c| quote_topic::table
                .filter(quote_topic::topic_id.eq(id))
                .select(quote_topic::quote_id)
                .limit(20)
                .load(c))?;
            found.extend(rows.into_iter().map(|id| id.0));
        }
        found.extend(self.pointing_at(id.0)?);
        Ok(found)
    }

    /// Records whose document points at a thing, at most 20.
    fn pointing_at(&mut self, id: Uuid) -> Result<Vec<Uuid>, StoreError> {
        let rows: Vec<Id> = both!(self, |c| record_reference::table
            .filter(record_reference::target_id.eq(Id(id)))
            .order(record_reference::record_id)
            .select(record_reference::record_id)
            .limit(20)
            .load(c))?;
        Ok(rows.into_iter().map(|id| id.0).collect())
    }
}
