//! Answers: what readers may cache, and what belongs to one editor.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderValue, LINK, LOCATION};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use domain::id::Revision;
use newsroom::{Page, Validity};
use serde::Serialize;
use utoipa::ToSchema;

use super::code;
use super::condition::revision_tag;
use super::cursor::{self, Key};
use super::keys::{Keys, SURROGATE_KEY, WHOLE};
use super::prefer::Spare;
use super::problem::Problem;
use super::written::Head;
use crate::auth::App;

const PRIVATE: &str = "no-store";
const JSON: &str = "application/json";

/// The neighbours of a page.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    /// Leads to the following page; null on the last.
    #[schema(max_length = 1024, required)]
    pub next_cursor: Option<String>,
    /// Leads to the page before; null on the first.
    #[schema(max_length = 1024, required)]
    pub prev_cursor: Option<String>,
    /// How many items were asked for.
    #[schema(minimum = 1, maximum = 100)]
    pub limit: u32,
    /// How long the whole list is; with `count=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, nullable = false)]
    pub total: Option<u64>,
}

impl PageInfo {
    /// The neighbours of a page of the list that `request` asks for.
    pub fn of<T, K: Key>(
        request: &HttpRequest,
        page: &Page<T>,
        limit: u32,
        key: impl Fn(&T) -> K,
    ) -> Self {
        let scope = cursor::scope(request);
        let last = page.items.last().filter(|_| page.has_next);
        let first = page.items.first().filter(|_| page.has_prev);
        Self {
            next_cursor: last.map(|item| cursor::write(&scope, &key(item), false)),
            prev_cursor: first.map(|item| cursor::write(&scope, &key(item), true)),
            limit,
            total: page.total,
        }
    }

    /// The same as a Link header (RFC 8288).
    pub fn link(&self, request: &HttpRequest) -> Option<HeaderValue> {
        let query = request.query_string().split('&');
        let kept: Vec<_> =
            query.filter(|part| !part.is_empty() && !part.starts_with("cursor=")).collect();
        let address = |cursor: Option<&String>| {
            let cursor = cursor.map(|cursor| format!("cursor={cursor}"));
            let parts: Vec<_> = kept.iter().map(|p| (*p).to_owned()).chain(cursor).collect();
            let sign = if parts.is_empty() { "" } else { "?" };
            format!("<{}{sign}{}>", request.path(), parts.join("&"))
        };
        let mut links = vec![format!("{}; rel=\"first\"", address(None))];
        if self.next_cursor.is_some() {
            links.push(format!("{}; rel=\"next\"", address(self.next_cursor.as_ref())));
        }
        if self.prev_cursor.is_some() {
            links.push(format!("{}; rel=\"prev\"", address(self.prev_cursor.as_ref())));
        }
        HeaderValue::from_str(&links.join(", ")).ok()
    }
}

/// What readers see: cacheable, in the coding that the client takes, with a strong tag.
pub fn public<T: Serialize>(
    request: &HttpRequest,
    value: &T,
    keys: Keys,
    link: Option<HeaderValue>,
) -> Result<HttpResponse, Problem> {
    let mut answer = public_bytes(request, json(value)?, JSON, keys)?;
    if let Some(link) = link {
        answer.headers_mut().insert(LINK, link);
    }
    Ok(answer)
}

/// The same of bytes that are written already, and what they are.
pub fn public_bytes(
    request: &HttpRequest,
    bytes: Vec<u8>,
    content_type: &'static str,
    keys: Keys,
) -> Result<HttpResponse, Problem> {
    let now = app(request)?.newsroom.now();
    let head = Head::new(request, &bytes, content_type, keys);
    if head.is_known(request) {
        return Ok(head.not_modified(now));
    }
    Ok(head.with(bytes)?.to(request, now))
}

/// The same, and kept for the next one who asks, as long as what was read for it holds.
pub fn kept<T: Serialize>(
    request: &HttpRequest,
    value: &T,
    keys: Keys,
    validity: Option<Validity>,
) -> Result<HttpResponse, Problem> {
    let (app, bytes) = (app(request)?, json(value)?);
    let place = validity.and_then(|validity| app.answers.place(request, validity));
    let Some(place) = place else { return public_bytes(request, bytes, JSON, keys) };
    let written = Head::new(request, &bytes, JSON, keys).with(bytes)?;
    let answer = written.to(request, app.newsroom.now());
    app.answers.keep(place, written);
    Ok(answer)
}

fn app(request: &HttpRequest) -> Result<&Data<App>, Problem> {
    request.app_data::<Data<App>>().ok_or_else(|| Problem::new(code::INTERNAL))
}

fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| Problem::internal(&error))
}

/// What editors see: kept by nobody; its tag is the revision that a change names.
pub fn working<T: Serialize>(
    status: StatusCode,
    revision: Option<Revision>,
    value: &T,
) -> HttpResponse {
    let mut answer = HttpResponse::build(status);
    answer.insert_header((CACHE_CONTROL, PRIVATE));
    let Some(revision) = revision else { return answer.json(value) };
    let mut answer = answer.insert_header((ETAG, revision_tag(revision))).json(value);
    answer.extensions_mut().insert(Spare);
    answer
}

/// Done, and nothing to say.
pub fn nothing() -> HttpResponse {
    HttpResponse::NoContent().insert_header((CACHE_CONTROL, PRIVATE)).finish()
}

/// The thing has another address now (RFC 9110, section 15.4.9).
pub fn moved(path: &str) -> HttpResponse {
    // the kind stands behind the version: `/v1/articles/…`
    let kind = path.split('/').nth(2).unwrap_or_default();
    HttpResponse::PermanentRedirect()
        .insert_header((SURROGATE_KEY, kind))
        .insert_header((LOCATION, path))
        .insert_header((CACHE_CONTROL, WHOLE))
        .finish()
}
