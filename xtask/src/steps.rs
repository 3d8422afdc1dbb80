//! Steps of a chore, one behind the other, with what they came to.

use std::time::Instant;

use anyhow::{Error, Result, bail};

use crate::shell::Failed;

/// How much of what the failing steps said is said again: of CI's output only the end is shown.
const AGAIN_BYTES_MAX: usize = 9 * 1_024;

/// What the steps came to.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    /// For each step: its name, its outcome, its seconds, and what it counted.
    lines: Vec<String>,
    failed: Vec<(&'static str, Error)>,
}

impl Steps {
    /// Runs a step that later ones can't do without.
    pub(crate) fn needed<T>(
        &mut self,
        name: &'static str,
        body: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        eprintln!("\n== {name}");
        let start = Instant::now();
        let result = body();
        let outcome = if result.is_ok() { "ok" } else { "FAILED" };
        self.lines.push(format!("{name} {outcome} {:.1} s", start.elapsed().as_secs_f64()));
        result
    }

    /// Runs a step, and goes on if it fails.
    pub(crate) fn step(&mut self, name: &'static str, body: impl FnOnce() -> Result<()>) {
        self.counted(name, || body().map(|()| String::new()));
    }

    /// Runs a step that says what it counted, and goes on if it fails.
    pub(crate) fn counted(&mut self, name: &'static str, body: impl FnOnce() -> Result<String>) {
        match self.needed(name, body) {
            Ok(count) if count.is_empty() => {}
            Ok(count) => {
                if let Some(line) = self.lines.last_mut() {
                    *line = format!("{line} ({count})");
                }
            }
            Err(error) => {
                eprintln!("== {name}: {error:#}");
                self.failed.push((name, error));
            }
        }
    }

    /// Says what the steps came to, in one line, and before it again why those that failed did.
    pub(crate) fn close(self) -> Result<()> {
        eprint!("{}", self.again());
        eprintln!("== {}", self.lines.join(", "));
        if !self.failed.is_empty() {
            let names: Vec<&str> = self.failed.iter().map(|(name, _)| *name).collect();
            bail!("failed: {}", names.join(", "));
        }
        Ok(())
    }

    /// The end of what each failing step said.
    fn again(&self) -> String {
        let each_bytes_max = AGAIN_BYTES_MAX / self.failed.len().max(1);
        let again = self.failed.iter().map(|(name, error)| {
            let said = error.downcast_ref::<Failed>().map(|failed| failed.said.end(each_bytes_max));
            format!("\n== {name}, again: {error:#}\n{}", said.unwrap_or_default())
        });
        again.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::shell;

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
    fn what_failing_steps_said_is_said_again_within_bounds() {
        let mut steps = Steps::default();
        steps.step("long", || shell::run(Command::new("sh").args(["-c", "seq 1 9999; exit 1"])));
        steps.step("short", || shell::run(Command::new("sh").args(["-c", "echo why; exit 1"])));
        steps.step("silent", || bail!("no tool"));
        let again = steps.again();
        assert!(again.contains("\n9999\n"), "{again}");
        assert!(again.contains("\nwhy\n"), "{again}");
        assert!(again.contains("== silent, again: no tool\n"), "{again}");
        assert!(again.len() < AGAIN_BYTES_MAX, "{}", again.len());
    }

    #[test]
    fn steps_that_pass_pass() {
        let mut steps = Steps::default();
        steps.step("only", || Ok(()));
        assert_eq!(steps.again(), "");
        assert!(steps.close().is_ok());
    }

    #[test]
    fn what_a_step_counted_stands_in_its_line() {
        let mut steps = Steps::default();
        steps.counted("fuzzing", || Ok("12 cases".to_owned()));
        assert!(steps.lines.concat().ends_with(" s (12 cases)"), "{:?}", steps.lines);
    }

    #[test]
    fn needed_step_hands_on_its_error() {
        let mut steps = Steps::default();
        let result: Result<()> = steps.needed("tools", || bail!("no compiler"));
        assert_eq!(result.unwrap_err().to_string(), "no compiler");
    }
}
