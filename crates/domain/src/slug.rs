//! The readable part of an address.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use crate::violation::Fault;

/// `[a-z0-9]+(-[a-z0-9]+)*`, 1 to 120 bytes, and nothing that reads as a UUID, so that a path
/// segment is an id or a slug and never both.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

impl Slug {
    /// In bytes, which are characters here.
    pub const LEN_MAX: usize = 120;

    /// Takes `raw` as it is or refuses it; nothing is mended.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        if raw.is_empty() {
            return Err(Fault::new("empty", "must not be empty"));
        }
        if raw.len() > Self::LEN_MAX {
            return Err(Fault::new("too_long", format!("at most {} characters", Self::LEN_MAX)));
        }
        let plain = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if !raw.split('-').all(plain) {
            return Err(Fault::new(
                "invalid_slug",
                "only a-z, 0-9 and single hyphens between them",
            ));
        }
        if Uuid::parse_str(raw).is_ok() {
            return Err(Fault::new("invalid_slug", "must not look like an id"));
        }
        Ok(Self(raw.to_owned()))
    }

    /// A slug from words in any script, cut at a word; `fallback` where no letter is left.
    pub fn from_words(words: &str, fallback: &str) -> Self {
        let plain = deunicode::deunicode(words).to_ascii_lowercase().replace(['\'', '`'], "");
        let mut slug = String::new();
        for word in plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()) {
            if slug.len() + 1 + word.len() > Self::WORDS_LEN_MAX {
                break;
            }
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(word);
        }
        Self::parse(&slug).unwrap_or_else(|_| Self(fallback.to_owned()))
    }

    /// How long a derived slug grows: room is left for a number behind it.
    const WORDS_LEN_MAX: usize = 90;

    /// The same with `-n` behind, for the second of two with the same words.
    #[must_use]
    pub fn numbered(&self, n: u32) -> Self {
        Self(format!("{}-{n}", self.0))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(from)?;
        Self::parse(&raw).map_err(Fault::into_serde)
    }
}

/// How a thing is named in an address: by its id or by its slug, present or past.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Handle {
    /// A UUID in any of its spellings.
    Id(Uuid),
    /// A slug.
    Slug(Slug),
}

impl Handle {
    /// `None` if `raw` can be neither: then nothing has that name.
    pub fn parse(raw: &str) -> Option<Self> {
        match Uuid::parse_str(raw) {
            Ok(id) => Some(Self::Id(id)),
            Err(_) => Slug::parse(raw).ok().map(Self::Slug),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(raw: &str, want: Result<&str, &str>) {
        let got = Slug::parse(raw);
        assert_eq!(got.as_ref().map(Slug::as_str).map_err(|f| f.code), want);
    }

    #[test]
    fn slug_plain() {
        check("oil-price-27", Ok("oil-price-27"));
    }

    #[test]
    fn slug_refuses_upper_case_and_stray_hyphens() {
        for raw in ["Oil", "a--b", "-a", "a-", "a_b", "é", "a b"] {
            check(raw, Err("invalid_slug"));
        }
    }

    #[test]
    fn slug_is_bounded() {
        check("", Err("empty"));
        check(&"a".repeat(120), Ok(&"a".repeat(120)));
        check(&"a".repeat(121), Err("too_long"));
    }

    #[test]
    fn slug_is_never_an_id() {
        check("0190f5c0-0000-7000-8000-000000000000", Err("invalid_slug"));
        check("0190f5c0000070008000000000000000", Err("invalid_slug"));
    }

    #[test]
    fn words_become_a_slug() {
        assert_eq!(
            Slug::from_words("Qādiān’s “Harbour” — 13°", "x").as_str(),
            "qadians-harbour-13deg"
        );
        assert_eq!(Slug::from_words("—", "article").as_str(), "article");
    }

    proptest! {
        #[test]
        fn any_words_give_a_valid_slug(words in ".{0,200}") {
            let slug = Slug::from_words(&words, "article");
            prop_assert!(Slug::parse(slug.as_str()).is_ok());
            prop_assert!(Slug::parse(slug.numbered(4_000_000_000).as_str()).is_ok());
        }
    }
}
