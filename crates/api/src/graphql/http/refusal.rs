//! Why a request is not executed.

/// Why a request is not executed: what the answer says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The stable word that programs match, one of [`CODES`].
    pub code: &'static str,
    /// One sentence for people. It never repeats a value of the request.
    pub message: String,
    /// The header `Allow`, with a 405.
    pub allow: Option<&'static str>,
}

/// Every code with its status.
pub const CODES: [(&str, u16); 12] = [
    ("bad_request", 400),
    ("graphql_limit", 400),
    ("graphql_operation", 400),
    ("graphql_syntax", 400),
    ("graphql_validation", 400),
    ("invalid_parameter", 400),
    ("malformed_json", 400),
    ("method_not_allowed", 405),
    ("not_acceptable", 406),
    ("too_large", 413),
    ("uri_too_long", 414),
    ("unsupported_media_type", 415),
];

impl Refusal {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), allow: None }
    }

    /// The body is no GraphQL request.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "bad_request", message)
    }

    /// More than one of the [`super::Limits`] allows.
    pub(super) fn limit(what: &str, max: usize) -> Self {
        Self::new(400, "graphql_limit", format!("{what}: at most {max}"))
    }

    /// The document does not say which operation to run.
    pub(super) fn operation(message: &str) -> Self {
        Self::new(400, "graphql_operation", message)
    }

    /// The query text is no document.
    pub(super) fn syntax(message: impl Into<String>) -> Self {
        Self::new(400, "graphql_syntax", message)
    }

    /// The document breaks a rule of validation.
    pub(super) fn validation(message: &str) -> Self {
        Self::new(400, VALIDATION, message)
    }

    /// A parameter of the query string is wrong.
    pub(super) fn parameter(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_parameter", message)
    }

    /// The body is not JSON.
    pub(super) fn malformed_json(message: impl Into<String>) -> Self {
        Self::new(400, "malformed_json", message)
    }

    /// GET would change something.
    pub(super) fn method_not_allowed(message: &str) -> Self {
        Self { allow: Some("POST"), ..Self::new(405, "method_not_allowed", message) }
    }

    /// No form of the answer is acceptable.
    pub(super) fn not_acceptable(message: &str) -> Self {
        Self::new(406, "not_acceptable", message)
    }

    /// The body is too long.
    pub(super) fn too_large(message: impl Into<String>) -> Self {
        Self::new(413, "too_large", message)
    }

    /// The query string is too long.
    pub(super) fn uri_too_long(message: impl Into<String>) -> Self {
        Self::new(414, "uri_too_long", message)
    }

    /// The body is of another type.
    pub(super) fn unsupported_media_type(message: &str) -> Self {
        Self::new(415, "unsupported_media_type", message)
    }

    /// True if the request was well formed and its document is to blame. `application/json`
    /// answers these with 200 (GraphQL-over-HTTP draft, 6.4.1).
    pub(super) fn is_of_document(&self) -> bool {
        self.code.starts_with("graphql_")
    }
}

/// The code of what the validation finds.
pub(super) const VALIDATION: &str = "graphql_validation";
