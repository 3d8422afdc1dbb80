//! Languages: BCP 47 (RFC 5646).

use oxilangtag::LanguageTag;
use serde::{Deserialize, Deserializer, Serialize};

use crate::violation::Fault;

/// A well-formed tag in its canonical case, such as `en`, `pt-BR`, `sr-Latn`; at most 35 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Language(String);

impl Language {
    /// The bound that RFC 5646, section 4.4.1, asks every reader to hold.
    pub const LEN_MAX: usize = 35;

    /// Refuses what is not well formed.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        if raw.len() > Self::LEN_MAX {
            return Err(Fault::new("too_long", format!("at most {} characters", Self::LEN_MAX)));
        }
        match LanguageTag::parse_and_normalize(raw) {
            Ok(tag) => Ok(Self(tag.into_inner())),
            Err(why) => Err(Fault::new(
                "invalid_language",
                format!("not a language tag of BCP 47, such as en or pt-BR: {why}").to_lowercase(),
            )),
        }
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Language {
    fn default() -> Self {
        Self("en".to_owned())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(from)?;
        Self::parse(&raw).map_err(Fault::into_serde)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, want: Result<&str, &str>) {
        let got = Language::parse(raw);
        assert_eq!(got.as_ref().map(Language::as_str).map_err(|f| f.code), want);
    }

    #[test]
    fn case_is_canonical() {
        check("PT-br", Ok("pt-BR"));
        check("sr-latn", Ok("sr-Latn"));
    }

    #[test]
    fn nonsense_is_refused() {
        check("english language", Err("invalid_language"));
        check("", Err("invalid_language"));
        check("a", Err("invalid_language"));
    }
}
