//! `/v1/fronts`.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::front::Front;
use newsroom::{Found, View};

use super::lists::wanted;
use super::{Member, records, resource, view};
use crate::auth::{App, Caller};
use crate::dto;
use crate::dto::front::FrontView;
use crate::dto::record::{FrontInput, FrontPage, WorkingFront};
use crate::web::answer;
use crate::web::json::{JsonBody, PatchBody};
use crate::web::keys::Keys;
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/fronts", "GET, HEAD, OPTIONS, POST")
                .route(web::get().to(list))
                .route(web::post().to(create)),
        )
        .service(
            resource("/v1/fronts/{id}", "GET, HEAD, OPTIONS, PUT, PATCH, DELETE")
                .route(web::get().to(get))
                .route(web::put().to(replace))
                .route(web::patch().to(patch))
                .route(web::delete().to(delete)),
        );
}

/// Names the fronts that readers see.
#[utoipa::path(get, path = "/v1/fronts", operation_id = "listFronts", tag = "lists",
    params(
        ("view" = Option<String>, Query, description = "`public` (the default) or `working`, which needs a credential"),
        ("fields" = Option<String>, Query, description = "Only these members, and `id`, separated by commas; not in the working view"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
        ("count" = Option<bool>, Query, description = "`true` to learn how long the whole list is: `total` of `page`"),
        ("cursor" = Option<String>, Query, description = "The place in the list, from `page` of another answer"),
    ),
    responses((status = 200, description = "A page", body = FrontPage)))]
pub(crate) async fn list(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    records::list::<Front>(request, app, caller).await
}

/// Reads a front with what all of its lists show.
#[utoipa::path(get, path = "/v1/fronts/{id}", operation_id = "getFront", tag = "lists",
    params(
        ("id" = String, Path, description = "Its id or slug; an old slug answers 308"),
        ("view" = Option<String>, Query, description = "`public` (the default) or `working`, which needs a credential"),
        ("section" = Option<String>, Query, description = "For whom: a section, by id or slug; of the lists of a key the one that fits best is shown"),
        ("topic" = Option<String>, Query, description = "For whom: a topic, by id or slug"),
        ("language" = Option<String>, Query, description = "For whom: a language (BCP 47)"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "How many items of each list; all unless said otherwise"),
    ),
    responses((status = 200, description = "What it shows; a `WorkingFront` in the working view", body = FrontView), (status = 308, description = "It has another slug now")))]
pub(crate) async fn get(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["view", "section", "topic", "language", "limit"])?;
    let view = view(&query)?;
    let wanted = wanted(&query, path.into_inner())?;
    if view == View::Working {
        return working(app, caller, wanted.handle).await;
    }
    let (found, validity) = app
        .read(move |reading| {
            let seen = reading.seen(&caller.actor, View::Public)?;
            reading.front(seen, &wanted)
        })
        .await?;
    let front = match found {
        Found::Here(front) => front,
        Found::Moved { slug } => return Ok(moved(&slug)),
    };
    let shown = dto::front::brief(&front)?;
    let keys = Keys::of(&shown).with(&["lists", "articles", "quotes", "experts"]);
    let keys = if front.follows_readers() { keys.and("trending") } else { keys };
    answer::kept(&request, &shown, keys.until(front.ends()), validity)
}

async fn working(app: Data<App>, caller: Caller, handle: String) -> Result<HttpResponse, Problem> {
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&caller.actor, View::Working)?;
            reading.record::<Front>(seen, &handle)
        })
        .await?;
    match found {
        Found::Here(stored) => records::working(StatusCode::OK, &stored),
        Found::Moved { slug } => Ok(moved(&slug)),
    }
}

fn moved(slug: &str) -> HttpResponse {
    answer::moved(&format!("/v1/fronts/{slug}"))
}

/// Makes a front.
#[utoipa::path(post, path = "/v1/fronts", operation_id = "createFront", tag = "lists",
    request_body = FrontInput, security(("bearer" = [])),
    responses((status = 201, description = "The front", body = WorkingFront)))]
pub(crate) async fn create(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    records::create::<Front>(request, member, app, body).await
}

/// Replaces the document of a front by a new revision.
#[utoipa::path(put, path = "/v1/fronts/{id}", operation_id = "replaceFront", tag = "lists",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
    request_body = FrontInput, security(("bearer" = [])),
    responses((status = 200, description = "The new revision", body = WorkingFront)))]
pub(crate) async fn replace(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    records::replace::<Front>(request, member, path, app, body).await
}

/// Changes members of the document of a front; the result is a new revision.
#[utoipa::path(patch, path = "/v1/fronts/{id}", operation_id = "changeFront", tag = "lists",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
    request_body(content((FrontInput = "application/merge-patch+json"), (Vec<serde_json::Value> = "application/json-patch+json"))),
    security(("bearer" = [])),
    responses((status = 200, description = "The new revision", body = WorkingFront)))]
pub(crate) async fn patch(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: PatchBody,
) -> Result<HttpResponse, Problem> {
    records::patch::<Front>(request, member, path, app, body).await
}

/// Deletes a front; its lists stay.
#[utoipa::path(delete, path = "/v1/fronts/{id}", operation_id = "deleteFront", tag = "lists",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn delete(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    records::delete::<Front>(request, member, path, app).await
}
