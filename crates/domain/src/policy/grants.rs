//! What one account may do in one request.

use std::collections::BTreeMap;

use super::table::{Action, Rule, rule};
use crate::account::Role;
use crate::violation::{Violation, Violations};

/// To what each action may be done: a role's row of the table, a role of the newsroom's own, or
/// what a token leaves of either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grants([Rule; Action::ALL.len()]);

impl Grants {
    /// Nothing at all.
    pub const NONE: Self = Self([Rule::No; Action::ALL.len()]);

    /// What a built-in role may.
    pub fn of(role: Role) -> Self {
        let mut grants = Self::NONE;
        for (own, action) in grants.0.iter_mut().zip(Action::ALL) {
            *own = rule(role, *action);
        }
        grants
    }

    /// To what `action` may be done.
    pub fn rule(&self, action: Action) -> Rule {
        let found = Action::ALL.iter().zip(self.0).find(|(known, _)| **known == action);
        found.map_or(Rule::No, |(_, rule)| rule)
    }

    /// What both allow.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (own, theirs) in self.0.iter_mut().zip(other.0) {
            *own = (*own).min(theirs);
        }
        self
    }

    /// True if these allow all that `other` does.
    pub fn cover(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).all(|(own, theirs)| *own >= theirs)
    }

    /// What is left of these under the scopes of a token: words of actions.
    #[must_use]
    pub fn within(mut self, scopes: &[Action]) -> Self {
        for (own, action) in self.0.iter_mut().zip(Action::ALL) {
            if !scopes.contains(action) {
                *own = Rule::No;
            }
        }
        self
    }

    /// Reads words of actions with words of rules; what is not named may not be done. Every word
    /// that is none is named.
    pub fn parse(words: &BTreeMap<String, String>) -> Result<Self, Violations> {
        let (mut grants, mut faults) = (Self::NONE, Violations::default());
        for (name, word) in words {
            let pointer = format!("/{}", crate::document::escape(name));
            let place =
                grants.0.iter_mut().zip(Action::ALL).find(|(_, action)| action.word() == name);
            match (place, Rule::from_word(word)) {
                (Some((own, _)), Some(rule)) => *own = rule,
                (None, _) => {
                    faults.push(Violation::new(pointer, "unknown_action", "no such action"));
                }
                (_, None) => {
                    let rules = Rule::ALL.map(Rule::word).join(", ");
                    faults.push(Violation::new(
                        pointer,
                        "invalid_value",
                        format!("one of {rules}"),
                    ));
                }
            }
        }
        faults.into_result(grants)
    }

    /// The words that [`Self::parse`] reads; what may not be done is left out.
    pub fn words(&self) -> BTreeMap<String, String> {
        let all = Action::ALL.iter().zip(self.0).filter(|(_, rule)| *rule != Rule::No);
        all.map(|(action, rule)| (action.word().to_owned(), rule.word().to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back() {
        for role in Role::ALL {
            let grants = Grants::of(role);
            assert_eq!(Grants::parse(&grants.words()), Ok(grants));
        }
        let words = [("article.fry", "all"), ("article.kill", "some")];
        let words = words.map(|(name, word)| (name.to_owned(), word.to_owned())).into();
        let faults = Grants::parse(&words).unwrap_err().into_vec();
        let places: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(places, ["/article.fry", "/article.kill"]);
    }

    #[test]
    fn a_token_never_widens() {
        let (editor, author) = (Grants::of(Role::Editor), Grants::of(Role::Author));
        assert_eq!(editor.and(&author), author);
        assert!(editor.cover(&author) && !author.cover(&editor));
        let narrow = editor.within(&[Action::CreateArticle]);
        assert_eq!(narrow.rule(Action::CreateArticle), Rule::All);
        assert_eq!(narrow.rule(Action::PublishArticle), Rule::No);
        assert!(editor.cover(&narrow));
    }
}
