//! `/v1/releases`: articles and lists that go out together.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::actor::Actor;
use domain::id::Revision;
use domain::release::{self, Release};
use newsroom::{Newsroom, NewsroomError, Reading, ReleaseRow};
use serde_json::Value;
use uuid::Uuid;

use super::{Member, page, patched, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::release::{Release as Shown, ReleaseInput, ReleasePage, ReleaseTimeInput};
use crate::web::answer::{self, PageInfo};
use crate::web::change::{Asked, Changed};
use crate::web::condition::if_match;
use crate::web::json::{JsonBody, PatchBody};
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/releases", "GET, HEAD, OPTIONS, POST")
                .route(web::get().to(list))
                .route(web::post().to(create)),
        )
        .service(
            resource("/v1/releases/{id}", "GET, HEAD, OPTIONS, PUT, PATCH, DELETE")
                .route(web::get().to(get))
                .route(web::put().to(replace))
                .route(web::patch().to(patch))
                .route(web::delete().to(delete)),
        )
        .service(
            resource("/v1/releases/{id}/release", "OPTIONS, POST").route(web::post().to(publish)),
        )
        .service(
            resource("/v1/releases/{id}/schedule", "OPTIONS, POST").route(web::post().to(schedule)),
        )
        .service(
            resource("/v1/releases/{id}/unschedule", "OPTIONS, POST")
                .route(web::post().to(unschedule)),
        )
        .service(resource("/v1/releases/{id}/undo", "OPTIONS, POST").route(web::post().to(undo)));
}

/// Lists releases, the newest first.
#[utoipa::path(get, path = "/v1/releases", operation_id = "listReleases", tag = "releases",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
        ("count" = Option<bool>, Query, description = "`true` to learn how long the whole list is: `total` of `page`"),
        ("cursor" = Option<String>, Query, description = "The place in the list, from `page` of another answer"),
    ),
    security(("bearer" = [])),
    responses((status = 200, description = "A page", body = ReleasePage)))]
pub(super) async fn list(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["limit", "count", "cursor"])?;
    let asked = page(&request, &query)?;
    let limit = asked.limit;
    let found = app.run(move |n| n.reading()?.releases(&member.0.actor, &asked)).await?;
    let info = PageInfo::of(&request, &found, limit, Reading::release_place);
    let data = found.items.iter().map(dto::release::summary).collect::<Result<_, _>>()?;
    Ok(answer::working(StatusCode::OK, None, &ReleasePage { data, page: info }))
}

/// Reads a release.
#[utoipa::path(get, path = "/v1/releases/{id}", operation_id = "getRelease", tag = "releases",
    params(("id" = Uuid, Path, description = "Its id")),
    security(("bearer" = [])),
    responses((status = 200, description = "The release", body = Shown)))]
pub(super) async fn get(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    Query::read(&request, &[])?;
    let id = dto::id(&path)?;
    let found = app.run(move |n| n.reading()?.release(&member.0.actor, id)).await?;
    shown(&found)
}

fn shown(row: &ReleaseRow) -> Result<HttpResponse, Problem> {
    let revision = Some(row.stamp.revision);
    Ok(answer::working(StatusCode::OK, revision, &dto::release::release(row)?))
}

/// Makes a release; nothing of it goes out.
#[utoipa::path(post, path = "/v1/releases", operation_id = "createRelease", tag = "releases",
    request_body = ReleaseInput, security(("bearer" = [])),
    responses((status = 201, description = "The draft", body = Shown)))]
pub(super) async fn create(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let release = Release::parse(body.object()?)?;
    app.change(asked, move |newsroom, actor| {
        let made = newsroom.create_release(actor, release)?;
        let path = format!("/v1/releases/{}", made.id);
        Changed::made(path, made.stamp.revision, &dto::release::release(&made)?)
    })
    .await
}

/// Replaces a release while it is a draft.
#[utoipa::path(put, path = "/v1/releases/{id}", operation_id = "replaceRelease", tag = "releases",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the release")),
    request_body = ReleaseInput, security(("bearer" = [])),
    responses((status = 200, description = "The draft", body = Shown)))]
pub(super) async fn replace(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let of = (dto::id(&path)?, if_match(&request)?);
    revise(app, member, of, body.object()?).await
}

/// Changes members of a release while it is a draft.
#[utoipa::path(patch, path = "/v1/releases/{id}", operation_id = "changeRelease", tag = "releases",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the release")),
    request_body(content((ReleaseInput = "application/merge-patch+json"), (Vec<serde_json::Value> = "application/json-patch+json"))),
    security(("bearer" = [])),
    responses((status = 200, description = "The draft", body = Shown)))]
pub(super) async fn patch(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: PatchBody,
) -> Result<HttpResponse, Problem> {
    let of = (dto::id(&path)?, if_match(&request)?);
    let actor = member.0.actor.clone();
    let before = app.run(move |n| n.reading()?.release(&actor, of.0)).await?;
    if before.stamp.revision != of.1 {
        return Err(NewsroomError::Stale { current: before.stamp.revision }.into());
    }
    let document = dto::members(&before.release)?;
    revise(app, member, of, patched(document.into(), body)?).await
}

async fn revise(
    app: Data<App>,
    member: Member,
    of: (Uuid, Revision),
    members: serde_json::Map<String, Value>,
) -> Result<HttpResponse, Problem> {
    let release = Release::parse(members)?;
    shown(&app.run(move |n| n.revise_release(&member.0.actor, of, release)).await?)
}

/// Deletes a release while it is a draft.
#[utoipa::path(delete, path = "/v1/releases/{id}", operation_id = "deleteRelease", tag = "releases",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the release")),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone")))]
pub(super) async fn delete(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let of = (dto::id(&path)?, if_match(&request)?);
    app.run(move |n| n.delete_release(&member.0.actor, of)).await?;
    Ok(answer::nothing())
}

/// Lets a release go out now: readers see all of it, or it is refused and they see nothing of it.
#[utoipa::path(post, path = "/v1/releases/{id}/release", operation_id = "publishRelease", tag = "releases",
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("dryRun" = Option<bool>, Query, description = "`true` to be told what would be, without doing it"),
        ("If-Match" = String, Header, description = "The ETag of the release")),
    security(("bearer" = [])),
    responses((status = 200, description = "It is out", body = Shown)))]
pub(super) async fn publish(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    take(&request, (member, path, app), Newsroom::publish_release).await
}

/// Says when a release goes out, if it could go out then as things are. Its items are kept to the
/// revisions of now.
#[utoipa::path(post, path = "/v1/releases/{id}/schedule", operation_id = "scheduleRelease", tag = "releases",
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("dryRun" = Option<bool>, Query, description = "`true` to be told what would be, without doing it"),
        ("If-Match" = String, Header, description = "The ETag of the release")),
    request_body = ReleaseTimeInput, security(("bearer" = [])),
    responses((status = 200, description = "It goes out then", body = Shown)))]
pub(super) async fn schedule(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let (of, dry) = step(&request, &path)?;
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let publish_at = release::publish_at(body.object()?)?;
    done(app, (asked, dry), move |n, actor| n.schedule_release(actor, of, publish_at)).await
}

/// Takes back when a release goes out, or that it could not go out then: it is a draft again.
#[utoipa::path(post, path = "/v1/releases/{id}/unschedule", operation_id = "unscheduleRelease", tag = "releases",
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("dryRun" = Option<bool>, Query, description = "`true` to be told what would be, without doing it"),
        ("If-Match" = String, Header, description = "The ETag of the release")),
    security(("bearer" = [])),
    responses((status = 200, description = "It waits", body = Shown)))]
pub(super) async fn unschedule(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    take(&request, (member, path, app), Newsroom::unschedule_release).await
}

/// Brings back what readers saw before a release; refused as a whole if something that it did was
/// changed since.
#[utoipa::path(post, path = "/v1/releases/{id}/undo", operation_id = "undoRelease", tag = "releases",
    params(
        ("id" = Uuid, Path, description = "Its id"),
        ("dryRun" = Option<bool>, Query, description = "`true` to be told what would be, without doing it"),
        ("If-Match" = String, Header, description = "The ETag of the release")),
    security(("bearer" = [])),
    responses((status = 200, description = "It is undone", body = Shown)))]
pub(super) async fn undo(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    take(&request, (member, path, app), Newsroom::undo_release).await
}

/// A step of the release that is named, in the revision that was seen.
type Step = fn(&Newsroom, &Actor, (Uuid, Revision)) -> Result<ReleaseRow, NewsroomError>;

/// Takes a step that nothing more is said of, or tries it.
async fn take(
    request: &HttpRequest,
    (member, path, app): (Member, Path<String>, Data<App>),
    work: Step,
) -> Result<HttpResponse, Problem> {
    let (of, dry) = step(request, &path)?;
    let asked = Asked::of(request, member.0, None)?;
    done(app, (asked, dry), move |newsroom, actor| work(newsroom, actor, of)).await
}

/// Of which release a step is, and whether it is only tried.
fn step(request: &HttpRequest, path: &str) -> Result<((Uuid, Revision), bool), Problem> {
    let dry = Query::read(request, &["dryRun"])?.flag("dryRun")?;
    Ok(((dto::id(path)?, if_match(request)?), dry))
}

async fn done(
    app: Data<App>,
    (asked, dry): (Asked, bool),
    work: impl FnOnce(&Newsroom, &Actor) -> Result<ReleaseRow, NewsroomError> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let work = move |newsroom: &Newsroom, actor: &Actor| {
        let row = work(newsroom, actor)?;
        Changed::saved(Some(row.stamp.revision), &dto::release::release(&row)?)
    };
    app.change_or_try(asked, dry, work).await
}
