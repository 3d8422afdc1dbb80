//! GraphQL over HTTP, by hand: a mutation never runs by GET nor by a content type that a web page
//! can send without asking (GraphQL-over-HTTP draft; cross-site request forgery).

use actix_web::http::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Request, Response, Variables};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{NewsroomSchema, Snapshot};
use crate::auth::{App, Caller};
use crate::rest::resource;
use crate::web::problem::Problem;

/// How long a body may be.
const BODY_BYTES_MAX: usize = 64 * 1_024;
/// How long a query may be.
const QUERY_BYTES_MAX: usize = 16 * 1_024;
/// How deep brackets may be nested; counted before the parser, which recurses.
const NESTING_MAX: usize = 64;
/// How many errors an answer holds.
const ERRORS_MAX: usize = 10;

/// The path.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        resource("/graphql", "GET, HEAD, OPTIONS, POST")
            .route(web::get().to(by_get))
            .route(web::post().to(by_post)),
    );
}

/// A request as it comes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Call {
    query: String,
    #[serde(default)]
    operation_name: Option<String>,
    #[serde(default)]
    variables: Option<serde_json::Map<String, Value>>,
    #[serde(default)]
    #[expect(dead_code, reason = "read so that it may be sent; nothing is done with it")]
    extensions: Option<serde_json::Map<String, Value>>,
}

/// Why a request is not executed.
struct Refusal {
    status: u16,
    message: String,
    allow: bool,
}

fn refusal(status: u16, message: impl Into<String>) -> Refusal {
    Refusal { status, message: message.into(), allow: false }
}

/// The media type of the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Media {
    /// `application/graphql-response+json`
    Response,
    /// `application/json`
    Json,
}

async fn by_get(
    request: HttpRequest,
    app: Data<App>,
    schema: Data<NewsroomSchema>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let call = media(&request).and_then(|media| Ok((media, from_query(request.query_string())?)));
    serve(&app, &schema, caller, (true, call)).await
}

async fn by_post(
    request: HttpRequest,
    app: Data<App>,
    schema: Data<NewsroomSchema>,
    caller: Caller,
    body: Bytes,
) -> Result<HttpResponse, Problem> {
    let call = media(&request).and_then(|media| Ok((media, from_body(&request, &body)?)));
    serve(&app, &schema, caller, (false, call)).await
}

async fn serve(
    app: &App,
    schema: &NewsroomSchema,
    caller: Caller,
    (is_get, call): (bool, Result<(Media, Call), Refusal>),
) -> Result<HttpResponse, Problem> {
    let prepared = call.and_then(|(media, call)| Ok((media, prepare(call, is_get)?)));
    let (media, request) = match prepared {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(refused(&refusal)),
    };
    let request = request.data(app.clone()).data(caller).data(Snapshot::default());
    Ok(answer(media, schema.execute(request).await))
}

/// What the client accepts: a client that does not say gets the older type.
fn media(request: &HttpRequest) -> Result<Media, Refusal> {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    let Some(accept) = accept else { return Ok(Media::Json) };
    let mut best: Option<(Media, f32)> = None;
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or("").to_ascii_lowercase();
        let weight =
            parts.find_map(|part| part.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0_f32);
        let found = match kind.as_str() {
            "application/graphql-response+json" => Some(Media::Response),
            "application/json" | "application/*" | "*/*" => Some(Media::Json),
            _ => None,
        };
        if let Some(media) = found.filter(|_| weight > 0.0)
            && best.is_none_or(|(_, other)| weight > other)
        {
            best = Some((media, weight));
        }
    }
    best.map(|(media, _)| media)
        .ok_or_else(|| refusal(406, "application/graphql-response+json or application/json"))
}

fn from_query(raw: &str) -> Result<Call, Refusal> {
    let names = ["query", "operationName", "variables", "extensions"];
    let read = crate::web::query::Query::of(raw, &names).map_err(|p| refusal(400, p.words()))?;
    let one = |name: &'static str| read.one(name).map_err(|problem| refusal(400, problem.words()));
    let object = |name: &'static str| match one(name)? {
        None => Ok(None),
        Some(raw) => serde_json::from_str(raw)
            .map_err(|_error| refusal(400, format!("{name} is not a JSON object"))),
    };
    Ok(Call {
        query: one("query")?.ok_or_else(|| refusal(400, "query is required"))?.to_owned(),
        operation_name: one("operationName")?.map(str::to_owned),
        variables: object("variables")?,
        extensions: object("extensions")?,
    })
}

fn from_body(request: &HttpRequest, body: &[u8]) -> Result<Call, Refusal> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).map_or("", str::trim);
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(refusal(415, "send application/json"));
    }
    if body.len() > BODY_BYTES_MAX {
        return Err(refusal(413, format!("at most {BODY_BYTES_MAX} bytes")));
    }
    serde_json::from_slice(body)
        .map_err(|error| refusal(400, format!("not a GraphQL request: {error}")))
}

/// Checks what can be checked without executing.
fn prepare(call: Call, is_get: bool) -> Result<Request, Refusal> {
    if call.query.len() > QUERY_BYTES_MAX {
        return Err(refusal(413, format!("a query has at most {QUERY_BYTES_MAX} bytes")));
    }
    if nesting(&call.query) > NESTING_MAX {
        return Err(refusal(400, "nested too deeply"));
    }
    if is_get
        && let Ok(document) = async_graphql::parser::parse_query(&call.query)
        && !only_queries(&document, call.operation_name.as_deref())
    {
        let message = "GET runs queries only: send the mutation by POST".to_owned();
        return Err(Refusal { status: 405, message, allow: true });
    }
    let variables = Value::Object(call.variables.unwrap_or_default());
    let mut request = Request::new(call.query).variables(Variables::from_json(variables));
    request.operation_name = call.operation_name;
    Ok(request)
}

/// How deep brackets stand; those in strings count too, which only makes it stricter.
fn nesting(query: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    for byte in query.bytes() {
        match byte {
            b'{' | b'[' | b'(' => depth = depth.saturating_add(1),
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// True if what would run is a query. A single operation with a name counts as several.
fn only_queries(document: &ExecutableDocument, name: Option<&str>) -> bool {
    match &document.operations {
        DocumentOperations::Single(operation) => operation.node.ty == OperationType::Query,
        DocumentOperations::Multiple(operations) => operations
            .iter()
            .filter(|(own, _)| name.is_none_or(|name| own.as_str() == name))
            .all(|(_, operation)| operation.node.ty == OperationType::Query),
    }
}

fn answer(media: Media, mut response: Response) -> HttpResponse {
    response.errors.truncate(ERRORS_MAX);
    let not_executed = response.is_err() && response.data == async_graphql::Value::Null;
    let status = if media == Media::Response && not_executed { 400 } else { 200 };
    let kind = match media {
        Media::Response => "application/graphql-response+json; charset=utf-8",
        Media::Json => "application/json; charset=utf-8",
    };
    let status = actix_web::http::StatusCode::from_u16(status).unwrap_or_default();
    let body = serde_json::to_vec(&response).unwrap_or_default();
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(body)
}

fn refused(refusal: &Refusal) -> HttpResponse {
    let code = crate::web::code::Code::of_status(refusal.status).code;
    let error = json!({ "message": refusal.message, "extensions": { "code": code } });
    let status = actix_web::http::StatusCode::from_u16(refusal.status).unwrap_or_default();
    let mut response = HttpResponse::build(status);
    response.insert_header((CACHE_CONTROL, "no-store"));
    if refusal.allow {
        response.insert_header((ALLOW, "POST"));
    }
    response.json(json!({ "errors": [error] }))
}
