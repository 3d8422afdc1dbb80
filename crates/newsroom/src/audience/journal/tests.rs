//! What is noted is read again, whatever becomes of a file.

use domain::audience::EventKind;

use super::*;

const NOW_S: i64 = 1_773_473_400;

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
    journal.sync(NOW_S).unwrap();
    let files = journal.files().unwrap();
    assert_eq!((files.len(), events(&files[0])), (1, vec![1, 2, 3]));
    assert_eq!(read(&files[0]).unwrap().unwrap().1.next(), Some(event(1)));
    let mut torn = OpenOptions::new().append(true).open(&files[0]).unwrap();
    torn.write_all(b"{\"s\":4,\"i\"").unwrap();
    assert_eq!(events(&files[0]), [1, 2, 3]);
}

#[test]
fn what_cannot_be_written_is_written_into_the_next_file() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), Uuid::from_u128(9)).unwrap();
    journal.note(&event(1));
    journal.sync(NOW_S).unwrap();
    (2..=3).for_each(|number| journal.note(&event(number)));
    let first = journal.files().unwrap().remove(0);
    let mut torn = OpenOptions::new().append(true).open(&first).unwrap();
    let lines = journal.waiting.lock().unwrap().clone();
    torn.write_all(&lines[..lines.len() - 20]).unwrap();
    journal.break_off();
    journal.sync(NOW_S).unwrap_err();
    journal.note(&event(4));
    journal.sync(NOW_S).unwrap();
    journal.note(&event(5));
    journal.sync(NOW_S).unwrap();
    let files = journal.files().unwrap();
    assert_eq!(files[0], first);
    assert_eq!((events(&files[0]), events(&files[1])), (vec![1, 2], vec![2, 3, 4, 5]));
    assert_eq!((files.len(), first_of(&files[1])), (2, Some(2)));
}

#[test]
fn a_file_that_cannot_be_begun_is_begun_under_another_name() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), Uuid::from_u128(9)).unwrap();
    journal.note(&event(1));
    let taken = journal.folder.join(files::name(1, false));
    fs::create_dir(&taken).unwrap();
    journal.sync(NOW_S).unwrap_err();
    fs::write(journal.folder.join(files::name(1, true)), "half of wh").unwrap();
    journal.sync(NOW_S).unwrap();
    let files = journal.files().unwrap();
    assert_eq!((&files[0], events(&files[1])), (&taken, vec![1]));
}

#[test]
fn what_waits_is_bounded_and_the_newest_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), Uuid::from_u128(9)).unwrap();
    let mut number = 1_000_000;
    while journal.waiting.lock().unwrap().len() < WAITING_MAX {
        journal.note(&event(number));
        number += 1;
    }
    let mut lines = std::mem::take(&mut *journal.waiting.lock().unwrap());
    let line = lines.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    // there is room for two lines, and for half of a third
    lines.truncate(lines.len() - 3 * line);
    (0..8).for_each(|newer| journal.note(&event(number + newer)));
    journal.put_back(lines.clone());
    let waiting = journal.waiting.lock().unwrap().clone();
    assert_eq!(waiting.len(), lines.len() + 2 * line);
    assert!(waiting.starts_with(&lines) && waiting.ends_with(b"\n"));
}

#[test]
fn a_file_is_of_a_day_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), Uuid::from_u128(9)).unwrap();
    for (number, at_s) in [(1, 0), (2, 86_399), (3, 86_400), (4, 86_401), (5, 300_000)] {
        journal.note(&event(number));
        journal.sync(NOW_S + at_s).unwrap();
    }
    let files = journal.files().unwrap();
    let all: Vec<_> = files.iter().map(|file| events(file)).collect();
    assert_eq!(all, [vec![1, 2], vec![3, 4], vec![5]]);
}

#[test]
fn what_follows_a_file_tells_what_is_counted() {
    #[track_caller]
    fn check(later: &[&str], counted: i64, want: bool) {
        let later: Vec<_> = later.iter().map(PathBuf::from).collect();
        assert_eq!(is_counted(&later, counted), want);
    }
    check(&[], 100, false);
    check(&["00000000000000000007.jsonl"], 5, false);
    check(&["00000000000000000007.jsonl"], 6, true);
    // it may have less of what could not be written than the file before it
    check(&["00000000000000000003_again.jsonl", "00000000000000000007.jsonl"], 5, false);
    check(&["00000000000000000003_again.jsonl", "00000000000000000007.jsonl"], 6, true);
    check(&["00000000000000000003_again.jsonl"], 100, false);
    check(&["a copy.jsonl"], 100, false);
}

#[test]
fn each_process_has_a_place_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let one = Journal::open(folder.path(), Uuid::from_u128(1)).unwrap();
    let two = Journal::open(folder.path(), Uuid::from_u128(2)).unwrap();
    assert_ne!(one.instance(), two.instance());
    assert!(left(folder.path(), |_| true).unwrap().is_empty());
    drop(one);
    assert_eq!(left(folder.path(), |_| true).unwrap().len(), 1);
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
