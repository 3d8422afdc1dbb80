//! A newsroom to speak to: the binary with its demonstration, in a directory of its own, stopped and
//! removed on drop.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

use crate::shell;

/// A running newsroom.
#[derive(Debug)]
pub(crate) struct Newsroom {
    server: Child,
    dir: PathBuf,
    url: String,
}

/// The binary, built with the tests: what both need then has the same features, and is built once.
pub(crate) fn binary() -> Result<PathBuf> {
    shell::run(&mut shell::cargo(&["build", "--workspace", "--bins", "--tests"]))?;
    Ok(shell::workspace().join("target/debug/masthead"))
}

impl Newsroom {
    /// Starts one without a limit on requests.
    pub(crate) fn start() -> Result<Self> {
        let dir = std::env::temp_dir().join(format!("masthead-gates-{}", std::process::id()));
        fs::create_dir_all(&dir)?;
        let mut server = Command::new(binary()?)
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(&dir)
            .current_dir(&dir)
            .env("MASTHEAD_READER_REQUESTS_PER_MINUTE", "0")
            .env("MASTHEAD_MEMBER_REQUESTS_PER_MINUTE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("masthead did not start")?;
        let stdout = server.stdout.take();
        let mut newsroom = Self { server, dir, url: String::new() };
        let lines = stdout.into_iter().flat_map(|stdout| BufReader::new(stdout).lines());
        let url = lines.map_while(Result::ok).find_map(|line| {
            Some(line.strip_prefix("Reference  ")?.strip_suffix("/docs")?.to_owned())
        });
        newsroom.url = url.context("masthead did not say where it listens")?;
        Ok(newsroom)
    }

    /// A token of a role.
    pub(crate) fn token(&self, role: &str) -> Result<String> {
        let mut command = Command::new(shell::workspace().join("target/debug/masthead"));
        let account = format!("{role}@example.org");
        command.args(["token", "create", "--email", &account, "--role", role, "--data"]);
        let printed = shell::output(command.arg(&self.dir).current_dir(&self.dir))?;
        Ok(String::from_utf8(printed)?.trim().to_owned())
    }

    /// Where it is, such as `http://127.0.0.1:40123`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Newsroom {
    fn drop(&mut self) {
        let ended = self.server.kill().and_then(|()| self.server.wait());
        if let Err(error) = ended.and_then(|_| fs::remove_dir_all(&self.dir)) {
            eprintln!("something may be left in {}: {error}", self.dir.display());
        }
    }
}
