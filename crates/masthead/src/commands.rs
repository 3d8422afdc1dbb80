//! The commands.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use api::auth::App;
use api::auth::jwt::SigningKeys;
use api::web::kept::Answers;
use api::web::rate::Limits;
use clap::{Parser, Subcommand};
use domain::account::{Email, Role};
use domain::actor::Actor;
use domain::time::Timestamp;
use newsroom::secret::{Cost, Password, Secret};
use newsroom::{
    Clock, FollowingClock, Newsroom, ShiftedClock, Store, SystemClock, SystemIds, Target,
};

use crate::mail::Postman;
use crate::settings::{Flags, Settings, WeatherSource};
use crate::weather::OpenMeteo;
use crate::{audience, demo, keys, ledger, schedule, weather};

/// A headless newsroom: articles, authors, topics and sections over REST and GraphQL.
#[derive(Debug, Parser)]
#[command(name = "masthead", version, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the newsroom.
    Serve {
        /// Serve a made-up newspaper with articles, from a directory of its own.
        #[arg(long)]
        demo: bool,
        /// Begin at this time (RFC 3339) instead of now; for demonstrations only.
        #[arg(long, value_name = "INSTANT", requires = "demo", value_parser = instant)]
        clock: Option<Timestamp>,
    },
    /// Make and change the tables as this release needs them.
    Migrate,
    /// Administrators.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// API tokens for programs.
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// The keys that access tokens are signed with.
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// The audit: what everybody did.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// The public ledger of corrections.
    Corrections {
        #[command(subcommand)]
        command: CorrectionsCommand,
    },
    /// Erase what is said of an article, as a court orders; the audit keeps that, and why.
    Redact {
        /// The article's id.
        #[arg(long)]
        article: uuid::Uuid,
        /// One revision of it; all of them unless it is said.
        #[arg(long)]
        revision: Option<i64>,
        /// Other things of which the audit says nothing more, such as a quote that is deleted.
        #[arg(long)]
        also: Vec<uuid::Uuid>,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// What readers did.
    Events {
        #[command(subcommand)]
        command: EventsCommand,
    },
    /// What is read most.
    Trending {
        #[command(subcommand)]
        command: TrendingCommand,
    },
    /// Print the contract of REST (`OpenAPI` 3.1, YAML).
    Openapi,
    /// Print the contract of GraphQL (SDL).
    Schema,
    /// Print who may do what, and the steps of an article (Markdown).
    Permissions,
    /// The settings.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Make an administrator; the password is read from standard input.
    Create {
        /// The e-mail address to log in with.
        #[arg(long)]
        email: String,
    },
    /// Print a link that sets the password of an account; it holds for 30 minutes.
    ResetLink {
        /// The e-mail address to log in with.
        #[arg(long)]
        email: String,
    },
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Walk along its chain; the first entry that does not hold is named, and the code is 1.
    Verify,
}

#[derive(Debug, Subcommand)]
enum CorrectionsCommand {
    /// Walk along its chain; the first place that does not hold is named, and the code is 1.
    Verify {
        /// Read it as any reader can, from the newsroom at this address.
        #[arg(long)]
        url: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum EventsCommand {
    /// Count journals that the database did not get, such as one that was brought back from before;
    /// each event counts once, however often it is done.
    Replay {
        /// Files of the data directory's `events`, all of those that follow each other at once.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum TrendingCommand {
    /// Say why an article stands where it does.
    Explain {
        /// Its id or slug.
        article: String,
    },
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make a token and print it; it is shown this once.
    Create {
        /// The account's e-mail address; a program's account is made where there is none.
        #[arg(long)]
        email: String,
        /// integrator, contributor, author, editor, `chief_editor` or admin.
        #[arg(long)]
        role: String,
    },
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Sign with a new key; what the old one signed holds until it expires.
    Rotate,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print the settings that hold, from all sources.
    Print,
}

impl Cli {
    /// Does what was asked for.
    pub fn run(self) -> anyhow::Result<()> {
        let demo = matches!(self.command, Command::Serve { demo: true, .. });
        let data = if demo { "masthead-demo" } else { "masthead-data" };
        let settings = || Settings::read(&self.flags, data);
        match &self.command {
            Command::Serve { demo, clock } => serve(&settings()?, *demo, *clock),
            Command::Migrate => open(&settings()?).map(|_| eprintln!("the tables are as needed")),
            Command::Admin { command: AdminCommand::Create { email } } => {
                create_admin(&settings()?, email)
            }
            Command::Admin { command: AdminCommand::ResetLink { email } } => {
                reset_link(&settings()?, email)
            }
            Command::Token { command: TokenCommand::Create { email, role } } => {
                create_token(&settings()?, email, role)
            }
            Command::Keys { command: KeysCommand::Rotate } => rotate_keys(&settings()?),
            Command::Audit { command: AuditCommand::Verify } => {
                print(&ledger::verify_audit(&open(&settings()?)?.1)?);
                Ok(())
            }
            Command::Corrections { command: CorrectionsCommand::Verify { url } } => {
                print(&match url {
                    Some(url) => ledger::verify_public(url)?,
                    None => ledger::verify_corrections(&open(&settings()?)?.1)?,
                });
                Ok(())
            }
            Command::Redact { article, revision, also, reason } => {
                let newsroom = open(&settings()?)?.1;
                let (of, also) = ((*article, *revision), also.clone());
                print(&ledger::redact(&newsroom, of, also, reason)?);
                Ok(())
            }
            Command::Events { command: EventsCommand::Replay { files } } => {
                print(&audience::replay(&open(&settings()?)?.1, files)?);
                Ok(())
            }
            Command::Trending { command: TrendingCommand::Explain { article } } => {
                print(&audience::explain(&open(&settings()?)?.1, article)?);
                Ok(())
            }
            Command::Openapi => {
                print(&api::server::openapi_yaml()?);
                Ok(())
            }
            Command::Schema => {
                print(&api::server::sdl());
                Ok(())
            }
            Command::Permissions => {
                print(&domain::policy::page());
                Ok(())
            }
            Command::Config { command: ConfigCommand::Print } => {
                print(&format!("{}\n", serde_json::to_string_pretty(&settings()?.shown())?));
                Ok(())
            }
        }
    }
}

#[expect(clippy::print_stdout, reason = "what was asked for goes to standard output, alone")]
fn print(text: &str) {
    print!("{text}");
}

fn instant(raw: &str) -> Result<Timestamp, String> {
    Timestamp::parse(raw)
        .ok_or_else(|| "a time of RFC 3339, such as 2026-03-14T07:30:00Z".to_owned())
}

/// Opens the newsroom; its tables are as this release needs them afterwards.
fn open(settings: &Settings) -> anyhow::Result<(Store, Newsroom)> {
    open_with(settings, Arc::new(SystemClock))
}

fn open_with(settings: &Settings, clock: Arc<dyn Clock>) -> anyhow::Result<(Store, Newsroom)> {
    std::fs::create_dir_all(&settings.data)
        .with_context(|| format!("{} cannot be made", settings.data.display()))?;
    let store = Store::open(&settings.target()?);
    store.migrate().context("the database cannot be opened")?;
    let newsroom = Newsroom::new(store.clone(), clock, Arc::new(SystemIds), Cost::Standard)?;
    Ok((store, newsroom))
}

fn serve(settings: &Settings, demo: bool, clock: Option<Timestamp>) -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        // it would be printed on standard error, which is what failed
        .log_internal_errors(false)
        .with_env_filter(tracing_subscriber::EnvFilter::try_new(&settings.log)?)
        .init();
    let (clock, following) = clocks(settings, clock)?;
    let (store, newsroom) = open_with(settings, clock)?;
    while newsroom.forget_answers(newsroom.now()) > 0 {}
    if demo {
        demo::load(&store)?;
    }
    let signing = SigningKeys::load_or_create(&settings.data)?;
    let listener = TcpListener::bind(settings.listen)
        .with_context(|| format!("{} cannot be listened on", settings.listen))?;
    let base = format!("http://{}", listener.local_addr()?);
    announce(settings, &base, newsroom.begin_setup()?.as_ref());
    let _weather = match settings.weather {
        WeatherSource::Off => None,
        WeatherSource::OpenMeteo => {
            Some(weather::keep(newsroom.clone(), OpenMeteo::at(&settings.weather_url)?)?)
        }
    };
    let newsroom = newsroom.with_journal(&settings.data.join("events"))?;
    let _audience = audience::keep(newsroom.clone())?;
    let _schedule = schedule::keep(newsroom.clone(), following)?;
    let newsroom = if settings.has_mail() {
        newsroom.with_mail(Arc::new(Postman::start(settings)?), &settings.public_url)
    } else {
        newsroom
    };
    let mut app = App::new(newsroom, signing);
    let _keys = keys::keep(Arc::clone(&app.keys), settings.data.clone())?;
    app.limits = Limits::new(settings.rates()?);
    app.documents = Arc::new(settings.known_documents()?);
    app.answers = Arc::new(Answers::of(settings.answers_mib.saturating_mul(1_024 * 1_024)));
    if demo {
        app.front = Some(demo::page);
    }
    api::server::run(app, listener, settings.workers)?;
    Ok(())
}

/// The clock of the newsroom, and the same one if it is to be told the time.
type Clocks = (Arc<dyn Clock>, Option<Arc<FollowingClock>>);

/// The clock of the newsroom: several processes have that of their server in common, which is
/// followed; a file has that of the machine.
fn clocks(settings: &Settings, starting: Option<Timestamp>) -> anyhow::Result<Clocks> {
    if let Some(now) = starting {
        return Ok((Arc::new(ShiftedClock::starting(now)), None));
    }
    if matches!(settings.target()?, Target::Sqlite(_)) {
        return Ok((Arc::new(SystemClock), None));
    }
    let (_, newsroom) = open(settings)?;
    let clock = Arc::new(FollowingClock::starting(newsroom.database_time()?));
    Ok((Arc::<FollowingClock>::clone(&clock), Some(clock)))
}

/// Prints where everything is. Nobody may be reading: then the server runs all the same.
fn announce(settings: &Settings, base: &str, setup: Option<&Secret>) {
    let mut text = format!("Data       {}\n", settings.data.display());
    if let Some(secret) = setup {
        text.extend(["Set up     ", base, "/setup#", secret.expose(), "\n"]);
    }
    for (name, path) in [
        ("Reference", "/docs"),
        ("GraphiQL ", "/graphiql"),
        ("GraphQL  ", "/graphql"),
        ("Articles ", "/v1/articles"),
        ("Health   ", "/readyz"),
    ] {
        text.extend([name, "  ", base, path, "\n"]);
    }
    if let Err(error) = std::io::stdout().write_all(text.as_bytes()) {
        tracing::warn!(error.chain = %error, "the addresses could not be printed");
    }
}

fn email(raw: &str) -> anyhow::Result<Email> {
    Email::parse(raw).map_err(|fault| anyhow!("--email: {fault}"))
}

fn create_admin(settings: &Settings, address: &str) -> anyhow::Result<()> {
    let address = email(address)?;
    let mut raw = String::new();
    std::io::stdin().take(4_096).read_to_string(&mut raw).context("no password")?;
    let password = Password::parse(raw.trim_end_matches(['\r', '\n']))
        .map_err(|fault| anyhow!("the password on standard input: {fault}"))?;
    let (_, newsroom) = open(settings)?;
    newsroom.create_account(&Actor::Operator, &address, Role::Admin, &password)?;
    eprintln!("{} may log in", address.as_str());
    Ok(())
}

fn reset_link(settings: &Settings, address: &str) -> anyhow::Result<()> {
    let address = email(address)?;
    let (_, newsroom) = open(settings)?;
    let link = newsroom.reset_link(&address)?;
    print(&format!("{}{}\n", settings.public_url.trim_end_matches('/'), link.path()));
    Ok(())
}

fn rotate_keys(settings: &Settings) -> anyhow::Result<()> {
    let keys = SigningKeys::rotate(&settings.data, SystemClock.now().unix_s())?;
    eprintln!("tokens are signed with {}; those of before hold until they expire", keys.kid());
    Ok(())
}

fn create_token(settings: &Settings, address: &str, role: &str) -> anyhow::Result<()> {
    let address = email(address)?;
    let Some(role) = Role::from_word(role) else {
        bail!("--role: one of {}", Role::ALL.map(Role::word).join(", "));
    };
    let (_, newsroom) = open(settings)?;
    let secret = newsroom.create_token(&Actor::Operator, &address, role)?;
    print(&format!("{}\n", secret.expose()));
    Ok(())
}
