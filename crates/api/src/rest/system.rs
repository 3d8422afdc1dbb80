//! Paths beside the contract: health, keys, the contract's own files, pages for people.

use std::borrow::Cow;

use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;
use serde_json::json;

use super::document::document;
use super::previews::ROBOTS;
use super::resource;
use crate::auth::App;
use crate::graphql::NewsroomSchema;
use crate::web::answer;
use crate::web::code::{self, ALL, Code};
use crate::web::condition::{has_already, strong_tag};
use crate::web::keys::Keys;
use crate::web::problem::Problem;

/// What the pages may do: run our scripts and ask this server, nothing else.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What pages of the front end may do: run their own scripts, ask this server, show pictures.
const FRONT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: https:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

#[derive(RustEmbed)]
#[folder = "assets"]
pub(super) struct Assets;

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
        .service(resource("/docs", get).route(web::get().to(docs)))
        .service(resource("/graphiql", get).route(web::get().to(graphiql)))
        .service(resource("/setup", get).route(web::get().to(set_up)))
        .service(resource("/password", get).route(web::get().to(password)))
        .service(resource("/preview", get).route(web::get().to(preview)))
        .service(resource("/assets/{file:.*}", get).route(web::get().to(asset)));
}

/// The process runs.
async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("live\n")
}

/// The database answers, and nobody has asked the process to stop.
async fn ready(app: Data<App>) -> Result<HttpResponse, Problem> {
    if *app.stopping.borrow() {
        return Err(Problem::new(code::STOPPING));
    }
    app.run(newsroom::Newsroom::ready).await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"))
}

/// The keys that verify access tokens (RFC 7517).
async fn jwks(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, Problem> {
    answer::public(
        &request,
        &app.keys.current().jwks(app.newsroom.now().unix_s()),
        Keys::default(),
        None,
    )
}

async fn openapi_json(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let contract = document().map_err(|error| Problem::internal(error))?;
    answer::public(&request, contract, Keys::default(), None)
}

async fn openapi_yaml() -> Result<HttpResponse, Problem> {
    let contract = document().map_err(|error| Problem::internal(error))?;
    let yaml = contract.to_yaml().map_err(|error| Problem::internal(&error))?;
    Ok(text("application/yaml", yaml))
}

async fn sdl(schema: Data<NewsroomSchema>) -> HttpResponse {
    text("text/plain; charset=utf-8", crate::graphql::sdl(&schema))
}

fn text(kind: &str, body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CACHE_CONTROL, "max-age=0, s-maxage=60"))
        .body(body)
}

/// What an error means and what to do: a page for who comes with a browser, else JSON.
async fn problem(request: HttpRequest, path: Path<String>) -> Result<HttpResponse, Problem> {
    let found = ALL.iter().find(|code| code.code == path.as_str());
    let code = found.ok_or_else(|| Problem::new(code::NOT_FOUND))?;
    let accepted = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    if accepted.is_some_and(|accepted| accepted.contains("text/html")) {
        let kind = "text/html; charset=utf-8";
        return answer::public_bytes(
            &request,
            about_page(code).into_bytes(),
            kind,
            Keys::default(),
        );
    }
    let about = json!({
        "code": code.code, "status": code.status, "title": code.title, "about": code.about,
    });
    answer::public(&request, &about, Keys::default(), None)
}

/// The words of a code hold no markup.
fn about_page(code: &Code) -> String {
    let Code { code, status, title, about } = code;
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <h1>{title}</h1>\n<p>{about}</p>\n<p>Status {status}, code <code>{code}</code></p>\n</html>\n"
    )
}

async fn docs(request: HttpRequest) -> Result<HttpResponse, Problem> {
    embedded(&request, "docs/index.html")
}

async fn graphiql(request: HttpRequest) -> Result<HttpResponse, Problem> {
    embedded(&request, "graphiql/index.html")
}

async fn set_up(request: HttpRequest) -> Result<HttpResponse, Problem> {
    embedded(&request, "setup/index.html")
}

async fn password(request: HttpRequest) -> Result<HttpResponse, Problem> {
    embedded(&request, "password/index.html")
}

/// A page that shows what the link of a preview leads to; its pictures come from anywhere.
async fn preview(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let file = "preview/index.html";
    let found = Assets::get(file).ok_or_else(|| Problem::new(code::NOT_FOUND))?;
    let mut answer = page(&request, (file, found.data), FRONT_POLICY)?;
    let (name, value) = ROBOTS;
    answer.headers_mut().insert(name, value);
    Ok(answer)
}

async fn asset(request: HttpRequest, path: Path<String>) -> Result<HttpResponse, Problem> {
    embedded(&request, &path)
}

/// A file of the front end that the newsroom came with, for what no other path takes.
pub(crate) async fn front(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, Problem> {
    let path = request.path().trim_start_matches('/');
    let file = if path.is_empty() { "index.html" } else { path };
    let found = app.front.filter(|_| request.method() == Method::GET).and_then(|read| read(file));
    let found = found.ok_or_else(|| Problem::new(code::NOT_FOUND))?;
    page(&request, (file, found), FRONT_POLICY)
}

fn embedded(request: &HttpRequest, file: &str) -> Result<HttpResponse, Problem> {
    let found = Assets::get(file).ok_or_else(|| Problem::new(code::NOT_FOUND))?;
    page(request, (file, found.data), PAGE_POLICY)
}

fn page(
    request: &HttpRequest,
    (file, data): (&str, Cow<'static, [u8]>),
    policy: &'static str,
) -> Result<HttpResponse, Problem> {
    let kind = match file.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("graphql") => "application/graphql; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some(_) | None => return Err(Problem::new(code::NOT_FOUND)),
    };
    let body = match data {
        Cow::Borrowed(bytes) => web::Bytes::from_static(bytes),
        Cow::Owned(bytes) => web::Bytes::from(bytes),
    };
    let tag = strong_tag(&body);
    let known = has_already(request, &tag);
    let status = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut answer = HttpResponse::build(status);
    answer
        .insert_header((ETAG, tag))
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .insert_header((CACHE_CONTROL, "max-age=0, must-revalidate"));
    if known {
        return Ok(answer.finish());
    }
    Ok(answer.insert_header((CONTENT_TYPE, kind)).body(body))
}
