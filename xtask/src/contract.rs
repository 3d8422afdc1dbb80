//! `cargo xtask contract`: the gates that hold the two contracts, by tools that others use too.
//!
//! Everything they need is pinned in `contract/package.json` and its lock file. A tool that is
//! missing, or a rule that is only warned of, is a failure.

use std::process::Command;

use anyhow::Result;

use crate::newsroom::Newsroom;
use crate::shell;
use crate::steps::Steps;

/// Runs all gates; fails with the names of those that failed.
pub(crate) fn run() -> Result<()> {
    let mut steps = Steps::default();
    gates(&mut steps);
    steps.close()
}

/// Runs the gates as steps of a larger chore.
pub(crate) fn gates(steps: &mut Steps) {
    steps.step("contract tools", || {
        shell::run(&mut at_home("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"]))
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
    steps.step("typed client", typed_client);
    let Ok(newsroom) = steps.needed("newsroom", Newsroom::start) else {
        return steps.step("gates on a newsroom", || anyhow::bail!("there is no newsroom"));
    };
    steps.step("graphql over http", || {
        shell::run(node("audit.js").arg(format!("{}/graphql", newsroom.url())))
    });
    steps.step("portable text", || shell::run(node("render.js").arg(newsroom.url())));
}

/// The types that openapi-typescript makes of the contract, checked strictly.
fn typed_client() -> Result<()> {
    let types = std::env::temp_dir().join(format!("masthead-{}.d.ts", std::process::id()));
    let made = shell::run(tool("openapi-typescript").args(["../openapi.yaml", "-o"]).arg(&types))
        .and_then(|()| shell::run(tool("tsc").args(["--strict", "--noEmit"]).arg(&types)));
    std::fs::remove_file(types)?;
    made
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
