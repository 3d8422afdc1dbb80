//! Bursts that are planted: an article is read five times as much, from one minute to the next.

use std::ops::Range;

use super::stories::Story;
use crate::lots::Lots;

/// How many times as much.
const TIMES: f64 = 5.0;
/// For how many minutes.
const LEN: i64 = 60;
/// How far they are apart, in minutes.
const APART: i64 = 75;
/// How long an article is out before: of what is new nobody knows what to expect.
const AGE_MIN: i64 = 180;
/// How many views an hour it has without: a burst of less would be told by the hour, not by the
/// minute.
pub(crate) const VIEWS_1H_MIN: f64 = 30.0;
/// How many at most: what everybody reads is no surprise.
const VIEWS_1H_MAX: f64 = 400.0;

/// A burst.
#[derive(Debug, Clone)]
pub(crate) struct Burst {
    /// Of which article.
    pub story: usize,
    /// In which minutes.
    pub minutes: Range<i64>,
}

impl Burst {
    /// How many times as much as otherwise an article is read in a minute.
    pub(crate) fn times(&self, story: usize, minute: i64) -> f64 {
        if self.story == story && self.minutes.contains(&minute) { TIMES } else { 1.0 }
    }
}

/// Plants bursts in minutes; `views_1h` tells how much an article is read then without one.
pub(crate) fn plant(
    stories: &[Story],
    minutes: Range<i64>,
    views_1h: impl Fn(usize, i64) -> f64,
    lots: &mut Lots,
) -> Vec<Burst> {
    let mut planted: Vec<Burst> = Vec::new();
    let mut from = minutes.start;
    while from + LEN <= minutes.end {
        let fits = |story: &usize| {
            (VIEWS_1H_MIN..VIEWS_1H_MAX).contains(&views_1h(*story, from))
                && stories[*story].out + AGE_MIN <= from
                && planted.iter().all(|other| other.story != *story)
        };
        let fitting: Vec<usize> = (0..stories.len()).filter(fits).collect();
        if !fitting.is_empty() {
            planted.push(Burst { story: *lots.one(&fitting), minutes: from..from + LEN });
        }
        from += APART;
    }
    planted
}
