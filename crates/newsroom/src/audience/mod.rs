//! What readers do, counted without knowing them: no cookie, no stored address.
//!
//! An event is judged in memory (`gate`), added to what is pending (`pending`) and written to a
//! journal (`journal`), all at once; once a second what is pending comes into the database
//! (`flush`), in one transaction with how far the journal is counted, so that nothing counts twice
//! whenever a process ends. What follows from it is pressed (`press`): put together when
//! something changed, and read as often as one likes.

mod browser;
mod desk;
mod expected;
mod explain;
mod fill;
mod flush;
mod forget;
mod gate;
mod journal;
mod known;
mod most;
mod pending;
#[cfg(test)]
mod pending_tests;
mod press;
mod recent;
mod replay;
mod rising;
mod rules;
mod sender;
mod stats;
mod tally;
mod trending;

pub use desk::Audience;
pub use explain::{Explained, ExplainedPlace};
pub use flush::Flushed;
pub use journal::JournalError;
pub use most::{Counted, MostViewed};
pub use press::{Basis, Press, Pressed, Read, Scope, ScopeQuery};
pub use replay::Replayed;
pub use rising::Risen;
pub use rules::may_send;
pub use sender::Sender;
pub use stats::{Hour, Stats, StatsRange};
pub use tally::Tally;
pub use trending::{ALGORITHM, Trending, Why};

pub(crate) use press::{Pressing, shown};
pub(crate) use trending::newest;

/// How many places a list has at most.
pub const PLACES_MAX: usize = 100;
/// How many articles are looked at for one list.
const LOOKED_AT: i64 = 200;

/// The minute of an instant, since 1970.
fn minute(at: domain::time::Timestamp) -> i64 {
    at.unix_s().div_euclid(60)
}
