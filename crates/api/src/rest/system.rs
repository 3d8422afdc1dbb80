//! Paths beside the contract: health, keys, the contract's own files, pages for people.

use std::borrow::Cow;
use std::sync::atomic::Ordering;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;
use serde_json::json;

use super::document::document;
use super::resource;
use crate::auth::App;
use crate::graphql::NewsroomSchema;
use crate::web::answer;
use crate::web::code::{self, ALL};
use crate::web::problem::Problem;

/// What the pages may do: run our scripts and ask this server, nothing else.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[derive(RustEmbed)]
#[folder = "assets"]
struct Assets;

pub(super) fn routes(config: &mut ServiceConfig) {
    let get = "GET, HEAD, OPTIONS";
    config
        .service(resource("/livez", get).route(web::get().to(live)))
        .service(resource("/readyz", get).route(web::get().to(ready)))
        .service(resource("/.well-known/jwks.json", get).route(web::get().to(jwks)))
        .service(resource("/openapi.json", get).route(web::get().to(openapi_json)))
        .service(resource("/openapi.yaml", get).route(web::get().to(openapi_yaml)))
        .service(resource("/schema.graphql", get).route(web::get().to(sdl)))
        .service(resource("/problems/{code}", get).route(web::get().to(problem)))
        .service(resource("/docs", get).route(web::get().to(async || embedded("docs/index.html"))))
        .service(
            resource("/graphiql", get)
                .route(web::get().to(async || embedded("graphiql/index.html"))),
        )
        .service(
            resource("/setup", get).route(web::get().to(async || embedded("setup/index.html"))),
        )
        .service(resource("/assets/{file:.*}", get).route(web::get().to(asset)));
}

/// The process runs.
async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("live\n")
}

/// The database answers, and nobody has asked the process to stop.
async fn ready(app: Data<App>) -> Result<HttpResponse, Problem> {
    if app.stopping.load(Ordering::Relaxed) {
        return Err(Problem::new(code::STOPPING));
    }
    app.run(newsroom::Newsroom::ready).await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"))
}

/// The keys that verify access tokens (RFC 7517).
async fn jwks(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, Problem> {
    answer::public(&request, &app.keys.jwks(), None)
}

async fn openapi_json(request: HttpRequest) -> Result<HttpResponse, Problem> {
    answer::public(&request, document(), None)
}

async fn openapi_yaml() -> Result<HttpResponse, Problem> {
    let yaml = document()
        .to_yaml()
        .map_err(|error| Problem::new(code::INTERNAL).detail(error.to_string()))?;
    Ok(text("application/yaml", yaml))
}

async fn sdl(schema: Data<NewsroomSchema>) -> HttpResponse {
    text("text/plain; charset=utf-8", schema.sdl())
}

fn text(kind: &str, body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CACHE_CONTROL, "public, max-age=0, s-maxage=60"))
        .body(body)
}

/// What an error means and what to do.
async fn problem(request: HttpRequest, path: Path<String>) -> Result<HttpResponse, Problem> {
    let found = ALL.iter().find(|code| code.code == path.as_str());
    let code = found.ok_or_else(|| Problem::new(code::NOT_FOUND))?;
    let about = json!({
        "code": code.code, "status": code.status, "title": code.title, "about": code.about,
    });
    answer::public(&request, &about, None)
}

async fn asset(path: Path<String>) -> Result<HttpResponse, Problem> {
    embedded(&path)
}

fn embedded(file: &str) -> Result<HttpResponse, Problem> {
    let found = Assets::get(file).ok_or_else(|| Problem::new(code::NOT_FOUND))?;
    let kind = match file.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some(_) | None => return Err(Problem::new(code::NOT_FOUND)),
    };
    let body = match found.data {
        Cow::Borrowed(bytes) => web::Bytes::from_static(bytes),
        Cow::Owned(bytes) => web::Bytes::from(bytes),
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .insert_header((CACHE_CONTROL, "public, max-age=0, must-revalidate"))
        .body(body))
}
