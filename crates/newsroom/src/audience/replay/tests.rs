//! What a journal has is counted once, whatever became of its files.

use std::sync::Arc;

use domain::audience::EventKind;
use domain::time::Timestamp;
use store::{Store, Target};
use tempfile::TempDir;

use super::*;
use crate::secret::Cost;
use crate::{SetClock, SystemIds};

const NOW_S: i64 = 1_773_473_400;

/// A newsroom with an empty database.
pub(in crate::audience) struct World {
    pub newsroom: Newsroom,
    pub clock: Arc<SetClock>,
    pub dir: TempDir,
}

impl World {
    pub(in crate::audience) fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&Target::Sqlite(dir.path().join("masthead.sqlite")));
        store.migrate().unwrap();
        let clock = Arc::new(SetClock::at(Timestamp::from_micros(NOW_S * 1_000_000).unwrap()));
        let newsroom =
            Newsroom::new(store, clock.clone(), Arc::new(SystemIds), Cost::Test).unwrap();
        Self { newsroom, clock, dir }
    }

    /// The first place that is free.
    pub(in crate::audience) fn journal(&self, instance: u128) -> Journal {
        Journal::open(self.dir.path(), Uuid::from_u128(instance)).unwrap()
    }
}

fn event(sequence: i64) -> Judged {
    Judged {
        sequence,
        id: Uuid::from_u128(sequence.unsigned_abs().into()),
        article: Uuid::from_u128(2),
        kind: EventKind::View,
        at_s: NOW_S,
        is_new: true,
        is_suspect: false,
        seconds: None,
        host: None,
    }
}

pub(in crate::audience) fn note(journal: &Journal, numbers: std::ops::RangeInclusive<i64>) {
    numbers.for_each(|number| journal.note(&event(number)));
    journal.sync(NOW_S).unwrap();
}

#[test]
fn what_stands_in_two_files_counts_once() {
    let world = World::open();
    let journal = world.journal(9);
    note(&journal, 1..=3);
    journal.break_off();
    journal.note(&event(4));
    journal.sync(NOW_S).unwrap_err();
    // as if the first file had got part of it
    note(&journal, 5..=6);
    let files = journal.files().unwrap();
    let mut torn = std::fs::OpenOptions::new().append(true).open(&files[0]).unwrap();
    let lines = std::fs::read_to_string(&files[1]).unwrap();
    let fourth = lines.lines().nth(1).unwrap();
    std::io::Write::write_all(&mut torn, format!("{fourth}\n{{\"s\":5").as_bytes()).unwrap();
    drop(journal);
    let done = files.iter().map(|file| world.newsroom.replay_events(file).unwrap());
    let done: Vec<_> = done.map(|done| (done.counted, done.known)).collect();
    assert_eq!(done, [(4, 0), (2, 1)]);
}
