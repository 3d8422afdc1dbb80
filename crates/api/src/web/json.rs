//! Bodies: JSON (RFC 8259) of a bounded size and depth, or a problem that says what is wrong.

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use domain::violation::{Violation, Violations};
use futures_util::future::LocalBoxFuture;
use serde_json::{Map, Value};

use super::code;
use super::problem::Problem;

/// How long a body may be.
pub const BODY_BYTES_MAX: usize = 2 * 1_024 * 1_024;

/// How many steps a JSON Patch may have.
pub const PATCH_STEPS_MAX: usize = 1_000;

/// How long a batch of events may be.
const BEACON_BYTES_MAX: usize = 64 * 1_024;

/// A body of `application/json`.
#[derive(Debug)]
pub struct JsonBody(pub Value);

/// How a document is changed.
#[derive(Debug)]
pub enum PatchBody {
    /// `application/merge-patch+json` (RFC 7396).
    Merge(Value),
    /// `application/json-patch+json` (RFC 6902).
    Steps(json_patch::Patch),
}

impl JsonBody {
    /// The members of an object; anything else is not a document.
    pub fn object(self) -> Result<Map<String, Value>, Problem> {
        members(self.0)
    }
}

/// The members of an object; anything else is not a document.
pub fn members(value: Value) -> Result<Map<String, Value>, Problem> {
    if let Value::Object(members) = value {
        return Ok(members);
    }
    let fault = Violation::new("", "invalid_type", "the document is a JSON object");
    Err(Violations::from(fault).into())
}

impl FromRequest for JsonBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = media_type(request);
        let read = read(request, payload);
        Box::pin(async move {
            match kind.as_deref() {
                Some("application/json") => parse(&read.await?).map(Self),
                Some(_) | None => Err(Problem::new(code::UNSUPPORTED_MEDIA_TYPE)),
            }
        })
    }
}

/// A body of `application/json`, or none: then it is an object without members.
#[derive(Debug)]
pub struct OptionalBody(pub Option<Value>);

impl OptionalBody {
    /// The members of an object; anything else is not a document.
    pub fn object(self) -> Result<Map<String, Value>, Problem> {
        self.0.map_or_else(|| Ok(Map::new()), members)
    }
}

impl FromRequest for OptionalBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (kind, is_typed) = (media_type(request), request.headers().contains_key(CONTENT_TYPE));
        let read = read(request, payload);
        Box::pin(async move {
            let bytes = read.await?;
            match kind.as_deref() {
                Some("application/json") if bytes.is_empty() => Ok(Self(None)),
                Some("application/json") => parse(&bytes).map(Some).map(Self),
                None if bytes.is_empty() && !is_typed => Ok(Self(None)),
                Some(_) | None => Err(Problem::new(code::UNSUPPORTED_MEDIA_TYPE)),
            }
        })
    }
}

/// A body of `application/json`, or of `text/plain` as `navigator.sendBeacon` sends it.
#[derive(Debug)]
pub struct BeaconBody(pub JsonBody);

impl FromRequest for BeaconBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = media_type(request);
        let is_known = request.headers().contains_key(AUTHORIZATION);
        let read = read(request, payload);
        Box::pin(async move {
            let bytes = match kind.as_deref() {
                Some("application/json" | "text/plain") => read.await?,
                Some(_) | None => return Err(Problem::new(code::UNSUPPORTED_MEDIA_TYPE)),
            };
            // a server that is known sends more
            if bytes.len() > BEACON_BYTES_MAX && !is_known {
                let detail = format!("at most {BEACON_BYTES_MAX} bytes");
                return Err(Problem::new(code::TOO_LARGE).detail(detail));
            }
            parse(&bytes).map(JsonBody).map(Self)
        })
    }
}

impl FromRequest for PatchBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = media_type(request);
        let read = read(request, payload);
        Box::pin(async move {
            match kind.as_deref() {
                Some("application/merge-patch+json") => parse(&read.await?).map(Self::Merge),
                Some("application/json-patch+json") => steps(parse(&read.await?)?),
                Some(_) | None => Err(Problem::new(code::UNSUPPORTED_MEDIA_TYPE)),
            }
        })
    }
}

fn steps(value: Value) -> Result<PatchBody, Problem> {
    let refused = |code, rule: String| Violations::from(Violation::new("", code, rule)).into();
    if value.as_array().is_some_and(|steps| steps.len() > PATCH_STEPS_MAX) {
        return Err(refused("too_many", format!("at most {PATCH_STEPS_MAX} steps")));
    }
    serde_json::from_value(value)
        .map(PatchBody::Steps)
        .map_err(|error| refused("invalid_value", format!("not a json patch: {error}")))
}

/// The media type in lower case without its parameters; `None` if it is absent or compressed.
fn media_type(request: &HttpRequest) -> Option<String> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    if header(CONTENT_ENCODING).is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
        return None;
    }
    let raw = header(CONTENT_TYPE)?;
    Some(raw.split(';').next().unwrap_or(raw).trim().to_ascii_lowercase())
}

fn read(
    request: &HttpRequest,
    payload: &mut Payload,
) -> impl Future<Output = Result<Bytes, Problem>> + use<> {
    let bytes = Bytes::from_request(request, payload);
    async move {
        let bytes = bytes.await.map_err(|error| {
            let status = error.as_response_error().status_code().as_u16();
            Problem::new(super::code::Code::of_status(status))
        })?;
        if bytes.len() > BODY_BYTES_MAX {
            let detail = format!("at most {BODY_BYTES_MAX} bytes");
            return Err(Problem::new(code::TOO_LARGE).detail(detail));
        }
        Ok(bytes)
    }
}

fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    let malformed = |detail: String| Problem::new(code::MALFORMED_JSON).detail(detail);
    let text = std::str::from_utf8(bytes)
        .map_err(|error| malformed(format!("not utf-8 at byte {}", error.valid_up_to())))?;
    let value: Value = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
    if depth(&value) > domain::document::DEPTH_MAX {
        let max = domain::document::DEPTH_MAX;
        return Err(malformed(format!("nested deeper than {max} levels")));
    }
    Ok(value)
}

/// `serde_json` itself stops at 128 levels, so this recursion is bounded.
fn depth(value: &Value) -> usize {
    let inner = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return 0,
    };
    inner.unwrap_or(0).saturating_add(1)
}
