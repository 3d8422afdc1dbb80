//! The public ledger of corrections: rows are added, never changed.

use diesel::dsl::count_star;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::correction::StoredCorrection;
use domain::id::ArticleId;
use domain::policy::{Permit, PublishCorrection};
use domain::visibility::Visibility;
use uuid::Uuid;

use super::articles::{ArticlePage, open_at};
use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::keyset::{Side, beyond};
use crate::queries::{counted, view_word};
use crate::schema::{article_view, correction};
use crate::types::{Id, Ts};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = correction, check_for_backend(Sqlite, Pg), treat_none_as_default_value = false)]
struct Row {
    id: Id,
    article_id: Id,
    published_at: Ts,
    content: String,
    created_by: Option<Id>,
}

impl Row {
    /// As much as a visibility opens.
    fn read(self, seen: Visibility) -> Result<StoredCorrection, StoreError> {
        let content: domain::correction::Correction =
            serde_json::from_str(&self.content).map_err(|error| {
                StoreError::unreadable(format!("correction {}: {error}", self.id.0))
            })?;
        Ok(StoredCorrection {
            id: self.id.0,
            article: ArticleId(self.article_id.0),
            published_at: self.published_at.0,
            created_by: self.created_by.map(|id| id.0),
            content: if seen.hides_private() { content.shown() } else { content },
        })
    }
}

/// Corrections of articles that a visibility opens.
macro_rules! seen {
    ($seen:expr) => {{
        let mut query = correction::table
            .inner_join(article_view::table.on(article_view::article_id.eq(correction::article_id)))
            .filter(article_view::view.eq(view_word($seen)))
            .select(Row::as_select())
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
        let rows: Vec<Row> = both!(self, |c| {
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
        rows.into_iter().map(|row| row.read(seen)).collect()
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
        let rows: Vec<Row> = both!(self, |c| seen!(seen)
            .filter(correction::article_id.eq_any(ids))
            .order((correction::published_at.asc(), correction::id.asc()))
            .load(c))?;
        rows.into_iter().map(|row| row.read(seen)).collect()
    }
}

impl WriteTx<'_> {
    /// Adds to the ledger.
    pub fn insert_correction(
        &mut self,
        permit: &Permit<PublishCorrection>,
        stored: &StoredCorrection,
    ) -> Result<Uuid, StoreError> {
        super::permitted(permit.id(), stored.article.0)?;
        let row = Row {
            id: Id(stored.id),
            article_id: Id(stored.article.0),
            published_at: Ts(stored.published_at),
            content: serde_json::to_string(&stored.content)
                .map_err(|error| StoreError::unreadable(error.to_string()))?,
            created_by: stored.created_by.map(Id),
        };
        both!(self.0, |c| diesel::insert_into(correction::table).values(row).execute(c))?;
        Ok(stored.id)
    }
}
