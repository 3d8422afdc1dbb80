//! What a journal has is counted once, whatever became of its files.

use std::sync::Arc;

use domain::audience::EventKind;
use domain::time::Timestamp;
use store::{Store, Target};
use tempfile::TempDir;

use super::*;
use crate::secret::Cost;
use crate::{SetClock, SystemIds};

/// A newsroom with an empty database.
struct World {
    newsroom: Newsroom,
    dir: TempDir,
}

impl World {
    fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&Target::Sqlite(dir.path().join("masthead.sqlite")));
        store.migrate().unwrap();
        let clock = SetClock::at(Timestamp::parse("2026-03-14T07:30:00Z").unwrap());
        let newsroom =
            Newsroom::new(store, Arc::new(clock), Arc::new(SystemIds), Cost::Test).unwrap();
        Self { newsroom, dir }
    }

    fn journal(&self) -> Journal {
        Journal::open(self.dir.path(), Uuid::from_u128(9)).unwrap()
    }
}

fn event(sequence: i64) -> Judged {
    Judged {
        sequence,
        id: Uuid::from_u128(sequence.unsigned_abs().into()),
        article: Uuid::from_u128(2),
        kind: EventKind::View,
        at_s: 1_773_473_400,
        is_new: true,
        is_suspect: false,
        seconds: None,
        host: None,
    }
}

fn note(journal: &Journal, numbers: std::ops::RangeInclusive<i64>) {
    numbers.for_each(|number| journal.note(&event(number)));
    journal.sync().unwrap();
}

#[test]
fn what_stands_in_two_files_counts_once() {
    let world = World::open();
    let journal = world.journal();
    note(&journal, 1..=3);
    journal.break_off();
    journal.note(&event(4));
    journal.sync().unwrap_err();
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
