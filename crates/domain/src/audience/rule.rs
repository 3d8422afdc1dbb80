//! What editors do to trending, with a reason and an end.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::document;
use crate::id::ArticleId;
use crate::text::Line;
use crate::time::Timestamp;
use crate::violation::{Violation, Violations};

/// How long a rule may hold.
const DAYS_MAX: i64 = 31;

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// The article stands at a place of trending.
    Pin,
    /// Its score in trending is multiplied.
    Boost,
    /// It stands in none of the lists that follow from what readers do.
    Mute,
}

impl RuleKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pin, Self::Boost, Self::Mute];

    /// The word in JSON and the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Boost => "boost",
            Self::Mute => "mute",
        }
    }

    /// The one of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// A rule as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewRule {
    /// For which article; one rule holds for each at a time.
    pub article: ArticleId,
    /// What it does.
    pub kind: RuleKind,
    /// The place, 1 to 20; of a pin.
    #[serde(default)]
    pub position: Option<u8>,
    /// By how much the score is multiplied, 0.1 to 10; of a boost.
    #[serde(default)]
    pub factor: Option<f64>,
    /// Why; the audit keeps it.
    pub reason: Line<500>,
    /// Until when, 31 days at most.
    pub until: Timestamp,
}

/// A rule as it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendingRule {
    /// UUID version 7.
    pub id: Uuid,
    /// What the editor wrote.
    pub rule: NewRule,
    /// Since when.
    pub created_at: Timestamp,
    /// Whose account made it; `None` for the operator's command line.
    pub created_by: Option<Uuid>,
}

impl NewRule {
    /// Reads the members of a JSON object; every faulty member is named.
    pub fn parse(members: Map<String, Value>, now: Timestamp) -> Result<Self, Violations> {
        let rule: Self = document::parse(members)?;
        rule.faults(now).into_result(rule)
    }

    fn faults(&self, now: Timestamp) -> Violations {
        let mut faults = Violations::default();
        let mut check = |pointer: &str, is_there: bool, is_wanted: bool, rule: &str| {
            if is_there != is_wanted {
                let code = if is_wanted { "required" } else { "not_allowed" };
                faults.push(Violation::new(pointer, code, rule));
            }
        };
        let (is_pin, is_boost) = (self.kind == RuleKind::Pin, self.kind == RuleKind::Boost);
        check("/position", self.position.is_some(), is_pin, "a pin has a place, and it alone");
        check("/factor", self.factor.is_some(), is_boost, "a boost has a factor, and it alone");
        if self.position.is_some_and(|place| !(1..=20).contains(&place)) {
            faults.push(Violation::new("/position", "out_of_range", "1 to 20"));
        }
        if self.factor.is_some_and(|factor| !(0.1..=10.0).contains(&factor)) {
            faults.push(Violation::new("/factor", "out_of_range", "0.1 to 10"));
        }
        if self.until <= now {
            faults.push(Violation::new("/until", "in_the_past", "a time to come"));
        }
        if self.until > now.plus_seconds(DAYS_MAX * 86_400) {
            let rule = format!("within {DAYS_MAX} days");
            faults.push(Violation::new("/until", "out_of_range", rule));
        }
        faults
    }
}
