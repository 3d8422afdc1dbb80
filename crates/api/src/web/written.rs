//! What readers see, as the bytes that are sent: cacheable, in the coding that the client takes, with
//! a strong tag.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, LINK, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use domain::time::Timestamp;

use super::coding::Coding;
use super::condition::{has_already, strong_tag};
use super::keys::{Keys, Life, SURROGATE_KEY};
use super::problem::Problem;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// An answer, whoever of those gets it who take this coding.
pub(super) struct Written {
    tag: HeaderValue,
    life: Life,
    keys: Option<HeaderValue>,
    link: Option<HeaderValue>,
    content_type: HeaderValue,
    coding: Coding,
    body: Bytes,
}

impl Written {
    /// The bytes of a body in the coding that a client takes; left out for one who has them
    /// already, unless they are kept for others.
    pub(super) fn new(
        request: &HttpRequest,
        (bytes, content_type): (Vec<u8>, &'static str),
        (keys, link): (Keys, Option<HeaderValue>),
        is_kept: bool,
    ) -> Result<Self, Problem> {
        let coding = Coding::of(request, bytes.len());
        let tag = coding.tag(&strong_tag(&bytes));
        let is_wanted = is_kept || !has_already(request, &tag);
        let body = if is_wanted { coding.encode(bytes) } else { Ok(Vec::new()) };
        let body = body.map_err(|error| Problem::internal(&error))?;
        let tag = HeaderValue::from_str(&tag).map_err(|error| Problem::internal(&error))?;
        let content_type = HeaderValue::from_static(content_type);
        let (life, keys) = (keys.life(), keys.header());
        Ok(Self { tag, life, keys, link, content_type, coding, body: body.into() })
    }

    /// How long its body is, in bytes.
    pub(super) fn len(&self) -> usize {
        self.body.len()
    }

    /// The answer to a request at an instant.
    pub(super) fn to(&self, request: &HttpRequest, now: Timestamp) -> HttpResponse {
        let is_known = self.tag.to_str().is_ok_and(|tag| has_already(request, tag));
        let status = if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
        let mut answer = HttpResponse::new(status);
        let headers = answer.headers_mut();
        headers.insert(ETAG, self.tag.clone());
        headers.insert(CACHE_CONTROL, self.life.caching(now));
        headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
        if let Some(keys) = &self.keys {
            headers.insert(SURROGATE_KEY, keys.clone());
        }
        if let Some(link) = &self.link {
            headers.insert(LINK, link.clone());
        }
        if is_known {
            return answer;
        }
        if self.coding != Coding::Identity {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(self.coding.word()));
        }
        headers.insert(CONTENT_TYPE, self.content_type.clone());
        answer.set_body(actix_web::body::BoxBody::new(self.body.clone()))
    }
}
