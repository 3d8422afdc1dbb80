#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where its ground gives way"
)]
//! The real application for tests: a server on a socket, a database of its own on either engine.

mod live;

use std::net::TcpListener;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use api::auth::App;
use api::auth::jwt::SigningKeys;
use api::web::rate::{Limits, Rates};
use domain::account::{Email, Role};
use domain::actor::Actor;
use domain::time::Timestamp;
use newsroom::secret::{Cost, Password};
use newsroom::{
    Clock, CountedIds, Ids, Newsroom, SetClock, ShiftedClock, Store, SystemClock, SystemIds, Target,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

pub use live::{Events, Heard, Socket};

/// Where the server for tests is: set by `cargo xtask test`.
pub const POSTGRES_URL: &str = "TEST_POSTGRES_URL";

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file in a directory of the test's own.
    Sqlite,
    /// A database of the test's own on the server that `TEST_POSTGRES_URL` names.
    Postgres,
}

/// Makes two tests of an async function that takes an [`Engine`].
#[macro_export]
macro_rules! both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::Engine::Sqlite).await; })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::Engine::Postgres).await; })*
        }
    };
}

/// Makes two tests of a `fn name(store: &Store)`: each engine has an empty store of its own.
#[macro_export]
macro_rules! both_stores {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { $crate::with_store($crate::Engine::Sqlite, super::$name); })*
        }
        mod postgres {
            $(#[test] fn $name() { $crate::with_store($crate::Engine::Postgres, super::$name); })*
        }
    };
}

/// Tries a promise on an empty store, which is gone afterwards.
pub fn with_store(engine: Engine, promise: fn(&Store)) {
    let dir = TempDir::new().unwrap();
    promise(&store(engine, &dir));
}

/// A running newsroom.
pub struct TestApp {
    /// Its use cases, without HTTP.
    pub newsroom: Newsroom,
    /// Where it keeps everything.
    pub store: Store,
    target: Target,
    keys: SigningKeys,
    client: Client,
    accounts: AtomicU32,
    _dir: TempDir,
}

impl Deref for TestApp {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// A newsroom as its clients see it.
pub struct Client {
    base: String,
    client: reqwest::Client,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body, `null` if it is not JSON.
    pub json: Value,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// A member that is a string.
    pub fn text(&self, pointer: &str) -> &str {
        self.json.pointer(pointer).and_then(Value::as_str).unwrap_or("")
    }

    /// The status as a number.
    pub fn code(&self) -> u16 {
        self.status.as_u16()
    }
}

/// An empty store on an engine, its tables made. Waits: not to be called from async code.
pub fn store(engine: Engine, dir: &TempDir) -> Store {
    open(&target(engine, dir))
}

fn target(engine: Engine, dir: &TempDir) -> Target {
    match engine {
        Engine::Sqlite => Target::Sqlite(dir.path().join("masthead.sqlite")),
        Engine::Postgres => Target::Postgres(new_database()),
    }
}

fn open(target: &Target) -> Store {
    let store = Store::open(target);
    store.migrate().unwrap();
    store
}

/// A database of its own on the server for tests: its address. Waits: not to be called from async
/// code.
#[expect(clippy::disallowed_methods, reason = "the test command says here where its server is")]
pub fn new_database() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let url = std::env::var(POSTGRES_URL)
        .expect("TEST_POSTGRES_URL names a PostgreSQL server; `cargo xtask test` starts one");
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", std::process::id());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) =
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    });
    let (server, _) = url.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

/// Every row of every table, as text.
async fn rows(url: &str) -> String {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    let mut all = String::new();
    for table in client.query(tables, &[]).await.unwrap() {
        let name: String = table.get(0);
        let rows = format!("SELECT t::text FROM \"{name}\" t");
        for row in client.query(&rows, &[]).await.unwrap() {
            all.push_str(row.get(0));
        }
    }
    all
}

impl TestApp {
    /// Starts a newsroom that has nothing yet.
    pub async fn start(engine: Engine) -> Self {
        Self::start_changed(engine, |_| {}).await
    }

    /// Starts a newsroom that has nothing yet, of which one may not ask too much.
    pub async fn start_limited(engine: Engine, rates: Rates) -> Self {
        Self::start_changed(engine, |app| app.limits = Limits::new(rates)).await
    }

    /// Starts a newsroom that has nothing yet, its application changed before it serves.
    pub async fn start_changed(engine: Engine, change: impl FnOnce(&mut App)) -> Self {
        Self::start_with(engine, (Arc::new(SystemClock), Arc::new(SystemIds)), change).await
    }

    /// Starts a newsroom whose clock says `now` at present, and goes on from there.
    pub async fn start_at(engine: Engine, now: Timestamp) -> Self {
        let clock = Arc::new(ShiftedClock::starting(now));
        Self::start_with(engine, (clock, Arc::new(SystemIds)), |_| {}).await
    }

    /// Starts a newsroom whose clock and ids are the same each time: two of them to which the same
    /// happens answer the same.
    pub async fn start_set(engine: Engine, clock: Arc<SetClock>) -> Self {
        Self::start_twin(engine, (clock, Arc::default())).await
    }

    /// The same with ids that are set from outside, as the clock is: things that one has and the
    /// other has not need not move the ids of what both have.
    pub async fn start_twin(
        engine: Engine,
        (clock, ids): (Arc<SetClock>, Arc<CountedIds>),
    ) -> Self {
        Self::start_with(engine, (clock, ids), |_| {}).await
    }

    async fn start_with(
        engine: Engine,
        (clock, ids): (Arc<dyn Clock>, Arc<dyn Ids>),
        change: impl FnOnce(&mut App),
    ) -> Self {
        let opened = move || {
            let dir = TempDir::new().unwrap();
            let target = target(engine, &dir);
            (open(&target), target, dir)
        };
        let (store, target, dir) = tokio::task::spawn_blocking(opened).await.unwrap();
        let newsroom = Newsroom::new(store.clone(), clock, ids, Cost::Test).unwrap();
        let keys = SigningKeys::in_memory().unwrap();
        let mut app = App::new(newsroom.clone(), keys.clone());
        change(&mut app);
        Self {
            newsroom,
            store,
            target,
            keys,
            client: serve(app),
            accounts: AtomicU32::default(),
            _dir: dir,
        }
    }

    /// Where it keeps everything: for who changes it behind its back.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Everything that the database keeps, as it stands on the disk or in its rows.
    pub async fn dump(&self) -> String {
        match &self.target {
            Target::Sqlite(path) => {
                let mut bytes = std::fs::read(path).unwrap();
                let log = path.with_extension("sqlite-wal");
                bytes.extend(std::fs::read(log).unwrap_or_default());
                String::from_utf8_lossy(&bytes).into_owned()
            }
            Target::Postgres(url) => rows(url).await,
        }
    }

    /// Brings what readers did into the database, as the binary does each second.
    pub async fn count(&self) {
        let newsroom = self.newsroom.clone();
        tokio::task::spawn_blocking(move || newsroom.flush_audience()).await.unwrap().unwrap();
    }

    /// Another process that serves the same newsroom.
    pub async fn another(&self) -> Client {
        let target = self.target.clone();
        let store = tokio::task::spawn_blocking(move || open(&target)).await.unwrap();
        let parts = (Arc::new(SystemClock), Arc::new(SystemIds));
        let newsroom = Newsroom::new(store, parts.0, parts.1, Cost::Test).unwrap();
        serve(App::new(newsroom, self.keys.clone()))
    }

    /// Makes an administrator who logs in with a password.
    pub async fn admin(&self, email: &str, password: &str) {
        let (email, password) = (Email::parse(email).unwrap(), Password::parse(password).unwrap());
        let newsroom = self.newsroom.clone();
        let made =
            move || newsroom.create_account(&Actor::Operator, &email, Role::Admin, &password);
        tokio::task::spawn_blocking(made).await.unwrap().unwrap();
    }

    /// The application's keys, to forge with.
    pub fn keys(&self) -> &SigningKeys {
        &self.keys
    }

    /// An API token of a role; each call has an account of its own.
    pub async fn token(&self, role: Role) -> String {
        let number = self.accounts.fetch_add(1, Ordering::Relaxed);
        let email = Email::parse(&format!("{role}-{number}@example.org")).unwrap();
        let newsroom = self.newsroom.clone();
        let made = move || newsroom.create_token(&Actor::Operator, &email, role);
        tokio::task::spawn_blocking(made).await.unwrap().unwrap().expose().to_owned()
    }
}

/// Serves on a port of its own.
fn serve(app: App) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || api::server::run(app, listener, 1));
    Client::new(&base)
}

impl Client {
    /// A client of the newsroom at an address such as `http://127.0.0.1:8080`.
    pub fn new(base: &str) -> Self {
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { base: base.trim_end_matches('/').to_owned(), client }
    }

    /// Where it listens: host and port.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    /// Sends any request.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        let response = self.begin(method, path, headers, body).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status, headers, json, bytes }
    }

    /// Sends any request, of whose answer the head is there.
    async fn begin(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> reqwest::Response {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(body).send().await.unwrap()
    }

    /// Reads as a reader.
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    /// Reads with a credential.
    pub async fn get_as(&self, token: &str, path: &str) -> Answer {
        self.send("GET", path, &[("authorization", &format!("Bearer {token}"))], "").await
    }

    /// Sends a document with a credential, or no body if it is null; `revision` becomes If-Match.
    pub async fn write(
        &self,
        token: &str,
        (method, path): (&str, &str),
        revision: Option<i64>,
        document: &Value,
    ) -> Answer {
        let (bearer, tag) = (format!("Bearer {token}"), format!("\"{}\"", revision.unwrap_or(0)));
        let kind =
            if method == "PATCH" { "application/merge-patch+json" } else { "application/json" };
        let mut headers = vec![("authorization", bearer.as_str())];
        if !document.is_null() {
            headers.push(("content-type", kind));
        }
        if revision.is_some() {
            headers.push(("if-match", &tag));
        }
        let body = if document.is_null() { String::new() } else { document.to_string() };
        self.send(method, path, &headers, body).await
    }

    /// Makes something and gives its id.
    pub async fn make(&self, token: &str, path: &str, document: &Value) -> String {
        let made = self.write(token, ("POST", path), None, document).await;
        assert_eq!(made.code(), 201, "{}", made.json);
        made.text("/id").to_owned()
    }

    /// Makes a list that readers see, and gives its id.
    pub async fn make_list(&self, token: &str, document: &Value) -> String {
        let id = self.make(token, "/v1/lists", document).await;
        self.publish_list(token, &id, 1).await;
        id
    }

    /// Shows the newest revision of a list to readers.
    pub async fn publish_list(&self, token: &str, id: &str, revision: i64) {
        let path = format!("/v1/lists/{id}/publish");
        let done = self.write(token, ("POST", &path), Some(revision), &Value::Null).await;
        assert_eq!(done.code(), 200, "{}", done.json);
    }

    /// Runs a GraphQL document; without a token as a reader.
    pub async fn graphql(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.send("POST", "/graphql", &headers, body).await.json
    }

    /// Makes an article and publishes it; its id.
    pub async fn publish(&self, token: &str, document: &Value) -> String {
        let article = self.make(token, "/v1/articles", document).await;
        let path = format!("/v1/articles/{article}/publish");
        let published = self.write(token, ("POST", &path), Some(1), &Value::Null).await;
        assert_eq!(published.code(), 200, "{}", published.json);
        article
    }

    /// A section, an author and a topic, and a published article that names them.
    pub async fn newsroom_with_article(&self, editor: &str, headline: &str) -> Made {
        let section = self.make(editor, "/v1/sections", &json!({ "name": "News" })).await;
        let author = self.make(editor, "/v1/authors", &json!({ "name": "Ada Lane" })).await;
        let topic = self.make(editor, "/v1/topics", &json!({ "name": "Trade" })).await;
        let document = json!({
            "headline": headline,
            "section": section,
            "credits": [{ "author": author }],
            "topics": [{ "topic": topic, "primary": true }],
            "body": { "markdown": "One *two* three." },
        });
        let article = self.publish(editor, &document).await;
        Made { section, author, topic, article, document }
    }
}

/// What [`Client::newsroom_with_article`] made: ids, and the article's document.
#[derive(Debug, Clone)]
pub struct Made {
    /// The section's id.
    pub section: String,
    /// The author's id.
    pub author: String,
    /// The topic's id.
    pub topic: String,
    /// The article's id.
    pub article: String,
    /// What was sent.
    pub document: Value,
}

impl Made {
    /// Another article of the same section and author, without topics.
    pub fn another(&self, headline: &str, text: &str) -> Value {
        let mut document = self.document.clone();
        let members = document.as_object_mut().unwrap();
        members.insert("headline".to_owned(), json!(headline));
        members.insert("topics".to_owned(), json!([]));
        members.insert("body".to_owned(), json!({ "markdown": text }));
        document
    }
}
