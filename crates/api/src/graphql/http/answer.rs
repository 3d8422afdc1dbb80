//! The form of the answer (GraphQL-over-HTTP draft, 6; GraphQL, October 2021, 7).

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};
use serde::Serialize;
use serde_json::json;

use super::accept::Media;
use super::refusal::Refusal;
use crate::web::answer::public_bytes;
use crate::web::code;
use crate::web::keys::Keys;

/// How many errors an answer lists.
pub const ERRORS_MAX: usize = 10;
/// Characters of a message; a longer one repeats the request.
pub const MESSAGE_LEN_MAX: usize = 200;
/// Places in the document that an error names.
const LOCATIONS_MAX: usize = 4;
/// An answer may depend on the caller. Who knows better replaces the header.
const CACHING: &str = "no-store";

/// An answer. A document that was not executed has no data, not even `null`.
#[derive(Serialize)]
struct Body {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ServerError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: BTreeMap<String, Value>,
}

/// The answer to a request that the schema took. The status is 400 if the document was not
/// executed and the media type lets it say so, else 200. It has at most [`ERRORS_MAX`] errors.
///
/// `reader` is the GET of a reader, and how long what was read for it holds: without an error its
/// answer is what all readers see, since every field that looks at the caller is an error for
/// readers.
pub fn respond(
    media: Media,
    response: Response,
    reader: Option<(&HttpRequest, Option<i64>)>,
) -> HttpResponse {
    let reader = reader.filter(|_| response.is_ok());
    let (was_executed, body) = settled(response);
    let status = match media {
        Media::GraphQlResponse if !was_executed => StatusCode::BAD_REQUEST,
        Media::GraphQlResponse | Media::Json => StatusCode::OK,
    };
    match (serde_json::to_vec(&body), reader) {
        (Ok(bytes), None) => write(media, status, bytes),
        (Ok(bytes), Some((request, left_seconds))) => {
            let keys = Keys::any().ending_in(left_seconds);
            public_bytes(request, bytes, media.content_type(), keys)
                .unwrap_or_else(|problem| problem.error_response())
        }
        (Err(_), _) => write(media, StatusCode::INTERNAL_SERVER_ERROR, INTERNAL.into()),
    }
}

/// Whether a document was executed, and the answer in JSON, on one line.
pub fn written(response: Response) -> (bool, String) {
    let (was_executed, body) = settled(response);
    (was_executed, serde_json::to_string(&body).unwrap_or_else(|_| INTERNAL.to_owned()))
}

/// Whether a document was executed, and the answer with its errors in bounds.
fn settled(response: Response) -> (bool, Body) {
    let was_executed = was_executed(&response);
    let mut errors = response.errors;
    errors.truncate(ERRORS_MAX);
    for error in &mut errors {
        shorten(error);
        name(error);
    }
    let data = was_executed.then_some(response.data);
    (was_executed, Body { errors, data, extensions: response.extensions })
}

/// What is left to say if an answer cannot be written.
const INTERNAL: &str =
    r#"{"errors":[{"message":"internal error","extensions":{"code":"internal"}}]}"#;

/// The answer to a request that is not executed. With [`Media::Json`] a document that is to
/// blame itself is answered with 200.
pub fn refuse(media: Media, refusal: Refusal) -> HttpResponse {
    let is_of_document = refusal.is_of_document();
    let Refusal { code, message, allow } = refusal;
    let status = match media {
        Media::Json if is_of_document => StatusCode::OK,
        Media::GraphQlResponse | Media::Json => {
            StatusCode::from_u16(code.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        }
    };
    let body = json!({ "errors": [{ "message": message, "extensions": { "code": code.code } }] });
    let mut response = write(media, status, body.to_string().into_bytes());
    if let Some(allow) = allow {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
    }
    response
}

/// False if the schema refused the document: no data, and no error that has a path into it.
fn was_executed(response: &Response) -> bool {
    let has_data = response.data != Value::Null;
    has_data || response.errors.iter().any(|error| !error.path.is_empty()) || response.is_ok()
}

fn shorten(error: &mut ServerError) {
    error.locations.truncate(LOCATIONS_MAX);
    if let Some((end, _)) = error.message.char_indices().nth(MESSAGE_LEN_MAX) {
        error.message.truncate(end);
        error.message.push('…');
    }
}

/// Gives an error a code unless it has one: then it is of the document, or of a value that is none
/// of its type.
fn name(error: &mut ServerError) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    if extensions.get("code").is_none() {
        extensions.set("code", code::GRAPHQL_VALIDATION.code);
    }
}

fn write(media: Media, status: StatusCode, body: Vec<u8>) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, media.content_type()))
        .insert_header((CACHE_CONTROL, CACHING))
        .insert_header((VARY, "Accept"))
        .body(body)
}
