//! What readers do, written to the journal and brought into the database beside the requests; and
//! what the operator asks of it.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

use anyhow::Context as _;
use domain::actor::Actor;
use domain::audience::RuleKind;
use newsroom::audience::{Explained, ExplainedPlace};
use newsroom::{Newsroom, NewsroomError};

/// How often the journal is written: whatever happens, no more than a second is lost.
const SYNC_TIME: Duration = Duration::from_millis(250);
/// After how many times what was counted comes into the database: once a second.
const SYNCS_BETWEEN_FLUSHES: u32 = 4;
/// After how many times what is too old is forgotten: at once, and every ten minutes.
const SYNCS_BETWEEN_FORGETTING: u32 = 2_400;

/// Works until it is dropped, and does what is left to do then.
#[derive(Debug)]
pub struct Keeper {
    running: Option<Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// Writes and counts, on a thread of its own.
pub fn keep(newsroom: Newsroom) -> std::io::Result<Keeper> {
    let (running, stopped) = mpsc::channel();
    let work = move || {
        let mut round: u32 = 0;
        loop {
            let ends = stopped.recv_timeout(SYNC_TIME) != Err(RecvTimeoutError::Timeout);
            round = round.wrapping_add(1);
            if let Err(error) = work_once(&newsroom, round, ends) {
                tracing::warn!(error.chain = %error, "what readers did waits to be counted");
            }
            if ends {
                return;
            }
        }
    };
    let thread = std::thread::Builder::new().name("audience".to_owned()).spawn(work)?;
    Ok(Keeper { running: Some(running), thread: Some(thread) })
}

fn work_once(newsroom: &Newsroom, round: u32, ends: bool) -> Result<(), NewsroomError> {
    // what one step cannot do keeps none of the others back
    let written = newsroom.sync_journal();
    let mut counted = Ok(());
    if ends || round.is_multiple_of(SYNCS_BETWEEN_FLUSHES) {
        counted = newsroom.flush_audience().map(|_flushed| ()).and(newsroom.forget_readers());
    }
    let mut forgotten = Ok(());
    if round % SYNCS_BETWEEN_FORGETTING == 1 {
        forgotten = newsroom.forget_audience();
    }
    written.map_err(NewsroomError::from).and(counted).and(forgotten)
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that counts what readers do has failed");
        }
    }
}

/// Counts journals that the database did not get; the files follow each other.
pub fn replay(newsroom: &Newsroom, files: &[PathBuf]) -> anyhow::Result<String> {
    let mut files = files.to_vec();
    files.sort();
    let mut said = String::new();
    for file in files {
        let about = || format!("{} is not counted", file.display());
        let done = newsroom.replay_events(&file).with_context(about)?;
        let (counted, known) = (done.counted, done.known);
        writeln!(said, "{}: {counted} events counted, {known} known", file.display())?;
    }
    Ok(said)
}

/// Says why an article stands where it does in trending.
pub fn explain(newsroom: &Newsroom, article: &str) -> anyhow::Result<String> {
    let found = newsroom.explain_trending(&Actor::Operator, article)?;
    let mut said = format!("Article    {}\n", found.article);
    let headline = found.headline.as_deref().unwrap_or("readers do not see it");
    writeln!(said, "Headline   {headline}")?;
    match found.counted_at {
        Some(at) => writeln!(said, "Counted    up to {at}")?,
        None => writeln!(said, "Counted    nothing yet")?,
    }
    writeln!(said, "Rule       {}", rule(&found))?;
    if !found.may_trend {
        writeln!(said, "           it is kept out: sponsored, not out, or by its `signals`")?;
    }
    let why = found.why;
    writeln!(
        said,
        "Views      {} in the last hour, {:.1} expected, {:.1} times that",
        why.views_1h, why.expected_1h, why.lift
    )?;
    writeln!(said, "Readers    {} in the last 24 hours", why.visitors_24h)?;
    writeln!(said, "\nHalf-life  Place  By rank  Worth views     Rank")?;
    for place in &found.places {
        writeln!(said, "{}", line(place))?;
    }
    writeln!(said, "\nNeighbours within 5 % keep the order that a server's list had before.")?;
    Ok(said)
}

fn rule(found: &Explained) -> String {
    let Some(one) = &found.rule else { return "none".to_owned() };
    let (rule, reason) = (&one.rule, &one.rule.reason);
    let what = match rule.kind {
        RuleKind::Pin => format!("pinned to {}", rule.position.unwrap_or_default()),
        RuleKind::Boost => format!("boosted by {}", rule.factor.unwrap_or(1.0)),
        RuleKind::Mute => "muted".to_owned(),
    };
    format!("{what} until {}: {reason}", rule.until)
}

fn line(place: &ExplainedPlace) -> String {
    let of = |at: Option<usize>| at.map_or_else(|| "-".to_owned(), |at| at.to_string());
    let capped = if place.capped { "  further down: others of its topic" } else { "" };
    let (hours, in_list, by_rank) = (place.half_life.hours(), of(place.in_list), of(place.by_rank));
    let (score, rank) = (place.score, place.rank);
    format!("{hours:>7} h  {in_list:>5}  {by_rank:>7}  {score:>11.2}  {rank:>7.3}{capped}")
}
