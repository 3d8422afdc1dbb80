//! `/v1/lists/{id}/…`: which revision of a list readers see, and its history.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::actor::Actor;
use domain::list::{ListStep, Publication};
use newsroom::{Newsroom, Reading, View};

use super::revisions::number;
use super::{Member, page, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::list::{
    ListRevision, ListRevisionPage, ListStepInput, PublishListInput, RollBackListInput,
};
use crate::dto::record::WorkingList;
use crate::web::answer::{self, PageInfo};
use crate::web::change::{Asked, Changed};
use crate::web::code;
use crate::web::condition::if_match;
use crate::web::json::OptionalBody;
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/v1/lists/{id}/publish", "OPTIONS, POST").route(web::post().to(publish)))
        .service(
            resource("/v1/lists/{id}/unschedule", "OPTIONS, POST")
                .route(web::post().to(unschedule)),
        )
        .service(
            resource("/v1/lists/{id}/rollback", "OPTIONS, POST").route(web::post().to(roll_back)),
        )
        .service(
            resource("/v1/lists/{id}/unpublish", "OPTIONS, POST").route(web::post().to(unpublish)),
        )
        .service(
            resource("/v1/lists/{id}/revisions", "GET, HEAD, OPTIONS")
                .route(web::get().to(revisions)),
        )
        .service(
            resource("/v1/lists/{id}/revisions/{revision}", "GET, HEAD, OPTIONS")
                .route(web::get().to(revision)),
        );
}

/// Shows a revision of a list to readers, now or from a time on; a time that was set before is
/// taken back by another one.
#[utoipa::path(post, path = "/v1/lists/{id}/publish", operation_id = "publishList", tag = "lists",
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("dryRun" = Option<bool>, Query, description = "`true` to be told what would be, without doing it"),
        ("If-Match" = String, Header, description = "The ETag of the working view")),
    request_body = Option<PublishListInput>, security(("bearer" = [])),
    responses((status = 200, description = "Readers see it, or are to see it", body = WorkingList)))]
pub(crate) async fn publish(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: OptionalBody,
) -> Result<HttpResponse, Problem> {
    take(request, member, (path, ListStep::Publish), app, body).await
}

/// Takes back what readers were to see of a list at a time to come.
#[utoipa::path(post, path = "/v1/lists/{id}/unschedule", operation_id = "unscheduleList", tag = "lists",
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("dryRun" = Option<bool>, Query, description = "`true` to be told what would be, without doing it"),
        ("If-Match" = String, Header, description = "The ETag of the working view")),
    request_body = Option<ListStepInput>, security(("bearer" = [])),
    responses((status = 200, description = "No time is set", body = WorkingList)))]
pub(crate) async fn unschedule(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: OptionalBody,
) -> Result<HttpResponse, Problem> {
    take(request, member, (path, ListStep::Unschedule), app, body).await
}

/// Shows readers the revision of a list that they saw before the present one, or another that they
/// saw.
#[utoipa::path(post, path = "/v1/lists/{id}/rollback", operation_id = "rollbackList", tag = "lists",
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("dryRun" = Option<bool>, Query, description = "`true` to be told what would be, without doing it"),
        ("If-Match" = String, Header, description = "The ETag of the working view")),
    request_body = Option<RollBackListInput>, security(("bearer" = [])),
    responses((status = 200, description = "Readers see it again", body = WorkingList)))]
pub(crate) async fn roll_back(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: OptionalBody,
) -> Result<HttpResponse, Problem> {
    take(request, member, (path, ListStep::RollBack), app, body).await
}

/// Takes a list from readers, and back when they were to see it.
#[utoipa::path(post, path = "/v1/lists/{id}/unpublish", operation_id = "unpublishList", tag = "lists",
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("dryRun" = Option<bool>, Query, description = "`true` to be told what would be, without doing it"),
        ("If-Match" = String, Header, description = "The ETag of the working view")),
    request_body = Option<ListStepInput>, security(("bearer" = [])),
    responses((status = 200, description = "Readers no longer see it", body = WorkingList)))]
pub(crate) async fn unpublish(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: OptionalBody,
) -> Result<HttpResponse, Problem> {
    take(request, member, (path, ListStep::Unpublish), app, body).await
}

/// Takes a step, or tries it.
async fn take(
    request: HttpRequest,
    member: Member,
    (path, step): (Path<String>, ListStep),
    app: Data<App>,
    body: OptionalBody,
) -> Result<HttpResponse, Problem> {
    let dry = Query::read(&request, &["dryRun"])?.flag("dryRun")?;
    let of = (dto::id(&path)?, if_match(&request)?);
    let asked = Asked::of(&request, member.0, body.0.as_ref())?;
    let said = Publication::parse(step, body.object()?)?;
    let work = move |newsroom: &Newsroom, actor: &Actor| {
        let list = newsroom.take_list_step(actor, of, (step, &said))?;
        Changed::saved(Some(list.stamp.revision), &dto::record::working(&list)?)
    };
    app.change_or_try(asked, dry, work).await
}

/// Lists the revisions of a list, the newest first, with when readers saw each.
#[utoipa::path(get, path = "/v1/lists/{id}/revisions", operation_id = "listListRevisions", tag = "lists",
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
        ("count" = Option<bool>, Query, description = "`true` to learn how long the whole list is: `total` of `page`"),
        ("cursor" = Option<String>, Query, description = "The place in the list, from `page` of another answer"),
    ),
    security(("bearer" = [])),
    responses((status = 200, description = "A page", body = ListRevisionPage)))]
pub(crate) async fn revisions(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let list = dto::id(&path)?;
    let query = Query::read(&request, &["limit", "count", "cursor"])?;
    let asked = page(&request, &query)?;
    let limit = asked.limit;
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&member.0.actor, View::Working)?;
            reading.list_revisions(seen, list, &asked)
        })
        .await?;
    let info = PageInfo::of(&request, &found, limit, Reading::list_revision_place);
    let data = found.items.iter().map(dto::list::revision_summary).collect::<Result<_, _>>()?;
    Ok(answer::working(StatusCode::OK, None, &ListRevisionPage { data, page: info }))
}

/// Reads a revision of a list with what its editor wrote.
#[utoipa::path(get, path = "/v1/lists/{id}/revisions/{revision}", operation_id = "getListRevision", tag = "lists",
    params(("id" = Uuid, Path, description = "Its id"), ("revision" = i64, Path, description = "The number of the revision")),
    security(("bearer" = [])),
    responses((status = 200, description = "The revision", body = ListRevision)))]
pub(crate) async fn revision(
    request: HttpRequest,
    member: Member,
    path: Path<(String, String)>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let list = dto::id(&path.0)?;
    let revision = number(&path.1).ok_or_else(|| Problem::new(code::NOT_FOUND))?;
    Query::read(&request, &[])?;
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&member.0.actor, View::Working)?;
            reading.list_revision(seen, list, revision)
        })
        .await?;
    Ok(answer::working(StatusCode::OK, Some(revision), &dto::list::revision(&found)?))
}
