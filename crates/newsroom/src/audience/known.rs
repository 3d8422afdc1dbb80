//! Which articles readers see, as far as it was asked lately.

use std::collections::HashMap;

use uuid::Uuid;

/// For how long it is believed that readers see an article.
const PUBLIC_SECONDS: i64 = 60;
/// For how long it is believed that they do not.
const HIDDEN_SECONDS: i64 = 5;
/// Of how many articles it is remembered.
const KNOWN_MAX: usize = 100_000;

/// What was learnt of articles, and until when it is believed.
#[derive(Debug, Default)]
pub(super) struct Known(HashMap<Uuid, (bool, i64)>);

impl Known {
    /// Whether readers see an article; `None` if that has to be asked.
    pub(super) fn is_public(&self, article: Uuid, now_s: i64) -> Option<bool> {
        let (is_public, until) = self.0.get(&article)?;
        (now_s < *until).then_some(*is_public)
    }

    /// Learns it.
    pub(super) fn learn(&mut self, article: Uuid, is_public: bool, now_s: i64) {
        if self.0.len() >= KNOWN_MAX {
            self.0.retain(|_, (_, until)| now_s < *until);
        }
        if self.0.len() >= KNOWN_MAX {
            self.0.clear();
        }
        let seconds = if is_public { PUBLIC_SECONDS } else { HIDDEN_SECONDS };
        self.0.insert(article, (is_public, now_s.saturating_add(seconds)));
    }
}
