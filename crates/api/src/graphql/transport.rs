//! The path `/graphql`: our own HTTP layer around the schema.

use actix_web::guard::{GuardContext, fn_guard};
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, CONTENT_TYPE, HeaderName, UPGRADE};
use actix_web::web::{self, Bytes, Data, Payload, PayloadConfig, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Request;
use async_graphql::parser::types::OperationType;

use super::http::{self, BODY_LEN_MAX, Call, Limits, Media, Refusal};
use super::{NewsroomSchema, Snapshot, live};
use crate::auth::{App, Caller};
use crate::rest::resource;
use crate::web::problem::Problem;

/// The path.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        resource("/graphql", "GET, HEAD, OPTIONS, POST")
            .app_data(PayloadConfig::new(BODY_LEN_MAX))
            .route(web::get().guard(fn_guard(asks_for_socket)).to(by_socket))
            .route(web::get().to(by_get))
            .route(web::post().to(by_post)),
    );
}

/// True for a request that would go on as a `WebSocket` (RFC 6455, section 4.2.1).
fn asks_for_socket(context: &GuardContext<'_>) -> bool {
    let upgrade = context.head().headers().get(UPGRADE).and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|protocol| protocol.eq_ignore_ascii_case("websocket"))
}

async fn by_socket(
    request: HttpRequest,
    app: Data<App>,
    schema: Data<NewsroomSchema>,
    caller: Caller,
    payload: Payload,
) -> Result<HttpResponse, actix_web::Error> {
    live::open(request, payload, (&app, &schema), caller)
}

async fn by_get(
    request: HttpRequest,
    app: Data<App>,
    schema: Data<NewsroomSchema>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let call = http::from_get(request.query_string());
    serve(&request, (&app, &schema), caller, call).await
}

async fn by_post(
    request: HttpRequest,
    app: Data<App>,
    schema: Data<NewsroomSchema>,
    caller: Caller,
    body: Bytes,
) -> Result<HttpResponse, Problem> {
    let call = http::from_post(header(&request, &CONTENT_TYPE), &body);
    serve(&request, (&app, &schema), caller, call).await
}

/// Why a subscription is not answered.
const NO_EVENTS: &str = "a subscription is answered as text/event-stream, or over a WebSocket with \
                         the sub-protocol graphql-transport-ws";

async fn serve(
    request: &HttpRequest,
    (app, schema): (&App, &NewsroomSchema),
    caller: Caller,
    call: Result<Call, Refusal>,
) -> Result<HttpResponse, Problem> {
    let accept = header(request, &ACCEPT);
    let (media, takes_events) = (http::negotiate(accept), http::takes_events(accept));
    let refusing = match &media {
        Ok(media) => *media,
        Err(_) if takes_events => Media::GraphQlResponse,
        Err(_) => Media::Json,
    };
    let refuse = |refusal| Ok(http::refuse(refusing, refusal));
    let media = match media {
        Err(refusal) if !takes_events => return refuse(refusal),
        other => other,
    };
    let (prepared, kind) = match call.and_then(|call| prepare(app, &caller, call)) {
        Ok(prepared) => prepared,
        Err(refusal) => return refuse(refusal),
    };
    let reader = (request.method() == Method::GET && caller.account.is_none()).then_some(request);
    let snapshot = Snapshot::default();
    let prepared = prepared.data(app.clone()).data(snapshot.clone()).data(caller.clone());
    match (kind, media) {
        (OperationType::Subscription, _) if !takes_events => refuse(Refusal::operation(NO_EVENTS)),
        (OperationType::Mutation, Err(refusal)) => refuse(refusal),
        (OperationType::Query | OperationType::Mutation, Ok(media)) => {
            let response = schema.execute(prepared).await;
            let reader = reader.map(|reader| (reader, snapshot.left_seconds()));
            Ok(http::respond(media, response, reader))
        }
        (OperationType::Subscription, _) | (OperationType::Query, Err(_)) => {
            live::answer((app, schema), request, &caller, prepared).await
        }
    }
}

/// A call that is within the limits, the document it names in its place; and what is to be run.
pub(super) fn prepare(
    app: &App,
    caller: &Caller,
    mut call: Call,
) -> Result<(Request, OperationType), Refusal> {
    let lesson = app.documents.fill(&mut call)?;
    if caller.account.is_none() {
        app.documents.check(&call)?;
    }
    let prepared = call.prepare(&Limits::default())?;
    app.documents.learn(lesson);
    Ok(prepared)
}

fn header<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}
