//! The workflow of an article: one use case for every step.

use domain::actor::Actor;
use domain::article::{ArticleContent, ArticleState, Step, Transition};
use domain::change::{Change, ChangeKind};
use domain::id::{ArticleId, Revision};
use domain::policy::{self, Permit, Workflow};
use domain::record::Entity;
use domain::time::Timestamp;
use store::{ArticleRow, DeskEntry, DeskRow, NewRevision, Origin, Window, WriteTx};

use crate::Newsroom;
use crate::articles::{self, Working};
use crate::error::NewsroomError;
use crate::note::note;
use crate::translations;
use crate::views;

impl Newsroom {
    /// Takes a step: what it left, or nothing if the article is deleted now.
    pub fn take_step(
        &self,
        actor: &Actor,
        (id, expected): (ArticleId, Revision),
        step: &Step,
    ) -> Result<Option<Working>, NewsroomError> {
        let at = self.now();
        self.store.write(step.transition().action(ArticleState::Draft).word(), |tx| {
            let row = self.find_article(tx, id, at)?;
            let taken = Taken {
                permit: policy::authorize_step(actor, &row.facts(), step.transition())?,
                desk: tx.desk(id)?,
                row,
                step,
                at,
            };
            articles::fresh(&taken.row, expected)?;
            let ever_public = taken.row.first_published_at.is_some();
            let Some(to) = taken.row.state.after(step.transition(), ever_public)? else {
                taken.purge(tx, actor)?;
                return Ok(None);
            };
            taken.check()?;
            if taken.row.state == ArticleState::Trashed {
                translations::may_come_back(tx, (actor, at), id)?;
            }
            let kind = taken.lead(tx, to)?;
            self.log_step(tx, &taken, to)?;
            note(tx, taken.change(kind), at, actor)?;
            if kind == ChangeKind::Published && taken.row.state != ArticleState::Published {
                translations::appeared(tx, (actor, at), id)?;
            }
            articles::left(tx, actor, id).map(Some)
        })
    }

    fn log_step(
        &self,
        tx: &mut WriteTx<'_>,
        taken: &Taken<'_>,
        to: ArticleState,
    ) -> Result<(), NewsroomError> {
        let entry = DeskEntry {
            id: self.ids.next(taken.at),
            at: taken.at,
            by: taken.permit.by(),
            step: Some(taken.step.transition()),
            state: to,
            revision: taken.row.head_revision,
            note: taken.step.note().cloned(),
        };
        Ok(tx.log_step(&taken.permit, &entry)?)
    }
}

/// A step that is being taken.
struct Taken<'a> {
    permit: Permit<Workflow>,
    row: ArticleRow,
    desk: DeskRow,
    step: &'a Step,
    at: Timestamp,
}

impl Taken<'_> {
    /// Checks times, and that no embargo is broken.
    fn check(&self) -> Result<(), NewsroomError> {
        let embargo = self.desk.card.embargoed_until(self.at);
        self.step.timely(self.at, embargo).map_err(NewsroomError::Invalid)?;
        match (self.step.transition(), embargo) {
            (Transition::Publish, Some(until)) => Err(NewsroomError::Embargoed { until }),
            (_, _) => Ok(()),
        }
    }

    /// Brings the article to where the step leads; how the log calls it.
    fn lead(&self, tx: &mut WriteTx<'_>, to: ArticleState) -> Result<ChangeKind, NewsroomError> {
        let since = self.row.first_published_at;
        let id = self.row.id;
        match to {
            ArticleState::Published => self.publish(tx),
            ArticleState::Scheduled => self.schedule(tx),
            ArticleState::Killed => {
                tx.delete_previews(&self.permit)?;
                self.withdraw(tx, to, "killed", ChangeKind::Killed)
            }
            ArticleState::Trashed if self.row.state == ArticleState::Killed => {
                // what was killed stays so for readers
                tx.move_article(&self.permit, to, since)?;
                Ok(ChangeKind::Trashed)
            }
            ArticleState::Trashed => self.withdraw(tx, to, "deleted", ChangeKind::Trashed),
            ArticleState::Unpublished if self.row.state == ArticleState::Published => {
                self.withdraw(tx, to, "unpublished", ChangeKind::Unpublished)
            }
            ArticleState::Draft
            | ArticleState::InReview
            | ArticleState::Approved
            | ArticleState::Unpublished => {
                if self.row.state == ArticleState::Scheduled {
                    tx.hide_article(&self.permit)?;
                    self.forget_times(tx)?;
                }
                if self.step.transition() == Transition::Restore && since.is_some() {
                    tx.bury(Entity::Article, id.0, "unpublished", self.at)?;
                }
                tx.move_article(&self.permit, to, since)?;
                Ok(ChangeKind::Updated)
            }
        }
    }

    /// Shows the newest revision to readers.
    fn publish(&self, tx: &mut WriteTx<'_>) -> Result<ChangeKind, NewsroomError> {
        let first = self.row.first_published_at.unwrap_or(self.at);
        let before = match self.row.state {
            ArticleState::Published => self.desk.unpublish_at,
            ArticleState::Draft
            | ArticleState::InReview
            | ArticleState::Approved
            | ArticleState::Scheduled
            | ArticleState::Unpublished
            | ArticleState::Killed
            | ArticleState::Trashed => None,
        };
        let unpublish_at = self.step.unpublish_at().or(before);
        let until = unpublish_at.map(|moment| moment.at);
        let window = Window { order_at: first, from: Some(first), until };
        let content = self.show(tx, window)?;
        tx.index_article(&self.permit, self.row.head_revision, &content)?;
        tx.move_article(&self.permit, ArticleState::Published, Some(first))?;
        tx.unbury(Entity::Article, self.row.id.0)?;
        let desk = DeskRow { publish_at: None, unpublish_at, ..self.desk.clone() };
        if desk != self.desk {
            tx.save_times(&self.permit, &desk)?;
        }
        Ok(ChangeKind::Published)
    }

    /// Lets the newest revision be shown at a time: readers see it from then on, whatever runs.
    fn schedule(&self, tx: &mut WriteTx<'_>) -> Result<ChangeKind, NewsroomError> {
        let (publish_at, unpublish_at) = (self.step.publish_at(), self.step.unpublish_at());
        let from = publish_at.map_or(self.at, |moment| moment.at);
        let order_at = self.row.first_published_at.unwrap_or(from);
        let until = unpublish_at.map(|moment| moment.at);
        let window = Window { order_at, from: Some(from), until };
        self.show(tx, window)?;
        tx.move_article(&self.permit, ArticleState::Scheduled, self.row.first_published_at)?;
        tx.save_times(&self.permit, &DeskRow { publish_at, unpublish_at, ..self.desk.clone() })?;
        Ok(ChangeKind::Updated)
    }

    /// Points the public view at the newest revision while a window is open; what it shows then.
    fn show(&self, tx: &mut WriteTx<'_>, window: Window) -> Result<ArticleContent, NewsroomError> {
        let (id, revision) = (self.row.id, self.row.head_revision);
        let content = views::content(&self.row, &tx.body(id, revision)?)?;
        content.ready_to_publish().map_err(NewsroomError::NotReady)?;
        let slug = articles::claim(tx, &content, id, self.at)?;
        let at = self.row.changed_at;
        let origin = Origin::default();
        let shown = NewRevision { revision, content: &content, slug: &slug, at, origin };
        tx.show_article(&self.permit, &shown, window)?;
        Ok(content)
    }

    /// Takes the article from readers, who are told so if they ever saw it.
    fn withdraw(
        &self,
        tx: &mut WriteTx<'_>,
        to: ArticleState,
        kind: &'static str,
        change: ChangeKind,
    ) -> Result<ChangeKind, NewsroomError> {
        tx.hide_article(&self.permit)?;
        tx.move_article(&self.permit, to, self.row.first_published_at)?;
        if self.row.first_published_at.is_some() {
            tx.bury(Entity::Article, self.row.id.0, kind, self.at)?;
        }
        self.forget_times(tx)?;
        Ok(change)
    }

    fn forget_times(&self, tx: &mut WriteTx<'_>) -> Result<(), NewsroomError> {
        let desk = DeskRow { publish_at: None, unpublish_at: None, ..self.desk.clone() };
        if desk != self.desk {
            tx.save_times(&self.permit, &desk)?;
        }
        Ok(())
    }

    /// Deletes the article with its history; not one that something points at.
    fn purge(&self, tx: &mut WriteTx<'_>, actor: &Actor) -> Result<(), NewsroomError> {
        let referrers = tx.referrers(Entity::Article, self.row.id.0)?;
        if !referrers.is_empty() {
            return Err(NewsroomError::InUse { referrers });
        }
        tx.purge_article(&self.permit)?;
        note(tx, self.change(ChangeKind::Deleted), self.at, actor)?;
        Ok(())
    }

    fn change(&self, kind: ChangeKind) -> Change {
        articles::change(self.row.id, kind, self.row.head_revision)
    }
}
