//! Changes: what one leaves, and the answer that a replay of the request gets again.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, IF_MATCH, LOCATION};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::actor::{Actor, Credential, Member};
use domain::id::Revision;
use newsroom::{AskedOnce, Newsroom, Once};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use sha2::{Digest as _, Sha256};

use super::answer;
use super::code;
use super::prefer::Spare;
use super::problem::Problem;
use crate::auth::{App, Caller};

/// The header that names a request (draft-ietf-httpapi-idempotency-key-header).
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// How long the name of a request may be.
const KEY_LEN_MAX: usize = 255;
/// What may name a request, in words.
pub const KEY_RULE: &str = "1 to 255 visible ASCII characters";

/// What a change left: its answer, before it is sent.
#[derive(Debug, Serialize, Deserialize)]
pub struct Changed {
    status: u16,
    revision: Option<Revision>,
    location: Option<String>,
    document: Box<RawValue>,
    /// The document with what is told once; it is never kept.
    #[serde(skip)]
    told: Option<Box<RawValue>>,
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
        let status = StatusCode::OK.as_u16();
        Ok(Self { status, revision, location: None, document, told: None })
    }

    /// The same answered by a document that holds a secret; a replay gets the one without it.
    pub fn telling<T: Serialize>(self, value: &T) -> Result<Self, Problem> {
        let told = to_raw_value(value).map_err(|error| Problem::internal(&error))?;
        Ok(Self { told: Some(told), ..self })
    }

    /// Nothing: it is gone.
    pub fn gone() -> Self {
        let document = RawValue::NULL.to_owned();
        let status = StatusCode::NO_CONTENT.as_u16();
        Self { status, revision: None, location: None, document, told: None }
    }

    fn respond(&self) -> Result<HttpResponse, Problem> {
        let status = StatusCode::from_u16(self.status).map_err(|e| Problem::internal(&e))?;
        if status == StatusCode::NO_CONTENT {
            return Ok(answer::nothing());
        }
        let mut answer =
            answer::working(status, self.revision, self.told.as_ref().unwrap_or(&self.document));
        if self.told.is_some() {
            answer.extensions_mut().remove::<Spare>();
        }
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
        let revision = request.headers().get(IF_MATCH).map(HeaderValue::as_bytes);
        let uri = request.uri().to_string();
        let body = body.map(|body| without_secrets(body).to_string()).unwrap_or_default();
        let parts = [
            request.method().as_str().as_bytes(),
            uri.as_bytes(),
            revision.unwrap_or_default(),
            body.as_bytes(),
        ];
        let once = sent.to_str().ok().and_then(|key| once(&caller.actor, key, parts));
        if once.is_none() {
            let fault = Problem::new(code::INVALID_HEADER);
            return Err(fault.header("Idempotency-Key", "invalid_value", KEY_RULE));
        }
        Ok(Self { caller, once })
    }
}

/// A request that its sender named; `parts` are all that it asks for. `None` for what may name
/// none: see [`KEY_RULE`].
pub fn once<'a>(
    actor: &Actor,
    key: &str,
    parts: impl IntoIterator<Item = &'a [u8]>,
) -> Option<Once> {
    let is_plain = key.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_plain || !(1..=KEY_LEN_MAX).contains(&key.len()) {
        return None;
    }
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    let account = actor.account_id().map(|account| account.to_string()).unwrap_or_default();
    // two tokens of an account may not do the same, nor read each other's answers
    let credential = match actor {
        Actor::Member(Member { credential: Credential::Token(token), .. }) => token.to_string(),
        Actor::Member(_) | Actor::Anonymous | Actor::Operator => String::new(),
    };
    Some(Once {
        asked: AskedOnce {
            asker: format!("{account} {credential} {}", standing(actor)),
            key: key.to_owned(),
        },
        fingerprint: URL_SAFE_NO_PAD.encode(digest.finalize()),
    })
}

/// What somebody may do, in short: whoever may do less than before gets no answer of then.
fn standing(actor: &Actor) -> String {
    let grants = actor.grants().map(|grants| grants.list());
    let sections = match actor {
        Actor::Member(member) => member.sections.as_slice(),
        Actor::Anonymous | Actor::Operator => &[],
    };
    let said = serde_json::json!([grants, sections]).to_string();
    let digest = Sha256::digest(said.as_bytes());
    URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or_default())
}

/// The same document without what would let a secret be guessed from its hash.
pub fn without_secrets(value: &Value) -> Value {
    let secret = |name: &str| name.to_ascii_lowercase().ends_with("password");
    match value {
        Value::Object(members) => {
            let said = members.iter().filter(|(name, _)| !secret(name));
            said.map(|(name, value)| (name.clone(), without_secrets(value))).collect()
        }
        Value::Array(items) => items.iter().map(without_secrets).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
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
        let work = move |newsroom: &Newsroom| work(newsroom, &caller.actor);
        let (changed, is_replayed) = self.once(once, work).await?;
        let mut answer = changed.respond()?;
        if is_replayed {
            answer.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        Ok(answer)
    }

    /// Makes a change, or with `dry` answers what it would leave and makes none: there is nothing to
    /// repeat then.
    pub async fn change_or_try(
        &self,
        asked: Asked,
        dry: bool,
        work: impl FnOnce(&Newsroom, &Actor) -> Result<Changed, Problem> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        if !dry {
            return self.change(asked, work).await;
        }
        let actor = asked.caller.actor;
        let tried = move |newsroom: &Newsroom| newsroom.dry_run(|n| work(n, &actor));
        let mut answer = self.run(tried).await?.respond()?;
        answer.extensions_mut().remove::<Spare>();
        Ok(answer)
    }

    /// Does `work`, once if the request is named; what it left, and whether it was done before.
    pub async fn once<T: Serialize + DeserializeOwned + Send + 'static>(
        &self,
        once: Option<Once>,
        work: impl FnOnce(&Newsroom) -> Result<T, Problem> + Send + 'static,
    ) -> Result<(T, bool), Problem> {
        self.run(move |newsroom| {
            let Some(once) = once else { return Ok::<_, Problem>((work(newsroom)?, false)) };
            let mut left = None;
            let answer = newsroom.once(&once, |newsroom| {
                let done = left.insert(work(newsroom)?);
                serde_json::to_string(done).map_err(|error| Problem::internal(&error))
            })?;
            match left {
                Some(left) => Ok((left, false)),
                None => Ok((kept(&answer)?, true)),
            }
        })
        .await
    }
}

/// An answer that was given before.
fn kept<T: DeserializeOwned>(answer: &str) -> Result<T, Problem> {
    serde_json::from_str(answer).map_err(|_error| {
        let words = "it was done under another release, whose answer cannot be read any more";
        Problem::new(code::CONFLICTING_STATE).detail(words)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(sent: &str, want: &str) {
        let sent: Value = serde_json::from_str(sent).unwrap();
        assert_eq!(without_secrets(&sent).to_string(), want);
    }

    #[test]
    fn what_a_request_is_known_by_has_no_password() {
        check(r#"{"name":"Bo","password":"x"}"#, r#"{"name":"Bo"}"#);
        check(r#"{"currentPassword":"x","newPassword":"y"}"#, "{}");
        check(r#"{"PASSWORD":{"of":"x"},"hasPasswords":true}"#, r#"{"hasPasswords":true}"#);
        check(r#"[["input",{"content":{"password":"x"}}]]"#, r#"[["input",{"content":{}}]]"#);
        for plain in ["null", "true", "7", r#""password""#, r#"{"name":"password"}"#] {
            check(plain, plain);
        }
    }

    #[test]
    fn two_passwords_leave_one_fingerprint() {
        let fingerprint = |password: &str| {
            let body = without_secrets(&json!({ "name": "Bo", "password": password })).to_string();
            once(&Actor::Operator, "k", [body.as_bytes()]).map(|once| once.fingerprint)
        };
        assert!(fingerprint("x").is_some());
        assert_eq!(fingerprint("x"), fingerprint("y"));
    }
}
