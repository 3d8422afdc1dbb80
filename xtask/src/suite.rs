//! `cargo xtask test`: everything CI checks.
//!
//! One cargo profile and the whole workspace in every step, so that steps share what they build.
//! A step that fails does not hide the next one. The tests run last, so that their closing summary
//! ends the output.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::cluster::{Cluster, URL_VARIABLE};
use crate::command::Scope;
use crate::{server, shell};

/// The release of cargo-nextest that is installed where there is none.
const NEXTEST_VERSION: &str = "0.9.143";

/// Where tests find a `PostgreSQL`.
enum Postgres {
    /// At the URL in the environment, which tests inherit.
    Given,
    /// On a cluster of our own, made with the programs in this folder.
    Own(PathBuf),
}

/// Checks the workspace; fails with the names of the steps that failed.
pub(crate) fn run(scope: Scope) -> Result<()> {
    let mut steps = Steps::default();
    // What is missing on this machine is said, or installed, before minutes are spent building.
    let postgres = steps.needed("tools", || prepare(scope))?;
    match scope {
        Scope::Full => check(&mut steps),
        Scope::Fast => {}
    }
    steps.step("tests", || test(&postgres));
    steps.close()
}

fn prepare(scope: Scope) -> Result<Postgres> {
    match scope {
        Scope::Full => {
            require_component("fmt", "rustfmt")?;
            require_component("clippy", "clippy")?;
        }
        Scope::Fast => {}
    }
    if shell::answer(&mut shell::cargo(&["nextest", "--version"])).is_none() {
        shell::run(&mut shell::cargo(&[
            "install",
            "cargo-nextest",
            "--locked",
            "--version",
            NEXTEST_VERSION,
        ]))?;
    }
    if std::env::var_os(URL_VARIABLE).is_some_and(|url| !url.is_empty()) {
        return Ok(Postgres::Given);
    }
    Ok(Postgres::Own(server::find_or_install()?))
}

fn require_component(subcommand: &str, component: &str) -> Result<()> {
    if shell::answer(&mut shell::cargo(&[subcommand, "--version"])).is_none() {
        bail!("no `cargo {subcommand}`: run `rustup component add {component}`");
    }
    Ok(())
}

fn check(steps: &mut Steps) {
    steps.step("format", || shell::run(&mut shell::cargo(&["fmt", "--all", "--check"])));
    steps.step("lints", || {
        shell::run(&mut shell::cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    });
    steps.step("documentation", || {
        let mut command = shell::cargo(&["doc", "--workspace", "--no-deps"]);
        shell::run(command.env("RUSTDOCFLAGS", "-D warnings"))
    });
    steps.step("doc tests", || shell::run(&mut shell::cargo(&["test", "--doc", "--workspace"])));
}

fn test(postgres: &Postgres) -> Result<()> {
    let mut command = shell::cargo(&["nextest", "run", "--workspace", "--profile", "ci"]);
    match postgres {
        Postgres::Given => shell::run(&mut command),
        Postgres::Own(bin) => test_on_own(&mut command, bin),
    }
}

fn test_on_own(command: &mut Command, bin: &std::path::Path) -> Result<()> {
    let cluster = Cluster::start(bin)?;
    shell::run(command.env(URL_VARIABLE, cluster.url()))
}

/// What the steps came to.
#[derive(Debug, Default)]
struct Steps {
    /// For each step: its name, its outcome and its seconds.
    times: Vec<String>,
    failed: Vec<&'static str>,
}

impl Steps {
    /// Runs a step that later ones can't do without.
    fn needed<T>(&mut self, name: &'static str, body: impl FnOnce() -> Result<T>) -> Result<T> {
        eprintln!("\n== {name}");
        let start = Instant::now();
        let result = body();
        let outcome = if result.is_ok() { "ok" } else { "FAILED" };
        self.times.push(format!("{name} {outcome} {:.1} s", start.elapsed().as_secs_f64()));
        result
    }

    /// Runs a step, and goes on if it fails.
    fn step(&mut self, name: &'static str, body: impl FnOnce() -> Result<()>) {
        if let Err(error) = self.needed(name, body) {
            eprintln!("== {name}: {error:#}");
            self.failed.push(name);
        }
    }

    /// Says what the steps came to, in one line.
    fn close(self) -> Result<()> {
        eprintln!("== {}", self.times.join(", "));
        if !self.failed.is_empty() {
            bail!("failed: {}", self.failed.join(", "));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failing_step_does_not_hide_the_next_one() {
        let mut steps = Steps::default();
        let mut ran = false;
        steps.step("first", || bail!("broken"));
        steps.step("second", || {
            ran = true;
            Ok(())
        });
        assert!(ran);
        assert_eq!(steps.close().unwrap_err().to_string(), "failed: first");
    }

    #[test]
    fn steps_that_pass_pass() {
        let mut steps = Steps::default();
        steps.step("only", || Ok(()));
        assert!(steps.close().is_ok());
    }

    #[test]
    fn needed_step_hands_on_its_error() {
        let mut steps = Steps::default();
        let result: Result<()> = steps.needed("tools", || bail!("no compiler"));
        assert_eq!(result.unwrap_err().to_string(), "no compiler");
    }
}
