//! A step of the workflow as it is asked for: which, with what note, for when.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::Transition;
use crate::document;
use crate::text::Prose;
use crate::time::Timestamp;
use crate::violation::{Violation, Violations};
use crate::zone::Moment;

/// What somebody says to the desk, up to 2,000 characters.
pub type DeskNote = Prose<2_000>;

/// A step that somebody wants to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    transition: Transition,
    note: Option<DeskNote>,
    publish_at: Option<Moment>,
    end: End,
}

/// What a step says of when readers cease to see an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum End {
    /// Nothing: an end that was set stays.
    #[default]
    Unsaid,
    /// That there is none.
    Never,
    /// That it is then.
    At(Moment),
}

impl<'de> Deserialize<'de> for End {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(from)?.map_or(Self::Never, Self::At))
    }
}

/// The document of a step. Which members there are depends on the step.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Members {
    #[serde(default)]
    note: Option<DeskNote>,
    #[serde(default)]
    publish_at: Option<Moment>,
    #[serde(default)]
    unpublish_at: End,
}

impl Step {
    /// Reads the members of a JSON object: `note`, which `return` and `kill` need; `publishAt`,
    /// which `schedule` needs; `unpublishAt`, which `schedule` and `publish` may have, null for no end.
    pub fn parse(transition: Transition, members: Map<String, Value>) -> Result<Self, Violations> {
        let Members { note, publish_at, unpublish_at: end } = document::parse(members)?;
        let step = Self { transition, note, publish_at, end };
        let mut faults = Violations::default();
        let mut need = |there: bool, pointer: &str, code: &'static str, what: String| {
            if !there {
                faults.push(Violation::new(pointer, code, what));
            }
        };
        let word = transition.word();
        let noted = !matches!(transition, Transition::Return | Transition::Kill);
        need(noted || step.note.is_some(), "/note", "required", format!("{word} says why"));
        let scheduled = transition == Transition::Schedule;
        let timed = scheduled || transition == Transition::Publish;
        let known = "unknown_member";
        need(
            !scheduled || step.publish_at.is_some(),
            "/publishAt",
            "required",
            format!("{word} says when"),
        );
        need(
            scheduled || step.publish_at.is_none(),
            "/publishAt",
            known,
            format!("{word} has no such time"),
        );
        need(
            timed || step.end == End::Unsaid,
            "/unpublishAt",
            known,
            format!("{word} has no such time"),
        );
        faults.into_result(step)
    }

    /// A step without anything said; not one that needs to be told more.
    pub fn plain(transition: Transition) -> Result<Self, Violations> {
        Self::parse(transition, Map::new())
    }

    /// The same with a note.
    #[must_use]
    pub fn saying(self, note: Option<DeskNote>) -> Self {
        Self { note, ..self }
    }

    /// Which.
    pub fn transition(&self) -> Transition {
        self.transition
    }

    /// What is said with it.
    pub fn note(&self) -> Option<&DeskNote> {
        self.note.as_ref()
    }

    /// When readers begin to see the article; now if it is published.
    pub fn publish_at(&self) -> Option<Moment> {
        self.publish_at
    }

    /// When readers cease to see it.
    pub fn unpublish_at(&self) -> Option<Moment> {
        match self.end {
            End::At(moment) => Some(moment),
            End::Unsaid | End::Never => None,
        }
    }

    /// True if nothing is said of when readers cease to see it: an end that was set stays.
    pub fn keeps_end(&self) -> bool {
        self.end == End::Unsaid
    }

    /// Checks its times against the present, and against an embargo.
    pub fn timely(&self, now: Timestamp, embargo: Option<Timestamp>) -> Result<(), Violations> {
        let mut faults = Violations::default();
        let begin = self.publish_at.map_or(now, |moment| moment.at);
        if begin < now {
            faults.push(Violation::new("/publishAt", "in_the_past", "a time to come"));
        }
        if self.unpublish_at().is_some_and(|end| end.at <= begin) {
            let rule = "later than the beginning";
            faults.push(Violation::new("/unpublishAt", "end_before_start", rule));
        }
        if embargo.is_some_and(|until| begin < until) && self.publish_at.is_some() {
            faults.push(Violation::new("/publishAt", "embargoed", "not before the embargo ends"));
        }
        faults.into_result(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(transition: Transition, members: &Value, want: &[&str]) {
        let Value::Object(members) = members.clone() else { panic!("an object") };
        let faults = Step::parse(transition, members).err().unwrap_or_default().into_vec();
        let places: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(places, want);
    }

    #[test]
    fn what_each_step_takes() {
        let time = json!({ "at": "2026-03-14T07:30:00Z", "timeZone": "Europe/Lisbon" });
        check(Transition::Submit, &json!({}), &[]);
        check(Transition::Submit, &json!({ "note": "Done." }), &[]);
        check(Transition::Return, &json!({}), &["/note"]);
        check(Transition::Kill, &json!({}), &["/note"]);
        check(Transition::Schedule, &json!({}), &["/publishAt"]);
        check(Transition::Schedule, &json!({ "publishAt": time, "unpublishAt": time }), &[]);
        check(Transition::Publish, &json!({ "publishAt": time }), &["/publishAt"]);
        check(Transition::Publish, &json!({ "unpublishAt": time }), &[]);
        check(Transition::Approve, &json!({ "unpublishAt": time }), &["/unpublishAt"]);
        check(Transition::Approve, &json!({ "state": "draft" }), &["/state"]);
        let nowhere = json!({ "at": "2026-03-14T07:30:00Z", "timeZone": "Lisbon" });
        check(Transition::Schedule, &json!({ "publishAt": nowhere }), &["/publishAt/timeZone"]);
    }

    #[test]
    fn times_are_in_order_and_to_come() {
        let time = |text: &str| Timestamp::parse(text).unwrap();
        let step = |begin: &str, end: &str| {
            let document = json!({ "publishAt": { "at": begin }, "unpublishAt": { "at": end } });
            let Value::Object(members) = document else { panic!("an object") };
            Step::parse(Transition::Schedule, members).unwrap()
        };
        let faults = |step: Step, embargo: Option<&str>| {
            let done = step.timely(time("2026-03-14T07:30:00Z"), embargo.map(time));
            let faults = done.err().unwrap_or_default().into_vec();
            faults.into_iter().map(|fault| fault.code).collect::<Vec<_>>()
        };
        let (ten, eleven) = ("2026-03-14T10:00:00Z", "2026-03-14T11:00:00Z");
        assert_eq!(faults(step(ten, eleven), None), [""; 0]);
        assert_eq!(faults(step(ten, ten), None), ["end_before_start"]);
        assert_eq!(faults(step("2026-03-14T07:00:00Z", eleven), None), ["in_the_past"]);
        assert_eq!(faults(step(ten, eleven), Some(eleven)), ["embargoed"]);
        assert_eq!(faults(step(ten, eleven), Some(ten)), [""; 0]);
    }
}
