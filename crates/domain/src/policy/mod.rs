//! Who may do what: one table, and permits that only this module can make.
//!
//! The store asks for a [`Permit`] with each write, so a forgotten check does not compile.

mod grants;
mod page;
mod table;

use std::marker::PhantomData;

use uuid::Uuid;

pub use grants::{Grant, Grants};
pub use page::page;
pub use table::{Action, Rule, rule};

use crate::actor::Actor;
use crate::article::{ArticleFacts, ArticleState, Transition};
use crate::id::AccountId;
use crate::time::Timestamp;
use crate::violation::{Violation, Violations};
use crate::visibility::{Visibility, WorkingScope};

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

/// A step of an article's workflow: which one, its [`Transition`] says.
#[derive(Debug)]
pub enum Workflow {}

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
    /// See [`Action::AssignArticle`].
    AssignArticle;
    /// See [`Action::NoteArticle`].
    NoteArticle;
    /// See [`Action::PreviewArticle`].
    PreviewArticle;
    /// See [`Action::CreateRecord`].
    CreateRecord;
    /// See [`Action::ReviseRecord`].
    ReviseRecord;
    /// See [`Action::DeleteRecord`].
    DeleteRecord;
    /// See [`Action::PublishList`].
    PublishList;
    /// See [`Action::CreateQuote`].
    CreateQuote;
    /// See [`Action::ReviseQuote`].
    ReviseQuote;
    /// See [`Action::JudgeQuote`].
    JudgeQuote;
    /// See [`Action::DeleteQuote`].
    DeleteQuote;
    /// See [`Action::KeepRelease`].
    KeepRelease;
    /// See [`Action::PublishRelease`].
    PublishRelease;
    /// See [`Action::AdjustTrending`].
    AdjustTrending;
    /// See [`Action::ReadStats`].
    ReadStats;
    /// See [`Action::SendEvents`].
    SendEvents;
    /// See [`Action::PublishCorrection`].
    PublishCorrection;
    /// See [`Action::ReviseSite`].
    ReviseSite;
    /// See [`Action::ManageAccounts`].
    ManageAccounts;
    /// See [`Action::KeepCredentials`].
    KeepCredentials;
    /// See [`Action::ReadAudit`].
    ReadAudit;
    /// See [`Action::PurgeArticle`].
    PurgeArticle;
}

/// Leave to do `A` to one thing. Only [`authorize`] and [`authorize_step`] make one.
#[derive(Debug)]
pub struct Permit<A> {
    id: Uuid,
    by: Option<Uuid>,
    act: PhantomData<A>,
}

impl<A> Permit<A> {
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
    section: Option<Uuid>,
    is_draft: bool,
    ever_public: bool,
    public_now: bool,
}

impl Subject {
    /// Something that does not exist yet, or belongs to the whole newsroom.
    pub fn common(id: Uuid) -> Self {
        Self {
            id,
            made_by: None,
            section: None,
            is_draft: false,
            ever_public: true,
            public_now: true,
        }
    }

    /// An account, as its owner's.
    pub fn account(id: AccountId) -> Self {
        Self::made(id.0, Some(id.0))
    }

    /// Something that somebody made: it is known to those who read the working view of it.
    pub fn made(id: Uuid, made_by: Option<Uuid>) -> Self {
        Self { made_by, ever_public: false, public_now: false, ..Self::common(id) }
    }
}

impl From<&ArticleFacts> for Subject {
    fn from(article: &ArticleFacts) -> Self {
        Self {
            id: article.id.0,
            made_by: article.created_by,
            section: article.section,
            is_draft: article.state == ArticleState::Draft,
            ever_public: article.first_published_at.is_some(),
            public_now: article.state == ArticleState::Published,
        }
    }
}

/// Leave for `actor` to do `A` to `subject`, or why not.
pub fn authorize<A: Act>(actor: &Actor, subject: impl Into<Subject>) -> Result<Permit<A>, Denied> {
    allowed(actor, A::ACTION, subject.into())
}

/// Leave for `actor` to take a step of an article's workflow, or why not.
pub fn authorize_step(
    actor: &Actor,
    article: &ArticleFacts,
    step: Transition,
) -> Result<Permit<Workflow>, Denied> {
    allowed(actor, step.action(article.state), article.into())
}

/// True if `actor` may do something to `subject`.
pub fn may(actor: &Actor, action: Action, subject: impl Into<Subject>) -> bool {
    allowed::<Workflow>(actor, action, subject.into()).is_ok()
}

fn allowed<A>(actor: &Actor, action: Action, subject: Subject) -> Result<Permit<A>, Denied> {
    let grants = actor.grants().ok_or(Denied::Unauthenticated)?;
    if holds(actor, grants.rule(action), subject) {
        let by = actor.account_id().map(|account| account.0);
        return Ok(Permit { id: subject.id, by, act: PhantomData });
    }
    let may_know = subject.public_now || holds(actor, grants.rule(Action::ReadWorking), subject);
    Err(if may_know { Denied::Forbidden } else { Denied::Hidden })
}

/// Refuses to give somebody else more than one has oneself; `pointer` names what asks for it.
pub fn covers(actor: &Actor, grants: &Grants, pointer: &str) -> Result<(), Violations> {
    let own = actor.grants().unwrap_or(Grants::NONE);
    let rule = "no more than you may do yourself";
    let fault = || Violation::new(pointer, "out_of_range", rule).into();
    if own.cover(grants) { Ok(()) } else { Err(fault()) }
}

/// True if a rule reaches a thing.
fn holds(actor: &Actor, rule: Rule, subject: Subject) -> bool {
    let by = actor.account_id().map(|account| account.0);
    let own = by.is_some() && subject.made_by == by;
    match rule {
        Rule::No => false,
        Rule::OwnDraft => own && subject.is_draft && !subject.ever_public,
        Rule::OwnUnseen => own && !subject.ever_public,
        Rule::Own => own,
        Rule::Desk => own || actor.works_on(subject.section),
        Rule::All => true,
    }
}

/// What everybody sees at `at`.
pub const fn public_view(at: Timestamp) -> Visibility {
    Visibility::Public { at }
}

/// How much of the working view `actor` sees.
pub fn working_view(actor: &Actor) -> Result<Visibility, Denied> {
    let grants = actor.grants().ok_or(Denied::Unauthenticated)?;
    match (grants.rule(Action::ReadWorking), actor.account_id()) {
        (Rule::All, _) => match grants.rule(Action::ReadPrivate) {
            Rule::All => Ok(Visibility::EVERYTHING),
            Rule::No | Rule::OwnDraft | Rule::OwnUnseen | Rule::Own | Rule::Desk => {
                Ok(Visibility::Working(WorkingScope::AllButPrivate))
            }
        },
        // whose desk it is does not narrow what is read: a role either reads all, or its own
        (Rule::OwnDraft | Rule::OwnUnseen | Rule::Own | Rule::Desk, Some(account)) => {
            Ok(Visibility::Working(WorkingScope::Own(account)))
        }
        (Rule::OwnDraft | Rule::OwnUnseen | Rule::Own | Rule::Desk, None) | (Rule::No, _) => {
            Err(Denied::Forbidden)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Role;
    use crate::actor::{Credential, Member};
    use crate::id::{ArticleId, SessionId};

    const SECTION: Uuid = Uuid::from_u128(7);

    fn member(role: Role, account: u128) -> Actor {
        Actor::Member(Member {
            account: AccountId(Uuid::from_u128(account)),
            role,
            grants: Grants::of(role),
            sections: Vec::new(),
            credential: Credential::Session(SessionId(Uuid::nil())),
        })
    }

    /// An editor of some sections.
    fn of_sections(sections: Vec<Uuid>) -> Actor {
        match member(Role::Editor, 3) {
            Actor::Member(member) => Actor::Member(Member { sections, ..member }),
            actor @ (Actor::Anonymous | Actor::Operator) => actor,
        }
    }

    fn article(state: ArticleState, made_by: u128, ever_public: bool) -> ArticleFacts {
        ArticleFacts {
            id: ArticleId(Uuid::from_u128(9)),
            state,
            section: Some(SECTION),
            created_by: Some(Uuid::from_u128(made_by)),
            first_published_at: ever_public.then(|| Timestamp::from_micros(1).unwrap()),
        }
    }

    #[track_caller]
    fn check<A: Act>(actor: &Actor, subject: impl Into<Subject>, want: Result<(), Denied>) {
        assert_eq!(authorize::<A>(actor, subject).map(|_| ()), want);
    }

    #[track_caller]
    fn step(actor: &Actor, article: ArticleFacts, by: Transition, want: Result<(), Denied>) {
        assert_eq!(authorize_step(actor, &article, by).map(|_| ()), want);
    }

    #[test]
    fn a_reader_may_write_nothing() {
        let subject = Subject::common(Uuid::nil());
        check::<CreateArticle>(&Actor::Anonymous, subject, Err(Denied::Unauthenticated));
        assert_eq!(working_view(&Actor::Anonymous), Err(Denied::Unauthenticated));
        for &action in Action::ALL {
            assert!(!may(&Actor::Anonymous, action, subject));
        }
    }

    #[test]
    fn an_author_changes_their_own_and_does_not_publish() {
        let ada = member(Role::Author, 1);
        check::<ReviseArticle>(&ada, &article(ArticleState::Draft, 1, false), Ok(()));
        step(&ada, article(ArticleState::Draft, 1, false), Transition::Trash, Ok(()));
        let once_public = article(ArticleState::Unpublished, 1, true);
        step(&ada, once_public, Transition::Trash, Err(Denied::Forbidden));
        let draft = article(ArticleState::Draft, 1, false);
        step(&ada, draft, Transition::Publish, Err(Denied::Forbidden));
        step(&ada, draft, Transition::Submit, Ok(()));
    }

    #[test]
    fn a_contributor_changes_nothing_that_was_handed_in() {
        let cleo = member(Role::Contributor, 1);
        check::<ReviseArticle>(&cleo, &article(ArticleState::Draft, 1, false), Ok(()));
        let handed_in = article(ArticleState::InReview, 1, false);
        check::<ReviseArticle>(&cleo, &handed_in, Err(Denied::Forbidden));
        step(&cleo, handed_in, Transition::Withdraw, Ok(()));
        step(&cleo, handed_in, Transition::Trash, Err(Denied::Forbidden));
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
    fn an_editor_of_a_section_works_on_that_section_and_their_own() {
        let draft = article(ArticleState::Draft, 2, false);
        for (sections, want) in [
            (vec![], Ok(())),
            (vec![SECTION], Ok(())),
            (vec![Uuid::from_u128(8)], Err(Denied::Forbidden)),
        ] {
            step(&of_sections(sections), draft, Transition::Publish, want);
        }
        let own = article(ArticleState::Draft, 3, false);
        step(&of_sections(vec![Uuid::from_u128(8)]), own, Transition::Publish, Ok(()));
    }

    #[test]
    fn only_a_chief_editor_kills_revives_and_purges() {
        let (editor, chief) = (member(Role::Editor, 1), member(Role::ChiefEditor, 2));
        let shown = article(ArticleState::Published, 1, true);
        let killed = article(ArticleState::Killed, 1, true);
        let trashed = article(ArticleState::Trashed, 1, true);
        for (article, by) in
            [(shown, Transition::Kill), (killed, Transition::Restore), (trashed, Transition::Purge)]
        {
            step(&editor, article, by, Err(Denied::Forbidden));
            step(&chief, article, by, Ok(()));
        }
        step(&editor, trashed, Transition::Restore, Ok(()));
    }

    #[test]
    fn an_integrator_reads_all_but_what_is_private() {
        let robot = member(Role::Integrator, 1);
        assert_eq!(working_view(&robot), Ok(Visibility::Working(WorkingScope::AllButPrivate)));
        let own = article(ArticleState::Draft, 1, false);
        check::<ReviseArticle>(&robot, &own, Err(Denied::Forbidden));
    }
}
