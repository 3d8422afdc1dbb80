//! The HTTP server: everything put together.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, PayloadConfig};
use actix_web::{App as ActixApp, HttpServer};

use crate::auth::{App, identify};
use crate::web::edge::edge;
use crate::web::json::BODY_BYTES_MAX;
use crate::web::kept::again;
use crate::{graphql, rest};

/// How long requests under way may take to finish when the server is told to stop.
const DRAIN_SECONDS: u64 = 30;
/// How long `/readyz` fails before connections are refused.
const UNREADY_TIME: Duration = Duration::from_millis(500);
/// How long a client may take to send its request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves the newsroom on a listener until it is told to stop.
pub fn serve(app: App, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
    let (app, schema) = (Data::new(app), Data::new(graphql::schema()));
    let build = move || {
        ActixApp::new()
            .app_data(app.clone())
            .app_data(schema.clone())
            .app_data(PayloadConfig::new(BODY_BYTES_MAX))
            .configure(rest::routes)
            .configure(graphql::transport::routes)
            .default_service(web::to(rest::system::front))
            .wrap(from_fn(again))
            .wrap(from_fn(identify))
            .wrap(from_fn(edge))
    };
    let server = HttpServer::new(build)
        .workers(workers)
        .client_request_timeout(HEAD_TIMEOUT)
        .shutdown_timeout(DRAIN_SECONDS)
        .disable_signals()
        .listen(listener)?
        .run();
    Ok(server)
}

/// The contract of REST.
pub fn openapi_yaml() -> std::io::Result<String> {
    let contract = rest::document::document().map_err(std::io::Error::other)?;
    contract.to_yaml().map_err(std::io::Error::other)
}

/// The contract of GraphQL.
pub fn sdl() -> String {
    graphql::sdl(&graphql::schema())
}

/// Serves until SIGTERM or SIGINT: then `/readyz` fails, and after a moment in which a balancer
/// sees that, no more connections are taken and requests under way finish.
pub fn run(app: App, listener: TcpListener, workers: usize) -> std::io::Result<()> {
    actix_web::rt::System::new().block_on(async {
        let stopping = Arc::clone(&app.stopping);
        let server = serve(app, listener, workers)?;
        let handle = server.handle();
        actix_web::rt::spawn(async move {
            if let Err(error) = asked_to_stop().await {
                tracing::error!(error.chain = %error, "signals cannot be heard");
                return;
            }
            stopping.send_replace(true);
            tracing::info!("stopping");
            actix_web::rt::time::sleep(UNREADY_TIME).await;
            handle.stop(true).await;
        });
        server.await
    })
}

#[cfg(unix)]
async fn asked_to_stop() -> std::io::Result<()> {
    use actix_web::rt::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn asked_to_stop() -> std::io::Result<()> {
    actix_web::rt::signal::ctrl_c().await
}
