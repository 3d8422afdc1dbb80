//! Who may do what: one table, and permits that only this module can make.
//!
//! The store asks for a [`Permit`] with each write, so a forgotten check does not compile.

use std::marker::PhantomData;

use uuid::Uuid;

use crate::account::Role;
use crate::actor::Actor;
use crate::article::{ArticleFacts, ArticleState};
use crate::time::Timestamp;
use crate::visibility::{Visibility, WorkingScope};

/// Something that needs permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read drafts and newest revisions.
    ReadWorking,
    /// Begin an article.
    CreateArticle,
    /// Save a new revision of an article.
    ReviseArticle,
    /// Show an article's newest revision to readers.
    PublishArticle,
    /// Take an article from readers.
    UnpublishArticle,
    /// Delete an article.
    DeleteArticle,
    /// Make an author, a topic or a section.
    CreateRecord,
    /// Change an author, a topic or a section.
    ReviseRecord,
    /// Delete an author, a topic or a section.
    DeleteRecord,
    /// Note a quote.
    CreateQuote,
    /// Save a new revision of a quote.
    ReviseQuote,
    /// Say that a quote is one, is none, or is withdrawn.
    JudgeQuote,
    /// Delete a quote that no article uses.
    DeleteQuote,
    /// Publish a correction.
    PublishCorrection,
    /// Change what stands on every page: the publication's name, labels, links, the weather.
    ReviseSite,
    /// Read what only editors read, such as an expert's telephone number.
    ReadPrivate,
    /// Make accounts and credentials for others.
    ManageAccounts,
    /// Read what everybody did.
    ReadAudit,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::ReadWorking,
        Self::CreateArticle,
        Self::ReviseArticle,
        Self::PublishArticle,
        Self::UnpublishArticle,
        Self::DeleteArticle,
        Self::CreateRecord,
        Self::ReviseRecord,
        Self::DeleteRecord,
        Self::CreateQuote,
        Self::ReviseQuote,
        Self::JudgeQuote,
        Self::DeleteQuote,
        Self::PublishCorrection,
        Self::ReviseSite,
        Self::ReadPrivate,
        Self::ManageAccounts,
        Self::ReadAudit,
    ];
}

/// An answer of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Always.
    Yes,
    /// On what they made themselves.
    Own,
    /// On what they made themselves, while no reader has ever seen it.
    OwnNeverPublic,
    /// Never.
    No,
}

/// The table of role and action. `None` is a reader without a credential.
pub const fn rule(role: Option<Role>, action: Action) -> Rule {
    use Action as A;
    match role {
        None => Rule::No,
        Some(Role::Admin) => Rule::Yes,
        Some(Role::Editor) => match action {
            A::ManageAccounts | A::ReadAudit => Rule::No,
            A::ReadWorking
            | A::CreateArticle
            | A::ReviseArticle
            | A::PublishArticle
            | A::UnpublishArticle
            | A::DeleteArticle
            | A::CreateRecord
            | A::ReviseRecord
            | A::DeleteRecord
            | A::CreateQuote
            | A::ReviseQuote
            | A::JudgeQuote
            | A::DeleteQuote
            | A::PublishCorrection
            | A::ReviseSite
            | A::ReadPrivate => Rule::Yes,
        },
        Some(Role::Author) => match action {
            A::CreateArticle | A::CreateQuote => Rule::Yes,
            A::ReadWorking | A::ReviseArticle | A::ReviseQuote => Rule::Own,
            A::DeleteArticle => Rule::OwnNeverPublic,
            A::PublishArticle
            | A::UnpublishArticle
            | A::CreateRecord
            | A::ReviseRecord
            | A::DeleteRecord
            | A::JudgeQuote
            | A::DeleteQuote
            | A::PublishCorrection
            | A::ReviseSite
            | A::ReadPrivate
            | A::ManageAccounts
            | A::ReadAudit => Rule::No,
        },
        Some(Role::Integrator) => match action {
            A::ReadWorking => Rule::Yes,
            A::CreateArticle
            | A::ReviseArticle
            | A::PublishArticle
            | A::UnpublishArticle
            | A::DeleteArticle
            | A::CreateRecord
            | A::ReviseRecord
            | A::DeleteRecord
            | A::CreateQuote
            | A::ReviseQuote
            | A::JudgeQuote
            | A::DeleteQuote
            | A::PublishCorrection
            | A::ReviseSite
            | A::ReadPrivate
            | A::ManageAccounts
            | A::ReadAudit => Rule::No,
        },
    }
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nobody without a credential may.
    #[error("a credential is needed")]
    Unauthenticated,
    /// This role may not.
    #[error("your role does not allow this")]
    Forbidden,
    /// The caller may not even know that the thing exists.
    #[error("there is no such thing")]
    Hidden,
}

/// A kind of write, as a type.
pub trait Act {
    /// Its row in the table.
    const ACTION: Action;
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}
        impl Act for $name {
            const ACTION: Action = Action::$name;
        }
    )*};
}

acts! {
    /// See [`Action::CreateArticle`].
    CreateArticle;
    /// See [`Action::ReviseArticle`].
    ReviseArticle;
    /// See [`Action::PublishArticle`].
    PublishArticle;
    /// See [`Action::UnpublishArticle`].
    UnpublishArticle;
    /// See [`Action::DeleteArticle`].
    DeleteArticle;
    /// See [`Action::CreateRecord`].
    CreateRecord;
    /// See [`Action::ReviseRecord`].
    ReviseRecord;
    /// See [`Action::DeleteRecord`].
    DeleteRecord;
    /// See [`Action::CreateQuote`].
    CreateQuote;
    /// See [`Action::ReviseQuote`].
    ReviseQuote;
    /// See [`Action::JudgeQuote`].
    JudgeQuote;
    /// See [`Action::DeleteQuote`].
    DeleteQuote;
    /// See [`Action::PublishCorrection`].
    PublishCorrection;
    /// See [`Action::ReviseSite`].
    ReviseSite;
    /// See [`Action::ManageAccounts`].
    ManageAccounts;
    /// See [`Action::ReadAudit`].
    ReadAudit;
}

/// Leave to do `A` to one thing. Only [`authorize`] makes one.
#[derive(Debug)]
pub struct Permit<A: Act> {
    id: Uuid,
    by: Option<Uuid>,
    act: PhantomData<A>,
}

impl<A: Act> Permit<A> {
    /// The thing that it was given for.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The account that it was given to; `None` for the operator.
    pub fn by(&self) -> Option<Uuid> {
        self.by
    }
}

/// What permission depends on in the thing that is acted upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    id: Uuid,
    made_by: Option<Uuid>,
    ever_public: bool,
    public_now: bool,
}

impl Subject {
    /// Something that does not exist yet, or belongs to the whole newsroom.
    pub fn common(id: Uuid) -> Self {
        Self { id, made_by: None, ever_public: true, public_now: true }
    }
}

impl Subject {
    /// Something that somebody made: it is known to those who read the working view of it.
    pub fn made(id: Uuid, made_by: Option<Uuid>) -> Self {
        Self { id, made_by, ever_public: false, public_now: false }
    }
}

impl From<&ArticleFacts> for Subject {
    fn from(article: &ArticleFacts) -> Self {
        Self {
            id: article.id.0,
            made_by: article.created_by,
            ever_public: article.first_published_at.is_some(),
            public_now: article.state == ArticleState::Published,
        }
    }
}

/// Leave for `actor` to do `A` to `subject`, or why not.
pub fn authorize<A: Act>(actor: &Actor, subject: impl Into<Subject>) -> Result<Permit<A>, Denied> {
    let subject = subject.into();
    let by = actor.account_id().map(|account| account.0);
    let own = by.is_some() && subject.made_by == by;
    let Some(role) = actor.role() else { return Err(Denied::Unauthenticated) };
    let allowed = match rule(Some(role), A::ACTION) {
        Rule::Yes => true,
        Rule::Own => own,
        Rule::OwnNeverPublic => own && !subject.ever_public,
        Rule::No => false,
    };
    if allowed {
        return Ok(Permit { id: subject.id, by, act: PhantomData });
    }
    let may_know = subject.public_now
        || match rule(Some(role), Action::ReadWorking) {
            Rule::Yes => true,
            Rule::Own | Rule::OwnNeverPublic => own,
            Rule::No => false,
        };
    Err(if may_know { Denied::Forbidden } else { Denied::Hidden })
}

/// What everybody sees at `at`.
pub const fn public_view(at: Timestamp) -> Visibility {
    Visibility::Public { at }
}

/// How much of the working view `actor` sees.
pub fn working_view(actor: &Actor) -> Result<Visibility, Denied> {
    let Some(role) = actor.role() else { return Err(Denied::Unauthenticated) };
    match (rule(Some(role), Action::ReadWorking), actor.account_id()) {
        (Rule::Yes, _) => match rule(Some(role), Action::ReadPrivate) {
            Rule::Yes => Ok(Visibility::EVERYTHING),
            Rule::Own | Rule::OwnNeverPublic | Rule::No => {
                Ok(Visibility::Working(WorkingScope::AllButPrivate))
            }
        },
        (Rule::Own | Rule::OwnNeverPublic, Some(account)) => {
            Ok(Visibility::Working(WorkingScope::Own(account)))
        }
        (Rule::Own | Rule::OwnNeverPublic, None) | (Rule::No, _) => Err(Denied::Forbidden),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::{Credential, Member};
    use crate::id::{AccountId, ArticleId, SessionId};

    fn member(role: Role, account: u128) -> Actor {
        Actor::Member(Member {
            account: AccountId(Uuid::from_u128(account)),
            role,
            credential: Credential::Session(SessionId(Uuid::nil())),
        })
    }

    fn article(state: ArticleState, made_by: u128, ever_public: bool) -> ArticleFacts {
        ArticleFacts {
            id: ArticleId(Uuid::from_u128(9)),
            state,
            created_by: Some(Uuid::from_u128(made_by)),
            first_published_at: ever_public.then(|| Timestamp::from_micros(1).unwrap()),
        }
    }

    #[track_caller]
    fn check<A: Act>(actor: &Actor, subject: impl Into<Subject>, want: Result<(), Denied>) {
        assert_eq!(authorize::<A>(actor, subject).map(|_| ()), want);
    }

    #[test]
    fn a_reader_may_write_nothing() {
        let subject = Subject::common(Uuid::nil());
        check::<CreateArticle>(&Actor::Anonymous, subject, Err(Denied::Unauthenticated));
        assert_eq!(working_view(&Actor::Anonymous), Err(Denied::Unauthenticated));
        for action in Action::ALL {
            assert_eq!(rule(None, action), Rule::No);
        }
    }

    #[test]
    fn an_author_changes_their_own_and_does_not_publish() {
        let ada = member(Role::Author, 1);
        check::<ReviseArticle>(&ada, &article(ArticleState::Draft, 1, false), Ok(()));
        check::<DeleteArticle>(&ada, &article(ArticleState::Draft, 1, false), Ok(()));
        let once_public = article(ArticleState::Unpublished, 1, true);
        check::<DeleteArticle>(&ada, &once_public, Err(Denied::Forbidden));
        let draft = article(ArticleState::Draft, 1, false);
        check::<PublishArticle>(&ada, &draft, Err(Denied::Forbidden));
    }

    #[test]
    fn a_draft_of_another_is_not_there_for_an_author() {
        let ada = member(Role::Author, 1);
        let hidden = article(ArticleState::Draft, 2, false);
        check::<ReviseArticle>(&ada, &hidden, Err(Denied::Hidden));
        let shown = article(ArticleState::Published, 2, true);
        check::<ReviseArticle>(&ada, &shown, Err(Denied::Forbidden));
    }

    #[test]
    fn a_stronger_role_never_may_less() {
        let weight = |rule| match rule {
            Rule::No => 0,
            Rule::OwnNeverPublic => 1,
            Rule::Own => 2,
            Rule::Yes => 3,
        };
        for action in Action::ALL {
            let ranks =
                [Role::Author, Role::Editor, Role::Admin].map(|r| weight(rule(Some(r), action)));
            assert!(ranks.is_sorted(), "{action:?}");
        }
    }

    #[test]
    fn an_integrator_reads_all_and_writes_nothing() {
        let robot = member(Role::Integrator, 1);
        assert_eq!(working_view(&robot), Ok(Visibility::Working(WorkingScope::AllButPrivate)));
        let own = article(ArticleState::Draft, 1, false);
        check::<ReviseArticle>(&robot, &own, Err(Denied::Forbidden));
    }
}
