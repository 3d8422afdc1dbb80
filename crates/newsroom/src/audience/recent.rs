//! What was seen lately, in two generations: the older one is dropped when the newer one is old.

use std::collections::HashSet;
use std::hash::Hash;

/// Things that were seen in the last `span` seconds, and some that were seen in the `span` before.
#[derive(Debug)]
pub(super) struct Recent<T> {
    span: i64,
    since_s: i64,
    new: HashSet<T>,
    old: HashSet<T>,
}

impl<T: Hash + Eq> Recent<T> {
    pub(super) fn of(span: i64) -> Self {
        Self { span, since_s: 0, new: HashSet::new(), old: HashSet::new() }
    }

    /// Notes a thing; false if it was seen lately.
    pub(super) fn note(&mut self, thing: T, now_s: i64) -> bool {
        let age = now_s.saturating_sub(self.since_s);
        if !(0..self.span).contains(&age) {
            self.old = std::mem::take(&mut self.new);
            self.since_s = now_s;
            if age >= self.span.saturating_mul(2) {
                self.old.clear();
            }
        }
        !self.old.contains(&thing) && self.new.insert(thing)
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.new.len() + self.old.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_remembered_for_a_time_and_no_more_than_two() {
        let mut seen = Recent::of(600);
        assert!(seen.note(1, 0));
        assert!(!seen.note(1, 599));
        assert!(seen.note(2, 600));
        assert!(!seen.note(1, 1_199));
        assert!(seen.note(1, 1_200), "two spans are past");
        assert!(seen.note(3, 9_999));
        assert_eq!(seen.len(), 1, "nothing is left of what is long past");
    }
}
