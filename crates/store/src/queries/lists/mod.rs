//! Lists: every save, and which of them readers see, when.

mod read;
mod write;

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::id::Revision;
use domain::record::Entity;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use domain::zone::Moment;
use uuid::Uuid;

use super::desk::moment;
use crate::schema::list_live;
use crate::types::{Id, Ts};

/// A list in the history: a save.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRevisionRow<T> {
    /// Its number.
    pub revision: Revision,
    /// When it was saved.
    pub at: Timestamp,
    /// The account that saved it; `None` for the operator.
    pub by: Option<Uuid>,
    /// What the editor wrote.
    pub content: T,
}

/// Which revision of a list readers see, from when until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveRow {
    /// The list.
    pub list: Uuid,
    /// Its number among those of the list.
    pub number: i64,
    /// From when on, and the zone in which a time to come was meant.
    pub from: Moment,
    /// Until when; `None` as long as nothing follows.
    pub until: Option<Timestamp>,
    /// The revision; `None` where they see nothing.
    pub revision: Option<Revision>,
    /// Since when they see it as it is.
    pub shown_at: Timestamp,
    /// The account that said so; `None` for the operator.
    pub by: Option<Uuid>,
    /// What was said of it.
    pub note: Option<String>,
    /// True if the change log knows.
    pub is_noted: bool,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = list_live, check_for_backend(Sqlite, Pg), treat_none_as_default_value = false)]
struct Live {
    list_id: Id,
    number: i64,
    at: Ts,
    until: Option<Ts>,
    at_zone: Option<String>,
    revision: Option<i64>,
    shown_at: Ts,
    by_account: Option<Id>,
    note: Option<String>,
    noted: bool,
}

impl Live {
    fn read(self) -> LiveRow {
        let zone = moment(Some(self.at), self.at_zone.as_deref());
        let utc = Moment { at: self.at.0, time_zone: domain::zone::TimeZone::UTC };
        LiveRow {
            list: self.list_id.0,
            number: self.number,
            from: zone.unwrap_or(utc),
            until: self.until.map(|until| until.0),
            revision: self.revision.map(Revision),
            shown_at: self.shown_at.0,
            by: self.by_account.map(|id| id.0),
            note: self.note,
            is_noted: self.noted,
        }
    }
}

/// The instant of a reading in which readers see of a list what is live.
pub(in crate::queries) fn live_instant(entity: Entity, seen: Visibility) -> Option<Timestamp> {
    match seen {
        Visibility::Public { at } if entity == Entity::List => Some(at),
        Visibility::Public { .. } | Visibility::Working(_) => None,
    }
}
