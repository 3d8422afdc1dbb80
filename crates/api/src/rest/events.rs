//! `/v1/events` and `/v1/p.gif`: what readers do, without knowing them.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, USER_AGENT,
};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::actor::Actor;
use domain::audience::{Event as DomainEvent, EventKind as DomainKind, parse_events};
use newsroom::audience::{Sender, Tally};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::resource;
use crate::auth::{App, Caller};
use crate::web::json::BeaconBody;
use crate::web::problem::Problem;
use crate::web::query::{Query, fault};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/v1/events", "OPTIONS, POST").route(web::post().to(events)))
        .service(resource("/v1/p.gif", "GET, HEAD, OPTIONS").route(web::get().to(pixel)));
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

/// Who a reader was: hashed at once, never kept.
#[derive(Debug, ToSchema)]
pub struct EventVisitor {
    /// The address (IPv4 or IPv6).
    #[schema(max_length = 45)]
    pub address: String,
    /// The header `User-Agent`.
    #[schema(max_length = 1000)]
    pub agent: Option<String>,
}

/// One thing that a reader did.
#[derive(Debug, ToSchema)]
pub struct Event {
    /// UUID version 7, made by the sender: the same id counts once.
    #[schema(
        pattern = "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-7[0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$"
    )]
    pub id: Uuid,
    /// The article's id.
    pub article: Uuid,
    /// What was done.
    pub kind: EventKind,
    /// How long the reader stayed; for `engage`.
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 4_294_967_295_i64)]
    pub seconds: Option<u32>,
    /// Where the reader came from: a web address or a host, of which the host alone is counted.
    #[schema(max_length = 65_536, pattern = r"^[^\u0000]*$")]
    pub r#ref: Option<String>,
    /// When (RFC 3339), up to six hours ago; now if absent.
    pub at: Option<chrono::DateTime<chrono::Utc>>,
    /// Who it was; needed from a server with a credential, refused from anybody else.
    pub visitor: Option<EventVisitor>,
}

/// What readers did.
#[derive(Debug, ToSchema)]
pub struct EventBatch {
    /// Up to 50 events; up to 1,000 from a server with a credential.
    #[schema(max_items = 1000)]
    pub events: Vec<Event>,
}

/// What became of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventTally {
    /// Counted.
    pub counted: u32,
    /// Dropped: of programs, or fetched ahead.
    pub automatic: u32,
    /// Dropped: of readers who ask not to be counted (Global Privacy Control).
    pub refused: u32,
    /// Dropped: of articles that readers do not see.
    pub unknown: u32,
    /// Dropped: told twice, or done again within half an hour.
    pub repeated: u32,
    /// Dropped: stays of less than 15 seconds.
    pub brief: u32,
    /// Dropped: from the future, or older than six hours.
    pub untimely: u32,
    /// Dropped: more than one reader does in an hour.
    pub excessive: u32,
    /// Noted as suspect, and not counted: too many of an article's from one network.
    pub suspect: u32,
    /// Dropped: the newsroom is behind with counting.
    pub crowded: u32,
}

impl From<Tally> for EventTally {
    fn from(tally: Tally) -> Self {
        Self {
            counted: tally.counted,
            automatic: tally.automatic,
            refused: tally.refused,
            unknown: tally.unknown,
            repeated: tally.repeated,
            brief: tally.brief,
            untimely: tally.untimely,
            excessive: tally.excessive,
            suspect: tally.suspect,
            crowded: tally.crowded,
        }
    }
}

/// Counts what readers did, without knowing them: no cookie is set and no address kept.
/// `navigator.sendBeacon` sends `text/plain`, which is taken here and only here. A server with a
/// credential that may `events.send` says of each event who the reader was.
#[utoipa::path(post, path = "/v1/events", operation_id = "countEvents", tag = "audience",
    request_body(content((EventBatch = "application/json"), (EventBatch = "text/plain"))),
    security((), ("bearer" = [])),
    responses(
        (status = 202, description = "What became of them", body = EventTally),
        (status = 403, description = "The credential may not `events.send`", body = crate::web::problem::ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn events(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
    body: BeaconBody,
) -> Result<HttpResponse, Problem> {
    let is_trusted = caller.actor != Actor::Anonymous;
    if is_trusted {
        newsroom::audience::may_send(&caller.actor)?;
    }
    let events = parse_events(body.0.object()?, is_trusted)?;
    let tally = count(&app, sender(&app, &request), events).await?;
    Ok(HttpResponse::build(StatusCode::ACCEPTED)
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(EventTally::from(tally)))
}

/// Counts a view of an article where no script runs: an image of one pixel.
#[utoipa::path(get, path = "/v1/p.gif", operation_id = "countView", tag = "audience",
    params(("a" = Uuid, Query, description = "The article's id")),
    responses((status = 200, description = "A transparent pixel, whatever became of the view", content_type = "image/gif", body = String)))]
pub(crate) async fn pixel(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["a"])?;
    let article = query.one("a")?.and_then(|raw| Uuid::parse_str(raw).ok());
    let article = article.ok_or_else(|| fault("a", "invalid_value", "the id of an article"))?;
    // the page that shows the image names itself as its referrer: where its reader came from is not known
    let event = DomainEvent {
        id: app.newsroom.new_id(),
        article,
        kind: DomainKind::View,
        seconds: None,
        referrer: None,
        at: None,
        visitor: None,
    };
    count(&app, sender(&app, &request), vec![event]).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_TYPE, "image/gif"))
        .insert_header(("cross-origin-resource-policy", "cross-origin"))
        .body(PIXEL))
}

/// A GIF (89a) of one transparent pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// Counts at once what needs no asking; else on a thread where waiting is allowed.
async fn count(app: &App, sender: Sender, events: Vec<DomainEvent>) -> Result<Tally, Problem> {
    match app.newsroom.count_known_events(&sender, &events)? {
        Some(tally) => Ok(tally),
        None => app.run(move |newsroom| newsroom.count_events(&sender, &events)).await,
    }
}

fn sender(app: &App, request: &HttpRequest) -> Sender {
    let header = |name: &str| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    };
    let fetched_ahead = |name: &str| header(name).to_ascii_lowercase().contains("prefetch");
    Sender {
        address: app.limits.client(request),
        agent: header(USER_AGENT.as_str()).to_owned(),
        prefetch: fetched_ahead("sec-purpose") || fetched_ahead("purpose"),
        private: header("sec-gpc") == "1",
    }
}
