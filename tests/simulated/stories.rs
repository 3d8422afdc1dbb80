//! What is there to read, and how much of it is read of each.

use super::rhythm::DAY;
use crate::lots::Lots;

/// By how much articles of one place more in the order of popularity are read less (Zipf).
const ZIPF: f64 = 0.9;
/// How many minutes a new article takes to find its readers.
const RAMP: f64 = 30.0;
/// For how many days articles were published before the first one.
const DAYS_BEFORE: i64 = 5;
/// For how many minutes readers' mood stays the same.
const MOOD: i64 = 10;
/// By which part, as a deviation, an article is read more or less than its popularity says.
const MOOD_SPREAD: f64 = 0.2;
/// What is left of a mood after [`MOOD`]: an hour later it is another one.
const MOOD_LEFT: f64 = 0.8;

/// An article, as readers see it.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    /// In which minute it is published; before the first one if negative.
    pub out: i64,
    /// How popular it is when it is new.
    pull: f64,
    /// After how many minutes it is half as popular.
    half_life: f64,
    /// How readers are in the mood for it, by [`MOOD`] minutes.
    moods: Vec<f64>,
}

impl Story {
    /// How much it draws readers in a minute; 0 if it is not out.
    pub(crate) fn pull(&self, minute: i64) -> f64 {
        if minute < self.out {
            return 0.0;
        }
        let age = f64::from(i32::try_from(minute - self.out).unwrap());
        self.pull * (age / RAMP).min(1.0) * (-age / self.half_life).exp2()
    }

    /// How many times its pull readers are in the mood for it.
    pub(crate) fn mood(&self, minute: i64) -> f64 {
        self.moods[usize::try_from(minute / MOOD).unwrap()]
    }
}

/// What a newsroom has: so many articles from the days before, so many more on each day.
pub(crate) fn stories(
    (before, each_day): (usize, usize),
    days: i64,
    lots: &mut Lots,
) -> Vec<Story> {
    let minutes = usize::try_from(days * DAY).unwrap();
    let new = each_day * usize::try_from(days).unwrap();
    let mut places: Vec<usize> = (1..=before + new).collect();
    let mut all: Vec<Story> = Vec::new();
    for number in 0..before + new {
        let place = places.swap_remove(lots.below(places.len()));
        let out = if number < before {
            -i64::try_from(lots.below(usize::try_from(DAYS_BEFORE * DAY).unwrap())).unwrap()
        } else {
            i64::try_from(lots.below(minutes)).unwrap()
        };
        let pull = f64::from(u32::try_from(place).unwrap()).powf(-ZIPF);
        // one in ten is read for weeks, the others for a day or two
        let hours = if lots.once_in(10) { 400.0 } else { 6.0 + 30.0 * lots.part() };
        all.push(Story { out, pull, half_life: hours * 60.0, moods: moods(days, lots) });
    }
    all.sort_by_key(|story| story.out);
    all
}

fn moods(days: i64, lots: &mut Lots) -> Vec<f64> {
    let mut mood = MOOD_SPREAD * lots.normal();
    let next = |_| {
        mood = MOOD_LEFT * mood + MOOD_SPREAD * (1.0 - MOOD_LEFT.powi(2)).sqrt() * lots.normal();
        mood.exp()
    };
    (0..days * DAY / MOOD).map(next).collect()
}
