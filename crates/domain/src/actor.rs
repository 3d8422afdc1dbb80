//! Who asks.

use uuid::Uuid;

use crate::account::Role;
use crate::id::{AccountId, SessionId, TokenId};
use crate::policy::Grants;

/// Who asks for something: every use case has one, a reader without credential too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A reader.
    Anonymous,
    /// Somebody whose credential was checked for this request.
    Member(Member),
    /// Whoever runs the binary on the machine: the command line and the demo's loader.
    Operator,
}

/// An account that asks, with what it may do in this request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Which account.
    pub account: AccountId,
    /// The account's role, or the smaller one of its token.
    pub role: Role,
    /// What it may do: its role's grants, less what its token leaves out.
    pub grants: Grants,
    /// The sections whose desk it works at; every one if there are none.
    pub sections: Vec<Uuid>,
    /// How it proved itself.
    pub credential: Credential,
}

/// How a member proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// By a session that began with a password.
    Session(SessionId),
    /// By an API token.
    Token(TokenId),
}

impl Actor {
    /// The account, if it is one.
    pub fn account_id(&self) -> Option<AccountId> {
        match self {
            Self::Member(member) => Some(member.account),
            Self::Anonymous | Self::Operator => None,
        }
    }

    /// How it proved itself, as a word of the audit: `none`, `session`, `token` or `operator`.
    pub const fn credential_word(&self) -> &'static str {
        match self {
            Self::Anonymous => "none",
            Self::Member(Member { credential: Credential::Session(_), .. }) => "session",
            Self::Member(Member { credential: Credential::Token(_), .. }) => "token",
            Self::Operator => "operator",
        }
    }

    /// The role; `None` for a reader, an admin's for the operator.
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Anonymous => None,
            Self::Member(member) => Some(member.role),
            Self::Operator => Some(Role::Admin),
        }
    }

    /// What it may do; `None` for a reader, everything for the operator.
    pub fn grants(&self) -> Option<Grants> {
        match self {
            Self::Anonymous => None,
            Self::Member(member) => Some(member.grants),
            Self::Operator => Some(Grants::of(Role::Admin)),
        }
    }

    /// True if what stands in `section` is on its desk.
    pub fn works_on(&self, section: Option<Uuid>) -> bool {
        match self {
            Self::Anonymous => false,
            Self::Operator => true,
            Self::Member(Member { sections, .. }) => {
                sections.is_empty() || section.is_some_and(|one| sections.contains(&one))
            }
        }
    }
}
