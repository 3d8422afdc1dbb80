//! What editors have not saved yet: kept beside the history, for each account its own.

use domain::actor::Actor;
use domain::article::Autosave;
use domain::id::{ArticleId, Revision};
use domain::policy::{self, Denied, ReviseArticle};
use domain::record::Entity;
use domain::violation::Violation;
use serde_json::json;
use store::AutosaveRow;
use uuid::Uuid;

use crate::Newsroom;
use crate::articles;
use crate::error::NewsroomError;
use crate::note::note_event;
use crate::reading::{Reading, View};

/// What an editor has not saved yet.
#[derive(Debug, Clone)]
pub struct KeptAutosave {
    /// Of which article.
    pub article: ArticleId,
    /// What was kept.
    pub row: AutosaveRow,
    /// The newest revision of the article.
    pub head: Revision,
}

impl Newsroom {
    /// Keeps what an editor has not saved yet, in the place of what they kept before. The article
    /// stays as it is.
    pub fn keep_autosave(
        &self,
        actor: &Actor,
        id: ArticleId,
        autosave: &Autosave,
    ) -> Result<KeptAutosave, NewsroomError> {
        let at = self.now();
        self.store.write("autosave.keep", |tx| {
            let row = self.find_article(tx, id, at)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            let account = account(actor)?;
            if !(Revision::FIRST..=row.head_revision).contains(&autosave.base) {
                let rule =
                    format!("there is no such revision; the newest is {}", row.head_revision);
                let fault = Violation::new("/baseRevision", "unknown_reference", rule);
                return Err(NewsroomError::UnknownReference(fault.into()));
            }
            // typing goes on by the second; that it began is what there is to say
            if tx.autosave(id, account)?.is_none() {
                let told = json!({ "baseRevision": autosave.base });
                note_event(tx, articles::target(&row), (actor, at), told)?;
            }
            tx.keep_autosave(&permit, account, (&autosave.content, autosave.base, at))?;
            let kept = tx.autosave(id, account)?;
            let kept = kept.ok_or(NewsroomError::NotFound(Entity::Article))?;
            Ok(KeptAutosave { article: id, row: kept, head: row.head_revision })
        })
    }

    /// Forgets what an editor kept of an article, if they did.
    pub fn drop_autosave(&self, actor: &Actor, id: ArticleId) -> Result<(), NewsroomError> {
        let at = self.now();
        self.store.write("autosave.drop", |tx| {
            let row = articles::find(tx, id)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            let account = account(actor)?;
            if tx.autosave(id, account)?.is_some() {
                note_event(tx, articles::target(&row), (actor, at), json!({}))?;
            }
            tx.drop_autosave(&permit, account)?;
            Ok(())
        })
    }
}

impl Reading {
    /// What an editor kept of an article and has not saved.
    pub fn autosave(
        &mut self,
        actor: &Actor,
        id: ArticleId,
    ) -> Result<KeptAutosave, NewsroomError> {
        let seen = self.seen(actor, View::Working)?;
        self.snapshot.read(|tx| {
            let article = tx.article(seen, id)?.ok_or(NewsroomError::NotFound(Entity::Article))?;
            policy::authorize::<ReviseArticle>(actor, &article.facts())?;
            let kept = tx.autosave(id, account(actor)?)?;
            let row = kept.ok_or(NewsroomError::NotFound(Entity::Article))?;
            Ok(KeptAutosave { article: id, row, head: article.head_revision })
        })
    }
}

/// Whose it is: the operator has no desk to come back to.
fn account(actor: &Actor) -> Result<Uuid, Denied> {
    actor.account_id().map(|account| account.0).ok_or(Denied::Forbidden)
}
