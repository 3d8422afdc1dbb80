//! The files of journals: `SLOT/FIRST.jsonl`, a slot for each process, and what is read from them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::pending::Judged;
use super::{JournalError, SLOTS_MAX};

/// The first line of a file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    /// Whose sequence the numbers are of.
    pub instance: Uuid,
}

pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> JournalError {
    move |source| JournalError::File { path: path.display().to_string(), source }
}

/// Behind the number of a file that begins with what could not be written into the one before.
const AGAIN: &str = "_again";

/// What a file is called: by its first number, behind the file whose writing failed.
pub(super) fn name(first: i64, is_again: bool) -> String {
    format!("{first:020}{}.jsonl", if is_again { AGAIN } else { "" })
}

/// The number with which a file begins, as its name says.
pub(in crate::audience) fn first_of(file: &Path) -> Option<i64> {
    stem(file).trim_end_matches(AGAIN).parse().ok()
}

fn is_again(file: &Path) -> bool {
    stem(file).ends_with(AGAIN)
}

fn stem(file: &Path) -> &str {
    file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

/// Takes a place; `None` if another process has it.
pub(super) fn lock(folder: &Path) -> Result<Option<File>, JournalError> {
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
pub(super) fn instance(folder: &Path, new: Uuid) -> Result<Uuid, JournalError> {
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

pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, JournalError> {
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
pub(in crate::audience) fn keep_from_others(file: &Path) -> Result<Option<File>, JournalError> {
    let Some(folder) = file.parent().filter(|folder| folder.join("instance").is_file()) else {
        return Ok(None);
    };
    let kept = || JournalError::Kept { path: file.display().to_string() };
    lock(folder)?.ok_or_else(kept).map(Some)
}

/// The journal of a process, or of one that ended.
#[derive(Debug)]
pub(in crate::audience) struct Place {
    /// Keeps others from it; none where that is done already.
    pub lock: Option<File>,
    /// Its files, the oldest first.
    pub files: Vec<PathBuf>,
}

/// The journals below a folder that no process keeps, of which the files are asked for; they are
/// kept from others meanwhile.
pub(in crate::audience) fn left(
    below: &Path,
    is_asked: impl Fn(&[PathBuf]) -> bool,
) -> Result<Vec<Place>, JournalError> {
    let mut all = Vec::new();
    for slot in 0..SLOTS_MAX {
        let folder = below.join(slot.to_string());
        if folder.is_dir()
            && is_asked(&files(&folder)?)
            && let Some(lock) = lock(&folder)?
        {
            all.push(Place { lock: Some(lock), files: files(&folder)? });
        }
    }
    Ok(all)
}

/// Deletes a file.
pub(in crate::audience) fn delete(file: &Path) -> Result<(), JournalError> {
    fs::remove_file(file).map_err(at(file))
}

/// When a file was last written, in seconds since 1970.
pub(in crate::audience) fn written_s(file: &Path) -> Option<i64> {
    let at = fs::metadata(file).ok()?.modified().ok()?;
    i64::try_from(at.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

/// True if the files that follow one tell that all of it is counted: numbers grow from file to
/// file, but for one that has again what an earlier one may have.
pub(in crate::audience) fn is_counted(later: &[PathBuf], counted: i64) -> bool {
    let next = later.iter().find(|file| !is_again(file));
    next.and_then(|file| first_of(file)).is_some_and(|first| first <= counted.saturating_add(1))
}

/// Reads a file: whose it is, and its events in order, up to a line that was not written whole;
/// `None` if nothing of it was.
pub(in crate::audience) fn read(
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
