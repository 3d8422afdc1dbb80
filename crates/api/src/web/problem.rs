//! Problem details (RFC 9457): the one form of every 4xx and 5xx answer.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE,
};
use actix_web::{HttpResponse, ResponseError};
use domain::policy::Denied;
use domain::violation::{Violation, Violations};
use newsroom::{NewsroomError, SearchFault, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::code::{self, Code};
use crate::dto;

/// A refusal on its way to the client.
#[derive(Debug, Clone)]
pub struct Problem {
    code: &'static Code,
    detail: String,
    errors: Vec<ProblemItem>,
    members: Map<String, Value>,
    retry_after_seconds: Option<i64>,
    cause: Option<String>,
}

/// One fault with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemItem {
    /// Where in the body: a JSON Pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub pointer: Option<String>,
    /// Which query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub parameter: Option<String>,
    /// Which header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub header: Option<String>,
    /// The rule, a stable word.
    #[schema(max_length = 60)]
    pub code: String,
    /// The rule in words.
    #[schema(max_length = 1000)]
    pub detail: String,
}

/// Problem details (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// Where the problem is described: `/problems/{code}`.
    #[serde(rename = "type")]
    #[schema(max_length = 200)]
    pub kind: String,
    /// What it is, in a few words.
    #[schema(max_length = 200)]
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What it is in this case.
    #[schema(max_length = 1000)]
    pub detail: String,
    /// The path that was asked for.
    #[schema(max_length = 8192)]
    pub instance: String,
    /// The stable word that programs match.
    #[schema(max_length = 60)]
    pub code: String,
    /// Leads to the entry in the log.
    #[schema(max_length = 64)]
    pub request_id: String,
    /// Each fault with its place.
    #[schema(max_items = 50)]
    pub errors: Vec<ProblemItem>,
    /// Members of this problem alone, such as `currentRevision`.
    #[serde(flatten)]
    #[schema(ignore)]
    pub members: Map<String, Value>,
}

/// A problem with one part of a request: without what the whole answer says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ItemProblem {
    /// Where the problem is described: `/problems/{code}`.
    #[serde(rename = "type")]
    #[schema(max_length = 200)]
    pub kind: String,
    /// What it is, in a few words.
    #[schema(max_length = 200)]
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What it is in this case.
    #[schema(max_length = 1000)]
    pub detail: String,
    /// The stable word that programs match.
    #[schema(max_length = 60)]
    pub code: String,
    /// Each fault with its place in the part.
    #[schema(max_items = 50)]
    pub errors: Vec<ProblemItem>,
    /// Members of this problem alone, such as `currentRevision`.
    #[serde(flatten)]
    #[schema(ignore)]
    pub members: Map<String, Value>,
}

/// How long what a client sent may be where a problem repeats it, in characters.
const DETAIL_LEN_MAX: usize = 1_000;
const INSTANCE_LEN_MAX: usize = 8_192;
const POINTER_LEN_MAX: usize = 2_000;
const PARAMETER_LEN_MAX: usize = 200;

/// What a client sent, as it is repeated: without control characters, and cut.
fn printable(text: &str, len_max: usize) -> String {
    let plain = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    text.chars().take(len_max).map(plain).collect()
}

impl ProblemItem {
    fn printable(self) -> Self {
        Self {
            pointer: self.pointer.map(|text| printable(&text, POINTER_LEN_MAX)),
            parameter: self.parameter.map(|text| printable(&text, PARAMETER_LEN_MAX)),
            header: self.header,
            code: self.code,
            detail: printable(&self.detail, DETAIL_LEN_MAX),
        }
    }
}

impl Problem {
    /// A problem in the words of its code.
    pub fn new(code: &'static Code) -> Self {
        let members = Map::new();
        let detail = code.title.to_owned();
        Self { code, detail, errors: Vec::new(), members, retry_after_seconds: None, cause: None }
    }

    /// Says what it is in this case.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// A failure of ours; the chain of causes goes to the log alone.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        Self::new(code::INTERNAL).caused_by(error)
    }

    /// Says when to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: i64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// Names places in the body.
    #[must_use]
    pub fn violations(mut self, faults: Violations) -> Self {
        self.errors.extend(faults.into_vec().into_iter().map(|fault| ProblemItem {
            pointer: Some(fault.pointer),
            parameter: None,
            header: None,
            code: fault.code.to_owned(),
            detail: fault.detail,
        }));
        self
    }

    /// Names a query parameter.
    #[must_use]
    pub fn parameter(mut self, name: &str, code: &str, detail: impl Into<String>) -> Self {
        let (parameter, detail) = (Some(name.to_owned()), detail.into());
        let code = code.to_owned();
        self.errors.push(ProblemItem { pointer: None, parameter, header: None, code, detail });
        self
    }

    /// Names a header.
    #[must_use]
    pub fn header(mut self, name: &str, code: &str, detail: impl Into<String>) -> Self {
        let (header, detail) = (Some(name.to_owned()), detail.into());
        let code = code.to_owned();
        self.errors.push(ProblemItem { pointer: None, parameter: None, header, code, detail });
        self
    }

    /// Adds a member of this problem alone.
    #[must_use]
    pub fn with(mut self, member: &str, value: Value) -> Self {
        self.members.insert(member.to_owned(), value);
        self
    }

    /// Notes the chain of causes for the log; it is never sent.
    #[must_use]
    pub fn caused_by(mut self, error: &dyn std::error::Error) -> Self {
        let mut chain = error.to_string();
        let mut source = error.source();
        while let Some(inner) = source {
            chain.push_str(": ");
            chain.push_str(&inner.to_string());
            source = inner.source();
        }
        self.cause = Some(chain);
        self
    }

    /// Which.
    pub fn code(&self) -> &'static Code {
        self.code
    }

    /// What it is in this case.
    pub fn words(&self) -> &str {
        &self.detail
    }

    /// Each fault with its place.
    pub fn items(&self) -> &[ProblemItem] {
        &self.errors
    }

    /// Members of this problem alone.
    pub fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// The chain of causes, for the log.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// The same, whose places in the body stand below `place`.
    #[must_use]
    pub fn under(mut self, place: &str) -> Self {
        for pointer in self.errors.iter_mut().filter_map(|item| item.pointer.as_mut()) {
            pointer.insert_str(0, place);
        }
        self
    }

    /// Takes over the faults of a part of the request that stands at `place`.
    #[must_use]
    pub fn absorb(mut self, place: &str, part: &Self) -> Self {
        let own = ProblemItem {
            pointer: Some(String::new()),
            parameter: None,
            header: None,
            code: part.code.code.to_owned(),
            detail: part.detail.clone(),
        };
        let items = if part.errors.is_empty() { std::slice::from_ref(&own) } else { &part.errors };
        let room = Violations::LEN_MAX.saturating_sub(self.errors.len());
        self.errors.extend(items.iter().take(room).map(|item| {
            let pointer = item.pointer.as_deref().unwrap_or_default();
            ProblemItem { pointer: Some(format!("{place}{pointer}")), ..item.clone() }
        }));
        self
    }

    /// The same as a problem with one part of a request.
    pub fn item(&self) -> ItemProblem {
        ItemProblem {
            kind: format!("/problems/{}", self.code.code),
            title: self.code.title.to_owned(),
            status: self.code.status,
            detail: printable(&self.detail, DETAIL_LEN_MAX),
            code: self.code.code.to_owned(),
            errors: self.errors.iter().cloned().map(ProblemItem::printable).collect(),
            members: self.members.clone(),
        }
    }

    /// The answer, complete.
    pub fn render(self, instance: &str, request_id: &str) -> HttpResponse {
        let status = StatusCode::from_u16(self.code.status);
        let mut answer = HttpResponse::build(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
        answer.insert_header((CONTENT_TYPE, "application/problem+json"));
        answer.insert_header((CACHE_CONTROL, "no-store"));
        if let Some(challenge) = challenge(self.code) {
            answer.insert_header((WWW_AUTHENTICATE, challenge));
        }
        if let Some(seconds) = self.retry_after_seconds {
            answer.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if self.code == code::UNSUPPORTED_MEDIA_TYPE {
            let accepted = "application/merge-patch+json, application/json-patch+json";
            answer.insert_header((HeaderName::from_static("accept-patch"), accepted));
        }
        answer.json(ProblemDocument {
            kind: format!("/problems/{}", self.code.code),
            title: self.code.title.to_owned(),
            status: self.code.status,
            detail: printable(&self.detail, DETAIL_LEN_MAX),
            instance: printable(instance, INSTANCE_LEN_MAX),
            code: self.code.code.to_owned(),
            request_id: request_id.to_owned(),
            errors: self.errors.into_iter().map(ProblemItem::printable).collect(),
            members: self.members,
        })
    }
}

/// RFC 6750, section 3.
fn challenge(code: &Code) -> Option<&'static str> {
    match code.code {
        "unauthenticated" | "invalid_credentials" => Some("Bearer realm=\"masthead\""),
        "invalid_token" => Some("Bearer realm=\"masthead\", error=\"invalid_token\""),
        _ => None,
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.code, self.detail)
    }
}

/// The edge renders it: only there the path and the request id are known.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        response.extensions_mut().insert(self.clone());
        response
    }
}

/// A document that breaks rules.
impl From<Violations> for Problem {
    fn from(faults: Violations) -> Self {
        Self::new(code::INVALID_DOCUMENT).violations(faults)
    }
}

impl From<NewsroomError> for Problem {
    fn from(error: NewsroomError) -> Self {
        let words = error.to_string();
        match error {
            NewsroomError::NotReady(faults) => Self::new(code::NOT_READY).violations(faults),
            NewsroomError::Misquoted(faults) => Self::new(code::MISQUOTED).violations(faults),
            NewsroomError::Misplaced(misplaced) => Self::new(code::WORDS_NOT_PLACED)
                .violations(misplaced.faults)
                .with("candidates", json!(misplaced.candidates)),
            NewsroomError::UnknownReference(faults) => {
                Self::new(code::UNKNOWN_REFERENCE).violations(faults)
            }
            NewsroomError::Denied(Denied::Unauthenticated) => Self::new(code::UNAUTHENTICATED),
            NewsroomError::Denied(Denied::Forbidden) => Self::new(code::FORBIDDEN),
            // what is hidden and what never was are told apart by no word
            NewsroomError::Denied(Denied::Hidden) | NewsroomError::NotFound(_) => {
                Self::new(code::NOT_FOUND)
            }
            NewsroomError::Gone { id, at, kind, .. } => Self::new(code::GONE)
                .detail(words)
                .with("tombstone", json!({ "id": id, "at": at, "kind": kind })),
            NewsroomError::Stale { current } => Self::new(code::STALE_REVISION)
                .detail(words)
                .with("currentRevision", json!(current.0)),
            NewsroomError::Diverged { current, merge } => {
                let stale = Self::from(NewsroomError::Stale { current });
                dto::merge::offered(&merge).into_iter().fold(stale, |p, m| p.with("merge", m))
            }
            NewsroomError::State(fault) => Self::new(code::CONFLICTING_STATE)
                .detail(words)
                .with("possible", json!(fault.possible)),
            NewsroomError::Embargoed { until } => {
                Self::new(code::EMBARGOED).detail(words).with("until", json!(until))
            }
            NewsroomError::Locked(lock) => Self::new(code::LOCKED)
                .detail(words)
                .with("lock", json!({ "by": lock.by, "until": lock.until })),
            NewsroomError::SlugTaken { .. } => Self::new(code::SLUG_TAKEN)
                .detail(words)
                .violations(Violation::new("/slug", "slug_taken", "is or was another's").into()),
            NewsroomError::LanguageTaken { by, .. } => Self::of_language(words, by),
            NewsroomError::InUse { referrers } => {
                Self::new(code::IN_USE).with("referrers", json!(referrers))
            }
            NewsroomError::Invalid(faults) => faults.into(),
            NewsroomError::ReleaseRefused(items) => dto::release::refused(items),
            NewsroomError::Closed(_)
            | NewsroomError::ReleaseState(_)
            | NewsroomError::ChangedSince
            | NewsroomError::NotPublished
            | NewsroomError::ListState(_)
            | NewsroomError::LastAdmin
            | NewsroomError::TooManyTokens
            | NewsroomError::PreviewsFull { .. } => {
                Self::new(code::CONFLICTING_STATE).detail(words)
            }
            NewsroomError::LinkSpent => Self::new(code::LINK_SPENT),
            NewsroomError::EmailTaken => Self::new(code::EMAIL_TAKEN),
            NewsroomError::SetupDone => Self::new(code::SETUP_DONE),
            NewsroomError::BadCredentials => Self::new(code::INVALID_CREDENTIALS),
            NewsroomError::DeadCredential => Self::new(code::INVALID_TOKEN),
            NewsroomError::NoPreview => Self::new(code::NOT_FOUND).detail(words),
            NewsroomError::Throttled { wait_seconds } => {
                Self::new(code::TOO_MANY_REQUESTS).detail(words).retry_after(wait_seconds)
            }
            NewsroomError::KeyReused => Self::new(code::IDEMPOTENCY_KEY_REUSED),
            NewsroomError::AnswerTooLong => Self::new(code::TOO_LARGE).detail(words),
            NewsroomError::UnderWay => Self::new(code::REQUEST_UNDER_WAY).retry_after(1),
            NewsroomError::Search(fault) => Self::of_search(fault),
            NewsroomError::Store(error) => error.into(),
            NewsroomError::Secret(error) => Self::internal(&error),
            NewsroomError::Journal(error) => Self::internal(&error),
        }
    }
}

impl Problem {
    fn of_language(words: String, by: Option<Uuid>) -> Self {
        let rule = "another translation has it";
        let fault = Violation::new("/language", "language_taken", rule);
        let taken = Self::new(code::LANGUAGE_TAKEN).detail(words).violations(fault.into());
        by.into_iter().fold(taken, |problem, id| problem.with("article", json!(id)))
    }

    fn of_search(fault: SearchFault) -> Self {
        let words = fault.to_string();
        let (code, parameter, rule) = match fault {
            SearchFault::WorkingView => (code::INVALID_PARAMETER, "q", "invalid_value"),
            SearchFault::NothingSought => (code::INVALID_PARAMETER, "sort", "invalid_value"),
            SearchFault::PlaceGone => (code::INVALID_CURSOR, "cursor", "invalid_cursor"),
        };
        Self::new(code).detail(format!("{parameter}: {words}")).parameter(parameter, rule, words)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Unreachable(_) | StoreError::Busy { .. } | StoreError::Met(_) => {
                code::UNAVAILABLE
            }
            StoreError::Full(_) => code::STORAGE_FULL,
            StoreError::NotFree
            | StoreError::Taken(_)
            | StoreError::Reference(_)
            | StoreError::Unreadable { .. }
            | StoreError::Migration(_)
            | StoreError::Other(_) => code::INTERNAL,
        };
        Self::new(code).caused_by(&error)
    }
}
