//! What readers do on simulated days.

use domain::audience::EventKind;

use super::bursts::{self, Burst};
use super::readers::{Reader, reader, referrer};
use super::rhythm::{self, DAY};
use super::stories::{Story, stories};
use crate::lots::Lots;

/// Of how many who open an article one stays, one goes on to another, one shares it.
const STAYS_ONE_IN: usize = 2;
const GOES_ON_ONE_IN: usize = 10;
const SHARES_ONE_IN: usize = 50;
/// For how many hours nothing is planted: what was before has to be known.
const HOURS_ALONE: i64 = 6;

/// How much there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// How many days.
    pub days: i64,
    /// Articles of the days before.
    pub before: usize,
    /// Articles that are published each day.
    pub each_day: usize,
    /// Views a day, bursts apart.
    pub views: f64,
}

/// Something that somebody did.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    /// Seconds from the beginning.
    pub second: i64,
    /// With which article.
    pub story: usize,
    pub kind: EventKind,
    pub reader: Reader,
    /// For how many seconds the reader stayed.
    pub stayed: Option<u32>,
    pub referrer: Option<&'static str>,
}

/// Simulated days.
#[derive(Debug)]
pub(crate) struct Days {
    pub size: Size,
    /// What is there to read, the oldest first.
    pub stories: Vec<Story>,
    pub bursts: Vec<Burst>,
    /// What readers do, in order.
    pub acts: Vec<Act>,
}

impl Days {
    /// The days that follow from a seed: the same each time.
    pub(crate) fn of(size: Size, seed: u64) -> Self {
        let mut lots = Lots::from(seed);
        let stories = stories((size.before, size.each_day), size.days, &mut lots);
        let pulls = pulls(&stories, size.days);
        let views_1h = |story: usize, minute: i64| {
            60.0 * size.views * rhythm::part(minute) * part(&stories, story, (minute, &pulls))
        };
        let minutes = HOURS_ALONE * 60..size.days * DAY;
        let bursts = bursts::plant(&stories, minutes, views_1h, &mut lots);
        let mut days = Self { size, stories, bursts, acts: Vec::new() };
        for minute in 0..size.days * DAY {
            days.fill(minute, &pulls, &mut lots);
        }
        days.acts.sort_by_key(|act| act.second);
        days
    }

    /// The articles, those first that draw most readers in a minute.
    pub(crate) fn most_drawing(&self, minute: i64) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.stories.len()).collect();
        let pull = |story: usize| self.stories[story].pull(minute);
        order.sort_by(|a, b| pull(*b).total_cmp(&pull(*a)));
        order
    }

    /// What readers do, and what else comes in, in order.
    pub(crate) fn with(&self, more: impl IntoIterator<Item = Vec<Act>>) -> Vec<Act> {
        let mut acts = self.acts.clone();
        acts.extend(more.into_iter().flatten());
        acts.sort_by_key(|act| act.second);
        acts
    }

    fn fill(&mut self, minute: i64, pulls: &[f64], lots: &mut Lots) {
        let all = self.size.views * rhythm::part(minute);
        for story in 0..self.stories.len() {
            let times: f64 = self.bursts.iter().map(|burst| burst.times(story, minute)).product();
            let mood = self.stories[story].mood(minute);
            let rate = all * part(&self.stories, story, (minute, pulls)) * mood * times;
            for _ in 0..lots.poisson(rate) {
                let second = minute * 60 + i64::try_from(lots.below(60)).unwrap();
                self.visit(second, story, lots);
            }
        }
    }

    /// A reader opens an article, and may do more with it.
    fn visit(&mut self, second: i64, story: usize, lots: &mut Lots) {
        let reader = reader(lots);
        let view = Act {
            second,
            story,
            kind: EventKind::View,
            reader,
            stayed: None,
            referrer: referrer(lots),
        };
        let stayed = u32::try_from(15 + lots.below(165)).unwrap();
        let later = |kind| Act { second: second + i64::from(stayed), kind, ..view.clone() };
        let mut more = Vec::new();
        if lots.once_in(STAYS_ONE_IN) {
            more.push(Act { stayed: Some(stayed), ..later(EventKind::Engage) });
        }
        if lots.once_in(GOES_ON_ONE_IN) {
            more.push(later(EventKind::Recirc));
        }
        if lots.once_in(SHARES_ONE_IN) {
            more.push(later(EventKind::Share));
        }
        self.acts.push(view);
        self.acts.extend(more);
    }
}

/// What all articles together draw, by the minute.
fn pulls(stories: &[Story], days: i64) -> Vec<f64> {
    let of = |minute| stories.iter().map(|story| story.pull(minute)).sum();
    (0..days * DAY).map(of).collect()
}

/// The part of all views in a minute that an article has.
fn part(stories: &[Story], story: usize, (minute, pulls): (i64, &[f64])) -> f64 {
    stories[story].pull(minute) / pulls[usize::try_from(minute).unwrap()]
}
