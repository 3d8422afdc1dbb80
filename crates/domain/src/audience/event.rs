//! What readers do, as they or a server tell of it.

use std::net::IpAddr;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use uuid::{Uuid, Variant};

use crate::document;
use crate::text::control_free;
use crate::time::Timestamp;
use crate::violation::{Fault, Violation, Violations};

/// How many events a reader's browser may send at once.
pub const BATCH_MAX: usize = 50;
/// How many a server may, that is known.
pub const TRUSTED_BATCH_MAX: usize = 1_000;
/// How many characters an address may have of which the host is counted.
pub const REFERRER_LEN_MAX: usize = 65_536;
/// How many characters a `User-Agent` may have that is passed on.
pub const AGENT_LEN_MAX: usize = 1_000;
/// How many characters a time may have.
const TIME_LEN_MAX: usize = 40;
/// How late an event may be told of.
pub const LATE_SECONDS_MAX: i64 = 6 * 3_600;
/// How much a client's clock may be ahead.
pub const AHEAD_SECONDS_MAX: i64 = 60;
/// How long a reader stays to count as one who reads.
pub const ENGAGED_SECONDS: u32 = 15;

/// What a reader did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Opened the article.
    View,
    /// Stayed for 15 seconds or more.
    Engage,
    /// Shared it.
    Share,
    /// Went on to another article from it.
    Recirc,
}

impl EventKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::View, Self::Engage, Self::Share, Self::Recirc];

    /// How much it counts.
    pub const fn weight(self) -> f64 {
        match self {
            Self::View | Self::Engage => 1.0,
            Self::Recirc => 0.5,
            Self::Share => 3.0,
        }
    }
}

/// One thing that a reader did.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Event {
    /// UUID version 7 (RFC 9562, section 5.7), made by the sender: the same id counts once.
    #[serde(deserialize_with = "uuid")]
    pub id: Uuid,
    /// Which article.
    #[serde(deserialize_with = "uuid")]
    pub article: Uuid,
    /// What was done.
    pub kind: EventKind,
    /// How long the reader stayed; for `engage`.
    #[serde(default)]
    pub seconds: Option<u32>,
    /// Where the reader came from: a web address or a host, of which the host is counted; up to
    /// [`REFERRER_LEN_MAX`] characters.
    #[serde(default, rename = "ref")]
    pub referrer: Option<String>,
    /// When; now if absent.
    #[serde(default, deserialize_with = "time")]
    pub at: Option<Timestamp>,
    /// Who it was, told by a server that is known; hashed at once, never kept.
    #[serde(default)]
    pub visitor: Option<VisitorHint>,
}

/// What a server says of a reader whose event it passes on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitorHint {
    /// The reader's address.
    pub address: IpAddr,
    /// The reader's `User-Agent`, up to [`AGENT_LEN_MAX`] characters.
    #[serde(default)]
    pub agent: Option<String>,
}

/// With hyphens, as it is written (RFC 9562, section 4).
fn uuid<'de, D: Deserializer<'de>>(from: D) -> Result<Uuid, D::Error> {
    let raw = String::deserialize(from)?;
    let id = Uuid::parse_str(&raw).ok().filter(|_id| raw.len() == 36);
    id.ok_or_else(|| Fault::new("invalid_value", "a UUID with hyphens").into_serde())
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(raw) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let at = Timestamp::parse(&raw).filter(|_at| raw.len() <= TIME_LEN_MAX);
    let fault = || {
        let rule = format!("a time as of RFC 3339, at most {TIME_LEN_MAX} characters");
        Fault::new("invalid_time", rule).into_serde()
    };
    at.ok_or_else(fault).map(Some)
}

/// Reads the members of a JSON object: `{"events": [...]}`. Only a server that is known says who a
/// reader was, and sends more than a browser.
pub fn parse_events(members: Map<String, Value>, trusted: bool) -> Result<Vec<Event>, Violations> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Batch {
        events: Vec<Event>,
    }
    let len = members.get("events").and_then(Value::as_array).map_or(0, Vec::len);
    let mut faults = Violations::default();
    faults.at_most("/events", len, if trusted { TRUSTED_BATCH_MAX } else { BATCH_MAX });
    faults.into_result(())?;
    let events = document::parse::<Batch>(members)?.events;
    let mut faults = Violations::default();
    for (at, event) in events.iter().enumerate() {
        faults.absorb(&format!("/events/{at}"), event.faults(trusted));
    }
    faults.into_result(events)
}

impl Event {
    fn faults(&self, trusted: bool) -> Vec<Violation> {
        let mut faults = Violations::default();
        let is_v7 = self.id.get_version_num() == 7 && self.id.get_variant() == Variant::RFC4122;
        faults.field(
            "/id",
            is_v7.then_some(()).ok_or_else(|| Fault::new("invalid_value", "a UUID of version 7")),
        );
        if let Some(referrer) = &self.referrer {
            faults.field("/ref", at_most(referrer, REFERRER_LEN_MAX));
        }
        faults.field("/visitor", may_be_there(self.visitor.is_some(), trusted));
        if let Some(agent) = self.visitor.as_ref().and_then(|visitor| visitor.agent.as_ref()) {
            faults.field("/visitor/agent", at_most(agent, AGENT_LEN_MAX));
            faults.field("/visitor/agent", control_free(agent, may_stand));
        }
        faults.into_vec()
    }
}

fn at_most(text: &str, max: usize) -> Result<(), Fault> {
    let len = text.chars().count();
    let fault = || Fault::new("too_long", format!("at most {max} characters, this has {len}"));
    (len <= max).then_some(()).ok_or_else(fault)
}

/// What the contract allows of control characters.
fn may_stand(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{80}'..='\u{9f}')
}

/// A server that is known says of each event who the reader was, and nobody else does.
fn may_be_there(is_there: bool, trusted: bool) -> Result<(), Fault> {
    match (is_there, trusted) {
        (true, true) | (false, false) => Ok(()),
        (false, true) => Err(Fault::new("required", "a server says who the reader was")),
        (true, false) => {
            let rule = "only a server with a credential says who the reader was";
            Err(Fault::new("not_allowed", rule))
        }
    }
}

#[cfg(test)]
mod tests;
