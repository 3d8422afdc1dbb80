//! Which articles readers see, as far as it was asked lately.

use uuid::Uuid;

use super::recent::{Bounds, Recent};

/// For how long it is believed that readers see an article, and of how many: twice 110,000, some
/// 7 MB.
const PUBLIC: Bounds = Bounds { span_s: 60, each_max: 110_000 };
/// For how long it is believed that they do not, and of how many ids, which anybody makes up: twice
/// 50,000, some 3 MB.
const HIDDEN: Bounds = Bounds { span_s: 5, each_max: 50_000 };

/// What was learnt of articles, and until when it is believed. What is no article takes no room
/// from those that are.
#[derive(Debug)]
pub(super) struct Known {
    public: Recent<Uuid, i64>,
    hidden: Recent<Uuid, i64>,
}

impl Default for Known {
    fn default() -> Self {
        Self { public: Recent::of(PUBLIC), hidden: Recent::of(HIDDEN) }
    }
}

impl Known {
    /// Whether readers see an article; `None` if that has to be asked.
    pub(super) fn is_public(&mut self, article: Uuid, now_s: i64) -> Option<bool> {
        let is_believed = |until_s: Option<&i64>| until_s.is_some_and(|until_s| now_s < *until_s);
        if is_believed(self.public.get(&article, now_s)) {
            return Some(true);
        }
        is_believed(self.hidden.get(&article, now_s)).then_some(false)
    }

    /// Learns it.
    pub(super) fn learn(&mut self, article: Uuid, is_public: bool, now_s: i64) {
        let (articles, bounds) =
            if is_public { (&mut self.public, PUBLIC) } else { (&mut self.hidden, HIDDEN) };
        *articles.see(article, now_s) = now_s.saturating_add(bounds.span_s);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learnt_is_believed_for_a_time() {
        let mut known = Known::default();
        let (seen, unseen) = (Uuid::from_u128(1), Uuid::from_u128(2));
        known.learn(seen, true, 100);
        known.learn(unseen, false, 100);
        let mut told = |now_s| [seen, unseen].map(|article| known.is_public(article, now_s));
        assert_eq!(told(104), [Some(true), Some(false)]);
        assert_eq!(told(105), [Some(true), None]);
        assert_eq!(told(159), [Some(true), None]);
        assert_eq!(told(160), [None, None]);
    }

    #[test]
    fn ids_that_are_made_up_are_bounded_and_take_no_room_from_articles() {
        let mut known = Known::default();
        known.learn(Uuid::from_u128(1), true, 100);
        (2..300_000).for_each(|id| known.learn(Uuid::from_u128(id), false, 100));
        assert!(known.hidden.len() <= 100_000);
        assert_eq!(known.is_public(Uuid::from_u128(1), 100), Some(true));
    }
}
