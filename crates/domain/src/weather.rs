//! The weather at the publication's place, as last read.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document;
use crate::record::{Entity, Record};
use crate::slug::Slug;
use crate::text::Line;
use crate::time::Timestamp;
use crate::violation::{Violation, Violations};

/// The unit of a temperature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum TemperatureUnit {
    /// Degrees Celsius.
    #[default]
    C,
    /// Degrees Fahrenheit.
    F,
}

impl TemperatureUnit {
    /// True for the unit that is meant where none is said.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// A reading. It is replaced as a whole, so nobody edits it from a revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Weather {
    /// How warm it is, -150 to 150.
    pub temperature: f64,
    /// In which unit.
    #[serde(default)]
    pub unit: TemperatureUnit,
    /// Where; the publication's place if absent.
    #[serde(default)]
    pub place: Option<Line<200>>,
    /// In words, such as "light rain".
    #[serde(default)]
    pub condition: Option<Line<200>>,
    /// As a number of the table of the World Meteorological Organization (WMO 4677), 0 to 99.
    #[serde(default)]
    pub condition_code: Option<u8>,
    /// When it was read.
    #[serde(default)]
    pub observed_at: Option<Timestamp>,
    /// Whose reading it is.
    #[serde(default)]
    pub source: Option<Line<200>>,
}

impl Weather {
    /// As it is printed, such as `13 C`.
    pub fn text(&self) -> String {
        let unit = match self.unit {
            TemperatureUnit::C => "C",
            TemperatureUnit::F => "F",
        };
        // print has no more than one decimal
        format!("{} {unit}", (self.temperature * 10.0).round() / 10.0)
    }

    fn faults(&self) -> Violations {
        let mut faults = Violations::default();
        if !(-150.0..=150.0).contains(&self.temperature) {
            faults.push(Violation::new("/temperature", "out_of_range", "-150 to 150"));
        }
        if self.condition_code.is_some_and(|code| code > 99) {
            faults.push(Violation::new("/conditionCode", "out_of_range", "0 to 99"));
        }
        faults
    }
}

impl Record for Weather {
    const ENTITY: Entity = Entity::Weather;

    fn slug(&self) -> Option<&Slug> {
        None
    }

    fn set_slug(&mut self, _slug: Slug) {}

    fn name(&self) -> &str {
        Self::ENTITY.word()
    }

    fn listed(&self) -> bool {
        true
    }

    fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        let weather: Self = document::parse(members)?;
        weather.faults().into_result(weather)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn weather(document: Value) -> Result<Weather, String> {
        let Value::Object(members) = document else { panic!("an object") };
        Weather::parse(members).map_err(|faults| faults.into_vec().remove(0).pointer)
    }

    #[test]
    fn a_reading_is_written() {
        assert_eq!(weather(json!({ "temperature": 13 })).unwrap().text(), "13 C");
        assert_eq!(weather(json!({ "temperature": -0.5, "unit": "F" })).unwrap().text(), "-0.5 F");
        assert_eq!(weather(json!({ "temperature": 99.581_961 })).unwrap().text(), "99.6 C");
        assert_eq!(weather(json!({ "temperature": 12.96 })).unwrap().text(), "13 C");
    }

    #[test]
    fn what_is_no_reading_is_refused() {
        assert_eq!(weather(json!({ "temperature": 400 })).unwrap_err(), "/temperature");
        assert_eq!(weather(json!({ "temperature": 150 })).unwrap().temperature.to_string(), "150");
        let odd = json!({ "temperature": 1, "conditionCode": 100 });
        assert_eq!(weather(odd).unwrap_err(), "/conditionCode");
    }
}
