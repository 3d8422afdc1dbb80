//! Content negotiation (RFC 9110, 12.5.1; GraphQL-over-HTTP draft, 4).

use super::refusal::Refusal;

/// Bytes of a header `Accept`; browsers send about 200.
const ACCEPT_LEN_MAX: usize = 4_096;

/// The media type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// `application/graphql-response+json`: the status tells whether the document was executed.
    GraphQlResponse,
    /// `application/json`, the older type: 200 for every well-formed request.
    Json,
}

impl Media {
    /// The value of `Content-Type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::GraphQlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// How much a header `Accept` wants each of the two types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accepted {
    graphql: Wish,
    json: Wish,
    events: Wish,
}

/// What the most specific range says about a type: RFC 9110 prefers it to the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Wish {
    /// 3 for the type itself, 2 for `application/*`, 1 for `*/*`, 0 for none.
    precision: u8,
    /// The weight in thousandths.
    weight: u16,
}

impl Accepted {
    /// Reads the header. A range that is not well formed, or has parameters that we don't know,
    /// names nothing.
    pub fn parse(accept: &str) -> Self {
        let mut accepted = Self::default();
        for range in accept.split(',') {
            let Some((kind, weight)) = read_range(range) else { continue };
            let (graphql, json, events) = match kind.as_str() {
                "application/graphql-response+json" => (3, 0, 0),
                "application/json" => (0, 3, 0),
                // who takes anything does not expect an answer that goes on
                "text/event-stream" => (0, 0, 3),
                "application/*" => (2, 2, 0),
                "*/*" => (1, 1, 0),
                _ => (0, 0, 0),
            };
            accepted.graphql.take(graphql, weight);
            accepted.json.take(json, weight);
            accepted.events.take(events, weight);
        }
        accepted
    }

    /// The type to answer with; `None` if neither is acceptable. Of two that are wanted alike
    /// the one that is named wins, then the newer one; who takes anything gets the older one.
    pub fn choose(self) -> Option<Media> {
        let (graphql, json) = (self.graphql, self.json);
        if graphql.weight == 0 && json.weight == 0 {
            return None;
        }
        let newer = (graphql.weight, graphql.precision);
        let older = (json.weight, json.precision);
        let both_named = graphql.precision == 3 && newer == older;
        Some(if newer > older || both_named { Media::GraphQlResponse } else { Media::Json })
    }
}

impl Wish {
    /// Takes what a range of this precision says; 0 means that it does not name the type.
    fn take(&mut self, precision: u8, weight: u16) {
        if precision > 0 && (precision, weight) > (self.precision, self.weight) {
            *self = Self { precision, weight };
        }
    }
}

/// True if the header names `text/event-stream`.
pub fn takes_events(accept: Option<&str>) -> bool {
    let accept = accept.filter(|accept| accept.len() <= ACCEPT_LEN_MAX);
    accept.is_some_and(|accept| Accepted::parse(accept).events.weight > 0)
}

/// The media type to answer with. A client that does not say gets `application/json`.
/// 406 if the header excludes both types.
pub fn negotiate(accept: Option<&str>) -> Result<Media, Refusal> {
    let Some(accept) = accept.map(str::trim).filter(|accept| !accept.is_empty()) else {
        return Ok(Media::Json);
    };
    let accepted =
        if accept.len() > ACCEPT_LEN_MAX { None } else { Accepted::parse(accept).choose() };
    accepted.ok_or_else(|| {
        Refusal::not_acceptable(
            "answers are application/graphql-response+json or application/json, in UTF-8",
        )
    })
}

/// A media range in lower case, and its weight in thousandths.
fn read_range(range: &str) -> Option<(String, u16)> {
    let mut parts = range.split(';').map(str::trim);
    let kind = parts.next()?.to_ascii_lowercase();
    let mut weight = 1_000;
    for part in parts.filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=')?;
        match name.to_ascii_lowercase().as_str() {
            "q" => weight = thousandths(value)?,
            "charset" if is_utf8(value) => {}
            _ => return None,
        }
    }
    Some((kind, weight))
}

/// True for the name of the only encoding we read and write.
pub(super) fn is_utf8(charset: &str) -> bool {
    let bare = charset.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    bare.unwrap_or(charset).eq_ignore_ascii_case("utf-8")
}

/// A weight such as `1`, `0.8` or `1.000` (RFC 9110, 12.4.2).
fn thousandths(value: &str) -> Option<u16> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let is_plain = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let whole = match whole {
        "0" => 0,
        "1" => 1_000,
        _ => return None,
    };
    let fraction: u16 = format!("{fraction:0<3}").parse().ok().filter(|_| is_plain)?;
    Some(whole + fraction).filter(|weight| *weight <= 1_000)
}

#[cfg(test)]
mod tests {
    use super::{Media, negotiate, takes_events};

    #[track_caller]
    fn check(accept: &str, want: Option<Media>) {
        let got = negotiate(Some(accept));
        assert_eq!(got.as_ref().ok().copied(), want);
        if let Err(refusal) = got {
            assert_eq!((refusal.code.status, refusal.code.code), (406, "not_acceptable"));
        }
    }

    const NEWER: Option<Media> = Some(Media::GraphQlResponse);
    const OLDER: Option<Media> = Some(Media::Json);

    #[test]
    fn who_does_not_say_gets_json() {
        assert_eq!(negotiate(None), Ok(Media::Json));
        check("", OLDER);
        check("  ", OLDER);
    }

    #[test]
    fn each_type_by_name() {
        check("application/graphql-response+json", NEWER);
        check("application/json", OLDER);
        check("Application/JSON; Charset=UTF-8", OLDER);
        check("application/graphql-response+json;charset=\"utf-8\"", NEWER);
        check("application/json;", OLDER);
    }

    #[test]
    fn wildcards_mean_json() {
        check("*/*", OLDER);
        check("application/*", OLDER);
        check("text/html,application/xhtml+xml,*/*;q=0.8", OLDER);
    }

    #[test]
    fn the_named_type_beats_the_wildcard() {
        check("application/graphql-response+json, */*", NEWER);
        check("*/*, application/graphql-response+json", NEWER);
        check("application/json, */*", OLDER);
        check("application/json, */*;q=0.5", OLDER);
    }

    #[test]
    fn weights_decide() {
        check("application/graphql-response+json, application/json", NEWER);
        check("application/json, application/graphql-response+json", NEWER);
        check("application/graphql-response+json, application/json;q=0.9", NEWER);
        check("application/graphql-response+json;q=0.5, application/json;q=0.9", OLDER);
        check("application/graphql-response+json;q=0.001, text/html", NEWER);
        check("application/graphql-response+json;q=0.5, */*", OLDER);
    }

    #[test]
    fn weight_nought_excludes() {
        check("application/json;q=0", None);
        check("application/json;q=0, */*", NEWER);
        check("application/json;q=0, application/graphql-response+json;q=0.000, */*", None);
        check("*/*;q=0", None);
    }

    #[test]
    fn events_are_named() {
        let all = "application/graphql-response+json, application/json, text/event-stream";
        assert!(takes_events(Some("text/event-stream")) && takes_events(Some(all)));
        for accept in ["*/*", "text/*", "text/event-stream;q=0", "application/json", ""] {
            assert!(!takes_events(Some(accept)), "{accept}");
        }
        assert!(!takes_events(None));
        check("text/event-stream", None);
        check(all, NEWER);
    }

    #[test]
    fn nothing_acceptable() {
        check("text/html", None);
        check("text/*", None);
        check("application/xml", None);
        check("application/json; charset=latin1", None);
        check("application/json; profile=x", None);
        check("application/json;q=1.1", None);
        check("application/json;q=0.1234", None);
        check("application/json;q=0.+5", None);
        check("application/json;q=x", None);
        check("application/json;q", None);
        check("*", None);
        check(&"application/json,".repeat(1_000), None);
    }
}
