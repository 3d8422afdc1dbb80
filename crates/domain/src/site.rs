//! The publication itself: what stands on every page (schema.org `NewsMediaOrganization`).

use chrono::format::{Item, StrftimeItems};
use chrono::{Locale, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document;
use crate::language::Language;
use crate::link::WebUrl;
use crate::record::{Entity, Record};
use crate::slug::Slug;
use crate::text::Line;
use crate::time::Timestamp;
use crate::violation::{Violation, Violations};
use crate::weather::TemperatureUnit;
use crate::zone::TimeZone;

/// A place on earth (schema.org `GeoCoordinates`, WGS 84).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Location {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
}

/// Words of the page that are not of an article, such as `trending`: "Trending Stories".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Label {
    /// Which: the front end's own name for it, such as `backToTop`.
    pub key: Line<60>,
    /// The words.
    pub text: Line<300>,
    /// In which language; the publication's own if absent.
    #[serde(default)]
    pub language: Option<Language>,
}

/// A link of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SiteLink {
    /// What it is, such as `google_news`, `rss`, `ethics_policy`.
    pub kind: Line<60>,
    /// The words.
    pub text: Line<500>,
    /// Where it leads.
    #[serde(default)]
    pub url: Option<WebUrl>,
}

/// The publication as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Site {
    /// What it is called.
    pub publication_name: Line<200>,
    /// The line below the name.
    #[serde(default)]
    pub tagline: Option<Line<300>>,
    /// Where its front page is.
    #[serde(default)]
    pub base_url: Option<WebUrl>,
    /// Its logo.
    #[serde(default)]
    pub logo: Option<WebUrl>,
    /// The language of its own words; `en` unless said otherwise.
    #[serde(default)]
    pub language: Language,
    /// The languages that it publishes in, up to 20.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// Where it is at home, such as "Lisbon".
    #[serde(default)]
    pub place: Option<Line<200>>,
    /// The zone of its dates; UTC unless said otherwise.
    #[serde(default = "utc")]
    pub time_zone: TimeZone,
    /// How its dates are written (strftime), such as `%A, %B %-d, %Y`.
    #[serde(default)]
    pub date_format: Option<Line<60>>,
    /// Words of the page, up to 200.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// Where readers can follow it, up to 20.
    #[serde(default)]
    pub follow_links: Vec<SiteLink>,
    /// Further links of the page, up to 50.
    #[serde(default)]
    pub more_links: Vec<SiteLink>,
    /// Its policies (schema.org `publishingPrinciples`, `correctionsPolicy` and so on), up to 20.
    #[serde(default)]
    pub policies: Vec<SiteLink>,
    /// Where a weather service reads the weather; it reads none if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The unit that a weather service answers in.
    #[serde(default, skip_serializing_if = "TemperatureUnit::is_usual")]
    pub temperature_unit: TemperatureUnit,
}

fn utc() -> TimeZone {
    TimeZone::UTC
}

/// A day as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// The day.
    pub date: NaiveDate,
    /// As it is written, such as `Friday, December 27, 2024`.
    pub text: String,
    /// When the next one begins there.
    pub end: Timestamp,
}

impl Site {
    const DATE_FORMAT: &'static str = "%A, %B %-d, %Y";

    /// The publication of a newsroom that has not said anything of itself yet.
    pub fn unnamed() -> Result<Self, Violations> {
        let mut members = Map::new();
        members.insert("publicationName".to_owned(), "Masthead".into());
        Self::parse(members)
    }

    /// The day there at an instant.
    pub fn today(&self, at: Timestamp) -> Today {
        let zone = self.time_zone.tz();
        let date = at.utc().with_timezone(&zone).date_naive();
        // where clocks skip midnight, nobody knows the day for longer than this instant
        let midnight = date.succ_opt().and_then(|next| next.and_hms_opt(0, 0, 0));
        let end = midnight.and_then(|midnight| midnight.and_local_timezone(zone).earliest());
        let end = end.map_or(at, |end| Timestamp::new(end.to_utc()));
        let format = self.date_format.as_ref().map_or(Self::DATE_FORMAT, Line::as_str);
        let text = date.format_localized(format, locale(&self.language)).to_string();
        Today { date, text, end }
    }

    fn faults(&self) -> Violations {
        let mut faults = Violations::default();
        faults.at_most("/languages", self.languages.len(), 20);
        faults.at_most("/labels", self.labels.len(), 200);
        faults.at_most("/followLinks", self.follow_links.len(), 20);
        faults.at_most("/moreLinks", self.more_links.len(), 50);
        faults.at_most("/policies", self.policies.len(), 20);
        if let Some(location) = &self.location {
            for (place, degrees, most) in [
                ("/location/latitude", location.latitude, 90.0),
                ("/location/longitude", location.longitude, 180.0),
            ] {
                if degrees.is_nan() || degrees.abs() > most {
                    let rule = format!("-{most} to {most}");
                    faults.push(Violation::new(place, "out_of_range", rule));
                }
            }
        }
        if let Some(format) = &self.date_format
            && !writes_dates(format.as_str())
        {
            let rule = "letters of strftime for days, months and years, such as %A, %B %-d, %Y";
            faults.push(Violation::new("/dateFormat", "invalid_value", rule));
        }
        for (at, label) in self.labels.iter().enumerate() {
            let same = |other: &Label| other.key == label.key && other.language == label.language;
            if self.labels.iter().take(at).any(same) {
                let place = format!("/labels/{at}/key");
                faults.push(Violation::new(place, "duplicate", "stands in the list twice"));
            }
        }
        faults
    }
}

/// True if a day alone is enough for the format.
fn writes_dates(format: &str) -> bool {
    let known = StrftimeItems::new(format).all(|item| !matches!(item, Item::Error));
    let mut text = String::new();
    let date = NaiveDate::default();
    known && std::fmt::write(&mut text, format_args!("{}", date.format(format))).is_ok()
}

/// The locale of a language; English where there is none.
fn locale(language: &Language) -> Locale {
    let tag = language.as_str().replace('-', "_");
    let home = match tag.as_str() {
        "en" => "en_US",
        "de" => "de_DE",
        "fr" => "fr_FR",
        "es" => "es_ES",
        "pt" => "pt_PT",
        "it" => "it_IT",
        "nl" => "nl_NL",
        "pl" => "pl_PL",
        "ru" => "ru_RU",
        "uk" => "uk_UA",
        "be" => "be_BY",
        "sv" => "sv_SE",
        "da" => "da_DK",
        "fi" => "fi_FI",
        "cs" => "cs_CZ",
        "tr" => "tr_TR",
        "ar" => "ar_EG",
        "hi" => "hi_IN",
        "ja" => "ja_JP",
        "zh" => "zh_CN",
        _ => tag.as_str(),
    };
    Locale::try_from(home).unwrap_or(Locale::en_US)
}

impl Record for Site {
    const ENTITY: Entity = Entity::Site;

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
        let site: Self = document::parse(members)?;
        site.faults().into_result(site)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn site(document: Value) -> Result<Site, Violations> {
        let Value::Object(members) = document else { panic!("an object") };
        Site::parse(members)
    }

    #[test]
    fn the_day_ends_at_midnight_there() {
        let at = Timestamp::parse("2024-12-26T22:30:00Z").unwrap();
        let end = |zone| {
            let document = json!({ "publicationName": "a", "timeZone": zone });
            site(document).unwrap().today(at).end.to_string()
        };
        assert_eq!(end("UTC"), "2024-12-27T00:00:00Z");
        assert_eq!(end("Asia/Kolkata"), "2024-12-27T18:30:00Z");
        assert_eq!(end("America/New_York"), "2024-12-27T05:00:00Z");
    }

    #[test]
    fn the_day_is_that_of_the_place() {
        let at = Timestamp::parse("2024-12-26T23:30:00Z").unwrap();
        let today = |zone, language, format| {
            let document = json!({
                "publicationName": "a", "timeZone": zone, "language": language, "dateFormat": format,
            });
            site(document).unwrap().today(at).text
        };
        assert_eq!(today("Asia/Kolkata", "en", json!(null)), "Friday, December 27, 2024");
        assert_eq!(today("UTC", "en", json!(null)), "Thursday, December 26, 2024");
        assert_eq!(
            today("Europe/Berlin", "de", json!("%A, %-d. %B %Y")),
            "Freitag, 27. Dezember 2024"
        );
    }

    #[test]
    fn what_is_no_zone_or_format_is_refused() {
        let fault = |document| site(document).err().map(|faults| faults.into_vec().remove(0));
        let zone = fault(json!({ "publicationName": "a", "timeZone": "Lisbon" })).unwrap();
        assert_eq!((zone.pointer.as_str(), zone.code), ("/timeZone", "unknown_time_zone"));
        for format in ["%Q", "%H:%M", "%"] {
            let format = fault(json!({ "publicationName": "a", "dateFormat": format })).unwrap();
            assert_eq!(format.pointer, "/dateFormat");
        }
    }

    #[test]
    fn a_location_is_on_earth() {
        let at = |latitude, longitude| {
            let location = json!({ "latitude": latitude, "longitude": longitude });
            let made = site(json!({ "publicationName": "a", "location": location }));
            made.err().map(|faults| faults.into_vec().remove(0).pointer)
        };
        assert_eq!(at(90.0, -180.0), None);
        assert_eq!(at(90.1, 0.0).as_deref(), Some("/location/latitude"));
        assert_eq!(at(0.0, -180.1).as_deref(), Some("/location/longitude"));
    }
}
