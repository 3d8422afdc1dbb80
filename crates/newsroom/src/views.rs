//! An article with those it names, in a fixed number of statements.

use std::collections::HashMap;

use domain::article::{ArticleContent, CreditRole};
use domain::author::Author;
use domain::body::Body;
use domain::id::ArticleId;
use domain::record::{Record, Stored};
use domain::section::Section;
use domain::topic::Topic;
use domain::visibility::Visibility;
use store::{ArticleRow, BodyRow, DeskRow, ReadTx, StoreError, TopicRow};
use uuid::Uuid;

/// An article as a view shows it, with its section, authors and topics, without its body.
#[derive(Debug, Clone)]
pub struct ArticleView {
    /// The article.
    pub row: ArticleRow,
    /// Where it stands.
    pub section: Option<Stored<Section>>,
    /// Who made it, in the order of print.
    pub credits: Vec<(CreditRole, Stored<Author>)>,
    /// What it is filed under, in the order shown.
    pub topics: Vec<(TopicRow, Stored<Topic>)>,
    /// What the desk knows of it; `None` in the public view, and where it knows nothing.
    pub desk: Option<DeskRow>,
}

/// Adds to each article those it names.
pub(crate) fn related(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    rows: Vec<ArticleRow>,
) -> Result<Vec<ArticleView>, StoreError> {
    let ids: Vec<ArticleId> = rows.iter().map(|row| row.id).collect();
    let credits = tx.credits(seen, &ids)?;
    let topics = tx.topics(seen, &ids)?;
    let authors = by_id::<Author>(tx, credits.iter().map(|credit| credit.author))?;
    let subjects = by_id::<Topic>(tx, topics.iter().map(|topic| topic.topic))?;
    let section_of = |row: &ArticleRow| row.meta.section.map(|id| id.0);
    let sections = by_id::<Section>(tx, rows.iter().filter_map(section_of))?;
    let desks = if seen.is_public() { Vec::new() } else { tx.desks(&ids)? };
    let view = |row: ArticleRow| {
        let credits = credits.iter().filter(|credit| credit.article == row.id);
        let topics = topics.iter().filter(|topic| topic.article == row.id);
        ArticleView {
            desk: desks.iter().find(|desk| desk.article == row.id).cloned(),
            section: section_of(&row).and_then(|id| sections.get(&id).cloned()),
            credits: credits
                .filter_map(|c| authors.get(&c.author).map(|author| (c.role, author.clone())))
                .collect(),
            topics: topics
                .filter_map(|t| subjects.get(&t.topic).map(|topic| (t.clone(), topic.clone())))
                .collect(),
            row,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One article with those it names.
pub(crate) fn one(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    id: ArticleId,
) -> Result<Option<ArticleView>, StoreError> {
    let row = tx.article(seen, id)?;
    Ok(related(tx, seen, row.into_iter().collect())?.pop())
}

pub(crate) fn by_id<T: Record>(
    tx: &mut ReadTx<'_>,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Stored<T>>, StoreError> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let found = tx.records_by_ids::<T>(&ids)?;
    Ok(found.into_iter().map(|stored| (stored.id, stored)).collect())
}

/// What the editor wrote: the description and the body of one revision.
pub(crate) fn content(row: &ArticleRow, stored: &BodyRow) -> Result<ArticleContent, StoreError> {
    Ok(ArticleContent { meta: row.meta.clone(), body: body(row.id, stored)? })
}

/// The body of one revision.
pub(crate) fn body(id: ArticleId, stored: &BodyRow) -> Result<Body, StoreError> {
    let broken = || StoreError::Unreadable { what: format!("body of article {id}") };
    let blocks = serde_json::from_str(&stored.blocks).map_err(|_error| broken())?;
    Body::from_json(&blocks).map_err(|_faults| broken())
}
