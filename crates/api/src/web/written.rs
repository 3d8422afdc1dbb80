//! What readers see, as the bytes that are sent: cacheable, in the coding that the client takes, with
//! a strong tag.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use domain::time::Timestamp;

use super::coding::Coding;
use super::condition::{has_already, strong_tag};
use super::keys::{Keys, Life, SURROGATE_KEY};
use super::problem::Problem;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What stands before a body, for all who take it in this coding.
pub(super) struct Head {
    tag: String,
    life: Life,
    keys: Option<HeaderValue>,
    content_type: &'static str,
    coding: Coding,
}

/// An answer to all who take it in this coding.
pub(super) struct Written {
    head: Head,
    body: Bytes,
}

impl Head {
    /// That of a body as it is before it is coded for a client.
    pub(super) fn new(
        request: &HttpRequest,
        bytes: &[u8],
        content_type: &'static str,
        keys: Keys,
    ) -> Self {
        let coding = Coding::of(request, bytes.len());
        let tag = coding.tag(&strong_tag(bytes));
        Self { tag, life: keys.life(), keys: keys.header(), content_type, coding }
    }

    /// True if the client has the body already.
    pub(super) fn is_known(&self, request: &HttpRequest) -> bool {
        has_already(request, &self.tag)
    }

    /// With the body, which is coded now.
    pub(super) fn with(self, bytes: Vec<u8>) -> Result<Written, Problem> {
        let body = self.coding.encode(bytes).map_err(|error| Problem::internal(&error))?;
        Ok(Written { head: self, body: body.into() })
    }

    /// The answer to a client that has the body already.
    pub(super) fn not_modified(&self, now: Timestamp) -> HttpResponse {
        self.begun(StatusCode::NOT_MODIFIED, now)
    }

    fn begun(&self, status: StatusCode, now: Timestamp) -> HttpResponse {
        let mut answer = HttpResponse::new(status);
        let headers = answer.headers_mut();
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(ETAG, tag);
        }
        headers.insert(CACHE_CONTROL, self.life.caching(now));
        headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
        if let Some(keys) = &self.keys {
            headers.insert(SURROGATE_KEY, keys.clone());
        }
        answer
    }
}

impl Written {
    /// How much it takes to keep it, in bytes.
    pub(super) fn size(&self) -> usize {
        let keys = self.head.keys.as_ref().map_or(0, HeaderValue::len);
        self.body.len() + keys + self.head.tag.len() + size_of::<Self>()
    }

    /// The answer to a request at an instant.
    pub(super) fn to(&self, request: &HttpRequest, now: Timestamp) -> HttpResponse {
        if self.head.is_known(request) {
            return self.head.not_modified(now);
        }
        let mut answer = self.head.begun(StatusCode::OK, now);
        let headers = answer.headers_mut();
        if self.head.coding != Coding::Identity {
            let coding = HeaderValue::from_static(self.head.coding.word());
            headers.insert(CONTENT_ENCODING, coding);
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.head.content_type));
        answer.set_body(BoxBody::new(self.body.clone()))
    }
}
