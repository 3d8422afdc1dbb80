//! The journal: each event that was judged, in files that are only added to. What a reader's event
//! says stands there without the reader; a line is written within a second and kept for a week, so
//! that what the database did not get can be counted again.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::pending::Judged;

/// How many processes may keep a journal in one data directory.
const SLOTS_MAX: u32 = 64;
/// How many bytes may wait to be written.
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

fn at(path: &Path) -> impl Fn(io::Error) -> JournalError {
    move |source| JournalError::File { path: path.display().to_string(), source }
}

/// The first line of a file.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    /// Whose sequence the numbers are of.
    instance: Uuid,
}

/// The journal of a process.
#[derive(Debug)]
pub(super) struct Journal {
    folder: PathBuf,
    instance: Uuid,
    /// Lines that wait to be written.
    waiting: Mutex<Vec<u8>>,
    file: Mutex<Option<(File, u64)>>,
    /// Held as long as the process lives.
    _lock: File,
}

impl Journal {
    /// Takes the first free place below a folder; `new` is what the journal is called if it is new.
    pub(super) fn open(below: &Path, new: Uuid) -> Result<Self, JournalError> {
        for slot in 0..SLOTS_MAX {
            let folder = below.join(slot.to_string());
            fs::create_dir_all(&folder).map_err(at(&folder))?;
            let Some(lock) = lock(&folder)? else { continue };
            let instance = instance(&folder, new)?;
            let (waiting, file) = (Mutex::default(), Mutex::default());
            return Ok(Self { folder, instance, waiting, file, _lock: lock });
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

    /// Writes what was noted; it is on the disk then.
    pub(super) fn sync(&self) -> Result<(), JournalError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let lines =
            std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        if lines.is_empty() {
            return Ok(());
        }
        let written = self.append(&mut file, &lines);
        if written.is_err() {
            // what follows stands in another file: this one may end within a line
            *file = None;
        }
        written
    }

    fn append(&self, file: &mut Option<(File, u64)>, lines: &[u8]) -> Result<(), JournalError> {
        if file.as_ref().is_none_or(|(_, len)| *len >= FILE_MAX) {
            *file = Some(self.begin(lines)?);
        }
        let Some((open, len)) = file else { return Ok(()) };
        let written = open.write_all(lines).and_then(|()| open.sync_data());
        written.map_err(at(&self.folder))?;
        *len = len.saturating_add(u64::try_from(lines.len()).unwrap_or(u64::MAX));
        Ok(())
    }

    /// Begins a file, named by its first number.
    fn begin(&self, lines: &[u8]) -> Result<(File, u64), JournalError> {
        let first = lines.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let first = serde_json::from_slice::<Judged>(first).map_or(0, |event| event.sequence);
        let path = self.folder.join(format!("{first:020}.jsonl"));
        let mut file =
            OpenOptions::new().create_new(true).append(true).open(&path).map_err(at(&path))?;
        let head = format!("{{\"instance\":\"{}\"}}\n", self.instance);
        file.write_all(head.as_bytes()).map_err(at(&path))?;
        Ok((file, 0))
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

/// The number with which a file begins.
pub(super) fn first_of(path: &Path) -> i64 {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    stem.and_then(|stem| stem.parse().ok()).unwrap_or_default()
}

/// Takes a place; `None` if another process has it.
fn lock(folder: &Path) -> Result<Option<File>, JournalError> {
    let path = folder.join("lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(at(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(at(&path)(error)),
    }
}

/// What a journal is called.
fn instance(folder: &Path, new: Uuid) -> Result<Uuid, JournalError> {
    let path = folder.join("instance");
    let strange = || JournalError::Strange { path: path.display().to_string() };
    match fs::read_to_string(&path) {
        Ok(text) if !text.ends_with('\n') => {
            fs::write(&path, format!("{new}\n")).map_err(at(&path))?;
            Ok(new)
        }
        Ok(text) => Uuid::parse_str(text.trim()).map_err(|_error| strange()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::write(&path, format!("{new}\n")).map_err(at(&path))?;
            Ok(new)
        }
        Err(error) => Err(at(&path)(error)),
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, JournalError> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        if path.extension().is_some_and(|end| end == "jsonl") {
            all.push(path);
        }
    }
    all.sort();
    Ok(all)
}

/// Keeps the process whose journal a file is from beginning meanwhile; an error if it runs. A file
/// that lies elsewhere is nobody's.
pub(super) fn keep_from_others(file: &Path) -> Result<Option<File>, JournalError> {
    let Some(folder) = file.parent().filter(|folder| folder.join("instance").is_file()) else {
        return Ok(None);
    };
    let kept = || JournalError::Kept { path: file.display().to_string() };
    lock(folder)?.ok_or_else(kept).map(Some)
}

/// The files of journals below a folder that no process keeps, and what keeps others from them
/// while they are counted.
pub(super) fn left(below: &Path) -> Result<Vec<(File, Vec<PathBuf>)>, JournalError> {
    let mut all = Vec::new();
    for slot in 0..SLOTS_MAX {
        let folder = below.join(slot.to_string());
        if folder.is_dir()
            && let Some(lock) = lock(&folder)?
        {
            all.push((lock, files(&folder)?));
        }
    }
    Ok(all)
}

/// Reads a file: whose it is, and its events in order, up to a line that was not written whole;
/// `None` if nothing of it was.
pub(super) fn read(
    path: &Path,
) -> Result<Option<(Uuid, impl Iterator<Item = Judged> + use<>)>, JournalError> {
    let file = File::open(path).map_err(at(path))?;
    let mut lines = BufReader::new(file).lines();
    let strange = || JournalError::Strange { path: path.display().to_string() };
    let head = match lines.next() {
        Some(line) => line.map_err(at(path))?,
        // it was begun, and the process ended
        None => return Ok(None),
    };
    let Ok(Head { instance }) = serde_json::from_str::<Head>(&head) else {
        // one that was not written whole is the only line
        return if lines.next().is_none() { Ok(None) } else { Err(strange()) };
    };
    let events = lines.map_while(|line| serde_json::from_str(&line.ok()?).ok());
    Ok(Some((instance, events)))
}

#[cfg(test)]
mod tests {
    use domain::audience::EventKind;

    use super::*;

    fn event(sequence: i64) -> Judged {
        Judged {
            sequence,
            id: Uuid::from_u128(1),
            article: Uuid::from_u128(2),
            kind: EventKind::View,
            at_s: 3,
            is_new: true,
            is_suspect: false,
            seconds: None,
            host: Some("tides.example".to_owned()),
        }
    }

    fn events(path: &Path) -> Vec<i64> {
        read(path).unwrap().unwrap().1.map(|event| event.sequence).collect()
    }

    #[test]
    fn what_was_synced_is_read_and_a_torn_line_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), Uuid::from_u128(9)).unwrap();
        (1..=3).for_each(|number| journal.note(&event(number)));
        assert_eq!(journal.files().unwrap(), Vec::<PathBuf>::new());
        journal.sync().unwrap();
        let files = journal.files().unwrap();
        assert_eq!((files.len(), events(&files[0])), (1, vec![1, 2, 3]));
        assert_eq!(read(&files[0]).unwrap().unwrap().1.next(), Some(event(1)));
        let mut torn = OpenOptions::new().append(true).open(&files[0]).unwrap();
        torn.write_all(b"{\"s\":4,\"i\"").unwrap();
        assert_eq!(events(&files[0]), [1, 2, 3]);
    }

    #[test]
    fn each_process_has_a_place_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let one = Journal::open(folder.path(), Uuid::from_u128(1)).unwrap();
        let two = Journal::open(folder.path(), Uuid::from_u128(2)).unwrap();
        assert_ne!(one.instance(), two.instance());
        assert!(left(folder.path()).unwrap().is_empty());
        drop(one);
        assert_eq!(left(folder.path()).unwrap().len(), 1);
        let again = Journal::open(folder.path(), Uuid::from_u128(3)).unwrap();
        assert_eq!(again.instance(), Uuid::from_u128(1), "the place keeps its name");
    }

    #[test]
    fn a_file_that_is_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        fs::write(&path, "no journal\nat all\n").unwrap();
        assert!(matches!(read(&path).err(), Some(JournalError::Strange { .. })));
        for torn in ["", "{\"inst"] {
            fs::write(&path, torn).unwrap();
            assert!(read(&path).unwrap().is_none(), "{torn}");
        }
    }
}
