//! What a journal has is counted once, whatever became of its files.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use domain::audience::EventKind;
use domain::time::Timestamp;
use store::{Store, Target};
use tempfile::TempDir;

use super::super::tally::{Reason, Verdict};
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

/// As if a file was last written at a second.
pub(in crate::audience) fn age(file: &Path, written_s: i64) {
    let at = UNIX_EPOCH + Duration::from_secs(written_s.unsigned_abs());
    std::fs::File::options().append(true).open(file).unwrap().set_modified(at).unwrap();
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

/// Three files of which the database has the first two.
fn counted(world: &World) -> Vec<PathBuf> {
    let journal = world.journal(9);
    note(&journal, 1..=3);
    for number in 4..=5 {
        journal.note(&event(number));
        journal.sync(NOW_S + number * 86_400).unwrap();
    }
    let files = journal.files().unwrap();
    drop(journal);
    assert_eq!(files.len(), 3);
    for file in &files {
        age(file, NOW_S);
    }
    for file in files.iter().take(2) {
        world.newsroom.replay_events(file).unwrap();
    }
    files
}

fn read(world: &World, files: &[PathBuf], since_s: i64) -> Vec<i64> {
    let mut read = Vec::new();
    let mut see = |event: &Judged| read.push(event.sequence);
    world.newsroom.count_journals(files, since_s, &mut see).unwrap();
    read
}

#[test]
fn a_start_reads_what_the_database_may_lack_and_once() {
    let world = World::open();
    let files = counted(&world);
    assert_eq!(read(&world, &files, i64::MAX), [5]);
    assert_eq!(world.newsroom.counted_of(Uuid::from_u128(9)).unwrap(), 5);
    assert_eq!(read(&world, &files, i64::MAX), [5], "nothing tells what the last one has");
    assert_eq!(read(&world, &files, NOW_S), [1, 2, 3, 4, 5], "and what was written lately");
}

#[test]
fn a_process_goes_on_behind_its_last_number_and_knows_the_latest_ids() {
    let world = World::open();
    let files = counted(&world);
    let newsroom = world.newsroom.clone().with_journal(world.dir.path()).unwrap();
    let mut desk = newsroom.audience.desk();
    assert_eq!(desk.sequence, 5);
    let view = |id: u128| domain::audience::Event {
        id: Uuid::from_u128(id),
        article: Uuid::from_u128(id),
        kind: EventKind::View,
        seconds: None,
        referrer: None,
        at: None,
        visitor: None,
    };
    let sender = super::super::Sender::default();
    let verdicts = [3, 5, 6].map(|id| desk.gate.judge(&sender, &view(id), NOW_S));
    let repeated = Verdict::Dropped(Reason::Repeated);
    assert_eq!(verdicts, [repeated, repeated, Verdict::Counts { is_new: true }]);
    drop(desk);
    drop(newsroom);
    // as if the process had ended with nothing of a line written
    std::fs::write(files[2].with_file_name("00000000000000000009.jsonl"), "").unwrap();
    let newsroom = world.newsroom.clone().with_journal(world.dir.path()).unwrap();
    assert_eq!(newsroom.audience.desk().sequence, 9);
}
