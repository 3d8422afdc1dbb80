//! What is read more than it was to be expected.

/// How many deviations above expectation it takes.
pub const Z_MIN: f64 = 4.0;
/// How many views in the last hour it takes.
pub const VIEWS_MIN: i64 = 20;
/// How many times the expectation it takes.
pub const LIFT_MIN: f64 = 2.0;

/// What was to be expected in the last hour, and what was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expectation {
    /// Views in the last hour.
    pub views: i64,
    /// Views to expect: the site's last hour by the article's share of 48 hours.
    pub expected: f64,
}

impl Expectation {
    /// From an article's views in the last hour and in 48, and those of all articles.
    pub fn of(article: (i64, i64), site: (i64, i64)) -> Self {
        let share = number(article.1) / number(site.1).max(1.0);
        Self { views: article.0, expected: number(site.0) * share }
    }

    /// Views by expectation; 0 where nothing is expected.
    pub fn lift(&self) -> f64 {
        if self.expected > 0.0 { number(self.views) / self.expected } else { 0.0 }
    }

    /// By how many deviations more than expected: readers come in bursts, so that the variance is
    /// more than that of chance alone.
    pub fn z(&self) -> f64 {
        let variance = self.expected / 2.0 + 0.05 * self.expected.powi(2) + 1.0;
        (number(self.views) - self.expected) / variance.sqrt()
    }

    /// True if it rises.
    pub fn is_rising(&self) -> bool {
        self.views >= VIEWS_MIN && self.z() >= Z_MIN && self.lift() >= LIFT_MIN
    }
}

/// A count as a number that is divided.
fn number(count: i64) -> f64 {
    f64::from(i32::try_from(count).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_rises_and_a_busy_hour_does_not() {
        // 2% of two quiet days, and of an hour that is five times as busy for all
        assert!(!Expectation::of((100, 960), (5_000, 48_000)).is_rising());
        // five times its share in an hour as all others
        assert!(Expectation::of((100, 1_040), (1_080, 48_080)).is_rising());
        // too few to say
        assert!(!Expectation::of((19, 20), (1_000, 48_000)).is_rising());
        assert!(!Expectation::of((0, 0), (0, 0)).is_rising());
    }
}
