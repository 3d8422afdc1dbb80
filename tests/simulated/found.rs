//! What of the bursts was found, and what rose without one.

use std::collections::BTreeSet;

use super::bursts::Burst;

/// For how many minutes after a burst it is no false alarm: so long it is in the last hour.
const AFTER: i64 = 60;
/// A burst that was not found, as minutes.
const NEVER: i64 = 9_999;

/// What was seen on simulated days.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// After how many minutes each burst was in the list.
    after: Vec<i64>,
    /// Articles that entered the list without a burst: the day's number, the minute, the article.
    pub alarms: Vec<(usize, i64, usize)>,
    /// How many articles were watched, on how many days.
    pub article_days: usize,
    days: usize,
}

/// What was seen so far on days that are watched.
#[derive(Debug)]
pub(crate) struct Watch {
    bursts: Vec<Burst>,
    after: Vec<i64>,
    listed: BTreeSet<usize>,
    alarms: Vec<(i64, usize)>,
}

impl Watch {
    pub(crate) fn of(bursts: &[Burst]) -> Self {
        let after = vec![NEVER; bursts.len()];
        Self { bursts: bursts.to_vec(), after, listed: BTreeSet::new(), alarms: Vec::new() }
    }

    /// Notes which articles are listed at the end of a minute.
    pub(crate) fn note(&mut self, minute: i64, listed: &[usize]) {
        let listed: BTreeSet<usize> = listed.iter().copied().collect();
        for story in &listed {
            let burst = self.bursts.iter().position(|burst| {
                let told = burst.minutes.start..burst.minutes.end + AFTER;
                burst.story == *story && told.contains(&minute)
            });
            match burst {
                Some(burst) => {
                    let after = minute + 1 - self.bursts[burst].minutes.start;
                    self.after[burst] = self.after[burst].min(after);
                }
                None if self.listed.contains(story) => {}
                None => self.alarms.push((minute, *story)),
            }
        }
        self.listed = listed;
    }
}

impl Found {
    /// Adds what was seen of so many articles on so many days.
    pub(crate) fn add(&mut self, watch: Watch, article_days: usize) {
        let day = self.days;
        self.after.extend(watch.after);
        self.alarms.extend(watch.alarms.into_iter().map(|(minute, story)| (day, minute, story)));
        self.article_days += article_days;
        self.days += 1;
    }

    /// After how many minutes half of the bursts are found.
    pub(crate) fn median(&self) -> i64 {
        let mut after = self.after.clone();
        after.sort_unstable();
        after[after.len() / 2]
    }

    /// In words.
    pub(crate) fn told(&self) -> String {
        let within = |minutes: i64| self.after.iter().filter(|after| **after <= minutes).count();
        format!(
            "{} planted bursts, found after {} minutes (median), {} within 10, {} never; \
             {} false alarms in {} article-days",
            self.after.len(),
            self.median(),
            within(10),
            self.after.len() - within(NEVER - 1),
            self.alarms.len(),
            self.article_days,
        )
    }
}

#[test]
fn what_is_in_the_list_without_a_burst_is_a_false_alarm_once() {
    let bursts = [Burst { story: 7, minutes: 100..160 }];
    let mut watch = Watch::of(&bursts);
    watch.note(99, &[7, 1]);
    watch.note(104, &[1]);
    watch.note(105, &[1, 7]);
    watch.note(219, &[7]);
    watch.note(220, &[7]);
    watch.note(221, &[]);
    watch.note(222, &[7]);
    assert_eq!(watch.after, [6]);
    assert_eq!(watch.alarms, [(99, 1), (99, 7), (222, 7)]);
    let mut found = Found::default();
    found.add(watch, 2);
    assert_eq!(found.median(), 6);
}
