//! `/v1/quotes`.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::date::PartialDate;
use domain::id::{QuoteId, Revision};
use domain::language::Language;
use domain::quote::{Form, Quote, QuoteStatus};
use newsroom::{Order, QuoteFilter, QuoteQuery, QuoteView, Reading, View};
use serde_json::{Value, json};

use super::{Member, handle, page, patched, resource, view};
use crate::auth::{App, Caller};
use crate::dto;
use crate::dto::fields::Fields;
use crate::dto::printed::PrintedUses;
use crate::dto::quote::{Quote as QuoteAnswer, QuoteInput, QuotePage, WorkingQuote};
use crate::web::answer::{self, PageInfo};
use crate::web::change::{Asked, Changed};
use crate::web::condition::if_match;
use crate::web::json::{JsonBody, PatchBody};
use crate::web::keys::Keys;
use crate::web::problem::Problem;
use crate::web::query::{Query, fault, sought, words_to_find};

const LIST: [&str; 17] = [
    "view",
    "fields",
    "expert",
    "organization",
    "topic",
    "article",
    "language",
    "form",
    "status",
    "saidFrom",
    "saidTo",
    "text",
    "q",
    "sort",
    "limit",
    "count",
    "cursor",
];

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/quotes", "GET, HEAD, OPTIONS, POST")
                .route(web::get().to(list))
                .route(web::post().to(create)),
        )
        .service(
            resource("/v1/quotes/{id}", "GET, HEAD, OPTIONS, PUT, PATCH, DELETE")
                .route(web::get().to(get))
                .route(web::put().to(replace))
                .route(web::patch().to(patch))
                .route(web::delete().to(delete)),
        )
        .service(resource("/v1/quotes/{id}/uses", "GET, HEAD, OPTIONS").route(web::get().to(uses)));
}

/// Lists quotes, the newest first, and finds them by their words, the best match first. Readers see
/// those of published articles.
#[utoipa::path(get, path = "/v1/quotes", operation_id = "listQuotes", tag = "quotes",
    params(
        ("view" = Option<String>, Query, description = "`public` (the default) or `working`, which needs a credential"),
        ("fields" = Option<String>, Query, description = "Only these members, and `id`, separated by commas; not in the working view"),
        ("expert" = Option<String>, Query, description = "Said by one of these: ids or slugs, separated by commas"),
        ("organization" = Option<String>, Query, description = "Said by somebody of one of these then: ids or slugs, separated by commas"),
        ("topic" = Option<String>, Query, description = "About one of these: ids or slugs, separated by commas"),
        ("article" = Option<String>, Query, description = "Printed in one of these: ids or slugs, separated by commas"),
        ("language" = Option<String>, Query, description = "In one of these languages (BCP 47), separated by commas"),
        ("form" = Option<String>, Query, description = "`direct`, `partial`, `indirect`, `paraphrase`, separated by commas"),
        ("status" = Option<String>, Query, description = "In the working view: `suggested`, `accepted`, `rejected`, `retracted`, separated by commas"),
        ("saidFrom" = Option<String>, Query, description = "Said on this day or later: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`"),
        ("saidTo" = Option<String>, Query, description = "Said before this day: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`"),
        ("text" = Option<String>, Query, max_length = 200, description = "With these letters in this order, whatever their case; `q` finds words"),
        ("q" = Option<String>, Query, description = "Found by all of these words, whatever accents and capitals they have: what was said, who said it then where they may be named, the original. The last word may be a beginning of three letters or more. No sign means anything. Not in the working view"),
        ("sort" = Option<String>, Query, description = "`-createdAt` (the default), `createdAt`, or with `q` `relevance` (the default there), which shows the best 1,000"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
        ("count" = Option<bool>, Query, description = "`true` to learn how long the whole list is: `total` of `page`"),
        ("cursor" = Option<String>, Query, description = "The place in the list, from `page` of another answer"),
    ),
    responses((status = 200, description = "A page", body = QuotePage)))]
pub(crate) async fn list(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &LIST)?;
    let view = view(&query)?;
    let fields = Fields::read::<QuoteAnswer>(&query, view)?;
    let wanted = wanted(&query)?;
    let asked = page(&request, &query)?;
    let limit = asked.limit;
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&caller.actor, view)?;
            reading.quotes(seen, &wanted, &asked)
        })
        .await?;
    let info = PageInfo::of(&request, &found, limit, Reading::quote_place);
    if view == View::Working {
        let data: Vec<_> = found.items.iter().map(dto::quote::working).collect::<Result<_, _>>()?;
        return Ok(answer::working(StatusCode::OK, None, &json!({ "data": data, "page": info })));
    }
    let link = info.link(&request);
    let data = found.items.iter().map(dto::quote::shown).collect::<Result<_, _>>()?;
    let mut shown: Value = dto::members(&QuotePage { data, page: info })?.into();
    // a quote is seen while an article that uses it is
    let keys = Keys::of(&shown).with(&["quotes", "articles"]);
    fields.trim_all(&mut shown);
    answer::public(&request, &shown, keys, link)
}

fn wanted(query: &Query) -> Result<QuoteQuery, Problem> {
    let handles = |name: &str| query.any_of(name, handle);
    let language =
        |word: &str| Language::parse(word).map(|l| l.as_str().to_owned()).map_err(|f| f.detail);
    let form = |word: &str| match Form::from_word(word) {
        Some(form) => Ok(form.word().to_owned()),
        None => Err("direct, partial, indirect or paraphrase".to_owned()),
    };
    let status = |word: &str| match QuoteStatus::from_word(word) {
        Some(status) => Ok(status.word().to_owned()),
        None => Err("suggested, accepted, rejected or retracted".to_owned()),
    };
    let day = |name: &str| match query.one(name)?.map(PartialDate::parse) {
        None => Ok(None),
        Some(Ok(date)) => Ok(Some(date.first_day())),
        Some(Err(rule)) => Err(fault(name, "invalid_value", rule.detail)),
    };
    let orders = [
        ("-createdAt", Order::Newest),
        ("createdAt", Order::Oldest),
        ("relevance", Order::Relevance),
    ];
    let text = query.one("text")?.map(words_to_find).transpose()?;
    Ok(QuoteQuery {
        experts: handles("expert")?,
        organizations: handles("organization")?,
        topics: handles("topic")?,
        articles: handles("article")?,
        filter: QuoteFilter {
            languages: query.any_of("language", language)?,
            forms: query.any_of("form", form)?,
            statuses: query.any_of("status", status)?,
            said_from: day("saidFrom")?,
            said_to: day("saidTo")?,
            text,
            sought: query.one("q")?.map(sought).transpose()?,
            ..QuoteFilter::default()
        },
        order: query.choice("sort", &orders)?,
    })
}

/// Reads a quote.
#[utoipa::path(get, path = "/v1/quotes/{id}", operation_id = "getQuote", tag = "quotes",
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("view" = Option<String>, Query, description = "`public` (the default) or `working`, which needs a credential"),
        ("fields" = Option<String>, Query, description = "Only these members, and `id`, separated by commas; not in the working view"),
    ),
    responses((status = 200, description = "The quote; a `WorkingQuote` in the working view", body = QuoteAnswer)))]
pub(crate) async fn get(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["view", "fields"])?;
    let view = view(&query)?;
    let fields = Fields::read::<QuoteAnswer>(&query, view)?;
    let id = QuoteId(dto::id(&path)?);
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&caller.actor, view)?;
            reading.quote(seen, id)
        })
        .await?;
    match view {
        View::Working => working(&found),
        View::Public => {
            let mut shown = dto::members(&dto::quote::shown(&found)?)?.into();
            let keys = Keys::of(&shown).and("articles");
            fields.trim(&mut shown);
            answer::public(&request, &shown, keys, None)
        }
    }
}

/// Reads where a quote is printed: the places in the articles that readers see.
#[utoipa::path(get, path = "/v1/quotes/{id}/uses", operation_id = "listQuoteUses", tag = "quotes",
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
    ),
    responses((status = 200, description = "The places", body = PrintedUses)))]
pub(crate) async fn uses(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let limit = Query::read(&request, &["limit"])?.limit()?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let id = QuoteId(dto::id(&path)?);
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&caller.actor, View::Public)?;
            reading.quote_uses(seen, id, limit)
        })
        .await?;
    let items = found.iter().map(dto::printed::printed).collect::<Result<_, _>>()?;
    let shown = dto::list::summarised(&PrintedUses { items })?;
    answer::public(&request, &shown, Keys::of(&shown).and("articles").about(id.0), None)
}

fn working(found: &QuoteView) -> Result<HttpResponse, Problem> {
    let revision = found.stored.stamp.revision;
    Ok(answer::working(StatusCode::OK, Some(revision), &dto::quote::working(found)?))
}

/// Notes a quote. What an author notes is a suggestion until an editor accepts it.
#[utoipa::path(post, path = "/v1/quotes", operation_id = "createQuote", tag = "quotes",
    request_body = QuoteInput, security(("bearer" = [])),
    responses((status = 201, description = "The quote", body = WorkingQuote)))]
pub(crate) async fn create(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let content = Quote::parse(body.object()?)?;
    app.change(asked, move |newsroom, actor| {
        let made = newsroom.create_quote(actor, content)?;
        let path = format!("/v1/quotes/{}", made.stored.id);
        Changed::made(path, made.stored.stamp.revision, &dto::quote::working(&made)?)
    })
    .await
}

async fn revise(
    app: Data<App>,
    member: Member,
    of: (QuoteId, Revision),
    content: Quote,
) -> Result<HttpResponse, Problem> {
    working(&app.run(move |n| n.revise_quote(&member.0.actor, of, content)).await?)
}

/// Replaces a quote's document by a new revision.
#[utoipa::path(put, path = "/v1/quotes/{id}", operation_id = "replaceQuote", tag = "quotes",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
    request_body = QuoteInput, security(("bearer" = [])),
    responses((status = 200, description = "The new revision", body = WorkingQuote)))]
pub(crate) async fn replace(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let of = (QuoteId(dto::id(&path)?), if_match(&request)?);
    revise(app, member, of, Quote::parse(body.object()?)?).await
}

/// Changes members of a quote's document; the result is a new revision.
#[utoipa::path(patch, path = "/v1/quotes/{id}", operation_id = "changeQuote", tag = "quotes",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
    request_body(content((QuoteInput = "application/merge-patch+json"), (Vec<serde_json::Value> = "application/json-patch+json"))),
    security(("bearer" = [])),
    responses((status = 200, description = "The new revision", body = WorkingQuote)))]
pub(crate) async fn patch(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: PatchBody,
) -> Result<HttpResponse, Problem> {
    let of = (QuoteId(dto::id(&path)?), if_match(&request)?);
    let actor = member.0.actor.clone();
    let before = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&actor, View::Working)?;
            reading.quote(seen, of.0)
        })
        .await?;
    let document = dto::members(&before.stored.content)?.into();
    revise(app, member, of, Quote::parse(patched(document, body)?)?).await
}

/// Deletes a quote that no article uses.
#[utoipa::path(delete, path = "/v1/quotes/{id}", operation_id = "deleteQuote", tag = "quotes",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn delete(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let (id, expected) = (QuoteId(dto::id(&path)?), if_match(&request)?);
    app.run(move |n| n.delete_quote(&member.0.actor, id, expected)).await?;
    Ok(answer::nothing())
}
