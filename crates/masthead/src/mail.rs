//! Letters by SMTP (RFC 5321), beside the requests: a thread sends one after another.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::Duration;

use anyhow::{Context as _, bail};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{SmtpTransport, Transport as _};
use newsroom::{Letter, Mail};

use crate::settings::{Settings, SmtpTls};

/// How many letters wait; one more is dropped.
const LETTERS_MAX: usize = 1_000;
/// How long the server may take for one answer.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(20);

/// Takes letters to a server, as long as there is one who hands them over.
#[derive(Debug)]
pub struct Postman(SyncSender<Letter>);

impl Postman {
    /// Starts, with the server that the settings name.
    pub fn start(settings: &Settings) -> anyhow::Result<Self> {
        let from: Mailbox = settings.mail_from.parse().context("mail_from: not an address")?;
        let server = server(settings)?;
        let (letters, waiting) = mpsc::sync_channel(LETTERS_MAX);
        let work = move || send(&server, &from, &waiting);
        std::thread::Builder::new().name("mail".to_owned()).spawn(work)?;
        Ok(Self(letters))
    }
}

impl Mail for Postman {
    fn send(&self, letter: Letter) {
        if self.0.try_send(letter).is_err() {
            tracing::error!("a letter was dropped: too many wait");
        }
    }
}

fn server(settings: &Settings) -> anyhow::Result<SmtpTransport> {
    let host = settings.smtp_host.as_str();
    let builder = match settings.smtp_tls {
        SmtpTls::Start => SmtpTransport::starttls_relay(host),
        SmtpTls::Whole => SmtpTransport::relay(host),
        SmtpTls::Off => Ok(SmtpTransport::builder_dangerous(host)),
    };
    let mut builder = builder.context("smtp_host")?.timeout(Some(ANSWER_TIME_MAX));
    if settings.smtp_port != 0 {
        builder = builder.port(settings.smtp_port);
    }
    if !settings.smtp_user.is_empty() {
        let password = password(&settings.smtp_password_file)?;
        builder = builder.credentials(Credentials::new(settings.smtp_user.clone(), password));
    }
    Ok(builder.build())
}

/// The first line of a file that others may not read.
fn password(file: &Path) -> anyhow::Result<String> {
    let shown = file.display();
    let about = || format!("smtp_password_file: {shown}");
    let metadata = std::fs::metadata(file).with_context(about)?;
    if is_open_to_others(&metadata) {
        bail!("smtp_password_file: {shown} is open to others: run `chmod 600 '{shown}'`");
    }
    let text = std::fs::read_to_string(file).with_context(about)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

#[cfg(unix)]
fn is_open_to_others(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o077 != 0
}

/// Elsewhere a file has the permissions of its directory.
#[cfg(not(unix))]
fn is_open_to_others(_metadata: &std::fs::Metadata) -> bool {
    false
}

fn send(server: &SmtpTransport, from: &Mailbox, waiting: &Receiver<Letter>) {
    for letter in waiting {
        // neither the address nor the letter goes into the log
        let Ok(message) = message(from, &letter) else {
            tracing::error!("a letter was not sent: its address is none");
            continue;
        };
        match server.send(&message) {
            Ok(_) => tracing::info!("a letter was sent"),
            Err(error) => tracing::error!(reason = reason(&error), "a letter was not sent"),
        }
    }
}

/// Why a letter was not sent, without what the server said: servers repeat addresses.
fn reason(error: &smtp::Error) -> String {
    if let Some(status) = error.status() {
        return format!("the server answered {status}");
    }
    let kinds = [
        (error.is_timeout(), "the server did not answer in time"),
        (error.is_tls(), "no secure connection"),
        (error.is_client(), "the server cannot do what is needed"),
    ];
    let known = kinds.into_iter().find(|(is, _)| *is);
    known.map_or("no connection", |(_, words)| words).to_owned()
}

fn message(from: &Mailbox, letter: &Letter) -> anyhow::Result<Message> {
    Ok(Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, letter.to.as_str().parse()?))
        .subject(&letter.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(letter.text.clone())?)
}
