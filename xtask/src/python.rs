//! The Python tools of the contract gates, in an environment of their own.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::{packages, shell};

/// Where the tools are.
#[derive(Debug)]
pub(crate) struct Tools(PathBuf);

impl Tools {
    /// Makes the environment in the target directory, with what `contract/requirements.txt` pins.
    pub(crate) fn install() -> Result<Self> {
        let dir = shell::workspace().join("target/contract-python");
        let make = || shell::run(Command::new("python3").args(["-m", "venv"]).arg(&dir));
        if make().is_err() {
            let hint = "no Python 3 with venv: install the package `python3-venv`";
            packages::install(&["python3-venv"], hint)?;
            make()?;
        }
        let tools = Self(dir.join("bin"));
        let pinned = shell::workspace().join("contract/requirements.txt");
        let mut pip = tools.command("pip");
        let quiet = ["install", "--quiet", "--disable-pip-version-check", "--requirement"];
        shell::run(pip.args(quiet).arg(pinned))?;
        Ok(tools)
    }

    /// A tool, in the folder of the gates.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.0.join(name));
        command.current_dir(shell::workspace().join("contract"));
        command
    }
}
