//! What readers and editors read.

use std::collections::HashMap;

use async_graphql::{
    ComplexObject, Context, Enum, ID, InputObject, Lookahead, Object, OneofObject,
};
use domain::article::ArticleState as DomainState;
use domain::correction::StoredCorrection;
use domain::id::ArticleId;
use domain::visibility::Visibility;
use newsroom::{
    ArticleFilter, ArticleQuery, ArticleView, BodyRow, Found, NewsroomError, Order, Reading,
    TranslationRow, UsedQuote, View, Wanted,
};
use uuid::Uuid;

use super::connection::{Connection, Part, connection, page_cost};
use super::{Snapshot, failure, read, word};
use crate::dto;
use crate::dto::article::{Article, ArticleBody, WorkingArticle, WorkingSummary};
use crate::dto::time::DateTime;
use crate::dto::words::{ArticleKind, ArticleState};
use crate::rest::articles::UNKNOWN_THEN;
use crate::web::problem::Problem;
use crate::web::query::{fault, sought};

/// One thing, by its id or its slug.
#[derive(Debug, OneofObject)]
pub enum By {
    /// Its id.
    Id(ID),
    /// Its slug, present or past.
    Slug(String),
}

impl By {
    /// What has this id or slug; a slug of the past is followed to the present one.
    pub(super) fn find<T>(
        self,
        mut read: impl FnMut(&str) -> Result<Found<T>, NewsroomError>,
    ) -> Result<Option<T>, NewsroomError> {
        let mut handle = match self {
            Self::Id(id) => id.0,
            Self::Slug(slug) => slug,
        };
        for _ in 0..2 {
            match read(&handle) {
                Ok(Found::Here(thing)) => return Ok(Some(thing)),
                Ok(Found::Moved { slug }) => handle = slug,
                Err(error) => return absent(error),
            }
        }
        Ok(None)
    }
}

/// Which articles: one of each list, and none of the excluded.
#[derive(Debug, Default, InputObject)]
pub struct ArticleWhere {
    /// In one of these sections (ids or slugs).
    #[graphql(default)]
    section: Vec<String>,
    /// With one of these topics (ids or slugs).
    #[graphql(default)]
    topic: Vec<String>,
    /// With none of these topics (ids or slugs).
    #[graphql(default)]
    topic_not: Vec<String>,
    /// By one of these authors (ids or slugs).
    #[graphql(default)]
    author: Vec<String>,
    /// Quoting one of these experts (ids or slugs).
    #[graphql(default)]
    expert: Vec<String>,
    /// Quoting somebody of one of these organisations then (ids or slugs).
    #[graphql(default)]
    organization: Vec<String>,
    /// Of one of these kinds.
    #[graphql(default)]
    kind: Vec<ArticleKind>,
    /// In one of these languages (BCP 47).
    #[graphql(default)]
    language: Vec<String>,
    /// Not earlier than this.
    published_from: Option<DateTime>,
    /// Earlier than this.
    published_to: Option<DateTime>,
    /// Found by all of these words, whatever accents and capitals they have, in what readers see:
    /// headline, kicker, standfirst, summary points, text. The last word may be a beginning of three
    /// letters or more. No sign means anything. Not in the working view. 1 to 200 characters.
    q: Option<String>,
}

pub(super) fn any<T>(values: Vec<T>) -> Wanted<T> {
    let all_of = if values.is_empty() { Vec::new() } else { vec![values] };
    Wanted { all_of, none_of: Vec::new() }
}

impl ArticleWhere {
    fn query(self) -> Result<ArticleQuery, Problem> {
        let mut topic = any(self.topic);
        topic.none_of = self.topic_not;
        Ok(ArticleQuery {
            section: any(self.section),
            topic,
            author: any(self.author),
            expert: any(self.expert),
            organization: any(self.organization),
            filter: ArticleFilter {
                kind: any(self.kind.iter().map(word).collect()),
                language: any(self.language),
                from: self.published_from.map(|at| at.0),
                to: self.published_to.map(|at| at.0),
                sought: self.q.as_deref().map(sought).transpose()?,
                ..ArticleFilter::default()
            },
            order: None,
        })
    }
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ListOrder {
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
    /// The best match first, of what is found the best 1,000; needs `q`.
    Relevance,
}

impl From<ListOrder> for Order {
    fn from(order: ListOrder) -> Self {
        match order {
            ListOrder::Newest => Self::Newest,
            ListOrder::Oldest => Self::Oldest,
            ListOrder::Relevance => Self::Relevance,
        }
    }
}

/// Reading articles.
#[derive(Default)]
pub struct ArticleQueries;

#[Object]
impl ArticleQueries {
    /// An article as readers see it; null if there is none, or none that readers see.
    async fn article(
        &self,
        context: &Context<'_>,
        by: By,
    ) -> async_graphql::Result<Option<Article>> {
        let ahead = context.look_ahead();
        let more = More::of(&[ahead]);
        let found = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Public)?;
            let Some(view) = by.find(|handle| reading.article(seen, handle))? else {
                return Ok(None);
            };
            let mut read = more.read(reading, seen, std::slice::from_ref(&view))?;
            Ok(read.pop().map(|more| (view, more)))
        })
        .await?;
        holds_for(context, found.iter().map(|(view, more)| (view, more)))?;
        let shown = found.map(|(view, more)| article(&view, &more));
        shown.transpose().map_err(|problem: Problem| failure(&problem))
    }

    /// Articles as readers see them, the newest first; those that are found, the best match first.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn articles(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(name = "where", default)] filter: ArticleWhere,
        #[graphql(desc = "The order, where another one is wanted.")] sort: Option<ListOrder>,
    ) -> async_graphql::Result<Connection<Article>> {
        let ahead = context.look_ahead();
        let more = More::of(&[ahead.field("nodes"), ahead.field("edges").field("node")]);
        let mut query = filter.query().map_err(|problem| failure(&problem))?;
        query.order = sort.map(Into::into);
        let scope = format!("articles {query:?}");
        let part = Part { first, after, last, before };
        let request = part.request(context, &scope).map_err(|problem| failure(&problem))?;
        let page = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Public)?;
            let page = reading.articles(seen, &query, &request)?;
            let read = more.read(reading, seen, &page.items)?;
            Ok(page.with(|articles| Ok(articles.into_iter().zip(read).collect()))?)
        })
        .await?;
        holds_for(context, page.items.iter().map(|(view, more)| (view, more)))?;
        let place = |item: &(ArticleView, Read)| Reading::place(&item.0);
        connection(&page, &scope, place, |(view, more)| article(view, more))
    }

    /// The newest revisions of articles, the latest begun first; needs a credential.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn working_articles(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(name = "where", default)] filter: ArticleWhere,
        #[graphql(desc = "In one of these states.", default)] state: Vec<ArticleState>,
        #[graphql(desc = "One of these accounts works on them.", default)] assignee: Vec<ID>,
        #[graphql(
            desc = "The articles that were begun by this instant, each in the revision that was its newest then; goes together with times of `where` only."
        )]
        as_of: Option<DateTime>,
    ) -> async_graphql::Result<Connection<WorkingSummary>> {
        let mut query = filter.query().map_err(|problem| failure(&problem))?;
        let states = state.iter().filter_map(|state| DomainState::from_word(&word(state)));
        query.filter.states = states.collect();
        let accounts = assignee.iter().map(|account| Uuid::parse_str(account));
        let accounts = accounts.collect::<Result<_, _>>();
        let no_id = |_error| failure(&fault("assignee", "invalid_value", "not an id"));
        query.filter.assignee = any(accounts.map_err(no_id)?);
        let then = as_of.map(|at| at.0);
        if let Some(name) = query.unknown_then().filter(|_| then.is_some()) {
            return Err(failure(&fault(name, "invalid_value", UNKNOWN_THEN)));
        }
        let scope = format!("working articles {query:?} {then:?}");
        let part = Part { first, after, last, before };
        let request = part.request(context, &scope).map_err(|problem| failure(&problem))?;
        let page = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Working)?;
            match then {
                Some(then) => reading.articles_then(seen, &query, (&request, then)),
                None => reading.articles(seen, &query, &request),
            }
        })
        .await?;
        connection(&page, &scope, Reading::place, dto::article::working_summary)
    }

    /// The newest revision of an article; needs a credential.
    async fn working_article(
        &self,
        context: &Context<'_>,
        by: By,
        #[graphql(
            desc = "The revision that was the newest at this instant; the state is that of now."
        )]
        as_of: Option<DateTime>,
    ) -> async_graphql::Result<Option<WorkingArticle>> {
        let found = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Working)?;
            let found = by.find(|handle| reading.article(seen, handle))?;
            let then = as_of.map(|at| at.0);
            match found.map(|article| reading.working(seen, article, then)).transpose() {
                Err(error) => absent(error),
                found => found,
            }
        })
        .await?;
        let shown = found.as_ref().map(dto::article::working).transpose();
        shown.map_err(|problem| failure(&problem))
    }
}

/// Notes when the first of the articles that are shown, or of the translations beside them, comes
/// to its end.
pub(super) fn holds_for<'a>(
    context: &Context<'_>,
    articles: impl Iterator<Item = (&'a ArticleView, &'a Read)>,
) -> async_graphql::Result<()> {
    let end = articles.filter_map(|(view, more)| {
        let beside = more.translations.iter().map(|one| one.shown_until);
        beside.chain([view.row.shown_until]).flatten().min()
    });
    context.data::<Snapshot>()?.holds_until(context, end.min())
}

/// What is read of articles beside what every list shows: only what was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct More {
    body: bool,
    beside: Beside,
}

/// What is read of what stands beside the text.
#[derive(Debug, Clone, Copy)]
struct Beside {
    quotes: bool,
    corrections: bool,
    translations: bool,
}

/// What was read of one article.
#[derive(Debug, Clone, Default)]
pub(super) struct Read {
    body: Option<BodyRow>,
    quotes: Vec<UsedQuote>,
    corrections: Vec<StoredCorrection>,
    translations: Vec<TranslationRow>,
}

impl More {
    /// What a query asks of articles at these places.
    pub(super) fn of(places: &[Lookahead<'_>]) -> Self {
        let asks = |field: &str| places.iter().any(|place| place.field(field).exists());
        let beside = Beside {
            quotes: asks("quotes"),
            corrections: asks("corrections"),
            translations: asks("translations"),
        };
        Self { body: asks("body"), beside }
    }

    /// Reads it for all articles at once, in their order.
    pub(super) fn read(
        self,
        reading: &mut Reading,
        seen: Visibility,
        articles: &[ArticleView],
    ) -> Result<Vec<Read>, NewsroomError> {
        let rows: Vec<_> = articles.iter().map(|view| view.row.clone()).collect();
        let ids: Vec<ArticleId> = rows.iter().map(|row| row.id).collect();
        let bodies = if self.body { reading.bodies(seen, &ids)? } else { Vec::new() };
        let quotes =
            if self.beside.quotes { reading.used_quotes(seen, &rows)? } else { Vec::new() };
        let corrections =
            if self.beside.corrections { reading.corrections_of(seen, &ids)? } else { Vec::new() };
        let translations =
            if self.beside.translations { reading.translations(seen, &ids)? } else { Vec::new() };
        let mut bodies: HashMap<_, _> = bodies.into_iter().collect();
        let mut quotes: HashMap<_, _> = quotes.into_iter().collect();
        let mut one = |id: &ArticleId| Read {
            body: bodies.remove(id),
            quotes: quotes.remove(id).unwrap_or_default(),
            corrections: corrections.iter().filter(|one| one.article == *id).cloned().collect(),
            translations: translations.iter().filter(|one| one.of == *id).cloned().collect(),
        };
        Ok(ids.iter().map(&mut one).collect())
    }
}

/// An article with what was read of it.
pub(super) fn article(view: &ArticleView, more: &Read) -> Result<Article, Problem> {
    let mut article = dto::article::article(view)?;
    if let Some(body) = &more.body {
        article.body = dto::article::body(body.clone())?;
    }
    article.corrections =
        more.corrections.iter().map(dto::correction::shown).collect::<Result<_, _>>()?;
    article.translations =
        more.translations.iter().map(dto::translation::shown).collect::<Result<_, _>>()?;
    article.quotes = more.quotes.iter().map(dto::quote::used).collect::<Result<_, _>>()?;
    Ok(article)
}

/// What is not there is null, not an error.
#[expect(clippy::wildcard_enum_match_arm, reason = "one arm passes every other refusal on")]
pub(super) fn absent<T>(error: NewsroomError) -> Result<Option<T>, NewsroomError> {
    match error {
        NewsroomError::NotFound(_) | NewsroomError::Gone { .. } => Ok(None),
        other => Err(other),
    }
}

#[ComplexObject]
impl Article {
    /// The text, in its forms.
    async fn body(&self) -> ArticleBody {
        self.body.clone()
    }

    /// What readers are told was wrong, the oldest first.
    async fn corrections(&self) -> &[dto::correction::Correction] {
        &self.corrections
    }

    /// The same story in other languages, as far as readers see it, by language.
    async fn translations(&self) -> &[dto::translation::Translation] {
        &self.translations
    }

    /// The quotes that stand in it, in the order of its text.
    async fn quotes(&self) -> &[dto::quote::UsedQuote] {
        &self.quotes
    }
}
