//! The outermost layer: request ids, problems, security headers, the log line, panics.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ALLOW, AUTHORIZATION,
    CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, ResponseError as _};
use futures_util::FutureExt as _;
use uuid::Uuid;

use super::code::{self, Code};
use super::prefer::{check, prefer};
use super::problem::Problem;
use super::rate;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What pages of other origins may read of an answer beside its body.
const EXPOSED: &str = "etag, link, ratelimit, ratelimit-policy, retry-after, x-request-id";

/// Headers of every answer that does not set its own.
const DEFAULTS: [(HeaderName, &str); 4] = [
    (HeaderName::from_static("x-content-type-options"), "nosniff"),
    (
        HeaderName::from_static("content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (HeaderName::from_static("referrer-policy"), "no-referrer"),
    (CACHE_CONTROL, "no-store"),
];

/// Wraps every request.
pub async fn edge(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let began = Instant::now();
    let id = request_id(&request);
    let (method, path) = (request.method().clone(), request.path().to_owned());
    if method == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let mut response = match check(request.headers()) {
        Err(problem) => request.into_response(problem.error_response()),
        Ok(()) => match AssertUnwindSafe(next.call(request)).catch_unwind().await {
            Ok(response) => response?.map_into_boxed_body(),
            Err(_panic) => return Err(panicked(&path, &id)),
        },
    };
    if response.status().is_client_error() || response.status().is_server_error() {
        response = explained(response, &path, &id);
    }
    response = prefer(response);
    finish(&mut response, &id);
    let asked = response.request().clone();
    rate::tell(&asked, response.headers_mut());
    if asked.method() == Method::GET && is_for_readers(&asked, response.headers()) {
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    }
    let duration_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(
        http.method = %method,
        http.path = path,
        http.status = response.status().as_u16(),
        http.duration_us = duration_us,
        request.id = id,
        "request"
    );
    Ok(response)
}

/// The answer to a request whose handler panicked: the request itself went down with it.
fn panicked(path: &str, id: &str) -> Error {
    tracing::error!(request.id = id, error.code = code::INTERNAL.code, "panicked");
    let answer = Problem::new(code::INTERNAL).render(path, id);
    InternalError::from_response("panicked", answer).into()
}

/// The client's id if it is a plain word, else a new one.
fn request_id(request: &ServiceRequest) -> String {
    let plain = |raw: &&str| {
        (1..=64).contains(&raw.len())
            && raw.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let sent = request.headers().get(&REQUEST_ID).and_then(|value| value.to_str().ok());
    sent.filter(plain).map_or_else(new_id, str::to_owned)
}

#[expect(clippy::disallowed_methods, reason = "names a request, nothing that is kept")]
fn new_id() -> String {
    Uuid::now_v7().simple().to_string()
}

/// Renders the problem that an answer carries, or the one of its status.
fn explained(mut response: ServiceResponse, path: &str, id: &str) -> ServiceResponse {
    let is_problem = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/"));
    let carried = response.response_mut().extensions_mut().remove::<Problem>();
    let problem = match carried {
        Some(problem) => problem,
        None if is_problem => return response,
        None => Problem::new(Code::of_status(response.status().as_u16())),
    };
    if response.status().is_server_error() {
        let cause = problem.cause().unwrap_or("unknown").to_owned();
        tracing::error!(
            request.id = id,
            error.code = problem.code().code,
            error.chain = cause,
            "failed"
        );
    }
    let allow = response.headers().get(ALLOW).cloned();
    let (request, _) = response.into_parts();
    let mut rendered = problem.render(path, id);
    if let Some(allow) = allow {
        rendered.headers_mut().insert(ALLOW, allow);
    }
    ServiceResponse::new(request, rendered)
}

/// True for what a page of any origin may read: what was asked without a credential, and what is
/// public whoever asks.
fn is_for_readers(asked: &HttpRequest, answer: &HeaderMap) -> bool {
    let caching = answer.get(CACHE_CONTROL).and_then(|value| value.to_str().ok());
    let is_public = caching.is_some_and(|words| words.contains("s-maxage"));
    is_public || !asked.headers().contains_key(AUTHORIZATION)
}

fn finish(response: &mut ServiceResponse, id: &str) {
    let not_modified = response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, value);
    }
    for (name, value) in DEFAULTS {
        if !(headers.contains_key(&name) || not_modified && name == CACHE_CONTROL) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}
