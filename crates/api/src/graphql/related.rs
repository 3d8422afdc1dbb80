//! What belongs to an article, over GraphQL.

use async_graphql::{Context, Object};
use newsroom::{ArticleView, View};

use super::around::count;
use super::connection::page_cost;
use super::query::{By, More, article, holds_for};
use super::{Snapshot, failure, read};
use crate::dto;
use crate::dto::related::{AlsoQuoted, RelatedItem};
use crate::web::problem::Problem;

/// For how many speakers is paid: most articles quote no more.
const SPEAKERS_PAID: usize = 3;

/// Reading what belongs to articles.
#[derive(Default)]
pub struct RelatedQueries;

#[Object]
impl RelatedQueries {
    /// What belongs to an article: an editor's choice, then what shares topics and speakers
    /// and reads like it.
    #[graphql(complexity = "page_cost(first, None).saturating_mul(child_complexity)")]
    async fn related(
        &self,
        context: &Context<'_>,
        by: By,
        first: Option<i32>,
    ) -> async_graphql::Result<Vec<RelatedItem>> {
        let limit = count(first).map_err(|problem| failure(&problem))?;
        let more = More::of(&[context.look_ahead().field("article")]);
        let (found, read, end) = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Public)?;
            let Some(view) = by.find(|handle| reading.article(seen, handle))? else {
                return Ok((Vec::new(), Vec::new(), None));
            };
            let found = reading.related(&view, limit)?;
            let views: Vec<ArticleView> =
                found.iter().filter_map(|item| item.article.clone()).collect();
            let read = more.read(reading, seen, &views)?;
            Ok((found, read, view.row.shown_until))
        })
        .await?;
        context.data::<Snapshot>()?.holds_until(context, end)?;
        holds_for(context, found.iter().filter_map(|item| item.article.as_ref()).zip(&read))?;
        let whole = || -> Result<Vec<RelatedItem>, Problem> {
            let mut read = read.iter();
            let one = |item: &newsroom::RelatedItem| {
                let mut shown = dto::related::related(item)?;
                if let Some(view) = &item.article {
                    let more = read.next().cloned().unwrap_or_default();
                    shown.article = Some(article(view, &more)?);
                }
                Ok(shown)
            };
            found.iter().map(one).collect()
        };
        whole().map_err(|problem| failure(&problem))
    }

    /// Where the speakers of an article are quoted, too: those who are, each with their newest
    /// articles.
    #[graphql(
        complexity = "page_cost(first, None).saturating_mul(SPEAKERS_PAID).saturating_mul(child_complexity)"
    )]
    async fn also_quoted(
        &self,
        context: &Context<'_>,
        by: By,
        first: Option<i32>,
    ) -> async_graphql::Result<Vec<AlsoQuoted>> {
        let limit = count(first).map_err(|problem| failure(&problem))?;
        let more = More::of(&[context.look_ahead().field("articles")]);
        let (found, read, end) = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Public)?;
            let Some(view) = by.find(|handle| reading.article(seen, handle))? else {
                return Ok((Vec::new(), Vec::new(), None));
            };
            let found = reading.also_quoted(&view, limit)?;
            let views: Vec<ArticleView> =
                found.iter().flat_map(|also| also.articles.iter().cloned()).collect();
            let read = more.read(reading, seen, &views)?;
            Ok((found, read, view.row.shown_until))
        })
        .await?;
        context.data::<Snapshot>()?.holds_until(context, end)?;
        holds_for(context, found.iter().flat_map(|also| &also.articles).zip(&read))?;
        let mut read = read.iter();
        let one = |also: &newsroom::AlsoQuoted| -> Result<AlsoQuoted, Problem> {
            let mut shown = dto::related::also_quoted(also)?;
            for (shown, view) in shown.articles.iter_mut().zip(&also.articles) {
                *shown = article(view, &read.next().cloned().unwrap_or_default())?;
            }
            Ok(shown)
        };
        found.iter().map(one).collect::<Result<_, _>>().map_err(|problem| failure(&problem))
    }
}
