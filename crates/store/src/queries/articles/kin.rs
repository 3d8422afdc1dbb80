//! What articles share as readers see them: topics, and speakers who may be named.

use diesel::AggregateExpressionMethods as _;
use diesel::dsl::count;
use diesel::prelude::*;
use domain::time::Timestamp;
use uuid::Uuid;

use super::open_at;
use crate::engine::{ReadTx, both};
use crate::error::StoreError;
use crate::schema::{article_quote, article_topic, article_view, quote};
use crate::types::{Id, Ts};

/// Topics of articles that readers see at an instant.
macro_rules! topics_shown {
    ($at:expr) => {
        article_topic::table
            .inner_join(
                article_view::table.on(article_view::article_id
                    .eq(article_topic::article_id)
                    .and(article_view::view.eq(article_topic::view))),
            )
            .filter(open_at!($at))
    };
}
pub(crate) use topics_shown;

/// Quotes that readers see at an instant: accepted, and in an article that is open then.
macro_rules! quotes_shown {
    ($at:expr) => {
        quote::table
            .inner_join(article_quote::table.on(article_quote::quote_id.eq(quote::id)))
            .inner_join(
                article_view::table.on(article_view::article_id
                    .eq(article_quote::article_id)
                    .and(article_view::view.eq(article_quote::view))),
            )
            .filter(quote::status.eq("accepted"))
            .filter(open_at!($at))
    };
}
pub(crate) use quotes_shown;

impl ReadTx<'_> {
    /// How many articles hold each of some topics and speakers; what none holds is left out.
    pub fn holders(
        &mut self,
        at: Timestamp,
        (topics, speakers): (&[Uuid], &[Uuid]),
    ) -> Result<Vec<(Uuid, i64)>, StoreError> {
        let by_topic: Vec<(Id, i64)> = both!(self, |c| topics_shown!(Ts(at))
            .filter(article_topic::topic_id.eq_any(ids(topics)))
            .group_by(article_topic::topic_id)
            .select((
                article_topic::topic_id,
                count(article_topic::article_id).aggregate_distinct()
            ))
            .load(c))?;
        let by_speaker: Vec<(Option<Id>, i64)> = both!(self, |c| quotes_shown!(Ts(at))
            .filter(quote::open_expert_id.eq_any(ids(speakers)))
            .group_by(quote::open_expert_id)
            .select((quote::open_expert_id, count(article_quote::article_id).aggregate_distinct()))
            .load(c))?;
        let by_speaker = by_speaker.into_iter().filter_map(|(id, count)| Some((id?, count)));
        Ok(by_topic.into_iter().chain(by_speaker).map(|(id, count)| (id.0, count)).collect())
    }

    /// Articles that hold some topics and speakers, each with which, the newest first, at most `limit`
    /// pairs by topic and as many by speaker.
    pub fn holding(
        &mut self,
        at: Timestamp,
        (topics, speakers): (&[Uuid], &[Uuid]),
        limit: i64,
    ) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        let by_topic: Vec<(Id, Id)> = both!(self, |c| topics_shown!(Ts(at))
            .filter(article_topic::topic_id.eq_any(ids(topics)))
            .order((article_view::order_at.desc(), article_topic::article_id.desc()))
            .limit(limit)
            .select((article_topic::article_id, article_topic::topic_id))
            .load(c))?;
        let by_speaker: Vec<(Ts, Id, Option<Id>)> = both!(self, |c| quotes_shown!(Ts(at))
            .filter(quote::open_expert_id.eq_any(ids(speakers)))
            .order((article_view::order_at.desc(), article_quote::article_id.desc()))
            .limit(limit)
            .select((article_view::order_at, article_quote::article_id, quote::open_expert_id))
            .distinct()
            .load(c))?;
        let by_speaker = by_speaker.into_iter().filter_map(|(_, id, speaker)| Some((id, speaker?)));
        Ok(by_topic.into_iter().chain(by_speaker).map(|(id, held)| (id.0, held.0)).collect())
    }

    /// Which of some articles hold which of some topics and speakers.
    pub fn sharing(
        &mut self,
        at: Timestamp,
        articles: &[Uuid],
        (topics, speakers): (&[Uuid], &[Uuid]),
    ) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        let by_topic: Vec<(Id, Id)> = both!(self, |c| topics_shown!(Ts(at))
            .filter(article_topic::article_id.eq_any(ids(articles)))
            .filter(article_topic::topic_id.eq_any(ids(topics)))
            .order((article_topic::article_id, article_topic::topic_id))
            .select((article_topic::article_id, article_topic::topic_id))
            .load(c))?;
        let by_speaker: Vec<(Id, Option<Id>)> = both!(self, |c| quotes_shown!(Ts(at))
            .filter(article_quote::article_id.eq_any(ids(articles)))
            .filter(quote::open_expert_id.eq_any(ids(speakers)))
            .select((article_quote::article_id, quote::open_expert_id))
            .order((article_quote::article_id, quote::open_expert_id))
            .distinct()
            .load(c))?;
        let by_speaker = by_speaker.into_iter().filter_map(|(id, speaker)| Some((id, speaker?)));
        Ok(by_topic.into_iter().chain(by_speaker).map(|(id, shared)| (id.0, shared.0)).collect())
    }

    /// How many articles readers see.
    pub fn public_count(&mut self, at: Timestamp) -> Result<i64, StoreError> {
        Ok(both!(self, |c| article_view::table.filter(open_at!(Ts(at))).count().get_result(c))?)
    }
}

fn ids(ids: &[Uuid]) -> Vec<Id> {
    ids.iter().copied().map(Id).collect()
}
