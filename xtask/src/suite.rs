//! `cargo xtask test`: everything CI checks.
//!
//! One cargo profile and the whole workspace in every step, so that steps share what they build.
//! A step that fails does not hide the next one. The tests run last, so that their closing summary
//! ends the output.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::cluster::{Cluster, URL_VARIABLE};
use crate::command::Scope;
use crate::fuzz::Depth;
use crate::steps::Steps;
use crate::{contract, front, server, shell};

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
        Scope::Full => {
            let browser = steps.needed("browser", front::find_or_install)?;
            check(&mut steps);
            contract::gates(&mut steps, Depth::Short);
            steps.step("front end", || front::check(&browser));
        }
        Scope::Fast | Scope::Long => {}
    }
    steps.step("tests", || test(&postgres, scope));
    steps.close()
}

fn prepare(scope: Scope) -> Result<Postgres> {
    match scope {
        Scope::Full => {
            require_component("fmt", "rustfmt")?;
            require_component("clippy", "clippy")?;
        }
        Scope::Fast | Scope::Long => {}
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

/// Says how deep tests go that are drawn by lot; those read it.
const DEPTH_VARIABLE: &str = "MASTHEAD_TEST_DEPTH";

fn test(postgres: &Postgres, scope: Scope) -> Result<()> {
    let mut command = shell::cargo(&["nextest", "run", "--workspace", "--profile", "ci"]);
    match scope {
        Scope::Full | Scope::Fast => {}
        Scope::Long => {
            command.args(["-E", "test(leaks::) + test(simulated::)"]).env(DEPTH_VARIABLE, "long");
        }
    }
    match postgres {
        Postgres::Given => shell::run(&mut command),
        Postgres::Own(bin) => test_on_own(&mut command, bin),
    }
}

fn test_on_own(command: &mut Command, bin: &std::path::Path) -> Result<()> {
    let cluster = Cluster::start(bin)?;
    shell::run(command.env(URL_VARIABLE, cluster.url()))
}
