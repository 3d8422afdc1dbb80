//! How trending is put together from what readers did and what editors said.

use std::collections::{HashMap, HashSet, VecDeque};

use uuid::Uuid;

/// By how much an article has to lead to overtake one that stood above it: 5 %, as a logarithm.
const LEAD: f64 = 0.048_790_164_169_432;
/// How many of one primary topic stand in a run of places.
const SAME_TOPIC_MAX: usize = 2;
/// How long such a run is.
const RUN: usize = 10;

/// An article that may stand in the list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Which.
    pub article: Uuid,
    /// What the order follows from, a boost included: a logarithm.
    pub rank: f64,
    /// What it is filed under first; `None` for what may stand beside any other.
    pub topic: Option<Uuid>,
    /// The place that an editor gave it, from 1.
    pub pinned: Option<u8>,
}

/// An article at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Which.
    pub article: Uuid,
    /// True if it stands further down since others of its topic stand above it.
    pub is_capped: bool,
}

/// Puts candidates, which are in order, at their places: those that are pinned at those, the others
/// behind each other; in each run of ten places two of a primary topic, pinned ones counted in.
pub fn arrange(candidates: &[Candidate]) -> Vec<Placed> {
    let (mut pinned, loose): (Vec<&Candidate>, Vec<&Candidate>) =
        candidates.iter().partition(|candidate| candidate.pinned.is_some());
    pinned.sort_by_key(|one| (one.pinned, one.article));
    let mut list = List { pinned: pinned.into(), loose, ..List::default() };
    let next = |place: usize| list.next(place);
    (1..=candidates.len()).map_while(next).collect()
}

/// A list that is filled from the top.
#[derive(Default)]
struct List<'a> {
    pinned: VecDeque<&'a Candidate>,
    loose: Vec<&'a Candidate>,
    /// How many of each topic stand in the run.
    topics: HashMap<Uuid, usize>,
    /// Those that others stand above only since they are of another topic.
    passed: HashSet<Uuid>,
}

impl<'a> List<'a> {
    fn next(&mut self, place: usize) -> Option<Placed> {
        if place % RUN == 1 {
            self.begin_run(place);
        }
        let is_due = |one: &&Candidate| one.pinned.is_some_and(|at| usize::from(at) <= place);
        let next = if self.pinned.front().is_some_and(is_due) || self.loose.is_empty() {
            self.pinned.pop_front()?
        } else {
            self.next_loose()
        };
        if let Some(topic) = next.topic.filter(|_| next.pinned.is_none()) {
            let count = self.topics.entry(topic).or_default();
            *count = count.saturating_add(1);
        }
        let article = next.article;
        Some(Placed { article, is_capped: self.passed.contains(&article) })
    }

    /// Another run: what is pinned in it is counted from the first.
    fn begin_run(&mut self, place: usize) {
        self.topics.clear();
        let end = place.saturating_add(RUN);
        let pinned =
            self.pinned.iter().filter(|one| one.pinned.is_some_and(|at| usize::from(at) < end));
        for topic in pinned.filter_map(|one| one.topic) {
            let count = self.topics.entry(topic).or_default();
            *count = count.saturating_add(1);
        }
    }

    /// The first whose topic has room in the run; the first of all where none has.
    fn next_loose(&mut self) -> &'a Candidate {
        let count = |topic| self.topics.get(&topic).copied().unwrap_or_default();
        let fits = |one: &&Candidate| one.topic.is_none_or(|topic| count(topic) < SAME_TOPIC_MAX);
        let at = self.loose.iter().position(fits).unwrap_or_default();
        self.passed.extend(self.loose.iter().take(at).map(|one| one.article));
        self.loose.remove(at)
    }
}

/// Puts candidates in order by rank, where one overtakes another of `before`, the order of the last
/// time, only by a lead of 5 %: neighbours that are read alike do not change places each minute. A
/// newcomer stands behind the last that is read more.
pub fn steady(candidates: &mut Vec<Candidate>, before: &[Uuid]) {
    candidates.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(a.article.cmp(&b.article)));
    let stood: HashMap<Uuid, usize> =
        before.iter().enumerate().map(|(place, article)| (*article, place)).collect();
    let (known, new): (Vec<_>, Vec<_>) =
        candidates.drain(..).partition(|one| stood.contains_key(&one.article));
    for one in known {
        let stays = |other: &Candidate| {
            stood.get(&one.article) < stood.get(&other.article) && other.rank - one.rank < LEAD
        };
        // it rises past those that stood below it and do not lead by enough
        let above = candidates.iter().rposition(|other| !stays(other));
        candidates.insert(above.map_or(0, |at| at.saturating_add(1)), one);
    }
    for one in new {
        let above = candidates.iter().rposition(|other| other.rank > one.rank);
        candidates.insert(above.map_or(0, |at| at.saturating_add(1)), one);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn one(number: u128, views: f64) -> Candidate {
        Candidate { article: id(number), rank: views.ln(), topic: None, pinned: None }
    }

    #[track_caller]
    fn check(candidates: &[Candidate], before: &[u128], want: &[u128]) {
        let before: Vec<Uuid> = before.iter().copied().map(id).collect();
        let mut candidates = candidates.to_vec();
        steady(&mut candidates, &before);
        let placed = arrange(&candidates);
        assert_eq!(placed.iter().map(|one| one.article.as_u128()).collect::<Vec<_>>(), want);
    }

    #[test]
    fn one_overtakes_by_a_lead_alone() {
        check(&[one(1, 100.0), one(2, 104.0)], &[], &[2, 1]);
        check(&[one(1, 100.0), one(2, 104.0)], &[1, 2], &[1, 2]);
        check(&[one(1, 100.0), one(2, 106.0)], &[1, 2], &[2, 1]);
        // a newcomer stands where its rank puts it
        check(&[one(1, 100.0), one(2, 104.0), one(3, 102.0)], &[1, 2], &[1, 2, 3]);
        check(&[one(1, 100.0), one(3, 102.0)], &[1], &[3, 1]);
    }

    #[test]
    fn what_is_pinned_keeps_its_place() {
        let pinned = Candidate { pinned: Some(2), ..one(9, 1.0) };
        check(&[one(1, 3.0), one(2, 2.0), pinned], &[], &[1, 9, 2]);
        // a place behind the end is the end
        let pinned = Candidate { pinned: Some(20), ..one(9, 1.0) };
        check(&[one(1, 3.0), pinned], &[], &[1, 9]);
    }

    #[test]
    fn two_of_a_topic_stand_in_ten() {
        let of_topic = |number: u128| Candidate {
            topic: Some(id(7)),
            ..one(number, 99.0 - f64::from(u32::try_from(number).unwrap()))
        };
        let all = [of_topic(1), of_topic(2), of_topic(3), one(4, 1.0)];
        check(&all, &[], &[1, 2, 4, 3]);
        let capped: Vec<bool> = arrange(&all).iter().map(|one| one.is_capped).collect();
        assert_eq!(capped, [false, false, false, true]);
    }

    proptest! {
        #[test]
        fn each_stands_once_and_a_second_press_changes_nothing(
            drawn in proptest::collection::vec((1_u16..500, 0_u8..4, 0_u8..12), 0..60),
            before in proptest::collection::vec(0_u128..80, 0..80),
        ) {
            let candidates: Vec<Candidate> = drawn.iter().enumerate().map(|(at, (views, topic, pin))| {
                Candidate {
                    topic: (*topic > 0).then(|| id(u128::from(*topic) + 1_000)),
                    pinned: (1..=5).contains(pin).then_some(*pin),
                    ..one(u128::try_from(at).unwrap(), f64::from(*views))
                }
            }).collect();
            let before: Vec<Uuid> = before.into_iter().map(id).collect();
            let ids = |all: &[Candidate]| all.iter().map(|one| one.article).collect::<Vec<_>>();
            let mut once = candidates.clone();
            steady(&mut once, &before);
            let mut twice = candidates.clone();
            steady(&mut twice, &ids(&once));
            prop_assert_eq!(ids(&once), ids(&twice));
            let mut placed: Vec<Uuid> = arrange(&once).iter().map(|one| one.article).collect();
            placed.sort_unstable();
            placed.dedup();
            prop_assert_eq!(placed.len(), candidates.len());
        }
    }
}
