//! The sums that are pending, alone: neither who sent an event is looked at, nor is it written.

#[path = "../../../crates/newsroom/src/audience/pending.rs"]
mod pending;

use std::time::Duration;

use domain::audience::EventKind;
use pending::{Judged, Pending};
use uuid::Uuid;

use crate::busy::busy;

/// How many events are added.
const EVENTS: u32 = 2_000_000;
/// How many articles are read much, and how many there are.
pub(crate) const FEW: u32 = 1_000;
pub(crate) const MANY: u32 = 1_000_000;

/// How long an event takes of a processor among so many articles, whatever else the machine does.
pub(crate) fn event_time(articles: u32) -> Duration {
    let (mut pending, mut event) = (Pending::default(), event());
    let kinds = EventKind::ALL.into_iter().cycle();
    let begun = busy();
    for (number, kind) in (0..EVENTS).zip(kinds) {
        // each of them, in an order that no cache foresees
        event.article = article(number.wrapping_mul(2_654_435_761) % articles);
        event.at_s = 1_773_473_400 + i64::from(number / 10_000);
        event.kind = kind;
        pending.add(&event);
    }
    let took = busy().saturating_sub(begun);
    if articles == FEW {
        assert_eq!(pending.take().1.len(), usize::try_from(FEW).unwrap());
    }
    took / EVENTS
}

/// How long it takes to write an event as a line of the journal, which waits in memory then.
pub(crate) fn line_time() -> Duration {
    let (mut lines, event) = (Vec::new(), event());
    let begun = busy();
    for _ in 0..EVENTS {
        lines.clear();
        serde_json::to_writer(&mut lines, &event).unwrap();
    }
    busy().saturating_sub(begun) / EVENTS
}

/// How many bytes it takes to hold one event of each of a million articles, by what the system says
/// that the process has; 0 where it says nothing.
pub(crate) fn bytes_of_many() -> u64 {
    let (mut pending, mut event) = (Pending::default(), event());
    let before = resident_bytes();
    for number in 0..MANY {
        event.article = article(number);
        pending.add(&event);
    }
    let bytes = resident_bytes().saturating_sub(before);
    assert!(pending.is_full() && !pending.is_empty());
    bytes
}

fn article(number: u32) -> Uuid {
    Uuid::from_u128(u128::from(number) << 64)
}

/// A reader opened an article, from somewhere else.
fn event() -> Judged {
    Judged {
        sequence: 1,
        id: Uuid::nil(),
        article: Uuid::nil(),
        kind: EventKind::View,
        at_s: 1_773_473_400,
        is_new: true,
        is_suspect: false,
        seconds: Some(20),
        host: Some("tides.example".to_owned()),
    }
}

fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() * 1_024
}
