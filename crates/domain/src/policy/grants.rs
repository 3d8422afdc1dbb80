//! What one account may do in one request.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::table::{Action, Rule, rule};
use crate::account::Role;
use crate::document;
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

    /// Reads the members of a JSON object, `grants`: a list of actions with rules, each action
    /// once; what is not named may not be done. Every word that is none is named.
    pub fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        let Written { grants: written } = document::parse(members)?;
        let (mut grants, mut faults) = (Self::NONE, Violations::default());
        faults.at_most("/grants", written.len(), Action::ALL.len());
        for (at, Grant { action, rule }) in written.iter().enumerate() {
            let place =
                grants.0.iter_mut().zip(Action::ALL).find(|(_, known)| known.word() == action);
            match (place, Rule::from_word(rule)) {
                (Some((_, Action::ReadWorking)), Some(rule))
                    if !matches!(rule, Rule::No | Rule::Own | Rule::All) =>
                {
                    let pointer = format!("/grants/{at}/rule");
                    let rule = "reading is of one's own or of all: no, own, all";
                    faults.push(Violation::new(pointer, "invalid_value", rule));
                }
                (Some((own, _)), Some(rule)) if *own == Rule::No => *own = rule,
                (Some(_), Some(_)) => {
                    let pointer = format!("/grants/{at}/action");
                    faults.push(Violation::new(pointer, "duplicate", "each action once"));
                }
                (None, _) => {
                    let pointer = format!("/grants/{at}/action");
                    faults.push(Violation::new(pointer, "unknown_action", "no such action"));
                }
                (_, None) => {
                    let rule = format!("one of {}", Rule::ALL.map(Rule::word).join(", "));
                    let pointer = format!("/grants/{at}/rule");
                    faults.push(Violation::new(pointer, "invalid_value", rule));
                }
            }
        }
        faults.into_result(grants)
    }

    /// What [`Self::parse`] reads; what may not be done is left out.
    pub fn list(&self) -> Vec<Grant> {
        let all = Action::ALL.iter().zip(self.0).filter(|(_, rule)| *rule != Rule::No);
        all.map(|(action, rule)| Grant {
            action: action.word().to_owned(),
            rule: rule.word().to_owned(),
        })
        .collect()
    }
}

/// To what one action may be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// [`Action::word`].
    pub action: String,
    /// [`Rule::word`].
    pub rule: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    grants: Vec<Grant>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(grants: &Value) -> Result<Grants, Vec<String>> {
        let Value::Object(members) = json!({ "grants": grants }) else { panic!("an object") };
        let places = |faults: Violations| {
            faults.into_vec().into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
        };
        Grants::parse(members).map_err(places)
    }

    #[test]
    fn words_come_back() {
        for role in Role::ALL {
            let grants = Grants::of(role);
            assert_eq!(parse(&json!(grants.list())), Ok(grants));
        }
        let words = json!([
            { "action": "article.fry", "rule": "all" }, { "action": "article.kill", "rule": "some" },
            { "action": "article.note", "rule": "all" }, { "action": "article.note", "rule": "own" },
        ]);
        let places = ["/grants/0/action", "/grants/1/rule", "/grants/3/action"];
        assert_eq!(parse(&words), Err(places.map(str::to_owned).to_vec()));
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
