//! Who may come in: set-up, log-in, sessions, tokens.

use domain::account::{Email, PersonName, Role};
use domain::actor::{Actor, Credential, Member};
use domain::audit::Target;
use domain::id::{AccountId, SessionId, TokenId};
use domain::policy::{self, ManageAccounts, Subject};
use domain::time::Timestamp;
use serde_json::json;
use store::{AccountRow, NewAccount, StoreError, TokenRow, WriteTx};
use uuid::Uuid;

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::note::note_event;
use crate::secret::{Kind, Password, Secret};

/// How long the setup link holds.
const SETUP_SECONDS: i64 = 30 * 60;
/// How long a session lasts without a new log-in.
const SESSION_SECONDS: i64 = 30 * 24 * 3_600;
/// How long an API token holds.
const TOKEN_SECONDS: i64 = 90 * 24 * 3_600;

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

/// What the first administrator says.
#[derive(Debug)]
pub struct Setup {
    /// The secret of the setup link.
    pub secret: Secret,
    /// How they log in.
    pub email: Email,
    /// How they are called.
    pub name: PersonName,
    /// What they log in with.
    pub password: Password,
}

impl Newsroom {
    /// A new secret for the setup link, unless somebody has an account already.
    pub fn begin_setup(&self) -> Result<Option<Secret>, NewsroomError> {
        let at = self.now();
        let secret = Secret::generate(Kind::Setup)?;
        let digest = secret.digest().to_string();
        self.store.write("setup.begin", |tx| {
            if tx.has_account()? {
                return Ok(None);
            }
            tx.replace_setup_secret(&digest, at.plus_seconds(SETUP_SECONDS))?;
            note_event(tx, Target::new("setup", None), (&Actor::Operator, at), json!({}))?;
            Ok(Some(secret))
        })
    }

    /// Makes the first administrator; the link is used up.
    pub fn complete_setup(&self, setup: &Setup) -> Result<AccountId, NewsroomError> {
        let (at, digest) = (self.now(), setup.secret.digest().to_string());
        let valid = self.store.snapshot()?.read(|tx| tx.setup_secret(&digest))?;
        if valid.is_none_or(|until| until <= at) {
            return Err(NewsroomError::SetupDone);
        }
        let phc = self.passwords.hash(&setup.password)?;
        self.store.write("setup.complete", |tx| {
            let valid = tx.setup_secret(&digest)?.is_some_and(|until| until > at);
            if !valid || tx.has_account()? {
                return Err(NewsroomError::SetupDone);
            }
            tx.delete_setup_secrets()?;
            let new = NewAccount {
                email: &setup.email,
                name: setup.name.as_str(),
                role: Role::Admin,
                password: Some(&phc),
                at,
            };
            self.make(tx, &Actor::Operator, &new)
        })
    }

    /// Makes an account that logs in with a password.
    pub fn create_account(
        &self,
        actor: &Actor,
        email: &Email,
        role: Role,
        password: &Password,
    ) -> Result<AccountId, NewsroomError> {
        let phc = self.passwords.hash(password)?;
        let at = self.now();
        self.store.write("account.create", |tx| {
            let name = email.as_str();
            let new = NewAccount { email, name, role, password: Some(&phc), at };
            let id = self.make(tx, actor, &new)?;
            tx.delete_setup_secrets()?;
            Ok(id)
        })
    }

    fn make(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        new: &NewAccount<'_>,
    ) -> Result<AccountId, NewsroomError> {
        let id = self.ids.next(new.at);
        let permit = policy::authorize::<ManageAccounts>(actor, Subject::common(id))?;
        match tx.insert_account(&permit, new) {
            Ok(()) => {}
            Err(StoreError::Taken(_)) => return Err(NewsroomError::EmailTaken),
            Err(error) => return Err(error.into()),
        }
        let told = json!({ "email": new.email.as_str(), "role": new.role.word() });
        note_event(tx, Target::new("account", Some(id)), (actor, new.at), told)?;
        Ok(AccountId(id))
    }

    /// An API token for the account of an address, which is made as a program's where there is
    /// none. The token's role is at most the account's.
    pub fn create_token(
        &self,
        actor: &Actor,
        email: &Email,
        role: Role,
    ) -> Result<Secret, NewsroomError> {
        let at = self.now();
        let secret = Secret::generate(Kind::Api)?;
        self.store.write("token.create", |tx| {
            let account = match tx.account_by_email(email)? {
                Some(account) if account.role.covers(role) => account.id,
                Some(_) => return Err(policy::Denied::Forbidden.into()),
                None => {
                    let name = email.as_str();
                    let new = NewAccount { email, name, role, password: None, at };
                    self.make(tx, actor, &new)?
                }
            };
            let permit = policy::authorize::<ManageAccounts>(actor, Subject::common(account.0))?;
            let id = TokenId(self.ids.next(at));
            let until = at.plus_seconds(TOKEN_SECONDS);
            let digest = secret.digest().to_string();
            tx.insert_api_token(&permit, id, &digest, (role, at, until))?;
            let told = json!({ "account": account, "role": role.word(), "expiresAt": until });
            note_event(tx, Target::new("token", Some(id.0)), (actor, at), told)
        })?;
        Ok(secret)
    }

    /// Opens a session. An unknown address costs and answers what a wrong password does.
    pub fn log_in(&self, email: &Email, password: &str) -> Result<LogIn, NewsroomError> {
        let at = self.now();
        if let Some(wait_seconds) = self.throttle.wait_seconds(email.as_str(), at) {
            return Err(NewsroomError::Throttled { wait_seconds });
        }
        let found = self.store.snapshot()?.read(|tx| tx.account_by_email(email))?;
        let known = found.as_ref().map(|account| account.id.0);
        let account = found.filter(|account| account.active);
        let phc = account.as_ref().and_then(|account| account.password.as_deref());
        let right = if let Some(phc) = phc {
            self.passwords.verify(phc, password)
        } else {
            self.passwords.verify_nothing(password);
            false
        };
        let Some(account) = account.filter(|_| right) else {
            self.throttle.failed(email.as_str(), at);
            self.note_failed_log_in(known, at)?;
            return Err(NewsroomError::BadCredentials);
        };
        self.throttle.succeeded(email.as_str());
        let session = SessionId(self.ids.next(at));
        let refresh = Secret::generate(Kind::Refresh)?;
        self.store.write("session.open", |tx| {
            tx.insert_session(session, account.id, at, at.plus_seconds(SESSION_SECONDS))?;
            tx.insert_refresh_token(&refresh.digest().to_string(), session, at)?;
            note_session(tx, (session, &account), at)
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
            Actor::Anonymous => Err(policy::Denied::Unauthenticated.into()),
        }
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
        let member = Member {
            account: row.account.id,
            role: row.account.role,
            credential: Credential::Session(session),
        };
        Ok((Actor::Member(member), row.account))
    }

    /// The one whose API token this is.
    pub fn by_token(&self, raw: &str) -> Result<(Actor, AccountRow), NewsroomError> {
        let at = self.now();
        let secret = Secret::parse(Kind::Api, raw).ok_or(NewsroomError::DeadCredential)?;
        let digest = secret.digest().to_string();
        token_member(self.store.snapshot()?.read(|tx| tx.api_token(&digest))?, at)
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
}

fn session_target(session: SessionId) -> Target {
    Target::new("session", Some(session.0))
}

/// Notes that somebody has opened a session.
fn note_session(
    tx: &mut WriteTx<'_>,
    (session, account): (SessionId, &AccountRow),
    at: Timestamp,
) -> Result<(), NewsroomError> {
    let credential = Credential::Session(session);
    let actor = Actor::Member(Member { account: account.id, role: account.role, credential });
    let told = json!({ "role": account.role.word() });
    note_event(tx, session_target(session), (&actor, at), told)
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
