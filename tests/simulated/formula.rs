//! The formula of rising alone, without a newsroom: over many more days than go through one.

use domain::audience::{BURST_MINUTES, Before, EventKind, Expectation, HOURS_BEFORE};

use super::found::Watch;
use super::rhythm::DAY;
use super::traffic::Days;

/// Views by minute, added up: of each article, then of all.
struct Views(Vec<Vec<i64>>);

impl Views {
    fn of(days: &Days) -> Self {
        let (stories, minutes) = (days.stories.len(), days.size.days * DAY);
        let len = usize::try_from(minutes).unwrap() + 1;
        let mut views = vec![vec![0; len]; stories + 1];
        for act in days.acts.iter().filter(|act| act.kind == EventKind::View) {
            let minute = usize::try_from(act.second / 60).unwrap();
            views[act.story][minute + 1] += 1;
            views[stories][minute + 1] += 1;
        }
        for of_one in &mut views {
            for minute in 1..len {
                of_one[minute] += of_one[minute - 1];
            }
        }
        Self(views)
    }

    /// Views of an article and of all in minutes, both ends included; none before the first.
    fn between(&self, story: usize, from: i64, to: i64) -> (i64, i64) {
        let at = |minute: i64| usize::try_from(minute.max(0)).unwrap();
        let of = |views: &[i64]| views[at(to + 1)] - views[at(from)];
        (of(&self.0[story]), of(self.0.last().unwrap()))
    }

    fn rises(&self, story: usize, out: i64, minute: i64) -> bool {
        let hour = self.between(story, minute - 59, minute);
        if hour.0 == 0 {
            return false;
        }
        let last = (minute - 59).div_euclid(60) - 1;
        let first = (out + 59).div_euclid(60).max(last - HOURS_BEFORE + 1);
        let mut before = Before::default();
        for hour in first..=last {
            before.add(last - hour, self.between(story, hour * 60, hour * 60 + 59));
        }
        let burst = self.between(story, minute - BURST_MINUTES + 1, minute);
        [hour, burst].into_iter().any(|views| Expectation::of(views, &before).is_rising())
    }
}

/// What rises in each minute by the formula.
pub(crate) fn watch(days: &Days) -> Watch {
    let (views, mut watch) = (Views::of(days), Watch::of(&days.bursts));
    for minute in 0..days.size.days * DAY {
        let rises = |story: &usize| views.rises(*story, days.stories[*story].out, minute);
        let listed: Vec<usize> = (0..days.stories.len()).filter(rises).collect();
        watch.note(minute, &listed);
    }
    watch
}
