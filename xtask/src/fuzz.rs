//! Requests drawn from the two contracts by Schemathesis: what they allow, and what they forbid.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::newsroom::Newsroom;
use crate::python::Tools;
use crate::shell;
use crate::steps::Steps;

/// The same requests each time.
const SEED: &str = "1871";
/// Fewer cases than this mean that a tool did not do its work.
const CASES_MIN: u64 = 200;

/// How many requests are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// As many as a minute allows for each role.
    Short,
    /// About 50,000.
    Long,
}

impl Depth {
    /// Requests of each kind for each operation of REST.
    fn rest_examples(self) -> &'static str {
        match self {
            Self::Short => "3",
            Self::Long => "60",
        }
    }

    /// Documents for each root field of GraphQL.
    fn graphql_examples(self) -> &'static str {
        match self {
            Self::Short => "10",
            Self::Long => "60",
        }
    }
}

/// What is drawn as whom.
#[derive(Debug)]
pub(crate) struct Draw<'a> {
    tools: &'a Tools,
    newsroom: &'a Newsroom,
    role: Option<&'static str>,
    depth: Depth,
}

/// Draws from both contracts, as each role that sees something else.
pub(crate) fn gates(steps: &mut Steps, tools: &Tools, newsroom: &Newsroom, depth: Depth) {
    let draw = |role| Draw { tools, newsroom, role, depth };
    let rest = [
        ("schemathesis, reader", None),
        ("schemathesis, author", Some("author")),
        ("schemathesis, editor", Some("editor")),
    ];
    for (name, role) in rest {
        steps.counted(name, || draw(role).rest());
    }
    let graphql = [
        ("schemathesis, GraphQL, reader", None),
        ("schemathesis, GraphQL, editor", Some("editor")),
    ];
    for (name, role) in graphql {
        steps.counted(name, || draw(role).graphql());
    }
}

impl Draw<'_> {
    /// Requests alone and in sequences, and their answers compared with what the contract says.
    fn rest(&self) -> Result<String> {
        let mut command = self.command("../openapi.yaml", self.newsroom.url())?;
        command.args(["--phases", "examples,coverage,fuzzing,stateful"]);
        count(command.args(["--max-examples", self.depth.rest_examples()]))
    }

    /// Documents alone and in sequences.
    fn graphql(&self) -> Result<String> {
        let url = format!("{}/graphql", self.newsroom.url());
        let mut command = self.command("../schema.graphql", &url)?;
        command.args(["--phases", "fuzzing,stateful"]).env("SCHEMATHESIS_HOOKS", "graphql_fuzz.py");
        count(command.args(["--max-examples", self.depth.graphql_examples()]))
    }

    fn command(&self, contract: &str, url: &str) -> Result<Command> {
        let mut command = self.tools.command("schemathesis");
        command.args(["--config-file", "schemathesis.toml", "run", contract, "--url", url]);
        command.args(["--checks", "all", "--seed", SEED, "--no-color"]);
        if let Some(role) = self.role {
            let bearer = format!("Authorization: Bearer {}", self.newsroom.token(role)?);
            command.arg("--header").arg(bearer);
        }
        // the order of Python's sets is drawn for each process unless it is told
        command.env("PYTHONHASHSEED", "0").env("PYTHONDONTWRITEBYTECODE", "1");
        let storage = shell::workspace().join("target/hypothesis");
        command.env("HYPOTHESIS_STORAGE_DIRECTORY", storage);
        Ok(command)
    }
}

/// Runs Schemathesis, and says how many cases there were.
fn count(command: &mut Command) -> Result<String> {
    let said = shell::hear(command)?;
    let count = cases(&said).context("schemathesis did not say how many cases there were")?;
    if count < CASES_MIN {
        bail!("{count} cases only");
    }
    Ok(format!("{count} cases"))
}

/// The number of cases in what Schemathesis says at its end: `9282 generated, 9282 passed`.
fn cases(said: &str) -> Option<u64> {
    said.lines().rev().find_map(|line| line.trim().split_once(" generated, ")?.0.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_read_from_the_summary() {
        let said = "Test cases:\n  9282 generated, 9280 passed, 2 skipped\n\nSeed: 1871\n";
        assert_eq!(cases(said), Some(9_282));
        assert_eq!(cases("Seed: 1871\n"), None);
    }
}
