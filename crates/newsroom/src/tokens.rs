//! API tokens: credentials of programs.

use domain::account::{Email, Role};
use domain::actor::{Actor, Credential, Member};
use domain::audit::Target;
use domain::id::{AccountId, TokenId};
use domain::policy::{self, Action, Denied, Grants, KeepCredentials, Subject};
use domain::text::Line;
use domain::time::Timestamp;
use domain::violation::{Violation, Violations};
use serde::Deserialize;
use serde_json::json;
use store::{AccountRow, NewAccount, NewToken, ReadTx, TokenRow, WriteTx};

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::note::note_event;
use crate::reading::Reading;
use crate::secret::{Kind, Secret};
use crate::sessions::own;

/// How long a token holds unless said otherwise.
const TOKEN_SECONDS: i64 = 90 * 24 * 3_600;
/// How long a token holds at most.
const TOKEN_SECONDS_MAX: i64 = 365 * 24 * 3_600;
/// How many tokens an account has.
const TOKENS_MAX: i64 = 100;

/// A token that is wanted.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TokenWish {
    /// What it is for.
    pub name: Line<200>,
    /// What it may do: at most what the one may who asks, which is also the default.
    #[serde(default)]
    pub role: Option<Role>,
    /// Words of actions, to do no other than these; all that the role may unless it is said.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// Until when it holds: in 90 days unless said otherwise, in a year at most.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// A token that was made, and the one time that it is told.
#[derive(Debug)]
pub struct MadeToken {
    /// What it is.
    pub token: TokenRow,
    /// The token itself.
    pub secret: Secret,
}

impl Newsroom {
    /// Makes a token for the one who asks, or for the account that an administrator names.
    pub fn make_token(
        &self,
        actor: &Actor,
        of: Option<AccountId>,
        wish: &TokenWish,
    ) -> Result<MadeToken, NewsroomError> {
        let at = self.now();
        let of = of.map_or_else(|| own(actor), Ok)?;
        policy::authorize::<KeepCredentials>(actor, Subject::account(of))?;
        self.store.write("token.create", |tx| {
            let account = tx.account(of)?.ok_or(Denied::Hidden)?;
            let (role, scopes, until) = granted(tx, actor, &account, (wish, at))?;
            if tx.api_tokens(of, at, TOKENS_MAX)?.len() >= MANY {
                return Err(NewsroomError::TooManyTokens);
            }
            let wish = Granted { name: wish.name.as_str(), role, scopes, expires_at: until };
            self.put_token(tx, actor, (&account, wish, at))
        })
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
        self.store.write("token.create", |tx| {
            let account = match tx.account_by_email(email)? {
                Some(account) if account.role.covers(role) => account,
                Some(_) => return Err(Denied::Forbidden.into()),
                None => {
                    let name = email.as_str();
                    let new = NewAccount { email, name, role, password: None, at };
                    let id = self.make(tx, actor, &new)?;
                    tx.account(id)?.ok_or(Denied::Hidden)?
                }
            };
            let expires_at = at.plus_seconds(TOKEN_SECONDS);
            let wish = Granted { name: BY_COMMAND, role, scopes: None, expires_at };
            Ok(self.put_token(tx, actor, (&account, wish, at))?.secret)
        })
    }

    fn put_token(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        (account, wish, at): (&AccountRow, Granted<'_>, Timestamp),
    ) -> Result<MadeToken, NewsroomError> {
        let permit = policy::authorize::<KeepCredentials>(actor, Subject::account(account.id))?;
        let secret = Secret::generate(Kind::Api)?;
        let (id, digest) = (TokenId(self.ids.next(at)), secret.digest().to_string());
        let Granted { name, role, scopes, expires_at } = wish;
        // a token of all that its account may goes with the account's own role
        let own = account.custom_role.as_deref().filter(|_| role == account.role);
        let (digest, scopes) = (digest.as_str(), scopes.as_deref());
        let new = NewToken { id, name, digest, role, custom_role: own, scopes, at, expires_at };
        tx.insert_api_token(&permit, &new)?;
        let words = scopes.map(|scopes| scopes.iter().map(|one| one.word()).collect::<Vec<_>>());
        let told = json!({
            "account": account.id, "name": name, "role": role.word(), "scopes": words,
            "expiresAt": expires_at,
        });
        note_event(tx, Target::new("token", Some(id.0)), (actor, at), told)?;
        let token = tx.api_token_by_id(id)?.ok_or(Denied::Hidden)?;
        Ok(MadeToken { token, secret })
    }

    /// Ends a token of the one who asks; an administrator's word ends those of others too.
    pub fn revoke_token(&self, actor: &Actor, id: TokenId) -> Result<(), NewsroomError> {
        let at = self.now();
        own(actor)?;
        self.store.write("token.revoke", |tx| {
            let token = tx.api_token_by_id(id)?.filter(|token| token.revoked_at.is_none());
            let token = token.ok_or(Denied::Hidden)?;
            let subject = Subject::account(token.account.id);
            // whose it is is not told to others
            let permit = policy::authorize::<KeepCredentials>(actor, subject)
                .map_err(|_denied| Denied::Hidden)?;
            tx.revoke_api_token(&permit, id, at)?;
            note_event(tx, Target::new("token", Some(id.0)), (actor, at), json!({}))
        })
    }
}

impl Reading {
    /// The tokens that hold of the one who asks, or of the account that an administrator names,
    /// the newest first.
    pub fn tokens(
        &mut self,
        actor: &Actor,
        of: Option<AccountId>,
    ) -> Result<Vec<TokenRow>, NewsroomError> {
        let of = of.map_or_else(|| own(actor), Ok)?;
        policy::authorize::<KeepCredentials>(actor, Subject::account(of))?;
        let at = self.at;
        self.snapshot.read(|tx| {
            tx.account(of)?.ok_or(Denied::Hidden)?;
            Ok(tx.api_tokens(of, at, TOKENS_MAX)?)
        })
    }
}

/// The name of a token that was made on the command line.
const BY_COMMAND: &str = "masthead token create";
/// As many as there may be, and one more would be too many.
const MANY: usize = 100;

/// What a wish comes to: no more than the one has who makes it, nor than the account has.
fn granted(
    tx: &mut ReadTx<'_>,
    actor: &Actor,
    account: &AccountRow,
    (wish, at): (&TokenWish, Timestamp),
) -> Result<(Role, Option<Vec<Action>>, Timestamp), NewsroomError> {
    let own_role = actor.role().ok_or(Denied::Unauthenticated)?.min(account.role);
    let mut latest = at.plus_seconds(TOKEN_SECONDS_MAX);
    if let Actor::Member(Member { credential: Credential::Token(id), .. }) = actor {
        // a token makes none that outlives it
        let own_end = tx.api_token_by_id(*id)?.map(|token| token.expires_at);
        latest = own_end.unwrap_or(at).min(latest);
    }
    let role = wish.role.unwrap_or(own_role);
    let until = wish.expires_at.unwrap_or_else(|| at.plus_seconds(TOKEN_SECONDS).min(latest));
    let mut faults = Violations::default();
    if !own_role.covers(role) {
        faults.push(Violation::new("/role", "out_of_range", format!("at most {own_role}")));
    }
    if until <= at || until > latest {
        let detail = format!("after now, and {latest} at the latest");
        faults.push(Violation::new("/expiresAt", "out_of_range", detail));
    }
    let scopes = scopes(wish, &mut faults);
    let own = actor.grants().unwrap_or(Grants::NONE);
    let grants = if role == account.role { account.grants } else { Grants::of(role) };
    let grants = account.grants.and(&grants);
    let wanted = scopes.as_deref().map_or(grants, |scopes| grants.within(scopes));
    if !own.cover(&wanted) {
        let detail = "at most the scopes of the token that asks";
        faults.push(Violation::new("/scopes", "out_of_range", detail));
    }
    faults.into_result((role, scopes, until)).map_err(NewsroomError::Invalid)
}

/// The actions that are wished for; each word that is none is named.
fn scopes(wish: &TokenWish, faults: &mut Violations) -> Option<Vec<Action>> {
    let words = wish.scopes.as_ref()?;
    faults.at_most("/scopes", words.len(), Action::ALL.len());
    let mut scopes = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match Action::from_word(word) {
            Some(action) => scopes.push(action),
            None => faults.push(Violation::new(
                format!("/scopes/{at}"),
                "unknown_action",
                "no such action",
            )),
        }
    }
    Some(scopes)
}

/// A token that may be made.
struct Granted<'a> {
    name: &'a str,
    role: Role,
    scopes: Option<Vec<Action>>,
    expires_at: Timestamp,
}
