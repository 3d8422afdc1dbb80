//! Settings: flags over `MASTHEAD_*` over `masthead.toml` over defaults. An unknown key is an
//! error.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use api::graphql::http::Documents;
use api::web::rate::Rates;
use clap::Args;
use config::{Config, Environment, File};
use ipnet::IpNet;
use newsroom::Target;
use serde::{Deserialize, Serialize};

/// What can be said on the command line.
#[derive(Debug, Clone, Default, Args)]
pub struct Flags {
    /// Where to listen.
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// Where files are kept: the embedded database and the signing key.
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<String>,
    /// `sqlite://PATH` or `postgres://USER@HOST/DATABASE`; a file in the data directory if absent.
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Listen for plain HTTP on an address that others reach, behind a proxy that does TLS.
    #[arg(long, global = true)]
    pub allow_plain_http: bool,
    /// GraphQL documents that are known by their hashes or names: a file with a JSON object.
    #[arg(long, global = true, value_name = "FILE")]
    pub documents: Option<String>,
    /// Run no other GraphQL documents for readers.
    #[arg(long, global = true)]
    pub documents_only: bool,
}

/// The settings that hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where files are kept.
    pub data: PathBuf,
    /// Where the newsroom is kept; `sqlite://DATA/masthead.sqlite` if empty.
    pub database: String,
    /// True to listen for plain HTTP on an address that others reach.
    pub allow_plain_http: bool,
    /// How many threads answer requests.
    pub workers: usize,
    /// What is logged: a filter of `tracing`, such as `info` or `masthead=debug`.
    pub log: String,
    /// How many requests a minute an address may make that proves no account; 0 is no limit.
    pub reader_requests_per_minute: u32,
    /// How many requests a minute an account may make; 0 is no limit.
    pub member_requests_per_minute: u32,
    /// Proxies whose `X-Forwarded-For` is believed: networks, separated by commas.
    pub trusted_proxies: String,
    /// GraphQL documents that are known by their hashes or names: a file; none if empty.
    pub documents: PathBuf,
    /// True to run no other GraphQL documents for readers.
    pub documents_only: bool,
    /// How much is kept of answers that readers get again, in MiB; 0 keeps none.
    pub answers_mib: u64,
    /// Who tells the weather.
    pub weather: WeatherSource,
    /// Where the weather service is.
    pub weather_url: String,
    /// The server that takes letters; none are sent if empty.
    pub smtp_host: String,
    /// Its port; 0 is the usual one.
    pub smtp_port: u16,
    /// How the way to it is protected.
    pub smtp_tls: SmtpTls,
    /// As whom to log in there; without a log-in if empty.
    pub smtp_user: String,
    /// A file with the password, which others may not read.
    pub smtp_password_file: PathBuf,
    /// Who sends, such as `The Pier <desk@pier.example>`.
    pub mail_from: String,
    /// Where people reach this newsroom, such as `https://pier.example`: links in letters lead there.
    pub public_url: String,
}

/// How letters are protected on their way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SmtpTls {
    /// By TLS that begins with STARTTLS (RFC 3207), which has to be there.
    Start,
    /// By TLS from the beginning (RFC 8314).
    Whole,
    /// Not at all: to this machine only.
    Off,
}

/// Who tells the weather.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WeatherSource {
    /// Only editors, by hand.
    Off,
    /// The service Open-Meteo, at the location that the site gives.
    OpenMeteo,
}

impl Settings {
    /// Reads all sources.
    pub fn read(flags: &Flags, default_data: &str) -> anyhow::Result<Self> {
        let plain = flags.allow_plain_http.then_some(true);
        let only = flags.documents_only.then_some(true);
        let settings: Self = Config::builder()
            .set_default("listen", "127.0.0.1:8080")?
            .set_default("data", default_data)?
            .set_default("database", "")?
            .set_default("allow_plain_http", false)?
            .set_default("workers", 2)?
            .set_default("log", "info")?
            .set_default("reader_requests_per_minute", 1_200)?
            .set_default("member_requests_per_minute", 2_400)?
            .set_default("trusted_proxies", "")?
            .set_default("documents", "")?
            .set_default("documents_only", false)?
            .set_default("answers_mib", 64)?
            .set_default("weather", "off")?
            .set_default("weather_url", "https://api.open-meteo.com")?
            .set_default("smtp_host", "")?
            .set_default("smtp_port", 0)?
            .set_default("smtp_tls", "start")?
            .set_default("smtp_user", "")?
            .set_default("smtp_password_file", "")?
            .set_default("mail_from", "")?
            .set_default("public_url", "")?
            .add_source(File::with_name("masthead.toml").required(false))
            .add_source(Environment::with_prefix("MASTHEAD").try_parsing(true))
            .set_override_option("listen", flags.listen.clone())?
            .set_override_option("data", flags.data.clone())?
            .set_override_option("database", flags.database.clone())?
            .set_override_option("allow_plain_http", plain)?
            .set_override_option("documents", flags.documents.clone())?
            .set_override_option("documents_only", only)?
            .build()
            .and_then(Config::try_deserialize)
            .context("the settings cannot be read")?;
        if !settings.listen.ip().is_loopback() && !settings.allow_plain_http {
            bail!(
                "{} is reached by others, and plain HTTP shows them passwords: put a proxy with TLS \
                 before a loopback address, or say --allow-plain-http",
                settings.listen
            );
        }
        if settings.documents_only && settings.documents.as_os_str().is_empty() {
            bail!("documents_only: name the file with the documents in documents");
        }
        settings.check_mail()?;
        Ok(settings)
    }

    /// True if letters are sent.
    pub fn has_mail(&self) -> bool {
        !self.smtp_host.is_empty()
    }

    /// Letters carry secrets, and links need an address.
    fn check_mail(&self) -> anyhow::Result<()> {
        if !self.has_mail() {
            return Ok(());
        }
        let host = self.smtp_host.as_str();
        let is_here =
            host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
        if self.smtp_tls == SmtpTls::Off && !is_here {
            bail!("smtp_tls: letters to {host} would go out in clear: say start or whole");
        }
        if self.mail_from.is_empty() {
            bail!("mail_from: say who sends letters");
        }
        let is_address = |scheme: &str| self.public_url.starts_with(scheme);
        if !is_address("https://") && !is_address("http://") {
            bail!("public_url: say where people reach this newsroom, such as https://pier.example");
        }
        Ok(())
    }

    /// The GraphQL documents that are known from the start.
    pub fn known_documents(&self) -> anyhow::Result<Documents> {
        if self.documents.as_os_str().is_empty() {
            return Ok(Documents::default());
        }
        let shown = self.documents.display();
        let list = std::fs::read(&self.documents)
            .with_context(|| format!("documents: {shown} cannot be read"))?;
        let known = Documents::trusting(&list).with_context(|| format!("documents: {shown}"))?;
        Ok(if self.documents_only { known.only() } else { known })
    }

    /// The same without the password of the database, to be shown.
    #[must_use]
    pub fn shown(&self) -> Self {
        let Some((scheme, rest)) = self.database.split_once("://") else { return self.clone() };
        let hidden = rest.split_once('@').and_then(|(login, host)| {
            let (user, _) = login.split_once(':')?;
            Some(format!("{scheme}://{user}:***@{host}"))
        });
        Self { database: hidden.unwrap_or_else(|| self.database.clone()), ..self.clone() }
    }

    /// How much one may ask.
    pub fn rates(&self) -> anyhow::Result<Rates> {
        let named = self.trusted_proxies.split(',').map(str::trim).filter(|word| !word.is_empty());
        let read = |word: &str| {
            let network = word.parse().or_else(|_| word.parse::<IpAddr>().map(IpNet::from));
            network.with_context(|| format!("trusted_proxies: {word} is no network"))
        };
        Ok(Rates {
            reader: NonZeroU32::new(self.reader_requests_per_minute),
            member: NonZeroU32::new(self.member_requests_per_minute),
            trusted: named.map(read).collect::<anyhow::Result<_>>()?,
        })
    }

    /// Where the newsroom is kept.
    pub fn target(&self) -> anyhow::Result<Target> {
        if self.database.is_empty() {
            return Ok(Target::Sqlite(self.data.join("masthead.sqlite")));
        }
        Target::parse(&self.database)
            .context("database: neither sqlite://PATH nor postgres://USER@HOST/DATABASE")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(database: &str, want: &str) {
        let settings = Settings {
            listen: ([127, 0, 0, 1], 1).into(),
            data: PathBuf::from("a"),
            database: database.to_owned(),
            allow_plain_http: false,
            workers: 1,
            log: String::new(),
            reader_requests_per_minute: 0,
            member_requests_per_minute: 0,
            trusted_proxies: String::new(),
            documents: PathBuf::new(),
            documents_only: false,
            answers_mib: 0,
            weather: WeatherSource::Off,
            weather_url: String::new(),
            smtp_host: String::new(),
            smtp_port: 0,
            smtp_tls: SmtpTls::Start,
            smtp_user: String::new(),
            smtp_password_file: PathBuf::new(),
            mail_from: String::new(),
            public_url: String::new(),
        };
        assert_eq!(settings.shown().database, want);
    }

    #[test]
    fn a_password_is_not_shown() {
        check("postgres://ada:secret@host/db", "postgres://ada:***@host/db");
        check("postgres://ada@host/db", "postgres://ada@host/db");
        check("sqlite://a.sqlite", "sqlite://a.sqlite");
        check("", "");
    }
}
