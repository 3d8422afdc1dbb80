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
    /// Replaces the reading; one without a time was read now. Of two that come at once the second
    /// one stays.
    pub fn set_weather(&self, actor: &Actor, weather: Weather) -> Result<SiteView, NewsroomError> {
        match self.replace_weather(actor, weather.clone()) {
            Err(NewsroomError::Stale { .. } | NewsroomError::SlugTaken { .. }) => {
                self.replace_weather(actor, weather)
            }
            done => done,
        }
    }

    fn replace_weather(
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
    /// `age_seconds` and than the site's document, and nothing where that says no location.
    pub fn weather_due(&self, age_seconds: i64) -> Result<Option<WeatherQuestion>, NewsroomError> {
        let oldest = self.now().plus_seconds(age_seconds.saturating_neg());
        self.store.snapshot()?.read(|tx| {
            let Some(site) = only::<Site>(tx)? else { return Ok(None) };
            let read_at = only::<Weather>(tx)?.map(|last| last.stamp.updated_at);
            if read_at.is_some_and(|at| at > oldest && at >= site.stamp.updated_at) {
                return Ok(None);
            }
            let Site { location, temperature_unit: unit, .. } = site.content;
            Ok(location.map(|location| WeatherQuestion { location, unit }))
        })
    }
}
