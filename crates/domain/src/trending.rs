//! Trending: forward decay. An event of weight w at time t counts w·e^(λ(t−L)), so scores only
//! ever grow, time alone changes no order, and sums of two instances merge by the same formula.
//!
//! Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE 2009. All in the log domain.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// After how long an event counts half.
pub const HALF_LIFE_SECONDS: f64 = 6.0 * 3_600.0;
/// By how much younger an article has to be to make up for half the score.
pub const AGE_HALF_LIFE_SECONDS: f64 = 48.0 * 3_600.0;
/// 2024-01-01T00:00:00Z, the landmark L, in seconds since 1970.
const LANDMARK_SECONDS: f64 = 1_704_067_200.0;
/// How late an event may be told of.
pub const LATE_SECONDS_MAX: i64 = 6 * 3_600;
/// How much a client's clock may be ahead.
pub const AHEAD_SECONDS_MAX: i64 = 60;
/// How long a reader stays to count as one who reads.
pub const ENGAGED_SECONDS: u32 = 15;

/// What a reader did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Opened the article.
    View,
    /// Stayed for 15 seconds or more.
    Engage,
    /// Shared it.
    Share,
    /// Went on to another article from it.
    Recirc,
}

impl EventKind {
    /// How much it counts.
    pub const fn weight(self) -> f64 {
        match self {
            Self::View | Self::Engage => 1.0,
            Self::Recirc => 0.5,
            Self::Share => 3.0,
        }
    }
}

/// The score of one event, as a logarithm.
pub fn event_score(kind: EventKind, at: Timestamp) -> f64 {
    kind.weight().ln() + decay(at, HALF_LIFE_SECONDS)
}

/// The score of two sums together: `ln(e^a + e^b)`.
pub fn merged(a: f64, b: f64) -> f64 {
    let (more, less) = if a > b { (a, b) } else { (b, a) };
    more + (less - more).exp().ln_1p()
}

/// What trending is ordered by: the score with the bonus of youth.
pub fn rank(score: f64, published_at: Timestamp) -> f64 {
    score + decay(published_at, AGE_HALF_LIFE_SECONDS)
}

/// How many views of weight 1 the score is worth at an instant.
pub fn worth(score: f64, at: Timestamp) -> f64 {
    (score - decay(at, HALF_LIFE_SECONDS)).exp()
}

fn decay(at: Timestamp, half_life_seconds: f64) -> f64 {
    std::f64::consts::LN_2 / half_life_seconds * (seconds(at) - LANDMARK_SECONDS)
}

/// Whole and parts of seconds since 1970.
fn seconds(at: Timestamp) -> f64 {
    let micros = u32::try_from(at.micros().rem_euclid(1_000_000)).unwrap_or(0);
    let part = |of: i64| f64::from(i32::try_from(of).unwrap_or(i32::MAX));
    let (days, rest) = (at.unix_s().div_euclid(86_400), at.unix_s().rem_euclid(86_400));
    part(days) * 86_400.0 + part(rest) + f64::from(micros) / 1e6
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::parse("2026-03-01T00:00:00Z").unwrap().plus_seconds(second)
    }

    #[test]
    fn an_event_counts_half_after_six_hours() {
        let score = event_score(EventKind::View, at(0));
        assert!((worth(score, at(0)) - 1.0).abs() < 1e-9);
        assert!((worth(score, at(6 * 3_600)) - 0.5).abs() < 1e-9);
        assert!((worth(event_score(EventKind::Share, at(0)), at(0)) - 3.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_does_not_matter(
            mut seconds in proptest::collection::vec(0_i64..500_000, 1..50),
        ) {
            let sum = |seconds: &[i64]| {
                let scores = seconds.iter().map(|s| event_score(EventKind::View, at(*s)));
                scores.reduce(merged).unwrap()
            };
            let one = sum(&seconds);
            seconds.reverse();
            prop_assert!((one - sum(&seconds)).abs() < 1e-9);
            let (left, right) = seconds.split_at(seconds.len() / 2);
            if !left.is_empty() {
                prop_assert!((one - merged(sum(left), sum(right))).abs() < 1e-9);
            }
        }
    }
}
