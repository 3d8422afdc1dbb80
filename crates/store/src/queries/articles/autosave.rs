//! What editors have not saved yet: one for each article and account, beside the history.

use diesel::prelude::*;
use domain::article::ArticleContent;
use domain::id::{ArticleId, Revision};
use domain::policy::{Permit, ReviseArticle};
use domain::time::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::schema::article_autosave;
use crate::types::{Id, Ts};

/// What an editor has not saved yet.
#[derive(Debug, Clone, PartialEq)]
pub struct AutosaveRow {
    /// The revision that they began from.
    pub base: Revision,
    /// What they wrote.
    pub content: Map<String, Value>,
    /// When it was kept.
    pub at: Timestamp,
}

impl ReadTx<'_> {
    /// What an account has not saved yet of an article.
    pub fn autosave(
        &mut self,
        article: ArticleId,
        account: Uuid,
    ) -> Result<Option<AutosaveRow>, StoreError> {
        let row: Option<(i64, String, Ts)> = both!(self, |c| article_autosave::table
            .find((Id(article.0), Id(account)))
            .select((
                article_autosave::base_revision,
                article_autosave::content,
                article_autosave::saved_at
            ))
            .first(c)
            .optional())?;
        let read = |(base, content, at): (i64, String, Ts)| {
            let broken = |error| StoreError::unreadable(format!("autosave of {article}: {error}"));
            let content = serde_json::from_str(&content).map_err(broken)?;
            Ok(AutosaveRow { base: Revision(base), content, at: at.0 })
        };
        row.map(read).transpose()
    }
}

impl WriteTx<'_> {
    /// Keeps what an account has not saved yet, in the place of what was kept before.
    pub fn keep_autosave(
        &mut self,
        permit: &Permit<ReviseArticle>,
        account: Uuid,
        (content, base, at): (&ArticleContent, Revision, Timestamp),
    ) -> Result<(), StoreError> {
        let broken = |error: serde_json::Error| StoreError::unreadable(error.to_string());
        let content = content.to_json().map_err(broken)?;
        let content = serde_json::to_string(&content).map_err(broken)?;
        self.drop_autosave(permit, account)?;
        both!(self.0, |c| diesel::insert_into(article_autosave::table)
            .values((
                article_autosave::article_id.eq(Id(permit.id())),
                article_autosave::account_id.eq(Id(account)),
                article_autosave::base_revision.eq(base.0),
                article_autosave::content.eq(content),
                article_autosave::saved_at.eq(Ts(at)),
            ))
            .execute(c))?;
        Ok(())
    }

    /// Forgets what an account has not saved; false if there is nothing.
    pub fn drop_autosave(
        &mut self,
        permit: &Permit<ReviseArticle>,
        account: Uuid,
    ) -> Result<bool, StoreError> {
        let place = (Id(permit.id()), Id(account));
        let dropped =
            both!(self.0, |c| diesel::delete(article_autosave::table.find(place)).execute(c))?;
        Ok(dropped > 0)
    }
}
