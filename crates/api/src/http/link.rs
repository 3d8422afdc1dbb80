//! The Link header of a page of a list (RFC 8288).

use std::fmt::Write as _;

use actix_web::HttpRequest;

use super::query::decoded;

/// The neighbours of the page that `request` asks for: `rel` next, prev and first (RFC 8288,
/// section 3). The targets are the request's own path and query with another `cursor`.
pub fn page_links(request: &HttpRequest, next: Option<&str>, prev: Option<&str>) -> String {
    let neighbours = [next.map(|to| ("next", to)), prev.map(|to| ("prev", to))];
    let mut links: Vec<_> = neighbours
        .into_iter()
        .flatten()
        .map(|(rel, cursor)| link(&target(request, Some(cursor)), rel))
        .collect();
    links.push(link(&target(request, None), "first"));
    links.join(", ")
}

fn link(target: &str, rel: &str) -> String {
    format!("<{target}>; rel=\"{rel}\"")
}

fn target(request: &HttpRequest, cursor: Option<&str>) -> String {
    let kept =
        request.query_string().split('&').filter(|pair| !pair.is_empty() && !is_cursor(pair));
    let mut parts: Vec<_> = kept.map(escaped).collect();
    parts.extend(cursor.map(|cursor| format!("cursor={}", escaped(cursor))));
    // "//host" would be an address on another host (RFC 3986, section 4.2)
    let path = request.path().trim_start_matches('/');
    let sign = if parts.is_empty() { "" } else { "?" };
    format!("/{}{sign}{}", escaped(path), parts.join("&"))
}

/// True of a pair named `cursor`, however it is spelt.
fn is_cursor(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or(pair);
    decoded(name).is_some_and(|name| name == "cursor")
}

/// Text with everything percent-encoded that a URI may not have (RFC 3986, section 2.1): servers
/// let through more, `>` among it, which would end the link.
fn escaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for byte in raw.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // writing to a string cannot fail
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[track_caller]
    fn check(uri: &str, next: Option<&str>, prev: Option<&str>, want: &str) {
        let request = TestRequest::with_uri(uri).to_http_request();
        assert_eq!(page_links(&request, next, prev), want);
    }

    #[test]
    fn the_cursor_is_replaced_and_the_rest_stays() {
        check(
            "/v1/articles?topic=a,b&cursor=OLD&limit=5",
            Some("N-_"),
            Some("P"),
            "</v1/articles?topic=a,b&limit=5&cursor=N-_>; rel=\"next\", \
             </v1/articles?topic=a,b&limit=5&cursor=P>; rel=\"prev\", \
             </v1/articles?topic=a,b&limit=5>; rel=\"first\"",
        );
    }

    #[test]
    fn a_list_of_one_page_has_a_first_one() {
        check("/v1/topics", None, None, "</v1/topics>; rel=\"first\"");
        check("/v1/topics?", None, None, "</v1/topics>; rel=\"first\"");
        check("/v1/topics?c%75rsor=x&", None, None, "</v1/topics>; rel=\"first\"");
    }

    #[test]
    fn only_the_parameter_of_that_name_is_replaced() {
        check(
            "/t?cursors=1",
            Some("N"),
            None,
            "</t?cursors=1&cursor=N>; rel=\"next\", </t?cursors=1>; rel=\"first\"",
        );
    }

    #[test]
    fn nothing_ends_the_link_early() {
        check("/v1/a?q=\"%20b", None, None, "</v1/a?q=%22%20b>; rel=\"first\"");
        check("//evil.example/a", None, None, "</evil.example/a>; rel=\"first\"");
        assert_eq!(escaped("a>; rel=\"x\" é"), "a%3E;%20rel=%22x%22%20%C3%A9");
    }
}
