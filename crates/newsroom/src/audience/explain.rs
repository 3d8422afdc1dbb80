//! Why an article stands where it does in trending, for the operator: all of the way there.

use domain::actor::Actor;
use domain::audience::{HalfLife, TrendingRule, arrange, steady, worth};
use domain::policy::{self, AdjustTrending, Subject};
use domain::record::Entity;
use domain::time::Timestamp;
use uuid::Uuid;

use super::press::Scope;
use super::trending::{Draft, Why, may_trend, reasons};
use crate::Newsroom;
use crate::error::NewsroomError;
use crate::reading::resolve;

/// All that is known of an article's places.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The article.
    pub article: Uuid,
    /// Its headline, if readers see it.
    pub headline: Option<String>,
    /// False if it is sponsored, or kept out by `signals`.
    pub may_trend: bool,
    /// The newest event of it that was counted.
    pub counted_at: Option<Timestamp>,
    /// What editors said of it.
    pub rule: Option<TrendingRule>,
    /// What was counted.
    pub why: Why,
    /// Its places, for each half-life.
    pub places: Vec<ExplainedPlace>,
}

/// A place of an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExplainedPlace {
    /// In the list of this half-life.
    pub half_life: HalfLife,
    /// How many views just now its score is worth.
    pub score: f64,
    /// What the order follows from, a logarithm.
    pub rank: f64,
    /// Its place by rank alone, from 1; `None` if it is not among the first 200.
    pub by_rank: Option<usize>,
    /// Its place in the list, from 1; `None` if it does not stand there.
    pub in_list: Option<usize>,
    /// True if it stands further down since others of its topic stand above it.
    pub capped: bool,
}

impl Newsroom {
    /// Why an article stands where it does in trending; by its id or address.
    pub fn explain_trending(
        &self,
        actor: &Actor,
        handle: &str,
    ) -> Result<Explained, NewsroomError> {
        policy::authorize::<AdjustTrending>(actor, Subject::common(Uuid::nil()))?;
        let at = self.now();
        self.store.snapshot()?.read(|tx| {
            let (id, _) = resolve(tx, Entity::Article, (handle, None))?;
            let row = tx.articles_by_ids(policy::public_view(at), &[id])?.pop();
            let scores = tx.scores_of(id)?;
            let counted_at = scores.map(|scores| scores[0].counted_at);
            let known = reasons(tx, counted_at.unwrap_or(at), &[id])?;
            let mut places = Vec::new();
            for (index, half_life) in HalfLife::ALL.into_iter().enumerate() {
                let score = scores.and_then(|scores| scores.get(index).copied());
                let draft = Draft::read(tx, (half_life, &Scope::default()), at)?;
                let (by_rank, in_list, capped) = places_of(&draft, id);
                places.push(ExplainedPlace {
                    half_life,
                    score: score.map_or(0.0, |one| worth(half_life, one.score, at)),
                    rank: score.map_or(f64::NEG_INFINITY, |one| one.rank),
                    by_rank,
                    in_list,
                    capped,
                });
            }
            Ok(Explained {
                article: id,
                headline: row.as_ref().map(|row| row.meta.headline.to_string()),
                may_trend: row.is_some_and(|row| may_trend(&row.meta)),
                counted_at,
                rule: tx.trending_rules(Some(id), at)?.pop(),
                why: known.get(&id).copied().unwrap_or_default(),
                places,
            })
        })
    }
}

fn places_of(draft: &Draft, id: Uuid) -> (Option<usize>, Option<usize>, bool) {
    let place = |at: usize| at.saturating_add(1);
    let by_rank = draft.ranks.iter().position(|row| row.article == id).map(place);
    let mut candidates = draft.candidates(&Scope::default());
    steady(&mut candidates, &[]);
    let placed = arrange(&candidates);
    let at = placed.iter().position(|one| one.article == id);
    let capped = at.and_then(|at| placed.get(at)).is_some_and(|one| one.is_capped);
    (by_rank, at.map(place), capped)
}
