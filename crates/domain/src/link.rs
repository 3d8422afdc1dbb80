//! Addresses on the web.

use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use crate::text::Line;
use crate::violation::Fault;

/// An absolute `http` or `https` URL (WHATWG URL) of at most 2,000 bytes, without a user name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct WebUrl(String);

impl WebUrl {
    /// In bytes.
    pub const LEN_MAX: usize = 2_000;

    /// Reads and normalises `raw`.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        if raw.len() > Self::LEN_MAX {
            return Err(Fault::new("too_long", format!("at most {} bytes", Self::LEN_MAX)));
        }
        let Ok(url) = Url::parse(raw.trim()) else {
            return Err(Fault::new("invalid_url", "not an absolute url"));
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Fault::new("url_scheme", "only http and https are allowed"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Fault::new("invalid_url", "must not carry a user name or password"));
        }
        Ok(Self(url.into()))
    }

    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for WebUrl {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(from)?;
        Self::parse(&raw).map_err(Fault::into_serde)
    }
}

/// A profile or page elsewhere that is about the same thing (schema.org `sameAs`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Link {
    /// What it is, such as `website`, `mastodon`, `orcid`.
    pub rel: Line<60>,
    /// Where it is.
    pub url: WebUrl,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, want: Result<&str, &str>) {
        let got = WebUrl::parse(raw);
        assert_eq!(got.as_ref().map(WebUrl::as_str).map_err(|f| f.code), want);
    }

    #[test]
    fn only_the_web() {
        check("https://example.org/a b", Ok("https://example.org/a%20b"));
        check("JaVaScript:alert(1)", Err("url_scheme"));
        check("file:///etc/passwd", Err("url_scheme"));
        check("//example.org", Err("invalid_url"));
        check("https://a:b@example.org", Err("invalid_url"));
    }
}
