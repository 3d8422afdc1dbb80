//! Conditional requests (RFC 9110, section 13).

use actix_web::HttpRequest;
use actix_web::http::header::{IF_MATCH, IF_NONE_MATCH};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::Revision;
use sha2::{Digest as _, Sha256};

use super::code;
use super::problem::Problem;

/// A strong tag of the bytes that are sent.
pub fn strong_tag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest.get(..16).unwrap_or_default()))
}

/// The tag of a working view: what If-Match takes.
pub fn revision_tag(revision: Revision) -> String {
    format!("\"{revision}\"")
}

/// True if the client has these bytes already.
pub fn has_already(request: &HttpRequest, tag: &str) -> bool {
    let Some(sent) = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    sent.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

/// The revision that the client changed; required of every change.
pub fn if_match(request: &HttpRequest) -> Result<Revision, Problem> {
    let Some(sent) = request.headers().get(IF_MATCH) else {
        let rule = "the ETag of the working view";
        return Err(Problem::new(code::IF_MATCH_REQUIRED).header("If-Match", "required", rule));
    };
    let broken = || {
        let rule = "one strong entity tag, such as \"7\"";
        Problem::new(code::INVALID_HEADER).header("If-Match", "invalid_value", rule)
    };
    let sent = sent.to_str().map_err(|_error| broken())?.trim();
    let inner = sent.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let inner = inner.filter(|inner| !inner.contains('"')).ok_or_else(broken)?;
    // a tag of another form, such as that of a public view, matches no revision
    Ok(Revision(inner.parse().unwrap_or(0)))
}
