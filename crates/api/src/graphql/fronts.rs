//! Fronts over GraphQL: what all lists of a page show.

use async_graphql::{Context, Object};
use newsroom::{ArticleView, FrontView as View, ListView, View as Seen};

use super::around::{asked, list_cost, shown_list};
use super::query::{By, More, Read, holds_for};
use super::{Snapshot, failure, read};
use crate::dto;
use crate::dto::front::FrontView;
use crate::web::problem::Problem;

/// How many items of each list are shown unless said otherwise.
const ITEMS: i32 = 10;
/// For how many lists a front is paid: none has more than six times as many.
const LISTS_PAID: usize = 5;

/// Reading fronts.
#[derive(Default)]
pub struct FrontPageQueries;

#[Object]
impl FrontPageQueries {
    /// A front with its lists, each with its first items, 10 unless said otherwise; null if there is
    /// none, or none that readers see. Of the lists of a key the one that fits best is shown.
    #[graphql(
        complexity = "list_cost(first.or(Some(ITEMS))).saturating_mul(LISTS_PAID).saturating_mul(child_complexity)"
    )]
    #[expect(clippy::too_many_arguments, reason = "which, for whom, and how many")]
    async fn front(
        &self,
        context: &Context<'_>,
        by: By,
        #[graphql(desc = "For whom: a section, by id or slug.")] section: Option<String>,
        #[graphql(desc = "For whom: a topic, by id or slug.")] topic: Option<String>,
        #[graphql(desc = "For whom: a language (BCP 47).")] language: Option<String>,
        first: Option<i32>,
    ) -> async_graphql::Result<Option<FrontView>> {
        let wanted = asked(String::new(), (section, topic, language), first.or(Some(ITEMS)));
        let wanted = wanted.map_err(|problem| failure(&problem))?;
        let more = More::of(&[context.look_ahead().field("lists").field("items").field("article")]);
        let found = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, Seen::Public)?;
            let found = by.find(|handle| {
                let wanted = newsroom::ListAsked { handle: handle.to_owned(), ..wanted.clone() };
                reading.front(seen, &wanted)
            })?;
            let Some(front) = found else { return Ok(None) };
            let views: Vec<ArticleView> = articles(&front).cloned().collect();
            let read = more.read(reading, seen, &views)?;
            Ok(Some((front, read)))
        })
        .await?;
        let Some((front, read)) = found else { return Ok(None) };
        context.data::<Snapshot>()?.holds_until(context, front.ends())?;
        holds_for(context, articles(&front).zip(&read))?;
        shown(&front, &read).map(Some).map_err(|problem| failure(&problem))
    }
}

fn articles(front: &View) -> impl Iterator<Item = &ArticleView> {
    front.lists.iter().flat_map(of_list)
}

fn of_list(list: &ListView) -> impl Iterator<Item = &ArticleView> {
    list.items.iter().filter_map(|item| item.shown.article())
}

/// A front with what was read of its articles, list for list.
fn shown(front: &View, mut read: &[Read]) -> Result<FrontView, Problem> {
    let mut whole = dto::front::shown(front)?;
    for (shown, list) in whole.lists.iter_mut().zip(&front.lists) {
        let (own, rest) = read.split_at(of_list(list).count().min(read.len()));
        *shown = shown_list(list, own)?;
        read = rest;
    }
    Ok(whole)
}
