//! Where the speakers of an article are quoted, too.

use std::collections::HashMap;

use domain::expert::Expert;
use domain::record::Stored;
use domain::visibility::Visibility;
use uuid::Uuid;

use super::speakers;
use crate::error::NewsroomError;
use crate::reading::Reading;
use crate::views::{self, ArticleView};

/// How many pairs of article and speaker are looked at.
const PAIRS_MAX: i64 = 500;
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
        seen: Visibility,
        article: &ArticleView,
        limit: usize,
    ) -> Result<Vec<AlsoQuoted>, NewsroomError> {
        let (own, at) = (article.row.id.0, self.at);
        self.snapshot.read(|tx| {
            let mut experts = speakers(tx, seen, article)?;
            experts.truncate(SPEAKERS_MAX);
            let known: Vec<Uuid> = experts.iter().map(|expert| expert.id).collect();
            let pairs = tx.kin(at, (&[], &known), PAIRS_MAX)?;
            let mut ids: Vec<Uuid> =
                pairs.iter().map(|(id, _)| *id).filter(|id| *id != own).collect();
            ids.dedup();
            let mut rows = tx.articles_by_ids(seen, &ids)?;
            rows.sort_by_key(|row| std::cmp::Reverse((row.order_at, row.id)));
            let of = |expert: Uuid| -> Vec<Uuid> {
                let theirs =
                    rows.iter().filter(|row| pairs.binary_search(&(row.id.0, expert)).is_ok());
                theirs.map(|row| row.id.0).take(limit).collect()
            };
            let wanted: Vec<Vec<Uuid>> = known.iter().map(|expert| of(*expert)).collect();
            rows.retain(|row| wanted.iter().any(|ids| ids.contains(&row.id.0)));
            let views = views::related(tx, seen, rows)?;
            let views: HashMap<Uuid, ArticleView> =
                views.into_iter().map(|view| (view.row.id.0, view)).collect();
            let of = |(expert, ids): (Stored<Expert>, Vec<Uuid>)| AlsoQuoted {
                expert,
                articles: ids.iter().filter_map(|id| views.get(id).cloned()).collect(),
            };
            let all = experts.into_iter().zip(wanted).map(of);
            Ok(all.filter(|also| !also.articles.is_empty()).collect())
        })
    }
}
