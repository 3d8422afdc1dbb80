//! The journal: each event that was judged, in files that are only added to. What a reader's event
//! says stands there without the reader; a line is written within a second and kept for a week, eight
//! days at most, so that what the database did not get can be counted again.

mod files;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use super::pending::Judged;
pub(super) use files::{
    Place, delete, first_of, is_counted, keep_from_others, left, read, written_s,
};
use files::{at, files, instance, lock};

/// How many processes may keep a journal in one data directory.
const SLOTS_MAX: u32 = 64;
/// How many bytes may wait to be written; what comes while as many wait is counted, and not in the
/// journal.
const WAITING_MAX: usize = 16 << 20;
/// After how many bytes another file is begun.
const FILE_MAX: u64 = 64 << 20;
/// After how many seconds another file is begun: a day.
const FILE_SECONDS_MAX: i64 = 86_400;
/// For how many seconds files are kept that are counted, after their last line.
const KEPT_SECONDS: i64 = 7 * 86_400;

/// Why a journal cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A file or folder cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// All places are taken.
    #[error("{path}: {SLOTS_MAX} processes keep their journals here already")]
    Full {
        /// The folder.
        path: String,
    },
    /// A process keeps the journal.
    #[error("{path}: a process that runs counts it by itself")]
    Kept {
        /// The file.
        path: String,
    },
    /// A file is no journal.
    #[error("{path}: the first line is not that of a journal")]
    Strange {
        /// Which.
        path: String,
    },
}

/// The journal of a process.
#[derive(Debug)]
pub(super) struct Journal {
    /// Where processes have their places.
    below: PathBuf,
    /// Its own.
    folder: PathBuf,
    instance: Uuid,
    /// Lines that wait to be written.
    waiting: Mutex<Vec<u8>>,
    /// How many found no room among them.
    left_out: AtomicU64,
    writing: Mutex<Writing>,
    /// Held as long as the process lives.
    _lock: File,
}

/// Where lines are written.
#[derive(Debug, Default)]
struct Writing {
    open: Option<Open>,
    /// True if writing failed: what was to be written stands in another file then.
    is_again: bool,
}

/// A file that is written.
#[derive(Debug)]
struct Open {
    file: File,
    len: u64,
    /// When it was begun, in seconds since 1970.
    since_s: i64,
}

impl Open {
    fn is_over(&self, now_s: i64) -> bool {
        let age_s = now_s.saturating_sub(self.since_s);
        self.len >= FILE_MAX || !(0..FILE_SECONDS_MAX).contains(&age_s)
    }
}

impl Journal {
    /// Takes the first free place below a folder; `new` is what the journal is called if it is new.
    pub(super) fn open(below: &Path, new: Uuid) -> Result<Self, JournalError> {
        for slot in 0..SLOTS_MAX {
            let folder = below.join(slot.to_string());
            fs::create_dir_all(&folder).map_err(at(&folder))?;
            let Some(lock) = lock(&folder)? else { continue };
            let instance = instance(&folder, new)?;
            return Ok(Self {
                below: below.to_owned(),
                folder,
                instance,
                waiting: Mutex::default(),
                left_out: AtomicU64::default(),
                writing: Mutex::default(),
                _lock: lock,
            });
        }
        Err(JournalError::Full { path: below.display().to_string() })
    }

    /// What it is called.
    pub(super) const fn instance(&self) -> Uuid {
        self.instance
    }

    /// Its files, the oldest first.
    pub(super) fn files(&self) -> Result<Vec<PathBuf>, JournalError> {
        files(&self.folder)
    }

    /// Notes an event; it is written by the next [`Self::sync`].
    pub(super) fn note(&self, event: &Judged) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= WAITING_MAX {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        } else {
            // a line that cannot be written whole is no line
            let len = waiting.len();
            match serde_json::to_writer(&mut *waiting, event) {
                Ok(()) => waiting.push(b'\n'),
                Err(_error) => waiting.truncate(len),
            }
        }
    }

    /// Writes what was noted; it is on the disk then. What cannot be written waits for the next time.
    pub(super) fn sync(&self, now_s: i64) -> Result<(), JournalError> {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let lines =
            std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let left_out = self.left_out.swap(0, Ordering::Relaxed);
        if left_out > 0 {
            tracing::warn!(
                audience.left_out = left_out,
                "events are counted, and not in the journal"
            );
        }
        if lines.is_empty() {
            return Ok(());
        }
        let written = self.append(&mut writing, &lines, now_s);
        let is_again = written.is_err();
        if is_again {
            // the file may have part of the lines, and end within one; by their numbers those that
            // stand in both count once
            writing.open = None;
            self.put_back(lines);
        }
        writing.is_again = is_again;
        written
    }

    /// Puts lines before those that were noted meanwhile, of which the newest find no room.
    fn put_back(&self, mut lines: Vec<u8>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let room = WAITING_MAX.saturating_sub(lines.len());
        let newer = waiting.split_inclusive(|byte| *byte == b'\n');
        let fits = |len: &mut usize, line: &[u8]| {
            *len = len.saturating_add(line.len());
            Some(*len).filter(|len| *len <= room)
        };
        let len = newer.scan(0, fits).last().unwrap_or_default();
        waiting.truncate(len);
        lines.append(&mut waiting);
        *waiting = lines;
    }

    fn append(&self, writing: &mut Writing, lines: &[u8], now_s: i64) -> Result<(), JournalError> {
        if writing.open.as_ref().is_none_or(|open| open.is_over(now_s)) {
            let file = self.begin(lines, writing.is_again)?;
            writing.open = Some(Open { file, len: 0, since_s: now_s });
        }
        let Some(Open { file, len, .. }) = &mut writing.open else { return Ok(()) };
        let written = file.write_all(lines).and_then(|()| file.sync_data());
        written.map_err(at(&self.folder))?;
        *len = len.saturating_add(u64::try_from(lines.len()).unwrap_or(u64::MAX));
        Ok(())
    }

    /// Begins a file. Of what could not be written one of before has nothing that is not written
    /// now.
    fn begin(&self, lines: &[u8], is_again: bool) -> Result<File, JournalError> {
        let first = lines.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let first = serde_json::from_slice::<Judged>(first).map_or(0, |event| event.sequence);
        let path = self.folder.join(files::name(first, is_again));
        let mut how = OpenOptions::new();
        how.write(true).create_new(!is_again).create(true).truncate(is_again);
        let mut file = how.open(&path).map_err(at(&path))?;
        let head = format!("{{\"instance\":\"{}\"}}\n", self.instance);
        file.write_all(head.as_bytes()).map_err(at(&path))?;
        Ok(file)
    }

    /// The next [`Self::sync`] of something fails: its file can only be read.
    #[cfg(test)]
    pub(super) fn break_off(&self) {
        let file = File::open(self.folder.join("lock")).unwrap();
        self.writing.lock().unwrap().open.as_mut().unwrap().file = file;
    }

    /// The files of its own place, and of places that no process keeps, if some of them were last
    /// written more than a week ago; with what keeps others from them meanwhile.
    pub(super) fn long_kept(&self, now_s: i64) -> Result<Vec<Place>, JournalError> {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        writing.open.take_if(|open| open.is_over(now_s));
        drop(writing);
        let mut all =
            files::left(&self.below, |files| files.iter().any(|file| is_old(file, now_s)))?;
        all.push(Place { lock: None, files: self.files()? });
        Ok(all)
    }
}

/// True if a file was last written more than a week ago.
pub(super) fn is_old(file: &Path, now_s: i64) -> bool {
    written_s(file).is_some_and(|written_s| now_s.saturating_sub(written_s) > KEPT_SECONDS)
}

#[cfg(test)]
mod tests;
