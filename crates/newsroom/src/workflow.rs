//! The workflow of an article: one use case for every step.

use domain::actor::Actor;
use domain::article::{ArticleContent, ArticleState, Step, Transition};
use domain::change::{Change, ChangeKind};
use domain::id::{ArticleId, Revision};
use domain::policy::{self, Action, Permit, Workflow};
use domain::record::Entity;
use domain::slug::Slug;
use domain::time::Timestamp;
use serde_json::{Value, json};
use store::{ArticleRow, DeskEntry, DeskRow, NewRevision, Origin, Window, WriteTx};
use uuid::Uuid;

use crate::articles::{self, Working};
use crate::claims::claim_slug;
use crate::error::NewsroomError;
use crate::note::{note, note_with};
use crate::{Newsroom, references, translations, views};

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
            let taken = Taken::begin(tx, actor, row, (step, at))?;
            articles::fresh(&taken.row, expected)?;
            match self.go_through(tx, actor, &taken)? {
                Some(_) => articles::left(tx, actor, id).map(Some),
                None => Ok(None),
            }
        })
    }

    /// Takes a step that was begun: its entry in the desk's log, or nothing if the article is
    /// deleted now.
    pub(crate) fn go_through(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        taken: &Taken<'_>,
    ) -> Result<Option<Uuid>, NewsroomError> {
        let ever_public = taken.row.first_published_at.is_some();
        let Some(to) = taken.row.state.after(taken.step.transition(), ever_public)? else {
            taken.purge(tx, actor)?;
            return Ok(None);
        };
        taken.check()?;
        if taken.row.state == ArticleState::Trashed {
            translations::may_come_back(tx, (actor, taken.at), taken.row.id)?;
        }
        let to = taken.approved(tx, actor, to)?;
        let kind = taken.lead(tx, to)?;
        if taken.showing.revision.is_some() {
            // an older revision may be in another language
            translations::may_come_back(tx, (actor, taken.at), taken.row.id)?;
        }
        let entry = self.log_step(tx, taken, to)?;
        note_with(tx, taken.change(kind), (actor, taken.at), taken.told(to))?;
        if kind == ChangeKind::Published && taken.row.state != ArticleState::Published {
            translations::appeared(tx, (actor, taken.at), taken.row.id)?;
        }
        Ok(Some(entry))
    }

    fn log_step(
        &self,
        tx: &mut WriteTx<'_>,
        taken: &Taken<'_>,
        to: ArticleState,
    ) -> Result<Uuid, NewsroomError> {
        let entry = DeskEntry {
            id: self.ids.next(taken.at),
            at: taken.at,
            by: taken.permit.by(),
            step: Some(taken.step.transition()),
            state: to,
            revision: taken.row.head_revision,
            note: taken.step.note().cloned(),
        };
        tx.log_step(&taken.permit, &entry)?;
        Ok(entry.id)
    }
}

/// A step that is being taken.
pub(crate) struct Taken<'a> {
    permit: Permit<Workflow>,
    row: ArticleRow,
    desk: DeskRow,
    step: &'a Step,
    at: Timestamp,
    /// What readers are to see.
    showing: Showing,
}

/// What readers are to see of an article once it is published: its newest revision, unless
/// something else is said.
#[derive(Default)]
pub(crate) struct Showing {
    /// The article as another of its revisions describes it.
    pub(crate) revision: Option<ArticleRow>,
    /// Since when, until when, and where it stands in lists.
    pub(crate) window: Option<Window>,
    /// At an address that it has had.
    pub(crate) slug: Option<Slug>,
}

impl<'a> Taken<'a> {
    /// Begins a step of an article that was found, if `actor` may take it.
    pub(crate) fn begin(
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        row: ArticleRow,
        (step, at): (&'a Step, Timestamp),
    ) -> Result<Self, NewsroomError> {
        let permit = policy::authorize_step(actor, &row.facts(), step.transition())?;
        let desk = tx.desk(row.id)?;
        Ok(Self { permit, row, desk, step, at, showing: Showing::default() })
    }

    /// The same by which readers see something else than the newest revision from now on.
    pub(crate) fn showing(self, showing: Showing) -> Self {
        Self { showing, ..self }
    }
}

impl Taken<'_> {
    /// The article as the revision describes it that readers are to see.
    fn shown(&self) -> &ArticleRow {
        self.showing.revision.as_ref().unwrap_or(&self.row)
    }

    /// Checks times, and that no embargo is broken.
    fn check(&self) -> Result<(), NewsroomError> {
        let embargo = self.desk.card.embargoed_until(self.at);
        self.step.timely(self.at, embargo).map_err(NewsroomError::Invalid)?;
        match (self.step.transition(), embargo) {
            (Transition::Publish, Some(until)) => Err(NewsroomError::Embargoed { until }),
            (_, _) => Ok(()),
        }
    }

    /// Where the step leads if nobody approved what it leaves: what was scheduled is approved only
    /// in the revision that was to go out, by who may approve.
    fn approved(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        to: ArticleState,
    ) -> Result<ArticleState, NewsroomError> {
        if self.step.transition() != Transition::Unschedule {
            return Ok(to);
        }
        let scheduled = tx.scheduled_revision(self.row.id)?;
        let may = policy::may(actor, Action::ApproveArticle, &self.row.facts());
        if may && scheduled == Some(self.row.head_revision) {
            return Ok(to);
        }
        Ok(ArticleState::at_rest(self.row.first_published_at.is_some()))
    }

    /// What the audit says of the step.
    fn told(&self, to: ArticleState) -> Value {
        json!({
            "step": self.step.transition().word(), "state": to.word(), "note": self.step.note(),
            "publishAt": self.step.publish_at(), "unpublishAt": self.step.unpublish_at(),
        })
    }

    /// Brings the article to where the step leads; how the log calls it.
    fn lead(&self, tx: &mut WriteTx<'_>, to: ArticleState) -> Result<ChangeKind, NewsroomError> {
        let since = self.row.first_published_at;
        if self.row.state == ArticleState::Scheduled {
            // an address that nobody was led to is free again
            tx.drop_slugs_to_come(Entity::Article, self.row.id.0, self.at)?;
        }
        match to {
            ArticleState::Published => self.publish(tx),
            ArticleState::Scheduled => self.schedule(tx),
            ArticleState::Killed => {
                tx.delete_previews(&self.permit)?;
                self.withdraw(tx, to, "killed", ChangeKind::Killed)
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
                tx.move_article(&self.permit, to, since)?;
                Ok(ChangeKind::Updated)
            }
        }
    }

    /// Shows a revision to readers, the newest as a rule.
    fn publish(&self, tx: &mut WriteTx<'_>) -> Result<ChangeKind, NewsroomError> {
        let first = self.row.first_published_at.unwrap_or(self.at);
        let before = match self.row.state {
            ArticleState::Published | ArticleState::Scheduled if self.step.keeps_end() => {
                self.desk.unpublish_at
            }
            ArticleState::Published
            | ArticleState::Scheduled
            | ArticleState::Draft
            | ArticleState::InReview
            | ArticleState::Approved
            | ArticleState::Unpublished
            | ArticleState::Killed
            | ArticleState::Trashed => None,
        };
        let unpublish_at = self.step.unpublish_at().or(before);
        let until = unpublish_at.map(|moment| moment.at);
        let window = Window { order_at: first, from: Some(first), until };
        let window =
            self.showing.window.map_or(window, |own| Window { until: own.until.or(until), ..own });
        let content = self.show(tx, window)?;
        tx.index_article(&self.permit, self.shown().revision, &content)?;
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

    /// Points the public view at a revision while a window is open; what it shows then.
    fn show(&self, tx: &mut WriteTx<'_>, window: Window) -> Result<ArticleContent, NewsroomError> {
        let (id, shown) = (self.row.id, self.shown());
        let revision = shown.revision;
        let content = views::content(shown, &tx.body(id, revision)?)?;
        content.ready_to_publish().map_err(NewsroomError::NotReady)?;
        if self.showing.revision.is_some() {
            // what the newest revision names is there; what an older one names may be gone
            references::check(tx, &content.meta.references())?;
        }
        let slug = match &self.showing.slug {
            Some(slug) => claim_slug(tx, Entity::Article, slug, false, (id.0, self.at))?,
            None => articles::claim(tx, &content, id, (self.at, window.from))?,
        };
        let (at, origin) = (shown.changed_at, Origin::default());
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
        let is_shown = kind == ChangeKind::Published;
        let revision = if is_shown { self.shown().revision } else { self.row.head_revision };
        articles::change(self.row.id, kind, revision)
    }
}
