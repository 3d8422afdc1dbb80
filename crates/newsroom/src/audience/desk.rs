//! Where events come in: they are judged, counted and noted under one lock, without waiting for
//! anything.

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::audience::Event;
use domain::policy;
use uuid::Uuid;

use super::flush::Flush;
use super::gate::{Gate, fault_in, fault_of};
use super::journal::Journal;
use super::known::Known;
use super::pending::{Judged, Pending};
use super::sender::Sender;
use super::tally::{Reason, Tally, Verdict};
use crate::Newsroom;
use crate::error::NewsroomError;

/// For how long a stay is counted at most: the beacon tells of half an hour.
const STAY_SECONDS_MAX: u32 = 1_800;

/// What readers do, as far as this process heard of it.
#[derive(Debug, Default)]
pub struct Audience {
    desk: Mutex<Desk>,
    pub(super) journal: Option<Journal>,
    pub(super) flush: Mutex<Flush>,
}

/// What is looked at for each event.
#[derive(Debug, Default)]
pub(super) struct Desk {
    pub(super) gate: Gate,
    pub(super) known: Known,
    pub(super) pending: Pending,
    /// The number of the last event.
    pub(super) sequence: i64,
    /// How many events were dropped since the last flush, for there was no room.
    pub(super) crowded: u64,
}

impl Audience {
    pub(super) fn with_journal(journal: Journal) -> Self {
        Self { journal: Some(journal), ..Self::default() }
    }

    pub(super) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts events, if all that has to be known of their articles is known; without waiting.
    fn take(&self, sender: &Sender, events: &[Event], now_s: i64) -> Result<Taken, NewsroomError> {
        let mut desk = self.desk();
        let mut strange: Vec<Uuid> = events.iter().map(|event| event.article).collect();
        if fault_of(sender).is_some() && events.iter().all(|event| event.visitor.is_none()) {
            // nothing of it counts
            strange.clear();
        }
        strange.retain(|article| desk.known.is_public(*article, now_s).is_none());
        if !strange.is_empty() {
            strange.sort_unstable();
            strange.dedup();
            return Ok(Taken::Strange(strange));
        }
        desk.gate.begin(now_s)?;
        let mut tally = Tally::default();
        for event in events {
            let verdict = desk.judge(sender, event, now_s);
            if let Some(judged) = desk.count(event, verdict, now_s)
                && let Some(journal) = &self.journal
            {
                journal.note(&judged);
            }
            tally.note(verdict);
        }
        Ok(Taken::All(tally))
    }
}

enum Taken {
    All(Tally),
    /// Nothing is counted: whether readers see these has to be asked.
    Strange(Vec<Uuid>),
}

impl Desk {
    fn judge(&mut self, sender: &Sender, event: &Event, now_s: i64) -> Verdict {
        if self.pending.is_full() {
            self.crowded = self.crowded.saturating_add(1);
            return Verdict::Dropped(Reason::Crowded);
        }
        let reader = event.visitor.as_ref().map(|hint| sender.passing_on(hint));
        let sender = reader.as_ref().unwrap_or(sender);
        if let Some(reason) = fault_of(sender).or_else(|| fault_in(event, now_s)) {
            return Verdict::Dropped(reason);
        }
        if self.known.is_public(event.article, now_s) != Some(true) {
            return Verdict::Dropped(Reason::Unknown);
        }
        self.gate.judge(sender, event, now_s)
    }

    fn count(&mut self, event: &Event, verdict: Verdict, now_s: i64) -> Option<Judged> {
        let (is_new, is_suspect) = match verdict {
            Verdict::Counts { is_new } => (is_new, false),
            Verdict::Suspect => (false, true),
            Verdict::Dropped(_) => return None,
        };
        self.sequence = self.sequence.saturating_add(1);
        let judged = Judged {
            sequence: self.sequence,
            id: event.id,
            article: event.article,
            kind: event.kind,
            at_s: event.at.map_or(now_s, domain::time::Timestamp::unix_s),
            is_new,
            is_suspect,
            seconds: event.seconds.map(|seconds| seconds.min(STAY_SECONDS_MAX)),
            host: event.referrer.as_deref().and_then(host),
        };
        self.pending.add(&judged);
        Some(judged)
    }
}

/// The host of a web address, or of one that is only a host; nothing else of it is looked at.
fn host(referrer: &str) -> Option<String> {
    let with_scheme =
        if referrer.contains("://") { referrer.to_owned() } else { format!("https://{referrer}") };
    let host = url::Url::parse(&with_scheme).ok()?.host_str()?.to_owned();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (host.len() <= 253).then(|| host.to_owned())
}

impl Newsroom {
    /// Counts what readers did. What cannot be counted is dropped, and the answer says how much.
    pub fn count_events(&self, sender: &Sender, events: &[Event]) -> Result<Tally, NewsroomError> {
        let now = self.now();
        loop {
            match self.audience.take(sender, events, now.unix_s())? {
                Taken::All(tally) => return Ok(tally),
                Taken::Strange(articles) => self.learn(&articles, now)?,
            }
        }
    }

    /// The same, if nothing has to be asked for it: nobody waits for the database then.
    pub fn count_known_events(
        &self,
        sender: &Sender,
        events: &[Event],
    ) -> Result<Option<Tally>, NewsroomError> {
        match self.audience.take(sender, events, self.now().unix_s())? {
            Taken::All(tally) => Ok(Some(tally)),
            Taken::Strange(_) => Ok(None),
        }
    }

    fn learn(&self, articles: &[Uuid], now: domain::time::Timestamp) -> Result<(), NewsroomError> {
        let seen = policy::public_view(now);
        let public = self.store.snapshot()?.read(|tx| tx.seen_articles(seen, articles))?;
        let mut desk = self.audience.desk();
        for article in articles {
            desk.known.learn(*article, public.contains(article), now.unix_s());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use domain::audience::EventKind;

    use super::*;

    #[test]
    fn what_finds_no_room_is_dropped_and_counted() {
        let (audience, article) = (Audience::default(), Uuid::from_u128(7));
        let (now_s, sender) = (1_773_473_400, Sender::default());
        let event = Event {
            id: Uuid::nil(),
            article,
            kind: EventKind::View,
            seconds: None,
            referrer: None,
            at: None,
            visitor: None,
        };
        audience.desk().known.learn(article, true, now_s);
        let mut number: u128 = 0;
        while !audience.desk().pending.is_full() {
            number += 1;
            let judged = Judged {
                sequence: 0,
                id: Uuid::nil(),
                article: Uuid::from_u128(number << 64),
                kind: EventKind::View,
                at_s: now_s,
                is_new: true,
                is_suspect: false,
                seconds: None,
                host: None,
            };
            audience.desk().pending.add(&judged);
        }
        let Taken::All(tally) = audience.take(&sender, &[event.clone(), event], now_s).unwrap()
        else {
            panic!("the article is known");
        };
        assert_eq!((tally.crowded, tally.counted), (2, 0));
        let batch = audience.pending(Uuid::nil()).unwrap();
        assert_eq!(u128::try_from(batch.articles.len()).unwrap(), number);
        assert!(audience.desk().crowded == 0 && !audience.desk().pending.is_full());
    }

    #[test]
    fn of_where_a_reader_came_from_the_host_is_kept_alone() {
        assert_eq!(host("https://www.tides.example/a?q=me#b").as_deref(), Some("tides.example"));
        assert_eq!(host("tides.example").as_deref(), Some("tides.example"));
        assert_eq!(host("https://Me:secret@Tides.example:8/").as_deref(), Some("tides.example"));
        for nothing in ["", "https://", "not a host"] {
            assert_eq!(host(nothing), None, "{nothing}");
        }
    }
}
