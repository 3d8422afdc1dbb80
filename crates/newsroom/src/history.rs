//! The history of an article: every save, what it changed, and the way back to it.

use domain::actor::Actor;
use domain::article::{ArticleContent, ContentDiff, Merge, SaveNote};
use domain::change::ChangeKind;
use domain::id::{ArticleId, Revision};
use domain::policy::{self, ReviseArticle};
use domain::record::Entity;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{ArticleRow, Origin, Place, ReadTx, RevisionRow, Side, StoreError};

use crate::Newsroom;
use crate::articles::{self, Working};
use crate::error::NewsroomError;
use crate::note::note;
use crate::reading::{ArticleQuery, Page, PageRequest, Reading, cut};
use crate::translations;
use crate::views::{self, ArticleView};

/// A revision with what its editor wrote.
#[derive(Debug, Clone)]
pub struct SavedRevision {
    /// The revision in short.
    pub row: RevisionRow,
    /// What PUT took then.
    pub content: ArticleContent,
}

impl Newsroom {
    /// Saves what stood in a revision as a new one; `expected` is the newest that the editor saw.
    pub fn restore_revision(
        &self,
        actor: &Actor,
        (id, expected): (ArticleId, Revision),
        revision: Revision,
        said: Option<&SaveNote>,
    ) -> Result<Working, NewsroomError> {
        let at = self.now();
        self.store.write("revision.restore", |tx| {
            let row = self.find_article(tx, id, at)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            let before = saved(tx, id, revision)?;
            articles::fresh(&row, expected)?;
            articles::is_open(&row)?;
            let (content, dropped) = articles::settled(tx, &before.content)?;
            translations::may_be_in(tx, (actor, at), &row, &content.meta.language)?;
            let origin = Origin { restored_from: Some(revision), ..articles::noted(said) };
            articles::keep(tx, &permit, &row, (&content, origin, at))?;
            articles::reconsider(tx, actor, &row)?;
            let next = row.head_revision.next();
            note(tx, articles::change(id, ChangeKind::Updated, next), at, actor)?;
            Ok(Working { dropped, ..articles::left(tx, actor, id)? })
        })
    }

    /// What stood in the revision that somebody changes who may; stale if it is none of the
    /// article's.
    pub fn base_of(
        &self,
        actor: &Actor,
        id: ArticleId,
        base: Revision,
    ) -> Result<ArticleContent, NewsroomError> {
        self.store.snapshot()?.read(|tx| {
            let row = articles::find(tx, id)?;
            policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            let current = row.head_revision;
            match saved(tx, id, base) {
                Err(NewsroomError::NotFound(_)) => Err(NewsroomError::Stale { current }),
                found => Ok(found?.content),
            }
        })
    }
}

impl Reading {
    /// A page of the history of an article, the newest revision first.
    pub fn revisions(
        &mut self,
        seen: Visibility,
        article: ArticleId,
        page: &PageRequest<Revision>,
    ) -> Result<Page<RevisionRow>, NewsroomError> {
        let side = if page.backwards { Side::After } else { Side::Before };
        self.snapshot.read(|tx| {
            visible(tx, seen, article)?;
            let total = page.total(|| tx.count_revisions(article))?;
            let rows = tx.revisions(article, page.from, (side, i64::from(page.limit) + 1))?;
            Ok(Page { total, ..cut(rows, page) })
        })
    }

    /// A revision with what its editor wrote.
    pub fn revision(
        &mut self,
        seen: Visibility,
        article: ArticleId,
        revision: Revision,
    ) -> Result<SavedRevision, NewsroomError> {
        self.snapshot.read(|tx| {
            visible(tx, seen, article)?;
            saved(tx, article, revision)
        })
    }

    /// What a revision has otherwise than another one, `against`.
    pub fn revision_diff(
        &mut self,
        seen: Visibility,
        article: ArticleId,
        (revision, against): (Revision, Revision),
    ) -> Result<ContentDiff, NewsroomError> {
        self.snapshot.read(|tx| {
            visible(tx, seen, article)?;
            let (before, after) = (saved(tx, article, against)?, saved(tx, article, revision)?);
            Ok(ContentDiff::between(&before.content, &after.content))
        })
    }

    /// An article of the working view as it was at an instant, with what its editor had written.
    pub(crate) fn working_then(
        &mut self,
        seen: Visibility,
        article: ArticleView,
        then: Timestamp,
    ) -> Result<Working, NewsroomError> {
        let now = self.at;
        self.snapshot.read(|tx| {
            let row = as_then(tx, vec![article.row.clone()], (then, now))?.pop();
            let row = row.ok_or(NewsroomError::NotFound(Entity::Article))?;
            articles::with_content(tx, ArticleView { row, ..article }, Some(seen))
        })
    }

    /// A page of the articles of the working view that were begun by an instant, each as it was
    /// then.
    pub fn articles_then(
        &mut self,
        seen: Visibility,
        query: &ArticleQuery,
        (page, then): (&PageRequest<Place>, Timestamp),
    ) -> Result<Page<ArticleView>, NewsroomError> {
        let now = self.at;
        let mut query = query.clone();
        // the working view stands in the order in which articles were begun
        let end = then.plus_micros(1);
        query.filter.to = Some(query.filter.to.map_or(end, |to| to.min(end)));
        if then > now {
            let total = page.count.then_some(0);
            return Ok(Page { items: Vec::new(), has_next: false, has_prev: false, total });
        }
        let found = self.articles(seen, &query, page)?;
        self.snapshot.read(|tx| {
            let rows: Vec<ArticleRow> = found.items.iter().map(|view| view.row.clone()).collect();
            let mut rows = as_then(tx, rows, (then, now))?.into_iter();
            Ok(found.with(|views| {
                let view = |view| Some(ArticleView { row: rows.next()?, ..view });
                Ok(views.into_iter().filter_map(view).collect())
            })?)
        })
    }

    /// The place of a revision in the history.
    pub fn revision_place(row: &RevisionRow) -> Revision {
        row.revision
    }
}

/// The newest revision of an article whose history may be read: that of what is in the working
/// view.
fn visible(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    id: ArticleId,
) -> Result<Revision, NewsroomError> {
    let row = tx.article(seen, id)?.ok_or(NewsroomError::NotFound(Entity::Article))?;
    Ok(row.head_revision)
}

/// A revision with what its editor wrote.
pub(crate) fn saved(
    tx: &mut ReadTx<'_>,
    id: ArticleId,
    revision: Revision,
) -> Result<SavedRevision, NewsroomError> {
    let found = tx.revision(id, revision)?;
    let (row, meta, body) = found.ok_or(NewsroomError::NotFound(Entity::Article))?;
    let content = ArticleContent { meta, body: views::body(id, &body)? };
    Ok(SavedRevision { row, content })
}

/// Articles of the working view as they were at an instant, in their order; without those that were
/// begun later, and none of them as they will be.
fn as_then(
    tx: &mut ReadTx<'_>,
    rows: Vec<ArticleRow>,
    (then, now): (Timestamp, Timestamp),
) -> Result<Vec<ArticleRow>, StoreError> {
    if then > now {
        return Ok(Vec::new());
    }
    let ids: Vec<ArticleId> = rows.iter().map(|row| row.id).collect();
    let newest = tx.newest_at(&ids, then)?;
    let mut described = tx.descriptions(&newest)?;
    let mut row_then = |row: ArticleRow| {
        let at = described.iter().position(|one| one.article == row.id)?;
        let then_saved = described.swap_remove(at);
        let slug = then_saved.meta.slug.as_ref().map(|slug| slug.as_str().to_owned());
        Some(ArticleRow {
            head_revision: then_saved.revision,
            revision: then_saved.revision,
            slug: slug.unwrap_or(row.slug),
            changed_at: then_saved.at,
            updated_by: then_saved.by,
            first_published_at: row.first_published_at.filter(|at| *at <= then),
            meta: then_saved.meta,
            word_count: then_saved.word_count,
            ..row
        })
    };
    Ok(rows.into_iter().filter_map(&mut row_then).collect())
}

/// Why what was made of an older revision is not saved: with what it and the newest come to, if the
/// older one is one of the article's.
pub(crate) fn diverged(
    tx: &mut ReadTx<'_>,
    row: &ArticleRow,
    base: Revision,
    sent: &ArticleContent,
) -> Result<NewsroomError, NewsroomError> {
    let current = row.head_revision;
    let base = match saved(tx, row.id, base) {
        Err(NewsroomError::NotFound(_)) => return Ok(NewsroomError::Stale { current }),
        found => found?.content,
    };
    let head = saved(tx, row.id, current)?.content;
    let merge = Box::new(Merge::of(&base, sent, &head));
    Ok(NewsroomError::Diverged { current, merge })
}
