//! A throw-away `PostgreSQL` cluster: made in the system's folder for temporary files, listening on
//! 127.0.0.1 only, trusting everybody there, and gone afterwards.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::{packages, server};

/// The environment variable that tells tests where a `PostgreSQL` is.
pub(crate) const URL_VARIABLE: &str = "TEST_POSTGRES_URL";

/// Starts and stops the server; it outlives us, so that a signal leaves nothing behind.
const GUARDIAN: &str = include_str!("guardian.sh");

/// The account that runs the server when we are the super-user, whom `PostgreSQL` refuses.
const ACCOUNT: &str = "postgres";

/// A running cluster, stopped and removed on drop.
#[derive(Debug)]
pub(crate) struct Cluster {
    guardian: Child,
    /// The guardian ends when this closes.
    lifeline: Option<ChildStdin>,
    port: u16,
}

impl Cluster {
    /// Makes and starts a cluster with the server programs in `bin`.
    pub(crate) fn start(bin: &Path) -> Result<Self> {
        // Somebody can take the free port before the server does, hence one more attempt.
        Self::start_once(bin).or_else(|error| {
            eprintln!("{error:#}; trying once more");
            Self::start_once(bin)
        })
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("postgres://masthead@127.0.0.1:{}/postgres", self.port)
    }

    fn start_once(bin: &Path) -> Result<Self> {
        let port = free_port().context("no free port on 127.0.0.1")?;
        let dir =
            std::env::temp_dir().join(format!("masthead-postgres-{}-{port}", std::process::id()));
        let mut command = as_account();
        command.args(["sh", "-c", GUARDIAN, "guardian"]).arg(bin).arg(dir).arg(port.to_string());
        let mut guardian = command
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the shell that starts PostgreSQL did not start")?;
        let lifeline = guardian.stdin.take();
        let stdout = guardian.stdout.take();
        let cluster = Self { guardian, lifeline, port };

        let mut said = String::new();
        if let Some(stdout) = stdout {
            BufReader::new(stdout).read_line(&mut said)?;
        }
        if said.trim() != "ready" {
            bail!("PostgreSQL did not start on port {port}");
        }
        Ok(cluster)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        if let Err(error) = self.guardian.wait() {
            eprintln!("PostgreSQL may still be running on port {}: {error}", self.port);
        }
    }
}

/// Runs a cluster until standard input closes; its URL goes to standard output for `eval`.
pub(crate) fn serve() -> Result<()> {
    let cluster = Cluster::start(&server::find_or_install()?)?;
    writeln!(io::stdout(), "export {URL_VARIABLE}={}", cluster.url())?;
    eprintln!("PostgreSQL runs until standard input closes (Ctrl-D) or Ctrl-C");
    io::copy(&mut io::stdin().lock(), &mut io::sink())?;
    Ok(())
}

/// `env`, to which a program is added, run by an account that `PostgreSQL` accepts.
fn as_account() -> Command {
    if packages::is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", ACCOUNT, "--", "env"]);
        return command;
    }
    Command::new("env")
}

/// A port on which nobody listens now.
fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
