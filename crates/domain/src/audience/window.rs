//! What is counted exactly, and over which time.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Articles opened.
    #[default]
    Views,
    /// Readers who opened it, each once a day: over several days the sum of each day's.
    Visitors,
    /// Readers who stayed for 15 seconds.
    Engaged,
    /// Readers who shared it.
    Shares,
}

impl Metric {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Views, Self::Visitors, Self::Engaged, Self::Shares];

    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Views => "views",
            Self::Visitors => "visitors",
            Self::Engaged => "engaged",
            Self::Shares => "shares",
        }
    }

    /// The one of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Over which time is counted, up to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Window {
    /// An hour: 60 minutes, the one that runs among them.
    #[serde(rename = "1h")]
    Hour,
    /// A day: 1,440 minutes, the one that runs among them.
    #[default]
    #[serde(rename = "24h")]
    Day,
    /// A week: 168 hours, the one that runs among them.
    #[serde(rename = "7d")]
    Week,
    /// Thirty days: 720 hours, the one that runs among them.
    #[serde(rename = "30d")]
    Month,
}

/// What a window is made of: minutes or hours since 1970, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Minutes.
    Minutes(i64, i64),
    /// Hours.
    Hours(i64, i64),
}

impl Window {
    /// All of them, the shortest first.
    pub const ALL: [Self; 4] = [Self::Hour, Self::Day, Self::Week, Self::Month];

    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hour => "1h",
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
        }
    }

    /// The one of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// What it is made of at an instant.
    pub fn span(self, now: Timestamp) -> Span {
        let (minute, hour) = (now.unix_s().div_euclid(60), now.unix_s().div_euclid(3_600));
        match self {
            Self::Hour => Span::Minutes(minute.saturating_sub(59), minute),
            Self::Day => Span::Minutes(minute.saturating_sub(1_439), minute),
            Self::Week => Span::Hours(hour.saturating_sub(167), hour),
            Self::Month => Span::Hours(hour.saturating_sub(719), hour),
        }
    }
}
