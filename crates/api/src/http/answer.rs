//! Answers: what readers may cache, and what belongs to one editor.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::code;
use super::conditional::{if_none_match, revision_etag, strong_etag};
use super::problem::Problem;

/// How caches may keep what readers see (RFC 9111, section 5.2.2; RFC 5861).
pub const PUBLIC: &str =
    "public, max-age=0, s-maxage=60, stale-while-revalidate=30, stale-if-error=300";
/// How caches may keep what belongs to one editor: not at all.
pub const PRIVATE: &str = "private, no-store";

const JSON: &str = "application/json";

/// What readers see: cacheable, with a strong tag of its bytes; 304 if the client has them
/// (RFC 9110, sections 13.1.2 and 15.4.5).
pub fn public_json<T: Serialize>(
    request: &HttpRequest,
    value: &T,
) -> Result<HttpResponse, Problem> {
    let bytes = bytes_of(value)?;
    let etag = strong_etag(&bytes);
    let is_known = if_none_match(request, &etag);
    let status = if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut answer = HttpResponse::build(status);
    answer
        .insert_header((ETAG, etag))
        .insert_header((CACHE_CONTROL, PUBLIC))
        .insert_header((VARY, "Accept, Accept-Encoding"))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    if is_known {
        return Ok(answer.finish());
    }
    Ok(answer.insert_header((CONTENT_TYPE, JSON)).body(bytes))
}

/// What editors see: kept by nobody; its tag is the revision, which a change names in If-Match.
pub fn working_json<T: Serialize>(
    status: StatusCode,
    revision: Option<i64>,
    value: &T,
) -> Result<HttpResponse, Problem> {
    let bytes = bytes_of(value)?;
    let mut answer = HttpResponse::build(status);
    answer.insert_header((CACHE_CONTROL, PRIVATE)).insert_header((CONTENT_TYPE, JSON));
    if let Some(revision) = revision {
        answer.insert_header((ETAG, revision_etag(revision)));
    }
    Ok(answer.body(bytes))
}

/// What was just made, and the path where it is (RFC 9110, section 15.3.2).
pub fn created<T: Serialize>(
    location: &str,
    revision: Option<i64>,
    value: &T,
) -> Result<HttpResponse, Problem> {
    let mut answer = working_json(StatusCode::CREATED, revision, value)?;
    let location = location.parse().map_err(|error| internal(&error))?;
    answer.headers_mut().insert(LOCATION, location);
    Ok(answer)
}

/// Done, and nothing to say (RFC 9110, section 15.3.5).
pub fn no_content() -> HttpResponse {
    HttpResponse::NoContent().insert_header((CACHE_CONTROL, PRIVATE)).finish()
}

/// Refuses a request whose Accept excludes `application/json` (RFC 9110, section 12.5.1): the most
/// specific range that fits decides, and a weight of 0 excludes. Ranges that cannot be read fit
/// nothing; no Accept, or an empty one, excludes nothing.
pub fn accepts_json(request: &HttpRequest) -> Result<(), Problem> {
    let lines = request.headers().get_all(ACCEPT).map(|line| line.to_str().unwrap_or("unreadable"));
    let joined = lines.collect::<Vec<_>>().join(",");
    let mut ranges = joined.split(',').map(str::trim).filter(|range| !range.is_empty()).peekable();
    if ranges.peek().is_none() {
        return Ok(());
    }
    let best = ranges.filter_map(fit).max();
    if best.is_some_and(|(_, weight)| weight > 0) {
        return Ok(());
    }
    Err(Problem::new(code::NOT_ACCEPTABLE).header("Accept", "not_acceptable", JSON))
}

/// How closely a media range fits JSON, and its weight in thousandths; `None` if it does not.
fn fit(range: &str) -> Option<(u8, u16)> {
    let mut parts = range.split(';').map(|part| part.trim().to_ascii_lowercase());
    let mut closeness = match parts.next()?.as_str() {
        "*/*" => 0,
        "application/*" => 1,
        JSON => 2,
        _ => return None,
    };
    let mut weight = 1_000;
    for parameter in parts.filter(|part| !part.is_empty()) {
        match parameter.split_once('=')? {
            ("q", raw) => weight = thousandths(raw)?,
            ("charset", "utf-8" | "\"utf-8\"") => closeness = 3,
            _ => return None,
        }
    }
    Some((closeness, weight))
}

/// A weight (RFC 9110, section 12.4.2): 0 to 1 with at most three digits.
fn thousandths(raw: &str) -> Option<u16> {
    let (whole, digits) = raw.split_once('.').unwrap_or((raw, ""));
    if digits.len() > 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part: u16 = format!("{digits:0<3}").parse().ok()?;
    match (whole, part) {
        ("0", part) => Some(part),
        ("1", 0) => Some(1_000),
        _ => None,
    }
}

fn bytes_of<T: Serialize>(value: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| internal(&error))
}

fn internal(error: &dyn std::error::Error) -> Problem {
    Problem::new(code::INTERNAL).caused_by(error)
}

#[cfg(test)]
mod tests {
    use actix_web::body::MessageBody as _;
    use actix_web::http::header::{HeaderName, IF_NONE_MATCH};
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::*;

    fn header(answer: &HttpResponse, name: HeaderName) -> Option<&str> {
        answer.headers().get(name).map(|value| value.to_str().unwrap())
    }

    #[test]
    fn a_public_answer_may_be_cached_and_asked_for_again() {
        let value = json!({ "a": 1 });
        let first = public_json(&TestRequest::default().to_http_request(), &value).unwrap();
        let etag = strong_etag(b"{\"a\":1}");
        assert_eq!(first.status(), 200);
        assert_eq!(header(&first, CONTENT_TYPE), Some("application/json"));
        let again = TestRequest::default().insert_header((IF_NONE_MATCH, etag.clone()));
        let again = public_json(&again.to_http_request(), &value).unwrap();
        assert_eq!(again.status(), 304);
        for answer in [&first, &again] {
            assert_eq!(header(answer, ETAG), Some(etag.as_str()));
            assert_eq!(header(answer, CACHE_CONTROL), Some(PUBLIC));
            assert_eq!(header(answer, VARY), Some("Accept, Accept-Encoding"));
            assert_eq!(header(answer, ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
        }
        assert_eq!(first.into_body().try_into_bytes().unwrap(), "{\"a\":1}");
        assert_eq!(header(&again, CONTENT_TYPE), None);
        assert!(again.into_body().try_into_bytes().unwrap().is_empty());
    }

    #[test]
    fn a_working_view_is_kept_by_nobody() {
        let answer = working_json(StatusCode::OK, Some(7), &json!({})).unwrap();
        assert_eq!(header(&answer, CACHE_CONTROL), Some("private, no-store"));
        assert_eq!(header(&answer, ETAG), Some("\"7\""));
        assert_eq!(header(&answer, ACCESS_CONTROL_ALLOW_ORIGIN), None);
        let answer = working_json(StatusCode::ACCEPTED, None, &json!({})).unwrap();
        assert_eq!((answer.status(), header(&answer, ETAG)), (StatusCode::ACCEPTED, None));
    }

    #[test]
    fn what_was_made_has_a_location() {
        let answer = created("/v1/articles/a", Some(1), &json!({})).unwrap();
        assert_eq!(answer.status(), 201);
        assert_eq!(header(&answer, LOCATION), Some("/v1/articles/a"));
        assert_eq!(header(&answer, ETAG), Some("\"1\""));
        assert_eq!(created("/a\nb", None, &json!({})).unwrap_err().code(), code::INTERNAL);
        assert_eq!(header(&no_content(), CACHE_CONTROL), Some("private, no-store"));
    }

    #[test]
    fn what_has_no_form_in_json_is_a_fault_of_ours() {
        let value = std::collections::BTreeMap::from([((1, 2), 3)]);
        let request = TestRequest::default().to_http_request();
        assert_eq!(public_json(&request, &value).unwrap_err().code(), code::INTERNAL);
    }

    #[test]
    fn the_closest_range_of_accept_decides() {
        for (lines, want) in [
            (&[][..], true),
            (&[""], true),
            (&["*/*"], true),
            (&["application/*;q=0.001"], true),
            (&["Application/JSON"], true),
            (&["application/json; charset=UTF-8"], true),
            (&["text/html, application/json;q=0.9, */*;q=0.8"], true),
            (&["text/html", "application/json"], true),
            (&["application/json;q=0, application/json;charset=utf-8"], true),
            (&["text/html"], false),
            (&["application/xml, application/ld+json"], false),
            (&["application/json;q=0"], false),
            (&["application/json;q=0.000, */*"], false),
            (&["application/*;q=0, */*;q=1"], false),
            (&["*/*;q=0"], false),
            (&["application/json;q=2"], false),
            (&["application/json;q=0.1234"], false),
            (&["application/json;q=1.001"], false),
            (&["application/json;q="], false),
            (&["application/json;profile=x"], false),
            (&["json"], false),
        ] {
            let mut request = TestRequest::default();
            for line in lines {
                request = request.append_header((ACCEPT, *line));
            }
            let outcome = accepts_json(&request.to_http_request());
            assert_eq!(outcome.is_ok(), want, "{lines:?}");
        }
    }
}
