//! What the command line asks for.

use crate::fuzz::Depth;

/// Printed when the command line is not understood.
pub(crate) const USAGE: &str = "\
Usage: cargo xtask <command>

  test             check everything that CI checks, with a throw-away PostgreSQL
  test --fast      only the tests: no format, lint, doc test or documentation step
  test --long      only the tests that are drawn by lot: leaks, with ten times as many requests, and
                   eight simulated days
  postgres         run a throw-away PostgreSQL until standard input closes or Ctrl-C
  codegen          write openapi.yaml and schema.graphql from the code
  codegen --check  fail if one of them differs from the code
  codegen --baseline
                   write them, and take them as what later changes may not break
  contract         run the gates that hold the two contracts
  contract --long  the same, with about 50,000 requests drawn from them
  bench            time what has a limit (floods, events, lists, history), in an optimised build
  demo             serve the demonstration newsroom
  page FILE [--quotes GOLD]
                   load a page through the API and find each of its strings in one request

Environment:
  TEST_POSTGRES_URL  a server to test on, instead of a throw-away one
  MASTHEAD_URL, MASTHEAD_TOKEN
                     the server that `page` loads into, instead of one of its own
";

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Check the workspace.
    Test(Scope),
    /// Run a `PostgreSQL` server for tests.
    Postgres,
    /// Write, or compare, the files that are made from the code.
    Codegen(Mode),
    /// Run the gates of the contracts.
    Contract(Depth),
    /// Time the refusal of each flood.
    Bench,
    /// Serve the demonstration newsroom.
    Demo,
    /// Load a page and find each of its strings; the arguments are the tool's own.
    Page(Vec<String>),
}

/// How much `test` checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Everything.
    Full,
    /// Only the tests.
    Fast,
    /// Only the tests that are drawn by lot, ten times as much of each.
    Long,
}

/// What `codegen` does with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Write it.
    Write,
    /// Compare it.
    Check,
    /// Write it, and a copy to which later ones are compared.
    Baseline,
}

impl Command {
    /// Reads the arguments after the program's name; `None` if they are not understood.
    pub(crate) fn parse(args: &[String]) -> Option<Self> {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        match args.as_slice() {
            ["test"] => Some(Self::Test(Scope::Full)),
            ["test", "--fast"] => Some(Self::Test(Scope::Fast)),
            ["test", "--long"] => Some(Self::Test(Scope::Long)),
            ["postgres"] => Some(Self::Postgres),
            ["codegen"] => Some(Self::Codegen(Mode::Write)),
            ["codegen", "--check"] => Some(Self::Codegen(Mode::Check)),
            ["codegen", "--baseline"] => Some(Self::Codegen(Mode::Baseline)),
            ["contract"] => Some(Self::Contract(Depth::Short)),
            ["contract", "--long"] => Some(Self::Contract(Depth::Long)),
            ["bench"] => Some(Self::Bench),
            ["demo"] => Some(Self::Demo),
            ["page", rest @ ..] if !rest.is_empty() => {
                Some(Self::Page(rest.iter().map(|arg| (*arg).to_owned()).collect()))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, want: impl Into<Option<Command>>) {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        assert_eq!(Command::parse(&args), want.into());
    }

    #[test]
    fn commands_are_read() {
        check("test", Some(Command::Test(Scope::Full)));
        check("test --fast", Some(Command::Test(Scope::Fast)));
        check("test --long", Some(Command::Test(Scope::Long)));
        check("postgres", Some(Command::Postgres));
        check("codegen", Some(Command::Codegen(Mode::Write)));
        check("codegen --check", Some(Command::Codegen(Mode::Check)));
        check("codegen --baseline", Some(Command::Codegen(Mode::Baseline)));
        check("contract", Some(Command::Contract(Depth::Short)));
        check("contract --long", Some(Command::Contract(Depth::Long)));
        check("bench", Some(Command::Bench));
        check("demo", Some(Command::Demo));
        check("page a.txt", Some(Command::Page(vec!["a.txt".to_owned()])));
    }

    #[test]
    fn no_command_is_refused() {
        check("", None);
    }

    #[test]
    fn unknown_command_is_refused() {
        check("tests", None);
        check("--fast test", None);
    }

    #[test]
    fn unknown_option_is_refused() {
        check("test --check", None);
        check("test --fast --fast", None);
        check("demo --fast", None);
        check("contract --fast", None);
    }

    #[test]
    fn usage_names_every_command() {
        for word in [
            "test",
            "test --fast",
            "test --long",
            "postgres",
            "codegen",
            "codegen --check",
            "contract",
            "contract --long",
            "bench",
            "demo",
            "page",
        ] {
            assert!(USAGE.contains(&format!("\n  {word} ")), "{word}");
        }
    }
}
