//! What is said with the steps of a list: which revision readers are to see, and from when on.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::document;
use crate::id::Revision;
use crate::text::Line;
use crate::violation::{Violation, Violations};
use crate::zone::Moment;

/// What somebody says of a step.
pub type ListNote = Line<500>;

/// A step of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListStep {
    /// Readers see a revision, now or from a time on.
    Publish,
    /// A time to come is taken back.
    Unschedule,
    /// Readers see an earlier revision again.
    RollBack,
    /// Readers see the list no more.
    Unpublish,
}

impl ListStep {
    /// What the audit calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Publish => "list.publish",
            Self::Unschedule => "list.unschedule",
            Self::RollBack => "list.rollback",
            Self::Unpublish => "list.unpublish",
        }
    }

    /// What may be said with it.
    const fn members(self) -> &'static [&'static str] {
        match self {
            Self::Publish => &["revision", "publishAt", "note"],
            Self::RollBack => &["revision", "note"],
            Self::Unschedule | Self::Unpublish => &["note"],
        }
    }
}

/// What is said with a step of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Publication {
    /// The revision that readers are to see; the one that was seen, or the one before, unless it is
    /// said.
    #[serde(default)]
    pub revision: Option<Revision>,
    /// From when on; now unless it is said.
    #[serde(default)]
    pub publish_at: Option<Moment>,
    /// What is said of it, for those who read the history.
    #[serde(default)]
    pub note: Option<ListNote>,
}

impl Publication {
    /// Reads the members of a JSON object that the step takes; every faulty member is named.
    pub fn parse(step: ListStep, members: Map<String, Value>) -> Result<Self, Violations> {
        let mut faults = Violations::default();
        for name in members.keys().filter(|name| !step.members().contains(&name.as_str())) {
            let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
            faults.push(Violation::new(pointer, "unknown_member", "is no member of this"));
        }
        let said: Self = faults.into_result(()).and_then(|()| document::parse(members))?;
        let mut faults = Violations::default();
        if said.revision.is_some_and(|revision| revision < Revision::FIRST) {
            faults.push(Violation::new("/revision", "out_of_range", "1 or more"));
        }
        faults.into_result(said)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(step: ListStep, said: Value, want: Option<(&str, &str)>) {
        let Value::Object(members) = said else { panic!("an object") };
        let faults = Publication::parse(step, members).err().unwrap_or_default().into_vec();
        let first = faults.first().map(|one| (one.pointer.as_str(), one.code));
        assert_eq!(first, want);
    }

    #[test]
    fn each_step_takes_what_it_needs() {
        let moment = json!({ "at": "2026-03-14T07:30:00Z" });
        let all = json!({ "revision": 2, "publishAt": moment, "note": "Noon." });
        check(ListStep::Publish, all, None);
        check(ListStep::Publish, json!({}), None);
        check(ListStep::Publish, json!({ "revision": 0 }), Some(("/revision", "out_of_range")));
        check(ListStep::Publish, json!({ "note": "" }), Some(("/note", "empty")));
        check(ListStep::RollBack, json!({ "revision": 1, "note": "Back." }), None);
        let unknown = Some(("/publishAt", "unknown_member"));
        check(ListStep::RollBack, json!({ "publishAt": moment }), unknown);
        check(ListStep::Unpublish, json!({ "revision": 1 }), Some(("/revision", "unknown_member")));
        check(ListStep::Unschedule, json!({ "note": "Later." }), None);
    }
}
