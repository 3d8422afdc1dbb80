//! Days of which only the year or the month may be known.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::violation::Fault;

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (ISO 8601, reduced precision; EDTF level 0).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PartialDate(String);

impl PartialDate {
    /// Reads one of the three forms.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let fault = || Fault::new("invalid_date", "a date such as 2024, 2024-12 or 2024-12-27");
        let padded = match raw.len() {
            4 => format!("{raw}-01-01"),
            7 => format!("{raw}-01"),
            10 => raw.to_owned(),
            _ => return Err(fault()),
        };
        let plain = padded.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let read = NaiveDate::parse_from_str(&padded, "%Y-%m-%d").map_err(|_error| fault())?;
        if plain && read.format("%Y-%m-%d").to_string() == padded {
            return Ok(Self(raw.to_owned()));
        }
        Err(fault())
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first day that it may mean, `YYYY-MM-DD`.
    pub fn first_day(&self) -> String {
        match self.0.len() {
            4 => format!("{}-01-01", self.0),
            7 => format!("{}-01", self.0),
            _ => self.0.clone(),
        }
    }

    /// The last day that it may mean; days of months are not counted: every month has 31.
    pub fn last_day(&self) -> String {
        match self.0.len() {
            4 => format!("{}-12-31", self.0),
            7 => format!("{}-31", self.0),
            _ => self.0.clone(),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(Fault::into_serde)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, want: Result<(&str, &str), &str>) {
        let got = PartialDate::parse(raw).map(|date| (date.first_day(), date.last_day()));
        let got = got.as_ref().map(|(first, last)| (first.as_str(), last.as_str()));
        assert_eq!(got.map_err(|fault| fault.code), want);
    }

    #[test]
    fn three_forms_and_no_other() {
        check("2024", Ok(("2024-01-01", "2024-12-31")));
        check("2024-02", Ok(("2024-02-01", "2024-02-31")));
        check("2024-02-29", Ok(("2024-02-29", "2024-02-29")));
        for raw in ["", "24", "2023-02-29", "2024-13", "2024-1-01", "+024-01-01", "2024-12-27T00"] {
            check(raw, Err("invalid_date"));
        }
    }
}
