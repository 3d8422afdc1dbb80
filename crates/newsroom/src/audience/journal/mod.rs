//! The journal: each event that was judged, in files that are only added to. What a reader's event
//! says stands there without the reader; a line is written within a second and kept for a week, so
//! that what the database did not get can be counted again.

mod files;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use super::pending::Judged;
use files::{at, files, instance, lock};
pub(super) use files::{first_of, keep_from_others, left, read};

/// How many processes may keep a journal in one data directory.
const SLOTS_MAX: u32 = 64;
/// How many bytes may wait to be written; what comes while as many wait is counted, and not in the
/// journal.
const WAITING_MAX: usize = 16 << 20;
/// After how many bytes another file is begun.
const FILE_MAX: u64 = 64 << 20;
/// For how many seconds files are kept that are counted.
const KEPT_SECONDS: u64 = 7 * 86_400;

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
    folder: PathBuf,
    instance: Uuid,
    /// Lines that wait to be written.
    waiting: Mutex<Vec<u8>>,
    writing: Mutex<Writing>,
    /// Held as long as the process lives.
    _lock: File,
}

/// Where lines are written.
#[derive(Debug, Default)]
struct Writing {
    /// The file and how many bytes it has.
    open: Option<(File, u64)>,
    /// True if writing failed: what was to be written stands in another file then.
    is_again: bool,
}

impl Journal {
    /// Takes the first free place below a folder; `new` is what the journal is called if it is new.
    pub(super) fn open(below: &Path, new: Uuid) -> Result<Self, JournalError> {
        for slot in 0..SLOTS_MAX {
            let folder = below.join(slot.to_string());
            fs::create_dir_all(&folder).map_err(at(&folder))?;
            let Some(lock) = lock(&folder)? else { continue };
            let instance = instance(&folder, new)?;
            let (waiting, writing) = (Mutex::default(), Mutex::default());
            return Ok(Self { folder, instance, waiting, writing, _lock: lock });
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
        if waiting.len() < WAITING_MAX {
            // a line that cannot be written whole is no line
            let len = waiting.len();
            match serde_json::to_writer(&mut *waiting, event) {
                Ok(()) => waiting.push(b'\n'),
                Err(_error) => waiting.truncate(len),
            }
        }
    }

    /// Writes what was noted; it is on the disk then. What cannot be written waits for the next time.
    pub(super) fn sync(&self) -> Result<(), JournalError> {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let lines =
            std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        if lines.is_empty() {
            return Ok(());
        }
        let written = self.append(&mut writing, &lines);
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

    fn append(&self, writing: &mut Writing, lines: &[u8]) -> Result<(), JournalError> {
        if writing.open.as_ref().is_none_or(|(_, len)| *len >= FILE_MAX) {
            writing.open = Some(self.begin(lines, writing.is_again)?);
        }
        let Some((open, len)) = &mut writing.open else { return Ok(()) };
        let written = open.write_all(lines).and_then(|()| open.sync_data());
        written.map_err(at(&self.folder))?;
        *len = len.saturating_add(u64::try_from(lines.len()).unwrap_or(u64::MAX));
        Ok(())
    }

    /// Begins a file. Of what could not be written one of before has nothing that is not written
    /// now.
    fn begin(&self, lines: &[u8], is_again: bool) -> Result<(File, u64), JournalError> {
        let first = lines.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let first = serde_json::from_slice::<Judged>(first).map_or(0, |event| event.sequence);
        let path = self.folder.join(files::name(first, is_again));
        let mut how = OpenOptions::new();
        how.write(true).create_new(!is_again).create(true).truncate(is_again);
        let mut file = how.open(&path).map_err(at(&path))?;
        let head = format!("{{\"instance\":\"{}\"}}\n", self.instance);
        file.write_all(head.as_bytes()).map_err(at(&path))?;
        Ok((file, 0))
    }

    /// The next [`Self::sync`] of something fails: its file can only be read.
    #[cfg(test)]
    pub(super) fn break_off(&self) {
        let file = File::open(self.folder.join("lock")).unwrap();
        self.writing.lock().unwrap().open = Some((file, 0));
    }

    /// Deletes files all of which is counted, a week after they were last written.
    pub(super) fn forget(&self, counted: i64) -> Result<(), JournalError> {
        let all = self.files()?;
        for (path, next) in all.iter().zip(all.iter().skip(1)) {
            let is_old = |path: &Path| {
                let age = fs::metadata(path).ok()?.modified().ok()?.elapsed().ok()?;
                Some(age.as_secs() > KEPT_SECONDS)
            };
            if first_of(next) <= counted && is_old(path) == Some(true) {
                fs::remove_file(path).map_err(at(path))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
