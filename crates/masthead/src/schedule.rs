//! What is due, noted beside the requests: a thread looks five times a second.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

use newsroom::{FollowingClock, Newsroom, NewsroomError, Watch};

/// How often it is looked: what is due is noted well within two seconds.
const LOOK_TIME: Duration = Duration::from_millis(200);
/// After how many looks the database is asked for its time.
const LOOKS_BETWEEN_TIMES: u32 = 5;

/// Looks until it is dropped.
#[derive(Debug)]
pub struct Keeper {
    _running: Sender<()>,
}

/// Notes what is due, on a thread of its own; `clock`, where there is one, follows the database's.
pub fn keep(newsroom: Newsroom, clock: Option<Arc<FollowingClock>>) -> std::io::Result<Keeper> {
    let (running, stopped) = mpsc::channel();
    let work = move || {
        let watch = newsroom.watch();
        let mut looks: u32 = 0;
        loop {
            if let Err(error) = look(&newsroom, watch, clock.as_deref(), looks) {
                tracing::warn!(error.chain = %error, "what is due could not be noted");
            }
            looks = looks.wrapping_add(1);
            match stopped.recv_timeout(LOOK_TIME) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    };
    std::thread::Builder::new().name("schedule".to_owned()).spawn(work)?;
    Ok(Keeper { _running: running })
}

fn look(
    newsroom: &Newsroom,
    watch: Watch,
    clock: Option<&FollowingClock>,
    looks: u32,
) -> Result<(), NewsroomError> {
    if let Some(clock) = clock
        && looks.is_multiple_of(LOOKS_BETWEEN_TIMES)
    {
        clock.follow(newsroom.database_time()?);
    }
    if !newsroom.is_due()? {
        return Ok(());
    }
    loop {
        let noted = newsroom.note_due(watch)?;
        if noted.articles > 0 || noted.releases > 0 {
            tracing::info!(
                schedule.articles = noted.articles,
                schedule.releases = noted.releases,
                "what was due is noted"
            );
        }
        if !noted.more {
            return Ok(());
        }
    }
}
