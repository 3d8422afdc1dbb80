//! Problem details (RFC 9457): the one form of every 4xx and 5xx answer.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_LOCATION, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, LAST_MODIFIED,
    WWW_AUTHENTICATE,
};
use actix_web::{HttpResponse, ResponseError};
use domain::violation::Violations;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::code::{self, Code};

/// How many errors one problem tells; the rest would not be read.
pub const ERRORS_MAX: usize = 50;
/// How many characters of a name that the client sent are repeated.
const NAME_LEN_MAX: usize = 200;
/// How many characters of the path are repeated.
const INSTANCE_LEN_MAX: usize = 2_000;

/// What described the answer that a problem takes the place of (RFC 9110, section 8).
const REPLACED: [HeaderName; 9] = [
    CACHE_CONTROL,
    CONTENT_DISPOSITION,
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_LENGTH,
    CONTENT_LOCATION,
    CONTENT_RANGE,
    ETAG,
    LAST_MODIFIED,
];

/// A refusal on its way to the client: one code of the table, and what it is in this case.
#[derive(Debug, Clone)]
pub struct Problem {
    code: &'static Code,
    case: Box<Case>,
}

/// Apart, so that a `Result` with a problem stays small.
#[derive(Debug, Clone, Default)]
struct Case {
    detail: Option<String>,
    errors: Vec<ProblemItem>,
    extensions: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<String>,
}

/// One fault with its place: exactly one of `pointer`, `parameter` and `header` is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemItem {
    /// Where in the body: a JSON Pointer (RFC 6901), `""` for the whole of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000, nullable = false)]
    pub pointer: Option<String>,
    /// Which query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, nullable = false)]
    pub parameter: Option<String>,
    /// Which header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, nullable = false)]
    pub header: Option<String>,
    /// The rule, a stable `lower_snake` word.
    #[schema(max_length = 60, pattern = "^[a-z0-9_]+$")]
    pub code: String,
    /// The rule in words, for a person.
    #[schema(max_length = 1000)]
    pub detail: String,
}

/// Problem details as they are sent (RFC 9457, section 3).
///
/// The members are always there. Of a fault on our side (5xx) they say nothing but the code and
/// the request id; the rest is the same each time.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// Where the problem is described: `/problems/{code}`.
    #[serde(rename = "type")]
    #[schema(max_length = 200, format = "uri-reference", example = "/problems/not_found")]
    pub kind: String,
    /// What it is, in a few words.
    #[schema(max_length = 200, example = "There is no such thing")]
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    pub status: u16,
    /// What it is in this case.
    #[schema(max_length = 4000)]
    pub detail: String,
    /// The path that was asked for.
    #[schema(max_length = 2000, format = "uri-reference", example = "/v1/articles/rust")]
    pub instance: String,
    /// The stable word that programs match.
    #[schema(max_length = 60, pattern = "^[a-z0-9_]+$", example = "not_found")]
    pub code: String,
    /// Leads to the entry in the log.
    #[schema(max_length = 64, pattern = "^[A-Za-z0-9_-]+$", example = "9f8c2a7b5d0e4c31")]
    pub request_id: String,
    /// Each fault with its place.
    #[schema(max_items = 50)]
    pub errors: Vec<ProblemItem>,
    /// Members of this problem alone, such as `currentRevision` (RFC 9457, section 3.2).
    #[serde(flatten)]
    #[schema(ignore)]
    pub extensions: Map<String, Value>,
}

impl Problem {
    /// A problem in the words of its code.
    pub fn new(code: &'static Code) -> Self {
        Self { code, case: Box::default() }
    }

    /// Says what it is in this case (RFC 9457, section 3.1.4).
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.case.detail = Some(detail.into());
        self
    }

    /// Names places in the body.
    #[must_use]
    pub fn violations(mut self, violations: Violations) -> Self {
        for fault in violations.into_vec() {
            let (pointer, code) = (Some(fault.pointer), fault.code.to_owned());
            let detail = fault.detail;
            self.push(ProblemItem { pointer, parameter: None, header: None, code, detail });
        }
        self
    }

    /// Names a query parameter.
    #[must_use]
    pub fn parameter(mut self, name: &str, code: &str, detail: impl Into<String>) -> Self {
        let (parameter, detail, code) = (Some(short(name)), detail.into(), code.to_owned());
        self.push(ProblemItem { pointer: None, parameter, header: None, code, detail });
        self
    }

    /// Names a request header.
    #[must_use]
    pub fn header(mut self, name: &str, code: &str, detail: impl Into<String>) -> Self {
        let (header, detail, code) = (Some(short(name)), detail.into(), code.to_owned());
        self.push(ProblemItem { pointer: None, parameter: None, header, code, detail });
        self
    }

    /// Adds a member of this problem alone, such as `currentRevision` (RFC 9457, section 3.2).
    #[must_use]
    pub fn with(mut self, member: &'static str, value: Value) -> Self {
        self.case.extensions.insert(member.to_owned(), value);
        self
    }

    /// Sets a header of the answer, such as `Retry-After`; a value that no header may have is
    /// left out.
    #[must_use]
    pub fn response_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.case.headers.push((name, value));
        }
        self
    }

    /// Notes an error with its causes for the log; it is never sent.
    #[must_use]
    pub fn caused_by(self, error: &dyn std::error::Error) -> Self {
        let mut chain = error.to_string();
        let mut source = error.source();
        while let Some(inner) = source {
            chain.push_str(": ");
            chain.push_str(&inner.to_string());
            source = inner.source();
        }
        self.because(chain)
    }

    /// Notes a cause in words for the log; it is never sent.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.case.cause = Some(cause.into());
        self
    }

    /// Which error of the table.
    pub fn code(&self) -> &'static Code {
        self.code
    }

    /// What it is in this case, or else the title of its code.
    pub fn detail_text(&self) -> &str {
        self.case.detail.as_deref().unwrap_or(self.code.title)
    }

    /// Each fault with its place, at most [`ERRORS_MAX`].
    pub fn errors(&self) -> &[ProblemItem] {
        &self.case.errors
    }

    /// Members of this problem alone.
    pub fn extensions(&self) -> &Map<String, Value> {
        &self.case.extensions
    }

    /// The chain of causes, for the log.
    pub fn cause(&self) -> Option<&str> {
        self.case.cause.as_deref()
    }

    /// What is sent. `instance` is the path that was asked for, without its query.
    pub fn document(&self, instance: &str, request_id: &str) -> ProblemDocument {
        let ours = self.code.status >= 500;
        let (detail, errors, extensions) = if ours {
            (self.code.title, Vec::new(), Map::new())
        } else {
            (self.detail_text(), self.errors().to_vec(), self.extensions().clone())
        };
        ProblemDocument {
            kind: format!("/problems/{}", self.code.code),
            title: self.code.title.to_owned(),
            status: self.code.status,
            detail: detail.to_owned(),
            instance: instance.chars().take(INSTANCE_LEN_MAX).collect(),
            code: self.code.code.to_owned(),
            request_id: request_id.to_owned(),
            errors,
            extensions,
        }
    }

    /// Puts the problem in the place of an answer, whose other headers stay (RFC 9457,
    /// section 3; RFC 9111, section 5.2.2.5).
    pub fn render(self, answer: HttpResponse, instance: &str, request_id: &str) -> HttpResponse {
        let document = self.document(instance, request_id);
        // a map with text keys always has a form in JSON, so the fallback is never seen
        let bytes = serde_json::to_vec(&document).unwrap_or_default();
        let mut answer = answer.set_body(BoxBody::new(bytes));
        *answer.status_mut() = self.status_code();
        let headers = answer.headers_mut();
        for name in REPLACED {
            headers.remove(name);
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(challenge) = challenge(self.code) {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        for (name, value) in self.case.headers {
            headers.insert(name, value);
        }
        answer
    }

    fn push(&mut self, item: ProblemItem) {
        if self.case.errors.len() < ERRORS_MAX {
            self.case.errors.push(item);
        }
    }
}

/// A name that the client sent, cut so that the answer stays short.
fn short(name: &str) -> String {
    name.chars().take(NAME_LEN_MAX).collect()
}

/// How to authenticate: every 401 says so (RFC 9110, section 15.5.2; RFC 6750, section 3).
fn challenge(code: &Code) -> Option<&'static str> {
    if code == code::INVALID_TOKEN {
        return Some("Bearer realm=\"masthead\", error=\"invalid_token\"");
    }
    (code.status == 401).then_some("Bearer realm=\"masthead\"")
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.code, self.detail_text())
    }
}

impl std::error::Error for Problem {}

/// The answer has the status and carries the problem; [`super::edge::edge`] renders it, for only
/// there the path and the request id are known.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::new(self.status_code());
        answer.extensions_mut().insert(self.clone());
        answer
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::MessageBody as _;
    use actix_web::http::header::{ALLOW, RETRY_AFTER};
    use domain::violation::Violation;
    use serde_json::json;

    use super::*;

    fn rendered(problem: Problem) -> (HttpResponse, Value) {
        let answer = problem.render(HttpResponse::Ok().finish(), "/v1/articles/a", "r1");
        let (head, body) = answer.into_parts();
        let bytes = body.try_into_bytes().unwrap();
        (head.set_body(BoxBody::new(())), serde_json::from_slice(&bytes).unwrap())
    }

    fn header(answer: &HttpResponse, name: HeaderName) -> Option<&str> {
        answer.headers().get(name).map(|value| value.to_str().unwrap())
    }

    #[test]
    fn a_problem_has_all_members_and_its_own() {
        let fault = Violation::new("/headline", "empty", "has no text");
        let problem = Problem::new(code::STALE_REVISION)
            .detail("revision 7 is the newest")
            .violations(fault.into())
            .parameter("sectoin", "unknown_parameter", "did you mean `section`?")
            .header("If-Match", "stale", "names 6")
            .with("currentRevision", json!(7));
        let (answer, body) = rendered(problem);
        assert_eq!(answer.status(), 412);
        assert_eq!(header(&answer, CONTENT_TYPE), Some("application/problem+json"));
        assert_eq!(header(&answer, CACHE_CONTROL), Some("no-store"));
        let want = json!({
            "type": "/problems/stale_revision",
            "title": "Somebody else saved in between",
            "status": 412,
            "detail": "revision 7 is the newest",
            "instance": "/v1/articles/a",
            "code": "stale_revision",
            "requestId": "r1",
            "errors": [
                { "pointer": "/headline", "code": "empty", "detail": "has no text" },
                { "parameter": "sectoin", "code": "unknown_parameter",
                  "detail": "did you mean `section`?" },
                { "header": "If-Match", "code": "stale", "detail": "names 6" },
            ],
            "currentRevision": 7,
        });
        assert_eq!(body, want);
    }

    #[test]
    fn a_fault_of_ours_tells_code_and_request_id_only() {
        let io = std::io::Error::other("disk sector 7");
        let problem = Problem::new(code::INTERNAL)
            .detail("secret")
            .with("secret", json!(1))
            .parameter("secret", "secret", "secret")
            .caused_by(&io);
        assert_eq!(problem.cause(), Some("disk sector 7"));
        let (_, body) = rendered(problem);
        let text = body.to_string();
        assert!(!text.contains("secret") && !text.contains("disk"), "{text}");
        assert_eq!((&body["code"], &body["requestId"]), (&json!("internal"), &json!("r1")));
    }

    #[test]
    fn every_401_names_the_scheme() {
        let bare = "Bearer realm=\"masthead\"";
        for (code, want) in [
            (code::UNAUTHENTICATED, Some(bare)),
            (code::INVALID_CREDENTIALS, Some(bare)),
            (code::INVALID_TOKEN, Some("Bearer realm=\"masthead\", error=\"invalid_token\"")),
            (code::FORBIDDEN, None),
        ] {
            let (answer, _) = rendered(Problem::new(code));
            assert_eq!(header(&answer, WWW_AUTHENTICATE), want, "{}", code.code);
        }
    }

    #[test]
    fn headers_about_the_old_body_go_and_others_stay() {
        let mut old = HttpResponse::MethodNotAllowed();
        old.insert_header((ALLOW, "GET")).insert_header((ETAG, "\"1\""));
        let problem = Problem::new(code::METHOD_NOT_ALLOWED)
            .response_header(RETRY_AFTER, "5")
            .response_header(RETRY_AFTER, "bad\nvalue");
        let answer = problem.render(old.finish(), "/", "r");
        assert_eq!(header(&answer, ALLOW), Some("GET"));
        assert_eq!(header(&answer, RETRY_AFTER), Some("5"));
        assert_eq!(header(&answer, ETAG), None);
    }

    #[test]
    fn the_answer_is_bounded() {
        let mut problem = Problem::new(code::INVALID_PARAMETER);
        for _ in 0..=ERRORS_MAX {
            problem = problem.parameter(&"x".repeat(1_000), "unknown_parameter", "");
        }
        assert_eq!(problem.errors().len(), ERRORS_MAX);
        assert_eq!(problem.errors()[0].parameter.as_deref().map(str::len), Some(NAME_LEN_MAX));
        let document = problem.document(&"/é".repeat(5_000), "r");
        assert_eq!(document.instance.chars().count(), INSTANCE_LEN_MAX);
    }

    #[test]
    fn a_problem_waits_in_its_answer_for_the_edge() {
        let answer = Problem::new(code::GONE).error_response();
        assert_eq!(answer.status(), 410);
        assert_eq!(answer.extensions().get::<Problem>().map(Problem::code), Some(code::GONE));
        assert_eq!(answer.body().size(), actix_web::body::BodySize::Sized(0));
    }
}
