//! `/v1/articles`.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, guard};
use domain::article::{ArticleContent, ArticleState, Attachment, Batch, Save};
use domain::id::ArticleId;
use domain::language::Language;
use domain::record::Entity;
use domain::time::Timestamp;
use newsroom::{ArticleFilter, ArticleQuery, Found, NewsroomError, Order, Reading, View, Working};
use serde_json::Value;
use uuid::Uuid;

use super::{Member, handle, page, patched, resource, view, workflow};
use crate::auth::{App, Caller};
use crate::dto;
use crate::dto::article::{
    Article, ArticleInput, ArticlePage, ArticleSummary, WorkingArticle, WorkingPage,
};
use crate::dto::attachment::{AttachQuoteContent, AttachedQuote};
use crate::dto::batch::{BatchInput, BatchResult};
use crate::dto::fields::Fields;
use crate::dto::relation::{Include, Relation};
use crate::web::answer::{self, PageInfo};
use crate::web::change::{Asked, Changed};
use crate::web::condition::if_match;
use crate::web::json::{JsonBody, PatchBody};
use crate::web::keys::Keys;
use crate::web::problem::Problem;
use crate::web::query::{Query, fault, note, sought};

const LIST: [&str; 21] = [
    "view",
    "asOf",
    "include",
    "fields",
    "section",
    "topic",
    "author",
    "expert",
    "organization",
    "kind",
    "language",
    "q",
    "publishedFrom",
    "publishedTo",
    "ids",
    "state",
    "assignee",
    "sort",
    "limit",
    "count",
    "cursor",
];

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/articles", "GET, HEAD, OPTIONS, POST")
                .route(web::get().to(list))
                .route(web::post().to(create)),
        )
        .service(
            // an article may have this word for its slug
            resource("/v1/articles/batch", "OPTIONS, POST")
                .guard(guard::Not(guard::Get()))
                .route(web::post().to(change_many)),
        )
        .service(
            resource("/v1/articles/{article}", "GET, HEAD, OPTIONS, PUT, PATCH, DELETE")
                .route(web::get().to(get))
                .route(web::put().to(replace))
                .route(web::patch().to(patch))
                .route(web::delete().to(workflow::trash)),
        )
        .service(
            resource("/v1/articles/{article}/quotes", "OPTIONS, POST")
                .route(web::post().to(attach_quote)),
        );
}

/// Lists articles, the newest first, and finds them by their words, the best match first.
#[utoipa::path(get, path = "/v1/articles", operation_id = "listArticles", tag = "articles",
    params(
        ("view" = Option<String>, Query, description = "`public` (the default) or `working`, which needs a credential"),
        ("asOf" = Option<String>, Query, description = "In the working view: the articles that were begun by this instant (RFC 3339), each in the revision that was its newest then. Goes together with `ids`, `publishedFrom`, `publishedTo` and what is said of the page"),
        ("include" = Option<String>, Query, description = "Relations that come with all their members: `section`, `authors`, `topics`, separated by commas"),
        ("fields" = Option<String>, Query, description = "Only these members, and `id`, separated by commas; not in the working view"),
        ("section" = Option<String>, Query, description = "Ids or slugs: comma is OR, repeating is AND, a leading `-` is NOT"),
        ("topic" = Option<String>, Query, description = "As `section`"),
        ("author" = Option<String>, Query, description = "As `section`"),
        ("expert" = Option<String>, Query, description = "Quoting them, where they may be named; as `section`"),
        ("organization" = Option<String>, Query, description = "Quoting somebody of theirs then, where they may be named; as `section`"),
        ("kind" = Option<String>, Query, description = "Kinds, as `section`"),
        ("language" = Option<String>, Query, description = "Languages (BCP 47), as `section`"),
        ("q" = Option<String>, Query, description = "Found by all of these words, whatever accents and capitals they have, in what readers see: headline, kicker, standfirst, summary points, text. The last word may be a beginning of three letters or more. No sign means anything. Not in the working view"),
        ("publishedFrom" = Option<String>, Query, description = "Not earlier than this (RFC 3339)"),
        ("publishedTo" = Option<String>, Query, description = "Earlier than this (RFC 3339)"),
        ("ids" = Option<String>, Query, description = "Up to 20 ids, separated by commas"),
        ("state" = Option<String>, Query, description = "States, separated by commas; in the working view only"),
        ("assignee" = Option<String>, Query, description = "Who works on them: ids of accounts, in the working view only; as `section`"),
        ("sort" = Option<String>, Query, description = "`-publishedAt` (the default), `publishedAt`, or with `q` `relevance` (the default there), which shows the best 1,000"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
        ("count" = Option<bool>, Query, description = "`true` to learn how long the whole list is: `total` of `page`"),
        ("cursor" = Option<String>, Query, description = "The place in the list, from `page` of another answer"),
    ),
    responses((status = 200, description = "A page; of `WorkingPage` in the working view", body = ArticlePage)))]
async fn list(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &LIST)?;
    let view = view(&query)?;
    let include = Include::read(&query)?;
    if include.has(Relation::Quotes) {
        let rule = "section, authors or topics; quotes come with a single article";
        return Err(fault("include", "invalid_value", rule));
    }
    let fields = Fields::read::<ArticleSummary>(&query, view)?;
    let wanted = wanted(&query)?;
    of_the_desk(&query, view)?;
    let then = as_of(&query, view, wanted.unknown_then())?;
    let asked = page(&request, &query)?;
    let limit = asked.limit;
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&caller.actor, view)?;
            match then {
                Some(then) => reading.articles_then(seen, &wanted, (&asked, then)),
                None => reading.articles(seen, &wanted, &asked),
            }
        })
        .await?;
    let info = PageInfo::of(&request, &found, limit, Reading::place);
    if view == View::Working {
        let data =
            found.items.iter().map(dto::article::working_summary).collect::<Result<_, _>>()?;
        return Ok(answer::working(StatusCode::OK, None, &WorkingPage { data, page: info }));
    }
    let link = info.link(&request);
    let data = found.items.iter().map(dto::article::summary).collect::<Result<_, _>>()?;
    let mut shown: Value = dto::members(&ArticlePage { data, page: info })?.into();
    include.trim_all(&mut shown);
    let keys = Keys::of(&shown).and("articles");
    fields.trim_all(&mut shown);
    answer::public(&request, &shown, keys, link)
}

/// The instant that is asked about; `unknown` is a parameter that cannot be answered of the past.
fn as_of(
    query: &Query,
    view: View,
    unknown: Option<&'static str>,
) -> Result<Option<Timestamp>, Problem> {
    let then = instant(query, "asOf")?;
    if then.is_some() && view == View::Public {
        return Err(fault("asOf", "invalid_value", "needs view=working"));
    }
    match unknown.filter(|_| then.is_some()) {
        Some(name) => Err(fault(name, "invalid_value", UNKNOWN_THEN)),
        None => Ok(then),
    }
}

/// Why a filter does not go together with `asOf`.
pub(crate) const UNKNOWN_THEN: &str = "does not go together with asOf";

/// Refuses readers who ask for what only the desk knows.
fn of_the_desk(query: &Query, view: View) -> Result<(), Problem> {
    for name in ["state", "assignee"] {
        if view == View::Public && query.one(name)?.is_some() {
            return Err(fault(name, "invalid_value", "needs view=working"));
        }
    }
    Ok(())
}

/// A parameter that is a time.
pub(super) fn instant(query: &Query, name: &str) -> Result<Option<Timestamp>, Problem> {
    let Some(raw) = query.one(name)? else { return Ok(None) };
    let rule = "a time of RFC 3339, such as 2026-03-14T07:30:00Z";
    Timestamp::parse(raw).map(Some).ok_or_else(|| fault(name, "invalid_value", rule))
}

fn wanted(query: &Query) -> Result<ArticleQuery, Problem> {
    let kind = |word: &str| {
        let known: Result<domain::article::ArticleKind, _> = serde_json::from_value(word.into());
        known.map(|_| word.to_owned()).map_err(|error| error.to_string())
    };
    let language =
        |word: &str| Language::parse(word).map(|l| l.as_str().to_owned()).map_err(|f| f.detail);
    let id = |word: &str| Uuid::parse_str(word).map_err(|_error| "not an id".to_owned());
    let state = |word: &str| {
        ArticleState::from_word(word).ok_or_else(|| {
            format!("one of {}", ArticleState::ALL.map(ArticleState::word).join(", "))
        })
    };
    let orders = [
        ("-publishedAt", Order::Newest),
        ("publishedAt", Order::Oldest),
        ("relevance", Order::Relevance),
    ];
    Ok(ArticleQuery {
        section: query.wanted("section", handle)?,
        topic: query.wanted("topic", handle)?,
        author: query.wanted("author", handle)?,
        expert: query.wanted("expert", handle)?,
        organization: query.wanted("organization", handle)?,
        filter: ArticleFilter {
            kind: query.wanted("kind", kind)?,
            language: query.wanted("language", language)?,
            from: query.instant("publishedFrom")?,
            to: query.instant("publishedTo")?,
            ids: query.any_of("ids", id)?,
            states: query.any_of("state", state)?,
            assignee: query.wanted("assignee", id)?,
            sought: query.one("q")?.map(sought).transpose()?,
            ..ArticleFilter::default()
        },
        order: query.choice("sort", &orders)?,
    })
}

/// Reads an article by its id or slug.
#[utoipa::path(get, path = "/v1/articles/{article}", operation_id = "getArticle", tag = "articles",
    params(
        ("article" = String, Path, description = "Its id or slug; an old slug answers 308"),
        ("view" = Option<String>, Query, description = "`public` (the default) or `working`, which needs a credential"),
        ("asOf" = Option<String>, Query, description = "In the working view: the revision that was the newest at this instant (RFC 3339); the state is that of now"),
        ("include" = Option<String>, Query, description = "Relations that come with all their members: `section`, `authors`, `topics`, `quotes`, `quotes.expert`, separated by commas"),
        ("fields" = Option<String>, Query, description = "Only these members, and `id`, separated by commas; not in the working view"),
    ),
    responses(
        (status = 200, description = "The article; a `WorkingArticle` in the working view", body = Article),
        (status = 308, description = "It has another slug now"),
        (status = 410, description = "It was withdrawn", body = crate::web::problem::ProblemDocument)))]
async fn get(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["view", "asOf", "include", "fields"])?;
    let (view, handle) = (view(&query)?, path.into_inner());
    let include = Include::read(&query)?;
    let fields = Fields::read::<Article>(&query, view)?;
    let then = as_of(&query, view, None)?;
    if view == View::Working {
        let found = app
            .run(move |newsroom| {
                let mut reading = newsroom.reading()?;
                let seen = reading.seen(&caller.actor, View::Working)?;
                match reading.article(seen, &handle)? {
                    Found::Here(article) => reading.working(seen, article, then),
                    Found::Moved { .. } => Err(NewsroomError::NotFound(Entity::Article)),
                }
            })
            .await?;
        return working_answer(StatusCode::OK, &found);
    }
    let with_quotes = include.has(Relation::Quotes);
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&caller.actor, View::Public)?;
            Ok::<_, NewsroomError>(match reading.article(seen, &handle)? {
                Found::Here(article) => {
                    let body = reading.body(&article)?;
                    let rows = if with_quotes { std::slice::from_ref(&article.row) } else { &[] };
                    let quotes = reading.used_quotes(seen, rows)?.pop();
                    let beside = (
                        reading.corrections_of(seen, &[article.row.id])?,
                        reading.translations(seen, &[article.row.id])?,
                    );
                    let quotes = quotes.map_or_else(Vec::new, |(_, quotes)| quotes);
                    Ok((article, body, quotes, beside))
                }
                Found::Moved { slug } => Err(slug),
            })
        })
        .await?;
    match found {
        Ok((article, body, quotes, (corrections, translations))) => {
            let mut shown: Article = dto::article::article(&article)?;
            shown.body = dto::article::body(body)?;
            shown.quotes = quotes.iter().map(dto::quote::used).collect::<Result<_, _>>()?;
            shown.corrections =
                corrections.iter().map(dto::correction::shown).collect::<Result<_, _>>()?;
            shown.translations =
                translations.iter().map(dto::translation::shown).collect::<Result<_, _>>()?;
            let mut shown = dto::members(&shown)?.into();
            include.trim(&mut shown);
            // what is said of it, and what is found in it, may come later
            let later: &[&str] =
                if with_quotes { &["corrections", "quotes"] } else { &["corrections"] };
            let keys = Keys::of(&shown).with(later);
            fields.trim(&mut shown);
            answer::public(&request, &shown, keys, None)
        }
        Err(slug) => Ok(answer::moved(&format!("/v1/articles/{slug}"))),
    }
}

fn working_answer(status: StatusCode, found: &Working) -> Result<HttpResponse, Problem> {
    let revision = found.view.row.head_revision;
    Ok(answer::working(status, Some(revision), &dto::article::working(found)?))
}

pub(super) fn id(path: &Path<String>) -> Result<ArticleId, Problem> {
    dto::id(path).map(ArticleId)
}

/// Begins an article.
#[utoipa::path(post, path = "/v1/articles", operation_id = "createArticle", tag = "articles",
    params(("note" = Option<String>, Query, description = "What you say of this save, for those who read the history")),
    request_body = ArticleInput, security(("bearer" = [])),
    responses((status = 201, description = "The draft", body = WorkingArticle)))]
async fn create(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let note = note(&Query::read(&request, &["note"])?)?;
    let save = Save { content: ArticleContent::parse(body.object()?)?, note };
    app.change(asked, move |newsroom, actor| {
        let made = newsroom.create_article(actor, &save)?;
        let row = &made.view.row;
        let path = format!("/v1/articles/{}", row.id);
        Changed::made(path, row.head_revision, &dto::article::working(&made)?)
    })
    .await
}

/// Makes up to 100 changes of articles, in order: each for itself, or with `atomic` all of them or
/// none.
#[utoipa::path(post, path = "/v1/articles/batch", operation_id = "changeArticles", tag = "articles",
    request_body = BatchInput, security(("bearer" = [])),
    responses((status = 200, description = "What became of each change", body = BatchResult)))]
async fn change_many(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let batch = Batch::parse(body.object()?)?;
    app.change(asked, move |newsroom, actor| {
        let result = dto::batch::result(newsroom.change_articles(actor, batch))?;
        Changed::saved(None, &result)
    })
    .await
}

/// Attaches a quote by its words: the server finds the place and marks it. A new revision.
#[utoipa::path(post, path = "/v1/articles/{article}/quotes", operation_id = "attachQuote", tag = "quotes",
    params(("article" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
    request_body = AttachQuoteContent, security(("bearer" = [])),
    responses((status = 201, description = "The quote, its use, and the article in its new revision", body = AttachedQuote)))]
async fn attach_quote(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let of = (id(&path)?, if_match(&request)?);
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let (said, attachment) = Attachment::parse(body.object()?)?;
    app.change(asked, move |newsroom, actor| {
        let done = newsroom.attach_quote(actor, of, said, &attachment)?;
        let path = format!("/v1/quotes/{}", done.quote.stored.id);
        let revision = done.article.view.row.head_revision;
        Changed::made(path, revision, &dto::attachment::attached(&done)?)
    })
    .await
}

/// Replaces an article's document by a new revision.
#[utoipa::path(put, path = "/v1/articles/{article}", operation_id = "replaceArticle", tag = "articles",
    params(
        ("article" = Uuid, Path, description = "Its id"),
        ("note" = Option<String>, Query, description = "What you say of this save, for those who read the history"),
        ("If-Match" = String, Header, description = "The ETag of the working view"),
    ),
    request_body = ArticleInput, security(("bearer" = [])),
    responses((status = 200, description = "The new revision", body = WorkingArticle)))]
async fn replace(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let expected = if_match(&request)?;
    let note = note(&Query::read(&request, &["note"])?)?;
    let save = Save { content: ArticleContent::parse(body.object()?)?, note };
    let saved = app.run(move |n| n.revise_article(&member.0.actor, id, expected, &save)).await?;
    working_answer(StatusCode::OK, &saved)
}

/// Changes members of an article's document; the result is a new revision.
#[utoipa::path(patch, path = "/v1/articles/{article}", operation_id = "changeArticle", tag = "articles",
    params(
        ("article" = Uuid, Path, description = "Its id"),
        ("note" = Option<String>, Query, description = "What you say of this save, for those who read the history"),
        ("If-Match" = String, Header, description = "The ETag of the working view"),
    ),
    request_body(content(
        (ArticleInput = "application/merge-patch+json"),
        (Vec<serde_json::Value> = "application/json-patch+json"))),
    security(("bearer" = [])),
    responses((status = 200, description = "The new revision", body = WorkingArticle)))]
async fn patch(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: PatchBody,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let expected = if_match(&request)?;
    let note = note(&Query::read(&request, &["note"])?)?;
    let actor = member.0.actor.clone();
    let before = app.run(move |n| n.base_of(&actor, id, expected)).await?;
    let document = before.to_json().map_err(|error| Problem::internal(&error))?;
    let save = Save { content: ArticleContent::parse(patched(document.into(), body)?)?, note };
    let saved = app.run(move |n| n.revise_article(&member.0.actor, id, expected, &save)).await?;
    working_answer(StatusCode::OK, &saved)
}
