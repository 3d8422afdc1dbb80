//! Passwords: how they are changed, and set anew by a link.

use std::net::IpAddr;

use domain::account::Email;
use domain::actor::{Actor, Credential, Member};
use domain::policy::{self, Denied, KeepCredentials, Subject};
use domain::violation::{Violation, Violations};
use serde_json::json;

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::mail::Letter;
use crate::note::note_event;
use crate::secret::{Password, Secret};
use crate::sessions::account_target;
use crate::sessions::own;
use crate::users::PasswordLink;

/// How long a link holds that sets a password anew.
const RESET_SECONDS: i64 = 30 * 60;

impl Newsroom {
    /// Changes the password of the one who asks. Their other sessions end.
    pub fn change_password(
        &self,
        actor: &Actor,
        current: &str,
        new: &Password,
    ) -> Result<(), NewsroomError> {
        let at = self.now();
        let permit = policy::authorize::<KeepCredentials>(actor, Subject::account(own(actor)?))?;
        let id = own(actor)?;
        let account = self.store.snapshot()?.read(|tx| tx.account(id))?.ok_or(Denied::Hidden)?;
        let email = Email::parse(&account.email).map_err(|_fault| Denied::Hidden)?;
        self.log_ins.admit(&email, None, at)?;
        if !self.knows(Some(&account), current) {
            self.store.write("password.refuse", |tx| {
                note_event(tx, account_target(id), (actor, at), json!({}))
            })?;
            return Err(wrong_password());
        }
        self.log_ins.excuse(email.as_str(), None);
        let phc = self.passwords.hash(new)?;
        let this = match actor {
            Actor::Member(Member { credential: Credential::Session(session), .. }) => {
                Some(*session)
            }
            Actor::Member(_) | Actor::Anonymous | Actor::Operator => None,
        };
        self.store.write("password.change", |tx| {
            tx.hold_account(id)?;
            // the hash took its time: of two changes at once the later one knows another password
            if tx.account(id)?.is_none_or(|now| now.password != account.password) {
                return Err(wrong_password());
            }
            tx.set_password(&permit, &phc)?;
            tx.end_sessions(&permit, this, at)?;
            note_event(tx, account_target(id), (actor, at), json!({}))
        })
    }

    /// Counts that somebody asks for a link; an error if there were too many.
    pub fn admit_reset(&self, email: &Email, network: Option<IpAddr>) -> Result<(), NewsroomError> {
        let at = self.now();
        self.resets.admit(email, network, at)
    }

    /// Sends a link to an address, if an account logs in with it by password and there is mail.
    pub fn send_reset(&self, email: &Email) -> Result<(), NewsroomError> {
        let Some(post) = &self.post else { return Ok(()) };
        let found = self.store.snapshot()?.read(|tx| tx.account_by_email(email))?;
        if !found.is_some_and(|account| account.active && account.password.is_some()) {
            return Ok(());
        }
        let link = self.make_link(email, &Actor::Anonymous)?;
        post.mail.send(Letter::reset(email, &post.at, &link));
        Ok(())
    }

    /// A link that sets the password of an account, for whoever runs the newsroom.
    pub fn reset_link(&self, email: &Email) -> Result<PasswordLink, NewsroomError> {
        self.make_link(email, &Actor::Operator)
    }

    fn make_link(&self, email: &Email, asked_by: &Actor) -> Result<PasswordLink, NewsroomError> {
        let at = self.now();
        let link = PasswordLink::generate(at, RESET_SECONDS)?;
        let digest = link.secret.digest().to_string();
        self.store.write("password.link", |tx| {
            let account = tx.account_by_email(email)?.filter(|account| account.active);
            let account = account.ok_or(Denied::Hidden)?;
            let subject = Subject::account(account.id);
            let permit = policy::authorize::<KeepCredentials>(&Actor::Operator, subject)?;
            tx.insert_password_link(&permit, &digest, (at, link.expires_at))?;
            let told = json!({ "expiresAt": link.expires_at });
            note_event(tx, account_target(account.id), (asked_by, at), told)?;
            Ok(link)
        })
    }

    /// Sets the password of the account that a link is for. The link and all others of the
    /// account are used up, and its sessions end.
    pub fn set_password(&self, secret: &Secret, new: &Password) -> Result<(), NewsroomError> {
        let at = self.now();
        let digest = secret.digest().to_string();
        let found = self.store.snapshot()?.read(|tx| tx.password_link(&digest, at))?;
        let account = found.filter(|account| account.active).ok_or(NewsroomError::LinkSpent)?;
        let phc = self.passwords.hash(new)?;
        self.store.write("password.set", |tx| {
            let id = tx.use_password_link(&digest, at)?.ok_or(NewsroomError::LinkSpent)?;
            let subject = Subject::account(id);
            let permit = policy::authorize::<KeepCredentials>(&Actor::Operator, subject)?;
            tx.set_password(&permit, &phc)?;
            tx.end_sessions(&permit, None, at)?;
            note_event(tx, account_target(id), (&Actor::Anonymous, at), json!({}))
        })?;
        self.log_ins.excuse(&account.email, None);
        Ok(())
    }
}

fn wrong_password() -> NewsroomError {
    let fault = Violation::new("/currentPassword", "wrong_password", "is not your password");
    NewsroomError::Invalid(Violations::from(fault))
}
