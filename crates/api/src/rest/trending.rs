//! What is read most, what belongs to an article, and the events that tell of it.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, USER_AGENT};
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use newsroom::ingest::{self, Sender};
use newsroom::{Found, NewsroomError, View};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::resource;
use crate::auth::{App, Caller};
use crate::dto;
use crate::dto::list::{RelatedList, TrendingList};
use crate::web::answer;
use crate::web::json::BeaconBody;
use crate::web::keys::Keys;
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/v1/trending", "GET, HEAD, OPTIONS").route(web::get().to(trending)))
        .service(
            resource("/v1/articles/{article}/related", "GET, HEAD, OPTIONS")
                .route(web::get().to(related)),
        )
        .service(resource("/v1/events", "OPTIONS, POST").route(web::post().to(events)));
}

/// Lists what is read most at present, and says why.
#[utoipa::path(get, path = "/v1/trending", operation_id = "getTrending", tag = "lists",
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise")),
    responses((status = 200, description = "The most read first", body = TrendingList)))]
pub(crate) async fn trending(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let limit = limit(&Query::read(&request, &["limit"])?)?;
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&caller.actor, View::Public)?;
            reading.trending(seen, limit)
        })
        .await?;
    let list = dto::list::trending(&found)?;
    let shown = dto::list::summarised(&list)?;
    answer::public(&request, &shown, Keys::of(&shown).and("trending").and("articles"), None)
}

fn limit(query: &Query) -> Result<usize, Problem> {
    Ok(usize::try_from(query.limit()?).unwrap_or(usize::MAX))
}

/// Lists what belongs to an article: an editor's choice, then what shares topics and speakers.
#[utoipa::path(get, path = "/v1/articles/{article}/related", operation_id = "getRelated", tag = "lists",
    params(
        ("article" = String, Path, description = "Its id or slug; an old slug answers 308"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
    ),
    responses((status = 200, description = "What belongs to it", body = RelatedList), (status = 308, description = "The article has another slug now")))]
pub(crate) async fn related(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let limit = limit(&Query::read(&request, &["limit"])?)?;
    let handle = path.into_inner();
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&caller.actor, View::Public)?;
            Ok::<_, NewsroomError>(match reading.article(seen, &handle)? {
                Found::Here(article) => Ok(reading.related(seen, &article, limit)?),
                Found::Moved { slug } => Err(slug),
            })
        })
        .await?;
    match found {
        Ok(items) => {
            let items = items.iter().map(dto::list::related).collect::<Result<_, _>>()?;
            let shown = dto::list::summarised(&RelatedList { items })?;
            answer::public(&request, &shown, Keys::of(&shown).and("articles"), None)
        }
        Err(slug) => Ok(answer::moved(&format!("/v1/articles/{slug}/related"))),
    }
}

/// What a reader did.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Opened the article.
    View,
    /// Stayed for 15 seconds or more.
    Engage,
    /// Shared it.
    Share,
    /// Went on to another article from it.
    Recirc,
}

/// One thing that a reader did.
#[derive(Debug, ToSchema)]
pub struct Event {
    /// UUID version 7, made by the sender: the same id counts once.
    pub id: uuid::Uuid,
    /// The article's id.
    pub article: uuid::Uuid,
    /// What was done.
    pub kind: EventKind,
    /// How long the reader stayed; for `engage`.
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 4_294_967_295_i64)]
    pub seconds: Option<u32>,
    /// Where the reader came from; not kept.
    #[schema(max_length = 65_536, pattern = r"^[\s\S]*$")]
    pub r#ref: Option<String>,
    /// When (RFC 3339), up to six hours ago; now if absent.
    pub at: Option<chrono::DateTime<chrono::Utc>>,
}

/// What readers did.
#[derive(Debug, ToSchema)]
pub struct EventBatch {
    /// Up to 50 events.
    #[schema(max_items = 50)]
    pub events: Vec<Event>,
}

/// What became of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventTally {
    /// Counted.
    pub counted: u32,
    /// Dropped: of programs, or fetched ahead.
    pub automatic: u32,
    /// Dropped: of readers who ask not to be counted.
    pub refused: u32,
    /// Dropped: of articles that readers do not see.
    pub unknown: u32,
    /// Dropped: told twice, or done again within half an hour.
    pub repeated: u32,
    /// Dropped: stays of less than 15 seconds.
    pub brief: u32,
    /// Dropped: from the future, or older than six hours.
    pub untimely: u32,
}

/// Counts what readers did, without knowing them: no cookie is set and no address kept.
/// `navigator.sendBeacon` sends `text/plain`, which is taken here and only here. With `Sec-GPC: 1`
/// nothing is counted.
#[utoipa::path(post, path = "/v1/events", operation_id = "countEvents", tag = "lists",
    request_body(content((EventBatch = "application/json"), (EventBatch = "text/plain"))),
    responses((status = 202, description = "What became of them", body = EventTally)))]
pub(crate) async fn events(
    request: HttpRequest,
    app: Data<App>,
    body: BeaconBody,
) -> Result<HttpResponse, Problem> {
    let events = ingest::parse(body.0.object()?)?;
    let header = |name: &str| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let fetched_ahead = |name: &str| header(name).to_ascii_lowercase().contains("prefetch");
    let sender = Sender {
        address: app.limits.client(&request),
        agent: header(USER_AGENT.as_str()),
        prefetch: fetched_ahead("sec-purpose") || fetched_ahead("purpose"),
        private: header("sec-gpc").trim() == "1",
    };
    let tally = app.run(move |newsroom| newsroom.count_events(&sender, events)).await?;
    Ok(HttpResponse::build(StatusCode::ACCEPTED)
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(EventTally {
            counted: tally.counted,
            automatic: tally.automatic,
            refused: tally.refused,
            unknown: tally.unknown,
            repeated: tally.repeated,
            brief: tally.brief,
            untimely: tally.untimely,
        }))
}
