//! Authors, topics, sections, experts, organisations, lists, fronts: records of one form.

mod read;
mod write;

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::id::Revision;
use domain::record::{Record, Stamp, Standing, Stored};
use domain::slug::Slug;
use domain::visibility::Visibility;
use uuid::Uuid;

use crate::error::StoreError;
use crate::keyset::Side;
use crate::schema::record;
use crate::types::{Id, Ts};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = record, check_for_backend(Sqlite, Pg), treat_none_as_default_value = false)]
pub(in crate::queries) struct Row {
    pub(in crate::queries) id: Id,
    entity: String,
    pub(in crate::queries) slug: String,
    pub(in crate::queries) sort_key: String,
    listed: bool,
    pub(in crate::queries) revision: i64,
    pub(in crate::queries) content: String,
    created_at: Ts,
    pub(in crate::queries) updated_at: Ts,
    created_by: Option<Id>,
    pub(in crate::queries) updated_by: Option<Id>,
    shown_at: Option<Ts>,
}

impl Row {
    fn of<T: Record>(stored: &Stored<T>) -> Result<Self, StoreError> {
        let content = serde_json::to_string(&stored.content)
            .map_err(|error| StoreError::unreadable(error.to_string()))?;
        Ok(Self {
            id: Id(stored.id),
            entity: T::ENTITY.word().to_owned(),
            slug: stored.slug.as_str().to_owned(),
            sort_key: stored.content.sort_key(),
            listed: stored.content.listed(),
            revision: stored.stamp.revision.0,
            content,
            created_at: Ts(stored.stamp.created_at),
            updated_at: Ts(stored.stamp.updated_at),
            created_by: stored.stamp.created_by.map(Id),
            updated_by: stored.stamp.updated_by.map(Id),
            shown_at: Some(Ts(stored.stamp.shown_at)),
        })
    }

    /// As much as a visibility opens.
    fn seen<T: Record>(self, seen: Visibility) -> Result<Stored<T>, StoreError> {
        if seen.hides_private() { self.read_open() } else { self.read() }
    }

    /// Without what only editors read.
    fn read_open<T: Record>(self) -> Result<Stored<T>, StoreError> {
        let mut stored: Stored<T> = self.read()?;
        stored.content.hide_private();
        Ok(stored)
    }

    pub(in crate::queries) fn read<T: Record>(self) -> Result<Stored<T>, StoreError> {
        let broken = |why: String| StoreError::unreadable(format!("record {}: {why}", self.id.0));
        let content = serde_json::from_str(&self.content).map_err(|e| broken(e.to_string()))?;
        let slug = Slug::parse(&self.slug).map_err(|fault| broken(fault.detail))?;
        let stamp = Stamp {
            revision: Revision(self.revision),
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
            shown_at: self.shown_at.unwrap_or(self.updated_at).0,
            created_by: self.created_by.map(|id| id.0),
            updated_by: self.updated_by.map(|id| id.0),
        };
        Ok(Stored { id: self.id.0, slug, stamp, content, standing: Standing::default() })
    }
}

/// Where a page of records begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPlace {
    /// [`Record::sort_key`] of the neighbour.
    pub sort_key: String,
    /// Its id.
    pub id: Uuid,
}

/// Which part of a list of records.
#[derive(Debug, Clone)]
pub struct RecordPage {
    /// Those that point at one of each group.
    pub pointing_at: Vec<Vec<Uuid>>,
    /// The neighbour that the page does not hold; the list's end without one.
    pub from: Option<RecordPlace>,
    /// `After` for following pages, `Before` for preceding ones, nearest first.
    pub side: Side,
    /// How many at most.
    pub limit: i64,
}
