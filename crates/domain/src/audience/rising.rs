//! What is read more than it was to be expected.
//!
//! An article is expected to have the share of what the others are read now that it had of what they
//! were read in the hours before. So neither a busy hour nor a burst of its own raises what is
//! expected of it, and one that was not out before is not judged.

/// In how many minutes a burst is looked for, the one that runs among them; what rises slowly, or is
/// read little, stands out in an hour.
pub const BURST_MINUTES: i64 = 10;
/// How many deviations above expectation it takes: 2.7 times what is expected, and more where that
/// is little.
pub const Z_MIN: f64 = 6.0;
/// How many views it takes in that time; one network alone has not so many.
pub const VIEWS_MIN: i64 = 20;
/// For how many hours before the last one it is known what was read.
pub const HOURS_BEFORE: i64 = 24;
/// After how many hours one of them counts half: articles age within hours.
const HALF_LIFE_HOURS: f64 = 3.0;
/// What is added to the views before of an article, so that something is expected of one that nobody
/// read.
const UNREAD: f64 = 1.0;
/// The square of the part by which readers come more or less than chance alone explains.
const SPREAD: f64 = 0.08;

/// What was read of an article, and of all others, in the hours before.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Before {
    own: Weighed,
    others: Weighed,
}

/// Views, those of some hours counting less.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Weighed {
    sum: f64,
    /// Of views that count `w` each `w²`.
    squares: f64,
}

impl Weighed {
    fn add(&mut self, views: f64, weight: f64) {
        self.sum += views * weight;
        self.squares += views * weight * weight;
    }

    /// The variance of the sum by its square, as of so many views that all count the same.
    fn doubt(&self) -> f64 {
        self.squares / self.sum.powi(2)
    }
}

impl Before {
    /// Adds an hour that is so many hours past: views of the article, and of all.
    pub fn add(&mut self, hours_past: i64, (own, all): (i64, i64)) {
        let weight = (-number(hours_past) / HALF_LIFE_HOURS).exp2();
        self.own.add(number(own), weight);
        self.others.add(number(all.saturating_sub(own).max(0)), weight);
    }
}

/// What was to be expected in a time up to now, and what was.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Expectation {
    /// Views in that time.
    pub views: i64,
    /// Views to expect; 0 where nothing is known of before.
    pub expected: f64,
    /// By how much views and expectation are apart by chance.
    deviation: f64,
}

impl Expectation {
    /// From the views of the article and of all in a time up to now, and from what was before.
    pub fn of((views, all): (i64, i64), before: &Before) -> Self {
        if before.others.sum <= 0.0 {
            return Self { views, ..Self::default() };
        }
        let others = number(all.saturating_sub(views).max(0));
        let mut own = before.own;
        own.add(UNREAD, 1.0);
        let expected = others * own.sum / before.others.sum;
        let doubt = own.doubt() + before.others.doubt() + 1.0 / (others + 1.0);
        let variance = expected + (SPREAD + doubt) * expected.powi(2) + 1.0;
        Self { views, expected, deviation: variance.sqrt() }
    }

    /// Views by expectation; 0 where nothing is expected.
    pub fn lift(&self) -> f64 {
        if self.expected > 0.0 { number(self.views) / self.expected } else { 0.0 }
    }

    /// By how many deviations more than expected; 0 where nothing is expected.
    pub fn z(&self) -> f64 {
        if self.expected > 0.0 {
            (number(self.views) - self.expected) / self.deviation
        } else {
            0.0
        }
    }

    /// True if it rises.
    pub fn is_rising(&self) -> bool {
        self.views >= VIEWS_MIN && self.z() >= Z_MIN
    }
}

/// A count as a number that is divided.
fn number(count: i64) -> f64 {
    f64::from(i32::try_from(count).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// So many hours in which an article had some of all views.
    fn before(hours: i64, views: (i64, i64)) -> Before {
        let mut before = Before::default();
        (0..hours).for_each(|past| before.add(past, views));
        before
    }

    #[track_caller]
    fn check(now: (i64, i64), before: &Before, rises: bool) {
        let found = Expectation::of(now, before);
        assert_eq!(found.is_rising(), rises, "{found:?} {}", found.z());
    }

    #[test]
    fn a_burst_rises_and_a_busy_hour_does_not() {
        let usual = before(24, (20, 1_000));
        check((100, 5_000), &usual, false);
        check((100, 1_080), &usual, true);
        check((40, 1_020), &usual, false);
    }

    #[test]
    fn a_fivefold_burst_rises_after_seven_of_ten_minutes() {
        // 60 views in an hour, of 3,000
        let usual = before(24, (60, 3_000));
        check((10 + 6 * 4, 500 + 6 * 4), &usual, false);
        check((10 + 7 * 4, 500 + 7 * 4), &usual, true);
    }

    #[test]
    fn what_is_new_is_not_judged_and_what_nobody_read_is() {
        check((1_000, 2_000), &Before::default(), false);
        check((1_000, 2_000), &before(24, (0, 0)), false);
        check((20, 1_000), &before(24, (0, 1_000)), true);
        check((19, 1_000), &before(24, (0, 1_000)), false);
        check((0, 0), &before(24, (0, 1_000)), false);
    }

    #[test]
    fn of_an_article_that_ages_no_more_is_expected_than_of_late() {
        let mut aged = Before::default();
        (0..24).for_each(|past| aged.add(past, (20 + 10 * past, 1_000)));
        let all: f64 = (0..24).map(|past| 0.02 + 0.01 * f64::from(past)).sum();
        let found = Expectation::of((20, 1_000), &aged);
        assert!(found.expected < 1_000.0 * all / 24.0 / 2.0, "{found:?}");
    }

    proptest! {
        #[test]
        fn a_burst_raises_nothing_that_is_expected(
            own in 0_i64..500, more in 1_i64..5_000, others in 1_i64..100_000, hours in 1_i64..24,
        ) {
            let usual = before(hours, (own, own + others));
            let calm = Expectation::of((own, own + others), &usual);
            let burst = Expectation::of((own + more, own + more + others), &usual);
            prop_assert!((calm.expected - burst.expected).abs() < 1e-9);
            prop_assert!(burst.z() > calm.z());
            // what is read as usual does not rise, and UNREAD adds what it says
            prop_assert!(!calm.is_rising());
            prop_assert!(calm.expected >= number(own) * 0.99);
            prop_assert!(calm.expected <= number(own) + UNREAD + 0.01);
        }

        #[test]
        fn neither_the_size_of_the_site_nor_a_busy_time_matters(
            own in 1_i64..500, others in 500_i64..50_000, times in 2_i64..10,
        ) {
            let usual = before(12, (own, own + others));
            let busy = Expectation::of((own * times, (own + others) * times), &usual);
            prop_assert!(!busy.is_rising());
        }
    }
}
