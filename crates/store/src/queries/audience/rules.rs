//! What editors do to trending.

use diesel::prelude::*;
use domain::audience::{NewRule, TrendingRule};
use domain::policy::{AdjustTrending, Permit};
use domain::time::Timestamp;
use uuid::Uuid;

use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::schema::trending_rule;
use crate::types::{Id, Ts};

type Columns = (Id, String, Ts, Option<Id>);

impl ReadTx<'_> {
    /// The rules that hold at an instant, the oldest first; those of one article, or of all.
    pub fn trending_rules(
        &mut self,
        article: Option<Uuid>,
        at: Timestamp,
    ) -> Result<Vec<TrendingRule>, StoreError> {
        let rows: Vec<Columns> = both!(self, |c| {
            let mut query = trending_rule::table
                .filter(trending_rule::until.gt(Ts(at)))
                .order((trending_rule::created_at, trending_rule::id))
                .select((
                    trending_rule::id,
                    trending_rule::content,
                    trending_rule::created_at,
                    trending_rule::created_by,
                ))
                .into_boxed();
            if let Some(article) = article {
                query = query.filter(trending_rule::article_id.eq(Id(article)));
            }
            query.load(c)
        })?;
        rows.into_iter().map(read).collect()
    }

    /// A rule, whether it holds or not.
    pub fn trending_rule(&mut self, id: Uuid) -> Result<Option<TrendingRule>, StoreError> {
        let row: Option<Columns> = both!(self, |c| trending_rule::table
            .find(Id(id))
            .select((
                trending_rule::id,
                trending_rule::content,
                trending_rule::created_at,
                trending_rule::created_by,
            ))
            .first(c)
            .optional())?;
        row.map(read).transpose()
    }
}

fn read((id, content, created_at, created_by): Columns) -> Result<TrendingRule, StoreError> {
    let rule: NewRule = serde_json::from_str(&content)
        .map_err(|error| StoreError::unreadable(format!("rule {}: {error}", id.0)))?;
    let created_by = created_by.map(|id| id.0);
    Ok(TrendingRule { id: id.0, rule, created_at: created_at.0, created_by })
}

impl WriteTx<'_> {
    /// Makes a rule hold, in the place of one that the article had.
    pub fn set_trending_rule(
        &mut self,
        permit: &Permit<AdjustTrending>,
        rule: &TrendingRule,
    ) -> Result<(), StoreError> {
        crate::queries::permitted(permit.id(), rule.rule.article.0)?;
        let article = Id(rule.rule.article.0);
        let content = serde_json::to_string(&rule.rule)
            .map_err(|error| StoreError::unreadable(error.to_string()))?;
        let values = (
            trending_rule::id.eq(Id(rule.id)),
            trending_rule::content.eq(&content),
            trending_rule::until.eq(Ts(rule.rule.until)),
            trending_rule::created_at.eq(Ts(rule.created_at)),
            trending_rule::created_by.eq(rule.created_by.map(Id)),
        );
        both!(self.0, |c| diesel::insert_into(trending_rule::table)
            .values((trending_rule::article_id.eq(article), values))
            .on_conflict(trending_rule::article_id)
            .do_update()
            .set(values)
            .execute(c))?;
        Ok(())
    }

    /// Ends a rule; false if there is none.
    pub fn end_trending_rule(
        &mut self,
        _permit: &Permit<AdjustTrending>,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let ended =
            both!(self.0, |c| diesel::delete(trending_rule::table.find(Id(id))).execute(c))?;
        Ok(ended == 1)
    }

    /// Forgets rules that ended before an instant.
    pub fn forget_trending_rules(&mut self, before: Timestamp) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(
            trending_rule::table.filter(trending_rule::until.lt(Ts(before)))
        )
        .execute(c))?;
        Ok(())
    }
}

impl ReadTx<'_> {
    /// The rules that hold, each with its end: others say that editors changed something.
    pub fn trending_rules_mark(
        &mut self,
        at: Timestamp,
    ) -> Result<Vec<(Uuid, Timestamp)>, StoreError> {
        let rules: Vec<(Id, Ts)> = both!(self, |c| trending_rule::table
            .filter(trending_rule::until.gt(Ts(at)))
            .order(trending_rule::id)
            .select((trending_rule::id, trending_rule::until))
            .load(c))?;
        Ok(rules.into_iter().map(|(id, until)| (id.0, until.0)).collect())
    }
}
