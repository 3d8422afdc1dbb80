//! Corrections: readers are told what was wrong.

use domain::actor::Actor;
use domain::article::ArticleState;
use domain::change::{Change, ChangeKind};
use domain::correction::{Correction, StoredCorrection};
use domain::id::{ArticleId, Revision};
use domain::policy::{self, PublishCorrection};
use domain::record::Entity;
use domain::visibility::Visibility;
use store::{ArticlePage, Place, Side};

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::note::note;
use crate::reading::{Page, PageRequest, Reading, cut};

impl Newsroom {
    /// Adds a correction to an article that readers see; it stands for good.
    pub fn publish_correction(
        &self,
        actor: &Actor,
        article: ArticleId,
        mut content: Correction,
    ) -> Result<StoredCorrection, NewsroomError> {
        let at = self.now();
        let id = self.ids.next(at);
        self.store.write("correction.publish", |tx| {
            let row = tx.article(Visibility::EVERYTHING, article)?;
            let row = row.ok_or(NewsroomError::NotFound(Entity::Article))?;
            let permit = policy::authorize::<PublishCorrection>(actor, &row.facts())?;
            if row.state != ArticleState::Published {
                return Err(NewsroomError::NotPublished);
            }
            let public = tx.article(policy::public_view(at), article)?;
            content.to_revision = content.to_revision.or(public.map(|public| public.revision));
            let by = permit.by();
            let stored =
                StoredCorrection { id, article, published_at: at, created_by: by, content };
            tx.insert_correction(&permit, &stored)?;
            let (kind, revision) = (ChangeKind::Published, Revision::FIRST);
            note(tx, Change { entity: Entity::Correction, id, kind, revision }, at, actor);
            Ok(stored)
        })
    }
}

impl Reading {
    /// A page of the ledger, the newest first.
    pub fn corrections(
        &mut self,
        seen: Visibility,
        page: &PageRequest<Place>,
    ) -> Result<Page<StoredCorrection>, NewsroomError> {
        let side = if page.backwards { Side::After } else { Side::Before };
        let wanted = ArticlePage { from: page.from, side, limit: i64::from(page.limit) + 1 };
        self.snapshot.read(|tx| {
            let total = page.total(|| tx.count_corrections(seen))?;
            Ok(Page { total, ..cut(tx.corrections(seen, wanted)?, page) })
        })
    }

    /// The corrections of articles, the oldest first.
    pub fn corrections_of(
        &mut self,
        seen: Visibility,
        articles: &[ArticleId],
    ) -> Result<Vec<StoredCorrection>, NewsroomError> {
        self.snapshot.read(|tx| Ok(tx.corrections_of(seen, articles)?))
    }

    /// The place of a correction in the ledger.
    pub fn correction_place(stored: &StoredCorrection) -> Place {
        Place { at: stored.published_at, id: stored.id }
    }
}
