//! Made-up readers, so that the demo's trending has life. They are simulated, and the same each
//! time.

use std::net::{IpAddr, Ipv4Addr};

use domain::time::Timestamp;
use domain::trending::EventKind;
use newsroom::Newsroom;
use newsroom::ingest::{Event, Sender};
use uuid::Uuid;

/// How many readers there are.
const READERS: u32 = 240;
/// How long they read, before the demo's last moment.
const SPAN_SECONDS: i64 = 5 * 3_600;

/// Lets the readers open, read and share articles up to `now`.
pub(super) fn read(newsroom: &Newsroom, articles: &[Uuid], now: Timestamp) -> anyhow::Result<()> {
    let mut dice = Dice(20_260_330);
    for reader in 0..READERS {
        // a network of its own for each reader
        let network = Ipv4Addr::from_bits(0x0a00_0000 | reader.wrapping_mul(256));
        let sender = Sender {
            address: Some(IpAddr::V4(network)),
            agent: "Mozilla/5.0 (demo) Gecko".to_owned(),
            prefetch: false,
            private: false,
        };
        let at = now.plus_seconds(i64::from(dice.below(18_000)).saturating_sub(SPAN_SECONDS));
        let mut events = Vec::new();
        for _ in 0..=dice.below(3) {
            // the square of a number below 1 lies near 0 more often: few articles are read much
            let (one, two) = (dice.below(1_000), dice.below(1_000));
            let place = one.min(two).saturating_mul(u32::try_from(articles.len())?) / 1_000;
            let Some(article) = articles.iter().rev().nth(usize::try_from(place)?) else {
                continue;
            };
            let kinds: &[EventKind] = match dice.below(10) {
                0 => &[EventKind::View, EventKind::Engage, EventKind::Share],
                1..=5 => &[EventKind::View, EventKind::Engage],
                _ => &[EventKind::View],
            };
            events.extend(kinds.iter().map(|kind| Event {
                id: newsroom.new_id(),
                article: *article,
                kind: *kind,
                seconds: Some(45),
                referrer: None,
                at: Some(at),
            }));
        }
        newsroom.count_events(&sender, events)?;
    }
    Ok(())
}

/// Numbers that look like chance and are always the same (Numerical Recipes, a linear generator).
struct Dice(u32);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8).checked_rem(end).unwrap_or(0)
    }
}
