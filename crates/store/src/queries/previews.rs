//! Links that show one revision of an article to whoever has them.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::id::{ArticleId, Revision};
use domain::policy::{Permit, PreviewArticle, Workflow};
use domain::time::Timestamp;
use uuid::Uuid;

use super::articles::ArticleRow;
use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::schema::{article_revision, preview};
use crate::types::{Id, Ts};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = preview, check_for_backend(Sqlite, Pg))]
struct Row {
    id: Id,
    article_id: Id,
    revision: i64,
    created_at: Ts,
    created_by: Option<Id>,
    expires_at: Ts,
    opened: i64,
}

/// A link that shows one revision of an article, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewRow {
    /// Which.
    pub id: Uuid,
    /// Of which article.
    pub article: ArticleId,
    /// The revision that it shows, whatever was saved since.
    pub revision: Revision,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Option<Uuid>,
    /// Until when it holds.
    pub expires_at: Timestamp,
    /// How often it was opened.
    pub opened: i64,
}

impl From<Row> for PreviewRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.0,
            article: ArticleId(row.article_id.0),
            revision: Revision(row.revision),
            created_at: row.created_at.0,
            created_by: row.created_by.map(|id| id.0),
            expires_at: row.expires_at.0,
            opened: row.opened,
        }
    }
}

impl ReadTx<'_> {
    /// The links of an article that hold at `at`, the newest first.
    pub fn previews(
        &mut self,
        article: ArticleId,
        at: Timestamp,
    ) -> Result<Vec<PreviewRow>, StoreError> {
        let rows: Vec<Row> = both!(self, |c| preview::table
            .filter(preview::article_id.eq(Id(article.0)))
            .filter(preview::expires_at.gt(Ts(at)))
            .order((preview::created_at.desc(), preview::id.desc()))
            .select(Row::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(PreviewRow::from).collect())
    }

    /// A link that holds at `at`.
    pub fn preview(&mut self, id: Uuid, at: Timestamp) -> Result<Option<PreviewRow>, StoreError> {
        let row: Option<Row> = both!(self, |c| preview::table
            .find(Id(id))
            .filter(preview::expires_at.gt(Ts(at)))
            .select(Row::as_select())
            .first(c)
            .optional())?;
        Ok(row.map(PreviewRow::from))
    }

    /// The same article as another of its revisions describes it.
    pub fn article_in(
        &mut self,
        row: &ArticleRow,
        revision: Revision,
    ) -> Result<Option<ArticleRow>, StoreError> {
        let found: Option<(String, i64, Ts)> = both!(self, |c| article_revision::table
            .find((Id(row.id.0), revision.0))
            .select((
                article_revision::content,
                article_revision::word_count,
                article_revision::created_at,
            ))
            .first(c)
            .optional())?;
        let Some((content, word_count, saved_at)) = found else { return Ok(None) };
        let broken =
            |error| StoreError::unreadable(format!("article {} in {revision}: {error}", row.id));
        let meta = serde_json::from_str(&content).map_err(broken)?;
        let changed_at = saved_at.0;
        Ok(Some(ArticleRow { revision, changed_at, meta, word_count, ..row.clone() }))
    }
}

impl WriteTx<'_> {
    /// Keeps a link; `digest` is all that is kept of its secret.
    pub fn insert_preview(
        &mut self,
        permit: &Permit<PreviewArticle>,
        row: &PreviewRow,
        digest: &str,
    ) -> Result<(), StoreError> {
        super::permitted(permit.id(), row.article.0)?;
        both!(self.0, |c| diesel::insert_into(preview::table)
            .values((
                preview::id.eq(Id(row.id)),
                preview::article_id.eq(Id(row.article.0)),
                preview::revision.eq(row.revision.0),
                preview::digest.eq(digest),
                preview::created_at.eq(Ts(row.created_at)),
                preview::created_by.eq(row.created_by.map(Id)),
                preview::expires_at.eq(Ts(row.expires_at)),
                preview::opened.eq(row.opened),
            ))
            .execute(c))?;
        Ok(())
    }

    /// Counts that the link of a secret is opened at `at`, if it holds and was opened less than
    /// `opened_max` times.
    pub fn open_preview(
        &mut self,
        digest: &str,
        (at, opened_max): (Timestamp, i64),
    ) -> Result<Option<PreviewRow>, StoreError> {
        let row: Option<Row> =
            both!(self.0, |c| diesel::update(preview::table.filter(preview::digest.eq(digest)))
                .filter(preview::expires_at.gt(Ts(at)))
                .filter(preview::opened.lt(opened_max))
                .set(preview::opened.eq(preview::opened + 1_i64))
                .returning(Row::as_returning())
                .get_result(c)
                .optional())?;
        Ok(row.map(PreviewRow::from))
    }

    /// Ends a link of an article.
    pub fn delete_preview(
        &mut self,
        permit: &Permit<PreviewArticle>,
        id: Uuid,
    ) -> Result<(), StoreError> {
        let own = preview::table.find(Id(id)).filter(preview::article_id.eq(Id(permit.id())));
        both!(self.0, |c| diesel::delete(own).execute(c))?;
        Ok(())
    }

    /// Ends all links of an article.
    pub fn delete_previews(&mut self, permit: &Permit<Workflow>) -> Result<(), StoreError> {
        let own = preview::table.filter(preview::article_id.eq(Id(permit.id())));
        both!(self.0, |c| diesel::delete(own).execute(c))?;
        Ok(())
    }

    /// Drops the links that hold no more.
    pub fn drop_previews(&mut self, at: Timestamp) -> Result<(), StoreError> {
        let over = preview::table.filter(preview::expires_at.le(Ts(at)));
        both!(self.0, |c| diesel::delete(over).execute(c))?;
        Ok(())
    }
}
