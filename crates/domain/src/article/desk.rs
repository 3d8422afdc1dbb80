//! What the desk knows of an article beside its text: who works on it, until when, and what holds
//! it back.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::DeskNote;
use crate::document;
use crate::id::AccountId;
use crate::time::Timestamp;
use crate::violation::{Violation, Violations};
use crate::zone::Moment;

/// The desk's card of an article. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeskCard {
    /// The account that works on it.
    #[serde(default)]
    pub assignee: Option<AccountId>,
    /// When it is to be ready.
    #[serde(default)]
    pub due_at: Option<Moment>,
    /// Until when nobody outside may see it.
    #[serde(default)]
    pub embargo: Option<Embargo>,
    /// Until when it is breaking news.
    #[serde(default)]
    pub breaking_until: Option<Moment>,
}

/// A promise not to publish before a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Embargo {
    /// Until when.
    pub until: Moment,
    /// To whom it was promised, and why.
    #[serde(default)]
    pub note: Option<DeskNote>,
}

impl DeskCard {
    /// Reads the members of a JSON object; every faulty member is named.
    pub fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        document::parse(members)
    }

    /// Checks what is new in it against the present: an embargo that has ended holds nothing back,
    /// and news that was breaking is not.
    pub fn timely(&self, before: &Self, now: Timestamp) -> Result<(), Violations> {
        let mut faults = Violations::default();
        let mut check = |pointer: &str, new: Option<Moment>, old: Option<Moment>| {
            if new != old && new.is_some_and(|moment| moment.at <= now) {
                faults.push(Violation::new(pointer, "in_the_past", "a time to come"));
            }
        };
        let until = |card: &Self| card.embargo.as_ref().map(|embargo| embargo.until);
        check("/embargo/until", until(self), until(before));
        check("/breakingUntil", self.breaking_until, before.breaking_until);
        faults.into_result(())
    }

    /// The end of an embargo that still holds.
    pub fn embargoed_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = self.embargo.as_ref().map(|embargo| embargo.until.at);
        until.filter(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn card(document: Value) -> DeskCard {
        let Value::Object(members) = document else { panic!("an object") };
        DeskCard::parse(members).unwrap()
    }

    #[test]
    fn only_what_is_new_has_to_be_to_come() {
        let now = Timestamp::parse("2026-03-14T07:30:00Z").unwrap();
        let past = json!({
            "embargo": { "until": { "at": "2026-03-14T07:00:00Z" } },
            "breakingUntil": { "at": "2026-03-14T07:30:00Z" },
        });
        let past = card(past);
        let faults = past.timely(&DeskCard::default(), now).unwrap_err().into_vec();
        let places: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(places, ["/embargo/until", "/breakingUntil"]);
        assert_eq!(past.timely(&past, now), Ok(()));
        assert_eq!(past.embargoed_until(now), None);
        let later = card(json!({ "embargo": { "until": { "at": "2026-03-14T08:00:00Z" } } }));
        assert_eq!(later.timely(&past, now), Ok(()));
        assert_eq!(later.embargoed_until(now), Timestamp::parse("2026-03-14T08:00:00Z"));
    }
}
