//! Instants: RFC 3339 in UTC, to the microsecond, which both databases keep exactly.

use chrono::{DateTime, SecondsFormat, SubsecRound, TimeDelta, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in UTC with microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// The instant, cut to the microsecond.
    pub fn new(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }

    /// Microseconds since 1970-01-01T00:00:00Z; `None` outside of years chrono can hold.
    pub fn from_micros(micros: i64) -> Option<Self> {
        Utc.timestamp_micros(micros).single().map(Self)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, 0 before that day.
    pub fn unix_ms(self) -> u64 {
        u64::try_from(self.0.timestamp_millis()).unwrap_or(0)
    }

    /// Seconds since 1970-01-01T00:00:00Z, as JWT dates count (RFC 7519, section 2).
    pub fn unix_s(self) -> i64 {
        self.0.timestamp()
    }

    /// As chrono's type.
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// `seconds` later; stays where it is at the end of time.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        TimeDelta::try_seconds(seconds)
            .and_then(|delta| self.0.checked_add_signed(delta))
            .map_or(self, Self)
    }

    /// `ms` milliseconds later; stays where it is at the end of time.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        TimeDelta::try_milliseconds(ms)
            .and_then(|delta| self.0.checked_add_signed(delta))
            .map_or(self, Self)
    }

    /// How many milliseconds it is later than `other`.
    pub fn ms_since(self, other: Self) -> i64 {
        self.0.signed_duration_since(other.0).num_milliseconds()
    }

    /// `micros` microseconds later; stays where it is at the end of time.
    #[must_use]
    pub fn plus_micros(self, micros: i64) -> Self {
        Self::from_micros(self.micros().saturating_add(micros)).unwrap_or(self)
    }

    /// How many whole seconds are left until `end`; 0 once it is over.
    pub fn seconds_until(self, end: Self) -> i64 {
        end.0.signed_duration_since(self.0).num_seconds().max(0)
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse(raw: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(raw).ok().map(|at| Self::new(at.to_utc()))
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        DateTime::<Utc>::deserialize(from).map(Self::new)
    }
}
