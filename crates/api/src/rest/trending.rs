//! `/v1/trending`, `/v1/most-viewed`, `/v1/rising`: lists that follow from what readers do.

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::audience::{HalfLife, Metric, Window};
use domain::language::Language;
use newsroom::Validity;
use newsroom::audience::ScopeQuery;
use serde::Serialize;

use super::{handle, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::audience::{MostViewedList, RisingList, TrendingList};
use crate::web::answer;
use crate::web::keys::Keys;
use crate::web::problem::Problem;
use crate::web::query::{Query, fault};

/// What narrows a list down, and how long it is.
const SCOPE: [&str; 4] = ["section", "topic", "language", "limit"];

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/v1/trending", "GET, HEAD, OPTIONS").route(web::get().to(trending)))
        .service(resource("/v1/most-viewed", "GET, HEAD, OPTIONS").route(web::get().to(most)))
        .service(resource("/v1/rising", "GET, HEAD, OPTIONS").route(web::get().to(rising)));
}

/// Lists what is read most at present, and says why.
#[utoipa::path(get, path = "/v1/trending", operation_id = "getTrending", tag = "audience",
    params(
        ("halfLife" = Option<i64>, Query, description = "After how many hours an event counts half: 1, 6 or 48; 6 unless said otherwise", minimum = 1, maximum = 48),
        ("section" = Option<String>, Query, description = "In this section: its id or slug"),
        ("topic" = Option<String>, Query, description = "Under this topic: its id or slug"),
        ("language" = Option<String>, Query, description = "In this language (BCP 47)"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
    ),
    responses((status = 200, description = "The most read first", body = TrendingList)))]
pub(crate) async fn trending(
    request: HttpRequest,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &[&SCOPE[..], &["halfLife"]].concat())?;
    let half_life = half_life(&query)?;
    let (scope, limit) = (scope(&query)?, limit(&query)?);
    let (found, validity) =
        app.read(move |reading| reading.trending(half_life, &scope, limit)).await?;
    let list = TrendingList::try_from((&found, dto::audience::trending_algorithm(half_life)))?;
    shown(&request, &list, validity)
}

/// Lists what was read, stayed with or shared most in a time: exact counts, which editors move
/// nothing in but what they mute.
#[utoipa::path(get, path = "/v1/most-viewed", operation_id = "getMostViewed", tag = "audience",
    params(
        ("window" = Option<String>, Query, description = "The time up to now: `1h`, `24h`, `7d` or `30d`; `24h` unless said otherwise"),
        ("metric" = Option<String>, Query, description = "`views`, `visitors`, `engaged` or `shares`; `views` unless said otherwise"),
        ("section" = Option<String>, Query, description = "In this section: its id or slug"),
        ("topic" = Option<String>, Query, description = "Under this topic: its id or slug"),
        ("language" = Option<String>, Query, description = "In this language (BCP 47)"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
    ),
    responses((status = 200, description = "The most first", body = MostViewedList)))]
pub(crate) async fn most(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &[&SCOPE[..], &["window", "metric"]].concat())?;
    let windows = Window::ALL.map(|one| (one.word(), one));
    let metrics = Metric::ALL.map(|one| (one.word(), one));
    let window = query.choice("window", &windows)?.unwrap_or_default();
    let metric = query.choice("metric", &metrics)?.unwrap_or_default();
    let (scope, limit) = (scope(&query)?, limit(&query)?);
    let (found, validity) =
        app.read(move |reading| reading.most_viewed((window, metric), &scope, limit)).await?;
    let algorithm = dto::audience::most_viewed_algorithm(window, metric);
    shown(&request, &MostViewedList::try_from((&found, algorithm))?, validity)
}

/// Lists what is read more than was to be expected, and says how much.
#[utoipa::path(get, path = "/v1/rising", operation_id = "getRising", tag = "audience",
    params(
        ("section" = Option<String>, Query, description = "In this section: its id or slug"),
        ("topic" = Option<String>, Query, description = "Under this topic: its id or slug"),
        ("language" = Option<String>, Query, description = "In this language (BCP 47)"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
    ),
    responses((status = 200, description = "What stands out most first", body = RisingList)))]
pub(crate) async fn rising(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &SCOPE)?;
    let (scope, limit) = (scope(&query)?, limit(&query)?);
    let (found, validity) = app.read(move |reading| reading.rising(&scope, limit)).await?;
    let algorithm = dto::audience::RISING_ALGORITHM.to_owned();
    shown(&request, &RisingList::try_from((&found, algorithm))?, validity)
}

fn half_life(query: &Query) -> Result<HalfLife, Problem> {
    let words = [("1", HalfLife::Hour), ("6", HalfLife::Quarter), ("48", HalfLife::TwoDays)];
    Ok(query.choice("halfLife", &words)?.unwrap_or_default())
}

fn scope(query: &Query) -> Result<ScopeQuery, Problem> {
    let named = |name: &str| -> Result<Option<String>, Problem> {
        let word = query.one(name)?.map(handle).transpose();
        word.map_err(|rule| fault(name, "invalid_value", rule))
    };
    let language = query.one("language")?.map(Language::parse).transpose();
    let language = language.map_err(|found| fault("language", found.code, found.detail))?;
    Ok(ScopeQuery {
        section: named("section")?,
        topic: named("topic")?,
        language: language.map(|language| language.as_str().to_owned()),
    })
}

fn limit(query: &Query) -> Result<usize, Problem> {
    Ok(usize::try_from(query.limit()?).unwrap_or(usize::MAX))
}

fn shown<T: Serialize>(
    request: &HttpRequest,
    list: &T,
    validity: Option<Validity>,
) -> Result<HttpResponse, Problem> {
    let shown = dto::list::summarised(list)?;
    let keys = Keys::of(&shown).with(&["trending", "articles"]);
    answer::kept(request, &shown, keys, validity)
}
