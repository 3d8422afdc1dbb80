//! Finding the programs of a `PostgreSQL` server, and installing them where that is possible.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::{packages, shell};

/// The oldest release that the product supports.
const MAJOR_MIN: u32 = 15;

/// Where Debian and Ubuntu keep the programs: `<release>/bin` in this folder.
const DEBIAN_DIR: &str = "/usr/lib/postgresql";

/// The folder of the newest server programs of this machine, installed first if there are none.
pub(crate) fn find_or_install() -> Result<PathBuf> {
    if let Some(bin) = find() {
        return Ok(bin);
    }
    let hint = format!(
        "no PostgreSQL server {MAJOR_MIN} or newer: install the package `postgresql` \
         (Debian, Ubuntu), `postgresql-server` (Fedora) or `postgresql@17` (Homebrew), or set \
         TEST_POSTGRES_URL"
    );
    packages::install(&["postgresql"], &hint)?;
    match find() {
        Some(bin) => Ok(bin),
        None => bail!(hint),
    }
}

fn find() -> Option<PathBuf> {
    newest(candidates().into_iter().filter_map(|bin| Some((major_of(&bin)?, bin))))
}

/// Folders that may hold the programs, the likeliest first.
fn candidates() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    folders.extend(shell::answer(Command::new("pg_config").arg("--bindir")).map(PathBuf::from));
    if let Ok(releases) = std::fs::read_dir(DEBIAN_DIR) {
        folders.extend(releases.flatten().map(|release| release.path().join("bin")));
    }
    if let Some(path) = std::env::var_os("PATH") {
        folders.extend(std::env::split_paths(&path));
    }
    folders
}

/// The release of the server in a folder; `None` unless all programs that we start are there.
fn major_of(bin: &Path) -> Option<u32> {
    if !["initdb", "pg_ctl", "postgres"].iter().all(|program| bin.join(program).is_file()) {
        return None;
    }
    major(&shell::answer(Command::new(bin.join("postgres")).arg("--version"))?)
}

/// The release in what `postgres --version` prints: `postgres (PostgreSQL) 15.8 (Debian ...)`.
fn major(printed: &str) -> Option<u32> {
    let version = printed.split_once("(PostgreSQL) ")?.1;
    let digits_len = version.bytes().take_while(u8::is_ascii_digit).count();
    version.get(..digits_len)?.parse().ok()
}

/// The folder with the newest release that is new enough; the first of equals.
fn newest(found: impl Iterator<Item = (u32, PathBuf)>) -> Option<PathBuf> {
    let mut best: Option<(u32, PathBuf)> = None;
    for (major, bin) in found.filter(|(major, _)| *major >= MAJOR_MIN) {
        if best.as_ref().is_none_or(|(best_major, _)| major > *best_major) {
            best = Some((major, bin));
        }
    }
    best.map(|(_, bin)| bin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_major(printed: &str, want: Option<u32>) {
        assert_eq!(major(printed), want);
    }

    #[test]
    fn release_is_read_from_what_the_server_prints() {
        check_major("postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)", Some(15));
        check_major("postgres (PostgreSQL) 9.6.24", Some(9));
        check_major("postgres (PostgreSQL) 19devel", Some(19));
        check_major("postgres (PostgreSQL) 18beta1", Some(18));
    }

    #[test]
    fn other_programs_have_no_release() {
        check_major("", None);
        check_major("postgres (PostgreSQL) devel", None);
        check_major("mysqld 8.4", None);
    }

    #[track_caller]
    fn check_newest(found: &[(u32, &str)], want: Option<&str>) {
        let found = found.iter().map(|(major, bin)| (*major, PathBuf::from(bin)));
        assert_eq!(newest(found), want.map(PathBuf::from));
    }

    #[test]
    fn newest_release_wins_by_number_not_by_name() {
        check_newest(&[(15, "a"), (17, "b"), (16, "c")], Some("b"));
        check_newest(&[(9, "9"), (16, "16"), (100, "100")], Some("100"));
    }

    #[test]
    fn first_of_equal_releases_wins() {
        check_newest(&[(16, "first"), (16, "second")], Some("first"));
    }

    #[test]
    fn old_releases_do_not_count() {
        check_newest(&[(14, "a"), (9, "b")], None);
        check_newest(&[(14, "a"), (15, "b")], Some("b"));
        check_newest(&[], None);
    }
}
