//! What was seen lately, in two generations: when the newer one is old or full, the older one is
//! dropped.

use std::collections::HashMap;
use std::hash::Hash;

/// For how long things are remembered, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    /// After how many seconds a generation is old.
    pub span_s: i64,
    /// How many things a generation has at most: twice that many are remembered.
    pub each_max: usize,
}

/// Things that were seen in the last `span_s` seconds and some that were seen in as many before,
/// with what is known of them. If more of them come than there is room for, those are forgotten
/// that were not seen since a generation was full: half of them at most, and never the latest.
#[derive(Debug)]
pub(super) struct Recent<K, V = ()> {
    bounds: Bounds,
    since_s: i64,
    new: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Hash + Eq, V: Default> Recent<K, V> {
    pub(super) fn of(bounds: Bounds) -> Self {
        Self { bounds, since_s: 0, new: HashMap::new(), old: HashMap::new() }
    }

    /// What is known of a thing, if it was seen lately.
    pub(super) fn get(&mut self, thing: &K, now_s: i64) -> Option<&V> {
        self.age(now_s);
        self.new.get(thing).or_else(|| self.old.get(thing))
    }

    /// What is known of a thing that is seen now.
    pub(super) fn see(&mut self, thing: K, now_s: i64) -> &mut V {
        self.age(now_s);
        if self.new.len() >= self.bounds.each_max && !self.new.contains_key(&thing) {
            self.turn(now_s);
        }
        let old = &mut self.old;
        self.new.entry(thing).or_insert_with_key(|thing| old.remove(thing).unwrap_or_default())
    }

    fn age(&mut self, now_s: i64) {
        let age_s = now_s.saturating_sub(self.since_s);
        if !(0..self.bounds.span_s).contains(&age_s) {
            self.turn(now_s);
        }
        if age_s >= self.bounds.span_s.saturating_mul(2) {
            self.old = HashMap::new();
        }
    }

    fn turn(&mut self, now_s: i64) {
        self.old = std::mem::take(&mut self.new);
        self.since_s = now_s;
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.new.len() + self.old.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { span_s: 600, each_max: 100 };

    /// Sees a thing; true if it was not seen lately.
    fn note(seen: &mut Recent<u32>, thing: u32, now_s: i64) -> bool {
        let is_new = seen.get(&thing, now_s).is_none();
        seen.see(thing, now_s);
        is_new
    }

    #[test]
    fn a_thing_is_remembered_for_a_time_and_no_more_than_two() {
        let mut seen = Recent::of(BOUNDS);
        assert!(note(&mut seen, 1, 0));
        assert!(!note(&mut seen, 1, 599));
        assert!(note(&mut seen, 3, 600));
        assert!(seen.get(&1, 1_199).is_some());
        assert!(seen.get(&1, 1_200).is_none(), "two spans are past");
        assert!(note(&mut seen, 4, 9_999));
        assert_eq!(seen.len(), 1, "nothing is left of what is long past");
    }

    #[test]
    fn what_is_seen_again_keeps_what_is_known_of_it() {
        let mut seen = Recent::<u32, u32>::of(BOUNDS);
        for turn in 0..10 {
            *seen.see(1, turn * 600) += 1;
        }
        assert_eq!(seen.get(&1, 5_400), Some(&10));
    }

    #[test]
    fn a_flood_is_bounded_and_those_who_come_again_stay_known() {
        let mut seen = Recent::of(BOUNDS);
        note(&mut seen, 0, 0);
        note(&mut seen, 1, 0);
        for thing in 2..10_000 {
            note(&mut seen, thing, 0);
            assert!(seen.len() <= 200);
            if thing % 90 == 0 {
                assert!(!note(&mut seen, 1, 0), "{thing}");
            }
        }
        assert!(seen.get(&0, 0).is_none());
        assert!((9_910..10_000).all(|thing| seen.get(&thing, 0).is_some()), "the latest stay");
    }
}
