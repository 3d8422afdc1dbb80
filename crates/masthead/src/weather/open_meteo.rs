//! Open-Meteo (<https://open-meteo.com/en/docs>): a weather service that asks for no key. Its data
//! is under CC BY 4.0, so each reading names it.

use std::io::Read as _;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use chrono::NaiveDateTime;
use domain::text::Line;
use domain::time::Timestamp;
use domain::weather::{TemperatureUnit, Weather};
use newsroom::WeatherQuestion;
use reqwest::Url;
use reqwest::blocking::Client;
use reqwest::redirect::Policy;
use serde::Deserialize;

use super::WeatherService;

/// How long the service may take.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(10);
/// How long its answer may be.
const ANSWER_BYTES_MAX: u64 = 64 * 1_024;
/// What readings say of their source.
const SOURCE: &str = "Open-Meteo.com";

/// The service, or one that answers like it.
#[derive(Debug, Clone)]
pub struct OpenMeteo {
    client: Client,
    base: Url,
}

/// What it answers, as far as it is read.
#[derive(Debug, Deserialize)]
struct Answer {
    current: Current,
}

#[derive(Debug, Deserialize)]
struct Current {
    /// In UTC, without saying so: `2024-12-27T06:30`.
    time: String,
    temperature_2m: f64,
    weather_code: u8,
}

impl OpenMeteo {
    /// The service at an address: over TLS, or on this machine.
    pub fn at(base: &str) -> anyhow::Result<Self> {
        let base = Url::parse(base).context("weather_url: no web address")?;
        let own = matches!(base.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
        if base.scheme() != "https" && !(base.scheme() == "http" && own) {
            bail!("weather_url: https, or http on this machine");
        }
        let client = Client::builder()
            .timeout(ANSWER_TIME_MAX)
            .redirect(Policy::none())
            .user_agent(concat!("masthead/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, base })
    }

    fn question(&self, question: WeatherQuestion) -> anyhow::Result<Url> {
        let mut url = self.base.join("/v1/forecast")?;
        let unit = match question.unit {
            TemperatureUnit::C => "celsius",
            TemperatureUnit::F => "fahrenheit",
        };
        url.query_pairs_mut()
            .append_pair("latitude", &question.location.latitude.to_string())
            .append_pair("longitude", &question.location.longitude.to_string())
            .append_pair("current", "temperature_2m,weather_code")
            .append_pair("temperature_unit", unit)
            .append_pair("timezone", "UTC");
        Ok(url)
    }
}

impl WeatherService for OpenMeteo {
    fn read(&self, question: WeatherQuestion) -> anyhow::Result<Weather> {
        let response = self.client.get(self.question(question)?).send()?;
        ensure!(response.status().is_success(), "the service answered {}", response.status());
        let mut body = Vec::new();
        response.take(ANSWER_BYTES_MAX).read_to_end(&mut body)?;
        reading(&body, question.unit)
    }
}

/// The reading in an answer.
fn reading(body: &[u8], unit: TemperatureUnit) -> anyhow::Result<Weather> {
    let Answer { current } = serde_json::from_slice(body).context("no forecast")?;
    let time = NaiveDateTime::parse_from_str(&current.time, "%Y-%m-%dT%H:%M").context("no time")?;
    let line = |text: &str| Line::parse(text).ok();
    ensure!((-150.0..=150.0).contains(&current.temperature_2m), "no temperature on earth");
    Ok(Weather {
        temperature: current.temperature_2m,
        unit,
        place: None,
        condition: condition(current.weather_code).and_then(line),
        condition_code: Some(current.weather_code).filter(|code| *code <= 99),
        observed_at: Some(Timestamp::new(time.and_utc())),
        source: line(SOURCE),
    })
}

/// The codes that the service uses, of the table WMO 4677, in its words.
fn condition(code: u8) -> Option<&'static str> {
    let words = match code {
        0 => "clear sky",
        1 => "mainly clear",
        2 => "partly cloudy",
        3 => "overcast",
        45 => "fog",
        48 => "depositing rime fog",
        51 => "light drizzle",
        53 => "drizzle",
        55 => "dense drizzle",
        56 => "light freezing drizzle",
        57 => "freezing drizzle",
        61 => "light rain",
        63 => "rain",
        65 => "heavy rain",
        66 => "light freezing rain",
        67 => "freezing rain",
        71 => "light snow",
        73 => "snow",
        75 => "heavy snow",
        77 => "snow grains",
        80 => "light showers",
        81 => "showers",
        82 => "violent showers",
        85 => "light snow showers",
        86 => "snow showers",
        95 => "thunderstorm",
        96 | 99 => "thunderstorm with hail",
        _ => return None,
    };
    Some(words)
}

#[cfg(test)]
mod tests {
    use domain::site::Location;

    use super::*;

    const ANSWER: &str = r#"{"latitude":38.7,"longitude":-9.1,"generationtime_ms":0.05,
        "utc_offset_seconds":0,"timezone":"GMT","elevation":20.0,
        "current_units":{"time":"iso8601","interval":"seconds","temperature_2m":"°C"},
        "current":{"time":"2024-12-27T06:30","interval":900,"temperature_2m":13.4,"weather_code":61}}"#;

    #[test]
    fn an_answer_becomes_a_reading() {
        let weather = reading(ANSWER.as_bytes(), TemperatureUnit::C).unwrap();
        assert_eq!(weather.text(), "13.4 C");
        assert_eq!(weather.condition.unwrap().as_str(), "light rain");
        assert_eq!(weather.observed_at, Timestamp::parse("2024-12-27T06:30:00Z"));
        assert_eq!(weather.condition_code, Some(61));
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for (from, to) in [("13.4", "999"), ("06:30", "noon"), ("current\"", "now\"")] {
            assert!(reading(ANSWER.replace(from, to).as_bytes(), TemperatureUnit::C).is_err());
        }
    }

    #[test]
    fn the_question_names_place_and_unit() {
        let service = OpenMeteo::at("https://api.example").unwrap();
        let location = Location { latitude: 38.7, longitude: -9.1 };
        let asked = service.question(WeatherQuestion { location, unit: TemperatureUnit::F });
        assert_eq!(
            asked.unwrap().as_str(),
            "https://api.example/v1/forecast?latitude=38.7&longitude=-9.1\
             &current=temperature_2m%2Cweather_code&temperature_unit=fahrenheit&timezone=UTC"
        );
    }

    #[test]
    fn plain_http_stays_on_the_machine() {
        for (base, allowed) in [
            ("http://127.0.0.1:1", true),
            ("http://localhost:1", true),
            ("http://api.example", false),
            ("file:///etc", false),
            ("api.example", false),
        ] {
            assert_eq!(OpenMeteo::at(base).is_ok(), allowed, "{base}");
        }
    }
}
