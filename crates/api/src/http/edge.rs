//! The outermost layer: request ids, problems, security headers, the log line, panics.

use std::any::Any;
use std::hash::{BuildHasher as _, RandomState};
use std::panic::AssertUnwindSafe;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, HttpResponse, ResponseError as _};
use futures_util::FutureExt as _;

use super::code::{self, Code};
pub use super::head::head_as_get;
use super::head::without_body;
use super::problem::Problem;

/// What names one request, in its answer and in the log: 1 to 64 of `A-Z a-z 0-9 _ -`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(pub String);

/// The header that carries a [`RequestId`], both ways.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// How long a request id of a client may be.
const ID_LEN_MAX: usize = 64;
/// The route in the log where none was reached; the path itself may hold a secret.
const NO_ROUTE: &str = "none";

/// Headers of every answer that does not set its own: for documents that are not meant to run
/// (Content Security Policy 3, section 6.3.2; Fetch, section 3.6) nor to be kept (RFC 9111).
const DEFAULTS: [(HeaderName, &str); 4] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
];

/// Wraps every request; has to be the outermost layer.
///
/// Gives the request its [`RequestId`], renders problems (RFC 9457), turns every other 4xx and 5xx
/// and a panic into one, completes the headers, and writes one line to the log. An answer of 4xx
/// or 5xx that has JSON of its own, such as one of GraphQL, stays as it is.
pub async fn edge(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let visit = Visit::begin(&request);
    request.extensions_mut().insert(RequestId(visit.id.clone()));
    // No handle on the request is kept here: routing needs the only one.
    let inner = AssertUnwindSafe(async move { next.call(request).await });
    match inner.catch_unwind().await {
        Ok(Ok(response)) => {
            let (request, response) = response.into_parts();
            let route = route(&request);
            let response = visit.finish(response.map_into_boxed_body(), &route);
            Ok(ServiceResponse::new(request, response))
        }
        Ok(Err(error)) => {
            let response = visit.finish(HttpResponse::from_error(error), NO_ROUTE);
            Err(InternalError::from_response("refused", response).into())
        }
        Err(panic) => {
            let problem = Problem::new(code::INTERNAL).because(last_words(panic.as_ref()));
            let response = visit.finish(problem.error_response(), NO_ROUTE);
            Err(InternalError::from_response("panicked", response).into())
        }
    }
}

/// What is known of a request before it is handed on.
struct Visit {
    began: Instant,
    id: String,
    method: Method,
    path: String,
}

impl Visit {
    fn begin(request: &ServiceRequest) -> Self {
        let (method, path) = (request.method().clone(), request.path().to_owned());
        Self { began: Instant::now(), id: request_id(request), method, path }
    }

    fn finish(self, response: HttpResponse, route: &str) -> HttpResponse {
        let refused = response.status().is_client_error() || response.status().is_server_error();
        let mut response = if refused { self.explained(response) } else { response };
        complete(&mut response, &self.id);
        if self.method == Method::HEAD {
            response = without_body(response);
        }
        let duration_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            http.method = %self.method,
            http.route = route,
            http.status = response.status().as_u16(),
            http.duration_ms = duration_ms,
            request.id = self.id,
            "http.request"
        );
        response
    }

    /// Renders the problem that an answer carries, or the one of its status.
    fn explained(&self, mut response: HttpResponse) -> HttpResponse {
        let carried = response.extensions_mut().remove::<Problem>();
        if carried.is_none() && is_json(&response) {
            return response;
        }
        let problem = carried.unwrap_or_else(|| {
            let problem = Problem::new(Code::of_status(response.status().as_u16()));
            match response.error() {
                Some(error) => problem.because(error.to_string()),
                None => problem,
            }
        });
        if problem.code().status >= 500 {
            tracing::error!(
                request.id = self.id,
                error.code = problem.code().code,
                error.chain = problem.cause().unwrap_or("unknown"),
                "http.failure"
            );
        }
        problem.render(response, &self.path, &self.id)
    }
}

/// The pattern that a request was routed by, such as `/v1/articles/{id}`.
fn route(request: &HttpRequest) -> String {
    request.match_pattern().unwrap_or_else(|| NO_ROUTE.to_owned())
}

/// True if the body is JSON: nobody but us answers a refusal so.
fn is_json(response: &HttpResponse) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    kind == "application/json" || kind.ends_with("+json")
}

fn complete(response: &mut HttpResponse, id: &str) {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, value);
    }
    for (name, value) in DEFAULTS {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if !headers.contains_key(&RESOURCE_POLICY) {
        let shared = headers.get(ACCESS_CONTROL_ALLOW_ORIGIN).is_some_and(|origin| origin == "*");
        let policy = if shared { "cross-origin" } else { "same-origin" };
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static(policy));
    }
}

/// What a panic said, if it says the same each time: a composed message may hold a secret.
fn last_words(panic: &(dyn Any + Send)) -> String {
    match panic.downcast_ref::<&'static str>() {
        Some(words) => format!("panic: {words}"),
        None => "panic with a composed message".to_owned(),
    }
}

/// The client's id if it is a plain word, else a new one.
fn request_id(request: &ServiceRequest) -> String {
    let plain = |raw: &&str| {
        (1..=ID_LEN_MAX).contains(&raw.len())
            && raw.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let sent = request.headers().get(&REQUEST_ID).and_then(|value| value.to_str().ok());
    sent.filter(plain).map_or_else(new_id, str::to_owned)
}

/// 16 hex digits: a random start for each process, and then each number once.
fn new_id() -> String {
    static START: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one("request id"));
    static COUNT: AtomicU64 = AtomicU64::new(0);
    /// Odd, so that multiples of it meet every number before one comes again.
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{:016x}", START.wrapping_add(count.wrapping_mul(STEP)))
}

#[cfg(test)]
mod tests;
