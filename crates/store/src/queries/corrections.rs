//! The public ledger of corrections: rows are added, never changed, and each is chained to the one
//! before.

use diesel::dsl::count_star;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::correction::{Correction, Link, StoredCorrection};
use domain::id::ArticleId;
use domain::policy::{Permit, PublishCorrection};
use domain::record::Entity;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use uuid::Uuid;

use super::articles::{ArticlePage, open_at};
use super::audit::read_hash;
use crate::engine::{Engine, ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::keyset::{Side, beyond};
use crate::queries::{counted, view_word};
use crate::schema::{article, article_view, correction, correction_link, tombstone};
use crate::types::{Id, Ts};

/// How many corrections are given their places at once.
const LINKED_MAX: i64 = 200;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = correction, check_for_backend(Sqlite, Pg), treat_none_as_default_value = false)]
struct Row {
    id: Id,
    article_id: Id,
    published_at: Ts,
    content: String,
    created_by: Option<Id>,
}

/// A place in the ledger.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = correction_link, check_for_backend(Sqlite, Pg))]
struct LinkRow {
    sequence: i64,
    previous_hash: String,
    hash: String,
}

/// A place, the correction there, a tombstone of its article, and the article if it is there.
type Columns = (LinkRow, Option<Row>, Option<Id>, Option<Id>);

impl LinkRow {
    fn read(&self) -> Result<Link, StoreError> {
        let (previous, hash) = (read_hash(&self.previous_hash)?, read_hash(&self.hash)?);
        Ok(Link { sequence: self.sequence, previous, hash })
    }
}

/// A correction to be published.
#[derive(Debug)]
pub struct NewCorrection<'a> {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// What the editor wrote.
    pub content: &'a Correction,
}

/// A place in the ledger, and what stands there unless its article was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPlace {
    /// The place.
    pub link: Link,
    /// The correction.
    pub stored: Option<StoredCorrection>,
    /// True if its article was deleted, and readers were told.
    pub is_buried: bool,
}

impl Row {
    /// As much as a visibility opens.
    fn read(self, link: Option<Link>, seen: Visibility) -> Result<StoredCorrection, StoreError> {
        let content: Correction = serde_json::from_str(&self.content).map_err(|error| {
            StoreError::unreadable(format!("correction {}: {error}", self.id.0))
        })?;
        Ok(StoredCorrection {
            id: self.id.0,
            article: ArticleId(self.article_id.0),
            published_at: self.published_at.0,
            created_by: self.created_by.map(|id| id.0),
            content: if seen.hides_private() { content.shown() } else { content },
            link,
        })
    }
}

fn read_linked(
    (row, link): (Row, LinkRow),
    seen: Visibility,
) -> Result<StoredCorrection, StoreError> {
    row.read(Some(link.read()?), seen)
}

/// Corrections of articles that a visibility opens, with their places in the ledger.
macro_rules! seen {
    ($seen:expr) => {{
        let mut query = correction::table
            .inner_join(article_view::table.on(article_view::article_id.eq(correction::article_id)))
            .inner_join(
                correction_link::table.on(correction_link::correction_id.eq(correction::id)),
            )
            .filter(article_view::view.eq(view_word($seen)))
            .select((Row::as_select(), LinkRow::as_select()))
            .into_boxed();
        if let Visibility::Public { at } = $seen {
            query = query.filter(open_at!(Ts(at)));
        }
        query
    }};
}

impl ReadTx<'_> {
    /// A page of the ledger, the newest first.
    pub fn corrections(
        &mut self,
        seen: Visibility,
        page: ArticlePage,
    ) -> Result<Vec<StoredCorrection>, StoreError> {
        let rows: Vec<(Row, LinkRow)> = both!(self, |c| {
            let mut query = seen!(seen).limit(page.limit);
            if let Some(from) = page.from {
                let columns = (correction::published_at, correction::id);
                query = query.filter(beyond(columns, page.side, (Ts(from.at), Id(from.id))));
            }
            match page.side {
                Side::Before => {
                    query.order((correction::published_at.desc(), correction::id.desc())).load(c)
                }
                Side::After => {
                    query.order((correction::published_at.asc(), correction::id.asc())).load(c)
                }
            }
        })?;
        rows.into_iter().map(|row| read_linked(row, seen)).collect()
    }

    /// How many corrections the ledger has.
    pub fn count_corrections(&mut self, seen: Visibility) -> Result<u64, StoreError> {
        let rows: i64 = both!(self, |c| seen!(seen).select(count_star()).first(c))?;
        Ok(counted(rows))
    }

    /// The corrections of articles, the oldest first.
    pub fn corrections_of(
        &mut self,
        seen: Visibility,
        articles: &[ArticleId],
    ) -> Result<Vec<StoredCorrection>, StoreError> {
        if articles.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = articles.iter().map(|id| Id(id.0)).collect();
        let rows: Vec<(Row, LinkRow)> = both!(self, |c| seen!(seen)
            .filter(correction::article_id.eq_any(ids))
            .order((correction::published_at.asc(), correction::id.asc()))
            .load(c))?;
        rows.into_iter().map(|row| read_linked(row, seen)).collect()
    }

    /// The places of the ledger behind number `after`, in order, at most `limit`.
    pub fn ledger(&mut self, after: i64, limit: i64) -> Result<Vec<LedgerPlace>, StoreError> {
        let rows: Vec<Columns> = both!(self, |c| correction_link::table
            .left_join(correction::table.on(correction::id.eq(correction_link::correction_id)))
            .left_join(
                tombstone::table.on(tombstone::target_id
                    .eq(correction_link::article_id)
                    .and(tombstone::entity.eq(Entity::Article.word())))
            )
            .left_join(article::table.on(article::id.eq(correction_link::article_id)))
            .filter(correction_link::sequence.gt(after))
            .order(correction_link::sequence)
            .limit(limit)
            .select((
                LinkRow::as_select(),
                Option::<Row>::as_select(),
                tombstone::target_id.nullable(),
                article::id.nullable(),
            ))
            .load(c))?;
        let place = |(link, row, buried, article): Columns| {
            let link = link.read()?;
            let stored = row.map(|row| row.read(Some(link), Visibility::EVERYTHING)).transpose()?;
            Ok(LedgerPlace { link, stored, is_buried: buried.is_some() && article.is_none() })
        };
        rows.into_iter().map(place).collect()
    }

    /// The first corrections that have no place in the ledger yet, the oldest first.
    fn unlinked(&mut self) -> Result<Vec<StoredCorrection>, StoreError> {
        let rows: Vec<Row> = both!(self, |c| correction::table
            .left_join(correction_link::table.on(correction_link::correction_id.eq(correction::id)))
            .filter(correction_link::correction_id.is_null())
            .order((correction::published_at.asc(), correction::id.asc()))
            .limit(LINKED_MAX)
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| row.read(None, Visibility::EVERYTHING)).collect()
    }

    fn last_link(&mut self) -> Result<Option<Link>, StoreError> {
        let row: Option<LinkRow> = both!(self, |c| correction_link::table
            .order(correction_link::sequence.desc())
            .select(LinkRow::as_select())
            .first(c)
            .optional())?;
        row.map(|row| row.read()).transpose()
    }
}

impl WriteTx<'_> {
    /// Adds to the ledger; with the place that it took.
    pub fn insert_correction(
        &mut self,
        permit: &Permit<PublishCorrection>,
        new: &NewCorrection<'_>,
    ) -> Result<StoredCorrection, StoreError> {
        let row = Row {
            id: Id(new.id),
            article_id: Id(permit.id()),
            published_at: Ts(new.at),
            content: serde_json::to_string(new.content)
                .map_err(|error| StoreError::unreadable(error.to_string()))?,
            created_by: permit.by().map(Id),
        };
        both!(self.0, |c| diesel::insert_into(correction::table).values(&row).execute(c))?;
        link_corrections(self)?;
        let link: LinkRow = both!(self.0, |c| correction_link::table
            .filter(correction_link::correction_id.eq(row.id))
            .select(LinkRow::as_select())
            .first(c))?;
        row.read(Some(link.read()?), Visibility::EVERYTHING)
    }
}

/// Gives corrections that have none a place in the ledger, a few hundred at once; how many those
/// were. The release of before knew no ledger.
pub(crate) fn link_corrections(tx: &mut WriteTx<'_>) -> Result<usize, StoreError> {
    if tx.unlinked()?.is_empty() {
        return Ok(0);
    }
    if let Engine::Postgres(conn) = &mut tx.0.0 {
        diesel::sql_query("SELECT pg_advisory_xact_lock(627843226)").execute(*conn)?;
    }
    let unlinked = tx.unlinked()?;
    let mut last = tx.last_link()?;
    for stored in &unlinked {
        let link = stored
            .linked(last)
            .map_err(|error| StoreError::unreadable(format!("a correction: {error}")))?;
        both!(tx.0, |c| diesel::insert_into(correction_link::table)
            .values((
                correction_link::sequence.eq(link.sequence),
                correction_link::correction_id.eq(Id(stored.id)),
                correction_link::article_id.eq(Id(stored.article.0)),
                correction_link::previous_hash.eq(link.previous.to_string()),
                correction_link::hash.eq(link.hash.to_string()),
            ))
            .execute(c))?;
        last = Some(link);
    }
    Ok(unlinked.len())
}
