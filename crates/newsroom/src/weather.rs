//! The weather: set by hand, or read from a service by whoever runs the newsroom.

use domain::actor::Actor;
use domain::site::{Location, Site};
use domain::weather::{TemperatureUnit, Weather};

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::only::only;
use crate::site::{SiteView, view};

/// What to ask a weather service for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeatherQuestion {
    /// Where.
    pub location: Location,
    /// In which unit the answer is wanted.
    pub unit: TemperatureUnit,
}

impl Newsroom {
    /// Replaces the reading; one without a time was read now.
    pub fn set_weather(
        &self,
        actor: &Actor,
        mut weather: Weather,
    ) -> Result<SiteView, NewsroomError> {
        let at = self.now();
        weather.observed_at.get_or_insert(at);
        self.store.write("weather.set", |tx| {
            let before = only::<Weather>(tx)?;
            self.save_only(tx, actor, (before.as_ref(), at), weather)?;
            Ok(view(tx, at)?)
        })
    }

    /// What to ask a service for: nothing while a reading, whoever set it, is younger than
    /// `age_seconds`, and nothing where the site does not say its location.
    pub fn weather_due(&self, age_seconds: i64) -> Result<Option<WeatherQuestion>, NewsroomError> {
        let oldest = self.now().plus_seconds(age_seconds.saturating_neg());
        self.store.snapshot()?.read(|tx| {
            let fresh = |last: domain::record::Stored<Weather>| last.stamp.updated_at > oldest;
            if only::<Weather>(tx)?.is_some_and(fresh) {
                return Ok(None);
            }
            let site = only::<Site>(tx)?.map(|stored| stored.content);
            Ok(site.and_then(|site| {
                let unit = site.temperature_unit;
                site.location.map(|location| WeatherQuestion { location, unit })
            }))
        })
    }
}
