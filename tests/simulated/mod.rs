//! Simulated days: what readers do, drawn by lot from a seed, goes through a real newsroom.
//!
//! No reader did any of this. The model has
//!
//! - a daily rhythm ([`rhythm`]), articles whose popularity follows a power law, that find their
//!   readers within half an hour, age within a day or two, and for which readers are more or less in
//!   the mood ([`stories`]);
//! - readers in tens of thousands of networks, some behind carriers ([`readers`]), who open, stay,
//!   go on and share ([`traffic`]);
//! - programs, browsers that fetch ahead, readers who click again and again, floods ([`noise`]);
//! - bursts that are planted: five times as much from one minute to the next, for an hour, of an
//!   article that is out for three hours and has 30 to 400 views an hour ([`bursts`]).
//!
//! It has no links between articles, no front page, no news that all of them
//! follow; how much readers' mood varies is a guess, and what is found follows from it.

mod bursts;
mod formula;
mod found;
mod noise;
mod readers;
mod rhythm;
mod stories;
mod traffic;
mod world;

use domain::audience::Metric;

use crate::depth::{Depth, seed};
use crate::lots::Lots;

use found::{Found, Watch};
use noise::Flood;
use rhythm::DAY;
use traffic::{Act, Days, Size};
use world::World;

/// Where the days begin, unless the environment says another seed.
const SEED: u64 = 1_871;
/// How much there is on a day.
const SIZE: Size = Size { days: 1, before: 130, each_day: 20, views: 40_000.0 };
/// In which minute floods begin, and over which articles: by their place among those that are read
/// most then, from 0.
const FLOODS: [(Flood, i64, usize); 2] = [(Flood::Address, 850, 19), (Flood::Network, 1_130, 90)];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn planted_bursts_are_found_and_nothing_else_rises() {
    let depth = Depth::of_environment();
    let mut found = Found::default();
    let first = seed(SEED);
    for seed in first..first + depth.of(1, 8) {
        let days = Days::of(SIZE, seed);
        let acts = days.with([programs(&days, seed), clicks(&days, seed), floods(&days, seed)]);
        let (world, article_days) = (World::open(&days.stories).await, days.stories.len());
        let day = tokio::task::spawn_blocking(move || watch(world, &days, &acts));
        let watched = day.await.unwrap();
        found.add(watched, article_days);
        eprintln!("simulated, seeds {first} to {seed}: {}", found.told());
    }
    assert!(found.median() <= 10, "{}", found.told());
    assert!(found.alarms.len() * 1_000 <= found.article_days, "{:?}", found.alarms);
}

/// The same by the formula alone, over more days: those of a newsroom are few to say how seldom
/// something is.
#[test]
fn at_most_one_false_alarm_is_in_a_thousand_article_days() {
    let mut found = Found::default();
    let first = seed(SEED);
    for seed in first..first + Depth::of_environment().of(7, 100) {
        let days = Days::of(SIZE, seed);
        found.add(formula::watch(&days), days.stories.len());
    }
    eprintln!("simulated, from seed {first}, by the formula alone: {}", found.told());
    assert!(found.median() <= 10, "{}", found.told());
    assert!(found.alarms.len() * 1_000 <= found.article_days, "{:?}", found.alarms);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_change_no_rank() {
    let seed = seed(SEED);
    let days = Days::of(SIZE, seed);
    let acts = days.with([programs(&days, seed)]);
    eprintln!("simulated: {} acts of readers, {} with programs", days.acts.len(), acts.len());
    let (without, with) = tokio::join!(told(&days, &days.acts, 100), told(&days, &acts, 100));
    eprintln!("simulated: {} lists of 100 without programs and with them", count(&without));
    assert_eq!(differences(&without, &with), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn floods_move_nothing_in_the_top_ten() {
    let seed = seed(SEED);
    let days = Days::of(SIZE, seed);
    let acts = days.with([floods(&days, seed)]);
    eprintln!("simulated: {} acts of readers, {} with floods", days.acts.len(), acts.len());
    let (without, with) = tokio::join!(told(&days, &days.acts, 10), told(&days, &acts, 10));
    let found = differences(&without, &with);
    // a place among those that are shared most is one share: one reader moves it
    let (shares, moved): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|told| told.contains(Metric::Shares.word()));
    eprintln!("simulated: {} lists of 10 without floods and with them", count(&without));
    eprintln!("simulated: {} lists of shares are others", shares.len());
    assert_eq!(moved, Vec::<String>::new());
}

/// What rises in each minute.
fn watch(mut world: World, days: &Days, acts: &[Act]) -> Watch {
    let mut watch = Watch::of(&days.bursts);
    for minute in 0..days.size.days * DAY {
        world.take(between(acts, minute, minute + 1), minute);
        watch.note(minute, &world.rising());
    }
    watch
}

/// All lists at the end of a minute.
struct Told {
    minute: i64,
    lists: Vec<(String, Vec<usize>)>,
}

/// How many lists there are.
fn count(told: &[Told]) -> usize {
    told.iter().map(|one| one.lists.len()).sum()
}

/// What the lists say, each hour, so many places of each.
async fn told(days: &Days, acts: &[Act], limit: usize) -> Vec<Told> {
    let (mut world, acts) = (World::open(&days.stories).await, acts.to_vec());
    let all = days.size.days * DAY / STEP;
    let work = move || {
        let one = |step: i64| {
            let (from, to) = (step * STEP, (step + 1) * STEP);
            world.take(between(&acts, from, to), to - 1);
            Told { minute: to, lists: world.lists(limit) }
        };
        (0..all).map(one).collect()
    };
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// How many minutes are between two looks at all lists.
const STEP: i64 = 60;

/// Where two differ.
fn differences(one: &[Told], other: &[Told]) -> Vec<String> {
    let mut found = Vec::new();
    for (one, other) in one.iter().zip(other) {
        for ((name, order), (_, changed)) in one.lists.iter().zip(&other.lists) {
            if order != changed {
                found.push(format!("minute {}, {name}: {order:?} {changed:?}", one.minute));
            }
        }
    }
    found
}

/// The acts of minutes.
fn between(acts: &[Act], from: i64, to: i64) -> &[Act] {
    let at = |minute: i64| acts.partition_point(|act| act.second < minute * 60);
    &acts[at(from)..at(to)]
}

// each has lots of its own: what readers do is the same with it and without
fn programs(days: &Days, seed: u64) -> Vec<Act> {
    noise::programs(&days.stories, days.size.days, &mut Lots::from(!seed))
}

fn clicks(days: &Days, seed: u64) -> Vec<Act> {
    noise::clicks(&days.stories, days.size.days, &mut Lots::from(!seed ^ 1))
}

fn floods(days: &Days, seed: u64) -> Vec<Act> {
    let mut lots = Lots::from(!seed ^ 2);
    let flood = |(flood, minute, place): (Flood, i64, usize)| {
        noise::flood(flood, days.most_drawing(minute)[place], minute, &mut lots)
    };
    FLOODS.into_iter().flat_map(flood).collect()
}
