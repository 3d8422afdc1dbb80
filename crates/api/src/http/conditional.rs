//! Conditional requests (RFC 9110, section 13).

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::code;
use super::problem::Problem;

/// How many bytes of the digest make a tag: enough that no two bodies ever share one.
const DIGEST_BYTES: usize = 16;

/// What a change says about the revision that it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMatch {
    /// Just this one; [`IfMatch::NEVER`] if the tag is of no revision at all.
    Revision(i64),
    /// Any, as long as the thing exists: `*`.
    Any,
}

impl IfMatch {
    /// Stands for tags that no working view has, such as those of public views: revisions begin
    /// at 1, so this is stale whatever the present one is. The use case then answers 412 with the
    /// current revision, and 404 before that if it has to.
    pub const NEVER: i64 = 0;
}

/// A strong tag of the bytes that are sent, in quotes (RFC 9110, section 8.8.3).
pub fn strong_etag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest.get(..DIGEST_BYTES).unwrap_or_default()))
}

/// The tag of a working view, such as `"7"`: what If-Match takes.
pub fn revision_etag(revision: i64) -> String {
    format!("\"{revision}\"")
}

/// True if the client has what `etag` names: the answer to GET is 304 (RFC 9110, section 13.1.2).
/// A header that cannot be read is as good as none.
pub fn if_none_match(request: &HttpRequest, etag: &str) -> bool {
    match Tags::of(request, &IF_NONE_MATCH) {
        Some(Tags::Any) => true,
        Some(Tags::List(tags)) => {
            let opaque = etag.strip_prefix("W/").unwrap_or(etag);
            let opaque = opaque.trim_matches('"');
            tags.iter().any(|tag| tag.opaque == opaque)
        }
        None => false,
    }
}

/// The revision that a change was made from (RFC 9110, section 13.1.1).
///
/// Absent is 428 (RFC 6585, section 3), unreadable is 400. Tags are compared strongly: a weak one
/// and one of another form match nothing, which is [`IfMatch::NEVER`]. A list with more than one
/// revision is 400: a change has one base.
pub fn if_match(request: &HttpRequest) -> Result<IfMatch, Problem> {
    if !request.headers().contains_key(IF_MATCH) {
        let rule = "the ETag of the working view";
        return Err(Problem::new(code::IF_MATCH_REQUIRED).header("If-Match", "required", rule));
    }
    let tags = match Tags::of(request, &IF_MATCH) {
        Some(Tags::Any) => return Ok(IfMatch::Any),
        Some(Tags::List(tags)) => tags,
        None => return Err(broken()),
    };
    let mut revisions = tags.iter().filter_map(Tag::revision);
    match (revisions.next(), revisions.next()) {
        (None, _) => Ok(IfMatch::Revision(IfMatch::NEVER)),
        (Some(revision), None) => Ok(IfMatch::Revision(revision)),
        (Some(_), Some(_)) => Err(broken()),
    }
}

fn broken() -> Problem {
    let rule = "one entity tag in quotes, such as \"7\", or *";
    Problem::new(code::INVALID_HEADER).header("If-Match", "invalid_value", rule)
}

/// What stands in If-Match and If-None-Match.
enum Tags {
    Any,
    List(Vec<Tag>),
}

/// An entity tag (RFC 9110, section 8.8.3).
struct Tag {
    is_weak: bool,
    opaque: String,
}

impl Tag {
    /// The revision that a strong tag names, if it is written as [`revision_etag`] writes it.
    fn revision(&self) -> Option<i64> {
        let revision: i64 = self.opaque.parse().ok()?;
        let canonical = revision > IfMatch::NEVER && revision.to_string() == self.opaque;
        (canonical && !self.is_weak).then_some(revision)
    }
}

impl Tags {
    /// Reads all lines of a header; `None` if there is none, or if it breaks the grammar
    /// `"*" / #entity-tag`.
    fn of(request: &HttpRequest, name: &HeaderName) -> Option<Self> {
        let lines: Option<Vec<_>> =
            request.headers().get_all(name).map(|line| line.to_str().ok()).collect();
        let joined = lines?.join(",");
        let raw = joined.trim();
        if raw == "*" {
            return Some(Self::Any);
        }
        let mut tags = Vec::new();
        let mut rest = raw;
        while !rest.is_empty() {
            let (tag, after) = first_tag(rest)?;
            tags.push(tag);
            let after = after.trim_start();
            if !(after.is_empty() || after.starts_with(',')) {
                return None;
            }
            // a list may have empty elements (RFC 9110, section 5.6.1.2)
            rest = after.trim_start_matches([',', ' ', '\t']);
        }
        if tags.is_empty() { None } else { Some(Self::List(tags)) }
    }
}

/// The tag that a list begins with, and what follows it; a comma may be part of a tag.
fn first_tag(raw: &str) -> Option<(Tag, &str)> {
    let raw = raw.trim_start_matches([',', ' ', '\t']);
    let (is_weak, quoted) = raw.strip_prefix("W/").map_or((false, raw), |rest| (true, rest));
    let (opaque, rest) = quoted.strip_prefix('"')?.split_once('"')?;
    let allowed = opaque.bytes().all(|byte| byte > b' ' && byte != 0x7f);
    allowed.then(|| (Tag { is_weak, opaque: opaque.to_owned() }, rest))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn request(name: &HeaderName, lines: &[&'static str]) -> HttpRequest {
        let mut request = TestRequest::default();
        for line in lines {
            request = request.append_header((name.clone(), *line));
        }
        request.to_http_request()
    }

    #[test]
    fn a_strong_tag_is_of_the_bytes() {
        let tag = strong_etag(b"");
        assert_eq!(tag, "\"47DEQpj8HBSa-_TImW-5JA\"");
        assert_ne!(tag, strong_etag(b"a"));
        assert_eq!(revision_etag(7), "\"7\"");
    }

    #[test]
    fn if_none_match_is_compared_weakly() {
        for (lines, want) in [
            (&[][..], false),
            (&["\"a\""], true),
            (&["W/\"a\""], true),
            (&["\"b\""], false),
            (&["\"b\", W/\"c\" ,\"a\""], true),
            (&["\"b\"", "\"a\""], true),
            (&["\"x,\", \"a\""], true),
            (&["\"x,a\""], false),
            (&["*"], true),
            (&["a"], false),
            (&["\"a"], false),
            (&["\"A\""], false),
            (&[""], false),
            (&[",, \"a\",,"], true),
        ] {
            let request = request(&IF_NONE_MATCH, lines);
            assert_eq!(if_none_match(&request, "\"a\""), want, "{lines:?}");
            assert_eq!(if_none_match(&request, "W/\"a\""), want, "{lines:?}");
        }
    }

    #[test]
    fn if_match_is_compared_strongly() {
        let never = Ok(IfMatch::Revision(IfMatch::NEVER));
        for (lines, want) in [
            (&["\"7\""][..], Ok(IfMatch::Revision(7))),
            (&[" \"7\" "], Ok(IfMatch::Revision(7))),
            (&["\"9223372036854775807\""], Ok(IfMatch::Revision(i64::MAX))),
            (&["*"], Ok(IfMatch::Any)),
            (&["\"47DEQpj8HBSa-_TImW-5JA\", \"7\""], Ok(IfMatch::Revision(7))),
            (&["\"47DEQpj8HBSa-_TImW-5JA\""], never),
            (&["W/\"7\""], never),
            (&["\"07\""], never),
            (&["\"+7\""], never),
            (&["\"-7\""], never),
            (&["\"0\""], never),
            (&["\"\""], never),
            (&["\"9223372036854775808\""], never),
            (&[], Err("precondition_required")),
            (&[""], Err("invalid_header")),
            (&["7"], Err("invalid_header")),
            (&["\"7"], Err("invalid_header")),
            (&["\"7\"8"], Err("invalid_header")),
            (&["\"7 \""], Err("invalid_header")),
            (&["w/\"7\""], Err("invalid_header")),
            (&["*, \"7\""], Err("invalid_header")),
            (&["\"7\", \"8\""], Err("invalid_header")),
            (&["\"7\"", "\"8\""], Err("invalid_header")),
        ] {
            let outcome = if_match(&request(&IF_MATCH, lines));
            let outcome = outcome.as_ref().copied().map_err(|problem| {
                assert_eq!(problem.errors()[0].header.as_deref(), Some("If-Match"));
                problem.code().code
            });
            assert_eq!(outcome, want, "{lines:?}");
        }
    }
}
