//! Bodies: JSON (RFC 8259) of a bounded size and depth, or a problem that says what is wrong.

mod strict;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName,
};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use domain::violation::Violation;
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use serde_json::{Map, Value};

use super::code;
use super::problem::Problem;
pub use strict::{DEPTH_MAX, parse};

/// How long bodies may be; app data, as `web::Data<Limits>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of a JSON body, in bytes; 2 MiB unless set.
    pub json_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { json_bytes_max: 2 * 1_024 * 1_024 }
    }
}

/// How much room is made at once for a body, whatever length it claims to have.
const FIRST_BYTES: usize = 64 * 1_024;

const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";
const JSON_PATCH: &str = "application/json-patch+json";
/// RFC 5789, section 3.1.
const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");
const PATCHES: &str = "application/merge-patch+json, application/json-patch+json";

/// A body of `application/json` (RFC 8259), read by [`parse`].
///
/// Refused are: another media type or none, or a content coding (415), a body that is too large
/// (413), text that is not UTF-8 or not JSON (400).
#[derive(Debug, Clone, PartialEq)]
pub struct JsonBody(pub Value);

/// How a patch is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchKind {
    /// `application/merge-patch+json` (RFC 7396).
    Merge,
    /// `application/json-patch+json` (RFC 6902).
    Json,
}

/// A body of one of the two media types of PATCH (RFC 5789); else 415 with `Accept-Patch`.
#[derive(Debug, Clone, PartialEq)]
pub struct PatchBody {
    /// How it is meant.
    pub kind: PatchKind,
    /// The patch itself; whether it is a valid one is not looked at here.
    pub value: Value,
}

impl JsonBody {
    /// The members of an object; anything else is not a document (422).
    pub fn object(self) -> Result<Map<String, Value>, Problem> {
        if let Value::Object(members) = self.0 {
            return Ok(members);
        }
        let fault = Violation::new("", "invalid_type", "the document is a JSON object");
        Err(Problem::new(code::INVALID_DOCUMENT).violations(fault.into()))
    }
}

impl FromRequest for JsonBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (media, room) = (media_type(request), Room::of(request));
        let payload = payload.take();
        Box::pin(async move {
            if media?.as_deref() != Some(JSON) {
                return Err(unsupported(ACCEPT, JSON));
            }
            parse(&room.read(payload).await?).map(Self)
        })
    }
}

impl FromRequest for PatchBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (media, room) = (media_type(request), Room::of(request));
        let payload = payload.take();
        Box::pin(async move {
            let kind = match media?.as_deref() {
                Some(MERGE_PATCH) => PatchKind::Merge,
                Some(JSON_PATCH) => PatchKind::Json,
                Some(_) | None => return Err(unsupported(ACCEPT_PATCH, PATCHES)),
            };
            let value = parse(&room.read(payload).await?)?;
            Ok(Self { kind, value })
        })
    }
}

/// Says what would be supported, in the words of RFC 9110, section 15.5.16.
fn unsupported(header: HeaderName, supported: &str) -> Problem {
    Problem::new(code::UNSUPPORTED_MEDIA_TYPE)
        .detail(format!("the body has to be {supported}"))
        .header("Content-Type", "unsupported_media_type", supported)
        .response_header(header, supported)
}

/// The media type in lower case (RFC 9110, section 8.3); `None` if it is absent, not one, or has
/// a parameter other than `charset=utf-8`. Only bodies without a content coding are read.
fn media_type(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let headers = request.headers();
    for coding in headers.get_all(CONTENT_ENCODING) {
        if !coding.as_bytes().eq_ignore_ascii_case(b"identity") {
            return Err(Problem::new(code::UNSUPPORTED_MEDIA_TYPE)
                .detail("the body has to be sent without a content coding")
                .header("Content-Encoding", "unsupported_coding", "identity, or no header")
                .response_header(ACCEPT_ENCODING, "identity"));
        }
    }
    let mut lines = headers.get_all(CONTENT_TYPE);
    let (Some(line), None) = (lines.next(), lines.next()) else { return Ok(None) };
    let Ok(line) = line.to_str() else { return Ok(None) };
    let mut parts = line.split(';').map(|part| part.trim().to_ascii_lowercase());
    let media = parts.next();
    let known = parts.all(|part| matches!(part.as_str(), "charset=utf-8" | "charset=\"utf-8\""));
    Ok(media.filter(|_| known))
}

/// How much of a body is taken.
struct Room {
    bytes_max: usize,
    bytes_told: Option<usize>,
}

impl Room {
    fn of(request: &HttpRequest) -> Self {
        let limits = request.app_data::<Data<Limits>>().map_or_else(Limits::default, |it| ***it);
        let told = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        // a number that is too large for us is too large a body
        let told = told.map(|told| told.parse().unwrap_or(usize::MAX));
        Self { bytes_max: limits.json_bytes_max, bytes_told: told }
    }

    /// Reads a body up to its bound, with or without `Content-Length` (RFC 9112, section 6.3).
    async fn read(self, mut payload: Payload) -> Result<Vec<u8>, Problem> {
        let told = self.bytes_told.unwrap_or(0);
        if told > self.bytes_max {
            return Err(self.too_large());
        }
        let mut bytes = Vec::with_capacity(told.min(FIRST_BYTES));
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|error| self.broken(&error))?;
            if bytes.len().saturating_add(chunk.len()) > self.bytes_max {
                return Err(self.too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    fn broken(&self, error: &PayloadError) -> Problem {
        if matches!(error, PayloadError::Overflow) {
            return self.too_large();
        }
        Problem::new(code::BAD_REQUEST).detail("the body could not be read to its end")
    }

    fn too_large(&self) -> Problem {
        let detail = format!("the body may have at most {} bytes", self.bytes_max);
        Problem::new(code::TOO_LARGE).detail(detail)
    }
}

#[cfg(test)]
mod tests;
