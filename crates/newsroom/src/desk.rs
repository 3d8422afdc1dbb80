//! The desk: who works on an article and until when, what is said of it, who has it open.

use domain::actor::Actor;
use domain::article::{ArticleState, DeskCard, DeskNote};
use domain::change::ChangeKind;
use domain::id::{ArticleId, Revision};
use domain::policy::{self, AssignArticle, NoteArticle, ReviseArticle};
use domain::record::Entity;
use domain::time::Timestamp;
use domain::violation::{Violation, Violations};
use domain::visibility::Visibility;
use serde_json::json;
use store::{ArticlePage, ArticleRow, DeskEntry, DeskRow, Lock, Place, ReadTx, Side};

use crate::Newsroom;
use crate::articles;
use crate::error::NewsroomError;
use crate::note::{note_event, note_with};
use crate::reading::{Page, PageRequest, Reading, cut};

/// How long a lock may be asked for, in seconds.
pub const LOCK_SECONDS_MAX: i64 = 3_600;

impl Newsroom {
    /// Saves the card of an article; `expected` is the revision of the card that was seen, 0 for
    /// the first.
    pub fn save_card(
        &self,
        actor: &Actor,
        (id, expected): (ArticleId, Revision),
        card: DeskCard,
    ) -> Result<DeskRow, NewsroomError> {
        let at = self.now();
        self.store.write("article.assign", |tx| {
            let row = self.find_article(tx, id, at)?;
            let permit = policy::authorize::<AssignArticle>(actor, &row.facts())?;
            let desk = tx.desk(id)?;
            if desk.revision != expected {
                return Err(NewsroomError::Stale { current: desk.revision });
            }
            check_card(tx, &row, (&card, &desk), at)?;
            let before = desk.card.breaking_until;
            let desk = DeskRow { revision: desk.revision.next(), card, ..desk };
            tx.save_card(&permit, &desk)?;
            // readers see what is breaking, and nothing else of the card
            let is_told = desk.card.breaking_until != before;
            let shown = tx.shown_revision(id.0, at)?.filter(|_| is_told);
            let kind = shown.map_or(ChangeKind::Updated, |_| ChangeKind::Published);
            let revision = shown.unwrap_or(row.head_revision);
            let told = json!({ "card": desk.card, "cardRevision": desk.revision });
            note_with(tx, articles::change(id, kind, revision), (actor, at), told)?;
            Ok(desk)
        })
    }

    /// Leaves a note for the desk.
    pub fn note_article(
        &self,
        actor: &Actor,
        id: ArticleId,
        text: DeskNote,
    ) -> Result<DeskEntry, NewsroomError> {
        let at = self.now();
        let entry = self.ids.next(at);
        self.store.write("article.note", |tx| {
            let row = self.find_article(tx, id, at)?;
            let permit = policy::authorize::<NoteArticle>(actor, &row.facts())?;
            let entry = DeskEntry {
                id: entry,
                at,
                by: permit.by(),
                step: None,
                state: row.state,
                revision: row.head_revision,
                note: Some(text),
            };
            tx.log_note(&permit, &entry)?;
            let told = json!({ "entry": entry.id, "note": entry.note });
            note_event(tx, articles::target(&row), (actor, at), told)?;
            Ok(entry)
        })
    }

    /// Tells others that the one who asks works on an article, for some seconds; refused while
    /// another does, unless `seize` takes it over. It keeps nobody from saving.
    pub fn lock_article(
        &self,
        actor: &Actor,
        id: ArticleId,
        (seconds, seize): (i64, bool),
    ) -> Result<Lock, NewsroomError> {
        let at = self.now();
        self.store.write("article.lock", |tx| {
            let row = self.find_article(tx, id, at)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            let desk = tx.desk(id)?;
            let by = permit.by().unwrap_or_default();
            let other = desk.lock.filter(|lock| lock.until > at && lock.by != by);
            if let Some(lock) = other.filter(|_| !seize) {
                return Err(NewsroomError::Locked(lock));
            }
            let seconds = seconds.clamp(1, LOCK_SECONDS_MAX);
            let lock = Lock { by, until: at.plus_seconds(seconds) };
            // who only goes on says nothing new
            if desk.lock.is_none_or(|held| held.by != by || held.until <= at) {
                let told = json!({ "until": lock.until, "seized": other.map(|lock| lock.by) });
                note_event(tx, articles::target(&row), (actor, at), told)?;
            }
            tx.save_lock(&permit, &DeskRow { lock: Some(lock), ..desk })?;
            Ok(lock)
        })
    }

    /// Sets an article free that the one who asks has locked; another's lock stays.
    pub fn unlock_article(&self, actor: &Actor, id: ArticleId) -> Result<(), NewsroomError> {
        let at = self.now();
        self.store.write("article.unlock", |tx| {
            let row = self.find_article(tx, id, at)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            let desk = tx.desk(id)?;
            let by = permit.by().unwrap_or_default();
            match desk.lock.filter(|lock| lock.until > at) {
                Some(lock) if lock.by != by => Err(NewsroomError::Locked(lock)),
                Some(_) => {
                    note_event(tx, articles::target(&row), (actor, at), json!({}))?;
                    Ok(tx.save_lock(&permit, &DeskRow { lock: None, ..desk })?)
                }
                None => Ok(()),
            }
        })
    }
}

/// Checks a card: its times, its account, and that no embargo comes too late.
fn check_card(
    tx: &mut ReadTx<'_>,
    row: &ArticleRow,
    (card, before): (&DeskCard, &DeskRow),
    at: Timestamp,
) -> Result<(), NewsroomError> {
    card.timely(&before.card, at).map_err(NewsroomError::Invalid)?;
    let fault = |pointer: &str, code: &'static str, rule: &str| {
        Violations::from(Violation::new(pointer, code, rule))
    };
    if let Some(account) = card.assignee
        && !tx.may_work(account)?
    {
        let rule = "no account that may work";
        let faults = fault("/assignee", "unknown_reference", rule);
        return Err(NewsroomError::UnknownReference(faults));
    }
    let Some(until) = card.embargoed_until(at) else { return Ok(()) };
    let rule = match row.state {
        ArticleState::Published => "readers see it already",
        ArticleState::Scheduled if before.publish_at.is_some_and(|moment| moment.at < until) => {
            "it is scheduled for earlier: schedule it anew first"
        }
        ArticleState::Draft
        | ArticleState::InReview
        | ArticleState::Approved
        | ArticleState::Scheduled
        | ArticleState::Unpublished
        | ArticleState::Killed
        | ArticleState::Trashed => return Ok(()),
    };
    Err(NewsroomError::Invalid(fault("/embargo/until", "embargo_too_late", rule)))
}

impl Reading {
    /// What the desk knows of an article that may be seen in the working view.
    pub fn desk(&mut self, seen: Visibility, id: ArticleId) -> Result<DeskRow, NewsroomError> {
        self.snapshot.read(|tx| {
            tx.article(seen, id)?.ok_or(NewsroomError::NotFound(Entity::Article))?;
            Ok(tx.desk(id)?)
        })
    }

    /// A page of what was done with an article and said of it, the newest first.
    pub fn desk_entries(
        &mut self,
        seen: Visibility,
        id: ArticleId,
        page: &PageRequest<Place>,
    ) -> Result<Page<DeskEntry>, NewsroomError> {
        let side = if page.backwards { Side::After } else { Side::Before };
        let wanted = ArticlePage { from: page.from, side, limit: i64::from(page.limit) + 1 };
        self.snapshot.read(|tx| {
            tx.article(seen, id)?.ok_or(NewsroomError::NotFound(Entity::Article))?;
            let total = page.total(|| tx.count_desk_entries(id))?;
            Ok(Page { total, ..cut(tx.desk_entries(id, wanted)?, page) })
        })
    }

    /// The place of an entry in the list.
    pub fn desk_entry_place(entry: &DeskEntry) -> Place {
        Place { at: entry.at, id: entry.id }
    }
}
