//! The history of an article: every save, what it changed, and the way back to it.

use domain::actor::Actor;
use domain::article::{ArticleContent, SaveNote};
use domain::change::ChangeKind;
use domain::id::{ArticleId, Revision};
use domain::policy::{self, ReviseArticle};
use domain::record::Entity;
use domain::visibility::Visibility;
use store::{Origin, ReadTx, RevisionRow, Side};

use crate::Newsroom;
use crate::articles::{self, Working};
use crate::error::NewsroomError;
use crate::note::note;
use crate::reading::{Page, PageRequest, Reading, cut};
use crate::views;

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
        self.store.write("article.restore", |tx| {
            let row = articles::find(tx, id)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            let before = saved(tx, id, revision)?;
            articles::fresh(&row, expected)?;
            let (content, dropped) = articles::settled(tx, &before.content)?;
            let origin = Origin { restored_from: Some(revision), ..articles::noted(said) };
            articles::keep(tx, &permit, &row, (&content, origin, at))?;
            let next = row.head_revision.next();
            note(tx, articles::change(id, ChangeKind::Updated, next), at, actor);
            Ok(Working { dropped, ..articles::working(tx, Visibility::EVERYTHING, id)? })
        })
    }

    /// What stood in the revision that an editor changed; stale if it is none of the article's.
    pub fn base_of(
        &self,
        actor: &Actor,
        id: ArticleId,
        base: Revision,
    ) -> Result<ArticleContent, NewsroomError> {
        let seen = policy::working_view(actor)?;
        self.store.snapshot()?.read(|tx| {
            let current = visible(tx, seen, id)?;
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
