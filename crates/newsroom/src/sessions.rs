//! Sessions: how they begin, go on and end.

use std::net::IpAddr;

use domain::account::Email;
use domain::actor::{Actor, Credential, Member};
use domain::audit::Target;
use domain::id::{AccountId, SessionId};
use domain::policy::{self, Denied, KeepCredentials, Subject};
use domain::time::Timestamp;
use serde_json::json;
use store::{AccountRow, DeviceRow, NewSession, StoreError, TokenRow, WriteTx};

use uuid::Uuid;

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::note::note_event;
use crate::reading::Reading;
use crate::secret::{Kind, Secret};

/// How long a session lasts without a new log-in.
const SESSION_SECONDS: i64 = 30 * 24 * 3_600;
/// How many sessions an account has; the oldest ends when one more begins.
const SESSIONS_MAX: i64 = 100;
/// How exactly it is known when a credential was last used.
const HEARD_SECONDS: i64 = 60;
/// How much is kept of what a client says it is, in characters.
const USER_AGENT_LEN_MAX: usize = 200;

/// Somebody who wants to log in.
pub struct Attempt {
    /// As whom.
    pub email: Email,
    /// With what.
    pub password: String,
    /// From which network; only counted, never kept.
    pub network: Option<IpAddr>,
    /// What the client says it is.
    pub user_agent: Option<String>,
}

/// An open session and the secret that renews it.
#[derive(Debug)]
pub struct LogIn {
    /// Whose.
    pub account: AccountRow,
    /// Which.
    pub session: SessionId,
    /// Buys the next access token, once.
    pub refresh: Secret,
}

impl Newsroom {
    /// Opens a session. An unknown address costs and answers what a wrong password does.
    pub fn log_in(&self, attempt: &Attempt) -> Result<LogIn, NewsroomError> {
        let at = self.now();
        let email = &attempt.email;
        self.log_ins.admit(email, attempt.network, at)?;
        let found = self.store.snapshot()?.read(|tx| tx.account_by_email(email))?;
        let account = found.filter(|account| account.active);
        let right = self.knows(account.as_ref(), &attempt.password);
        let known = account.as_ref().map(|account| account.id.0);
        let Some(account) = account.filter(|_| right) else {
            self.note_failed_log_in(known, at)?;
            return Err(NewsroomError::BadCredentials);
        };
        self.log_ins.excuse(email.as_str(), attempt.network);
        let session = SessionId(self.ids.next(at));
        let refresh = Secret::generate(Kind::Refresh)?;
        let user_agent = attempt.user_agent.as_deref().map(shortened);
        self.store.write("session.open", |tx| {
            tx.hold_account(account.id)?;
            // the password took its time: what was changed meanwhile holds
            if tx.account(account.id)?.as_ref() != Some(&account) {
                return Err(NewsroomError::BadCredentials);
            }
            for oldest in tx.open_sessions(account.id, at, SESSIONS_MAX)?.iter().skip(MANY) {
                tx.revoke_session(oldest.id, at)?;
            }
            tx.insert_session(&NewSession {
                id: session,
                account: account.id,
                user_agent: user_agent.as_deref(),
                at,
                expires_at: at.plus_seconds(SESSION_SECONDS),
            })?;
            tx.insert_refresh_token(&refresh.digest().to_string(), session, at)?;
            let told = json!({ "role": account.role.word() });
            note_event(tx, session_target(session), (&opened(&account, session), at), told)
        })?;
        Ok(LogIn { account, session, refresh })
    }

    /// Somebody gave a wrong password, or the address of nobody; the address itself is not noted.
    fn note_failed_log_in(&self, known: Option<Uuid>, at: Timestamp) -> Result<(), NewsroomError> {
        self.store.write("session.refuse", |tx| {
            let told = json!({ "accountKnown": known.is_some() });
            note_event(tx, Target::new("account", known), (&Actor::Anonymous, at), told)
        })
    }

    /// True if `password` is that of the account; takes as long where there is none.
    pub(crate) fn knows(&self, account: Option<&AccountRow>, password: &str) -> bool {
        if let Some(phc) = account.and_then(|account| account.password.as_deref()) {
            return self.passwords.verify(phc, password);
        }
        self.passwords.verify_nothing(password);
        false
    }

    /// Renews a session. A refresh token that comes twice was stolen: the session ends.
    pub fn refresh(&self, secret: &Secret) -> Result<LogIn, NewsroomError> {
        let at = self.now();
        let digest = secret.digest().to_string();
        let next = Secret::generate(Kind::Refresh)?;
        let renewed = self.store.write("session.refresh", |tx| {
            let Some((session, _)) = tx.refresh_token(&digest)? else { return Ok(None) };
            let row = tx.session(session)?;
            let row = row.filter(|row| open(row.revoked_at, row.expires_at, &row.account, at));
            if !tx.use_refresh_token(&digest, at)? {
                tx.revoke_session(session, at)?;
                let (target, told) = (session_target(session), json!({ "refreshReused": true }));
                note_event(tx, target, (&Actor::Anonymous, at), told)?;
                return Ok(None);
            }
            let Some(row) = row else { return Ok(None) };
            tx.insert_refresh_token(&next.digest().to_string(), session, at)?;
            Ok::<_, NewsroomError>(Some((row.account, session)))
        })?;
        let (account, session) = renewed.ok_or(NewsroomError::DeadCredential)?;
        Ok(LogIn { account, session, refresh: next })
    }

    /// Ends the session of the one who asks.
    pub fn log_out(&self, actor: &Actor) -> Result<(), NewsroomError> {
        let at = self.now();
        match actor {
            Actor::Member(Member { credential: Credential::Session(session), .. }) => {
                self.store.write("session.close", |tx| {
                    tx.revoke_session(*session, at)?;
                    note_event(tx, session_target(*session), (actor, at), json!({}))
                })
            }
            Actor::Member(_) | Actor::Operator => Ok(()),
            Actor::Anonymous => Err(Denied::Unauthenticated.into()),
        }
    }

    /// Ends one session of the one who asks.
    pub fn end_session(&self, actor: &Actor, id: SessionId) -> Result<(), NewsroomError> {
        let at = self.now();
        let permit = policy::authorize::<KeepCredentials>(actor, Subject::account(own(actor)?))?;
        self.store.write("session.close", |tx| {
            if !tx.end_session(&permit, id, at)? {
                return Err(Denied::Hidden.into());
            }
            note_event(tx, session_target(id), (actor, at), json!({}))
        })
    }

    /// Ends all sessions of the one who asks, this one too; whose they were.
    pub fn end_sessions(&self, actor: &Actor) -> Result<AccountId, NewsroomError> {
        let (at, own) = (self.now(), own(actor)?);
        let permit = policy::authorize::<KeepCredentials>(actor, Subject::account(own))?;
        self.store.write("session.close_all", |tx| {
            tx.end_sessions(&permit, None, at)?;
            note_event(tx, account_target(own), (actor, at), json!({}))
        })?;
        Ok(own)
    }

    /// The one whose session an access token names; read from the database each time, so that a
    /// log-out or a closed account holds at the next request.
    pub fn by_session(
        &self,
        session: SessionId,
        account: AccountId,
    ) -> Result<(Actor, AccountRow), NewsroomError> {
        let at = self.now();
        let row = self.store.snapshot()?.read(|tx| tx.session(session))?;
        let row = row.filter(|row| row.account.id == account);
        let row = row.filter(|row| open(row.revoked_at, row.expires_at, &row.account, at));
        let row = row.ok_or(NewsroomError::DeadCredential)?;
        self.heard(row.last_used_at, at, |tx, times| tx.touch_session(session, times));
        Ok((opened(&row.account, session), row.account))
    }

    /// The one whose API token this is.
    pub fn by_token(&self, raw: &str) -> Result<(Actor, AccountRow), NewsroomError> {
        let at = self.now();
        let secret = Secret::parse(Kind::Api, raw).ok_or(NewsroomError::DeadCredential)?;
        let digest = secret.digest().to_string();
        let row = self.store.snapshot()?.read(|tx| tx.api_token(&digest))?;
        let used = row.as_ref().map(|row| (row.id, row.last_used_at));
        let member = token_member(row, at)?;
        if let Some((id, last)) = used {
            self.heard(last, at, |tx, times| tx.touch_api_token(id, times));
        }
        Ok(member)
    }

    /// The one who asked, as they are now: for what goes on after the request that began it. An
    /// error if the credential holds no more.
    pub fn still(&self, actor: &Actor) -> Result<Actor, NewsroomError> {
        let Actor::Member(member) = actor else { return Ok(actor.clone()) };
        let (actor, _) = match member.credential {
            Credential::Session(session) => self.by_session(session, member.account)?,
            Credential::Token(token) => {
                let row = self.store.snapshot()?.read(|tx| tx.api_token_by_id(token))?;
                token_member(row, self.now())?
            }
        };
        Ok(actor)
    }

    /// Notes that a credential was used, at most once a minute. That it could not be noted is no
    /// reason to refuse it.
    fn heard(
        &self,
        last: Option<Timestamp>,
        at: Timestamp,
        touch: impl FnOnce(&mut WriteTx<'_>, (Timestamp, Timestamp)) -> Result<(), StoreError>,
    ) {
        let before = at.plus_seconds(-HEARD_SECONDS);
        if last.is_some_and(|last| last >= before) {
            return;
        }
        let noted = self.store.write("credential.heard", |tx| touch(tx, (at, before)));
        if let Err(error) = noted {
            tracing::warn!(error.chain = %error, "the use of a credential was not noted");
        }
    }
}

impl Reading {
    /// The open sessions of the one who asks, the newest first.
    pub fn sessions(&mut self, actor: &Actor) -> Result<Vec<DeviceRow>, NewsroomError> {
        let (of, at) = (own(actor)?, self.at);
        policy::authorize::<KeepCredentials>(actor, Subject::account(of))?;
        self.snapshot.read(|tx| Ok(tx.open_sessions(of, at, SESSIONS_MAX)?))
    }
}

/// How many sessions stay open when one more begins.
const MANY: usize = 99;

/// The account of the one who asks.
pub(crate) fn own(actor: &Actor) -> Result<AccountId, Denied> {
    match actor {
        Actor::Member(member) => Ok(member.account),
        Actor::Anonymous => Err(Denied::Unauthenticated),
        Actor::Operator => Err(Denied::Forbidden),
    }
}

/// An account in a session of its own.
fn opened(account: &AccountRow, session: SessionId) -> Actor {
    Actor::Member(Member {
        account: account.id,
        role: account.role,
        grants: account.grants,
        sections: account.sections.clone(),
        credential: Credential::Session(session),
    })
}

/// A session, as the audit names it.
fn session_target(session: SessionId) -> Target {
    Target::new("session", Some(session.0))
}

/// An account, as the audit names it.
pub(crate) fn account_target(account: AccountId) -> Target {
    Target::new("account", Some(account.0))
}

/// The one whose token it is, if it holds at `at`.
fn token_member(
    row: Option<TokenRow>,
    at: Timestamp,
) -> Result<(Actor, AccountRow), NewsroomError> {
    let row = row.filter(|row| open(row.revoked_at, row.expires_at, &row.account, at));
    let row = row.ok_or(NewsroomError::DeadCredential)?;
    let member = Member {
        account: row.account.id,
        role: row.role.min(row.account.role),
        grants: row.grants,
        sections: row.account.sections.clone(),
        credential: Credential::Token(row.id),
    };
    Ok((Actor::Member(member), row.account))
}

fn open(
    revoked_at: Option<Timestamp>,
    expires_at: Timestamp,
    account: &AccountRow,
    now: Timestamp,
) -> bool {
    revoked_at.is_none() && expires_at > now && account.active
}

/// What a client says it is, on one line and cut.
fn shortened(said: &str) -> String {
    said.chars().filter(|c| !c.is_control()).take(USER_AGENT_LEN_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_says_it_is_is_one_short_line() {
        assert_eq!(shortened("Mozilla/5.0\r\n (X11)"), "Mozilla/5.0 (X11)");
        assert_eq!(shortened(&"ž".repeat(300)).chars().count(), USER_AGENT_LEN_MAX);
        assert_eq!(usize::try_from(SESSIONS_MAX).unwrap(), MANY + 1);
    }
}
