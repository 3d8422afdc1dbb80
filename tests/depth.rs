//! How much is tried: little in each build, much when somebody asks for it.

use std::num::ParseIntError;

/// Says how deep the tests go: `long`, or nothing. Set by `cargo xtask test --long`.
const DEPTH: &str = "MASTHEAD_TEST_DEPTH";
/// Says where the lots begin, to see again what another seed found.
const SEED: &str = "MASTHEAD_TEST_SEED";

/// How much is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// As much as each build can bear.
    Short,
    /// Ten times as much.
    Long,
}

impl Depth {
    /// As the environment says.
    #[expect(clippy::disallowed_methods, reason = "the test command says here how deep it goes")]
    pub(crate) fn of_environment() -> Self {
        match std::env::var(DEPTH).as_deref() {
            Ok("long") => Self::Long,
            Ok("") | Err(_) => Self::Short,
            Ok(other) => panic!("{DEPTH} is `long` or absent, not {other}"),
        }
    }

    /// One of two numbers.
    pub(crate) const fn of<T: Copy>(self, short: T, long: T) -> T {
        match self {
            Self::Short => short,
            Self::Long => long,
        }
    }
}

/// Where the lots begin: the same place in each run, unless the environment says another one.
#[expect(clippy::disallowed_methods, reason = "who looks for a fault again says here where")]
pub(crate) fn seed(usual: u64) -> u64 {
    let said = std::env::var(SEED).ok();
    let said: Option<Result<u64, ParseIntError>> = said.map(|said| said.parse());
    said.transpose().unwrap().unwrap_or(usual)
}
