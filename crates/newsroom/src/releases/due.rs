//! Releases whose time has come: each goes out once, in a transaction of its own, as the account
//! that set the time. One that cannot go out keeps why, and holds up nothing else.

use domain::actor::{Actor, Credential, Member};
use domain::id::{AccountId, SessionId, TokenId};
use domain::release::{ReleaseFault, ReleaseState};
use store::{ReadTx, ReleaseRow, Scheduler, StoreError};
use uuid::Uuid;

use super::faults::{faults, is_refusal, whole};
use super::steps::{articles, permit};
use super::{next, note_release, saved};
use crate::Newsroom;
use crate::error::NewsroomError;
use crate::schedule::{Noted, Watch};

/// How many releases are taken out between two looks.
const LOOK_MAX: i64 = 20;

impl Newsroom {
    /// Takes out some of the releases that are due, if it is this one's turn.
    pub(crate) fn note_releases(&self, watch: Watch) -> Result<Noted, NewsroomError> {
        let now = self.now();
        let due = self.store.snapshot()?.read(|tx| tx.due_releases(now, LOOK_MAX))?;
        let mut noted = Noted::default();
        for id in &due {
            match self.note_release(watch, *id) {
                Ok(true) => noted.releases = noted.releases.saturating_add(1),
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(release.id = %id, error.chain = %error, "a release has to wait");
                }
            }
        }
        let is_full = due.len() >= usize::try_from(LOOK_MAX).unwrap_or(usize::MAX);
        Ok(Noted { more: is_full && noted.releases > 0, ..noted })
    }

    /// Takes out a release that is due: true if it is out, or has failed.
    fn note_release(&self, watch: Watch, id: Uuid) -> Result<bool, NewsroomError> {
        let taken = self.take_out(watch, id, |newsroom, row, actor| {
            let permit = permit(&actor, id)?;
            newsroom.send_out((&actor, &permit), row)
        });
        let Err(NewsroomError::Store(error)) = taken else { return taken };
        if passes(&error) {
            return Err(error.into());
        }
        tracing::error!(release.id = %id, error.chain = %error, "a release failed");
        let why = whole("internal", "something failed on our side: the log says what");
        self.take_out(watch, id, |newsroom, row, _| newsroom.fail(row, why))
    }

    /// Does `work` with a release that is due and whose account may still work; if it is refused,
    /// the release has failed. Turn, release and failure are one transaction.
    fn take_out(
        &self,
        watch: Watch,
        id: Uuid,
        work: impl FnOnce(&Self, ReleaseRow, Actor) -> Result<ReleaseRow, NewsroomError>,
    ) -> Result<bool, NewsroomError> {
        self.together(|newsroom| {
            let begun = newsroom.store.write("release.take", |tx| {
                if !watch.take_turn(tx)? || !tx.hold_free_release(id)? {
                    return Ok(None);
                }
                let row = tx.release(id)?.filter(|row| is_due(row, newsroom.now()));
                let Some(row) = row else { return Ok(None) };
                Self::hold_articles(tx, articles(&row))?;
                let actor = scheduler(tx, row.scheduled_by.as_ref())?;
                Ok::<_, NewsroomError>(Some((row, actor)))
            })?;
            let Some((row, actor)) = begun else { return Ok(false) };
            let Some(actor) = actor else {
                let rule = "the account that set the time may not work any more";
                return newsroom.fail(row, whole("forbidden", rule)).map(|_row| true);
            };
            let done = newsroom.together(|newsroom| work(newsroom, row.clone(), actor));
            match done {
                Err(error) if is_refusal(&error) => newsroom.fail(row, faults(&error)),
                done => done,
            }
            .map(|_row| true)
        })
    }

    /// Says that a release could not go out, and why.
    fn fail(&self, row: ReleaseRow, why: Vec<ReleaseFault>) -> Result<ReleaseRow, NewsroomError> {
        let at = self.now();
        let permit = permit(&Actor::Operator, row.id)?;
        let before = row.stamp.revision;
        let row = ReleaseRow {
            state: ReleaseState::Failed,
            faults: why,
            stamp: next(row.stamp, at, None),
            ..row
        };
        self.store.write("release.fail", |tx| {
            saved(tx.move_release(&permit, &row)?, before)?;
            note_release(tx, &row, (&Actor::Operator, at))
        })?;
        Ok(row)
    }
}

fn is_due(row: &ReleaseRow, now: domain::time::Timestamp) -> bool {
    row.state == ReleaseState::Scheduled && row.publish_at.is_some_and(|moment| moment.at <= now)
}

/// True for a failure after which the same may be tried again.
const fn passes(error: &StoreError) -> bool {
    match error {
        StoreError::Unreachable(_)
        | StoreError::Busy { .. }
        | StoreError::Met(_)
        | StoreError::Full(_) => true,
        StoreError::NotFree
        | StoreError::Taken(_)
        | StoreError::Reference(_)
        | StoreError::Unreadable { .. }
        | StoreError::Migration(_)
        | StoreError::Other(_) => false,
    }
}

/// Whoever set the time, as they are now; `None` if they may not work any more. How they proved
/// themselves then is what the audit says.
fn scheduler(tx: &mut ReadTx<'_>, by: Option<&Scheduler>) -> Result<Option<Actor>, StoreError> {
    let Some(by) = by else { return Ok(Some(Actor::Operator)) };
    let credential = match by.credential.as_str() {
        "token" => Credential::Token(TokenId(Uuid::nil())),
        _ => Credential::Session(SessionId(Uuid::nil())),
    };
    let account = tx.account(AccountId(by.account))?.filter(|account| account.active);
    let member = |account: store::AccountRow| Member {
        account: account.id,
        role: account.role,
        grants: account.grants,
        sections: account.sections,
        credential,
    };
    Ok(account.map(|account| Actor::Member(member(account))))
}
