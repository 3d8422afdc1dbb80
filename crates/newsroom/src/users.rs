//! Accounts as administrators keep them.

use domain::account::{Email, PersonName, Role, RoleName, Standing};
use domain::actor::Actor;
use domain::id::{AccountId, Revision};
use domain::policy::{self, Denied, KeepCredentials, ManageAccounts, Subject};
use domain::record::{Entity, Reference};
use domain::time::Timestamp;
use domain::violation::{Violation, Violations};
use serde::Deserialize;
use serde_json::json;
use store::{AccountRow, NewAccount, Place, ReadTx, Side, UserPage};
use uuid::Uuid;

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::note::note_event;
use crate::reading::{Page, PageRequest, Reading, cut};
use crate::references;
use crate::secret::{Kind, Password, Secret};
use crate::sessions::account_target;

/// How long an invitation holds.
const INVITATION_SECONDS: i64 = 7 * 24 * 3_600;

/// An account to make.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUser {
    /// How they log in.
    pub email: Email,
    /// How they are called.
    pub name: PersonName,
    /// What they may do.
    pub role: Role,
    /// A role of the newsroom's own instead.
    #[serde(default)]
    pub custom_role: Option<RoleName>,
    /// The sections whose desk they work at; every one if there are none.
    #[serde(default)]
    pub sections: Vec<Uuid>,
    /// What they log in with; without one they are invited to choose it.
    #[serde(default)]
    pub password: Option<Password>,
}

/// A link that sets a password, once.
#[derive(Debug)]
pub struct PasswordLink {
    /// What it carries behind `#`.
    pub secret: Secret,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

/// An account that was made.
#[derive(Debug)]
pub struct MadeUser {
    /// The account.
    pub account: AccountRow,
    /// By which they choose a password, unless they have one.
    pub invitation: Option<PasswordLink>,
}

impl PasswordLink {
    /// One that holds for so long.
    pub(crate) fn generate(at: Timestamp, seconds: i64) -> Result<Self, NewsroomError> {
        let secret = Secret::generate(Kind::Password)?;
        Ok(Self { secret, expires_at: at.plus_seconds(seconds) })
    }
}

impl Newsroom {
    /// Makes an account.
    pub fn create_user(&self, actor: &Actor, new: &NewUser) -> Result<MadeUser, NewsroomError> {
        let at = self.now();
        policy::authorize::<ManageAccounts>(actor, Subject::common(Uuid::nil()))?;
        let phc = new.password.as_ref().map(|password| self.passwords.hash(password));
        let phc = phc.transpose()?;
        let invitation = match phc {
            Some(_) => None,
            None => Some(PasswordLink::generate(at, INVITATION_SECONDS)?),
        };
        self.store.write("account.create", |tx| {
            let account = NewAccount {
                email: &new.email,
                name: new.name.as_str(),
                role: new.role,
                password: phc.as_deref(),
                at,
            };
            let id = self.make(tx, actor, &account)?;
            if let Some(link) = &invitation {
                let permit = policy::authorize::<KeepCredentials>(actor, Subject::account(id))?;
                let digest = link.secret.digest().to_string();
                tx.insert_password_link(&permit, &digest, (at, link.expires_at))?;
            }
            tx.delete_setup_secrets()?;
            let mut account = tx.account(id)?.ok_or(Denied::Hidden)?;
            if new.custom_role.is_some() || !new.sections.is_empty() {
                let standing = Standing {
                    name: new.name.clone(),
                    role: new.role,
                    active: true,
                    custom_role: new.custom_role.clone(),
                    sections: new.sections.clone(),
                };
                check_standing(tx, &standing)?;
                let permit = policy::authorize::<ManageAccounts>(actor, Subject::common(id.0))?;
                tx.update_account(&permit, &standing, (account.revision, at))?;
                let told = json!({ "standing": standing });
                note_event(tx, account_target(id), (actor, at), told)?;
                account = tx.account(id)?.ok_or(Denied::Hidden)?;
            }
            covers(actor, &account)?;
            Ok(MadeUser { account, invitation })
        })
    }

    /// Changes what an account is called, what it may do, and whether it may do anything. It
    /// holds from the next request on; who may do nothing has no session any more. The last
    /// administrator stays one.
    pub fn revise_user(
        &self,
        actor: &Actor,
        (id, expected): (AccountId, Revision),
        standing: &Standing,
    ) -> Result<AccountRow, NewsroomError> {
        let at = self.now();
        let permit = policy::authorize::<ManageAccounts>(actor, Subject::common(id.0))?;
        self.store.write("account.revise", |tx| {
            let before = tx.account(id)?.ok_or(Denied::Hidden)?;
            if before.revision != expected {
                return Err(NewsroomError::Stale { current: before.revision });
            }
            covers(actor, &before)?;
            check_standing(tx, standing)?;
            let was_in_charge = before.active && before.role == Role::Admin;
            if was_in_charge && !standing.is_in_charge() && tx.hold_admins()? <= 1 {
                return Err(NewsroomError::LastAdmin);
            }
            if !tx.update_account(&permit, standing, (expected, at))? {
                return Err(NewsroomError::Stale { current: expected.next() });
            }
            if !standing.active {
                let permit = policy::authorize::<KeepCredentials>(actor, Subject::account(id))?;
                tx.end_sessions(&permit, None, at)?;
            }
            note_event(tx, account_target(id), (actor, at), json!({ "standing": standing }))?;
            let after = tx.account(id)?.ok_or(Denied::Hidden)?;
            covers(actor, &after)?;
            Ok(after)
        })
    }

    /// Ends all sessions of an account; whose they were.
    pub fn end_sessions_of(
        &self,
        actor: &Actor,
        id: AccountId,
    ) -> Result<AccountId, NewsroomError> {
        let at = self.now();
        policy::authorize::<ManageAccounts>(actor, Subject::common(id.0))?;
        let permit = policy::authorize::<KeepCredentials>(actor, Subject::account(id))?;
        self.store.write("session.close_all", |tx| {
            tx.account(id)?.ok_or(Denied::Hidden)?;
            tx.end_sessions(&permit, None, at)?;
            note_event(tx, account_target(id), (actor, at), json!({}))?;
            Ok(id)
        })
    }
}

/// Refuses to manage an account that may do more than the one who does it.
fn covers(actor: &Actor, account: &AccountRow) -> Result<(), NewsroomError> {
    let pointer = account.custom_role.as_ref().map_or("/role", |_| "/customRole");
    policy::covers(actor, &account.grants, pointer).map_err(NewsroomError::Invalid)
}

/// Checks that there are the role and the sections of an account.
fn check_standing(tx: &mut ReadTx<'_>, standing: &Standing) -> Result<(), NewsroomError> {
    let mut faults = Violations::default();
    faults.at_most("/sections", standing.sections.len(), Standing::SECTIONS_MAX);
    if let Some(own) = &standing.custom_role
        && tx.custom_role(own.as_str())?.is_none()
    {
        faults.push(Violation::new("/customRole", "unknown_reference", "no such role"));
    }
    let faults = faults.into_result(());
    faults.map_err(NewsroomError::Invalid)?;
    let place =
        |(at, id): (usize, &Uuid)| Reference::new(format!("/sections/{at}"), Entity::Section, *id);
    let named: Vec<_> = standing.sections.iter().enumerate().map(place).collect();
    references::check(tx, &named)
}

impl Reading {
    /// A page of accounts, the newest first.
    pub fn users(
        &mut self,
        actor: &Actor,
        page: &PageRequest<Place>,
    ) -> Result<Page<AccountRow>, NewsroomError> {
        let permit = policy::authorize::<ManageAccounts>(actor, Subject::common(Uuid::nil()))?;
        let side = if page.backwards { Side::After } else { Side::Before };
        let wanted = UserPage { from: page.from, side, limit: i64::from(page.limit) + 1 };
        self.snapshot.read(|tx| {
            let total = page.total(|| tx.count_users(&permit))?;
            let found = cut(tx.users(&permit, wanted)?, page);
            Ok(Page { total, ..found })
        })
    }

    /// An account.
    pub fn user(&mut self, actor: &Actor, id: AccountId) -> Result<AccountRow, NewsroomError> {
        policy::authorize::<ManageAccounts>(actor, Subject::common(id.0))?;
        self.snapshot.read(|tx| Ok(tx.account(id)?.ok_or(Denied::Hidden)?))
    }

    /// The place of an account in the list.
    pub fn user_place(account: &AccountRow) -> Place {
        Place { at: account.created_at, id: account.id.0 }
    }
}
