//! The publication itself.

use async_graphql::{InputObject, SimpleObject};
use chrono::NaiveDate;
use newsroom::SiteView;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::parts::{Label, Location, SiteLink};
use super::time::DateTime;
use super::words::TemperatureUnit;
use super::{members, recast};
use crate::web::problem::Problem;

/// A reading of the weather, as it is set.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct WeatherInput {
    /// How warm it is.
    #[schema(minimum = -150, maximum = 150)]
    pub temperature: f64,
    /// In which unit; degrees Celsius unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<TemperatureUnit>,
    /// Where; the publication's place if absent.
    #[schema(max_length = 200)]
    pub place: Option<String>,
    /// In words, such as "light rain".
    #[schema(max_length = 200)]
    pub condition: Option<String>,
    /// As a number of the table WMO 4677.
    #[schema(minimum = 0, maximum = 99)]
    pub condition_code: Option<u8>,
    /// When it was read; now if absent.
    pub observed_at: Option<DateTime>,
    /// Whose reading it is.
    #[schema(max_length = 200)]
    pub source: Option<String>,
}

/// A reading of the weather.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Weather {
    /// As it is printed, such as `13 C`.
    pub text: String,
    /// How warm it is.
    pub temperature: f64,
    /// In which unit.
    pub unit: TemperatureUnit,
    /// Where.
    pub place: Option<String>,
    /// In words.
    pub condition: Option<String>,
    /// As a number of the table WMO 4677, 0 to 99.
    #[schema(minimum = 0, maximum = 99)]
    pub condition_code: Option<u8>,
    /// When it was read.
    pub observed_at: Option<DateTime>,
    /// Whose reading it is.
    pub source: Option<String>,
}

/// The day at the publication's place.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
pub struct Today {
    /// The day.
    pub date: NaiveDate,
    /// As it is written there, such as `Friday, December 27, 2024`.
    pub text: String,
}

macro_rules! sites {
    ($($(#[$meta:meta])* $field:ident: $kind:ty,)*) => {
        /// The publication as readers see it (schema.org `NewsMediaOrganization`).
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
        #[serde(rename_all = "camelCase")]
        pub struct Site {
            /// The day at its place.
            pub today: Today,
            /// The weather there as last read; null if it never was.
            pub weather: Option<Weather>,
            $($(#[$meta])* pub $field: $kind,)*
        }

        /// The publication as an editor writes it.
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject, SimpleObject)]
        #[serde(rename_all = "camelCase")]
        #[graphql(name = "SiteContent", input_name = "SiteInput")]
        pub struct SiteInput {
            $($(#[$meta])* pub $field: $kind,)*
        }
    };
}

sites! {
    /// What it is called.
    #[schema(max_length = 200)]
    publication_name: String,
    /// The line below the name.
    #[schema(max_length = 300)]
    tagline: Option<String>,
    /// Where its front page is.
    #[schema(max_length = 2000)]
    base_url: Option<String>,
    /// Its logo: a web address.
    #[schema(max_length = 2000)]
    logo: Option<String>,
    /// The language of its own words (BCP 47); `en` unless said otherwise.
    #[schema(max_length = 35)]
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// The languages that it publishes in (BCP 47).
    #[serde(default)]
    #[graphql(default)]
    #[schema(max_items = 20)]
    languages: Vec<String>,
    /// Where it is at home.
    #[schema(max_length = 200)]
    place: Option<String>,
    /// Where a weather service reads the weather.
    location: Option<Location>,
    /// The unit that a weather service answers in; degrees Celsius unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature_unit: Option<TemperatureUnit>,
    /// The zone of its dates (IANA), such as `Europe/Lisbon`; UTC unless said otherwise.
    #[schema(max_length = 60)]
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
    /// How its dates are written (strftime), such as `%A, %B %-d, %Y`.
    #[schema(max_length = 60)]
    date_format: Option<String>,
    /// Words of the page that are not of an article.
    #[serde(default)]
    #[graphql(default)]
    #[schema(max_items = 200)]
    labels: Vec<Label>,
    /// Where readers can follow it.
    #[serde(default)]
    #[graphql(default)]
    #[schema(max_items = 20)]
    follow_links: Vec<SiteLink>,
    /// Further links of the page.
    #[serde(default)]
    #[graphql(default)]
    #[schema(max_items = 50)]
    more_links: Vec<SiteLink>,
    /// Its policies (schema.org publishingPrinciples, correctionsPolicy and so on).
    #[serde(default)]
    #[graphql(default)]
    #[schema(max_items = 20)]
    policies: Vec<SiteLink>,
}

/// The newest revision of the publication, with the document that PUT takes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct WorkingSite {
    /// The newest revision: what If-Match names; 0 before the first.
    #[schema(minimum = 0)]
    pub revision: i64,
    /// When it was last changed.
    pub updated_at: DateTime,
    /// What the editor wrote.
    pub content: SiteInput,
}

/// The publication as readers see it.
pub(crate) fn shown(view: &SiteView) -> Result<Site, Problem> {
    let mut all = members(&view.stored.content)?;
    let today = json!({ "date": view.today.date, "text": view.today.text });
    all.insert("today".to_owned(), today);
    all.entry("temperatureUnit").or_insert(json!(TemperatureUnit::C));
    let weather = weather(view)?.as_ref().map(members).transpose()?;
    all.insert("weather".to_owned(), json!(weather));
    recast(all.into())
}

/// The weather as readers see it, at the publication's place unless it says another.
pub(crate) fn weather(view: &SiteView) -> Result<Option<Weather>, Problem> {
    let Some(weather) = &view.weather else { return Ok(None) };
    let place = weather.place.as_ref().or(view.stored.content.place.as_ref());
    let mut reading = members(weather)?;
    reading.insert("text".to_owned(), json!(weather.text()));
    reading.insert("place".to_owned(), json!(place));
    recast(Value::from(reading)).map(Some)
}

/// The publication as editors see it.
pub(crate) fn working(view: &SiteView) -> Result<WorkingSite, Problem> {
    recast(json!({
        "revision": view.stored.stamp.revision,
        "updatedAt": view.stored.stamp.updated_at,
        "content": view.stored.content,
    }))
}
