//! Time zones, and moments that somebody set in one.

use chrono::{LocalResult, NaiveDateTime};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::Timestamp;
use crate::violation::Fault;

/// A time zone of the IANA database, such as `Europe/Lisbon`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeZone(Tz);

impl TimeZone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// As chrono's type.
    pub fn tz(self) -> Tz {
        self.0
    }

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The zone of a name.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let rule = || {
            Fault::new("unknown_time_zone", "a zone of the IANA database, such as Europe/Lisbon")
        };
        raw.parse().map(Self).map_err(|_error| rule())
    }
}

impl Serialize for TimeZone {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for TimeZone {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(Fault::into_serde)
    }
}

/// A moment that somebody set, and the zone in which they meant it.
///
/// It is written as RFC 3339, or without an offset as the clocks of the zone show it:
/// `{"at": "2026-03-29T09:00:00", "timeZone": "Europe/Lisbon"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: Timestamp,
    /// The zone.
    pub time_zone: TimeZone,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    at: String,
    #[serde(default)]
    time_zone: Option<TimeZone>,
}

impl Moment {
    /// Reads a time of a zone. One that the clocks there skip is no time; one that they show twice
    /// needs its offset.
    pub fn parse(raw: &str, time_zone: TimeZone) -> Result<Self, Fault> {
        if let Some(at) = Timestamp::parse(raw) {
            return Ok(Self { at, time_zone });
        }
        let rule = "a time of RFC 3339, such as 2026-03-14T07:30:00Z, or without its offset";
        let shown = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(raw, form).ok());
        let shown = shown.ok_or_else(|| Fault::new("invalid_time", rule))?;
        match shown.and_local_timezone(time_zone.tz()) {
            LocalResult::Single(at) => Ok(Self { at: Timestamp::new(at.to_utc()), time_zone }),
            LocalResult::Ambiguous(..) => {
                let rule = "the clocks there show it twice: say which by its offset";
                Err(Fault::new("ambiguous_time", rule))
            }
            LocalResult::None => {
                Err(Fault::new("invalid_time", "the clocks there never show it: they are put on"))
            }
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let time_zone = Some(self.time_zone);
        Written { at: self.at.to_string(), time_zone }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(from)?;
        let zone = written.time_zone.unwrap_or(TimeZone::UTC);
        Self::parse(&written.at, zone).map_err(Fault::into_serde)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, zone: &str, want: Result<&str, &str>) {
        let zone = TimeZone::parse(zone).unwrap();
        let got = Moment::parse(raw, zone).map(|moment| moment.at.to_string());
        assert_eq!(got.as_deref().map_err(|fault| fault.code), want, "{raw}");
    }

    #[test]
    fn clocks_of_a_zone() {
        check("2026-07-01T09:00:00", "Europe/Lisbon", Ok("2026-07-01T08:00:00Z"));
        check("2026-07-01T09:00", "UTC", Ok("2026-07-01T09:00:00Z"));
        check("2026-07-01T09:00:00+02:00", "Europe/Lisbon", Ok("2026-07-01T07:00:00Z"));
        check("2026-03-29T01:30:00", "Europe/Lisbon", Err("invalid_time"));
        check("2026-10-25T01:30:00", "Europe/Lisbon", Err("ambiguous_time"));
        check("2026-10-25T01:30:00+00:00", "Europe/Lisbon", Ok("2026-10-25T01:30:00Z"));
        check("tomorrow", "UTC", Err("invalid_time"));
        assert_eq!(TimeZone::parse("Lisbon").map_err(|fault| fault.code), Err("unknown_time_zone"));
    }

    #[test]
    fn moments_come_back() {
        let json = r#"{"at":"2026-07-01T09:00:00","timeZone":"Europe/Lisbon"}"#;
        let moment: Moment = serde_json::from_str(json).unwrap();
        let again = serde_json::to_string(&moment).unwrap();
        assert_eq!(again, r#"{"at":"2026-07-01T08:00:00Z","timeZone":"Europe/Lisbon"}"#);
        assert_eq!(serde_json::from_str::<Moment>(&again).unwrap(), moment);
    }
}
