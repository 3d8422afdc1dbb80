//! Which events count: those of readers, once, and of no network more than its share.

use std::collections::HashMap;

use domain::audience::{AHEAD_SECONDS_MAX, ENGAGED_SECONDS, Event, EventKind, LATE_SECONDS_MAX};
use uuid::Uuid;

use super::recent::Recent;
use super::sender::{Network, Sender, Visitor};
use super::tally::{Reason, Verdict};
use crate::secret::{self, SecretError};

/// For how long the same reader's same act on an article counts once.
const REPEAT_SECONDS: i64 = 30 * 60;
/// For how long the id of an event is remembered.
const SAME_ID_SECONDS: i64 = 10 * 60;
/// How many events of a reader count in an hour.
const OF_VISITOR_MAX: u32 = 200;
/// How much of an article in an hour one network has in any case: 5 views, by half weights, or what
/// a reader does who opens it, stays and shares it. On both sides of a full hour it is 10, with which
/// nothing rises.
const SHARE_FROM: u32 = 10;
/// The share of the weight of an article's events in an hour that one network has at most past that,
/// in percent.
const SHARE_MAX: u32 = 10;
/// How many acts of readers are remembered; past that, those that repeat nothing are forgotten.
const REMEMBERED_MAX: usize = 500_000;

/// What is known of today's readers, in memory alone. All of it is gone at the end of the day.
#[derive(Debug)]
pub(super) struct Gate {
    day: i64,
    salt: [u8; 32],
    /// When a reader last did something with an article, in seconds since 1970, by kind.
    acts: HashMap<(Visitor, Uuid), [i64; 4]>,
    /// How much a reader did, by the hour.
    visitors: HashMap<Visitor, (i64, u32)>,
    /// Where an article's events of an hour come from.
    articles: HashMap<Uuid, Shares>,
    ids: Recent<Uuid>,
}

/// Twice what an event counts: a whole number.
const fn half_weight(kind: EventKind) -> u32 {
    match kind {
        EventKind::View | EventKind::Engage => 2,
        EventKind::Recirc => 1,
        EventKind::Share => 6,
    }
}

/// When a reader last did something of a kind.
const fn last_of(acts: &mut [i64; 4], kind: EventKind) -> &mut i64 {
    let [view, engage, share, recirc] = acts;
    match kind {
        EventKind::View => view,
        EventKind::Engage => engage,
        EventKind::Share => share,
        EventKind::Recirc => recirc,
    }
}

/// Why nothing of a sender counts.
pub(super) fn fault_of(sender: &Sender) -> Option<Reason> {
    if sender.private {
        return Some(Reason::Refused);
    }
    (sender.prefetch || sender.is_program()).then_some(Reason::Automatic)
}

/// Why an event does not count, whoever sent it.
pub(super) fn fault_in(event: &Event, now_s: i64) -> Option<Reason> {
    let at_s = event.at.map_or(now_s, domain::time::Timestamp::unix_s);
    let (oldest, newest) = (now_s - LATE_SECONDS_MAX, now_s + AHEAD_SECONDS_MAX);
    if !(oldest..=newest).contains(&at_s) {
        return Some(Reason::Untimely);
    }
    let has_stayed = event.seconds.is_some_and(|seconds| seconds >= ENGAGED_SECONDS);
    (event.kind == EventKind::Engage && !has_stayed).then_some(Reason::Brief)
}

/// Where the events of an article in an hour come from.
#[derive(Debug, Default)]
struct Shares {
    hour: i64,
    all: u32,
    networks: HashMap<Network, u32>,
}

/// Never: long before the first event.
const NEVER: i64 = i64::MIN;

impl Default for Gate {
    fn default() -> Self {
        Self {
            day: NEVER,
            salt: [0; 32],
            acts: HashMap::new(),
            visitors: HashMap::new(),
            articles: HashMap::new(),
            ids: Recent::of(SAME_ID_SECONDS),
        }
    }
}

impl Gate {
    /// Begins the day of an instant, if it has not begun: nobody is known any more.
    pub(super) fn begin(&mut self, now_s: i64) -> Result<(), SecretError> {
        let day = now_s.div_euclid(86_400);
        if self.day != day {
            (self.day, self.salt) = (day, secret::random()?);
            self.acts = HashMap::new();
            self.visitors = HashMap::new();
            self.articles = HashMap::new();
        }
        Ok(())
    }

    /// Whether an event counts, of which nothing is wrong by itself, and whose article readers see.
    pub(super) fn judge(&mut self, sender: &Sender, event: &Event, now_s: i64) -> Verdict {
        if !self.ids.note(event.id, now_s) {
            return Verdict::Dropped(Reason::Repeated);
        }
        let at_s = event.at.map_or(now_s, domain::time::Timestamp::unix_s);
        let visitor = sender.visitor(&self.salt);
        if self.acts.len() >= REMEMBERED_MAX {
            self.forget(now_s);
        }
        let is_new = !self.acts.contains_key(&(visitor, event.article));
        let acts = self.acts.entry((visitor, event.article)).or_insert([NEVER; 4]);
        let last = last_of(acts, event.kind);
        // of an act that was told of later, one of before is no other
        if at_s < last.saturating_add(REPEAT_SECONDS) {
            return Verdict::Dropped(Reason::Repeated);
        }
        *last = at_s;
        if !self.is_moderate(visitor, now_s.div_euclid(3_600)) {
            return Verdict::Dropped(Reason::Excessive);
        }
        let network = sender.network(&self.salt);
        let shares = self.articles.entry(event.article).or_default();
        let weight = half_weight(event.kind);
        if shares.admit((network, weight), at_s.div_euclid(3_600)) {
            Verdict::Counts { is_new }
        } else {
            Verdict::Suspect
        }
    }

    /// By arrival: whoever tells of other hours does no more for it.
    fn is_moderate(&mut self, visitor: Visitor, hour: i64) -> bool {
        let of_hour = self.visitors.entry(visitor).or_insert((hour, 0));
        if of_hour.0 < hour {
            *of_hour = (hour, 0);
        }
        of_hour.1 = of_hour.1.saturating_add(1);
        of_hour.1 <= OF_VISITOR_MAX
    }

    /// Makes room: who did something long ago may do it again, and is counted as a new reader then.
    fn forget(&mut self, now_s: i64) {
        let is_late = |acts: &[i64; 4]| {
            acts.iter().any(|at| at.abs_diff(now_s) < REPEAT_SECONDS.unsigned_abs())
        };
        self.acts.retain(|_, acts| is_late(acts));
        if self.acts.len() >= REMEMBERED_MAX {
            self.acts = HashMap::new();
        }
        self.visitors.retain(|_, (hour, _)| *hour >= now_s.div_euclid(3_600));
        self.articles.retain(|_, shares| shares.hour >= now_s.div_euclid(3_600));
    }

    /// Notes an id that was counted before this process began.
    pub(super) fn know(&mut self, id: Uuid, now_s: i64) {
        let _is_new = self.ids.note(id, now_s);
    }
}

impl Shares {
    /// Counts an event of a network, unless the network has more than its share then.
    fn admit(&mut self, (network, weight): (Network, u32), hour: i64) -> bool {
        if self.hour < hour {
            *self = Self { hour, ..Self::default() };
        }
        let own = self.networks.entry(network).or_default();
        let (more, all) = (own.saturating_add(weight), self.all.saturating_add(weight));
        if more > SHARE_FROM && more.saturating_mul(100) > all.saturating_mul(SHARE_MAX) {
            return false;
        }
        (*own, self.all) = (more, all);
        true
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    const NOW: &str = "2026-03-14T07:30:00Z";

    fn now_s() -> i64 {
        Timestamp::parse(NOW).unwrap().unix_s()
    }

    fn sender(network: u32, browser: usize) -> Sender {
        let address = std::net::Ipv4Addr::from_bits(0x0a00_0000 | (network << 8));
        let agent = format!("Mozilla {}", "x".repeat(browser));
        Sender { address: Some(address.into()), agent, ..Sender::default() }
    }

    fn event(number: u128, kind: EventKind, at_s: i64) -> Event {
        Event {
            id: Uuid::from_u128(number),
            article: Uuid::from_u128(1),
            kind,
            seconds: Some(20),
            referrer: None,
            at: Timestamp::from_micros(at_s * 1_000_000),
            visitor: None,
        }
    }

    fn open() -> Gate {
        let mut gate = Gate::default();
        gate.begin(now_s()).unwrap();
        gate
    }

    #[test]
    fn the_same_act_counts_once_in_half_an_hour() {
        let (mut gate, now) = (open(), now_s());
        let mut judge =
            |number, kind, at_s| gate.judge(&sender(1, 1), &event(number, kind, at_s), now);
        let repeated = Verdict::Dropped(Reason::Repeated);
        assert_eq!(judge(1, EventKind::View, now - 3_600), Verdict::Counts { is_new: true });
        assert_eq!(judge(1, EventKind::Share, now), repeated, "the id was seen");
        assert_eq!(judge(2, EventKind::View, now - 1_801), repeated);
        assert_eq!(judge(3, EventKind::View, now - 1_800), Verdict::Counts { is_new: false });
        assert_eq!(judge(5, EventKind::View, now - 7_200), repeated, "told of behind it");
        assert_eq!(judge(4, EventKind::Share, now), Verdict::Counts { is_new: false });
    }

    #[test]
    fn one_network_has_no_more_than_its_share() {
        let (mut gate, now) = (open(), now_s());
        let mut count = |networks: &[u32], from: usize| {
            let judged = (0..1_000_usize).map(|number| {
                let network = networks[number % networks.len()];
                let id = u128::try_from(from + number).unwrap();
                let event = event(id, EventKind::View, now);
                gate.judge(&sender(network, from + number), &event, now)
            });
            judged.filter(|verdict| matches!(verdict, Verdict::Counts { .. })).count()
        };
        assert_eq!(count(&[7], 0), 5, "one address, a thousand browsers");
        let many: Vec<u32> = (100..200).collect();
        assert_eq!(count(&many, 1_000), 1_000, "readers from everywhere");
    }

    #[test]
    fn one_share_counts_where_little_is_read() {
        let (mut gate, now) = (open(), now_s());
        for number in 0..40 {
            let sender = sender(u32::try_from(number).unwrap(), 1);
            let kind = if number % 4 == 0 { EventKind::Share } else { EventKind::View };
            let verdict = gate.judge(&sender, &event(number, kind, now), now);
            assert_eq!(verdict, Verdict::Counts { is_new: true }, "{number}");
        }
    }

    #[test]
    fn one_reader_does_not_do_more_than_a_reader_does() {
        let (mut gate, now) = (open(), now_s());
        let judged = (0_u128..300).map(|number| {
            let event =
                Event { article: Uuid::from_u128(number), ..event(number, EventKind::View, now) };
            gate.judge(&sender(1, 1), &event, now)
        });
        let counted = judged.filter(|verdict| matches!(verdict, Verdict::Counts { .. })).count();
        assert_eq!(counted, 200);
    }

    #[test]
    fn nobody_is_known_the_next_day() {
        let (mut gate, now) = (open(), now_s());
        let first = gate.judge(&sender(1, 1), &event(1, EventKind::View, now), now);
        let salt = gate.salt;
        gate.begin(now + 86_400).unwrap();
        assert_eq!(first, Verdict::Counts { is_new: true });
        assert!(gate.acts.is_empty() && gate.visitors.is_empty() && gate.articles.is_empty());
        assert_ne!(gate.salt, salt);
    }
}
