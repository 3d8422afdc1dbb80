//! The first accounts, and how any account is made.

use domain::account::{Email, PersonName, Role};
use domain::actor::Actor;
use domain::audit::Target;
use domain::id::AccountId;
use domain::policy::{self, ManageAccounts, Subject};
use serde_json::json;
use store::{NewAccount, StoreError, WriteTx};

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::note::note_event;
use crate::secret::{Kind, Password, Secret};

/// How long the setup link holds.
const SETUP_SECONDS: i64 = 30 * 60;
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

    pub(crate) fn make(
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
}
