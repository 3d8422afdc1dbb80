//! Things of all kinds by their ids.

use domain::author::Author;
use domain::expert::Expert;
use domain::front::Front;
use domain::list::CuratedList;
use domain::organization::Organization;
use domain::record::Stored;
use domain::section::Section;
use domain::topic::Topic;
use domain::visibility::Visibility;
use uuid::Uuid;

use crate::error::NewsroomError;
use crate::quotes::{self, QuoteView};
use crate::reading::Reading;
use crate::views::{self, ArticleView};

/// Things that have an id and may be seen, each kind in any order.
#[derive(Debug, Clone)]
pub struct Things {
    /// Articles, with those they name.
    pub articles: Vec<ArticleView>,
    /// Quotes, with those they name.
    pub quotes: Vec<QuoteView>,
    /// Authors.
    pub authors: Vec<Stored<Author>>,
    /// Topics.
    pub topics: Vec<Stored<Topic>>,
    /// Sections.
    pub sections: Vec<Stored<Section>>,
    /// Organisations.
    pub organizations: Vec<Stored<Organization>>,
    /// Experts.
    pub experts: Vec<Stored<Expert>>,
    /// Curated lists.
    pub lists: Vec<Stored<CuratedList>>,
    /// Fronts.
    pub fronts: Vec<Stored<Front>>,
}

impl Reading {
    /// What has these ids and may be seen, in a fixed number of statements.
    pub fn things(&mut self, seen: Visibility, ids: &[Uuid]) -> Result<Things, NewsroomError> {
        self.snapshot.read(|tx| {
            let articles = tx.articles_by_ids(seen, ids)?;
            Ok(Things {
                articles: views::related(tx, seen, articles)?,
                quotes: quotes::by_ids(tx, seen, ids)?,
                authors: tx.seen_records(seen, ids)?,
                topics: tx.seen_records(seen, ids)?,
                sections: tx.seen_records(seen, ids)?,
                organizations: tx.seen_records(seen, ids)?,
                experts: tx.seen_records(seen, ids)?,
                lists: tx.seen_records(seen, ids)?,
                fronts: tx.seen_records(seen, ids)?,
            })
        })
    }
}
