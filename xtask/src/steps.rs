//! Steps of a chore, one behind the other, with what they came to.

use std::time::Instant;

use anyhow::{Result, bail};

/// What the steps came to.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    /// For each step: its name, its outcome and its seconds.
    times: Vec<String>,
    failed: Vec<&'static str>,
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
        self.times.push(format!("{name} {outcome} {:.1} s", start.elapsed().as_secs_f64()));
        result
    }

    /// Runs a step, and goes on if it fails.
    pub(crate) fn step(&mut self, name: &'static str, body: impl FnOnce() -> Result<()>) {
        if let Err(error) = self.needed(name, body) {
            eprintln!("== {name}: {error:#}");
            self.failed.push(name);
        }
    }

    /// Says what the steps came to, in one line.
    pub(crate) fn close(self) -> Result<()> {
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
