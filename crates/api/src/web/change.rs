//! Changes: what one leaves, and the answer that a replay of the request gets again.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, IF_MATCH, LOCATION};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::actor::Actor;
use domain::id::Revision;
use newsroom::{AskedOnce, Newsroom, Once};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use sha2::{Digest as _, Sha256};

use super::answer;
use super::code;
use super::problem::Problem;
use crate::auth::{App, Caller};

/// The header that names a request (draft-ietf-httpapi-idempotency-key-header).
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// How long the name of a request may be.
pub const KEY_LEN_MAX: usize = 255;

/// What a change left: its answer, before it is sent.
#[derive(Debug, Serialize, Deserialize)]
pub struct Changed {
    status: u16,
    revision: Option<Revision>,
    location: Option<String>,
    document: Box<RawValue>,
}

impl Changed {
    /// What was just made, and where it is.
    pub fn made<T: Serialize>(
        path: String,
        revision: Revision,
        value: &T,
    ) -> Result<Self, Problem> {
        let made = Self::saved(Some(revision), value)?;
        Ok(Self { status: StatusCode::CREATED.as_u16(), location: Some(path), ..made })
    }

    /// What was just added to a list of its own.
    pub fn added<T: Serialize>(value: &T) -> Result<Self, Problem> {
        Ok(Self { status: StatusCode::CREATED.as_u16(), ..Self::saved(None, value)? })
    }

    /// What is there now.
    pub fn saved<T: Serialize>(revision: Option<Revision>, value: &T) -> Result<Self, Problem> {
        let document = to_raw_value(value).map_err(|error| Problem::internal(&error))?;
        Ok(Self { status: StatusCode::OK.as_u16(), revision, location: None, document })
    }

    fn respond(&self) -> Result<HttpResponse, Problem> {
        let status = StatusCode::from_u16(self.status).map_err(|e| Problem::internal(&e))?;
        let mut answer = answer::working(status, self.revision, &self.document);
        if let Some(path) = &self.location {
            let location = HeaderValue::from_str(path).map_err(|e| Problem::internal(&e))?;
            answer.headers_mut().insert(LOCATION, location);
        }
        Ok(answer)
    }
}

/// Who asks for a change, and the name of the request, if it has one.
#[derive(Debug)]
pub struct Asked {
    caller: Caller,
    once: Option<Once>,
}

impl Asked {
    /// Reads the name from the header; `body` is what the request asks for.
    pub fn of(
        request: &HttpRequest,
        caller: Caller,
        body: Option<&Value>,
    ) -> Result<Self, Problem> {
        let Some(sent) = request.headers().get(KEY) else {
            return Ok(Self { caller, once: None });
        };
        let rule = "1 to 255 visible ASCII characters";
        let fault =
            || Problem::new(code::INVALID_HEADER).header("Idempotency-Key", "invalid_value", rule);
        let key = sent.to_str().ok().filter(|key| is_key(key)).ok_or_else(fault)?;
        let revision = request.headers().get(IF_MATCH).map(HeaderValue::as_bytes);
        let uri = request.uri().to_string();
        let body = body.map(Value::to_string).unwrap_or_default();
        let parts = [
            request.method().as_str().as_bytes(),
            uri.as_bytes(),
            revision.unwrap_or_default(),
            body.as_bytes(),
        ];
        let once = once(&caller.actor, key, parts);
        Ok(Self { caller, once: Some(once) })
    }
}

/// True for what may name a request.
pub fn is_key(key: &str) -> bool {
    (1..=KEY_LEN_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A request that its sender named; `parts` are all that it asks for.
pub fn once<'a>(actor: &Actor, key: &str, parts: impl IntoIterator<Item = &'a [u8]>) -> Once {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    let account = actor.account_id().map(|account| account.to_string()).unwrap_or_default();
    let role = actor.role().map_or("", domain::account::Role::word);
    Once {
        asked: AskedOnce { asker: format!("{account} {role}"), key: key.to_owned() },
        fingerprint: URL_SAFE_NO_PAD.encode(digest.finalize()),
    }
}

impl App {
    /// Makes a change, or repeats its answer if the request was sent before.
    pub async fn change(
        &self,
        asked: Asked,
        work: impl FnOnce(&Newsroom, &Actor) -> Result<Changed, Problem> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        let Asked { caller, once } = asked;
        let Some(once) = once else {
            return self.run(move |newsroom| work(newsroom, &caller.actor)).await?.respond();
        };
        let answered = self
            .run(move |newsroom| {
                newsroom.once(&once, |newsroom| {
                    let changed = work(newsroom, &caller.actor)?;
                    serde_json::to_string(&changed).map_err(|error| Problem::internal(&error))
                })
            })
            .await?;
        let changed: Changed =
            serde_json::from_str(&answered.answer).map_err(|error| Problem::internal(&error))?;
        let mut answer = changed.respond()?;
        if answered.replayed {
            answer.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        Ok(answer)
    }
}
