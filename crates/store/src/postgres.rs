//! `PostgreSQL` without libpq: the synchronous Diesel API over a pure-Rust client.

use std::cell::RefCell;
use std::future::Future;
use std::sync::Arc;

use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::{AsyncConnectionWrapper, BlockOn};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::StoreError;
use crate::pool::Pool;

pub(crate) type Conn = AsyncConnectionWrapper<AsyncPgConnection, OwnRuntime>;

/// How many connections a process holds at most, for each of reading and writing.
const CONNECTIONS_MAX: usize = 8;

/// Where the connection's socket is driven: a runtime of its own, so that no query is held up by
/// whatever else the calling thread's runtime does.
pub(crate) struct OwnRuntime(Option<Runtime>);

thread_local! {
    /// The wrapper asks for its runtime without arguments; it is left here for it.
    static NEXT: RefCell<Option<OwnRuntime>> = const { RefCell::new(None) };
}

impl OwnRuntime {
    fn make() -> std::io::Result<Self> {
        Builder::new_current_thread().enable_all().build().map(|runtime| Self(Some(runtime)))
    }
}

impl BlockOn for OwnRuntime {
    fn get_runtime() -> Self {
        NEXT.take().unwrap_or(Self(None))
    }

    #[expect(clippy::expect_used, reason = "`connect` leaves a runtime before it makes a wrapper")]
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.as_ref().expect("a connection has a runtime").block_on(future)
    }
}

impl Drop for OwnRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// The server behind a pool of readers and a pool of writers.
pub(crate) struct Database {
    pub(crate) writers: Arc<Pool<Conn>>,
    pub(crate) readers: Arc<Pool<Conn>>,
}

impl Database {
    /// Connects when it is first used.
    pub(crate) fn open(url: &str) -> Self {
        let limits = "-c statement_timeout=15000 -c lock_timeout=10000 -c timezone=UTC";
        // a process that falls silent in the middle of a change keeps the others no longer
        let writing = format!("{limits} -c idle_in_transaction_session_timeout=5000");
        let snapshot = "-c default_transaction_isolation=repeatable\\ read \
                        -c default_transaction_read_only=on";
        let (write, read) =
            (with_options(url, &writing), with_options(url, &format!("{limits} {snapshot}")));
        Self {
            writers: Pool::new(CONNECTIONS_MAX, move || connect(&write), usable),
            readers: Pool::new(CONNECTIONS_MAX, move || connect(&read), usable),
        }
    }
}

/// The URL with session settings in its `options`.
fn with_options(url: &str, options: &str) -> String {
    let encoded = options.replace('\\', "%5C").replace(' ', "%20").replace('=', "%3D");
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}options={encoded}")
}

pub(crate) fn connect(url: &str) -> Result<Conn, StoreError> {
    let runtime = OwnRuntime::make().map_err(|error| StoreError::Unreachable(Box::new(error)))?;
    let inner = runtime.block_on(dial(url))?;
    NEXT.set(Some(runtime));
    Ok(Conn::from(inner))
}

async fn dial(url: &str) -> Result<AsyncPgConnection, StoreError> {
    let lost = |error: tokio_postgres::Error| StoreError::Unreachable(Box::new(error));
    let (client, connection) = tokio_postgres::connect(url, tls()?).await.map_err(lost)?;
    AsyncPgConnection::try_from_client_and_connection(client, connection)
        .await
        .map_err(|error| StoreError::Unreachable(Box::new(error)))
}

/// TLS with the machine's authorities; used where the URL's `sslmode` asks for it.
fn tls() -> Result<MakeRustlsConnect, StoreError> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Unreachable(Box::new(error)))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// A connection that idled through a restart of the server learns of it only by being used: an
/// empty statement costs one way there and back.
fn usable(conn: &mut Conn) -> bool {
    use diesel::connection::SimpleConnection as _;
    conn.batch_execute("").is_ok()
}
