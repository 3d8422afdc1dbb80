//! Where an article stands, in two columns: `state` in the words that the first releases know, and
//! `stage` where they have none for it.

use domain::article::ArticleState;

/// The word of where an article stands.
pub(crate) fn effective<'a>(nearest: &'a str, exact: Option<&'a str>) -> &'a str {
    if nearest == ArticleState::Published.word() { nearest } else { exact.unwrap_or(nearest) }
}

/// The columns for a state: the nearest word that the first releases know, and the exact one if it
/// is another.
pub(crate) fn columns(
    state: ArticleState,
    ever_public: bool,
) -> (&'static str, Option<&'static str>) {
    let rest = if ever_public { ArticleState::Unpublished } else { ArticleState::Draft };
    let nearest = match state {
        ArticleState::Published | ArticleState::Unpublished | ArticleState::Draft => state,
        ArticleState::InReview
        | ArticleState::Approved
        | ArticleState::Scheduled
        | ArticleState::Killed
        | ArticleState::Trashed => rest,
    };
    (nearest.word(), (nearest != state).then(|| state.word()))
}

/// Articles in one of these states.
macro_rules! in_states {
    ($states:expr) => {{
        let published = domain::article::ArticleState::Published;
        let words: Vec<_> = $states.iter().map(|state| state.word()).collect();
        let shown = $states.iter().filter(|state| **state == published).map(|state| state.word());
        article::state.eq_any(shown.collect::<Vec<_>>()).or(article::state
            .ne(published.word())
            .and(
                article::stage
                    .is_not_null()
                    .and(article::stage.assume_not_null().eq_any(words.clone()))
                    .or(article::stage.is_null().and(article::state.eq_any(words))),
            ))
    }};
}
pub(crate) use in_states;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_come_back() {
        for state in ArticleState::ALL {
            for ever_public in [false, true] {
                let (nearest, exact) = columns(state, ever_public);
                assert_eq!(effective(nearest, exact), state.word());
                assert!(["draft", "published", "unpublished"].contains(&nearest));
            }
        }
    }

    #[test]
    fn what_another_release_published_is_published() {
        assert_eq!(effective("published", Some("in_review")), "published");
    }
}
