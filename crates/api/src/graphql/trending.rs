//! What is read: lists whose edges say at which place an article stands, and why.

use std::ops::Range;

use async_graphql::{ComplexObject, Context, Enum, Object, SimpleObject};
use domain::audience::{HalfLife, Metric, Window};
use domain::language::Language;
use newsroom::audience::{Read as Found, ScopeQuery};
use newsroom::{ArticleView, NewsroomError, PageRequest, Reading, View};

use super::connection::{PageInfo, Part, page_cost};
use super::query::{More, Read, article, holds_for};
use super::{failure, read};
use crate::dto::article::Article;
use crate::dto::audience::{self, MostViewedWhy, RisingWhy, Why, basis};
use crate::dto::time::DateTime;
use crate::dto::words::Basis;
use crate::web::cursor::{self, Key};
use crate::web::problem::Problem;
use crate::web::query::fault;

/// How many places a list has.
const PLACES_MAX: usize = 100;

/// The time up to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ViewWindow {
    /// An hour.
    Hour,
    /// 24 hours.
    Day,
    /// Seven days.
    Week,
    /// Thirty days.
    Month,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ViewMetric {
    /// Articles opened.
    Views,
    /// Readers, each once a day.
    Visitors,
    /// Readers who stayed for 15 seconds.
    Engaged,
    /// Readers who shared it.
    Shares,
}

impl From<ViewWindow> for Window {
    fn from(window: ViewWindow) -> Self {
        match window {
            ViewWindow::Hour => Self::Hour,
            ViewWindow::Day => Self::Day,
            ViewWindow::Week => Self::Week,
            ViewWindow::Month => Self::Month,
        }
    }
}

impl From<ViewMetric> for Metric {
    fn from(metric: ViewMetric) -> Self {
        match metric {
            ViewMetric::Views => Self::Views,
            ViewMetric::Visitors => Self::Visitors,
            ViewMetric::Engaged => Self::Engaged,
            ViewMetric::Shares => Self::Shares,
        }
    }
}

/// Of which articles a list is.
#[derive(Debug, Clone, Default, async_graphql::InputObject)]
pub struct AudienceScope {
    /// In this section: its id or slug.
    section: Option<String>,
    /// Under this topic: its id or slug.
    topic: Option<String>,
    /// In this language (BCP 47).
    language: Option<String>,
}

impl AudienceScope {
    fn query(scope: Option<Self>) -> Result<ScopeQuery, Problem> {
        let Self { section, topic, language } = scope.unwrap_or_default();
        let language = language.as_deref().map(Language::parse).transpose();
        let language =
            language.map_err(|found| fault("scope.language", found.code, found.detail))?;
        let language = language.map(|language| language.as_str().to_owned());
        Ok(ScopeQuery { section, topic, language })
    }
}

/// Makes the connections.
macro_rules! connections {
    ($($(#[$about:meta])* $connection:ident, $edge:ident, $why:ty, $as_of:literal;)*) => {$(
        $(#[$about])*
        #[derive(Debug, SimpleObject)]
        #[graphql(complex)]
        pub struct $connection {
            #[doc = $as_of]
            as_of: Option<DateTime>,
            /// What the order follows from.
            algorithm: String,
            /// What it is based on.
            basis: Basis,
            /// The articles, each with its place and why it stands there.
            edges: Vec<$edge>,
            /// Its neighbours.
            page_info: PageInfo,
        }

        /// An article that is read.
        #[derive(Debug, SimpleObject)]
        pub struct $edge {
            /// Its place: what `after` takes.
            cursor: String,
            /// Its place, from 1.
            position: i64,
            /// Why it stands there.
            why: $why,
            /// The article.
            node: Article,
        }

        #[ComplexObject]
        impl $connection {
            /// The articles alone.
            async fn nodes(&self) -> Vec<&Article> {
                self.edges.iter().map(|edge| &edge.node).collect()
            }
        }

        impl<W: Copy + Into<$why>> TryFrom<Page<W>> for $connection {
            type Error = Problem;

            fn try_from(page: Page<W>) -> Result<Self, Problem> {
                let page_info = page.info();
                let edges = page.shown().map(|(position, (view, why), more)| {
                    let node = article(view, more)?;
                    let cursor = page.cursor(position);
                    Ok($edge { cursor, position, why: (*why).into(), node })
                });
                Ok(Self {
                    edges: edges.collect::<Result<_, Problem>>()?,
                    as_of: page.found.as_of.map(DateTime),
                    basis: basis(page.found.basis),
                    algorithm: page.algorithm,
                    page_info,
                })
            }
        }
    )*};
}

connections! {
    /// What is read most at present, the most read first.
    TrendingConnection, TrendingEdge, Why,
        "The newest event that was counted, or the newest publication; null where there is none.";
    /// What was read, stayed with or shared most in a time.
    MostViewedConnection, MostViewedEdge, MostViewedWhy, "When the window ends.";
    /// What is read more than was to be expected.
    RisingConnection, RisingEdge, RisingWhy, "As of when.";
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
        #[graphql(
            desc = "After how many hours an event counts half: 1, 6 or 48; 6 unless said otherwise."
        )]
        half_life: Option<i32>,
        scope: Option<AudienceScope>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<TrendingConnection> {
        let half_life = hours(half_life).map_err(|problem| failure(&problem))?;
        let part = Part { first, after, last, before };
        let algorithm = audience::trending_algorithm(half_life);
        list(context, (part, scope), algorithm, move |reading, scope, limit| {
            reading.trending(half_life, scope, limit)
        })
        .await
    }

    /// What was read, stayed with or shared most in a time, and how much; the first 100 places.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn most_viewed(
        &self,
        context: &Context<'_>,
        #[graphql(default_with = "ViewWindow::Day")] window: ViewWindow,
        #[graphql(default_with = "ViewMetric::Views")] metric: ViewMetric,
        scope: Option<AudienceScope>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<MostViewedConnection> {
        let part = Part { first, after, last, before };
        let of = (window.into(), metric.into());
        let algorithm = audience::most_viewed_algorithm(of.0, of.1);
        list(context, (part, scope), algorithm, move |reading, scope, limit| {
            reading.most_viewed(of, scope, limit)
        })
        .await
    }

    /// What is read more than was to be expected, and by how much; the first 100 places.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn rising(
        &self,
        context: &Context<'_>,
        scope: Option<AudienceScope>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<RisingConnection> {
        let part = Part { first, after, last, before };
        let algorithm = audience::RISING_ALGORITHM.to_owned();
        list(context, (part, scope), algorithm, |reading, scope, limit| {
            reading.rising(scope, limit)
        })
        .await
    }
}

fn hours(wanted: Option<i32>) -> Result<HalfLife, Problem> {
    let Some(wanted) = wanted else { return Ok(HalfLife::default()) };
    let known = u8::try_from(wanted).ok().and_then(HalfLife::from_hours);
    known.ok_or_else(|| fault("halfLife", "invalid_value", "1, 6 or 48 hours"))
}

/// Reads a list and shows the places that are asked for.
async fn list<W, C>(
    context: &Context<'_>,
    (part, scope): (Part, Option<AudienceScope>),
    algorithm: String,
    find: impl FnOnce(&mut Reading, &ScopeQuery, usize) -> Result<Found<W>, NewsroomError>
    + Send
    + 'static,
) -> async_graphql::Result<C>
where
    W: Copy + Send + 'static,
    C: TryFrom<Page<W>, Error = Problem>,
{
    // a cursor is of one list
    let name = context.field().name().to_owned();
    let asked = part.request(context, &name).map_err(|problem| failure(&problem))?;
    let scope = AudienceScope::query(scope).map_err(|problem| failure(&problem))?;
    let ahead = context.look_ahead();
    let more = More::of(&[ahead.field("edges").field("node"), ahead.field("nodes")]);
    let page = read(context, move |reading, caller| {
        let seen = reading.seen(&caller.actor, View::Public)?;
        let found = find(reading, &scope, wanted(&asked))?;
        let places = places(&asked, found.items.len());
        let shown = found.items.get(places.clone()).unwrap_or_default();
        let views: Vec<ArticleView> = shown.iter().map(|(article, _)| article.clone()).collect();
        let read = more.read(reading, seen, &views)?;
        Ok(Page { name, algorithm, found, places, read })
    })
    .await?;
    // one that ends moves those behind it
    let nothing = Read::default();
    holds_for(context, page.found.items.iter().map(|(article, _)| (article, &nothing)))?;
    holds_for(context, page.shown().map(|(_, (article, _), read)| (article, read)))?;
    C::try_from(page).map_err(|problem| failure(&problem))
}

/// Places of a list.
struct Page<W> {
    /// The field that is asked for.
    name: String,
    algorithm: String,
    found: Found<W>,
    places: Range<usize>,
    read: Vec<Read>,
}

impl<W> Page<W> {
    fn shown(&self) -> impl Iterator<Item = (i64, &(ArticleView, W), &Read)> {
        let items = (1..).zip(&self.found.items).skip(self.places.start);
        items.zip(&self.read).map(|((position, item), read)| (position, item, read))
    }

    fn cursor(&self, position: i64) -> String {
        // the list has fewer places than a byte counts
        let place = Position(u8::try_from(position).unwrap_or(u8::MAX));
        cursor::write(&self.name, &place, false)
    }

    fn info(&self) -> PageInfo {
        let shown: Vec<i64> = self.shown().map(|(position, ..)| position).collect();
        PageInfo {
            has_next_page: self.places.end < self.found.items.len(),
            has_previous_page: self.places.start > 0,
            start_cursor: shown.first().map(|position| self.cursor(*position)),
            end_cursor: shown.last().map(|position| self.cursor(*position)),
        }
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
