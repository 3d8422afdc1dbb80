//! What happens at a time that was set. Readers see it by the clock; here it is only noted: where
//! the article stands, the change log, the index, the tombstone.

use domain::actor::Actor;
use domain::article::{ArticleState, Transition};
use domain::change::ChangeKind;
use domain::id::ArticleId;
use domain::policy;
use domain::record::Entity;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use serde_json::{Value, json};
use store::{ArticleRow, DeskEntry, Due, WriteTx};
use uuid::Uuid;

use crate::Newsroom;
use crate::articles;
use crate::error::NewsroomError;
use crate::lists::live;
use crate::note::note_with;
use crate::translations;
use crate::views;

/// The name of the turn.
const TURN: &str = "schedule";
/// How long a turn lasts unless it is renewed, in milliseconds: whoever ends without a word is
/// followed within that time.
const TURN_MS: i64 = 400;
/// How many articles are noted in one transaction: others wait for its end.
const BATCH_MAX: i64 = 50;

/// One of those that note what is due, among several processes.
#[derive(Debug, Clone, Copy)]
pub struct Watch {
    holder: Uuid,
}

impl Watch {
    /// Takes the turn, or goes on with it; whose turn it is, the database's clock says. Whoever was
    /// frozen during its turn finds that it has ended: turn and notes are one transaction.
    pub(crate) fn take_turn(self, tx: &mut WriteTx<'_>) -> Result<bool, NewsroomError> {
        tx.give_way()?;
        let now = tx.database_time()?;
        let until = now.plus_ms(TURN_MS);
        Ok(tx.take_turn(TURN, self.holder, (now, until))?.is_some())
    }
}

/// What was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Noted {
    /// How many articles were.
    pub articles: usize,
    /// How many lists were.
    pub lists: usize,
    /// How many releases went out, or failed.
    pub releases: usize,
    /// True if more may be due.
    pub more: bool,
}

impl Newsroom {
    /// Begins to watch.
    pub fn watch(&self) -> Watch {
        Watch { holder: self.new_id() }
    }

    /// True if something is due: nobody takes the turn, and writes, for nothing.
    pub fn is_due(&self) -> Result<bool, NewsroomError> {
        let now = self.now();
        self.store.snapshot()?.read(|tx| {
            Ok(!tx.due_to_begin(now, 1)?.is_empty()
                || !tx.due_to_end(now, 1)?.is_empty()
                || !tx.due_lists(now, 1)?.is_empty()
                || !tx.due_releases(now, 1)?.is_empty())
        })
    }

    /// Notes some of what is due, and takes out releases whose time has come, if it is this one's
    /// turn. A release that cannot go out keeps nothing else from being noted.
    pub fn note_due(&self, watch: Watch) -> Result<Noted, NewsroomError> {
        let noted = self.note_articles(watch);
        let released = self.note_releases(watch)?;
        let noted = noted?;
        Ok(Noted { more: noted.more || released.more, releases: released.releases, ..noted })
    }

    fn note_articles(&self, watch: Watch) -> Result<Noted, NewsroomError> {
        self.store.write("schedule.note", |tx| {
            if !watch.take_turn(tx)? {
                return Ok(Noted::default());
            }
            self.note_due_at(tx, self.now())
        })
    }

    /// Notes some of what is due at `at`, whosever turn it is.
    fn note_due_at(&self, tx: &mut WriteTx<'_>, at: Timestamp) -> Result<Noted, NewsroomError> {
        let mut due = tx.due_to_begin(at, BATCH_MAX)?;
        due.extend(tx.due_to_end(at, BATCH_MAX)?);
        for id in &due {
            // whoever is at work on it notes it by themselves
            if tx.hold_free(*id)? {
                let row = tx.article(Visibility::EVERYTHING, *id)?;
                row.map(|row| self.settle(tx, row, at)).transpose()?;
            }
        }
        let lists = tx.due_lists(at, BATCH_MAX)?;
        for id in &lists {
            if tx.hold_free_list(*id)? {
                live::note_due(tx, *id, at)?;
            }
        }
        let most = due.len().max(lists.len());
        let more = most >= usize::try_from(BATCH_MAX).unwrap_or(usize::MAX);
        Ok(Noted { articles: due.len(), lists: lists.len(), more, ..Noted::default() })
    }

    /// The working view of an article, all noted of it that is due: nobody acts on what has passed.
    pub(crate) fn find_article(
        &self,
        tx: &mut WriteTx<'_>,
        id: ArticleId,
        at: Timestamp,
    ) -> Result<ArticleRow, NewsroomError> {
        tx.hold(id)?;
        let row = tx.article(Visibility::EVERYTHING, id)?;
        // what became due while others were waited for has passed, too
        let at = at.max(self.now());
        self.settle(tx, row.ok_or(NewsroomError::NotFound(Entity::Article))?, at)
    }

    /// Notes what is due of one article.
    fn settle(
        &self,
        tx: &mut WriteTx<'_>,
        mut row: ArticleRow,
        at: Timestamp,
    ) -> Result<ArticleRow, NewsroomError> {
        if !matches!(row.state, ArticleState::Scheduled | ArticleState::Published) {
            return Ok(row);
        }
        let Some((from, until)) = tx.public_window(row.id)? else { return Ok(row) };
        if row.state == ArticleState::Scheduled && from <= at {
            row = self.note_begin(tx, row, (from, at))?;
        }
        if row.state == ArticleState::Published && until.is_some_and(|until| until <= at) {
            row = self.note_end(tx, row, at)?;
        }
        Ok(row)
    }

    /// Notes that readers see an article since `from`.
    fn note_begin(
        &self,
        tx: &mut WriteTx<'_>,
        row: ArticleRow,
        (from, at): (Timestamp, Timestamp),
    ) -> Result<ArticleRow, NewsroomError> {
        let permit = policy::authorize_step(&Actor::Operator, &row.facts(), Transition::Publish)?;
        let first = row.first_published_at.unwrap_or(from);
        tx.move_article(&permit, ArticleState::Published, Some(first))?;
        let shown = tx.article(policy::public_view(from), row.id)?;
        // it may have ended in the meantime
        let revision = shown.as_ref().map_or(row.head_revision, |shown| shown.revision);
        if let Some(shown) = shown {
            let content = views::content(&shown, &tx.body(row.id, shown.revision)?)?;
            tx.index_article(&permit, revision, &content)?;
        }
        tx.unbury(Entity::Article, row.id.0)?;
        tx.forget_time(&permit, Due::Begin)?;
        let row =
            ArticleRow { state: ArticleState::Published, first_published_at: Some(first), ..row };
        tx.log_step(&permit, &self.entry(&row, Transition::Publish, at))?;
        let change = articles::change(row.id, ChangeKind::Published, revision);
        note_with(tx, change, (&Actor::Operator, at), due(Transition::Publish))?;
        translations::appeared(tx, (&Actor::Operator, at), row.id)?;
        Ok(row)
    }

    /// Notes that readers see an article no more.
    fn note_end(
        &self,
        tx: &mut WriteTx<'_>,
        row: ArticleRow,
        at: Timestamp,
    ) -> Result<ArticleRow, NewsroomError> {
        let permit = policy::authorize_step(&Actor::Operator, &row.facts(), Transition::Unpublish)?;
        tx.hide_article(&permit)?;
        tx.move_article(&permit, ArticleState::Unpublished, row.first_published_at)?;
        tx.bury(Entity::Article, row.id.0, "unpublished", at)?;
        tx.forget_time(&permit, Due::End)?;
        let row = ArticleRow { state: ArticleState::Unpublished, ..row };
        tx.log_step(&permit, &self.entry(&row, Transition::Unpublish, at))?;
        let change = articles::change(row.id, ChangeKind::Unpublished, row.head_revision);
        note_with(tx, change, (&Actor::Operator, at), due(Transition::Unpublish))?;
        Ok(row)
    }

    fn entry(&self, row: &ArticleRow, step: Transition, at: Timestamp) -> DeskEntry {
        DeskEntry {
            id: self.ids.next(at),
            at,
            by: None,
            step: Some(step),
            state: row.state,
            revision: row.head_revision,
            note: None,
        }
    }

    /// The time by the database's clock, which all instances have in common.
    pub fn database_time(&self) -> Result<Timestamp, NewsroomError> {
        self.store.snapshot()?.read(|tx| Ok(tx.database_time()?))
    }
}

/// What the audit says of a step that nobody took: its time had come.
fn due(step: Transition) -> Value {
    json!({ "step": step.word(), "due": true })
}
