//! Accounts: who may log in, and what role they have.

use serde::{Deserialize, Deserializer, Serialize};

use uuid::Uuid;

use crate::text::Line;
use crate::violation::Fault;

/// What an account may do; the rules stand in [`crate::policy`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads working views, writes nothing: for front ends and exports.
    Integrator,
    /// Writes articles of their own and hands them in.
    Contributor,
    /// Writes articles of their own, and goes on with them after they are out.
    Author,
    /// Runs the newsroom's content, of some sections or of all.
    Editor,
    /// Answers for all of it: kills, revives, reads the audit.
    ChiefEditor,
    /// Everything, accounts too.
    Admin,
}

impl Role {
    /// All of them, the weakest first.
    pub const ALL: [Self; 6] = [
        Self::Integrator,
        Self::Contributor,
        Self::Author,
        Self::Editor,
        Self::ChiefEditor,
        Self::Admin,
    ];

    /// The word in JSON, tokens and the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Integrator => "integrator",
            Self::Contributor => "contributor",
            Self::Author => "author",
            Self::Editor => "editor",
            Self::ChiefEditor => "chief_editor",
            Self::Admin => "admin",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// True if an account of this role may hold a token of `other`.
    pub fn covers(self, other: Self) -> bool {
        self >= other
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// An e-mail address, lower case, at most 254 bytes: something, one `@`, a host with a dot or
/// `localhost` (a working subset of RFC 5321).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// In bytes (RFC 5321, section 4.5.3.1.3, less the brackets).
    pub const LEN_MAX: usize = 254;

    /// Trims, lowers and checks `raw`.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let email = raw.trim().to_lowercase();
        if email.len() > Self::LEN_MAX {
            return Err(Fault::new("too_long", format!("at most {} bytes", Self::LEN_MAX)));
        }
        let well_formed = email.split_once('@').is_some_and(|(local, host)| {
            let labels = host.split('.').all(|label| {
                !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
            let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '@';
            !local.is_empty()
                && local.chars().all(plain)
                && labels
                && (host.contains('.') || host == "localhost")
        });
        if well_formed {
            Ok(Self(email))
        } else {
            Err(Fault::new("invalid_address", "not an e-mail address, such as ada@example.org"))
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(from)?;
        Self::parse(&raw).map_err(Fault::into_serde)
    }
}

/// How somebody is called in the newsroom.
pub type PersonName = Line<200>;

/// What a role of the newsroom's own is called: not like one that is built in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct RoleName(String);

impl RoleName {
    /// In characters.
    pub const LEN_MAX: usize = 60;

    /// Checks `raw`: lower-case letters and digits in words that `-` parts.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        if raw.len() > Self::LEN_MAX {
            return Err(Fault::new("too_long", format!("at most {} characters", Self::LEN_MAX)));
        }
        let word = |word: &str| {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            !word.is_empty() && word.chars().all(plain)
        };
        if !raw.split('-').all(word) || Role::from_word(raw).is_some() {
            let rule = "lower-case words parted by -, none that is built in, such as night-desk";
            return Err(Fault::new("bad_character", rule));
        }
        Ok(Self(raw.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for RoleName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(from)?;
        Self::parse(&raw).map_err(Fault::into_serde)
    }
}

/// What an administrator decides about an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Standing {
    /// How they are called.
    pub name: PersonName,
    /// What they may do.
    pub role: Role,
    /// False for one who may do nothing until it is true again.
    pub active: bool,
    /// A role of the newsroom's own instead; what the built-in one allows counts no more.
    #[serde(default)]
    pub custom_role: Option<RoleName>,
    /// The sections whose desk they work at; every one if there are none.
    #[serde(default)]
    pub sections: Vec<Uuid>,
}

impl Standing {
    /// How many sections an account may work for.
    pub const SECTIONS_MAX: usize = 100;

    /// True for one who can manage accounts.
    pub fn is_in_charge(&self) -> bool {
        self.active && self.role == Role::Admin && self.custom_role.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, want: Result<&str, &str>) {
        let got = Email::parse(raw);
        assert_eq!(got.as_ref().map(Email::as_str).map_err(|f| f.code), want);
    }

    #[test]
    fn addresses() {
        check(" Ada@Example.ORG ", Ok("ada@example.org"));
        check("root@localhost", Ok("root@localhost"));
        for raw in ["", "ada", "@example.org", "ada@", "ada@example", "a b@example.org", "a@b@c.d"]
        {
            check(raw, Err("invalid_address"));
        }
        check(&format!("{}@example.org", "a".repeat(250)), Err("too_long"));
    }

    #[test]
    fn an_editor_cannot_make_an_admins_token() {
        assert!(Role::Admin.covers(Role::Editor));
        assert!(Role::Editor.covers(Role::Editor));
        assert!(!Role::Editor.covers(Role::Admin));
    }
}
