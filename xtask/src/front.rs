//! The example front end: its types against the contract, and its pages in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::{newsroom, packages, shell};

/// The oldest release of Node.js whose test runner does what the tests need.
const NODE_MAJOR_MIN: u32 = 20;

/// What the checks run with.
#[derive(Debug)]
pub(crate) struct Browser {
    chromium: PathBuf,
}

/// Finds Node.js, npm and Chromium, and installs the last where it is missing.
pub(crate) fn find_or_install() -> Result<Browser> {
    if !has_node() {
        let hint = format!(
            "no Node.js {NODE_MAJOR_MIN} or newer with npm: install it for the front end's tests"
        );
        packages::install(&["nodejs", "npm"], &hint)?;
        if !has_node() {
            bail!(hint);
        }
    }
    if let Some(browser) = find() {
        return Ok(browser);
    }
    let hint = "no Chromium: install the package `chromium` for the front end's tests";
    packages::install(&["chromium"], hint)?;
    match find() {
        Some(browser) => Ok(browser),
        None => bail!(hint),
    }
}

/// Checks types and drift, and looks at the pages that the binary serves.
pub(crate) fn check(browser: &Browser) -> Result<()> {
    let binary = newsroom::binary()?;
    let home = "examples/front";
    shell::run(&mut shell::npm(home, &["ci", "--no-audit", "--no-fund", "--ignore-scripts"]))?;
    shell::run(&mut shell::npm(home, &["run", "check"]))?;
    let mut command = shell::npm(home, &["test"]);
    shell::run(command.env("MASTHEAD_BIN", binary).env("CHROMIUM_BIN", &browser.chromium))
}

fn has_node() -> bool {
    let version = shell::answer(Command::new("node").arg("--version")).unwrap_or_default();
    let is_new = major(&version).is_some_and(|major| major >= NODE_MAJOR_MIN);
    is_new && shell::answer(Command::new("npm").arg("--version")).is_some()
}

fn find() -> Option<Browser> {
    let places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let chromium = places.iter().map(Path::new).find(|place| place.is_file())?;
    Some(Browser { chromium: chromium.to_owned() })
}

/// The release in what `node --version` prints: `v20.20.2`.
fn major(printed: &str) -> Option<u32> {
    printed.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn release_is_read_from_what_node_prints() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v9.0.0"), Some(9));
        assert_eq!(major("20"), None);
        assert_eq!(major(""), None);
    }
}
