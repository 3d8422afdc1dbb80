//! What is known of readers is forgotten when its time is over: in memory, in the database, in files.

use std::path::{Path, PathBuf};

use domain::time::Timestamp;

use super::journal::{self, Place};
use super::minute;
use crate::Newsroom;
use crate::error::NewsroomError;

/// For how many minutes counts by the minute are kept: lists look at two days.
const KEPT_MINUTES: i64 = 49 * 60;
/// For how many hours counts by the hour are kept, and where readers came from.
const KEPT_HOURS: i64 = 400 * 24;

impl Newsroom {
    /// Knows nobody of yesterday any more, whether or not anything happens today.
    pub fn forget_readers(&self) -> Result<(), NewsroomError> {
        let now_s = self.now().unix_s();
        Ok(self.audience.desk().gate.begin(now_s)?)
    }

    /// Forgets counts, rules and files whose time is over.
    pub fn forget_audience(&self) -> Result<(), NewsroomError> {
        let now = self.now();
        self.store.write("audience.forget", |tx| {
            tx.forget_counts(oldest_minute(now), oldest_hour(now))?;
            tx.forget_trending_rules(now)
        })?;
        self.forget_journals(now.unix_s())
    }

    /// Deletes files of journals that were last written a week ago. What the database did not count
    /// is kept, and counted when a process takes the place or looks what is left.
    fn forget_journals(&self, now_s: i64) -> Result<(), NewsroomError> {
        let Some(journal) = &self.audience.journal else { return Ok(()) };
        for Place { files, lock: _kept } in journal.long_kept(now_s)? {
            for (at, file) in files.iter().enumerate() {
                let later = files.get(at.saturating_add(1)..).unwrap_or_default();
                if journal::is_old(file, now_s) && self.is_all_counted(file, later)? {
                    journal::delete(file)?;
                }
            }
        }
        Ok(())
    }

    fn is_all_counted(&self, file: &Path, later: &[PathBuf]) -> Result<bool, NewsroomError> {
        let Some((instance, mut events)) = journal::read(file)? else { return Ok(true) };
        let counted = self.counted_of(instance)?;
        Ok(journal::is_counted(later, counted) || events.all(|event| event.sequence <= counted))
    }
}

fn oldest_minute(now: Timestamp) -> i64 {
    minute(now).saturating_sub(KEPT_MINUTES)
}

fn oldest_hour(now: Timestamp) -> i64 {
    now.unix_s().div_euclid(3_600).saturating_sub(KEPT_HOURS)
}

#[cfg(test)]
mod tests {
    use super::super::replay::tests::{World, age, note};
    use super::*;

    #[test]
    fn files_that_are_counted_are_deleted_a_week_after_their_last_line() {
        let world = World::open();
        let (one, two, three) = (world.journal(1), world.journal(2), world.journal(3));
        note(&one, 1..=3);
        note(&two, 1..=3);
        note(&three, 1..=3);
        let files = [&one, &two, &three].map(|journal| journal.files().unwrap().remove(0));
        drop((one, two, three));
        // the first place is taken again, the second is nobody's; both are counted
        let newsroom = world.newsroom.clone().with_journal(world.dir.path()).unwrap();
        let _kept = journal::keep_from_others(&files[2]).unwrap();
        let now_s = newsroom.now().unix_s();
        let there = || files.each_ref().map(|file| file.exists());
        for file in &files {
            age(file, now_s - 7 * 86_400);
        }
        newsroom.forget_audience().unwrap();
        assert_eq!(there(), [true; 3]);
        for file in &files {
            age(file, now_s - 7 * 86_400 - 1);
        }
        newsroom.forget_audience().unwrap();
        assert_eq!(there(), [false, false, true], "another process keeps the third");
    }

    #[test]
    fn a_file_that_is_written_is_ended_before_it_is_deleted() {
        let world = World::open();
        let newsroom = world.newsroom.clone().with_journal(world.dir.path()).unwrap();
        let journal = newsroom.audience.journal.as_ref().unwrap();
        note(journal, 1..=3);
        let first = journal.files().unwrap();
        let batch = store::AudienceBatch {
            instance: journal.instance(),
            sequence: 3,
            base_s: 0,
            articles: Vec::new(),
        };
        newsroom.store.write("audience.flush", |tx| tx.add_audience(&batch)).unwrap();
        let later = newsroom.now().plus_seconds(8 * 86_400);
        world.clock.set(later);
        age(&first[0], later.unix_s() - 8 * 86_400);
        newsroom.forget_audience().unwrap();
        assert_eq!(journal.files().unwrap(), Vec::<PathBuf>::new());
        note(journal, 4..=4);
        assert_eq!(journal.files().unwrap().len(), 1, "what comes stands in another");
    }

    #[test]
    fn files_that_the_database_did_not_count_are_kept() {
        let world = World::open();
        let newsroom = world.newsroom.clone().with_journal(world.dir.path()).unwrap();
        let other = world.journal(2);
        note(&other, 1..=3);
        let file = other.files().unwrap().remove(0);
        drop(other);
        age(&file, newsroom.now().unix_s() - 30 * 86_400);
        newsroom.forget_audience().unwrap();
        assert!(file.exists());
        newsroom.replay_events(&file).unwrap();
        newsroom.forget_audience().unwrap();
        assert!(!file.exists());
    }
}
