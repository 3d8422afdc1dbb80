//! The change log, followed once for all who listen.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use newsroom::Happened;
use tokio::sync::broadcast::{self, Receiver, Sender};

use crate::auth::App;
use crate::web::problem::Problem;

/// How long what another process wrote may wait; what this one writes is looked at at once.
const POLL: Duration = Duration::from_millis(250);
/// How many entries a listener may be behind before its subscription ends.
const BEHIND_MAX: usize = 256;

/// The entries as they come. Nobody listening, nothing is asked of the database.
#[derive(Debug)]
pub(super) struct Feed {
    entries: Sender<Happened>,
    /// True while the log is followed.
    followed: tokio::sync::Mutex<bool>,
}

impl Default for Feed {
    fn default() -> Self {
        Self { entries: Sender::new(BEHIND_MAX), followed: tokio::sync::Mutex::new(false) }
    }
}

impl Feed {
    /// Listens: everything that is written from now on arrives, unless the listener falls behind.
    pub(super) async fn join(&self, app: &App) -> Result<Ear, Problem> {
        let mut followed = self.followed.lock().await;
        if !*followed {
            let after = app.run(newsroom::Newsroom::last_change).await?;
            tokio::spawn(follow(app.clone(), after));
            *followed = true;
        }
        Ok(Ear(Mutex::new(Some(self.entries.subscribe()))))
    }

    /// True if somebody listens; if not, whoever comes next begins anew.
    async fn is_heard(&self) -> bool {
        let mut followed = self.followed.lock().await;
        *followed = self.entries.receiver_count() > 0;
        *followed
    }
}

/// What a subscription hears with. It is there before the subscription runs, so that whoever asks
/// something else behind it misses nothing between the two.
#[derive(Debug)]
pub(super) struct Ear(Mutex<Option<Receiver<Happened>>>);

impl Ear {
    /// Gives it to the one field that listens.
    pub(super) fn take(&self) -> Option<Receiver<Happened>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Passes the log on behind an entry until nobody listens.
async fn follow(app: App, mut after: i64) {
    let feed = &app.live.feed;
    let mut written = app.newsroom.written();
    while feed.is_heard().await {
        // what is written while the log is read wakes the next round
        written.mark_unchanged();
        match app.run(move |newsroom| newsroom.changes(after)).await {
            Ok(entries) => {
                for entry in entries {
                    after = entry.sequence;
                    // the last listener may have left meanwhile
                    let _heard: Result<usize, broadcast::error::SendError<_>> =
                        feed.entries.send(entry);
                }
            }
            Err(problem) => {
                let chain = problem.cause().unwrap_or_default();
                tracing::warn!(error.chain = chain, "the change log could not be read");
            }
        }
        tokio::select! {
            _changed = written.changed() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}
