//! Which events count: those of readers, once, and of no network more than its share.

use domain::audience::{AHEAD_SECONDS_MAX, ENGAGED_SECONDS, Event, EventKind, LATE_SECONDS_MAX};
use uuid::Uuid;

use super::recent::{Bounds, Recent};
use super::sender::{Network, Sender, Visitor};
use super::tally::{Reason, Verdict};
use crate::secret::{self, SecretError};

/// For how long the same reader's same act on an article counts once.
const REPEAT_SECONDS: i64 = 30 * 60;
/// How many events of a reader count in an hour.
const OF_VISITOR_MAX: u32 = 200;
/// How much of an article in an hour one network has in any case: 5 views, by half weights, or what
/// a reader does who opens it, stays and shares it. On both sides of a full hour it is 10, with which
/// nothing rises.
const SHARE_FROM: u32 = 10;
/// The share of the weight of an article's events in an hour that one network has at most past that,
/// in percent.
const SHARE_MAX: u32 = 10;
/// The ids of events of ten minutes: twice 450,000, some 18 MB. Of more than 750 events a second
/// they are remembered for less; what readers did lately still tells a repeat.
const IDS: Bounds = Bounds { span_s: 10 * 60, each_max: 450_000 };
/// What readers did today: twice 450,000 articles that a reader did something with, some 60 MB. Of
/// more than that those are forgotten first that were left alone longest, and are new then.
const ACTS: Bounds = Bounds { span_s: 86_400, each_max: 450_000 };
/// How much readers did this hour: twice 110,000 readers, some 8 MB.
const VISITORS: Bounds = Bounds { span_s: 3_600, each_max: 110_000 };
/// How much was done with articles this hour: twice 110,000, some 7 MB.
const ARTICLES: Bounds = Bounds { span_s: 3_600, each_max: 110_000 };
/// From where: twice 225,000 networks of articles, some 22 MB. One that is forgotten has its share
/// anew.
const NETWORKS: Bounds = Bounds { span_s: 3_600, each_max: 225_000 };

/// What is known of today's readers, in memory alone. All of it is gone at the end of the day, and
/// whoever floods it makes it forget no more than what is longest ago.
#[derive(Debug)]
pub(super) struct Gate {
    day: i64,
    salt: [u8; 32],
    ids: Recent<Uuid>,
    acts: Recent<(Visitor, Uuid), Acts>,
    visitors: Recent<Visitor, Done>,
    articles: Recent<Uuid, Done>,
    networks: Recent<(Uuid, Network), Done>,
}

/// When a reader last did something with an article, in seconds since 1970, by kind; 0 for never.
#[derive(Debug, Clone, Copy, Default)]
struct Acts {
    last_s: [u32; 4],
    /// True once a view of it counted.
    has_viewed: bool,
}

/// How much was done in an hour since 1970.
#[derive(Debug, Clone, Copy, Default)]
struct Done {
    hour: u32,
    sum: u32,
}

/// Twice what an event counts: a whole number.
const fn half_weight(kind: EventKind) -> u32 {
    match kind {
        EventKind::View | EventKind::Engage => 2,
        EventKind::Recirc => 1,
        EventKind::Share => 6,
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

impl Default for Gate {
    fn default() -> Self {
        Self {
            day: i64::MIN,
            salt: [0; 32],
            ids: Recent::of(IDS),
            acts: Recent::of(ACTS),
            visitors: Recent::of(VISITORS),
            articles: Recent::of(ARTICLES),
            networks: Recent::of(NETWORKS),
        }
    }
}

impl Gate {
    /// Begins the day of an instant, if it has not begun: nobody is known any more.
    pub(super) fn begin(&mut self, now_s: i64) -> Result<(), SecretError> {
        let day = now_s.div_euclid(86_400);
        if self.day != day {
            let (salt, ids) =
                (secret::random()?, std::mem::replace(&mut self.ids, Recent::of(IDS)));
            *self = Self { day, salt, ids, ..Self::default() };
        }
        Ok(())
    }

    /// Whether an event counts, of which nothing is wrong by itself, and whose article readers see.
    /// What is dropped is not remembered, so that it takes no room from others.
    pub(super) fn judge(&mut self, sender: &Sender, event: &Event, now_s: i64) -> Verdict {
        let at_s = event.at.map_or(now_s, domain::time::Timestamp::unix_s);
        let visitor = sender.visitor(&self.salt);
        let key = (visitor, event.article);
        let is_same = self.ids.get(&event.id, now_s).is_some();
        let acts = self.acts.get(&key, now_s);
        if is_same || acts.is_some_and(|acts| acts.is_repeated(event.kind, at_s)) {
            return Verdict::Dropped(Reason::Repeated);
        }
        if !self.is_moderate(visitor, now_s) {
            return Verdict::Dropped(Reason::Excessive);
        }
        self.ids.see(event.id, now_s);
        let has_room = self.admit((event.article, visitor.network), event.kind, (at_s, now_s));
        let acts = self.acts.see(key, now_s);
        *acts.last(event.kind) = u32::try_from(at_s).unwrap_or_default();
        if !has_room {
            return Verdict::Suspect;
        }
        let is_view = event.kind == EventKind::View;
        Verdict::Counts { is_new: is_view && !std::mem::replace(&mut acts.has_viewed, true) }
    }

    /// By arrival: whoever tells of other hours does no more for it.
    fn is_moderate(&mut self, visitor: Visitor, now_s: i64) -> bool {
        let done = self.visitors.see(visitor, now_s).of_hour(hour_of(now_s));
        done.sum = done.sum.saturating_add(1);
        done.sum <= OF_VISITOR_MAX
    }

    /// Counts an act in a network's share of an article, unless it has more than its share then.
    fn admit(
        &mut self,
        (article, network): (Uuid, Network),
        kind: EventKind,
        (at_s, now_s): (i64, i64),
    ) -> bool {
        let weight = half_weight(kind);
        let all = self.articles.see(article, now_s).of_hour(hour_of(at_s));
        let own = self.networks.see((article, network), now_s).of_hour(all.hour);
        let (more, sum) = (own.sum.saturating_add(weight), all.sum.saturating_add(weight));
        if more > SHARE_FROM && more.saturating_mul(100) > sum.saturating_mul(SHARE_MAX) {
            return false;
        }
        (own.sum, all.sum) = (more, sum);
        true
    }

    /// Notes an id that was counted before this process began.
    pub(super) fn know(&mut self, id: Uuid, now_s: i64) {
        self.ids.see(id, now_s);
    }
}

fn hour_of(at_s: i64) -> u32 {
    u32::try_from(at_s.div_euclid(3_600)).unwrap_or_default()
}

impl Acts {
    /// True if the reader did the same within half an hour before, or it was told of behind that.
    fn is_repeated(mut self, kind: EventKind, at_s: i64) -> bool {
        let last_s = i64::from(*self.last(kind));
        last_s > 0 && at_s < last_s.saturating_add(REPEAT_SECONDS)
    }

    const fn last(&mut self, kind: EventKind) -> &mut u32 {
        let [view, engage, share, recirc] = &mut self.last_s;
        match kind {
            EventKind::View => view,
            EventKind::Engage => engage,
            EventKind::Share => share,
            EventKind::Recirc => recirc,
        }
    }
}

impl Done {
    /// Begins an hour, if it is after the one that runs.
    fn of_hour(&mut self, hour: u32) -> &mut Self {
        if self.hour < hour {
            *self = Self { hour, sum: 0 };
        }
        self
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

    const FAMILIES: [&str; 6] = ["SamsungBrowser", "Edg/", "OPR/", "Firefox", "Chrome", "Safari"];
    const SYSTEMS: [&str; 5] = ["Windows", "Android", "iPhone", "Macintosh", "Linux"];

    /// A reader of a network, with one of thirty browsers.
    fn sender(network: u32, browser: usize) -> Sender {
        let address = std::net::Ipv4Addr::from_bits(0x0a00_0000 | (network << 8));
        let agent = format!("{} {}", SYSTEMS[browser % 5], FAMILIES[browser % 6]);
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
                gate.judge(&sender(network, number / networks.len()), &event, now)
            });
            judged.filter(|verdict| matches!(verdict, Verdict::Counts { .. })).count()
        };
        assert_eq!(count(&[7], 0), 5, "one address with thirty browsers, again and again");
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
            let is_new = kind == EventKind::View;
            assert_eq!(verdict, Verdict::Counts { is_new }, "{number}");
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
    fn a_reader_is_new_who_opens_an_article_for_the_first_time() {
        let (mut gate, now) = (open(), now_s());
        let mut judge =
            |number, kind, at_s| gate.judge(&sender(1, 1), &event(number, kind, at_s), now);
        assert_eq!(judge(1, EventKind::Share, now - 3_600), Verdict::Counts { is_new: false });
        assert_eq!(judge(2, EventKind::Engage, now - 3_600), Verdict::Counts { is_new: false });
        assert_eq!(judge(3, EventKind::View, now - 3_600), Verdict::Counts { is_new: true });
        assert_eq!(judge(4, EventKind::View, now), Verdict::Counts { is_new: false });
    }

    #[test]
    fn what_did_not_count_makes_nobody_known() {
        let (mut gate, now) = (open(), now_s());
        let mut judge = |number, sender: &Sender, at_s| {
            gate.judge(sender, &event(number, EventKind::View, at_s), now)
        };
        for browser in 0..5 {
            let verdict = judge(u128::try_from(browser).unwrap(), &sender(1, browser), now);
            assert_eq!(verdict, Verdict::Counts { is_new: true });
        }
        let late = sender(1, 5);
        assert_eq!(judge(100, &late, now - 1_800), Verdict::Suspect, "its network has its share");
        for network in 2..200 {
            judge(u128::from(1_000 + network), &sender(network, 1), now);
        }
        assert_eq!(judge(101, &late, now), Verdict::Counts { is_new: true });
    }

    #[test]
    fn what_was_too_much_makes_nobody_known() {
        let (mut gate, now) = (open(), now_s());
        let mut judge = |article, now| {
            let article = Uuid::from_u128(article);
            let id = Uuid::from_u128(u128::try_from(now).unwrap() ^ article.as_u128());
            gate.judge(&sender(1, 1), &Event { article, id, ..event(1, EventKind::View, now) }, now)
        };
        (0..200)
            .for_each(|article| assert_eq!(judge(article, now), Verdict::Counts { is_new: true }));
        assert_eq!(judge(200, now), Verdict::Dropped(Reason::Excessive));
        assert_eq!(judge(200, now + 3_600), Verdict::Counts { is_new: true });
    }

    #[test]
    fn what_is_dropped_takes_no_room() {
        let (mut gate, now) = (open(), now_s());
        for number in 0..100_000 {
            let article = Uuid::from_u128(number);
            let event = Event { article, ..event(number, EventKind::View, now) };
            gate.judge(&sender(1, 1), &event, now);
        }
        assert_eq!((gate.acts.len(), gate.ids.len(), gate.networks.len()), (200, 200, 200));
        assert_eq!(gate.visitors.len(), 1);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let most = |bounds: Bounds, bytes: usize| {
            let places = (bounds.each_max * 8 / 7).next_power_of_two();
            2 * places * (bytes + 1) / 1_000_000
        };
        let acts = size_of::<((Visitor, Uuid), Acts)>();
        let networks = size_of::<((Uuid, Network), Done)>();
        assert_eq!(most(ACTS, acts), 59);
        assert_eq!(most(NETWORKS, networks), 21);
        assert_eq!(most(VISITORS, size_of::<(Visitor, Done)>()), 7);
        assert_eq!(most(ARTICLES, size_of::<(Uuid, Done)>()), 6);
        assert_eq!(most(IDS, size_of::<Uuid>()), 17);
    }

    #[test]
    fn nobody_is_known_the_next_day() {
        let (mut gate, now) = (open(), now_s());
        let first = gate.judge(&sender(1, 1), &event(1, EventKind::View, now), now);
        let salt = gate.salt;
        gate.begin(now + 86_400).unwrap();
        assert_eq!(first, Verdict::Counts { is_new: true });
        assert_eq!((gate.acts.len(), gate.visitors.len()), (0, 0));
        assert_eq!((gate.articles.len(), gate.networks.len()), (0, 0));
        assert_ne!(gate.salt, salt);
    }
}
