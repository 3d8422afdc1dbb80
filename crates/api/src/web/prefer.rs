//! What a client would rather have (RFC 7240): a change without the document that it left.

use actix_web::HttpRequest;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};

use super::code;
use super::problem::Problem;

const PREFER: HeaderName = HeaderName::from_static("prefer");
const APPLIED: HeaderName = HeaderName::from_static("preference-applied");
const MINIMAL: &str = "return=minimal";
const WHOLE: &str = "return=representation";

/// How long the wishes of a request may be, in bytes.
const LEN_MAX: usize = 1_024;

/// Marks an answer whose document may be left out of the answer to a change: its revision says what
/// was left, and nothing in it has to be heard, such as a secret, what was refused, or what would be.
#[derive(Debug)]
pub struct Spare;

/// Refuses wishes that are longer than the contract says, before anything is done.
pub fn check(headers: &HeaderMap) -> Result<(), Problem> {
    let len: usize = headers.get_all(PREFER).map(HeaderValue::len).sum();
    if len <= LEN_MAX {
        return Ok(());
    }
    let rule = format!("at most {LEN_MAX} bytes");
    Err(Problem::new(code::INVALID_HEADER).header("Prefer", "too_long", rule))
}

/// Leaves out the document of a change if that is preferred; its revision stands in the entity tag,
/// its address in `Location` if it was made.
pub fn prefer(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let asked = response.request();
    let is_change = matches!(*asked.method(), Method::POST | Method::PUT | Method::PATCH);
    let is_spare = is_change && response.response().extensions().get::<Spare>().is_some();
    let Some(wish) = wish(asked).filter(|_| is_spare) else { return response };
    let mut response = if wish == MINIMAL { emptied(response) } else { response };
    response.headers_mut().insert(APPLIED, HeaderValue::from_static(wish));
    response
}

fn emptied(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let mut response = response.map_body(|_, _| BoxBody::new(()));
    let headers = response.headers_mut();
    headers.remove(CONTENT_TYPE);
    headers.remove(CONTENT_LENGTH);
    // for 201 the contract promises the document
    *response.response_mut().status_mut() = StatusCode::NO_CONTENT;
    response
}

/// The one of the two wishes that stands first.
fn wish(request: &HttpRequest) -> Option<&'static str> {
    let sent = request.headers().get_all(PREFER).filter_map(|value| value.to_str().ok());
    let words =
        sent.flat_map(|value| value.split(',')).map(|word| word.trim().to_ascii_lowercase());
    words.into_iter().find_map(|word| [MINIMAL, WHOLE].into_iter().find(|known| word == *known))
}
