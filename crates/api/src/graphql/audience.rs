//! What editors say of trending, and figures, over GraphQL.

use async_graphql::{Context, ID, InputObject, Object};
use domain::audience::NewRule;
use newsroom::audience::StatsRange;

use super::change::{DeletePayload, act, payloads};
use super::{failure, read};
use crate::auth::App;
use crate::dto;
use crate::dto::audience::{Stats, TrendingRule, TrendingRuleInput};
use crate::dto::time::DateTime;
use crate::web::query::fault;

/// A new rule.
#[derive(Debug, InputObject)]
pub struct CreateTrendingRuleInput {
    /// What is to hold.
    content: TrendingRuleInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// A rule to end.
#[derive(Debug, InputObject)]
pub struct EndTrendingRuleInput {
    /// Which.
    id: ID,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

payloads! {
    /// What making a rule left.
    TrendingRulePayload {
        /// The rule; null if nothing was done.
        rule: TrendingRule
    }
}

/// Reading rules and figures.
#[derive(Default)]
pub struct AudienceQueries;

#[Object]
impl AudienceQueries {
    /// The rules that hold for articles in trending, the oldest first; needs a credential.
    #[graphql(complexity = "20_usize.saturating_mul(child_complexity)")]
    async fn trending_rules(
        &self,
        context: &Context<'_>,
    ) -> async_graphql::Result<Vec<TrendingRule>> {
        let found = read(context, |reading, caller| reading.trending_rules(&caller.actor)).await?;
        let rules = found.iter().map(dto::audience::rule).collect::<Result<_, _>>();
        rules.map_err(|problem| failure(&problem))
    }

    /// What readers did by the hour, where they came from and for how long they stayed; needs a
    /// credential.
    #[graphql(complexity = "24_usize.saturating_add(child_complexity)")]
    async fn stats(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of this article; of all together unless said otherwise.")]
        article: Option<ID>,
        #[graphql(
            desc = "From the hour of this instant on; the 24 hours up to `until` unless said otherwise."
        )]
        since: Option<DateTime>,
        #[graphql(
            desc = "Up to the hour of this instant, that hour included, at most 744 hours; now unless said otherwise."
        )]
        until: Option<DateTime>,
    ) -> async_graphql::Result<Stats> {
        let article = article.map(|id| dto::id(&id)).transpose();
        let article = article.map_err(|problem| failure(&problem))?;
        let range =
            StatsRange { article, since: since.map(|at| at.0), until: until.map(|at| at.0) };
        let rule = range.hours(context.data::<App>()?.newsroom.now());
        rule.map_err(|rule| failure(&fault("since", "out_of_range", rule)))?;
        let found =
            read(context, move |reading, caller| reading.stats(&caller.actor, range)).await?;
        Ok(dto::audience::stats(found))
    }
}

/// Changing rules.
#[derive(Default)]
pub struct AudienceMutations;

#[Object]
impl AudienceMutations {
    /// Makes a rule hold for an article that readers see, in the place of one that it had.
    async fn create_trending_rule(
        &self,
        context: &Context<'_>,
        input: CreateTrendingRuleInput,
    ) -> async_graphql::Result<TrendingRulePayload> {
        let now = context.data::<App>()?.newsroom.now();
        let rule = dto::members(&input.content)
            .and_then(|members| NewRule::parse(members, now).map_err(Into::into));
        act(context, (rule, input.idempotency_key), |newsroom, actor, rule| {
            dto::audience::rule(&newsroom.set_trending_rule(actor, rule)?)
        })
        .await
    }

    /// Ends a rule before its time.
    async fn end_trending_rule(
        &self,
        context: &Context<'_>,
        input: EndTrendingRuleInput,
    ) -> async_graphql::Result<DeletePayload> {
        act(context, (dto::id(&input.id), input.idempotency_key), |newsroom, actor, id| {
            newsroom.end_trending_rule(actor, id)?;
            Ok(ID(id.to_string()))
        })
        .await
    }
}
