//! Forward decay: an event of weight w at time t counts `w·e^(λ(t−L))`, so scores only ever grow,
//! time alone changes no order, and sums of two instances merge by the same formula.
//!
//! Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE 2009. What is kept is the logarithm.
//! Time is counted in whole seconds.

use serde::{Deserialize, Serialize};

use super::EventKind;
use crate::time::Timestamp;

/// By how much younger an article has to be to make up for half the score.
pub const AGE_HALF_LIFE_SECONDS: f64 = 48.0 * 3_600.0;
/// 2024-01-01T00:00:00Z, the landmark L, in seconds since 1970.
const LANDMARK_SECONDS: i64 = 1_704_067_200;

/// After how long an event counts half.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(try_from = "u8", into = "u8")]
pub enum HalfLife {
    /// An hour: what is read just now.
    Hour,
    /// Six hours.
    #[default]
    Quarter,
    /// Two days: what is read these days.
    TwoDays,
}

impl HalfLife {
    /// All of them, the shortest first.
    pub const ALL: [Self; 3] = [Self::Hour, Self::Quarter, Self::TwoDays];

    /// In hours.
    pub const fn hours(self) -> u8 {
        match self {
            Self::Hour => 1,
            Self::Quarter => 6,
            Self::TwoDays => 48,
        }
    }

    /// The one of so many hours.
    pub fn from_hours(hours: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.hours() == hours)
    }

    fn seconds(self) -> f64 {
        f64::from(self.hours()) * 3_600.0
    }
}

impl TryFrom<u8> for HalfLife {
    type Error = String;

    fn try_from(hours: u8) -> Result<Self, String> {
        Self::from_hours(hours).ok_or_else(|| "1, 6 or 48 hours".to_owned())
    }
}

impl From<HalfLife> for u8 {
    fn from(half_life: HalfLife) -> Self {
        half_life.hours()
    }
}

/// By how much an event at a second counts more than one at another.
pub fn factor(half_life: HalfLife, at_s: i64, base_s: i64) -> f64 {
    (number(at_s.saturating_sub(base_s)) / half_life.seconds()).exp2()
}

/// The score of events whose factors to `base_s`, each times its weight, sum up to `sum`.
pub fn of_sum(half_life: HalfLife, sum: f64, base_s: i64) -> f64 {
    sum.ln() + decay(base_s, half_life.seconds())
}

/// The score of one event.
pub fn event_score(half_life: HalfLife, kind: EventKind, at: Timestamp) -> f64 {
    of_sum(half_life, kind.weight(), at.unix_s())
}

/// The score of two sums together: `ln(e^a + e^b)`.
pub fn merged(a: f64, b: f64) -> f64 {
    let (more, less) = if a > b { (a, b) } else { (b, a) };
    if less == f64::NEG_INFINITY { more } else { more + (less - more).exp().ln_1p() }
}

/// What trending is ordered by: the score with the bonus of youth.
pub fn rank(score: f64, published_at: Timestamp) -> f64 {
    score + decay(published_at.unix_s(), AGE_HALF_LIFE_SECONDS)
}

/// How many views of weight 1 the score is worth at an instant.
pub fn worth(half_life: HalfLife, score: f64, at: Timestamp) -> f64 {
    (score - decay(at.unix_s(), half_life.seconds())).exp()
}

fn decay(at_s: i64, half_life_seconds: f64) -> f64 {
    std::f64::consts::LN_2 / half_life_seconds * number(at_s.saturating_sub(LANDMARK_SECONDS))
}

/// Seconds as a number that is divided; 68 years either way.
fn number(seconds: i64) -> f64 {
    f64::from(i32::try_from(seconds).unwrap_or(if seconds < 0 { i32::MIN } else { i32::MAX }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::parse("2026-03-01T00:00:00Z").unwrap().plus_seconds(second)
    }

    #[test]
    fn an_event_counts_half_after_the_half_life() {
        for half_life in HalfLife::ALL {
            let later = at(i64::from(half_life.hours()) * 3_600);
            let score = event_score(half_life, EventKind::View, at(0));
            assert!((worth(half_life, score, at(0)) - 1.0).abs() < 1e-6);
            assert!((worth(half_life, score, later) - 0.5).abs() < 1e-6);
            let share = event_score(half_life, EventKind::Share, at(0));
            assert!((worth(half_life, share, at(0)) - 3.0).abs() < 1e-6);
        }
    }

    proptest! {
        #[test]
        fn neither_the_order_of_arrival_nor_the_parts_matter(
            mut seconds in proptest::collection::vec(0_i64..500_000, 1..50), base in 0_i64..500_000,
        ) {
            let half_life = HalfLife::Quarter;
            let sum = |seconds: &[i64]| {
                let scores = seconds.iter().map(|s| event_score(half_life, EventKind::View, at(*s)));
                scores.reduce(merged).unwrap()
            };
            let one = sum(&seconds);
            let base_s = at(base).unix_s();
            let linear: f64 =
                seconds.iter().map(|s| factor(half_life, at(*s).unix_s(), base_s)).sum();
            prop_assert!((one - of_sum(half_life, linear, base_s)).abs() < 1e-9);
            seconds.reverse();
            prop_assert!((one - sum(&seconds)).abs() < 1e-9);
            let (left, right) = seconds.split_at(seconds.len() / 2);
            if !left.is_empty() {
                prop_assert!((one - merged(sum(left), sum(right))).abs() < 1e-9);
            }
        }
    }
}
