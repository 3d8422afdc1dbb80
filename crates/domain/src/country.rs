//! Countries: ISO 3166-1 alpha-2.

use serde::{Deserialize, Deserializer, Serialize};

use crate::violation::Fault;

/// Two capital letters, such as `PT`. Which of them are given out is not checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Country(String);

impl Country {
    /// Reads two capital letters.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        if raw.len() == 2 && raw.bytes().all(|b| b.is_ascii_uppercase()) {
            return Ok(Self(raw.to_owned()));
        }
        Err(Fault::new("invalid_country", "two capital letters, such as PT (ISO 3166-1)"))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(Fault::into_serde)
    }
}
