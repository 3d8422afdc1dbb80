//! `cargo xtask contract`: the gates that hold the two contracts, by tools that others use too.
//!
//! Everything they need is pinned in `contract/package-lock.json` and `requirements.txt`. A tool that is
//! missing, or a rule that is only warned of, is a failure.

use std::process::Command;

use anyhow::{Result, bail};

use crate::fuzz::{self, Depth};
use crate::newsroom::{self, Newsroom};
use crate::python::Tools;
use crate::shell;
use crate::steps::Steps;

/// Runs all gates; fails with the names of those that failed.
pub(crate) fn run(depth: Depth) -> Result<()> {
    let mut steps = Steps::default();
    gates(&mut steps, depth);
    steps.close()
}

/// Runs the gates as steps of a larger chore.
pub(crate) fn gates(steps: &mut Steps, depth: Depth) {
    steps.step("contract tools", || {
        let pinned = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
        shell::run(&mut shell::npm("contract", &pinned))
    });
    steps.step("spectral", || {
        let rules = ["lint", "../openapi.yaml", "--ruleset", "spectral.yaml"];
        shell::run(tool("spectral").args(rules).args(["--fail-severity", "hint"]))
    });
    steps.step("redocly", || {
        shell::run(tool("redocly").args(["lint", "../openapi.yaml", "--config", "redocly.yaml"]))
    });
    steps.step("graphql-eslint", || {
        // ESLint looks at files of its own folder only
        let copy = shell::workspace().join("contract/schema.graphql");
        std::fs::copy(shell::workspace().join("schema.graphql"), &copy)?;
        let linted = shell::run(tool("eslint").args(["--max-warnings", "0", "schema.graphql"]));
        std::fs::remove_file(copy)?;
        linted
    });
    steps.step("breaking changes of GraphQL", || shell::run(&mut node("breaking.js")));
    steps.step("breaking changes of REST", || shell::run(&mut node("optic.js")));
    steps.step("typed client", typed_client);
    let Ok(newsroom) = steps.needed("newsroom", Newsroom::start) else {
        return steps.step("gates on a newsroom", || bail!("there is no newsroom"));
    };
    steps.step("graphql over http", || {
        shell::run(node("audit.js").arg(format!("{}/graphql", newsroom.url())))
    });
    steps.step("portable text", || shell::run(node("render.js").arg(newsroom.url())));
    let Ok(tools) = steps.needed("python tools", Tools::install) else {
        return steps.step("fuzzing", || bail!("there is no Python"));
    };
    steps.step("httplint", || {
        shell::run(tools.command("python").arg("lint_http.py").arg(newsroom.url()))
    });
    steps.step("answers", || {
        let mut command = tools.command("python");
        shell::run(command.args(["validate.py", newsroom.url(), &newsroom.token("editor")?]))
    });
    fuzz::gates(steps, &tools, &newsroom, depth);
}

/// The TypeScript client: its types are those of the contract, and it speaks to a server.
fn typed_client() -> Result<()> {
    let home = "clients/typescript";
    shell::run(&mut shell::npm(home, &["ci", "--no-audit", "--no-fund", "--ignore-scripts"]))?;
    shell::run(&mut shell::npm(home, &["run", "check"]))?;
    shell::run(shell::npm(home, &["test"]).env("MASTHEAD_BIN", newsroom::binary()?))
}

/// A tool of `contract/node_modules`; it fails where it is not installed.
fn tool(name: &str) -> Command {
    at_home("npx", &["--no-install", name])
}

fn node(script: &str) -> Command {
    at_home("node", &[script])
}

fn at_home(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(shell::workspace().join("contract"));
    // what is checked here is nobody else's business
    command.envs([("REDOCLY_TELEMETRY", "off"), ("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")]);
    command
}
