//! What readers do, as they or a server tell of it.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::document;
use crate::time::Timestamp;
use crate::violation::{Violation, Violations};

/// How many events a reader's browser may send at once.
pub const BATCH_MAX: usize = 50;
/// How many a server may, that is known.
pub const TRUSTED_BATCH_MAX: usize = 1_000;
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
    /// UUID version 7, made by the sender: the same id counts once.
    pub id: Uuid,
    /// Which article.
    pub article: Uuid,
    /// What was done.
    pub kind: EventKind,
    /// How long the reader stayed; for `engage`.
    #[serde(default)]
    pub seconds: Option<u32>,
    /// Where the reader came from: a web address or a host, of which the host is counted.
    #[serde(default, rename = "ref")]
    pub referrer: Option<String>,
    /// When; now if absent.
    #[serde(default)]
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
    /// The reader's `User-Agent`.
    #[serde(default)]
    pub agent: String,
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
        if event.visitor.is_some() != trusted {
            let rule = if trusted {
                "a server says who the reader was"
            } else {
                "only a server with a credential says who the reader was"
            };
            let code = if trusted { "required" } else { "not_allowed" };
            faults.push(Violation::new(format!("/events/{at}/visitor"), code, rule));
        }
    }
    faults.into_result(events)
}
