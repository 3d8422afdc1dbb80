//! What readers do, counted without knowing them: no cookie, no stored address.
//!
//! A visitor is a keyed hash of network and browser family. The key is drawn anew each day and
//! never leaves memory, so neither a visitor of yesterday nor an address can be found again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use domain::policy;
use domain::time::Timestamp;
use domain::trending::{self, AHEAD_SECONDS_MAX, ENGAGED_SECONDS, EventKind, LATE_SECONDS_MAX};
use domain::violation::Violations;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use store::{Counts, MinuteRow, ScoreRow, WriteTx};
use uuid::Uuid;

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::trending::minute;

/// How many events one call may bring.
pub const EVENTS_MAX: usize = 50;
/// For how long the same visitor's same act on an article counts once.
const REPEAT_SECONDS: i64 = 30 * 60;
/// For how long the id of an event is remembered.
const SAME_ID_SECONDS: i64 = 10 * 60;
/// For how many minutes counts are kept: three days, of which lists look at two.
const KEPT_MINUTES: i64 = 3 * 1_440;
/// How many acts of visitors are remembered; past that, the oldest day's are dropped first.
const REMEMBERED_MAX: usize = 200_000;

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
    /// Where the reader came from; not kept.
    #[serde(default, rename = "ref")]
    pub referrer: Option<String>,
    /// When; now if absent.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// Reads the members of a JSON object: `{"events": [...]}`.
pub fn parse(members: Map<String, Value>) -> Result<Vec<Event>, Violations> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Batch {
        events: Vec<Event>,
    }
    let len = members.get("events").and_then(Value::as_array).map_or(0, Vec::len);
    let mut faults = Violations::default();
    faults.at_most("/events", len, EVENTS_MAX);
    faults.into_result(())?;
    domain::document::parse::<Batch>(members).map(|batch| batch.events)
}

/// Who sent events: looked at, never kept.
#[derive(Debug, Clone)]
pub struct Sender {
    /// Where they come from: the connection's address, or the one that a trusted proxy says.
    pub address: Option<IpAddr>,
    /// The header User-Agent.
    pub agent: String,
    /// True if a browser only fetched ahead.
    pub prefetch: bool,
    /// True if the reader asks not to be counted (Global Privacy Control).
    pub private: bool,
}

/// What became of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Counted.
    pub counted: u32,
    /// Of programs, or fetched ahead.
    pub automatic: u32,
    /// Of readers who ask not to be counted.
    pub refused: u32,
    /// Of articles that readers do not see.
    pub unknown: u32,
    /// Stays of less than 15 seconds.
    pub brief: u32,
    /// Told twice, or done again within half an hour.
    pub repeated: u32,
    /// From the future, or older than six hours.
    pub untimely: u32,
}

/// Visitors of today, in memory only.
#[derive(Default)]
pub struct Visitors(Mutex<Day>);

#[derive(Default)]
struct Day {
    number: i64,
    salt: [u8; 32],
    acts: HashMap<([u8; 16], Uuid, EventKind), Timestamp>,
    seen: HashSet<([u8; 16], Uuid)>,
}

impl Visitors {
    /// Whether a visitor's act counts, and whether the visitor is new to the article that day.
    fn admit(
        &self,
        sender: &Sender,
        event: &Event,
        now: Timestamp,
    ) -> Result<Option<bool>, NewsroomError> {
        let mut day = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let today = now.unix_s().div_euclid(86_400);
        if day.number != today || day.acts.len() > REMEMBERED_MAX {
            *day = Day { number: today, salt: crate::secret::random()?, ..Day::default() };
        }
        let visitor = visitor(&day.salt, sender);
        let act = (visitor, event.article, event.kind);
        let before = day.acts.get(&act).copied();
        if before.is_some_and(|before| now < before.plus_seconds(REPEAT_SECONDS)) {
            return Ok(None);
        }
        day.acts.insert(act, now);
        Ok(Some(day.seen.insert((visitor, event.article))))
    }
}

/// A keyed hash of the network and the browser's family.
fn visitor(salt: &[u8; 32], sender: &Sender) -> [u8; 16] {
    let network = match sender.address {
        Some(IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            vec![a, b, c]
        }
        Some(IpAddr::V6(address)) => address.octets().into_iter().take(6).collect(),
        None => Vec::new(),
    };
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(network);
    hash.update([0]);
    hash.update(family(&sender.agent));
    let mut key = [0; 16];
    key.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    key
}

/// The browser's family and its system, without versions.
fn family(agent: &str) -> String {
    agent.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect()
}

/// True for a program that says that it is one, and for one that says nothing.
fn is_program(agent: &str) -> bool {
    const WORDS: [&str; 16] = [
        "bot",
        "crawl",
        "spider",
        "slurp",
        "curl/",
        "wget",
        "python",
        "java/",
        "go-http",
        "headless",
        "lighthouse",
        "monitor",
        "preview",
        "scrapy",
        "httpclient",
        "facebookexternal",
    ];
    let agent = agent.to_ascii_lowercase();
    agent.is_empty() || WORDS.iter().any(|word| agent.contains(word))
}

impl Newsroom {
    /// Counts what readers did. What cannot be counted is dropped, and the answer says how much.
    pub fn count_events(
        &self,
        sender: &Sender,
        events: Vec<Event>,
    ) -> Result<Tally, NewsroomError> {
        let now = self.now();
        let mut tally = Tally::default();
        if sender.private {
            tally.refused = u32::try_from(events.len()).unwrap_or(u32::MAX);
            return Ok(tally);
        }
        if sender.prefetch || is_program(&sender.agent) {
            tally.automatic = u32::try_from(events.len()).unwrap_or(u32::MAX);
            return Ok(tally);
        }
        let is_timely = |event: &Event| {
            let at = event.at.unwrap_or(now);
            at <= now.plus_seconds(AHEAD_SECONDS_MAX) && at >= now.plus_seconds(-LATE_SECONDS_MAX)
        };
        let (timely, untimely): (Vec<_>, Vec<_>) = events.into_iter().partition(is_timely);
        tally.untimely = u32::try_from(untimely.len()).unwrap_or(u32::MAX);
        self.store.write("events.count", |tx| {
            tx.lock_counts()?;
            let ids: Vec<Uuid> = timely.iter().map(|event| event.article).collect();
            let known: HashMap<Uuid, Timestamp> = tx
                .articles_by_ids(policy::public_view(now), &ids)?
                .into_iter()
                .map(|row| (row.id.0, row.order_at))
                .collect();
            let mut sums = Sums::default();
            for event in &timely {
                match self.judge(tx, sender, event, (&known, now))? {
                    Verdict::Counts { is_new } => {
                        tally.counted = tally.counted.saturating_add(1);
                        sums.add(event, is_new, event.at.unwrap_or(now));
                    }
                    Verdict::Unknown => tally.unknown = tally.unknown.saturating_add(1),
                    Verdict::Brief => tally.brief = tally.brief.saturating_add(1),
                    Verdict::Repeated => tally.repeated = tally.repeated.saturating_add(1),
                }
            }
            sums.save(tx, &known)?;
            let old = minute(now).saturating_sub(KEPT_MINUTES);
            tx.forget_events(now.plus_seconds(-SAME_ID_SECONDS), old)?;
            Ok(tally)
        })
    }

    fn judge(
        &self,
        tx: &mut WriteTx<'_>,
        sender: &Sender,
        event: &Event,
        (known, now): (&HashMap<Uuid, Timestamp>, Timestamp),
    ) -> Result<Verdict, NewsroomError> {
        if !known.contains_key(&event.article) {
            return Ok(Verdict::Unknown);
        }
        let stayed = event.seconds.is_some_and(|seconds| seconds >= ENGAGED_SECONDS);
        if event.kind == EventKind::Engage && !stayed {
            return Ok(Verdict::Brief);
        }
        if !tx.note_event(event.id, now)? {
            return Ok(Verdict::Repeated);
        }
        Ok(match self.visitors.admit(sender, event, now)? {
            Some(is_new) => Verdict::Counts { is_new },
            None => Verdict::Repeated,
        })
    }
}

enum Verdict {
    Counts { is_new: bool },
    Unknown,
    Brief,
    Repeated,
}

/// What a batch adds.
#[derive(Default)]
struct Sums {
    scores: BTreeMap<Uuid, (f64, Timestamp)>,
    minutes: BTreeMap<(Uuid, i64), Counts>,
}

impl Sums {
    fn add(&mut self, event: &Event, is_new: bool, at: Timestamp) {
        let score = trending::event_score(event.kind, at);
        let sum = self.scores.entry(event.article).or_insert((f64::NEG_INFINITY, at));
        *sum = (trending::merged(sum.0, score), sum.1.max(at));
        let counts = self.minutes.entry((event.article, minute(at))).or_default();
        let count = match event.kind {
            EventKind::View => &mut counts.views,
            EventKind::Engage => &mut counts.engaged,
            EventKind::Share => &mut counts.shares,
            EventKind::Recirc => &mut counts.recirculated,
        };
        *count = count.saturating_add(1);
        counts.visitors = counts.visitors.saturating_add(i64::from(is_new));
    }

    fn save(
        self,
        tx: &mut WriteTx<'_>,
        published: &HashMap<Uuid, Timestamp>,
    ) -> Result<(), NewsroomError> {
        let ids: Vec<Uuid> = self.scores.keys().copied().collect();
        let before: HashMap<Uuid, ScoreRow> =
            tx.scores(&ids)?.into_iter().map(|row| (row.article, row)).collect();
        for (article, (sum, at)) in self.scores {
            let old = before.get(&article);
            let score = old.map_or(sum, |old| trending::merged(old.score, sum));
            let rank = published.get(&article).map_or(score, |at| trending::rank(score, *at));
            let counted_at = old.map_or(at, |old| old.counted_at.max(at));
            tx.set_score(&ScoreRow { article, score, rank, counted_at })?;
        }
        for ((article, minute), counts) in self.minutes {
            tx.add_counts(&MinuteRow { article, minute, counts })?;
        }
        Ok(())
    }
}
