//! Articles that say the same word for word: of those that belong to another one is enough.

use std::collections::HashMap;

use domain::id::ArticleId;
use domain::likeness::Runs;
use domain::visibility::Visibility;
use store::ReadTx;

use crate::error::NewsroomError;
use crate::views::ArticleView;

/// The texts of some articles, and which of them were shown.
pub(super) struct Copies {
    texts: HashMap<ArticleId, Runs>,
    shown: Vec<Runs>,
}

impl Copies {
    /// Those of some articles beside one, which is read.
    pub(super) fn among(
        tx: &mut ReadTx<'_>,
        seen: Visibility,
        (article, views): (&ArticleView, &[ArticleView]),
    ) -> Result<Self, NewsroomError> {
        let own = article.row.id;
        let ids: Vec<ArticleId> = views.iter().map(|view| view.row.id).chain([own]).collect();
        let bodies = tx.bodies(seen, &ids)?;
        let mut texts: HashMap<ArticleId, Runs> =
            bodies.into_iter().map(|(id, body)| (id, Runs::of(&body.text))).collect();
        let shown = texts.remove(&own).into_iter().collect();
        Ok(Self { texts, shown })
    }

    /// True for an article that is no copy of one before; it is shown then.
    pub(super) fn is_new(&mut self, article: ArticleId) -> bool {
        let text = self.texts.remove(&article).unwrap_or_default();
        let is_copy = self.shown.iter().any(|shown| text.is_copy_of(shown));
        if !is_copy {
            self.shown.push(text);
        }
        !is_copy
    }
}
