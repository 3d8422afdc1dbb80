//! What is read most: a list whose edges say at which place an article stands, and why.

use std::ops::Range;

use async_graphql::{ComplexObject, Context, Object, SimpleObject};
use newsroom::{ArticleView, PageRequest, View};

use super::connection::{PageInfo, Part, page_cost};
use super::query::{More, Read, article, holds_for};
use super::{failure, read};
use crate::dto;
use crate::dto::article::Article;
use crate::dto::list::Why;
use crate::dto::parts::Basis;
use crate::dto::time::DateTime;
use crate::web::cursor::{self, Key};
use crate::web::problem::Problem;

/// What cursors of the list are bound to.
const SCOPE: &str = "trending";
/// How many places the list has.
const PLACES_MAX: usize = 100;

/// What is read most at present, the most read first.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct TrendingConnection {
    /// The newest event that was counted, or the newest publication; null where there is none.
    as_of: Option<DateTime>,
    /// What the order follows from.
    algorithm: String,
    /// What it is based on.
    basis: Basis,
    /// The articles, each with its place and why it stands there.
    edges: Vec<TrendingEdge>,
    /// Its neighbours.
    page_info: PageInfo,
}

/// An article that is read.
#[derive(Debug, SimpleObject)]
pub struct TrendingEdge {
    /// Its place: what `after` takes.
    cursor: String,
    /// Its place, from 1.
    position: i64,
    /// Why it stands there.
    why: Why,
    /// The article.
    node: Article,
}

#[ComplexObject]
impl TrendingConnection {
    /// The articles alone.
    async fn nodes(&self) -> Vec<&Article> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }
}

/// Reading what is read.
#[derive(Default)]
pub struct TrendingQueries;

#[Object]
impl TrendingQueries {
    /// What is read most at present, and why; the first 100 places.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn trending(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<TrendingConnection> {
        let part = Part { first, after, last, before };
        let asked = part.request(context, SCOPE).map_err(|problem| failure(&problem))?;
        let ahead = context.look_ahead();
        let more = More::of(&[ahead.field("edges").field("node"), ahead.field("nodes")]);
        let (found, places, read) = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Public)?;
            let found = reading.trending(seen, wanted(&asked))?;
            let places = places(&asked, found.items.len());
            let shown = found.items.get(places.clone()).unwrap_or_default();
            let views: Vec<ArticleView> = shown.iter().map(|item| item.article.clone()).collect();
            let read = more.read(reading, seen, &views)?;
            Ok((found, places, read))
        })
        .await?;
        // one that ends moves those behind it
        let nothing = Read::default();
        holds_for(context, found.items.iter().map(|item| (&item.article, &nothing)))?;
        let views = found.items.iter().skip(places.start).map(|item| &item.article);
        holds_for(context, views.zip(&read))?;
        shown(&found, places, &read).map_err(|problem| failure(&problem))
    }
}

/// A place of the list, counted from 1: the number of places up to it.
#[derive(Debug, Clone, Copy)]
struct Position(u8);

impl Key for Position {
    fn to_bytes(&self) -> Vec<u8> {
        vec![self.0]
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        <[u8; 1]>::try_from(bytes).ok().map(|[place]| Self(place))
    }
}

fn from(asked: &PageRequest<Position>) -> Option<usize> {
    asked.from.map(|place| usize::from(place.0))
}

fn limit(asked: &PageRequest<Position>) -> usize {
    usize::try_from(asked.limit).unwrap_or(PLACES_MAX)
}

/// How many places have to be known: those that are shown, those before them, and one more.
fn wanted(asked: &PageRequest<Position>) -> usize {
    if asked.backwards {
        return PLACES_MAX;
    }
    let shown = from(asked).unwrap_or(0).saturating_add(limit(asked));
    shown.saturating_add(1).min(PLACES_MAX)
}

/// The places that are asked for, counted from 0.
fn places(asked: &PageRequest<Position>, len: usize) -> Range<usize> {
    let (from, limit) = (from(asked), limit(asked));
    if asked.backwards {
        let end = from.map_or(len, |place: usize| place.saturating_sub(1)).min(len);
        return end.saturating_sub(limit)..end;
    }
    let start = from.unwrap_or(0).min(len);
    start..start.saturating_add(limit).min(len)
}

/// The list with these places of it.
fn shown(
    found: &newsroom::TrendingList,
    places: Range<usize>,
    read: &[Read],
) -> Result<TrendingConnection, Problem> {
    let list = dto::list::trending(found)?;
    let page = (places.end < list.items.len(), places.start > 0);
    let items = list.items.into_iter().zip(&found.items).skip(places.start).zip(read);
    let edges = items.map(|((item, of), more)| {
        Ok(TrendingEdge {
            cursor: written(item.position),
            position: item.position,
            why: item.why,
            node: article(&of.article, more)?,
        })
    });
    let edges: Vec<TrendingEdge> = edges.collect::<Result<_, Problem>>()?;
    let page_info = PageInfo {
        has_next_page: page.0,
        has_previous_page: page.1,
        start_cursor: edges.first().map(|edge| edge.cursor.clone()),
        end_cursor: edges.last().map(|edge| edge.cursor.clone()),
    };
    let (as_of, algorithm, basis) = (list.as_of, list.algorithm, list.basis);
    Ok(TrendingConnection { as_of, algorithm, basis, edges, page_info })
}

fn written(position: i64) -> String {
    // the list has fewer places than a byte counts
    cursor::write(SCOPE, &Position(u8::try_from(position).unwrap_or(u8::MAX)), false)
}
