//! Reading lists.

use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::id::Revision;
use domain::record::{Record, Stored};
use domain::time::Timestamp;
use uuid::Uuid;

use super::{ListRevisionRow, Live, LiveRow};
use crate::engine::{ReadTx, both};
use crate::error::StoreError;
use crate::keyset::{Side, beyond};
use crate::queries::counted;
use crate::queries::records::{RecordPage, Row};
use crate::schema::{list_live, list_revision, record};
use crate::types::{Id, Ts};

/// What is open at an instant.
macro_rules! open {
    ($at:expr) => {
        list_live::at.le($at).and(list_live::until.is_null().or(list_live::until.gt($at)))
    };
}

/// The lists that readers see at an instant, in the revision that is live.
macro_rules! live {
    ($at:expr) => {
        list_live::table
            .inner_join(
                list_revision::table.on(list_revision::list_id
                    .eq(list_live::list_id)
                    .and(list_revision::revision.nullable().eq(list_live::revision))),
            )
            .inner_join(record::table.on(record::id.eq(list_live::list_id)))
            .filter(list_live::at.le($at))
            .filter(list_live::until.is_null().or(list_live::until.gt($at)))
    };
}

/// The columns of a list that is live, as those of a record.
macro_rules! as_record {
    () => {
        (
            record::id,
            record::entity,
            list_revision::slug,
            list_revision::sort_key,
            record::listed,
            list_revision::revision,
            list_revision::content,
            record::created_at,
            list_live::shown_at,
            record::created_by,
            list_live::by_account,
            list_live::shown_at.nullable(),
        )
    };
}

impl ReadTx<'_> {
    /// The lists with these ids that readers see at an instant, in any order.
    pub(in crate::queries) fn live_lists<T: Record>(
        &mut self,
        at: Timestamp,
        ids: &[Uuid],
    ) -> Result<Vec<Stored<T>>, StoreError> {
        let at = Ts(at);
        let ids: Vec<Id> = ids.iter().copied().map(Id).collect();
        let rows: Vec<Row> =
            both!(self, |c| live!(at).filter(record::id.eq_any(ids)).select(as_record!()).load(c))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// A page of the lists that readers see at an instant, in the order of what they are called.
    pub(in crate::queries) fn live_page<T: Record>(
        &mut self,
        at: Timestamp,
        page: &RecordPage,
    ) -> Result<Vec<Stored<T>>, StoreError> {
        let at = Ts(at);
        let rows: Vec<Row> = both!(self, |c| {
            let mut query = live!(at).select(as_record!()).limit(page.limit).into_boxed();
            if let Some(from) = &page.from {
                let key = (from.sort_key.clone(), Id(from.id));
                query = query.filter(beyond((list_revision::sort_key, record::id), page.side, key));
            }
            match page.side {
                Side::After => {
                    query.order((list_revision::sort_key.asc(), record::id.asc())).load(c)
                }
                Side::Before => {
                    query.order((list_revision::sort_key.desc(), record::id.desc())).load(c)
                }
            }
        })?;
        rows.into_iter().map(Row::read).collect()
    }

    /// How many lists readers see at an instant.
    pub(in crate::queries) fn count_live(&mut self, at: Timestamp) -> Result<u64, StoreError> {
        let at = Ts(at);
        let rows: i64 = both!(self, |c| live!(at).select(count_star()).first(c))?;
        Ok(counted(rows))
    }

    /// The lists that readers saw by an instant, or ever see, under a key or an address of theirs,
    /// whatever they see now.
    pub fn lists_seen_as(
        &mut self,
        key: &str,
        by: Option<Timestamp>,
    ) -> Result<Vec<Uuid>, StoreError> {
        let named = list_revision::slug.eq(key).or(list_revision::list_key.eq(key));
        let ids: Vec<Id> = both!(self, |c| {
            let mut query = list_revision::table
                .inner_join(
                    list_live::table.on(list_live::list_id
                        .eq(list_revision::list_id)
                        .and(list_live::revision.eq(list_revision::revision.nullable()))),
                )
                .filter(named)
                .order(list_revision::list_id)
                .select(list_revision::list_id)
                .distinct()
                .into_boxed();
            if let Some(by) = by {
                query = query.filter(list_live::at.le(Ts(by)));
            }
            query.load(c)
        })?;
        Ok(ids.into_iter().map(|id| id.0).collect())
    }

    /// What readers see of lists at an instant: the revision, or that they see none.
    pub fn live_of(&mut self, lists: &[Uuid], at: Timestamp) -> Result<Vec<LiveRow>, StoreError> {
        let at = Ts(at);
        let ids: Vec<Id> = lists.iter().copied().map(Id).collect();
        let rows: Vec<Live> = both!(self, |c| list_live::table
            .filter(list_live::list_id.eq_any(ids))
            .filter(open!(at))
            .select(Live::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(Live::read).collect())
    }

    /// What readers are to see of lists after an instant, the first one first.
    pub fn live_after(
        &mut self,
        lists: &[Uuid],
        at: Timestamp,
    ) -> Result<Vec<LiveRow>, StoreError> {
        let ids: Vec<Id> = lists.iter().copied().map(Id).collect();
        let rows: Vec<Live> = both!(self, |c| list_live::table
            .filter(list_live::list_id.eq_any(ids))
            .filter(list_live::at.gt(Ts(at)))
            .order((list_live::at, list_live::number))
            .select(Live::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(Live::read).collect())
    }

    /// The revision that readers saw last by an instant, of those that are not `but`.
    pub fn live_before(
        &mut self,
        list: Uuid,
        at: Timestamp,
        but: Option<Revision>,
    ) -> Result<Option<Revision>, StoreError> {
        // no revision has the number 0
        let but = but.map_or(0, |revision| revision.0);
        let found: Option<Option<i64>> = both!(self, |c| list_live::table
            .filter(list_live::list_id.eq(Id(list)))
            .filter(list_live::at.le(Ts(at)))
            .filter(list_live::revision.is_not_null())
            .filter(list_live::revision.ne(but))
            .order((list_live::at.desc(), list_live::number.desc()))
            .select(list_live::revision)
            .first(c)
            .optional())?;
        Ok(found.flatten().map(Revision))
    }

    /// When readers saw, or are to see, these revisions of a list; the oldest first.
    pub fn shown_of(
        &mut self,
        list: Uuid,
        revisions: &[Revision],
    ) -> Result<Vec<LiveRow>, StoreError> {
        let numbers: Vec<i64> = revisions.iter().map(|revision| revision.0).collect();
        let rows: Vec<Live> = both!(self, |c| list_live::table
            .filter(list_live::list_id.eq(Id(list)))
            .filter(list_live::revision.eq_any(numbers))
            .order((list_live::at, list_live::number))
            .select(Live::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(Live::read).collect())
    }

    /// A page of the saves of a list, of which the neighbour `from` is none.
    pub fn list_revisions<T: Record>(
        &mut self,
        list: Uuid,
        from: Option<Revision>,
        (side, limit): (Side, i64),
    ) -> Result<Vec<ListRevisionRow<T>>, StoreError> {
        let rows: Vec<(i64, Ts, Option<Id>, String)> = both!(self, |c| {
            let mut query = list_revision::table
                .filter(list_revision::list_id.eq(Id(list)))
                .select((
                    list_revision::revision,
                    list_revision::created_at,
                    list_revision::created_by,
                    list_revision::content,
                ))
                .limit(limit)
                .into_boxed();
            if let Some(from) = from {
                query = match side {
                    Side::Before => query.filter(list_revision::revision.lt(from.0)),
                    Side::After => query.filter(list_revision::revision.gt(from.0)),
                };
            }
            match side {
                Side::Before => query.order(list_revision::revision.desc()).load(c),
                Side::After => query.order(list_revision::revision.asc()).load(c),
            }
        })?;
        rows.into_iter().map(|row| saved(list, row)).collect()
    }

    /// How often a list was saved.
    pub fn count_list_revisions(&mut self, list: Uuid) -> Result<u64, StoreError> {
        let rows: i64 = both!(self, |c| list_revision::table
            .filter(list_revision::list_id.eq(Id(list)))
            .select(count_star())
            .first(c))?;
        Ok(counted(rows))
    }

    /// A save of a list.
    pub fn list_revision<T: Record>(
        &mut self,
        list: Uuid,
        revision: Revision,
    ) -> Result<Option<ListRevisionRow<T>>, StoreError> {
        // a page that ends before the next one
        let from = Some(Revision(revision.0.saturating_add(1)));
        let found = self.list_revisions(list, from, (Side::Before, 1))?;
        Ok(found.into_iter().find(|row| row.revision == revision))
    }

    /// The lists of which a save names a thing.
    pub fn lists_naming(&mut self, id: Uuid) -> Result<Vec<Uuid>, StoreError> {
        let naming = format!("%{id}%");
        let ids: Vec<Id> = both!(self, |c| list_revision::table
            .filter(list_revision::content.like(&naming))
            .order(list_revision::list_id)
            .select(list_revision::list_id)
            .distinct()
            .load(c))?;
        Ok(ids.into_iter().map(|id| id.0).collect())
    }

    /// The lists of which readers see something else since a time that was set, the first due first.
    pub fn due_lists(&mut self, now: Timestamp, limit: i64) -> Result<Vec<Uuid>, StoreError> {
        let ids: Vec<Id> = both!(self, |c| list_live::table
            .filter(list_live::noted.eq(false))
            .filter(list_live::at.le(Ts(now)))
            .order((list_live::at, list_live::list_id))
            .limit(limit)
            .select(list_live::list_id)
            .load(c))?;
        Ok(ids.into_iter().map(|id| id.0).collect())
    }

    /// What is due of a list and not noted, the first one first.
    pub fn due_of_list(&mut self, list: Uuid, now: Timestamp) -> Result<Vec<LiveRow>, StoreError> {
        let rows: Vec<Live> = both!(self, |c| list_live::table
            .filter(list_live::list_id.eq(Id(list)))
            .filter(list_live::noted.eq(false))
            .filter(list_live::at.le(Ts(now)))
            .order((list_live::at, list_live::number))
            .select(Live::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(Live::read).collect())
    }

    /// What readers see of a list at an instant, and are to see after it.
    pub fn shown_documents<T: Record>(
        &mut self,
        list: Uuid,
        at: Timestamp,
    ) -> Result<Vec<T>, StoreError> {
        let shown = [self.live_of(&[list], at)?, self.live_after(&[list], at)?].concat();
        let mut documents = Vec::new();
        for revision in shown.into_iter().filter_map(|row| row.revision) {
            let saved = self.list_revision::<T>(list, revision)?;
            documents.extend(saved.map(|row| row.content));
        }
        Ok(documents)
    }

    /// The document of a save, for the audit.
    pub(in crate::queries) fn list_document(
        &mut self,
        list: Uuid,
        revision: Revision,
    ) -> Result<Option<String>, StoreError> {
        Ok(both!(self, |c| list_revision::table
            .find((Id(list), revision.0))
            .select(list_revision::content)
            .first(c)
            .optional())?)
    }
}

fn saved<T: Record>(
    list: Uuid,
    (revision, at, by, content): (i64, Ts, Option<Id>, String),
) -> Result<ListRevisionRow<T>, StoreError> {
    let broken = |error: serde_json::Error| {
        StoreError::unreadable(format!("list {list}, revision {revision}: {error}"))
    };
    let content = serde_json::from_str(&content).map_err(broken)?;
    Ok(ListRevisionRow { revision: Revision(revision), at: at.0, by: by.map(|id| id.0), content })
}
