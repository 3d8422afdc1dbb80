//! What was counted and is not in the database yet.

use std::collections::HashMap;

use domain::audience::{EventKind, HalfLife, factor};
use serde::{Deserialize, Serialize};
use store::{ArticleDelta, Counts};
use uuid::Uuid;

/// How many articles' minutes may be pending.
const MINUTES_MAX: usize = 200_000;
/// How many hosts of an article are told apart in a flush; the others are counted together.
const HOSTS_MAX: u32 = 50;
/// How many hosts have names in a flush: 13 MB at most.
const NAMES_MAX: usize = 50_000;
/// What those are counted under.
const OTHER_HOSTS: &str = "other";
const OTHER_NUMBER: u32 = 0;
const MINUTES_OF_DAY: u32 = 1_440;

/// An event that was judged: what the journal keeps of it. It names no reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Judged {
    /// Its number in the journal.
    #[serde(rename = "s")]
    pub sequence: i64,
    /// The id that its sender gave it.
    #[serde(rename = "i")]
    pub id: Uuid,
    #[serde(rename = "a")]
    pub article: Uuid,
    #[serde(rename = "k")]
    pub kind: EventKind,
    /// When, in seconds since 1970.
    #[serde(rename = "t")]
    pub at_s: i64,
    /// True if the reader opened the article for the first time that day.
    #[serde(rename = "n")]
    pub is_new: bool,
    /// True if it counts nothing.
    #[serde(rename = "x", default, skip_serializing_if = "is_false")]
    pub is_suspect: bool,
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// What is pending: sums of what was judged, some 120 bytes for an article.
#[derive(Debug, Default)]
pub(super) struct Pending {
    base_s: Option<i64>,
    /// The factors of the second that was last asked for: most events are of one second.
    factors: (i64, [f64; 3]),
    /// Where the sums of articles stand.
    places: HashMap<Uuid, u32>,
    sums: Vec<Sums>,
    /// By place and minute: what was done in other minutes than an article's first, which is most
    /// often its only one.
    minutes: HashMap<(u32, u32), Few>,
    /// By place, day and the host's number: views, of all but an article's first host.
    views: HashMap<(u32, u32, u32), u32>,
    /// The numbers of hosts.
    hosts: HashMap<Box<str>, u32>,
}

/// What is pending of an article.
#[derive(Debug)]
struct Sums {
    weights: [f64; 3],
    newest_s: u32,
    /// The minute of its first event, and what was done in it.
    minute: u32,
    few: Few,
    /// The number of the first host of that minute's day, and the views from there.
    host: u32,
    host_views: u32,
    /// How many hosts are told apart.
    hosts: u32,
}

/// [`Counts`] in less room: of a second or so.
#[derive(Debug, Clone, Copy, Default)]
struct Few {
    views: u32,
    visitors: u32,
    engaged: u32,
    recirculated: u32,
    shares: u32,
    seconds: u32,
    suspect: u32,
}

impl Pending {
    /// True if nothing is pending.
    pub(super) fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }

    /// True if there is no room: what comes has to be dropped.
    pub(super) fn is_full(&self) -> bool {
        self.sums.len().saturating_add(self.minutes.len()) >= MINUTES_MAX
    }

    /// Adds an event.
    pub(super) fn add(&mut self, event: &Judged) {
        let factors = self.factors_of(event.at_s);
        let minute = small(event.at_s.div_euclid(60));
        let next = small(self.sums.len());
        let place = *self.places.entry(event.article).or_insert(next);
        if place == next {
            self.sums.push(Sums::of(minute));
        }
        let Some(sums) = self.sums.get_mut(large(place)) else { return };
        sums.newest_s = sums.newest_s.max(small(event.at_s));
        let few = if sums.minute == minute {
            &mut sums.few
        } else {
            self.minutes.entry((place, minute)).or_default()
        };
        few.add(event);
        if event.is_suspect {
            return;
        }
        for (sum, factor) in sums.weights.iter_mut().zip(factors) {
            *sum += event.kind.weight() * factor;
        }
        if let Some(host) = event.host.as_ref().filter(|_| event.kind == EventKind::View) {
            self.add_host(place, minute / MINUTES_OF_DAY, host);
        }
    }

    fn factors_of(&mut self, at_s: i64) -> [f64; 3] {
        let base_s = *self.base_s.get_or_insert(at_s);
        if self.sums.is_empty() || self.factors.0 != at_s {
            self.factors = (at_s, HalfLife::ALL.map(|half_life| factor(half_life, at_s, base_s)));
        }
        self.factors.1
    }

    fn add_host(&mut self, place: u32, day: u32, host: &str) {
        let mut number = self.number_of(host);
        let Some(sums) = self.sums.get_mut(large(place)) else { return };
        let is_first = sums.minute / MINUTES_OF_DAY == day;
        let is_known = (is_first && sums.host == number && sums.host_views > 0)
            || self.views.contains_key(&(place, day, number));
        if !is_known && sums.hosts >= HOSTS_MAX {
            number = OTHER_NUMBER;
        } else if !is_known {
            sums.hosts = sums.hosts.saturating_add(1);
        }
        if is_first && sums.host_views == 0 {
            sums.host = number;
        }
        let views = if is_first && sums.host == number {
            &mut sums.host_views
        } else {
            self.views.entry((place, day, number)).or_default()
        };
        *views = views.saturating_add(1);
    }

    fn number_of(&mut self, host: &str) -> u32 {
        if let Some(number) = self.hosts.get(host) {
            return *number;
        }
        if self.hosts.len() >= NAMES_MAX {
            return OTHER_NUMBER;
        }
        let next = small(self.hosts.len().saturating_add(1));
        self.hosts.insert(host.into(), next);
        next
    }

    /// Takes what is pending, with the second to which its factors lead.
    pub(super) fn take(&mut self) -> (i64, Vec<(Uuid, ArticleDelta)>) {
        let taken = std::mem::take(self);
        let names: HashMap<u32, &str> =
            taken.hosts.iter().map(|(host, number)| (*number, &**host)).collect();
        let host = |number: u32| names.get(&number).map_or(OTHER_HOSTS, |host| host).to_owned();
        let delta = |(article, place): (&Uuid, &u32)| {
            let sums = taken.sums.get(large(*place))?;
            Some((*place, (*article, sums.delta(host))))
        };
        let mut all: Vec<_> = taken.places.iter().filter_map(delta).collect();
        all.sort_unstable_by_key(|(place, _)| *place);
        let mut all: Vec<_> = all.into_iter().map(|(_, delta)| delta).collect();
        for ((place, minute), few) in taken.minutes {
            if let Some((_, delta)) = all.get_mut(large(place)) {
                delta.minutes.push((minute.into(), few.counts()));
            }
        }
        for ((place, day, number), views) in taken.views {
            if let Some((_, delta)) = all.get_mut(large(place)) {
                delta.hosts.push((day.into(), host(number), views.into()));
            }
        }
        (taken.base_s.unwrap_or_default(), all)
    }
}

impl Sums {
    fn of(minute: u32) -> Self {
        Self {
            weights: [0.0; 3],
            newest_s: 0,
            minute,
            few: Few::default(),
            host: 0,
            host_views: 0,
            hosts: 0,
        }
    }

    fn delta(&self, host: impl Fn(u32) -> String) -> ArticleDelta {
        let day = i64::from(self.minute / MINUTES_OF_DAY);
        let from = Some(self.host).filter(|_| self.host_views > 0);
        let hosts = from.map(|number| (day, host(number), self.host_views.into()));
        ArticleDelta {
            sums: self.weights,
            newest_s: self.newest_s.into(),
            minutes: vec![(self.minute.into(), self.few.counts())],
            hosts: hosts.into_iter().collect(),
        }
    }
}

impl Few {
    fn add(&mut self, event: &Judged) {
        let sum = |to: &mut u32, more: u32| *to = to.saturating_add(more);
        if event.is_suspect {
            return sum(&mut self.suspect, 1);
        }
        let counted = match event.kind {
            EventKind::View => &mut self.views,
            EventKind::Engage => &mut self.engaged,
            EventKind::Share => &mut self.shares,
            EventKind::Recirc => &mut self.recirculated,
        };
        sum(counted, 1);
        sum(&mut self.visitors, event.is_new.into());
        if event.kind == EventKind::Engage {
            sum(&mut self.seconds, event.seconds.unwrap_or_default());
        }
    }

    fn counts(self) -> Counts {
        let Self { views, visitors, engaged, recirculated, shares, seconds, suspect } = self;
        Counts {
            views: views.into(),
            visitors: visitors.into(),
            engaged: engaged.into(),
            recirculated: recirculated.into(),
            shares: shares.into(),
            seconds: seconds.into(),
            suspect: suspect.into(),
        }
    }
}

/// A second or a minute since 1970, or a place, in less room.
fn small(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or_default()
}

fn large(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
