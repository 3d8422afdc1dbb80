//! Why a request is not executed.

use crate::web::code::{self, Code};

/// Why a request is not executed: what the answer says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The word that programs match, and the HTTP status.
    pub code: &'static Code,
    /// One sentence for people. It never repeats a value of the request.
    pub message: String,
    /// The header `Allow`, with a 405.
    pub allow: Option<&'static str>,
}

impl Refusal {
    fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), allow: None }
    }

    /// The body is no GraphQL request.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(code::BAD_REQUEST, message)
    }

    /// More than one of the [`super::Limits`] allows.
    pub(in crate::graphql) fn limit(what: &str, max: usize) -> Self {
        Self::new(code::GRAPHQL_LIMIT, format!("{what}: at most {max}"))
    }

    /// The document does not say which operation to run, or one that can't be run here.
    pub(in crate::graphql) fn operation(message: &str) -> Self {
        Self::new(code::GRAPHQL_OPERATION, message)
    }

    /// The query text is no document.
    pub(super) fn syntax(message: impl Into<String>) -> Self {
        Self::new(code::GRAPHQL_SYNTAX, message)
    }

    /// The document breaks a rule of validation.
    pub(super) fn validation(message: &str) -> Self {
        Self::new(code::GRAPHQL_VALIDATION, message)
    }

    /// A parameter of the query string is wrong.
    pub(super) fn parameter(message: impl Into<String>) -> Self {
        Self::new(code::INVALID_PARAMETER, message)
    }

    /// The body is not JSON.
    pub(super) fn malformed_json(message: impl Into<String>) -> Self {
        Self::new(code::MALFORMED_JSON, message)
    }

    /// GET would change something.
    pub(super) fn method_not_allowed(message: &str) -> Self {
        Self { allow: Some("POST"), ..Self::new(code::METHOD_NOT_ALLOWED, message) }
    }

    /// No form of the answer is acceptable.
    pub(in crate::graphql) fn not_acceptable(message: &str) -> Self {
        Self::new(code::NOT_ACCEPTABLE, message)
    }

    /// The body is too long.
    pub(super) fn too_large(message: impl Into<String>) -> Self {
        Self::new(code::TOO_LARGE, message)
    }

    /// The query string is too long.
    pub(super) fn uri_too_long(message: impl Into<String>) -> Self {
        Self::new(code::URI_TOO_LONG, message)
    }

    /// The body is of another type.
    pub(super) fn unsupported_media_type(message: &str) -> Self {
        Self::new(code::UNSUPPORTED_MEDIA_TYPE, message)
    }

    /// The request names a document that the server doesn't have.
    pub(super) fn unknown_document(message: &str) -> Self {
        Self::new(code::GRAPHQL_UNKNOWN_DOCUMENT, message)
    }

    /// Readers get the documents of a list only, and this is none of them.
    pub(super) fn untrusted_document() -> Self {
        let message = "without a credential only documents of the server's list are run";
        Self::new(code::GRAPHQL_UNTRUSTED_DOCUMENT, message)
    }

    /// True if the request was well formed and its document is to blame. `application/json`
    /// answers these with 200 (GraphQL-over-HTTP draft, 6.4.1).
    pub(super) fn is_of_document(&self) -> bool {
        self.code.code.starts_with("graphql_")
    }
}
