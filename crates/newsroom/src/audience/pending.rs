//! What was counted and is not in the database yet.

use std::collections::HashMap;

use domain::audience::{EventKind, HalfLife, factor};
use serde::{Deserialize, Serialize};
use store::{ArticleDelta, Counts};
use uuid::Uuid;

/// How many articles' minutes may be pending.
const MINUTES_MAX: usize = 200_000;
/// How many hosts of an article are told apart in a flush; the others are counted together.
const HOSTS_MAX: usize = 50;
/// What those are counted under.
const OTHER_HOSTS: &str = "other";

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

/// What is pending: sums of what was judged.
#[derive(Debug, Default)]
pub(super) struct Pending {
    base_s: Option<i64>,
    /// The factors of the second that was last asked for: most events are of one second.
    factors: (i64, [f64; 3]),
    articles: HashMap<Uuid, ArticleDelta>,
    minutes: usize,
}

impl Pending {
    /// True if nothing is pending.
    pub(super) fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// True if there is no room: what comes has to be dropped.
    pub(super) const fn is_full(&self) -> bool {
        self.minutes >= MINUTES_MAX
    }

    /// Takes what is pending, with the second to which its factors lead.
    pub(super) fn take(&mut self) -> (i64, Vec<(Uuid, ArticleDelta)>) {
        let taken = std::mem::take(self);
        (taken.base_s.unwrap_or_default(), taken.articles.into_iter().collect())
    }

    /// Adds an event.
    pub(super) fn add(&mut self, event: &Judged) {
        let factors = self.factors_of(event.at_s);
        let delta = self
            .articles
            .entry(event.article)
            .or_insert_with(|| ArticleDelta { newest_s: i64::MIN, ..ArticleDelta::default() });
        let minute = event.at_s.div_euclid(60);
        let at = delta.minutes.iter().position(|(known, _)| *known == minute);
        let at = at.unwrap_or_else(|| {
            self.minutes = self.minutes.saturating_add(1);
            delta.minutes.push((minute, Counts::default()));
            delta.minutes.len().saturating_sub(1)
        });
        let Some((_, counts)) = delta.minutes.get_mut(at) else { return };
        delta.newest_s = delta.newest_s.max(event.at_s);
        if event.is_suspect {
            counts.suspect = counts.suspect.saturating_add(1);
            return;
        }
        for (sum, factor) in delta.sums.iter_mut().zip(factors) {
            *sum += event.kind.weight() * factor;
        }
        count(counts, event);
        if let Some(host) = event.host.as_ref().filter(|_| event.kind == EventKind::View) {
            add_host(&mut delta.hosts, event.at_s.div_euclid(86_400), host);
        }
    }

    fn factors_of(&mut self, at_s: i64) -> [f64; 3] {
        let base_s = *self.base_s.get_or_insert(at_s);
        if self.articles.is_empty() || self.factors.0 != at_s {
            self.factors = (at_s, HalfLife::ALL.map(|half_life| factor(half_life, at_s, base_s)));
        }
        self.factors.1
    }
}

fn count(counts: &mut Counts, event: &Judged) {
    let counted = match event.kind {
        EventKind::View => &mut counts.views,
        EventKind::Engage => &mut counts.engaged,
        EventKind::Share => &mut counts.shares,
        EventKind::Recirc => &mut counts.recirculated,
    };
    *counted = counted.saturating_add(1);
    counts.visitors = counts.visitors.saturating_add(i64::from(event.is_new));
    if event.kind == EventKind::Engage {
        counts.seconds = counts.seconds.saturating_add(event.seconds.unwrap_or_default().into());
    }
}

fn add_host(hosts: &mut Vec<(i64, String, i64)>, day: i64, host: &str) {
    let known =
        |name: &str, (known_day, known, _): &(i64, String, i64)| *known_day == day && known == name;
    let name = if hosts.len() >= HOSTS_MAX && !hosts.iter().any(|one| known(host, one)) {
        OTHER_HOSTS
    } else {
        host
    };
    match hosts.iter_mut().find(|one| known(name, one)) {
        Some((.., views)) => *views = views.saturating_add(1),
        None => hosts.push((day, name.to_owned(), 1)),
    }
}
