//! Why a use case was not done.

use domain::article::{ArticleState, Merge, Misplaced, StateFault};
use domain::id::Revision;
use domain::policy::Denied;
use domain::record::Entity;
use domain::release::ReleaseStateFault;
use domain::time::Timestamp;
use domain::violation::Violations;
use store::{Lock, StoreError};
use uuid::Uuid;

use crate::audience::JournalError;
use crate::secret::SecretError;

/// Why a use case was not done; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum NewsroomError {
    /// The article lacks what readers need.
    #[error("the article is not ready to be published")]
    NotReady(Violations),
    /// The input breaks a rule that what is stored decides.
    #[error("the document breaks rules")]
    Invalid(Violations),
    /// The input names things that there are not.
    #[error("the document names things that do not exist")]
    UnknownReference(Violations),
    /// Uses of quotes, marks and words of an article do not agree.
    #[error("quotes and text do not agree")]
    Misquoted(Violations),
    /// The words of a quote have no place in the article, or several.
    #[error("the words have no one place in the article")]
    Misplaced(Misplaced),
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such thing, or none that the caller may know of.
    #[error("there is no such {0}")]
    NotFound(Entity),
    /// It was public and is no more.
    #[error("the {entity} was {kind}")]
    Gone {
        /// What kind of thing.
        entity: Entity,
        /// Which.
        id: Uuid,
        /// Since when.
        at: Timestamp,
        /// `unpublished` or `deleted`.
        kind: String,
    },
    /// Somebody else saved in between.
    #[error("the newest revision is {current}")]
    Stale {
        /// The newest revision.
        current: Revision,
    },
    /// Somebody else saved in between, and both changes were put together.
    #[error("the newest revision is {current}")]
    Diverged {
        /// The newest revision.
        current: Revision,
        /// What both changes come to.
        merge: Box<Merge>,
    },
    /// The state does not allow it.
    #[error(transparent)]
    State(#[from] StateFault),
    /// The state of a release does not allow it.
    #[error(transparent)]
    ReleaseState(#[from] ReleaseStateFault),
    /// Some of the items of a release cannot go out, or cannot be undone; none was.
    #[error("some of its items cannot be done")]
    ReleaseRefused(Vec<RefusedItem>),
    /// What a release did was changed since, and undoing it would take that away.
    #[error("it was changed since the release")]
    ChangedSince,
    /// What readers see of a list does not allow it.
    #[error(transparent)]
    ListState(#[from] ListFault),
    /// What was killed or lies in the trash is not changed.
    #[error("the article is {}: restore it first", .0.word())]
    Closed(ArticleState),
    /// Readers do not see the article.
    #[error("the article is not published")]
    NotPublished,
    /// A promise not to publish before a time holds.
    #[error("an embargo holds until {until}: schedule it, or lift the embargo")]
    Embargoed {
        /// Until when.
        until: Timestamp,
    },
    /// Another has the article open.
    #[error("another works on it until {}", .0.until)]
    Locked(Lock),
    /// The address is or was another's.
    #[error("the slug {slug} is taken")]
    SlugTaken {
        /// The address.
        slug: String,
    },
    /// Another translation of the same story is in the language.
    #[error("another translation is in the language {language}")]
    LanguageTaken {
        /// The language (BCP 47).
        language: String,
        /// Which article, for who may know of it.
        by: Option<Uuid>,
    },
    /// Others point at it.
    #[error("it is in use")]
    InUse {
        /// Who, at most 20.
        referrers: Vec<Uuid>,
    },
    /// Another account has the address.
    #[error("an account with this e-mail address exists")]
    EmailTaken,
    /// There is an account already, or the link is not valid.
    #[error("the setup link is not valid, or the newsroom is set up already")]
    SetupDone,
    /// Nobody could manage accounts any more.
    #[error("this is the last active administrator: make another one first")]
    LastAdmin,
    /// The account has as many tokens as it may.
    #[error("the account has 100 tokens: end one first")]
    TooManyTokens,
    /// A link that sets a password was used, is too old, or never was.
    #[error("the link was used, is too old, or is none")]
    LinkSpent,
    /// Address or password is wrong, or the account is closed.
    #[error("e-mail address or password is wrong")]
    BadCredentials,
    /// The credential is not, or no longer, valid.
    #[error("the credential is not valid")]
    DeadCredential,
    /// The link shows nothing: it is over, was ended, was opened too often, or never was.
    #[error("the link shows nothing, or nothing any more")]
    NoPreview,
    /// An article has as many links as one may have.
    #[error("the article has {max} links that hold: end one first")]
    PreviewsFull {
        /// How many.
        max: usize,
    },
    /// Too many attempts.
    #[error("too many attempts: wait {wait_seconds} seconds")]
    Throttled {
        /// How long.
        wait_seconds: i64,
    },
    /// The name of a request was given to another request before.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The answer of a named request is longer than is kept.
    #[error("the answer is too long to be kept for a replay")]
    AnswerTooLong,
    /// A request of this name is worked on.
    #[error("the first request with this idempotency key is not finished")]
    UnderWay,
    /// It cannot be searched for so.
    #[error(transparent)]
    Search(#[from] SearchFault),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What readers did cannot be noted.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Randomness or hashing failed.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

/// An item of a release that cannot be done.
#[derive(Debug)]
pub struct RefusedItem {
    /// Its place among the items, counted from 0.
    pub index: usize,
    /// Where the faults of its document stand in it: a JSON Pointer.
    pub document: &'static str,
    /// What it alone would have been refused with.
    pub error: NewsroomError,
}

/// Why a step of a list cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ListFault {
    /// Readers are to see no other revision at a time to come.
    #[error("no time is set")]
    NothingScheduled,
    /// Readers saw no other revision before.
    #[error("readers saw nothing else of the list before")]
    NothingBefore,
    /// Readers see nothing of it.
    #[error("readers do not see the list")]
    NotLive,
    /// Readers see another list of the same key and scope then.
    #[error("list {by} has this key and scope for readers then")]
    ScopeTaken {
        /// Which.
        by: Uuid,
    },
}

/// Why something cannot be searched for so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SearchFault {
    /// Only what readers see is indexed.
    #[error("only what is published can be searched: not in the working view")]
    WorkingView,
    /// Relevance is to something.
    #[error("relevance is the order of what is found: it needs q")]
    NothingSought,
    /// What the cursor stands at is not among what is found, or not near its beginning, any more.
    #[error("the place is no more in the list: begin again")]
    PlaceGone,
}

impl NewsroomError {
    /// The same, short: a hundred changes are not each answered with a whole article.
    #[expect(clippy::wildcard_enum_match_arm, reason = "one arm passes every other refusal on")]
    pub(crate) fn without_merge(self) -> Self {
        match self {
            Self::Diverged { current, .. } => Self::Stale { current },
            other => other,
        }
    }
}
