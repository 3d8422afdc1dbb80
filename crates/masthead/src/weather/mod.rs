//! The weather from a service, beside the requests: a thread asks when the reading is old, and
//! the newsroom keeps what it gets like one that was set by hand.

mod open_meteo;

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

use domain::actor::Actor;
use domain::weather::Weather;
use newsroom::{Newsroom, WeatherQuestion};

pub use open_meteo::OpenMeteo;

/// How old a reading may be before another is asked for.
const AGE_SECONDS_MAX: i64 = 30 * 60;
/// How often it is looked at: the site may say another place meanwhile.
const LOOK_TIME: Duration = Duration::from_mins(1);
/// How long a service that did not answer is left alone.
const REST_TIME: Duration = Duration::from_mins(5);

/// Tells the weather of any place.
pub trait WeatherService: Send + 'static {
    /// Asks and waits for the answer.
    fn read(&self, question: WeatherQuestion) -> anyhow::Result<Weather>;
}

/// Asks until it is dropped.
#[derive(Debug)]
pub struct Keeper {
    _running: Sender<()>,
}

/// Keeps the newsroom's weather fresh, on a thread of its own.
pub fn keep(newsroom: Newsroom, service: impl WeatherService) -> std::io::Result<Keeper> {
    let (running, stopped) = mpsc::channel();
    let work = move || loop {
        let wait = match refresh(&newsroom, &service) {
            Ok(()) => LOOK_TIME,
            Err(error) => {
                tracing::warn!(error.chain = format!("{error:#}"), "no weather");
                REST_TIME
            }
        };
        match stopped.recv_timeout(wait) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
        }
    };
    std::thread::Builder::new().name("weather".to_owned()).spawn(work)?;
    Ok(Keeper { _running: running })
}

fn refresh(newsroom: &Newsroom, service: &impl WeatherService) -> anyhow::Result<()> {
    if let Some(question) = newsroom.weather_due(AGE_SECONDS_MAX)? {
        let weather = service.read(question)?;
        newsroom.set_weather(&Actor::Operator, weather)?;
        tracing::info!("the weather was read");
    }
    Ok(())
}
