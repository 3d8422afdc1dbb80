//! Who may see what, by the table of permissions.

use domain::policy::{Action, Grants, Rule};

/// What hides a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Veil {
    /// Records and lists that are not shown: whoever works here sees their working view.
    Member,
    /// Articles, quotes, the desk's log: another's is seen by who reads all that is worked on.
    Working,
    /// What only editors read of a record or a correction.
    Private,
    /// Releases.
    Release,
    /// What editors say of trending.
    Rule,
    /// Accounts, their credentials and roles.
    Account,
    /// One's own, and secrets: nobody else's at all.
    Nobody,
}

impl Veil {
    /// Whether somebody with these grants may see it; a reader has none.
    pub(super) fn opens_to(self, grants: Option<&Grants>) -> bool {
        let Some(grants) = grants else { return false };
        let all = |action| grants.rule(action) == Rule::All;
        match self {
            Self::Member => grants.rule(Action::ReadWorking) != Rule::No,
            Self::Working => all(Action::ReadWorking),
            Self::Private => all(Action::ReadWorking) && all(Action::ReadPrivate),
            Self::Release => all(Action::KeepRelease) || all(Action::PublishRelease),
            Self::Rule => all(Action::AdjustTrending),
            Self::Account => all(Action::ManageAccounts),
            Self::Nobody => false,
        }
    }
}

#[test]
fn who_sees_what_follows_from_the_table() {
    use domain::account::Role;
    let opens = |veil: Veil, role: Role| veil.opens_to(Some(&Grants::of(role)));
    assert!(!Veil::Member.opens_to(None));
    assert!(opens(Veil::Member, Role::Contributor) && !opens(Veil::Working, Role::Author));
    assert!(opens(Veil::Working, Role::Integrator) && !opens(Veil::Private, Role::Integrator));
    assert!(opens(Veil::Release, Role::Editor) && !opens(Veil::Release, Role::Integrator));
    assert!(opens(Veil::Rule, Role::Editor) && !opens(Veil::Rule, Role::Author));
    assert!(opens(Veil::Private, Role::Editor) && !opens(Veil::Account, Role::ChiefEditor));
    assert!(opens(Veil::Account, Role::Admin) && !opens(Veil::Nobody, Role::Admin));
}
