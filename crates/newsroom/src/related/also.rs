//! Where the speakers of an article are quoted, too.

use std::collections::HashMap;
use std::sync::Arc;

use domain::expert::Expert;
use domain::record::Stored;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::ReadTx;
use uuid::Uuid;

use super::speakers;
use crate::error::NewsroomError;
use crate::reading::Reading;
use crate::shelf::Made;
use crate::views::{self, ArticleView};

/// Of how many speakers it is told.
const SPEAKERS_MAX: usize = 10;

/// A speaker of an article, and where else readers find them.
#[derive(Debug, Clone)]
pub struct AlsoQuoted {
    /// Who.
    pub expert: Stored<Expert>,
    /// The other articles that quote them by name, the newest first.
    pub articles: Vec<ArticleView>,
}

impl Reading {
    /// Where the speakers of an article are quoted, too: those who are, in the order of their ids,
    /// each with at most `limit` articles.
    pub fn also_quoted(
        &mut self,
        article: &ArticleView,
        limit: usize,
    ) -> Result<Vec<AlsoQuoted>, NewsroomError> {
        let (press, at) = (Arc::clone(&self.related), self.at);
        let key = (article.row.id.0, limit.next_power_of_two());
        let kept = self.kept((&press.also, &key), |tx| {
            let view = found(tx, at, article, key.1)?;
            Ok(Made { view, ends: None, follows_readers: false })
        })?;
        let first = |also: &AlsoQuoted| AlsoQuoted {
            expert: also.expert.clone(),
            articles: also.articles.iter().take(limit).cloned().collect(),
        };
        Ok(kept.view.iter().map(first).collect())
    }
}

fn found(
    tx: &mut ReadTx<'_>,
    at: Timestamp,
    article: &ArticleView,
    limit: usize,
) -> Result<Vec<AlsoQuoted>, NewsroomError> {
    let (seen, own) = (Visibility::Public { at }, article.row.id.0);
    let mut experts = speakers(tx, seen, article)?;
    experts.truncate(SPEAKERS_MAX);
    let mut quoting = Vec::new();
    for expert in &experts {
        // one of them may be the article itself
        let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let pairs = tx.holding(at, (&[], &[expert.id]), most)?;
        let mut ids: Vec<Uuid> = pairs.into_iter().map(|(id, _)| id).collect();
        ids.retain(|id| *id != own);
        ids.truncate(limit);
        quoting.push(ids);
    }
    let mut ids = quoting.concat();
    ids.sort_unstable();
    ids.dedup();
    let rows = tx.articles_by_ids(seen, &ids)?;
    let views: HashMap<Uuid, ArticleView> =
        views::related(tx, seen, rows)?.into_iter().map(|view| (view.row.id.0, view)).collect();
    let of = |(expert, ids): (Stored<Expert>, Vec<Uuid>)| AlsoQuoted {
        expert,
        articles: ids.iter().filter_map(|id| views.get(id).cloned()).collect(),
    };
    let all = experts.into_iter().zip(quoting).map(of);
    Ok(all.filter(|also| !also.articles.is_empty()).collect())
}
